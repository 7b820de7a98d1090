/* SPDX-License-Identifier: MIT */
/*
 * DNS by TCP, in lock step: each question by UDP gets an answer that says that it is not whole, each question by TCP a
 * piece of the input, with the right id, length and question where the input wants them. What comes behind a reply,
 * before there is a question, in single bytes, or never ends is up to the input too.
 */
#include "fuzz.h"
#include <harness/dns_peer.h>
#include <harness/net_rig.h>
#include <harness/tcp_peer.h>
#include <rt/buf.h>
#include <string.h>

enum { HEAD = 2, QUERY_MAX = 600, PIECE_MAX = 4 * 255 };
enum how { RIGHT_LENGTH = 1, RIGHT_ID = 2, RIGHT_QUESTION = 4, TWICE = 8, EARLY = 16, MORE_QUESTIONS = 32 };

struct server {
    struct tcp_peer tcp;
    const uint8_t *data;
    size_t n;
    uint8_t how;
    enum tcp_peer_end end;
    uint8_t query[QUERY_MAX];
    size_t n_query;
};

static void reply(struct server *s)
{
    uint8_t out[HEAD + QUERY_MAX + PIECE_MAX] = {0};
    const uint8_t *piece;
    size_t n_piece = fuzz_piece(&s->data, &s->n, 4, &piece), n = HEAD;
    if ((s->how & RIGHT_QUESTION) != 0 && s->n_query > HEAD) {
        memcpy(out + HEAD, s->query + HEAD, s->n_query - HEAD);
        n = s->n_query;
        out[HEAD + 2] |= 0x80; /* a response */
        out[HEAD + 7] = (uint8_t)(n_piece / 16 + 1);
    }
    memcpy(out + n, piece, n_piece);
    n += n_piece;
    if ((s->how & RIGHT_ID) != 0 && s->n_query >= HEAD + 2 && n >= HEAD + 2) {
        memcpy(out + HEAD, s->query + HEAD, 2);
    }
    bool is_right = (s->how & RIGHT_LENGTH) != 0 || n_piece < 2;
    rt_put_be16(out, is_right ? (uint16_t)(n - HEAD) : rt_be16(piece));
    for (unsigned i = 0; i <= ((s->how & TWICE) != 0); i++) {
        tcp_peer_put(&s->tcp, out, n);
    }
    if (s->end != TCP_PEER_HOLDS) {
        tcp_peer_end(&s->tcp, s->end);
    }
}

static void on_open(void *ctx)
{
    struct server *s = ctx;
    s->n_query = 0;
    if ((s->how & EARLY) != 0) {
        reply(s);
    }
}

static void on_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    struct server *s = ctx;
    n = n < QUERY_MAX - s->n_query ? n : QUERY_MAX - s->n_query;
    memcpy(s->query + s->n_query, bytes, n);
    s->n_query += n;
    if ((s->how & EARLY) == 0 && s->n_query >= HEAD && s->n_query >= HEAD + (size_t)rt_be16(s->query)) {
        reply(s);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct server s;
    struct net_rig *rig = fuzz_net_rig();
    struct dns_peer dns;
    if (n < 3) {
        return 0;
    }
    s = (struct server){.data = data + 3, .n = n - 3, .how = data[0], .end = (enum tcp_peer_end)(data[2] % 3)};
    dns_peer_init(&dns, &rig->outside, RIG_DNS_IP, "prov.example.net");
    dns.lie = (data[2] & 4) != 0 ? DNS_PEER_CUT : DNS_PEER_TRUNCATED;
    dns.addrs[dns.n_addrs++] = IP4(10, 0, 0, 7);
    const struct tcp_peer_script script = {.piece = data[1],
                                           .every_us = (data[2] & 8) != 0 ? 1000000 : 0,
                                           .open = (data[2] & 0x70) == 0x10   ? TCP_PEER_REFUSES
                                                   : (data[2] & 0x70) == 0x20 ? TCP_PEER_IS_SILENT
                                                                              : TCP_PEER_ACCEPTS,
                                           .on_open = on_open,
                                           .on_bytes = on_bytes,
                                           .ctx = &s};
    tcp_peer_init(&s.tcp, &rig->outside, RIG_DNS_IP, 53, &script);
    outside_remove_host(&rig->outside, RIG_DNS_IP); /* it is there once */
    for (unsigned i = 0; i <= ((s.how & MORE_QUESTIONS) != 0); i++) {
        fuzz_fetch(rig, "http://prov.example.net/a.cfg");
    }
    tcp_peer_fini(&s.tcp);
    dns_peer_fini(&dns);
    outside_remove_host(&rig->outside, RIG_DNS_IP);
    net_rig_pass_ms(rig, 86400u * 1000u); /* no address is remembered longer */
    return 0;
}
