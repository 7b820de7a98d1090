/* SPDX-License-Identifier: MIT */
#include <fw/route.h>
#include "bridge.h"
#include "forward.h"
#include "lan_dhcp.h"
#include "route_events.h"
#include <fw/element.h>
#include <fw/netport.h>
#include <fw/stack.h>
#include <rt/mem.h>
#include <rt/str.h>

struct route {
    struct fw_net_child child;
    struct fw_net *net;
    struct lan_dhcp dhcp;
    struct forward forward;
    struct bridge bridge;
    enum bridge_service service;
};

/* --- the address of the LAN port --------------------------------------------------------------------------------- */

static bool is_same_network(uint32_t a, uint32_t a_mask, uint32_t b, uint32_t b_mask)
{
    return ((a ^ b) & a_mask & b_mask) == 0;
}

/* LAN_IP_Address, but in the network of the Internet port another one: the third octet + 1, until it is free. That the
 * unit moves is an owner's report (Internet port 192.168.1.x, LAN found at 192.168.2.1); the rule is inferred. In
 * memory only: guess. */
static uint32_t choose_lan_ip(const struct fw_net *net, uint32_t netmask)
{
    const struct fw_net_status *wan = fw_net_status(net);
    uint32_t ip = fw_element_ipv4(fw_net_params(net), FW_EL_LAN_IP_ADDRESS);
    for (unsigned i = 0; i < 255 && wan->ip != 0 && is_same_network(ip, netmask, wan->ip, wan->netmask); i++) {
        uint32_t third = (ip >> 8) + 1;
        ip = (ip & 0xffff0000u) | (third & 0xffu) << 8 | 1u;
    }
    bool is_free = wan->ip == 0 || !is_same_network(ip, netmask, wan->ip, wan->netmask);
    return is_free ? ip : fw_element_ipv4(fw_net_params(net), FW_EL_LAN_IP_ADDRESS);
}

static void place_lan(struct route *r)
{
    const struct fw_net_status *wan = fw_net_status(r->net);
    uint32_t netmask = fw_element_ipv4(fw_net_params(r->net), FW_EL_LAN_SUBNET_MASK);
    uint32_t now = fw_net_lan_ip(r->net);
    if (r->bridge.is_on) {
        if (now != 0) {
            fw_net_set_lan(r->net, 0, 0);
        }
        return;
    }
    if (now != 0 && (wan->ip == 0 || !is_same_network(now, netmask, wan->ip, wan->netmask))) {
        return; /* a changed parameter waits for the restart */
    }
    uint32_t ip = choose_lan_ip(r->net, netmask);
    if (ip != now) {
        char text[2][16];
        fw_net_set_lan(r->net, ip, netmask);
        FW_TELL(fw_net_log(r->net), lan_address, 0, 0, rt_ipv4_text(ip, text[0]), rt_ipv4_text(netmask, text[1]));
    }
}

/* --- life -------------------------------------------------------------------------------------------------------- */

static void on_change(struct fw_net_child *child)
{
    struct route *r = RT_OWNER(child, struct route, child);
    uint32_t wan_ip = fw_net_is_usable(r->net) ? fw_net_status(r->net)->ip : 0;
    bridge_refresh(&r->bridge, bridge_is_wanted(r->service, fw_net_params(r->net), wan_ip));
    place_lan(r);
    lan_dhcp_refresh(&r->dhcp, !r->bridge.is_on);
    forward_refresh(&r->forward, !r->bridge.is_on);
}

static struct fw_port *on_frame(void *ctx, struct fw_port *from, const uint8_t *frame, size_t n)
{
    struct route *r = ctx;
    return bridge_frame(&r->bridge, from, frame, n);
}

static unsigned on_output(void *ctx, const struct fw_port *from, const uint8_t *frame)
{
    struct route *r = ctx;
    return bridge_output(&r->bridge, from, frame);
}

static void on_sent(void *ctx, const struct fw_port *from, size_t n)
{
    struct route *r = ctx;
    if (from->port == BOARD_PORT_WAN && !r->bridge.is_on) {
        shape_count(&r->forward.shape, n);
    }
}

static bool on_packet(void *ctx, struct fw_port *from, struct pbuf *packet)
{
    struct route *r = ctx;
    return forward_input(&r->forward, from, packet);
}

static void on_abort(struct fw_net_child *child)
{
    struct route *r = RT_OWNER(child, struct route, child);
    fw_net_set_router(r->net, &(struct fw_port_router){.input = NULL});
    forward_fini(&r->forward);
    lan_dhcp_fini(&r->dhcp);
    rt_mem_free(r);
}

enum rt_err fw_route_create(struct fw_net *net, const struct fw_route_config *config)
{
    if (fw_element_id(fw_net_params(net), FW_EL_LAN_IP_ADDRESS) == FW_PARAM_NONE) {
        return RT_OK; /* a model with one port */
    }
    struct route *r = rt_mem_alloc(sizeof *r);
    if (r == NULL) {
        return RT_ENOMEM;
    }
    r->net = net;
    lan_dhcp_init(&r->dhcp, net);
    forward_init(&r->forward, net);
    if (config != NULL) {
        r->forward.shape.is_phone_in_use = config->is_phone_in_use;
        r->forward.shape.ctx = config->ctx;
    }
    bridge_init(&r->bridge, net);
    r->service = bridge_service(fw_net_params(net));
    r->child = (struct fw_net_child){.abort = on_abort, .on_change = on_change};
    fw_net_add_child(net, &r->child);
    fw_net_set_router(net, &(struct fw_port_router){
                               .input = on_packet, .frame = on_frame, .output = on_output, .sent = on_sent, .ctx = r});
    on_change(&r->child);
    return RT_OK;
}
