/* SPDX-License-Identifier: MIT */
/*
 * A window on a unit, for every command that runs one: a source of the unit's loop that shows what is, and acts only
 * through the table of acts (act/act.h). So a run in a window has the trace of one without.
 *
 *     struct emu_window *w;
 *     if (emu_window_open(&w, unit, &options, &error) == EMU_EXIT_OK) {      NULL when no window is wanted
 *         board_power_on(...); ... the run ...
 *         emu_window_close(w, &error);                                       before the unit is destroyed
 *     }
 *
 * Owner: the front end. Context: one thread; the sound device's is the module's own affair.
 */
#pragma once
#include <host/error.h>
#include <viewmodel/options.h>
#include <stdbool.h>

struct emu_unit;
struct emu_window;

/* Before the power is switched on. *out NULL: none is wanted. */
enum emu_exit emu_window_open(struct emu_window **out, struct emu_unit *u, const struct emu_window_options *o,
                              struct emu_error *error);
/* The user has closed it. */
bool emu_window_was_closed(const struct emu_window *w);
/* The run is over: the last picture stays until the user closes it, or a signal ends the program. Of a hidden one, or
 * one that is closed already: nothing. NULL is allowed. */
void emu_window_stay(struct emu_window *w);
/* Saves the pictures that are still wanted, and closes it. NULL is allowed. */
enum emu_exit emu_window_close(struct emu_window *w, struct emu_error *error);
