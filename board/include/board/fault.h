/* SPDX-License-Identifier: MIT */
/*
 * Faults, armed from outside: what may go wrong inside one flash operation.
 *
 * Operations count from 1 with the first program or erase after board_fault_arm(). A cut is a power cut: the
 * board dies (board_is_dying), the rest of the firmware's run has no effect, and the next board_step() stops
 * the cpu. The board stays off until board_power_on().
 *
 * Text form, used as the name of a run: "k17b" before operation 17, "k17t3" torn after 3 bytes of it,
 * "k17a" after it, "k17f" it fails; several with commas: "k17t3,k2a" (the second counts from the start after the
 * first cut).
 */
#pragma once
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct board;

enum board_fault_kind {
    BOARD_FAULT_CUT_BEFORE, /* nothing of the operation happens */
    BOARD_FAULT_CUT_TORN,   /* program: the first n bytes are written. Erase: the first n bytes are ones,
                               the byte after them has half its bits set, the rest is as before */
    BOARD_FAULT_CUT_AFTER,  /* all of it happens, but the call never returns success */
    BOARD_FAULT_FAIL,       /* no power cut: nothing happens and the call returns RT_EIO */
};

struct board_fault {
    uint64_t operation; /* counted from 1 */
    enum board_fault_kind kind;
    uint32_t torn_bytes; /* for CUT_TORN */
};

#define BOARD_FAULTS_MAX 8u

/* Arms a plan; each following fault counts from the operation after the one before it (for cuts: from the
 * next power-on). Replaces an older plan; n = 0 disarms. */
void board_fault_arm(struct board *b, const struct board_fault *faults, size_t n);
/* Faults of the plan that have happened. */
size_t board_fault_n_hit(const struct board *b);

/* Text form to plan. Returns the number of faults, or RT_ESYNTAX / RT_EFULL. */
int board_fault_parse(const char *text, struct board_fault *out, size_t max);
/* The reverse. Returns the length, or RT_ETOOBIG. */
int board_fault_format(const struct board_fault *faults, size_t n, char *out, size_t out_size);
