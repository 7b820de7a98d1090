/* SPDX-License-Identifier: MIT */
#include "hop.h"
#include "sip_priv.h"
#include <string.h>

static void on_dns(void *ctx, enum rt_err err, const uint32_t *addresses, size_t n)
{
    struct sip_hop *h = ctx;
    if (err == RT_OK && n > 0) { /* of several the first (ATA 191 guide) */
        h->on_address(h->ctx, RT_OK, addresses[0], h->port);
    } else if (!sip_hop_next(h)) {
        h->on_address(h->ctx, err != RT_OK ? err : RT_ENOENT, 0, 0);
    }
}

void sip_hop_init(struct sip_hop *h, struct fw_sip *s, unsigned line,
                  void (*on_address)(void *ctx, enum rt_err err, uint32_t ip, uint16_t port), void *ctx)
{
    h->sip = s;
    h->line = line;
    h->on_address = on_address;
    h->ctx = ctx;
}

void sip_hop_stop(struct sip_hop *h)
{
    fw_dns_cancel(&h->dns);
}

void sip_hop_to(struct sip_hop *h, const char *host, uint16_t port)
{
    uint32_t ip = 0;
    fw_dns_cancel(&h->dns);
    h->port = port;
    if (rt_str_ipv4(rt_str(host), &ip) == RT_OK) {
        h->on_address(h->ctx, RT_OK, ip, port);
    } else {
        fw_dns_resolve(h->sip->config.net, &h->dns, host, on_dns, h);
    }
}

bool sip_hop_next(struct sip_hop *h)
{
    if (h->i + 1 >= h->targets.n) {
        return false;
    }
    h->i++;
    sip_hop_to(h, h->targets.target[h->i].host, h->targets.target[h->i].port);
    return true;
}

void sip_hop_start(struct sip_hop *h, struct rt_str host, uint16_t port)
{
    const struct fw_sip *s = h->sip;
    const struct sip_registration *r = &s->registrations[h->line - 1];
    bool has_outbound = sip_param_bool(s, FW_EL_USE_OUTBOUND_PROXY_1, h->line);
    const char *proxy = sip_param(s, FW_EL_PROXY_1, h->line);
    char own[SIP_TARGET_HOST_MAX + 1];
    struct rt_str rest, of_proxy = rt_str_cut(sip_targets_name(proxy), ':', &rest);
    h->i = 0;
    h->targets.n = 0;
    if (!has_outbound && !rt_str_eq(host, of_proxy)) {
        if (rt_str_copy(own, sizeof own, host) == RT_OK && own[0] != '\0') {
            sip_hop_to(h, own, port != 0 ? port : SIP_PORT_DEFAULT);
        } else {
            h->on_address(h->ctx, RT_EINVAL, 0, 0);
        }
        return;
    }
    if (r->is_registered && r->targets.n > 0 && r->i_target < r->targets.n) {
        h->targets = r->targets;
        h->i = r->i_target;
        fw_dns_cancel(&h->dns);
        h->on_address(h->ctx, RT_OK, r->ip, r->port);
        return;
    }
    sip_targets_read(&h->targets, has_outbound ? sip_param(s, FW_EL_OUTBOUND_PROXY_1, h->line) : proxy,
                     rt_str_is_ci(rt_str(sip_param(s, FW_EL_PROXY_REDUNDANCY_METHOD_1, h->line)), "Based on SRV Port"));
    if (h->targets.n > 0) {
        sip_hop_to(h, h->targets.target[0].host, h->targets.target[0].port);
    } else {
        h->on_address(h->ctx, RT_EINVAL, 0, 0);
    }
}
