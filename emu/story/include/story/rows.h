/* SPDX-License-Identifier: MIT */
/*
 * What happened to a unit, as rows for people and programs: who did what, with which result. Rows are made from the
 * trace (board/signal.h) by one table, story/row_list.h. demo, run, console, window and lessons read the same rows.
 *
 *     struct emu_rows *rows = emu_rows_create(unit, EMU_ROWS_MAX);
 *     for (uint64_t i = 0; i < emu_rows_end(rows); i++) {          a cursor: the number of the next unseen row
 *         const struct emu_row *row = emu_rows_get(rows, i);       NULL: it has left the list
 *         if (row != NULL && emu_row_is_at_most(row, EMU_ROW_STEP)) { ... }
 *     }
 *
 * A row has the number of the trace event that it was made from, so a reader can go from a row to the trace. Text from
 * outside is made safe for one line of a terminal (rt_text_safe). Secrets are masked where the trace masks them; keys
 * that may be the password of the voice menu are masked too, in text and facts.
 *
 * Owner: the front end. Context: device thread only. The list keeps the last n_kept rows.
 */
#pragma once
#include <board/signal.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <texts/texts.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define EMU_ROWS_MAX          1024u
#define EMU_ROW_FACTS_MAX     18u
#define EMU_ROW_BYTES_MAX     2048u /* text, result and facts of one row; what does not fit is cut */
#define EMU_ROW_TEXT_MAX      512u
#define EMU_ROW_RESULT_MAX    256u

/* How important a row is. Warnings and errors are shown at every level. SILENT: the table says why an event has no row.
 * id, style on a terminal */
#define EMU_ROW_LEVEL_LIST(X) X(HEADLINE, headline) X(STEP, step) X(DETAIL, detail) X(WARNING, warning) X(ERROR, error)
enum emu_row_level {
#define EMU_ROW_LEVEL_ID(id, name) EMU_ROW_##id,
    EMU_ROW_LEVEL_LIST(EMU_ROW_LEVEL_ID)
#undef EMU_ROW_LEVEL_ID
        EMU_ROW_SILENT
};

#define EMU_ROW_WHO_LIST(X) X(UNIT, unit) X(PROVIDER, provider) X(USER, user) X(NETWORK, network)
enum emu_row_who {
#define EMU_ROW_WHO_ID(id, name) EMU_ROW_BY_##id,
    EMU_ROW_WHO_LIST(EMU_ROW_WHO_ID)
#undef EMU_ROW_WHO_ID
};

struct emu_kind;

/* A row of the table. Texts, not pointers to them: the table is shared by all processes. */
struct emu_row_kind {
    char id[24];    /* stable: "resync.fetched" */
    char event[24]; /* the kind of trace event (board_kind.id) */
    char when[40];  /* "": always; "#=5": its number; "name=words": the fact begins so; "name~words": contains it */
    enum emu_row_level level;
    enum emu_row_who who;
    char text[72];    /* template; of SILENT: why it has no row */
    char result[120]; /* template; "": none */
};
const struct emu_row_kind *emu_row_kind_at(size_t i); /* NULL: no more */
/* Whether the row is about events of this kind. Each event asks each row, and nearly all answers are in the first
 * letter. */
static inline bool emu_row_is_of(const struct emu_row_kind *row, const struct board_kind *kind)
{
    return row->event[0] == kind->id[0] && strcmp(row->event, kind->id) == 0;
}

struct emu_fact {
    const char *key; /* with its unit: "bytes", "delay_s", "duration_ms" */
    const char *text;
    int64_t number;
    bool is_number;
};

struct emu_row {
    uint64_t number; /* 0, 1, 2 ... */
    uint64_t event;  /* number of the trace event */
    uint64_t at_us;
    const struct emu_row_kind *kind;
    const char *text, *result; /* result may be "" */
    size_t n_facts;
    struct emu_fact fact[EMU_ROW_FACTS_MAX];
    char bytes[EMU_ROW_BYTES_MAX]; /* what the pointers above point to */
};

struct emu_rows;
struct emu_unit;
/* Watches the unit from now on. n_kept: how many rows emu_rows_get() can look back, 1 to EMU_ROWS_MAX; each takes
 * almost three KiB. NULL: out of memory. */
struct emu_rows *emu_rows_create(struct emu_unit *u, size_t n_kept);
/* Rows of the events that the trace still keeps, up to now. Before the first event that is watched. */
void emu_rows_recall(struct emu_rows *r);
void emu_rows_destroy(struct emu_rows *r); /* NULL is allowed; before the unit is destroyed */
uint64_t emu_rows_end(const struct emu_rows *r);
/* The row with this number, valid until it leaves the list; NULL: it does not exist yet or any more. */
const struct emu_row *emu_rows_get(const struct emu_rows *r, uint64_t number);
/* Called for each row at once, from inside the trace: it must not act on the board. One listener; NULL: none. */
typedef void emu_row_fn(void *ctx, const struct emu_row *row);
void emu_rows_listen(struct emu_rows *r, emu_row_fn *fn, void *ctx);

/* The row in that language: addresses, names and what others say stay as they are. */
void emu_row_in(const struct emu_row *row, enum emu_language language, char text[EMU_ROW_TEXT_MAX],
                char result[EMU_ROW_RESULT_MAX]);

/* "headline"; static. */
const char *emu_row_level_name(enum emu_row_level level);
/* headline, step or detail, over uint32_t: the values of enum emu_row_level. */
extern const struct emu_kind emu_row_level_kind;
const char *emu_row_who_name(enum emu_row_who who);
/* Headlines; headlines and steps; all. Warnings and errors always. */
bool emu_row_is_at_most(const struct emu_row *row, enum emu_row_level level);

/* An id of the tables of a release as words, NUL-terminated: "internet_ip_address" is "Internet IP address". Returns
 * the length. */
size_t emu_row_words(struct rt_str id, char *out, size_t size);

/* Makes one row of one event; the number stays. The facts are those of the event, by the names of its kind. */
void emu_row_make(struct emu_row *row, const struct emu_row_kind *kind, const struct board_event *e);

/* " 0:01:07.000  unit      has address 192.168.1.100: option 66 192.168.1.200", without a newline, coloured for that
 * stream when it is a terminal with colour. */
void emu_row_put_line(struct rt_buf *out, const struct emu_row *row, FILE *stream);
/* One JSON object on one line: id, level, who, at_us, event, text, result, facts. */
enum rt_err emu_row_put_json(struct rt_buf *out, const struct emu_row *row);
