/* SPDX-License-Identifier: MIT */
#include "dns_peer.h"
#include "check.h"
#include <rt/buf.h>
#include <string.h>

#define HEAD_BYTES 12u
#define NXDOMAIN   3u

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

static void put_address(struct rt_buf *b, uint32_t addr)
{
    (void)rt_buf_put_be16(b, 0xc000u + HEAD_BYTES); /* the name: as in the question */
    (void)rt_buf_put_be16(b, 1);
    (void)rt_buf_put_be16(b, 1);
    (void)rt_buf_put_be32(b, 300);
    (void)rt_buf_put_be16(b, 4);
    (void)rt_buf_put_be32(b, addr);
}

static void on_query(void *ctx, const struct packet *q)
{
    struct dns_peer *p = ctx;
    char name[256];
    p->n_queries++;
    if (p->is_silent) {
        return;
    }
    CHECK(q->n > HEAD_BYTES && rt_be16(q->payload + 4) == 1);
    size_t n_question = read_question(q, name, sizeof name);
    bool is_known = strcmp(name, p->name) == 0;
    size_t n_addrs = is_known ? p->n_addrs : 0;
    struct rt_buf b;
    rt_buf_init(&b, 1400);
    (void)rt_buf_put(&b, q->payload, n_question);
    for (size_t i = 0; i < n_addrs; i++) {
        put_address(&b, p->addrs[i]);
    }
    CHECK(rt_buf_error(&b) == RT_OK);
    rt_put_be16(b.bytes + 2, (uint16_t)(0x8180u | (is_known ? 0u : NXDOMAIN)));
    rt_put_be16(b.bytes + 6, (uint16_t)n_addrs);
    rt_put_be16(b.bytes + 8, 0);
    rt_put_be16(b.bytes + 10, 0); /* whatever the query added (EDNS) is not repeated */
    outside_send(p->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                              .src_ip = p->ip,
                                              .src_port = 53,
                                              .dst_port = q->src_port,
                                              .payload = b.bytes,
                                              .n = b.n});
    rt_buf_fini(&b);
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
