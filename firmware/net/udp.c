/* SPDX-License-Identifier: MIT */
#include <fw/udp.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdbool.h>
#include <fw/stack.h>
#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip4.h"
#include "net_state.h"
#include "lwip/udp.h"
#include "udp_error.h"

struct fw_udp {
    struct fw_net *net;
    struct udp_pcb *pcb;
    fw_udp_fn *fn;
    fw_udp_error_fn *error_fn; /* NULL: none */
    void *ctx;
    uint8_t cos;
    bool is_to_one;             /* fw_udp_refuse_many() */
    bool is_in_call, is_closed; /* closed from inside fn: freed when it returns */
};

static void on_datagram(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
    static const uint8_t nothing[1] = {0};
    struct fw_udp *u = arg;
    uint8_t *bytes = NULL;
    struct fw_udp_datagram d = {.bytes = nothing,
                                .n = p->tot_len < FW_UDP_DATAGRAM_MAX ? p->tot_len : FW_UDP_DATAGRAM_MAX,
                                .n_whole = p->tot_len,
                                .src_ip = lwip_ntohl(ip_addr_get_ip4_u32(addr)),
                                .src_port = port};
    (void)pcb; /* ours */
    if (d.n > 0) {
        bytes = rt_mem_alloc(d.n);
        d.bytes = bytes;
    }
    if (d.bytes != NULL) {
        (void)pbuf_copy_partial(p, bytes, (u16_t)d.n, 0);
        u->is_in_call = true;
        u->fn(u->ctx, &d);
        u->is_in_call = false;
    }
    pbuf_free(p);
    (void)rt_mem_free(bytes); /* always NULL */
    if (u->is_closed) {
        (void)rt_mem_free(u); /* always NULL */
    }
}

enum rt_err fw_udp_open(struct fw_udp **out, struct fw_net *net, uint16_t port, uint8_t tos, fw_udp_fn *fn, void *ctx)
{
    if (port == 0) {
        return RT_EINVAL;
    }
    struct fw_udp *u = rt_mem_alloc(sizeof *u);
    if (u == NULL) {
        return RT_ENOMEM;
    }
    *u = (struct fw_udp){.net = net, .pcb = udp_new(), .fn = fn, .ctx = ctx};
    if (u->pcb == NULL || udp_bind(u->pcb, IP4_ADDR_ANY, port) != ERR_OK) {
        enum rt_err err = u->pcb == NULL ? RT_ENOMEM : RT_EBUSY;
        fw_udp_close(u);
        return err;
    }
    udp_bind_netif(u->pcb, fw_net_netif(net, BOARD_PORT_WAN));
    u->pcb->tos = tos;
    udp_recv(u->pcb, on_datagram, u);
    *out = u;
    return RT_OK;
}

void fw_udp_set_error(struct fw_udp *u, fw_udp_error_fn *fn)
{
    u->error_fn = fn;
}

/* The error has the header of the datagram that it is about, and the first 8 bytes of its payload: its UDP header. */
static bool is_icmp_valid(struct pbuf *p, u16_t n_head)
{
    if (pbuf_remove_header(p, n_head) != 0) {
        return false;
    }
    bool is_valid = inet_chksum_pbuf(p) == 0;
    (void)pbuf_add_header_force(p, n_head); /* it was there */
    return is_valid;
}

void fw_udp_saw_packet(struct pbuf *p)
{
    enum { ICMP_BYTES = 8, UDP_BYTES = 8 };
    struct ip_hdr outer, inner;
    uint8_t type = 0, udp[UDP_BYTES];
    if (pbuf_copy_partial(p, &outer, sizeof outer, 0) != sizeof outer || IPH_PROTO(&outer) != IP_PROTO_ICMP) {
        return;
    }
    u16_t at = IPH_HL_BYTES(&outer);
    if (!is_icmp_valid(p, at) || pbuf_copy_partial(p, &type, 1, at) != 1 || (type != ICMP_DUR && type != ICMP_TE) ||
        pbuf_copy_partial(p, &inner, sizeof inner, (u16_t)(at + ICMP_BYTES)) != sizeof inner) {
        return;
    }
    at = (u16_t)(at + ICMP_BYTES + IPH_HL_BYTES(&inner));
    if (IPH_PROTO(&inner) != IP_PROTO_UDP || pbuf_copy_partial(p, udp, UDP_BYTES, at) != UDP_BYTES) {
        return;
    }
    for (struct udp_pcb *pcb = udp_pcbs; pcb != NULL; pcb = pcb->next) {
        const struct fw_udp *u = pcb->recv == on_datagram ? pcb->recv_arg : NULL;
        if (u != NULL && u->error_fn != NULL && pcb->local_port == rt_be16(udp)) {
            u->error_fn(u->ctx, lwip_ntohl(inner.dest.addr), rt_be16(udp + 2));
            return; /* it may be closed */
        }
    }
}

void fw_udp_close(struct fw_udp *u)
{
    if (u == NULL || u->is_closed) {
        return;
    }
    if (u->pcb != NULL) {
        udp_remove(u->pcb);
        u->pcb = NULL;
    }
    u->is_closed = true;
    if (!u->is_in_call) {
        (void)rt_mem_free(u); /* always NULL */
    }
}

void fw_udp_set_checksum(struct fw_udp *u, bool has_checksum)
{
    if (has_checksum) {
        udp_clear_flags(u->pcb, UDP_FLAGS_NOCHKSUM);
    } else {
        udp_set_flags(u->pcb, UDP_FLAGS_NOCHKSUM);
    }
}

void fw_udp_set_cos(struct fw_udp *u, uint8_t cos)
{
    u->cos = cos & 7u;
}

void fw_udp_refuse_many(struct fw_udp *u)
{
    u->is_to_one = true;
}

/* An address that many hosts hear: multicast, the reserved class with 255.255.255.255, the subnet's own. */
static bool is_for_many(const struct fw_udp *u, uint32_t ip)
{
    ip_addr_t to = fw_lwip_addr(ip);
    return ip >> 28 >= 14 || ip_addr_isbroadcast(&to, fw_net_netif(u->net, BOARD_PORT_WAN));
}

enum rt_err fw_udp_send(struct fw_udp *u, uint32_t ip, uint16_t port, const void *bytes, size_t n)
{
    if (n > UINT16_MAX - 28u) { /* what fits in an IPv4 packet */
        return RT_ETOOBIG;
    }
    if (!fw_net_is_usable(u->net) || (u->is_to_one && is_for_many(u, ip))) {
        return RT_EUNREACH;
    }
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)n, PBUF_RAM);
    if (p == NULL) {
        return RT_ENOMEM;
    }
    (void)pbuf_take(p, bytes, (u16_t)n); /* sized exactly */
    ip_addr_t to = fw_lwip_addr(ip);
    if (ip == fw_net_status(u->net)->ip) {
        return fw_loop_put(&u->net->loop, p, ip, u->pcb->local_port, port);
    }
    struct fw_port *wan = &u->net->ports[BOARD_PORT_WAN];
    wan->cos = u->cos;
    err_t err = udp_sendto(u->pcb, p, &to, port); /* a packet that waits for ARP leaves with priority 0 */
    wan->cos = 0;
    pbuf_free(p);
    return err == ERR_OK ? RT_OK : err == ERR_MEM ? RT_ENOMEM : RT_EUNREACH;
}
