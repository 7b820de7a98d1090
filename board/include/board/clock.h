/* SPDX-License-Identifier: MIT */
/*
 * The board clock: microseconds since the board was created, power on or off; and timers.
 *
 * A timer is a member of the object that owns it. Equal deadlines fire by priority (lower first), then in start
 * order. A timer that has fired is idle; for a period without drift, restart it with board_timer_start_at(due +
 * period).
 */
#pragma once
#include <rt/list.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct board_timer;

#define BOARD_NEVER     UINT64_MAX
#define BOARD_US_PER_MS 1000u
#define BOARD_US_PER_S  1000000u

typedef void board_timer_fn(void *ctx, struct board_timer *t);

/* Order among equal deadlines. */
enum board_priority {
    BOARD_PRIORITY_POWER = 0,  /* power and reset first */
    BOARD_PRIORITY_INPUT = 10, /* input from outside: frames, hooks, samples */
    BOARD_PRIORITY_FIRMWARE = 20,
    BOARD_PRIORITY_OUTSIDE = 30, /* the host side: scripts, I/O pumps; every timer outside the unit, and no other */
};

struct board_timer {
    const char *name; /* static text, for status dumps */
    enum board_priority priority;
    board_timer_fn *fn;
    void *ctx;
    /* private to board/src/clock.c */
    uint64_t due_us;
    uint64_t start_order;
    uint32_t heap_index; /* 0: idle */
};

/* Once, before anything else. fn must not be NULL. */
void board_timer_init(struct board_timer *t, const char *name, enum board_priority priority, board_timer_fn *fn,
                      void *ctx);
/* Starts or restarts: fires at now + delay_us (0: in this instant, after the current callback). */
void board_timer_start(struct board *b, struct board_timer *t, uint64_t delay_us);
/* Starts or restarts for an absolute time; a time in the past means now. */
void board_timer_start_at(struct board *b, struct board_timer *t, uint64_t at_us);
/* Stopping an idle timer is allowed. */
void board_timer_stop(struct board *b, struct board_timer *t);
bool board_timer_is_running(const struct board_timer *t);
/* Deadline of an armed timer; inside its own fn, the deadline that it fired for. */
uint64_t board_timer_due_us(const struct board_timer *t);

/* Virtual time since the board was made, in microseconds; a power cycle does not set it back. */
uint64_t board_now_us(const struct board *b);
static inline uint64_t board_now_ms(const struct board *b)
{
    return board_now_us(b) / BOARD_US_PER_MS;
}
