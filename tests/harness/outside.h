/* SPDX-License-Identifier: MIT */
/*
 * The network at the other end of the WAN cable: hosts that answer ARP, and services on their ports. Frames of the
 * unit that nobody waits for are dropped. Everything happens in zero virtual time unless a service delays it.
 */
#pragma once
#include "packet.h"
#include <rt/list.h>

struct board;

#define OUTSIDE_HOSTS_MAX 16u
#define OUTSIDE_MASK      0xffffff00u

/* A service is a member of its owner. fn runs inside the unit's own sending. */
struct outside_service {
    uint32_t ip;
    uint8_t proto;
    uint16_t port; /* 0: every port that no other service has */
    void (*fn)(void *ctx, const struct packet *p);
    void *ctx;
    struct rt_node node;
};

struct outside {
    struct board *board;
    uint32_t hosts[OUTSIDE_HOSTS_MAX];
    size_t n_hosts;
    struct rt_node services;
    uint8_t unit_mac[6]; /* from the last frame of the unit */
    uint32_t unit_ip;    /* from its last packet */
    uint64_t n_frames;
};

/* Plugs the cable in. */
void outside_init(struct outside *o, struct board *b);
void outside_fini(struct outside *o);
/* From now on somebody has this address. */
void outside_add_host(struct outside *o, uint32_t ip);
void outside_add_service(struct outside *o, struct outside_service *s);
/* To the unit. MACs and the destination address are filled in. */
void outside_send(struct outside *o, const struct packet *p);
