/* SPDX-License-Identifier: MIT */
/* RIFF/WAVE, as far as prompts need it. Source: Microsoft/IBM Multimedia Programming Interface 1.0, chapter 3. */
#include "sound.h"

#include <rt/mem.h>
#include <stdbool.h>
#include <string.h>

#define RATE_MIN 4000u
#define RATE_MAX 192000u

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint16_t le16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

struct wav {
    const uint8_t *data;
    size_t n_data;
    uint32_t rate;
    uint16_t n_channels;
};

static enum rt_err read_format(const uint8_t *p, size_t n, struct wav *w)
{
    if (n < 16) {
        return RT_ECORRUPT;
    }
    w->n_channels = le16(p + 2);
    w->rate = le32(p + 4);
    bool is_fit = le16(p) == 1 && le16(p + 14) == 16 && (w->n_channels == 1 || w->n_channels == 2) &&
                  w->rate >= RATE_MIN && w->rate <= RATE_MAX;
    return is_fit ? RT_OK : RT_ENOTSUP;
}

/* Iterates over the chunks: "fmt " must come before "data". */
static enum rt_err find_chunks(const uint8_t *bytes, size_t n, struct wav *w)
{
    if (n < 12 || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WAVE", 4) != 0) {
        return RT_ECORRUPT;
    }
    for (size_t at = 12; n - at >= 8;) {
        const uint8_t *chunk = bytes + at;
        size_t n_chunk = le32(chunk + 4), n_left = n - at - 8;
        if (memcmp(chunk, "data", 4) == 0) {
            w->data = chunk + 8;
            w->n_data = n_chunk < n_left ? n_chunk : n_left;
            return w->rate != 0 ? RT_OK : RT_ECORRUPT;
        }
        if (n_chunk > n_left) {
            return RT_ECORRUPT;
        }
        if (memcmp(chunk, "fmt ", 4) == 0) {
            enum rt_err err = read_format(chunk + 8, n_chunk, w);
            if (err != RT_OK) {
                return err;
            }
        }
        n_chunk += n_chunk & 1u; /* Chunks are padded to even lengths. */
        at += 8 + (n_chunk < n_left ? n_chunk : n_left);
    }
    return RT_ECORRUPT;
}

enum rt_err sound_read_wav(const uint8_t *bytes, size_t n, struct sound *out)
{
    struct wav w = {0};
    *out = (struct sound){0};
    enum rt_err err = find_chunks(bytes, n, &w);
    if (err != RT_OK) {
        return err;
    }
    size_t n_samples = w.n_data / (2u * w.n_channels);
    if (n_samples > (size_t)w.rate * SOUND_SECONDS_MAX) {
        return RT_ETOOBIG;
    }
    out->samples = rt_mem_alloc(n_samples * sizeof *out->samples);
    if (out->samples == NULL) {
        return RT_ENOMEM;
    }
    out->n = (uint32_t)n_samples;
    out->rate = w.rate;
    for (size_t i = 0; i < n_samples; i++) {
        const uint8_t *p = w.data + i * 2u * w.n_channels;
        int32_t sample = (int16_t)le16(p);
        if (w.n_channels == 2) {
            sample = (sample + (int16_t)le16(p + 2)) / 2;
        }
        out->samples[i] = (int16_t)sample;
    }
    return RT_OK;
}

void sound_fini(struct sound *s)
{
    (void)rt_mem_free(s->samples);
    *s = (struct sound){0};
}
