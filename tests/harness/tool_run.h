/* SPDX-License-Identifier: MIT */
/* A command of the program, called as main would, with what it prints caught. */
#pragma once
#include <host/options.h>
#include <rt/buf.h>

#define TOOL_RUN_WORDS_MAX 24

struct tool_run {
    int code;
    struct rt_buf out, err;
};
void tool_run_open(struct tool_run *run);
void tool_run_close(struct tool_run *run);
/* words: the command's name first, ended by NULL. What was printed before is forgotten. */
void tool_run(struct tool_run *run, const struct emu_command *command, const char *const *words);
