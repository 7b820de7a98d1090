/* SPDX-License-Identifier: MIT */
#include "nat.h"
#include "rewrite.h"
#include <board/clock.h>
#include <rt/mem.h>
#include <string.h>

#define N_CHAINS 1024u
#define NONE     UINT16_MAX
_Static_assert(NAT_FLOWS_MAX < NONE, "a flow is a 16-bit number");

/* Where a port is looked for when a host's own is taken: below those of the unit (lwIP: 49152 and above). */
#define FIRST_PORT 1024u
#define LAST_PORT  49151u

static const uint32_t idle_s[NAT_N_TIMES] = {
#define IDLE(id, seconds) [NAT_##id] = (seconds),
    NAT_TIME_LIST(IDLE)
#undef IDLE
};

struct nat_table {
    struct nat_flow flow[NAT_FLOWS_MAX];
    uint16_t inside[N_CHAINS], outside[N_CHAINS]; /* first flow of each chain */
    uint16_t newest, oldest;
    uint16_t first_free; /* linked by next_inside */
    size_t n, n_outside; /* of them: that began outside */
};

/* --- chains ------------------------------------------------------------------------------------------------------ */

static uint32_t mix(uint32_t a, uint32_t b)
{
    uint32_t h = (a ^ b * 0x9e3779b1u) * 0x85ebca6bu;
    return (h ^ h >> 15) % N_CHAINS;
}

static uint16_t *inside_chain(struct nat_table *t, uint8_t proto, uint32_t ip, uint16_t port)
{
    return &t->inside[mix(ip, (uint32_t)proto << 16 | port)];
}

static uint16_t *outside_chain(struct nat_table *t, uint8_t proto, uint16_t port)
{
    return &t->outside[mix(proto, port)];
}

static void unlink_use(struct nat_table *t, const struct nat_flow *f)
{
    *(f->newer == NONE ? &t->newest : &t->flow[f->newer].older) = f->older;
    *(f->older == NONE ? &t->oldest : &t->flow[f->older].newer) = f->newer;
}

static void link_use(struct nat_table *t, struct nat_flow *f)
{
    uint16_t i = (uint16_t)(f - t->flow);
    f->newer = NONE;
    f->older = t->newest;
    *(t->newest == NONE ? &t->oldest : &t->flow[t->newest].newer) = i;
    t->newest = i;
}

static void remove_flow(struct nat_table *t, struct nat_flow *f)
{
    uint16_t i = (uint16_t)(f - t->flow);
    uint16_t *at = inside_chain(t, f->key.proto, f->key.inside_ip, f->key.inside_port);
    while (*at != i) {
        at = &t->flow[*at].next_inside;
    }
    *at = f->next_inside;
    at = outside_chain(t, f->key.proto, f->outside_port);
    while (*at != i) {
        at = &t->flow[*at].next_outside;
    }
    *at = f->next_outside;
    unlink_use(t, f);
    f->next_inside = t->first_free;
    t->first_free = i;
    t->n--;
    t->n_outside -= f->began_outside;
}

static bool is_over(const struct nat_flow *f, uint64_t now_us)
{
    return now_us >= f->used_us + (uint64_t)idle_s[f->time] * BOARD_US_PER_S;
}

/* --- life -------------------------------------------------------------------------------------------------------- */

static void empty(struct nat_table *t)
{
    memset(t->inside, 0xff, sizeof t->inside);
    memset(t->outside, 0xff, sizeof t->outside);
    t->newest = t->oldest = NONE;
    t->n = t->n_outside = 0;
    t->first_free = 0;
    for (uint16_t i = 0; i < NAT_FLOWS_MAX; i++) {
        t->flow[i].next_inside = i + 1u < NAT_FLOWS_MAX ? (uint16_t)(i + 1u) : NONE;
    }
}

void nat_init(struct nat *n, bool (*is_own)(void *ctx, uint8_t proto, uint16_t port), void *ctx)
{
    *n = (struct nat){.is_own = is_own, .ctx = ctx};
}

void nat_fini(struct nat *n)
{
    rt_mem_free(n->table);
    n->table = NULL;
}

void nat_flush(struct nat *n)
{
    if (n->table != NULL && n->table->n > 0) {
        empty(n->table);
    }
}

size_t nat_n_flows(const struct nat *n)
{
    return n->table == NULL ? 0 : n->table->n;
}

static bool is_ready(struct nat *n)
{
    if (n->table == NULL) {
        n->table = rt_mem_alloc(sizeof *n->table);
        if (n->table != NULL) {
            empty(n->table);
        }
    }
    return n->table != NULL;
}

/* --- finding ----------------------------------------------------------------------------------------------------- */

static bool is_same_inside(const struct nat_key *a, const struct nat_key *b)
{
    return a->proto == b->proto && a->inside_ip == b->inside_ip && a->inside_port == b->inside_port;
}

/* The flow of the key. sibling: another one of the same host and port, whose outside port it has to share. */
static struct nat_flow *find_inside(struct nat_table *t, const struct nat_key *key, uint64_t now_us,
                                    struct nat_flow **sibling)
{
    uint16_t next = NONE;
    *sibling = NULL;
    for (uint16_t i = *inside_chain(t, key->proto, key->inside_ip, key->inside_port); i != NONE; i = next) {
        struct nat_flow *f = &t->flow[i];
        next = f->next_inside;
        if (is_over(f, now_us)) {
            remove_flow(t, f);
        } else if (is_same_inside(&f->key, key)) {
            if (f->key.remote_ip == key->remote_ip && f->key.remote_port == key->remote_port) {
                return f;
            }
            *sibling = f;
        }
    }
    return NULL;
}

/* Whether no flow of another host or port has it. */
static bool is_port_free(struct nat_table *t, const struct nat_key *key, uint16_t port, uint64_t now_us)
{
    uint16_t next = NONE;
    for (uint16_t i = *outside_chain(t, key->proto, port); i != NONE; i = next) {
        struct nat_flow *f = &t->flow[i];
        next = f->next_outside;
        if (is_over(f, now_us)) {
            remove_flow(t, f);
        } else if (f->key.proto == key->proto && f->outside_port == port && !is_same_inside(&f->key, key)) {
            return false;
        }
    }
    return true;
}

/* 0: none is left. */
static uint16_t find_port(struct nat *n, const struct nat_key *key, uint64_t now_us)
{
    const uint32_t n_ports = LAST_PORT - FIRST_PORT + 1;
    if (key->inside_port != 0 && !n->is_own(n->ctx, key->proto, key->inside_port) &&
        is_port_free(n->table, key, key->inside_port, now_us)) {
        return key->inside_port;
    }
    for (uint32_t i = 0; i < n_ports; i++) {
        uint16_t port = (uint16_t)(FIRST_PORT + (key->inside_port + key->inside_ip + i) % n_ports);
        if (!n->is_own(n->ctx, key->proto, port) && is_port_free(n->table, key, port, now_us)) {
            return port;
        }
    }
    return 0;
}

static void remove_oldest_from_outside(struct nat_table *t)
{
    uint16_t i = t->oldest;
    while (i != NONE && !t->flow[i].began_outside) {
        i = t->flow[i].newer;
    }
    if (i != NONE) {
        remove_flow(t, &t->flow[i]);
    }
}

static struct nat_flow *add_flow(struct nat_table *t, const struct nat_key *key, uint16_t outside_port, uint64_t now_us)
{
    if (t->first_free == NONE) {
        remove_flow(t, &t->flow[t->oldest]);
    }
    uint16_t i = t->first_free;
    struct nat_flow *f = &t->flow[i];
    t->first_free = f->next_inside;
    *f = (struct nat_flow){.key = *key, .shown_ip = key->remote_ip, .outside_port = outside_port, .used_us = now_us};
    f->time = key->proto == ROUTE_TCP ? NAT_TCP_OPENING : key->proto == ROUTE_UDP ? NAT_UDP_ONE_WAY : NAT_ICMP;
    uint16_t *at = inside_chain(t, key->proto, key->inside_ip, key->inside_port);
    f->next_inside = *at;
    *at = i;
    at = outside_chain(t, key->proto, outside_port);
    f->next_outside = *at;
    *at = i;
    link_use(t, f);
    t->n++;
    return f;
}

struct nat_flow *nat_in(struct nat *n, uint8_t proto, uint16_t outside_port, uint32_t remote_ip, uint16_t remote_port,
                        uint64_t now_us)
{
    if (n->table == NULL) {
        return NULL;
    }
    for (uint16_t i = *outside_chain(n->table, proto, outside_port); i != NONE; i = n->table->flow[i].next_outside) {
        struct nat_flow *f = &n->table->flow[i];
        if (f->key.proto == proto && f->outside_port == outside_port && f->key.remote_ip == remote_ip &&
            f->key.remote_port == remote_port && !is_over(f, now_us)) {
            return f;
        }
    }
    return NULL;
}

struct nat_flow *nat_out(struct nat *n, const struct nat_key *key, uint64_t now_us)
{
    struct nat_flow *sibling = NULL;
    if (!is_ready(n)) {
        return NULL;
    }
    struct nat_flow *f = find_inside(n->table, key, now_us, &sibling);
    if (f != NULL) {
        return f;
    }
    bool is_shared = sibling != NULL &&
                     nat_in(n, key->proto, sibling->outside_port, key->remote_ip, key->remote_port, now_us) == NULL;
    uint16_t port = is_shared ? sibling->outside_port : find_port(n, key, now_us);
    return port == 0 ? NULL : add_flow(n->table, key, port, now_us);
}

struct nat_flow *nat_forward(struct nat *n, const struct nat_key *key, uint64_t now_us)
{
    struct nat_flow *sibling = NULL;
    if (!is_ready(n)) {
        return NULL;
    }
    struct nat_flow *f = find_inside(n->table, key, now_us, &sibling);
    if (f != NULL) { /* the host may have called this peer from the port, and be seen at another one */
        return f->outside_port == key->inside_port ? f : NULL;
    }
    if (nat_in(n, key->proto, key->inside_port, key->remote_ip, key->remote_port, now_us) != NULL) {
        return NULL;
    }
    if (n->table->n_outside >= NAT_OUTSIDE_MAX) {
        remove_oldest_from_outside(n->table);
    }
    f = add_flow(n->table, key, key->inside_port, now_us);
    f->began_outside = true;
    n->table->n_outside++;
    return f;
}

struct nat_flow *nat_peek(struct nat *n, const struct nat_key *key, uint64_t now_us)
{
    struct nat_flow *sibling = NULL;
    return n->table == NULL ? NULL : find_inside(n->table, key, now_us, &sibling);
}

/* --- states ------------------------------------------------------------------------------------------------------ */

static enum nat_time next_time(const struct nat_flow *f, uint8_t flags)
{
    if (f->key.proto == ROUTE_UDP) {
        return f->is_answered ? NAT_UDP : NAT_UDP_ONE_WAY;
    }
    if (f->key.proto != ROUTE_TCP) {
        return NAT_ICMP;
    }
    if ((flags & ROUTE_SYN) != 0 && (flags & ROUTE_ACK) == 0) {
        return NAT_TCP_OPENING; /* a new connection from the same ports */
    }
    if ((flags & (ROUTE_FIN | ROUTE_RST)) != 0 || f->time == NAT_TCP_CLOSING) {
        return NAT_TCP_CLOSING;
    }
    return f->is_answered ? NAT_TCP : NAT_TCP_OPENING;
}

void nat_passed(struct nat *n, struct nat_flow *f, bool is_from_inside, uint8_t flags, uint64_t now_us)
{
    f->is_answered = f->is_answered || is_from_inside == f->began_outside;
    f->time = (uint8_t)next_time(f, flags);
    f->used_us = now_us;
    unlink_use(n->table, f);
    link_use(n->table, f);
}
