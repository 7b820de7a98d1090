/* SPDX-License-Identifier: MIT */
/* The WAN methods. */
#pragma once
#include <fw/wan.h>
#include <stdbool.h>
#include <stdint.h>

extern const struct fw_wan_method wan_dhcp;                       /* dhcp.c */
extern const struct fw_wan_method wan_static;                     /* static.c: Static_IP, NetMask, Gateway */
extern const struct fw_wan_method wan_pppoe;                      /* pppoe.c: PPPOE_Login_Name ... */
extern const struct fw_wan_method wan_pppoe_dhcp, wan_dhcp_pppoe; /* either.c: the second one when the first fails */

/* No server's word makes the unit this network, the loopback, a group or everybody: RFC 1122 section 3.2.1.3. */
bool wan_is_host_address(uint32_t ip); /* claim.c */
