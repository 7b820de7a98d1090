/* SPDX-License-Identifier: MIT */
/* Shared by pki.c and key.c: what is inside a key, and the numbers. mbedTLS stays in these files. */
#pragma once
#include <pki/pki.h>
#include <mbedtls/hmac_drbg.h>
#include <mbedtls/pk.h>

struct emu_pki_key {
    mbedtls_pk_context pk;
};

/* Random numbers from a seed (NIST SP 800-90A, HMAC_DRBG with SHA-256). */
enum rt_err pki_random_init(mbedtls_hmac_drbg_context *r, const void *seed, size_t n);
/* mbedTLS errors: no memory or not. */
enum rt_err pki_err(int result, enum rt_err otherwise);
