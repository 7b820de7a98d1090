/* SPDX-License-Identifier: MIT */
#include "call.h"
#include <unit/loop.h>
#include <host/latin1.h>
#include <host/options.h>
#include <unit/unit.h>
#include <board/board.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void emu_ctl_fail(struct emu_ctl_call *call, int error, const char *reason, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    call->error = error;
    call->reason = reason;
    call->poll = NULL;
    (void)vsnprintf(call->message, sizeof call->message, format, ap); /* a longer one is cut */
    va_end(ap);
}

void ctl_fail_err(struct emu_ctl_call *call, enum rt_err err, const char *what_to_do)
{
    emu_ctl_fail(call, EMU_CTL_FAILED, rt_err_name(err), "%s", what_to_do);
}

void emu_ctl_call_fini(struct emu_ctl_call *call)
{
    if (call->act != NULL) {
        emu_act_call_fini(call->act);
        call->act = rt_mem_free(call->act);
    }
    call->bytes = rt_mem_free(call->bytes);
    json_decref(call->result);
    call->result = NULL;
}

struct board *ctl_board(const struct emu_ctl_call *call)
{
    return emu_unit_board(call->session->unit);
}

const char *ctl_text(const struct emu_ctl_call *call, const char *name)
{
    return json_string_value(json_object_get(call->params, name)); /* NULL: not given */
}

/* A time; false: the call has failed. Not given: *us stays. */
bool ctl_duration(struct emu_ctl_call *call, const char *name, uint64_t *us)
{
    const char *text = ctl_text(call, name);
    const char *wrong = text != NULL ? emu_parse_duration_us(text, us) : NULL;
    if (wrong != NULL) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "%s: %s: %s", name, text, wrong);
    }
    return wrong == NULL;
}

bool ctl_match(struct emu_ctl_call *call, const char *name)
{
    enum rt_err err = emu_match_parse(rt_str(ctl_text(call, name)), &call->match);
    if (err != RT_OK) {
        const char *near = err == RT_ENOENT ? emu_near_signal(ctl_text(call, name)) : NULL;
        emu_ctl_fail(
            call, EMU_CTL_INVALID_PARAMS, rt_err_name(err),
            "%s: %s: no such signal: %s%s%swrite it as ear[1]=Invalid or led[power]=fast; 'signals' lists them", name,
            ctl_text(call, name), near != NULL ? "did you mean '" : "", near != NULL ? near : "",
            near != NULL ? "'? " : "");
        return false;
    }
    call->has_match = true;
    call->cursor = call->session->acts.cursor;
    return true;
}

void ctl_set_deadline(struct emu_ctl_call *call, uint64_t us)
{
    uint64_t now_us = board_now_us(ctl_board(call));
    call->has_deadline = us < BOARD_NEVER - now_us;
    call->deadline_us = now_us + us;
}

json_t *emu_ctl_text_json(const char *text, size_t n)
{
    json_t *json = json_stringn(text, n);
    if (json == NULL) {
        size_t length;
        char *utf8 = emu_latin1_to_utf8(text, n, &length);
        json = utf8 != NULL ? json_stringn(utf8, length) : NULL;
        rt_mem_free(utf8);
    }
    return json != NULL ? json : json_null();
}

json_t *emu_ctl_event_json(const struct board_event *e)
{
    char line[BOARD_TRACE_TEXT_MAX + 96];
    (void)board_event_format(e, line, sizeof line);
    return json_pack("{s:I, s:f, s:s, s:i, s:I, s:o, s:o}", "number", (json_int_t)e->number, "at_s",
                     (double)e->at_us / 1e6, "signal", board_event_signal(e)->name, "unit", (int)e->unit, "value",
                     (json_int_t)e->value, "text", emu_ctl_text_json(e->text, strlen(e->text)), "line",
                     emu_ctl_text_json(line, strlen(line)));
}

bool ctl_poll_instant(struct emu_ctl_call *call)
{
    const struct board *b = ctl_board(call);
    return board_next_due_us(b) > board_now_us(b);
}

void ctl_let_time_go(struct emu_ctl_call *call, uint64_t at_most_us)
{
    struct emu_loop *loop = emu_unit_loop(call->session->unit);
    ctl_set_deadline(call, at_most_us);
    call->pauses = emu_loop_is_paused(loop);
    if (call->pauses) {
        emu_loop_limit(loop, call->deadline_us);
    }
}

void ctl_stop_time(struct emu_ctl_call *call)
{
    if (call->pauses) {
        emu_loop_limit(emu_unit_loop(call->session->unit), board_now_us(ctl_board(call)));
    }
}

void ctl_end_wait(struct emu_ctl_call *call, json_t *event)
{
    ctl_stop_time(call);
    call->result = event != NULL ? event : json_pack("{s:f}", "at_s", (double)board_now_us(ctl_board(call)) / 1e6);
}

bool ctl_poll_wait(struct emu_ctl_call *call)
{
    struct board *b = ctl_board(call);
    struct emu_acts *a = &call->session->acts;
    while (call->has_match && call->cursor < board_trace_end(b)) {
        const struct board_event *e = board_trace_get(b, call->cursor++);
        if (e != NULL && emu_match_event(&call->match, e)) {
            a->cursor = a->cursor > call->cursor ? a->cursor : call->cursor; /* several may wait at once */
            ctl_end_wait(call, emu_ctl_event_json(e));
            return true;
        }
    }
    bool is_there = call->has_deadline && board_now_us(b) >= call->deadline_us;
    if (call->pauses && !is_there && emu_loop_is_paused(emu_unit_loop(call->session->unit))) {
        ctl_fail_err(call, RT_EBUSY, "another client paused the run before it finished: run it again");
        return true;
    }
    if (!is_there || !ctl_poll_instant(call)) {
        return false;
    }
    ctl_end_wait(call, NULL);
    if (call->has_match) {
        json_decref(call->result);
        call->result = NULL;
        ctl_fail_err(call, RT_ETIMEDOUT, "timed out: allow more time, or subscribe to see what happens");
    }
    return true;
}
