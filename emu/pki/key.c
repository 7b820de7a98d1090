/* SPDX-License-Identifier: MIT */
#include "pki_priv.h"
#include <mbedtls/asn1.h>
#include <mbedtls/error.h>
#include <mbedtls/rsa.h>
#include <gmp.h>
#include <rt/mem.h>
#include <string.h>

enum rt_err pki_err(int result, enum rt_err otherwise)
{
    switch (result) {
    case 0:
        return RT_OK;
    case MBEDTLS_ERR_PK_ALLOC_FAILED:
    case MBEDTLS_ERR_MPI_ALLOC_FAILED:
    case MBEDTLS_ERR_MD_ALLOC_FAILED:
    case MBEDTLS_ERR_ASN1_ALLOC_FAILED:
        return RT_ENOMEM;
    default:
        return otherwise;
    }
}

enum rt_err pki_random_init(mbedtls_hmac_drbg_context *r, const void *seed, size_t n)
{
    mbedtls_hmac_drbg_init(r);
    return pki_err(mbedtls_hmac_drbg_seed_buf(r, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), seed, n), RT_EINVAL);
}

static struct emu_pki_key *new_key(void)
{
    struct emu_pki_key *k = rt_mem_alloc(sizeof *k);
    if (k != NULL) {
        mbedtls_pk_init(&k->pk);
    }
    return k;
}

#define PRIME_BYTES (EMU_PKI_BITS / 16u)
#define EXPONENT    65537u

/* The first prime behind a random number whose two highest bits are set, so that the product of two has all its bits.
 * GMP finds it ten times faster than mbedTLS; that it is the next one makes it the same with every library. */
static enum rt_err draw_prime(mpz_t prime, mbedtls_hmac_drbg_context *random)
{
    uint8_t bytes[PRIME_BYTES];
    do {
        if (mbedtls_hmac_drbg_random(random, bytes, sizeof bytes) != 0) {
            return RT_EINVAL;
        }
        bytes[0] |= 0xc0u;
        mpz_import(prime, sizeof bytes, 1, 1, 1, 0, bytes);
        mpz_nextprime(prime, prime);
    } while (mpz_sizeinbase(prime, 2) != 8 * PRIME_BYTES || mpz_fdiv_ui(prime, EXPONENT) == 1);
    return RT_OK;
}

/* Two different primes, the larger one first. */
static enum rt_err draw_primes(uint8_t p[PRIME_BYTES], uint8_t q[PRIME_BYTES], mbedtls_hmac_drbg_context *random)
{
    mpz_t larger, smaller;
    mpz_inits(larger, smaller, NULL);
    enum rt_err err = draw_prime(larger, random);
    do {
        err = err == RT_OK ? draw_prime(smaller, random) : err;
    } while (err == RT_OK && mpz_cmp(larger, smaller) == 0);
    if (err == RT_OK && mpz_cmp(larger, smaller) < 0) {
        mpz_swap(larger, smaller);
    }
    if (err == RT_OK) {
        (void)mpz_export(p, NULL, 1, 1, 1, 0, larger);
        (void)mpz_export(q, NULL, 1, 1, 1, 0, smaller);
    }
    mpz_clears(larger, smaller, NULL);
    return err;
}

static enum rt_err make_rsa(mbedtls_rsa_context *rsa, mbedtls_hmac_drbg_context *random)
{
    static const uint8_t exponent[] = {EXPONENT >> 16, EXPONENT >> 8 & 0xffu, EXPONENT & 0xffu};
    uint8_t p[PRIME_BYTES], q[PRIME_BYTES];
    enum rt_err err = draw_primes(p, q, random);
    if (err != RT_OK) {
        return err;
    }
    int result = mbedtls_rsa_import_raw(rsa, NULL, 0, p, sizeof p, q, sizeof q, NULL, 0, exponent, sizeof exponent);
    result = result != 0 ? result : mbedtls_rsa_complete(rsa);
    return pki_err(result, RT_ENOMEM);
}

enum rt_err emu_pki_key_make(struct emu_pki_key **out, const void *seed, size_t n)
{
    mbedtls_hmac_drbg_context random;
    struct emu_pki_key *k = new_key();
    enum rt_err err = pki_random_init(&random, seed, n);
    if (k == NULL) {
        err = RT_ENOMEM;
    }
    if (err == RT_OK) {
        err = pki_err(mbedtls_pk_setup(&k->pk, mbedtls_pk_info_from_type(MBEDTLS_PK_RSA)), RT_EINVAL);
    }
    err = err == RT_OK ? make_rsa(mbedtls_pk_rsa(k->pk), &random) : err;
    mbedtls_hmac_drbg_free(&random);
    if (err != RT_OK) {
        emu_pki_key_destroy(k);
        return err;
    }
    *out = k;
    return RT_OK;
}

enum rt_err emu_pki_key_read(struct emu_pki_key **out, const void *bytes, size_t n)
{
    struct emu_pki_key *k = new_key();
    char *text = rt_mem_strndup(bytes, n); /* the PEM reader requires the terminating NUL, counted */
    enum rt_err err = k == NULL || text == NULL ? RT_ENOMEM : RT_OK;
    if (err == RT_OK) {
        int result = mbedtls_pk_parse_key(&k->pk, (const uint8_t *)text, strlen(text) + 1, NULL, 0);
        if (result != 0) {
            result = mbedtls_pk_parse_key(&k->pk, bytes, n, NULL, 0);
        }
        err = pki_err(result, RT_ECORRUPT);
        if (err == RT_OK && !mbedtls_pk_can_do(&k->pk, MBEDTLS_PK_RSA)) {
            err = RT_ENOTSUP;
        }
    }
    rt_mem_free(text);
    if (err != RT_OK) {
        emu_pki_key_destroy(k);
        return err;
    }
    *out = k;
    return RT_OK;
}

void emu_pki_key_destroy(struct emu_pki_key *k)
{
    if (k != NULL) {
        mbedtls_pk_free(&k->pk);
        rt_mem_free(k);
    }
}

/* mbedTLS writes at the end of the buffer and has no const. */
enum rt_err emu_pki_key_der(const struct emu_pki_key *k, struct emu_der *out)
{
    uint8_t room[BOARD_DER_MAX];
    int n = mbedtls_pk_write_key_der((mbedtls_pk_context *)(uintptr_t)&k->pk, room, sizeof room);
    if (n < 0) {
        return RT_ETOOBIG;
    }
    out->n = (size_t)n;
    memcpy(out->bytes, room + sizeof room - out->n, out->n);
    return RT_OK;
}

enum rt_err emu_pki_key_pem(const struct emu_pki_key *k, struct rt_buf *out)
{
    uint8_t room[EMU_PKI_PEM_MAX];
    if (mbedtls_pk_write_key_pem((mbedtls_pk_context *)(uintptr_t)&k->pk, room, sizeof room) != 0) {
        return RT_ETOOBIG;
    }
    return rt_buf_put_text(out, (const char *)room);
}
