/* SPDX-License-Identifier: MIT */
/*
 * A PC at the LAN port. It answers ARP and ping, and carries connections to the unit: of the browser in this process
 * and of the host's programs (--forward), which libslirp ends. So the pages are opened from the side where the web
 * server always is on.
 *
 * Its address is the last host number but one below the broadcast of a /24 around the unit's own address, as the unit
 * announces it (RFC 5227): outside the pool of a factory unit (.2 to .51). libslirp, behind it, sees other numbers,
 * which never change:
 *
 *    unit 192.168.0.1 --- PC 192.168.0.254 | as slirp sees it: guest 192.168.0.1, itself 192.168.0.254
 *
 * Nothing of the unit's passes but what answers a caller: the LAN side is no way out of this process.
 */
#include "segment.h"
#include "callers.h"
#include "pc_client.h"
#include "slirp.h"
#include <net/packet.h>
#include <board/board.h>
#include <board/signal.h>
#include <host/signals.h>
#include <rt/buf.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

/* What slirp sees. */
#define GUEST_NETWORK 0xc0a80000u
#define GUEST_MASK    0xffffff00u
#define GUEST_UNIT    0xc0a80001u
#define GUEST_NAMES   0xc0a800fdu
#define GUEST_PC      0xc0a800feu

#define PC_HOST       254u        /* guess: any number that the unit's DHCP server does not give */
#define UNIT_FACTORY  0xc0a80001u /* LAN_IP_Address from the factory */

/* RFC 826 for Ethernet and IPv4: offsets in the frame. */
enum { ARP_OPERATION = 20, ARP_SENDER_IP = 28, ARP_TARGET_IP = 38, ARP_BYTES = 42 };
enum { ICMP_ECHO_REPLY = 0, ICMP_ECHO = 8, PROTOCOL_ICMP = 1 };

struct pc {
    struct emu_station station; /* first */
    struct emu_slirp *slirp;    /* NULL: nothing has used it */
    struct pc_client client;
    uint32_t ip, unit_ip;
    bool has_forward;
    bool has_told; /* that nothing is served, to the log */
    struct emu_callers callers;
};

static void set_unit(struct pc *p, uint32_t unit_ip)
{
    p->unit_ip = unit_ip;
    if (p->client.lease.ip != 0) {
        return; /* its address is the one that it got */
    }
    p->ip = (unit_ip & ~0xffu) | ((unit_ip & 0xffu) == PC_HOST ? PC_HOST - 1 : PC_HOST);
}

/* ---- what slirp sends ---- */

static void on_packet(void *ctx, uint8_t *frame, size_t n)
{
    struct pc *p = ctx;
    struct emu_ip_view view;
    if (rt_be16(frame + 12) == EMU_ETHERTYPE_ARP && n >= ARP_BYTES) {
        if (rt_be32(frame + ARP_TARGET_IP) == GUEST_UNIT) {
            rt_put_be32(frame + ARP_SENDER_IP, p->ip);
            rt_put_be32(frame + ARP_TARGET_IP, p->unit_ip);
            emu_station_put(&p->station, frame, n);
        }
    } else if (emu_ip_view(frame, n, &view) && view.dst_ip == GUEST_UNIT) {
        uint16_t shown = emu_caller_shown(&p->callers, frame, &view);
        *p->station.net->n_outside += p->has_forward ? 1 : 0;
        emu_ip_rewrite(frame, &view, p->ip, p->unit_ip, shown, view.dst_port);
        emu_station_put(&p->station, frame, n);
    }
}

/* ---- what the unit sends ---- */

static void answer_echo(struct pc *p, const uint8_t *bytes, size_t n)
{
    uint8_t frame[BOARD_FRAME_MAX];
    uint8_t *ip = frame + EMU_ETH_BYTES;
    memcpy(frame, bytes, n);
    memcpy(frame, bytes + 6, 6);
    emu_net_mac(frame + 6, GUEST_PC);
    memcpy(ip + 12, bytes + EMU_ETH_BYTES + 16, 4);
    memcpy(ip + 16, bytes + EMU_ETH_BYTES + 12, 4); /* a sum does not mind the order */
    uint8_t *icmp = ip + EMU_IP_BYTES;
    icmp[0] = ICMP_ECHO_REPLY;
    uint32_t sum = (uint32_t)rt_be16(icmp + 2) + ((uint32_t)ICMP_ECHO << 8); /* RFC 1624, eqn. 3 */
    rt_put_be16(icmp + 2, (uint16_t)(sum + (sum >> 16)));
    emu_station_put(&p->station, frame, n);
}

static void on_arp(struct pc *p, const uint8_t *bytes, size_t n, bool is_from_unit)
{
    uint8_t frame[BOARD_FRAME_MAX];
    uint32_t target;
    uint32_t sender;
    uint8_t sender_mac[6];
    uint8_t mac[6];
    if (n < ARP_BYTES) {
        return;
    }
    bool is_announced = rt_be32(bytes + ARP_SENDER_IP) == rt_be32(bytes + ARP_TARGET_IP);
    if (is_from_unit && is_announced && rt_be32(bytes + ARP_SENDER_IP) != 0) {
        set_unit(p, rt_be32(bytes + ARP_SENDER_IP));
    }
    if (emu_arp_parse_request(bytes, n, &target, &sender, sender_mac)) {
        if (target == p->ip) {
            emu_net_mac(mac, GUEST_PC);
            emu_station_put(&p->station, frame, emu_arp_build_reply(frame, p->ip, mac, sender, sender_mac));
        }
    } else if (p->slirp != NULL && rt_be32(bytes + ARP_TARGET_IP) == p->ip &&
               rt_be32(bytes + ARP_SENDER_IP) == p->unit_ip) {
        memcpy(frame, bytes, n);
        rt_put_be32(frame + ARP_SENDER_IP, GUEST_UNIT);
        rt_put_be32(frame + ARP_TARGET_IP, GUEST_PC);
        emu_slirp_input(p->slirp, frame, n);
    }
}

/* A browser at --forward that leaves out the server of resync or upgrade means its own computer. */
static void tell_nothing_served(struct pc *p, const struct emu_ip_view *view)
{
    const struct emu_net *net = p->station.net;
    char address[16], text[BOARD_TRACE_TEXT_MAX + 1];
    (void)rt_ipv4_text(view->dst_ip, address);
    (void)snprintf(text, sizeof text,
                   "net: %s %s:%u is not reached: the PC at the LAN port serves nothing: name the provider: "
                   "/admin/resync?tftp://192.168.1.200/FILE",
                   view->protocol == EMU_PROTOCOL_TCP ? "tcp" : "udp", address, (unsigned)view->dst_port); /* fits */
    board_emit(net->board, &emu_signal_lab, 0, 0, text);
    if (!p->has_told) {
        rt_log(net->log, RT_LOG_ERROR, "net", "%s", text + strlen("net: "));
        p->has_told = true;
    }
}

/* TCP and UDP: the answer to a caller, or nothing. A closed TCP port resets. */
static void on_transport(struct pc *p, const uint8_t *bytes, size_t n, const struct emu_ip_view *view)
{
    uint8_t frame[BOARD_FRAME_MAX];
    uint32_t ip;
    uint16_t port;
    if (p->slirp != NULL && view->src_ip == p->unit_ip && emu_caller_find(&p->callers, view, &ip, &port)) {
        memcpy(frame, bytes, n);
        emu_ip_rewrite(frame, view, GUEST_UNIT, ip, view->src_port, port);
        *p->station.net->n_outside += p->has_forward ? 1 : 0;
        emu_slirp_input(p->slirp, frame, n);
    } else if (view->protocol == EMU_PROTOCOL_UDP && view->src_ip == p->unit_ip) {
        tell_nothing_served(p, view);
    } else if (view->protocol == EMU_PROTOCOL_TCP && emu_tcp_is_opening(bytes, view)) {
        tell_nothing_served(p, view);
        emu_station_put(&p->station, frame, emu_tcp_build_reset(frame, bytes, view));
    }
}

static void pc_input(struct emu_station *s, const uint8_t *frame, size_t n, bool is_from_unit)
{
    struct pc *p = (struct pc *)s;
    struct emu_ip_view view;
    const uint8_t *ip = frame + EMU_ETH_BYTES;
    if (n < EMU_ETH_BYTES || n > BOARD_FRAME_MAX) {
        return;
    }
    if (pc_client_input(&p->client, frame, n)) {
        p->ip = p->client.lease.ip != 0 ? p->client.lease.ip : p->ip;
        return;
    }
    if (rt_be16(frame + 12) == EMU_ETHERTYPE_ARP) {
        on_arp(p, frame, n, is_from_unit);
    } else if (emu_ip_view(frame, n, &view)) {
        if (view.dst_ip == p->ip) {
            on_transport(p, frame, n, &view);
        }
    } else if (n >= EMU_ETH_BYTES + EMU_IP_BYTES + 8u && rt_be16(frame + 12) == EMU_ETHERTYPE_IP && ip[0] == 0x45 &&
               ip[9] == PROTOCOL_ICMP && ip[EMU_IP_BYTES] == ICMP_ECHO && rt_be32(ip + 16) == p->ip) {
        answer_echo(p, frame, n);
    }
}

/* ---- the loop and the doors ---- */

static void pc_fill(struct emu_station *s, struct emu_pollset *set)
{
    const struct pc *p = (const struct pc *)s;
    if (p->slirp != NULL) {
        emu_slirp_fill(p->slirp, set);
    }
}

static bool pc_handle(struct emu_station *s, const struct emu_pollset *set)
{
    const struct pc *p = (const struct pc *)s;
    return p->slirp != NULL && emu_slirp_handle(p->slirp, set);
}

static bool pc_is_due(struct emu_station *s)
{
    const struct pc *p = (const struct pc *)s;
    return p->slirp != NULL && emu_slirp_is_due(p->slirp);
}

static enum emu_exit start_slirp(struct pc *p, struct emu_error *error)
{
    const struct emu_net *net = p->station.net;
    const struct emu_slirp_config config = {
        .board = net->board,
        .port = net->port,
        .log = net->log,
        .net = p->station.net,
        .network = GUEST_NETWORK,
        .mask = GUEST_MASK,
        .host = GUEST_PC,
        .names = GUEST_NAMES,
        .guest = GUEST_UNIT,
        .on_packet = on_packet,
        .ctx = p,
    };
    return p->slirp != NULL ? EMU_EXIT_OK : emu_slirp_create(&p->slirp, &config, error);
}

/* unit_ip is the unit's, however the PC learned it. */
static enum rt_err pc_open_door(struct emu_station *s, const char *path, uint32_t unit_ip, uint16_t unit_port)
{
    struct pc *p = (struct pc *)s;
    struct emu_error error = {0};
    if (start_slirp(p, &error) != EMU_EXIT_OK) {
        return RT_ENOMEM;
    }
    set_unit(p, unit_ip);
    return emu_slirp_open_door(p->slirp, path, GUEST_UNIT, unit_port);
}

static void pc_close_door(struct emu_station *s, const char *path)
{
    struct pc *p = (struct pc *)s;
    if (p->slirp != NULL) { /* else none was opened */
        emu_slirp_close_door(p->slirp, path);
    }
}

static void pc_destroy(struct emu_station *s)
{
    struct pc *p = (struct pc *)s;
    emu_slirp_destroy(p->slirp);
    emu_callers_fini(&p->callers);
    rt_mem_free(p);
}

static const struct emu_station_ops ops = {
    .input = pc_input,
    .fill = pc_fill,
    .handle = pc_handle,
    .is_due = pc_is_due,
    .open_door = pc_open_door,
    .close_door = pc_close_door,
    .destroy = pc_destroy,
};

static enum emu_exit open_forwards(struct pc *p, const struct emu_forwards *f, struct emu_error *error)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->forward[i].side != p->station.net->port) {
            continue;
        }
        if (start_slirp(p, error) != EMU_EXIT_OK ||
            emu_slirp_forward(p->slirp, &f->forward[i], GUEST_UNIT, error) != EMU_EXIT_OK) {
            return error->code;
        }
        p->has_forward = true;
    }
    return EMU_EXIT_OK;
}

/* NULL: there is none. */
static struct pc *pc_of(const struct emu_net *net)
{
    for (unsigned i = 0; i < net->n_stations; i++) {
        if (net->station[i]->ops == &ops) {
            return (struct pc *)net->station[i];
        }
    }
    return NULL;
}

enum rt_err emu_pc_ask(struct emu_net *net)
{
    struct pc *p = pc_of(net);
    if (p == NULL) {
        return RT_ENOTSUP;
    }
    pc_client_ask(&p->client);
    return RT_OK;
}

bool emu_pc_is_asking(const struct emu_net *net)
{
    const struct pc *p = pc_of(net);
    return p != NULL && p->client.is_asking;
}

const struct emu_pc_lease *emu_pc_lease(const struct emu_net *net)
{
    static const struct emu_pc_lease none;
    const struct pc *p = pc_of(net);
    return p != NULL ? &p->client.lease : &none;
}

enum rt_err emu_pc_ping(struct emu_net *net, uint32_t ip)
{
    struct pc *p = pc_of(net);
    if (p == NULL || p->client.lease.ip == 0) {
        return p == NULL ? RT_ENOTSUP : RT_ENOENT;
    }
    pc_client_ping(&p->client, p->client.lease.ip, ip);
    return RT_OK;
}

bool emu_pc_was_answered(const struct emu_net *net, uint64_t *us)
{
    const struct pc *p = pc_of(net);
    *us = p != NULL ? p->client.answered_us - p->client.sent_us : 0;
    return p != NULL && p->client.is_answered;
}

enum emu_exit emu_pc_add(struct emu_net *net, const struct emu_forwards *forwards, struct emu_error *error)
{
    struct pc *p = rt_mem_alloc(sizeof *p);
    if (p == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    p->station.ops = &ops;
    p->station.net = net;
    uint8_t mac[6];
    emu_net_mac(mac, GUEST_PC);
    pc_client_init(&p->client, &p->station, mac);
    set_unit(p, UNIT_FACTORY);
    if (open_forwards(p, forwards, error) != EMU_EXIT_OK) {
        pc_destroy(&p->station);
        return error->code;
    }
    if (emu_net_add(net, &p->station) != RT_OK) {
        pc_destroy(&p->station);
        return emu_error_set(error, EMU_EXIT_USAGE, "net: too many stations at one port: at most 8");
    }
    return EMU_EXIT_OK;
}
