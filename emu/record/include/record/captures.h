/* SPDX-License-Identifier: MIT */
/*
 * What is kept of a run, by the options that every command with a powered unit shares: the record, the trace, the
 * frames, the secrets of TLS, the sound. A replay makes the last four from a record, so one file is enough to keep.
 */
#pragma once
#include <host/error.h>
#include <host/options.h>
#include <board/fxs.h>

struct emu_captures;
struct emu_unit;

struct emu_capture_options {
    const char *record_path, *trace_path, *pcap_path, *keylog_path; /* NULL: not wanted */
    const char *wav_path[BOARD_N_FXS];
};

/* Rows for a table of options over <type>, whose member <m> is a struct emu_capture_options. */
#define EMU_CAPTURE_OPTIONS(type, m)                                                                                   \
    {"record", "FILE", "keep the run: 'vspa replay FILE' runs it again", emu_parse_text,                               \
     offsetof(type, m.record_path)},                                                                                   \
        EMU_CAPTURE_OPTIONS_OF_REPLAY(type, m)
#define EMU_CAPTURE_OPTIONS_OF_REPLAY(type, m)                                                                         \
    {"trace-file", "FILE", "every event of the trace, one a line", emu_parse_text, offsetof(type, m.trace_path)},      \
        {"pcap", "FILE", "the frames of both Ethernet ports (pcapng)", emu_parse_text, offsetof(type, m.pcap_path)},   \
        {"keylog", "FILE", "add the secrets of TLS for Wireshark (default: $SSLKEYLOGFILE)", emu_parse_text,           \
         offsetof(type, m.keylog_path)},                                                                               \
        {"wav", "FILE", "what telephone 1 plays, as a sound file", emu_parse_text, offsetof(type, m.wav_path[0])},     \
    {                                                                                                                  \
        "wav2", "FILE", "what telephone 2 plays", emu_parse_text, offsetof(type, m.wav_path[1])                        \
    }

/* Before the unit's power is switched on for the first time. On failure nothing is begun. */
enum emu_exit emu_captures_start(struct emu_captures **out, struct emu_unit *u,
                                 const struct emu_capture_options *options, struct emu_error *error);
/* Before the unit is destroyed. The error says which file is not whole. NULL is allowed. */
enum emu_exit emu_captures_stop(struct emu_captures *c, struct emu_error *error);
