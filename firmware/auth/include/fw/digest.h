/* SPDX-License-Identifier: MIT */
/*
 * Digest authentication (RFC 2617, MD5; RFC 3261 section 22), for pages and SIP alike: what an answer says, and whether
 * it is the one of an account. Nonces are their givers': a browser uses one for many requests, a SIP proxy for one.
 */
#pragma once
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>

/* MD5 over the parts with ':' between, as 32 digits. */
#define FW_MD5_TEXT_BYTES 33u
void fw_md5_text(char out[FW_MD5_TEXT_BYTES], const struct rt_str *parts, size_t n);
/* Bytes as small hexadecimal digits, with a 0 at the end: 2 n + 1 chars. */
void fw_hex_text(char *out, const uint8_t *bytes, size_t n);

/* In a time that does not tell how much of it is right. */
bool fw_digest_is_same(struct rt_str a, struct rt_str b);

/* The fields of an Authorization header, without quotation marks; empty: absent. */
struct fw_digest_answer {
    struct rt_str scheme, username, realm, nonce, uri, response, algorithm, qop, nc, cnonce;
};
/* Reads a header's value: scheme name="value", name=value ... The parts point into it. A field that stands twice counts
 * the first time; unknown ones are passed over. */
void fw_digest_read(struct rt_str header, struct fw_digest_answer *out);

struct fw_digest_account {
    const char *user, *realm, *password;
};
/* Does the answer come from somebody who knows the password? Of a client of RFC 2617 (qop=auth, with nc and cnonce) or
 * of RFC 2069 (no qop). Not judged: the nonce, and whether the uri is the request's. */
bool fw_digest_is_right(const struct fw_digest_account *account, struct rt_str method,
                        const struct fw_digest_answer *a);

/* For who judges the nonce too. STALE: the password is right, the nonce is used, old or not ours (stale=true, RFC 2617
 * section 3.2.1). The best is the least. */
enum fw_digest_verdict { FW_DIGEST_RIGHT, FW_DIGEST_STALE, FW_DIGEST_WRONG };
