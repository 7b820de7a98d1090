/* SPDX-License-Identifier: MIT */
/*
 * Binding requests and their answers (RFC 3489 section 11; attributes of RFC 5389 that answers have are known):
 *
 *   0       1       2       3
 *   +-------+-------+-------+-------+
 *   | type          | length        |  of what follows the header
 *   | transaction id, 16 bytes      |
 *   +-------+-------+-------+-------+
 *   | attribute     | length        |  each
 *   | value, padded to 4 bytes      |
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIP_STUN_PORT         3478u
#define SIP_STUN_ID_BYTES     16u
#define SIP_STUN_HEADER_BYTES 20u
#define SIP_STUN_REQUEST_MAX  28u

struct sip_stun_address {
    uint32_t ip; /* host order; 0: none */
    uint16_t port;
};

/* Bytes written. */
size_t sip_stun_write(uint8_t out[SIP_STUN_REQUEST_MAX], const uint8_t id[SIP_STUN_ID_BYTES], bool changes_ip,
                      bool changes_port);

struct sip_stun_answer {
    bool is_error;
    struct sip_stun_address mapped;  /* ip 0: is_error */
    struct sip_stun_address changed; /* the server's other address */
};
/* False: it is no answer to that request, or one that is to be ignored. An address that no host has is none. */
bool sip_stun_read(const uint8_t *bytes, size_t n, const uint8_t id[SIP_STUN_ID_BYTES], struct sip_stun_answer *out);
