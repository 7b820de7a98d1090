/* SPDX-License-Identifier: MIT */
/*
 * The provider as a STUN server (RFC 3489) that sees the unit as behind a NAT of some kind, at 192.168.1.200 and at its
 * other address, 192.168.1.201, ports 3478 and 3479. There need be no NAT between: the server says what it would see,
 * and does not send what the NAT would not let in. Behind a real one (nat.c) a server of the kind "open" sees it.
 */
#include "access_priv.h"
#include <stdio.h>
#include <string.h>

#define PORT            3478u
#define OTHER_PORT      3479u
#define OTHER_IP        LAB_OTHER_IP
#define HEADER          20u
#define ANSWER_MAX      96u
#define SYMMETRIC_SHIFT 100u /* how far the ports of a symmetric NAT lie apart */
enum { BINDING_REQUEST = 0x0001, BINDING_RESPONSE = 0x0101, BINDING_ERROR = 0x0111 };
enum { MAPPED = 0x0001, CHANGE = 0x0003, SOURCE = 0x0004, ERROR_CODE = 0x0009, CHANGED = 0x0005 };

struct answer {
    uint8_t bytes[ANSWER_MAX];
    size_t n;
};

static void put_head(struct answer *a, unsigned type, const uint8_t *id)
{
    rt_put_be16(a->bytes, (uint16_t)type);
    rt_put_be16(a->bytes + 2, 0);
    memcpy(a->bytes + 4, id, 16);
    a->n = HEADER;
}

static void put_attribute(struct answer *a, unsigned type, const void *value, size_t n)
{
    rt_put_be16(a->bytes + a->n, (uint16_t)type);
    rt_put_be16(a->bytes + a->n + 2, (uint16_t)n);
    memcpy(a->bytes + a->n + 4, value, n);
    a->n += 4 + n;
    rt_put_be16(a->bytes + 2, (uint16_t)(a->n - HEADER));
}

static void put_address(struct answer *a, unsigned type, uint32_t ip, uint16_t port)
{
    uint8_t value[8] = {0, 1};
    rt_put_be16(value + 2, port);
    rt_put_be32(value + 4, ip);
    put_attribute(a, type, value, sizeof value);
}

/* The flags of CHANGE-REQUEST: 4 another address, 2 another port. */
static unsigned changes_of(const struct emu_udp *request)
{
    const uint8_t *p = request->payload;
    for (size_t at = HEADER; at + 8 <= request->n_payload; at += 4u + rt_be16(p + at + 2)) {
        if (rt_be16(p + at) == CHANGE) {
            return rt_be32(p + at + 4) & 6u;
        }
    }
    return 0;
}

static void spoil(struct answer *a, enum emu_lab_stun_bad how)
{
    static const uint8_t refused[] = {0, 0, 4, 0, 'n', 'o', 'n', 'e'}; /* 400 */
    uint8_t id[16];
    switch (how) {
    case EMU_LAB_STUN_WRONG_ID:
        a->bytes[4] ^= 1;
        break;
    case EMU_LAB_STUN_SHORT:
        a->n -= 3;
        break;
    case EMU_LAB_STUN_LONG_ATTRIBUTE:
        rt_put_be16(a->bytes + HEADER + 2, 0xfff0);
        break;
    case EMU_LAB_STUN_ZERO_ADDRESS:
        rt_put_be32(a->bytes + HEADER + 8, 0);
        break;
    case EMU_LAB_STUN_ERROR:
        memcpy(id, a->bytes + 4, sizeof id);
        put_head(a, BINDING_ERROR, id);
        put_attribute(a, ERROR_CODE, refused, sizeof refused);
        break;
    case EMU_LAB_STUN_OTHER_SENDER: /* send_answer() */
    case EMU_LAB_STUN_GOOD:
    case EMU_LAB_N_STUN_BADS:
        break;
    }
}

static void answer_request(struct emu_lab *lab, const struct emu_udp *request)
{
    struct lab_stun *s = &lab->access->stun;
    bool is_other = request->dst_ip == OTHER_IP;
    unsigned changes = changes_of(request);
    char ip[16];
    struct answer a;
    uint32_t from_ip = (changes & 4u) != 0 ? EMU_NET_PROVIDER + OTHER_IP - request->dst_ip : request->dst_ip;
    uint16_t from_port = (changes & 2u) != 0 ? (uint16_t)(PORT + OTHER_PORT - request->dst_port) : request->dst_port;
    uint32_t mapped_ip = lab_nats[s->nat].is_mapped ? s->ip : request->src_ip;
    uint16_t mapped_port = (uint16_t)(request->src_port + (lab_nats[s->nat].is_mapped ? s->shift : 0u) +
                                      (lab_nats[s->nat].is_symmetric && is_other ? SYMMETRIC_SHIFT : 0u));
    if (((changes & 4u) != 0 && !lab_nats[s->nat].lets_address_in) ||
        (changes == 2u && !lab_nats[s->nat].lets_port_in)) {
        lab_say(lab, "stun: no answer passes from %s", (changes & 4u) != 0 ? "another address" : "another port");
        return;
    }
    put_head(&a, BINDING_RESPONSE, (const uint8_t *)request->payload + 4);
    put_address(&a, MAPPED, mapped_ip, mapped_port);
    put_address(&a, SOURCE, from_ip, from_port);
    put_address(&a, CHANGED, EMU_NET_PROVIDER + OTHER_IP - request->dst_ip,
                (uint16_t)(PORT + OTHER_PORT - request->dst_port));
    bool is_bad = s->bad != EMU_LAB_STUN_GOOD && (s->n_bad == 0 || s->n_given < s->n_bad);
    if (is_bad) {
        s->n_given++;
        spoil(&a, s->bad);
        from_port = s->bad == EMU_LAB_STUN_OTHER_SENDER ? OTHER_PORT + 1 : from_port;
    }
    lab_say(lab, "stun: %s is %s:%u%s", rt_ipv4_text(request->src_ip, ip), rt_ipv4_text(mapped_ip, (char[16]){0}),
            (unsigned)mapped_port, is_bad ? ", badly said" : "");
    struct emu_udp reply = {.src_ip = from_ip,
                            .dst_ip = request->src_ip,
                            .src_port = from_port,
                            .dst_port = request->src_port,
                            .payload = a.bytes,
                            .n_payload = a.n};
    emu_net_mac(reply.src_mac, EMU_NET_PROVIDER);
    memcpy(reply.dst_mac, request->src_mac, sizeof reply.dst_mac);
    lab_send(lab, &reply);
}

/* The other address is in use while there is a server. */
static bool answer_arp(struct emu_lab *lab, const uint8_t *frame, size_t n)
{
    uint32_t target, sender;
    uint8_t sender_mac[6], own_mac[6], reply[BOARD_FRAME_MAX];
    if (!emu_arp_parse_request(frame, n, &target, &sender, sender_mac) || target != OTHER_IP) {
        return false;
    }
    emu_net_mac(own_mac, EMU_NET_PROVIDER);
    lab->send(lab->send_ctx, reply, emu_arp_build_reply(reply, target, own_mac, sender, sender_mac));
    return true;
}

bool lab_stun_on_frame(struct emu_lab *lab, const uint8_t *frame, size_t n)
{
    struct emu_udp udp;
    if (!lab->access->stun.is_on) {
        return false;
    }
    if (answer_arp(lab, frame, n)) {
        return true;
    }
    if (!emu_udp_parse(frame, n, &udp) || (udp.dst_ip != EMU_NET_PROVIDER && udp.dst_ip != OTHER_IP) ||
        (udp.dst_port != PORT && udp.dst_port != OTHER_PORT) ||
        emu_port_map_find(&lab->maps, EMU_PROTOCOL_UDP, udp.dst_port) != NULL) {
        return false;
    }
    const uint8_t *p = udp.payload;
    if (udp.n_payload < HEADER || rt_be16(p) != BINDING_REQUEST || rt_be16(p + 2) != udp.n_payload - HEADER) {
        lab_say(lab, "stun: %zu bytes that are no request", udp.n_payload);
    } else if (lab->access->stun.is_silent) {
        lab_say(lab, "stun: no answer");
    } else {
        answer_request(lab, &udp);
    }
    return true;
}

enum rt_err emu_lab_set_stun(struct emu_lab *lab, const struct emu_lab_stun *config)
{
    struct lab_stun s = {.is_on = !config->is_off,
                         .is_silent = config->is_silent,
                         .nat = config->nat,
                         .shift = config->shift,
                         .bad = config->bad,
                         .n_bad = config->n_bad};
    if (rt_str_ipv4(rt_str(config->ip), &s.ip) != RT_OK) {
        return RT_EINVAL;
    }
    lab->access->stun = s;
    return RT_OK;
}
