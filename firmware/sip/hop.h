/* SPDX-License-Identifier: MIT */
/*
 * Where a line's requests outside of dialogs go: Outbound_Proxy if Use_Outbound_Proxy is Yes, else Proxy; the server
 * where the line is registered first. For a number with a host of its own ("200@10.0.0.9") and no outbound proxy: that
 * host.
 */
#pragma once
#include "target.h"
#include <fw/resolve.h>

struct fw_sip;

struct sip_hop {
    struct fw_sip *sip;
    unsigned line;
    struct sip_targets targets;
    unsigned i;
    struct fw_dns_request dns;
    uint16_t port;
    void (*on_address)(void *ctx, enum rt_err err, uint32_t ip, uint16_t port);
    void *ctx;
};

void sip_hop_init(struct sip_hop *h, struct fw_sip *s, unsigned line,
                  void (*on_address)(void *ctx, enum rt_err err, uint32_t ip, uint16_t port), void *ctx);
void sip_hop_stop(struct sip_hop *h);
/* on_address is called later, or at once. host: of the URI. */
void sip_hop_start(struct sip_hop *h, struct rt_str host, uint16_t port);
/* The next of the list; false: there is none. */
bool sip_hop_next(struct sip_hop *h);
/* One host, outside of the list. */
void sip_hop_to(struct sip_hop *h, const char *host, uint16_t port);
