/* SPDX-License-Identifier: MIT */
/*
 * The picture of a state machine as a table: {from, cause, to}. A machine tells each change of its state, and a change
 * that is not in its picture is a bug. Tests walk the tables and compare them with the README of the room.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct fw_step {
    uint8_t from, cause, to;
};

struct fw_machine {
    const char *name;
    const char *const *states, *const *causes; /* their names */
    unsigned n_states, n_causes;
    const struct fw_step *steps;
    size_t n_steps;
};

/* RT_ASSERT: the machine has this step. */
void fw_machine_check(const struct fw_machine *m, unsigned from, unsigned cause, unsigned to);
