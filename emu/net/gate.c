/* SPDX-License-Identifier: MIT */
#include "gate.h"
#include <board/signal.h>
#include <host/signals.h>
#include "listener.h"
#include <net/packet.h>
#include <rt/buf.h>
#include <rt/log.h>
#include <rt/str.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define WEB_PORT       80u
#define DNS_PORT       53u
#define HTTPS_PORT     443u
#define CALLER_PORT    49152u /* the first of the dynamic ports, RFC 6335 */
#define N_CALLER_PORTS 16384u

/* Is this the lab's web server? */
static bool is_lab(const struct emu_gate *g, uint16_t port)
{
    return (port == WEB_PORT && g->has_lab_http) || (port == HTTPS_PORT && g->has_lab_https);
}

static struct emu_flow *flow_of(struct emu_gate *g, uint8_t protocol, uint16_t unit_src_port)
{
    return &g->flows[(unit_src_port ^ protocol) %
                     EMU_GATE_FLOWS_MAX]; /* ports come in a row: a newer flow takes the place */
}

/* At the first packet: does anybody answer there? */
static void check_map(struct emu_gate *g, const struct emu_port_map *map)
{
    size_t i = (size_t)(map - g->maps.map);
    if (!g->was_used[i]) {
        g->was_used[i] = true;
        if (!emu_host_may_listen(map->protocol, g->asked_port[i])) {
            rt_log(g->log, RT_LOG_ERROR, "net",
                   "--map %s:%u=%u: nothing listens at port %u of 127.0.0.1: start the server",
                   map->protocol == EMU_PROTOCOL_TCP ? "tcp" : "udp", map->unit_port, g->asked_port[i],
                   g->asked_port[i]);
        }
    }
}

static void remember_flow(struct emu_gate *g, uint8_t protocol, uint16_t unit_src_port, const struct emu_port_map *map)
{
    *flow_of(g, protocol, unit_src_port) = (struct emu_flow){protocol, unit_src_port, map->unit_port, map->host_port};
}

/* Which port of the PC is it for the unit? Several may lead to one of the host: then the one that this flow asked. */
static bool is_mapped_from(struct emu_gate *g, const struct emu_ip_view *view, uint16_t *unit_port)
{
    const struct emu_flow *flow = flow_of(g, view->protocol, view->dst_port);
    if (flow->protocol == view->protocol && flow->unit_src_port == view->dst_port &&
        flow->host_port == view->src_port) {
        *unit_port = flow->map_port;
        return true;
    }
    for (size_t i = 0; i < g->maps.n; i++) {
        if (g->maps.map[i].protocol == view->protocol && g->maps.map[i].host_port == view->src_port) {
            *unit_port = g->maps.map[i].unit_port;
            return true;
        }
    }
    return false;
}

/* A UDP server may answer from another port than the one that was asked (TFTP does): the unit may write there. */
static void remember_answer(struct emu_gate *g, uint16_t port)
{
    g->answered[g->n_answers++ % EMU_GATE_ANSWERS_MAX] = port;
}

static bool has_answered(const struct emu_gate *g, uint16_t port)
{
    for (size_t i = 0; i < EMU_GATE_ANSWERS_MAX && i < g->n_answers; i++) {
        if (g->answered[i] == port) {
            return true;
        }
    }
    return false;
}

/* The n-th newest caller. */
static struct emu_caller *caller_back(struct emu_gate *g, size_t n)
{
    return &g->callers[(g->n_callers - 1 - n) % EMU_GATE_CALLERS_MAX];
}

static size_t n_callers_kept(const struct emu_gate *g)
{
    return g->n_callers < EMU_GATE_CALLERS_MAX ? g->n_callers : EMU_GATE_CALLERS_MAX;
}

/* The port that the unit is shown for a packet of slirp's. */
static uint16_t caller_shown(struct emu_gate *g, const uint8_t *frame, const struct emu_ip_view *view)
{
    bool is_opening = emu_tcp_is_opening(frame, view);
    uint32_t isn = rt_be32(frame + view->l4 + 4);
    for (size_t i = 0; i < n_callers_kept(g); i++) {
        const struct emu_caller *c = caller_back(g, i);
        if (c->port == view->src_port && (!is_opening || c->isn == isn)) {
            return c->shown;
        }
    }
    struct emu_caller *c = &g->callers[g->n_callers % EMU_GATE_CALLERS_MAX];
    *c = (struct emu_caller){view->src_port, (uint16_t)(CALLER_PORT + g->n_callers % N_CALLER_PORTS), isn};
    g->n_callers++;
    return c->shown;
}

/* The way back; a port without a mapping stays. */
static uint16_t caller_port(struct emu_gate *g, uint16_t shown)
{
    for (size_t i = 0; i < n_callers_kept(g); i++) {
        const struct emu_caller *c = caller_back(g, i);
        if (c->shown == shown) {
            return c->port;
        }
    }
    return shown;
}

bool emu_gate_in(struct emu_gate *g, uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    uint16_t port;
    if (!emu_ip_view(frame, n, &view)) {
        return true; /* ARP and the like: slirp's own */
    }
    bool is_inside = view.src_ip == EMU_NET_PROVIDER && is_lab(g, view.src_port);
    if (view.src_ip == EMU_NET_GATEWAY) {
        port = view.src_port;
        if (!is_mapped_from(g, &view, &port)) {
            /* TCP: a door or a forward; the browser is at the PC. */
            is_inside = view.protocol == EMU_PROTOCOL_TCP;
            if (is_inside) {
                port = caller_shown(g, frame, &view);
            } else if (!has_answered(g, port)) {
                remember_answer(g, port);
            }
        }
        emu_ip_rewrite(frame, &view, EMU_NET_PROVIDER, view.dst_ip, port, view.dst_port);
    }
    if (view.src_ip == EMU_NET_GATEWAY || view.src_ip == EMU_NET_PROVIDER) {
        emu_net_mac(frame + 6, EMU_NET_PROVIDER);
    }
    return !is_inside;
}

/* To the PC: the lab's web server, a mapped port, the answer to a door; nothing else is there. */
static enum emu_gate_way route_to_provider(struct emu_gate *g, uint8_t *frame, const struct emu_ip_view *view)
{
    uint16_t port = view->dst_port;
    const struct emu_port_map *map = emu_port_map_find(&g->maps, view->protocol, port);
    bool is_tcp = view->protocol == EMU_PROTOCOL_TCP;
    enum emu_gate_way way = EMU_GATE_OUTSIDE;
    if (map != NULL) {
        port = map->host_port;
        remember_flow(g, view->protocol, view->src_port, map);
        check_map(g, map);
    } else if (is_tcp && is_lab(g, port)) {
        return EMU_GATE_INSIDE; /* slirp knows it by this address */
    } else if (is_tcp && !emu_tcp_is_opening(frame, view)) {
        way = EMU_GATE_INSIDE; /* of a connection that came through a door */
        port = caller_port(g, port);
    } else if (is_tcp || !has_answered(g, port)) {
        return EMU_GATE_NOWHERE;
    }
    emu_ip_rewrite(frame, view, view->src_ip, EMU_NET_GATEWAY, view->src_port, port);
    return way;
}

/* In the trace each time, as a word of the outside; in the log once for each destination. */
static void tell_refusal(struct emu_gate *g, uint32_t ip, const char *what, uint16_t port, enum emu_refusal why)
{
    char address[16], text[BOARD_TRACE_TEXT_MAX + 1];
    (void)rt_ipv4_text(ip, address);
    (void)snprintf(text, sizeof text, "net: %s %s:%u is not reached: %s", what, address, (unsigned)port,
                   emu_refusal_text(why)); /* fits */
    board_emit(g->board, &emu_signal_lab, 0, 0, text);
    for (size_t i = 0; i < EMU_GATE_REFUSED_MAX && i < g->n_refused; i++) {
        if (g->refused[i] == ip) {
            return;
        }
    }
    g->refused[g->n_refused++ % EMU_GATE_REFUSED_MAX] = ip;
    rt_log(g->log, RT_LOG_ERROR, "net", "%s", text + strlen("net: "));
}

/* A packet to a peer outside the segment. */
static enum emu_gate_way route_outside(struct emu_gate *g, uint32_t ip, const char *what, uint16_t port)
{
    enum emu_refusal why = emu_reach_judge(g->reach, ip);
    if (why == EMU_REFUSED_NOT) {
        return EMU_GATE_OUTSIDE;
    }
    tell_refusal(g, ip, what, port, why);
    return EMU_GATE_NOWHERE;
}

/* ICMP, fragments, damaged packets: IP without ports. */
static enum emu_gate_way route_bare_ip(struct emu_gate *g, const uint8_t *frame, size_t n)
{
    if (n < EMU_ETH_BYTES + EMU_IP_BYTES) {
        return EMU_GATE_NOWHERE;
    }
    const uint8_t *ip = frame + EMU_ETH_BYTES;
    uint32_t dst = rt_be32(ip + 16);
    bool is_fragment = (rt_be16(ip + 6) & 0x3fffu) != 0;
    if ((dst & EMU_NET_MASK) != EMU_NET_ADDRESS) {
        return route_outside(g, dst, ip[9] == IPPROTO_ICMP ? "icmp" : "ip", 0);
    }
    /* slirp answers an echo request to these two by itself; anything else it would lead to the host. */
    bool is_echo = ip[9] == IPPROTO_ICMP && !is_fragment && (dst == EMU_NET_GATEWAY || dst == EMU_NET_HOST_NAMES);
    return is_echo ? EMU_GATE_INSIDE : EMU_GATE_NOWHERE;
}

enum emu_gate_way emu_gate_out(struct emu_gate *g, uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    if (!emu_ip_view(frame, n, &view)) {
        bool is_ip = rt_be16(frame + 12) == EMU_ETHERTYPE_IP;
        return is_ip ? route_bare_ip(g, frame, n) : EMU_GATE_INSIDE; /* ARP; the rest slirp drops */
    }
    bool is_tcp = view.protocol == EMU_PROTOCOL_TCP;
    if (view.dst_ip == EMU_NET_PROVIDER) {
        return route_to_provider(g, frame, &view);
    }
    if (view.dst_ip == EMU_NET_HOST_NAMES) {
        /* The host's own name server, and no other port of it. */
        return view.dst_port == DNS_PORT && g->reach != EMU_REACH_LAB ? EMU_GATE_OUTSIDE : EMU_GATE_NOWHERE;
    }
    if ((view.dst_ip & EMU_NET_MASK) == EMU_NET_ADDRESS || view.dst_ip == EMU_BROADCAST_IP) {
        return EMU_GATE_NOWHERE; /* no other station exists, and the gateway must not lead to the host's 127.0.0.1 */
    }
    if (is_tcp && !emu_tcp_is_opening(frame, &view)) {
        return EMU_GATE_OUTSIDE; /* of a connection that was judged; slirp opens none for it */
    }
    return route_outside(g, view.dst_ip, is_tcp ? "tcp" : "udp", view.dst_port);
}

void emu_gate_init(struct emu_gate *g, const struct emu_net_config *config)
{
    *g = (struct emu_gate){
        .board = config->board,
        .log = config->log,
        .maps = config->options.maps,
        .has_lab_http = config->lab_http_path != NULL,
        .has_lab_https = config->lab_https_path != NULL,
        .reach = config->options.reach,
    };
    for (size_t i = 0; i < g->maps.n; i++) {
        g->asked_port[i] = g->maps.map[i].host_port;
    }
}
