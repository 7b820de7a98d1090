/* SPDX-License-Identifier: MIT */
/*
 * The table of flows of the NAT: who inside talks to whom outside, seen at which port.
 *
 * Mapping: endpoint-independent with port preservation; filtering: address and port dependent (RFC 4787, in its
 * words "port restricted"). What a real unit does is not known: guess, as consumer routers of its years.
 *
 * Time is looked at when a flow is: no timer runs. When the table is full the flow that was idle longest goes. Those
 * that began outside (port forwarding, DMZ) have half of it at most, so that strangers do not push out those of the
 * hosts. The unit's own connections are not in it, so they never go. Memory: none until the first flow.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAT_FLOWS_MAX   1024u /* guess */
#define NAT_OUTSIDE_MAX (NAT_FLOWS_MAX / 2)

/* Idle times in seconds. Floors: RFC 4787 REQ-5, RFC 5382 REQ-5, RFC 5508 REQ-2. All are guesses, some below a floor
 * as routers of 2006 had them. */
#define NAT_TIME_LIST(X)                                                                                               \
    X(UDP_ONE_WAY, 30)                                                                                                 \
    X(UDP, 120)                                                                                                        \
    X(TCP_OPENING, 240)                                                                                                \
    X(TCP, 7200)                                                                                                       \
    X(TCP_CLOSING, 240)                                                                                                \
    X(ICMP, 30)
enum nat_time {
#define NAT_TIME_ENUM(id, seconds) NAT_##id,
    NAT_TIME_LIST(NAT_TIME_ENUM)
#undef NAT_TIME_ENUM
        NAT_N_TIMES
};

/* Addresses in host order. Ports of ICMP: the id of the echo; remote_port 0. */
struct nat_key {
    uint8_t proto;
    uint32_t inside_ip, remote_ip;
    uint16_t inside_port, remote_port;
};

struct nat_flow {
    struct nat_key key;
    uint32_t shown_ip; /* whom the inside addressed; differs from remote_ip for names asked of the unit itself */
    uint16_t outside_port;
    uint8_t time; /* enum nat_time */
    bool began_outside, is_answered;
    uint64_t used_us;
    uint16_t next_inside, next_outside; /* in the chains of the hashes */
    uint16_t newer, older;              /* by use */
};

struct nat_table;
struct nat {
    struct nat_table *table;                                 /* NULL: no flow yet */
    bool (*is_own)(void *ctx, uint8_t proto, uint16_t port); /* ports that no flow may have */
    void *ctx;
};

void nat_init(struct nat *n, bool (*is_own)(void *ctx, uint8_t proto, uint16_t port), void *ctx);
void nat_fini(struct nat *n);
/* All flows end: the outside address changed. */
void nat_flush(struct nat *n);
size_t nat_n_flows(const struct nat *n);

/* A packet from inside: its flow, made if there is none. NULL: no memory, or no port is left. */
struct nat_flow *nat_out(struct nat *n, const struct nat_key *key, uint64_t now_us);
/* A packet from outside: its flow. NULL: there is none. */
struct nat_flow *nat_in(struct nat *n, uint8_t proto, uint16_t outside_port, uint32_t remote_ip, uint16_t remote_port,
                        uint64_t now_us);
/* A flow that the outside begins, to a port that is forwarded: also one that another host is seen at by other peers.
 * NULL: no memory, or the peer has a flow at that port. */
struct nat_flow *nat_forward(struct nat *n, const struct nat_key *key, uint64_t now_us);
/* The flow without any change, for ICMP errors. */
struct nat_flow *nat_peek(struct nat *n, const struct nat_key *key, uint64_t now_us);

/* A packet of the flow has passed. flags: TCP's. */
void nat_passed(struct nat *n, struct nat_flow *f, bool is_from_inside, uint8_t flags, uint64_t now_us);
