/* SPDX-License-Identifier: MIT */
#pragma once
#include <story/rows.h>

/* Fills the facts of the row. Returns how much of row->bytes they use. */
size_t story_facts_take(struct emu_row *row, const struct board_event *e);
