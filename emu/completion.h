/* SPDX-License-Identifier: MIT */
/*
 * Shell completion. The scripts of the shells are a few lines (completion.bash ...) and ask the program itself:
 *
 *     vspa __complete WORD...       the words after "vspa", the last one as far as it is typed
 *
 * prints a candidate a line, a tab and its meaning; or ":file", ":dir" where the shell completes by itself. So what is
 * offered is always what this program takes, with the releases and parameters that are installed.
 */
#pragma once
#include <host/options.h>

void completion_print(const struct emu_command *program, char **words, size_t n);
/* The script of a shell; NULL: no such shell. */
const char *completion_script(const char *shell);
enum { N_COMPLETION_SHELLS = 3 };
extern const struct emu_choice completion_shells[N_COMPLETION_SHELLS];
