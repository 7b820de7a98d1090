/* SPDX-License-Identifier: MIT */
#include "pc_client.h"
#include <net/packet.h>
#include <board/board.h>
#include <board/clock.h>
#include <rt/buf.h>
#include <string.h>

enum { FIXED = 236, COOKIE = 0x63825363, CLIENT_PORT = 68, SERVER_PORT = 67 };
enum { DISCOVER = 1, OFFER, REQUEST, DECLINE, ACK, REFUSED };
enum { MASK = 1, ROUTER = 3, DNS = 6, LEASE = 51, ADDRESS = 50, TYPE = 53, SERVER = 54, LIST = 55, ID = 61, END = 255 };
enum { ICMP = 1, ECHO_REPLY = 0, ECHO = 8, ICMP_BYTES = 8, PING_BYTES = 56, PING_ID = 0x5043 };

void pc_client_init(struct pc_client *c, struct emu_station *s, const uint8_t mac[6])
{
    *c = (struct pc_client){.station = s};
    memcpy(c->mac, mac, sizeof c->mac);
}

/* ---- DHCP ---- */

static void send_dhcp(struct pc_client *c, uint8_t type, uint32_t address, uint32_t server)
{
    uint8_t p[300] = {1, 1, 6, 0}, frame[BOARD_FRAME_MAX], *o = p + FIXED;
    static const uint8_t list[] = {LIST, 3, MASK, ROUTER, DNS};
    rt_put_be32(p + 4, c->xid);
    memcpy(p + 28, c->mac, 6);
    rt_put_be32(o, COOKIE);
    memcpy(o + 4, (const uint8_t[]){TYPE, 1, type}, 3);
    memcpy(o + 7, list, sizeof list);
    o += 7 + sizeof list;
    if (address != 0) {
        o[0] = ADDRESS;
        o[6] = SERVER;
        o[1] = o[7] = 4;
        rt_put_be32(o + 2, address);
        rt_put_be32(o + 8, server);
        o += 12;
    }
    *o = END;
    struct emu_udp udp = {.dst_mac = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
                          .dst_ip = EMU_BROADCAST_IP,
                          .src_port = CLIENT_PORT,
                          .dst_port = SERVER_PORT,
                          .payload = p,
                          .n_payload = sizeof p};
    memcpy(udp.src_mac, c->mac, 6);
    emu_station_put(c->station, frame, emu_udp_build(frame, &udp));
}

void pc_client_ask(struct pc_client *c)
{
    c->xid++; /* the same in each run */
    c->lease = (struct emu_pc_lease){.ip = 0};
    c->is_asking = true;
    c->is_refused = false;
    send_dhcp(c, DISCOVER, 0, 0);
}

/* An option's first four bytes as a number, or its only one; 0: it is not there. */
static uint32_t option(const uint8_t *p, size_t n, uint8_t code)
{
    for (size_t at = FIXED + 4; at + 2 <= n && p[at] != END; at += p[at] == 0 ? 1u : 2u + p[at + 1]) {
        if (p[at] == code && at + 2u + p[at + 1] <= n) {
            return p[at + 1] >= 4 ? rt_be32(p + at + 2) : p[at + 1] == 1 ? p[at + 2] : 0;
        }
    }
    return 0;
}

static bool on_dhcp(struct pc_client *c, const struct emu_udp *udp)
{
    const uint8_t *p = udp->payload;
    size_t n = udp->n_payload;
    if (udp->dst_port != CLIENT_PORT || !c->is_asking || n < FIXED + 4 || rt_be32(p + FIXED) != COOKIE ||
        rt_be32(p + 4) != c->xid || memcmp(p + 28, c->mac, 6) != 0) {
        return false;
    }
    uint32_t type = option(p, n, TYPE);
    if (type == OFFER) {
        send_dhcp(c, REQUEST, rt_be32(p + 16), option(p, n, SERVER));
    } else if (type == ACK) {
        c->is_asking = false;
        memcpy(c->next_hop, udp->src_mac, 6);
        c->lease = (struct emu_pc_lease){.ip = rt_be32(p + 16),
                                         .netmask = option(p, n, MASK),
                                         .router = option(p, n, ROUTER),
                                         .dns = option(p, n, DNS),
                                         .lease_s = option(p, n, LEASE)};
    } else if (type == REFUSED) {
        c->is_asking = false;
        c->is_refused = true;
    }
    return true;
}

/* ---- ping ---- */

void pc_client_ping(struct pc_client *c, uint32_t from_ip, uint32_t to_ip)
{
    uint8_t frame[EMU_ETH_BYTES + EMU_IP_BYTES + ICMP_BYTES + PING_BYTES] = {0};
    uint8_t *ip = frame + EMU_ETH_BYTES, *icmp = ip + EMU_IP_BYTES;
    memcpy(frame, c->next_hop, 6);
    memcpy(frame + 6, c->mac, 6);
    rt_put_be16(frame + 12, EMU_ETHERTYPE_IP);
    ip[0] = 0x45;
    rt_put_be16(ip + 2, EMU_IP_BYTES + ICMP_BYTES + PING_BYTES);
    ip[8] = 64;
    ip[9] = ICMP;
    rt_put_be32(ip + 12, from_ip);
    rt_put_be32(ip + 16, to_ip);
    rt_put_be16(ip + 10, (uint16_t)~emu_checksum(ip, EMU_IP_BYTES, 0));
    icmp[0] = ECHO;
    rt_put_be16(icmp + 4, PING_ID);
    rt_put_be16(icmp + 6, ++c->n_pings);
    rt_put_be16(icmp + 2, (uint16_t)~emu_checksum(icmp, ICMP_BYTES + PING_BYTES, 0));
    c->is_pinging = true;
    c->is_answered = false;
    c->sent_us = board_now_us(c->station->net->board);
    emu_station_put(c->station, frame, sizeof frame);
}

static bool on_echo_reply(struct pc_client *c, const uint8_t *frame, size_t n)
{
    const uint8_t *ip = frame + EMU_ETH_BYTES, *icmp = ip + EMU_IP_BYTES;
    if (!c->is_pinging || n < EMU_ETH_BYTES + EMU_IP_BYTES + ICMP_BYTES || rt_be16(frame + 12) != EMU_ETHERTYPE_IP ||
        ip[0] != 0x45 || ip[9] != ICMP || icmp[0] != ECHO_REPLY || rt_be16(icmp + 4) != PING_ID ||
        rt_be16(icmp + 6) != c->n_pings) {
        return false;
    }
    c->is_answered = true;
    c->answered_us = board_now_us(c->station->net->board);
    return true;
}

bool pc_client_input(struct pc_client *c, const uint8_t *frame, size_t n)
{
    struct emu_udp udp;
    return (emu_udp_parse(frame, n, &udp) && on_dhcp(c, &udp)) || on_echo_reply(c, frame, n);
}
