/* SPDX-License-Identifier: MIT */
/*
 * The smallest rig: a board over flash in memory, with a cpu that only counts.
 *
 *     struct rig rig;
 *     rig_init(&rig);
 *     rig_power_on(&rig);
 *     rig_run_us(&rig, 5 * BOARD_US_PER_S);
 *     assert_true(rig_saw(&rig, &board_signal_power, 0, "switched on"));
 *     rig_fini(&rig);
 *
 * The flash outlives the board: rig_rebuild() makes a new board over the same cells, as a new process over the
 * same unit file would.
 */
#pragma once
#include <board/board.h>
#include <board/clock.h>
#include <board/signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rig {
    struct board *board;
    uint8_t *flash; /* BOARD_FLASH_BYTES, blank at first */
    uint64_t seed;
    uint64_t cursor; /* where rig_saw() begins to look */

    /* The cpu. A test may set on_start/on_stop (NULL: nothing) with its own ctx at any time. */
    unsigned n_starts, n_stops;
    enum board_reset_cause cause; /* of the last start */
    void (*on_start)(void *ctx, struct board *b);
    void (*on_stop)(void *ctx, struct board *b);
    void *ctx;
};

void rig_init(struct rig *rig);
void rig_fini(struct rig *rig);
/* The same for cmocka: *state is a struct rig. */
int rig_set_up(void **state);
int rig_tear_down(void **state);
/* A new board over the same flash; off, without cables. on_start and on_stop stay. */
void rig_rebuild(struct rig *rig);
/* Switches on and runs what is due at once. */
void rig_power_on(struct rig *rig);
/* Off, and run what is due at once. */
void rig_power_off(struct rig *rig);
/* Virtual time passes. */
void rig_run_us(struct rig *rig, uint64_t us);
/* Runs what is due now. */
void rig_settle(struct rig *rig);

/* Whether the trace has, from the cursor on, an event with this signal and unit whose text contains `text` (NULL: any).
 * The cursor then stands behind it; without such an event it stays. */
bool rig_saw(struct rig *rig, const struct board_signal *s, unsigned unit, const char *text);
/* Events of this signal that the trace holds. */
unsigned rig_count(const struct rig *rig, const struct board_signal *s);

/* Whether fn ends its process by RT_ASSERT. It runs in a child process, whose words are dropped. */
bool rig_aborts(void (*fn)(void *ctx), void *ctx);
