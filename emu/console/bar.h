/* SPDX-License-Identifier: MIT */
/*
 * The status line at the bottom of the terminal: clock, boot state, LEDs as they blink, hooks. It looks ten times a
 * second and draws only what has changed. A source of the unit's loop.
 */
#pragma once
#include <host/screen.h>
#include <stdbool.h>

#define EMU_BAR_TEXT_MAX 512u

struct emu_unit;
struct emu_bar {
    struct emu_unit *unit;
    struct emu_screen screen; /* as it was when the row was kept */
    int timer, index;         /* descriptor: -1 none */
    bool is_shown;
    char shown[EMU_BAR_TEXT_MAX];
};

void emu_bar_init(struct emu_bar *b, struct emu_unit *u);
void emu_bar_fini(struct emu_bar *b);
/* Keeps the last row and draws; gives it back. A screen of fewer than five rows has none. */
void emu_bar_show(struct emu_bar *b);
void emu_bar_hide(struct emu_bar *b);
/* Draws it again, after something has cleared it. */
void emu_bar_redraw(struct emu_bar *b);
