/* SPDX-License-Identifier: MIT */
/* Read tls.h first. Two queues buffer the bytes between mbedTLS and TCP, so mbedTLS never blocks. */
#include "session.h"
#include "tls_events.h"
#include <board/board.h>
#include <board/signal.h>
#include <fw/log.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define READ_PIECE 4096u
#define SEND_PIECE 4096u

struct tls_stream {
    struct fw_stream base;
    struct fw_net *net;
    struct board *board;
    struct fw_stream *tcp; /* NULL: not yet, or between two attempts */
    bool is_tcp_open;
    enum fw_tls_state state;
    struct fw_tls_session session;
    bool is_modern;                  /* the second attempt */
    char refusal[FW_TLS_DETAIL_MAX]; /* of the first attempt, when there was a second */
    bool wants_room;                 /* a send took less than all */
    bool has_renegotiated;
    bool has_told_why; /* an alert was sent: TCP is closed in an orderly way, so that it arrives */
    uint32_t ip;
    uint16_t port;
    struct fw_dns_request dns;
    struct board_timer wait; /* for the connection, then for the handshake */
    struct board_timer step; /* zero delay: what must not happen inside an event */
    struct board_timer room; /* zero delay: there is room again */
    /* What the step timer reports. */
    enum rt_err failed;
    enum fw_fail fail;
    char detail[FW_TLS_DETAIL_MAX];
    char name[FW_TLS_NAME_MAX + 1]; /* of the server, as in the URL */
};

static const char *const state_texts[FW_TLS_N_STATES] = {
#define STATE_TEXT(id, text) [FW_TLS_##id] = (text),
    FW_TLS_STATE_LIST(STATE_TEXT)
#undef STATE_TEXT
};

static void set_state(struct tls_stream *s, enum fw_tls_state state)
{
    s->state = state;
    FW_TRACE(s->board, tls_state, 0, (int64_t)state, s->name, state_texts[state]);
}

static const char *protocol(const struct tls_stream *s)
{
    return s->base.options.protocol != NULL ? s->base.options.protocol : "https";
}

/* --- the end --- */

static void tell_closed(struct tls_stream *s, enum rt_err why, enum fw_fail fail, const char *detail)
{
    if (s->state == FW_TLS_CLOSED) {
        return;
    }
    board_timer_stop(s->board, &s->wait);
    fw_dns_cancel(&s->dns);
    set_state(s, FW_TLS_CLOSED);
    s->base.client.on_closed(s->base.client.ctx, why, fail, detail);
}

static void refuse(struct tls_stream *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void refuse(struct tls_stream *s, const char *format, ...)
{
    char detail[FW_TLS_DETAIL_MAX];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(detail, sizeof detail, format, ap); /* may be cut */
    va_end(ap);
    fw_log_debug(fw_net_log(s->net), 1, "%s %.100s: %s", protocol(s), s->name, detail);
    tell_closed(s, RT_EIO, FW_FAIL_SSL, detail);
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

static void flush(struct tls_stream *s)
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

/* --- what the server showed --- */

static const char *client_text(const struct fw_tls_session *x)
{
    return !fw_tls_session_was_asked(x) ? "no client certificate asked for"
           : x->has_own                 ? "client certificate sent"
                                        : "client certificate asked for, none installed";
}

static void tell_check(struct tls_stream *s, const char *what, bool is_good)
{
    FW_TRACE(s->board, tls_check, 0, is_good, what);
}

/* Once a handshake has got as far as the certificate, whatever came of it. */
static void tell_certificate(struct tls_stream *s)
{
    const struct fw_tls_check *c = &s->session.check;
    if (c->depth < 0) {
        return;
    }
    FW_TRACE(s->board, tls_certificate, 0, c->depth, c->from.year, c->from.mon, c->from.day, c->to.year, c->to.mon,
             c->to.day, c->name, c->issuer);
    tell_check(s, "signature", !c->is_bad[FW_TLS_SIGNATURE]);
    if (c->now_s != 0) {
        tell_check(s, "dates", !c->is_bad[FW_TLS_DATES]);
    }
    tell_check(s, "name", !c->is_bad[FW_TLS_NAME]);
}

/* --- the handshake --- */

static void on_handshake_over(struct tls_stream *s);

/* Would newer suites have prevented this failure? Then start over. */
static bool retry(struct tls_stream *s, const char *why)
{
    if (s->is_modern || fw_net_tls(s->net)->is_strict || !fw_tls_session_is_early(&s->session)) {
        return false;
    }
    board_timer_stop(s->board, &s->wait);
    (void)snprintf(s->refusal, sizeof s->refusal, "%s", why);
    FW_TRACE(s->board, tls_refusal, 0, 0, why);
    s->is_modern = true;
    set_state(s, FW_TLS_RETRYING);
    board_timer_start(s->board, &s->step, 0);
    return true;
}

static void on_handshake_failed(struct tls_stream *s, int result)
{
    char detail[FW_TLS_DETAIL_MAX];
    enum fw_fail fail = fw_tls_session_explain(&s->session, result, detail);
    flush(s); /* the alert */
    tell_certificate(s);
    if (fail == FW_FAIL_ABORTED) {
        tell_closed(s, RT_ENOMEM, fail, detail);
    } else if (!retry(s, detail)) {
        s->has_told_why = true;
        refuse(s, "%s", detail);
    }
}

static void run_handshake(struct tls_stream *s)
{
    int result = mbedtls_ssl_handshake(&s->session.ssl);
    if (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE) {
        flush(s);
    } else if (result != 0) {
        on_handshake_failed(s, result);
    } else {
        flush(s);
        on_handshake_over(s);
    }
}

/* --- bytes from the server --- */

/* A second handshake is over, which a server such as Apache begins to ask for a client certificate once it has seen
 * the path (SSLVerifyClient in a Location). The name was checked again; the address is the same connection's. */
static void look_for_renegotiation(struct tls_stream *s)
{
    const struct fw_tls_session *x = &s->session;
    if (s->has_renegotiated || !fw_tls_session_has_renegotiated(x)) {
        return;
    }
    s->has_renegotiated = true;
    FW_TRACE(s->board, tls_agreed, 0, 0, mbedtls_ssl_get_version(&x->ssl), mbedtls_ssl_get_ciphersuite(&x->ssl),
             client_text(x));
    if (fw_tls_session_is_rfc5746(x)) {
        FW_TRACE(s->board, tls_renegotiated, 0, 0, s->name);
    }
}

static void read_all(struct tls_stream *s)
{
    uint8_t piece[READ_PIECE];
    while (s->state == FW_TLS_OPEN) {
        int n = mbedtls_ssl_read(&s->session.ssl, piece, sizeof piece);
        look_for_renegotiation(s);
        if (n > 0) {
            s->base.client.on_bytes(s->base.client.ctx, piece, (size_t)n);
        } else if (n == MBEDTLS_ERR_SSL_WANT_READ || n == MBEDTLS_ERR_SSL_WANT_WRITE) {
            break;
        } else if (n == 0 || n == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
            tell_closed(s, RT_ECLOSED, FW_FAIL_NONE, "closed by the server");
        } else {
            char detail[FW_TLS_DETAIL_MAX];
            enum fw_fail fail = fw_tls_session_explain(&s->session, n, detail);
            tell_closed(s, RT_EIO, fail == FW_FAIL_ABORTED ? fail : FW_FAIL_NONE, detail);
        }
    }
    flush(s); /* an alert or a second handshake, if any */
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
        tell_closed(s, err, err == RT_ENOMEM ? FW_FAIL_ABORTED : FW_FAIL_SSL, "the server sends more than is wanted");
    } else if (s->state == FW_TLS_HANDSHAKE) {
        run_handshake(s);
    } else if (s->state == FW_TLS_OPEN) {
        read_all(s);
    }
}

static void on_tcp_connected(void *ctx)
{
    struct tls_stream *s = ctx;
    s->is_tcp_open = true;
    set_state(s, FW_TLS_HANDSHAKE);
    board_timer_start(s->board, &s->wait, (uint64_t)FW_TLS_HANDSHAKE_MS * BOARD_US_PER_MS);
    run_handshake(s);
}

static void on_tcp_writable(void *ctx)
{
    struct tls_stream *s = ctx;
    flush(s);
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
        tell_closed(s, why, fail, detail);
        break;
    case FW_TLS_OPEN:
        if (fw_tls_session_is_done(&s->session)) {
            tell_closed(s, why, fail, detail);
        } else {
            (void)snprintf(text, sizeof text, "second TLS handshake: %.80s, waited for %s", detail,
                           fw_tls_session_waits_for(&s->session));
            tell_closed(s, RT_EIO, FW_FAIL_NONE, text);
        }
        break;
    case FW_TLS_HANDSHAKE:
        (void)snprintf(text, sizeof text, "TLS handshake: %.80s, waited for %s", detail,
                       fw_tls_session_waits_for(&s->session));
        if (!retry(s, text)) {
            refuse(s, "%s", text);
        }
        break;
    case FW_TLS_RESOLVING:
        refuse(s, "%.80s after the TLS handshake", detail);
        break;
    default: /* RETRYING: it is let go anyway */
        break;
    }
}

/* --- after the handshake --- */

static void open_up(struct tls_stream *s)
{
    struct fw_tls_session *x = &s->session;
    const char *client = client_text(x);
    fw_log_debug(fw_net_log(s->net), 2, "%s %.100s: %s, %s, certificate of %.60s, %s", protocol(s), s->name,
                 mbedtls_ssl_get_version(&x->ssl), mbedtls_ssl_get_ciphersuite(&x->ssl), x->check.name, client);
    FW_TRACE(s->board, tls_session, 0, 0, s->name, mbedtls_ssl_get_version(&x->ssl),
             mbedtls_ssl_get_ciphersuite(&x->ssl), client);
    if (s->is_modern) {
        FW_TRACE(s->board, tls_too_modern, 0, 0, s->name, s->refusal, mbedtls_ssl_get_version(&x->ssl),
                 mbedtls_ssl_get_ciphersuite(&x->ssl));
    }
    set_state(s, FW_TLS_OPEN);
    s->base.client.on_connected(s->base.client.ctx);
    read_all(s);
}

static void on_resolved(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    struct tls_stream *s = ctx;
    bool is_there = err == RT_OK && fw_tls_is_address_of(&s->session.check, addrs, n, s->ip);
    tell_check(s, "address", is_there);
    if (err != RT_OK) {
        refuse(s, "certificate of %.60s: that name is not found: %s", s->session.check.name, rt_err_text(err));
    } else if (!is_there) {
        refuse(s, "%s", s->session.check.reason);
    } else {
        open_up(s);
    }
}

/* Check 3 (guide p.1-13). */
static void on_handshake_over(struct tls_stream *s)
{
    struct fw_tls_session *x = &s->session;
    board_timer_stop(s->board, &s->wait);
    FW_TRACE(s->board, tls_agreed, 0, 0, mbedtls_ssl_get_version(&x->ssl), mbedtls_ssl_get_ciphersuite(&x->ssl),
             client_text(x));
    tell_certificate(s);
    set_state(s, FW_TLS_RESOLVING);
    fw_dns_resolve(s->net, &s->dns, s->session.check.name, on_resolved, s);
}

static void on_wait(void *ctx, struct board_timer *t)
{
    struct tls_stream *s = ctx;
    (void)t;
    if (s->state == FW_TLS_CONNECTING) {
        char detail[FW_TLS_DETAIL_MAX];
        (void)snprintf(detail, sizeof detail, "no connection in %u s", FW_TLS_CONNECT_MS / 1000u);
        tell_closed(s, RT_ETIMEDOUT, FW_FAIL_CONNECT, detail);
    } else {
        refuse(s, "TLS handshake: not done after %u s, waited for %s", FW_TLS_HANDSHAKE_MS / 1000u,
               fw_tls_session_waits_for(&s->session));
    }
}

/* --- beginning --- */

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
        set_state(s, FW_TLS_CONNECTING);
        fail_soon(s, RT_EIO, FW_FAIL_SSL, "no root certificate in this release: it does not know HTTPS");
        return RT_OK;
    }
    if (err == RT_OK) {
        err = fw_tcp_stream_create(&s->tcp, s->net, s->name, &client);
    }
    if (err == RT_OK) {
        s->tcp->options = s->base.options;
        set_state(s, FW_TLS_CONNECTING);
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
        tell_closed(s, s->failed, s->fail, s->detail);
    } else if (s->state == FW_TLS_RETRYING) {
        let_tcp_go(s, FW_STREAM_CLOSE);
        fw_tls_session_stop(&s->session);
        enum rt_err err = begin(s);
        if (err != RT_OK) {
            tell_closed(s, err, err == RT_ENOMEM ? FW_FAIL_ABORTED : FW_FAIL_CONNECT, rt_err_text(err));
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
        flush(s);
        s->wants_room = true;
        return 0;
    }
    if (taken < 0) { /* the queue takes all, so nothing but memory can be short */
        fail_soon(s, RT_ENOMEM, FW_FAIL_ABORTED, rt_err_text(RT_ENOMEM));
        return 0;
    }
    flush(s);
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
        flush(s);
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
