/* SPDX-License-Identifier: MIT */
#include "packet.h"
#include "check.h"
#include <rt/buf.h>
#include <string.h>

#define ETHER_BYTES 14u
#define IP_BYTES    20u
#define UDP_BYTES   8u
#define TCP_BYTES   20u
#define TYPE_IPV4   0x0800u
#define TYPE_ARP    0x0806u

/* RFC 1071: the sum of all 16-bit words, not yet folded. */
static uint32_t sum_words(uint32_t sum, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2) {
        sum += (uint32_t)p[i] << 8 | p[i + 1]; /* without a call: sweeps sum megabytes */
    }
    if (n % 2 != 0) {
        sum += (uint32_t)p[n - 1] << 8;
    }
    return sum;
}

static uint16_t fold(uint32_t sum)
{
    while (sum >> 16 != 0) {
        sum = (sum & 0xffffu) + (sum >> 16);
    }
    return (uint16_t)~sum;
}

static uint16_t transport_checksum(uint32_t src_ip, uint32_t dst_ip, uint8_t proto, const uint8_t *segment, size_t n)
{
    uint8_t pseudo[12];
    rt_put_be32(pseudo, src_ip);
    rt_put_be32(pseudo + 4, dst_ip);
    rt_put_be16(pseudo + 8, proto);
    rt_put_be16(pseudo + 10, (uint16_t)n);
    return fold(sum_words(sum_words(0, pseudo, sizeof pseudo), segment, n));
}

bool packet_read(const uint8_t *frame, size_t n, struct packet *out)
{
    const uint8_t *ip = frame + ETHER_BYTES;
    if (n < ETHER_BYTES + IP_BYTES || rt_be16(frame + 12) != TYPE_IPV4 || (rt_be16(ip + 6) & 0x3fffu) != 0) {
        return false;
    }
    size_t n_ip = (size_t)(ip[0] & 15u) * 4, n_total = rt_be16(ip + 2);
    CHECK(ip[0] >> 4 == 4 && n_ip >= IP_BYTES && n_total >= n_ip && n_total <= n - ETHER_BYTES);
    CHECK(fold(sum_words(0, ip, n_ip)) == 0);
    *out = (struct packet){.proto = ip[9], .src_ip = rt_be32(ip + 12), .dst_ip = rt_be32(ip + 16)};
    memcpy(out->dst_mac, frame, 6);
    memcpy(out->src_mac, frame + 6, 6);
    const uint8_t *segment = ip + n_ip;
    size_t n_segment = n_total - n_ip, n_head = UDP_BYTES;
    if (out->proto != PACKET_PROTO_UDP && out->proto != PACKET_PROTO_TCP) {
        return false;
    }
    bool has_checksum = out->proto != PACKET_PROTO_UDP || rt_be16(segment + 6) != 0; /* RFC 768 */
    CHECK(!has_checksum || transport_checksum(out->src_ip, out->dst_ip, out->proto, segment, n_segment) == 0);
    if (out->proto == PACKET_PROTO_UDP) {
        CHECK(n_segment >= UDP_BYTES && rt_be16(segment + 4) == n_segment);
    } else {
        n_head = (size_t)(segment[12] >> 4) * 4;
        CHECK(n_segment >= TCP_BYTES && n_head >= TCP_BYTES && n_head <= n_segment);
        out->seq = rt_be32(segment + 4);
        out->ack = rt_be32(segment + 8);
        out->flags = segment[13] & 31u;
        out->window = rt_be16(segment + 14);
    }
    out->src_port = rt_be16(segment);
    out->dst_port = rt_be16(segment + 2);
    out->n = n_segment - n_head;
    out->payload = out->n > 0 ? segment + n_head : NULL;
    return true;
}

size_t packet_write(const struct packet *p, uint8_t frame[PACKET_FRAME_MAX])
{
    bool is_tcp = p->proto == PACKET_PROTO_TCP;
    size_t n_head = is_tcp ? TCP_BYTES : UDP_BYTES, n_segment = n_head + p->n;
    size_t n = ETHER_BYTES + IP_BYTES + n_segment;
    CHECK(n <= PACKET_FRAME_MAX);
    uint8_t *ip = frame + ETHER_BYTES, *segment = ip + IP_BYTES;
    memset(frame, 0, ETHER_BYTES + IP_BYTES + n_head);
    memcpy(frame, p->dst_mac, 6);
    memcpy(frame + 6, p->src_mac, 6);
    rt_put_be16(frame + 12, TYPE_IPV4);
    ip[0] = 0x45;
    rt_put_be16(ip + 2, (uint16_t)(IP_BYTES + n_segment));
    ip[8] = 64;
    ip[9] = p->proto;
    rt_put_be32(ip + 12, p->src_ip);
    rt_put_be32(ip + 16, p->dst_ip);
    rt_put_be16(ip + 10, fold(sum_words(0, ip, IP_BYTES)));
    rt_put_be16(segment, p->src_port);
    rt_put_be16(segment + 2, p->dst_port);
    if (p->n > 0) {
        memcpy(segment + n_head, p->payload, p->n);
    }
    if (is_tcp) {
        rt_put_be32(segment + 4, p->seq);
        rt_put_be32(segment + 8, p->ack);
        segment[12] = 0x50;
        segment[13] = (uint8_t)p->flags;
        rt_put_be16(segment + 14, p->window);
        rt_put_be16(segment + 16, transport_checksum(p->src_ip, p->dst_ip, p->proto, segment, n_segment));
    } else {
        rt_put_be16(segment + 4, (uint16_t)n_segment);
        uint16_t sum = transport_checksum(p->src_ip, p->dst_ip, p->proto, segment, n_segment);
        rt_put_be16(segment + 6, sum != 0 ? sum : 0xffffu); /* 0 would mean "none" */
    }
    return n;
}

bool packet_read_arp(const uint8_t *frame, size_t n, struct packet_arp *out)
{
    if (n < ETHER_BYTES + 28u || rt_be16(frame + 12) != TYPE_ARP) {
        return false;
    }
    const uint8_t *arp = frame + ETHER_BYTES;
    out->is_request = rt_be16(arp + 6) == 1;
    memcpy(out->src_mac, arp + 8, 6);
    out->src_ip = rt_be32(arp + 14);
    out->dst_ip = rt_be32(arp + 24);
    return true;
}

size_t packet_write_arp_reply(const struct packet_arp *request, const uint8_t mac[6], uint8_t frame[PACKET_FRAME_MAX])
{
    static const uint8_t head[] = {0, 1, 8, 0, 6, 4, 0, 2}; /* Ethernet, IPv4, reply */
    uint8_t *arp = frame + ETHER_BYTES;
    memset(frame, 0, 60);
    memcpy(frame, request->src_mac, 6);
    memcpy(frame + 6, mac, 6);
    rt_put_be16(frame + 12, TYPE_ARP);
    memcpy(arp, head, sizeof head);
    memcpy(arp + 8, mac, 6);
    rt_put_be32(arp + 14, request->dst_ip);
    memcpy(arp + 18, request->src_mac, 6);
    rt_put_be32(arp + 24, request->src_ip);
    return 60;
}
