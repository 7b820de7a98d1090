/* SPDX-License-Identifier: MIT */
#include "keytry.h"
#include <mbedtls/aes.h>
#include <mbedtls/base64.h>
#include <mbedtls/md.h>
#include <mbedtls/pkcs5.h>
#include <mbedtls/platform_util.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>

#define BLOCK_BYTES  16u
#define SALT_BYTES   8u
#define HEADER_BYTES 16u
#define DERIVED_MAX  64u
#define PHRASE_MAX   512u

static const char CURE[] = "Encrypt with: openssl enc -aes-256-cbc -md md5 -k PHRASE -in FILE -out FILE.enc";

/* How the key was made of the phrase, and which cipher. openssl's names; -iter is what openssl takes by itself. */
static const struct {
    mbedtls_md_type_t digest;
    unsigned rounds; /* of PBKDF2; 0: EVP_BytesToKey */
    unsigned bits;
    bool has_salt;
    const char *what;
} WAYS[] = {
    {MBEDTLS_MD_SHA256, 0, 256, true, "SHA-256 in place of MD5, which openssl from 1.1.0 on takes by itself"},
    {MBEDTLS_MD_SHA256, 10000, 256, true, "PBKDF2 (-pbkdf2 or -iter), which a unit does not know"},
    {MBEDTLS_MD_MD5, 0, 128, true, "AES-128 in place of AES-256"},
    {MBEDTLS_MD_SHA256, 0, 128, true, "AES-128 and SHA-256 in place of AES-256 and MD5"},
    {MBEDTLS_MD_SHA256, 10000, 128, true, "AES-128 and PBKDF2 in place of AES-256 and MD5"},
    {MBEDTLS_MD_MD5, 0, 192, true, "AES-192 in place of AES-256"},
    {MBEDTLS_MD_SHA256, 0, 192, true, "AES-192 and SHA-256 in place of AES-256 and MD5"},
    {MBEDTLS_MD_SHA1, 0, 256, true, "SHA-1 in place of MD5 (-md sha1)"},
    {MBEDTLS_MD_SHA512, 0, 256, true, "SHA-512 in place of MD5 (-md sha512)"},
    {MBEDTLS_MD_MD5, 10000, 256, true, "PBKDF2 (-pbkdf2 or -iter), which a unit does not know"},
    {MBEDTLS_MD_MD5, 0, 256, false, "no salt (-nosalt): the file lacks its head \"Salted__\""},
    {MBEDTLS_MD_SHA256, 0, 256, false, "no salt (-nosalt), and SHA-256 in place of MD5"},
};
#define N_WAYS (sizeof WAYS / sizeof WAYS[0])

/* The phrase as it came to openssl by mistake. */
struct phrase {
    char text[PHRASE_MAX];
    const char *what; /* "" for the phrase as given */
};

/* ---- deriving ---- */

/* EVP_BytesToKey: D1 = digest(phrase salt), Dn = digest(Dn-1 phrase salt). */
static bool derive_rounds(const mbedtls_md_info_t *md, const char *phrase, const uint8_t *salt, uint8_t *out, size_t n)
{
    uint8_t digest[MBEDTLS_MD_MAX_SIZE];
    size_t n_digest = mbedtls_md_get_size(md), n_done = 0;
    mbedtls_md_context_t ctx;
    mbedtls_md_init(&ctx);
    int failed = mbedtls_md_setup(&ctx, md, 0);
    while (failed == 0 && n_done < n) {
        size_t n_part = n - n_done < n_digest ? n - n_done : n_digest;
        failed |= mbedtls_md_starts(&ctx);
        failed |= n_done > 0 ? mbedtls_md_update(&ctx, digest, n_digest) : 0;
        failed |= mbedtls_md_update(&ctx, (const uint8_t *)phrase, strlen(phrase));
        failed |= salt != NULL ? mbedtls_md_update(&ctx, salt, SALT_BYTES) : 0;
        failed |= mbedtls_md_finish(&ctx, digest);
        memcpy(out + n_done, digest, n_part);
        n_done += n_part;
    }
    mbedtls_md_free(&ctx);
    mbedtls_platform_zeroize(digest, sizeof digest);
    return failed == 0;
}

static bool derive_pbkdf2(const mbedtls_md_info_t *md, const char *phrase, const uint8_t *salt, unsigned rounds,
                          uint8_t *out, size_t n)
{
    mbedtls_md_context_t ctx;
    mbedtls_md_init(&ctx);
    int failed = mbedtls_md_setup(&ctx, md, 1);
    if (failed == 0) {
        failed = mbedtls_pkcs5_pbkdf2_hmac(&ctx, (const uint8_t *)phrase, strlen(phrase), salt, SALT_BYTES, rounds,
                                           (uint32_t)n, out);
    }
    mbedtls_md_free(&ctx);
    return failed == 0;
}

/* ---- opening ---- */

static bool is_padding(const uint8_t block[BLOCK_BYTES])
{
    size_t n = block[BLOCK_BYTES - 1];
    bool is = n >= 1 && n <= BLOCK_BYTES;
    for (size_t i = BLOCK_BYTES - (is ? n : 0); i < BLOCK_BYTES; i++) {
        is = is && block[i] == n;
    }
    return is;
}

/* What a profile begins with: '<' after blanks or a byte order mark, or gzip's head. */
static bool is_profile_head(const uint8_t block[BLOCK_BYTES])
{
    size_t i = memcmp(block, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < BLOCK_BYTES && (block[i] == ' ' || block[i] == '\t' || block[i] == '\r' || block[i] == '\n')) {
        i++;
    }
    return (i < BLOCK_BYTES && block[i] == '<') || memcmp(block, "\x1F\x8B\x08", 3) == 0;
}

/* The first block and the last one tell: both have to be right. */
static bool opens(const uint8_t *bytes, size_t n, const char *phrase, size_t way)
{
    uint8_t derived[DERIVED_MAX], block[BLOCK_BYTES], iv[BLOCK_BYTES];
    const mbedtls_md_info_t *md = mbedtls_md_info_from_type(WAYS[way].digest);
    size_t n_key = WAYS[way].bits / 8, at = WAYS[way].has_salt ? HEADER_BYTES : 0;
    const uint8_t *salt = WAYS[way].has_salt ? bytes + HEADER_BYTES - SALT_BYTES : NULL;
    mbedtls_aes_context aes;
    if (md == NULL || n < at + BLOCK_BYTES || (n - at) % BLOCK_BYTES != 0) {
        return false;
    }
    bool is_open = WAYS[way].rounds > 0
                       ? derive_pbkdf2(md, phrase, salt, WAYS[way].rounds, derived, n_key + BLOCK_BYTES)
                       : derive_rounds(md, phrase, salt, derived, n_key + BLOCK_BYTES);
    mbedtls_aes_init(&aes);
    is_open = is_open && mbedtls_aes_setkey_dec(&aes, derived, WAYS[way].bits) == 0;
    if (is_open) {
        memcpy(iv, derived + n_key, sizeof iv);
        is_open = mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_DECRYPT, BLOCK_BYTES, iv, bytes + at, block) == 0 &&
                  is_profile_head(block);
    }
    if (is_open) {
        memcpy(iv, n - at > BLOCK_BYTES ? bytes + n - 2 * BLOCK_BYTES : derived + n_key, sizeof iv);
        is_open =
            mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_DECRYPT, BLOCK_BYTES, iv, bytes + n - BLOCK_BYTES, block) == 0 &&
            is_padding(block);
    }
    mbedtls_aes_free(&aes);
    mbedtls_platform_zeroize(derived, sizeof derived);
    mbedtls_platform_zeroize(block, sizeof block);
    return is_open;
}

/* Without a salt too, with the way of a unit: for the other phrases. */
static bool opens_as_unit(const uint8_t *bytes, size_t n, const char *phrase)
{
    uint8_t derived[DERIVED_MAX], block[BLOCK_BYTES], iv[BLOCK_BYTES];
    const mbedtls_md_info_t *md = mbedtls_md_info_from_type(MBEDTLS_MD_MD5);
    mbedtls_aes_context aes;
    if (md == NULL || n < HEADER_BYTES + BLOCK_BYTES || n % BLOCK_BYTES != 0 ||
        !derive_rounds(md, phrase, bytes + HEADER_BYTES - SALT_BYTES, derived, 48)) {
        return false;
    }
    mbedtls_aes_init(&aes);
    memcpy(iv, derived + 32, sizeof iv);
    bool is_open =
        mbedtls_aes_setkey_dec(&aes, derived, 256) == 0 &&
        mbedtls_aes_crypt_cbc(&aes, MBEDTLS_AES_DECRYPT, BLOCK_BYTES, iv, bytes + HEADER_BYTES, block) == 0 &&
        is_profile_head(block);
    mbedtls_aes_free(&aes);
    mbedtls_platform_zeroize(derived, sizeof derived);
    return is_open;
}

/* ---- the phrase ---- */

static char fold(char c, bool is_upper)
{
    bool is_lower_letter = c >= 'a' && c <= 'z', is_upper_letter = c >= 'A' && c <= 'Z';
    return is_upper && is_lower_letter    ? (char)(c - 'a' + 'A')
           : !is_upper && is_upper_letter ? (char)(c - 'A' + 'a')
                                          : c;
}

#define N_PHRASES 7u

/* Variant i of the phrase; false: it is the phrase itself, or does not fit. */
static bool make_phrase(const char *key, unsigned i, struct phrase *p)
{
    static const char *const whats[N_PHRASES] = {"quotation marks that became part of the phrase",
                                                 "a line end that became part of the phrase",
                                                 "a line end of Windows that became part of the phrase",
                                                 "the phrase in capitals",
                                                 "the phrase in small letters",
                                                 "blanks around the phrase that are no part of it",
                                                 "quotation marks that are no part of the phrase"};
    size_t n = strlen(key);
    if (n == 0 || n + 3 > sizeof p->text) {
        return false;
    }
    memset(p, 0, sizeof *p);
    p->what = whats[i];
    struct rt_str inner = rt_str_trim(rt_str(key));
    switch (i) {
    case 0:
        p->text[0] = '"';
        memcpy(p->text + 1, key, n);
        p->text[n + 1] = '"';
        break;
    case 1:
    case 2:
        memcpy(p->text, key, n);
        memcpy(p->text + n, i == 1 ? "\n" : "\r\n", i);
        break;
    case 3:
    case 4:
        for (size_t k = 0; k < n; k++) {
            p->text[k] = fold(key[k], i == 3);
        }
        break;
    case 5:
        memcpy(p->text, inner.p, inner.n);
        break;
    default:
        if (n < 3 || key[0] != key[n - 1] || (key[0] != '"' && key[0] != '\'')) {
            return false;
        }
        memcpy(p->text, key + 1, n - 2);
        break;
    }
    return p->text[0] != '\0' && strcmp(p->text, key) != 0;
}

/* ---- all of it ---- */

static bool try_ways(const uint8_t *bytes, size_t n, const char *key, const char *armour, struct rt_buf *out)
{
    bool is_salted = n > HEADER_BYTES && memcmp(bytes, "Salted__", 8) == 0;
    for (size_t i = 0; i < N_WAYS; i++) {
        if (WAYS[i].has_salt == is_salted && opens(bytes, n, key, i)) {
            (void)rt_buf_printf(out, "With this phrase the file opens, but it was made with %s%s. %s.", WAYS[i].what,
                                armour, CURE);
            return true;
        }
    }
    for (unsigned i = 0; i < N_PHRASES && is_salted; i++) {
        struct phrase p;
        bool is_it = make_phrase(key, i, &p) && opens_as_unit(bytes, n, p.text);
        mbedtls_platform_zeroize(p.text, sizeof p.text);
        if (is_it) {
            (void)rt_buf_printf(out, "The file opens with %s%s. Use the same phrase on both sides.", p.what, armour);
            return true;
        }
    }
    return false;
}

/* base64 of "Salted__", as openssl -a and -base64 write it: RFC 4648 section 4. */
static bool is_armoured(const uint8_t *bytes, size_t n)
{
    return n > 11 && memcmp(bytes, "U2FsdGVkX1", 10) == 0;
}

static bool try_armoured(const uint8_t *bytes, size_t n, const char *key, struct rt_buf *out)
{
    size_t n_plain = 0;
    uint8_t *text = rt_mem_alloc(n), *plain = rt_mem_alloc(n);
    size_t n_text = 0;
    for (size_t i = 0; text != NULL && i < n; i++) {
        if (bytes[i] > ' ') {
            text[n_text++] = bytes[i];
        }
    }
    bool is_plain = text != NULL && plain != NULL && mbedtls_base64_decode(plain, n, &n_plain, text, n_text) == 0;
    (void)rt_buf_put_text(out,
                          "This is base64, as openssl -a writes it: leave -a (-base64) out; a unit takes bytes only. ");
    if (is_plain && key != NULL && !opens_as_unit(plain, n_plain, key)) {
        (void)try_ways(plain, n_plain, key, ", and written as base64", out); /* one more thing to say, or none */
    }
    rt_mem_free(text);
    rt_mem_free(plain);
    return true;
}

bool keytry(const uint8_t *bytes, size_t n, const char *key, struct rt_buf *out)
{
    if (is_armoured(bytes, n)) {
        return try_armoured(bytes, n, key, out);
    }
    return key != NULL && try_ways(bytes, n, key, "", out);
}
