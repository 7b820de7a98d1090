/* SPDX-License-Identifier: MIT */
#include <fw/route.h>
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

static void move_lan(struct route *r)
{
    const struct netif *lan = fw_net_netif(r->net, BOARD_PORT_LAN);
    uint32_t netmask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(lan)));
    uint32_t now = FW_IP4_OF(lan);
    uint32_t ip = choose_lan_ip(r->net, netmask);
    if (now == 0 || fw_net_status(r->net)->ip == 0 ||
        !is_same_network(now, netmask, fw_net_status(r->net)->ip, fw_net_status(r->net)->netmask)) {
        return; /* a changed parameter waits for the restart */
    }
    if (ip != now) {
        char text[2][16];
        fw_net_set_lan(r->net, ip, netmask);
        FW_TELL(fw_net_log(r->net), lan_address, 0, 0, rt_ipv4_text(ip, text[0]), rt_ipv4_text(netmask, text[1]));
    }
}

/* --- life -------------------------------------------------------------------------------------------------------- */

/* A bridge has no server of its own: its hosts get the Internet side's leases (an owner's report). */
static bool is_bridge(const struct route *r)
{
    return rt_str_is_ci(rt_str(fw_element_text(fw_net_params(r->net), FW_EL_NETWORKING_SERVICE)), "Bridge");
}

static void on_change(struct fw_net_child *child)
{
    struct route *r = RT_OWNER(child, struct route, child);
    move_lan(r);
    lan_dhcp_refresh(&r->dhcp, !is_bridge(r));
    forward_refresh(&r->forward, !is_bridge(r));
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

enum rt_err fw_route_create(struct fw_net *net)
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
    r->child = (struct fw_net_child){.abort = on_abort, .on_change = on_change};
    fw_net_add_child(net, &r->child);
    fw_net_set_router(net, &(struct fw_port_router){.input = on_packet, .ctx = r});
    on_change(&r->child);
    return RT_OK;
}
