/* SPDX-License-Identifier: MIT */
/* Addresses that the resolver remembers, for as long as their records say. */
#include "dns.h"
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>

struct fw_dns_cached *fw_dns_cache_find(struct fw_dns *dns, const char *name, uint64_t now_us)
{
    for (size_t i = 0; dns->cache != NULL && i < FW_DNS_CACHE_MAX; i++) {
        struct fw_dns_cached *c = &dns->cache[i];
        if (c->name[0] != '\0' && c->until_us > now_us && rt_str_is_ci(rt_str(c->name), name)) {
            return c;
        }
    }
    return NULL;
}

/* The entry of this name, or a free one, or the one that expires first. */
static struct fw_dns_cached *cache_place(struct fw_dns *dns, const char *name)
{
    struct fw_dns_cached *best = &dns->cache[0];
    for (size_t i = 0; i < FW_DNS_CACHE_MAX; i++) {
        struct fw_dns_cached *c = &dns->cache[i];
        if (rt_str_is_ci(rt_str(c->name), name)) {
            return c;
        }
        if (c->until_us < best->until_us) {
            best = c;
        }
    }
    return best;
}

void fw_dns_cache_put(struct fw_dns *dns, const char *name, const uint32_t *addrs, size_t n, uint64_t until_us)
{
    dns->cache = dns->cache != NULL ? dns->cache : rt_mem_alloc(FW_DNS_CACHE_MAX * sizeof dns->cache[0]);
    if (dns->cache == NULL) {
        return; /* it will be asked for again */
    }
    struct fw_dns_cached *c = cache_place(dns, name);
    *c = (struct fw_dns_cached){.until_us = until_us, .n_addrs = n};
    (void)rt_str_copy(c->name, sizeof c->name, rt_str(name)); /* same size as in the request */
    memcpy(c->addrs, addrs, n * sizeof *addrs);
}

void fw_dns_flush(struct fw_dns *dns)
{
    dns->cache = rt_mem_free(dns->cache);
}
