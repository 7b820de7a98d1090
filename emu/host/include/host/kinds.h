/* SPDX-License-Identifier: MIT */
/*
 * Kinds of option values used everywhere: strings, numbers, times, files. Subsystems define their own kinds beside
 * what they configure.
 */
#pragma once
#include <host/options.h>

/* The list that a repeated option fills. */
#define EMU_TEXTS_MAX 32u
struct emu_texts {
    const char *text[EMU_TEXTS_MAX];
    size_t n;
};

/* over bool */
extern const struct emu_kind emu_kind_switch;
/* over const char *; only emu_kind_any takes an empty one */
extern const struct emu_kind emu_kind_text, emu_kind_any, emu_kind_file, emu_kind_dir, emu_kind_socket;
/* The same, but read by the command: no output of it may replace them. */
extern const struct emu_kind emu_kind_input, emu_kind_input_dir;
/* over struct emu_texts */
extern const struct emu_kind emu_kind_texts;
/* over uint64_t; a count is 1 to 1000000, an amount 1 or more; durations are microseconds */
extern const struct emu_kind emu_kind_number, emu_kind_count, emu_kind_amount, emu_kind_duration, emu_kind_ms;
/* over uint16_t */

emu_option_parse_fn emu_parse_text;
emu_option_parse_fn emu_parse_u64;
emu_option_parse_fn emu_parse_texts;
/* Durations: "90", "1.5s", "200ms", "10m", "24h". Plain numbers are seconds. */
emu_option_parse_fn emu_parse_duration_us;
