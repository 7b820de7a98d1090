/* SPDX-License-Identifier: MIT */
/* Writes images to banks: the inactive bank while the unit runs, or bank A when a unit is created. */
#include "boot_priv.h"
#include <fw/flash.h>
#include <rt/assert.h>
#include <string.h>

enum rt_err fw_bank_writer_init(struct fw_bank_writer *w, struct board *b, const struct fw_boot *boot)
{
    *w = (struct fw_bank_writer){.board = b, .bank = fw_boot_other(boot)};
    if (boot->is_trial) {
        return RT_EBUSY; /* the other bank is the fall-back */
    }
    const struct boot_record record = boot_record_read(b);
    if (record.state == BOOT_TRY && record.bank == w->bank && boot->bank != FW_BANK_NONE) {
        /* Cancels a pending trial before its image is overwritten; otherwise the next start would report that a
         * half-written image failed. */
        return boot_record_write(b, boot->bank, BOOT_CONFIRMED);
    }
    return RT_OK;
}

enum rt_err fw_bank_writer_init_recovery(struct fw_bank_writer *w, struct board *b, enum fw_bank bank)
{
    *w = (struct fw_bank_writer){.board = b, .bank = bank};
    const struct boot_record record = boot_record_read(b);
    if (record.state == BOOT_CONFIRMED && record.bank == bank) {
        return RT_OK; /* already cancelled, by an earlier attempt that failed */
    }
    return boot_record_write(b, bank, BOOT_CONFIRMED);
}

enum rt_err fw_bank_writer_erase_next(struct fw_bank_writer *w, uint32_t n_bytes)
{
    enum board_region r = boot_bank_region(w->bank);
    if (n_bytes > board_region(r)->n_bytes) {
        return RT_ETOOBIG;
    }
    if (w->n_erased >= n_bytes) {
        return RT_EFULL;
    }
    enum rt_err err = fw_flash_erase(w->board, r, w->n_erased);
    if (err == RT_OK) {
        w->n_erased += BOARD_FLASH_SECTOR_BYTES;
    }
    return err;
}

enum rt_err fw_bank_writer_program(struct fw_bank_writer *w, const uint8_t *bytes, uint32_t n)
{
    enum board_region r = boot_bank_region(w->bank);
    uint32_t n_whole = n - n % BOARD_FLASH_PROGRAM_UNIT, n_tail = n % BOARD_FLASH_PROGRAM_UNIT;
    RT_ASSERT(w->n_written % BOARD_FLASH_PROGRAM_UNIT == 0);
    RT_ASSERT(n <= w->n_erased - w->n_written);
    enum rt_err err = n_whole > 0 ? fw_flash_program(w->board, r, w->n_written, bytes, n_whole) : RT_OK;
    if (err == RT_OK && n_tail > 0) {
        uint8_t tail[BOARD_FLASH_PROGRAM_UNIT];
        memset(tail, 0xff, sizeof tail);
        memcpy(tail, bytes + n_whole, n_tail);
        err = fw_flash_program(w->board, r, w->n_written + n_whole, tail, sizeof tail);
    }
    if (err == RT_OK) {
        w->n_written += n;
    }
    return err;
}

enum rt_err fw_bank_writer_next(struct fw_bank_writer *w, const uint8_t *image, uint32_t n_bytes, uint32_t *busy_us)
{
    enum rt_err err = fw_bank_writer_erase_next(w, n_bytes);
    *busy_us = BOARD_FLASH_ERASE_SECTOR_US;
    if (err == RT_EFULL && w->n_written < n_bytes) {
        uint32_t n = n_bytes - w->n_written;
        n = n < BOARD_FLASH_SECTOR_BYTES ? n : BOARD_FLASH_SECTOR_BYTES;
        err = fw_bank_writer_program(w, image + w->n_written, n);
        *busy_us = BOARD_FLASH_PROGRAM_SECTOR_US;
    }
    return err;
}

bool fw_bank_writer_check(const struct fw_bank_writer *w, const uint8_t *image, uint32_t n_bytes)
{
    enum board_region r = boot_bank_region(w->bank);
    bool is_same = memcmp(board_flash_cells(w->board, r), image, n_bytes) == 0;
    if (is_same) {
        board_flash_vouch(w->board, r);
    }
    return is_same;
}

static bool is_sector_blank(const uint8_t *cells)
{
    /* Each byte is as the one before it. */
    return cells[0] == 0xff && memcmp(cells, cells + 1, BOARD_FLASH_SECTOR_BYTES - 1) == 0;
}

/* Skips blank sectors: creating a unit from a new part erases nothing. */
static enum rt_err blank_bank(struct board *b, enum fw_bank bank)
{
    enum board_region r = boot_bank_region(bank);
    enum rt_err err = RT_OK;
    for (uint32_t at = 0; err == RT_OK && at < board_region(r)->n_bytes; at += BOARD_FLASH_SECTOR_BYTES) {
        if (!is_sector_blank(board_flash_cells(b, r) + at)) {
            err = fw_flash_erase(b, r, at);
        }
    }
    return err;
}

enum rt_err fw_boot_manufacture(struct board *b, const uint8_t *image, uint32_t n_bytes)
{
    struct fw_bank_writer w = {.board = b, .bank = FW_BANK_A};
    w.n_erased = board_region(boot_bank_region(w.bank))->n_bytes;
    if (n_bytes > w.n_erased) {
        return RT_ETOOBIG;
    }
    enum rt_err err = blank_bank(b, FW_BANK_A);
    if (err == RT_OK) {
        err = fw_bank_writer_program(&w, image, n_bytes);
    }
    if (err == RT_OK) {
        err = boot_record_write(b, FW_BANK_A, BOOT_CONFIRMED);
    }
    if (err == RT_OK) {
        err = blank_bank(b, FW_BANK_B); /* last: until now it may have been the only good record */
    }
    return err;
}
