/* SPDX-License-Identifier: MIT */
#include "record.h"
#include <board/board.h>
#include <fw/flash.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <string.h>

static const char mark[4] = {'D', 'O', 'N', 'E'};

_Static_assert(PARAM_RECORD_HEADER_BYTES % BOARD_FLASH_PROGRAM_UNIT == 0, "bodies begin on a program unit");
_Static_assert(PARAM_MARK_BYTES == BOARD_FLASH_PROGRAM_UNIT, "a mark is the smallest thing that can be programmed");
_Static_assert(PARAM_MARK_BYTES == sizeof mark, "the mark");

static uint32_t bytes_before_mark(size_t n_body)
{
    size_t n = (n_body + BOARD_FLASH_PROGRAM_UNIT - 1) / BOARD_FLASH_PROGRAM_UNIT * BOARD_FLASH_PROGRAM_UNIT;
    return PARAM_RECORD_HEADER_BYTES + (uint32_t)n;
}

uint32_t param_record_bytes(size_t n_body)
{
    return bytes_before_mark(n_body) + PARAM_MARK_BYTES;
}

uint32_t param_record_word(const uint8_t *cells)
{
    return rt_be32(cells + 4);
}

struct rt_str param_record_body(const uint8_t *cells)
{
    return rt_str_n((const char *)cells + PARAM_RECORD_HEADER_BYTES, rt_be32(cells + 8));
}

uint32_t param_record_whole(const uint8_t *cells, uint32_t left, const char magic[4], uint32_t n_body_max)
{
    if (left < param_record_bytes(0) || memcmp(cells, magic, 4) != 0) {
        return 0;
    }
    uint32_t n_body = rt_be32(cells + 8);
    if (n_body > n_body_max || param_record_bytes(n_body) > left) {
        return 0;
    }
    uint32_t crc = rt_crc32(rt_crc32(0, cells, 12), cells + PARAM_RECORD_HEADER_BYTES, n_body);
    bool is_whole = rt_be32(cells + 12) == crc && memcmp(cells + bytes_before_mark(n_body), mark, sizeof mark) == 0;
    return is_whole ? param_record_bytes(n_body) : 0;
}

enum rt_err param_record_write(struct board *b, enum board_region region, uint32_t at, const char magic[4],
                               uint32_t word, struct rt_str body)
{
    uint32_t n = bytes_before_mark(body.n);
    uint8_t *record = rt_mem_alloc(n);
    if (record == NULL) {
        return RT_ENOMEM;
    }
    memset(record, 0xff, n);
    memcpy(record, magic, 4);
    rt_put_be32(record + 4, word);
    rt_put_be32(record + 8, (uint32_t)body.n);
    rt_put_be32(record + 12, rt_crc32(rt_crc32(0, record, 12), body.p, body.n));
    memcpy(record + PARAM_RECORD_HEADER_BYTES, body.p, body.n);
    enum rt_err err = fw_flash_program(b, region, at, record, n);
    rt_mem_free(record);
    return err == RT_OK ? fw_flash_program(b, region, at + n, mark, sizeof mark) : err;
}
