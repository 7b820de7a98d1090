/* SPDX-License-Identifier: MIT */
/*
 * Line input at a terminal. The unit keeps running while the user types, and what it prints does not garble the line.
 *
 * A terminal that can move its cursor has line editing, history and completion (libedit), and a status line. TERM=dumb,
 * or output into a pipe, has the kernel's line editing and no escape sequences.
 *
 * Ctrl-C clears the line; twice on an empty line it ends. While a command runs, it stops the command. Ctrl-Z suspends
 * the program and leaves the terminal as it was; Ctrl-D on an empty line ends.
 */
#pragma once
#include <stdbool.h>

struct emu_bench;
struct emu_editor;

/* NULL: no memory, or the terminal cannot be used. */
struct emu_editor *emu_editor_create(struct emu_bench *bench);
/* Leaves the terminal as it was. */
void emu_editor_destroy(struct emu_editor *e);
/* The next line, valid until the next call; NULL: the end of input, Ctrl-C twice, or a signal. */
const char *emu_editor_line(struct emu_editor *e);
/* A command was stopped (RT_ECLOSED): by Ctrl-C, so that the next line may be read? */
bool emu_editor_goes_on(struct emu_editor *e);
/* Something is printed meanwhile: clears the line before (is_after 0), shows it again after. */
void emu_editor_around(void *editor, int is_after);
