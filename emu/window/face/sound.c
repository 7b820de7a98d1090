/* SPDX-License-Identifier: MIT */
/*
 * What the telephones play, to the sound device. The board stays the master of time: samples come when it makes them
 * and wait in a ring; the callback reads it at a rate within 0.5 % of the true one, so that the fill stays at 30 ms
 * (more would make DTMF undecodable), or higher after gaps on a machine that is busy. Nothing ever waits for the
 * device.
 *
 *   board's thread --ear()--> ring[telephone] --callback--> device       sidetone and bell are made in the callback
 */
#include "face_priv.h"
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RATE_HZ       8000
#define BUFFER        64   /* samples: 8 ms; a device with more of them needs a fuller ring */
#define RING          8192 /* samples, a power of two */
#define TARGET        240  /* 30 ms */
#define TARGET_MOST   800  /* 100 ms: on a machine that is busy, after gaps */
#define MOST          1280 /* 160 ms: more is dropped */
#define FADE          24   /* 3 ms */
#define RATE_MOST     0.005
#define SIDETONE_GAIN 2000.0 /* -24 dBFS a frequency: -12 dB below what comes in */
#define BELL_GAIN     4000.0 /* -18 dBFS */
#define OTHER_GAIN    0.5    /* the second telephone */
#define TWO_PI        6.283185307179586

struct ring {
    int16_t sample[RING];
    atomic_uint written, read;
    atomic_bool has_ended; /* nothing follows: an empty ring is no underrun */
    double at;             /* part of a sample between read and the next */
    bool is_playing, is_dry;
    double gain; /* fades in and out */
};

struct face_sound {
    SDL_AudioDeviceID device;
    SDL_AudioSpec spec;
    struct ring rings[2];
    atomic_int key; /* of the sidetone; 0: none */
    atomic_bool has_bell, is_muted;
    double phase[2], bell_phase, bell_warble, key_gain, bell_gain;
    char last_key;
    unsigned target, target_most, most; /* fill of a ring: wanted, after gaps, allowed */
    atomic_ullong n_underruns, n_dropped, n_samples;
    bool had_key;
    atomic_size_t n_soundings; /* written before it is counted */
    struct win_sounding sounding[WIN_SOUNDINGS_MAX];
};

/* ---- the callback's side ---- */

static double read_ring(struct face_sound *s, struct ring *r)
{
    unsigned fill = atomic_load(&r->written) - atomic_load(&r->read);
    bool has_ended = atomic_load(&r->has_ended);
    if (!r->is_playing) {
        if (fill < s->target) {
            r->is_dry = r->is_dry && !has_ended;
            return 0;
        }
        if (r->is_dry) { /* the sound went on: the silence between was a gap */
            atomic_fetch_add(&s->n_underruns, 1);
            s->target = s->target * 3 / 2 < s->target_most ? s->target * 3 / 2 : s->target_most;
        }
        r->is_playing = true;
        r->is_dry = false;
        r->gain = 0;
    }
    if (fill < 3) {
        r->is_playing = false;
        r->is_dry = !has_ended;
        return 0;
    }
    unsigned read = atomic_load(&r->read);
    double a = r->sample[read % RING], b = r->sample[(read + 1) % RING], value = a + (b - a) * r->at;
    double rate = 1 + fmax(-RATE_MOST, fmin(RATE_MOST, ((double)fill - s->target) / 8000.0));
    double spec_rate = (double)RATE_HZ / s->spec.freq;
    r->at += rate * spec_rate;
    unsigned steps = (unsigned)r->at;
    r->at -= steps;
    atomic_store(&r->read, read + steps);
    if (r->gain < 1) {
        r->gain += 1.0 / FADE;
    }
    return value * fmin(1, r->gain);
}

/* DTMF of the key that is held, faded within 3 ms. */
static double read_sidetone(struct face_sound *s)
{
    static const char keys[] = "123A456B789C*0#D";
    static const double row_hz[] = {697, 770, 852, 941}, column_hz[] = {1209, 1336, 1477, 1633};
    int key = atomic_load(&s->key);
    if (key != 0) {
        s->last_key = (char)key;
    }
    s->key_gain = fmax(0, fmin(1, s->key_gain + (key != 0 ? 1.0 : -1.0) / FADE));
    const char *at = s->last_key != 0 ? strchr(keys, s->last_key) : NULL;
    if (s->key_gain <= 0 || at == NULL) {
        return 0;
    }
    s->phase[0] = fmod(s->phase[0] + TWO_PI * row_hz[(at - keys) / 4] / s->spec.freq, TWO_PI);
    s->phase[1] = fmod(s->phase[1] + TWO_PI * column_hz[(at - keys) % 4] / s->spec.freq, TWO_PI);
    return s->key_gain * SIDETONE_GAIN * (sin(s->phase[0]) + sin(s->phase[1]));
}

/* Two gongs, struck 20 times a second in turn. */
static double read_bell(struct face_sound *s)
{
    s->bell_gain = fmax(0, fmin(1, s->bell_gain + (atomic_load(&s->has_bell) ? 1.0 : -0.2) / FADE));
    if (s->bell_gain <= 0) {
        return 0;
    }
    s->bell_warble = fmod(s->bell_warble + TWO_PI * 20 / s->spec.freq, TWO_PI);
    s->bell_phase = fmod(s->bell_phase + TWO_PI * (s->bell_warble < TWO_PI / 2 ? 1350 : 1080) / s->spec.freq, TWO_PI);
    return s->bell_gain * BELL_GAIN * (sin(s->bell_phase) + 0.4 * sin(2 * s->bell_phase));
}

/* A key that begins with this sample of the buffer is noted. */
static void note_key(struct face_sound *s, int place)
{
    int key = atomic_load(&s->key);
    size_t n = atomic_load(&s->n_soundings);
    if (key != 0 && !s->had_key && n < WIN_SOUNDINGS_MAX) {
        struct timespec now;
        (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
        s->sounding[n] =
            (struct win_sounding){(char)key, (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u +
                                                 (uint64_t)place * 1000000u / (unsigned)s->spec.freq};
        atomic_store(&s->n_soundings, n + 1);
    }
    s->had_key = key != 0;
}

static void callback(void *ctx, Uint8 *stream, int n_bytes)
{
    struct face_sound *s = ctx;
    int16_t *out = (int16_t *)(void *)stream;
    int n_samples = n_bytes / (int)sizeof *out;
    atomic_fetch_add(&s->n_samples, (unsigned)n_samples);
    for (int i = 0; i < n_samples; i++) {
        note_key(s, i);
        double value =
            read_ring(s, &s->rings[0]) + OTHER_GAIN * read_ring(s, &s->rings[1]) + read_sidetone(s) + read_bell(s);
        value = atomic_load(&s->is_muted) ? 0 : fmax(-32768, fmin(32767, value));
        out[i] = (int16_t)lrint(value);
    }
}

/* ---- the board's side ---- */

struct face_sound *face_sound_open(unsigned n_buffer)
{
    struct face_sound *s = calloc(1, sizeof *s);
    SDL_AudioSpec wanted = {.freq = RATE_HZ,
                            .format = AUDIO_S16SYS,
                            .channels = 1,
                            .samples = (Uint16)(n_buffer != 0 ? n_buffer : BUFFER),
                            .callback = callback};
    if (s == NULL || SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        free(s);
        return NULL;
    }
    wanted.userdata = s;
    s->spec.freq = RATE_HZ;
    s->target = TARGET;
    s->target_most = TARGET_MOST;
    s->most = MOST;
    s->device = SDL_OpenAudioDevice(NULL, 0, &wanted, &s->spec, 0);
    if (s->device == 0) {
        free(s);
        return NULL;
    }
    if (s->spec.samples > BUFFER) { /* each turn takes a buffer whole */
        s->target = TARGET + s->spec.samples;
        s->target_most = TARGET_MOST + s->spec.samples;
        s->most = MOST + 2u * s->spec.samples;
    }
    SDL_PauseAudioDevice(s->device, 0);
    return s;
}

bool face_sound_is(const struct face_sound *s, SDL_AudioDeviceID device)
{
    return s->device == device;
}

void face_sound_close(struct face_sound *s)
{
    if (s != NULL) {
        SDL_CloseAudioDevice(s->device);
        free(s);
    }
}

void face_sound_ear(struct face_sound *s, unsigned telephone, const int16_t *samples, size_t n)
{
    struct ring *r = &s->rings[telephone % 2];
    unsigned written = atomic_load(&r->written), fill = written - atomic_load(&r->read);
    atomic_store(&r->has_ended, samples == NULL);
    if (samples == NULL) {
        return;
    }
    if (fill + n > s->most) {
        atomic_fetch_add(&s->n_dropped, n);
        return; /* the device is slow, or it stands: the newest is lost, and the delay stays small */
    }
    for (size_t i = 0; i < n; i++) {
        r->sample[(written + i) % RING] = samples[i];
    }
    atomic_store(&r->written, written + (unsigned)n);
}

void face_sound_sidetone(struct face_sound *s, char key)
{
    atomic_store(&s->key, key);
}

void face_sound_bell(struct face_sound *s, bool is_on)
{
    atomic_store(&s->has_bell, is_on);
}

void face_sound_mute(struct face_sound *s, bool is_on)
{
    atomic_store(&s->is_muted, is_on);
}

void face_sound_stats(const struct face_sound *s, struct win_face_stats *out)
{
    out->sound_rate = (unsigned)s->spec.freq;
    out->sound_buffer = s->spec.samples;
    out->n_underruns = atomic_load(&s->n_underruns);
    out->n_dropped = atomic_load(&s->n_dropped);
    out->n_samples = atomic_load(&s->n_samples);
    out->n_soundings = atomic_load(&s->n_soundings);
    memcpy(out->sounding, s->sounding, out->n_soundings * sizeof s->sounding[0]);
}
