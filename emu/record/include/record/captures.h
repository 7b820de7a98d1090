/* SPDX-License-Identifier: MIT */
/*
 * The recordings of a run, by options shared by all commands with a powered unit: record, trace, frames, TLS secrets,
 * audio. A replay produces the last four from a record, so the record alone is enough to keep.
 */
#pragma once
#include <host/error.h>
#include <host/options.h>
#include <board/fxs.h>
#include <stdbool.h>

struct emu_captures;
struct emu_unit;

struct emu_capture_options {
    const char *record_path, *trace_path, *pcap_path, *keylog_path; /* NULL: not wanted */
    const char *wav_path[BOARD_N_FXS]; /* "-": standard output, and everything else then goes to standard error */
    bool plays[BOARD_N_FXS];           /* by a player of the host */
};

/* Both over struct emu_capture_options: "Output". The second is what a replay can make. */
extern const struct emu_option_group emu_record_option_group, emu_capture_option_group;

/* Before the unit's power is switched on for the first time. On failure nothing is begun. */
enum emu_exit emu_captures_start(struct emu_captures **out, struct emu_unit *u,
                                 const struct emu_capture_options *options, struct emu_error *error);
/* Before the unit is destroyed. The error says which file is not whole. NULL is allowed. */
enum emu_exit emu_captures_stop(struct emu_captures *c, struct emu_error *error);
