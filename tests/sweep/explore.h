/* SPDX-License-Identifier: MIT */
/*
 * Cuts at every flash operation of a flow.
 *
 * A cut takes everything from a unit but the cells. So the run up to it is made once, with each operation noted, and
 * what the cells hold after a cut in operation k is made by the board's own rule (board_fault_tear) from what they
 * held before it; the life after the cut is run whole, from power-on. Two cuts that leave the same cells have the same
 * future, which is run once. A share of all cases is also made as it would really happen, with the fault armed in the
 * board, and the cells are compared; explore_again() does so with the one case that it repeats.
 *
 * After each cut: the unit comes up (never no bank), its identity is untouched, its parameters are those before the
 * commit that was under way or those after it, the flow begun again comes to its end and to the same parameters, and
 * then the unit can be provisioned and upgraded. Faults without a cut: failures.c.
 */
#pragma once
#include "flows.h"

struct explore_options {
    unsigned n_cuts;        /* in a row: 1, 2, 3 */
    bool is_quick;          /* fewer places within an operation */
    unsigned n_parts, part; /* the k-th operation belongs to part k % n_parts */
    unsigned real_every;    /* every so many cases also with the fault armed in the board; 0: none */
    bool has_no_failures;   /* leaves out failing and silent operations, which need whole runs */
    bool has_no_syncs;      /* crash.h only: as if the firmware synced nothing */
    void (*on_failure)(void *ctx, const char *id, const char *what);
    void (*on_progress)(void *ctx, uint64_t n_done, uint64_t n_all);
    char *now; /* CREW_ID_BYTES: where the id of each case is put before it is run; NULL: nowhere */
    void *ctx;
};

struct explore_result {
    uint32_t n_operations; /* of the flow without faults */
    uint64_t n_cases;      /* cuts and failures */
    uint64_t n_lives;      /* different cells, each of which was run to its end */
    uint64_t n_real;       /* cases made by the board's own fault */
    uint64_t n_syncs;      /* crash.h only: of the flow without faults */
    uint64_t n_bankless;   /* of these: the only good image rotted, which is for recovery */
    uint64_t n_failures;
};

void explore_flow(const struct flow *flow, const struct explore_options *o, struct explore_result *out);
/* Whether that is a case: one to three cuts, "k17t3,k2a", or one fault that is no cut, "k17f". */
bool explore_can_repeat(const char *faults);
/* One such case. As explore_flow() makes and judges it, and also by the board's own faults. NULL, or what is wrong
 * (static text). */
const char *explore_again(const struct flow *flow, const char *faults);
