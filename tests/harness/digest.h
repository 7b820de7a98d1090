/* SPDX-License-Identifier: MIT */
/* A browser's answer to a digest challenge (RFC 2617), made from the words of the RFC and nothing of the device's. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct digest_answer {
    const char *user, *password;
    const char *method, *uri;
    const char *realm, *nonce;
    const char *nc, *cnonce; /* NULL: without qop, as RFC 2069 */
};

/* One directive of the WWW-Authenticate line in a reply: "nonce". False when it is not there. */
bool digest_read(const char *reply, const char *name, char *out, size_t out_size);
/* "Authorization: Digest ...\r\n". */
void digest_write(const struct digest_answer *a, char *out, size_t out_size);
