/* SPDX-License-Identifier: MIT */
/* The inside of struct fw_net. Only the files that make up the net itself look here; fetchers use fw/stack.h. */
#pragma once
#include <fw/element.h>
#include "dhcp.h"
#include "dns.h"
#include <fw/stack.h>
#include "netif.h"
#include "sntp.h"
#include "static.h"
#include "syslog.h"
#include <fw/param.h>

/* guide's choices of Connection_Type, as far as they are done. */
enum fw_connection { FW_CONNECTION_DHCP, FW_CONNECTION_STATIC, FW_CONNECTION_NONE };

struct fw_net {
    struct board *board;
    struct fw_params *params;
    struct fw_log *log;
    void (*on_change)(void *ctx, struct fw_net *net);
    void *ctx;
    enum fw_connection connection;
    char host_name[64];
    struct fw_port ports[BOARD_N_PORTS];
    struct fw_dhcp dhcp;
    struct fw_static fixed;
    struct rt_node children;
    struct fw_net_status status;
    struct board_timer change_timer; /* on_change is called from here, never from inside another call */
    struct fw_param_watcher watcher;
    struct fw_dns dns;
    struct fw_syslog syslog;
    struct fw_sntp sntp;
    struct fw_net_tls tls;
};

/* The DNS servers to ask, in order, by DNS_Server_Order. Returns how many. */
size_t fw_net_dns_servers(const struct fw_net *net, uint32_t out[FW_DNS_SERVERS_MAX]);
/* The NTP servers of DHCP option 42, host order; 0: none. */
const uint32_t *fw_net_dhcp_ntp(const struct fw_net *net);
