/* SPDX-License-Identifier: MIT */
/* 'vspa help --json': everything that man pages and shell completion need, from the rows of the commands. */
#pragma once
#include <host/options.h>

/* Prints the command and those below it. */
enum emu_exit usage_print_json(const struct emu_command *command, struct emu_error *error);
