/* SPDX-License-Identifier: MIT */
/*
 * The act `screenshot` draws, and drawing is a layer above (pictures/): main() names its function here. Without one, as
 * in a unit test, the act says that this program cannot draw.
 */
#pragma once
#include <act/act.h>

struct emu_paint {
    const char *path;
    unsigned w, h;
    unsigned theme, language; /* the words of the act's row, by their place */
};
/* False: why says what is missing and what to do. */
typedef bool emu_paint_fn(struct emu_unit *u, const struct emu_paint *paint, char why[EMU_ACT_MESSAGE_MAX]);
void emu_act_set_painter(emu_paint_fn *fn);
