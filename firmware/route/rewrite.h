/* SPDX-License-Identifier: MIT */
/*
 * Addresses and ports of a packet, read and changed in place, with every checksum that covers them corrected by
 * difference (RFC 1624): a packet that was damaged on its way stays damaged, and its end sees it. TCP, UDP, ICMP
 * echo, and ICMP errors with the packet that they quote (RFC 5508). Bytes only: no lwIP, no state.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ROUTE_ICMP = 1, ROUTE_TCP = 6, ROUTE_UDP = 17 };

/* Where one IP packet has what. Ports: of ICMP echo, its id in both. */
struct route_header {
    uint8_t *ip, *transport;
    size_t n_transport; /* bytes that are there */
    uint8_t proto;
    uint32_t src, dst; /* host order */
    uint16_t src_port, dst_port;
};

struct route_packet {
    struct route_header head;
    bool is_echo_request;
    bool is_error; /* ICMP: quoted is valid, and head has no ports */
    struct route_header quoted;
    uint8_t tcp_flags;
};
enum { ROUTE_FIN = 1, ROUTE_SYN = 2, ROUTE_RST = 4, ROUTE_ACK = 16 };

/* bytes: the packet from its IP header on, in one piece, as far as n; no fragment. False: not of a protocol that can
 * be translated, or cut short. The packet points into the bytes. */
bool route_packet_read(struct route_packet *p, uint8_t *bytes, size_t n);

/* Of TCP, UDP, echo. */
void route_set_src(struct route_packet *p, uint32_t ip, uint16_t port);
void route_set_dst(struct route_packet *p, uint32_t ip, uint16_t port);
/* Of an error: the sender or receiver of the error, and of the packet that it quotes. */
void route_error_set_src(struct route_packet *p, uint32_t ip);
void route_error_set_dst(struct route_packet *p, uint32_t ip);
void route_error_set_quoted_src(struct route_packet *p, uint32_t ip, uint16_t port);
void route_error_set_quoted_dst(struct route_packet *p, uint32_t ip, uint16_t port);

/* Lowers the MSS of a TCP SYN to the limit; every other packet stays as it is. */
void route_clamp_mss(struct route_packet *p, uint16_t limit);
