/* SPDX-License-Identifier: MIT */
#include "policy.h"
#include "rewrite.h"
#include <fw/element.h>
#include <fw/page_table.h>
#include <rt/str.h>
#include "lwip/priv/tcp_priv.h" /* the lists of connections */
#include "lwip/udp.h"

/* --- parameters -------------------------------------------------------------------------------------------------- */

static void add_own(struct policy *p, uint32_t first, uint32_t last)
{
    if (first > 0 && first <= last && first <= UINT16_MAX && p->n_own < POLICY_RANGES_MAX) {
        p->own[p->n_own].first = (uint16_t)first;
        p->own[p->n_own].last = (uint16_t)(last > UINT16_MAX ? UINT16_MAX : last);
        p->n_own++;
    }
}

static bool is_in_lan(uint32_t ip, uint32_t lan_ip, uint32_t netmask)
{
    return ((ip ^ lan_ip) & netmask) == 0 && ip != lan_ip && (ip & ~netmask) != 0 && (ip & ~netmask) != ~netmask;
}

void policy_read(struct policy *p, const struct fw_params *params, const struct netif *wan, uint32_t lan_ip,
                 uint32_t netmask)
{
    uint32_t reserved = fw_element_u32(params, FW_EL_STARTING_PORT);
    uint32_t rtp_max = fw_element_u32(params, FW_EL_RTP_PORT_MAX);
    uint32_t dmz = (lan_ip & 0xffffff00u) | (fw_element_u32(params, FW_EL_DMZ_HOST) & 0xffu);
    *p = (struct policy){.wan = wan, .lan_ip = lan_ip, .netmask = netmask};
    for (unsigned line = 1; line <= 2; line++) {
        uint32_t sip = fw_element_u32(params, fw_element_of_line(FW_EL_SIP_PORT_1, line));
        add_own(p, sip, sip);
    }
    add_own(p, fw_element_u32(params, FW_EL_RTP_PORT_MIN), rtp_max < UINT16_MAX ? rtp_max + 1 : rtp_max); /* RTCP */
    add_own(p, reserved, reserved + fw_element_u32(params, FW_EL_NUM_OF_PORTS_RESERVED) - 1);
    if (fw_element_bool(params, FW_EL_ENABLE_DMZ) && fw_element_u32(params, FW_EL_DMZ_HOST) != 0 &&
        is_in_lan(dmz, lan_ip, netmask)) {
        p->dmz_ip = dmz;
    }
    for (unsigned i = 0; i < fw_table_info(FW_TABLE_FORWARDING)->n_rows && p->n_rows < POLICY_ROWS_MAX; i++) {
        struct fw_forwarding_row row;
        if (fw_forwarding_row(params, i, &row) && is_in_lan(row.server_ip, lan_ip, netmask)) {
            p->rows[p->n_rows].first = row.first_port;
            p->rows[p->n_rows].last = row.last_port;
            p->rows[p->n_rows].is_tcp = row.is_tcp;
            p->rows[p->n_rows].is_udp = row.is_udp;
            p->rows[p->n_rows].server_ip = row.server_ip;
            p->n_rows++;
        }
    }
}

/* --- own sockets ------------------------------------------------------------------------------------------------- */

/* Bound to the Internet port or its address, or to none. */
static bool is_at_wan(const struct policy *p, uint8_t netif_idx, const ip_addr_t *local)
{
    bool is_netif = netif_idx == NETIF_NO_INDEX || netif_idx == netif_get_index(p->wan);
    return is_netif && (ip_addr_isany(local) || ip_addr_cmp(local, netif_ip_addr4(p->wan)));
}

static bool is_in_ranges(const struct policy *p, uint16_t port)
{
    for (size_t i = 0; i < p->n_own; i++) {
        if (port >= p->own[i].first && port <= p->own[i].last) {
            return true;
        }
    }
    return false;
}

static bool is_listening(const struct policy *p, uint16_t port)
{
    for (const struct tcp_pcb_listen *l = tcp_listen_pcbs.listen_pcbs; l != NULL; l = l->next) {
        if (l->local_port == port && is_at_wan(p, l->netif_idx, &l->local_ip)) {
            return true;
        }
    }
    return false;
}

/* peer_port 0: with any peer. */
static bool is_connected(const struct policy *p, const struct tcp_pcb *list, uint16_t port, uint32_t peer_ip,
                         uint16_t peer_port)
{
    for (const struct tcp_pcb *c = list; c != NULL; c = c->next) {
        if (c->local_port == port && is_at_wan(p, c->netif_idx, &c->local_ip) &&
            (peer_port == 0 ||
             (c->remote_port == peer_port && lwip_ntohl(ip4_addr_get_u32(ip_2_ip4(&c->remote_ip))) == peer_ip))) {
            return true;
        }
    }
    return false;
}

/* peer_port 0: with any peer. A socket without a peer takes what comes from any. */
static bool has_udp(const struct policy *p, uint16_t port, uint32_t peer_ip, uint16_t peer_port)
{
    for (const struct udp_pcb *u = udp_pcbs; u != NULL; u = u->next) {
        bool is_any = peer_port == 0 || (u->flags & UDP_FLAGS_CONNECTED) == 0;
        if (u->local_port == port && is_at_wan(p, u->netif_idx, &u->local_ip) &&
            (is_any ||
             (u->remote_port == peer_port && lwip_ntohl(ip4_addr_get_u32(ip_2_ip4(&u->remote_ip))) == peer_ip))) {
            return true;
        }
    }
    return false;
}

bool policy_is_for_unit(const struct policy *p, uint8_t proto, uint16_t port, uint32_t peer_ip, uint16_t peer_port)
{
    if (is_in_ranges(p, port)) {
        return proto != ROUTE_ICMP;
    }
    if (proto == ROUTE_TCP) {
        return is_listening(p, port) || is_connected(p, tcp_active_pcbs, port, peer_ip, peer_port) ||
               is_connected(p, tcp_tw_pcbs, port, peer_ip, peer_port);
    }
    return proto == ROUTE_UDP && has_udp(p, port, peer_ip, peer_port);
}

bool policy_is_own(void *policy, uint8_t proto, uint16_t port)
{
    return policy_is_for_unit(policy, proto, port, 0, 0);
}

bool policy_is_strange(const struct policy *p, uint32_t source)
{
    return !rt_ipv4_is_host(source) || ((source ^ p->lan_ip) & p->netmask) == 0 ||
           source == lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(p->wan)));
}

/* --- the others -------------------------------------------------------------------------------------------------- */

uint32_t policy_server(const struct policy *p, uint8_t proto, uint16_t port)
{
    for (size_t i = 0; i < p->n_rows; i++) {
        bool is_proto = proto == ROUTE_TCP ? p->rows[i].is_tcp : proto == ROUTE_UDP && p->rows[i].is_udp;
        if (is_proto && port >= p->rows[i].first && port <= p->rows[i].last) {
            return p->rows[i].server_ip;
        }
    }
    return proto == ROUTE_TCP || proto == ROUTE_UDP ? p->dmz_ip : 0;
}
