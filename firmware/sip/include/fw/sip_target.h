/* SPDX-License-Identifier: MIT */
/*
 * Where requests of a line go: the value of Proxy or Outbound_Proxy as a list of hosts in the order in which they are
 * tried. "host", "host:port", or with a list of its own "name:SRV=h1:5060:p=0|h2:5060:p=1" (sample profiles of Wazo).
 */
#pragma once
#include <fw/sip_dialog.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define SIP_TARGETS_MAX 8u /* of one list; further ones are ignored. guess */

struct sip_target {
    char host[SIP_HOST_MAX + 1];
    uint16_t port;
    uint32_t priority; /* lower is tried first */
};
struct sip_targets {
    struct sip_target target[SIP_TARGETS_MAX];
    unsigned n; /* 0: the value names no host */
};

/* default_port: of the transport. by_port: Proxy_Redundancy_Method "Based on SRV Port": unless the first entry has the
 * default port, the order is that of the ports (Sipura administration guide p.71). */
void sip_targets_read(struct sip_targets *out, const char *value, uint16_t default_port, bool by_port);
/* The answer to a query for SRV records: by priority, of equal ones by weight, the heavier first (ATA 191 guide: no
 * lots are drawn). */
struct fw_dns_service;
void sip_targets_take(struct sip_targets *out, const struct fw_dns_service *services, unsigned n, uint16_t default_port,
                      bool by_port);
/* Is it a name that SRV records are asked for? No list of its own, no port (RFC 3263 section 4.2), no address. */
bool sip_targets_may_query(const char *value);
/* The part of the value that requests name: without a list. */
struct rt_str sip_targets_name(const char *value);
