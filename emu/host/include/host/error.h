/* SPDX-License-Identifier: MIT */
/*
 * Errors as the user reads them: one line "where: what: what to do", and its exit code.
 */
#pragma once
#include <rt/log.h>
#include <stdio.h>

/* 0 done, 1 the answer is no, 2 usage error, 3 environment error, 4 time limit reached. */
enum emu_exit {
    EMU_EXIT_OK = 0,
    EMU_EXIT_NO = 1,
    EMU_EXIT_USAGE = 2,
    EMU_EXIT_ENVIRONMENT = 3,
    EMU_EXIT_TIME_LIMIT = 4
};

#define EMU_ERROR_TEXT_MAX 1023u /* longer lines are cut */

struct emu_error {
    enum emu_exit code; /* EMU_EXIT_OK: no error */
    char text[EMU_ERROR_TEXT_MAX + 1];
};

/* Sets the error unless one is set already: the first cause is the one reported. Returns its code. This text, and those
 * of the two functions below, are made safe for a terminal, and the secrets of a rule or a URL in them are masked. */
enum emu_exit emu_error_set(struct emu_error *e, enum emu_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Standard error, for a line that comes behind all that was printed before it: into a file or a pipe the lines of
 * standard output are kept together until a run waits (host/pollset.h). */
FILE *emu_error_stream(void);
/* Prints "vspa: text" on standard error and returns the code; prints nothing when there is no error. */
enum emu_exit emu_error_print(const struct emu_error *e);
/* Prints "vspa: ..." on standard error; the run goes on. */
void emu_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* An rt_log sink that writes to standard error. ctx is not used. */
void emu_log_write(void *ctx, enum rt_log_level level, const char *module, const char *text);
