/* SPDX-License-Identifier: MIT */
#include "dns_peer.h"
#include "check.h"
#include <rt/buf.h>
#include <string.h>

#define HEAD_BYTES     12u
#define NXDOMAIN       3u
#define TYPE_A         1u
#define TYPE_CNAME     5u
#define FLAG_TRUNCATED 0x0200u

/* The name of the first question as text; returns the offset behind the question. */
static size_t read_question(const struct packet *q, char *name, size_t name_size)
{
    size_t at = HEAD_BYTES, n = 0;
    while (at < q->n && q->payload[at] != 0) {
        size_t n_label = q->payload[at++];
        CHECK(n_label <= 63 && at + n_label < q->n && n + n_label + 1 < name_size);
        if (n > 0) {
            name[n++] = '.';
        }
        memcpy(name + n, q->payload + at, n_label);
        n += n_label;
        at += n_label;
    }
    name[n] = '\0';
    at += 1 + 4; /* the root label, type and class */
    CHECK(at <= q->n);
    return at;
}

/* "a.b" as labels. */
static void put_name(struct rt_buf *b, const char *name)
{
    while (*name != '\0') {
        size_t n = strcspn(name, ".");
        (void)rt_buf_put_u8(b, (uint8_t)n);
        (void)rt_buf_put(b, name, n);
        name += n + (name[n] == '.');
    }
    (void)rt_buf_put_u8(b, 0);
}

/* A record up to its data. name: NULL: as in the question, else spelled out. */
static void put_record(struct rt_buf *b, const char *name, uint16_t type, uint32_t ttl_s)
{
    if (name == NULL) {
        (void)rt_buf_put_be16(b, 0xc000u + HEAD_BYTES);
    } else {
        put_name(b, name);
    }
    (void)rt_buf_put_be16(b, type);
    (void)rt_buf_put_be16(b, 1);
    (void)rt_buf_put_be32(b, ttl_s);
}

static void put_address(struct rt_buf *b, const char *name, uint32_t ttl_s, uint32_t addr)
{
    put_record(b, name, TYPE_A, ttl_s);
    (void)rt_buf_put_be16(b, 4);
    (void)rt_buf_put_be32(b, addr);
}

static void put_alias(struct rt_buf *b, uint32_t ttl_s, const char *alias_of)
{
    put_record(b, NULL, TYPE_CNAME, ttl_s);
    (void)rt_buf_put_be16(b, (uint16_t)(strlen(alias_of) + 2));
    put_name(b, alias_of);
}

/* The head is the query's; counts and flags are as given, and what the query added (EDNS) is not repeated. */
static void put_head(struct rt_buf *b, const struct packet *q, size_t n_question, unsigned flags, size_t n_answers)
{
    if (rt_buf_put(b, q->payload, n_question) != RT_OK) {
        return; /* a sweep of failing allocations hits the peer, too: its answer is lost */
    }
    rt_put_be16(b->bytes + 2, (uint16_t)(0x8180u | flags));
    rt_put_be16(b->bytes + 6, (uint16_t)n_answers);
    rt_put_be16(b->bytes + 8, 0);
    rt_put_be16(b->bytes + 10, 0);
}

static void send_bytes(struct dns_peer *p, const struct packet *q, uint32_t from, const void *bytes, size_t n)
{
    outside_send(p->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                              .src_ip = from,
                                              .src_port = 53,
                                              .dst_port = q->src_port,
                                              .payload = bytes,
                                              .n = n});
}

static void lie(struct dns_peer *p, const struct packet *q, size_t n_question)
{
    struct rt_buf b;
    rt_buf_init(&b, 1400);
    put_head(&b, q, n_question, 0, 1);
    put_address(&b, NULL, 300, DNS_PEER_FALSE_IP);
    switch (rt_buf_error(&b) == RT_OK ? p->lie : DNS_PEER_HONEST) {
    case DNS_PEER_WRONG_ID:
        b.bytes[0] ^= 0x40;
        send_bytes(p, q, p->ip, b.bytes, b.n);
        break;
    case DNS_PEER_WRONG_QUESTION:
        b.bytes[HEAD_BYTES + 1] = b.bytes[HEAD_BYTES + 1] == 'q' ? 'r' : 'q';
        send_bytes(p, q, p->ip, b.bytes, b.n);
        break;
    case DNS_PEER_WRONG_SERVER:
        send_bytes(p, q, p->ip + 1, b.bytes, b.n);
        break;
    case DNS_PEER_GARBAGE:
        send_bytes(p, q, p->ip, "\x00\xff\x80", 3);
        send_bytes(p, q, p->ip, b.bytes, HEAD_BYTES);
        send_bytes(p, q, p->ip, b.bytes, b.n - 3);
        break;
    case DNS_PEER_HONEST:
    case DNS_PEER_TRUNCATED:
    case DNS_PEER_CUT:
        break;
    }
    rt_buf_fini(&b);
}

static void answer(struct dns_peer *p, const struct packet *q, const char *name, size_t n_question)
{
    bool is_known = strcmp(name, p->name) == 0 && p->rcode == 0;
    size_t n_addrs = is_known ? p->n_addrs : 0;
    bool has_alias = is_known && p->alias_of != NULL;
    uint32_t ttl_s = p->ttl_s != 0 ? p->ttl_s : 300;
    unsigned flags = p->rcode != 0 ? p->rcode : is_known ? 0u : NXDOMAIN;
    struct rt_buf b;
    rt_buf_init(&b, 1400);
    flags |= p->lie == DNS_PEER_TRUNCATED || p->lie == DNS_PEER_CUT ? FLAG_TRUNCATED : 0u;
    put_head(&b, q, n_question, flags, n_addrs + has_alias);
    if (has_alias) {
        put_alias(&b, ttl_s, p->alias_of);
    }
    for (size_t i = 0; i < n_addrs; i++) {
        put_address(&b, has_alias ? p->alias_of : NULL, ttl_s, p->addrs[i]);
    }
    if (rt_buf_error(&b) == RT_OK) {
        send_bytes(p, q, p->ip, b.bytes, b.n - (p->lie == DNS_PEER_CUT && n_addrs > 0 ? 3 : 0));
    }
    rt_buf_fini(&b);
}

static void on_query(void *ctx, const struct packet *q)
{
    struct dns_peer *p = ctx;
    char name[256];
    p->n_queries++;
    if (p->is_silent || p->n_to_lose > 0) {
        p->n_to_lose -= p->n_to_lose > 0;
        return;
    }
    CHECK(q->n > HEAD_BYTES && rt_be16(q->payload + 4) == 1);
    size_t n_question = read_question(q, name, sizeof name);
    lie(p, q, n_question);
    answer(p, q, name, n_question);
}

void dns_peer_init(struct dns_peer *p, struct outside *o, uint32_t ip, const char *name)
{
    *p = (struct dns_peer){.outside = o, .ip = ip, .name = name};
    p->service = (struct outside_service){.ip = ip, .proto = PACKET_PROTO_UDP, .port = 53, .fn = on_query, .ctx = p};
    outside_add_host(o, ip);
    outside_add_service(o, &p->service);
}

void dns_peer_fini(struct dns_peer *p)
{
    rt_list_remove(&p->service.node);
}
