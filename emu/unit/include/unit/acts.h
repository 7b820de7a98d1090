/* SPDX-License-Identifier: MIT */
/*
 * What a person at the bench can do to a unit, and what can be waited for. Console, demo and scenarios are all made
 * of these; nobody acts in any other way.
 *
 * Waiting reads the trace from a cursor on, which stands behind the event that the last wait matched. So nothing is
 * missed by waiting late, and nothing is matched twice.
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
 * whose number is VALUE. */
struct emu_match {
    enum board_signal signal;
    int unit;                        /* -1: any */
    char value[EMU_MATCH_VALUE_MAX]; /* "": any */
};
/* RT_ENOENT: no such signal. RT_ESYNTAX: the unit in brackets. RT_ETOOBIG: the value. */
enum rt_err emu_match_parse(struct rt_str text, struct emu_match *out);
bool emu_match_event(const struct emu_match *m, const struct board_event *e);

struct emu_acts {
    struct emu_unit *unit;
    uint64_t cursor; /* number of the first event that no wait has seen */
};
void emu_acts_init(struct emu_acts *a, struct emu_unit *u);

/* Waiting. RT_OK; RT_ETIMEDOUT: the time is up; RT_EUNREACH: nothing will ever happen any more; RT_ECLOSED: stopped
 * by a signal; RT_EBUSY: virtual time does not move. */
enum rt_err emu_act_wait_time(struct emu_acts *a, uint64_t us);
/* The event that matched is copied to *found (its text is valid until it leaves the trace); NULL: not wanted. */
enum rt_err emu_act_wait_for(struct emu_acts *a, const struct emu_match *m, uint64_t timeout_us,
                             struct board_event *found);
/* The same for several at once: *which is the one that came first. */
enum rt_err emu_act_wait_any(struct emu_acts *a, const struct emu_match *m, size_t n, uint64_t timeout_us,
                             struct board_event *found, size_t *which);
/* Forgets what has happened so far. */
void emu_acts_skip(struct emu_acts *a);

/* Acts. Telephones are 1 and 2. They take the time that a hand takes. */
enum rt_err emu_act_power(struct emu_acts *a, bool is_on);
enum rt_err emu_act_cable(struct emu_acts *a, enum board_port port, bool is_in);
enum rt_err emu_act_hook(struct emu_acts *a, unsigned telephone, bool is_off_hook);
/* Presses the keys and returns when the last one has been pressed. RT_EREFUSED on-hook, RT_EINVAL not a key,
 * RT_EFULL too many; or as waiting. */
enum rt_err emu_act_dial(struct emu_acts *a, unsigned telephone, const char *keys);
enum rt_err emu_act_flash(struct emu_acts *a, unsigned telephone);
/* A fault, not a hand: no bank of firmware is good any more, as after a power cut in the wrong moment. What runs goes
 * on; the next start is a recovery (fw/recovery.h). It takes no time. */
void emu_act_corrupt(struct emu_acts *a);
#define EMU_NOTIFY_TIMEOUT_US 2000000u
/* The provider sends the line (1 or 2) a NOTIFY with this event. user, password: how it answers a challenge; NULL: with
 * the account that the line has, as a provider knows it. RT_EUNREACH: the unit has no address; RT_EINVAL: characters
 * that no header can have. The answer is told by the lab. */
enum rt_err emu_act_notify(struct emu_acts *a, unsigned line, const char *event, const char *user,
                           const char *password);
/* The same, and waits for the answer, at most EMU_NOTIFY_TIMEOUT_US: *status is that of SIP, 0 without an answer. */
enum rt_err emu_act_notify_wait(struct emu_acts *a, unsigned line, const char *event, const char *user,
                                const char *password, unsigned *status);
/* Why nothing reaches the unit, and what to do: for whoever got RT_EUNREACH from these acts. */
const char *emu_act_why_unreachable(const struct emu_acts *a);
/* A browser at the PC asks the unit's web server. *status: the HTTP status; the body is appended. RT_EUNREACH: the
 * unit has no address; RT_ECLOSED: nobody answered; or as waiting. */
struct emu_browser;
/* The first half of it: the question. The browser is the caller's, its source not yet in the loop. */
enum rt_err emu_act_web_ask(struct emu_acts *a, const char *path, struct emu_browser **out);
enum rt_err emu_act_web(struct emu_acts *a, const char *path, int *status, struct rt_buf *body);
