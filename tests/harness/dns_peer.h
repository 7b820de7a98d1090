/* SPDX-License-Identifier: MIT */
/* A DNS server of the tests: one name with its addresses; every other name does not exist (RFC 1035). */
#pragma once
#include "outside.h"

#define DNS_PEER_ADDRS_MAX 8u

struct dns_peer {
    struct outside *outside;
    uint32_t ip;
    const char *name; /* "prov.example.net" */
    uint32_t addrs[DNS_PEER_ADDRS_MAX];
    size_t n_addrs;
    bool is_silent;
    unsigned n_queries;
    struct outside_service service;
};

void dns_peer_init(struct dns_peer *p, struct outside *o, uint32_t ip, const char *name);
void dns_peer_fini(struct dns_peer *p);
