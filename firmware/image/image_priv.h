/* SPDX-License-Identifier: MIT */
/* Shared inside firmware/image: the only two uses of third-party headers. */
#pragma once
#include <fw/image.h>

#define IMAGE_HEAD_FIXED 64u                    /* bytes before the section rows */
#define IMAGE_ROW_BYTES  64u                    /* a section row */
#define IMAGE_SIGNATURE  256u                   /* RSA-2048 */
#define IMAGE_TAIL       (8u + IMAGE_SIGNATURE) /* crc32, n_signature, signature */
#define IMAGE_HEAD_MAX   (IMAGE_HEAD_FIXED + FW_IMAGE_SECTIONS_MAX * IMAGE_ROW_BYTES + IMAGE_TAIL)

/* RT_OK, RT_ESIGNATURE, RT_ENOMEM. n_signed: number of leading bytes that are signed. */
enum rt_err image_verify(const uint8_t *bytes, size_t n_signed, const uint8_t signature[IMAGE_SIGNATURE]);
void image_sha256(const uint8_t *bytes, size_t n, uint8_t out[32]);

/* Inflates a zlib stream and appends exactly n_real bytes to out.
 * RT_ETOOBIG: there is more in it, or out is full. RT_ECORRUPT: less, or not zlib. RT_ENOMEM. */
enum rt_err image_inflate(const uint8_t *bytes, size_t n, size_t n_real, struct rt_buf *out);
