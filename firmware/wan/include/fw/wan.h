/* SPDX-License-Identifier: MIT */
/* The WAN methods of the Internet port: DHCP, static, PPPoE, and one after the other. */
#pragma once
#include <fw/wan_method.h>

/* What Connection_Type says, or DHCP of a model with one port: the table in wan.c. */
const struct fw_wan_method *fw_wan_choose(const struct fw_params *params);
/* fw_wan_start.address, whatever the parameters say: recovery. */
extern const struct fw_wan_method fw_wan_fixed;
