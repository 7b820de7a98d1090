/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, for a person: one line "where: what: what to do", and the exit code that belongs to it.
 */
#pragma once

/* 0 done, 1 the answer is no, 2 wrong use, 3 environment, 4 a time limit was reached. */
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

/* Fills the error, if none is in it yet (the first cause is the one that is told). Returns its code. */
enum emu_exit emu_error_set(struct emu_error *e, enum emu_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Prints "vspa: text" on standard error and returns the code; prints nothing when there is no error. */
enum emu_exit emu_error_print(const struct emu_error *e);
