/* SPDX-License-Identifier: MIT */
/*
 * The resolver: A and SRV records (RFC 1035, RFC 2782), sent to the servers of DNS_Server_Order, in parallel
 * or sequentially (DNS_Query_Mode). c-ares encodes and decodes the messages; nothing else of it is used.
 *
 * The request API is in fw/resolve.h. Replies from other servers, with another id or to another question are
 * ignored. What a truncated reply leaves out is asked for by TCP (dns_tcp.h), with a fidelity warning: guess, RFC 2181
 * section 9 has it as a SHOULD, and nothing is known of the unit. Without a reply by TCP, and with strict, it is used
 * as far as it goes.
 */
#pragma once
#include <fw/stack.h>

/* Three rounds, each longer than the one before. guess: RFC 1035 section 4.2.1 names 2 to 5 s. */
#define FW_DNS_ROUNDS    3u
#define FW_DNS_ROUND_S   2u /* timeout of round n is n times this */
#define FW_DNS_TCP_S     6u /* for an exchange by TCP. guess */
#define FW_DNS_CACHE_MAX 16u
#define FW_DNS_TTL_MAX_S 86400u
#define FW_DNS_REPLY_MAX 1472u /* maximum size of a reply: one Ethernet frame */
#define FW_DNS_QUERY_MAX 280u  /* header, a name of 255, type and class, with spare room */

struct fw_dns_cached {
    char name[FW_DNS_NAME_MAX + 1]; /* "" : free */
    uint64_t until_us;
    uint32_t addrs[FW_DNS_ADDRS_MAX];
    size_t n_addrs;
};
struct fw_dns {
    struct rt_node requests;     /* pending requests */
    struct fw_dns_cached *cache; /* FW_DNS_CACHE_MAX of them; NULL: nothing was resolved yet */
};

/* dns_cache.c: addresses that are known until then. NULL: none. */
struct fw_dns_cached *fw_dns_cache_find(struct fw_dns *dns, const char *name, uint64_t now_us);
void fw_dns_cache_put(struct fw_dns *dns, const char *name, const uint32_t *addrs, size_t n, uint64_t until_us);

/* dns_srv.c: the records of a reply, in its order; returns how many. 0: it has none. RT_ENOMEM, RT_ESYNTAX. */
int fw_dns_read_services(const uint8_t *reply, size_t n, struct fw_dns_service out[FW_DNS_SERVICES_MAX]);

/* c-ares' memory goes through rt_mem. RT_ENOMEM. */
enum rt_err fw_dns_create(struct fw_dns *dns);
/* Cancels all pending requests. */
void fw_dns_destroy(struct fw_dns *dns);
/* The network changed: flushes the cache. */
void fw_dns_flush(struct fw_dns *dns);
