/* SPDX-License-Identifier: MIT */
/* [wan:|lan:][tcp:|udp:][ADDRESS:]PORT[-PORT][=PORT] */
#include <net/net.h>
#include <net/packet.h>
#include <rt/str.h>
#include <stdbool.h>
#include <string.h>

#define LOOPBACK 0x7f000001u
#define WEB_PORT 80u

static const char wrong[] =
    "not a forward: give [wan:|lan:][tcp:|udp:][ADDRESS:]PORT[-PORT][=PORT], as 8080 or wan:udp:5060";

/* Takes "word:" off the front. */
static bool take(struct rt_str *rest, const char *word)
{
    size_t n = strlen(word);
    if (rt_str_starts(*rest, word) && rest->n > n && rest->p[n] == ':') {
        *rest = rt_str_from(*rest, n + 1);
        return true;
    }
    return false;
}

static bool take_port(struct rt_str text, uint16_t *out)
{
    uint32_t port;
    if (rt_str_u32(text, &port) != RT_OK || port < 1 || port > UINT16_MAX) {
        return false;
    }
    *out = (uint16_t)port;
    return true;
}

static bool take_host(struct rt_str text, struct emu_forward *f)
{
    struct rt_str last = {0};
    struct rt_str ports;
    struct rt_str address = rt_str_cut(text, ':', &ports);
    uint16_t end;
    f->host_ip = LOOPBACK;
    if (ports.p == NULL) {
        ports = text;
    } else if (rt_str_ipv4(address, &f->host_ip) != RT_OK) {
        return false;
    }
    struct rt_str first = rt_str_cut(ports, '-', &last);
    if (!take_port(first, &f->host_port)) {
        return false;
    }
    end = f->host_port;
    if (last.p != NULL && (!take_port(last, &end) || end < f->host_port)) {
        return false;
    }
    f->n = (uint16_t)(end - f->host_port + 1);
    return true;
}

/* Is a port of the host in both? */
static bool overlaps(const struct emu_forward *a, const struct emu_forward *b)
{
    bool is_same_host = a->host_ip == b->host_ip || a->host_ip == 0 || b->host_ip == 0;
    return a->protocol == b->protocol && is_same_host && a->host_port < b->host_port + b->n &&
           b->host_port < a->host_port + a->n;
}

const char *emu_parse_forward(const char *value, void *forwards)
{
    struct emu_forwards *out = forwards;
    struct emu_forward f = {.protocol = EMU_PROTOCOL_TCP};
    struct rt_str rest = rt_str(value);
    struct rt_str unit = {0};
    bool is_wan = take(&rest, "wan");
    bool is_lan = !is_wan && take(&rest, "lan");
    bool is_udp = take(&rest, "udp");
    if (is_udp) {
        f.protocol = EMU_PROTOCOL_UDP;
    } else {
        (void)take(&rest, "tcp"); /* or none */
    }
    /* The pages are open at the LAN port; SIP and RTP are at home at the Internet port. */
    f.side = is_wan || (is_udp && !is_lan) ? BOARD_PORT_WAN : BOARD_PORT_LAN;
    struct rt_str host = rt_str_cut(rest, '=', &unit);
    if (!take_host(host, &f) || (unit.p != NULL && !take_port(unit, &f.unit_port))) {
        return wrong;
    }
    if (unit.p == NULL) {
        f.unit_port = !is_udp && f.n == 1 ? WEB_PORT : f.host_port;
    }
    size_t n_ports = f.n;
    for (size_t i = 0; i < out->n; i++) {
        n_ports += out->forward[i].n;
        if (overlaps(&f, &out->forward[i])) {
            return "this port is forwarded already: forward each port of the host once";
        }
    }
    if ((uint32_t)f.unit_port + f.n > UINT16_MAX + 1u) {
        return wrong;
    }
    if (out->n == EMU_FORWARDS_MAX || n_ports > EMU_FORWARD_PORTS_MAX) {
        return "too many ports: at most 16 forwards with 128 ports in all";
    }
    out->forward[out->n++] = f;
    return NULL;
}

const struct emu_forward *emu_forward_find(const struct emu_forwards *forwards, enum board_port side,
                                           uint16_t unit_port)
{
    for (size_t i = 0; i < forwards->n; i++) {
        const struct emu_forward *f = &forwards->forward[i];
        if (f->side == side && f->protocol == EMU_PROTOCOL_TCP && f->unit_port <= unit_port &&
            unit_port < f->unit_port + f->n) {
            return f;
        }
    }
    return NULL;
}
