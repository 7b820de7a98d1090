/* SPDX-License-Identifier: MIT */
/*
 * The restartable flows. A flow is what a person and a provider do to a unit; begun again from its first line on
 * whatever the flash holds after a cut, it comes to the same end.
 */
#pragma once
#include "world.h"

struct flow {
    const char *name;
    const char *help;
    void (*prepare)(uint8_t *flash);   /* of a unit with ordinary settings; NULL: as it is */
    bool is_factory_new;               /* the unit has no settings of its own yet */
    enum life (*run)(struct world *w); /* the rooms run when it begins */
    world_claim_fn *is_done;           /* what must be so at the end */
    bool is_for_any_unit;              /* wherever it stands: may be drawn in the middle of a random sequence */
    bool is_only_in_full;              /* --quick leaves it out: another flow takes the same ways */
};

size_t flows_n(void);
const struct flow *flows_row(size_t i);
const struct flow *flow_find(const char *name, size_t n_name);
/* The flash on which the flow begins. */
void flow_make_flash(const struct flow *flow, uint8_t *flash);

/* The follow-up, on any unit: it can be provisioned (later.cfg) and upgraded (SWEEP_NEXT). */
enum life flow_prove_alive(struct world *w);
/* The same, made once for each flow and then copied. */
void flow_copy_flash(const struct flow *flow, uint8_t *flash);
