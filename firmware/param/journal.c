/* SPDX-License-Identifier: MIT */
#include "journal.h"
#include <fw/flash.h>
#include <rt/assert.h>
#include <rt/crc.h>
#include <string.h>

#define FORMAT       1u
#define HALF_MARK_AT 16u

static const char half_magic[4] = {'V', 'S', 'P', 'J'};
static const char half_mark[4] = {'N', 'E', 'W', '.'};
static const char record_magic[4] = {'P', 'R', 'E', 'C'};

enum { WHAT_VALUE = 1, WHAT_DEFAULT = 2, WHAT_ACCESS = 4, WHAT_FACTORY = 8 };

_Static_assert(PARAM_HALF_HEADER_BYTES >= HALF_MARK_AT + PARAM_MARK_BYTES, "the mark lies in the header");
_Static_assert(PARAM_HALF_HEADER_BYTES % BOARD_FLASH_PROGRAM_UNIT == 0, "records begin on a program unit");

static enum board_region region_of(int half)
{
    return half == 0 ? BOARD_REGION_JOURNAL_0 : BOARD_REGION_JOURNAL_1;
}

uint32_t param_journal_half_bytes(void)
{
    return board_region(BOARD_REGION_JOURNAL_0)->n_bytes;
}

uint32_t param_journal_body_max(void)
{
    return param_journal_half_bytes() - PARAM_HALF_HEADER_BYTES - param_record_bytes(0);
}

bool param_journal_has_room(const struct param_journal *j, size_t n_body)
{
    return j->half >= 0 && j->is_tail_clean && n_body <= param_journal_body_max() &&
           param_record_bytes(n_body) <= param_journal_half_bytes() - j->end;
}

/* Length of the record at `at` if it is complete and committed, else 0. */
static uint32_t whole_record(const uint8_t *cells, uint32_t at)
{
    return param_record_whole(cells + at, param_journal_half_bytes() - at, record_magic, param_journal_body_max());
}

/* The generation of a valid half, else 0. */
static uint32_t half_generation(const uint8_t *cells)
{
    bool is_valid = memcmp(cells, half_magic, sizeof half_magic) == 0 && rt_be32(cells + 4) == FORMAT &&
                    rt_be32(cells + 12) == rt_crc32(0, cells, 12) &&
                    memcmp(cells + HALF_MARK_AT, half_mark, sizeof half_mark) == 0 &&
                    whole_record(cells, PARAM_HALF_HEADER_BYTES) > 0;
    return is_valid ? rt_be32(cells + 8) : 0;
}

static bool is_erased(const uint8_t *p, size_t n)
{
    /* Compares the range with itself shifted by one byte: as fast as memcmp. */
    return n == 0 || (p[0] == 0xff && memcmp(p, p + 1, n - 1) == 0);
}

void param_journal_init(struct param_journal *j, struct board *b)
{
    *j = (struct param_journal){.board = b, .half = -1};
    for (int half = 0; half < 2; half++) {
        uint32_t generation = half_generation(board_flash_cells(b, region_of(half)));
        if (generation > j->generation) {
            j->half = half;
            j->generation = generation;
        }
    }
    if (j->half < 0) {
        return;
    }
    const uint8_t *cells = board_flash_cells(b, region_of(j->half));
    j->end = PARAM_HALF_HEADER_BYTES;
    for (uint32_t n; (n = whole_record(cells, j->end)) > 0; j->end += n) {
        uint32_t sequence = param_record_word(cells + j->end);
        if (j->n_records > 0 && sequence != j->sequence + 1) {
            break;
        }
        j->sequence = sequence;
        j->n_records++;
    }
    j->is_tail_clean = is_erased(cells + j->end, param_journal_half_bytes() - j->end);
}

/* Consumes one entry of *body. False at the end or at an invalid entry; in a record with a valid checksum only a
 * later release can have written one. */
static bool take_entry(struct rt_str *body, struct param_entry *e)
{
    if (body->n < PARAM_ENTRY_HEADER_BYTES) {
        return false;
    }
    const uint8_t *p = (const uint8_t *)body->p;
    unsigned what = p[0];
    size_t n_name = p[2], n_value = rt_be16(p + 4);
    if (what == 0 || what > 15 || p[1] > FW_ACCESS_RW || n_name == 0 || n_value > FW_VALUE_MAX ||
        PARAM_ENTRY_HEADER_BYTES + n_name + n_value > body->n) {
        return false;
    }
    *e = (struct param_entry){.name = rt_str_n(body->p + PARAM_ENTRY_HEADER_BYTES, n_name),
                              .value = rt_str_n(body->p + PARAM_ENTRY_HEADER_BYTES + n_name, n_value),
                              .has_value = (what & WHAT_VALUE) != 0,
                              .value_is_default = (what & WHAT_DEFAULT) != 0,
                              .has_access = (what & WHAT_ACCESS) != 0,
                              .access_is_factory = (what & WHAT_FACTORY) != 0,
                              .access = (enum fw_access)p[1]};
    *body = rt_str_from(*body, PARAM_ENTRY_HEADER_BYTES + n_name + n_value);
    return true;
}

enum rt_err param_journal_replay(const struct param_journal *j, param_entry_fn *fn, void *ctx)
{
    if (j->half < 0) {
        return RT_OK;
    }
    const uint8_t *cells = board_flash_cells(j->board, region_of(j->half));
    uint32_t at = PARAM_HALF_HEADER_BYTES;
    for (uint32_t i = 0; i < j->n_records; i++) {
        struct rt_str body = param_record_body(cells + at);
        uint32_t n = param_record_bytes(body.n);
        struct param_entry e;
        while (take_entry(&body, &e)) {
            enum rt_err err = fn(ctx, &e);
            if (err != RT_OK) {
                return err;
            }
        }
        at += n;
    }
    return RT_OK;
}

enum rt_err param_entry_put(struct rt_buf *body, const struct param_entry *e)
{
    RT_ASSERT(e->name.n >= 1 && e->name.n <= PARAM_NAME_MAX && e->value.n <= FW_VALUE_MAX);
    uint8_t head[PARAM_ENTRY_HEADER_BYTES] = {0};
    size_t n_value = e->has_value ? e->value.n : 0;
    head[0] = (uint8_t)((e->has_value ? WHAT_VALUE : 0) | (e->value_is_default ? WHAT_DEFAULT : 0) |
                        (e->has_access ? WHAT_ACCESS : 0) | (e->access_is_factory ? WHAT_FACTORY : 0));
    head[1] = e->has_access ? (uint8_t)e->access : 0;
    head[2] = (uint8_t)e->name.n;
    rt_put_be16(head + 4, (uint16_t)n_value);
    (void)rt_buf_put(body, head, sizeof head); /* the buffer remembers failures */
    (void)rt_buf_put(body, e->name.p, e->name.n);
    if (n_value > 0) {
        (void)rt_buf_put(body, e->value.p, n_value);
    }
    return rt_buf_error(body);
}

/* One record into a half. The caller syncs: between its two operations there is no need, since a mark whose record did
 * not reach the disk stands behind a wrong checksum. */
static enum rt_err write_record(struct param_journal *j, int half, uint32_t at, uint32_t sequence,
                                const struct rt_buf *body)
{
    return param_record_write(j->board, region_of(half), at, record_magic, sequence,
                              rt_str_n((const char *)body->bytes, body->n));
}

enum rt_err param_journal_append(struct param_journal *j, const struct rt_buf *body)
{
    RT_ASSERT(param_journal_has_room(j, body->n));
    enum rt_err err = write_record(j, j->half, j->end, j->sequence + 1, body);
    board_flash_sync(j->board); /* what was committed stays */
    if (err != RT_OK) {
        j->is_tail_clean = j->is_tail_clean && err == RT_ENOMEM; /* the content of the cells is unknown now */
        return err;
    }
    j->end += param_record_bytes(body->n);
    j->n_records++;
    j->sequence++;
    return RT_OK;
}

static enum rt_err erase_half(struct param_journal *j, int half)
{
    for (uint32_t at = 0; at < param_journal_half_bytes(); at += BOARD_FLASH_SECTOR_BYTES) {
        enum rt_err err = fw_flash_erase(j->board, region_of(half), at);
        if (err != RT_OK) {
            return err;
        }
    }
    return RT_OK;
}

enum rt_err param_journal_rewrite(struct param_journal *j, const struct rt_buf *body)
{
    if (body->n > param_journal_body_max()) {
        return RT_EFULL;
    }
    int other = j->half == 0 ? 1 : 0;
    uint8_t head[HALF_MARK_AT];
    memcpy(head, half_magic, sizeof half_magic);
    rt_put_be32(head + 4, FORMAT);
    rt_put_be32(head + 8, j->generation + 1);
    rt_put_be32(head + 12, rt_crc32(0, head, 12));

    enum rt_err err = erase_half(j, other);
#ifdef VSPA_BREAK_COMMIT_ORDER
    /* For one test only, which shows that the power-cut sweep detects such a mistake: the old half is erased first. */
    err = err == RT_OK && j->half >= 0 ? erase_half(j, j->half) : err;
#endif
    if (err == RT_OK) {
        err = write_record(j, other, PARAM_HALF_HEADER_BYTES, j->sequence + 1, body);
    }
    if (err == RT_OK) {
        err = fw_flash_program(j->board, region_of(other), 0, head, sizeof head);
    }
    if (err == RT_OK) {
        err = fw_flash_program(j->board, region_of(other), HALF_MARK_AT, half_mark, sizeof half_mark);
        board_flash_sync(j->board); /* before the other half may be erased */
    }
    if (err != RT_OK) {
        return err;
    }
    j->half = other;
    j->generation++;
    j->end = PARAM_HALF_HEADER_BYTES + param_record_bytes(body->n);
    j->is_tail_clean = true;
    j->n_records = 1;
    j->sequence++;
    j->n_rewrites++;
    return RT_OK;
}

enum rt_err param_journal_wipe_other(struct param_journal *j)
{
    RT_ASSERT(j->half >= 0);
    return erase_half(j, j->half == 0 ? 1 : 0);
}
