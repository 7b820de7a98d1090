/* SPDX-License-Identifier: MIT */
/* The web server core with four routes, a PC at the LAN port and a host at the carrier's. */
#pragma once
#include "outside.h"
#include "unit_net.h"
#include "web_client.h"
#include <fw/httpd.h>

#define HTTPD_RIG_LAN_UNIT 0xc0a80001u /* 192.168.0.1 */
#define HTTPD_RIG_PC       0xc0a80002u
#define HTTPD_RIG_WAN_UNIT 0x0a000002u /* 10.0.0.2 */
#define HTTPD_RIG_CARRIER  0x0a000007u
#define HTTPD_RIG_SERVED   FW_HTTPD_CONNECTIONS_MAX
#define HTTPD_RIG_ANSWERED (HTTPD_RIG_SERVED + 8u) /* FW_HTTPD_REFUSALS_MAX */
#define HTTPD_RIG_CLIENTS  (HTTPD_RIG_ANSWERED + 2u)

struct httpd_rig {
    struct unit_net u;
    struct outside lan;
    struct web_client pc, carrier;
    struct fw_http_route root, page, prefix, long_prefix;
    /* What the handler was given. */
    unsigned n_calls;
    char seen[512];
    char body[64];
    size_t n_body;
    bool is_from_lan;
    uint32_t client_ip;
    /* What it says. */
    int status;
    const char *header;
    size_t n_reply;
    bool is_silent;
    struct {
        unsigned n_pieces;       /* of 100 bytes; 0: no stream */
        unsigned n_made, n_ends; /* over all connections */
    } stream;
};

/* cmocka's: *state is a struct httpd_rig. */
int httpd_rig_set_up(void **state);
int httpd_rig_tear_down(void **state);
void httpd_rig_connect_pc(struct httpd_rig *w);
/* A whole request of the PC's; the status of the answer. */
int httpd_rig_ask_pc(struct httpd_rig *w, const char *request);
