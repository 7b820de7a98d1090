/* SPDX-License-Identifier: MIT */
#include <images/container.h>

#include "test_key.h"

#include <mbedtls/pk.h>
#include <mbedtls/sha256.h>
#include <rt/assert.h>

enum rt_err img_sign(const uint8_t *bytes, size_t n, uint8_t out[IMG_SIGNATURE_BYTES])
{
    uint8_t digest[32];
    mbedtls_pk_context key;
    size_t n_out = 0;
    enum rt_err err = RT_OK;

    int result = mbedtls_sha256_ret(bytes, n, digest, 0);
    RT_ASSERT(result == 0);
    mbedtls_pk_init(&key);
    /* The parser counts the NUL. */
    result = mbedtls_pk_parse_key(&key, img_test_key_pem, img_test_key_pem_bytes, NULL, 0);
    if (result == 0) {
        RT_ASSERT(mbedtls_pk_get_len(&key) == IMG_SIGNATURE_BYTES);
        /* No random numbers: this padding needs none, and blinding a public key is pointless. */
        result = mbedtls_pk_sign(&key, MBEDTLS_MD_SHA256, digest, sizeof digest, out, &n_out, NULL, NULL);
    }
    if (result != 0 || n_out != IMG_SIGNATURE_BYTES) {
        err = RT_ENOMEM; /* The key and the digest are our own, so only memory can run out. */
    }
    mbedtls_pk_free(&key);
    return err;
}
