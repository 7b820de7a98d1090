/* SPDX-License-Identifier: MIT */
#include <net/net.h>
#include "wire.h"
#include <net/packet.h>
#include <host/kinds.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <stdio.h>

void emu_net_mac(uint8_t mac[6], uint32_t ip)
{
    mac[0] = 0x52;
    mac[1] = 0x55;
    rt_put_be32(mac + 2, ip);
}

const char *emu_parse_port_map(const char *value, void *maps)
{
    struct emu_port_maps *out = maps;
    struct emu_port_map map = {0};
    struct rt_str rest;
    struct rt_str host;
    uint32_t unit_port;
    uint32_t host_port;
    struct rt_str protocol = rt_str_cut(rt_str(value), ':', &rest);
    if (rt_str_is(protocol, "udp")) {
        map.protocol = EMU_PROTOCOL_UDP;
    } else if (rt_str_is(protocol, "tcp")) {
        map.protocol = EMU_PROTOCOL_TCP;
    }
    struct rt_str unit = rt_str_cut(rest, '=', &host);
    if (map.protocol == 0 || rt_str_u32(unit, &unit_port) != RT_OK || rt_str_u32(host, &host_port) != RT_OK ||
        unit_port < 1 || unit_port > UINT16_MAX || host_port < 1 || host_port > UINT16_MAX) {
        return "not a port map: give PROTO:PORT=PORT, as udp:69=6969; the unit's port comes first";
    }
    map.unit_port = (uint16_t)unit_port;
    map.host_port = (uint16_t)host_port;
    if (emu_port_map_find(out, map.protocol, map.unit_port) != NULL) {
        return "this port is mapped already: map each port of the unit once";
    }
    if (out->n == EMU_PORT_MAPS_MAX) {
        return "too many port maps: at most 16";
    }
    out->map[out->n++] = map;
    return NULL;
}

#define WIRES                                                                                                          \
    {"tap:NAME", "a TAP interface of Linux; it needs no rights when it is yours"},                                     \
        {"pcap:CARD", "a network card (libpcap)"}, {"vde:URL", "a switch of VDE (libvdeplug)"},                        \
        {"socket:listen=ADDR", "a stream in QEMU's framing: a cable to another unit or guest"},                        \
        {"socket:connect=ADDR", "its other end"},                                                                      \
    {                                                                                                                  \
        "socket:dgram=OWN,OTHER", "the same as datagrams"                                                              \
    }
static const struct emu_choice wans[] = {
    {"none", "unplug the Internet port; plugged in later, it leads to the provider"},
    {"lab", "the built-in provider and the ports of --map"},
    {"user", "also the Internet, but not the host's own networks"},
    {"user,lan", "also the host's networks; the host itself only by --map"},
    WIRES,
};
static const struct emu_choice lans[] = {
    {"none", "unplug the LAN port; plugged in later, it leads to a PC"},
    {"user", "a PC of this process: --forward and the browser reach the unit through it"},
    {"lab", "the same"},
    WIRES,
};
static emu_option_parse_fn parse_wan, parse_lan;
static const struct emu_kind kinds[BOARD_N_PORTS] = {
    [BOARD_PORT_WAN] = {.name = "network",
                        .parse = parse_wan,
                        .choices = wans,
                        .n_choices = sizeof wans / sizeof wans[0],
                        .is_open = true,
                        .is_list = true},
    [BOARD_PORT_LAN] = {.name = "network",
                        .parse = parse_lan,
                        .choices = lans,
                        .n_choices = sizeof lans / sizeof lans[0],
                        .is_open = true,
                        .is_list = true},
};

/* A word before the wires: its place is i. Else a wire. */
static const char *parse_network(struct emu_net_options *o, enum board_port port, const char *value, size_t *i,
                                 size_t n_words)
{
    struct emu_port_options *p = &o->port[port];
    const char *wrong = NULL;
    p->is_given = true;
    if (emu_choice_find(&kinds[port], value, i) && *i < n_words) {
        p->is_unplugged = *i == 0;
        p->has_user = true;
        return NULL;
    }
    *i = n_words;
    if ((wrong = emu_wire_judge(value)) != NULL) {
        return wrong;
    }
    if (p->n_wires == EMU_WIRES_MAX) {
        return "too many networks at one port: at most 6";
    }
    p->wire[p->n_wires++] = value;
    return NULL;
}

static const char *parse_wan(const char *value, void *options)
{
    static const enum emu_reach meaning[] = {EMU_REACH_LAB, EMU_REACH_LAB, EMU_REACH_INTERNET, EMU_REACH_LAN};
    struct emu_net_options *o = options;
    size_t n = sizeof meaning / sizeof meaning[0];
    size_t i = n;
    const char *wrong = parse_network(o, BOARD_PORT_WAN, value, &i, n);
    if (i < n) {
        o->reach = meaning[i];
    }
    return wrong;
}

static const char *parse_lan(const char *value, void *options)
{
    size_t i;
    return parse_network(options, BOARD_PORT_LAN, value, &i, 3);
}

static const struct emu_kind kind_map = {.name = "portmap", .parse = emu_parse_port_map, .is_list = true};
static const struct emu_kind kind_forward = {.name = "forward", .parse = emu_parse_forward, .is_list = true};
static const struct emu_option options[] = {
    {"wan", 0, "NETWORK", "connect the WAN port", EMU_REACH_PRESET, &kinds[BOARD_PORT_WAN], 0},
    {"lan", 0, "NETWORK", "connect the LAN port", "see --forward", &kinds[BOARD_PORT_LAN], 0},
    {"map", 0, "PROTO:PORT=PORT", "map PORT of 192.168.1.200 to 127.0.0.1", NULL, &kind_map,
     offsetof(struct emu_net_options, maps)},
    {"forward", 0, "[PORT:][PROTO:]PORT[=PORT]", "lead PORT of 127.0.0.1 to the unit", NULL, &kind_forward,
     offsetof(struct emu_net_options, forwards)},
};
const struct emu_option_group emu_net_option_group = EMU_OPTION_GROUP("Network", options);

bool emu_net_has_user(const struct emu_net_options *o, enum board_port port)
{
    if (!o->port[port].is_given || o->port[port].has_user) {
        return true;
    }
    for (size_t i = 0; i < o->forwards.n && port == BOARD_PORT_LAN; i++) {
        if (o->forwards.forward[i].side == port) {
            return true; /* the PC gives no leases, so it may join any network */
        }
    }
    return false;
}

enum emu_exit emu_net_check(const struct emu_net_options *o, uint32_t rate, struct emu_error *error)
{
    const struct emu_port_options *lan = &o->port[BOARD_PORT_LAN];
    bool has_wan_forward = false;
    for (size_t i = 0; i < o->forwards.n; i++) {
        has_wan_forward = has_wan_forward || o->forwards.forward[i].side == BOARD_PORT_WAN;
    }
    if (!emu_net_has_user(o, BOARD_PORT_WAN) && (o->maps.n > 0 || has_wan_forward)) {
        return emu_error_set(
            error, EMU_EXIT_USAGE,
            "%s: the user-mode network is not at the Internet port: add --wan lab; it answers DHCP there",
            o->maps.n > 0 ? "--map" : "--forward");
    }
    if (lan->n_wires > 0 && rate != 1) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "--lan %s: the programs there keep real time, the unit would not: use --time real",
                             lan->wire[0]);
    }
    return EMU_EXIT_OK;
}

bool emu_net_is_plugged(const struct emu_net_options *o, enum board_port port)
{
    if (o->port[port].is_given || port == BOARD_PORT_WAN) {
        return !o->port[port].is_unplugged;
    }
    for (size_t i = 0; i < o->forwards.n; i++) {
        if (o->forwards.forward[i].side == port) {
            return true;
        }
    }
    return false;
}

const struct emu_port_map *emu_port_map_find(const struct emu_port_maps *maps, uint8_t protocol, uint16_t unit_port)
{
    for (size_t i = 0; i < maps->n; i++) {
        if (maps->map[i].protocol == protocol && maps->map[i].unit_port == unit_port) {
            return &maps->map[i];
        }
    }
    return NULL;
}

enum emu_exit emu_wires_add(struct emu_net *net, const struct emu_net_options *o, struct emu_error *error)
{
    const struct emu_port_options *p = &o->port[net->port];
    for (size_t i = 0; i < p->n_wires && error->code == EMU_EXIT_OK; i++) {
        (void)emu_wire_add(net, p->wire[i], error); /* the error says it */
    }
    return error->code;
}

char *emu_net_describe(const struct emu_net *net, char *out, size_t out_size)
{
    size_t at = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < net->n_stations && at < out_size; i++) {
        const char *wire = emu_wire_text(net->station[i]);
        if (wire != NULL) {
            at += (size_t)snprintf(out + at, out_size - at, "%s%s", at > 0 ? ", " : "", wire);
        }
    }
    return out;
}
