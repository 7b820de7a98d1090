/* SPDX-License-Identifier: MIT */
/*
 * The codecs of the unit.
 *
 * G.729 and G.723 are rows without a coder of ours: Debian 12 has none for G.723, and the one for G.729 (bcg729) is
 * under GPL-3. G.729 can be had from outside (struct fw_coder). Without it they are never offered, whatever their
 * *_Enable says (FW_CODECS_HERE).
 */
#pragma once
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

/* id; name on the pages and in Preferred_Codec (SPA-841 guide p.72); bits a sample; whether there is a coder */
#define FW_CODEC_LIST(X)                                                                                               \
    X(PCMU, "G711u", 8, true)                                                                                          \
    X(PCMA, "G711a", 8, true)                                                                                          \
    X(G726_16, "G726-16", 2, true)                                                                                     \
    X(G726_24, "G726-24", 3, true)                                                                                     \
    X(G726_32, "G726-32", 4, true)                                                                                     \
    X(G726_40, "G726-40", 5, true)                                                                                     \
    X(G729A, "G729a", 1, false)                                                                                        \
    X(G723, "G723", 1, false)

enum fw_codec {
    FW_CODEC_NONE,
#define FW_CODEC_ENUM(id, name, bits, is_here) FW_CODEC_##id,
    FW_CODEC_LIST(FW_CODEC_ENUM)
#undef FW_CODEC_ENUM
        FW_N_CODECS
};

/* Sets of codecs: 1 << enum fw_codec. */
#define FW_CODEC_BIT(id, name, bits, is_here)         | 1u << FW_CODEC_##id
#define FW_CODEC_BIT_IF_HERE(id, name, bits, is_here) | ((is_here) ? 1u << FW_CODEC_##id : 0u)
#define FW_CODECS_ALL                                 (0u FW_CODEC_LIST(FW_CODEC_BIT))
#define FW_CODECS_HERE                                (0u FW_CODEC_LIST(FW_CODEC_BIT_IF_HERE)) /* with a coder */

/* A coder for G.729a: frames of 80 samples, 10 octets each. */
#define FW_CODER_SAMPLES                              80u
#define FW_CODER_OCTETS                               10u
#define FW_CODER_QUIET                                2u /* octets of a frame of silence: annex B */
struct fw_coder {
    void *(*open)(bool is_encoder); /* NULL: out of memory */
    void (*close)(void *state, bool is_encoder);
    void (*encode)(void *state, const int16_t *samples, uint8_t *octets);
    /* n: FW_CODER_OCTETS or FW_CODER_QUIET */
    void (*decode)(void *state, const uint8_t *octets, unsigned n, int16_t *samples);
};

const char *fw_codec_name(enum fw_codec c); /* "" for FW_CODEC_NONE */
/* By that name, without regard to case; FW_CODEC_NONE: another. */
enum fw_codec fw_codec_find(struct rt_str name);
/* Octets of so many samples; 0: no coder. */
unsigned fw_codec_octets(enum fw_codec c, unsigned n_samples);
