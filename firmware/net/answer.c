/* SPDX-License-Identifier: MIT */
#include "answer.h"
#include <rt/buf.h>
#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip4.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/tcp.h"

enum { IP_FRAGMENT = 6, IP_PROTOCOL = 9, IP_SOURCE = 12, IP_DESTINATION = 16 };
enum { TCP_SEQ = 4, TCP_ACKNO = 8, TCP_OFFSET = 12, TCP_FLAGS_AT = 13, TCP_WINDOW = 14, TCP_SUM = 16 };
#define IS_FRAGMENT 0x3fffu /* MF and offset */

/* The bytes behind the IP header; NULL: another protocol, or not all there. */
static uint8_t *transport(const struct pbuf *packet, uint8_t protocol, size_t n_least)
{
    uint8_t *ip = packet->payload;
    size_t n_ip = packet->len < IP_HLEN ? 0 : (size_t)(ip[0] & 15u) * 4;
    bool is_it = n_ip >= IP_HLEN && packet->len >= n_ip + n_least && ip[IP_PROTOCOL] == protocol &&
                 (rt_be16(ip + IP_FRAGMENT) & IS_FRAGMENT) == 0;
    return is_it ? ip + n_ip : NULL;
}

static ip_addr_t address_at(const struct pbuf *packet, size_t at)
{
    ip_addr_t a = {lwip_htonl(rt_be32((const uint8_t *)packet->payload + at))};
    return a;
}

/* ---- in ---- */

static bool has_connection(const struct tcp_pcb *list, const uint8_t *tcp, const ip_addr_t *peer)
{
    for (const struct tcp_pcb *c = list; c != NULL; c = c->next) {
        if (c->local_port == rt_be16(tcp + 2) && c->remote_port == rt_be16(tcp) && ip_addr_cmp(&c->remote_ip, peer)) {
            return true;
        }
    }
    return false;
}

static bool is_listening(const struct fw_port *p, uint16_t port)
{
    for (const struct tcp_pcb_listen *l = tcp_listen_pcbs.listen_pcbs; l != NULL; l = l->next) {
        if (l->local_port == port && (l->netif_idx == NETIF_NO_INDEX || l->netif_idx == netif_get_index(&p->netif))) {
            return true;
        }
    }
    return false;
}

/* lwIP says nothing to a packet without SYN, ACK and RST at a port where it listens. */
static void reset_aimless(const struct fw_port *p, const struct pbuf *packet, const uint8_t *tcp)
{
    ip_addr_t peer = address_at(packet, IP_SOURCE), own = address_at(packet, IP_DESTINATION);
    if (ip_addr_cmp(&own, netif_ip_addr4(&p->netif)) && is_listening(p, rt_be16(tcp + 2)) &&
        !has_connection(tcp_active_pcbs, tcp, &peer) && !has_connection(tcp_tw_pcbs, tcp, &peer)) {
        tcp_rst(NULL, 0, 0, &own, &peer, rt_be16(tcp + 2), rt_be16(tcp));
    }
}

void fw_answer_note(struct fw_port *p, const struct pbuf *packet)
{
    const uint8_t *tcp = transport(packet, IP_PROTO_TCP, TCP_HLEN);
    p->answering.is_tcp = tcp != NULL;
    if (tcp == NULL) {
        return;
    }
    size_t n_head = (size_t)(tcp - (const uint8_t *)packet->payload) + (size_t)(tcp[TCP_OFFSET] >> 4) * 4;
    size_t n = rt_be16((const uint8_t *)packet->payload + 2);
    p->answering.flags = tcp[TCP_FLAGS_AT];
    p->answering.end = rt_be32(tcp + TCP_SEQ) + (n > n_head ? (uint32_t)(n - n_head) : 0) +
                       ((tcp[TCP_FLAGS_AT] & TCP_SYN) != 0 ? 1u : 0u); /* a FIN does not count: T7 */
    if ((tcp[TCP_FLAGS_AT] & (TCP_SYN | TCP_ACK | TCP_RST)) == 0) {
        reset_aimless(p, packet, tcp);
    }
}

void fw_answer_end(struct fw_port *p)
{
    p->answering.is_tcp = false;
}

/* ---- out ---- */

static void shape_reset(const struct fw_port *p, struct pbuf *packet, uint8_t *tcp)
{
    bool had_ack = (p->answering.flags & TCP_ACK) != 0;
    ip_addr_t from = address_at(packet, IP_SOURCE), to = address_at(packet, IP_DESTINATION);
    size_t n_ip = (size_t)(tcp - (uint8_t *)packet->payload);
    if (!had_ack) {
        rt_put_be32(tcp + TCP_SEQ, 0);
    }
    rt_put_be32(tcp + TCP_ACKNO, had_ack ? 0 : p->answering.end);
    tcp[TCP_FLAGS_AT] = (uint8_t)(TCP_RST | TCP_FIN | (had_ack ? 0u : (unsigned)TCP_ACK));
    rt_put_be16(tcp + TCP_WINDOW, 0);
    rt_put_be16(tcp + TCP_SUM, 0);
    (void)pbuf_remove_header(packet, n_ip); /* it is there: transport() */
    uint16_t sum = ip_chksum_pseudo(packet, IP_PROTO_TCP, packet->tot_len, &from, &to);
    (void)pbuf_add_header(packet, n_ip);
    rt_put_be16(tcp + TCP_SUM, lwip_ntohs(sum));
}

/* lwIP answers in the header of the request, with its id and its DF. */
static void send_reply(struct fw_port *p, struct pbuf *packet, size_t n_ip)
{
    ip_addr_t from = address_at(packet, IP_SOURCE), to = address_at(packet, IP_DESTINATION);
    (void)pbuf_remove_header(packet, n_ip);
    p->is_reply_shaped = true;
    (void)ip4_output_if(packet, &from, &to, ICMP_TTL, 0, IP_PROTO_ICMP, &p->netif); /* lost is lost */
    p->is_reply_shaped = false;
}

bool fw_answer_shape(struct fw_port *p, struct pbuf *packet)
{
    if (p->is_passing_on) {
        return false;
    }
    uint8_t *tcp = p->answering.is_tcp ? transport(packet, IP_PROTO_TCP, TCP_HLEN) : NULL;
    if (tcp != NULL && (tcp[TCP_FLAGS_AT] & TCP_RST) != 0) {
        shape_reset(p, packet, tcp);
    }
    const uint8_t *icmp = p->is_reply_shaped ? NULL : transport(packet, IP_PROTO_ICMP, sizeof(struct icmp_echo_hdr));
    if (icmp != NULL && icmp[0] == ICMP_ER) {
        send_reply(p, packet, (size_t)(icmp - (const uint8_t *)packet->payload));
        return true;
    }
    return false;
}
