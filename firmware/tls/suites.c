/* SPDX-License-Identifier: MIT */
#include "suites.h"
#include <stddef.h>
#include <mbedtls/ssl_ciphersuites.h>

/* The nine of release 2.0.6, guide p.1-14 table 1-2, in its order. mbedTLS 2.28 has the first six (RC4 only when it
 * is asked for by name). No current library has the three EXPORT suites: a server that offers nothing else is
 * unreachable. */
#define N_UNIT_SUITES 9u
static const struct {
    int id;           /* as registered with IANA */
    const char *name; /* as the guide's table names it */
} unit_suites[N_UNIT_SUITES] = {
    {0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"},   {0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"},
    {0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"},   {0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"},
    {0x0005, "TLS_RSA_WITH_RC4_128_SHA"},           {0x0004, "TLS_RSA_WITH_RC4_128_MD5"},
    {0x0062, "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA"}, {0x0060, "TLS_RSA_EXPORT1024_WITH_RC4_56_MD5"},
    {0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
};

static bool has(const int *list, size_t n, int id)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i] == id) {
            return true;
        }
    }
    return false;
}

void fw_tls_offer(bool is_modern, int out[FW_TLS_OFFER_MAX])
{
    size_t n = 0;
    if (is_modern) {
        for (const int *id = mbedtls_ssl_list_ciphersuites(); *id != 0 && n < FW_TLS_OFFER_MAX - 10; id++) {
            out[n++] = *id;
        }
    }
    for (size_t i = 0; i < N_UNIT_SUITES; i++) {
        int id = unit_suites[i].id;
        if (mbedtls_ssl_ciphersuite_from_id(id) != NULL && !has(out, n, id)) {
            out[n++] = id;
        }
    }
    out[n] = 0;
}
