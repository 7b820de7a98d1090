/* SPDX-License-Identifier: MIT */
/*
 * A state machine's transition table: {from, cause, to}. Each transition is checked against it; one that is not in
 * the table is a bug. Tests compare the tables with the README of the folder.
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

/* Asserts that the table has this transition. */
void fw_machine_check(const struct fw_machine *m, unsigned from, unsigned cause, unsigned to);
