/* SPDX-License-Identifier: MIT */
#include <fw/sip_nonce.h>
#include <board/clock.h>
#include <board/entropy.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <string.h>

enum { TIME_DIGITS = 16, SALT_DIGITS = 8 };

void sip_nonces_init(struct sip_nonces *d, struct board *b)
{
    *d = (struct sip_nonces){.board = b};
}

void sip_nonces_secret(struct sip_nonces *d, char out[2 * SIP_SECRET_BYTES + 1])
{
    if (!d->has_secret) {
        board_entropy_fill(d->board, d->secret, sizeof d->secret);
        d->has_secret = true;
    }
    rt_hex_text(out, d->secret, sizeof d->secret);
}

/* The checksum of the first 24 digits. */
static void seal(struct sip_nonces *d, const char *nonce, char out[FW_MD5_TEXT_BYTES])
{
    char secret[2 * SIP_SECRET_BYTES + 1], stamp[TIME_DIGITS + SALT_DIGITS + 1];
    sip_nonces_secret(d, secret);
    (void)rt_str_copy(stamp, sizeof stamp, rt_str_n(nonce, sizeof stamp - 1)); /* fits */
    fw_md5_text(out, (const struct rt_str[]){rt_str(secret), rt_str(stamp), rt_str(secret)}, 3);
}

void sip_nonces_make(struct sip_nonces *d, char out[SIP_NONCE_BYTES])
{
    uint8_t stamp[12];
    rt_put_be64(stamp, board_now_us(d->board));
    rt_put_be32(stamp + 8, board_entropy_u32(d->board));
    rt_hex_text(out, stamp, sizeof stamp);
    seal(d, out, out + TIME_DIGITS + SALT_DIGITS);
}

static bool is_fresh(struct sip_nonces *d, const char *nonce)
{
    char sum[FW_MD5_TEXT_BYTES];
    uint8_t time[8];
    if (strlen(nonce) != SIP_NONCE_BYTES - 1 || rt_str_hex(rt_str_n(nonce, TIME_DIGITS), time, sizeof time) != RT_OK) {
        return false;
    }
    seal(d, nonce, sum);
    uint64_t made_us = rt_be64(time), now_us = board_now_us(d->board);
    if (!fw_digest_is_same(rt_str(sum), rt_str(nonce + TIME_DIGITS + SALT_DIGITS)) || made_us > now_us ||
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

static void use_up(struct sip_nonces *d, const char *nonce)
{
    char *place = d->used[d->n_used++ % SIP_NONCE_USED_MAX];
    uint8_t time[8];
    if (place[0] != '\0' && rt_str_hex(rt_str_n(place, TIME_DIGITS), time, sizeof time) == RT_OK &&
        rt_be64(time) >= d->not_before_us) {
        d->not_before_us = rt_be64(time) + 1;
    }
    (void)rt_str_copy(place, SIP_NONCE_BYTES, rt_str(nonce)); /* fits: is_fresh() has looked */
}

bool sip_nonces_take(struct sip_nonces *d, struct rt_str nonce)
{
    char text[SIP_NONCE_BYTES];
    if (rt_str_copy(text, sizeof text, nonce) != RT_OK || !is_fresh(d, text)) {
        return false;
    }
    use_up(d, text);
    return true;
}
