/* SPDX-License-Identifier: MIT */
/* What a run does to flash, operation by operation, and the parameters that it has on the way. */
#pragma once
#include "world.h"

struct recorded {
    uint32_t at, n; /* in the part */
    bool is_erase;
    uint8_t *bytes;   /* programmed; owned */
    uint8_t *held;    /* what the cells held before; owned */
    uint64_t sectors; /* a bit each */
    size_t state;     /* in states: the parameters when the operation began */
    bool is_synced;   /* the firmware synced its flash after it, and before the next one */
};

struct record {
    struct world *world;
    struct recorded *ops;
    size_t n_ops, n_ops_max;
    struct fingerprint *states; /* each is different from the one before it */
    size_t n_states, n_states_max;
    uint64_t touched;     /* sectors, a bit each; also when nothing is noted */
    bool is_synced_first; /* before the first operation */
    uint32_t n_syncs;
    bool is_noted;
};

void record_init(struct record *r);
void record_fini(struct record *r);
/* Watches this world from now on. is_noted false: only which sectors are touched. */
void record_begin(struct record *r, struct world *w, bool is_noted);
/* Before the world is closed: takes the last state too. */
void record_end(struct record *r);
