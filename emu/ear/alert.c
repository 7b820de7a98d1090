/* SPDX-License-Identifier: MIT */
#include "alert.h"
#include <math.h>

enum { FRAME = 80, RATE = 8000 };

/* Goertzel's algorithm: the part of the energy of this frame that is at the frequency, 0 to 1. */
static float part_at(const int16_t *samples, float hz, float energy)
{
    float c = 2.0f * cosf(2.0f * 3.14159265f * hz / RATE), s1 = 0, s2 = 0;
    for (int i = 0; i < FRAME; i++) {
        float s = (float)samples[i] + c * s1 - s2;
        s2 = s1;
        s1 = s;
    }
    return (s1 * s1 + s2 * s2 - c * s1 * s2) * 2.0f / (energy * FRAME);
}

bool emu_alert_hear(struct emu_alert *a, const int16_t *samples)
{
    float energy = 0;
    for (int i = 0; i < FRAME; i++) {
        energy += (float)samples[i] * (float)samples[i];
    }
    bool is_loud = energy > 100.0f * 100.0f * FRAME;
    float low = is_loud ? part_at(samples, 2130, energy) : 0;
    float high = is_loud ? part_at(samples, 2750, energy) : 0;
    a->n_frames = low > 0.25f && high > 0.25f && low + high > 0.8f ? a->n_frames + 1 : 0;
    return a->n_frames >= EMU_ALERT_FRAMES;
}
