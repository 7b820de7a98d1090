/* SPDX-License-Identifier: MIT */
/*
 * RTP packets (RFC 3550 section 5.1). Pure.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   |                           timestamp                           |
 *   |           synchronization source (SSRC) identifier            |
 *   |            contributing sources (CC of them), extension (X)   |
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTP_HEADER_BYTES 12u

struct rtp_header {
    bool marker;
    uint8_t payload; /* number */
    uint16_t sequence;
    uint32_t timestamp, ssrc;
};
/* Writes RTP_HEADER_BYTES. */
void rtp_put_header(uint8_t *out, const struct rtp_header *h);
/* False: not RTP. *payload and *n_payload: what follows sources and extension, without padding; may be empty. */
bool rtp_read(const uint8_t *bytes, size_t n, struct rtp_header *h, const uint8_t **payload, size_t *n_payload);
