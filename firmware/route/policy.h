/* SPDX-License-Identifier: MIT */
/*
 * What the parameters say about packets from the Internet: which ports are the unit's own, and where the others lead.
 * Order (inferred): own ports, flows, rows of port forwarding, DMZ, closed.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fw_params;
struct netif;

#define POLICY_ROWS_MAX   16u
#define POLICY_RANGES_MAX 5u

struct policy {
    const struct netif *wan;
    uint32_t lan_ip, netmask;
    struct {
        uint16_t first, last;
    } own[POLICY_RANGES_MAX]; /* SIP, RTP, System Reserved Ports Range */
    size_t n_own;
    struct {
        uint16_t first, last;
        bool is_tcp, is_udp;
        uint32_t server_ip;
    } rows[POLICY_ROWS_MAX];
    size_t n_rows;
    uint32_t dmz_ip; /* 0: none */
};

/* lan_ip, netmask: of the LAN port; rows that lead elsewhere are left out. */
void policy_read(struct policy *p, const struct fw_params *params, const struct netif *wan, uint32_t lan_ip,
                 uint32_t netmask);
/* A port of the unit's: in a range above, or one that a socket of the Internet port has. For struct nat. */
bool policy_is_own(void *policy, uint8_t proto, uint16_t port);
/* Whether a packet from this peer is for a connection or a socket of the unit's. */
bool policy_is_for_unit(const struct policy *p, uint8_t proto, uint16_t port, uint32_t peer_ip, uint16_t peer_port);
/* A source that no host behind the Internet port can have: of the LAN, the unit's own, no host's (RFC 1812
 * section 5.3.7). guess: that the real unit drops them */
bool policy_is_strange(const struct policy *p, uint32_t source);
/* Where a new flow to this port leads: rows, then DMZ. 0: nowhere. */
uint32_t policy_server(const struct policy *p, uint8_t proto, uint16_t port);
