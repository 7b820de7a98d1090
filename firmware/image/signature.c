/* SPDX-License-Identifier: MIT */
#include "image_priv.h"

#include <mbedtls/pk.h>
#include <mbedtls/sha256.h>
#include <rt/assert.h>

void image_sha256(const uint8_t *bytes, size_t n, uint8_t out[32])
{
    /* The library's own answer can only be bad for hardware accelerators, which this build has none of. */
    int result = mbedtls_sha256_ret(bytes, n, out, 0);
    RT_ASSERT(result == 0);
}

enum rt_err image_verify(const uint8_t *bytes, size_t n_signed, const uint8_t signature[IMAGE_SIGNATURE])
{
    uint8_t digest[32];
    mbedtls_pk_context key;
    enum rt_err err = RT_ESIGNATURE;

    image_sha256(bytes, n_signed, digest);
    mbedtls_pk_init(&key);
    int result = mbedtls_pk_parse_public_key(&key, fw_image_public_key_der, fw_image_public_key_der_bytes);
    if (result == MBEDTLS_ERR_PK_ALLOC_FAILED) {
        err = RT_ENOMEM;
        goto out;
    }
    RT_ASSERT(result == 0); /* Our own key, compiled in. */
    RT_ASSERT(mbedtls_pk_get_len(&key) == IMAGE_SIGNATURE);
    if (mbedtls_pk_verify(&key, MBEDTLS_MD_SHA256, digest, sizeof digest, signature, IMAGE_SIGNATURE) == 0) {
        err = RT_OK;
    }
out:
    mbedtls_pk_free(&key);
    return err;
}
