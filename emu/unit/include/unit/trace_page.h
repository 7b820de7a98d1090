/* SPDX-License-Identifier: MIT */
/* docs/trace.md, made from the rows: every signal, and every kind of event of it. */
#pragma once
#include <board/signal.h>
#include <rt/buf.h>

/* RT_ENOMEM. */
enum rt_err emu_trace_page(struct rt_buf *out);

/* The kinds of events beside those that the signals carry themselves: of the firmware, the voice menu and the ears. 0,
 * 1, 2 ...; NULL behind the last. */
const struct board_kind *emu_kind_at(size_t i);
/* The format with its conversions written as their names: "fetched {bytes} bytes". False: a name is missing or left
 * over. */
bool emu_kind_form(const struct board_kind *kind, struct rt_buf *out);
