/* SPDX-License-Identifier: MIT */
/*
 * A board with a network on its WAN port and nothing else of the firmware: static address 10.0.0.2/24, gateway
 * 10.0.0.1 (nobody there unless a test adds it), DNS server 10.0.0.53. And one fetch that is watched.
 */
#pragma once
#include "outside.h"
#include <fw/fetch.h>
#include <fw/log.h>
#include <fw/net.h>
#include <rt/buf.h>

struct board;
struct fw_params;
struct fw_schema;

#define IP4(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))
#define RIG_DNS_IP      IP4(10, 0, 0, 53)
#define RIG_USER_AGENT  "Linksys/SPA-2102-2.0.5 (88012BA01234)"
#define RIG_ADDRS_MAX   16u

/* What the plain rig has not. */
struct net_rig_config {
    struct fw_net_tls tls;
    uint64_t unix_s; /* a time server tells this time; 0: the unit does not know the time */
};

struct net_rig {
    struct board *board;
    struct fw_log log;
    struct fw_schema *schema;
    struct fw_params *params;
    struct fw_net *net;
    struct outside outside;
    uint64_t n_live_before;
    struct outside_service ntp;
    uint64_t unix_s;

    /* The fetch. */
    struct fw_fetch *fetch; /* NULL after its end */
    struct fw_url url;
    const char *path; /* goes out instead of the one in the url, which refuses some; NULL: none */
    unsigned n_done;
    struct fw_fetch_result result;
    struct rt_buf body; /* what came, when keeps_body */
    uint64_t n_body;
    uint32_t addrs[RIG_ADDRS_MAX]; /* as told by on_address */
    size_t n_addrs;
    uint64_t started_us, done_us;

    /* What the client does wrong; zero: nothing. */
    bool drops_body;
    enum rt_err data_err; /* answer of on_data */
    bool cancels_in_address, cancels_in_data, cancels_in_done;
};

/* What happens without a network: fw_net is there but no cable. */
void net_rig_init(struct net_rig *r);
/* Also checks that nothing is left: no memory, no io-wait. */
void net_rig_init_with(struct net_rig *r, const struct net_rig_config *config);
void net_rig_fini(struct net_rig *r);

/* url as in a rule: "tftp://10.0.0.7/a.cfg". request: everything but the url; may be NULL. */
enum rt_err net_rig_try_fetch(struct net_rig *r, const char *url, const struct fw_fetch_request *request);
void net_rig_fetch(struct net_rig *r, const char *url, const struct fw_fetch_request *request);
/* Runs until the fetch is done, or for so many seconds. Returns true when it is done. */
bool net_rig_run(struct net_rig *r, uint64_t max_s);
/* Both. Fails the test when the fetch does not end within two hours. */
void net_rig_get(struct net_rig *r, const char *url);
/* For so long, whatever happens. */
void net_rig_pass_ms(struct net_rig *r, uint64_t ms);
/* The whole body as text; fails the test when it is another. */
void net_rig_expect_body(struct net_rig *r, const void *bytes, size_t n);
void net_rig_expect_fail(struct net_rig *r, enum fw_fail fail);
/* From the start of the fetch to its end. */
uint64_t net_rig_seconds_taken(const struct net_rig *r);
