/* SPDX-License-Identifier: MIT */
/*
 * A DHCP server of the tests, at frame level (RFC 2131), with scripted misbehaviour. It gives one address to whoever
 * asks, and keeps what it was asked.
 */
#pragma once
#include "outside.h"
#include <board/clock.h>

#define DHCP_PEER_OPTIONS_MAX 512u

enum { DHCP_DISCOVER_SEEN = 1, DHCP_REQUEST_SEEN = 3, DHCP_DECLINE_SEEN = 4 };

struct dhcp_peer {
    struct outside *outside;
    uint32_t ip; /* the server's; also the router unless `router` says another */

    /* What it gives; 0 and NULL: that option is left out. */
    uint32_t offer_ip, netmask, router, dns[2], ntp;
    uint32_t lease_s;
    uint32_t renew_s, rebind_s; /* options 58 and 59; 0: not sent */
    const char *tftp_server, *domain;
    bool has_zero_byte; /* texts are closed with a 0 byte, as some servers do */

    /* What it does wrong. */
    bool is_silent;
    bool refuses;       /* NAK to every request */
    unsigned n_to_lose; /* so many messages of the unit get no answer */
    bool is_cut;        /* answers end in the middle of an option */
    uint32_t wrong_xid; /* added to the id */

    /* What it saw. */
    unsigned n_discovers, n_requests, n_declines, n_others;
    uint8_t options[DHCP_PEER_OPTIONS_MAX]; /* of the last message, as on the wire, without the cookie */
    size_t n_options;
    uint32_t requested_ip; /* option 50 of the last request */

    struct outside_service to_all, to_me; /* private */
};

/* 192.168.1.1 gives 192.168.1.100/24 for a day, itself as router and DNS server, option 66 "192.168.1.10". */
void dhcp_peer_init(struct dhcp_peer *p, struct outside *o);
void dhcp_peer_fini(struct dhcp_peer *p);
/* The n-th (0: first) occurrence of an option in the last message: its bytes, or NULL. */
const uint8_t *dhcp_peer_option(const struct dhcp_peer *p, uint8_t code, unsigned nth, size_t *n);
