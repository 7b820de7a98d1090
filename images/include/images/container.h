/* SPDX-License-Identifier: MIT */
/* Writes the container of fw/image.h: lays out the sections, adds the checksums, signs. */
#pragma once
#include <rt/buf.h>
#include <stdbool.h>
#include <stdint.h>

struct img_section {
    char id[5];           /* "MANI" */
    bool is_compressed;   /* the bytes are a zlib stream that inflates to n_real */
    const uint8_t *bytes; /* borrowed */
    uint32_t n;
    uint32_t n_real; /* n, unless compressed */
};

struct img_container {
    uint8_t format;      /* 1; other values are for testing readers */
    const char *product; /* "SPA-2102" */
    const char *version; /* "5.2.10" */
    const struct img_section *sections;
    size_t n_sections;
};

/* Appends the whole image to out. RT_ETOOBIG: a string, the number of sections or the image exceeds its limit.
 * RT_ENOMEM. */
enum rt_err img_container_write(const struct img_container *c, struct rt_buf *out);
/* Compresses the bytes into a zlib stream; deterministic for one version of zlib. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err img_deflate(const uint8_t *bytes, size_t n, struct rt_buf *out);
/* RSA-2048 PKCS#1 v1.5 over the SHA-256 of the bytes, with the test key of images/keys. */
#define IMG_SIGNATURE_BYTES 256u
enum rt_err img_sign(const uint8_t *bytes, size_t n, uint8_t out[IMG_SIGNATURE_BYTES]);
