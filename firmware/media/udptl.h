/* SPDX-License-Identifier: MIT */
/*
 * UDPTL: packets of T.38 in datagrams (ITU-T T.38 annex on UDPTL), each with copies of the last ones:
 *
 *   | sequence, 16 | length | primary packet | 0: copies follow | number | length | packet before | length | ... |
 *
 * A length is one octet below 128, else two with the highest bit set. Copies by a forward error code (0x80) are left
 * alone.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UDPTL_PACKET_MAX   300u /* of one packet of T.38; at 14,400 bit/s about 60. guess */
#define UDPTL_COPIES_MAX   3u   /* FAX_T38_Redundancy */
#define UDPTL_DATAGRAM_MAX (2u + (UDPTL_COPIES_MAX + 1u) * (2u + UDPTL_PACKET_MAX) + 3u)

struct udptl_tx {
    uint16_t sequence;
    unsigned n_copies; /* wanted */
    unsigned n;        /* packets in last, the newest first */
    struct {
        uint16_t n;
        uint8_t octets[UDPTL_PACKET_MAX];
    } last[UDPTL_COPIES_MAX];
};
/* Writes the datagram of the next packet, n octets of at most UDPTL_PACKET_MAX, with as many copies as fit into max.
 * Its length; 0: too long. */
size_t udptl_put(struct udptl_tx *t, const uint8_t *packet, size_t n, uint8_t out[UDPTL_DATAGRAM_MAX], size_t max);

struct udptl_rx {
    bool is_started;
    uint16_t next; /* sequence */
};
typedef void udptl_packet_fn(void *ctx, uint16_t sequence, const uint8_t *packet, size_t n);
/* Hands over the packets that are new, in order: lost ones too, as far as there are copies. False: it is not UDPTL. */
bool udptl_take(struct udptl_rx *r, const uint8_t *datagram, size_t n, udptl_packet_fn *fn, void *ctx);
