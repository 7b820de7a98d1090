/* SPDX-License-Identifier: MIT */
/*
 * Faults, armed from outside: what may go wrong inside one flash operation.
 *
 * Operations count from 1 with the first program or erase after board_fault_arm(). A cut is a power cut: the
 * board dies (board_is_dying), the rest of the firmware's run has no effect, and the next board_step() stops
 * the cpu. The board stays off until board_power_on().
 *
 * Text form, used as the name of a run: "k17b" before operation 17, "k17t3" torn after 3 bytes of it,
 * "k17a" after it, "k17l" after it with operation 16 lost, "k17f" it fails, "k17s" it does nothing and says it did,
 * "k17r8" bit 8 of the part turns over before it, "k17x5" from it on sector 5 is worn out, "k17d5" the same and says
 * nothing; several with commas: "k17t3,k2a" (the second counts from the start after the first cut).
 *
 * A place that was struck silently, or rotted, is worn: the model then takes a program there as the part would, old
 * bits AND new bits, where it otherwise panics; firmware could not know. An erase that works makes it sound again.
 */
#pragma once
#include <board/flash.h>
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
    BOARD_FAULT_SILENT,     /* no power cut: nothing happens and the call returns RT_OK; only reading back shows it */
    BOARD_FAULT_CUT_LOST,   /* power cut after the operation; the one before it (in the same plan step, so k >= 2) had
                               returned RT_OK but never reached the cells: a part or a host that writes out of order */
    BOARD_FAULT_ROT,        /* no power cut: one bit of the part turns over, then the operation happens as asked */
    BOARD_FAULT_BAD,        /* no power cut: from this operation to the next board_fault_arm(), nothing that is asked of
                               one sector happens, and the call returns RT_EIO */
    BOARD_FAULT_DEAF,       /* the same, but the call returns RT_OK */
};

struct board_fault {
    uint64_t operation; /* counted from 1 */
    enum board_fault_kind kind;
    uint32_t torn_bytes; /* for CUT_TORN; for ROT: the bit, counted from bit 0 of byte 0 of the part; for BAD and DEAF:
                            the sector, counted from that of byte 0 */
};

#define BOARD_FAULTS_MAX 8u

/* Arms a plan; each following fault counts from the operation after the one before it (for cuts: from the
 * next power-on). Replaces an older plan; n = 0 disarms. */
void board_fault_arm(struct board *b, const struct board_fault *faults, size_t n);
/* Faults of the plan that have happened. */
size_t board_fault_n_hit(const struct board *b);

/* From outside, between two operations: one bit of a region turns over, as in an old or irradiated cell. */
void board_fault_rot(struct board *b, enum board_region r, uint32_t offset, unsigned bit_0_to_7);

/* Sees each operation that reaches the part, before any of it happens; bytes: NULL for an erase. The cells may be
 * read from inside the call, nothing may be done on the board. For sweeps, which know from it what a cut would leave.
 */
struct board_operation {
    enum board_region region;
    uint32_t offset; /* in the region */
    const uint8_t *bytes;
    uint32_t n;
};
typedef void board_operation_fn(void *ctx, const struct board_operation *op);
void board_fault_observe(struct board *b, board_operation_fn *fn, void *ctx); /* NULL: nobody */

/* What a cut leaves of an operation, done to these cells of it: the model's own rule, for sweeps. */
void board_fault_tear(uint8_t *cells, const struct board_operation *op, uint32_t n_done);

/* Text form to plan. Returns the number of faults, or RT_ESYNTAX / RT_EFULL. */
int board_fault_parse(const char *text, struct board_fault *out, size_t max);
/* The reverse. Returns the length, or RT_ETOOBIG. */
int board_fault_format(const struct board_fault *faults, size_t n, char *out, size_t out_size);
