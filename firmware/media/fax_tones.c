/* SPDX-License-Identifier: MIT */
/* Lengths and levels are guesses within ITU-T T.30 and V.25: a tone is told when it cannot be speech any more. */
#include "fax_tones.h"
#include <math.h>

#define PI         3.14159265358979323846
#define RATE       8000.0
#define CNG_HZ     1100.0
#define CED_HZ     2100.0
#define CNG_BLOCKS 30u    /* 300 ms of 500 */
#define CED_BLOCKS 50u    /* 500 ms of 2,600 */
#define PURE       0.6    /* of a block's power is in the tone */
#define LEAST      8000.0 /* mean square of a sample: -45 dBm0 */
#define TURN       2.2    /* radians: more is a turn of the phase; noise turns it by less */
#define REVERSALS  2u     /* so that a click is none */

static double turned(double radians)
{
    while (radians > PI) {
        radians -= 2 * PI;
    }
    while (radians < -PI) {
        radians += 2 * PI;
    }
    return radians;
}

/* The phase of a tone beside the frequency drifts evenly from block to block; half a circle off is a reversal. */
static void follow_phase(struct fax_filter *f, double phase)
{
    unsigned n_steps = f->has_hole ? 2 : 1;
    if (f->has_drift && fabs(turned(phase - f->phase - n_steps * f->drift)) > TURN) {
        f->n_reversed++;
    } else if (f->n_blocks > 0 && n_steps == 1) {
        f->drift = turned(phase - f->phase);
        f->has_drift = true;
    }
    f->phase = phase;
}

/* The end of a block. One in which the phase turns has little of the tone: it does not end the stretch. */
static void end_block(struct fax_filter *f, double hz, double power)
{
    double w = 2 * PI * hz / RATE;
    double re = f->s1 - f->s2 * cos(w), im = f->s2 * sin(w);
    double in_tone = 2 * (re * re + im * im) / FAX_TONES_BLOCK; /* as much as <power>, for a tone alone */
    bool is_loud = power >= LEAST * FAX_TONES_BLOCK;
    f->s1 = f->s2 = 0;
    if (is_loud && in_tone >= PURE * power) {
        follow_phase(f, atan2(im, re));
        f->n_blocks++;
        f->has_hole = false;
    } else if (is_loud && f->n_blocks > 0 && !f->has_hole) {
        f->has_hole = true;
    } else {
        *f = (struct fax_filter){.s1 = 0};
    }
}

/* factor: 2 cos of the frequency. */
static void take(struct fax_filter *f, double factor, double sample)
{
    double s0 = sample + factor * f->s1 - f->s2;
    f->s2 = f->s1;
    f->s1 = s0;
}

static bool tell(bool *is_told, bool is_there)
{
    bool is_new = is_there && !*is_told;
    *is_told = *is_told || is_there;
    return is_new;
}

enum fax_tone fax_tones_hear(struct fax_tones *t, const int16_t *samples, size_t n)
{
    const double cng = 2 * cos(2 * PI * CNG_HZ / RATE), ced = 2 * cos(2 * PI * CED_HZ / RATE);
    enum fax_tone found = FAX_TONE_NONE;
    for (size_t i = 0; i < n; i++) {
        take(&t->cng, cng, samples[i]);
        take(&t->ced, ced, samples[i]);
        t->power += (double)samples[i] * samples[i];
        if (++t->n < FAX_TONES_BLOCK) {
            continue;
        }
        end_block(&t->cng, CNG_HZ, t->power);
        end_block(&t->ced, CED_HZ, t->power);
        t->n = 0;
        t->power = 0;
        if (tell(&t->cng.is_told, t->cng.n_blocks >= CNG_BLOCKS)) {
            found = FAX_TONE_CNG;
        }
        if (tell(&t->ced.is_told, t->ced.n_blocks >= CED_BLOCKS)) {
            found = FAX_TONE_CED;
        }
        if (t->ced.is_told && tell(&t->ced.is_reversed_told, t->ced.n_reversed >= REVERSALS)) {
            found = FAX_TONE_CED_REVERSED;
        }
    }
    return found;
}
