/* SPDX-License-Identifier: MIT */
/*
 * Nonces of SIP challenges. Whether an answer to one is right: fw/digest.h.
 *
 * A nonce contains its creation time and a keyed checksum, so none is stored, and requesting many cannot displace
 * those of others. It is valid for one request: used nonces are remembered until they expire.
 */
#pragma once
#include <fw/digest.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;

#define SIP_NONCE_LIFE_S   60u /* guess */
#define SIP_NONCE_BYTES    57u /* with the NUL: 16 digits time, 8 random, 32 checksum */
#define SIP_NONCE_USED_MAX 32u
#define SIP_SECRET_BYTES   16u

struct sip_nonces {
    struct board *board;
    bool has_secret;
    uint8_t secret[SIP_SECRET_BYTES]; /* of this start; drawn when it is first needed: see sip_nonces_secret() */
    char used[SIP_NONCE_USED_MAX][SIP_NONCE_BYTES];
    unsigned n_used;        /* ever; the ring holds the last ones */
    uint64_t not_before_us; /* a nonce that is not younger counts as used: its place in the ring was needed */
};

/* The board is borrowed. Nothing is drawn yet. */
void sip_nonces_init(struct sip_nonces *d, struct board *b);
/* As 32 digits. Drawn late, so that a unit that receives no SIP uses the same entropy as one without SIP. */
void sip_nonces_secret(struct sip_nonces *d, char out[2 * SIP_SECRET_BYTES + 1]);
void sip_nonces_make(struct sip_nonces *d, char out[SIP_NONCE_BYTES]);
/* Consumes the nonce. False: used, expired or not ours. */
bool sip_nonces_take(struct sip_nonces *d, struct rt_str nonce);
