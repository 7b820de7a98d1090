/* SPDX-License-Identifier: MIT */
#include "leases.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

void leases_init(struct leases *l)
{
    *l = (struct leases){.n = 0};
}

void leases_fini(struct leases *l)
{
    rt_mem_free(l->table);
    *l = (struct leases){.n = 0};
}

static bool is_same_mac(const uint8_t a[6], const uint8_t b[6])
{
    return memcmp(a, b, 6) == 0;
}

/* A host's address in the LAN's network, not the unit's own. */
static bool is_host(const struct lease_pool *p, uint32_t ip)
{
    uint32_t host = ip & ~p->netmask;
    return (ip & p->netmask) == (p->own_ip & p->netmask) && host != 0 && host != ~p->netmask && ip != p->own_ip;
}

static bool is_in_pool(const struct lease_pool *p, uint32_t ip)
{
    uint32_t octet = ip & 0xffu;
    return is_host(p, ip) && octet >= p->first && octet - p->first < p->n;
}

static const struct lease_fixed *fixed_of_mac(const struct lease_pool *p, const uint8_t mac[6])
{
    for (size_t i = 0; i < p->n_fixed; i++) {
        if (is_same_mac(p->fixed[i].mac, mac) && is_host(p, p->fixed[i].ip)) {
            return &p->fixed[i];
        }
    }
    return NULL;
}

static bool is_fixed_of_another(const struct lease_pool *p, const uint8_t mac[6], uint32_t ip)
{
    for (size_t i = 0; i < p->n_fixed; i++) {
        if (p->fixed[i].ip == ip && !is_same_mac(p->fixed[i].mac, mac)) {
            return true;
        }
    }
    return false;
}

static struct lease *row_of_ip(struct leases *l, uint32_t ip)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->table[i].ip == ip) {
            return &l->table[i];
        }
    }
    return NULL;
}

static struct lease *row_of_mac(struct leases *l, const uint8_t mac[6])
{
    for (size_t i = 0; i < l->n; i++) {
        if (is_same_mac(l->table[i].mac, mac) && l->table[i].state != LEASE_DECLINED) {
            return &l->table[i];
        }
    }
    return NULL;
}

static bool is_allowed(const struct leases *l, uint32_t ip)
{
    for (size_t i = 0; i < l->pool.n_fixed; i++) {
        if (l->pool.fixed[i].ip == ip && is_host(&l->pool, ip)) {
            return true;
        }
    }
    return is_in_pool(&l->pool, ip);
}

void leases_set_pool(struct leases *l, const struct lease_pool *pool)
{
    size_t n = 0;
    RT_ASSERT(pool->n_fixed <= LEASES_FIXED_MAX);
    l->pool = *pool;
    for (size_t i = 0; i < l->n; i++) {
        if (is_allowed(l, l->table[i].ip)) {
            l->table[n++] = l->table[i];
        }
    }
    l->n = n;
}

bool leases_may_have(struct leases *l, const uint8_t mac[6], uint32_t ip, uint64_t now_us)
{
    const struct lease_fixed *fixed = fixed_of_mac(&l->pool, mac);
    const struct lease *row = row_of_ip(l, ip);
    if (fixed != NULL) {
        return fixed->ip == ip;
    }
    if (!is_in_pool(&l->pool, ip) || is_fixed_of_another(&l->pool, mac, ip)) {
        return false;
    }
    bool is_free = row == NULL || row->state == LEASE_FREE || row->until_us <= now_us;
    return is_free || (row->state != LEASE_DECLINED && is_same_mac(row->mac, mac));
}

uint32_t leases_find(struct leases *l, const uint8_t mac[6], uint32_t asked, uint64_t now_us)
{
    const struct lease_fixed *fixed = fixed_of_mac(&l->pool, mac);
    const struct lease *old = row_of_mac(l, mac);
    uint32_t network = l->pool.own_ip & 0xffffff00u; /* the parameters name the last octet */
    if (fixed != NULL) {
        return fixed->ip;
    }
    if (old != NULL && leases_may_have(l, mac, old->ip, now_us)) {
        return old->ip;
    }
    if (asked != 0 && leases_may_have(l, mac, asked, now_us)) {
        return asked;
    }
    for (uint32_t i = 0; i < l->pool.n && l->pool.first + i <= 0xffu; i++) {
        if (leases_may_have(l, mac, network | (l->pool.first + i), now_us)) {
            return network | (l->pool.first + i);
        }
    }
    return 0;
}

enum rt_err leases_keep(struct leases *l, const uint8_t mac[6], uint32_t ip, enum lease_state state, uint64_t until_us)
{
    struct lease *row = row_of_ip(l, ip);
    if (l->table == NULL) {
        l->table = rt_mem_alloc((LEASES_MAX + LEASES_FIXED_MAX) * sizeof *l->table);
        if (l->table == NULL) {
            return RT_ENOMEM;
        }
    }
    if (state != LEASE_DECLINED) {
        struct lease *old = row_of_mac(l, mac);
        if (old != NULL && old->ip != ip) {
            old->state = LEASE_FREE; /* a host has one address */
            memset(old->mac, 0, sizeof old->mac);
        }
    }
    if (row == NULL) {
        RT_ASSERT(l->n < LEASES_MAX + LEASES_FIXED_MAX); /* one row for each address that is allowed */
        row = &l->table[l->n++];
    }
    *row = (struct lease){.until_us = until_us, .ip = ip, .state = (uint8_t)state};
    memcpy(row->mac, mac, sizeof row->mac);
    return RT_OK;
}

void leases_release(struct leases *l, const uint8_t mac[6], uint32_t ip)
{
    struct lease *row = row_of_mac(l, mac);
    if (row != NULL && (ip == 0 || row->ip == ip)) {
        row->state = LEASE_FREE; /* the row stays: the host gets the same address again, while it is free */
    }
}
