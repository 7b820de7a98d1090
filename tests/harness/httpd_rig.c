/* SPDX-License-Identifier: MIT */
#include "httpd_rig.h"
#include "test.h"
#include <board/board.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <stdio.h>

/* One reply in pieces. */
struct pieces {
    struct httpd_rig *w;
    unsigned at, n;
};

static bool next_piece(void *state, struct rt_buf *out)
{
    struct pieces *p = state;
    (void)rt_buf_printf(out, "%099u\n", p->at++);
    p->w->stream.n_made++;
    return p->at < p->n;
}

static void end_pieces(void *state)
{
    struct pieces *p = state;
    p->w->stream.n_ends++;
    rt_mem_free(p);
}

static void start_stream(struct httpd_rig *w, struct fw_http_reply *reply)
{
    struct pieces *p = rt_mem_alloc(sizeof *p);
    assert_non_null(p);
    *p = (struct pieces){.w = w, .n = w->stream.n_pieces};
    reply->next = next_piece;
    reply->state = p;
    reply->end = end_pieces;
}

static const char *piece(struct rt_str s, char out[128])
{
    (void)snprintf(out, 128, "%.*s", (int)s.n, s.p == NULL ? "" : s.p);
    return out;
}

static void note(struct httpd_rig *w, const char *name, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    char a[6][128];
    w->n_calls++;
    (void)snprintf(w->seen, sizeof w->seen, "%s: %s %s ?%s host=%s auth=%s type=%s", name, piece(q->method, a[0]),
                   piece(q->path, a[1]), q->query.p == NULL ? "-" : piece(q->query, a[2]), piece(q->host, a[3]),
                   piece(q->authorization, a[4]), piece(q->content_type, a[5]));
    (void)snprintf(w->body, sizeof w->body, "%.*s", (int)q->body.n, q->body.p);
    w->n_body = q->body.n;
    w->is_from_lan = q->is_from_lan;
    w->client_ip = q->client_ip;
    reply->status = w->status;
    if (w->header != NULL) {
        (void)snprintf(reply->header, sizeof reply->header, "%s", w->header);
    }
    for (size_t i = 0; i < w->n_reply; i++) {
        (void)rt_buf_put_u8(&reply->body, (uint8_t)('a' + i % 26));
    }
    if (w->stream.n_pieces > 0) {
        start_stream(w, reply);
    }
    if (w->n_reply == 0 && !w->is_silent) {
        (void)rt_buf_put_text(&reply->body, name);
    }
}

static void on_root(void *ctx, const struct fw_http_request *q, struct fw_http_reply *r)
{
    note(ctx, "root", q, r);
}
static void on_page(void *ctx, const struct fw_http_request *q, struct fw_http_reply *r)
{
    note(ctx, "page", q, r);
}
static void on_prefix(void *ctx, const struct fw_http_request *q, struct fw_http_reply *r)
{
    note(ctx, "prefix", q, r);
}
static void on_long_prefix(void *ctx, const struct fw_http_request *q, struct fw_http_reply *r)
{
    note(ctx, "long prefix", q, r);
}

int httpd_rig_set_up(void **state)
{
    static struct httpd_rig w;
    w = (struct httpd_rig){.status = 200};
    unit_net_init(&w.u);
    unit_net_set(&w.u, "Connection_Type", "Static IP");
    unit_net_set(&w.u, "Static_IP", "10.0.0.2");
    unit_net_set(&w.u, "NetMask", "255.255.255.0");
    unit_net_start(&w.u);
    outside_init_port(&w.lan, w.u.board, BOARD_PORT_LAN);
    unit_net_pass_ms(&w.u, 1000);
    outside_add_host(&w.lan, HTTPD_RIG_PC);
    outside_add_host(&w.u.outside, HTTPD_RIG_CARRIER);
    web_client_init(&w.pc, &w.lan, HTTPD_RIG_PC, 40000);
    web_client_init(&w.carrier, &w.u.outside, HTTPD_RIG_CARRIER, 40000);
    struct fw_httpd *h = w.u.httpd;
    w.root = (struct fw_http_route){.path = "/", .handle = on_root, .ctx = &w};
    w.page = (struct fw_http_route){.path = "/admin/resync", .handle = on_page, .ctx = &w};
    w.prefix = (struct fw_http_route){.path = "/admin/*", .handle = on_prefix, .ctx = &w};
    w.long_prefix = (struct fw_http_route){.path = "/admin/voice/*", .handle = on_long_prefix, .ctx = &w};
    fw_httpd_add(h, &w.root);
    fw_httpd_add(h, &w.page);
    fw_httpd_add(h, &w.prefix);
    fw_httpd_add(h, &w.long_prefix);
    *state = &w;
    return 0;
}

int httpd_rig_tear_down(void **state)
{
    struct httpd_rig *w = *state;
    web_client_fini(&w->pc);
    web_client_fini(&w->carrier);
    outside_fini(&w->lan);
    unit_net_fini(&w->u);
    return 0;
}

void httpd_rig_connect_pc(struct httpd_rig *w)
{
    web_client_connect(&w->pc, HTTPD_RIG_LAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 10);
    assert_true(w->pc.is_open);
}

int httpd_rig_ask_pc(struct httpd_rig *w, const char *request)
{
    httpd_rig_connect_pc(w);
    web_client_send_text(&w->pc, request);
    unit_net_pass_ms(&w->u, 1000);
    int status = web_client_status(&w->pc);
    if (w->pc.is_ended) {
        web_client_close(&w->pc);
    }
    w->pc.port++;
    w->pc.service.port++;
    unit_net_pass_ms(&w->u, 10);
    return status;
}
