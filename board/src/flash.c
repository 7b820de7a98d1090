/* SPDX-License-Identifier: MIT */
#include "board_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

enum { SECTOR = BOARD_FLASH_SECTOR_BYTES, BLANK = 0xff };

/* The layout drawn in board/flash.h. */
static const struct board_region_info regions[BOARD_N_REGIONS] = {
    [BOARD_REGION_FACTORY] = {"factory", 0x000000, 1 * SECTOR},
    [BOARD_REGION_BOOT] = {"boot", 0x010000, 2 * SECTOR},
    [BOARD_REGION_CUSTOM] = {"custom", 0x030000, 1 * SECTOR},
    [BOARD_REGION_JOURNAL_0] = {"journal_0", 0x040000, 4 * SECTOR},
    [BOARD_REGION_JOURNAL_1] = {"journal_1", 0x080000, 4 * SECTOR},
    [BOARD_REGION_SPARE] = {"spare", 0x0c0000, 4 * SECTOR},
    [BOARD_REGION_BANK_A] = {"bank_a", 0x100000, 24 * SECTOR},
    [BOARD_REGION_BANK_B] = {"bank_b", 0x280000, 24 * SECTOR},
};
_Static_assert(0x280000 + 24 * SECTOR == BOARD_FLASH_BYTES, "the regions fill the part");

const struct board_region_info *board_region(enum board_region r)
{
    RT_ASSERT((unsigned)r < BOARD_N_REGIONS);
    return &regions[r];
}

enum rt_err board_flash_init(struct board *b, uint8_t *cells)
{
    b->flash.cells = cells;
    if (!cells) {
        b->flash.is_own = true;
        b->flash.cells = rt_mem_alloc(BOARD_FLASH_BYTES);
        if (!b->flash.cells) {
            return RT_ENOMEM;
        }
        memset(b->flash.cells, BLANK, BOARD_FLASH_BYTES);
    }
    return RT_OK;
}

void board_flash_fini(struct board *b)
{
    if (b->flash.is_own) {
        rt_mem_free(b->flash.cells);
    }
}

const uint8_t *board_flash_cells(const struct board *b, enum board_region r)
{
    return b->flash.cells + board_region(r)->offset;
}

uint64_t board_flash_n_operations(const struct board *b)
{
    return b->flash.n_operations;
}

void board_flash_blank(struct board *b)
{
    RT_ASSERT(!b->is_powered);
    memset(b->flash.cells, BLANK, BOARD_FLASH_BYTES);
}

/* What an operation that is cut or fails does to the cells; n bytes of it may still happen. */
typedef void apply_fn(uint8_t *cells, const uint8_t *bytes, uint32_t n, bool is_torn);

static void apply_program(uint8_t *cells, const uint8_t *bytes, uint32_t n, bool is_torn)
{
    (void)is_torn; /* a program stops between two bytes */
    memcpy(cells, bytes, n);
}

static void apply_erase(uint8_t *cells, const uint8_t *bytes, uint32_t n, bool is_torn)
{
    (void)bytes;
    memset(cells, BLANK, n);
    if (is_torn && n < BOARD_FLASH_SECTOR_BYTES) {
        cells[n] |= 0x55; /* half of the bits have come up */
    }
}

/* One operation, with the fault that strikes it. The caller has checked the arguments. */
static enum rt_err operate(struct board *b, const char *what, enum board_region r, uint32_t offset,
                           const uint8_t *bytes, uint32_t n, apply_fn *apply)
{
    uint8_t *cells = b->flash.cells + regions[r].offset + offset;
    b->flash.n_operations++;
    const struct board_fault *fault = board_fault_next(b);
    if (!fault) {
        apply(cells, bytes, n, false);
        board_emitf(b, BOARD_SIGNAL_FLASH, 0, n, "%s %s+0x%05x", what, regions[r].name, offset);
        return RT_OK;
    }
    board_emitf(b, BOARD_SIGNAL_FAULT, 0, 0, "%s %s of %u bytes at %s+0x%05x", board_fault_kind_text(fault->kind), what,
                n, regions[r].name, offset);
    switch (fault->kind) {
    case BOARD_FAULT_FAIL:
        return RT_EIO;
    case BOARD_FAULT_CUT_BEFORE:
        break;
    case BOARD_FAULT_CUT_TORN:
        apply(cells, bytes, fault->torn_bytes < n ? fault->torn_bytes : n, true);
        break;
    case BOARD_FAULT_CUT_AFTER:
        apply(cells, bytes, n, false);
        break;
    }
    board_cut_power(b, "cut in flash");
    return RT_EPOWER;
}

enum rt_err board_flash_program(struct board *b, enum board_region r, uint32_t offset, const void *bytes, uint32_t n)
{
    const struct board_region_info *info = board_region(r);
    RT_ASSERT(offset % BOARD_FLASH_PROGRAM_UNIT == 0 && n % BOARD_FLASH_PROGRAM_UNIT == 0);
    RT_ASSERT(offset <= info->n_bytes && n <= info->n_bytes - offset);
    if (board_is_flash_dead(b)) {
        return RT_EPOWER;
    }
    const uint8_t *wanted = bytes, *cells = b->flash.cells + info->offset + offset;
    uint8_t risen = 0;
    for (uint32_t i = 0; i < n; i++) {
        risen |= (uint8_t)(wanted[i] & ~cells[i]);
    }
    RT_ASSERT(risen == 0); /* a program cannot raise a bit: the place was not erased */
    return operate(b, "program", r, offset, wanted, n, apply_program);
}

enum rt_err board_flash_erase(struct board *b, enum board_region r, uint32_t offset)
{
    const struct board_region_info *info = board_region(r);
    RT_ASSERT(offset % BOARD_FLASH_SECTOR_BYTES == 0 && offset < info->n_bytes);
    if (board_is_flash_dead(b)) {
        return RT_EPOWER;
    }
    return operate(b, "erase", r, offset, NULL, BOARD_FLASH_SECTOR_BYTES, apply_erase);
}
