/* SPDX-License-Identifier: MIT */
/*
 * Digest authentication of requests (RFC 2617, RFC 3261 section 22), for the side that asks for it.
 *
 * A nonce says itself when it was made and carries a keyed checksum, so none is stored and nobody can push out
 * another's by asking for many. It is good for one request: what was used is remembered for as long as it could be used
 * again.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct sip_credentials;

#define SIP_NONCE_LIFE_S   60u /* guess */
#define SIP_NONCE_BYTES    57u /* with the closing 0: 16 digits time, 8 noise, 32 checksum */
#define SIP_NONCE_USED_MAX 32u
#define SIP_SECRET_BYTES   16u

struct sip_digest {
    struct board *board;
    bool has_secret;
    uint8_t secret[SIP_SECRET_BYTES]; /* of this start; drawn when it is first needed: see sip_digest_secret() */
    char used[SIP_NONCE_USED_MAX][SIP_NONCE_BYTES];
    unsigned n_used;        /* ever; the ring holds the last ones */
    uint64_t not_before_us; /* a nonce that is not younger counts as used: its place in the ring was needed */
};

struct sip_account {
    const char *user, *password, *realm;
};
enum sip_verdict { SIP_VERDICT_GOOD, SIP_VERDICT_STALE, SIP_VERDICT_WRONG };

void sip_digest_init(struct sip_digest *d, struct board *b);
/* As 32 digits. Drawn late, so that a unit that hears no SIP takes the same noise as one without the room. */
void sip_digest_secret(struct sip_digest *d, char out[2 * SIP_SECRET_BYTES + 1]);
void sip_digest_make_nonce(struct sip_digest *d, char out[SIP_NONCE_BYTES]);
/* GOOD uses the nonce up. STALE: the password is right, the nonce is used, old or not ours. */
enum sip_verdict sip_digest_judge(struct sip_digest *d, const struct sip_account *account, const char *method,
                                  const struct sip_credentials *c);

/* MD5 over the parts with ':' between, as 32 digits. Up to NULL. */
#define SIP_MD5_TEXT_BYTES 33u
void sip_md5(char out[SIP_MD5_TEXT_BYTES], const char *const *parts);
