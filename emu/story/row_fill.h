/* SPDX-License-Identifier: MIT */
#pragma once
#include <story/rows.h>

/* Another form than that of its table, with the facts of the row: all but {*}. word: of a whole fact in the language of
 * the form; NULL: as it is. */
void story_row_fill(const struct emu_row *row, const char *form, const char *(*word)(const char *fact), char *out,
                    size_t size);
