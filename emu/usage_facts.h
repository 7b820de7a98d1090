/* SPDX-License-Identifier: MIT */
/* What is the same for all commands: variables of the environment, exit codes. For help --json and the manual pages. */
#pragma once
#include <host/options.h>

extern const struct emu_choice usage_environment[];
extern const size_t n_usage_environment;

struct usage_exit_code {
    int code;
    const char *help;
};
extern const struct usage_exit_code usage_exit_codes[];
extern const size_t n_usage_exit_codes;

extern const char *const usage_date; /* of the manual pages, as of the release: a build repeats to the byte */
