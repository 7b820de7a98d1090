/* SPDX-License-Identifier: MIT */
/* Waits and watches, and what a failure reports: expected, seen, the last events. */
#include "script_priv.h"
#include <unit/loop.h>
#include <host/options.h>
#include <host/signals.h>
#include <host/clock.h>
#include <board/board.h>
#include <board/clock.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEN_MAX        8u  /* lines of what was seen */
#define LAST_EVENTS_MAX 12u /* lines of the trace */
#define PART_MAX        16384u
#define LINE_BYTES      640u
#define TURNS_PER_CLOCK 256u /* reading the host's clock costs more than a turn */

/* ---- the unit ---- */

struct emu_unit *scn_touch(struct lua_State *L)
{
    struct emu_scn *s = scn_of(L);
    scn_check(L);
    if (s->mode == SCN_PLAN && s->owner != NULL) {
        scn_stop(L, EMU_SCN_WRONG, "%s", s->owner->outside);
    }
    if (s->mode == SCN_PLAN || (s->job->name != NULL && !s->is_begun)) {
        if (s->n_registered > 0 || s->mode == SCN_RUN) {
            scn_stop(L, EMU_SCN_WRONG, "a step outside of a scenario: move it into one");
        }
        s->did_touch = true;
        scn_check(L);
    }
    if (s->unit == NULL && scn_unit_create(s, L, 0) != EMU_EXIT_OK) {
        scn_check(L);
    }
    s->result->n_steps++;
    return s->unit;
}

struct emu_unit *scn_act(struct lua_State *L)
{
    struct emu_unit *u = scn_touch(L);
    if (scn_of(L)->is_in_callback) {
        luaL_error(L, "conditions and answers may only observe: act and wait outside of them");
    }
    return u;
}

/* ---- arguments ---- */

uint64_t scn_duration(struct lua_State *L, int index)
{
    uint64_t us;
    const char *text = luaL_checkstring(L, index); /* a number as seconds */
    const char *wrong = emu_parse_duration_us(text, &us);
    if (wrong != NULL) {
        luaL_error(L, "\"%s\": %s", text, "not a time: write seconds, or a number with ms, s, m, h or d, as \"30s\"");
        return 0;
    }
    return us;
}

uint64_t scn_within(struct lua_State *L, int index, uint64_t fallback_us)
{
    static const char *const words[] = {"within", NULL};
    if (lua_isnoneornil(L, index)) {
        return fallback_us;
    }
    if (!lua_istable(L, index)) {
        luaL_error(L, "%s: options are a table: write {within = \"30s\"}", scn_push_text(L, index, NULL));
    }
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        if (strcmp(key, words[0]) != 0) {
            luaL_error(L, "option %s: no such option: %swrite {within = \"30s\"}", key, scn_near(L, key, words));
        }
        fallback_us = scn_duration(L, lua_gettop(L));
        lua_pop(L, 1);
    }
    return fallback_us;
}

/* ---- waiting ---- */

struct waiting {
    struct emu_scn *s;
    bool (*is_done)(void *ctx);
    void *ctx;
    unsigned n_turns;
};

static bool is_wait_over(void *ctx)
{
    struct waiting *w = ctx;
    struct emu_scn *s = w->s;
    if (s->result->verdict != EMU_SCN_NOT_RUN) {
        return true;
    }
    if (s->log.is_full) {
        scn_set_verdict(s, EMU_SCN_LIMIT, "%s: more events than the log can hold: shorten the scenario", s->job->path);
        return true;
    }
    if (++w->n_turns % TURNS_PER_CLOCK == 0 && emu_host_us() - s->begun_real_us > s->job->limits.real_us) {
        scn_set_verdict(s, EMU_SCN_LIMIT, "%s: exceeded its real time of %.0f s (limit: --real-limit)", s->job->path,
                        (double)s->job->limits.real_us / 1e6);
        return true;
    }
    if (s->owner != NULL && s->owner->turn != NULL) {
        s->owner->turn(s->owner->ctx);
    }
    return s->result->verdict != EMU_SCN_NOT_RUN || (w->is_done != NULL && w->is_done(w->ctx));
}

struct scn_waited scn_let_go(struct emu_scn *s, uint64_t us, bool (*is_done)(void *ctx), void *ctx)
{
    struct waiting w = {.s = s, .is_done = is_done, .ctx = ctx};
    uint64_t now_us = board_now_us(emu_unit_board(s->unit));
    uint64_t limit_us = s->job->limits.virtual_us;
    bool is_cut = now_us >= limit_us || us > limit_us - now_us;
    enum emu_loop_end end = emu_loop_run(emu_unit_loop(s->unit), is_cut ? limit_us : now_us + us, is_wait_over, &w);
    return (struct scn_waited){.end = end, .is_cut = is_cut, .is_done = end == EMU_LOOP_DONE};
}

bool scn_judge_wait(struct lua_State *L, struct scn_waited w)
{
    scn_check(L);
    switch (w.end) {
    case EMU_LOOP_DONE:
        return true;
    case EMU_LOOP_STOP:
        scn_stop(L, EMU_SCN_ENVIRONMENT, "stopped by a signal");
    case EMU_LOOP_STUCK:
        scn_stop(L, EMU_SCN_LIMIT, "virtual time does not advance: packet loop suspected");
    default:
        break;
    }
    if (w.is_cut) {
        scn_stop(L, EMU_SCN_LIMIT, "virtual time reached its limit of %.0f h (limit: --virtual-limit)",
                 (double)scn_of(L)->job->limits.virtual_us / 3.6e9);
    }
    return false;
}

bool scn_wait(struct lua_State *L, uint64_t us, bool (*is_done)(void *ctx), void *ctx)
{
    return scn_judge_wait(L, scn_let_go(scn_of(L), us, is_done, ctx));
}

/* ---- failing ---- */

/* The last events up to the end that any() takes, oldest first. */
static size_t put_events(const struct emu_scn_log *log, struct rt_buf *out, size_t from, size_t n_max,
                         scn_match_fn *any, const void *what, const char *indent)
{
    size_t index[LAST_EVENTS_MAX];
    size_t n = 0;
    char line[LINE_BYTES];
    for (size_t i = log->n; i > from && n < n_max; i--) {
        struct board_event e = emu_scn_log_get(log, i - 1);
        if (any != NULL ? any(what, &e) : !emu_signal_is_bulk(board_event_signal(&e))) {
            index[n++] = i - 1;
        }
    }
    for (size_t i = n; i > 0; i--) {
        struct board_event e = emu_scn_log_get(log, index[i - 1]);
        (void)board_event_format(&e, line, sizeof line);
        (void)rt_buf_printf(out, "%s%s%s", indent, line, i > 1 ? "\n" : "");
    }
    return n;
}

/* Cut: a long one must not cost the others. Secrets are masked before, whole. */
static void put_part(const struct emu_scn *s, struct rt_buf *out, const char *text, int n_max)
{
    struct rt_buf part;
    rt_buf_init(&part, PART_MAX);
    (void)rt_buf_printf(&part, "%.*s", (int)PART_MAX / 2, text);
    scn_mask(s, &part);
    (void)rt_buf_printf(out, "%.*s", n_max, rt_buf_text(&part));
    rt_buf_fini(&part);
}

int scn_fail(struct lua_State *L, const char *claim, const char *expected, const char *seen)
{
    struct emu_scn *s = scn_of(L);
    struct rt_buf b;
    rt_buf_init(&b, EMU_SCN_TEXT_MAX);
    scn_where(L, &b);
    put_part(s, &b, claim, 1000);
    (void)rt_buf_put_text(&b, "\n  expected: ");
    put_part(s, &b, expected, 2000);
    (void)rt_buf_put_text(&b, seen[0] == '\n' ? "\n  seen:" : "\n  seen:     ");
    put_part(s, &b, seen, 2000);
    if (s->unit != NULL) {
        (void)rt_buf_printf(&b, "\n  last events:\n");
        (void)put_events(&s->log, &b, 0, LAST_EVENTS_MAX, NULL, NULL, "    ");
    }
    lua_Debug ar;
    unsigned n_frames = 0;
    for (int level = 0; lua_getstack(L, level, &ar) != 0 && n_frames < 10; level++) {
        if (lua_getinfo(L, "Sl", &ar) != 0 && ar.currentline > 0 && ar.source[0] == '@' && n_frames++ > 0) {
            (void)rt_buf_printf(&b, "\n  called at %s:%d", ar.source + 1, ar.currentline);
        }
    }
    scn_set_verdict(s, EMU_SCN_FAILED, "%s", rt_buf_text(&b));
    rt_buf_fini(&b);
    (void)lua_error(L); /* the verdict is the message */
    abort();
}

/* ---- events ---- */

struct watching {
    struct emu_scn *s;
    int stream;
    scn_match_fn *belongs, *matches;
    const void *what;
    size_t found;
};

static bool is_event_there(void *ctx)
{
    struct watching *w = ctx;
    size_t *cursor = &w->s->cursor[w->stream];
    while (*cursor < w->s->log.n) {
        size_t i = (*cursor)++;
        struct board_event e = emu_scn_log_get(&w->s->log, i);
        if (w->belongs(w->what, &e) && w->matches(w->what, &e)) {
            w->found = i;
            return true;
        }
    }
    return false;
}

struct board_event scn_expect_event(struct lua_State *L, int stream, scn_match_fn *belongs, scn_match_fn *matches,
                                    const void *what, uint64_t within_us, const char *claim, const char *expected)
{
    struct emu_scn *s = scn_of(L);
    struct watching w = {s, stream, belongs, matches, what, 0};
    size_t from = s->cursor[stream];
    if (s->is_in_callback) {
        luaL_error(L, "conditions and answers may only observe: wait outside of them");
    }
    scn_need_power(L, claim);
    if (!scn_wait(L, within_us, is_event_there, &w)) {
        struct rt_buf seen;
        char full[LINE_BYTES];
        rt_buf_init(&seen, EMU_SCN_TEXT_MAX);
        (void)rt_buf_put_text(&seen, "\n");
        if (put_events(&s->log, &seen, from, SEEN_MAX, belongs, what, "    ") == 0) {
            rt_buf_clear(&seen);
            (void)rt_buf_put_text(&seen, "nothing");
        }
        (void)snprintf(full, sizeof full, "%s, within %g s", expected, (double)within_us / 1e6);
        lua_pushstring(L, rt_buf_text(&seen)); /* Lua owns it now: the failure leaves this function */
        lua_pushstring(L, full);
        rt_buf_fini(&seen);
        scn_fail(L, claim, lua_tostring(L, -1), lua_tostring(L, -2));
    }
    return emu_scn_log_get(&s->log, w.found);
}
