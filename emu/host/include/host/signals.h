/* SPDX-License-Identifier: MIT */
/*
 * The trace signals of the host, and all signals by name: the board's (board/signal.h), the firmware's (fw/channel.h)
 * and these.
 */
#pragma once
#include <board/signal.h>
#include <rt/str.h>
#include <stdbool.h>

/* Words of the outside, which are inputs: a record keeps them. */
extern const struct board_signal emu_signal_keys, emu_signal_press, emu_signal_speak, emu_signal_lab, emu_signal_note,
    emu_signal_display;
/* What an ear hears is no input: it follows from the sound. Its kinds of events: ear/ear.h. */
extern const struct board_signal emu_signal_ear;

#define EMU_SIGNALS_MAX 48u
/* 0, 1, 2 ... in the order of docs/trace.md; NULL behind the last. */
const struct board_signal *emu_signal_at(size_t i);
/* Is it the name of a signal, or a pattern of names as fnmatch() has it? */
bool emu_signal_matches(const char *pattern);
/* NULL: no such signal. */
const struct board_signal *emu_signal_find(struct rt_str name);
/* Its number in that order. */
size_t emu_signal_index(const struct board_signal *s);
/* Frames, samples, cells of the flash, waits and random numbers: many a second, and none says what the unit does. */
bool emu_signal_is_bulk(const struct board_signal *s);
