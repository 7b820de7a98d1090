/* SPDX-License-Identifier: MIT */
/* Shared by the files of this folder: the values in memory. */
#pragma once
#include <fw/element.h>
#include <fw/param.h>
#include "journal.h"

/* Of a row of the schema, beside its value. */
struct param_mark {
    uint8_t access : 7;   /* param_access_own(), or PARAM_ACCESS_FACTORY */
    uint8_t is_unfit : 1; /* the value is not of the type that this release gives the row: kept, never shown */
};
/* Zero, so that the marks of parameters that are as the factory made them are all zeros: memory that no unit holds. */
#define PARAM_ACCESS_FACTORY 0u
static inline uint8_t param_access_own(enum fw_access access)
{
    return (uint8_t)(access + 1u);
}
static inline enum fw_access param_access_of(uint8_t own)
{
    return (enum fw_access)(own - 1u);
}

/* A journal entry whose element this release does not have. */
struct param_foreign {
    struct param_foreign *next;
    char *value; /* NULL: only an access */
    uint8_t access;
    uint8_t n_name;
    char name[]; /* NUL-terminated */
};

struct param_change; /* of one row: txn.c */
struct fw_txn {
    struct fw_params *params;
    struct param_change *changes;                     /* one for each row */
    uint64_t touched[(FW_SCHEMA_ROWS_MAX + 63) / 64]; /* a bit for each row: it may have a change */
    struct param_foreign *notes;                      /* to be set; without a value: to be removed */
};

/* An iteration over the watchers in progress: unwatch advances `next` past the removed one. */
struct param_round {
    struct fw_param_watcher *next;
    struct param_round *outer;
};

struct fw_params {
    struct board *board;
    struct fw_log *log; /* NULL: the trace alone */
    const struct fw_schema *schema;
    char **values; /* one for each row, as stored in the journal, owned; NULL: the default holds */
    struct param_mark *marks;
    char **custom; /* customised defaults, one for each row, NULL: the schema's. Of RC units alone: else NULL */
    size_t n;
    struct param_foreign *foreign;
    struct param_journal journal;
    struct fw_param_watcher *watchers;
    struct param_round *round;
    uint32_t generation;
    int16_t
        *bound; /* of each element: 2 + its id, found when it is first asked for; 0: it was not. A start asks for few */
};

/* Loads customised defaults into the slots. RT_ENOMEM; invalid lines are logged and skipped. */
enum rt_err param_customise(struct fw_params *p, const char *text);

/* typed.c: parses texts into values; false if the text is not of that kind. */
bool param_read_bool(const char *text, bool *out);
bool param_read_u32(const char *text, uint32_t *out);
bool param_read_us(const char *text, uint64_t *out);

void param_free_foreign(struct fw_params *p);
/* The link to the entry of this name, or the last link (NULL) if there is none. */
struct param_foreign **param_find_foreign(struct fw_params *p, struct rt_str name);
/* Not yet in the list; NULL when out of memory. */
struct param_foreign *param_create_foreign(struct rt_str name);

/* notes.c, for a commit. How many of the transaction's notes differ. */
size_t param_notes_different(const struct fw_txn *t);
/* Their entries in a record that adds to the journal. */
void param_notes_put(const struct fw_txn *t, struct rt_buf *body);
/* The transaction's note of this name; NULL: it leaves it as it is. */
const struct param_foreign *param_txn_find_note(const struct fw_txn *t, struct rt_str name);
/* Memory as the journal now is. Cannot fail. */
void param_notes_apply(struct fw_txn *t);
void param_notes_free(struct fw_txn *t);
/* The entry of a foreign value in a new half. False: there is nothing to write. */
bool param_foreign_entry(const struct param_foreign *f, struct param_entry *e);

/* Writes the whole state in memory to the other half of the journal. Fails as a commit does. */
enum rt_err param_write_state(struct fw_params *p);

void param_call_watchers(struct fw_params *p, const int *ids, size_t n);

/* Summary of a change, for the trace and Debug_Server. */
void param_tell_commit(struct fw_params *p, const char *source, const struct fw_commit *r, size_t n);
void param_tell_reset(struct fw_params *p, size_t n);
/* Trace only, since a profile may change hundreds: one event per parameter ("element = value"), secrets masked. */
void param_trace_value(struct fw_params *p, int id);
void param_trace_access(struct fw_params *p, int id);
