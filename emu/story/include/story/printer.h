/* SPDX-License-Identifier: MIT */
/* Prints the events of the trace whose signal's name matches one of some patterns ("fw.*", "*"), in the stable text
 * form, on standard output. */
#pragma once
#include <board/signal.h>
#include <stddef.h>

struct emu_printer {
    struct board_watcher watcher;
    struct board *board;
    const char *const *patterns;
    size_t n;
    /* Called before and after each line, for an editor that has to step aside; may be NULL. */
    void (*around)(void *ctx, int is_after);
    void *ctx;
};
/* The patterns are borrowed. */
void emu_printer_start(struct emu_printer *p, struct board *b, const char *const *patterns, size_t n);
void emu_printer_stop(struct emu_printer *p);
