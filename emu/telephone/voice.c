/* SPDX-License-Identifier: MIT */
/* What a telephone of the lab's says: tones, a WAV file, keys in band (spandsp). */
#include "voice.h"
#include <rt/mem.h>
#include <telephone/pitch.h>
#include <math.h>
#include <spandsp.h>
#include <string.h>

#define TWO_PI     6.283185307179586
#define AMPLITUDE  8000.0 /* of all tones together: about -10 dBm0 */
#define KEY_GAP_MS 80

static void set_tones(struct lab_voice *v, const unsigned hz[2], unsigned n)
{
    v->n_tones = n;
    for (unsigned i = 0; i < n; i++) {
        v->sine[i] = 0;
        v->cosine[i] = AMPLITUDE / n;
        v->step_sine[i] = sin(TWO_PI * hz[i] / RATE_HZ);
        v->step_cosine[i] = cos(TWO_PI * hz[i] / RATE_HZ);
    }
}

/* 8,000 samples/s, one channel, 16 bit: the data of the file. NULL: another kind. */
static const char *find_wav_data(const char *bytes, size_t n, size_t *n_data)
{
    const uint8_t *p = (const uint8_t *)bytes;
    bool is_right = false;
    for (size_t at = 12; at + 8 <= n;) {
        size_t size = (size_t)p[at + 4] | (size_t)p[at + 5] << 8 | (size_t)p[at + 6] << 16 | (size_t)p[at + 7] << 24;
        const uint8_t *data = p + at + 8;
        size = size < n - at - 8 ? size : n - at - 8;
        if (memcmp(p + at, "fmt ", 4) == 0 && size >= 16) {
            is_right = data[0] == 1 && data[2] == 1 && (data[4] | data[5] << 8) == (int)RATE_HZ && data[14] == 16;
        } else if (memcmp(p + at, "data", 4) == 0) {
            *n_data = size;
            return is_right ? bytes + at + 8 : NULL;
        }
        at += 8 + size + (size & 1u);
    }
    return NULL;
}

enum rt_err lab_voice_say(struct lab_voice *v, const char *what, size_t n)
{
    unsigned hz[2];
    size_t n_data = 0;
    v->n_tones = 0;
    v->wav = rt_mem_free(v->wav);
    if (n > 12 && memcmp(what, "RIFF", 4) == 0) {
        const char *data = find_wav_data(what, n, &n_data);
        v->wav = data != NULL && n_data > 1 ? rt_mem_alloc(n_data) : NULL;
        if (v->wav == NULL) {
            return data != NULL ? RT_ENOMEM : RT_EINVAL;
        }
        for (size_t i = 0; i < n_data / 2; i++) {
            v->wav[i] = (int16_t)((uint8_t)data[2 * i] | (uint8_t)data[2 * i + 1] << 8);
        }
        v->n_wav = n_data / 2;
        v->i_wav = 0;
        return RT_OK;
    }
    if (strcmp(what, "silence") == 0) {
        return RT_OK;
    }
    unsigned n_hz = strncmp(what, "tone ", 5) == 0 ? emu_lab_pitch_parse(what + 5, hz) : 0;
    for (unsigned i = 0; i < n_hz; i++) {
        n_hz = hz[i] > 0 && hz[i] < RATE_HZ / 2 ? n_hz : 0;
    }
    if (n_hz == 0) {
        return RT_EINVAL;
    }
    set_tones(v, hz, n_hz);
    return RT_OK;
}

void lab_voice_speak(struct lab_voice *v, int16_t *out, unsigned n)
{
    int n_spoken = v->keys_spoken != NULL ? dtmf_tx(v->keys_spoken, out, (int)n) : 0;
    for (unsigned i = n_spoken > 0 ? (unsigned)n_spoken : 0; i < n; i++) {
        double sum = 0;
        for (unsigned k = 0; k < v->n_tones; k++) {
            double s = v->sine[k] * v->step_cosine[k] + v->cosine[k] * v->step_sine[k];
            v->cosine[k] = v->cosine[k] * v->step_cosine[k] - v->sine[k] * v->step_sine[k];
            v->sine[k] = s;
            sum += s;
        }
        if (v->wav != NULL) {
            sum = v->wav[v->i_wav++];
            if (v->i_wav == v->n_wav) {
                v->wav = rt_mem_free(v->wav);
            }
        }
        out[i] = (int16_t)sum;
    }
}

enum rt_err lab_voice_keys(struct lab_voice *v, const char *keys, unsigned ms)
{
    if (v->keys_spoken == NULL && (v->keys_spoken = dtmf_tx_init(NULL)) == NULL) {
        return RT_ENOMEM;
    }
    dtmf_tx_set_timing(v->keys_spoken, (int)ms, KEY_GAP_MS);
    return dtmf_tx_put(v->keys_spoken, keys, (int)strlen(keys)) == 0 ? RT_OK : RT_EFULL;
}

void lab_voice_fini(struct lab_voice *v)
{
    if (v->keys_spoken != NULL) {
        (void)dtmf_tx_free(v->keys_spoken);
    }
    rt_mem_free(v->wav);
}
