/* SPDX-License-Identifier: MIT */
#include "net_state.h"
#include "net_events.h"
#include <board/board.h>
#include <board/signal.h>
#include <rt/assert.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>
#include "port.h"

/* Shown and sent when HostName is blank: captured status page of an SPA3102. */
#define VLAN_ID_MAX       0xfffu /* twelve bits */
#define HOST_NAME_DEFAULT "SipuraSPA"

static const char *const state_texts[FW_N_NET_STATES] = {
#define STATE_TEXT(id, text) [FW_NET_##id] = (text),
    FW_NET_STATE_LIST(STATE_TEXT)
#undef STATE_TEXT
};
static const char *const state_names[FW_N_NET_STATES] = {
#define STATE_NAME(id, text) [FW_NET_##id] = #id,
    FW_NET_STATE_LIST(STATE_NAME)
#undef STATE_NAME
};

const char *fw_net_state_text(enum fw_net_state s)
{
    return (unsigned)s < FW_N_NET_STATES ? state_texts[s] : "?";
}

/* --- reading ------------------------------------------------------------------------------------------------- */

struct board *fw_net_board(const struct fw_net *net)
{
    return net->board;
}

const struct fw_params *fw_net_params(const struct fw_net *net)
{
    return net->params;
}

const struct fw_net_tls *fw_net_tls(const struct fw_net *net)
{
    return &net->tls;
}

struct fw_log *fw_net_log(const struct fw_net *net)
{
    return net->log;
}

struct netif *fw_net_netif(struct fw_net *net, enum board_port port)
{
    return &net->ports[port].netif;
}

/* A host at the LAN port: not in bridge mode, where that port has no address. */
static bool is_lan_host(const struct fw_net *net, uint32_t ip)
{
    const struct netif *lan = &net->ports[BOARD_PORT_LAN].netif;
    uint32_t own = FW_IP4_OF(lan), mask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(lan)));
    return own != 0 && ip != own && netif_is_up(lan) && netif_is_link_up(lan) && (ip & mask) == (own & mask);
}

struct netif *fw_net_netif_to(struct fw_net *net, uint32_t ip)
{
    return fw_net_netif(net, is_lan_host(net, ip) ? BOARD_PORT_LAN : BOARD_PORT_WAN);
}

void fw_net_set_router(struct fw_net *net, const struct fw_port_router *router)
{
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        net->ports[i].router = *router;
    }
}

uint32_t fw_net_lan_ip(const struct fw_net *net)
{
    return FW_IP4_OF(&net->ports[BOARD_PORT_LAN].netif);
}

void fw_net_set_lan(struct fw_net *net, uint32_t ip, uint32_t netmask)
{
    fw_port_set_address(&net->ports[BOARD_PORT_LAN], ip, netmask, 0);
}

const struct fw_net_status *fw_net_status(const struct fw_net *net)
{
    return &net->status;
}

bool fw_net_is_usable(const struct fw_net *net)
{
    return net->status.state == FW_NET_UP || net->status.state == FW_NET_LAST_KNOWN;
}

bool fw_net_can_reach(const struct fw_net *net, const char *server)
{
    uint32_t ip;
    return fw_net_is_usable(net) || (rt_str_ipv4(rt_str(server), &ip) == RT_OK && is_lan_host(net, ip));
}

struct fw_net_counters fw_net_counters(const struct fw_net *net)
{
    return net->ports[BOARD_PORT_WAN].counters;
}

const struct fw_wan_offer *fw_net_offer(const struct fw_net *net)
{
    return net->wan->offer(net->wan_state);
}

const uint32_t *fw_net_offered_ntp(const struct fw_net *net)
{
    return fw_net_offer(net)->ntp;
}

/* --- state
 * --------------------------------------------------------------------------------------------------------- */

/* The cable first, then the state of the WAN method. */
static enum fw_net_state find_state(struct fw_net *net)
{
    enum fw_net_state state = net->wan->look(net->wan_state); /* always: timers and io-wait depend on it */
    return board_nic_is_linked(net->board, BOARD_PORT_WAN) ? state : FW_NET_DOWN;
}

static void fill_services(struct fw_net *net, struct fw_net_status *s)
{
    uint32_t servers[FW_DNS_SERVERS_MAX] = {0};
    const char *domain = fw_element_text(net->params, FW_EL_DOMAIN);
    if (*domain == '\0') {
        domain = fw_net_offer(net)->domain;
    }
    (void)fw_net_dns_servers(net, servers); /* the unused ones are 0 */
    s->dns[0] = servers[0];
    s->dns[1] = servers[1];
    (void)rt_str_copy(s->domain, sizeof s->domain, rt_str(domain)); /* too long: not shown */
}

static struct fw_net_status make_status(struct fw_net *net)
{
    const struct netif *wan = &net->ports[BOARD_PORT_WAN].netif;
    struct fw_net_status s;
    memset(&s, 0, sizeof s); /* with the padding: it is compared as bytes */
    s.state = find_state(net);
    s.connection_type = net->wan->name_now != NULL ? net->wan->name_now(net->wan_state) : net->wan->name;
    if (s.state == FW_NET_UP || s.state == FW_NET_LAST_KNOWN) {
        const struct fw_wan_offer *offer = fw_net_offer(net);
        s.ip = lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(wan)));
        s.netmask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(wan)));
        s.gateway = lwip_ntohl(ip4_addr_get_u32(netif_ip4_gw(wan)));
        s.lease_s = offer->lease_s;
        s.dhcp_server = offer->server;
        (void)rt_str_copy(s.host_name, sizeof s.host_name, rt_str(net->host_name));         /* fits */
        (void)rt_str_copy(s.tftp_server, sizeof s.tftp_server, rt_str(offer->tftp_server)); /* fits */
        if (net->has_services) {
            fill_services(net, &s);
        }
    }
    s.external_ip = net->has_services ? fw_element_ipv4(net->params, FW_EL_EXT_IP) : 0;
    return s;
}

static void trace_status(struct fw_net *net)
{
    const struct fw_net_status *s = &net->status;
    char ip[16], netmask[16], gateway[16], dns[2][16];
    if (s->ip == 0) {
        FW_TELL(net->log, net_state, 0, s->state, state_names[s->state]);
        fw_log_develop(net->log, RT_LOG_INFO, "net", "%s", fw_net_state_text(s->state));
        return;
    }
    rt_ipv4_text(s->ip, ip);
    rt_ipv4_text(s->netmask, netmask);
    rt_ipv4_text(s->gateway, gateway);
    rt_ipv4_text(s->dns[0], dns[0]);
    rt_ipv4_text(s->dns[1], dns[1]);
    FW_TELL(net->log, net_address, 0, s->state, state_names[s->state], ip, netmask, gateway, dns[0], dns[1],
            s->tftp_server, s->lease_s);
    fw_log_develop(net->log, RT_LOG_INFO, "net", "%s: address %s, netmask %s, gateway %s, option 66 \"%s\"",
                   fw_net_state_text(s->state), ip, netmask, gateway, s->tftp_server);
}

static void tell_children(struct fw_net *net)
{
    struct rt_node *next;
    for (struct rt_node *n = net->children.next; n != &net->children; n = next) {
        struct fw_net_child *c = RT_OWNER(n, struct fw_net_child, node);
        next = n->next;
        if (c->on_change != NULL) {
            c->on_change(c);
        }
    }
}

static void kick_services(struct fw_net *net)
{
    if (net->has_services) {
        fw_syslog_kick(&net->syslog);
        fw_sntp_kick(&net->sntp);
    }
}

static void refresh(struct fw_net *net)
{
    struct fw_net_status now = make_status(net);
    if (memcmp(&now, &net->status, sizeof now) == 0) {
        return;
    }
    bool is_moved = now.ip != 0 && now.ip != net->status.ip;
    net->status = now;
    trace_status(net);
    if (is_moved) {
        fw_dns_flush(&net->dns);
    }
    tell_children(net);
    kick_services(net);
    board_timer_start(net->board, &net->change_timer, 0);
}

/* --- events
 * -------------------------------------------------------------------------------------------------------- */

static void on_something(void *ctx)
{
    refresh(ctx);
}

static void before_frame(void *ctx, const uint8_t *frame, size_t n)
{
    struct fw_net *net = ctx;
    if (net->wan->before_frame != NULL) {
        net->wan->before_frame(net->wan_state, frame, n);
    }
}

static void after_frame(void *ctx)
{
    struct fw_net *net = ctx;
    if (net->wan->after_frame != NULL) {
        net->wan->after_frame(net->wan_state);
        refresh(net);
    }
}

static void on_link(void *ctx, bool is_linked)
{
    (void)is_linked; /* refresh looks itself */
    refresh(ctx);
}

static void on_long_ping(void *ctx)
{
    struct fw_net *net = ctx;
    if (net->on_long_ping != NULL) {
        net->on_long_ping(net->ctx);
    }
}

static void on_lan_frame(void *ctx, const uint8_t *frame, size_t n)
{
    (void)ctx;
    (void)frame;
    (void)n; /* the LAN side has a fixed address and nothing to watch */
}

static void on_lan_frame_done(void *ctx)
{
    (void)ctx;
}

static void on_lan_link(void *ctx, bool is_linked)
{
    struct fw_net *net = ctx;
    (void)is_linked; /* nothing here depends on it, but the panel does */
    board_timer_start(net->board, &net->change_timer, 0);
}

static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_net *net = ctx;
    (void)ids;
    (void)n; /* cheap enough to check all */
    refresh(net);
    tell_children(net);
    kick_services(net);
}

static void on_change_timer(void *ctx, struct board_timer *t)
{
    struct fw_net *net = ctx;
    (void)t; /* the only one that comes here */
    if (net->on_change != NULL) {
        net->on_change(net->ctx, net);
    }
}

/* --- children
 * -------------------------------------------------------------------------------------------------------- */

void fw_net_add_child(struct fw_net *net, struct fw_net_child *c)
{
    rt_list_append(&net->children, &c->node);
}

void fw_net_remove_child(struct fw_net_child *c)
{
    rt_list_remove(&c->node);
}

static void abort_children(struct fw_net *net)
{
    while (!rt_list_is_empty(&net->children)) {
        struct fw_net_child *c = RT_OWNER(net->children.next, struct fw_net_child, node);
        rt_list_remove(&c->node);
        c->abort(c);
    }
}

/* --- create, destroy
 * --------------------------------------------------------------------------------------------------- */

/* A cloned address is the Internet port's; labels, pages and macros keep the factory's. */
static void choose_wan_mac(const struct fw_net *net, uint8_t mac[6])
{
    uint8_t cloned[6];
    if (!net->has_services || !fw_element_bool(net->params, FW_EL_ENABLE_MAC_CLONE)) {
        return;
    }
    const char *text = fw_element_text(net->params, FW_EL_CLONED_MAC);
    bool is_host = rt_str_mac(rt_str(text), cloned) == RT_OK && (cloned[0] & 1u) == 0;
    if (is_host && memcmp(cloned, "\0\0\0\0\0", 6) != 0) {
        memcpy(mac, cloned, sizeof cloned);
    } else {
        fw_log_develop(net->log, RT_LOG_ERROR, "net", "Cloned_MAC_Address \"%s\" is no address of a host: not used",
                       text);
    }
}

static void add_ports(struct fw_net *net, const struct fw_net_config *config)
{
    struct fw_port_client lan = {on_lan_frame, on_lan_frame_done, on_lan_link, on_long_ping, net};
    struct fw_port_client wan = {before_frame, after_frame, on_link, on_long_ping, net};
    uint8_t lan_mac[6];
    memcpy(lan_mac, config->mac, sizeof lan_mac);
    lan_mac[5]++; /* board/ident.h */
    /* lwIP looks at the port that was added last first: the WAN. */
    fw_port_add(&net->ports[BOARD_PORT_LAN], net->board, BOARD_PORT_LAN, lan_mac, net->host_name, &lan);
    uint8_t wan_mac[6];
    memcpy(wan_mac, config->mac, sizeof wan_mac);
    choose_wan_mac(net, wan_mac);
    fw_port_add(&net->ports[BOARD_PORT_WAN], net->board, BOARD_PORT_WAN, wan_mac, net->host_name, &wan);
    if (net->has_services && fw_element_bool(net->params, FW_EL_ENABLE_VLAN)) {
        int id = (int)(fw_element_u32(net->params, FW_EL_VLAN_ID) & VLAN_ID_MAX);
        net->ports[BOARD_PORT_WAN].wan_vlan = net->ports[BOARD_PORT_LAN].wan_vlan = id;
    }
    net->ports[BOARD_PORT_LAN].tcp_mss = net->ports[BOARD_PORT_WAN].tcp_mss = config->tcp_mss;
    if (config->lan.ip != 0) {
        fw_port_set_address(&net->ports[BOARD_PORT_LAN], config->lan.ip, config->lan.netmask, 0);
    }
}

static enum rt_err start_wan(struct fw_net *net, const struct fw_net_config *config)
{
    const struct fw_wan_start start = {
        .port = &net->ports[BOARD_PORT_WAN],
        .params = net->params,
        .log = net->log,
        .vendor_class = config->dhcp_class == NULL ? "" : config->dhcp_class,
        .address = config->address,
        .on_change = on_something,
        .ctx = net,
    };
    net->is_wan_started = net->wan->start(&net->wan_state, &start) == RT_OK;
    return net->is_wan_started ? RT_OK : RT_ENOMEM;
}

static void choose_host_name(struct fw_net *net, const char *of_release)
{
    struct rt_str name = {0};
    if (net->has_services) {
        name = rt_str_trim(rt_str(fw_element_text(net->params, FW_EL_HOSTNAME)));
    }
    if (name.n == 0 || rt_str_copy(net->host_name, sizeof net->host_name, name) != RT_OK) {
        bool fits = of_release != NULL && strlen(of_release) < sizeof net->host_name;
        (void)rt_str_copy(net->host_name, sizeof net->host_name, fits ? rt_str(of_release) : RT_STR(HOST_NAME_DEFAULT));
    }
}

static void start_services(struct fw_net *net)
{
    if (net->has_services) {
        fw_syslog_init(&net->syslog, net);
        fw_sntp_init(&net->sntp, net);
        net->watcher = (struct fw_param_watcher){.fn = on_params, .ctx = net};
        fw_param_watch(net->params, &net->watcher);
    }
}

static void stop_services(struct fw_net *net)
{
    if (net->has_services) {
        fw_param_unwatch(net->params, &net->watcher);
        fw_sntp_fini(&net->sntp);
        fw_syslog_fini(&net->syslog);
    }
}

enum rt_err fw_net_create(struct fw_net **out, const struct fw_net_config *config)
{
    struct fw_net *net = rt_mem_alloc(sizeof *net);
    RT_ASSERT(config->wan != NULL && (config->services == FW_NET_BARE || config->params != NULL));
    if (net == NULL) {
        return RT_ENOMEM;
    }
    net->board = config->board;
    net->has_services = config->services == FW_NET_SERVICES;
    net->params = config->params;
    net->wan = config->wan;
    net->log = config->log;
    net->on_change = config->on_change;
    net->tls = config->tls;
    net->on_long_ping = config->on_long_ping;
    net->ctx = config->ctx;
    rt_list_init(&net->children);
    fw_loop_init(&net->loop, net->board);
    board_timer_init(&net->change_timer, "net change", BOARD_PRIORITY_FIRMWARE, on_change_timer, net);
    choose_host_name(net, config->host_name);
    enum rt_err err = fw_dns_create(&net->dns);
    if (err != RT_OK) {
        (void)rt_mem_free(net); /* always NULL */
        return err;
    }
    fw_lwip_open(net->board, on_something, net);
    start_services(net);
    add_ports(net, config);
    err = start_wan(net, config);
    if (err != RT_OK) {
        fw_net_destroy(net);
        return err;
    }
    net->status.state = FW_N_NET_STATES; /* none yet, so that the first one is reported */
    refresh(net);
    *out = net;
    return RT_OK;
}

void fw_net_destroy(struct fw_net *net)
{
    if (net == NULL) {
        return;
    }
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        net->ports[i].is_muted = true; /* nothing is sent */
    }
    abort_children(net);
    stop_services(net);
    fw_dns_destroy(&net->dns);
    if (net->is_wan_started) {
        net->wan->stop(net->wan_state);
    }
    fw_loop_fini(&net->loop);
    board_timer_stop(net->board, &net->change_timer);
    for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
        fw_port_remove(&net->ports[i]);
    }
    fw_lwip_close();
    (void)rt_mem_free(net); /* always NULL */
}
