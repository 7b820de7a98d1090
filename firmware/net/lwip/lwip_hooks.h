/* SPDX-License-Identifier: MIT */
/* Functions that lwIP's sources call (lwipopts.h names the hooks). */
#pragma once
#include "lwip/ip4_addr.h"
#include <stddef.h>
#include <stdint.h>

struct netif;
struct pbuf;

/* netif.c, which forwards to the client of the port */
void fw_dhcp_hook_append(struct netif *netif, uint8_t state, uint8_t *options, size_t max, uint8_t msg_type,
                         uint16_t *n_options);
void fw_dhcp_hook_parse(struct netif *netif, uint8_t option, uint8_t n, struct pbuf *p, uint16_t offset);
/* netif.c */
struct netif *fw_netif_hook_route(const ip4_addr_t *src, const ip4_addr_t *dest);
int fw_netif_hook_input(struct pbuf *p, struct netif *input); /* 1: taken by the router, or dropped; freed */
struct tcp_hdr;
uint32_t *fw_tcp_hook_header(const struct tcp_hdr *header, uint32_t *options_end); /* returns where options end */
/* port.c */
uint32_t fw_lwip_rand(void);
#ifdef LWIP_HDR_DHCP_H
/* lwIP counts leases in ticks of a minute: one of a minute ends before it is renewed. dhcp.c sees this after its own
 * header; each use has the lease at hand. */
uint32_t fw_dhcp_tick_s(const struct dhcp *dhcp);
#undef DHCP_COARSE_TIMER_SECS
#define DHCP_COARSE_TIMER_SECS fw_dhcp_tick_s(dhcp)
#endif
