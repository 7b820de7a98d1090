/* SPDX-License-Identifier: MIT */
#pragma once
#include <viewmodel/options.h>

struct emu_recording;
struct emu_replay_parting;
struct rt_log;

/* A record in a window: it is played, and can be looked at at any moment. until_us: its end; 0: that of the record.
 * from_us: where it begins to play.
 * *is_same false: the replay has diverged, and *parting says where. The process forks; it has one thread before. */
enum emu_exit emu_window_replay(struct emu_recording *recording, const char *images, const struct rt_log *log,
                                uint64_t from_us, uint64_t until_us, const struct emu_window_options *o,
                                struct emu_replay_parting *parting, bool *is_same, struct emu_error *error);
