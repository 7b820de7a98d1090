/* SPDX-License-Identifier: MIT */
/*
 * HTTP, one request over one stream: RFC 7230. http-parser (2.9) reads the answer.
 *
 *   CONNECTING -> SENDING -> WAITING (head, then body) -> over
 *
 * Of the unit's requests only the method and the User-Agent are known (guide p.1-13, p.2-13). Guesses, each in one
 * place: HTTP/1.1 with Host and "Connection: close"; no redirect is followed; which answers are success (the table
 * below). Path and query are sent unchanged, without percent-encoding.
 */
#include "fetch_priv.h"
#include "fetch_events.h"
#include <fw/tls.h>
#include "timing.h"
#include <http_parser.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <string.h>

#define REQUEST_HEAD_MAX_BYTES 4096u
#define REASON_MAX             64u
#define HEADER_MAX             200u /* of a header that is told; longer ones are cut */
#define LOCATION_MAX           80u  /* of what a redirect says; more is not shown */

enum http_state { CONNECTING, SENDING, WAITING, OVER };

struct http {
    struct fw_fetch *f;
    struct fw_stream *stream;
    struct board_timer wait; /* connect timeout, then idle timeout */
    enum http_state state;
    struct rt_buf head; /* of the request */
    size_t n_sent;      /* of head and body together */
    http_parser parser;
    size_t n_head_bytes; /* of the answer, interim ones included */
    bool has_bytes;      /* the server has answered */
    bool is_head_done;
    bool is_interim; /* the current message is a 1xx */
    char reason[REASON_MAX];
    char field[HEADER_MAX], value[HEADER_MAX]; /* of the header that is read */
    char location[LOCATION_MAX];               /* of a redirect, to be told: it is not followed */
};

/* The meaning of each status; the first matching row counts. All others: http_get failed (guide p.4-8 has no other
 * text). */
struct verdict {
    int from, to;
    unsigned methods;
    enum fw_fail fail;
};
static const struct verdict verdicts[] = {
    {200, 200, 1u << FW_METHOD_GET | 1u << FW_METHOD_POST, FW_FAIL_NONE},
    {201, 204, 1u << FW_METHOD_POST, FW_FAIL_NONE}, /* guess: a server that stores a report answers so */
    {404, 404, 1u << FW_METHOD_GET | 1u << FW_METHOD_POST, FW_FAIL_FILE_NOT_FOUND},
};

static enum fw_fail failed(const struct http *h)
{
    return h->f->method == FW_METHOD_POST ? FW_FAIL_HTTP_POST : FW_FAIL_HTTP_GET;
}

static enum fw_fail judge(const struct http *h, int status)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        const struct verdict *v = &verdicts[i];
        if (status >= v->from && status <= v->to && (v->methods & 1u << h->f->method) != 0) {
            return v->fail;
        }
    }
    return failed(h);
}

static void end(struct http *h)
{
    h->state = OVER;
    board_timer_stop(h->f->board, &h->wait);
}

static void is_alive(struct http *h)
{
    board_timer_start(h->f->board, &h->wait, (uint64_t)HTTP_IDLE_MS * BOARD_US_PER_MS);
}

/* --- the request --- */

/* A byte that would end the line early and let the author of the rule inject headers. */
static bool is_line(const char *text)
{
    return strpbrk(text, "\r\n") == NULL;
}

static enum rt_err put_head(struct http *h)
{
    const struct fw_fetch *f = h->f;
    const struct fw_fetch_request request = {
        .url = &f->url,
        .method = f->method,
        .n_body = f->n_body,
        .content_type = f->content_type,
        .user_agent = f->user_agent,
    };
    return fw_fetch_put_http_head(&request, &h->head);
}

/* Sends as much as the stream accepts. */
static void pump(struct http *h)
{
    const struct fw_fetch *f = h->f;
    size_t n_all = h->head.n + f->n_body;
    while (h->n_sent < n_all) {
        bool in_head = h->n_sent < h->head.n;
        const uint8_t *from = in_head ? h->head.bytes + h->n_sent : f->body + (h->n_sent - h->head.n);
        size_t n = in_head ? h->head.n - h->n_sent : n_all - h->n_sent;
        size_t taken = h->stream->ops->send(h->stream, from, n);
        h->n_sent += taken;
        if (taken > 0) {
            is_alive(h);
        }
        if (taken < n) {
            return; /* on_writable continues */
        }
    }
    h->state = WAITING;
}

static void on_connected(void *ctx)
{
    struct http *h = ctx;
    if (h->state != CONNECTING) {
        return;
    }
    h->state = SENDING;
    if (h->f->method == FW_METHOD_POST) {
        fetch_answered(h->f);
    }
    is_alive(h);
    pump(h);
}

static void on_writable(void *ctx)
{
    struct http *h = ctx;
    if (h->state == SENDING) {
        pump(h);
    }
}

/* --- the answer: http-parser's callbacks; nonzero stops the parser --- */

static int on_status(http_parser *p, const char *at, size_t n)
{
    struct http *h = p->data;
    size_t n_have = strlen(h->reason); /* it may come in pieces */
    fetch_printable(h->reason + n_have, sizeof h->reason - n_have, at, n);
    return 0;
}

static int on_message_begin(http_parser *p)
{
    struct http *h = p->data;
    h->reason[0] = '\0';
    h->field[0] = '\0';
    h->value[0] = '\0';
    h->location[0] = '\0';
    return 0;
}

/* Headers come in pieces; one is whole when the next begins, or when the head ends. The unit makes nothing of most of
 * them: reported for the operator of the server. */
static void tell_header(struct http *h)
{
    if (h->field[0] != '\0') {
        FW_TRACE(h->f->board, http_header, 0, 0, h->field, h->value);
        if (rt_str_is_ci(rt_str(h->field), "location")) {
            fetch_printable(h->location, sizeof h->location, h->value, strlen(h->value));
        }
    }
    h->field[0] = '\0';
    h->value[0] = '\0';
}

static void add_piece(char text[HEADER_MAX], const char *at, size_t n)
{
    size_t n_have = strlen(text);
    fetch_printable(text + n_have, HEADER_MAX - n_have, at, n);
}

static int on_header_field(http_parser *p, const char *at, size_t n)
{
    struct http *h = p->data;
    if (h->value[0] != '\0') {
        tell_header(h);
    }
    add_piece(h->field, at, n);
    return 0;
}

static int on_header_value(http_parser *p, const char *at, size_t n)
{
    struct http *h = p->data;
    if (h->field[0] != '\0' && h->value[0] == '\0' && n == 0) {
        tell_header(h); /* an empty value */
    }
    add_piece(h->value, at, n);
    return 0;
}

static int on_headers_complete(http_parser *p)
{
    struct http *h = p->data;
    int status = (int)p->status_code;
    tell_header(h);
    FW_TRACE(h->f->board, http_status, 0, status, p->http_major, p->http_minor, status, h->reason);
    h->is_interim = status >= 100 && status <= 199 && status != 101; /* 101: no upgrade was requested */
    if (h->is_interim) {
        return 0;
    }
    h->is_head_done = true;
    h->f->result.http_status = status;
    enum fw_fail fail = judge(h, status);
    if (fail != FW_FAIL_NONE) {
        end(h);
        bool is_redirect = status >= 300 && status <= 399 && h->location[0] != '\0';
        fetch_over(h->f, fail, is_redirect ? "status %d %s to %s: no redirect is followed" : "status %d %s", status,
                   h->reason, h->location);
        return -1;
    }
    if ((p->flags & F_CONTENTLENGTH) != 0 && p->content_length > h->f->max_bytes) {
        end(h);
        fetch_over(h->f, FW_FAIL_TOO_BIG, "%llu bytes announced, at most %u are taken",
                   (unsigned long long)p->content_length, (unsigned)h->f->max_bytes);
        return -1;
    }
    return 0;
}

static int on_body(http_parser *p, const char *at, size_t n)
{
    struct http *h = p->data;
    return fetch_body(h->f, (const uint8_t *)at, n) == RT_OK ? 0 : -1;
}

static int on_message_complete(http_parser *p)
{
    struct http *h = p->data;
    if (h->is_interim) {
        h->is_interim = false;
        return 0;
    }
    end(h);
    fetch_over(h->f, FW_FAIL_NONE, "status %d %s, %u bytes", h->f->result.http_status, h->reason,
               (unsigned)h->f->result.n_bytes);
    return -1; /* ignore whatever follows */
}

static const http_parser_settings parser_settings = {
    .on_message_begin = on_message_begin,
    .on_status = on_status,
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
};

static bool is_over(const struct http *h)
{
    return h->state == OVER || h->f->state != FETCH_ASKING;
}

static void on_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    struct http *h = ctx;
    if (is_over(h)) {
        return;
    }
    fetch_answered(h->f);
    h->has_bytes = true;
    is_alive(h);
    while (n > 0) {
        size_t n_head_left = HTTP_HEAD_MAX_BYTES - h->n_head_bytes;
        size_t n_piece = !h->is_head_done && n > n_head_left ? n_head_left : n;
        (void)http_parser_execute(&h->parser, &parser_settings, (const char *)bytes, n_piece); /* see errno below */
        if (is_over(h)) {
            return;
        }
        enum http_errno err = HTTP_PARSER_ERRNO(&h->parser);
        if (err != HPE_OK) {
            end(h);
            fetch_over(h->f, failed(h), "not an HTTP answer: %s", http_errno_description(err));
            return;
        }
        bytes += n_piece;
        n -= n_piece;
        h->n_head_bytes += h->is_head_done ? 0 : n_piece;
        if (h->n_head_bytes == HTTP_HEAD_MAX_BYTES) {
            end(h);
            fetch_over(h->f, failed(h), "headers longer than %u bytes", HTTP_HEAD_MAX_BYTES);
            return;
        }
    }
}

/* End of stream: the end of a body without a length, or premature. */
static void on_end_of_bytes(struct http *h)
{
    if (h->is_head_done) {
        (void)http_parser_execute(&h->parser, &parser_settings, "", 0);
        if (is_over(h)) {
            return;
        }
    }
    end(h);
    fetch_over(h->f, failed(h), "closed by the server %s, after %u bytes of the body",
               h->is_head_done ? "in the middle of the body"
               : h->has_bytes  ? "in the middle of the headers"
                               : "before an answer",
               (unsigned)h->f->result.n_bytes);
}

static void on_closed(void *ctx, enum rt_err why, enum fw_fail fail, const char *detail)
{
    struct http *h = ctx;
    if (is_over(h)) {
        return;
    }
    if (why == RT_ECLOSED && fail == FW_FAIL_NONE) {
        on_end_of_bytes(h);
        return;
    }
    char peer[FETCH_PEER_TEXT_BYTES];
    bool is_connecting = h->state == CONNECTING;
    end(h);
    if (is_connecting) {
        fetch_over(h->f, fail != FW_FAIL_NONE ? fail : failed(h), "%s: %s", fetch_peer_text(h->f, peer), detail);
        return;
    }
    fetch_over(h->f, fail != FW_FAIL_NONE ? fail : failed(h), "%s: %s, after %u bytes of the body",
               fetch_peer_text(h->f, peer), detail, (unsigned)h->f->result.n_bytes);
}

static void on_wait(void *ctx, struct board_timer *t)
{
    struct http *h = ctx;
    (void)t;
    char peer[FETCH_PEER_TEXT_BYTES];
    bool is_connecting = h->state == CONNECTING;
    end(h);
    if (is_connecting) {
        fetch_over(h->f, FW_FAIL_CONNECT, "%s: no connection in %u s", fetch_peer_text(h->f, peer),
                   HTTP_CONNECT_MS / 1000u);
    } else {
        fetch_over(h->f, failed(h), "%s: nothing for %u s, after %u bytes of the body", fetch_peer_text(h->f, peer),
                   HTTP_IDLE_MS / 1000u, (unsigned)h->f->result.n_bytes);
    }
}

/* --- the attempt --- */

static void http_stop(void *attempt, enum fw_stream_end how)
{
    struct http *h = attempt;
    board_timer_stop(h->f->board, &h->wait);
    if (h->stream != NULL) {
        h->stream->ops->destroy(h->stream, how);
    }
    rt_buf_fini(&h->head);
    (void)rt_mem_free(h);
}

static enum rt_err open_stream(struct http *h)
{
    struct fw_fetch *f = h->f;
    const struct fw_stream_client client = {
        .on_connected = on_connected,
        .on_writable = on_writable,
        .on_bytes = on_bytes,
        .on_closed = on_closed,
        .ctx = h,
    };
    enum rt_err err = f->transport->create_stream(&h->stream, f->net, f->url.server, &client);
    if (err != RT_OK) {
        return err;
    }
    if (f->transport->connect_ms != 0) {
        board_timer_start(f->board, &h->wait, (uint64_t)f->transport->connect_ms * BOARD_US_PER_MS);
    }
    err = h->stream->ops->connect(h->stream, f->result.server_ip, f->url.port);
    if (err == RT_EUNREACH) {
        end(h);
        fetch_over(f, FW_FAIL_CONNECT, "no way to the server: not on this network and no gateway");
        return RT_OK;
    }
    return err;
}

static enum rt_err http_start(struct fw_fetch *f, void **attempt)
{
    struct http *h = rt_mem_alloc(sizeof *h);
    if (h == NULL) {
        return RT_ENOMEM;
    }
    h->f = f;
    rt_buf_init(&h->head, REQUEST_HEAD_MAX_BYTES);
    http_parser_init(&h->parser, HTTP_RESPONSE);
    h->parser.allow_chunked_length = 1; /* Transfer-Encoding overrides Content-Length: RFC 7230 section 3.3.3 */
    h->parser.data = h;
    board_timer_init(&h->wait, "http.wait", BOARD_PRIORITY_FIRMWARE, on_wait, h);
    enum rt_err err = RT_OK;
    if (!is_line(f->url.path) || !is_line(f->url.server) || !is_line(f->content_type) ||
        (f->user_agent != NULL && !is_line(f->user_agent))) {
        fetch_answered(f); /* no other address would help */
        fetch_over(f, failed(h), "a line break inside the request");
    } else if ((err = put_head(h)) == RT_ETOOBIG) {
        err = RT_OK;
        fetch_answered(f);
        fetch_over(f, failed(h), "request head longer than %u bytes", REQUEST_HEAD_MAX_BYTES);
    } else if (err == RT_OK) {
        err = open_stream(h);
    }
    if (err != RT_OK) {
        http_stop(h, FW_STREAM_ABORT);
        return err;
    }
    *attempt = h;
    return RT_OK;
}

const struct fetch_transport fetch_http = {
    .methods = 1u << FW_METHOD_GET | 1u << FW_METHOD_POST,
    .timeout_get = FW_FAIL_HTTP_GET,
    .timeout_other = FW_FAIL_HTTP_POST,
    .create_stream = fw_tcp_stream_create,
    .connect_ms = HTTP_CONNECT_MS,
    .start = http_start,
    .stop = http_stop,
};

const struct fetch_transport fetch_https = {
    .methods = 1u << FW_METHOD_GET | 1u << FW_METHOD_POST,
    .timeout_get = FW_FAIL_HTTP_GET,
    .timeout_other = FW_FAIL_HTTP_POST,
    .create_stream = fw_tls_stream_create,
    .start = http_start,
    .stop = http_stop,
};
