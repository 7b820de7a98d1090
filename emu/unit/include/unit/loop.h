/* SPDX-License-Identifier: MIT */
/*
 * The one loop: what is due on the board, what the outside brings, and the pace between them.
 *
 *    1. everything that can happen in this instant of virtual time happens: frames go to and fro between the unit,
 *       the lab and the network until nothing moves any more;
 *    2. the pace says how much real time may go by before the next deadline; meanwhile the outside is listened to;
 *    3. the board's clock moves to the deadline.
 */
#pragma once
#include <unit/pace.h>
#include <host/pollset.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct emu_loop;

#define EMU_LOOP_SOURCES_MAX 16u

enum emu_loop_end {
    EMU_LOOP_DONE,  /* is_done() said so */
    EMU_LOOP_UNTIL, /* the clock is at until_us */
    EMU_LOOP_STOP,  /* emu_loop_stop(), or a signal that ends the program */
    EMU_LOOP_IDLE,  /* nothing is due and nothing outside could ever wake the unit */
    EMU_LOOP_STUCK, /* the clock does not advance: the same instant repeats for ever. A bug, or a packet loop */
};

/* n_outside: a counter that grows with each packet to and from the world whose time we do not own; borrowed. */
struct emu_loop *emu_loop_create(struct board *b, const struct emu_pace_config *pace, const uint64_t *n_outside);
void emu_loop_destroy(struct emu_loop *l);
void emu_loop_add(struct emu_loop *l, struct emu_source source);
void emu_loop_remove(struct emu_loop *l, const void *ctx);

/* is_done is asked at each turn, may be NULL. */
enum emu_loop_end emu_loop_run(struct emu_loop *l, uint64_t until_us, bool (*is_done)(void *ctx), void *ctx);
/* Ends the run at its next turn, from a source. */
void emu_loop_stop(struct emu_loop *l);
/* The clock does not advance beyond this time: the unit is then paused, and only the outside is served. BOARD_NEVER
 * (initially): no limit. A time in the past pauses at once. */
void emu_loop_limit(struct emu_loop *l, uint64_t limit_us);
/* The clock stops at this time on its way, even if nothing is due then, because a waiter needs to look at it. The
 * earliest request counts, once; a waiter that still waits asks again. */
void emu_loop_visit(struct emu_loop *l, uint64_t at_us);
/* Virtual seconds in a real one; 0: warp. */
uint32_t emu_loop_rate(const struct emu_loop *l);
/* Another pace from now on. */
void emu_loop_set_rate(struct emu_loop *l, uint32_t rate);
/* A run has ended by emu_loop_stop() or a signal. */
bool emu_loop_was_stopped(const struct emu_loop *l);
bool emu_loop_is_paused(const struct emu_loop *l);
/* True if this instant is not over: something happened in the last turn, or, when called by a source, has happened in
 * this one. */
bool emu_loop_is_moving(const struct emu_loop *l);
/* Makes the signals of host/signals.h end the run instead of the process. False: the handlers cannot be installed. */
bool emu_loop_catch_signals(struct emu_loop *l);
/* The signal that ended the last run that a signal ended; 0: none did yet. */
int emu_loop_last_signal(const struct emu_loop *l);
/* Calls rest(ctx) ahead of each wait of EMU_LOOP_LONG_WAIT_US or more, but in warp, where a wait is for an answer: what
 * was only needed while something happened can be given back to the host. */
#define EMU_LOOP_LONG_WAIT_US 500000u
void emu_loop_on_long_wait(struct emu_loop *l, void (*rest)(void *ctx), void *ctx);
/* Blocks until the descriptor can be read, without virtual time passing: for scripts on a pipe. False: a signal ends
 * the run, now or since an earlier one. */
bool emu_loop_wait_for(struct emu_loop *l, int fd);
