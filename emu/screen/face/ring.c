/* SPDX-License-Identifier: MIT */
#include "ring.h"
#include <math.h>

#define SMALL_BUFFER 64u  /* samples: a device with more of them needs a fuller ring */
#define TARGET       200u /* 25 ms in the mean; it begins with less, and is there within seconds */
#define EARLY        48u
#define FRAME        80u     /* in which the board makes its samples */
#define TARGET_MOST  800u    /* 100 ms: on a machine that is busy, after gaps */
#define MOST         1280u   /* 160 ms */
#define FADE         24u     /* 3 ms */
#define CUT_FADE     80u     /* 10 ms */
#define LOW          96      /* samples below the target: more are added in the next silence */
#define QUIET        48      /* of 32767: silence, as G.711 codes it, and the noise of a line */
#define QUIET_LEAST  160u    /* 20 ms of silence: more can be added */
#define SMOOTH       800.0   /* samples in which the fill is averaged: frames come ten times as often */
#define PULL         20000.0 /* a fill that is wrong by 100 samples is levelled at the full 0.5 % */

void face_ring_init(struct face_ring *r, unsigned device_hz, unsigned n_buffer)
{
    unsigned n = n_buffer * FACE_RING_HZ / device_hz, more = n > SMALL_BUFFER ? n : 0; /* each turn takes one whole */
    r->step = (double)FACE_RING_HZ / device_hz;
    r->half = n / 2;
    r->target = r->target_least = TARGET + more / 2;
    r->target_most = TARGET_MOST + more / 2;
    r->most = MOST + 2 * more;
}

static bool is_quiet(double value)
{
    return value <= QUIET && value >= -QUIET;
}

/* ---- the board's side ---- */

static bool is_silence(const int16_t *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_quiet(samples[i])) {
            return false;
        }
    }
    return true;
}

void face_ring_put(struct face_ring *r, const int16_t *samples, size_t n)
{
    unsigned written = atomic_load(&r->written), fill = written - atomic_load(&r->read);
    atomic_store(&r->has_ended, samples == NULL);
    if (samples == NULL) {
        return;
    }
    if (fill + n > r->most && is_silence(samples, n)) {
        atomic_fetch_add(&r->n_left_out, n); /* the device is slow */
        return;
    }
    if (fill + n > FACE_RING_SAMPLES) {
        atomic_fetch_add(&r->n_cut, n); /* it stands: the delay does not grow for ever */
        return;
    }
    for (size_t i = 0; i < n; i++) {
        r->sample[(written + i) % FACE_RING_SAMPLES] = samples[i];
    }
    atomic_store(&r->written, written + (unsigned)n);
}

/* ---- the device's side ---- */

static double value_at(const struct face_ring *r, unsigned read)
{
    double a = r->sample[read % FACE_RING_SAMPLES], b = r->sample[(read + 1) % FACE_RING_SAMPLES];
    return a + (b - a) * r->at;
}

/* Nothing is read: what was heard last fades away. */
static double stop(struct face_ring *r)
{
    r->is_playing = false;
    r->gain = fmax(0, r->gain - 1.0 / FADE);
    return r->last * r->gain;
}

/* True: there is enough to begin. Between two frames the time that has gone by counts too. */
static bool begins(struct face_ring *r, unsigned written, unsigned fill, bool has_ended)
{
    unsigned least = r->target + r->half + FRAME / 2 - EARLY;
    r->waited = written != r->seen || r->waited >= FRAME ? 0 : r->waited + 1;
    r->seen = written;
    if (fill + r->waited < least || r->gain > 0) { /* gain: what was heard last fades still */
        r->is_dry = r->is_dry && !has_ended;
        return false;
    }
    if (r->is_dry) { /* the sound went on: the silence between was a gap */
        atomic_fetch_add(&r->n_gaps, 1);
        r->target = r->target * 3 / 2 < r->target_most ? r->target * 3 / 2 : r->target_most;
    }
    if (!r->is_dry) { /* what follows is new: it may have a shorter way again */
        r->target -= (r->target - r->target_least) / 2;
    }
    r->is_playing = true;
    r->is_dry = false;
    r->gain = 0;
    r->smooth = (double)fill + r->waited - r->half - FRAME / 2.0;
    return true;
}

static double rate_of(struct face_ring *r, unsigned fill)
{
    r->smooth += ((double)fill - r->smooth) / (SMOOTH + 8.0 * r->half);
    double off = fmax(-FACE_RING_RATE_MOST, fmin(FACE_RING_RATE_MOST, (r->smooth - r->target) / PULL));
    r->worst = fmax(r->worst, fabs(off));
    return 1 + off;
}

/* A sound that is far behind goes on where it should be, within 10 ms. */
static double cut(struct face_ring *r, unsigned *read, unsigned fill, double value)
{
    if (r->fade == 0 && fill > 2 * r->most) {
        r->fade = CUT_FADE;
        r->jump = fill - r->target - r->half - CUT_FADE;
    }
    if (r->fade > 0) {
        double part = (double)r->fade / CUT_FADE;
        value = value * part + value_at(r, *read + r->jump) * (1 - part);
        if (--r->fade == 0) {
            *read += r->jump;
            atomic_fetch_add(&r->n_cut, r->jump);
            r->smooth = r->target;
        }
    }
    return value;
}

/* It runs dry, farther than a card that is a little off gets: in this silence the ring is filled again, and more than
 * before, so that it lasts for a longer sound. */
static bool is_low(struct face_ring *r, unsigned fill)
{
    if (!r->is_adding && r->smooth < (double)r->target - LOW) {
        r->is_adding = true;
        r->target = r->target * 5 / 4 < r->target_most ? r->target * 5 / 4 : r->target_most;
    }
    if (r->is_adding) {
        r->is_adding = fill < r->target + r->half;
        r->smooth = r->target;
    }
    return r->is_adding;
}

double face_ring_next(struct face_ring *r)
{
    unsigned read = atomic_load(&r->read), written = atomic_load(&r->written), fill = written - read;
    bool has_ended = atomic_load(&r->has_ended);
    if (!r->is_playing && !begins(r, written, fill, has_ended)) {
        return stop(r);
    }
    if (fill < 3) {
        r->is_dry = !has_ended && r->n_quiet < QUIET_LEAST; /* in silence it is not heard */
        return stop(r);
    }
    double value = value_at(r, read);
    r->n_quiet = is_quiet(value) ? r->n_quiet + 1 : 0;
    if (r->n_quiet >= QUIET_LEAST && !has_ended && is_low(r, fill)) {
        atomic_fetch_add(&r->n_added, 1); /* the device is fast: the silence becomes longer */
        return 0;
    }
    value = cut(r, &read, fill, value);
    r->at += rate_of(r, fill) * r->step;
    unsigned steps = (unsigned)r->at;
    r->at -= steps;
    atomic_store(&r->read, read + steps);
    r->gain = fmin(1, r->gain + 1.0 / FADE);
    r->last = value;
    return value * r->gain;
}

double face_ring_worst(const struct face_ring *r)
{
    return r->worst;
}
