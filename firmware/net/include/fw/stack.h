/* SPDX-License-Identifier: MIT */
/*
 * The stack for rooms that speak TCP or UDP by themselves: children of the net, and access to lwIP. Names: resolve.h.
 *
 * Rules
 *   - lwIP is one a process (its lists are globals): one fw_net at a time. port.c holds the one pointer.
 *   - lwIP (udp_*, tcp_*) is called from the device thread only: from board timers, from lwIP's own callbacks, or
 *     from a call of another room. Nobody has to kick anything afterwards; port.c arms the timers itself.
 *   - Whoever holds an lwIP pcb, or waits, is either owned by fw_net or is a fw_net_child: fw_net_destroy() calls
 *     each child's abort, which lets go of pcbs, timers and memory without calling its client.
 *   - Client callbacks never come from inside the call that started the work.
 */
#pragma once
#include <board/clock.h>
#include <board/nic.h>
#include <fw/net.h>
#include <rt/list.h>
#include <rt/str.h>
#include <fw/resolve.h>
#include "lwip/netif.h"

struct board;
struct fw_net;
struct udp_pcb;
struct pbuf;

/* --- children: fetches and whatever else lives on this net --------------------------------------------------- */
struct fw_net_child {
    struct rt_node node; /* private */
    /* The net goes down for good: release everything, call nobody. The child is already off the list. */
    void (*abort)(struct fw_net_child *c);
    /* An address, the state or a parameter changed. NULL: the child does not mind. */
    void (*on_change)(struct fw_net_child *c);
};
void fw_net_add_child(struct fw_net *net, struct fw_net_child *c);
void fw_net_remove_child(struct fw_net_child *c); /* an idle child may be removed again */

/* --- the net ------------------------------------------------------------------------------------------------- */
struct board *fw_net_board(const struct fw_net *net);
const struct fw_params *fw_net_params(const struct fw_net *net);
const struct fw_net_tls *fw_net_tls(const struct fw_net *net);
struct fw_log *fw_net_log(const struct fw_net *net);
/* For tcp_bind_netif(), addresses and the like. Up and linked or not: see fw_net_is_usable(). */
struct netif *fw_net_netif(struct fw_net *net, enum board_port port);

/* Starts whichever timer of lwIP is needed now. To be called after DHCP was touched other than by its timers. */
void fw_lwip_arm(void);

/* Host order <-> lwIP. */
#define FW_IP4_OF(netif) lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(netif)))
static inline ip_addr_t fw_lwip_addr(uint32_t host_order)
{
    ip_addr_t a;
    ip_addr_set_ip4_u32_val(a, lwip_htonl(host_order));
    return a;
}
