/* SPDX-License-Identifier: MIT */
/*
 * The resolver: A records over UDP (RFC 1035), asked of the servers that DNS_Server_Order names, all at once or one
 * after the other (DNS_Query_Mode). c-ares writes and reads the messages; nothing else of it is used.
 *
 * Requests are in fw/stack.h. Answers of other servers, of other ids, to other questions are ignored. A truncated
 * answer counts for what is in it; there is no TCP. guess: what the real unit does there.
 */
#pragma once
#include <fw/stack.h>

/* Three rounds, each longer than the one before. guess: RFC 1035 section 4.2.1 names 2 to 5 s. */
#define FW_DNS_ROUNDS    3u
#define FW_DNS_ROUND_S   2u /* the n-th round takes n times this */
#define FW_DNS_CACHE_MAX 16u
#define FW_DNS_TTL_MAX_S 86400u
#define FW_DNS_REPLY_MAX 1472u /* bytes of a reply that are looked at: one Ethernet frame */
#define FW_DNS_QUERY_MAX 280u  /* head, name of 255, type and class, with room */

struct fw_dns_cached {
    char name[FW_DNS_NAME_MAX + 1]; /* "" : free */
    uint64_t until_us;
    uint32_t addrs[FW_DNS_ADDRS_MAX];
    size_t n_addrs;
};
struct fw_dns {
    struct rt_node requests; /* that run */
    struct fw_dns_cached cache[FW_DNS_CACHE_MAX];
};

/* c-ares' memory goes through rt_mem. RT_ENOMEM. */
enum rt_err fw_dns_create(struct fw_dns *dns);
/* Cancels what still runs. */
void fw_dns_destroy(struct fw_dns *dns);
/* Another network: forget what was learned in the old one. */
void fw_dns_flush(struct fw_dns *dns);
