/* SPDX-License-Identifier: MIT */
#include "pppoe_peer.h"
#include "check.h"
#include <board/board.h>
#include <board/clock.h>
#include <rt/buf.h>
#include <stddef.h>
#include <string.h>

enum { HEAD = 20, REQUEST = 1, ACK, NAK, HOST_UNIQ = 0x0103 };

static size_t begin(const struct pppoe_peer *p, uint8_t *frame, uint16_t type, uint8_t code, uint16_t session, size_t n)
{
    memcpy(frame, p->outside->unit_mac, 6);
    memcpy(frame + 6, p->mac, 6);
    rt_put_be16(frame + 12, type);
    frame[14] = 0x11;
    frame[15] = code;
    rt_put_be16(frame + 16, session);
    rt_put_be16(frame + 18, (uint16_t)n);
    return HEAD;
}

static void deliver(const struct pppoe_peer *p, uint8_t *frame, size_t n)
{
    size_t n_padded = n < 60 ? 60 : n;
    memset(frame + n, 0xee, n_padded - n); /* padding is not always zeros */
    board_nic_deliver(p->outside->board, p->outside->port, frame, n_padded);
}

void pppoe_peer_send_tags(struct pppoe_peer *p, uint8_t code, uint16_t session, const uint8_t *tags, size_t n)
{
    uint8_t frame[PACKET_FRAME_MAX];
    size_t at = begin(p, frame, 0x8863, code, session, n);
    if (n > 0) {
        memcpy(frame + at, tags, n);
    }
    deliver(p, frame, at + n);
}

void pppoe_peer_send_raw(struct pppoe_peer *p, const void *payload, size_t n)
{
    uint8_t frame[PACKET_FRAME_MAX];
    size_t at = begin(p, frame, 0x8864, 0, p->session, n);
    memcpy(frame + at, payload, n);
    deliver(p, frame, at + n);
}

void pppoe_peer_send(struct pppoe_peer *p, uint16_t protocol, uint8_t code, uint8_t id, const void *data, size_t n)
{
    uint8_t packet[PACKET_FRAME_MAX];
    rt_put_be16(packet, protocol);
    packet[2] = code;
    packet[3] = id;
    rt_put_be16(packet + 4, (uint16_t)(4 + n));
    memcpy(packet + 6, data, n);
    pppoe_peer_send_raw(p, packet, 6 + n);
}

void pppoe_peer_send_ip(struct pppoe_peer *p, const struct packet *packet)
{
    uint8_t frame[PACKET_FRAME_MAX], payload[PACKET_FRAME_MAX];
    size_t n = packet_write(packet, frame);
    rt_put_be16(payload, PPP_PEER_IP);
    memcpy(payload + 2, frame + 14, n - 14);
    pppoe_peer_send_raw(p, payload, rt_be16(frame + 16) + 2u);
}

/* --- what it answers by itself ----------------------------------------------------------------------------------- */

static void keep_host_uniq(struct pppoe_peer *p, const uint8_t *tags, size_t n)
{
    p->n_host_uniq = 0;
    for (size_t at = 0; at + 4 <= n; at += 4u + rt_be16(tags + at + 2)) {
        size_t n_value = rt_be16(tags + at + 2);
        CHECK(at + 4 + n_value <= n);
        if (rt_be16(tags + at) == HOST_UNIQ) {
            CHECK(n_value <= sizeof p->host_uniq);
            memcpy(p->host_uniq, tags + at + 4, n_value);
            p->n_host_uniq = n_value;
        }
    }
}

static void answer_discovery(struct pppoe_peer *p, uint8_t code)
{
    static const uint8_t name[] = {0x01, 0x01, 0, 0, 0x01, 0x02, 0, 2, 'a', 'c'};
    uint8_t tags[1024];
    size_t n = sizeof name;
    memcpy(tags, name, n);
    rt_put_be16(tags + n, HOST_UNIQ);
    rt_put_be16(tags + n + 2, (uint16_t)p->n_host_uniq);
    memcpy(tags + n + 4, p->host_uniq, p->n_host_uniq);
    n += 4 + p->n_host_uniq;
    p->is_up = p->is_up && code != PPPOE_PEER_PADI;
    if (code == PPPOE_PEER_PADI) {
        if (p->n_pado_tags > 0) {
            memcpy(tags + n, p->pado_tags, p->n_pado_tags);
        }
        pppoe_peer_send_tags(p, PPPOE_PEER_PADO, 0, tags, n + p->n_pado_tags);
    } else if (code == PPPOE_PEER_PADR) {
        pppoe_peer_send_tags(p, PPPOE_PEER_PADS, p->session, tags, n);
        if (p->session != 0 && !p->skips_lcp) {
            pppoe_peer_send(p, PPP_PEER_LCP, REQUEST, 1, p->lcp_options, p->n_lcp_options);
        }
    }
}

static void answer_ipcp(struct pppoe_peer *p, uint8_t id, const uint8_t *data, size_t n)
{
    uint8_t better[64];
    CHECK(n <= sizeof better && n % 6 == 0);
    bool is_fine = true;
    memcpy(better, data, n);
    for (size_t at = 0; at < n; at += 6) {
        uint32_t should = data[at] == 3 ? p->unit_ip : p->dns[data[at] == 131];
        is_fine = is_fine && rt_be32(data + at + 2) == should;
        rt_put_be32(better + at + 2, should);
    }
    p->is_up = p->is_up || is_fine;
    pppoe_peer_send(p, PPP_PEER_IPCP, is_fine ? ACK : NAK, id, better, n);
    if (is_fine) {
        uint8_t own[6] = {3, 6};
        rt_put_be32(own + 2, p->own_ip);
        pppoe_peer_send(p, PPP_PEER_IPCP, REQUEST, 1, own, sizeof own);
    }
}

static void keep(struct pppoe_peer *p, uint16_t protocol, uint8_t code, uint8_t id, const uint8_t *bytes, size_t n)
{
    CHECK(n <= PPPOE_KEPT_SIZE);
    unsigned i = p->n_kept++ % PPPOE_KEPT_MAX;
    p->kept[i].protocol = protocol;
    p->kept[i].code = code;
    p->kept[i].id = id;
    p->kept[i].n = n;
    p->kept[i].at_us = board_now_us(p->outside->board);
    memcpy(p->kept[i].bytes, bytes, n);
}

static void carry(struct pppoe_peer *p, const uint8_t *packet, size_t n)
{
    uint8_t frame[PACKET_FRAME_MAX];
    if (p->outside->mangle_ctx == p) {
        memcpy(frame, p->mac, 6);
        memcpy(frame + 6, p->outside->unit_mac, 6);
        rt_put_be16(frame + 12, 0x0800);
        memcpy(frame + 14, packet, n);
        outside_take(p->outside, frame, 14 + n);
    }
}

/* An Ethernet frame becomes one of the session. */
static size_t wrap(void *ctx, uint8_t frame[PACKET_FRAME_MAX], size_t n)
{
    struct pppoe_peer *p = ctx;
    size_t n_ip = rt_be16(frame + 16);
    if (!p->is_up) {
        return n;
    }
    CHECK(n_ip <= n - 14 && n_ip <= 1492);
    memmove(frame + HEAD + 2, frame + 14, n_ip);
    (void)begin(p, frame, 0x8864, 0, p->session, 2 + n_ip);
    rt_put_be16(frame + HEAD, PPP_PEER_IP);
    return HEAD + 2 + n_ip;
}

void pppoe_peer_carry(struct pppoe_peer *p, uint32_t unit_ip, uint32_t dns)
{
    p->unit_ip = unit_ip;
    p->own_ip = dns;
    p->dns[0] = dns;
    p->dns[1] = dns;
    p->outside->mangle = wrap;
    p->outside->mangle_ctx = p;
}

static void on_frame(void *ctx, const uint8_t *frame, size_t n)
{
    struct pppoe_peer *p = ctx;
    uint16_t type = rt_be16(frame + 12);
    if (type != 0x8863 && type != 0x8864) {
        return;
    }
    CHECK(n >= HEAD && frame[14] == 0x11 && rt_be16(frame + 18) <= n - HEAD);
    const uint8_t *payload = frame + HEAD;
    size_t n_payload = rt_be16(frame + 18);
    if (type == 0x8863) {
        keep(p, 0, frame[15], 0, payload, n_payload);
        keep_host_uniq(p, payload, n_payload);
        if (!p->is_deaf) {
            answer_discovery(p, frame[15]);
        }
        return;
    }
    uint16_t protocol = rt_be16(payload);
    if (protocol == PPP_PEER_IP) {
        keep(p, protocol, 0, 0, payload + 2, n_payload - 2);
        carry(p, payload + 2, n_payload - 2);
        return;
    }
    CHECK(n_payload >= 6 && rt_be16(payload + 4) == n_payload - 2);
    keep(p, protocol, payload[2], payload[3], payload + 6, n_payload - 6);
    if (p->is_deaf || payload[2] != REQUEST) {
        return;
    }
    if (protocol == PPP_PEER_LCP && !p->skips_lcp) {
        pppoe_peer_send(p, protocol, ACK, payload[3], payload + 6, n_payload - 6);
    } else if (protocol == PPP_PEER_IPCP && !p->skips_ipcp) {
        answer_ipcp(p, payload[3], payload + 6, n_payload - 6);
    }
}

void pppoe_peer_init(struct pppoe_peer *p, struct outside *o)
{
    memset(p, 0, offsetof(struct pppoe_peer, kept));
    p->outside = o;
    memcpy(p->mac, "\2\0\0\0\0\xac", 6);
    p->session = 0x1234;
    p->unit_ip = PPPOE_UNIT_IP;
    p->own_ip = p->dns[0] = PPPOE_PEER_IP;
    p->dns[1] = PPPOE_PEER_IP + 1;
    o->watch = on_frame;
    o->watch_ctx = p;
}

void pppoe_peer_forget(struct pppoe_peer *p)
{
    p->n_kept = 0;
}

unsigned pppoe_peer_count(const struct pppoe_peer *p, uint16_t protocol, uint8_t code, unsigned *last)
{
    unsigned n = 0;
    CHECK(p->n_kept <= PPPOE_KEPT_MAX);
    for (unsigned i = 0; i < p->n_kept; i++) {
        if (p->kept[i].protocol == protocol && p->kept[i].code == code) {
            n++;
            if (last != NULL) {
                *last = i;
            }
        }
    }
    return n;
}
