/* SPDX-License-Identifier: MIT */
/* Which of the known combinations of frequencies explains 40 ms of sound: least squares over sines and cosines. */
#pragma once
#include <ear/tones.h>
#include <fw/script.h>
#include <stddef.h>

enum {
    TONE_FIT_WINDOW =
        4 * EMU_TONES_BLOCK,   /* 40 ms: neighbours of 40 Hz can be told apart, bursts of 100 ms still fit */
    TONE_FIT_FREQUENCIES = 32, /* different ones: a bit each */
    TONE_FIT_MASKS = 64,       /* different combinations */
};

/* A combination of frequencies, ready to be fitted. */
struct tone_combination {
    uint32_t mask;
    unsigned n;                                /* frequencies */
    unsigned index[FW_SCRIPT_FREQUENCIES_MAX]; /* of them */
    unsigned longest_ms;                       /* of the cadence's: longest finite on time of any script */
    size_t factor; /* where its rows begin: Cholesky factor of the products, a lower triangle */
};

struct tone_wave {
    int16_t cosine[TONE_FIT_WINDOW], sine[TONE_FIT_WINDOW];
};

/* All zero at first. */
struct tone_fit {
    unsigned n_frequencies;
    uint16_t hz[TONE_FIT_FREQUENCIES];
    struct tone_wave *waves; /* of each frequency */
    unsigned n_combinations;
    struct tone_combination combinations[TONE_FIT_MASKS];
    double *factors; /* of all combinations */
    size_t n_factors;
};

/* First all frequencies, each gets a bit (0: there are too many); then the waves; then the combinations. */
uint32_t tone_fit_bit(struct tone_fit *t, uint16_t hz);
bool tone_fit_make_waves(struct tone_fit *t); /* false: no memory */
/* One that is there already, mask 0, or one too many changes nothing. False: no memory. */
bool tone_fit_add(struct tone_fit *t, uint32_t mask);
struct tone_combination *tone_fit_find(struct tone_fit *t, uint32_t mask); /* NULL: there is none */
void tone_fit_fini(struct tone_fit *t);
/* The mask of the combination that explains the window best, or 0: none does well enough. */
uint32_t tone_fit_classify(const struct tone_fit *t, const int16_t window[TONE_FIT_WINDOW]);
