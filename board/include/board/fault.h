/* SPDX-License-Identifier: MIT */
/*
 * Fault injection: what can go wrong inside one flash operation.
 *
 * Operations count from 1, the first program or erase after board_fault_arm(). A cut is a power cut: the board is
 * dying (board_is_dying), whatever the firmware still does has no effect, and the next board_step() stops the CPU.
 * The board stays off until board_power_on().
 *
 * The text form identifies a run: "k17b" before operation 17, "k17t3" torn after 3 bytes of it, "k17a" after it,
 * "k17l" after it with operation 16 lost, "k17f" it fails, "k17s" it does nothing but reports success, "k17r8" bit 8
 * of the part flips before it, "k17x5" from it on sector 5 is worn out, "k17d5" the same, but reports success.
 * Several are joined by commas: "k17t3,k2a" (the second counts from the start after the first cut).
 *
 * A sector with a silent fault or a flipped bit counts as worn. There the model accepts a program as the part would
 * (old bits AND new bits) instead of panicking, because the firmware cannot know. A successful erase makes it good
 * again.
 */
#pragma once
#include <board/flash.h>
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct board;

enum board_fault_kind {
    BOARD_FAULT_CUT_BEFORE, /* the operation does not happen */
    BOARD_FAULT_CUT_TORN,   /* program: the first n bytes are written. Erase: the first n bytes are ones,
                               the byte after them has half its bits set, the rest is as before */
    BOARD_FAULT_CUT_AFTER,  /* the operation completes, but the call never returns success */
    BOARD_FAULT_FAIL,       /* no power cut: nothing happens and the call returns RT_EIO */
    BOARD_FAULT_SILENT,     /* no power cut: nothing happens, yet the call returns RT_OK; only a read-back reveals it */
    BOARD_FAULT_CUT_LOST,   /* power cut after the operation; the one before it (in the same plan step, so k >= 2)
                             * returned RT_OK but never reached the cells, as with a part or a host that reorders
                             * writes */
    BOARD_FAULT_ROT,        /* no power cut: one bit of the part flips, then the operation completes normally */
    BOARD_FAULT_BAD,        /* no power cut: from this operation to the next board_fault_arm(), every operation on one
                             * sector does nothing and returns RT_EIO */
    BOARD_FAULT_DEAF,       /* the same, but it returns RT_OK */
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
/* Faults of the plan injected so far. */
size_t board_fault_n_hit(const struct board *b);

/* Flips one bit of a region between two operations, as in an aged or irradiated cell. */
void board_fault_rot(struct board *b, enum board_region r, uint32_t offset, unsigned bit_0_to_7);

/* Called for each operation that reaches the part, before it takes effect; bytes: NULL for an erase. It may read the
 * cells but must not act on the board. Sweeps use it to compute what a cut would leave. */
struct board_operation {
    enum board_region region;
    uint32_t offset; /* in the region */
    const uint8_t *bytes;
    uint32_t n;
};
typedef void board_operation_fn(void *ctx, const struct board_operation *op);
void board_fault_observe(struct board *b, board_operation_fn *fn, void *ctx); /* NULL: none */

/* Applies to these cells what a cut leaves of an operation: the model's own rule, for sweeps. */
void board_fault_tear(uint8_t *cells, const struct board_operation *op, uint32_t n_done);

/* Parses the text form. Returns the number of faults, or RT_ESYNTAX / RT_EFULL. */
int board_fault_parse(const char *text, struct board_fault *out, size_t max);
/* Formats a plan. Returns the length, or RT_ETOOBIG. */
int board_fault_format(const struct board_fault *faults, size_t n, char *out, size_t out_size);
