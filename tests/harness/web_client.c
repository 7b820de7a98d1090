/* SPDX-License-Identifier: MIT */
#include "web_client.h"
#include "check.h"
#include <rt/str.h>
#include <string.h>

#define REPLY_MAX (2u * 1024u * 1024u)
#define PIECE_MAX 1400u
#define ISN       0xffffff00u /* wraps soon */

static void send_segment(struct web_client *c, unsigned flags, const void *bytes, size_t n)
{
    outside_send(c->outside, &(struct packet){.proto = PACKET_PROTO_TCP,
                                              .src_ip = c->ip,
                                              .dst_ip = c->unit_ip,
                                              .src_port = c->port,
                                              .dst_port = c->unit_port,
                                              .seq = c->snd_nxt,
                                              .ack = c->rcv_nxt,
                                              .flags = flags,
                                              .window = c->window != 0 ? c->window : 65535,
                                              .payload = bytes,
                                              .n = n});
    c->snd_nxt += (uint32_t)n + ((flags & (PACKET_SYN | PACKET_FIN)) != 0 ? 1u : 0u);
}

static void on_segment(void *ctx, const struct packet *s)
{
    struct web_client *c = ctx;
    if (s->src_port != c->unit_port || c->is_deaf) {
        return;
    }
    if ((s->flags & PACKET_RST) != 0) {
        c->is_refused = !c->is_open;
        c->was_reset = c->is_open;
        c->is_open = false;
        return;
    }
    if ((s->flags & PACKET_SYN) != 0) {
        c->rcv_nxt = s->seq + 1;
        c->is_open = true;
        send_segment(c, PACKET_ACK, NULL, 0);
        return;
    }
    if (s->seq != c->rcv_nxt || !c->is_open) {
        return;
    }
    CHECK(rt_buf_put(&c->reply, s->payload, s->n) == RT_OK);
    c->rcv_nxt += (uint32_t)s->n;
    if ((s->flags & PACKET_FIN) != 0) {
        c->rcv_nxt++;
        c->is_ended = true;
    }
    if (s->n > 0 || (s->flags & PACKET_FIN) != 0) {
        send_segment(c, PACKET_ACK, NULL, 0);
    }
}

void web_client_init(struct web_client *c, struct outside *o, uint32_t ip, uint16_t port)
{
    *c = (struct web_client){.outside = o, .ip = ip, .port = port};
    rt_buf_init(&c->reply, REPLY_MAX);
    c->service =
        (struct outside_service){.ip = ip, .proto = PACKET_PROTO_TCP, .port = port, .fn = on_segment, .ctx = c};
    outside_add_service(o, &c->service);
}

void web_client_fini(struct web_client *c)
{
    rt_list_remove(&c->service.node);
    rt_buf_fini(&c->reply);
}

void web_client_connect(struct web_client *c, uint32_t unit_ip, uint16_t unit_port)
{
    c->unit_ip = unit_ip;
    c->unit_port = unit_port;
    c->snd_nxt = ISN;
    c->is_open = c->is_refused = c->is_ended = c->was_reset = false;
    rt_buf_clear(&c->reply);
    send_segment(c, PACKET_SYN, NULL, 0);
}

void web_client_send(struct web_client *c, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    while (n > 0) {
        size_t piece = n < PIECE_MAX ? n : PIECE_MAX;
        send_segment(c, PACKET_ACK | PACKET_PSH, p, piece);
        p += piece;
        n -= piece;
    }
}

void web_client_send_text(struct web_client *c, const char *text)
{
    web_client_send(c, text, strlen(text));
}

void web_client_close(struct web_client *c)
{
    send_segment(c, PACKET_FIN | PACKET_ACK, NULL, 0);
}

void web_client_reset(struct web_client *c)
{
    send_segment(c, PACKET_RST | PACKET_ACK, NULL, 0);
    c->is_open = false;
}

int web_client_status(const struct web_client *c)
{
    uint32_t status = 0;
    struct rt_str text = rt_str(rt_buf_text(&c->reply));
    if (!rt_str_starts(text, "HTTP/1.1 ") || rt_str_u32(rt_str_n(text.p + 9, 3), &status) != RT_OK) {
        return 0;
    }
    return (int)status;
}

const char *web_client_body(const struct web_client *c)
{
    const char *end = strstr(rt_buf_text(&c->reply), "\r\n\r\n");
    return end == NULL ? "" : end + 4;
}
