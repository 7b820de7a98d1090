/* SPDX-License-Identifier: MIT */
/* 'vspa help --man': the manual pages, in mdoc(7), from the rows of the commands. */
#pragma once
#include <host/options.h>

/* Prints the page of one command, or of the program where path is "". path: "image pack". */
void usage_print_man(const struct emu_command *command, const char *path);
