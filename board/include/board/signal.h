/* SPDX-License-Identifier: MIT */
/*
 * The trace: one stream of named signals with virtual time. Everything that enters or leaves the board and
 * every state change of it is one event. Window, console, scenarios, recorder and golden tests read this
 * one stream and have no other way to look into the unit.
 *
 * The log keeps the last n events under a running number. A reader keeps a cursor (the number of the next
 * event it has not seen), so whoever waits for something matches from its cursor on and misses nothing by
 * waiting late. Texts share BOARD_TRACE_TEXT_MAX / 4 bytes an event: a log of nothing but the longest texts
 * keeps n / 4 of them.
 *
 * The rows "fw.*" are the board's trace port: words that the firmware writes, one row per subject.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct board;

/* id, name as printed, meaning of unit / value / text */
#define BOARD_SIGNAL_LIST(X)                                                                                           \
    X(POWER, "power", "value 1 on, 0 off; text: why")                                                                  \
    X(RESET, "reset", "the cpu starts; text: cause")                                                                   \
    X(ENTROPY, "entropy", "text: the seed")                                                                            \
    X(CABLE, "cable", "unit: port; value 1 in, 0 out")                                                                 \
    X(FRAME_IN, "frame.in", "unit: port; value: bytes; data: the frame")                                               \
    X(FRAME_OUT, "frame.out", "unit: port; value: bytes; data: the frame")                                             \
    X(FRAME_LOST, "frame.lost", "unit: port; value: bytes; text: why")                                                 \
    X(HOOK, "hook", "unit: telephone 1, 2; value 1 off-hook, 0 on-hook")                                               \
    X(MIC, "mic", "unit: telephone; value: samples; data: the samples, 16 bit, as in memory")                          \
    X(RING, "ring", "unit: telephone; value 1 ringing voltage on, 0 off")                                              \
    X(LOOP, "loop", "unit: telephone; value 1 loop current possible, 0 removed")                                       \
    X(KEYS, "keys", "unit: telephone; text: keys that a hand pressed")                                                 \
    X(LED, "led", "unit: led; text: pattern name")                                                                     \
    X(FLASH, "flash", "value: bytes; text: erase|program at offset")                                                   \
    X(FAULT, "fault", "text: what was injected")                                                                       \
    X(IO_WAIT, "iowait", "value 1 up, 0 down")                                                                         \
    X(BUTTON, "button", "value 1 pressed, 0 released: the reset button")                                               \
    X(FW_BOOT, "fw.boot", "bank, version, reason")                                                                     \
    X(FW_NET, "fw.net", "lease, link, DNS, time")                                                                      \
    X(FW_PARAM, "fw.param", "unit: 0; text: element = value, secrets masked")                                          \
    X(FW_RESYNC, "fw.resync", "states and steps of the resync machine")                                                \
    X(FW_UPGRADE, "fw.upgrade", "states and steps of the upgrade machine")                                             \
    X(FW_REPORT, "fw.report", "a configuration report: sent, or why it was not")                                       \
    X(FW_SYSLOG, "fw.syslog", "a line that left for the syslog server")                                                \
    X(FW_LINE, "fw.line", "unit: telephone; states of the line, tones by name")                                        \
    X(FW_IVR, "fw.ivr", "unit: telephone; states of the voice menu, prompts by id")                                    \
    X(FW_SIP, "fw.sip", "unit: line 1, 2; messages in and out, what was made of them")                                 \
    X(FW_WEB, "fw.web", "a request and its status")                                                                    \
    X(FW_WARN, "fw.warn", "fidelity warnings: what a real unit would do")                                              \
    X(EAR, "ear", "unit: telephone; text: what a listener outside heard (written by emu)")                             \
    X(LAB, "lab", "what the provider outside saw (written by emu)")                                                    \
    X(NOTE, "note", "a remark of a script (written by emu)")

enum board_signal {
#define BOARD_SIGNAL_ENUM(id, name, help) BOARD_SIGNAL_##id,
    BOARD_SIGNAL_LIST(BOARD_SIGNAL_ENUM)
#undef BOARD_SIGNAL_ENUM
        BOARD_N_SIGNALS
};

const char *board_signal_name(enum board_signal s); /* "frame.in" */
const char *board_signal_help(enum board_signal s);

#define BOARD_TRACE_DEFAULT_EVENTS 8192u
#define BOARD_TRACE_TEXT_MAX       511u /* longer texts are cut */

struct board_event {
    uint64_t number; /* 0, 1, 2 ... since the board was made */
    uint64_t at_us;
    enum board_signal signal;
    unsigned unit;
    int64_t value;
    const char *text;    /* never NULL; valid until the event leaves the log */
    const uint8_t *data; /* only while watchers are called; else NULL */
    size_t n_data;
};

/* Writes one event. text may be NULL. */
void board_emit(struct board *b, enum board_signal s, unsigned unit, int64_t value, const char *text);
void board_emitf(struct board *b, enum board_signal s, unsigned unit, int64_t value, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void board_emit_data(struct board *b, enum board_signal s, unsigned unit, const uint8_t *data, size_t n);

/* Number that the next event will get. */
uint64_t board_trace_end(const struct board *b);
/* The event with this number, or NULL when it is not yet or no longer there. */
const struct board_event *board_trace_get(const struct board *b, uint64_t number);

/* A watcher sees each event at once. It may not write events or act on the board from inside the call. */
typedef void board_watch_fn(void *ctx, struct board *b, const struct board_event *e);
struct board_watcher {
    board_watch_fn *fn;
    void *ctx;
    struct board_watcher *next; /* private */
};
void board_watch(struct board *b, struct board_watcher *w);
void board_unwatch(struct board *b, struct board_watcher *w);

/* One line of the stable text form, without a line feed:
 * "      12.345678 led[power] fast". Returns the length; cuts at out_size. */
int board_event_format(const struct board_event *e, char *out, size_t out_size);
