/* SPDX-License-Identifier: MIT */
#include <net/packet.h>
#include <rt/assert.h>
#include <rt/buf.h>
#include <string.h>

#define ARP_BYTES         28u
#define FRAME_PAYLOAD_MIN 46u /* IEEE 802.3: shorter frames are padded */

uint16_t emu_checksum(const uint8_t *bytes, size_t n, uint32_t start)
{
    uint64_t sum = start;
    size_t i;
    for (i = 0; i + 1 < n; i += 2) {
        sum += rt_be16(bytes + i);
    }
    if (i < n) {
        sum += (uint32_t)bytes[i] << 8;
    }
    while (sum >> 16 != 0) {
        sum = (sum & 0xffffu) + (sum >> 16);
    }
    return (uint16_t)sum;
}

/* Sum over the pseudo header. */
static uint32_t pseudo_sum(const uint8_t *ip, uint8_t protocol, size_t n_l4)
{
    return (uint32_t)emu_checksum(ip + 12, 8, 0) + protocol + (uint32_t)n_l4;
}

bool emu_ip_view(const uint8_t *frame, size_t n, struct emu_ip_view *out)
{
    if (n < EMU_ETH_BYTES + EMU_IP_BYTES || rt_be16(frame + 12) != EMU_ETHERTYPE_IP) {
        return false;
    }
    const uint8_t *ip = frame + EMU_ETH_BYTES;
    size_t n_head = (size_t)(ip[0] & 0x0fu) * 4u;
    size_t n_total = rt_be16(ip + 2);
    if (ip[0] >> 4 != 4 || n_head < EMU_IP_BYTES || n_total < n_head || n_total > n - EMU_ETH_BYTES) {
        return false;
    }
    if ((rt_be16(ip + 6) & 0x3fffu) != 0 || emu_checksum(ip, n_head, 0) != 0xffffu) {
        return false; /* a fragment, or damaged */
    }
    *out = (struct emu_ip_view){.ip = EMU_ETH_BYTES,
                                .l4 = EMU_ETH_BYTES + n_head,
                                .n_l4 = n_total - n_head,
                                .protocol = ip[9],
                                .src_ip = rt_be32(ip + 12),
                                .dst_ip = rt_be32(ip + 16)};
    size_t need = out->protocol == EMU_PROTOCOL_UDP ? EMU_UDP_BYTES : 20u;
    if ((out->protocol != EMU_PROTOCOL_UDP && out->protocol != EMU_PROTOCOL_TCP) || out->n_l4 < need) {
        return false;
    }
    out->src_port = rt_be16(frame + out->l4);
    out->dst_port = rt_be16(frame + out->l4 + 2);
    return true;
}

bool emu_udp_parse(const uint8_t *frame, size_t n, struct emu_udp *out)
{
    struct emu_ip_view view;
    if (!emu_ip_view(frame, n, &view) || view.protocol != EMU_PROTOCOL_UDP) {
        return false;
    }
    const uint8_t *udp = frame + view.l4;
    size_t n_udp = rt_be16(udp + 4);
    if (n_udp < EMU_UDP_BYTES || n_udp > view.n_l4) {
        return false;
    }
    bool is_summed = rt_be16(udp + 6) != 0; /* 0: the sender made none */
    if (is_summed && emu_checksum(udp, n_udp, pseudo_sum(frame + view.ip, EMU_PROTOCOL_UDP, n_udp)) != 0xffffu) {
        return false;
    }
    memcpy(out->dst_mac, frame, 6);
    memcpy(out->src_mac, frame + 6, 6);
    out->src_ip = view.src_ip;
    out->dst_ip = view.dst_ip;
    out->src_port = view.src_port;
    out->dst_port = view.dst_port;
    out->payload = udp + EMU_UDP_BYTES;
    out->n_payload = n_udp - EMU_UDP_BYTES;
    return true;
}

static void put_ethernet(uint8_t *out, const uint8_t dst[6], const uint8_t src[6], uint16_t type)
{
    memcpy(out, dst, 6);
    memcpy(out + 6, src, 6);
    rt_put_be16(out + 12, type);
}

static void put_ip(uint8_t *ip, uint8_t protocol, uint32_t src_ip, uint32_t dst_ip, size_t n_l4)
{
    memset(ip, 0, EMU_IP_BYTES);
    ip[0] = 0x45;
    rt_put_be16(ip + 2, (uint16_t)(EMU_IP_BYTES + n_l4));
    ip[6] = 0x40; /* may not be fragmented, so the identification may be 0 (RFC 6864) */
    ip[8] = 64;
    ip[9] = protocol;
    rt_put_be32(ip + 12, src_ip);
    rt_put_be32(ip + 16, dst_ip);
    rt_put_be16(ip + 10, (uint16_t)~emu_checksum(ip, EMU_IP_BYTES, 0));
}

/* Pads a frame of n bytes with zeros to the shortest that may be on a wire. */
static size_t pad(uint8_t *out, size_t n)
{
    size_t least = EMU_ETH_BYTES + FRAME_PAYLOAD_MIN;
    if (n < least) {
        memset(out + n, 0, least - n);
        return least;
    }
    return n;
}

size_t emu_udp_build(uint8_t out[BOARD_FRAME_MAX], const struct emu_udp *udp)
{
    RT_ASSERT(udp->n_payload <= EMU_UDP_PAYLOAD_MAX);
    uint8_t *ip = out + EMU_ETH_BYTES;
    uint8_t *l4 = ip + EMU_IP_BYTES;
    size_t n_udp = EMU_UDP_BYTES + udp->n_payload;
    put_ethernet(out, udp->dst_mac, udp->src_mac, EMU_ETHERTYPE_IP);
    put_ip(ip, EMU_PROTOCOL_UDP, udp->src_ip, udp->dst_ip, n_udp);
    rt_put_be16(l4, udp->src_port);
    rt_put_be16(l4 + 2, udp->dst_port);
    rt_put_be16(l4 + 4, (uint16_t)n_udp);
    rt_put_be16(l4 + 6, 0);
    memcpy(l4 + EMU_UDP_BYTES, udp->payload, udp->n_payload);
    uint16_t sum = (uint16_t)~emu_checksum(l4, n_udp, pseudo_sum(ip, EMU_PROTOCOL_UDP, n_udp));
    rt_put_be16(l4 + 6, sum == 0 ? 0xffffu : sum);
    return pad(out, EMU_ETH_BYTES + EMU_IP_BYTES + n_udp);
}

bool emu_arp_parse_request(const uint8_t *frame, size_t n, uint32_t *target_ip, uint32_t *sender_ip,
                           uint8_t sender_mac[6])
{
    static const uint8_t head[8] = {0, 1, 8, 0, 6, 4, 0, 1}; /* Ethernet, IPv4, sizes, request */
    if (n < EMU_ETH_BYTES + ARP_BYTES || rt_be16(frame + 12) != EMU_ETHERTYPE_ARP ||
        memcmp(frame + EMU_ETH_BYTES, head, sizeof head) != 0) {
        return false;
    }
    memcpy(sender_mac, frame + EMU_ETH_BYTES + 8, 6);
    *sender_ip = rt_be32(frame + EMU_ETH_BYTES + 14);
    *target_ip = rt_be32(frame + EMU_ETH_BYTES + 24);
    return true;
}

size_t emu_arp_build_reply(uint8_t out[BOARD_FRAME_MAX], uint32_t our_ip, const uint8_t our_mac[6], uint32_t their_ip,
                           const uint8_t their_mac[6])
{
    static const uint8_t head[8] = {0, 1, 8, 0, 6, 4, 0, 2};
    uint8_t *arp = out + EMU_ETH_BYTES;
    put_ethernet(out, their_mac, our_mac, EMU_ETHERTYPE_ARP);
    memcpy(arp, head, sizeof head);
    memcpy(arp + 8, our_mac, 6);
    rt_put_be32(arp + 14, our_ip);
    memcpy(arp + 18, their_mac, 6);
    rt_put_be32(arp + 24, their_ip);
    return pad(out, EMU_ETH_BYTES + ARP_BYTES);
}

/* RFC 1624: new = ~(~old + ~m + m') */
static uint16_t correct(uint16_t sum, uint16_t before, uint16_t after)
{
    uint32_t s = (uint32_t)(uint16_t)~sum + (uint16_t)~before + after;
    s = (s & 0xffffu) + (s >> 16);
    s = (s & 0xffffu) + (s >> 16);
    return (uint16_t)~s;
}

/* Writes 16 bits of an address or a port and corrects up to two checksums that cover them. */
static void put_corrected(uint8_t *where, uint16_t value, uint8_t *sum_a, uint8_t *sum_b)
{
    uint16_t before = rt_be16(where);
    rt_put_be16(where, value);
    if (sum_a != NULL) {
        rt_put_be16(sum_a, correct(rt_be16(sum_a), before, value));
    }
    if (sum_b != NULL) {
        rt_put_be16(sum_b, correct(rt_be16(sum_b), before, value));
    }
}

void emu_ip_rewrite(uint8_t *frame, const struct emu_ip_view *view, uint32_t src_ip, uint32_t dst_ip, uint16_t src_port,
                    uint16_t dst_port)
{
    uint8_t *ip = frame + view->ip;
    uint8_t *l4 = frame + view->l4;
    bool is_udp = view->protocol == EMU_PROTOCOL_UDP;
    uint8_t *l4_sum = l4 + (is_udp ? 6 : 16);
    if (is_udp && rt_be16(l4_sum) == 0) {
        l4_sum = NULL; /* the sender made none */
    }
    put_corrected(ip + 12, (uint16_t)(src_ip >> 16), ip + 10, l4_sum);
    put_corrected(ip + 14, (uint16_t)src_ip, ip + 10, l4_sum);
    put_corrected(ip + 16, (uint16_t)(dst_ip >> 16), ip + 10, l4_sum);
    put_corrected(ip + 18, (uint16_t)dst_ip, ip + 10, l4_sum);
    put_corrected(l4, src_port, NULL, l4_sum);
    put_corrected(l4 + 2, dst_port, NULL, l4_sum);
    if (is_udp && l4_sum != NULL && rt_be16(l4_sum) == 0) {
        rt_put_be16(l4_sum, 0xffffu); /* 0 would mean "none" */
    }
}

enum { TCP_SYN = 0x02, TCP_RST = 0x04, TCP_ACK = 0x10 };
#define TCP_BYTES 20u

bool emu_tcp_is_opening(const uint8_t *frame, const struct emu_ip_view *view)
{
    return view->protocol == EMU_PROTOCOL_TCP && (frame[view->l4 + 13] & (TCP_SYN | TCP_ACK)) == TCP_SYN;
}

size_t emu_tcp_build_reset(uint8_t out[BOARD_FRAME_MAX], const uint8_t *frame, const struct emu_ip_view *view)
{
    uint8_t *ip = out + EMU_ETH_BYTES;
    uint8_t *tcp = ip + EMU_IP_BYTES;
    put_ethernet(out, frame + 6, frame, EMU_ETHERTYPE_IP);
    put_ip(ip, EMU_PROTOCOL_TCP, view->dst_ip, view->src_ip, TCP_BYTES);
    memset(tcp, 0, TCP_BYTES);
    rt_put_be16(tcp, view->dst_port);
    rt_put_be16(tcp + 2, view->src_port);
    rt_put_be32(tcp + 8, rt_be32(frame + view->l4 + 4) + 1u);
    tcp[12] = 0x50;
    tcp[13] = TCP_RST | TCP_ACK;
    rt_put_be16(tcp + 16, (uint16_t)~emu_checksum(tcp, TCP_BYTES, pseudo_sum(ip, EMU_PROTOCOL_TCP, TCP_BYTES)));
    return pad(out, EMU_ETH_BYTES + EMU_IP_BYTES + TCP_BYTES);
}
