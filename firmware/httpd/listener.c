/* SPDX-License-Identifier: MIT */
/* Where the server listens: the LAN port always, the Internet port as the parameters say. */
#include "server.h"
#include <fw/element.h>
#include <fw/log.h>

#define LAN_PORT 80u

void httpd_stop_listening(struct httpd_listener *l)
{
    if (l->pcb != NULL) {
        (void)tcp_close(l->pcb); /* cannot fail for a listener */
        l->pcb = NULL;
    }
}

static void start_listening(struct httpd_listener *l, uint32_t ip, uint16_t tcp_port)
{
    struct fw_net *net = l->httpd->net;
    struct fw_log *log = fw_net_log(net);
    struct tcp_pcb *pcb = tcp_new();
    ip_addr_t at = fw_lwip_addr(ip);
    if (pcb == NULL) {
        return; /* retried at the next change */
    }
    /* Bound to the port, too: the LAN address cannot be reached from the WAN side. */
    tcp_bind_netif(pcb, fw_net_netif(net, l->port));
    struct tcp_pcb *listening = NULL;
    if (tcp_bind(pcb, &at, tcp_port) == ERR_OK) {
        listening = tcp_listen(pcb);
    }
    if (listening == NULL) {
        fw_log_develop(log, RT_LOG_WARN, "httpd", "cannot listen on the %s port at %u", board_port_name(l->port),
                       (unsigned)tcp_port);
        (void)tcp_close(pcb); /* cannot fail: it is not connected */
        return;
    }
    l->pcb = listening;
    l->ip = ip;
    l->tcp_port = tcp_port;
    tcp_arg(listening, l);
    tcp_accept(listening, httpd_on_accept);
    fw_log_develop(log, RT_LOG_INFO, "httpd", "web server on the %s port at %u", board_port_name(l->port),
                   (unsigned)tcp_port);
}

/* tcp_port 0: do not listen. */
static void listen_at(struct httpd_listener *l, uint32_t ip, uint32_t tcp_port)
{
    bool is_wanted = ip != 0 && tcp_port != 0 && tcp_port <= 0xffff;
    if (l->pcb != NULL && (!is_wanted || l->ip != ip || l->tcp_port != tcp_port)) {
        httpd_stop_listening(l);
    }
    if (l->pcb == NULL && is_wanted) {
        start_listening(l, ip, (uint16_t)tcp_port);
    }
}

static enum fw_element known(const struct fw_params *params, enum fw_element of_router, enum fw_element of_one_port)
{
    return params != NULL && fw_element_id(params, of_router) == FW_PARAM_NONE &&
                   fw_element_id(params, of_one_port) != FW_PARAM_NONE
               ? of_one_port
               : of_router;
}

enum fw_element fw_httpd_switch_element(const struct fw_params *params)
{
    return known(params, FW_EL_ENABLE_WAN_WEB_SERVER, FW_EL_ENABLE_WEB_SERVER);
}

enum fw_element fw_httpd_port_element(const struct fw_params *params)
{
    return known(params, FW_EL_WAN_WEB_SERVER_PORT, FW_EL_WEB_SERVER_PORT);
}

bool fw_httpd_is_switched_on(const struct fw_params *params)
{
    return fw_element_bool(params, fw_httpd_switch_element(params));
}

uint32_t fw_httpd_internet_port(const struct fw_params *params)
{
    return fw_element_u32(params, fw_httpd_port_element(params));
}

void httpd_listen(struct fw_httpd *h)
{
    const struct fw_params *params = fw_net_params(h->net);
    bool is_wan_on = fw_net_is_usable(h->net) && fw_httpd_is_switched_on(params);
    listen_at(&h->listeners[BOARD_PORT_WAN], is_wan_on ? fw_net_status(h->net)->ip : 0, fw_httpd_internet_port(params));
    listen_at(&h->listeners[BOARD_PORT_LAN], FW_IP4_OF(fw_net_netif(h->net, BOARD_PORT_LAN)), LAN_PORT);
}
