/* SPDX-License-Identifier: MIT */
/* DHCP answers: pieces of the input with the transaction id and hardware address of the question, so that they are
 * read. */
#include "fuzz.h"
#include <harness/unit_net.h>
#include <stdbool.h>
#include <string.h>

struct server {
    struct unit_net *unit;
    const uint8_t *data;
    size_t n;
    struct outside_service service;
};

static void on_question(void *ctx, const struct packet *p)
{
    struct server *s = ctx;
    const uint8_t *piece;
    uint8_t answer[1024] = {2, 1, 6, 0};
    size_t n = fuzz_piece(&s->data, &s->n, 3, &piece);
    if (p->n < 44) {
        return;
    }
    memcpy(answer + 4, p->payload + 4, 4);   /* xid */
    memcpy(answer + 28, p->payload + 28, 6); /* chaddr */
    memcpy(answer + 236, "\x63\x82\x53\x63", 4);
    memcpy(answer + 16, piece, n < 4 ? n : 4); /* yiaddr */
    memcpy(answer + 240, piece, n);
    outside_send(&s->unit->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                     .src_ip = 0xc0a80101u,
                                                     .dst_ip = PACKET_BROADCAST,
                                                     .src_port = 67,
                                                     .dst_port = 68,
                                                     .payload = answer,
                                                     .n = 240 + n});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct unit_net unit;
    static bool is_made;
    struct server server = {.unit = &unit, .data = data, .n = n};
    if (!is_made) {
        is_made = true;
        unit_net_init(&unit);
    }
    server.service = (struct outside_service){
        .ip = PACKET_BROADCAST, .proto = PACKET_PROTO_UDP, .port = 67, .fn = on_question, .ctx = &server};
    outside_add_service(&unit.outside, &server.service);
    unit_net_start(&unit);
    unit_net_pass_ms(&unit, 120000);
    rt_list_remove(&server.service.node);
    unit_net_stop(&unit);
    return 0;
}
