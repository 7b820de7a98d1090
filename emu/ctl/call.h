/* SPDX-License-Identifier: MIT */
/* What methods are made of: parameters of the call, virtual time, waiting. Used in this folder only. */
#pragma once
#include <ctl/ctl.h>

struct board;

/* Parameters, checked against the row before. NULL: not given. */
const char *ctl_text(const struct emu_ctl_call *call, const char *name);
/* A time; false: the call has failed. Not given: *us stays. */
bool ctl_duration(struct emu_ctl_call *call, const char *name, uint64_t *us);
/* A signal to wait for; false: the call has failed. */
bool ctl_match(struct emu_ctl_call *call, const char *name);

struct board *ctl_board(const struct emu_ctl_call *call);
/* Fails with that reason. */
void ctl_fail_err(struct emu_ctl_call *call, enum rt_err err, const char *what_to_do);

/* From now on. */
void ctl_set_deadline(struct emu_ctl_call *call, uint64_t us);
/* While the run is paused, time advances until this call has its answer, and no further. So how much time passes
 * depends on the unit alone, not on when a client sends its next call. */
void ctl_let_time_go(struct emu_ctl_call *call, uint64_t at_most_us);
void ctl_stop_time(struct emu_ctl_call *call);
/* Takes the event over; NULL: answers with the time. */
void ctl_end_wait(struct emu_ctl_call *call, json_t *event);
/* A poll: until all that is due now has been done. */
bool ctl_poll_instant(struct emu_ctl_call *call);
/* A poll: until the match has happened, or the deadline is there. */
bool ctl_poll_wait(struct emu_ctl_call *call);

/* ---- acts.c ---- */

void ctl_act(struct emu_ctl_call *call, const struct emu_act *act);

/* ---- the methods; what each does stands in its row (methods.c) ---- */

void ctl_wait(struct emu_ctl_call *call);
void ctl_param(struct emu_ctl_call *call);
void ctl_facts(struct emu_ctl_call *call);
void ctl_leds(struct emu_ctl_call *call);
void ctl_syslog(struct emu_ctl_call *call);
void ctl_events(struct emu_ctl_call *call);
void ctl_skip(struct emu_ctl_call *call);
void ctl_subscribe(struct emu_ctl_call *call);
void ctl_signals(struct emu_ctl_call *call);
void ctl_help(struct emu_ctl_call *call);
void ctl_status(struct emu_ctl_call *call);
void ctl_run(struct emu_ctl_call *call);
void ctl_pause(struct emu_ctl_call *call);
void ctl_step(struct emu_ctl_call *call);
void ctl_quit(struct emu_ctl_call *call);
