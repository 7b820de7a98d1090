/* SPDX-License-Identifier: MIT */
/*
 * Pacing: relates virtual time to real time. The only file that knows both; the device cannot tell.
 *
 *   real   one second is one second; xN: N seconds in one
 *   warp   idle time is skipped. While the unit waits for an answer from outside, virtual time stops for at
 *          most `patience` of real time after the last sign of life in either direction, then moves on.
 *
 * All functions receive the real time (microseconds of any steady clock), so tests need no clock.
 */
#pragma once
#include <host/kinds.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_PACE_PATIENCE_DEFAULT_US 1000000u
#define EMU_PACE_RATE_MAX            100000u
/* A process that was stopped, or a machine that slept, does not race to catch up when it lags more than this. */
#define EMU_PACE_LAG_MAX_US          500000u

struct emu_pace_config {
    uint32_t rate;        /* virtual seconds in a real one; 0: warp */
    uint64_t patience_us; /* of real time */
};

struct emu_pace {
    struct emu_pace_config config;
    uint64_t anchor_real_us, anchor_virtual_us; /* one moment on both clocks */
    uint64_t patience_left_us;
};

/* "real", "xN", "warp" into a struct emu_pace_config's rate (an emu_option_parse_fn over uint32_t). */
const char *emu_parse_pace(const char *value, void *rate);
extern const struct emu_kind emu_kind_pace; /* over that rate */
/* Rows of a group over struct emu_pace_config; each command has a default of its own. */
#define EMU_PACE_ROWS(default_pace)                                                                                    \
    {"time",                                                                                                           \
     0,                                                                                                                \
     "PACE",                                                                                                           \
     "set the pace: real, xN or warp",                                                                                 \
     default_pace,                                                                                                     \
     &emu_kind_pace,                                                                                                   \
     offsetof(struct emu_pace_config, rate)},                                                                          \
    {                                                                                                                  \
        "patience", 0, "MS", "wait MS for outside answers in warp", "1000", &emu_kind_ms,                              \
            offsetof(struct emu_pace_config, patience_us)                                                              \
    }

/* From this moment of both clocks on. */
void emu_pace_init(struct emu_pace *p, const struct emu_pace_config *config, uint64_t real_us, uint64_t virtual_us);
/* Idle time is skipped. */
bool emu_pace_is_warp(const struct emu_pace *p);
/* A request went outside, or something arrived from there: the patience starts anew. */
void emu_pace_refill(struct emu_pace *p);
/* Nothing waits any more. */
void emu_pace_forget(struct emu_pace *p);
/* Reports the real time that passed in a granted wait, whatever it brought. */
void emu_pace_spend(struct emu_pace *p, uint64_t real_us);
/* How much real time may go by before the clock moves from virtual_us to due_us. UINT64_MAX: as long as it takes
 * (nothing is due). awaits_answer: the unit waits for an answer that can come from outside. */
uint64_t emu_pace_wait_us(struct emu_pace *p, uint64_t real_us, uint64_t virtual_us, uint64_t due_us,
                          bool awaits_answer);
/* What the board clock should show now, at least virtual_us. In warp: virtual_us. */
uint64_t emu_pace_virtual_us(const struct emu_pace *p, uint64_t real_us, uint64_t virtual_us);
