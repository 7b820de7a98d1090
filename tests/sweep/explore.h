/* SPDX-License-Identifier: MIT */
/*
 * Cuts at every flash operation of a flow.
 *
 * A cut takes everything from a unit but the cells. So the run up to it is made once, with each operation noted, and
 * what the cells hold after a cut in operation k is made by the board's own rule (board_fault_tear) from what they
 * held before it; the life after the cut is run whole, from power-on. Two cuts that leave the same cells have the same
 * future, which is run once. explore_again() runs a case as it would really happen, with the fault armed in the board,
 * and a share of all cases is checked that way too.
 *
 * After each cut: the unit comes up (never no bank), its identity is untouched, its parameters are those before the
 * commit that was under way or those after it, the flow begun again comes to its end and to the same parameters, and
 * then the unit can be provisioned and upgraded.
 */
#pragma once
#include "flows.h"

struct explore_options {
    unsigned n_cuts;        /* in a row: 1, 2, 3 */
    bool is_quick;          /* fewer places within an operation */
    unsigned n_parts, part; /* the k-th operation belongs to part k % n_parts */
    unsigned real_every;    /* every so many cases also with the fault armed in the board; 0: none */
    bool has_no_failures;   /* leaves out failing and silent operations, which need whole runs */
    void (*on_failure)(void *ctx, const char *id, const char *what);
    void (*on_progress)(void *ctx);
    void *ctx;
};

struct explore_result {
    uint32_t n_operations; /* of the flow without faults */
    uint64_t n_cases;      /* cuts and failures */
    uint64_t n_lives;      /* different cells, each of which was run to its end */
    uint64_t n_real;       /* cases made by the board's own fault */
    uint64_t n_failures;
};

/* n_planned, for the progress bar: operations that this part has to sweep at the first level. */
void explore_flow(const struct flow *flow, const struct explore_options *o, struct explore_result *out);
/* One case, by the board's own faults: "k17t3,k2a". NULL, or what is wrong (static text). */
const char *explore_again(const struct flow *flow, const char *faults);
