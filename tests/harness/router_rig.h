/* SPDX-License-Identifier: MIT */
/* A unit's network with a DHCP server behind its Internet port and another network at its LAN port. */
#pragma once
#include "dhcp_peer.h"
#include "unit_net.h"

struct router_rig {
    struct unit_net u;
    struct dhcp_peer dhcp; /* of the Internet side */
    struct outside lan;
};

/* Without power. */
void router_rig_init(struct router_rig *r);
void router_rig_fini(struct router_rig *r);
