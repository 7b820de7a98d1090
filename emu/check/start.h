/* SPDX-License-Identifier: MIT */
/* What a unit of `vspa check` knows before it is powered: a rule, or what a profile has set. */
#pragma once
#include <host/error.h>
#include <rt/buf.h>
#include <stdint.h>

struct check_start {
    const char *rule;    /* Profile_Rule; NULL: that of the factory */
    const char *profile; /* a file that the unit has taken already; NULL: none. "-": standard input */
    struct rt_buf shown; /* the rule without its secrets; filled in by check_start_apply */
};
/* flash: of a unit that has never run. */
enum emu_exit check_start_apply(struct check_start *start, uint8_t *flash, struct emu_error *error);
