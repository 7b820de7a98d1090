/* SPDX-License-Identifier: MIT */
/*
 * Ethernet frames that carry ARP or UDP over IPv4: reading and building, and the Internet checksum.
 * RFC 826 (ARP), RFC 791 (IP), RFC 768 (UDP), RFC 1071 (checksum). Addresses in host order.
 */
#pragma once
#include <board/nic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_ETH_BYTES       14u
#define EMU_IP_BYTES        20u
#define EMU_UDP_BYTES       8u
#define EMU_UDP_PAYLOAD_MAX (1500u - EMU_IP_BYTES - EMU_UDP_BYTES) /* we send no fragments */
#define EMU_ETHERTYPE_IP    0x0800u
#define EMU_ETHERTYPE_ARP   0x0806u
#define EMU_PROTOCOL_TCP    6u
#define EMU_PROTOCOL_UDP    17u
#define EMU_BROADCAST_IP    0xffffffffu

struct emu_udp {
    uint8_t src_mac[6], dst_mac[6];
    uint32_t src_ip, dst_ip;
    uint16_t src_port, dst_port;
    const uint8_t *payload; /* borrowed from the frame */
    size_t n_payload;
};

/* False: not unfragmented UDP over IPv4, or a length or checksum is wrong. */
bool emu_udp_parse(const uint8_t *frame, size_t n, struct emu_udp *out);
/* Returns the length of the frame. RT_ASSERT on a payload over EMU_UDP_PAYLOAD_MAX. */
size_t emu_udp_build(uint8_t out[BOARD_FRAME_MAX], const struct emu_udp *udp);

/* An ARP request for an IPv4 address? */
bool emu_arp_parse_request(const uint8_t *frame, size_t n, uint32_t *target_ip, uint32_t *sender_ip,
                           uint8_t sender_mac[6]);
size_t emu_arp_build_reply(uint8_t out[BOARD_FRAME_MAX], uint32_t our_ip, const uint8_t our_mac[6], uint32_t their_ip,
                           const uint8_t their_mac[6]);

/* Offsets of a whole, unfragmented IPv4 packet with TCP or UDP in a frame; false: something else. */
struct emu_ip_view {
    size_t ip, l4; /* offsets in the frame */
    size_t n_l4;   /* bytes from l4 to the packet's end */
    uint8_t protocol;
    uint32_t src_ip, dst_ip;
    uint16_t src_port, dst_port;
};
bool emu_ip_view(const uint8_t *frame, size_t n, struct emu_ip_view *out);
/* Writes other addresses and ports and corrects the checksums of IP, TCP and UDP by the difference (RFC 1624). */
void emu_ip_rewrite(uint8_t *frame, const struct emu_ip_view *view, uint32_t src_ip, uint32_t dst_ip, uint16_t src_port,
                    uint16_t dst_port);

/* A TCP packet with SYN and without ACK? */
bool emu_tcp_is_opening(const uint8_t *frame, const struct emu_ip_view *view);
/* The answer of a closed port to it (RFC 9293 section 3.10.7.1). Returns the length. */
size_t emu_tcp_build_reset(uint8_t out[BOARD_FRAME_MAX], const uint8_t *frame, const struct emu_ip_view *view);

/* One's complement sum of the bytes, folded, not inverted. start: a sum to go on from. */
uint16_t emu_checksum(const uint8_t *bytes, size_t n, uint32_t start);
