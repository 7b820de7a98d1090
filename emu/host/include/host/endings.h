/* SPDX-License-Identifier: MIT */
/*
 * The signals that end a run in order: captures are flushed, records closed, sockets and folders removed. All that
 * would end the process otherwise, but SIGKILL and those of a crash; one that was ignored when the program started
 * (nohup) stays ignored.
 */
#pragma once
#include <signal.h>
#include <stdbool.h>

/* Adds them to a set. */
void emu_endings_add(sigset_t *set);
bool emu_endings_has(unsigned number);
/* Blocks them until the loop reads them from its descriptor, so that none ends the process between the first folder
 * that is made and the loop that would remove it. A closed pipe (SIGPIPE, unless it is ignored or caught) becomes one
 * of them. */
void emu_endings_block(void);
/* Over SIGPIPE: the reader of our output is gone. Ends the run in order where they are blocked, else at once. */
void emu_endings_on_pipe(int number);
/* At the end of the program: it dies of SIGPIPE, as shells expect, if that was what ended its run. */
void emu_endings_finish(void);
