/* SPDX-License-Identifier: MIT */
#include <act/acts.h>
#include <unit/loop.h>
#include <ear/tones.h>
#include <host/signals.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <board/nic.h>
#include <stdio.h>
#include <string.h>

/* ---- matching ---- */

/* A unit by the name that the trace prints for that signal, or by its number. */
static bool find_unit(const struct board_signal *signal, struct rt_str text, int *out)
{
    uint32_t number;
    for (int led = 0; signal == &board_signal_led && led < BOARD_N_LEDS; led++) {
        if (rt_str_is(text, board_led_name((enum board_led)led))) {
            *out = led;
            return true;
        }
    }
    for (int port = 0; port < BOARD_N_PORTS; port++) {
        if (rt_str_is(text, board_port_name((enum board_port)port))) {
            *out = port;
            return true;
        }
    }
    if (rt_str_u32(text, &number) != RT_OK || number > 255) {
        return false;
    }
    *out = (int)number;
    return true;
}

enum rt_err emu_match_parse(struct rt_str text, struct emu_match *out)
{
    struct rt_str value;
    struct rt_str bracket;
    struct rt_str left = rt_str_cut(text, '=', &value);
    struct rt_str name = rt_str_cut(left, '[', &bracket);
    memset(out, 0, sizeof *out);
    out->unit = -1;
    out->signal = emu_signal_find(name);
    if (out->signal == NULL) {
        return RT_ENOENT;
    }
    if (bracket.p != NULL) {
        if (!rt_str_ends(bracket, "]")) {
            return RT_ESYNTAX;
        }
        bracket.n--;
        if (!find_unit(out->signal, bracket, &out->unit)) {
            return RT_ESYNTAX;
        }
    }
    return rt_str_copy(out->value, sizeof out->value, rt_str_trim(value));
}

/* "state=3". */
static bool is_field(const struct board_kind *kind, const char *text, const char *number)
{
    const char *field = board_kind_text(kind, BOARD_KIND_FIELD);
    size_t n = strlen(field);
    return n > 0 && strncmp(text, field, n) == 0 && text[n] == '=' && strcmp(text + n + 1, number) == 0;
}

bool emu_match_event(const struct emu_match *m, const struct board_event *e)
{
    char number[24];
    if (board_event_signal(e) != m->signal || (m->unit >= 0 && (unsigned)m->unit != e->unit)) {
        return false;
    }
    if (m->value[0] == '\0') {
        return true;
    }
    (void)snprintf(number, sizeof number, "%lld", (long long)e->value);
    return strcmp(number, m->value) == 0 || strstr(e->text, m->value) != NULL || is_field(e->kind, m->value, number);
}

/* ---- waiting ---- */

struct watch {
    struct emu_acts *acts;
    struct board *board;
    const struct emu_match *match;
    size_t n;
    struct board_event found;
    size_t which;
};

static bool is_matched(void *ctx)
{
    struct watch *w = ctx;
    uint64_t end = board_trace_end(w->board);
    while (w->acts->cursor < end) {
        const struct board_event *e = board_trace_get(w->board, w->acts->cursor++);
        for (size_t i = 0; e != NULL && i < w->n; i++) {
            if (emu_match_event(&w->match[i], e)) {
                w->found = *e;
                w->which = i;
                return true;
            }
        }
    }
    return false;
}

static enum rt_err end_to_err(enum emu_loop_end end)
{
    switch (end) {
    case EMU_LOOP_DONE:
        return RT_OK;
    case EMU_LOOP_UNTIL:
        return RT_ETIMEDOUT;
    case EMU_LOOP_IDLE:
        return RT_EUNREACH;
    case EMU_LOOP_STUCK:
        return RT_EBUSY;
    default:
        return RT_ECLOSED;
    }
}

static uint64_t deadline(struct emu_acts *a, uint64_t us)
{
    uint64_t now_us = board_now_us(emu_unit_board(a->unit));
    return us < BOARD_NEVER - now_us ? now_us + us : BOARD_NEVER;
}

void emu_acts_init(struct emu_acts *a, struct emu_unit *u)
{
    *a = (struct emu_acts){.unit = u};
}

void emu_acts_skip(struct emu_acts *a)
{
    a->cursor = board_trace_end(emu_unit_board(a->unit));
}

enum rt_err emu_act_wait_time(struct emu_acts *a, uint64_t us)
{
    enum emu_loop_end end = emu_loop_run(emu_unit_loop(a->unit), deadline(a, us), NULL, NULL);
    return end == EMU_LOOP_UNTIL ? RT_OK : end_to_err(end);
}

enum rt_err emu_act_wait_until(struct emu_acts *a, uint64_t us, bool (*is_done)(void *ctx), void *ctx)
{
    return end_to_err(emu_loop_run(emu_unit_loop(a->unit), deadline(a, us), is_done, ctx));
}

enum rt_err emu_act_wait_any(struct emu_acts *a, const struct emu_match *m, size_t n, uint64_t timeout_us,
                             struct board_event *found, size_t *which)
{
    struct watch w = {.acts = a, .board = emu_unit_board(a->unit), .match = m, .n = n};
    enum emu_loop_end end = emu_loop_run(emu_unit_loop(a->unit), deadline(a, timeout_us), is_matched, &w);
    if (end == EMU_LOOP_DONE) {
        if (found != NULL) {
            *found = w.found;
        }
        *which = w.which;
    }
    return end_to_err(end);
}

enum rt_err emu_act_wait_for(struct emu_acts *a, const struct emu_match *m, uint64_t timeout_us,
                             struct board_event *found)
{
    size_t which;
    return emu_act_wait_any(a, m, 1, timeout_us, found, &which);
}

/* ---- what an ear can tell ---- */

_Static_assert(EMU_TONE_TEXT_MAX >= EMU_TONE_NAME_MAX, "the name of a tone fits");

const char *emu_heard_tone(int i, char out[EMU_TONE_TEXT_MAX])
{
    return i >= 0 && i < emu_tones_n() ? emu_tones_name(i, out) : NULL;
}
