/* SPDX-License-Identifier: MIT */
#include "digest.h"
#include "message.h"
#include <board/clock.h>
#include <board/entropy.h>
#include <mbedtls/md5.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

enum { TIME_DIGITS = 16, SALT_DIGITS = 8, MD5_BYTES = 16 };

static void put_hex(char *out, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

void sip_md5(char out[SIP_MD5_TEXT_BYTES], const char *const *parts)
{
    mbedtls_md5_context md5;
    uint8_t sum[MD5_BYTES];
    mbedtls_md5_init(&md5);
    (void)mbedtls_md5_starts_ret(&md5); /* these cannot fail in software */
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (i > 0) {
            (void)mbedtls_md5_update_ret(&md5, (const unsigned char *)":", 1);
        }
        (void)mbedtls_md5_update_ret(&md5, (const unsigned char *)parts[i], strlen(parts[i]));
    }
    (void)mbedtls_md5_finish_ret(&md5, sum);
    mbedtls_md5_free(&md5);
    put_hex(out, sum, sizeof sum);
}

/* In a time that does not tell how much of it is right. */
static bool is_same(const char *a, const char *b)
{
    size_t n = strlen(a);
    unsigned differences = 0;
    if (n != strlen(b)) {
        return false; /* both lengths are known to everybody */
    }
    for (size_t i = 0; i < n; i++) {
        differences |= (unsigned)(uint8_t)(a[i] ^ b[i]);
    }
    return differences == 0;
}

/* --- nonces ---------------------------------------------------------------------------------------------------- */

void sip_digest_init(struct sip_digest *d, struct board *b)
{
    *d = (struct sip_digest){.board = b};
}

void sip_digest_secret(struct sip_digest *d, char out[2 * SIP_SECRET_BYTES + 1])
{
    if (!d->has_secret) {
        board_entropy_fill(d->board, d->secret, sizeof d->secret);
        d->has_secret = true;
    }
    put_hex(out, d->secret, sizeof d->secret);
}

/* The checksum of the first 24 digits. */
static void seal(struct sip_digest *d, const char *nonce, char out[SIP_MD5_TEXT_BYTES])
{
    char secret[2 * SIP_SECRET_BYTES + 1], stamp[TIME_DIGITS + SALT_DIGITS + 1];
    sip_digest_secret(d, secret);
    (void)rt_str_copy(stamp, sizeof stamp, rt_str_n(nonce, sizeof stamp - 1)); /* fits */
    sip_md5(out, (const char *const[]){secret, stamp, secret, NULL});
}

void sip_digest_make_nonce(struct sip_digest *d, char out[SIP_NONCE_BYTES])
{
    uint8_t stamp[12];
    rt_put_be64(stamp, board_now_us(d->board));
    rt_put_be32(stamp + 8, board_entropy_u32(d->board));
    put_hex(out, stamp, sizeof stamp);
    seal(d, out, out + TIME_DIGITS + SALT_DIGITS);
}

static bool is_fresh(struct sip_digest *d, const char *nonce)
{
    char sum[SIP_MD5_TEXT_BYTES];
    uint8_t time[8];
    if (strlen(nonce) != SIP_NONCE_BYTES - 1 || rt_str_hex(rt_str_n(nonce, TIME_DIGITS), time, sizeof time) != RT_OK) {
        return false;
    }
    seal(d, nonce, sum);
    uint64_t made_us = rt_be64(time), now_us = board_now_us(d->board);
    if (!is_same(sum, nonce + TIME_DIGITS + SALT_DIGITS) || made_us > now_us ||
        now_us - made_us > (uint64_t)SIP_NONCE_LIFE_S * BOARD_US_PER_S || made_us < d->not_before_us) {
        return false;
    }
    for (unsigned i = 0; i < SIP_NONCE_USED_MAX; i++) {
        if (strcmp(d->used[i], nonce) == 0) {
            return false;
        }
    }
    return true;
}

static void use_up(struct sip_digest *d, const char *nonce)
{
    char *place = d->used[d->n_used++ % SIP_NONCE_USED_MAX];
    uint8_t time[8];
    if (place[0] != '\0' && rt_str_hex(rt_str_n(place, TIME_DIGITS), time, sizeof time) == RT_OK &&
        rt_be64(time) >= d->not_before_us) {
        d->not_before_us = rt_be64(time) + 1;
    }
    (void)rt_str_copy(place, SIP_NONCE_BYTES, rt_str(nonce)); /* fits: is_fresh() has looked */
}

/* --- the verdict ------------------------------------------------------------------------------------------------ */

/* RFC 2617 section 3.2.2.1. False: a quality of protection that was not offered. */
static bool expect(const struct sip_account *account, const char *method, const struct sip_credentials *c,
                   char out[SIP_MD5_TEXT_BYTES])
{
    char a1[SIP_MD5_TEXT_BYTES], a2[SIP_MD5_TEXT_BYTES];
    sip_md5(a1, (const char *const[]){account->user, account->realm, account->password, NULL});
    sip_md5(a2, (const char *const[]){method, c->uri, NULL});
    if (c->qop[0] == '\0') { /* as RFC 2069 clients do */
        sip_md5(out, (const char *const[]){a1, c->nonce, a2, NULL});
        return true;
    }
    if (!rt_str_is_ci(rt_str(c->qop), "auth") || c->cnonce[0] == '\0' || c->nonce_count[0] == '\0') {
        return false;
    }
    sip_md5(out, (const char *const[]){a1, c->nonce, c->nonce_count, c->cnonce, c->qop, a2, NULL});
    return true;
}

/* The uri is not compared with the request's: a proxy on the way may have changed that one (RFC 2617 section 3.2.2.5).
 */
enum sip_verdict sip_digest_judge(struct sip_digest *d, const struct sip_account *account, const char *method,
                                  const struct sip_credentials *c)
{
    char expected[SIP_MD5_TEXT_BYTES];
    bool is_ours = rt_str_is_ci(rt_str(c->scheme), "Digest") && strcmp(c->username, account->user) == 0 &&
                   strcmp(c->realm, account->realm) == 0 &&
                   (c->algorithm[0] == '\0' || rt_str_is_ci(rt_str(c->algorithm), "MD5"));
    /* An account without a name or a password opens nothing. guess: a factory unit must not obey strangers. */
    if (!is_ours || account->user[0] == '\0' || account->password[0] == '\0' || !expect(account, method, c, expected) ||
        !is_same(expected, c->response)) {
        return SIP_VERDICT_WRONG;
    }
    if (!is_fresh(d, c->nonce)) {
        return SIP_VERDICT_STALE;
    }
    use_up(d, c->nonce);
    return SIP_VERDICT_GOOD;
}
