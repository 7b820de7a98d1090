/* SPDX-License-Identifier: MIT */
/*
 * Call progress tones: renders a tone script to samples, with a sample-exact cadence.
 *
 * Levels are dBm0: a sine of +3.14 dBm0 is full scale (ITU-T G.711, table 1). The sum of the frequencies is limited
 * to 16 bits. Each on time starts at phase 0.
 */
#pragma once
#include <fw/script.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One oscillator: phases and rates in units of 1/2^32 turn. */
struct fw_tone_voice {
    uint32_t phase, modulation_phase;
    int32_t rate, modulation_rate; /* a sample; modulation_rate 0: a pure tone */
    float amplitude;
};

/* A tone being played. All fields are private to tone.c. */
struct fw_tone {
    struct fw_script_tone script;
    struct fw_tone_voice voices[FW_SCRIPT_FREQUENCIES_MAX];
    unsigned section, segment;
    bool is_on;              /* in the on time of the segment */
    uint64_t n_section_left; /* samples; FW_TONE_FOREVER */
    uint64_t n_time_left;    /* samples of the on or off time; FW_TONE_FOREVER */
};
#define FW_TONE_FOREVER UINT64_MAX

/* RT_ENOENT: the script is empty (the tone is disabled). Else as fw_script_parse_tone(). */
enum rt_err fw_tone_start(struct fw_tone *t, struct rt_str script);
/* The same of two scripts: frequencies (CWT_Frequency), all of them in the on times of a cadence (CWTn_Cadence). */
enum rt_err fw_tone_start_cadence(struct fw_tone *t, struct rt_str frequencies, struct rt_str cadence);
/* Writes the next n samples. Returns the number; fewer than n only at the end of the tone. */
size_t fw_tone_samples(struct fw_tone *t, int16_t *out, size_t n);
