/* SPDX-License-Identifier: MIT */
/*
 * The compiled profile: what `vspa spc` writes and a virtual unit reads.
 *
 * The vendor's compiler has the same command line (guide p.2-6 .. 2-8), but the layout of its files, the hash behind
 * --ascii-key and the cipher modes were never published. This container is our own; every choice in it is one.
 *
 *    0                               8      9     10    11    12
 *    +-------------------------------+------+-----+-----+-----+---------------+---------+---------+
 *    | 89 'V' 'S' 'P' 'C' 0D 0A 1A   | ver 1| mode| key |  0  | salt (8)      | n_body  | check   |
 *    +-------------------------------+------+-----+-----+-----+---------------+---------+---------+
 *                                                             12              20        24        28
 *   28  body: n_body bytes, in the cipher of the mode
 *   28 + n_body  seal: 16 bytes, and the file ends
 *
 *   Numbers are big-endian. In clear, the body is a row of entries and one 0 byte at the end:
 *
 *    +--------+-------------+-------+---------+---------+
 *    | n_name | name        | flags | n_value | value   |   n_name 1 byte, 1 .. 127; n_value 2 bytes, at most 2047
 *    +--------+-------------+-------+---------+---------+   flags: bit 0 a value is there (else neither n_value nor
 *                                                           value), bits 1-2 user access: 0 na, 1 ro, 2 rw
 *   The name is that of the XML element ("Line_Enable_1_").
 *
 *   secret   generic, scrambled: nothing; target: the six bytes of the MAC address; --ascii-key: MD5 of the phrase;
 *            --hex-key: its bytes, with zeros up to the next of 16, 24, 32
 *   cipher   generic: none; rc4: RC4 under MD5(secret salt); aes: AES in counter mode under the secret, the counter
 *            block begins with the salt and counts from 0; scrambled, target: the same with AES-128 under the first
 *            16 bytes of SHA-256("vspa spc cipher" mode secret salt)
 *   salt     scrambled: the first bytes of SHA-256 of the phrase (so the unit needs none); generic: zero; else drawn
 *   seal     first 16 bytes of HMAC-SHA-256 over everything before, under SHA-256("vspa spc seal" mode secret salt)
 *   check    first 4 bytes of the same over bytes 0 .. 23: detects a wrong key before the body is read
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FW_SPC_MAGIC         "\x89VSPC\r\n\x1a"
#define FW_SPC_MAGIC_BYTES   8u
#define FW_SPC_VERSION       1u
#define FW_SPC_SALT_BYTES    8u
#define FW_SPC_SALT_AT       12u
#define FW_SPC_CHECKED_BYTES 24u /* of the header: what `check` covers */
#define FW_SPC_CHECK_BYTES   4u
#define FW_SPC_HEADER_BYTES  28u
#define FW_SPC_SEAL_BYTES    16u
#define FW_SPC_SECRET_MAX    32u

#define FW_SPC_MODE_LIST(X)                                                                                            \
    X(GENERIC, "generic")                                                                                              \
    X(SCRAMBLED, "scrambled")                                                                                          \
    X(TARGET, "for one unit")                                                                                          \
    X(RC4, "RC4")                                                                                                      \
    X(AES, "AES")
#define FW_SPC_MODE_ENUM(id, name) FW_SPC_##id,
enum fw_spc_mode { FW_SPC_MODE_LIST(FW_SPC_MODE_ENUM) FW_N_SPC_MODES };
/* For people; static. */
const char *fw_spc_mode_name(enum fw_spc_mode m);

enum fw_spc_key { FW_SPC_KEY_NONE, FW_SPC_KEY_ASCII, FW_SPC_KEY_HEX, FW_N_SPC_KEYS };

enum { FW_SPC_HAS_VALUE = 1, FW_SPC_ACCESS_SHIFT = 1, FW_SPC_FLAGS_MAX = 5 };

struct fw_spc_header {
    enum fw_spc_mode mode;
    enum fw_spc_key key;
    uint8_t salt[FW_SPC_SALT_BYTES];
    uint32_t n_body;
};
/* The first 24 bytes. */
void fw_spc_header_write(const struct fw_spc_header *h, uint8_t out[FW_SPC_CHECKED_BYTES]);
/* RT_ENOTSUP: another version; RT_ECORRUPT: no header that a compiler writes. */
enum rt_err fw_spc_header_read(const uint8_t bytes[FW_SPC_CHECKED_BYTES], struct fw_spc_header *out);
/* The salt of --scramble: the file depends on the phrase alone. */
void fw_spc_scramble_salt(struct rt_str phrase, uint8_t salt[FW_SPC_SALT_BYTES]);

/* The keys of one file, and its seal so far. */
struct fw_spc_crypt;
/* key: the argument of --ascii-key or --hex-key, of --key in a rule; n = 0 when there is none. mac: of the unit; may
 * be NULL. RT_EACCES: the mode needs a key or a MAC that is not given, or a hex key that is none; RT_ENOMEM. */
enum rt_err fw_spc_crypt_create(struct fw_spc_crypt **out, const struct fw_spc_header *h, struct rt_str key,
                                const uint8_t *mac);
void fw_spc_crypt_destroy(struct fw_spc_crypt *c);
/* Of the header's first 24 bytes; the 28 bytes of the header go under the seal. */
void fw_spc_crypt_check(struct fw_spc_crypt *c, const uint8_t header[FW_SPC_CHECKED_BYTES],
                        uint8_t check[FW_SPC_CHECK_BYTES]);
/* In place, in the order of the file. */
void fw_spc_encrypt(struct fw_spc_crypt *c, uint8_t *bytes, size_t n);
void fw_spc_decrypt(struct fw_spc_crypt *c, uint8_t *bytes, size_t n);
/* Once, after the body. */
void fw_spc_seal(struct fw_spc_crypt *c, uint8_t seal[FW_SPC_SEAL_BYTES]);
