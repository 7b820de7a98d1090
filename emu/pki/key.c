/* SPDX-License-Identifier: MIT */
#include "pki_priv.h"
#include <mbedtls/asn1.h>
#include <mbedtls/error.h>
#include <mbedtls/rsa.h>
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
    if (err == RT_OK) {
        err =
            pki_err(mbedtls_rsa_gen_key(mbedtls_pk_rsa(k->pk), mbedtls_hmac_drbg_random, &random, EMU_PKI_BITS, 65537),
                    RT_ENOMEM);
    }
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
