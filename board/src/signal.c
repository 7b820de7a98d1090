/* SPDX-License-Identifier: MIT */
/*
 * The trace: signals, emission, watchers, the text form. trace_ring.c keeps the events.
 */
#include "board_priv.h"
#include <rt/assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SIGNAL(id_, signal_name, unit_kind, of, value_name, value_unit, text_form, text_names, meaning)                \
    const struct board_signal board_signal_##id_ = {                                                                   \
        .name = signal_name,                                                                                           \
        .which = of,                                                                                                   \
        .help = meaning,                                                                                               \
        .unit = BOARD_SIGNAL_OF_##unit_kind,                                                                           \
        .kind = {.signal = &board_signal_##id_,                                                                        \
                 .id = BOARD_KIND_TEXTS(signal_name, value_name, value_unit, text_form, text_names, meaning)},         \
    };
BOARD_SIGNAL_LIST(SIGNAL)
#undef SIGNAL

const struct board_signal *const board_signals[] = {
#define POINTER(id_, ...) &board_signal_##id_,
    BOARD_SIGNAL_LIST(POINTER)
#undef POINTER
        NULL};

const char *board_kind_text(const struct board_kind *kind, enum board_kind_text which)
{
    const char *text = kind->id;
    for (unsigned i = 0; i < which; i++) {
        text += strlen(text) + 1;
    }
    return text;
}

static void call_watchers(struct board *b, struct board_event *e, const uint8_t *data, size_t n_data)
{
    e->data = data;
    e->n_data = (uint32_t)n_data;
    b->trace.is_calling = true;
    struct board_watcher *next;
    for (struct board_watcher *w = b->trace.watchers; w; w = next) {
        next = w->next; /* a watcher may remove itself */
        w->fn(w->ctx, b, e);
    }
    b->trace.is_calling = false;
    e->data = NULL;
    e->n_data = 0;
}

void board_trace_write(struct board *b, const struct board_kind *kind, unsigned unit, int64_t value, const char *text,
                       const uint8_t *data, size_t n_data)
{
    struct trace *t = &b->trace;
    RT_ASSERT(!t->is_calling);
    if (kind->signal->is_input) {
        RT_ASSERT(kind == &kind->signal->kind); /* a replay knows only the signal */
        board_input_seen(
            b, &(struct board_input){
                   .kind = BOARD_INPUT_WORD, .signal = kind->signal, .unit = unit, .value = value, .text = text});
    }
    board_trace_keep(
        t, &(struct board_event){.at_us = b->clock.now_us, .kind = kind, .value = value, .text = text, .unit = unit});
    if (t->watchers) {
        struct board_event e = board_trace_at(t, t->end - 1);
        call_watchers(b, &e, data, n_data);
    }
}

void board_emit(struct board *b, const struct board_signal *s, unsigned unit, int64_t value, const char *text)
{
    board_trace_write(b, &s->kind, unit, value, text, NULL, 0);
}

void board_emit_kind(struct board *b, const struct board_kind *kind, unsigned unit, int64_t value, const char *text)
{
    board_trace_write(b, kind, unit, value, text, NULL, 0);
}

void board_emitf(struct board *b, const struct board_signal *s, unsigned unit, int64_t value, const char *format, ...)
{
    char text[BOARD_TRACE_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    board_trace_write(b, &s->kind, unit, value, n > 0 ? text : NULL, NULL, 0);
}

void board_emit_data(struct board *b, const struct board_signal *s, unsigned unit, const uint8_t *data, size_t n)
{
    board_trace_write(b, &s->kind, unit, (int64_t)n, NULL, data, n);
}

uint64_t board_trace_end(const struct board *b)
{
    return b->trace.end;
}

const struct board_event *board_trace_get(const struct board *b, uint64_t number)
{
    const struct trace *t = &b->trace;
    if (number < t->first || number >= t->end) {
        return NULL;
    }
    *t->seen = board_trace_at(t, number);
    return t->seen;
}

void board_watch(struct board *b, struct board_watcher *w)
{
    /* Appended: watchers are called in the order of registration. */
    struct board_watcher **at = &b->trace.watchers;
    while (*at) {
        RT_ASSERT(*at != w);
        at = &(*at)->next;
    }
    w->next = NULL;
    *at = w;
}

void board_unwatch(struct board *b, struct board_watcher *w)
{
    struct board_watcher **at = &b->trace.watchers;
    while (*at && *at != w) {
        at = &(*at)->next;
    }
    if (*at) {
        *at = w->next;
        w->next = NULL;
    }
}

/* "[wan]", "[2]", or "" for number 0. */
static void format_unit(const struct board_event *e, char *out, size_t out_size)
{
    out[0] = 0;
    switch (e->kind->signal->unit) {
    case BOARD_SIGNAL_OF_PORT:
        (void)snprintf(out, out_size, "[%s]", board_port_name((enum board_port)e->unit));
        break;
    case BOARD_SIGNAL_OF_LED:
        (void)snprintf(out, out_size, "[%s]", board_led_name((enum board_led)e->unit));
        break;
    case BOARD_SIGNAL_OF_NUMBER:
        if (e->unit != 0) {
            (void)snprintf(out, out_size, "[%u]", (unsigned)e->unit);
        }
        break;
    }
}

int board_event_format(const struct board_event *e, char *out, size_t out_size)
{
    char unit[32], value[64] = "";
    const struct board_kind *kind = e->kind;
    RT_ASSERT(out_size > 0);
    format_unit(e, unit, sizeof unit);
    const char *field = board_kind_text(kind, BOARD_KIND_FIELD);
    if (e->value != 0 || (field[0] != '\0' && !kind->hides_zero)) {
        field = field[0] != '\0' ? field : "value"; /* from a record that was tampered with */
        (void)snprintf(value, sizeof value, " %s=%lld", field, (long long)e->value);
    }
    int n = snprintf(out, out_size, "%8llu.%06llu %s%s%s%s%s", (unsigned long long)(e->at_us / BOARD_US_PER_S),
                     (unsigned long long)(e->at_us % BOARD_US_PER_S), kind->signal->name, unit, value,
                     e->text[0] ? " " : "", e->text);
    if (n < 0) {
        out[0] = 0;
        return 0;
    }
    return (size_t)n < out_size ? n : (int)out_size - 1;
}
