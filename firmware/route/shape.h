/* SPDX-License-Identifier: MIT */
/*
 * The uplink: packets of the hosts wait, so that what leaves by the Internet port is no more than Maximum_Uplink_Speed;
 * the unit's own packets never wait, and count (QOS_QDisc TBF: a token bucket, as the tool of that name in Linux).
 * By QOS_Policy always, or only while a telephone is in use. That this is what the parameters mean: inferred of names.
 *
 * Without packets that wait no timer runs. In bridge mode nothing is held back (guess).
 */
#pragma once
#include <board/clock.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHAPE_PACKETS_MAX 50u /* that wait; a further one is lost. guess: a good second of a slow uplink */

struct fw_net;
struct pbuf;
struct netif;

struct shape {
    struct fw_net *net;
    bool (*is_phone_in_use)(void *ctx);
    void *ctx;
    void (*send)(struct pbuf *packet, struct netif *to); /* at once */
    uint64_t bytes_per_s;                                /* 0: nothing is held back */
    bool is_always;
    int64_t tokens; /* bytes that may leave; below 0: the unit's own packets took them */
    uint64_t counted_us;
    struct pbuf *waiting[SHAPE_PACKETS_MAX]; /* a ring */
    unsigned first, n;
    struct board_timer timer;
};

void shape_init(struct shape *s, struct fw_net *net, void (*send)(struct pbuf *packet, struct netif *to));
/* What waits is lost. */
void shape_fini(struct shape *s);
/* Reads the parameters. is_on: packets go from port to port. */
void shape_refresh(struct shape *s, bool is_on);
/* A packet of a host's, for the Internet port: now, later or never. The caller's buffer stays the caller's. */
void shape_send(struct shape *s, struct pbuf *packet);
/* fw_port_router.sent: n bytes have left by the Internet port. */
void shape_count(struct shape *s, size_t n);
