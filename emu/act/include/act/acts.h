/* SPDX-License-Identifier: MIT */
/*
 * A client that acts on a unit and waits for it, with its own cursor in the trace. The acts are a table: act/act.h.
 *
 * Waiting reads the trace from the cursor on, which is just past the event that the last wait matched. So a late wait
 * misses nothing, and no event matches twice. Switching the power moves the cursor to the end: 'power off', 'power on',
 * 'wait led[power]=on' waits for the new start.
 */
#pragma once
#include <unit/unit.h>
#include <board/signal.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_MATCH_VALUE_MAX 256u
#define EMU_WAIT_DEFAULT_US (60u * 1000000u) /* virtual */

/* "fw.resync", "ear[1]=192", "led[power]=fast": a signal, of one unit of it or any, whose text contains VALUE or
 * whose number is VALUE, with its name in front or without: "fw.net=state=2". */
struct emu_match {
    const struct board_signal *signal;
    int unit;                        /* -1: any */
    char value[EMU_MATCH_VALUE_MAX]; /* "": any */
};
/* RT_ENOENT: no such signal. RT_ESYNTAX: the unit in brackets. RT_ETOOBIG: the value. */
enum rt_err emu_match_parse(struct rt_str text, struct emu_match *out);
bool emu_match_event(const struct emu_match *m, const struct board_event *e);

struct emu_acts {
    struct emu_unit *unit;
    uint64_t cursor;    /* number of the first event that no wait has seen */
    const char *images; /* folder of firmware images; NULL: the default place (host/places.h) */
    bool is_fenced;     /* a script that may touch no files: pictures go into this folder alone */
    const char *folder; /* made when needed; NULL: nothing is kept */
};
/* What all acts on this unit share. The unit is borrowed and outlives it. */
void emu_acts_init(struct emu_acts *a, struct emu_unit *u);

/* Waits. RT_OK; RT_ETIMEDOUT; RT_EUNREACH: nothing can happen any more; RT_ECLOSED: stopped by a signal; RT_EBUSY:
 * virtual time does not advance. */
enum rt_err emu_act_wait_time(struct emu_acts *a, uint64_t us);
/* The same, until is_done() says so. */
enum rt_err emu_act_wait_until(struct emu_acts *a, uint64_t us, bool (*is_done)(void *ctx), void *ctx);
/* The event that matched is copied to *found (its text is valid until it leaves the trace); NULL: not wanted. */
enum rt_err emu_act_wait_for(struct emu_acts *a, const struct emu_match *m, uint64_t timeout_us,
                             struct board_event *found);
/* The same for several at once: *which is the one that came first. */
enum rt_err emu_act_wait_any(struct emu_acts *a, const struct emu_match *m, size_t n, uint64_t timeout_us,
                             struct board_event *found, size_t *which);
/* Skips past events. */
void emu_acts_skip(struct emu_acts *a);

/* The nearest name to a wrong one, of "fw.nett=UP" fw.net; NULL: none is near. */
const char *emu_near_signal(const char *text);
struct fw_schema;
const char *emu_near_parameter(const struct fw_schema *schema, const char *name);

/* The tones that an ear can tell: "dial", "off_hook_warning"; NULL: there are no more. */
#define EMU_TONE_TEXT_MAX 40u
const char *emu_heard_tone(int i, char out[EMU_TONE_TEXT_MAX]);
