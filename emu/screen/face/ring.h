/* SPDX-License-Identifier: MIT */
/*
 * What one telephone plays, on its way to the sound device. The board makes samples in frames, as its time goes by; the
 * device takes them at a rate of its own. The fill is kept near a target by reading at most 0.5 % slower or faster
 * (more would make DTMF undecodable). What that cannot level is levelled in silence: a frame of it is left out, or some
 * is added. Only a fill of twice the most that is allowed is cut in the middle of a sound, with a cross-fade.
 *
 * One thread puts, another reads. No library of the screen is used here, and no clock.
 */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACE_RING_HZ        8000
#define FACE_RING_SAMPLES   8192u /* a power of two */
#define FACE_RING_RATE_MOST 0.005

struct face_ring {
    int16_t sample[FACE_RING_SAMPLES];
    atomic_uint written, read;
    atomic_bool has_ended; /* nothing follows: an empty ring is no gap */
    /* the reader's */
    double step; /* samples that the device's own rate takes at once */
    double at;   /* part of a sample between read and the next */
    double smooth, gain, last, worst;
    bool is_playing, is_dry, is_adding;
    unsigned n_quiet;      /* samples of silence that were read last */
    unsigned fade, jump;   /* of a cut that goes on: samples left, and how far it goes */
    unsigned seen, waited; /* what was written when it was looked at last; samples since then */
    unsigned half;         /* of what the device takes at once: the fill goes up and down by it */
    unsigned target, target_least, target_most, most; /* fill: wanted in the mean, wanted after gaps, allowed */
    atomic_ullong n_gaps;                             /* that were heard */
    atomic_ullong n_left_out, n_added, n_cut;         /* samples: of silence, of silence, of sound */
};

/* device_hz, n_buffer: samples that the device takes in a second, and at once. The ring is zero before. */
void face_ring_init(struct face_ring *r, unsigned device_hz, unsigned n_buffer);
/* samples NULL: nothing follows for now. */
void face_ring_put(struct face_ring *r, const int16_t *samples, size_t n);
/* The next sample of the device. */
double face_ring_next(struct face_ring *r);
/* The farthest that the rate has ever been from the true one: 0.005 is 0.5 %. */
double face_ring_worst(const struct face_ring *r);
