/* SPDX-License-Identifier: MIT */
#include "pitch.h"
#include <board/fxs.h>
#include <math.h>
#include <string.h>

#define WINDOW    EMU_PITCH_WINDOW
#define TWO_PI    6.283185307179586
#define LEAST_HZ  100.0
#define MOST_HZ   3600.0
#define EXPLAINED 0.93 /* share of the energy that the tone must explain: G.726 at 24 kbit/s leaves 7 % of noise */
#define LOUD_RMS  60.0 /* as in tones.c */

void emu_pitch_hear(struct emu_pitch *p, const int16_t *samples)
{
    memmove(p->window, p->window + BOARD_FXS_FRAME_SAMPLES, (WINDOW - BOARD_FXS_FRAME_SAMPLES) * sizeof p->window[0]);
    memcpy(p->window + WINDOW - BOARD_FXS_FRAME_SAMPLES, samples, BOARD_FXS_FRAME_SAMPLES * sizeof p->window[0]);
    p->n = p->n + BOARD_FXS_FRAME_SAMPLES < WINDOW ? p->n + BOARD_FXS_FRAME_SAMPLES : WINDOW;
}

/* From the first to the last upward zero crossing. */
static double crossings_hz(const int16_t *x)
{
    double first = -1, last = -1;
    unsigned n = 0;

    for (unsigned i = 1; i < WINDOW; i++) {
        if (x[i - 1] < 0 && x[i] >= 0) {
            last = i - 1 + (double)x[i - 1] / (x[i - 1] - x[i]);
            first = n == 0 ? last : first;
            n++;
        }
    }
    return n > 1 && last > first ? (n - 1) * (double)BOARD_FXS_RATE_HZ / (last - first) : 0;
}

static double share_of(const int16_t *x, double hz)
{
    double c = 0, s = 0, energy = 0;

    for (unsigned i = 0; i < WINDOW; i++) {
        c += x[i] * cos(TWO_PI * hz * i / BOARD_FXS_RATE_HZ);
        s += x[i] * sin(TWO_PI * hz * i / BOARD_FXS_RATE_HZ);
        energy += (double)x[i] * x[i];
    }
    return energy < LOUD_RMS * LOUD_RMS * WINDOW ? 0 : (c * c + s * s) * 2 / WINDOW / energy;
}

unsigned emu_pitch_hz(const struct emu_pitch *p)
{
    double hz = p->n < WINDOW ? 0 : crossings_hz(p->window);

    return hz >= LEAST_HZ && hz <= MOST_HZ && share_of(p->window, hz) >= EXPLAINED ? (unsigned)(hz + 0.5) : 0;
}

void emu_still_set(struct emu_still *s, unsigned hz)
{
    s->is_set = hz != 0;
    for (unsigned i = 0; s->is_set && i < BOARD_FXS_FRAME_SAMPLES; i++) {
        s->cosine[i] = (float)cos(TWO_PI * hz * i / BOARD_FXS_RATE_HZ);
        s->sine[i] = (float)sin(TWO_PI * hz * i / BOARD_FXS_RATE_HZ);
    }
}

bool emu_still_is(const struct emu_still *s, const int16_t samples[80])
{
    float c = 0, q = 0, energy = 0;

    for (unsigned i = 0; s->is_set && i < BOARD_FXS_FRAME_SAMPLES; i++) {
        float x = samples[i];
        c += x * s->cosine[i];
        q += x * s->sine[i];
        energy += x * x;
    }
    return energy >= (float)(LOUD_RMS * LOUD_RMS) * BOARD_FXS_FRAME_SAMPLES &&
           (c * c + q * q) * 2 >= 0.9f * energy * BOARD_FXS_FRAME_SAMPLES;
}
