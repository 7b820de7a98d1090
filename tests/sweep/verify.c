/* SPDX-License-Identifier: MIT */
/*
 * Digests and signatures that were worked out before. A sweep starts some thousand units a second on four images, and
 * each start, each fetched image and each written bank is checked by the firmware: the same bytes every time. So the
 * linker leads the firmware's two calls here (--wrap), and an answer is given again when all the bytes are the same,
 * one by one: both are functions of their bytes and of nothing else. A single other bit in a bank is worked out anew.
 */
#include "verify.h"
#include <image/image_priv.h>
#include <rt/assert.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 64u

/* By the linker's rule for --wrap=NAME. */
void __real_image_sha256(const uint8_t *bytes, size_t n, uint8_t out[32]);
void __wrap_image_sha256(const uint8_t *bytes, size_t n, uint8_t out[32]);
enum rt_err __real_image_verify(const uint8_t *bytes, size_t n_signed, const uint8_t signature[IMAGE_SIGNATURE]);
enum rt_err __wrap_image_verify(const uint8_t *bytes, size_t n_signed, const uint8_t signature[IMAGE_SIGNATURE]);

/* The newest ones; the program's, never freed. */
struct row {
    uint8_t *bytes;
    size_t n;
    uint8_t digest[32];
    enum rt_err verdict;
};
struct known {
    struct row rows[ROWS_MAX];
    size_t next;
};
static struct known digests, signatures;
static bool is_forgetful;

void verify_remember(bool shall)
{
    is_forgetful = !shall;
}

static struct row *find(struct known *k, const uint8_t *bytes, size_t n, const uint8_t *tail, size_t n_tail)
{
    for (size_t i = 0; i < ROWS_MAX && !is_forgetful; i++) {
        struct row *row = &k->rows[i];
        if (row->bytes && row->n == n && memcmp(row->bytes, bytes, n) == 0 &&
            (n_tail == 0 || memcmp(row->bytes + n, tail, n_tail) == 0)) {
            return row;
        }
    }
    return NULL;
}

/* A row for these bytes, in the place of the oldest. */
static struct row *keep(struct known *k, const uint8_t *bytes, size_t n, const uint8_t *tail, size_t n_tail)
{
    struct row *row = &k->rows[k->next++ % ROWS_MAX];
    free(row->bytes);
    *row = (struct row){.bytes = malloc(n + n_tail + 1), .n = n};
    RT_ASSERT(row->bytes);
    memcpy(row->bytes, bytes, n);
    if (n_tail > 0) {
        memcpy(row->bytes + n, tail, n_tail);
    }
    return row;
}

void __wrap_image_sha256(const uint8_t *bytes, size_t n, uint8_t out[32])
{
    struct row *row = find(&digests, bytes, n, NULL, 0);
    if (!row) {
        row = keep(&digests, bytes, n, NULL, 0);
        __real_image_sha256(bytes, n, row->digest);
    }
    memcpy(out, row->digest, sizeof row->digest);
}

enum rt_err __wrap_image_verify(const uint8_t *bytes, size_t n_signed, const uint8_t signature[IMAGE_SIGNATURE])
{
    struct row *row = find(&signatures, bytes, n_signed, signature, IMAGE_SIGNATURE);
    if (!row) {
        enum rt_err verdict = __real_image_verify(bytes, n_signed, signature);
        if (verdict == RT_ENOMEM) {
            return verdict; /* says nothing about the bytes */
        }
        row = keep(&signatures, bytes, n_signed, signature, IMAGE_SIGNATURE);
        row->verdict = verdict;
    }
    return row->verdict;
}
