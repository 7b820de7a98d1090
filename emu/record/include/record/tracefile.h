/* SPDX-License-Identifier: MIT */
/* The whole trace of a run in a file: one line an event, in the stable text form (docs/trace.md). */
#pragma once
#include <rt/err.h>
#include <stdio.h>

struct board;
struct board_event;
struct emu_tracefile;

/* Begins with the events that are in the trace already. RT_EIO with errno, RT_ENOMEM. */
enum rt_err emu_tracefile_open(struct emu_tracefile **out, struct board *b, const char *path);
/* One line. A write that fails is remembered by the file. */
void emu_tracefile_put(FILE *f, const struct board_event *e);
/* RT_EIO: the file is not whole. NULL is allowed. */
enum rt_err emu_tracefile_close(struct emu_tracefile *t);
