/* SPDX-License-Identifier: MIT */
#pragma once
#include <story/rows.h>

/* Another form than that of its table, with the facts of the row in the form's language: all but {*}. */
void story_row_fill(const struct emu_row *row, const char *form, enum emu_language language, char *out, size_t size);
