/* SPDX-License-Identifier: MIT */
/* The life of an act: arguments in, start, done or not, results. */
#include "act_priv.h"
#include <unit/loop.h>
#include <net/browser.h>
#include <board/board.h>
#include <board/clock.h>
#include <rt/assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BODY_MAX (1u << 20)

void emu_act_call_init(struct emu_act_call *call, struct emu_acts *acts, const struct emu_act *act)
{
    RT_ASSERT(act->n_arguments <= EMU_ACT_ARGUMENTS_MAX && act->n_results <= EMU_ACT_RESULTS_MAX);
    memset(call, 0, sizeof *call);
    call->acts = acts;
    call->act = act;
    call->code = EMU_EXIT_NO;
    rt_buf_init(&call->body, BODY_MAX);
}

static void close_browser(struct emu_act_call *call)
{
    if (call->browser != NULL) {
        emu_loop_remove(emu_unit_loop(call->acts->unit), call->browser);
        emu_browser_close(call->browser);
        call->browser = NULL;
    }
}

void emu_act_call_fini(struct emu_act_call *call)
{
    close_browser(call);
    rt_buf_fini(&call->body);
}

/* ---- for the rows ---- */

static size_t index_of(const struct emu_act_argument *rows, size_t n, const char *name)
{
    size_t i = 0;
    while (i < n && strcmp(rows[i].name, name) != 0) {
        i++;
    }
    RT_ASSERT(i < n);
    return i;
}

const struct emu_act_value *act_value(const struct emu_act_call *call, const char *name)
{
    return &call->value[index_of(call->act->arguments, call->act->n_arguments, name)];
}

struct emu_act_value *act_result(struct emu_act_call *call, const char *name)
{
    return &call->result[index_of(call->act->results, call->act->n_results, name)];
}

enum rt_err act_fail(struct emu_act_call *call, enum rt_err err, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(call->message, sizeof call->message, format, ap); /* a longer one is cut */
    va_end(ap);
    return err;
}

enum rt_err act_wrong(struct emu_act_call *call, enum rt_err err, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(call->message, sizeof call->message, format, ap);
    va_end(ap);
    call->code = EMU_EXIT_USAGE;
    return err;
}

/* ---- what errors mean ---- */

const char *emu_wait_text(enum rt_err err)
{
    switch (err) {
    case RT_ETIMEDOUT:
        return "timed out: allow more time, or see what happens with --trace '*'";
    case RT_EUNREACH:
        return "it can no longer happen: no timer is pending. Is the power on?";
    case RT_ECLOSED:
        return "stopped";
    case RT_EBUSY:
        return "virtual time does not advance: packet loop suspected";
    default:
        return rt_err_text(err);
    }
}

/* The row's error text, unless a more specific one is set. */
static enum rt_err explain(struct emu_act_call *call, enum rt_err err, const char *fallback)
{
    if (err == RT_OK || call->message[0] != '\0') {
        return err;
    }
    for (const struct emu_act_text *t = call->act->texts; t != NULL && t->err != RT_OK; t++) {
        fallback = t->err == err ? t->text : fallback;
    }
    return act_fail(call, err, "%s", fallback);
}

/* ---- from the start to the end ---- */

static enum rt_err check_given(struct emu_act_call *call)
{
    for (size_t i = 0; i < call->act->n_arguments; i++) {
        const struct emu_act_argument *a = &call->act->arguments[i];
        char how[EMU_ACT_MESSAGE_MAX];
        if (!call->value[i].is_given && a->fallback[0] != '\0') {
            RT_ASSERT(emu_act_take_text(call, i, a->fallback, strlen(a->fallback)) == NULL);
        }
        if (!call->value[i].is_given && !a->is_optional) {
            return act_wrong(call, RT_EINVAL, "%s is missing: %s", a->name, emu_act_how_to_give(a, how));
        }
    }
    return RT_OK;
}

enum rt_err emu_act_start(struct emu_act_call *call)
{
    enum rt_err err = check_given(call);
    call->begun_us = board_now_us(emu_unit_board(call->acts->unit));
    if (err == RT_OK && call->act->is_outside && emu_unit_lab(call->acts->unit) == NULL) {
        err = act_fail(call, RT_EUNREACH, "this unit has no network: it is run from a record");
    }
    if (err == RT_OK) {
        err = call->act->start(call);
    }
    return explain(call, err, rt_err_text(err));
}

uint64_t emu_act_wait_us(const struct emu_act_call *call)
{
    return call->act->end == EMU_ACT_AFTER || call->act->end == EMU_ACT_WHEN ? call->act->limit_us : 0;
}

bool emu_act_is_done(void *call)
{
    const struct emu_act_call *c = call;
    return c->act->is_done(c);
}

enum rt_err emu_act_finish(struct emu_act_call *call, enum rt_err waited)
{
    enum rt_err err = waited;
    if (call->act->finish != NULL && (waited == RT_OK || waited == RT_ETIMEDOUT)) {
        err = call->act->finish(call, waited == RT_OK);
        err = explain(call, err, rt_err_text(err));
    } else if (waited == RT_ECLOSED) {
        (void)act_fail(call, err, "%s", emu_wait_text(err)); /* a signal: no act's own affair */
    } else {
        err = explain(call, err, emu_wait_text(err));
    }
    close_browser(call);
    return err;
}

enum rt_err emu_act_do(struct emu_act_call *call)
{
    enum rt_err err = emu_act_start(call);
    if (err != RT_OK) {
        return err;
    }
    switch (call->act->end) {
    case EMU_ACT_AT_ONCE:
        break;
    case EMU_ACT_WHEN:
        err = emu_act_wait_until(call->acts, emu_act_wait_us(call), emu_act_is_done, call);
        break;
    default:
        err = emu_act_wait_time(call->acts, emu_act_wait_us(call));
    }
    return emu_act_finish(call, err);
}
