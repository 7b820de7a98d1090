/* SPDX-License-Identifier: MIT */
/* Random faults, several and of all kinds, over random sequences of flows on one unit. A seed repeats exactly. */
#pragma once
#include "flows.h"

struct random_result {
    unsigned n_flows, n_hit; /* faults that struck */
    char story[1024];        /* "upgrade-tftp k3t5,k1f ..." */
};
/* NULL, or what is wrong (static text). */
const char *random_run(uint32_t seed, struct random_result *out);
