/* SPDX-License-Identifier: MIT */
/* Maps Connection_Type to a WAN method. */
#include "wan_priv.h"
#include <fw/element.h>
#include <fw/param.h>
#include <rt/str.h>

/* The choices of Connection_Type (sample configuration of firmware 5.2). Of two, the first one is tried first:
 * inferred. */
static const struct {
    const char *type;
    const struct fw_wan_method *method;
} ways[] = {
    {"DHCP", &wan_dhcp},
    {"Static IP", &wan_static},
    {"PPPOE", &wan_pppoe},
    {"PPPOE,DHCP", &wan_pppoe_dhcp},
    {"DHCP,PPPOE", &wan_dhcp_pppoe},
};

const struct fw_wan_method *fw_wan_choose(const struct fw_params *params)
{
    /* A model with one port has a switch, DHCP, in place of the type (captured page of a PAP2T 5.1.5). */
    if (fw_element_id(params, FW_EL_CONNECTION_TYPE) == FW_PARAM_NONE) {
        return fw_element_bool(params, FW_EL_DHCP) ? &wan_dhcp : &wan_static;
    }
    struct rt_str type = rt_str(fw_element_text(params, FW_EL_CONNECTION_TYPE));
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (rt_str_is_ci(type, ways[i].type)) {
            return ways[i].method;
        }
    }
    return &wan_dhcp;
}
