/* SPDX-License-Identifier: MIT */
#include "tcp_peer.h"
#include "check.h"
#include <rt/str.h>
#include <string.h>

#define PIECE_MAX     1448u /* that the unit announces */
#define REQUEST_MAX   (1024u * 1024u)
#define ISN           0xfffff000u /* so that sequence numbers wrap in the first 4 kB */
#define IN_FLIGHT_MAX 32u         /* segments; the board's frame queue is bounded */

static void send_segment(struct tcp_peer *p, unsigned flags, const uint8_t *bytes, size_t n)
{
    outside_send(p->outside, &(struct packet){.proto = PACKET_PROTO_TCP,
                                              .src_ip = p->ip,
                                              .src_port = p->port,
                                              .dst_port = p->unit_port,
                                              .seq = p->snd_nxt,
                                              .ack = p->rcv_nxt,
                                              .flags = flags,
                                              .window = 65535,
                                              .payload = bytes,
                                              .n = n});
    p->snd_nxt += (uint32_t)n + ((flags & (PACKET_SYN | PACKET_FIN)) != 0 ? 1u : 0u);
}

static void end_as_told(struct tcp_peer *p)
{
    if (p->has_ended || (p->script.on_bytes != NULL && !p->is_ending)) {
        return;
    }
    p->has_ended = true;
    if (p->script.end == TCP_PEER_FIN) {
        send_segment(p, PACKET_FIN | PACKET_ACK, NULL, 0);
    } else if (p->script.end == TCP_PEER_RST) {
        send_segment(p, PACKET_RST | PACKET_ACK, NULL, 0);
        p->is_open = false;
    }
}

static size_t piece_of(const struct tcp_peer *p)
{
    size_t piece = p->script.piece != 0 ? p->script.piece : PIECE_MAX;
    size_t left = p->script.n_answer - p->n_sent;
    return piece < left ? piece : left;
}

/* False when the window or the queue is full. */
static bool send_piece(struct tcp_peer *p)
{
    size_t n = piece_of(p);
    uint32_t in_flight = p->snd_nxt - p->snd_una;
    size_t full = p->script.piece != 0 ? p->script.piece : PIECE_MAX;
    if (in_flight + n > p->window || in_flight >= IN_FLIGHT_MAX * full) {
        return false;
    }
    send_segment(p, PACKET_ACK | PACKET_PSH, (const uint8_t *)p->script.answer + p->n_sent, n);
    p->n_sent += n;
    if (p->script.again_us != 0) {
        board_timer_start(p->outside->board, &p->again, p->script.again_us);
    }
    return true;
}

static void on_again(void *ctx, struct board_timer *t)
{
    struct tcp_peer *p = ctx;
    uint32_t n = p->snd_nxt - p->snd_una;
    (void)t;
    if (p->is_open && !p->has_ended && n > 0 && n <= p->n_sent) {
        p->snd_nxt = p->snd_una;
        p->n_sent -= n;
        while (p->n_sent < p->script.n_answer && send_piece(p)) {
        }
    }
}

static void pump(struct tcp_peer *p)
{
    if (!p->is_open || !p->is_answering || p->has_ended) {
        return;
    }
    if (p->script.every_us != 0) {
        if (!board_timer_is_running(&p->drip)) {
            board_timer_start(p->outside->board, &p->drip, p->script.every_us);
        }
        return;
    }
    while (p->n_sent < p->script.n_answer) {
        if (!send_piece(p)) {
            return; /* an ACK goes on */
        }
    }
    end_as_told(p);
}

static void on_drip(void *ctx, struct board_timer *t)
{
    struct tcp_peer *p = ctx;
    if (!p->is_open || p->has_ended) {
        return;
    }
    if (p->n_sent == p->script.n_answer) {
        end_as_told(p);
        return; /* tcp_peer_put() goes on */
    }
    (void)send_piece(p); /* with a full window: next time */
    board_timer_start(p->outside->board, t, p->script.every_us);
}

/* Head and, when it names a length, body. */
static bool has_whole_request(const struct tcp_peer *p)
{
    const char *text = rt_buf_text(&p->request);
    const char *end = strstr(text, "\r\n\r\n");
    if (end == NULL) {
        return false;
    }
    size_t n_head = (size_t)(end - text) + 4;
    const char *length = strstr(text, "Content-Length: ");
    uint32_t n_body = 0;
    if (length != NULL && length < end) {
        length += strlen("Content-Length: ");
        CHECK(rt_str_u32(rt_str_n(length, strcspn(length, "\r")), &n_body) == RT_OK);
    }
    CHECK(p->request.n <= n_head + n_body);
    return p->request.n == n_head + n_body;
}

static void on_syn(struct tcp_peer *p, const struct packet *s)
{
    p->n_syns++;
    p->unit_port = s->src_port;
    p->rcv_nxt = s->seq + 1;
    p->snd_nxt = ISN;
    if (p->script.open == TCP_PEER_IS_SILENT) {
        return;
    }
    if (p->script.open == TCP_PEER_REFUSES) {
        p->snd_nxt = 0;
        send_segment(p, PACKET_RST | PACKET_ACK, NULL, 0);
        return;
    }
    p->n_connections++;
    p->is_open = true;
    p->is_answering = p->script.on_bytes != NULL;
    p->has_ended = p->is_ending = p->saw_fin = p->saw_rst = false;
    p->n_sent = 0;
    if (p->script.on_bytes != NULL) {
        rt_buf_clear(&p->out);
        p->script.n_answer = 0;
        p->script.end = TCP_PEER_HOLDS;
    }
    p->window = s->window;
    rt_buf_clear(&p->request);
    send_segment(p, PACKET_SYN | PACKET_ACK, NULL, 0);
    p->snd_una = p->snd_nxt;
    if (p->script.on_open != NULL) {
        p->script.on_open(p->script.ctx);
    }
}

static void take(struct tcp_peer *p, const struct packet *s)
{
    if (s->seq != p->rcv_nxt) {
        return; /* sent again by the unit */
    }
    bool is_raw = p->script.on_bytes != NULL;
    if (is_raw) {
        p->rcv_nxt += (uint32_t)s->n;
    } else if (s->n > 0) {
        CHECK(rt_buf_put(&p->request, s->payload, s->n) == RT_OK);
        p->rcv_nxt += (uint32_t)s->n;
        if (has_whole_request(p)) {
            p->n_requests++;
            p->is_answering = true;
            if (p->on_request != NULL) {
                p->on_request(p->on_request_ctx, p);
            }
        }
    }
    if ((s->flags & PACKET_FIN) != 0) {
        p->rcv_nxt++;
        p->saw_fin = true;
    }
    if ((s->n > 0 && !p->script.is_lazy) || (s->flags & PACKET_FIN) != 0) {
        send_segment(p, PACKET_ACK, NULL, 0);
    }
    if (is_raw && s->n > 0) {
        p->script.on_bytes(p->script.ctx, s->payload, s->n);
    }
}

void tcp_peer_put(struct tcp_peer *p, const void *bytes, size_t n)
{
    CHECK(p->script.on_bytes != NULL && rt_buf_put(&p->out, bytes, n) == RT_OK);
    p->script.answer = p->out.bytes;
    p->script.n_answer = p->out.n;
    pump(p);
}

void tcp_peer_end(struct tcp_peer *p, enum tcp_peer_end end)
{
    p->script.end = end;
    p->is_ending = true;
    pump(p);
}

static void on_segment(void *ctx, const struct packet *s)
{
    struct tcp_peer *p = ctx;
    if ((s->flags & PACKET_SYN) != 0) {
        on_syn(p, s);
        return;
    }
    if (s->src_port != p->unit_port || !p->is_open) {
        return;
    }
    if (p->script.is_deaf && (s->flags & PACKET_RST) == 0) {
        return;
    }
    if ((s->flags & PACKET_RST) != 0) {
        p->saw_rst = true;
        p->is_open = false;
        return;
    }
    if ((s->flags & PACKET_ACK) != 0) {
        CHECK((int32_t)(p->snd_nxt - s->ack) >= 0 || p->script.again_us != 0);
        p->snd_una = s->ack;
        p->window = s->window;
    }
    if (p->script.is_early) {
        p->is_answering = true;
    }
    take(p, s);
    pump(p);
}

void tcp_peer_init(struct tcp_peer *p, struct outside *o, uint32_t ip, uint16_t port,
                   const struct tcp_peer_script *script)
{
    *p = (struct tcp_peer){.outside = o, .ip = ip, .port = port, .script = *script};
    if (p->script.answer != NULL && p->script.n_answer == 0) {
        p->script.n_answer = strlen(p->script.answer);
    }
    rt_buf_init(&p->request, REQUEST_MAX);
    rt_buf_init(&p->out, REQUEST_MAX);
    board_timer_init(&p->drip, "tcp_peer.drip", BOARD_PRIORITY_OUTSIDE, on_drip, p);
    board_timer_init(&p->again, "tcp_peer.again", BOARD_PRIORITY_OUTSIDE, on_again, p);
    p->service =
        (struct outside_service){.ip = ip, .proto = PACKET_PROTO_TCP, .port = port, .fn = on_segment, .ctx = p};
    outside_add_host(o, ip);
    outside_add_service(o, &p->service);
}

void tcp_peer_fini(struct tcp_peer *p)
{
    board_timer_stop(p->outside->board, &p->drip);
    board_timer_stop(p->outside->board, &p->again);
    rt_list_remove(&p->service.node);
    rt_buf_fini(&p->request);
    rt_buf_fini(&p->out);
}
