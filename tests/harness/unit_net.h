/* SPDX-License-Identifier: MIT */
/*
 * The network room of a unit by itself: a board, parameters with the factory values of the network pages, a WAN cable
 * to an outside, and fw_net, which can be stopped and started again. No DHCP server: tests add one.
 */
#pragma once
#include "outside.h"
#include <fw/httpd.h>
#include <fw/log.h>
#include <fw/net.h>
#include <fw/param.h>
#include <fw/route.h>
#include <board/signal.h>

#define UNIT_NET_LINES_MAX 64u

struct unit_net {
    struct board *board;
    struct fw_log log;
    struct fw_schema *schema;
    struct fw_params *params;
    struct fw_net *net;
    struct fw_route_config route;
    struct fw_httpd *httpd;
    struct outside outside;
    unsigned n_changes; /* calls of on_change */
    uint64_t cursor;    /* of unit_net_saw() */
    uint64_t n_live_before;
};

/* The unit is powered, fw_net not yet started. */
void unit_net_init(struct unit_net *u);
/* Stops fw_net; checks that no memory and no io-wait is left. */
void unit_net_fini(struct unit_net *u);
void unit_net_set(struct unit_net *u, const char *element, const char *value);
void unit_net_start(struct unit_net *u);
/* With the fixed address 10.0.0.2/24, the gateway 10.0.0.1 and the DNS server 10.0.0.53; a second later. */
void unit_net_start_fixed(struct unit_net *u);
void unit_net_stop(struct unit_net *u);
/* Virtual time passes. */
void unit_net_pass_ms(struct unit_net *u, uint64_t ms);
enum fw_net_state unit_net_state(const struct unit_net *u);
/* A trace event with this text in it, from the last one found on. */
bool unit_net_saw(struct unit_net *u, const struct board_signal *s, const char *text);

/* What arrived at one UDP port of a host. */
struct udp_sink {
    struct outside_service service;
    unsigned n;
    char lines[UNIT_NET_LINES_MAX][256];
    uint16_t last_src_port;
};
void udp_sink_init(struct udp_sink *s, struct outside *o, uint32_t ip, uint16_t port);
