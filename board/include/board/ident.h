/* SPDX-License-Identifier: MIT */
/*
 * Factory identity: programmed by the manufacturer, never changed by a reset.
 *
 *    0        4        8       12       16
 *    +--------+--------+--------+--------+----------------------------------------+
 *    | "VSID" | version| n_body | crc32  | body: records of tag(1) 0(1) n(2) bytes |
 *    +--------+--------+--------+--------+----------------------------------------+
 *    Big-endian. crc32 over the body. Records are padded with 0xff to a multiple of 4. Unknown tags are skipped.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

#define BOARD_SERIAL_MAX     31u
#define BOARD_HW_VERSION_MAX 15u
#define BOARD_PRODUCT_MAX    15u
#define BOARD_DER_MAX        4096u

struct board_ident {
    uint8_t mac[6];                            /* of the WAN port; the LAN port uses the next address */
    char serial[BOARD_SERIAL_MAX + 1];         /* "FM500K245546" */
    char hw_version[BOARD_HW_VERSION_MAX + 1]; /* "1.3.5(a)" */
    char product[BOARD_PRODUCT_MAX + 1];       /* "SPA-2102": which images this hardware accepts */
    bool is_rc;                                /* a remote-customisation unit */
    /* Client certificate and key, DER; n = 0 when not installed. */
    uint16_t n_certificate, n_key;
    uint8_t certificate[BOARD_DER_MAX];
    uint8_t key[BOARD_DER_MAX];
};

/* Writes the identity into the FACTORY region, which must be blank. RT_EINVAL: a string is too long. RT_EEXIST: not
 * blank. */
enum rt_err board_ident_burn(struct board *b, const struct board_ident *ident);
/* RT_ENOENT: blank; RT_ECORRUPT: damaged. */
enum rt_err board_ident_read(const struct board *b, struct board_ident *out);
/* The same from plain memory (a unit file that is not powered). cells: the FACTORY region. */
enum rt_err board_ident_decode(const uint8_t *cells, size_t n, struct board_ident *out);
