/* SPDX-License-Identifier: MIT */
/* Line input at a terminal, with history and completion (libedit). The unit keeps running while the user types. */
#pragma once
#include <stdbool.h>

struct emu_bench;
struct emu_editor;

/* NULL: no memory, or the terminal cannot be used. */
struct emu_editor *emu_editor_create(struct emu_bench *bench);
void emu_editor_destroy(struct emu_editor *e);
/* The next line, valid until the next call; NULL: the end of input, or a signal. */
const char *emu_editor_line(struct emu_editor *e);
/* Something is printed meanwhile: clears the line before (is_after 0), shows it again after. */
void emu_editor_around(void *editor, int is_after);
