/* SPDX-License-Identifier: MIT */
#include "gate.h"
#include "segment.h"
#include <board/signal.h>
#include <host/signals.h>
#include "listener.h"
#include <net/packet.h>
#include <rt/buf.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define WEB_PORT   80u
#define DNS_PORT   53u
#define HTTPS_PORT 443u

/* Is this a port of the lab's? */
static bool is_lab(const struct emu_gate *g, uint16_t port)
{
    size_t i = 0;
    while (i < g->n_served && g->served[i] != port) {
        i++;
    }
    return i < g->n_served;
}

bool emu_gate_serve(struct emu_gate *g, uint16_t port)
{
    if (g->n_served == EMU_GATE_SERVED_MAX) {
        return false;
    }
    g->served[g->n_served++] = port;
    return true;
}

void emu_gate_fini(struct emu_gate *g)
{
    g->flows = rt_mem_free(g->flows);
    emu_callers_fini(&g->callers);
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

/* Without memory the answer comes from the first of several maps. */
static void remember_flow(struct emu_gate *g, uint8_t protocol, uint16_t unit_src_port, const struct emu_port_map *map)
{
    g->flows = g->flows != NULL ? g->flows : rt_mem_alloc(EMU_GATE_FLOWS_MAX * sizeof g->flows[0]);
    if (g->flows == NULL) {
        return;
    }
    *flow_of(g, protocol, unit_src_port) = (struct emu_flow){protocol, unit_src_port, map->unit_port, map->host_port};
}

/* Which port of the PC is it for the unit? Several may lead to one of the host: then the one that this flow asked. */
static bool is_mapped_from(struct emu_gate *g, const struct emu_ip_view *view, uint16_t *unit_port)
{
    const struct emu_flow *flow = g->flows != NULL ? flow_of(g, view->protocol, view->dst_port) : NULL;
    if (flow != NULL && flow->protocol == view->protocol && flow->unit_src_port == view->dst_port &&
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

/* A UDP server may answer from another port than the one that was asked (TFTP does), and a peer may send by --forward:
 * the unit may write there. */
static bool has_answered(const struct emu_gate *g, uint32_t ip, uint16_t port)
{
    for (size_t i = 0; i < EMU_GATE_ANSWERS_MAX && i < g->n_answers; i++) {
        if (g->answered[i].ip == ip && g->answered[i].port == port) {
            return true;
        }
    }
    return false;
}

static void remember_answer(struct emu_gate *g, uint32_t ip, uint16_t port)
{
    if (!has_answered(g, ip, port)) {
        size_t i = g->n_answers++ % EMU_GATE_ANSWERS_MAX;
        g->answered[i].ip = ip;
        g->answered[i].port = port;
    }
}

bool emu_gate_in(struct emu_gate *g, uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    uint16_t port;
    if (!emu_ip_view(frame, n, &view)) {
        return n >= EMU_ETH_BYTES && rt_be16(frame + 12) == EMU_ETHERTYPE_IP; /* not slirp's own ARP */
    }
    bool is_inside = view.src_ip == EMU_NET_PROVIDER && is_lab(g, view.src_port);
    if (view.src_ip == EMU_NET_GATEWAY) {
        port = view.src_port;
        if (!is_mapped_from(g, &view, &port)) {
            /* TCP: a door or a forward; the browser is at the PC. */
            is_inside = view.protocol == EMU_PROTOCOL_TCP;
            if (is_inside) {
                port = emu_caller_shown(&g->callers, frame, &view);
            } else {
                remember_answer(g, EMU_NET_GATEWAY, port);
            }
        }
        emu_ip_rewrite(frame, &view, EMU_NET_PROVIDER, view.dst_ip, port, view.dst_port);
    }
    if (view.src_ip == EMU_NET_GATEWAY || view.src_ip == EMU_NET_PROVIDER) {
        emu_net_mac(frame + 6, EMU_NET_PROVIDER);
    } else if (view.protocol == EMU_PROTOCOL_UDP && view.src_ip != EMU_NET_HOST_NAMES) {
        remember_answer(g, view.src_ip, view.src_port);
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
    uint32_t any;
    if (map != NULL) {
        port = map->host_port;
        remember_flow(g, view->protocol, view->src_port, map);
        check_map(g, map);
    } else if (is_tcp && is_lab(g, port)) {
        return EMU_GATE_INSIDE; /* slirp knows it by this address */
    } else if (is_tcp && !emu_tcp_is_opening(frame, view)) {
        way = EMU_GATE_INSIDE;                                 /* of a connection that came through a door */
        (void)emu_caller_find(&g->callers, view, &any, &port); /* else it stays */
    } else if (is_tcp || !has_answered(g, EMU_NET_GATEWAY, port)) {
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
        /* Of a connection that was judged, or that came by --forward; slirp opens none for it. The end of one that was
         * refused is no sign of life, for which virtual time would wait. */
        bool is_possible = emu_reach_judge_among(EMU_REACH_LAN, view.dst_ip, NULL, 0) == EMU_REFUSED_NOT;
        return is_possible ? EMU_GATE_OUTSIDE : EMU_GATE_NOWHERE;
    }
    if (!is_tcp && has_answered(g, view.dst_ip, view.dst_port)) {
        return EMU_GATE_OUTSIDE; /* it wrote first: by --forward, or as the answer to a packet that was judged */
    }
    return route_outside(g, view.dst_ip, is_tcp ? "tcp" : "udp", view.dst_port);
}

void emu_gate_init(struct emu_gate *g, const struct emu_net *net, const struct emu_user_config *config)
{
    *g = (struct emu_gate){
        .board = net->board,
        .log = net->log,
        .maps = config->options->maps,
        .reach = config->options->reach,
    };
    emu_reach_prepare(g->reach);
    for (size_t i = 0; i < g->maps.n; i++) {
        g->asked_port[i] = g->maps.map[i].host_port;
    }
    (void)(config->lab_http_path != NULL && emu_gate_serve(g, WEB_PORT)); /* both fit */
    (void)(config->lab_https_path != NULL && emu_gate_serve(g, HTTPS_PORT));
}
