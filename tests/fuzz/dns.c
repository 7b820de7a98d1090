/* SPDX-License-Identifier: MIT */
/* DNS answers: each question is answered by a piece of the input that carries the right id. */
#include "fuzz.h"
#include <harness/net_rig.h>
#include <string.h>

struct server {
    struct net_rig *rig;
    const uint8_t *data;
    size_t n;
    struct outside_service service;
};

static void on_question(void *ctx, const struct packet *p)
{
    struct server *s = ctx;
    const uint8_t *piece;
    uint8_t answer[600];
    size_t n = fuzz_piece(&s->data, &s->n, 2, &piece);
    memcpy(answer, piece, n);
    if (n >= 2 && p->n >= 2) {
        memcpy(answer, p->payload, 2);
    }
    outside_send(&s->rig->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                    .src_ip = RIG_DNS_IP,
                                                    .src_port = 53,
                                                    .dst_port = p->src_port,
                                                    .payload = answer,
                                                    .n = n});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct net_rig *rig = fuzz_net_rig();
    struct server server = {.rig = rig, .data = data, .n = n};
    server.service = (struct outside_service){
        .ip = RIG_DNS_IP, .proto = PACKET_PROTO_UDP, .port = 53, .fn = on_question, .ctx = &server};
    outside_add_host(&rig->outside, RIG_DNS_IP);
    outside_add_service(&rig->outside, &server.service);
    fuzz_fetch(rig, "http://prov.example.net/a.cfg");
    rt_list_remove(&server.service.node);
    outside_remove_host(&rig->outside, RIG_DNS_IP);
    return 0;
}
