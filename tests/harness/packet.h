/* SPDX-License-Identifier: MIT */
/*
 * Ethernet frames with IPv4 in them, read and made byte by byte: what scripted peers of the tests stand on.
 * Nothing here is shared with the device, so a mistake there is seen here.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACKET_PROTO_UDP 17u
#define PACKET_PROTO_TCP 6u
#define PACKET_FRAME_MAX 1518u
#define PACKET_BROADCAST 0xffffffffu

enum { PACKET_FIN = 1, PACKET_SYN = 2, PACKET_RST = 4, PACKET_PSH = 8, PACKET_ACK = 16 };

struct packet {
    uint8_t src_mac[6], dst_mac[6];
    uint32_t src_ip, dst_ip; /* host order */
    uint8_t proto;           /* 17 or 6 */
    uint16_t src_port, dst_port;
    uint32_t seq, ack; /* tcp */
    uint16_t window;
    unsigned flags;
    const uint8_t *payload; /* points into the frame when read; NULL with n 0 */
    size_t n;
};

/* False when the frame is not UDP or TCP over IPv4 in one piece. Fails the test when it is but a length or a
 * checksum in it is wrong: the unit must not send such frames. */
bool packet_read(const uint8_t *frame, size_t n, struct packet *out);
/* Returns the length of the frame. */
size_t packet_write(const struct packet *p, uint8_t frame[PACKET_FRAME_MAX]);

struct packet_arp {
    bool is_request;
    uint8_t src_mac[6];
    uint32_t src_ip, dst_ip;
};
bool packet_read_arp(const uint8_t *frame, size_t n, struct packet_arp *out);
size_t packet_write_arp_reply(const struct packet_arp *request, const uint8_t mac[6], uint8_t frame[PACKET_FRAME_MAX]);
