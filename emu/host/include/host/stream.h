/* SPDX-License-Identifier: MIT */
/*
 * Writing to a pipe, FIFO or terminal whose reader may be slow, absent or gone: bounded waits in place of a blocked
 * process, an error in place of SIGPIPE.
 */
#pragma once
#include <rt/err.h>
#include <stddef.h>
#include <stdio.h>

/* How long an output waits for a reader, in real time. */
#define EMU_STREAM_PATIENCE_MS 5000

/* Waits at most patience_ms for the reader, again for each 4 KiB. RT_ETIMEDOUT: it did not read; RT_ECLOSED: it is
 * gone; RT_EIO. The descriptor may be shared with other processes: its mode stays. */
enum rt_err emu_stream_write(int fd, const void *bytes, size_t n, int patience_ms);
/* Opens a FIFO for writing; waits at most EMU_STREAM_PATIENCE_MS for a reader. -1: errno is ETIMEDOUT, or why. */
int emu_stream_open_fifo(const char *path);
/* A stream over the descriptor, which it takes over, by emu_stream_write(). NULL: errno. */
FILE *emu_stream_file(int fd);
/* Keeps standard output for data alone: what is printed from now on goes to standard error. Returns the descriptor of
 * the former standard output, -1: errno. */
int emu_stream_take_stdout(void);
