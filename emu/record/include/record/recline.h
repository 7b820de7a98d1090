/* SPDX-License-Identifier: MIT */
/* One event of a recorded trace: the text form, and a checksum of the data if it has any. */
#pragma once
#include <board/signal.h>

#define EMU_REC_LINE_MAX (BOARD_TRACE_TEXT_MAX + 96u)

/* With a line feed. Returns the length. */
size_t emu_rec_line(const struct board_event *e, char out[EMU_REC_LINE_MAX]);
