/* SPDX-License-Identifier: MIT */
/*
 * Processes that share the work, each a part of it, and what they say: progress (a bar, on a terminal), failures (a
 * line at once), and a sum for each row of the work. A process that ends in the middle of a case is a failure too, and
 * is told with the case's id.
 */
#pragma once
#include "explore.h"

#define CREW_MAX      64u
#define CREW_ROWS_MAX 64u
#define CREW_ID_BYTES 160u
#define CREW_TEXT_MAX 240u

struct crew_member; /* a process */
/* Does its part; part < n_parts. */
typedef void crew_work_fn(void *ctx, struct crew_member *me, unsigned part, unsigned n_parts);

struct crew {
    unsigned n_members; /* 1 to CREW_MAX */
    unsigned n_rows;    /* 1 to CREW_ROWS_MAX: of the work, done in this order by each */
    const char *(*row_name)(void *ctx, unsigned row);
    crew_work_fn *work;
    void *ctx;
};

struct crew_sums {
    struct explore_result rows[CREW_ROWS_MAX];
    double seconds[CREW_ROWS_MAX]; /* of all members together */
    uint64_t n_failures;
    double wall_s;
};

/* False: could not be done, errno says why. */
bool crew_run(const struct crew *c, struct crew_sums *out);

/* For members. */
char *crew_case(struct crew_member *me); /* CREW_ID_BYTES: the id of the case that is now begun */
void crew_tell_failure(struct crew_member *me, const char *id, const char *what);
void crew_tell_progress(struct crew_member *me, unsigned row, double done_of_1);
void crew_tell_result(struct crew_member *me, unsigned row, const struct explore_result *r, double seconds);
double crew_now_s(void);
