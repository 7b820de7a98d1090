/* SPDX-License-Identifier: MIT */
#include "router_rig.h"

void router_rig_init(struct router_rig *r)
{
    unit_net_init(&r->u);
    dhcp_peer_init(&r->dhcp, &r->u.outside);
    outside_init_port(&r->lan, r->u.board, BOARD_PORT_LAN);
}

void router_rig_fini(struct router_rig *r)
{
    outside_fini(&r->lan);
    dhcp_peer_fini(&r->dhcp);
    unit_net_fini(&r->u);
}
