/* SPDX-License-Identifier: MIT */
/*
 * A UDP port on the Internet side, for subsystems that do not use lwIP directly (firmware/sip).
 *
 * Owner: the opener; to be closed before the net is destroyed. Context: device thread only.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fw_net;
struct fw_udp;

/* A longer datagram is truncated; n_whole is its full length. */
#define FW_UDP_DATAGRAM_MAX 8192u

struct fw_udp_datagram {
    const uint8_t *bytes; /* borrowed for the call */
    size_t n, n_whole;
    uint32_t src_ip; /* host order */
    uint16_t src_port;
};
typedef void fw_udp_fn(void *ctx, const struct fw_udp_datagram *d);

/* Receives on this UDP port of the Internet port's current address. tos: the DS field (RFC 2474) of sent packets.
 * RT_EBUSY: the port is in use. RT_EINVAL: port 0. RT_ENOMEM. */
enum rt_err fw_udp_open(struct fw_udp **out, struct fw_net *net, uint16_t port, uint8_t tos, fw_udp_fn *fn, void *ctx);
/* Calls fn, with the ctx of the port, for each ICMP error about a datagram that was sent from it (RFC 792: destination
 * unreachable, time exceeded); ip and port are where it was sent to. At first none is. */
typedef void fw_udp_error_fn(void *ctx, uint32_t ip, uint16_t port);
void fw_udp_set_error(struct fw_udp *u, fw_udp_error_fn *fn);
/* NULL is allowed. May be called from inside either fn. */
void fw_udp_close(struct fw_udp *u);
/* Whether sent packets have a checksum; they do at first. */
void fw_udp_set_checksum(struct fw_udp *u, bool has_checksum);
/* Priority of sent frames on a VLAN, 0 to 7 (IEEE 802.1Q); at first 0. */
void fw_udp_set_cos(struct fw_udp *u, uint8_t cos);
/* From now on nothing is sent to a broadcast or multicast address, which a description of anybody may name: guess. */
void fw_udp_refuse_many(struct fw_udp *u);
/* Sends from the port that it was opened on. RT_EUNREACH: no network, or refused by fw_udp_refuse_many(). RT_ETOOBIG,
 * RT_ENOMEM. */
enum rt_err fw_udp_send(struct fw_udp *u, uint32_t ip, uint16_t port, const void *bytes, size_t n);
