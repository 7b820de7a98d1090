/* SPDX-License-Identifier: MIT */
/*
 * The virtual board of an SPA2102: created once, powered on and off any number of times, and advanced by
 * board_step().
 *
 * Single-threaded. Code runs in zero virtual time; only board_step() advances the clock. This folder declares all the
 * hardware that the firmware can see, and nothing else.
 *
 * Who calls what:
 *   emu       creates the board over the memory that holds the flash, plugs cables, lifts handsets,
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

/* Why the CPU started. RETAINED memory survives a soft reset but not a power cut. */
enum board_reset_cause {
    BOARD_RESET_POWER_ON, /* power was switched on or restored */
    BOARD_RESET_SOFT,     /* firmware asked: board_reset() */
    BOARD_RESET_PIN,      /* the reset line was asserted, by the user or by a watchdog */
};

/* Callbacks into the software that runs on the board. Always called from board_step(), never from another board
 * call. */
struct board_cpu {
    /* Power is good: run. Returns when the CPU sleeps; timers, frames and hook events wake it. */
    void (*start)(void *ctx, struct board *b, enum board_reset_cause cause);
    /* Power is gone or the reset line is low: stop without notifying any peer. Must release all timers and memory of
     * the firmware; a timer of firmware priority that is still armed afterwards is a panic. Flash and ports are no
     * longer accessible. */
    void (*stop)(void *ctx, struct board *b);
    void *ctx;
};

struct board_config {
    uint8_t *flash;           /* BOARD_FLASH_BYTES bytes, borrowed; flash.h. NULL: the board allocates a blank one */
    uint64_t entropy_seed;    /* entropy.h */
    struct board_cpu cpu;     /* all NULL for a board without firmware (unit tests) */
    const struct rt_log *log; /* borrowed, may be NULL */
    /* Flushes the flash content to stable storage before it returns; see board_flash_sync(). NULL: nothing to flush. */
    void (*flash_sync)(void *ctx);
    /* These cells have just changed, by an operation, a torn one, or a fault. Offset from the start of the flash. For
     * cells that are a copy of what is kept elsewhere. NULL: not called. */
    void (*flash_changed)(void *ctx, uint32_t offset, uint32_t n);
    void *flash_ctx; /* of both */
    /* 1 << region: the caller has verified the image in it, in these cells; see board_flash_is_vouched(). */
    uint32_t vouched;
    size_t n_trace_events; /* how many events the trace keeps; 0: BOARD_TRACE_DEFAULT_EVENTS */
};

/* Returns NULL when out of memory. The board starts powered off, with its cables unplugged. */
struct board *board_create(const struct board_config *config);
/* Stops the CPU if it is running. */
void board_destroy(struct board *b);

/* Power. Takes effect at the current virtual time, in the next board_step(). */
void board_power_on(struct board *b);
void board_power_off(struct board *b);
bool board_is_powered(const struct board *b);
/* True from a power cut (power_off, or an injected flash fault) until power is restored. Meanwhile nothing that the
 * firmware does affects flash or ports. */
bool board_is_dying(const struct board *b);
/* The firmware requests a restart: at the current virtual time, after it returns. */
void board_reset(struct board *b, enum board_reset_cause cause);
/* CPU starts completed since the board was created. */
uint64_t board_n_starts(const struct board *b);

/* A small memory that survives a soft reset and the reset pin. A power cut zeroes it. */
#define BOARD_RETAINED_BYTES 256u
uint8_t *board_retained(struct board *b);

/* The next deadline, in microseconds of the board clock; BOARD_NEVER if there is none. */
uint64_t board_next_due_us(const struct board *b);
/* Advances the clock to the next deadline at or before until_us and runs everything due then. Without such a deadline
 * the clock advances to until_us (for BOARD_NEVER it does not move). Returns true if anything ran. */
bool board_step(struct board *b, uint64_t until_us);

/* The io-wait line: raised while the firmware waits for a reply from outside (a DHCP offer, a profile). It is
 * counted: each raise needs one lower. While it is up, pacing may hold virtual time; the device itself is not
 * affected. */
void board_io_wait_raise(struct board *b);
void board_io_wait_lower(struct board *b);
bool board_io_wait_is_up(const struct board *b);

/* The developer's log that was given to board_create(); borrowed, as long as the board. */
const struct rt_log *board_log(const struct board *b);
