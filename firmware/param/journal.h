/* SPDX-License-Identifier: MIT */
/*
 * The parameter journal: two halves of flash (regions JOURNAL_0 and JOURNAL_1, four sectors each). One half is
 * active; changes are appended to it as records. When it is full, the whole state is written to the other half,
 * which becomes active with its mark. All numbers are big-endian.
 *
 *   half      0  "VSPJ"                 record  as record.h draws it, with the magic "PREC"; its word is a sequence:
 *             4  format: 1                      one more than that of the record before. The next one follows it.
 *             8  generation, from 1 up
 *            12  CRC-32 of 0..11
 *            16  mark "NEW."
 *            20  0xff up to 31
 *            32  records
 *
 *   entry (the body is a sequence of them)
 *             0  what: 1 value follows, 2 value back to default, 4 access follows, 8 access back to factory
 *             1  access (enum fw_access) or 0
 *             2  length of the name            3  reserved, 0
 *             4  length of the value, 2 bytes
 *             6  name, value
 *
 * Entries store the name of the element, not its number, so a value survives a release that lacks it.
 *
 * Power-fail safety: each mark is a separate program operation, after everything that it validates. A record without
 * a complete mark is ignored, and nothing is ever appended after such a tail: the next commit goes to the other
 * half. A half is valid if its header, its mark and its first record (the whole state) are; of two valid halves the
 * higher generation is active. The active half is never erased, only the other one, starting with its first sector,
 * so the first erase already invalidates it.
 */
#pragma once
#include "record.h"
#include <fw/schema.h>
#include <rt/buf.h>
#include <stdbool.h>
#include <stdint.h>

struct board;

#define PARAM_HALF_HEADER_BYTES  32u
#define PARAM_ENTRY_HEADER_BYTES 6u
#define PARAM_NAME_MAX           255u

struct param_entry {
    struct rt_str name;
    bool has_value;        /* value holds */
    bool value_is_default; /* back to the default of the release */
    bool has_access;
    bool access_is_factory;
    struct rt_str value;
    enum fw_access access;
};

struct param_journal {
    struct board *board;
    int half;            /* active: 0, 1; -1 if neither is valid */
    uint32_t generation; /* of that half */
    uint32_t end;        /* offset after its last record */
    bool is_tail_clean;  /* everything after `end` is erased: records may be appended */
    uint32_t n_records, sequence, n_rewrites;
};

/* Finds the active half and its end. Read-only. */
void param_journal_init(struct param_journal *j, struct board *b);

/* Iterates over all entries of all records, in flash order. Stops at the first failure of fn and returns it. */
typedef enum rt_err param_entry_fn(void *ctx, const struct param_entry *e);
enum rt_err param_journal_replay(const struct param_journal *j, param_entry_fn *fn, void *ctx);

uint32_t param_journal_half_bytes(void);
/* Maximum body size of a half. */
uint32_t param_journal_body_max(void);
/* Whether a body of n bytes can be appended to the active half. */
bool param_journal_has_room(const struct param_journal *j, size_t n_body);

/* Appends entries to a body. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err param_entry_put(struct rt_buf *body, const struct param_entry *e);

/* Writes one record; there must be room. RT_EIO, RT_EPOWER: it is not valid. */
enum rt_err param_journal_append(struct param_journal *j, const struct rt_buf *body);
/* Writes body as the whole state to the other half. RT_EFULL, RT_EIO, RT_EPOWER: the active half does not change. */
enum rt_err param_journal_rewrite(struct param_journal *j, const struct rt_buf *body);
/* Erases the inactive half, so that no old data can be read from it. */
enum rt_err param_journal_wipe_other(struct param_journal *j);
