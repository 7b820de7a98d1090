/* SPDX-License-Identifier: MIT */
/*
 * A DNS server of the tests: one name with its addresses; every other name does not exist (RFC 1035). It can be told
 * to misbehave.
 */
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
    const char *alias_of; /* the name is a CNAME of this one, which has the addresses */
    uint32_t ttl_s;       /* 0: 300 s */
    unsigned n_to_lose;   /* so many queries get no answer */
    unsigned rcode;       /* other than 0: nothing but this failure, e.g. 2 SERVFAIL */
    enum dns_peer_lie {
        DNS_PEER_HONEST,
        DNS_PEER_WRONG_ID,       /* a false answer of another id goes first */
        DNS_PEER_WRONG_QUESTION, /* a false answer to another name goes first */
        DNS_PEER_WRONG_SERVER,   /* a false answer from another address goes first */
        DNS_PEER_GARBAGE,        /* a few bytes, and an answer cut short, go first */
        DNS_PEER_TRUNCATED,      /* the answer says that it is not whole */
        DNS_PEER_CUT,            /* it says so, and ends within a record */
    } lie;
    unsigned n_queries;
    struct outside_service service;
};

/* The address in false answers. */
#define DNS_PEER_FALSE_IP 0x06060606u

void dns_peer_init(struct dns_peer *p, struct outside *o, uint32_t ip, const char *name);
void dns_peer_fini(struct dns_peer *p);
