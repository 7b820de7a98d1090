/* SPDX-License-Identifier: MIT */
/*
 * SIP: a port for each line, UDP or TCP. What goes through it: fw/sip_lines.h (registration, mailbox, the provider's
 * NOTIFY), fw/invite.h (calls); how they hear of it: fw/sip_user.h.
 *
 * Owner: struct fw_device. Context: device thread only.
 */
#pragma once
#include <fw/image.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct fw_net;
struct fw_params;
struct fw_sip;
struct fw_log;

struct fw_sip_config {
    struct board *board;
    struct fw_params *params; /* ports are read at the start, everything else when needed */
    struct fw_net *net;
    const struct fw_manifest *manifest; /* "Linksys/SPA2102-5.2.10"; the events that it knows */
    bool refuses_peer_challenge;        /* quirk refuse-peer-challenge */
    struct fw_log *log;
};
/* RT_ENOMEM. If a port cannot be opened, its line has no SIP. Destroy it before the net. */
enum rt_err fw_sip_create(struct fw_sip **out, const struct fw_sip_config *config);
void fw_sip_destroy(struct fw_sip *s); /* NULL is allowed */

/* "503, 5??": a question mark stands for any digit. */
bool fw_sip_status_is_listed(const char *list, int status);

/* For the status page; both lines together, since the start. */
struct fw_sip_counters {
    uint64_t messages_sent, bytes_sent, messages_recv, bytes_recv;
};
struct fw_sip_counters fw_sip_counters(const struct fw_sip *s);

/* NAT mapping: which address and port the line's messages name, Contact and c= of session descriptions. The local ones,
 * unless NAT_Mapping_Enable is Yes; then what a STUN server sees (STUN_Enable), else what is learned from answers
 * (Handle_VIA_received, Handle_VIA_rport), else EXT_IP and EXT_SIP_Port. SPA-841 guide p.47; Sipura administration
 * guide p.67. A symmetric NAT, which STUN_Test_Enable finds, switches all of it off. */
struct fw_sip_mapping {
    bool is_mapped; /* NAT_Mapping_Enable */
    uint32_t ip;    /* host order; the unit's own address when no other one is known */
    uint16_t sip_port;
};
struct fw_sip_mapping fw_sip_mapping(const struct fw_sip *s, unsigned line_1_or_2);
/* The port that stands in m= for this one of the unit. */
uint16_t fw_sip_mapped_rtp_port(const struct fw_sip *s, unsigned line_1_or_2, uint16_t port);
