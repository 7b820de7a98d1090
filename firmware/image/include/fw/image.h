/* SPDX-License-Identifier: MIT */
/*
 * The firmware image: signed data, never code. Its format and its reader; images/ packs it.
 *
 *    0                8        12       16       20       24                40               64
 *    +----------------+--------+--------+--------+--------+-----------------+----------------+
 *    | "VSPAIMG\x01"  | n_head | n_total| n_sect | flags 0| product (16)    | version (24)   |
 *    +----------------+--------+--------+--------+--------+-----------------+----------------+
 *    | n_sect x section row (64 bytes): id(4) flags(4) offset(4) n_stored(4) n_real(4) 0(12) |
 *    |                                  sha256 of the stored bytes (32)                      |
 *    +---------------------------------------------------------------------------------------+
 *    | crc32 of all before (4) | n_signature (4) | RSA-2048 PKCS#1 v1.5 SHA-256 signature    |
 *    |                                            over all before the crc32                  |
 *    +---------------------------------------------------------------------------------------+
 *    | sections, each at a multiple of 4; flag bit 0: zlib-compressed                        |
 *    +---------------------------------------------------------------------------------------+
 *    n_head: bytes up to the first section. n_total: whole image. Big-endian. Texts end with 0.
 *
 * The vendor's own .bin layout is not public; this container is ours (an owner of a SPA9000 found no plain
 * image of flash in it: forum).
 */
#pragma once
#include <rt/buf.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FW_IMAGE_MAGIC            "VSPAIMG\x01"
#define FW_IMAGE_PRODUCT_BYTES    16u
#define FW_IMAGE_VERSION_BYTES    24u
#define FW_IMAGE_SECTIONS_MAX     16u
#define FW_IMAGE_SECTION_REAL_MAX (2u * 1024u * 1024u) /* maximum inflated size of a section */
#define FW_IMAGE_BYTES_MAX        (24u * 65536u)       /* a bank */

/* id, four letters, what it holds */
#define FW_IMAGE_SECTION_LIST(X)                                                                                       \
    X(MANIFEST, "MANI", "lines `key = value`: product, version, hardware, oldest, capabilities")                       \
    X(SCHEMA, "SCHM", "the parameters, one row a line, tab-separated; see schema.h")                                   \
    X(MENU, "MENU", "voice menu rows, tab-separated; see ivr/README.md")                                               \
    X(PROMPTS, "PRMT", "one row a prompt: id, first sample, samples, text; tab-separated")                             \
    X(SOUND, "SNDS", "the prompts, G.711 u-law, 8,000 Hz, never compressed: played in place")                          \
    X(PAGES, "PAGE", "page texts and look, lines `key = value`")                                                       \
    X(TRUST, "TRST", "roots of provisioning servers, DER, one after the other, never compressed")                      \
    X(BANNER, "BANR", "picture at the top of the pages, JPEG, never compressed")

/* TRUST may be missing: releases before 2.0.6 knew no HTTPS (guide p.1-8). BANNER may be missing. */
enum fw_image_section {
#define FW_IMAGE_SECTION_ENUM(id, fourcc, help) FW_IMAGE_##id,
    FW_IMAGE_SECTION_LIST(FW_IMAGE_SECTION_ENUM)
#undef FW_IMAGE_SECTION_ENUM
        FW_IMAGE_N_SECTIONS
};
const char *fw_image_section_name(enum fw_image_section s); /* "manifest" */

struct fw_image_row {
    bool is_present, is_compressed;
    uint32_t offset, n_stored, n_real;
    uint8_t sha256[32];
};

/* A view of an image in memory (a bank, a file); nothing is copied or owned. */
struct fw_image {
    const uint8_t *bytes;
    uint32_t n_bytes; /* n_total of the header */
    uint32_t n_head;
    char product[FW_IMAGE_PRODUCT_BYTES]; /* "SPA-2102" */
    char version[FW_IMAGE_VERSION_BYTES]; /* "5.2.10" */
    struct fw_image_row rows[FW_IMAGE_N_SECTIONS];
};

/* Checks the head: magic, sizes, crc32, signature. n: readable bytes (the image may be shorter). RT_ECORRUPT: not an
 * image, truncated, damaged. RT_ENOTSUP: an image of another format version (the last byte of the magic).
 * RT_ESIGNATURE: intact, but not signed with our key. RT_ENOMEM. */
enum rt_err fw_image_open(struct fw_image *out, const uint8_t *bytes, size_t n);
/* The total length (n_total) of the image that starts with these n bytes; needs 16 bytes. RT_EINVAL: too few bytes
 * yet. RT_ECORRUPT: this is not an image. RT_ENOTSUP: of another format version. */
enum rt_err fw_image_peek_size(const uint8_t *bytes, size_t n, uint32_t *n_total);
/* Product and version of an image, from its first FW_IMAGE_PEEK_BYTES; nothing else is checked. RT_EINVAL,
 * RT_ECORRUPT, RT_ENOTSUP as above. */
#define FW_IMAGE_PEEK_BYTES 64u
enum rt_err fw_image_peek_release(const uint8_t *bytes, size_t n, char product[FW_IMAGE_PRODUCT_BYTES],
                                  char version[FW_IMAGE_VERSION_BYTES]);
/* Verifies the SHA-256 of every section. RT_ECORRUPT. */
enum rt_err fw_image_check_sections(const struct fw_image *image);
/* Appends the content of a section to out, inflated if necessary (also bounded by out->max). RT_ENOENT: not in this
 * image. RT_ECORRUPT, RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_image_read(const struct fw_image *image, enum fw_image_section s, struct rt_buf *out);
/* A section in place; it must not be compressed. RT_ENOENT, RT_ENOTSUP. */
enum rt_err fw_image_in_place(const struct fw_image *image, enum fw_image_section s, const uint8_t **bytes, size_t *n);

/* The manifest, decoded. */
struct fw_manifest {
    char product[16];      /* "SPA-2102": web pages, HTTP User-Agent, DHCP; $PN */
    char sip_product[16];  /* "SPA2102": SIP User-Agent */
    char series[8];        /* "2102": $PSN */
    char version[24];      /* "3.3.6": $SWVER */
    char oldest[24];       /* oldest release from which this one may be installed; "" any */
    char hardware[64];     /* comma list of hardware versions, "*" wildcard at the end of each; "" any */
    char manufacturer[16]; /* "Linksys" */
    char dhcp_class[32];   /* "LINKSYS SPA-2102" */
    char tcp_mss[6];       /* segment size that a SYN offers; "": as an SPA2102 */
    char released[16];     /* "2006-06-01"; information only */
    char notify[128];      /* events of SIP NOTIFY that the release knows, a comma list; "" all of firmware/sipline */
};
/* RT_ENOENT, RT_ECORRUPT (also if product or version differ from the header), RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_image_manifest(const struct fw_image *image, struct fw_manifest *out);

/* The public key that signs images; DER, in firmware/image/key.c. The test key of the repository. */
extern const uint8_t fw_image_public_key_der[];
extern const size_t fw_image_public_key_der_bytes;
