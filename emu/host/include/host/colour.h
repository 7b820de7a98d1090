/* SPDX-License-Identifier: MIT */
/*
 * Colour for errors, warnings and verdicts: on a terminal only. A pipe, a file, TERM=dumb and NO_COLOR
 * (https://no-color.org: set and not empty) get plain text. Every escape sequence of the program passes through here,
 * or host/screen.h.
 */
#pragma once
#include <stdbool.h>
#include <stdio.h>

/* Is the stream a terminal that can move its cursor: progress lines may be drawn over each other. */
bool emu_is_terminal(FILE *stream);
bool emu_has_colour(FILE *stream);

enum emu_style {
    EMU_STYLE_PLAIN,
    EMU_STYLE_BAD, /* errors; a verdict that is no */
    EMU_STYLE_WARNING,
    EMU_STYLE_GOOD, /* a verdict that is yes */
    EMU_STYLE_TITLE,
    EMU_STYLE_ACT,   /* what is done to the unit */
    EMU_STYLE_HEARD, /* what it says on the line */
    EMU_STYLE_ASIDE
};
/* The escape sequences before and after the text; "" where there is no colour. */
const char *emu_style_on(FILE *stream, enum emu_style style);
const char *emu_style_off(FILE *stream, enum emu_style style);
/* The latter, after what the former returned: nothing is asked of the terminal again. */
const char *emu_style_end(const char *on);
/* Clears the line of the cursor; "" where that cannot be done. */
const char *emu_clear_line(FILE *stream);
