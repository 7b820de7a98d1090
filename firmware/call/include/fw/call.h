/* SPDX-License-Identifier: MIT */
/*
 * Call control: what the keys of a line mean, and the calls that come of it.
 *
 * Placing a call is not implemented: each number is rejected with Reorder, as by a line that is not registered
 * (Make_Call_Without_Reg, default No: sample profile). The dial plan is obeyed as to when that happens.
 *
 * Owner: the device. Context: device thread.
 */
#pragma once
#include <rt/err.h>

struct fw_calls;
struct fw_lines;
struct fw_log;
struct fw_params;

struct fw_calls_config {
    const struct fw_params *params;
    struct fw_lines *lines;
    struct fw_log *log;
};
/* All borrowed. Becomes the caller of the lines. RT_ENOMEM. */
enum rt_err fw_calls_create(struct fw_calls **out, const struct fw_calls_config *config);
void fw_calls_destroy(struct fw_calls *c);
