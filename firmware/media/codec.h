/* SPDX-License-Identifier: MIT */
/* Samples to octets and back: spandsp's G.711 and G.726. */
#pragma once
#include <fw/codec.h>
#include <spandsp/telephony.h>
#include <spandsp/bitstream.h>
#include <spandsp/g726.h>
/* G.726's state, embedded so that we own its memory. */
#include <spandsp/private/bitstream.h>
#include <spandsp/private/g726.h>

/* The longest packet: RTP_Packet_Size is at most 0.16 s (schema). */
#define CODEC_SAMPLES_MAX  1280u
#define CODEC_OCTETS_MAX   1280u
/* So many samples are whole octets of each codec of bits. */
#define CODEC_SAMPLES_STEP 8u

struct codec_state {
    enum fw_codec codec;
    g726_state_t g726;            /* of a G.726 codec */
    const struct fw_coder *coder; /* of G.729; NULL: none */
    void *g729;                   /* its state; NULL: not opened yet, or no memory for it */
    bool is_encoder;              /* of that */
};

/* Zeroed before the first; coder stays. */
void codec_start(struct codec_state *s, enum fw_codec codec);
void codec_stop(struct codec_state *s);
/* Returns the octets written: fw_codec_octets(n), or 0 without memory. n: a multiple of
 * CODEC_SAMPLES_STEP, of G.729 of 80. */
unsigned codec_encode(struct codec_state *s, const int16_t *samples, unsigned n, uint8_t *out);
/* Returns the samples written, at most CODEC_SAMPLES_MAX: a longer packet is cut. */
unsigned codec_decode(struct codec_state *s, const uint8_t *octets, unsigned n, int16_t *out);
/* The samples that so many octets hold. */
unsigned codec_samples(enum fw_codec codec, unsigned n_octets);
