/* SPDX-License-Identifier: MIT */
/*
 * Digest authentication (RFC 2617, MD5; RFC 3261 section 22), for web pages and SIP: parses a response and verifies
 * it against an account. Issuing and checking nonces is up to the caller: a browser uses one for many requests, a
 * SIP proxy for one.
 */
#pragma once
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>

/* MD5 over the parts joined by ':', as 32 hexadecimal digits. */
#define FW_MD5_TEXT_BYTES 33u
void fw_md5_text(char out[FW_MD5_TEXT_BYTES], const struct rt_str *parts, size_t n);
/* MD5 over the parts, one directly after the other, as bytes: CHAP (RFC 1994). */
#define FW_MD5_BYTES 16u
void fw_md5_bytes(uint8_t out[FW_MD5_BYTES], const struct rt_str *parts, size_t n);

/* Compares in constant time. */
bool fw_digest_is_same(struct rt_str a, struct rt_str b);

/* The fields of an Authorization header, without quotation marks; empty: absent. */
struct fw_digest_answer {
    struct rt_str scheme, username, realm, nonce, uri, response, algorithm, qop, nc, cnonce;
};
/* Parses a header value: scheme name="value", name=value ... The parts point into it. Of duplicate fields the first
 * counts; unknown fields are ignored. */
void fw_digest_read(struct rt_str header, struct fw_digest_answer *out);

struct fw_digest_account {
    const char *user, *realm, *password;
};
/* Verifies that the sender knows the password, for RFC 2617 (qop=auth, with nc and cnonce) and RFC 2069 (no qop).
 * Does not check the nonce, nor that the uri matches the request. */
bool fw_digest_is_right(const struct fw_digest_account *account, struct rt_str method,
                        const struct fw_digest_answer *a);

/* Result for callers that also check the nonce. STALE: the password is right, but the nonce is used, old or not ours
 * (stale=true, RFC 2617 section 3.2.1). Lower values are better. */
enum fw_digest_verdict { FW_DIGEST_RIGHT, FW_DIGEST_STALE, FW_DIGEST_WRONG };
