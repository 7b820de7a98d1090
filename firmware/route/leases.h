/* SPDX-License-Identifier: MIT */
/*
 * The addresses that the DHCP server of the LAN port has given: who has which, until when. No wire format.
 *
 * A host gets, in this order: the address of its row in the table of static leases; the address that it had; the
 * address that it asks for, if it is free; the lowest free number. The lowest number first: reports of owners, whose
 * PCs got .2 and .3. guess: the rest of the order, which is RFC 2131 section 4.3.1's.
 *
 * In memory only (guess): a restarted unit lets hosts keep the free addresses that they ask for.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEASES_MAX       253u /* host numbers of a /24 but for the unit's own */
#define LEASES_FIXED_MAX 16u

struct lease_fixed {
    uint8_t mac[6];
    uint32_t ip; /* host order */
};

/* What the parameters say. */
struct lease_pool {
    uint32_t own_ip, netmask; /* of the LAN port, host order */
    uint32_t first, n;        /* last octet of the first address, and how many: as the parameters have them */
    struct lease_fixed fixed[LEASES_FIXED_MAX];
    size_t n_fixed;
};

enum lease_state { LEASE_FREE, LEASE_OFFERED, LEASE_BOUND, LEASE_DECLINED };

struct lease {
    uint64_t until_us;
    uint32_t ip;
    uint8_t mac[6];
    uint8_t state; /* enum lease_state */
};

struct leases {
    struct lease_pool pool;
    struct lease *table; /* NULL: no host has asked yet */
    size_t n;            /* used */
};

void leases_init(struct leases *l);
void leases_fini(struct leases *l);
/* The addresses that no longer belong to the pool are forgotten. */
void leases_set_pool(struct leases *l, const struct lease_pool *pool);
/* The address for this host, which it may have; asked 0: any. 0: none is free, or no memory. */
uint32_t leases_find(struct leases *l, const uint8_t mac[6], uint32_t asked, uint64_t now_us);
/* Whether the host may have exactly this address. */
bool leases_may_have(struct leases *l, const uint8_t mac[6], uint32_t ip, uint64_t now_us);
/* Keeps an address that leases_find() or leases_may_have() allowed. RT_ENOMEM. */
enum rt_err leases_keep(struct leases *l, const uint8_t mac[6], uint32_t ip, enum lease_state state, uint64_t until_us);
/* Frees the host's address; ip 0: whichever it has. */
void leases_release(struct leases *l, const uint8_t mac[6], uint32_t ip);
