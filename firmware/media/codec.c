/* SPDX-License-Identifier: MIT */
#include "codec.h"
#include <rt/assert.h>
#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>
#include <string.h>

static const struct {
    const char *name;
    unsigned bits;
    bool is_here;
} rows[FW_N_CODECS] = {[FW_CODEC_NONE] = {"", 0, false},
#define ROW(id, name, bits, is_here) [FW_CODEC_##id] = {name, bits, is_here},
                       FW_CODEC_LIST(ROW)
#undef ROW
};

const char *fw_codec_name(enum fw_codec c)
{
    RT_ASSERT((unsigned)c < FW_N_CODECS);
    return rows[c].name;
}

enum fw_codec fw_codec_find(struct rt_str name)
{
    for (unsigned c = 1; c < FW_N_CODECS; c++) {
        if (rt_str_is_ci(name, rows[c].name)) {
            return (enum fw_codec)c;
        }
    }
    return FW_CODEC_NONE;
}

unsigned fw_codec_octets(enum fw_codec c, unsigned n_samples)
{
    return rows[c].is_here || c == FW_CODEC_G729A ? n_samples * rows[c].bits / 8 : 0;
}

/* Whole frames, and one of silence at the end (RFC 3551 section 4.5.6). */
static unsigned g729_samples(unsigned n_octets)
{
    unsigned n = n_octets / FW_CODER_OCTETS + (n_octets % FW_CODER_OCTETS == FW_CODER_QUIET);
    return (n < CODEC_SAMPLES_MAX / FW_CODER_SAMPLES ? n : CODEC_SAMPLES_MAX / FW_CODER_SAMPLES) * FW_CODER_SAMPLES;
}

unsigned codec_samples(enum fw_codec c, unsigned n_octets)
{
    if (c == FW_CODEC_G729A) {
        return g729_samples(n_octets);
    }
    unsigned n = rows[c].is_here ? n_octets * 8 / rows[c].bits : 0;
    return n < CODEC_SAMPLES_MAX ? n : CODEC_SAMPLES_MAX;
}

static bool is_g726(enum fw_codec c)
{
    return c >= FW_CODEC_G726_16 && c <= FW_CODEC_G726_40;
}

void codec_stop(struct codec_state *s)
{
    if (s->g729 != NULL) {
        s->coder->close(s->g729, s->is_encoder);
        s->g729 = NULL;
    }
}

/* At the first frame: only then it is known which of the two is needed. */
static bool open_g729(struct codec_state *s, bool is_encoder)
{
    if (s->g729 == NULL && s->coder != NULL) {
        s->is_encoder = is_encoder;
        s->g729 = s->coder->open(is_encoder);
    }
    return s->g729 != NULL;
}

static unsigned encode_g729(struct codec_state *s, const int16_t *samples, unsigned n, uint8_t *out)
{
    unsigned n_frames = open_g729(s, true) ? n / FW_CODER_SAMPLES : 0;
    for (unsigned i = 0; i < n_frames; i++) {
        s->coder->encode(s->g729, samples + i * FW_CODER_SAMPLES, out + i * FW_CODER_OCTETS);
    }
    return n_frames * FW_CODER_OCTETS;
}

static unsigned decode_g729(struct codec_state *s, const uint8_t *octets, unsigned n, int16_t *out)
{
    unsigned n_samples = g729_samples(n);
    bool is_open = open_g729(s, false);
    for (unsigned at = 0; at < n_samples; at += FW_CODER_SAMPLES) {
        unsigned n_frame = n < FW_CODER_OCTETS ? n : FW_CODER_OCTETS;
        if (is_open) {
            s->coder->decode(s->g729, octets, n_frame, out + at);
        } else {
            memset(out + at, 0, FW_CODER_SAMPLES * sizeof *out);
        }
        octets += n_frame;
        n -= n_frame;
    }
    return n_samples;
}

void codec_start(struct codec_state *s, enum fw_codec codec)
{
    codec_stop(s);
    s->codec = codec;
    if (is_g726(codec)) {
        /* The octets begin with the first sample in their lowest bits (RFC 3551 section 4.5.4). */
        RT_ASSERT(g726_init(&s->g726, (int)rows[codec].bits * 8000, G726_ENCODING_LINEAR, G726_PACKING_RIGHT) ==
                  &s->g726);
    }
}

unsigned codec_encode(struct codec_state *s, const int16_t *samples, unsigned n, uint8_t *out)
{
    RT_ASSERT(n % CODEC_SAMPLES_STEP == 0 && n <= CODEC_SAMPLES_MAX);
    if (s->codec == FW_CODEC_G729A) {
        return encode_g729(s, samples, n, out);
    }
    if (is_g726(s->codec)) {
        return (unsigned)g726_encode(&s->g726, out, samples, (int)n);
    }
    bool is_a_law = s->codec == FW_CODEC_PCMA;
    for (unsigned i = 0; i < n; i++) {
        out[i] = is_a_law ? linear_to_alaw(samples[i]) : linear_to_ulaw(samples[i]);
    }
    return n;
}

unsigned codec_decode(struct codec_state *s, const uint8_t *octets, unsigned n, int16_t *out)
{
    if (s->codec == FW_CODEC_G729A) {
        return decode_g729(s, octets, n, out);
    }
    unsigned n_samples = codec_samples(s->codec, n);
    if (is_g726(s->codec)) {
        /* Whole octets; at most CODEC_SAMPLES_MAX samples, of which the last octet has up to four. */
        unsigned n_used = n_samples * rows[s->codec].bits / 8;
        return (unsigned)g726_decode(&s->g726, out, octets, (int)n_used);
    }
    bool is_a_law = s->codec == FW_CODEC_PCMA;
    for (unsigned i = 0; i < n_samples; i++) {
        out[i] = is_a_law ? alaw_to_linear(octets[i]) : ulaw_to_linear(octets[i]);
    }
    return n_samples;
}
