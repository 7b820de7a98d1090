/* SPDX-License-Identifier: MIT */
/*
 * Where a line's requests go. Outside of dialogs: Outbound_Proxy if Use_Outbound_Proxy is Yes, else Proxy; the server
 * where the line is registered first. For a number with a host of its own ("200@10.0.0.9") and no outbound proxy: that
 * host. In dialogs: what the dialog says.
 *
 * With Use_DNS_SRV_n_ a name without a port stands for the hosts of its service (RFC 3263 section 4.2).
 */
#pragma once
#include <fw/resolve.h>
#include <fw/sip_peer.h>
#include <fw/sip_target.h>

struct fw_sip;

struct sip_hop {
    struct fw_sip *sip;
    unsigned line;
    struct sip_targets targets;
    unsigned i;
    struct fw_dns_request dns;
    struct sip_peer to;
    void (*on_address)(void *ctx, enum rt_err err, const struct sip_peer *to);
    void *ctx;
};

void sip_hop_init(struct sip_hop *h, struct fw_sip *s, unsigned line,
                  void (*on_address)(void *ctx, enum rt_err err, const struct sip_peer *to), void *ctx);
void sip_hop_stop(struct sip_hop *h);
/* on_address is called later, or at once. host: of the URI. */
void sip_hop_start(struct sip_hop *h, struct rt_str host, uint16_t port);
/* The next of the list; false: there is none. */
bool sip_hop_next(struct sip_hop *h);
/* A host that is not the line's server. port 0: it names none. */
void sip_hop_to(struct sip_hop *h, const char *host, uint16_t port);

/* Value of the parameter that names the line's server; its hosts without a query. */
const char *sip_server_of(const struct fw_sip *s, unsigned line);
void sip_server_targets(const struct fw_sip *s, unsigned line, struct sip_targets *out);
/* Asks for the SRV records of a name; false: that is not wanted, or cannot be. */
bool sip_services_query(struct fw_sip *s, unsigned line, const char *name, struct fw_dns_request *request,
                        fw_dns_services_fn *fn, void *ctx);
void sip_services_take(const struct fw_sip *s, unsigned line, struct sip_targets *out,
                       const struct fw_dns_service *services, size_t n);
