/* SPDX-License-Identifier: MIT */
/* Read tls.h first. The connection: its beginning, the bytes both ways, its end. Two queues buffer the bytes between
 * mbedTLS and TCP, so mbedTLS never blocks. */
#include "stream_priv.h"
#include "tls_events.h"
#include <board/board.h>
#include <fw/log.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define READ_PIECE 4096u
#define SEND_PIECE 4096u

static const char *const state_texts[FW_TLS_N_STATES] = {
#define STATE_TEXT(id, text) [FW_TLS_##id] = (text),
    FW_TLS_STATE_LIST(STATE_TEXT)
#undef STATE_TEXT
};

void fw_tls_set_state(struct tls_stream *s, enum fw_tls_state state)
{
    s->state = state;
    FW_TRACE(s->board, tls_state, 0, (int64_t)state, s->name, state_texts[state]);
}

const char *fw_tls_protocol(const struct tls_stream *s)
{
    return s->base.options.protocol != NULL ? s->base.options.protocol : "https";
}

/* --- the end --- */

void fw_tls_tell_closed(struct tls_stream *s, enum rt_err why, enum fw_fail fail, const char *detail)
{
    if (s->state == FW_TLS_CLOSED) {
        return;
    }
    board_timer_stop(s->board, &s->wait);
    fw_dns_cancel(&s->dns);
    fw_tls_set_state(s, FW_TLS_CLOSED);
    s->base.client.on_closed(s->base.client.ctx, why, fail, detail);
}

void fw_tls_refuse(struct tls_stream *s, const char *format, ...)
{
    char detail[FW_TLS_DETAIL_MAX];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(detail, sizeof detail, format, ap); /* may be cut */
    va_end(ap);
    fw_log_debug(fw_net_log(s->net), 1, "%s %.100s: %s", fw_tls_protocol(s), s->name, detail);
    fw_tls_tell_closed(s, RT_EIO, FW_FAIL_SSL, detail);
}

/* Reported from the step timer: the caller is inside connect or send. */
static void fail_soon(struct tls_stream *s, enum rt_err err, enum fw_fail fail, const char *detail)
{
    s->failed = err;
    s->fail = fail;
    (void)snprintf(s->detail, sizeof s->detail, "%s", detail);
    board_timer_start(s->board, &s->step, 0);
}

/* --- bytes to the server --- */

void fw_tls_flush(struct tls_stream *s)
{
    struct fw_tls_queue *q = &s->session.out;
    while (s->is_tcp_open && q->n_taken < q->bytes.n) {
        size_t n = q->bytes.n - q->n_taken;
        size_t taken = s->tcp->ops->send(s->tcp, q->bytes.bytes + q->n_taken, n);
        q->n_taken += taken;
        if (taken < n) {
            return; /* on_writable continues */
        }
    }
    fw_tls_queue_tidy(q);
}

static bool is_flushed(const struct tls_stream *s)
{
    return s->session.out.bytes.n == 0;
}

/* --- bytes from the server --- */

void fw_tls_read_all(struct tls_stream *s)
{
    uint8_t piece[READ_PIECE];
    while (s->state == FW_TLS_OPEN) {
        int n = mbedtls_ssl_read(&s->session.ssl, piece, sizeof piece);
        fw_tls_look_for_renegotiation(s);
        if (n > 0) {
            s->base.client.on_bytes(s->base.client.ctx, piece, (size_t)n);
        } else if (n == MBEDTLS_ERR_SSL_WANT_READ || n == MBEDTLS_ERR_SSL_WANT_WRITE) {
            break;
        } else if (n == 0 || n == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
            fw_tls_tell_closed(s, RT_ECLOSED, FW_FAIL_NONE, "closed by the server");
        } else {
            char detail[FW_TLS_DETAIL_MAX];
            enum fw_fail fail = fw_tls_session_explain(&s->session, n, detail);
            fw_tls_tell_closed(s, RT_EIO, fail == FW_FAIL_ABORTED ? fail : FW_FAIL_NONE, detail);
        }
    }
    fw_tls_flush(s); /* an alert or a second handshake, if any */
    if (s->state == FW_TLS_OPEN && s->wants_room && is_flushed(s) && fw_tls_session_is_done(&s->session)) {
        board_timer_start(s->board, &s->room, 0); /* what had to wait for a second handshake */
    }
}

static void on_tcp_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    struct tls_stream *s = ctx;
    if (s->state == FW_TLS_CLOSED || s->state == FW_TLS_RETRYING) {
        return;
    }
    enum rt_err err = rt_buf_put(&s->session.in.bytes, bytes, n);
    if (err != RT_OK) {
        fw_tls_tell_closed(s, err, err == RT_ENOMEM ? FW_FAIL_ABORTED : FW_FAIL_SSL,
                           "the server sends more than is wanted");
    } else if (s->state == FW_TLS_HANDSHAKE) {
        fw_tls_run_handshake(s);
    } else if (s->state == FW_TLS_OPEN) {
        fw_tls_read_all(s);
    }
}

static void on_tcp_connected(void *ctx)
{
    struct tls_stream *s = ctx;
    s->is_tcp_open = true;
    fw_tls_set_state(s, FW_TLS_HANDSHAKE);
    board_timer_start(s->board, &s->wait, (uint64_t)FW_TLS_HANDSHAKE_MS * BOARD_US_PER_MS);
    fw_tls_run_handshake(s);
}

static void on_tcp_writable(void *ctx)
{
    struct tls_stream *s = ctx;
    fw_tls_flush(s);
    if (s->wants_room && s->state == FW_TLS_OPEN && is_flushed(s)) {
        s->wants_room = false;
        s->base.client.on_writable(s->base.client.ctx);
    }
}

/* guess: a connection that ends without close_notify still ends the file, as in browsers of the time; HTTP detects a
 * truncated body. */
static void on_tcp_closed(void *ctx, enum rt_err why, enum fw_fail fail, const char *detail)
{
    struct tls_stream *s = ctx;
    s->is_tcp_open = false;
    char text[FW_TLS_DETAIL_MAX];
    switch (s->state) {
    case FW_TLS_CONNECTING:
        fw_tls_tell_closed(s, why, fail, detail);
        break;
    case FW_TLS_OPEN:
        if (fw_tls_session_is_done(&s->session)) {
            fw_tls_tell_closed(s, why, fail, detail);
        } else {
            (void)snprintf(text, sizeof text, "second TLS handshake: %.80s, waited for %s", detail,
                           fw_tls_session_waits_for(&s->session));
            fw_tls_tell_closed(s, RT_EIO, FW_FAIL_NONE, text);
        }
        break;
    case FW_TLS_HANDSHAKE:
        (void)snprintf(text, sizeof text, "TLS handshake: %.80s, waited for %s", detail,
                       fw_tls_session_waits_for(&s->session));
        if (!fw_tls_retry(s, text)) {
            fw_tls_refuse(s, "%s", text);
        }
        break;
    case FW_TLS_RESOLVING:
        fw_tls_refuse(s, "%.80s after the TLS handshake", detail);
        break;
    default: /* RETRYING: it is let go anyway */
        break;
    }
}

/* --- beginning --- */

static void on_wait(void *ctx, struct board_timer *t)
{
    struct tls_stream *s = ctx;
    (void)t;
    if (s->state == FW_TLS_CONNECTING) {
        char detail[FW_TLS_DETAIL_MAX];
        (void)snprintf(detail, sizeof detail, "no connection in %u s", FW_TLS_CONNECT_MS / 1000u);
        fw_tls_tell_closed(s, RT_ETIMEDOUT, FW_FAIL_CONNECT, detail);
    } else {
        fw_tls_refuse(s, "TLS handshake: not done after %u s, waited for %s", FW_TLS_HANDSHAKE_MS / 1000u,
                      fw_tls_session_waits_for(&s->session));
    }
}

/* One attempt: a fresh session over a fresh connection. */
static enum rt_err begin(struct tls_stream *s)
{
    const struct fw_stream_client client = {
        .on_connected = on_tcp_connected,
        .on_writable = on_tcp_writable,
        .on_bytes = on_tcp_bytes,
        .on_closed = on_tcp_closed,
        .ctx = s,
    };
    enum rt_err err = fw_tls_session_start(&s->session, s->net, s->name, s->is_modern);
    if (err == RT_ENOENT) { /* no root to check a server with */
        fw_tls_set_state(s, FW_TLS_CONNECTING);
        fail_soon(s, RT_EIO, FW_FAIL_SSL, "no root certificate in this release: it does not know HTTPS");
        return RT_OK;
    }
    if (err == RT_OK) {
        err = fw_tcp_stream_create(&s->tcp, s->net, s->name, &client);
    }
    if (err == RT_OK) {
        s->tcp->options = s->base.options;
        fw_tls_set_state(s, FW_TLS_CONNECTING);
        board_timer_start(s->board, &s->wait, (uint64_t)FW_TLS_CONNECT_MS * BOARD_US_PER_MS);
        err = s->tcp->ops->connect(s->tcp, s->ip, s->port);
    }
    return err;
}

static void let_tcp_go(struct tls_stream *s, enum fw_stream_end how)
{
    if (s->tcp != NULL) {
        s->tcp->ops->destroy(s->tcp, how);
        s->tcp = NULL;
        s->is_tcp_open = false;
    }
}

static void on_step(void *ctx, struct board_timer *t)
{
    struct tls_stream *s = ctx;
    (void)t;
    if (s->failed != RT_OK) {
        fw_tls_tell_closed(s, s->failed, s->fail, s->detail);
    } else if (s->state == FW_TLS_RETRYING) {
        let_tcp_go(s, FW_STREAM_CLOSE);
        fw_tls_session_stop(&s->session);
        enum rt_err err = begin(s);
        if (err != RT_OK) {
            fw_tls_tell_closed(s, err, err == RT_ENOMEM ? FW_FAIL_ABORTED : FW_FAIL_CONNECT, rt_err_text(err));
        }
    }
}

/* --- the stream --- */

static enum rt_err tls_connect(struct fw_stream *base, uint32_t ip, uint16_t port)
{
    struct tls_stream *s = (struct tls_stream *)base;
    RT_ASSERT(s->state == FW_TLS_IDLE);
    s->ip = ip;
    s->port = port;
    return begin(s);
}

static size_t tls_send(struct fw_stream *base, const uint8_t *bytes, size_t n)
{
    struct tls_stream *s = (struct tls_stream *)base;
    RT_ASSERT(s->state == FW_TLS_OPEN);
    if (s->failed != RT_OK) {
        return 0;
    }
    if (!is_flushed(s)) {
        s->wants_room = true;
        return 0;
    }
    size_t piece = n < SEND_PIECE ? n : SEND_PIECE;
    int taken = mbedtls_ssl_write(&s->session.ssl, bytes, piece);
    if (taken == MBEDTLS_ERR_SSL_WANT_READ) { /* in the middle of a second handshake: read_all continues */
        fw_tls_flush(s);
        s->wants_room = true;
        return 0;
    }
    if (taken < 0) { /* the queue takes all, so nothing but memory can be short */
        fail_soon(s, RT_ENOMEM, FW_FAIL_ABORTED, rt_err_text(RT_ENOMEM));
        return 0;
    }
    fw_tls_flush(s);
    if ((size_t)taken < n) {
        s->wants_room = true;
        if (is_flushed(s)) { /* no acknowledgement is due that would say so */
            board_timer_start(s->board, &s->room, 0);
        }
    }
    return (size_t)taken;
}

static void on_room(void *ctx, struct board_timer *t)
{
    (void)t;
    on_tcp_writable(ctx);
}

static void tls_destroy(struct fw_stream *base, enum fw_stream_end how)
{
    struct tls_stream *s = (struct tls_stream *)base;
    board_timer_stop(s->board, &s->wait);
    board_timer_stop(s->board, &s->step);
    board_timer_stop(s->board, &s->room);
    fw_dns_cancel(&s->dns);
    if (how == FW_STREAM_CLOSE && s->is_tcp_open && fw_tls_session_is_done(&s->session)) {
        (void)mbedtls_ssl_close_notify(&s->session.ssl); /* a courtesy */
        fw_tls_flush(s);
    }
    if (how == FW_STREAM_ABORT && s->has_told_why) {
        how = FW_STREAM_CLOSE;
    }
    let_tcp_go(s, how);
    fw_tls_session_stop(&s->session);
    (void)rt_mem_free(s);
}

static const struct fw_stream_ops tls_stream_ops = {
    .connect = tls_connect,
    .send = tls_send,
    .destroy = tls_destroy,
};

enum rt_err fw_tls_stream_create(struct fw_stream **out, struct fw_net *net, const char *server_name,
                                 const struct fw_stream_client *client)
{
    struct tls_stream *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return RT_ENOMEM;
    }
    s->base.ops = &tls_stream_ops;
    s->base.client = *client;
    s->net = net;
    s->board = fw_net_board(net);
    if (rt_str_copy(s->name, sizeof s->name, rt_str(server_name)) != RT_OK) {
        s->name[0] = '\0'; /* no certificate fits it */
    }
    board_timer_init(&s->wait, "tls.wait", BOARD_PRIORITY_FIRMWARE, on_wait, s);
    board_timer_init(&s->step, "tls.step", BOARD_PRIORITY_FIRMWARE, on_step, s);
    board_timer_init(&s->room, "tls.room", BOARD_PRIORITY_FIRMWARE, on_room, s);
    *out = &s->base;
    return RT_OK;
}
