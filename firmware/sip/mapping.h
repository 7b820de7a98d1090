/* SPDX-License-Identifier: MIT */
/*
 * NAT mapping: which address and port the line's messages name. The local ones, unless NAT_Mapping_Enable is Yes; then
 * what a STUN server sees (STUN_Enable), else what is learned from answers (Handle_VIA_received, Handle_VIA_rport),
 * else EXT_IP and EXT_SIP_Port. SPA-841 guide p.47; Sipura administration guide p.67. A symmetric NAT, which
 * STUN_Test_Enable finds, switches all of it off.
 */
#pragma once
#include <stdint.h>

struct fw_sip;
struct sip_message;

/* As answers say; 0: nothing yet. */
struct sip_learned {
    uint32_t ip;
    uint16_t port;
};

/* received and rport of the answer's topmost Via, as far as the parameters want them. */
void sip_mapping_learn(struct fw_sip *s, unsigned line, const struct sip_message *answer);

/* "203.0.113.9:5060": of Contact; of Via, which is the local one without Substitute_VIA_Addr. */
#define SIP_HOST_PORT_BYTES 24u
const char *sip_contact_host(const struct fw_sip *s, unsigned line, char out[SIP_HOST_PORT_BYTES]);
const char *sip_via_host(const struct fw_sip *s, unsigned line, char out[SIP_HOST_PORT_BYTES]);
