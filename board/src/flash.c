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
    rt_mem_free(b->flash.undo);
    for (unsigned i = 0; i < BOARD_FLASH_N_SECTORS; i++) {
        rt_mem_free(b->flash.before[i]);
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

bool board_flash_is_vouched(const struct board *b, enum board_region r)
{
    return (b->flash.vouched >> r & 1u) != 0;
}

void board_flash_vouch(struct board *b, enum board_region r)
{
    RT_ASSERT((unsigned)r < BOARD_N_REGIONS);
    b->flash.vouched |= UINT32_C(1) << r;
}

static bool is_blank(const uint8_t *cells, uint32_t n)
{
    return n == 0 || (cells[0] == BLANK && memcmp(cells, cells + 1, n - 1) == 0);
}

/* ---- the snapshot ---- */

void board_flash_snapshot(struct board *b)
{
    RT_ASSERT(!b->is_powered && b->flash.changed == 0);
    b->flash.has_snapshot = true;
}

/* Before cells of these sectors change. */
static void keep_before(struct board *b, uint64_t sectors)
{
    sectors = b->flash.has_snapshot ? sectors & ~b->flash.changed : 0;
    b->flash.changed |= sectors;
    for (unsigned i = 0; sectors >> i != 0; i++) {
        const uint8_t *cells = b->flash.cells + (size_t)i * SECTOR;
        if ((sectors >> i & 1) == 0) {
            continue;
        }
        if (is_blank(cells, SECTOR)) {
            b->flash.was_blank |= UINT64_C(1) << i;
            continue;
        }
        b->flash.before[i] = rt_mem_alloc_raw(SECTOR);
        if (b->flash.before[i] != NULL) {
            memcpy(b->flash.before[i], cells, SECTOR);
        } else {
            b->flash.is_snapshot_lost =
                true; /* the device continues; the error is reported when the snapshot is read */
        }
    }
}

enum rt_err board_flash_snapshot_read(const struct board *b, uint8_t *cells)
{
    RT_ASSERT(b->flash.has_snapshot);
    if (b->flash.is_snapshot_lost) {
        return RT_ENOMEM;
    }
    memcpy(cells, b->flash.cells, BOARD_FLASH_BYTES);
    for (unsigned i = 0; i < BOARD_FLASH_N_SECTORS; i++) {
        if ((b->flash.was_blank >> i & 1) != 0) {
            memset(cells + (size_t)i * SECTOR, BLANK, SECTOR);
        } else if (b->flash.before[i] != NULL) {
            memcpy(cells + (size_t)i * SECTOR, b->flash.before[i], SECTOR);
        }
    }
    return RT_OK;
}

bool board_flash_snapshot_is_whole(const struct board *b)
{
    return b->flash.has_snapshot && !b->flash.is_snapshot_lost;
}

const uint8_t *board_flash_snapshot_sector(const struct board *b, unsigned sector)
{
    RT_ASSERT(board_flash_snapshot_is_whole(b) && sector < BOARD_FLASH_N_SECTORS);
    if ((b->flash.was_blank >> sector & 1) != 0) {
        return NULL;
    }
    return b->flash.before[sector] != NULL ? b->flash.before[sector] : b->flash.cells + (size_t)sector * SECTOR;
}

/* ---- operations ---- */

/* After n cells from at on have changed. */
static void tell_changed(struct board *b, uint32_t at, uint32_t n)
{
    for (unsigned r = 0; r < BOARD_N_REGIONS; r++) {
        if (at < regions[r].offset + regions[r].n_bytes && regions[r].offset < at + n) {
            b->flash.vouched &= ~(UINT32_C(1) << r);
        }
    }
    if (b->flash.changed_fn != NULL) {
        b->flash.changed_fn(b->flash.ctx, at, n);
    }
}

void board_flash_blank(struct board *b)
{
    RT_ASSERT(!b->is_powered);
    keep_before(b, UINT64_MAX);
    memset(b->flash.cells, BLANK, BOARD_FLASH_BYTES);
    tell_changed(b, 0, BOARD_FLASH_BYTES);
}

void board_fault_tear(uint8_t *cells, const struct board_operation *op, uint32_t n_done)
{
    const uint8_t *bytes = op->bytes; /* a local copy: otherwise every byte written might alias *op */
    uint32_t n = n_done < op->n ? n_done : op->n;
    for (uint32_t i = 0; bytes && i < n; i++) {
        cells[i] &= bytes[i]; /* a program is torn between two bytes */
    }
    if (!op->bytes) {
        if (!is_blank(cells, n)) { /* a page that is not written to stays one that all units share */
            memset(cells, BLANK, n);
        }
        if (n < op->n) {
            cells[n] |= 0x55; /* half of the bits are set */
        }
    }
}

static uint32_t place_of(const struct board_operation *op)
{
    return regions[op->region].offset + op->offset;
}

/* The operation, all of it or its beginning. */
static void tear(struct board *b, const struct board_operation *op, uint32_t n_done)
{
    board_fault_tear(b->flash.cells + place_of(op), op, n_done);
    tell_changed(b, place_of(op), op->n);
}

/* The sectors that an operation touches, one bit each. */
static uint64_t sectors_of(const struct board_operation *op)
{
    uint64_t sectors = 0;
    for (uint32_t at = place_of(op) / SECTOR; op->n > 0 && at <= (place_of(op) + op->n - 1) / SECTOR; at++) {
        sectors |= UINT64_C(1) << at;
    }
    return sectors;
}

void board_flash_rot(struct board *b, uint32_t bit)
{
    RT_ASSERT(bit / 8 < BOARD_FLASH_BYTES);
    keep_before(b, UINT64_C(1) << (bit / 8 / SECTOR));
    b->flash.cells[bit / 8] ^= (uint8_t)(1u << bit % 8);
    tell_changed(b, bit / 8, 1);
    b->flash.worn |= UINT64_C(1) << (bit / 8 / SECTOR);
}

/* Saves the cells, so that the next operation can undo this one. */
static void keep_for_undo(struct board *b, const struct board_operation *op)
{
    b->flash.undo = rt_mem_resize(b->flash.undo, op->n > 0 ? op->n : 1);
    RT_ASSERT(b->flash.undo); /* test tool only: out of memory ends the test */
    b->flash.undo_at = place_of(op);
    b->flash.n_undo = op->n;
    memcpy(b->flash.undo, b->flash.cells + b->flash.undo_at, op->n);
}

/* Performs the operation, unless the sector is worn out. */
static enum rt_err do_all(struct board *b, const char *what, const struct board_operation *op)
{
    uint64_t sectors = sectors_of(op);
    if ((sectors & (b->flash.bad | b->flash.deaf)) != 0) {
        bool is_silent = (sectors & b->flash.bad) == 0;
        board_emitf(b, &board_signal_fault, 0, 0, "%s %s at %s+0x%05x: worn out",
                    is_silent ? "silent failure of" : "failure of", what, regions[op->region].name, op->offset);
        b->flash.worn |= sectors;
        return is_silent ? RT_OK : RT_EIO;
    }
    tear(b, op, op->n);
    if (!op->bytes) {
        b->flash.worn &= ~sectors;
    }
    board_emitf(b, &board_signal_flash, 0, op->n, "%s %s+0x%05x", what, regions[op->region].name, op->offset);
    return RT_OK;
}

/* Undoes the previous operation, unless this one has overwritten its cells. */
static void undo_before(struct board *b, const struct board_operation *op)
{
    bool is_over = place_of(op) < b->flash.undo_at + b->flash.n_undo && b->flash.undo_at < place_of(op) + op->n;
    if (!is_over) {
        memcpy(b->flash.cells + b->flash.undo_at, b->flash.undo, b->flash.n_undo);
        tell_changed(b, b->flash.undo_at, b->flash.n_undo);
    }
}

/* One operation and its injected fault. The caller has checked the arguments. */
static enum rt_err operate(struct board *b, const char *what, const struct board_operation *op)
{
    keep_before(b, sectors_of(op));
    b->flash.n_operations++;
    if (b->faults.observe) {
        b->faults.observe(b->faults.observe_ctx, op);
    }
    const struct board_fault *fault = board_fault_next(b);
    if (!fault) {
        if (board_fault_may_undo(b)) {
            keep_for_undo(b, op);
        }
        return do_all(b, what, op);
    }
    board_emitf(b, &board_signal_fault, 0, 0, "%s %s of %u bytes at %s+0x%05x", board_fault_kind_text(fault->kind),
                what, op->n, regions[op->region].name, op->offset);
    switch (fault->kind) {
    case BOARD_FAULT_FAIL:
        return RT_EIO;
    case BOARD_FAULT_SILENT:
        b->flash.worn |= sectors_of(op);
        return RT_OK;
    case BOARD_FAULT_ROT:
        board_flash_rot(b, fault->torn_bytes);
        return do_all(b, what, op);
    case BOARD_FAULT_BAD:
        b->flash.bad |= UINT64_C(1) << fault->torn_bytes;
        return do_all(b, what, op);
    case BOARD_FAULT_DEAF:
        b->flash.deaf |= UINT64_C(1) << fault->torn_bytes;
        return do_all(b, what, op);
    case BOARD_FAULT_CUT_BEFORE:
        break;
    case BOARD_FAULT_CUT_TORN:
        tear(b, op, fault->torn_bytes);
        break;
    case BOARD_FAULT_CUT_LOST:
        undo_before(b, op);
        tear(b, op, op->n);
        break;
    case BOARD_FAULT_CUT_AFTER:
        tear(b, op, op->n);
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
    const struct board_operation op = {r, offset, wanted, n};
    /* A program cannot set a bit: the area was not erased. A worn sector is exempt, since the firmware cannot know of
     * it. */
    RT_ASSERT(risen == 0 || (sectors_of(&op) & b->flash.worn) != 0);
    return operate(b, "program", &op);
}

enum rt_err board_flash_erase(struct board *b, enum board_region r, uint32_t offset)
{
    const struct board_region_info *info = board_region(r);
    RT_ASSERT(offset % BOARD_FLASH_SECTOR_BYTES == 0 && offset < info->n_bytes);
    if (board_is_flash_dead(b)) {
        return RT_EPOWER;
    }
    const struct board_operation op = {r, offset, NULL, BOARD_FLASH_SECTOR_BYTES};
    return operate(b, "erase", &op);
}

void board_flash_sync(struct board *b)
{
    if (b->flash.sync != NULL) {
        b->flash.sync(b->flash.ctx);
    }
}
