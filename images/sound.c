/* SPDX-License-Identifier: MIT */
#include "sound.h"

#include <math.h>
#include <rt/mem.h>
#include <stdbool.h>
#include <spandsp/telephony.h>
#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>
#include <speex/speex_resampler.h>

/* RMS of a full-scale square wave in dBm0: a full-scale sine of u-law is +3.17. Source: ITU-T G.711 section 5. */
#define SQUARE_DBM0 6.18
#define SILENCE     60    /* after levelling; a step of u-law near zero is 8 */
#define PEAK_MAX    30000 /* louder is clipped by u-law at 32,124 */
#define FRAME       80u   /* 10 ms, for measuring */
#define ACTIVE_DB   30.0  /* frames this far below the loudest count as pauses */
#define MARGIN      40u   /* 5 ms kept around the speech where it is not silent in u-law */

/* Resamples at the highest quality, and removes the delay of the filter. */
static enum rt_err resample(const struct sound *in, float **out, uint32_t *n_out)
{
    int result = RESAMPLER_ERR_SUCCESS;
    enum rt_err err = RT_ENOMEM;
    spx_uint32_t n_in = in->n, n_room = (spx_uint32_t)((uint64_t)in->n * SOUND_RATE / in->rate) + 1;
    float *samples = rt_mem_alloc((in->n + 1u) * sizeof *samples);
    float *resampled = rt_mem_alloc(n_room * sizeof *resampled);
    SpeexResamplerState *state = speex_resampler_init(1, in->rate, SOUND_RATE, SPEEX_RESAMPLER_QUALITY_MAX, &result);

    if (samples == NULL || resampled == NULL || state == NULL) {
        goto out;
    }
    for (uint32_t i = 0; i < in->n; i++) {
        samples[i] = in->samples[i];
    }
    (void)speex_resampler_skip_zeros(state); /* Cannot fail. */
    if (speex_resampler_process_float(state, 0, samples, &n_in, resampled, &n_room) != RESAMPLER_ERR_SUCCESS) {
        goto out;
    }
    *out = resampled;
    *n_out = n_room;
    resampled = NULL;
    err = RT_OK;
out:
    if (state != NULL) {
        speex_resampler_destroy(state);
    }
    (void)rt_mem_free(samples);
    (void)rt_mem_free(resampled);
    return err;
}

static double power_of(const float *samples, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += (double)samples[i] * samples[i];
    }
    return n > 0 ? sum / n : 0;
}

/* Mean power of the frames that contain speech. */
static double active_power(const float *samples, uint32_t n)
{
    double loudest = 0, sum = 0;
    uint32_t n_active = 0;
    for (uint32_t at = 0; at < n; at += FRAME) {
        double power = power_of(samples + at, n - at < FRAME ? n - at : FRAME);
        loudest = power > loudest ? power : loudest;
    }
    for (uint32_t at = 0; at < n; at += FRAME) {
        double power = power_of(samples + at, n - at < FRAME ? n - at : FRAME);
        if (power > 0 && power >= loudest * pow(10, -ACTIVE_DB / 10)) {
            sum += power;
            n_active++;
        }
    }
    return n_active > 0 ? sum / n_active : 0;
}

/* The gain that sets the speech level without clipping; 0 for silence. */
static double gain_for(const float *samples, uint32_t n)
{
    double power = active_power(samples, n), peak = 0;
    if (power <= 0) {
        return 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        peak = fabs(samples[i]) > peak ? fabs(samples[i]) : peak;
    }
    double gain = 32768.0 * pow(10, (SOUND_LEVEL_DBM0 - SQUARE_DBM0) / 20) / sqrt(power);
    return gain * peak > PEAK_MAX ? PEAK_MAX / peak : gain;
}

static bool is_heard(float sample, double gain, double threshold)
{
    return fabs(sample * gain) >= threshold;
}

/* First and last audible sample, extended by the margin while u-law can represent it. */
static bool find_speech(const float *samples, uint32_t n, double gain, uint32_t *first, uint32_t *last)
{
    uint32_t a = 0, b = n;
    while (a < n && !is_heard(samples[a], gain, SILENCE)) {
        a++;
    }
    if (a == n) {
        return false;
    }
    while (!is_heard(samples[b - 1], gain, SILENCE)) {
        b--;
    }
    for (uint32_t i = 0; i < MARGIN && a > 0 && is_heard(samples[a - 1], gain, 8); i++) {
        a--;
    }
    for (uint32_t i = 0; i < MARGIN && b < n && is_heard(samples[b], gain, 8); i++) {
        b++;
    }
    *first = a;
    *last = b - 1;
    return true;
}

enum rt_err sound_to_ulaw(const struct sound *in, struct rt_buf *out)
{
    float *samples = NULL;
    uint32_t n = 0, first = 0, last = 0;
    enum rt_err err = in->n > 0 ? resample(in, &samples, &n) : RT_EINVAL;
    if (err != RT_OK) {
        return err;
    }
    double gain = gain_for(samples, n);
    if (gain <= 0 || !find_speech(samples, n, gain, &first, &last)) {
        err = RT_EINVAL;
        goto out;
    }
    for (uint32_t i = first; i <= last; i++) {
        (void)rt_buf_put_u8(out, linear_to_ulaw((int)lrint(samples[i] * gain)));
    }
    err = rt_buf_error(out);
out:
    (void)rt_mem_free(samples);
    return err;
}
