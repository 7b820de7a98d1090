/* SPDX-License-Identifier: MIT */
/*
 * The parameter journal: two halves of flash (regions JOURNAL_0 and JOURNAL_1, four sectors each). One half is in
 * use; changes are appended to it as records until it is full, then the whole state is written into the other
 * half, which is newer from its mark on. All numbers are big-endian.
 *
 *   half      0  "VSPJ"                 record   0  "PREC"
 *             4  format: 1                       4  sequence: one more than that of the record before
 *             8  generation, from 1 up           8  n: bytes of the body
 *            12  CRC-32 of 0..11                12  CRC-32 of 0..11 and the body
 *            16  mark "NEW."                    16  body: n bytes, then 0xff up to a multiple of 4
 *            20  0xff up to 31                 ...  mark "DONE"
 *            32  records                       ...  next record
 *
 *   entry (the body is a row of them)
 *             0  what: 1 value follows, 2 value back to default, 4 access follows, 8 access back to factory
 *             1  access (enum fw_access) or 0
 *             2  length of the name            3  reserved, 0
 *             4  length of the value, 2 bytes
 *             6  name, value
 *
 * Entries carry the name of the element and not its number, so that a value outlives a release that lacks it.
 *
 * What makes it hold when the power fails: each mark is a program operation of its own, after all that it vouches
 * for. A record without a whole mark does not count, and nothing is ever appended behind such a tail: the next
 * commit goes into the other half. A half counts with its header, its mark and its first record (the whole state)
 * in order; of two such halves the one with the higher generation counts. The half in use is never erased: only
 * the other one is, from its first sector, so that it has no header from the first erase on.
 */
#pragma once
#include <fw/schema.h>
#include <rt/buf.h>
#include <stdbool.h>
#include <stdint.h>

struct board;

#define PARAM_HALF_HEADER_BYTES   32u
#define PARAM_RECORD_HEADER_BYTES 16u
#define PARAM_MARK_BYTES          4u
#define PARAM_ENTRY_HEADER_BYTES  6u
#define PARAM_NAME_MAX            255u

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
    int half;            /* in use: 0, 1; -1 when neither counts */
    uint32_t generation; /* of that half */
    uint32_t end;        /* offset behind its last record */
    bool is_tail_clean;  /* all behind `end` is erased: records may be appended */
    uint32_t n_records, sequence, n_rewrites;
};

/* Finds the half in use and its end. Reads only. */
void param_journal_init(struct param_journal *j, struct board *b);

/* All entries of all records in order, as they lie in flash. Stops at the first failure of fn and returns it. */
typedef enum rt_err param_entry_fn(void *ctx, const struct param_entry *e);
enum rt_err param_journal_replay(const struct param_journal *j, param_entry_fn *fn, void *ctx);

uint32_t param_journal_half_bytes(void);
/* Bytes of a body that a half can hold at most. */
uint32_t param_journal_body_max(void);
/* Whether a body of n bytes can be appended to the half in use. */
bool param_journal_has_room(const struct param_journal *j, size_t n_body);

/* Appends entries to a body. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err param_entry_put(struct rt_buf *body, const struct param_entry *e);

/* Writes one record; there must be room. RT_EIO, RT_EPOWER: it does not count. */
enum rt_err param_journal_append(struct param_journal *j, const struct rt_buf *body);
/* Writes body as the whole state into the other half. RT_EFULL, RT_EIO, RT_EPOWER: the half in use still counts. */
enum rt_err param_journal_rewrite(struct param_journal *j, const struct rt_buf *body);
/* Erases the half that is not in use, so that nothing old can be read there. */
enum rt_err param_journal_wipe_other(struct param_journal *j);
