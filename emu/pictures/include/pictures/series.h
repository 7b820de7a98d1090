/* SPDX-License-Identifier: MIT */
#pragma once
#include <viewmodel/options.h>

struct emu_replay;
struct emu_replay_parting;

/* A record as pictures, sound and captions, in a folder (series.c). False: the replay has diverged, and *parting says
 * where; other failures are in the error. */
#define EMU_WINDOW_SERIES_MAX 5000u /* pictures: some 500 MB */
bool emu_window_series(struct emu_replay *r, uint64_t from_us, uint64_t end_us, const struct emu_window_options *o,
                       const char *folder, struct emu_replay_parting *parting, struct emu_error *error);
