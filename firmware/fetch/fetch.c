/* SPDX-License-Identifier: MIT */
/*
 * A fetch: resolves the name, then tries the addresses in turn until one answers (guide p.1-4), with the transport
 * of the scheme.
 *
 *   STARTING -> RESOLVING -> ASKING -> ENDING -> ASKING (the next address)
 *                                         \----> DONE
 *
 * "Answers" means: any TFTP packet; the first byte of an HTTP answer, or for a POST an open connection, because a
 * POST that was received must not be repeated (guess).
 */
#include "fetch_priv.h"
#include "fetch_events.h"
#include "timing.h"
#include <board/board.h>
#include <board/signal.h>
#include <fw/log.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_CONTENT_TYPE "text/plain"

/* Scheme to transport. */
static const struct fetch_transport *const transports[FW_N_SCHEMES] = {
    [FW_SCHEME_TFTP] = &fetch_tftp,
    [FW_SCHEME_HTTP] = &fetch_http,
    [FW_SCHEME_HTTPS] = &fetch_https,
};

static const char *const state_names[] = {
#define STATE_NAME(id, name) name,
    FETCH_STATE_LIST(STATE_NAME)
#undef STATE_NAME
};
static const char *const method_names[] = {[FW_METHOD_GET] = "GET", [FW_METHOD_POST] = "POST", [FW_METHOD_PUT] = "PUT"};

/* --- small things --- */

static void set_state(struct fw_fetch *f, enum fetch_state state)
{
    f->state = state;
    FW_TELL(fw_net_log(f->net), fetch_state, 0, f->result.fail, state_names[state], method_names[f->method],
            fw_scheme_name(f->url.scheme), f->url.server, (unsigned)f->url.port, f->url.path);
}

const char *fetch_peer_text(const struct fw_fetch *f, char out[FETCH_PEER_TEXT_BYTES])
{
    char ip[16];
    (void)snprintf(out, FETCH_PEER_TEXT_BYTES, "%s:%u", rt_ipv4_text(f->result.server_ip, ip), (unsigned)f->url.port);
    return out;
}

void fetch_printable(char *out, size_t out_size, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    size_t i = 0;
    for (; i < n && i + 1 < out_size && p[i] != 0; i++) {
        out[i] = p[i] >= 0x20 && p[i] < 0x7f ? (char)p[i] : '?';
    }
    out[i] = '\0';
}

static void no_address(void *ctx, uint32_t server_ip)
{
    (void)ctx;
    (void)server_ip;
}
static enum rt_err no_data(void *ctx, const uint8_t *bytes, size_t n)
{
    (void)ctx;
    (void)bytes;
    (void)n;
    return RT_OK;
}
static void no_done(void *ctx, const struct fw_fetch_result *result)
{
    (void)ctx;
    (void)result;
}

/* --- the end --- */

static void stop_attempt(struct fw_fetch *f, enum fw_stream_end how)
{
    if (f->attempt != NULL) {
        f->transport->stop(f->attempt, how);
        f->attempt = NULL;
    }
}

static void free_fetch(struct fw_fetch *f)
{
    (void)rt_mem_free(f->body);
    (void)rt_mem_free(f->content_type);
    (void)rt_mem_free(f->user_agent);
    (void)rt_mem_free(f);
}

/* Stops everything that is active. If the fetch is DONE, the io-wait line is already down. */
static void release(struct fw_fetch *f, enum fw_stream_end how)
{
    board_timer_stop(f->board, &f->step);
    board_timer_stop(f->board, &f->total);
    fw_dns_cancel(&f->dns);
    stop_attempt(f, how);
    if (f->state != FETCH_DONE) {
        board_io_wait_lower(f->board);
    }
}

static void on_net_abort(struct fw_net_child *c)
{
    struct fw_fetch *f = RT_OWNER(c, struct fw_fetch, child);
    release(f, FW_STREAM_DROP);
    free_fetch(f);
}

void fetch_dallied(struct fw_fetch *f)
{
    RT_ASSERT(f->state == FETCH_DONE);
    fw_net_remove_child(&f->child);
    release(f, FW_STREAM_CLOSE);
    free_fetch(f);
}

/* Reports to the client. Runs on one of the fetch's own timers, or from the resolver's callback. */
static void finish(struct fw_fetch *f)
{
    bool dallies = f->result.fail == FW_FAIL_NONE && f->attempt != NULL && f->transport->dally != NULL &&
                   f->transport->dally(f->attempt);
    board_timer_stop(f->board, &f->step);
    board_timer_stop(f->board, &f->total);
    if (!dallies) {
        stop_attempt(f, f->result.fail == FW_FAIL_NONE ? FW_STREAM_CLOSE : FW_STREAM_ABORT);
    }
    set_state(f, FETCH_DONE);
    board_io_wait_lower(f->board);
    struct fw_fetch_client client = f->client;
    f->client.ctx = NULL; /* late packets must not reach the client */
    client.on_done(client.ctx, &f->result);
    if (!dallies) {
        fetch_dallied(f);
    }
}

static void set_outcome(struct fw_fetch *f, enum fw_fail fail, const char *format, va_list ap)
{
    f->result.fail = fail;
    (void)vsnprintf(f->result.detail, sizeof f->result.detail, format, ap); /* details may be truncated */
}

static void finish_with(struct fw_fetch *f, enum fw_fail fail, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void finish_with(struct fw_fetch *f, enum fw_fail fail, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    set_outcome(f, fail, format, ap);
    va_end(ap);
    finish(f);
}

/* --- reports of the transport --- */

void fetch_over(struct fw_fetch *f, enum fw_fail fail, const char *format, ...)
{
    if (f->state != FETCH_ASKING) {
        return;
    }
    va_list ap;
    va_start(ap, format);
    set_outcome(f, fail, format, ap);
    va_end(ap);
    set_state(f, FETCH_ENDING);
    board_timer_start(f->board, &f->step, 0);
}

void fetch_answered(struct fw_fetch *f)
{
    f->is_answered = true;
}

enum rt_err fetch_body(struct fw_fetch *f, const uint8_t *bytes, size_t n)
{
    if (f->state != FETCH_ASKING) {
        return RT_ECLOSED;
    }
    if (n == 0) {
        return RT_OK;
    }
    if (n > f->max_bytes - f->result.n_bytes) {
        fetch_over(f, FW_FAIL_TOO_BIG, "more than %u bytes", (unsigned)f->max_bytes);
        return RT_ETOOBIG;
    }
    f->result.n_bytes += (uint32_t)n;
    f->in_client++;
    enum rt_err err = f->client.on_data(f->client.ctx, bytes, n);
    f->in_client--;
    if (f->is_cancelled) {
        return RT_ECLOSED;
    }
    if (err != RT_OK) {
        fetch_over(f, FW_FAIL_ABORTED, "given up after %u bytes: %s", (unsigned)f->result.n_bytes, rt_err_text(err));
        return RT_ECLOSED;
    }
    return RT_OK;
}

/* --- asking --- */

static void ask(struct fw_fetch *f)
{
    f->is_answered = false;
    f->result.server_ip = f->addrs[f->i_addr];
    f->result.http_status = 0;
    set_state(f, FETCH_ASKING);
    f->in_client++;
    f->client.on_address(f->client.ctx, f->result.server_ip);
    f->in_client--;
    if (f->is_cancelled) {
        return; /* the timer frees it */
    }
    enum rt_err err = f->transport->start(f, &f->attempt);
    if (err != RT_OK) {
        f->attempt = NULL;
        f->is_answered = true; /* a local failure: another address would not help */
        fetch_over(f, FW_FAIL_ABORTED, "%s", rt_err_text(err));
    }
}

static void attempt_is_over(struct fw_fetch *f)
{
    bool has_next = f->i_addr + 1 < f->n_addrs;
    if (f->result.fail != FW_FAIL_NONE && !f->is_answered && has_next) {
        stop_attempt(f, FW_STREAM_ABORT);
        f->i_addr++;
        f->result.fail = FW_FAIL_NONE;
        ask(f);
        return;
    }
    finish(f);
}

static void on_resolved(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    struct fw_fetch *f = ctx;
    switch (err) {
    case RT_OK:
        RT_ASSERT(n >= 1 && n <= FW_DNS_ADDRS_MAX);
        memcpy(f->addrs, addrs, n * sizeof addrs[0]);
        f->n_addrs = n;
        f->i_addr = 0;
        ask(f);
        return;
    case RT_ENOMEM:
        finish_with(f, FW_FAIL_ABORTED, "%s", rt_err_text(err));
        return;
    default:
        finish_with(f, fw_net_is_usable(f->net) ? FW_FAIL_RESOLVE : FW_FAIL_NO_NETWORK, "name %.100s: %s",
                    f->url.server, rt_err_text(err));
        return;
    }
}

static void begin(struct fw_fetch *f)
{
    if ((f->transport->methods & 1u << f->method) == 0) {
        finish_with(f, FW_FAIL_RULE, "%s cannot %s", fw_scheme_name(f->url.scheme), method_names[f->method]);
    } else if (!fw_net_can_reach(f->net, f->url.server)) {
        finish_with(f, FW_FAIL_NO_NETWORK, "%s", fw_net_state_text(fw_net_status(f->net)->state));
    } else {
        set_state(f, FETCH_RESOLVING);
        fw_dns_resolve(f->net, &f->dns, f->url.server, on_resolved, f);
    }
}

static void on_step(void *ctx, struct board_timer *t)
{
    struct fw_fetch *f = ctx;
    (void)t;
    if (f->is_cancelled) {
        fw_net_remove_child(&f->child);
        release(f, FW_STREAM_ABORT);
        free_fetch(f);
    } else if (f->state == FETCH_STARTING) {
        begin(f);
    } else {
        RT_ASSERT(f->state == FETCH_ENDING);
        attempt_is_over(f);
    }
}

static void on_total(void *ctx, struct board_timer *t)
{
    struct fw_fetch *f = ctx;
    (void)t;
    enum fw_fail fail = f->method == FW_METHOD_GET ? f->transport->timeout_get : f->transport->timeout_other;
    if (f->state == FETCH_RESOLVING) {
        fw_dns_cancel(&f->dns);
        finish_with(f, FW_FAIL_RESOLVE, "not done after %u s", FETCH_TOTAL_MS / 1000u);
    } else {
        f->is_answered = true; /* no time for another address */
        fetch_over(f, fail, "not done after %u s, %u bytes", FETCH_TOTAL_MS / 1000u, (unsigned)f->result.n_bytes);
    }
}

/* --- the public side --- */

static bool copy_request(struct fw_fetch *f, const struct fw_fetch_request *r)
{
    f->url = *r->url;
    f->method = r->method;
    f->max_bytes = r->max_bytes != 0 ? r->max_bytes : FETCH_BODY_DEFAULT_BYTES;
    f->content_type = rt_mem_strdup(r->content_type != NULL ? r->content_type : DEFAULT_CONTENT_TYPE);
    if (f->content_type == NULL) {
        return false;
    }
    if (r->user_agent != NULL && (f->user_agent = rt_mem_strdup(r->user_agent)) == NULL) {
        return false;
    }
    if (r->n_body > 0) {
        f->body = rt_mem_alloc(r->n_body);
        if (f->body == NULL) {
            return false;
        }
        memcpy(f->body, r->body, r->n_body);
        f->n_body = r->n_body;
    }
    return true;
}

enum rt_err fw_fetch_start(struct fw_fetch **out, struct fw_net *net, const struct fw_fetch_request *request,
                           const struct fw_fetch_client *client)
{
    RT_ASSERT(out != NULL && net != NULL && request->url != NULL && request->url->has_server);
    RT_ASSERT(request->url->scheme < FW_N_SCHEMES && request->url->path[0] == '/');
    RT_ASSERT(request->n_body == 0 || request->body != NULL);
    struct fw_fetch *f = rt_mem_alloc(sizeof *f);
    if (f == NULL) {
        return RT_ENOMEM;
    }
    if (!copy_request(f, request)) {
        free_fetch(f);
        return RT_ENOMEM;
    }
    f->net = net;
    f->board = fw_net_board(net);
    f->transport = transports[f->url.scheme];
    f->client = *client;
    f->client.on_address = client->on_address != NULL ? client->on_address : no_address;
    f->client.on_data = client->on_data != NULL ? client->on_data : no_data;
    f->client.on_done = client->on_done != NULL ? client->on_done : no_done;
    board_timer_init(&f->step, "fetch.step", BOARD_PRIORITY_FIRMWARE, on_step, f);
    board_timer_init(&f->total, "fetch.total", BOARD_PRIORITY_FIRMWARE, on_total, f);
    f->child.abort = on_net_abort;
    fw_net_add_child(net, &f->child);
    board_io_wait_raise(f->board);
    set_state(f, FETCH_STARTING);
    board_timer_start(f->board, &f->step, 0);
    board_timer_start(f->board, &f->total, (uint64_t)FETCH_TOTAL_MS * BOARD_US_PER_MS);
    *out = f;
    return RT_OK;
}

void fw_fetch_cancel(struct fw_fetch *f)
{
    if (f == NULL || f->state == FETCH_DONE || f->is_cancelled) {
        return; /* called from on_done: the fetch is over anyway */
    }
    if (f->in_client > 0) {
        f->is_cancelled = true;
        set_state(f, FETCH_ENDING);
        board_timer_start(f->board, &f->step, 0);
        return;
    }
    fw_net_remove_child(&f->child);
    release(f, FW_STREAM_ABORT);
    free_fetch(f);
}
