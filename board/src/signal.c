/* SPDX-License-Identifier: MIT */
/*
 * The trace: a ring of events and a ring of their texts.
 *
 * Texts have a ring buffer of their own, so an event without text takes no space there: it points to the NUL behind the
 * last text. A text never wraps around the end. Its position is a running byte number, of which a slot has the low
 * half: the ring is shorter than that counts. An event is discarded when its slot is reused or when the text ring
 * overwrites its text, whichever comes first.
 */
#include "board_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_RING_MIN = 4 * (BOARD_TRACE_TEXT_MAX + 1) };

#define SIGNAL(id_, signal_name, unit_kind, of, value_name, value_unit, text_form, text_names, meaning)                \
    const struct board_signal board_signal_##id_ = {                                                                   \
        .name = signal_name,                                                                                           \
        .which = of,                                                                                                   \
        .help = meaning,                                                                                               \
        .unit = BOARD_SIGNAL_OF_##unit_kind,                                                                           \
        .kind = {.signal = &board_signal_##id_,                                                                        \
                 .id = signal_name,                                                                                    \
                 .field = value_name,                                                                                  \
                 .unit = value_unit,                                                                                   \
                 .format = text_form,                                                                                  \
                 .names = text_names,                                                                                  \
                 .help = meaning},                                                                                     \
    };
BOARD_SIGNAL_LIST(SIGNAL)
#undef SIGNAL

const struct board_signal *const board_signals[] = {
#define POINTER(id_, ...) &board_signal_##id_,
    BOARD_SIGNAL_LIST(POINTER)
#undef POINTER
        NULL};

enum rt_err board_trace_init(struct board *b, size_t n_events)
{
    struct trace *t = &b->trace;
    RT_ASSERT(n_events <= UINT32_MAX / 2 / BOARD_TRACE_TEXT_BYTES_PER_EVENT);
    t->n_slots = n_events;
    t->n_text = n_events * BOARD_TRACE_TEXT_BYTES_PER_EVENT;
    t->n_text = t->n_text < TEXT_RING_MIN ? TEXT_RING_MIN : t->n_text;
    /* Not zeroed: on a used heap that would touch the whole block, even for the few events of a short run. */
    t->slots = rt_mem_alloc_raw(n_events * sizeof *t->slots);
    t->text = rt_mem_alloc_raw(t->n_text);
    t->seen = rt_mem_alloc(sizeof *t->seen);
    if (!t->slots || !t->text || !t->seen) {
        return RT_ENOMEM;
    }
    t->text[0] = 0; /* the text of events without one, until there is another */
    t->text_end = 1;
    return RT_OK;
}

void board_trace_fini(struct board *b)
{
    rt_mem_free(b->trace.slots);
    rt_mem_free(b->trace.text);
    rt_mem_free(b->trace.seen);
}

/* The running number of the text's first byte. */
static uint64_t text_of(const struct trace *t, const struct trace_slot *slot)
{
    return t->text_end - (uint32_t)((uint32_t)t->text_end - slot->text_at);
}

/* Stores n bytes of text, NUL-terminated, and discards the events whose texts it overwrites. */
static void keep_text(struct trace *t, const char *text, size_t n)
{
    size_t at = (size_t)(t->text_end % t->n_text);
    if (at + n + 1 > t->n_text) {
        t->text_end += t->n_text - at;
        at = 0;
    }
    t->text_end += n + 1;
    while (t->first < t->end && text_of(t, &t->slots[t->first % t->n_slots]) + t->n_text < t->text_end) {
        t->first++;
    }
    memcpy(t->text + at, text, n);
    t->text[at + n] = 0;
    rt_text_safe(t->text + at, n); /* one event is one line, even with external text */
}

static struct board_event event_at(const struct trace *t, uint64_t number)
{
    const struct trace_slot *slot = &t->slots[number % t->n_slots];
    return (struct board_event){
        .number = number,
        .at_us = slot->at_us,
        .kind = slot->kind,
        .unit = slot->unit,
        .value = slot->value,
        .text = t->text + text_of(t, slot) % t->n_text,
    };
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
    size_t n_text = text ? strnlen(text, BOARD_TRACE_TEXT_MAX) : 0;
    if (n_text > 0) {
        keep_text(t, text, n_text);
    }
    if (t->end - t->first == t->n_slots) {
        t->first++;
    }
    t->slots[t->end % t->n_slots] = (struct trace_slot){
        .at_us = b->clock.now_us,
        .kind = kind,
        .value = value,
        .text_at = (uint32_t)(t->text_end - n_text - 1),
        .unit = unit,
    };
    t->end++;
    if (t->watchers) {
        struct board_event e = event_at(t, t->end - 1);
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
    *t->seen = event_at(t, number);
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
    if (e->value != 0 || (kind->field != NULL && !kind->hides_zero)) {
        const char *field = kind->field != NULL ? kind->field : "value"; /* from a record that was tampered with */
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
