/* SPDX-License-Identifier: MIT */
/*
 * Customised factory defaults, of a unit made for one provider (RC unit, guide p.1-7): `element = value` lines that
 * override the defaults of every release. '#' begins a comment line. The text lies in the flash region CUSTOM and
 * survives a factory reset.
 *
 *   0  "VSPC"    4  format: 1    8  n: bytes of the text    12  CRC-32 of 0..11 and the text
 *  16  text, then 0xff up to a multiple of 4, then the mark "DONE"
 */
#include "params.h"
#include <board/board.h>
#include <fw/flash.h>
#include <rt/crc.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <string.h>

#define FORMAT       1u
#define HEADER_BYTES 16u

static const char magic[4] = {'V', 'S', 'P', 'C'};
static const char mark[4] = {'D', 'O', 'N', 'E'};

_Static_assert(FW_CUSTOM_TEXT_MAX + HEADER_BYTES + sizeof mark <= BOARD_FLASH_SECTOR_BYTES, "the region is a sector");
_Static_assert(FW_CUSTOM_TEXT_MAX % BOARD_FLASH_PROGRAM_UNIT == 0, "the longest text needs no padding");

static enum rt_err customise_row(struct fw_params *p, struct rt_str element, struct rt_str value)
{
    char text[FW_VALUE_MAX + 1];
    int id = fw_schema_find(p->schema, element);
    enum fw_fit fit = fw_param_judge(p, id, value, text);
    if (fw_fit_is_refused(fit, value.n)) {
        rt_log(board_log(p->board), RT_LOG_WARN, "param", "customised default of %.*s: %s", (int)element.n, element.p,
               fw_fit_text(fit));
        return RT_OK;
    }
    p->custom = p->custom != NULL ? p->custom : rt_mem_alloc(p->n * sizeof *p->custom);
    char *copy = p->custom != NULL ? rt_mem_strdup(text) : NULL;
    if (copy == NULL) {
        return RT_ENOMEM;
    }
    rt_mem_free(p->custom[id]);
    p->custom[id] = copy;
    return RT_OK;
}

enum rt_err param_customise(struct fw_params *p, const char *text)
{
    struct rt_str rest = rt_str(text);
    for (unsigned number = 1; rest.p != NULL; number++) {
        struct rt_str line = rt_str_trim(rt_str_cut(rest, '\n', &rest));
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        struct rt_str value;
        struct rt_str element = rt_str_trim(rt_str_cut(line, '=', &value));
        if (value.p == NULL || element.n == 0 || element.n > PARAM_NAME_MAX) {
            rt_log(board_log(p->board), RT_LOG_WARN, "param", "customised defaults: line %u is not `element = value`",
                   number);
            continue;
        }
        enum rt_err err = customise_row(p, element, rt_str_trim(value));
        if (err != RT_OK) {
            return err;
        }
    }
    return RT_OK;
}

static uint32_t aligned(uint32_t n)
{
    return (n + BOARD_FLASH_PROGRAM_UNIT - 1) / BOARD_FLASH_PROGRAM_UNIT * BOARD_FLASH_PROGRAM_UNIT;
}

enum rt_err fw_custom_load(const struct board *b, char **out)
{
    const uint8_t *cells = board_flash_cells(b, BOARD_REGION_CUSTOM);
    *out = NULL;
    if (memcmp(cells, magic, sizeof magic) != 0) {
        return RT_ENOENT;
    }
    uint32_t n = rt_be32(cells + 8);
    if (rt_be32(cells + 4) != FORMAT || n > FW_CUSTOM_TEXT_MAX ||
        memcmp(cells + HEADER_BYTES + aligned(n), mark, sizeof mark) != 0 ||
        rt_be32(cells + 12) != rt_crc32(rt_crc32(0, cells, 12), cells + HEADER_BYTES, n)) {
        return RT_ECORRUPT;
    }
    *out = rt_mem_strndup((const char *)cells + HEADER_BYTES, n);
    return *out != NULL ? RT_OK : RT_ENOMEM;
}

enum rt_err fw_custom_store(struct board *b, struct rt_str text)
{
    if (text.n > FW_CUSTOM_TEXT_MAX) {
        return RT_ETOOBIG;
    }
    if (text.n > 0 && memchr(text.p, '\0', text.n) != NULL) {
        return RT_EINVAL;
    }
    enum rt_err err = fw_flash_erase(b, BOARD_REGION_CUSTOM, 0);
    if (err != RT_OK || text.n == 0) {
        return err;
    }
    uint32_t n = HEADER_BYTES + aligned((uint32_t)text.n);
    uint8_t *image = rt_mem_alloc(n);
    if (image == NULL) {
        return RT_ENOMEM;
    }
    memset(image, 0xff, n);
    memcpy(image, magic, sizeof magic);
    rt_put_be32(image + 4, FORMAT);
    rt_put_be32(image + 8, (uint32_t)text.n);
    rt_put_be32(image + 12, rt_crc32(rt_crc32(0, image, 12), text.p, text.n));
    memcpy(image + HEADER_BYTES, text.p, text.n);
    err = fw_flash_program(b, BOARD_REGION_CUSTOM, 0, image, n);
    rt_mem_free(image);
    return err == RT_OK ? fw_flash_program(b, BOARD_REGION_CUSTOM, n, mark, sizeof mark) : err;
}

char *fw_custom_owner(const char *text, char out[FW_CUSTOM_OWNER_MAX + 1])
{
    struct rt_str rest;
    struct rt_str line = rt_str_cut(rt_str(text), '\n', &rest);
    out[0] = '\0';
    if (rt_str_starts(line, FW_CUSTOM_OWNER_LINE)) {
        (void)rt_str_copy(out, FW_CUSTOM_OWNER_MAX + 1,
                          rt_str_trim(rt_str_from(line, sizeof FW_CUSTOM_OWNER_LINE - 1)));
    }
    return out; /* a name that is too long is not shown */
}
