/* SPDX-License-Identifier: MIT */
/*
 * The trace: one stream of named signals with virtual time. Everything that enters or leaves the board, and every
 * state change, is one event. Window, console, scenarios, recorder and golden tests all read this stream; there is no
 * other way to observe the unit.
 *
 * A signal is a const object, identified by its address. The hardware's signals are declared here; the layers above
 * have tables of their own: fw/channel.h, host/signals.h. The kind of an event defines its signal, the name of its
 * number and the format of its text. A signal with one kind of event carries it; others have a table of kinds
 * (fw/event.h). docs/trace.md is generated from these rows.
 *
 * The log keeps the last n events, numbered consecutively. A reader keeps a cursor, the number of the next event that
 * it has not seen. A wait matches from the cursor on, so it misses nothing by starting late. Texts share a buffer of
 * BOARD_TRACE_TEXT_MAX / 4 bytes per event: if all texts had the maximum length, n / 4 of them would fit.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct board_signal;

struct board_kind {
    const struct board_signal *signal;
    const char *id;  /* "resync_failed"; of a signal with one kind: the signal's name. Its other texts lie behind it */
    bool hides_zero; /* the field is not printed when it is 0 */
};
/* All texts of a kind, for .id: one pointer, since the loader writes to each in every process. */
#define BOARD_KIND_TEXTS(id, field, unit, format, names, help) id "\0" field "\0" unit "\0" format "\0" names "\0" help
enum board_kind_text {
    BOARD_KIND_FIELD = 1, /* name of the number: "bytes", "state"; "": the event has no number */
    BOARD_KIND_UNIT,      /* unit of the number ("ms") or the meaning of its values ("1 on, 0 off"); or "" */
    BOARD_KIND_FORMAT,    /* printf format of the text; "": no text */
    BOARD_KIND_NAMES,     /* names of its conversions, in order: "from to" */
    BOARD_KIND_HELP,
};
const char *board_kind_text(const struct board_kind *kind, enum board_kind_text which);

/* What the brackets after a signal's name contain. */
enum board_signal_unit { BOARD_SIGNAL_OF_NUMBER, BOARD_SIGNAL_OF_PORT, BOARD_SIGNAL_OF_LED };

struct board_signal {
    const char *name;  /* "frame.in" */
    const char *which; /* what its unit counts: "port"; "": there is only one */
    const char *help;
    enum board_signal_unit unit;
    bool is_input; /* written by the host: recorded and replayed (board/input.h) */
    struct board_kind kind;
};

/* id, name as printed, unit, what its unit is, its number, unit of the number, form of the text, names in the text,
 * help */
#define BOARD_SIGNAL_LIST(X)                                                                                           \
    X(power, "power", NUMBER, "", "on", "1 on, 0 off", "%s", "why", "the power of the board")                          \
    X(reset, "reset", NUMBER, "", "", "", "%s", "cause", "the CPU starts")                                             \
    X(entropy, "entropy", NUMBER, "", "", "", "%s", "seed", "the seed of all random numbers")                          \
    X(cable, "cable", PORT, "port", "in", "1 in, 0 out", "", "", "an Ethernet cable")                                  \
    X(frame_in, "frame.in", PORT, "port", "bytes", "bytes", "", "", "a frame for the unit; with its data")             \
    X(frame_out, "frame.out", PORT, "port", "bytes", "bytes", "", "", "a frame from the unit; with its data")          \
    X(frame_lost, "frame.lost", PORT, "port", "bytes", "bytes", "%s", "why", "a frame that was lost")                  \
    X(hook, "hook", NUMBER, "telephone", "off", "1 off-hook, 0 on-hook", "", "", "the handset")                        \
    X(jack, "jack", NUMBER, "telephone", "in", "1 in, 0 out", "", "", "the cable of a telephone")                      \
    X(mic, "mic", NUMBER, "telephone", "samples", "samples", "", "", "sound into the handset; with its data, 16 bit")  \
    X(ring, "ring", NUMBER, "telephone", "on", "1 on, 0 off", "", "", "ringing voltage at it")                         \
    X(loop, "loop", NUMBER, "telephone", "on", "1 possible, 0 removed", "", "", "loop current")                        \
    X(polarity, "polarity", NUMBER, "telephone", "reversed", "1 reversed, 0 forward", "", "", "battery of the line")   \
    X(led, "led", LED, "LED", "", "", "%s", "pattern", "an LED pattern changes")                                       \
    X(flash, "flash", NUMBER, "", "bytes", "bytes", "%s %s+0x%05x", "operation region offset", "a flash operation")    \
    X(fault, "fault", NUMBER, "", "", "", "%s", "what", "an injected hardware fault")                                  \
    X(io_wait, "iowait", NUMBER, "", "up", "1 up, 0 down", "", "", "the unit waits for a reply from outside")

#define BOARD_SIGNAL_DECLARE(id, ...) extern const struct board_signal board_signal_##id;
BOARD_SIGNAL_LIST(BOARD_SIGNAL_DECLARE)
#undef BOARD_SIGNAL_DECLARE

extern const struct board_signal *const board_signals[]; /* NULL-terminated */

#define BOARD_TRACE_DEFAULT_EVENTS 8192u
#define BOARD_TRACE_TEXT_MAX       511u /* longer texts are truncated */

struct board_event {
    uint64_t number; /* 0, 1, 2 ... since the board was made */
    uint64_t at_us;
    const struct board_kind *kind;
    int64_t value;
    const char *text;    /* never NULL; valid until the event leaves the log */
    const uint8_t *data; /* valid only while watchers are called; else NULL */
    uint32_t n_data;
    uint32_t unit;
};

static inline const struct board_signal *board_event_signal(const struct board_event *e)
{
    return e->kind->signal;
}

/* Emits one event of the signal's own kind. text may be NULL. */
void board_emit(struct board *b, const struct board_signal *s, unsigned unit, int64_t value, const char *text);
void board_emitf(struct board *b, const struct board_signal *s, unsigned unit, int64_t value, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void board_emit_data(struct board *b, const struct board_signal *s, unsigned unit, const uint8_t *data, size_t n);
/* Emits an event of another kind, from a table of a layer above. */
void board_emit_kind(struct board *b, const struct board_kind *kind, unsigned unit, int64_t value, const char *text);

/* Number of the next event. */
uint64_t board_trace_end(const struct board *b);
/* The event with this number, or NULL if it does not exist yet or has been discarded. Valid until the next call; its
 * text until the event leaves the trace. */
const struct board_event *board_trace_get(const struct board *b, uint64_t number);

/* A watcher is called for each event immediately. It must not emit events or act on the board from inside the call. */
typedef void board_watch_fn(void *ctx, struct board *b, const struct board_event *e);
struct board_watcher {
    board_watch_fn *fn;
    void *ctx;
    struct board_watcher *next; /* private */
};
void board_watch(struct board *b, struct board_watcher *w);
void board_unwatch(struct board *b, struct board_watcher *w);

/* Formats one line in the stable text form, without a newline: "      12.345678 frame.in[wan] bytes=58". Returns the
 * length; truncates at out_size. */
int board_event_format(const struct board_event *e, char *out, size_t out_size);
