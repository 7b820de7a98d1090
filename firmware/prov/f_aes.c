/* SPDX-License-Identifier: MIT */
#include "profile_priv.h"
#include <mbedtls/aes.h>
#include <mbedtls/md5.h>
#include <mbedtls/platform_util.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

#define BLOCK_BYTES  16u
#define HEADER_BYTES 16u /* "Salted__" and the salt */
#define SALT_BYTES   8u
#define KEY_BYTES    32u

struct fw_aes {
    struct fw_sink sink;
    char *phrase;
    mbedtls_aes_context aes;
    uint8_t iv[BLOCK_BYTES];
    bool has_key;
    uint8_t in[BLOCK_BYTES]; /* header or block that is not complete yet */
    size_t n_in;
    uint8_t held[BLOCK_BYTES]; /* the last block, which may be padding */
    bool has_held;
};

enum rt_err fw_aes_create(struct fw_aes **out, const char *phrase, const struct fw_sink *sink)
{
    RT_ASSERT(out != NULL && phrase != NULL && sink != NULL && sink->feed != NULL);
    struct fw_aes *a = rt_mem_alloc(sizeof *a);
    char *copy = rt_mem_strdup(phrase);
    *out = NULL;
    if (a == NULL || copy == NULL) {
        (void)rt_mem_free(a);
        (void)rt_mem_free(copy);
        return RT_ENOMEM;
    }
    a->sink = *sink;
    a->phrase = copy;
    mbedtls_aes_init(&a->aes);
    *out = a;
    return RT_OK;
}

void fw_aes_destroy(struct fw_aes *a)
{
    if (a != NULL) {
        mbedtls_aes_free(&a->aes);
        mbedtls_platform_zeroize(a->phrase, strlen(a->phrase));
        (void)rt_mem_free(a->phrase);
        mbedtls_platform_zeroize(a, sizeof *a);
        (void)rt_mem_free(a);
    }
}

/* EVP_BytesToKey with MD5 and one round, the default of the openssl 0.9.7 that the firmware was tested with:
 * D1 = MD5(phrase salt), Dn = MD5(Dn-1 phrase salt); key and IV are the bytes of D1 D2 D3. guess: from that default.
 * A string of 64 hexadecimal digits is a phrase like any other (wazo's provisioning server relies on it). */
struct derived {
    uint8_t key[KEY_BYTES];
    uint8_t iv[BLOCK_BYTES];
};

static void derive(const char *phrase, const uint8_t salt[SALT_BYTES], struct derived *out)
{
    uint8_t digest[BLOCK_BYTES];
    uint8_t bytes[KEY_BYTES + BLOCK_BYTES];
    mbedtls_md5_context md5;
    int failed = 0;
    mbedtls_md5_init(&md5);
    for (size_t n = 0; n < sizeof bytes; n += sizeof digest) {
        failed |= mbedtls_md5_starts_ret(&md5);
        failed |= n > 0 ? mbedtls_md5_update_ret(&md5, digest, sizeof digest) : 0;
        failed |= mbedtls_md5_update_ret(&md5, (const uint8_t *)phrase, strlen(phrase));
        failed |= mbedtls_md5_update_ret(&md5, salt, SALT_BYTES);
        failed |= mbedtls_md5_finish_ret(&md5, digest);
        memcpy(bytes + n, digest, sizeof digest);
    }
    mbedtls_md5_free(&md5);
    RT_ASSERT(failed == 0); /* these fail for wrong arguments only */
    memcpy(out->key, bytes, KEY_BYTES);
    memcpy(out->iv, bytes + KEY_BYTES, BLOCK_BYTES);
    mbedtls_platform_zeroize(bytes, sizeof bytes);
    mbedtls_platform_zeroize(digest, sizeof digest);
}

static void set_key(struct fw_aes *a, const uint8_t *salt)
{
    struct derived d;
    derive(a->phrase, salt, &d);
    RT_ASSERT(mbedtls_aes_setkey_dec(&a->aes, d.key, KEY_BYTES * 8) == 0);
    memcpy(a->iv, d.iv, BLOCK_BYTES);
    mbedtls_platform_zeroize(&d, sizeof d);
}

/* a->in is full: the header, or one block of the text. */
static enum fw_fail take_block(struct fw_aes *a)
{
    enum fw_fail fail = FW_FAIL_NONE;
    a->n_in = 0;
    if (!a->has_key) {
        a->has_key = true;
        set_key(a, a->in + HEADER_BYTES - SALT_BYTES);
        return FW_FAIL_NONE;
    }
    if (a->has_held) {
        fail = a->sink.feed(a->sink.ctx, a->held, BLOCK_BYTES);
    }
    a->has_held = true;
    RT_ASSERT(mbedtls_aes_crypt_cbc(&a->aes, MBEDTLS_AES_DECRYPT, BLOCK_BYTES, a->iv, a->in, a->held) == 0);
    return fail;
}

enum fw_fail fw_aes_feed(struct fw_aes *a, const uint8_t *bytes, size_t n)
{
    enum fw_fail fail = FW_FAIL_NONE;
    while (n > 0 && fail == FW_FAIL_NONE) {
        size_t take = BLOCK_BYTES - a->n_in < n ? BLOCK_BYTES - a->n_in : n;
        memcpy(a->in + a->n_in, bytes, take);
        a->n_in += take;
        bytes += take;
        n -= take;
        if (a->n_in == BLOCK_BYTES) {
            fail = take_block(a);
        }
    }
    return fail;
}

/* PKCS#7: the last byte says how many bytes are padding, and all of them are that number. */
static size_t padding_bytes(const uint8_t block[BLOCK_BYTES])
{
    size_t n = block[BLOCK_BYTES - 1];
    if (n == 0 || n > BLOCK_BYTES) {
        return 0;
    }
    for (size_t i = BLOCK_BYTES - n; i < BLOCK_BYTES; i++) {
        if (block[i] != n) {
            return 0;
        }
    }
    return n;
}

enum fw_fail fw_aes_finish(struct fw_aes *a, const char **what)
{
    if (a->n_in > 0 || !a->has_held) {
        *what = "the encrypted file is cut off";
        return FW_FAIL_CORRUPT_FILE;
    }
    size_t n = padding_bytes(a->held);
    if (n == 0) {
        *what = "the decrypted file has no proper end: is the phrase of --key the right one?";
        return FW_FAIL_CORRUPT_FILE;
    }
    return n < BLOCK_BYTES ? a->sink.feed(a->sink.ctx, a->held, BLOCK_BYTES - n) : FW_FAIL_NONE;
}

/* ---- the other way: reports ---- */

enum rt_err fw_aes_encrypt(const char *phrase, const uint8_t salt[SALT_BYTES], const uint8_t *bytes, size_t n,
                           struct rt_buf *out)
{
    struct derived d;
    mbedtls_aes_context aes;
    derive(phrase, salt, &d);
    mbedtls_aes_init(&aes);
    RT_ASSERT(mbedtls_aes_setkey_enc(&aes, d.key, KEY_BYTES * 8) == 0);
    (void)rt_buf_put(out, "Salted__", HEADER_BYTES - SALT_BYTES); /* the buffer remembers failures */
    (void)rt_buf_put(out, salt, SALT_BYTES);
    for (size_t at = 0; at <= n; at += BLOCK_BYTES) { /* one block of padding when the text ends with a block */
        uint8_t block[BLOCK_BYTES];
        size_t n_block = n - at < BLOCK_BYTES ? n - at : BLOCK_BYTES;
        memset(block, (int)(BLOCK_BYTES - n_block), sizeof block); /* PKCS#7 */
        if (n_block > 0) {
            memcpy(block, bytes + at, n_block);
        }
        RT_ASSERT(mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_ENCRYPT, BLOCK_BYTES, d.iv, block, block) == 0);
        (void)rt_buf_put(out, block, sizeof block);
    }
    mbedtls_aes_free(&aes);
    mbedtls_platform_zeroize(&d, sizeof d);
    return rt_buf_error(out);
}
