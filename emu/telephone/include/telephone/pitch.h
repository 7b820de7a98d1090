/* SPDX-License-Identifier: MIT */
/*
 * Hears steady tones in a stream of 8,000 samples/s: which one or two frequencies explain the last 50 ms, and whether
 * that lasts. It knows no tone plan; that is the unit's ear (ear/ear.h).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_LAB_PITCH_BLOCK    400u
#define EMU_LAB_PITCH_TEXT_MAX 24u

/* A member of its owner; zero is its start. */
struct emu_lab_pitch {
    float samples[EMU_LAB_PITCH_BLOCK];
    unsigned n;
    unsigned hz[2], n_hz; /* of the last block; n_hz 0: none */
    unsigned n_same, n_quiet, n_other;
    enum { EMU_LAB_PITCH_NOTHING, EMU_LAB_PITCH_TONE, EMU_LAB_PITCH_SILENCE, EMU_LAB_PITCH_SOUND } told;
    unsigned told_hz[2], told_n;
};
/* True: something else is heard from now on: "440 Hz", "350+440 Hz" (after 200 ms), "silence" (after 300 ms of it, when
 * there was a sound before), "sound" (400 ms of what is neither). */
bool emu_lab_pitch_hear(struct emu_lab_pitch *p, const int16_t *samples, size_t n, char out[EMU_LAB_PITCH_TEXT_MAX]);
/* Is "441 Hz" what was meant by "440 Hz"? Both as written above; 10 Hz are allowed. */
bool emu_lab_pitch_is(const char *heard, const char *wanted);
/* Is it written so: "440 Hz", "350+440 Hz"? Into hz; returns how many, 0: no. */
unsigned emu_lab_pitch_parse(const char *text, unsigned hz[2]);
