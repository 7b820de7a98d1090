/* SPDX-License-Identifier: MIT */
/*
 * The virtual board of an SPA2102: made once, powered on and off many times, moved by board_step().
 *
 * Everything on it lives on one thread. Code runs in zero virtual time: only board_step() moves the
 * clock. What the firmware may see of the hardware is declared in this folder and nothing else is.
 *
 * Who calls what:
 *   emu       creates the board over a piece of memory that is the flash, plugs cables, lifts handsets,
 *             delivers frames, steps.
 *   firmware  is a "cpu" (struct board_cpu): started at power-on and reset, stopped before either.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct rt_log;

/* Why the cpu runs. RETAINED survives a soft reset, not a power cut. */
enum board_reset_cause {
    BOARD_RESET_POWER_ON, /* power was switched on, or came back */
    BOARD_RESET_SOFT,     /* firmware asked: board_reset() */
    BOARD_RESET_PIN,      /* a hand (or a watchdog) pulled the reset line */
};

/* The two calls up: what runs on the board. Never called from inside a board call; always from board_step(). */
struct board_cpu {
    /* Power is good: run. Returns when the cpu sleeps; it wakes by timers, frames, hooks. */
    void (*start)(void *ctx, struct board *b, enum board_reset_cause cause);
    /* Drop everything without a farewell: power is gone or the reset line is low. Must release all
     * timers and memory of the firmware: a timer of the firmware's priority that still runs afterwards is a
     * panic. Flash and ports are no longer reachable. */
    void (*stop)(void *ctx, struct board *b);
    void *ctx;
};

struct board_config {
    uint8_t *flash;           /* BOARD_FLASH_BYTES bytes, borrowed; flash.h. NULL: the board makes a blank one */
    uint64_t entropy_seed;    /* entropy.h */
    struct board_cpu cpu;     /* may be all NULL: a board without firmware (unit tests) */
    const struct rt_log *log; /* borrowed, may be NULL */
    /* Makes what flash holds safe against a crash of the host, before it returns; flash.h. NULL: nothing to do. */
    void (*flash_sync)(void *ctx);
    void *flash_sync_ctx;
    size_t n_trace_events; /* how many events the trace keeps; 0: BOARD_TRACE_DEFAULT_EVENTS */
};

/* Returns NULL when there is no memory. The board is off and the cables are out. */
struct board *board_create(const struct board_config *config);
/* Stops the cpu if it runs. */
void board_destroy(struct board *b);

/* Power. Takes effect at the present virtual time, in the next board_step(). */
void board_power_on(struct board *b);
void board_power_off(struct board *b);
bool board_is_powered(const struct board *b);
/* True from the moment of a power cut (power_off, or a fault in flash) until the power is on again:
 * what the firmware does meanwhile has no effect on flash or ports. */
bool board_is_dying(const struct board *b);
/* Firmware asks to be started again, at the present virtual time, after it has returned. */
void board_reset(struct board *b, enum board_reset_cause cause);
/* Completed starts of the cpu since the board was made. */
uint64_t board_n_starts(const struct board *b);

/* A little memory that keeps its content over a soft reset and the reset pin, and is zeroed by a power cut. */
#define BOARD_RETAINED_BYTES 256u
uint8_t *board_retained(struct board *b);

/* When the next thing is due, in microseconds of the board clock; BOARD_NEVER when nothing is. */
uint64_t board_next_due_us(const struct board *b);
/* Moves the clock to the next deadline that is not later than until_us and runs all that is due there.
 * Without such a deadline the clock moves to until_us (with BOARD_NEVER it stays). Returns true when something ran. */
bool board_step(struct board *b, uint64_t until_us);

/* The io-wait line: up while the firmware waits for an answer from outside (a DHCP offer, a profile).
 * Counted: each raise needs one lower. It tells the pacing that virtual time should stand still for a
 * while; it has no effect on the device. */
void board_io_wait_raise(struct board *b);
void board_io_wait_lower(struct board *b);
bool board_io_wait_is_up(const struct board *b);

const struct rt_log *board_log(const struct board *b);
