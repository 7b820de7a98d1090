/* SPDX-License-Identifier: MIT */
/* A unit's network, an HTTPS server by name, and the certificates of both. */
#pragma once
#include "dns_peer.h"
#include "net_rig.h"
#include "tls_peer.h"

#define HTTPS_RIG_NAME     "prov.example.net"
#define HTTPS_RIG_SERVER   IP4(10, 0, 0, 7)
#define HTTPS_RIG_URL      "https://" HTTPS_RIG_NAME "/spa2102.cfg"
#define HTTPS_RIG_DAY      86400
#define HTTPS_RIG_JUNE2007 1180656000

struct https_rig {
    struct tls_world world; /* of all tests of the program */
    struct net_rig net;
    struct dns_peer dns;
    struct tls_peer peer;
};
extern struct https_rig https;

/* cmocka's, of the group and of each test. */
int https_rig_make_world(void **state);
int https_rig_end_world(void **state);
int https_rig_set_up(void **state);
int https_rig_tear_down(void **state);

/* The unit that most tests have: certificate, roots, the time. */
struct net_rig_config https_rig_ordinary(void);
/* For tests that make their own unit. */
void https_rig_start_again(const struct net_rig_config *config);
void https_rig_expect_refusal(const char *detail);
unsigned https_rig_n_warnings(const char *text);
uint64_t https_rig_seconds_taken(void);
