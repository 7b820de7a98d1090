/* SPDX-License-Identifier: MIT */
/* What methods are made of: parameters of the call, virtual time, waiting. Used by ctl_*.c only. */
#pragma once
#include <ctl/ctl.h>

struct board;

/* Parameters, checked against the row before. NULL, false: not given. */
const char *ctl_text(const struct emu_ctl_call *call, const char *name);
bool ctl_bool(const struct emu_ctl_call *call, const char *name);
/* 1 or 2; else the call has failed and it is 0. */
unsigned ctl_telephone(struct emu_ctl_call *call);
/* A time; false: the call has failed. Not given: *us stays. */
bool ctl_duration(struct emu_ctl_call *call, const char *name, uint64_t *us);
/* A signal to wait for; false: the call has failed. */
bool ctl_match(struct emu_ctl_call *call, const char *name);

struct board *ctl_board(const struct emu_ctl_call *call);
/* Fails with that reason. */
void ctl_fail_err(struct emu_ctl_call *call, enum rt_err err, const char *what_to_do);

/* From now on. */
void ctl_set_deadline(struct emu_ctl_call *call, uint64_t us);
/* Where time stands still, it goes on until this call has its answer, and not longer: so how much goes by depends on
 * the unit alone, and not on when a client's next call arrives. */
void ctl_let_time_go(struct emu_ctl_call *call, uint64_t at_most_us);
void ctl_stop_time(struct emu_ctl_call *call);
/* Takes the event over; NULL: answers with the time. */
void ctl_end_wait(struct emu_ctl_call *call, json_t *event);
/* A poll: until all that is due now has been done. */
bool ctl_poll_instant(struct emu_ctl_call *call);
/* A poll: until the match has happened, or the deadline is there. */
bool ctl_poll_wait(struct emu_ctl_call *call);

/* ---- the methods; what each does stands in its row (ctl_methods.c) ---- */

void ctl_offhook(struct emu_ctl_call *call);
void ctl_onhook(struct emu_ctl_call *call);
void ctl_dial(struct emu_ctl_call *call);
void ctl_flash(struct emu_ctl_call *call);
void ctl_power(struct emu_ctl_call *call);
void ctl_cable(struct emu_ctl_call *call);
void ctl_faults(struct emu_ctl_call *call);
void ctl_corrupt(struct emu_ctl_call *call);
void ctl_note(struct emu_ctl_call *call);
void ctl_web(struct emu_ctl_call *call);
void ctl_notify(struct emu_ctl_call *call);
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
