/* SPDX-License-Identifier: MIT */
#include "image_priv.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <nettle/sha2.h>
#include <rt/assert.h>

void image_sha256(const uint8_t *bytes, size_t n, uint8_t out[32])
{
    /* Not mbedTLS's: each start of a unit reads 700 KB through here, which was a quarter of a short scenario. Nettle
     * uses the CPU's SHA instructions. */
    struct sha256_ctx sum;
    sha256_init(&sum);
    sha256_update(&sum, n, bytes);
    sha256_digest(&sum, SHA256_DIGEST_SIZE, out);
}

/* mbedTLS adds a low-level cause (0x01 to 0x7f) to its error codes; these are the failed allocations. */
static bool is_no_memory(int result)
{
    int cause = -result & 0x7f, what = -(-result & ~0x7f);
    return cause == -MBEDTLS_ERR_MPI_ALLOC_FAILED || cause == -MBEDTLS_ERR_ASN1_ALLOC_FAILED ||
           what == MBEDTLS_ERR_PK_ALLOC_FAILED || what == MBEDTLS_ERR_MD_ALLOC_FAILED;
}

enum rt_err image_verify(const uint8_t *bytes, size_t n_signed, const uint8_t signature[IMAGE_SIGNATURE])
{
    uint8_t digest[32];
    mbedtls_pk_context key;
    enum rt_err err = RT_ESIGNATURE;

    image_sha256(bytes, n_signed, digest);
    mbedtls_pk_init(&key);
    int result = mbedtls_pk_parse_public_key(&key, fw_image_public_key_der, fw_image_public_key_der_bytes);
    if (result != 0) {
        /* Our own key, compiled in: only memory can run out, though the library does not always say so. */
        err = RT_ENOMEM;
        goto out;
    }
    RT_ASSERT(mbedtls_pk_get_len(&key) == IMAGE_SIGNATURE);
    result = mbedtls_pk_verify(&key, MBEDTLS_MD_SHA256, digest, sizeof digest, signature, IMAGE_SIGNATURE);
    if (result == 0) {
        err = RT_OK;
    } else if (is_no_memory(result)) {
        err = RT_ENOMEM; /* which says nothing about the image */
    }
out:
    mbedtls_pk_free(&key);
    return err;
}
