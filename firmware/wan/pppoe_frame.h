/* SPDX-License-Identifier: MIT */
/*
 * Frames of PPP over Ethernet (RFC 2516 section 4): reading and building. Bytes only.
 *
 *    destination(6) source(6) type(2) | 0x11  code(1)  session(2)  length(2) | payload
 *
 * Payload of discovery: tags, each type(2) length(2) value. Payload of a session: a PPP packet, protocol(2) first.
 */
#pragma once
#include <board/nic.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PPPOE_HEADER_BYTES 20u /* with that of Ethernet */
enum pppoe_type { PPPOE_DISCOVERY = 0x8863, PPPOE_SESSION = 0x8864 };
enum pppoe_code {
    PPPOE_DATA = 0x00,
    PPPOE_PADO = 0x07,
    PPPOE_PADI = 0x09,
    PPPOE_PADR = 0x19,
    PPPOE_PADS = 0x65,
    PPPOE_PADT = 0xa7
};
enum pppoe_tag_type {
    PPPOE_END = 0x0000,
    PPPOE_SERVICE_NAME = 0x0101,
    PPPOE_AC_NAME = 0x0102,
    PPPOE_HOST_UNIQ = 0x0103,
    PPPOE_AC_COOKIE = 0x0104,
    PPPOE_RELAY_ID = 0x0110,
    PPPOE_SERVICE_ERROR = 0x0201,
    PPPOE_SYSTEM_ERROR = 0x0202,
    PPPOE_GENERIC_ERROR = 0x0203
};

struct pppoe_frame {
    const uint8_t *destination, *source; /* borrowed */
    uint16_t type;
    uint8_t code;
    uint16_t session;
    const uint8_t *payload;
    size_t n;
};
/* False: no PPPoE, or its length is not there. */
bool pppoe_read(struct pppoe_frame *f, const uint8_t *frame, size_t n);

/* The first tag of this type. False: there is none before the end, or before a damaged one. */
bool pppoe_find(const struct pppoe_frame *f, uint16_t tag, struct rt_str *value);
/* A tag of this type with this value. */
bool pppoe_has(const struct pppoe_frame *f, uint16_t tag, struct rt_str value);

/* A frame is built: head, tags or payload, and its length when all is in. */
struct pppoe_out {
    uint8_t bytes[BOARD_FRAME_MAX];
    size_t n;
};
void pppoe_begin(struct pppoe_out *o, const uint8_t source[6], const uint8_t destination[6], uint16_t type,
                 uint8_t code, uint16_t session);
/* What finds no room is left out. */
void pppoe_put_tag(struct pppoe_out *o, uint16_t tag, const void *value, size_t n);
void pppoe_put(struct pppoe_out *o, const uint8_t *payload, size_t n);
/* Its length is written; returns that of the frame. */
size_t pppoe_end(struct pppoe_out *o);
