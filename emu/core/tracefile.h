/* SPDX-License-Identifier: MIT */
/* The whole trace of a run in a file: one line an event, in the stable text form (TRACE.md). */
#pragma once
#include <rt/err.h>

struct board;
struct emu_tracefile;

/* Begins with the events that are in the trace already. RT_EIO with errno, RT_ENOMEM. */
enum rt_err emu_tracefile_open(struct emu_tracefile **out, struct board *b, const char *path);
/* RT_EIO: the file is not whole. NULL is allowed. */
enum rt_err emu_tracefile_close(struct emu_tracefile *t);
