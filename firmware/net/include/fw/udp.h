/* SPDX-License-Identifier: MIT */
/*
 * A UDP port on the Internet side, for rooms that must not see lwIP (firmware/sip).
 *
 * Owner: whoever opened it; to be closed before the net goes. Context: device thread only.
 */
#pragma once
#include <rt/err.h>
#include <stddef.h>
#include <stdint.h>

struct fw_net;
struct fw_udp;

/* A longer datagram is handed over with its first bytes only; n_whole says how long it was. */
#define FW_UDP_DATAGRAM_MAX 8192u

struct fw_udp_datagram {
    const uint8_t *bytes; /* borrowed for the call */
    size_t n, n_whole;
    uint32_t src_ip; /* host order */
    uint16_t src_port;
};
typedef void fw_udp_fn(void *ctx, const struct fw_udp_datagram *d);

/* What comes to this port of the Internet port's own address, whatever the address is now. tos: the octet of RFC 2474
 * of all that is sent. RT_EBUSY: somebody has the port. RT_EINVAL: port 0. RT_ENOMEM. */
enum rt_err fw_udp_open(struct fw_udp **out, struct fw_net *net, uint16_t port, uint8_t tos, fw_udp_fn *fn, void *ctx);
/* NULL is allowed. May be called from inside fn. */
void fw_udp_close(struct fw_udp *u);
/* From the port it was opened at. RT_EUNREACH: there is no network. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_udp_send(struct fw_udp *u, uint32_t ip, uint16_t port, const void *bytes, size_t n);
