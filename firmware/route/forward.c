/* SPDX-License-Identifier: MIT */
#include "forward.h"
#include "rewrite.h"
#include <board/board.h>
#include <fw/netport.h>
#include <fw/stack.h>
#include <rt/buf.h>
#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip4.h"
#include "lwip/ip4_frag.h"
#include "lwip/pbuf.h"

enum { DNS_PORT = 53, TCP_IP_HEADERS = 40 };
#define IS_FRAGMENT 0x3fffu /* MF and offset */

enum way {
    WAY_UNIT, /* lwIP's */
    WAY_LOST, /* dropped */
    WAY_SENT_ON,
    WAY_TURNED, /* between two hosts of the LAN, by the address of the Internet port */
};

static uint64_t now_us(const struct forward *f)
{
    return board_now_us(fw_net_board(f->net));
}

static bool is_same_net(const struct netif *netif, uint32_t ip)
{
    uint32_t mask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(netif)));
    return ((ip ^ FW_IP4_OF(netif)) & mask) == 0;
}

/* --- checks ------------------------------------------------------------------------------------------------------ */

/* RFC 1812 section 5.2.2; lwIP has checked the version only. The buffer is cut to the length of the packet. */
static bool is_sound(struct pbuf *p)
{
    const uint8_t *ip = p->payload;
    size_t n_ip = (size_t)(ip[0] & 15u) * 4;
    uint16_t n = rt_be16(ip + 2);
    if (n_ip < IP_HLEN || n < n_ip || n > p->tot_len || p->len < n_ip || inet_chksum(ip, (u16_t)n_ip) != 0) {
        return false;
    }
    pbuf_realloc(p, n);
    return true;
}

/* The whole packet of a fragment; NULL: not complete yet, or lost. lwIP keeps 16 buffers at most, so longer packets
 * are lost: guess. */
static struct pbuf *whole(struct pbuf *p)
{
    const uint8_t *ip = p->payload;
    return (rt_be16(ip + 6) & IS_FRAGMENT) == 0 ? p : ip4_reass(p);
}

/* --- sending on -------------------------------------------------------------------------------------------------- */

/* RFC 1812 section 4.3.2.7: no error is reported about an error. */
static bool may_report(const struct pbuf *p)
{
    const uint8_t *ip = p->payload;
    size_t n_ip = (size_t)(ip[0] & 15u) * 4;
    return ip[9] != ROUTE_ICMP || (p->len > n_ip && (ip[n_ip] == ICMP_ECHO || ip[n_ip] == ICMP_ER));
}

/* RFC 1812 section 5.3.1. False: the packet's time is over, which its sender is told. */
static bool count_hop(struct pbuf *p)
{
    struct ip_hdr *ip = p->payload;
    if (IPH_TTL(ip) <= 1) {
        if (may_report(p)) {
            icmp_time_exceeded(p, ICMP_TE_TTL);
        }
        return false;
    }
    IPH_TTL_SET(ip, IPH_TTL(ip) - 1);
    uint32_t sum = (uint32_t)lwip_ntohs(IPH_CHKSUM(ip)) + 0x100u; /* RFC 1141 */
    IPH_CHKSUM_SET(ip, lwip_htons((uint16_t)(sum + (sum >> 16))));
    return true;
}

static void send_on(struct pbuf *p, struct netif *to)
{
    const struct ip_hdr *ip = p->payload;
    struct fw_port *port = to->state;
    ip4_addr_t dest;
    ip4_addr_copy(dest, ip->dest);
    port->is_passing_on = true;
    if (p->tot_len <= to->mtu) {
        (void)to->output(to, p, &dest); /* lost is lost */
    } else {
        (void)ip4_frag(p, to, &dest);
    }
    port->is_passing_on = false;
}

/* A packet that is too long and may not be divided: its sender learns the reason (RFC 1191). */
static bool is_too_long(struct pbuf *p, const struct netif *to)
{
    const struct ip_hdr *ip = p->payload;
    if (p->tot_len <= to->mtu || (IPH_OFFSET(ip) & PP_HTONS(IP_DF)) == 0) {
        return false;
    }
    if (may_report(p)) {
        icmp_dest_unreach(p, ICMP_DUR_FRAG);
    }
    return true;
}

static uint16_t mss_limit(const struct forward *f)
{
    return (uint16_t)(fw_net_netif(f->net, BOARD_PORT_WAN)->mtu - TCP_IP_HEADERS);
}

/* --- from the LAN ------------------------------------------------------------------------------------------------ */

/* The server that answers names for the unit's own address; 0: none. */
static uint32_t names_server(const struct forward *f)
{
    return fw_net_status(f->net)->dns[0];
}

/* An error of a host about a packet that it got: RFC 5508 section 4.2. */
static enum way error_out(struct forward *f, struct route_packet *p)
{
    const struct route_header *q = &p->quoted;
    const struct nat_key key = {q->proto, q->dst, q->src, q->dst_port, q->proto == ROUTE_ICMP ? 0 : q->src_port};
    const struct nat_flow *flow = nat_peek(&f->nat, &key, now_us(f));
    if (flow == NULL || p->head.src != key.inside_ip) {
        return WAY_LOST;
    }
    route_error_set_quoted_dst(p, f->wan_ip, flow->outside_port);
    route_error_set_src(p, f->wan_ip);
    return WAY_SENT_ON;
}

static enum way translate_out(struct forward *f, struct route_packet *p)
{
    const struct route_header *h = &p->head;
    bool is_for_unit = h->dst == FW_IP4_OF(fw_net_netif(f->net, BOARD_PORT_LAN));
    if (p->is_error) {
        return error_out(f, p);
    }
    const struct nat_key key = {h->proto, h->src, is_for_unit ? names_server(f) : h->dst, h->src_port,
                                h->proto == ROUTE_ICMP ? 0 : h->dst_port};
    struct nat_flow *flow = nat_out(&f->nat, &key, now_us(f));
    if (flow == NULL) {
        return WAY_LOST;
    }
    if (is_for_unit) {
        flow->shown_ip = h->dst;
        route_set_dst(p, key.remote_ip, h->dst_port);
    }
    nat_passed(&f->nat, flow, true, p->tcp_flags, now_us(f));
    route_clamp_mss(p, mss_limit(f));
    route_set_src(p, f->wan_ip, flow->outside_port);
    return WAY_SENT_ON;
}

/* Names asked of the unit are asked of the Internet port's server: the unit is the DNS server of a host that got its
 * lease while there was none (lan_dhcp.c). */
static bool is_names(const struct forward *f, const struct pbuf *p, uint32_t dst)
{
    const uint8_t *ip = p->payload;
    size_t n_ip = (size_t)(ip[0] & 15u) * 4;
    return dst == FW_IP4_OF(fw_net_netif(f->net, BOARD_PORT_LAN)) && names_server(f) != 0 && f->wan_ip != 0 &&
           (ip[9] == ROUTE_UDP || ip[9] == ROUTE_TCP) && (rt_be16(ip + 6) & IS_FRAGMENT) == 0 && p->len >= n_ip + 4 &&
           rt_be16(ip + n_ip + 2) == DNS_PORT;
}

/* A flow that another host of the LAN has, or that leads to one by port forwarding; the unit's own ports come first. */
static bool is_turned(struct forward *f, struct pbuf *p)
{
    struct route_packet r;
    const uint8_t *ip = p->payload;
    if ((rt_be16(ip + 6) & IS_FRAGMENT) != 0 || !is_same_net(fw_net_netif(f->net, BOARD_PORT_LAN), rt_be32(ip + 12)) ||
        !is_sound(p) || !route_packet_read(&r, p->payload, p->len) || r.is_error || r.head.proto == ROUTE_ICMP ||
        policy_is_for_unit(&f->policy, r.head.proto, r.head.dst_port, r.head.src, r.head.src_port)) {
        return false;
    }
    const struct nat_key key = {r.head.proto, r.head.src, r.head.dst, r.head.src_port, r.head.dst_port};
    const struct nat_flow *own = nat_peek(&f->nat, &key, now_us(f));
    bool has_other =
        own != NULL && nat_in(&f->nat, r.head.proto, r.head.dst_port, f->wan_ip, own->outside_port, now_us(f)) != NULL;
    return has_other || policy_server(&f->policy, r.head.proto, r.head.dst_port) != 0;
}

static enum way way_from_lan(struct forward *f, struct pbuf *p)
{
    const uint8_t *ip = p->payload;
    uint32_t src = rt_be32(ip + 12);
    uint32_t dst = rt_be32(ip + 16);
    const struct netif *lan = fw_net_netif(f->net, BOARD_PORT_LAN);
    if ((p->flags & (PBUF_FLAG_LLBCAST | PBUF_FLAG_LLMCAST)) != 0 || dst >> 28 >= 0xeu || dst >> 24 == 127 ||
        dst >> 24 == 0) {
        return WAY_UNIT;
    }
    if (f->wan_ip != 0 && dst == f->wan_ip) {
        return is_turned(f, p) ? WAY_TURNED : WAY_UNIT;
    }
    if (is_same_net(lan, dst) && !is_names(f, p, dst)) {
        return WAY_UNIT;
    }
    if (!is_same_net(lan, src) || src == FW_IP4_OF(lan) || !is_sound(p)) {
        return WAY_LOST; /* RFC 2827: an address that is not of this network */
    }
    if (f->wan_ip == 0) {
        if (may_report(p)) {
            icmp_dest_unreach(p, ICMP_DUR_NET); /* RFC 1812 section 5.2.7.1 */
        }
        return WAY_LOST;
    }
    return WAY_SENT_ON;
}

static struct nat_flow *flow_in(struct forward *f, const struct route_packet *p);

/* Out and in again, as if by the Internet: both hosts see the address of the Internet port (RFC 4787 section 6,
 * "external source"). guess: that the real unit does so. */
static void turn(struct forward *f, struct route_packet *p, struct pbuf *packet)
{
    if (translate_out(f, p) != WAY_SENT_ON) {
        return;
    }
    p->head.src = f->wan_ip;
    p->head.src_port = rt_be16(p->head.transport);
    struct nat_flow *flow = flow_in(f, p);
    if (flow != NULL) {
        nat_passed(&f->nat, flow, false, p->tcp_flags, now_us(f));
        route_set_dst(p, flow->key.inside_ip, flow->key.inside_port);
        send_on(packet, fw_net_netif(f->net, BOARD_PORT_LAN));
    }
}

static bool from_lan(struct forward *f, struct pbuf *packet)
{
    struct netif *wan = fw_net_netif(f->net, BOARD_PORT_WAN);
    struct route_packet p;
    enum way way = way_from_lan(f, packet);
    if (way == WAY_UNIT) {
        return false;
    }
    if (way == WAY_SENT_ON) {
        packet = whole(packet);
        if (packet == NULL) {
            return true;
        }
        bool is_on_way =
            count_hop(packet) && !is_too_long(packet, wan) && route_packet_read(&p, packet->payload, packet->len);
        if (is_on_way && translate_out(f, &p) == WAY_SENT_ON) {
            shape_send(&f->shape, packet);
        }
    }
    if (way == WAY_TURNED && count_hop(packet) && route_packet_read(&p, packet->payload, packet->len)) {
        turn(f, &p, packet);
    }
    (void)pbuf_free(packet);
    return true;
}

/* --- from the Internet ------------------------------------------------------------------------------------------- */

/* Before the packet is changed: who sent it is told with the packet as it was. */
static bool may_reach(const struct forward *f, struct pbuf *packet)
{
    return count_hop(packet) && !is_too_long(packet, fw_net_netif(f->net, BOARD_PORT_LAN));
}

/* An error about a packet that left: RFC 5508 section 4.1. One about the unit's own packet finds no flow. */
static enum way error_in(struct forward *f, struct route_packet *p, struct pbuf *packet)
{
    const struct route_header *q = &p->quoted;
    uint16_t peer_port = q->proto == ROUTE_ICMP ? 0 : q->dst_port;
    const struct nat_flow *flow = nat_in(&f->nat, q->proto, q->src_port, q->dst, peer_port, now_us(f));
    if (flow == NULL || q->src != f->wan_ip ||
        policy_is_for_unit(&f->policy, q->proto, q->src_port, q->dst, peer_port)) {
        return WAY_UNIT;
    }
    if (!may_reach(f, packet)) {
        return WAY_LOST;
    }
    if (flow->shown_ip != flow->key.remote_ip) {
        route_error_set_quoted_dst(p, flow->shown_ip, q->dst_port);
    }
    route_error_set_quoted_src(p, flow->key.inside_ip, flow->key.inside_port);
    route_error_set_dst(p, flow->key.inside_ip);
    return WAY_SENT_ON;
}

/* The flow of a packet, after the order of policy.h. NULL: the unit's, or closed, which the unit answers. */
static struct nat_flow *flow_in(struct forward *f, const struct route_packet *p)
{
    const struct route_header *h = &p->head;
    uint16_t peer_port = h->proto == ROUTE_ICMP ? 0 : h->src_port;
    if (p->is_echo_request || policy_is_for_unit(&f->policy, h->proto, h->dst_port, h->src, peer_port)) {
        return NULL;
    }
    struct nat_flow *flow = nat_in(&f->nat, h->proto, h->dst_port, h->src, peer_port, now_us(f));
    uint32_t server = flow == NULL ? policy_server(&f->policy, h->proto, h->dst_port) : 0;
    if (server != 0) {
        const struct nat_key key = {h->proto, server, h->src, h->dst_port, h->src_port};
        flow = nat_forward(&f->nat, &key, now_us(f));
    }
    return flow;
}

static enum way translate_in(struct forward *f, struct route_packet *p, struct pbuf *packet)
{
    if (p->is_error) {
        return error_in(f, p, packet);
    }
    bool is_strange = policy_is_strange(&f->policy, p->head.src);
    struct nat_flow *flow = is_strange ? NULL : flow_in(f, p);
    if (flow == NULL || !may_reach(f, packet)) {
        return flow == NULL && !is_strange ? WAY_UNIT : WAY_LOST;
    }
    nat_passed(&f->nat, flow, false, p->tcp_flags, now_us(f));
    route_clamp_mss(p, mss_limit(f));
    if (flow->shown_ip != flow->key.remote_ip) {
        route_set_src(p, flow->shown_ip, p->head.src_port);
    }
    route_set_dst(p, flow->key.inside_ip, flow->key.inside_port);
    return WAY_SENT_ON;
}

static bool is_for_hosts(const struct forward *f, const struct pbuf *p)
{
    const uint8_t *ip = p->payload;
    bool has_hosts = nat_n_flows(&f->nat) > 0 || f->policy.n_rows > 0 || f->policy.dmz_ip != 0;
    return has_hosts && f->wan_ip != 0 && rt_be32(ip + 16) == f->wan_ip &&
           (p->flags & (PBUF_FLAG_LLBCAST | PBUF_FLAG_LLMCAST)) == 0;
}

static bool from_wan(struct forward *f, struct pbuf *packet)
{
    struct netif *wan = fw_net_netif(f->net, BOARD_PORT_WAN);
    struct netif *lan = fw_net_netif(f->net, BOARD_PORT_LAN);
    struct route_packet p;
    if (!is_for_hosts(f, packet) || !is_sound(packet)) {
        return false; /* lwIP drops what is damaged */
    }
    struct pbuf *all = whole(packet);
    if (all == NULL) {
        return true;
    }
    enum way way = route_packet_read(&p, all->payload, all->len) ? translate_in(f, &p, all) : WAY_UNIT;
    if (way == WAY_UNIT) {
        if (all == packet && (rt_be16((const uint8_t *)all->payload + 6) & IS_FRAGMENT) == 0) {
            return false;
        }
        (void)ip4_input(all, wan); /* a whole packet of several fragments; never a fragment again */
        return true;
    }
    if (way == WAY_SENT_ON) {
        send_on(all, lan);
    }
    (void)pbuf_free(all);
    return true;
}

bool forward_input(struct forward *f, struct fw_port *from, struct pbuf *packet)
{
    if (!f->is_on) {
        return false;
    }
    return from->port == BOARD_PORT_LAN ? from_lan(f, packet) : from_wan(f, packet);
}

/* --- life -------------------------------------------------------------------------------------------------------- */

void forward_init(struct forward *f, struct fw_net *net)
{
    *f = (struct forward){.net = net};
    nat_init(&f->nat, policy_is_own, &f->policy);
    shape_init(&f->shape, net, send_on);
}

void forward_fini(struct forward *f)
{
    shape_fini(&f->shape);
    nat_fini(&f->nat);
}

void forward_refresh(struct forward *f, bool is_on)
{
    const struct netif *lan = fw_net_netif(f->net, BOARD_PORT_LAN);
    uint32_t wan_ip = fw_net_is_usable(f->net) ? fw_net_status(f->net)->ip : 0;
    if (wan_ip != f->wan_ip || !is_on) {
        nat_flush(&f->nat);
    }
    f->wan_ip = wan_ip;
    f->is_on = is_on && FW_IP4_OF(lan) != 0;
    shape_refresh(&f->shape, f->is_on && wan_ip != 0);
    policy_read(&f->policy, fw_net_params(f->net), fw_net_netif(f->net, BOARD_PORT_WAN), FW_IP4_OF(lan),
                lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(lan))));
}
