/* SPDX-License-Identifier: MIT */
/* The internals of struct fw_net, for the files of the net itself; fetchers use fw/stack.h. */
#pragma once
#include <fw/element.h>
#include "dns.h"
#include "loop.h"
#include <fw/stack.h>
#include <fw/netport.h>
#include <fw/wan_method.h>
#include "sntp.h"
#include "syslog.h"
#include <fw/param.h>

struct fw_net {
    struct board *board;
    struct fw_params *params;
    struct fw_log *log;
    void (*on_change)(void *ctx, struct fw_net *net);
    void (*on_long_ping)(void *ctx);
    void *ctx;
    bool has_services; /* fw_net_config.services */
    const struct fw_wan_method *wan;
    void *wan_state;
    bool is_wan_started;
    char host_name[64];
    struct fw_port ports[BOARD_N_PORTS];
    struct rt_node children;
    struct fw_net_status status;
    struct fw_loop loop;
    struct board_timer change_timer; /* on_change is called from here, never from inside another call */
    struct fw_param_watcher watcher;
    struct fw_dns dns;
    struct fw_syslog syslog;
    struct fw_sntp sntp;
    struct fw_net_tls tls;
};

/* What came with the address. */
const struct fw_wan_offer *fw_net_offer(const struct fw_net *net);
/* dns_servers.c: the DNS servers to query, in the order of DNS_Server_Order. Returns their number. */
size_t fw_net_dns_servers(const struct fw_net *net, uint32_t out[FW_DNS_SERVERS_MAX]);
/* The NTP servers that came with the address, host order; 0: none. */
const uint32_t *fw_net_offered_ntp(const struct fw_net *net);
