/* SPDX-License-Identifier: MIT */
/* The keys, ciphers and seal of a compiled profile, as defined in fw/spc.h. */
#include <fw/spc.h>
#include <mbedtls/aes.h>
#include <mbedtls/arc4.h>
#include <mbedtls/md.h>
#include <mbedtls/md5.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/sha256.h>
#include <rt/assert.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <string.h>

#define AES_BLOCK_BYTES 16u
#define SHA256_BYTES    32u
#define MD5_BYTES       16u

struct fw_spc_crypt {
    enum fw_spc_mode mode;
    uint8_t secret[FW_SPC_SECRET_MAX];
    size_t n_secret;
    uint8_t seal_key[SHA256_BYTES];
    mbedtls_md_context_t seal;
    mbedtls_aes_context aes;
    mbedtls_arc4_context arc4;
    uint8_t counter[AES_BLOCK_BYTES], stream[AES_BLOCK_BYTES];
    size_t at; /* in `stream` */
};

static const char *const MODE_NAMES[FW_N_SPC_MODES] = {
#define MODE_NAME(id, name) name,
    FW_SPC_MODE_LIST(MODE_NAME)
#undef MODE_NAME
};

const char *fw_spc_mode_name(enum fw_spc_mode m)
{
    RT_ASSERT((unsigned)m < FW_N_SPC_MODES);
    return MODE_NAMES[m];
}

/* ---- the header ---- */

void fw_spc_header_write(const struct fw_spc_header *h, uint8_t out[FW_SPC_CHECKED_BYTES])
{
    memcpy(out, FW_SPC_MAGIC, FW_SPC_MAGIC_BYTES);
    out[8] = FW_SPC_VERSION;
    out[9] = (uint8_t)h->mode;
    out[10] = (uint8_t)h->key;
    out[11] = 0;
    memcpy(out + FW_SPC_SALT_AT, h->salt, FW_SPC_SALT_BYTES);
    rt_put_be32(out + 20, h->n_body);
}

/* Only the two ciphers have a key, and RC4 only that of a phrase (guide p.2-7). */
static bool is_key_of_mode(const struct fw_spc_header *h)
{
    switch (h->mode) {
    case FW_SPC_RC4:
        return h->key == FW_SPC_KEY_ASCII;
    case FW_SPC_AES:
        return h->key == FW_SPC_KEY_ASCII || h->key == FW_SPC_KEY_HEX;
    default:
        return h->key == FW_SPC_KEY_NONE;
    }
}

enum rt_err fw_spc_header_read(const uint8_t bytes[FW_SPC_CHECKED_BYTES], struct fw_spc_header *out)
{
    if (memcmp(bytes, FW_SPC_MAGIC, FW_SPC_MAGIC_BYTES) != 0) {
        return RT_ECORRUPT;
    }
    if (bytes[8] != FW_SPC_VERSION) {
        return RT_ENOTSUP;
    }
    if (bytes[9] >= FW_N_SPC_MODES || bytes[10] >= FW_N_SPC_KEYS || bytes[11] != 0) {
        return RT_ECORRUPT;
    }
    *out = (struct fw_spc_header){
        .mode = (enum fw_spc_mode)bytes[9], .key = (enum fw_spc_key)bytes[10], .n_body = rt_be32(bytes + 20)};
    memcpy(out->salt, bytes + FW_SPC_SALT_AT, FW_SPC_SALT_BYTES);
    return is_key_of_mode(out) ? RT_OK : RT_ECORRUPT;
}

void fw_spc_scramble_salt(struct rt_str phrase, uint8_t salt[FW_SPC_SALT_BYTES])
{
    uint8_t digest[SHA256_BYTES];
    RT_ASSERT(mbedtls_sha256_ret((const uint8_t *)phrase.p, phrase.n, digest, 0) == 0);
    memcpy(salt, digest, FW_SPC_SALT_BYTES);
}

/* ---- keys ---- */

/* "a37d2f...": an even number of digits, at most 64; zeros up to the next size that AES has. */
static enum rt_err hex_secret(struct fw_spc_crypt *c, struct rt_str key)
{
    size_t n = key.n / 2;
    if (key.n == 0 || key.n % 2 != 0 || n > FW_SPC_SECRET_MAX || rt_str_hex(key, c->secret, n) != RT_OK) {
        return RT_EACCES;
    }
    c->n_secret = n <= 16 ? 16 : n <= 24 ? 24 : 32;
    return RT_OK;
}

static enum rt_err find_secret(struct fw_spc_crypt *c, const struct fw_spc_header *h, struct rt_str key,
                               const uint8_t *mac)
{
    if (h->mode == FW_SPC_TARGET) {
        if (mac == NULL) {
            return RT_EACCES;
        }
        c->n_secret = 6;
        memcpy(c->secret, mac, 6);
    } else if (h->key == FW_SPC_KEY_HEX) {
        return hex_secret(c, key);
    } else if (h->key == FW_SPC_KEY_ASCII) {
        if (key.n == 0) {
            return RT_EACCES;
        }
        c->n_secret = MD5_BYTES;
        RT_ASSERT(mbedtls_md5_ret((const uint8_t *)key.p, key.n, c->secret) == 0);
    }
    return RT_OK;
}

/* SHA-256(label mode secret salt) */
static void derive(const struct fw_spc_crypt *c, const char *label, const uint8_t *salt, uint8_t out[SHA256_BYTES])
{
    const uint8_t mode = (uint8_t)c->mode;
    mbedtls_sha256_context sha;
    int failed;
    mbedtls_sha256_init(&sha);
    failed = mbedtls_sha256_starts_ret(&sha, 0);
    failed |= mbedtls_sha256_update_ret(&sha, (const uint8_t *)label, strlen(label));
    failed |= mbedtls_sha256_update_ret(&sha, &mode, 1);
    failed |= mbedtls_sha256_update_ret(&sha, c->secret, c->n_secret);
    failed |= mbedtls_sha256_update_ret(&sha, salt, FW_SPC_SALT_BYTES);
    failed |= mbedtls_sha256_finish_ret(&sha, out);
    mbedtls_sha256_free(&sha);
    RT_ASSERT(failed == 0);
}

static void set_cipher_key(struct fw_spc_crypt *c, const uint8_t *salt)
{
    uint8_t key[FW_SPC_SECRET_MAX + FW_SPC_SALT_BYTES];
    memcpy(key, c->secret, c->n_secret);
    if (c->mode == FW_SPC_RC4) {
        memcpy(key + c->n_secret, salt, FW_SPC_SALT_BYTES);
        RT_ASSERT(mbedtls_md5_ret(key, c->n_secret + FW_SPC_SALT_BYTES, key) == 0);
        mbedtls_arc4_setup(&c->arc4, key, MD5_BYTES);
    } else {
        unsigned n_bits = (unsigned)c->n_secret * 8;
        if (c->mode != FW_SPC_AES) {
            derive(c, "vspa spc cipher", salt, key);
            n_bits = 128;
        }
        RT_ASSERT(mbedtls_aes_setkey_enc(&c->aes, key, n_bits) == 0);
        memcpy(c->counter, salt, FW_SPC_SALT_BYTES);
    }
    mbedtls_platform_zeroize(key, sizeof key);
}

enum rt_err fw_spc_crypt_create(struct fw_spc_crypt **out, const struct fw_spc_header *h, struct rt_str key,
                                const uint8_t *mac)
{
    RT_ASSERT(out != NULL && h != NULL && (unsigned)h->mode < FW_N_SPC_MODES);
    struct fw_spc_crypt *c = rt_mem_alloc(sizeof *c);
    *out = NULL;
    if (c == NULL) {
        return RT_ENOMEM;
    }
    c->mode = h->mode;
    mbedtls_aes_init(&c->aes);
    mbedtls_arc4_init(&c->arc4);
    mbedtls_md_init(&c->seal);
    enum rt_err err = find_secret(c, h, key, mac);
    if (err == RT_OK) {
        set_cipher_key(c, h->salt);
        derive(c, "vspa spc seal", h->salt, c->seal_key);
        err = mbedtls_md_setup(&c->seal, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 1) == 0 ? RT_OK : RT_ENOMEM;
    }
    if (err != RT_OK) {
        fw_spc_crypt_destroy(c);
        return err;
    }
    *out = c;
    return RT_OK;
}

void fw_spc_crypt_destroy(struct fw_spc_crypt *c)
{
    if (c != NULL) {
        mbedtls_aes_free(&c->aes);
        mbedtls_arc4_free(&c->arc4);
        mbedtls_md_free(&c->seal);
        mbedtls_platform_zeroize(c, sizeof *c);
        (void)rt_mem_free(c);
    }
}

/* ---- the file, in its order ---- */

void fw_spc_crypt_check(struct fw_spc_crypt *c, const uint8_t header[FW_SPC_CHECKED_BYTES],
                        uint8_t check[FW_SPC_CHECK_BYTES])
{
    uint8_t digest[SHA256_BYTES];
    int failed = mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), c->seal_key, sizeof c->seal_key, header,
                                 FW_SPC_CHECKED_BYTES, digest);
    memcpy(check, digest, FW_SPC_CHECK_BYTES);
    failed |= mbedtls_md_hmac_starts(&c->seal, c->seal_key, sizeof c->seal_key);
    failed |= mbedtls_md_hmac_update(&c->seal, header, FW_SPC_CHECKED_BYTES);
    failed |= mbedtls_md_hmac_update(&c->seal, check, FW_SPC_CHECK_BYTES);
    RT_ASSERT(failed == 0);
}

/* Every mode is a stream cipher, so encryption and decryption are the same. */
static void apply_cipher(struct fw_spc_crypt *c, uint8_t *bytes, size_t n)
{
    int failed = 0;
    if (c->mode == FW_SPC_RC4) {
        failed = mbedtls_arc4_crypt(&c->arc4, n, bytes, bytes);
    } else if (c->mode != FW_SPC_GENERIC) {
        failed = mbedtls_aes_crypt_ctr(&c->aes, n, &c->at, c->counter, c->stream, bytes, bytes);
    }
    RT_ASSERT(failed == 0);
}

void fw_spc_encrypt(struct fw_spc_crypt *c, uint8_t *bytes, size_t n)
{
    apply_cipher(c, bytes, n);
    RT_ASSERT(mbedtls_md_hmac_update(&c->seal, bytes, n) == 0);
}

void fw_spc_decrypt(struct fw_spc_crypt *c, uint8_t *bytes, size_t n)
{
    RT_ASSERT(mbedtls_md_hmac_update(&c->seal, bytes, n) == 0);
    apply_cipher(c, bytes, n);
}

void fw_spc_seal(struct fw_spc_crypt *c, uint8_t seal[FW_SPC_SEAL_BYTES])
{
    uint8_t digest[SHA256_BYTES];
    RT_ASSERT(mbedtls_md_hmac_finish(&c->seal, digest) == 0);
    memcpy(seal, digest, FW_SPC_SEAL_BYTES);
}
