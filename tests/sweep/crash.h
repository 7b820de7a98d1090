/* SPDX-License-Identifier: MIT */
/*
 * The host crashes: after each operation of a flow, and in the middle of it, with some of the pages stored since the
 * last sync written back and some not (window.h). What is left is judged as a power cut is (explore.h): the unit comes
 * up, its identity is whole, its parameters are those of the last sync or later ones, the flow comes to its end, and
 * the unit can be provisioned and upgraded.
 *
 * Then the same twice: the power fails first, in the unit or because its process is killed, the unit starts on what
 * the page cache holds, and the host crashes before all of that is on the disk.
 */
#pragma once
#include "explore.h"

/* n_random: contents drawn after each operation. n_cuts and real_every of the options are not used. */
void crash_flow(const struct flow *flow, const struct explore_options *o, unsigned n_random,
                struct explore_result *out);
/* Whether that is a case: "k17c5", content 5 after operation 17; "k3t8,k2c0", the same after a cut. */
bool crash_can_repeat(const char *id);
/* NULL, or what is wrong (static text). */
const char *crash_again(const struct flow *flow, const char *id, bool has_no_syncs);
