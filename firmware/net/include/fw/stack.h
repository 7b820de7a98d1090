/* SPDX-License-Identifier: MIT */
/*
 * The stack, for subsystems that use TCP or UDP directly: children of the net, and access to lwIP. Names: resolve.h.
 *
 * Rules
 *   - There is one lwIP per process (its lists are globals), so one fw_net at a time. port.c holds the pointer.
 *   - lwIP (udp_*, tcp_*) is called from the device thread only: from board timers, from lwIP's own callbacks, or
 *     from a call of another subsystem. Nothing needs to be triggered afterwards; port.c arms the timers itself.
 *   - The owner of an lwIP pcb or of a pending wait is owned by fw_net or is a fw_net_child: fw_net_destroy() calls
 *     each child's abort, which releases pcbs, timers and memory without calling its client.
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

/* --- children: fetches and other users of this net --------------------------------------------------- */
struct fw_net_child {
    struct rt_node node; /* private */
    /* The net is being destroyed: release everything, call no client. The child is already unlinked. */
    void (*abort)(struct fw_net_child *c);
    /* An address, the state or a parameter changed. NULL: not interested. */
    void (*on_change)(struct fw_net_child *c);
};
void fw_net_add_child(struct fw_net *net, struct fw_net_child *c);
void fw_net_remove_child(struct fw_net_child *c); /* removing an unlinked child is allowed */

/* --- the net ------------------------------------------------------------------------------------------------- */
struct board *fw_net_board(const struct fw_net *net);
const struct fw_params *fw_net_params(const struct fw_net *net);
const struct fw_net_tls *fw_net_tls(const struct fw_net *net);
struct fw_log *fw_net_log(const struct fw_net *net);
/* For tcp_bind_netif(), addresses and the like. Up and linked or not: see fw_net_is_usable(). */
struct netif *fw_net_netif(struct fw_net *net, enum board_port port);
/* The one by which the unit's own connections to that address leave: LAN for a host of its network, else WAN. */
struct netif *fw_net_netif_to(struct fw_net *net, uint32_t ip);

/* Of both ports, for the life of the net, or until it is called with a router without functions. */
struct fw_port_router;
void fw_net_set_router(struct fw_net *net, const struct fw_port_router *router);
/* Another address of the LAN port, host order. Announced by ARP. */
void fw_net_set_lan(struct fw_net *net, uint32_t ip, uint32_t netmask);

/* Arms the lwIP timers that are needed now. Call it after changing DHCP other than from its timers. */
void fw_lwip_arm(void);

/* Host order <-> lwIP. */
#define FW_IP4_OF(netif) lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(netif)))
static inline ip_addr_t fw_lwip_addr(uint32_t host_order)
{
    ip_addr_t a;
    ip_addr_set_ip4_u32_val(a, lwip_htonl(host_order));
    return a;
}
