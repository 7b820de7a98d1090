/* SPDX-License-Identifier: MIT */
/*
 * The trace: a ring of events and a ring of their texts.
 *
 * Texts lie in a ring of bytes of their own, so that an event without text costs none. A text is never split over
 * the end. Its place is kept as a running byte number; an event leaves the log when its slot is needed, or when the
 * text ring has come round to its text, whichever is first.
 */
#include "board_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_RING_MIN = 4 * (BOARD_TRACE_TEXT_MAX + 1) };

/* How a row is printed. */
enum unit_kind { UNIT_NUMBER, UNIT_PORT, UNIT_LED };
static const struct {
    const char *name, *help;
} rows[BOARD_N_SIGNALS] = {
#define ROW(id, signal_name, signal_help) [BOARD_SIGNAL_##id] = {signal_name, signal_help},
    BOARD_SIGNAL_LIST(ROW)
#undef ROW
};

/* The form of those rows whose unit is not a number or whose value is printed although it is 0. */
static const struct {
    enum unit_kind unit;
    bool has_value; /* always printed; for other rows: when it is not 0 */
} forms[BOARD_N_SIGNALS] = {
    [BOARD_SIGNAL_POWER] = {UNIT_NUMBER, true},    [BOARD_SIGNAL_CABLE] = {UNIT_PORT, true},
    [BOARD_SIGNAL_FRAME_IN] = {UNIT_PORT, true},   [BOARD_SIGNAL_FRAME_OUT] = {UNIT_PORT, true},
    [BOARD_SIGNAL_FRAME_LOST] = {UNIT_PORT, true}, [BOARD_SIGNAL_HOOK] = {UNIT_NUMBER, true},
    [BOARD_SIGNAL_RING] = {UNIT_NUMBER, true},     [BOARD_SIGNAL_LOOP] = {UNIT_NUMBER, true},
    [BOARD_SIGNAL_LED] = {UNIT_LED, false},        [BOARD_SIGNAL_FLASH] = {UNIT_NUMBER, true},
    [BOARD_SIGNAL_IO_WAIT] = {UNIT_NUMBER, true},  [BOARD_SIGNAL_BUTTON] = {UNIT_NUMBER, true},
};

const char *board_signal_name(enum board_signal s)
{
    return (unsigned)s < BOARD_N_SIGNALS ? rows[s].name : "?";
}

const char *board_signal_help(enum board_signal s)
{
    return (unsigned)s < BOARD_N_SIGNALS ? rows[s].help : "?";
}

enum rt_err board_trace_init(struct board *b, size_t n_events)
{
    struct trace *t = &b->trace;
    RT_ASSERT(n_events <= SIZE_MAX / sizeof *t->slots);
    t->n_slots = n_events;
    t->n_text = n_events * BOARD_TRACE_TEXT_BYTES_PER_EVENT;
    t->n_text = t->n_text < TEXT_RING_MIN ? TEXT_RING_MIN : t->n_text;
    /* Without zeros: a large block on a used heap would be written whole, for the few events of a short run. */
    t->slots = rt_mem_alloc_raw(n_events * sizeof *t->slots);
    t->text = rt_mem_alloc_raw(t->n_text);
    return t->slots && t->text ? RT_OK : RT_ENOMEM;
}

void board_trace_fini(struct board *b)
{
    rt_mem_free(b->trace.slots);
    rt_mem_free(b->trace.text);
}

/* Keeps n bytes of text with a closing 0 and forgets the events whose texts lay there. */
static const char *keep_text(struct trace *t, const char *text, size_t n)
{
    size_t at = (size_t)(t->text_end % t->n_text);
    if (at + n + 1 > t->n_text) {
        t->text_end += t->n_text - at;
        at = 0;
    }
    t->text_end += n + 1;
    while (t->first < t->end && t->slots[t->first % t->n_slots].text_at + t->n_text < t->text_end) {
        t->first++;
    }
    memcpy(t->text + at, text, n);
    t->text[at + n] = 0;
    return t->text + at;
}

static void call_watchers(struct board *b, struct board_event *e, const uint8_t *data, size_t n_data)
{
    e->data = data;
    e->n_data = n_data;
    b->trace.is_calling = true;
    struct board_watcher *next;
    for (struct board_watcher *w = b->trace.watchers; w; w = next) {
        next = w->next; /* a watcher may take itself away */
        w->fn(w->ctx, b, e);
    }
    b->trace.is_calling = false;
    e->data = NULL;
    e->n_data = 0;
}

void board_trace_write(struct board *b, enum board_signal s, unsigned unit, int64_t value, const char *text,
                       const uint8_t *data, size_t n_data)
{
    struct trace *t = &b->trace;
    RT_ASSERT((unsigned)s < BOARD_N_SIGNALS);
    RT_ASSERT(!t->is_calling);
    if (board_signal_is_input(s)) {
        board_input_seen(b, &(struct board_input){
                                .kind = BOARD_INPUT_WORD, .signal = s, .unit = unit, .value = value, .text = text});
    }
    const char *kept = "";
    if (text && text[0]) {
        size_t n = strnlen(text, BOARD_TRACE_TEXT_MAX);
        kept = keep_text(t, text, n);
    }
    if (t->end - t->first == t->n_slots) {
        t->first++;
    }
    struct trace_slot *slot = &t->slots[t->end % t->n_slots];
    slot->event = (struct board_event){t->end, b->clock.now_us, s, unit, value, kept, NULL, 0};
    slot->text_at = kept[0] ? t->text_end - (strlen(kept) + 1) : t->text_end;
    t->end++;
    if (t->watchers) {
        call_watchers(b, &slot->event, data, n_data);
    }
}

void board_emit(struct board *b, enum board_signal s, unsigned unit, int64_t value, const char *text)
{
    board_trace_write(b, s, unit, value, text, NULL, 0);
}

void board_emitf(struct board *b, enum board_signal s, unsigned unit, int64_t value, const char *format, ...)
{
    char text[BOARD_TRACE_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    board_trace_write(b, s, unit, value, n > 0 ? text : NULL, NULL, 0);
}

void board_emit_data(struct board *b, enum board_signal s, unsigned unit, const uint8_t *data, size_t n)
{
    board_trace_write(b, s, unit, (int64_t)n, NULL, data, n);
}

uint64_t board_trace_end(const struct board *b)
{
    return b->trace.end;
}

const struct board_event *board_trace_get(const struct board *b, uint64_t number)
{
    const struct trace *t = &b->trace;
    return number >= t->first && number < t->end ? &t->slots[number % t->n_slots].event : NULL;
}

void board_watch(struct board *b, struct board_watcher *w)
{
    /* At the end: watchers are called in the order in which they came. */
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

/* "[wan]", "[2]", or nothing for the number 0. */
static void format_unit(const struct board_event *e, char *out, size_t out_size)
{
    out[0] = 0;
    switch (forms[e->signal].unit) {
    case UNIT_PORT:
        (void)snprintf(out, out_size, "[%s]", board_port_name((enum board_port)e->unit));
        break;
    case UNIT_LED:
        (void)snprintf(out, out_size, "[%s]", board_led_name((enum board_led)e->unit));
        break;
    case UNIT_NUMBER:
        if (e->unit != 0) {
            (void)snprintf(out, out_size, "[%u]", e->unit);
        }
        break;
    }
}

int board_event_format(const struct board_event *e, char *out, size_t out_size)
{
    char unit[32], value[32] = "";
    RT_ASSERT(out_size > 0 && (unsigned)e->signal < BOARD_N_SIGNALS);
    format_unit(e, unit, sizeof unit);
    if (forms[e->signal].has_value || e->value != 0) {
        (void)snprintf(value, sizeof value, " %lld", (long long)e->value);
    }
    int n = snprintf(out, out_size, "%8llu.%06llu %s%s%s%s%s", (unsigned long long)(e->at_us / BOARD_US_PER_S),
                     (unsigned long long)(e->at_us % BOARD_US_PER_S), board_signal_name(e->signal), unit, value,
                     e->text[0] ? " " : "", e->text);
    if (n < 0) {
        out[0] = 0;
        return 0;
    }
    return (size_t)n < out_size ? n : (int)out_size - 1;
}
