/* SPDX-License-Identifier: MIT */
/*
 * The network side of the unit: the Internet (WAN) port with its address, names, syslog and time. This header hides
 * lwIP.
 */
#pragma once
#include <board/signal.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct fw_params;
struct fw_log;
struct fw_net;
struct fw_wan_method;

/* States, in the terms of the LED table (Sipura administration guide p.126). */
#define FW_NET_STATE_LIST(X)                                                                                           \
    X(DOWN, "no Ethernet link")                                                                                        \
    X(SEARCHING, "looking for an address")                                                                             \
    X(UP, "normal")                                                                                                    \
    X(LAST_KNOWN, "using last known good address")                                                                     \
    X(DUPLICATE, "duplicate IP detected")
enum fw_net_state {
#define FW_NET_STATE_ENUM(id, text) FW_NET_##id,
    FW_NET_STATE_LIST(FW_NET_STATE_ENUM)
#undef FW_NET_STATE_ENUM
        FW_N_NET_STATES
};
const char *fw_net_state_text(enum fw_net_state s);

/* Configuration of HTTPS (guide p.1-9). All data is borrowed for the lifetime of the net. */
struct fw_net_tls {
    const uint8_t *roots; /* of provisioning servers: DER certificates, concatenated (image section TRUST) */
    size_t n_roots;       /* bytes; 0: no HTTPS */
    const uint8_t *certificate, *key; /* the unit's own, DER; n 0: not installed */
    size_t n_certificate, n_key;
    bool is_strict;     /* offer only what a unit of release 2.0.6 did */
    bool ignores_dates; /* ignore expiry dates. Not known of the unit: the guide lists its checks without dates */
};

struct fw_net_address {
    uint32_t ip, netmask, gateway; /* host order; gateway 0: none */
};

/* Services on the stack besides its ports. */
enum fw_net_services {
    FW_NET_SERVICES, /* names, syslog, time of day, according to the parameters */
    FW_NET_BARE,     /* none: recovery, which has no parameters and knows one server by its number */
};

struct fw_net_config {
    struct board *board;
    enum fw_net_services services;
    struct fw_params *params;        /* watched for changes, keeps the last address; NULL with FW_NET_BARE */
    const struct fw_wan_method *wan; /* how the Internet port gets its address: fw/wan.h */
    struct fw_net_address address;   /* for a method with a given address */
    struct fw_net_address lan;       /* of the LAN port; ip 0: it has none, and so does nothing */
    struct fw_log *log;              /* gets Syslog_Server and Debug_Server as sinks */
    uint8_t mac[6];                  /* of the WAN port */
    const char *dhcp_class;          /* option 60, "LINKSYS SPA-2102"; borrowed */
    const char *host_name;           /* when HostName is empty; borrowed. NULL: as an SPA2102 */
    uint16_t tcp_mss;                /* segment size that a SYN offers; 0: as an SPA2102 */
    /* After each change of state or address. */
    void (*on_change)(void *ctx, struct fw_net *net);
    /* A ping longer than any that is sent in earnest came (FW_NET_LONG_PING); it is dropped. NULL: of no interest. */
    void (*on_long_ping)(void *ctx);
    void *ctx;
    struct fw_net_tls tls;
};

/* Bytes of ICMP, of all fragments. CVE-2008-2092 says "long"; the figure is a guess: what a PC's ping sends at most. */
#define FW_NET_LONG_PING 65500u

/* Brings both ports up. RT_ENOMEM. */
enum rt_err fw_net_create(struct fw_net **out, const struct fw_net_config *config);
/* Aborts every connection and fetch without calling their clients. */
void fw_net_destroy(struct fw_net *net);

struct fw_net_status {
    enum fw_net_state state;
    const char *connection_type;   /* "DHCP", "Static IP" */
    uint32_t ip, netmask, gateway; /* host order; 0: none */
    uint32_t dns[2];               /* in use, in order */
    uint32_t external_ip;          /* $EXTIP: EXT_IP of the parameters, else 0 */
    char tftp_server[256];         /* DHCP option 66; "" none */
    char domain[64], host_name[64];
    uint32_t lease_s; /* 0: static */
    uint32_t dhcp_server;
};
/* As it is now; borrowed, and valid until something changes. */
const struct fw_net_status *fw_net_status(const struct fw_net *net);
/* UP or LAST_KNOWN: packets can be sent. */
bool fw_net_is_usable(const struct fw_net *net);

/* The same for one server, by name or address: a host of the LAN is reached without the Internet port, if it is given
 * by its address. */
bool fw_net_can_reach(const struct fw_net *net, const char *server);

/* Address of the LAN port, host order; 0: none. LAN_IP_Address, or another one (firmware/route). */
uint32_t fw_net_lan_ip(const struct fw_net *net);

/* Time of day, learned by SNTP or set by hand: seconds since 1970 UTC, or 0 while unknown. */
uint64_t fw_net_unix_time(const struct fw_net *net);
void fw_net_set_unix_time(struct fw_net *net, int64_t unix_s); /* until SNTP learns another */

/* Counters for the status page. */
struct fw_net_counters {
    uint64_t broadcast_pkts_sent, broadcast_bytes_sent, broadcast_pkts_recv, broadcast_bytes_recv;
    uint64_t broadcast_pkts_dropped, broadcast_bytes_dropped;
};
struct fw_net_counters fw_net_counters(const struct fw_net *net);
