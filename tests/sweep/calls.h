/* SPDX-License-Identifier: MIT */
/* Flows of calls for the sweep of memory: a hand that tries until one call has been made, answered, and
 * ended, or a code was taken. */
#pragma once
#include "world.h"

/* Before a run, and after it. */
void calls_begin(struct world *w);
void calls_end(struct world *w);
/* Registers; then calls. */
bool calls_is_registered(struct world *w);
bool calls_is_out_done(struct world *w);
bool calls_is_in_done(struct world *w);
/* A second call after a flash: joined by another one, or connected with the first by hanging up. */
bool calls_is_conference_done(struct world *w);
bool calls_is_transfer_done(struct world *w);
/* The peer sends the unit elsewhere. */
bool calls_is_referred_done(struct world *w);
bool calls_is_forward_done(struct world *w); /* *72 */
/* The unit subscribes, and takes what a NOTIFY says. */
bool calls_is_message_done(struct world *w);
