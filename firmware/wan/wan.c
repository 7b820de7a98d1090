/* SPDX-License-Identifier: MIT */
/* Maps Connection_Type to a WAN method. */
#include "wan_priv.h"
#include <fw/element.h>
#include <fw/log.h>
#include <fw/param.h>
#include <rt/str.h>

/* A port that never gets an address. */
static enum rt_err start_nothing(void **state, const struct fw_wan_start *start)
{
    (void)start;
    *state = NULL;
    return RT_OK;
}
static void stop_nothing(void *state)
{
    (void)state;
}
static enum fw_net_state look_at_nothing(void *state)
{
    (void)state;
    return FW_NET_SEARCHING;
}
static const struct fw_wan_offer *offer_nothing(const void *state)
{
    static const struct fw_wan_offer nothing;
    (void)state;
    return &nothing;
}
static const struct fw_wan_method pppoe = {
    .name = "PPPOE", .start = start_nothing, .stop = stop_nothing, .look = look_at_nothing, .offer = offer_nothing};

/* The choices of Connection_Type (sample configuration of firmware 5.2). Those with PPPoE use their DHCP half. */
static const struct {
    const char *type;
    const struct fw_wan_method *method;
    bool lacks_pppoe;
} ways[] = {
    {"DHCP", &wan_dhcp, false},      {"Static IP", &wan_static, false}, {"PPPOE", &pppoe, true},
    {"PPPOE,DHCP", &wan_dhcp, true}, {"DHCP,PPPOE", &wan_dhcp, true},
};

const struct fw_wan_method *fw_wan_choose(const struct fw_params *params, struct fw_log *log)
{
    /* A model with one port has a switch, DHCP, in place of the type (captured page of a PAP2T 5.1.5). */
    if (fw_element_id(params, FW_EL_CONNECTION_TYPE) == FW_PARAM_NONE) {
        return fw_element_bool(params, FW_EL_DHCP) ? &wan_dhcp : &wan_static;
    }
    struct rt_str type = rt_str(fw_element_text(params, FW_EL_CONNECTION_TYPE));
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (rt_str_is_ci(type, ways[i].type)) {
            if (ways[i].lacks_pppoe) {
                fw_log_develop(log, RT_LOG_ERROR, "net", "Connection_Type %s: PPPoE is not supported yet",
                               ways[i].type);
            }
            return ways[i].method;
        }
    }
    return &wan_dhcp;
}
