/* SPDX-License-Identifier: MIT */
#include "static.h"
#include "claim.h"
#include "wan_priv.h"
#include <fw/netport.h>
#include <fw/element.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>
#include "lwip/etharp.h"

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_static *s = ctx;
    if (s->is_settling) {
        s->is_settling = false;
        s->is_duplicate = false;
        s->on_change(s->ctx);
        return;
    }
    s->is_settling = true;
    (void)etharp_gratuitous(&s->port->netif); /* lost is as good as unanswered */
    board_timer_start(s->port->board, t, (uint64_t)FW_STATIC_SETTLE_S * BOARD_US_PER_S);
}

static void before_frame(void *state, const uint8_t *frame, size_t n)
{
    struct fw_static *s = state;
    if (!s->is_valid || !wan_is_claimed(s->port, frame, n)) {
        return;
    }
    s->is_settling = false;
    board_timer_start(s->port->board, &s->timer, (uint64_t)FW_STATIC_RETRY_S * BOARD_US_PER_S);
    if (!s->is_duplicate) {
        s->is_duplicate = true;
        s->on_change(s->ctx);
    }
}

/* Reads Static_IP, NetMask and Gateway. False: no valid address, which is logged. */
static bool read_address(const struct fw_params *params, struct fw_log *log, struct fw_net_address *out)
{
    const char *ip_text = fw_element_text(params, FW_EL_STATIC_IP);
    const char *mask_text = fw_element_text(params, FW_EL_NETMASK);
    const char *gateway_text = fw_element_text(params, FW_EL_GATEWAY);
    *out = (struct fw_net_address){0};
    if (rt_str_ipv4(rt_str(ip_text), &out->ip) != RT_OK || !rt_ipv4_is_host(out->ip) ||
        rt_str_ipv4(rt_str(mask_text), &out->netmask) != RT_OK || !rt_ipv4_is_netmask(out->netmask)) {
        fw_log_develop(log, RT_LOG_ERROR, "net", "invalid static address: Static_IP \"%s\", NetMask \"%s\"", ip_text,
                       mask_text);
        return false;
    }
    if (*gateway_text != '\0' && rt_str_ipv4(rt_str(gateway_text), &out->gateway) != RT_OK) {
        fw_log_develop(log, RT_LOG_WARN, "net", "Gateway \"%s\" is not an address: no gateway", gateway_text);
        out->gateway = 0;
    }
    return true;
}

/* address: NULL if there is no usable one; then the port has none. */
static enum rt_err start_at(void **state, const struct fw_wan_start *config, const struct fw_net_address *address)
{
    struct fw_static *s = rt_mem_alloc(sizeof *s);
    *state = s;
    if (s == NULL) {
        return RT_ENOMEM;
    }
    s->port = config->port;
    s->on_change = config->on_change;
    s->ctx = config->ctx;
    board_timer_init(&s->timer, "static ip", BOARD_PRIORITY_FIRMWARE, on_timer, s);
    if (address != NULL) {
        s->is_valid = true;
        fw_port_set_address(s->port, address->ip, address->netmask, address->gateway); /* lwIP announces it (ARP) */
    }
    return RT_OK;
}

static enum rt_err start_static(void **state, const struct fw_wan_start *config)
{
    struct fw_net_address address;
    return start_at(state, config, read_address(config->params, config->log, &address) ? &address : NULL);
}

static enum rt_err start_fixed(void **state, const struct fw_wan_start *config)
{
    return start_at(state, config, &config->address);
}

static void stop(void *state)
{
    struct fw_static *s = state;
    board_timer_stop(s->port->board, &s->timer);
    rt_mem_free(s);
}

static enum fw_net_state look(void *state)
{
    const struct fw_static *s = state;
    return s->is_duplicate ? FW_NET_DUPLICATE : s->is_valid ? FW_NET_UP : FW_NET_SEARCHING;
}

static const struct fw_wan_offer *offer(const void *state)
{
    static const struct fw_wan_offer nothing;
    (void)state;
    return &nothing;
}

const struct fw_wan_method wan_static = {.name = "Static IP",
                                         .start = start_static,
                                         .stop = stop,
                                         .look = look,
                                         .offer = offer,
                                         .before_frame = before_frame};
const struct fw_wan_method fw_wan_fixed = {.name = "Static IP",
                                           .start = start_fixed,
                                           .stop = stop,
                                           .look = look,
                                           .offer = offer,
                                           .before_frame = before_frame};
