/* SPDX-License-Identifier: MIT */
#include <net/net.h>
#include <net/packet.h>
#include <host/kinds.h>
#include <rt/buf.h>
#include <rt/str.h>

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

static const struct emu_choice reaches[] = {
    {"none", "unplug the Internet port; plugged in later, it leads to the provider"},
    {"lab", "the built-in provider and the ports of --map"},
    {"user", "also the Internet, but not the host's own networks"},
    {"user,lan", "also the host's networks; the host itself only by --map"},
};
static const char *parse_wan(const char *value, void *options);
static const struct emu_kind kind_wan = {
    .name = "choice", .parse = parse_wan, .choices = reaches, .n_choices = sizeof reaches / sizeof reaches[0]};

static const char *parse_wan(const char *value, void *options)
{
    static const enum emu_reach meaning[] = {EMU_REACH_LAB, EMU_REACH_LAB, EMU_REACH_INTERNET, EMU_REACH_LAN};
    struct emu_net_options *o = options;
    size_t i;
    if (!emu_choice_find(&kind_wan, value, &i)) {
        return "not a network: give none, lab, user or user,lan";
    }
    o->reach = meaning[i];
    o->port[BOARD_PORT_WAN] = (struct emu_port_options){.is_given = true, .is_unplugged = i == 0};
    return NULL;
}

static const struct emu_choice lans[] = {
    {"none", "unplug the LAN port; plugged in later, it leads to a PC"},
    {"user", "a PC of this process: --forward and the browser reach the unit through it"},
};
static const char *parse_lan(const char *value, void *options);
static const struct emu_kind kind_lan = {
    .name = "choice", .parse = parse_lan, .choices = lans, .n_choices = sizeof lans / sizeof lans[0]};

static const char *parse_lan(const char *value, void *options)
{
    struct emu_net_options *o = options;
    size_t i;
    if (!emu_choice_find(&kind_lan, value, &i)) {
        return "not a network: give none or user";
    }
    o->port[BOARD_PORT_LAN] = (struct emu_port_options){.is_given = true, .is_unplugged = i == 0};
    return NULL;
}

static const struct emu_kind kind_map = {.name = "portmap", .parse = emu_parse_port_map, .is_list = true};
static const struct emu_kind kind_forward = {.name = "forward", .parse = emu_parse_forward, .is_list = true};
static const struct emu_option options[] = {
    {"wan", 0, "NETWORK", "choose what the WAN port reaches", EMU_REACH_PRESET, &kind_wan, 0},
    {"lan", 0, "NETWORK", "connect the LAN port", "none; --forward: user", &kind_lan, 0},
    {"map", 0, "PROTO:PORT=PORT", "map PORT of 192.168.1.200 to 127.0.0.1", NULL, &kind_map,
     offsetof(struct emu_net_options, maps)},
    {"forward", 0, "[PORT:][PROTO:]PORT[=PORT]", "lead PORT of 127.0.0.1 to the unit", NULL, &kind_forward,
     offsetof(struct emu_net_options, forwards)},
};
const struct emu_option_group emu_net_option_group = EMU_OPTION_GROUP("Network", options);

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
