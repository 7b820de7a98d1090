/* SPDX-License-Identifier: MIT */
/* The pitch of a sound that is one steady tone, and no call progress tone. Part of the ear. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define EMU_PITCH_WINDOW 800u /* samples: 100 ms */

struct emu_pitch {
    int16_t window[EMU_PITCH_WINDOW];
    unsigned n; /* samples heard since it was zeroed, up to the window */
};
/* One codec frame of 80 samples. */
void emu_pitch_hear(struct emu_pitch *p, const int16_t *samples);
/* Frequency of the last 100 ms in Hz, 100 to 3,600, to about 1 Hz; 0: it is not one tone, or too short. */
unsigned emu_pitch_hz(const struct emu_pitch *p);

/* A tone that was found, to ask cheaply whether the next frames are still it. */
struct emu_still {
    float cosine[80], sine[80];
    bool is_set;
};
void emu_still_set(struct emu_still *s, unsigned hz); /* 0: none */
bool emu_still_is(const struct emu_still *s, const int16_t samples[80]);
