/* SPDX-License-Identifier: MIT */
/*
 * The network at the other end of a cable: hosts that answer ARP, and services on their ports. Frames of the unit
 * that nobody waits for are dropped. Everything happens in zero virtual time unless a service delays it.
 */
#pragma once
#include "packet.h"
#include <board/nic.h>
#include <rt/list.h>

struct board;

#define OUTSIDE_HOSTS_MAX 16u

/* A service is a member of its owner. fn runs inside the unit's own sending. */
struct outside_service {
    uint32_t ip; /* PACKET_BROADCAST: what is sent to all */
    uint8_t proto;
    uint16_t port; /* 0: every port that no other service has */
    void (*fn)(void *ctx, const struct packet *p);
    void *ctx;
    struct rt_node node;
};

struct outside {
    struct board *board;
    enum board_port port;
    uint32_t hosts[OUTSIDE_HOSTS_MAX];
    size_t n_hosts;
    struct rt_node services;
    uint8_t unit_mac[6]; /* from the last frame of the unit */
    uint32_t unit_ip;    /* from its last packet */
    uint64_t n_frames;
    uint32_t n_arp_requests; /* of the unit */
    /* When set: changes a frame of a service on its way to the unit and returns its new length. */
    size_t (*mangle)(void *ctx, uint8_t frame[PACKET_FRAME_MAX], size_t n);
    void *mangle_ctx;
    bool is_blind; /* it reads ARP only: a router passes on what a fuzzer has damaged */
    /* When set: sees each frame of the unit. */
    void (*watch)(void *ctx, const uint8_t *frame, size_t n);
    void *watch_ctx;
    bool answers_probes; /* hosts answer also when the asker has no address yet (RFC 5227 probes) */
};

/* Plugs the WAN cable in. */
void outside_init(struct outside *o, struct board *b);
/* The same at either port. */
void outside_init_port(struct outside *o, struct board *b, enum board_port port);
void outside_fini(struct outside *o);
/* From now on somebody has this address. */
void outside_add_host(struct outside *o, uint32_t ip);
void outside_remove_host(struct outside *o, uint32_t ip);
void outside_add_service(struct outside *o, struct outside_service *s);
/* An Ethernet frame of the unit's that came in another form. */
void outside_take(struct outside *o, const uint8_t *frame, size_t n);
/* To the unit. MACs are filled in, and the destination address when it is 0. */
void outside_send(struct outside *o, const struct packet *p);
/* An ARP reply to the unit that nobody asked for: "ip is at my address". */
void outside_claim(struct outside *o, uint32_t ip);
