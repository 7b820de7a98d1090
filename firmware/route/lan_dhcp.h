/* SPDX-License-Identifier: MIT */
/*
 * The DHCP server of the LAN port (RFC 2131, RFC 2132), on by default: captured pages. It needs no timer: a lease ends
 * when another host needs its address.
 */
#pragma once
#include "leases.h"

struct fw_net;
struct udp_pcb;

struct lan_dhcp {
    struct fw_net *net;
    struct udp_pcb *pcb; /* NULL: off */
    struct leases leases;
};

void lan_dhcp_init(struct lan_dhcp *d, struct fw_net *net);
void lan_dhcp_fini(struct lan_dhcp *d);
/* Reads the parameters and the address of the LAN port. */
void lan_dhcp_refresh(struct lan_dhcp *d, bool is_wanted);
