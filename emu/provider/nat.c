/* SPDX-License-Identifier: MIT */
/*
 * A NAT between the unit and the provider: RFC 4787. UDP only, and only what goes to the provider; DHCP passes, since a
 * lease is given on this side of it. TCP is not translated.
 *
 *     unit 192.168.1.100:5060 --> outside 203.0.113.9:5060 --> 192.168.1.200:5060
 *
 * A mapping is made by a packet from inside and kept alive by such packets only (REQ-6: outbound refresh). The port
 * outside is the one inside while it is free (port preservation, section 4.2.1), so a mapping that was lost comes back
 * at its old port: people can call in again once the unit has sent something. A symmetric NAT gives each peer another
 * port.
 */
#include <provider/host.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define PORT_DHCP_SERVER 67u
#define PORT_DHCP_CLIENT 68u
#define SYMMETRIC_FIRST  40000u /* ports outside of a symmetric NAT */

const struct lab_nat_kind lab_nats[EMU_LAB_N_NATS] = {
    [EMU_LAB_NAT_OPEN] = {false, false, true, true},
    [EMU_LAB_NAT_FIREWALL] = {false, false, false, false},
    [EMU_LAB_NAT_FULL_CONE] = {true, false, true, true},
    [EMU_LAB_NAT_RESTRICTED] = {true, false, false, true},
    [EMU_LAB_NAT_PORT_RESTRICTED] = {true, false, false, false},
    [EMU_LAB_NAT_SYMMETRIC] = {true, true, false, false},
};

static bool is_live(const struct emu_lab *lab, const struct lab_mapping *m)
{
    return m->until_us > board_now_us(lab->board);
}

static bool is_to_provider(uint32_t ip)
{
    return ip == EMU_NET_PROVIDER || ip == LAB_OTHER_IP;
}

static bool is_translated(const struct lab_nat *n)
{
    return lab_nats[n->kind].is_mapped;
}

/* The packet of an Ethernet frame that a NAT would change; false: it passes as it is. */
static bool is_concerned(const struct emu_lab *lab, const uint8_t *frame, size_t n, struct emu_ip_view *view)
{
    return lab->nat.kind != EMU_LAB_NAT_OPEN && emu_ip_view(frame, n, view) && view->protocol == EMU_PROTOCOL_UDP &&
           view->dst_port != PORT_DHCP_SERVER && view->dst_port != PORT_DHCP_CLIENT;
}

/* ---- from inside ---- */

static bool is_port_taken(const struct emu_lab *lab, const struct emu_ip_view *from, uint16_t port)
{
    for (size_t i = 0; i < LAB_MAPPINGS_MAX; i++) {
        const struct lab_mapping *m = &lab->nat.mappings[i];
        bool is_same = m->inner_ip == from->src_ip && m->inner_port == from->src_port;
        if (is_live(lab, m) && m->outer_port == port && !is_same) {
            return true;
        }
    }
    return false;
}

/* Another peer of the same port keeps its port outside, but with a symmetric NAT. */
static uint16_t port_outside(struct emu_lab *lab, const struct emu_ip_view *from)
{
    struct lab_nat *n = &lab->nat;
    if (lab_nats[n->kind].is_symmetric) {
        return (uint16_t)(SYMMETRIC_FIRST + n->n_symmetric++ % 10000u);
    }
    uint16_t port = from->src_port;
    while (is_translated(n) && is_port_taken(lab, from, port)) {
        port = port == UINT16_MAX ? 1024 : (uint16_t)(port + 1);
    }
    return port;
}

/* The mapping of this packet: kept, or a new one in the place of the oldest. */
static struct lab_mapping *map(struct emu_lab *lab, const struct emu_ip_view *from)
{
    struct lab_nat *n = &lab->nat;
    struct lab_mapping *oldest = &n->mappings[0];
    char inner[16], outer[16];
    for (size_t i = 0; i < LAB_MAPPINGS_MAX; i++) {
        struct lab_mapping *m = &n->mappings[i];
        if (is_live(lab, m) && m->inner_ip == from->src_ip && m->inner_port == from->src_port &&
            m->peer_ip == from->dst_ip && m->peer_port == from->dst_port) {
            return m;
        }
        oldest = m->until_us < oldest->until_us ? m : oldest;
    }
    *oldest = (struct lab_mapping){.inner_ip = from->src_ip,
                                   .inner_port = from->src_port,
                                   .peer_ip = from->dst_ip,
                                   .peer_port = from->dst_port,
                                   .outer_ip = is_translated(n) ? n->ip : from->src_ip,
                                   .outer_port = port_outside(lab, from)};
    lab_say(lab, "nat: %s:%u is %s:%u for port %u", rt_ipv4_text(from->src_ip, inner), (unsigned)from->src_port,
            rt_ipv4_text(oldest->outer_ip, outer), (unsigned)oldest->outer_port, (unsigned)from->dst_port);
    return oldest;
}

const uint8_t *lab_nat_out(struct emu_lab *lab, const uint8_t *frame, size_t n, uint8_t changed[BOARD_FRAME_MAX])
{
    struct emu_ip_view view;
    if (!is_concerned(lab, frame, n, &view) || !is_to_provider(view.dst_ip)) {
        return frame;
    }
    struct lab_mapping *m = map(lab, &view);
    m->until_us = board_now_us(lab->board) + lab->nat.timeout_us;
    memcpy(changed, frame, n);
    emu_ip_rewrite(changed, &view, m->outer_ip, view.dst_ip, m->outer_port, view.dst_port);
    return changed;
}

/* ---- from outside ---- */

static bool lets_in(const struct lab_nat *n, const struct lab_mapping *m, const struct emu_ip_view *from)
{
    bool is_ip = m->peer_ip == from->src_ip;
    bool is_port = m->peer_port == from->src_port;
    return (lab_nats[n->kind].lets_address_in || is_ip) && (lab_nats[n->kind].lets_port_in || is_port);
}

bool lab_nat_in(struct emu_lab *lab, uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    bool was_mapped = false;
    char ip[16];
    if (!is_concerned(lab, frame, n, &view) || !is_to_provider(view.src_ip)) {
        return true;
    }
    for (size_t i = 0; i < LAB_MAPPINGS_MAX; i++) {
        const struct lab_mapping *m = &lab->nat.mappings[i];
        bool is_here = m->outer_ip == view.dst_ip && m->outer_port == view.dst_port;
        if (is_here && is_live(lab, m) && lets_in(&lab->nat, m, &view)) {
            emu_ip_rewrite(frame, &view, view.src_ip, m->inner_ip, view.src_port, m->inner_port);
            return true;
        }
        was_mapped = was_mapped || (is_here && !is_live(lab, m));
    }
    lab_say(lab, "nat: %zu bytes to %s:%u are dropped: %s", view.n_l4 - EMU_UDP_BYTES, rt_ipv4_text(view.dst_ip, ip),
            (unsigned)view.dst_port, was_mapped ? "the mapping has expired" : "no mapping lets them in");
    return false;
}

void lab_nat_address(const struct emu_lab *lab, uint32_t *ip, uint16_t *port)
{
    for (size_t i = 0; lab->nat.kind != EMU_LAB_NAT_OPEN && i < LAB_MAPPINGS_MAX; i++) {
        const struct lab_mapping *m = &lab->nat.mappings[i];
        if (m->inner_ip == *ip && m->inner_port == *port && is_live(lab, m)) {
            *ip = m->outer_ip;
            *port = m->outer_port;
            return;
        }
    }
}

bool lab_nat_hides(const struct emu_lab *lab, uint32_t ip)
{
    return is_translated(&lab->nat) && (ip & EMU_NET_MASK) == EMU_NET_ADDRESS && !is_to_provider(ip);
}

enum rt_err emu_lab_set_nat(struct emu_lab *lab, const struct emu_lab_nat_config *config)
{
    struct lab_nat n = {.kind = config->kind, .timeout_us = config->timeout_us};
    if (rt_str_ipv4(rt_str(config->ip), &n.ip) != RT_OK) {
        return RT_EINVAL;
    }
    lab->nat = n; /* as a router that was switched on: it knows no one */
    return RT_OK;
}
