/* SPDX-License-Identifier: MIT */
/*
 * The lines of earlier sessions: vspa/history in $XDG_STATE_HOME, else in ~/.local/state (XDG base directory
 * specification 0.8), mode 0600, one line each. Several consoles may append to it. A line that names a password, and
 * one that begins with a blank, is never written.
 */
#pragma once
#include <stdbool.h>

#define EMU_HISTORY_LINES 500u /* kept; the file is cut to them when it has twice as many */

/* Calls each(ctx, line) for the lines that are kept, oldest first. A file that cannot be read has none. */
void emu_history_load(void (*each)(void *ctx, const char *line), void *ctx);
/* Appends. Without a home folder, or where it cannot be written, nothing is kept. */
void emu_history_add(const char *line);
