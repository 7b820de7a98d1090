/* SPDX-License-Identifier: MIT */
#include <fw/sip_hop.h>
#include <fw/sip_port.h>
#include <stdio.h>
#include <string.h>

/* ---- the line's server ---- */

const char *sip_server_of(const struct fw_sip *s, unsigned line)
{
    return sip_param(s, sip_param_bool(s, FW_EL_USE_OUTBOUND_PROXY_1, line) ? FW_EL_OUTBOUND_PROXY_1 : FW_EL_PROXY_1,
                     line);
}

static bool is_by_port(const struct fw_sip *s, unsigned line)
{
    return rt_str_is_ci(rt_str(sip_param(s, FW_EL_PROXY_REDUNDANCY_METHOD_1, line)), "Based on SRV Port");
}

static uint16_t default_port(const struct fw_sip *s, unsigned line)
{
    return sip_transport_port(sip_transport_of(s, line));
}

void sip_server_targets(const struct fw_sip *s, unsigned line, struct sip_targets *out)
{
    sip_targets_read(out, sip_server_of(s, line), default_port(s, line), is_by_port(s, line));
}

bool sip_services_query(struct fw_sip *s, unsigned line, const char *host, struct fw_dns_request *request,
                        fw_dns_services_fn *fn, void *ctx)
{
    char name[FW_DNS_NAME_MAX + 1];
    struct rt_str trimmed = rt_str_trim(rt_str(host));
    const char *prefix =
        sip_param_bool(s, FW_EL_DNS_SRV_AUTO_PREFIX_1, line) ? sip_transport_prefix(sip_transport_of(s, line)) : "";
    if (!sip_param_bool(s, FW_EL_USE_DNS_SRV_1, line) || !sip_targets_may_query(host) ||
        snprintf(name, sizeof name, "%s%.*s", prefix, (int)trimmed.n, trimmed.p) >= (int)sizeof name) {
        return false;
    }
    fw_log_debug(sip_config(s)->log, 2, "RSE_DEBUG: reference domain:%s", name);
    fw_dns_services(sip_config(s)->net, request, name, fn, ctx);
    return true;
}

void sip_services_take(const struct fw_sip *s, unsigned line, struct sip_targets *out,
                       const struct fw_dns_service *services, size_t n)
{
    sip_targets_take(out, services, (unsigned)n, default_port(s, line), is_by_port(s, line));
}

/* ---- the next host ---- */

static void tell(struct sip_hop *h, enum rt_err err)
{
    h->on_address(h->ctx, err, &h->to);
}

static void on_dns(void *ctx, enum rt_err err, const uint32_t *addresses, size_t n)
{
    struct sip_hop *h = ctx;
    if (err == RT_OK && n > 0) { /* of several the first (ATA 191 guide) */
        h->to.ip = addresses[0];
        tell(h, RT_OK);
    } else if (!sip_hop_next(h)) {
        tell(h, err != RT_OK ? err : RT_ENOENT);
    }
}

static void resolve(struct sip_hop *h)
{
    const struct sip_target *t = &h->targets.target[h->i];
    h->to.port = t->port;
    if (rt_str_ipv4(rt_str(t->host), &h->to.ip) == RT_OK) {
        tell(h, RT_OK);
    } else {
        fw_dns_resolve(sip_config(h->sip)->net, &h->dns, t->host, on_dns, h);
    }
}

/* Without records the name itself is looked up (RFC 3263 section 4.2; guess for the unit): it is the list already. */
static void on_services(void *ctx, enum rt_err err, const struct fw_dns_service *services, size_t n)
{
    struct sip_hop *h = ctx;
    if (err == RT_OK && n > 0) {
        sip_services_take(h->sip, h->line, &h->targets, services, n);
    }
    resolve(h);
}

static void begin(struct sip_hop *h, bool is_server)
{
    fw_dns_cancel(&h->dns);
    h->i = 0;
    h->to = (struct sip_peer){.transport = sip_transport_of(h->sip, h->line), .is_server = is_server};
}

void sip_hop_init(struct sip_hop *h, struct fw_sip *s, unsigned line,
                  void (*on_address)(void *ctx, enum rt_err err, const struct sip_peer *to), void *ctx)
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
    struct sip_target *t = &h->targets.target[0];
    begin(h, false);
    *t = (struct sip_target){.port = port != 0 ? port : default_port(h->sip, h->line)};
    h->targets.n = rt_str_copy(t->host, sizeof t->host, rt_str(host)) == RT_OK && host[0] != '\0';
    if (h->targets.n == 0) {
        tell(h, RT_EINVAL);
    } else if (port != 0 || !sip_services_query(h->sip, h->line, host, &h->dns, on_services, h)) {
        resolve(h);
    }
}

bool sip_hop_next(struct sip_hop *h)
{
    if (h->i + 1 >= h->targets.n) {
        return false;
    }
    h->i++;
    resolve(h);
    return true;
}

void sip_hop_start(struct sip_hop *h, struct rt_str host, uint16_t port)
{
    struct fw_sip *s = h->sip;
    const struct sip_server *server = sip_server_now(s, h->line);
    bool has_outbound = sip_param_bool(s, FW_EL_USE_OUTBOUND_PROXY_1, h->line);
    char own[SIP_HOST_MAX + 1] = "";
    struct rt_str rest, of_proxy = rt_str_cut(sip_targets_name(sip_param(s, FW_EL_PROXY_1, h->line)), ':', &rest);
    if (!has_outbound && !rt_str_eq(host, of_proxy)) {
        (void)rt_str_copy(own, sizeof own, host); /* too long: none */
        sip_hop_to(h, own, port);
        return;
    }
    begin(h, true);
    if (server->is_registered && server->targets != NULL && server->i < server->targets->n) {
        h->targets = *server->targets;
        h->i = server->i;
        h->to = server->peer;
        tell(h, RT_OK);
        return;
    }
    sip_server_targets(s, h->line, &h->targets);
    if (h->targets.n == 0) {
        tell(h, RT_EINVAL);
    } else if (!sip_services_query(s, h->line, sip_server_of(s, h->line), &h->dns, on_services, h)) {
        resolve(h);
    }
}
