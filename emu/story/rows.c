/* SPDX-License-Identifier: MIT */
/* The list of rows: watches the trace and keeps the last ones. */
#include <story/rows.h>
#include "secrets.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <unit/unit.h>
#include <string.h>

/* Kinds of events that never have a row, by their address: frames are most of the trace. */
#define SILENT_MAX 64u

struct emu_rows {
    struct emu_unit *unit;
    struct board_watcher watcher;
    emu_row_fn *fn;
    void *ctx;
    const struct board_kind *silent[SILENT_MAX];
    struct story_secrets secrets;
    uint64_t end;
    size_t n_kept;
    struct emu_row row[];
};

static void no_row(void *ctx, const struct emu_row *row)
{
    (void)ctx;
    (void)row;
}

/* True: this kind is silent whatever the event says. */
static bool is_always_silent(const struct board_kind *kind)
{
    const struct emu_row_kind *k;
    for (size_t i = 0; (k = emu_row_kind_at(i)) != NULL; i++) {
        if (emu_row_is_of(k, kind)) {
            return k->level == EMU_ROW_SILENT && k->when[0] == '\0';
        }
    }
    return true;
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct emu_rows *r = ctx;
    size_t slot = ((uintptr_t)e->kind >> 4) % SILENT_MAX;
    char text[BOARD_TRACE_TEXT_MAX + 1];
    (void)b;
    if (r->silent[slot] == e->kind) {
        return;
    }
    struct board_event shown = *e;
    shown.text = story_secrets_text(&r->secrets, emu_unit_device(r->unit), e, text);
    if (is_always_silent(e->kind)) {
        r->silent[slot] = story_secrets_follow(e->kind) ? r->silent[slot] : e->kind;
        return;
    }
    struct emu_row *row = &r->row[r->end % r->n_kept];
    emu_row_make(row, NULL, &shown);
    if (row->kind != NULL && row->kind->level != EMU_ROW_SILENT) {
        row->number = r->end++;
        r->fn(r->ctx, row);
    } else {
        row->number = UINT64_MAX; /* it has overwritten the oldest row */
    }
}

struct emu_rows *emu_rows_create(struct emu_unit *u, size_t n_kept)
{
    RT_ASSERT(n_kept > 0 && n_kept <= EMU_ROWS_MAX);
    struct emu_rows *r = rt_mem_alloc(sizeof *r + n_kept * sizeof r->row[0]);
    if (r != NULL) {
        r->n_kept = n_kept;
        r->unit = u;
        r->fn = no_row;
        r->watcher = (struct board_watcher){.fn = on_event, .ctx = r};
        board_watch(emu_unit_board(u), &r->watcher);
    }
    return r;
}

void emu_rows_recall(struct emu_rows *r)
{
    struct board *b = emu_unit_board(r->unit);
    uint64_t end = board_trace_end(b);
    for (uint64_t i = end > EMU_UNIT_TRACE_EVENTS ? end - EMU_UNIT_TRACE_EVENTS : 0; i < end; i++) {
        const struct board_event *e = board_trace_get(b, i);
        if (e != NULL) {
            on_event(r, b, e);
        }
    }
}

void emu_rows_destroy(struct emu_rows *r)
{
    if (r != NULL) {
        board_unwatch(emu_unit_board(r->unit), &r->watcher);
        rt_mem_free(r);
    }
}

uint64_t emu_rows_end(const struct emu_rows *r)
{
    return r->end;
}

const struct emu_row *emu_rows_get(const struct emu_rows *r, uint64_t number)
{
    const struct emu_row *row = &r->row[number % r->n_kept];
    return number < r->end && row->number == number ? row : NULL;
}

void emu_rows_listen(struct emu_rows *r, emu_row_fn *fn, void *ctx)
{
    r->fn = fn != NULL ? fn : no_row;
    r->ctx = ctx;
}

const char *emu_row_level_name(enum emu_row_level level)
{
#define NAME(id, name) #name,
    static const char *const names[] = {EMU_ROW_LEVEL_LIST(NAME)};
    return level < EMU_ROW_SILENT ? names[level] : "silent";
}

const char *emu_row_who_name(enum emu_row_who who)
{
    static const char *const names[] = {EMU_ROW_WHO_LIST(NAME)};
#undef NAME
    return names[who];
}

bool emu_row_is_at_most(const struct emu_row *row, enum emu_row_level level)
{
    return row->kind->level >= EMU_ROW_WARNING || row->kind->level <= level;
}
