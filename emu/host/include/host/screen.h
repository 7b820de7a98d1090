/* SPDX-License-Identifier: MIT */
/*
 * Drawing on a terminal beside the text that scrolls: an input line that gives way to what is printed, and a row at the
 * bottom that stays. ECMA-48 and the DEC VT100 user guide (DECSTBM, DECSC), which every terminal emulator follows. Only
 * for streams of which emu_is_terminal() says so.
 */
#pragma once
#include <stdbool.h>
#include <stdio.h>

struct emu_screen {
    unsigned columns, rows;
};
/* The size; false: the terminal does not say, *out is 80 by 24. */
bool emu_screen_size(FILE *stream, struct emu_screen *out);
/* Goes up this many rows, to their first column, and clears from there to the end of the screen. */
void emu_screen_clear_from(FILE *stream, unsigned rows_up);
/* Keeps the last row: everything else scrolls above it. The cursor stays at its text. */
void emu_screen_keep_bottom(FILE *stream, const struct emu_screen *s);
void emu_screen_give_bottom(FILE *stream, const struct emu_screen *s);
/* Draws the row that is kept. */
void emu_screen_draw_bottom(FILE *stream, const struct emu_screen *s, const char *text);
