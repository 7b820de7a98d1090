/* SPDX-License-Identifier: MIT */
#include "digest.h"
#include "check.h"
#include <mbedtls/md5.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

static void md5_hex(const char *text, char out[33])
{
    unsigned char sum[16];
    CHECK(mbedtls_md5_ret((const unsigned char *)text, strlen(text), sum) == 0);
    rt_hex_text(out, sum, sizeof sum);
}

bool digest_read(const char *reply, const char *name, char *out, size_t out_size)
{
    const char *line = strstr(reply, "WWW-Authenticate: Digest ");
    char key[32];
    const char *at;
    size_t n;
    if (line == NULL) {
        return false;
    }
    (void)snprintf(key, sizeof key, "%s=", name);
    at = strstr(line, key);
    if (at == NULL || at > strstr(line, "\r\n")) {
        return false;
    }
    at += strlen(key);
    at += *at == '"';
    n = strcspn(at, "\",\r");
    CHECK(n < out_size);
    memcpy(out, at, n);
    out[n] = '\0';
    return true;
}

void digest_write(const struct digest_answer *a, char *out, size_t out_size)
{
    char text[2048], ha1[33], ha2[33], response[33], qop[256] = "";
    (void)snprintf(text, sizeof text, "%s:%s:%s", a->user, a->realm, a->password);
    md5_hex(text, ha1);
    (void)snprintf(text, sizeof text, "%s:%s", a->method, a->uri);
    md5_hex(text, ha2);
    if (a->nc != NULL) {
        (void)snprintf(text, sizeof text, "%s:%s:%s:%s:auth:%s", ha1, a->nonce, a->nc, a->cnonce, ha2);
        (void)snprintf(qop, sizeof qop, ", qop=auth, nc=%s, cnonce=\"%s\"", a->nc, a->cnonce);
    } else {
        (void)snprintf(text, sizeof text, "%s:%s:%s", ha1, a->nonce, ha2);
    }
    md5_hex(text, response);
    int n = snprintf(out, out_size,
                     "Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", "
                     "response=\"%s\", algorithm=MD5%s\r\n",
                     a->user, a->realm, a->nonce, a->uri, response, qop);
    CHECK(n > 0 && (size_t)n < out_size);
}
