/* SPDX-License-Identifier: MIT */
/*
 * The user-mode network at the Internet port: the provider first, then the gate, then libslirp. What may pass, and
 * where it leads, is gate.h.
 */
#include "segment.h"
#include "gate.h"
#include "relay.h"
#include "slirp.h"
#include <net/packet.h>
#include <rt/buf.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define WEB_PORT   80u
#define HTTPS_PORT 443u

struct user {
    struct emu_station station; /* first */
    emu_net_tap_fn *tap, *tap_reply;
    void *tap_ctx;
    int vlan;                /* -1: none */
    struct emu_relay *relay; /* to UDP port 69 of the host; NULL: no map leads there */
    struct emu_slirp *slirp;
    uint32_t unit_ip;
    struct emu_gate gate;
    struct emu_forwards forwards; /* to the unit, at the address that it has announced last */
};

/* IEEE 802.1Q section 9.3. */
enum { VLAN_TYPE = 0x8100, VLAN_BYTES = 4, VLAN_AT = 12, VLAN_ID_MASK = 0x0fff };

static void put_bare(struct user *u, const uint8_t *frame, size_t n)
{
    uint8_t tagged[BOARD_FRAME_MAX];
    if (u->vlan < 0) {
        emu_station_put(&u->station, frame, n);
    } else if (n + VLAN_BYTES <= sizeof tagged) {
        memcpy(tagged, frame, VLAN_AT);
        rt_put_be16(tagged + VLAN_AT, VLAN_TYPE);
        rt_put_be16(tagged + VLAN_AT + 2, (uint16_t)u->vlan);
        memcpy(tagged + VLAN_AT + VLAN_BYTES, frame + VLAN_AT, n - VLAN_AT);
        emu_station_put(&u->station, tagged, n + VLAN_BYTES);
    }
}

/* 0: it is of another network. */
static size_t untag(const struct user *u, const uint8_t *frame, size_t n, uint8_t *bare)
{
    if (n < BOARD_FRAME_MIN + VLAN_BYTES || rt_be16(frame + VLAN_AT) != VLAN_TYPE ||
        (rt_be16(frame + VLAN_AT + 2) & VLAN_ID_MASK) != u->vlan) {
        return 0;
    }
    memcpy(bare, frame, VLAN_AT);
    memcpy(bare + VLAN_AT, frame + VLAN_AT + VLAN_BYTES, n - VLAN_AT - VLAN_BYTES);
    return n - VLAN_BYTES;
}

/* Another form may be wanted by the unit: PPPoE. */
static void put(struct user *u, const uint8_t *frame, size_t n)
{
    if (u->tap_reply == NULL || !u->tap_reply(u->tap_ctx, frame, n)) {
        put_bare(u, frame, n);
    }
}

static void on_packet(void *ctx, uint8_t *frame, size_t n)
{
    struct user *u = ctx;
    *u->station.net->n_outside += emu_gate_in(&u->gate, frame, n) ? 1 : 0;
    put(u, frame, n);
}

/* ---- what the unit sends ---- */

/* Is it an ARP request for the PC? Then it is answered. */
static bool answer_arp(struct user *u, const uint8_t *frame, size_t n)
{
    uint32_t target;
    uint32_t sender;
    uint8_t sender_mac[6];
    uint8_t our_mac[6];
    uint8_t reply[BOARD_FRAME_MAX];
    if (!emu_arp_parse_request(frame, n, &target, &sender, sender_mac) || target != EMU_NET_PROVIDER) {
        return false;
    }
    emu_net_mac(our_mac, target);
    put_bare(u, reply, emu_arp_build_reply(reply, target, our_mac, sender, sender_mac));
    return true;
}

/* A closed port of the PC resets an incoming connection; other packets are lost. */
static void refuse(struct user *u, const uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    uint8_t reply[BOARD_FRAME_MAX];
    if (emu_ip_view(frame, n, &view) && view.protocol == EMU_PROTOCOL_TCP && emu_tcp_is_opening(frame, &view)) {
        put(u, reply, emu_tcp_build_reset(reply, frame, &view));
    }
}

static void take(struct user *u, const uint8_t *bytes, size_t n)
{
    uint8_t frame[BOARD_FRAME_MAX];
    if (answer_arp(u, bytes, n) || (u->tap != NULL && u->tap(u->tap_ctx, bytes, n))) {
        return;
    }
    memcpy(frame, bytes, n);
    switch (emu_gate_out(&u->gate, frame, n)) {
    case EMU_GATE_NOWHERE:
        refuse(u, bytes, n);
        return;
    case EMU_GATE_OUTSIDE:
        ++*u->station.net->n_outside;
        break;
    case EMU_GATE_INSIDE:
        break;
    }
    emu_slirp_input(u->slirp, frame, n);
}

/* libslirp has a fixed address behind each port of the host, but a unit may have a static one. */
static void lead_forwards_to(struct user *u, uint32_t unit_ip)
{
    struct emu_error error = {.code = EMU_EXIT_OK};
    u->unit_ip = unit_ip;
    for (size_t i = 0; i < u->forwards.n; i++) {
        emu_slirp_unforward(u->slirp, &u->forwards.forward[i]);
        if (emu_slirp_forward(u->slirp, &u->forwards.forward[i], unit_ip, &error) != EMU_EXIT_OK) {
            rt_log(u->station.net->log, RT_LOG_ERROR, "net", "%s", error.text);
        }
    }
}

static void notice_unit(struct user *u, const uint8_t *frame, size_t n)
{
    uint32_t target;
    uint32_t sender;
    uint8_t mac[6];
    char text[16];
    if (u->forwards.n == 0 || !emu_arp_parse_request(frame, n, &target, &sender, mac) || sender != target ||
        sender == u->unit_ip) {
        return;
    }
    if (((sender ^ EMU_NET_ADDRESS) & EMU_NET_MASK) == 0) {
        lead_forwards_to(u, sender);
    } else {
        rt_log(u->station.net->log, RT_LOG_ERROR, "net",
               "--forward does not reach the unit at %s: the user-mode network is 192.168.1.0/24: change Static_IP",
               rt_ipv4_text(sender, text));
    }
}

static void user_input(struct emu_station *s, const uint8_t *bytes, size_t n, bool is_from_unit)
{
    struct user *u = (struct user *)s;
    uint8_t bare[BOARD_FRAME_MAX];
    if (u->vlan >= 0) {
        n = untag(u, bytes, n, bare);
        bytes = bare;
    }
    if (is_from_unit && n > 0) {
        notice_unit(u, bytes, n);
    }
    if (u->vlan < 0 || n > 0) { /* other stations are served as the unit is */
        take(u, bytes, n);
    }
}

/* ---- the loop ---- */

static void user_fill(struct emu_station *s, struct emu_pollset *set)
{
    struct user *u = (struct user *)s;
    if (u->relay != NULL) {
        emu_relay_fill(u->relay, set);
    }
    emu_slirp_fill(u->slirp, set);
}

static bool user_handle(struct emu_station *s, const struct emu_pollset *set)
{
    struct user *u = (struct user *)s;
    bool is_relayed = u->relay != NULL && emu_relay_handle(u->relay, set);
    return emu_slirp_handle(u->slirp, set) || is_relayed;
}

static bool user_is_due(struct emu_station *s)
{
    return emu_slirp_is_due(((const struct user *)s)->slirp);
}

static enum rt_err user_open_door(struct emu_station *s, const char *path, uint32_t unit_ip, uint16_t unit_port)
{
    return emu_slirp_open_door(((struct user *)s)->slirp, path, unit_ip, unit_port);
}

static void user_close_door(struct emu_station *s, const char *path)
{
    emu_slirp_close_door(((struct user *)s)->slirp, path);
}

static void user_destroy(struct emu_station *s)
{
    struct user *u = (struct user *)s;
    emu_slirp_destroy(u->slirp);
    emu_relay_destroy(u->relay);
    emu_gate_fini(&u->gate);
    rt_mem_free(u);
}

static const struct emu_station_ops ops = {
    .input = user_input,
    .fill = user_fill,
    .handle = user_handle,
    .is_due = user_is_due,
    .open_door = user_open_door,
    .close_door = user_close_door,
    .destroy = user_destroy,
};

/* NULL: there is none. */
static struct user *user_of(struct emu_net *net)
{
    for (unsigned i = 0; i < net->n_stations; i++) {
        if (net->station[i]->ops == &ops) {
            return (struct user *)net->station[i];
        }
    }
    return NULL;
}

void emu_user_put(struct emu_net *net, const uint8_t *frame, size_t n)
{
    struct user *u = user_of(net);
    if (u != NULL) {
        put(u, frame, n);
    }
}

enum rt_err emu_user_serve(struct emu_net *net, const char *path, uint16_t port)
{
    struct user *u = user_of(net);
    enum rt_err err = u != NULL ? emu_slirp_add_server(u->slirp, path, EMU_NET_PROVIDER, port) : RT_ENOTSUP;
    return err == RT_OK && !emu_gate_serve(&u->gate, port) ? RT_EFULL : err;
}

void emu_user_set_vlan(struct emu_net *net, int id)
{
    struct user *u = user_of(net);
    if (u != NULL) {
        u->vlan = id;
    }
}

void emu_user_take(struct emu_net *net, const uint8_t *frame, size_t n)
{
    struct user *u = user_of(net);
    if (u != NULL) {
        take(u, frame, n);
    }
}

static enum emu_exit open_ports(struct user *u, const struct emu_user_config *config, struct emu_error *error)
{
    const struct {
        const char *path;
        uint16_t port;
    } servers[] = {{config->lab_http_path, WEB_PORT}, {config->lab_https_path, HTTPS_PORT}};
    for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
        if (servers[i].path != NULL &&
            emu_slirp_add_server(u->slirp, servers[i].path, EMU_NET_PROVIDER, servers[i].port) != RT_OK) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                                 "net: cannot reach the lab's web server: report this bug");
        }
    }
    const struct emu_forwards *f = &config->options->forwards;
    for (size_t i = 0; i < f->n && error->code == EMU_EXIT_OK; i++) {
        if (f->forward[i].side == BOARD_PORT_WAN) {
            u->forwards.forward[u->forwards.n++] = f->forward[i];
            (void)emu_slirp_forward(u->slirp, &f->forward[i], u->unit_ip, error); /* the error says it */
        }
    }
    return error->code;
}

/* Maps to UDP port 69 of the host go through a relay: see relay.h. */
static enum emu_exit relay_maps(struct user *u, struct emu_error *error)
{
    for (size_t i = 0; i < u->gate.maps.n; i++) {
        struct emu_port_map *map = &u->gate.maps.map[i];
        if (map->protocol != EMU_PROTOCOL_UDP || map->host_port != EMU_RELAY_PORT) {
            continue;
        }
        if (u->relay == NULL && emu_relay_create(&u->relay, EMU_RELAY_PORT, error) != EMU_EXIT_OK) {
            return error->code;
        }
        map->host_port = emu_relay_port(u->relay);
    }
    return EMU_EXIT_OK;
}

enum emu_exit emu_user_add(struct emu_net *net, const struct emu_user_config *config, struct emu_error *error)
{
    struct user *u = rt_mem_alloc(sizeof *u);
    if (u == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    u->station.ops = &ops;
    u->station.net = net;
    u->vlan = -1;
    u->unit_ip = EMU_NET_UNIT;
    u->tap = config->tap;
    u->tap_reply = config->tap_reply;
    u->tap_ctx = config->tap_ctx;
    emu_gate_init(&u->gate, net, config);
    const struct emu_slirp_config slirp = {
        .board = net->board,
        .port = net->port,
        .log = net->log,
        .net = net,
        .network = EMU_NET_ADDRESS,
        .mask = EMU_NET_MASK,
        .host = EMU_NET_GATEWAY,
        .names = EMU_NET_HOST_NAMES,
        .guest = EMU_NET_UNIT,
        .on_packet = on_packet,
        .ctx = u,
    };
    if (emu_slirp_create(&u->slirp, &slirp, error) != EMU_EXIT_OK || open_ports(u, config, error) != EMU_EXIT_OK ||
        relay_maps(u, error) != EMU_EXIT_OK) {
        user_destroy(&u->station);
        return error->code;
    }
    if (emu_net_add(net, &u->station) != RT_OK) {
        user_destroy(&u->station);
        return emu_error_set(error, EMU_EXIT_USAGE, "net: too many stations at one port: at most 8");
    }
    return EMU_EXIT_OK;
}
