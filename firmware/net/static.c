/* SPDX-License-Identifier: MIT */
#include "static.h"
#include <fw/element.h>
#include <rt/buf.h>
#include <fw/log.h>
#include <rt/str.h>
#include <string.h>
#include "lwip/etharp.h"
#include "lwip/prot/ethernet.h"
#include "netif.h"

/* Offsets in an ARP frame: RFC 826 for Ethernet and IPv4. */
enum { ARP_SENDER_MAC = 22, ARP_SENDER_IP = 28, ARP_FRAME_BYTES = 42 };

static uint32_t address_of(const struct fw_port *port)
{
    return lwip_ntohl(ip4_addr_get_u32(netif_ip4_addr(&port->netif)));
}

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

void fw_static_on_frame(struct fw_static *s, const uint8_t *frame, size_t n)
{
    if (!s->is_on || !s->is_valid || n < ARP_FRAME_BYTES || rt_be16(frame + 12) != ETHTYPE_ARP ||
        rt_be32(frame + ARP_SENDER_IP) != address_of(s->port) ||
        memcmp(frame + ARP_SENDER_MAC, s->port->netif.hwaddr, ETH_HWADDR_LEN) == 0) {
        return;
    }
    s->is_settling = false;
    board_timer_start(s->port->board, &s->timer, (uint64_t)FW_STATIC_RETRY_S * BOARD_US_PER_S);
    if (!s->is_duplicate) {
        s->is_duplicate = true;
        s->on_change(s->ctx);
    }
}

/* 255.255.255.0 and the like: ones, then zeros. */
static bool is_netmask(uint32_t mask)
{
    return mask != 0 && (~mask & (~mask + 1)) == 0;
}

bool fw_static_read(const struct fw_params *params, struct fw_log *log, struct fw_net_address *out)
{
    const char *ip_text = fw_element_text(params, FW_EL_STATIC_IP);
    const char *mask_text = fw_element_text(params, FW_EL_NETMASK);
    const char *gateway_text = fw_element_text(params, FW_EL_GATEWAY);
    *out = (struct fw_net_address){0};
    if (rt_str_ipv4(rt_str(ip_text), &out->ip) != RT_OK || out->ip == 0 ||
        rt_str_ipv4(rt_str(mask_text), &out->netmask) != RT_OK || !is_netmask(out->netmask)) {
        fw_log_develop(log, RT_LOG_ERROR, "net", "static address cannot be used: Static_IP \"%s\", NetMask \"%s\"",
                       ip_text, mask_text);
        return false;
    }
    if (*gateway_text != '\0' && rt_str_ipv4(rt_str(gateway_text), &out->gateway) != RT_OK) {
        fw_log_develop(log, RT_LOG_WARN, "net", "Gateway \"%s\" is not an address: none is used", gateway_text);
        out->gateway = 0;
    }
    return true;
}

void fw_static_start(struct fw_static *s, struct fw_port *port, const struct fw_net_address *address,
                     void (*on_change)(void *ctx), void *ctx)
{
    *s = (struct fw_static){.port = port, .on_change = on_change, .ctx = ctx, .is_on = true};
    board_timer_init(&s->timer, "static ip", BOARD_PRIORITY_FIRMWARE, on_timer, s);
    if (address != NULL) {
        s->is_valid = true;
        fw_port_set_address(port, address->ip, address->netmask, address->gateway); /* lwIP announces it (ARP) */
    }
}

void fw_static_stop(struct fw_static *s)
{
    if (s->is_on) {
        s->is_on = false;
        board_timer_stop(s->port->board, &s->timer);
    }
}
