/* SPDX-License-Identifier: MIT */
/*
 * Writing flash and reading back what was written: a part that fails without saying so must not be believed, or a
 * value would be there until the next start and gone after it. As board/flash.h, and RT_EIO when the cells hold
 * something else than they should.
 */
#pragma once
#include <board/flash.h>
#include <string.h>

static inline enum rt_err fw_flash_program(struct board *b, enum board_region r, uint32_t offset, const void *bytes,
                                           uint32_t n)
{
    enum rt_err err = board_flash_program(b, r, offset, bytes, n);
    if (err == RT_OK && memcmp(board_flash_cells(b, r) + offset, bytes, n) != 0) {
        err = RT_EIO;
    }
    return err;
}

static inline enum rt_err fw_flash_erase(struct board *b, enum board_region r, uint32_t offset)
{
    const uint8_t *cells = board_flash_cells(b, r) + offset;
    enum rt_err err = board_flash_erase(b, r, offset);
    /* All ones: the first byte is, and each is as the one before it. */
    if (err == RT_OK && (cells[0] != 0xff || memcmp(cells, cells + 1, BOARD_FLASH_SECTOR_BYTES - 1) != 0)) {
        err = RT_EIO;
    }
    return err;
}
