/* SPDX-License-Identifier: MIT */
#include "tftp_peer.h"
#include "check.h"
#include <string.h>

#define BLOCK       512u
#define WRITTEN_MAX (1024u * 1024u)

void tftp_peer_send(struct tftp_peer *p, uint16_t from_port, unsigned opcode, unsigned number, const void *bytes,
                    size_t n)
{
    uint8_t payload[1404];
    if (p->loses_every != 0 && ++p->n_sent % p->loses_every == 0) {
        return;
    }
    CHECK(n <= sizeof payload - 4);
    rt_put_be16(payload, (uint16_t)opcode);
    rt_put_be16(payload + 2, (uint16_t)number);
    if (n > 0) {
        memcpy(payload + 4, bytes, n);
    }
    outside_send(p->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                              .src_ip = p->ip,
                                              .src_port = from_port != 0 ? from_port : p->tid,
                                              .dst_port = p->unit_port,
                                              .payload = payload,
                                              .n = 4 + n});
}

void tftp_peer_send_error(struct tftp_peer *p, unsigned code, const char *text)
{
    tftp_peer_send(p, 0, TFTP_ERROR, code, text, strlen(text) + 1);
}

void tftp_peer_send_block(struct tftp_peer *p, uint64_t number)
{
    static const uint8_t zeros[BLOCK];
    uint64_t at = (number - 1) * BLOCK;
    CHECK(number >= 1 && at <= p->n_file);
    size_t n = p->n_file - at < BLOCK ? (size_t)(p->n_file - at) : BLOCK;
    p->n_blocks = number;
    tftp_peer_send(p, 0, TFTP_DATA, (unsigned)(number & 0xffffu), p->file != NULL ? p->file + at : zeros, n);
}

static void arm(struct tftp_peer *p)
{
    if (p->retry_us != 0) {
        board_timer_start(p->outside->board, &p->retry, p->retry_us);
    }
}

static void on_retry(void *ctx, struct board_timer *t)
{
    struct tftp_peer *p = ctx;
    (void)t;
    if (!p->is_done) {
        if (p->is_writing) {
            tftp_peer_send(p, 0, TFTP_ACK, (unsigned)(p->n_blocks & 0xffffu), NULL, 0);
        } else {
            tftp_peer_send_block(p, p->n_blocks);
        }
        arm(p);
    }
}

static void serve_request(struct tftp_peer *p, unsigned opcode)
{
    p->is_done = false;
    p->is_writing = opcode == TFTP_WRQ;
    p->n_blocks = 0;
    arm(p);
    if (opcode == TFTP_RRQ) {
        tftp_peer_send_block(p, 1);
    } else {
        rt_buf_clear(&p->written);
        tftp_peer_send(p, 0, TFTP_ACK, 0, NULL, 0);
    }
}

static void serve_ack(struct tftp_peer *p, unsigned number)
{
    if (number != (p->n_blocks & 0xffffu)) {
        return;
    }
    if (p->n_blocks * BLOCK > p->n_file) {
        p->is_done = true;
    } else {
        arm(p);
        tftp_peer_send_block(p, p->n_blocks + 1);
    }
}

static void serve_data(struct tftp_peer *p, unsigned number, const struct packet *packet)
{
    size_t n = packet->n - 4;
    if (number == ((p->n_blocks + 1) & 0xffffu)) {
        CHECK(rt_buf_put(&p->written, packet->payload + 4, n) == RT_OK);
        p->n_blocks++;
        p->is_done = n < BLOCK;
        arm(p);
    }
    if (number == (p->n_blocks & 0xffffu)) {
        tftp_peer_send(p, 0, TFTP_ACK, number, NULL, 0);
    }
}

/* Name and mode of a request, both closed by a 0, nothing after them (no options are asked for). */
static void read_request(struct tftp_peer *p, const struct packet *packet)
{
    const char *text = (const char *)packet->payload + 2;
    size_t n = packet->n - 2, n_name = strnlen(text, n);
    CHECK(n_name < n && n_name < sizeof p->name);
    memcpy(p->name, text, n_name + 1);
    size_t n_mode = strnlen(text + n_name + 1, n - n_name - 1);
    CHECK(n_name + 1 + n_mode + 1 == n && n_mode < sizeof p->mode);
    memcpy(p->mode, text + n_name + 1, n_mode + 1);
}

static void on_request(void *ctx, const struct packet *packet)
{
    struct tftp_peer *p = ctx;
    CHECK(packet->n > 4);
    unsigned opcode = rt_be16(packet->payload);
    CHECK(opcode == TFTP_RRQ || opcode == TFTP_WRQ);
    p->unit_port = packet->src_port;
    p->n_requests++;
    p->tid++;
    read_request(p, packet);
    if (p->on_packet == NULL || !p->on_packet(p, opcode, 0, packet)) {
        serve_request(p, opcode);
    }
}

static void on_transfer(void *ctx, const struct packet *packet)
{
    struct tftp_peer *p = ctx;
    CHECK(packet->n >= 4);
    unsigned opcode = rt_be16(packet->payload), number = rt_be16(packet->payload + 2);
    p->n_acks += opcode == TFTP_ACK;
    p->n_datas += opcode == TFTP_DATA;
    if (opcode == TFTP_ERROR) {
        p->n_errors++;
        p->last_error = number;
        CHECK(packet->payload[packet->n - 1] == 0);
    }
    if ((p->on_packet != NULL && p->on_packet(p, opcode, number, packet)) || opcode == TFTP_ERROR) {
        return;
    }
    CHECK(opcode == TFTP_ACK || opcode == TFTP_DATA);
    if (packet->dst_port != p->tid) {
        return; /* for a transfer that is over */
    }
    if (opcode == TFTP_ACK) {
        serve_ack(p, number);
    } else {
        serve_data(p, number, packet);
    }
}

void tftp_peer_init(struct tftp_peer *p, struct outside *o, uint32_t ip, const void *file, uint64_t n_file)
{
    *p = (struct tftp_peer){.outside = o, .ip = ip, .tid = 4000, .file = file, .n_file = n_file};
    board_timer_init(&p->retry, "tftp_peer.retry", BOARD_PRIORITY_OUTSIDE, on_retry, p);
    rt_buf_init(&p->written, WRITTEN_MAX);
    p->on_69 = (struct outside_service){.ip = ip, .proto = PACKET_PROTO_UDP, .port = 69, .fn = on_request, .ctx = p};
    p->on_tid = (struct outside_service){.ip = ip, .proto = PACKET_PROTO_UDP, .port = 0, .fn = on_transfer, .ctx = p};
    outside_add_host(o, ip);
    outside_add_service(o, &p->on_69);
    outside_add_service(o, &p->on_tid);
}

void tftp_peer_fini(struct tftp_peer *p)
{
    board_timer_stop(p->outside->board, &p->retry);
    rt_list_remove(&p->on_69.node);
    rt_list_remove(&p->on_tid.node);
    rt_buf_fini(&p->written);
}
