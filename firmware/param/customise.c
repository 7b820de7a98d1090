/* SPDX-License-Identifier: MIT */
/*
 * Customised factory defaults, of a unit made for one provider (RC unit, guide p.1-7): `element = value` lines that
 * override the defaults of every release. '#' begins a comment line. The text lies in the flash region CUSTOM and
 * survives a factory reset. It is one record (record.h) with the magic "VSPC", whose word is the format: 1.
 */
#include "params.h"
#include <board/board.h>
#include <fw/flash.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <string.h>
#include "record.h"

#define FORMAT 1u

static const char magic[4] = {'V', 'S', 'P', 'C'};

_Static_assert(FW_CUSTOM_TEXT_MAX + PARAM_RECORD_HEADER_BYTES + PARAM_MARK_BYTES <= BOARD_FLASH_SECTOR_BYTES,
               "the region is a sector");
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

enum rt_err fw_custom_load(const struct board *b, char **out)
{
    const uint8_t *cells = board_flash_cells(b, BOARD_REGION_CUSTOM);
    *out = NULL;
    if (memcmp(cells, magic, sizeof magic) != 0) {
        return RT_ENOENT;
    }
    if (param_record_whole(cells, BOARD_FLASH_SECTOR_BYTES, magic, FW_CUSTOM_TEXT_MAX) == 0 ||
        param_record_word(cells) != FORMAT) {
        return RT_ECORRUPT;
    }
    struct rt_str text = param_record_body(cells);
    *out = rt_mem_strndup(text.p, text.n);
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
    return err != RT_OK || text.n == 0 ? err : param_record_write(b, BOARD_REGION_CUSTOM, 0, magic, FORMAT, text);
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
