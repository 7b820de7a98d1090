/* SPDX-License-Identifier: MIT */
#include "outside.h"
#include "check.h"
#include <board/nic.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <string.h>

/* 02: locally administered; the address makes it unique. */
static void mac_of(uint32_t ip, uint8_t mac[6])
{
    mac[0] = 2;
    mac[1] = 0;
    rt_put_be32(mac + 2, ip);
}

static void answer_arp(struct outside *o, const struct packet_arp *arp)
{
    o->n_arp_requests += arp->is_request;
    for (size_t i = 0; i < o->n_hosts; i++) {
        if (arp->is_request && o->hosts[i] == arp->dst_ip && (arp->src_ip != 0 || o->answers_probes)) {
            uint8_t frame[PACKET_FRAME_MAX], mac[6];
            mac_of(arp->dst_ip, mac);
            size_t n = packet_write_arp_reply(arp, mac, frame);
            board_nic_deliver(o->board, o->port, frame, n);
        }
    }
}

static void serve(struct outside *o, const struct packet *p)
{
    struct outside_service *best = NULL;
    for (struct rt_node *node = o->services.next; node != &o->services; node = node->next) {
        struct outside_service *s = RT_OWNER(node, struct outside_service, node);
        if (s->ip == p->dst_ip && s->proto == p->proto && (s->port == p->dst_port || (s->port == 0 && best == NULL))) {
            best = s;
        }
    }
    if (best != NULL) {
        best->fn(best->ctx, p);
    }
}

void outside_take(struct outside *o, const uint8_t *frame, size_t n)
{
    struct packet p;
    if (!o->is_blind && packet_read(frame, n, &p)) {
        o->unit_ip = p.src_ip;
        serve(o, &p);
    }
}

static void on_frame(void *ctx, enum board_port port, const uint8_t *frame, size_t n)
{
    struct outside *o = ctx;
    struct packet_arp arp;
    CHECK(port == o->port);
    rt_mem_spare(true); /* where memory runs out is asked of the unit, not of its peers */
    o->n_frames++;
    memcpy(o->unit_mac, frame + 6, 6);
    if (o->watch != NULL) {
        o->watch(o->watch_ctx, frame, n);
    }
    if (packet_read_arp(frame, n, &arp)) {
        answer_arp(o, &arp);
    } else {
        outside_take(o, frame, n);
    }
    rt_mem_spare(false);
}

void outside_init_port(struct outside *o, struct board *b, enum board_port port)
{
    *o = (struct outside){.board = b, .port = port};
    rt_list_init(&o->services);
    board_nic_attach_wire(b, port, on_frame, o);
    board_nic_plug(b, port, true);
}

void outside_init(struct outside *o, struct board *b)
{
    outside_init_port(o, b, BOARD_PORT_WAN);
}

void outside_fini(struct outside *o)
{
    board_nic_attach_wire(o->board, o->port, NULL, NULL);
}

void outside_add_host(struct outside *o, uint32_t ip)
{
    CHECK(o->n_hosts < OUTSIDE_HOSTS_MAX);
    o->hosts[o->n_hosts++] = ip;
}

void outside_remove_host(struct outside *o, uint32_t ip)
{
    for (size_t i = 0; i < o->n_hosts; i++) {
        if (o->hosts[i] == ip) {
            o->hosts[i] = o->hosts[--o->n_hosts];
            return;
        }
    }
    fail_msg("nobody has this address");
}

void outside_add_service(struct outside *o, struct outside_service *s)
{
    rt_list_append(&o->services, &s->node);
}

void outside_send(struct outside *o, const struct packet *p)
{
    uint8_t frame[PACKET_FRAME_MAX];
    struct packet full = *p;
    mac_of(p->src_ip, full.src_mac);
    full.dst_ip = p->dst_ip != 0 ? p->dst_ip : o->unit_ip;
    memcpy(full.dst_mac, o->unit_mac, 6);
    size_t n = packet_write(&full, frame);
    if (o->mangle != NULL) {
        n = o->mangle(o->mangle_ctx, frame, n);
    }
    board_nic_deliver(o->board, o->port, frame, n);
}

void outside_claim(struct outside *o, uint32_t ip)
{
    uint8_t frame[PACKET_FRAME_MAX], mac[6];
    struct packet_arp asked = {.dst_ip = ip, .src_ip = o->unit_ip};
    memcpy(asked.src_mac, o->unit_mac, 6);
    mac_of(ip, mac);
    size_t n = packet_write_arp_reply(&asked, mac, frame);
    board_nic_deliver(o->board, o->port, frame, n);
}
