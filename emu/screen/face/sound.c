/* SPDX-License-Identifier: MIT */
/*
 * What the telephones play, to the sound device. The board stays the master of time: samples come when it makes them,
 * and wait in a ring (ring.c). One's own keys and the bell are made in the callback, so that they do not wait. Nothing
 * ever waits for the device.
 *
 *   board's thread --ear()--> ring[telephone] --callback--> device       sidetone and bell are made in the callback
 */
#include "face_priv.h"
#include "ring.h"
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BUFFER        64 /* samples: 8 ms */
#define FADE_MS       3
#define KEY_LEAST_MS  70     /* of a key that was pressed and released between two turns of a slow device */
#define KEY_PAUSE_MS  60     /* so that it is another one: more than the 40 ms of ITU-T Q.24, after the fading */
#define SIDETONE_GAIN 2000.0 /* -24 dBFS a frequency: -12 dB below what comes in */
#define BELL_GAIN     4000.0 /* -18 dBFS */
#define CLICK_MS      14
#define CLICK_GAIN    6000.0 /* -15 dBFS, for a moment */
#define OTHER_GAIN    0.5    /* the second telephone */
#define LOUD          200.0
#define TWO_PI        6.283185307179586

/* One's own keys, from the board's thread: a slow device gets each of them, one after another. */
#define KEYS_MAX      32u
struct keys {
    char key[KEYS_MAX]; /* written before they are counted */
    uint64_t taken_us[KEYS_MAX];
    atomic_uint n_pressed, n_released; /* the last one is down when they differ */
};

struct face_sound {
    SDL_AudioDeviceID device;
    SDL_AudioSpec spec;
    struct face_ring rings[2];
    struct keys keys;
    atomic_bool has_bell, is_muted;
    atomic_uint n_clicks; /* wanted */
    /* the callback's */
    double phase[2], bell_phase, bell_warble, key_gain, bell_gain;
    unsigned n_clicked, click_left;       /* begun; samples of the last one */
    unsigned n_keys, key_left, key_pause; /* begun; samples that the last one must sound; of a pause before the next */
    bool is_heard[2];                     /* since it was lifted */
    bool has_asked;                       /* for real time */
    atomic_ullong n_samples;
    atomic_size_t n_soundings, n_heard; /* written before they are counted */
    struct win_sounding sounding[WIN_SOUNDINGS_MAX];
    uint64_t heard_us[WIN_SOUNDINGS_MAX];
};

static uint64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

/* ---- the callback's side ---- */

static unsigned samples_of(const struct face_sound *s, unsigned ms)
{
    return ms * (unsigned)s->spec.freq / 1000;
}

static uint64_t time_of(const struct face_sound *s, int place)
{
    return now_us() + (uint64_t)place * 1000000u / (unsigned)s->spec.freq;
}

/* A key that begins with this sample of the buffer is noted. */
static void note_key(struct face_sound *s, unsigned place_in_keys, int place)
{
    size_t n = atomic_load(&s->n_soundings);
    if (n < WIN_SOUNDINGS_MAX) {
        s->sounding[n] =
            (struct win_sounding){s->keys.key[place_in_keys], s->keys.taken_us[place_in_keys], time_of(s, place)};
        atomic_store(&s->n_soundings, n + 1);
    }
}

/* Does a key sound now? The next one waits for a pause. */
static bool key_sounds(struct face_sound *s, int place)
{
    unsigned n_pressed = atomic_load(&s->keys.n_pressed);
    bool has_next = n_pressed != s->n_keys;
    if (n_pressed - s->n_keys >= KEYS_MAX) {
        s->n_keys = n_pressed - (KEYS_MAX - 1); /* the device stood still: the oldest are written over */
    }
    if (has_next && s->key_gain > 0 && s->key_pause == 0 && s->key_left == 0) {
        s->key_pause = samples_of(s, KEY_PAUSE_MS);
    }
    if (s->key_pause > 0) {
        s->key_pause--;
        return false;
    }
    if (has_next && s->key_left == 0) {
        note_key(s, s->n_keys % KEYS_MAX, place);
        s->n_keys++;
        s->key_left = samples_of(s, KEY_LEAST_MS);
        return true;
    }
    s->key_left -= s->key_left > 0 ? 1 : 0;
    return s->key_left > 0 || (!has_next && atomic_load(&s->keys.n_released) != n_pressed);
}

/* DTMF of the key that is held, faded within 3 ms. */
static double read_sidetone(struct face_sound *s, int place)
{
    static const char keys[] = "123A456B789C*0#D";
    static const double row_hz[] = {697, 770, 852, 941}, column_hz[] = {1209, 1336, 1477, 1633};
    double step = 1.0 / samples_of(s, FADE_MS);
    s->key_gain = fmax(0, fmin(1, s->key_gain + (key_sounds(s, place) ? step : -step)));
    char key = s->keys.key[(s->n_keys - 1) % KEYS_MAX]; /* before the first: none */
    const char *at = key != 0 ? strchr(keys, key) : NULL;
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
    double step = 1.0 / samples_of(s, FADE_MS);
    s->bell_gain = fmax(0, fmin(1, s->bell_gain + (atomic_load(&s->has_bell) ? step : -step / 5)));
    if (s->bell_gain <= 0) {
        return 0;
    }
    s->bell_warble = fmod(s->bell_warble + TWO_PI * 20 / s->spec.freq, TWO_PI);
    s->bell_phase = fmod(s->bell_phase + TWO_PI * (s->bell_warble < TWO_PI / 2 ? 1350 : 1080) / s->spec.freq, TWO_PI);
    return s->bell_gain * BELL_GAIN * (sin(s->bell_phase) + 0.4 * sin(2 * s->bell_phase));
}

/* A latch: a knock that dies away, and a fainter one behind it. */
static double read_click(struct face_sound *s)
{
    unsigned wanted = atomic_load(&s->n_clicks), whole = samples_of(s, CLICK_MS);
    if (s->n_clicked != wanted && s->click_left == 0) {
        s->n_clicked++;
        s->click_left = whole;
    }
    if (s->click_left == 0) {
        return 0;
    }
    double at = (double)(whole - s->click_left--) / whole, second = at < 0.5 ? 0 : 0.4 * exp(-16 * (at - 0.5));
    return CLICK_GAIN * (exp(-16 * at) + second) * sin(TWO_PI * 26 * at);
}

/* What the telephone plays; the first of it that can be heard since it was lifted is noted. */
static double read_ring(struct face_sound *s, unsigned telephone, int place)
{
    struct face_ring *r = &s->rings[telephone];
    double value = face_ring_next(r);
    size_t n = atomic_load(&s->n_heard);
    if (atomic_load(&r->has_ended)) {
        s->is_heard[telephone] = false;
    } else if (!s->is_heard[telephone] && fabs(value) > LOUD && n < WIN_SOUNDINGS_MAX) {
        s->is_heard[telephone] = true;
        s->heard_us[n] = time_of(s, place);
        atomic_store(&s->n_heard, n + 1);
    }
    return value;
}

/* Real time, where it is allowed (RLIMIT_RTPRIO). Else SDL has got what there is: a higher priority, by itself or by
 * RealtimeKit; its hint for real time would lose that where RealtimeKit is not installed. */
static void ask_for_real_time(void)
{
    const struct sched_param least = {.sched_priority = sched_get_priority_min(SCHED_RR)};
    (void)pthread_setschedparam(pthread_self(), SCHED_RR, &least); /* it was only asked */
}

static void callback(void *ctx, Uint8 *stream, int n_bytes)
{
    struct face_sound *s = ctx;
    if (!s->has_asked) {
        s->has_asked = true;
        ask_for_real_time();
    }
    int16_t *out = (int16_t *)(void *)stream;
    int n_samples = n_bytes / (int)sizeof *out;
    atomic_fetch_add(&s->n_samples, (unsigned)n_samples);
    for (int i = 0; i < n_samples; i++) {
        double value =
            read_ring(s, 0, i) + OTHER_GAIN * read_ring(s, 1, i) + read_sidetone(s, i) + read_bell(s) + read_click(s);
        value = atomic_load(&s->is_muted) ? 0 : fmax(-32768, fmin(32767, value));
        out[i] = (int16_t)lrint(value);
    }
}

/* ---- the board's side ---- */

struct face_sound *face_sound_open(unsigned n_buffer)
{
    struct face_sound *s = calloc(1, sizeof *s);
    SDL_AudioSpec wanted = {.freq = FACE_RING_HZ,
                            .format = AUDIO_S16SYS,
                            .channels = 1,
                            .samples = (Uint16)(n_buffer != 0 ? n_buffer : BUFFER),
                            .callback = callback};
    if (s == NULL || SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        free(s);
        return NULL;
    }
    wanted.userdata = s;
    s->spec.freq = FACE_RING_HZ;
    s->device = SDL_OpenAudioDevice(NULL, 0, &wanted, &s->spec, 0);
    if (s->device == 0) {
        free(s);
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        face_ring_init(&s->rings[i], (unsigned)s->spec.freq, s->spec.samples);
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
    face_ring_put(&s->rings[telephone % 2], samples, n);
}

void face_sound_sidetone(struct face_sound *s, char key)
{
    struct keys *k = &s->keys;
    unsigned n = atomic_load(&k->n_pressed);
    atomic_store(&k->n_released, n);
    if (key != 0) {
        k->key[n % KEYS_MAX] = key;
        k->taken_us[n % KEYS_MAX] = now_us();
        atomic_store(&k->n_pressed, n + 1);
    }
}

void face_sound_bell(struct face_sound *s, bool is_on)
{
    atomic_store(&s->has_bell, is_on);
}

void face_sound_click(struct face_sound *s)
{
    atomic_fetch_add(&s->n_clicks, 1);
}

void face_sound_mute(struct face_sound *s, bool is_on)
{
    atomic_store(&s->is_muted, is_on);
}

void face_sound_stats(const struct face_sound *s, struct win_face_stats *out)
{
    out->sound_rate = (unsigned)s->spec.freq;
    out->sound_buffer = s->spec.samples;
    for (int i = 0; i < 2; i++) {
        const struct face_ring *r = &s->rings[i];
        out->n_gaps += atomic_load(&r->n_gaps);
        out->n_left_out += atomic_load(&r->n_left_out);
        out->n_added += atomic_load(&r->n_added);
        out->n_cut += atomic_load(&r->n_cut);
        out->worst_rate = fmax(out->worst_rate, face_ring_worst(r));
    }
    out->n_clicks = atomic_load(&s->n_clicks);
    out->n_samples = atomic_load(&s->n_samples);
    out->n_soundings = atomic_load(&s->n_soundings);
    memcpy(out->sounding, s->sounding, out->n_soundings * sizeof s->sounding[0]);
    out->n_heard = atomic_load(&s->n_heard);
    memcpy(out->heard_us, s->heard_us, out->n_heard * sizeof s->heard_us[0]);
}
