/* SPDX-License-Identifier: MIT */
/*
 * Writes flash and verifies it by reading back. Without that, a part that fails silently would keep a value until
 * the next start and then lose it. As board/flash.h; RT_EIO if the cells differ from what was written.
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
    /* All ones: the first byte is 0xff, and every byte equals the one before it. */
    if (err == RT_OK && (cells[0] != 0xff || memcmp(cells, cells + 1, BOARD_FLASH_SECTOR_BYTES - 1) != 0)) {
        err = RT_EIO;
    }
    return err;
}
