/* SPDX-License-Identifier: MIT */
/*
 * The signals that end a run in order: captures are flushed, records closed, sockets and folders removed. SIGINT and
 * SIGTERM, and SIGHUP and SIGQUIT as well; one that was ignored when the program started (nohup) stays ignored.
 */
#pragma once
#include <signal.h>
#include <stdbool.h>

/* Adds them to a set. */
void emu_endings_add(sigset_t *set);
bool emu_endings_has(unsigned number);
/* Blocks them until the loop reads them from its descriptor, so that none ends the process between the first folder
 * that is made and the loop that would remove it. */
void emu_endings_block(void);
