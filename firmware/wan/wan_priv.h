/* SPDX-License-Identifier: MIT */
/* The WAN methods. */
#pragma once
#include <fw/wan.h>

extern const struct fw_wan_method wan_dhcp;                       /* dhcp.c */
extern const struct fw_wan_method wan_static;                     /* static.c: Static_IP, NetMask, Gateway */
extern const struct fw_wan_method wan_pppoe;                      /* pppoe.c: PPPOE_Login_Name ... */
extern const struct fw_wan_method wan_pppoe_dhcp, wan_dhcp_pppoe; /* either.c: the second one when the first fails */
