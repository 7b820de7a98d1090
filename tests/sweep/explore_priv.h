/* SPDX-License-Identifier: MIT */
/* Shared by explore.c (cuts), failures.c (operations and sectors that fail, bits that rot), and crash.c (the host). */
#pragma once
#include "explore.h"
#include "record.h"
#include "store.h"

#define CUTS_MAX 3u

/* A level is a cut in a row: where its run began, and the state before the operation that is struck now. */
struct level {
    struct cells begin; /* what the cells held when its run began, then: before operation k */
    struct cells run;   /* what the life runs on */
    struct record record;
};

struct explorer {
    const struct flow *flow;
    const struct explore_options *options;
    struct explore_result *result;
    struct level levels[CUTS_MAX + 1];
    struct seen seen[CUTS_MAX + 1]; /* by how many cuts may follow */
    struct seen alive;              /* ends from which the follow-up was proven */
    struct cells base, follow, real;
    struct record follow_record;
    struct board_fault plan[CUTS_MAX];
    const struct board_fault *only; /* by level: strike just this; NULL: all */
    struct fingerprint end;         /* of the flow without faults */
    uint8_t identity[BOARD_FLASH_SECTOR_BYTES];
};

struct explorer *explorer_make(const struct flow *flow, const struct explore_options *o, struct explore_result *out);
void explorer_free(struct explorer *e);
/* The flow without faults: what it writes and what it comes to. NULL, or what is wrong. */
const char *explorer_run_baseline(struct explorer *e);
/* Whether the unit runs a release that it had or was given, with the parameters of one of these states. */
bool explorer_is_allowed(const struct explorer *e, const struct fingerprint *states, size_t n,
                         const struct fingerprint *found);

/* A case begins: the first n_plan faults of the plan. */
void explorer_note_case(const struct explorer *e, size_t n_plan);
/* What is wrong is told with the id of the run: the flow and the first n_plan faults of the plan. */
void explorer_fail(struct explorer *e, size_t n_plan, const char *what);
/* Power on, the flow to its end, the follow-up. *found: what the unit was when it first ran. NULL, or what is wrong. */
const char *explorer_live(struct explorer *e, struct level *l, bool is_noted, struct fingerprint *found);
/* The follow-up, once for each content of the cells at the end. */
const char *explorer_prove_alive(struct explorer *e, struct cells *at_end);

/* on_failure and on_progress of one case again. ctx: const char *, the first failure; the rest follows from it. */
void explorer_keep_first(void *ctx, const char *id, const char *what);
void explorer_ignore_progress(void *ctx, uint64_t n_done, uint64_t n_all);

/* Every failure that is no cut, in the operations of this part. */
void explorer_strike_failures(struct explorer *e);
bool failure_is_of_kind(enum board_fault_kind kind);
/* One of them; its id is e->plan[0]. NULL, or what is wrong. */
const char *failure_strike(struct explorer *e, const struct board_fault *fault);
