/* SPDX-License-Identifier: MIT */
#include "dns_tcp.h"
#include "dns.h"
#include <rt/buf.h>
#include <rt/mem.h>
#include <string.h>

enum { DNS_PORT = 53, LENGTH_BYTES = 2, REPLY_MAX = 0xffff };

struct fw_dns_tcp {
    struct fw_net *net;
    struct fw_stream *stream;
    struct board_timer *timer;
    uint8_t out[LENGTH_BYTES + FW_DNS_QUERY_MAX];
    size_t n_out, n_sent;
    struct rt_buf in, known;
    bool is_over;
};

static void end_exchange(struct fw_dns_tcp *t)
{
    if (!t->is_over) {
        t->is_over = true;
        board_timer_start(fw_net_board(t->net), t->timer, 0);
    }
}

static void send_rest(void *ctx)
{
    struct fw_dns_tcp *t = ctx;
    if (!t->is_over && t->n_sent < t->n_out) {
        t->n_sent += t->stream->ops->send(t->stream, t->out + t->n_sent, t->n_out - t->n_sent);
    }
}

static bool is_whole(const struct fw_dns_tcp *t)
{
    return t->in.n >= LENGTH_BYTES && t->in.n >= (size_t)LENGTH_BYTES + rt_be16(t->in.bytes);
}

static void on_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    struct fw_dns_tcp *t = ctx;
    if (!t->is_over && (rt_buf_put(&t->in, bytes, n) != RT_OK || is_whole(t))) {
        end_exchange(t);
    }
}

static void on_closed(void *ctx, enum rt_err why, enum fw_fail fail, const char *detail)
{
    (void)why;
    (void)fail;
    (void)detail; /* one outcome for all: no reply */
    end_exchange(ctx);
}

enum rt_err fw_dns_tcp_ask(struct fw_dns_tcp **out, struct fw_net *net, const struct fw_dns_tcp_question *question)
{
    struct fw_dns_tcp *t = question->n_query <= FW_DNS_QUERY_MAX ? rt_mem_alloc(sizeof *t) : NULL;
    if (t == NULL) {
        return RT_ENOMEM;
    }
    *t = (struct fw_dns_tcp){.net = net, .timer = question->timer, .n_out = LENGTH_BYTES + question->n_query};
    rt_put_be16(t->out, (uint16_t)question->n_query);
    memcpy(t->out + LENGTH_BYTES, question->query, question->n_query);
    rt_buf_init(&t->in, LENGTH_BYTES + REPLY_MAX);
    rt_buf_init(&t->known, FW_DNS_REPLY_MAX);
    const struct fw_stream_client client = {
        .on_connected = send_rest, .on_writable = send_rest, .on_bytes = on_bytes, .on_closed = on_closed, .ctx = t};
    enum rt_err err = rt_buf_put(&t->known, question->known, question->n_known);
    err = err == RT_OK ? fw_tcp_stream_create(&t->stream, net, "", &client) : err;
    err = err == RT_OK ? t->stream->ops->connect(t->stream, question->server, DNS_PORT) : err;
    if (err != RT_OK) {
        fw_dns_tcp_end(t, FW_STREAM_ABORT);
        return err;
    }
    *out = t;
    return RT_OK;
}

const uint8_t *fw_dns_tcp_reply(const struct fw_dns_tcp *t, size_t *n)
{
    bool has_reply = rt_buf_error(&t->in) == RT_OK && is_whole(t);
    *n = has_reply ? rt_be16(t->in.bytes) : 0;
    return has_reply ? t->in.bytes + LENGTH_BYTES : NULL;
}

const uint8_t *fw_dns_tcp_known(const struct fw_dns_tcp *t, size_t *n)
{
    *n = t->known.n;
    return t->known.bytes;
}

void fw_dns_tcp_end(struct fw_dns_tcp *t, enum fw_stream_end how)
{
    if (t != NULL) {
        if (t->stream != NULL) {
            t->stream->ops->destroy(t->stream, how);
        }
        rt_buf_fini(&t->in);
        rt_buf_fini(&t->known);
        (void)rt_mem_free(t); /* always NULL */
    }
}
