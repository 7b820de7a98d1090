/* SPDX-License-Identifier: MIT */
#include "tone_fit.h"
#include <rt/mem.h>
#include <math.h>

enum {
    STEPS = 16,      /* products of a sample and a wave whose sum fits 32 bits */
    WAVE_ONE = 2047, /* 1.0 in a wave: steps of it are far below EXPLAINED's doubt */
};
#define EXPLAINED 0.95 /* share of the energy that the frequencies must explain */
#define WEAKEST   0.15 /* least amplitude of a component, of the strongest: Off Hook Warning has 10 dB between */
#define TWO_PI    6.283185307179586

uint32_t tone_fit_bit(struct tone_fit *t, uint16_t hz)
{
    for (unsigned i = 0; i < t->n_frequencies; i++) {
        if (t->hz[i] == hz) {
            return 1u << i;
        }
    }
    if (t->n_frequencies == TONE_FIT_FREQUENCIES) {
        return 0;
    }
    t->hz[t->n_frequencies] = hz;
    return 1u << t->n_frequencies++;
}

bool tone_fit_make_waves(struct tone_fit *t)
{
    t->waves = rt_mem_alloc_raw(t->n_frequencies * sizeof *t->waves);
    if (t->waves == NULL) {
        return false;
    }
    for (unsigned f = 0; f < t->n_frequencies; f++) {
        for (unsigned i = 0; i < TONE_FIT_WINDOW; i++) {
            t->waves[f].cosine[i] = (int16_t)lround(WAVE_ONE * cos(TWO_PI * t->hz[f] * i / 8000.0));
            t->waves[f].sine[i] = (int16_t)lround(WAVE_ONE * sin(TWO_PI * t->hz[f] * i / 8000.0));
        }
    }
    return true;
}

void tone_fit_fini(struct tone_fit *t)
{
    rt_mem_free(t->waves);
    rt_mem_free(t->factors);
}

static double product(const int16_t *a, const int16_t *b)
{
    int64_t sum = 0;

    for (unsigned i = 0; i < TONE_FIT_WINDOW; i += STEPS) {
        int32_t part = 0;

        for (unsigned k = 0; k < STEPS; k++) {
            part += a[i + k] * b[i + k];
        }
        sum += part;
    }
    return (double)sum;
}

static const int16_t *wave_of(const struct tone_fit *t, const struct tone_combination *c, unsigned k)
{
    const struct tone_wave *wave = &t->waves[c->index[k / 2]];
    return k % 2 == 0 ? wave->cosine : wave->sine;
}

/* Row i of a lower triangle. */
static double *row_of(double *factor, unsigned i)
{
    return factor + i * (i + 1) / 2;
}

static bool factorise(struct tone_fit *t, struct tone_combination *c)
{
    size_t n = (size_t)c->n * (2 * c->n + 1);
    double *more = rt_mem_resize(t->factors, (t->n_factors + n) * sizeof *more);

    if (more == NULL) {
        return false;
    }
    t->factors = more;
    c->factor = t->n_factors;
    t->n_factors += n;
    for (unsigned i = 0; i < 2 * c->n; i++) {
        double *row = row_of(t->factors + c->factor, i);

        for (unsigned k = 0; k <= i; k++) {
            const double *other = row_of(t->factors + c->factor, k);
            double sum = product(wave_of(t, c, i), wave_of(t, c, k));

            for (unsigned m = 0; m < k; m++) {
                sum -= row[m] * other[m];
            }
            /* Two frequencies that the window cannot tell apart leave nothing: one sample's worth keeps the numbers
             * finite. */
            row[k] = i == k ? sqrt(fmax(sum, (double)WAVE_ONE * WAVE_ONE)) : sum / other[k];
        }
    }
    return true;
}

/* Share of the window's energy that the combination explains; 0 when a component of it is missing. */
static double explain(const struct tone_fit *t, const struct tone_combination *c, double energy, double dots[][2])
{
    double y[2 * FW_SCRIPT_FREQUENCIES_MAX], explained = 0, strongest = 0;
    double *factor = t->factors + c->factor;

    for (unsigned i = 0; i < 2 * c->n; i++) { /* forward: y = L^-1 b; |y|^2 is the energy of the projection */
        y[i] = dots[c->index[i / 2]][i % 2];
        const double *row = row_of(factor, i);

        for (unsigned k = 0; k < i; k++) {
            y[i] -= row[k] * y[k];
        }
        y[i] /= row[i];
        explained += y[i] * y[i];
    }
    for (int i = (int)(2 * c->n) - 1; i >= 0; i--) { /* backward: the amplitudes */
        for (unsigned k = (unsigned)i + 1; k < 2 * c->n; k++) {
            y[i] -= row_of(factor, k)[i] * y[k];
        }
        y[i] /= row_of(factor, (unsigned)i)[i];
    }
    for (unsigned i = 0; i < c->n; i++) {
        strongest = fmax(strongest, hypot(y[2 * i], y[2 * i + 1]));
    }
    for (unsigned i = 0; i < c->n; i++) {
        if (hypot(y[2 * i], y[2 * i + 1]) < WEAKEST * strongest) {
            return 0;
        }
    }
    return explained / energy;
}

uint32_t tone_fit_classify(const struct tone_fit *t, const int16_t window[TONE_FIT_WINDOW])
{
    double dots[TONE_FIT_FREQUENCIES][2], energy = 0, best = EXPLAINED;
    uint32_t mask = 0;

    for (unsigned i = 0; i < TONE_FIT_WINDOW; i++) {
        energy += (double)window[i] * window[i];
    }
    for (unsigned f = 0; f < t->n_frequencies; f++) {
        dots[f][0] = product(t->waves[f].cosine, window);
        dots[f][1] = product(t->waves[f].sine, window);
    }
    for (unsigned i = 0; i < t->n_combinations; i++) {
        double share = explain(t, &t->combinations[i], energy, dots);

        if (share > best) {
            best = share;
            mask = t->combinations[i].mask;
        }
    }
    return mask;
}

struct tone_combination *tone_fit_find(struct tone_fit *t, uint32_t mask)
{
    for (unsigned i = 0; i < t->n_combinations; i++) {
        if (t->combinations[i].mask == mask) {
            return &t->combinations[i];
        }
    }
    return NULL;
}

bool tone_fit_add(struct tone_fit *t, uint32_t mask)
{
    if (mask == 0 || tone_fit_find(t, mask) != NULL || t->n_combinations == TONE_FIT_MASKS) {
        return true;
    }
    struct tone_combination *c = &t->combinations[t->n_combinations++];
    c->mask = mask;
    for (unsigned f = 0; f < t->n_frequencies; f++) {
        if (mask >> f & 1u) {
            c->index[c->n++] = f;
        }
    }
    return factorise(t, c);
}
