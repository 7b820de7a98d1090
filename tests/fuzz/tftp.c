/* SPDX-License-Identifier: MIT */
/* What a TFTP server answers: pieces of the input, one for each packet of the unit, from the port asked or another. */
#include "fuzz.h"
#include <harness/net_rig.h>

struct server {
    struct net_rig *rig;
    const uint8_t *data;
    size_t n;
    struct outside_service service;
};

static void on_packet(void *ctx, const struct packet *p)
{
    struct server *s = ctx;
    const uint8_t *piece;
    uint16_t from = (uint16_t)(s->n > 0 && s->data[0] % 16 == 1 ? 4002 : 4001);
    size_t n = fuzz_piece(&s->data, &s->n, 3, &piece);
    outside_send(&s->rig->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                    .src_ip = IP4(10, 0, 0, 7),
                                                    .src_port = from,
                                                    .dst_port = p->src_port,
                                                    .payload = piece,
                                                    .n = n});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct net_rig *rig = fuzz_net_rig();
    struct server server = {.rig = rig, .data = data, .n = n};
    server.service = (struct outside_service){
        .ip = IP4(10, 0, 0, 7), .proto = PACKET_PROTO_UDP, .port = 0, .fn = on_packet, .ctx = &server};
    outside_add_host(&rig->outside, IP4(10, 0, 0, 7));
    outside_add_service(&rig->outside, &server.service);
    fuzz_fetch(rig, "tftp://10.0.0.7/a.cfg");
    rt_list_remove(&server.service.node);
    outside_remove_host(&rig->outside, IP4(10, 0, 0, 7));
    return 0;
}
