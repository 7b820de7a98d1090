/* SPDX-License-Identifier: MIT */
/* The web server core: requests right and wrong, slow and many, at the LAN port and at the WAN port. */
#include <harness/test.h>
#include <harness/unit_net.h>
#include <harness/web_client.h>
#include <board/board.h>
#include <fw/channel.h>
#include <board/clock.h>
#include <board/input.h>
#include <board/nic.h>
#include <fw/httpd.h>
#include <rt/buf.h>
#include <net/port.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define LAN_UNIT   0xc0a80001u /* 192.168.0.1 */
#define PC         0xc0a80002u
#define WAN_UNIT   0x0a000002u /* 10.0.0.2 */
#define CARRIER    0x0a000007u
#define N_SERVED   FW_HTTPD_CONNECTIONS_MAX
#define N_ANSWERED (N_SERVED + 8u) /* FW_HTTPD_REFUSALS_MAX */
#define N_CLIENTS  (N_ANSWERED + 2u)

struct world {
    struct unit_net u;
    struct outside lan;
    struct web_client pc, carrier;
    struct fw_http_route root, page, prefix, long_prefix;
    /* What the handler was given. */
    unsigned n_calls;
    char seen[512];
    char body[64];
    size_t n_body;
    bool is_from_lan;
    uint32_t client_ip;
    /* What it says. */
    int status;
    const char *header;
    size_t n_reply;
    bool is_silent;
    struct {
        unsigned n_pieces;       /* of 100 bytes; 0: no stream */
        unsigned n_made, n_ends; /* over all connections */
    } stream;
};

/* One reply in pieces. */
struct pieces {
    struct world *w;
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

static void start_stream(struct world *w, struct fw_http_reply *reply)
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

static void note(struct world *w, const char *name, const struct fw_http_request *q, struct fw_http_reply *reply)
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

static int setup(void **state)
{
    static struct world w;
    w = (struct world){.status = 200};
    unit_net_init(&w.u);
    unit_net_set(&w.u, "Connection_Type", "Static IP");
    unit_net_set(&w.u, "Static_IP", "10.0.0.2");
    unit_net_set(&w.u, "NetMask", "255.255.255.0");
    unit_net_start(&w.u);
    outside_init_port(&w.lan, w.u.board, BOARD_PORT_LAN);
    unit_net_pass_ms(&w.u, 1000);
    outside_add_host(&w.lan, PC);
    outside_add_host(&w.u.outside, CARRIER);
    web_client_init(&w.pc, &w.lan, PC, 40000);
    web_client_init(&w.carrier, &w.u.outside, CARRIER, 40000);
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

static int teardown(void **state)
{
    struct world *w = *state;
    web_client_fini(&w->pc);
    web_client_fini(&w->carrier);
    outside_fini(&w->lan);
    unit_net_fini(&w->u);
    return 0;
}

static void connect_pc(struct world *w)
{
    web_client_connect(&w->pc, LAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 10);
    assert_true(w->pc.is_open);
}

static int ask_pc(struct world *w, const char *request)
{
    connect_pc(w);
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

static void test_a_page_is_served_and_the_connection_closed(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\nHost: 192.168.0.1\r\n\r\n"), 200);
    assert_string_equal(web_client_body(&w->pc), "root");
    assert_string_equal(w->seen, "root: GET / ?- host=192.168.0.1 auth= type=");
    /* The whole head, as captured: no length, so the page ends with the connection. */
    assert_string_equal(rt_buf_text(&w->pc.reply), "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                                   "Cache-Control: must-revalidate, no-store\r\n"
                                                   "Connection: close\r\n\r\nroot");
    assert_true(w->pc.is_ended);
    assert_true(w->is_from_lan);
    assert_int_equal(w->client_ip, PC);
    assert_true(unit_net_saw(&w->u, &fw_signal_web, "GET / -> 200"));
}

static void test_the_request_is_handed_on_in_its_parts(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "POST /admin/resync?http://p.example.net/a?b=c HTTP/1.0\r\n"
                               "authorization: Basic YWRtaW46\r\n"
                               "X-Empty:\r\n"
                               "HOST: spa:80\r\n"
                               "Content-Type: text/plain\r\n"
                               "Content-Length: 5\r\n\r\nhello"),
                     200);
    assert_string_equal(w->seen, "page: POST /admin/resync ?http://p.example.net/a?b=c host=spa:80 "
                                 "auth=Basic YWRtaW46 type=text/plain");
    assert_string_equal(w->body, "hello");
    /* The query may hold a password: it is not in the trace. */
    assert_true(unit_net_saw(&w->u, &fw_signal_web, "POST /admin/resync -> 200"));
}

static void test_the_longest_route_wins(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *path, *body;
        int status;
    } rows[] = {
        {"/", "root", 200},
        {"/admin/resync", "page", 200},
        {"/admin/resync2", "prefix", 200},
        {"/admin/", "prefix", 200},
        {"/admin", NULL, 404},
        {"/admin/voice/advanced", "long prefix", 200},
        {"/nothing", NULL, 404},
        {"http://192.168.0.1/admin/resync?x", "page", 200},
        {"http://192.168.0.1", "root", 200},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char request[128];
        (void)snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n\r\n", rows[i].path);
        assert_int_equal(ask_pc(w, request), rows[i].status);
        if (rows[i].body != NULL) {
            assert_string_equal(web_client_body(&w->pc), rows[i].body);
        }
    }
    fw_httpd_remove(w->u.httpd, &w->long_prefix);
    assert_int_equal(ask_pc(w, "GET /admin/voice/x HTTP/1.1\r\n\r\n"), 200);
    assert_string_equal(web_client_body(&w->pc), "prefix");
}

static void test_status_and_header_of_the_handler_are_sent(void **state)
{
    struct world *w = *state;
    w->status = 401;
    w->header = "WWW-Authenticate: Digest realm=\"spa\"\r\n";
    assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 401);
    assert_non_null(strstr(rt_buf_text(&w->pc.reply), "HTTP/1.1 401 Unauthorized\r\n"));
    assert_non_null(strstr(rt_buf_text(&w->pc.reply), "\r\nWWW-Authenticate: Digest realm=\"spa\"\r\n"));
}

static void test_head_has_no_body(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "HEAD / HTTP/1.1\r\n\r\n"), 200);
    assert_string_equal(web_client_body(&w->pc), "");
    assert_int_equal(ask_pc(w, "HEAD /nothing HTTP/1.1\r\n\r\n"), 404);
    w->stream.n_pieces = 3;
    assert_int_equal(ask_pc(w, "HEAD / HTTP/1.1\r\n\r\n"), 200);
    assert_string_equal(web_client_body(&w->pc), "");
    assert_int_equal(w->stream.n_ends, 1); /* the stream that was not read */
}

/* The bytes that nmap knows, with the title of the product. */
static void test_the_page_of_an_error(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "GET /nothing HTTP/1.0\r\n\r\n"), 404);
    assert_string_equal(rt_buf_text(&w->pc.reply),
                        "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
                        "<html>\n  <head>\n    <title>Linksys SPA Configuration</title>\r\n  </head>\n  <body>\n"
                        "        <p><font size=\"5\" color=\"#990000\">404 Not Found\r\n!</p>\n</body>\n"
                        "</head></html>\n");
    fw_httpd_set_title(w->u.httpd, "Linksys PAP2 Configuration");
    assert_int_equal(ask_pc(w, "GET /nothing HTTP/1.0\r\n\r\n"), 404);
    assert_non_null(strstr(web_client_body(&w->pc), "<title>Linksys PAP2 Configuration</title>"));
    w->status = 503; /* a handler without words of its own */
    w->is_silent = true;
    assert_int_equal(ask_pc(w, "GET / HTTP/1.0\r\n\r\n"), 503);
    assert_non_null(strstr(web_client_body(&w->pc), "503 Service Unavailable\r\n!"));
}

/* --- replies that are made in pieces --- */

static void test_a_stream_arrives_whole(void **state)
{
    struct world *w = *state;
    w->stream.n_pieces = 3000;
    w->pc.window = 2000;
    connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
    unit_net_pass_ms(&w->u, 60000);
    const char *body = web_client_body(&w->pc);
    assert_int_equal(strlen(body), 4 + 3000 * 100);
    for (unsigned i = 0; i < 3000; i++) {
        char piece_text[101];
        (void)snprintf(piece_text, sizeof piece_text, "%099u\n", i);
        assert_memory_equal(body + 4 + i * 100, piece_text, 100);
    }
    assert_true(w->pc.is_ended);
    assert_int_equal(w->stream.n_ends, 1);
}

/* Readers that take nothing hold a share of a fixed amount each; the rest is not even made. */
static void test_slow_readers_are_bounded(void **state)
{
    enum { N = 200 };
    struct world *w = *state;
    static struct web_client slow[N];
    w->stream.n_pieces = 3000;
    for (uint16_t i = 0; i < N; i++) {
        web_client_init(&slow[i], &w->lan, PC, (uint16_t)(50000 + i));
        slow[i].window = 1;
        web_client_connect(&slow[i], LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 1);
        web_client_send_text(&slow[i], "GET / HTTP/1.1\r\n\r\n");
    }
    unit_net_pass_ms(&w->u, 1000);
    assert_true(w->stream.n_made * 100u < N * 8000u); /* far less than a send buffer each */
    w->stream.n_pieces = 50;
    assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200); /* another reader feels nothing */
    assert_int_equal(strlen(web_client_body(&w->pc)), 4 + 50 * 100);
    for (unsigned i = 0; i < N; i++) {
        web_client_reset(&slow[i]);
    }
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(w->stream.n_ends, N + 1);
    for (unsigned i = 0; i < N; i++) {
        web_client_fini(&slow[i]);
    }
}

/* More requests in two minutes than the stack could remember. */
static void test_a_program_that_asks_very_often(void **state)
{
    struct world *w = *state;
    for (unsigned i = 0; i < 8000; i++) {
        w->pc.port = w->pc.service.port = (uint16_t)(20000 + i);
        web_client_connect(&w->pc, LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 2);
        assert_true(w->pc.is_open);
        web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
        unit_net_pass_ms(&w->u, 2);
        assert_int_equal(web_client_status(&w->pc), 200);
        web_client_close(&w->pc);
        unit_net_pass_ms(&w->u, 2);
    }
}

static void test_a_route_that_goes_takes_its_streams_along(void **state)
{
    struct world *w = *state;
    w->stream.n_pieces = 3000;
    w->pc.window = 1;
    connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(w->stream.n_ends, 0);
    fw_httpd_remove(w->u.httpd, &w->root);
    assert_int_equal(w->stream.n_ends, 1);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->pc.was_reset);
}

static void test_other_methods_are_not_allowed(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "DELETE / HTTP/1.1\r\n\r\n"), 405);
    assert_non_null(strstr(rt_buf_text(&w->pc.reply), "\r\nAllow: GET, HEAD, POST\r\n"));
    assert_int_equal(w->n_calls, 0);
}

static void test_what_is_no_request_is_a_bad_one(void **state)
{
    struct world *w = *state;
    static const char *const bad[] = {
        "hello\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9x\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 5x\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\x16\x03\x01\x02\x00\x01",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(ask_pc(w, bad[i]), 400);
    }
    assert_int_equal(w->n_calls, 0);
}

static void test_a_chunked_body_is_put_together(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"),
                     200);
    assert_string_equal(w->body, "hello world");
}

static void test_a_request_may_come_byte_by_byte(void **state)
{
    struct world *w = *state;
    const char *request =
        "POST /admin/resync?q HTTP/1.1\r\nHost: h\r\nAuthorization: abc\r\nContent-Length: 2\r\n\r\nok";
    connect_pc(w);
    for (const char *p = request; *p != '\0'; p++) {
        assert_int_equal(w->n_calls, 0);
        web_client_send(&w->pc, p, 1);
        unit_net_pass_ms(&w->u, 10);
    }
    assert_int_equal(w->n_calls, 1);
    assert_string_equal(w->seen, "page: POST /admin/resync ?q host=h auth=abc type=");
    assert_string_equal(w->body, "ok");
}

/* RFC 7231 section 5.1.1: a client may hold the body back until it is told to go on. */
static void test_a_body_that_is_held_back_is_asked_for(void **state)
{
    struct world *w = *state;
    connect_pc(w);
    web_client_send_text(&w->pc, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(web_client_status(&w->pc), 100);
    assert_int_equal(w->n_calls, 0);
    rt_buf_clear(&w->pc.reply);
    web_client_send_text(&w->pc, "abc");
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(web_client_status(&w->pc), 200);
    assert_string_equal(w->body, "abc");
}

static void test_who_does_not_wait_is_not_told_to_go_on(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc"), 200);
    assert_int_equal(ask_pc(w, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 900000000\r\n\r\n"), 413);
}

static void test_what_is_too_large_is_refused(void **state)
{
    struct world *w = *state;
    static char text[FW_HTTPD_HEAD_MAX + 2048];
    /* A head that never ends; a body that says so; a body that does not say so. */
    (void)snprintf(text, sizeof text, "GET / HTTP/1.1\r\nX: ");
    memset(text + strlen(text), 'x', FW_HTTPD_HEAD_MAX);
    text[FW_HTTPD_HEAD_MAX + 500] = '\0';
    assert_int_equal(ask_pc(w, text), 413);
    (void)snprintf(text, sizeof text, "POST / HTTP/1.1\r\nContent-Length: %u\r\n\r\n", FW_HTTPD_BODY_MAX + 1);
    assert_int_equal(ask_pc(w, text), 413);
    connect_pc(w);
    web_client_send_text(&w->pc, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    (void)snprintf(text, sizeof text, "400\r\n");
    memset(text + 5, 'y', 0x400);
    (void)snprintf(text + 5 + 0x400, 3, "\r\n");
    for (unsigned i = 0; i <= FW_HTTPD_BODY_MAX / 0x400; i++) {
        web_client_send_text(&w->pc, text);
        unit_net_pass_ms(&w->u, 10);
    }
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(web_client_status(&w->pc), 413);
    assert_int_equal(w->n_calls, 0);
}

static void test_the_largest_body_arrives(void **state)
{
    struct world *w = *state;
    static char text[1024];
    connect_pc(w);
    (void)snprintf(text, sizeof text, "POST / HTTP/1.1\r\nContent-Length: %u\r\n\r\n", FW_HTTPD_BODY_MAX);
    web_client_send_text(&w->pc, text);
    memset(text, 'z', sizeof text);
    for (unsigned i = 0; i < FW_HTTPD_BODY_MAX / sizeof text; i++) {
        web_client_send(&w->pc, text, sizeof text);
        unit_net_pass_ms(&w->u, 1);
    }
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(web_client_status(&w->pc), 200);
    assert_int_equal(w->n_body, FW_HTTPD_BODY_MAX);
}

static void test_a_long_reply_arrives_whole_through_a_small_window(void **state)
{
    struct world *w = *state;
    w->n_reply = 300000;
    w->pc.window = 3000;
    connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
    unit_net_pass_ms(&w->u, 60000);
    assert_int_equal(web_client_status(&w->pc), 200);
    const char *body = web_client_body(&w->pc);
    assert_int_equal(strlen(body), 300000);
    for (size_t i = 0; i < 300000; i++) {
        assert_int_equal(body[i], 'a' + i % 26);
    }
    assert_true(w->pc.is_ended);
}

static void test_a_reply_that_is_too_long_is_an_error_of_the_server(void **state)
{
    struct world *w = *state;
    w->n_reply = FW_HTTPD_REPLY_MAX + 1;
    assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 500);
}

static void test_a_slow_sender_gets_408_after_a_minute(void **state)
{
    struct world *w = *state;
    connect_pc(w);
    web_client_send_text(&w->pc, "GET / HT");
    unit_net_pass_ms(&w->u, 59000);
    assert_int_equal(w->pc.reply.n, 0);
    unit_net_pass_ms(&w->u, 2000);
    assert_int_equal(web_client_status(&w->pc), 408);
}

static void test_dripping_for_ever_does_not_help(void **state)
{
    struct world *w = *state;
    connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\nX: ");
    for (int i = 0; i < 11 && w->pc.reply.n == 0; i++) {
        web_client_send_text(&w->pc, "x");
        unit_net_pass_ms(&w->u, 30000);
    }
    assert_int_equal(web_client_status(&w->pc), 408);
}

static void test_a_client_that_takes_nothing_is_dropped(void **state)
{
    struct world *w = *state;
    w->n_reply = 100000;
    connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
    w->pc.is_deaf = true;
    uint64_t n_live = rt_mem_n_live();
    unit_net_pass_ms(&w->u, 120000);
    assert_true(rt_mem_n_live() < n_live);
    assert_int_equal(w->n_calls, 1);
}

static void test_one_connection_too_many_gets_503(void **state)
{
    struct world *w = *state;
    static struct web_client many[N_CLIENTS];
    for (uint16_t i = 0; i < N_CLIENTS; i++) {
        web_client_init(&many[i], &w->lan, PC, (uint16_t)(50000 + i));
        web_client_connect(&many[i], LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 1);
    }
    for (unsigned i = 0; i < N_CLIENTS; i++) {
        if (many[i].is_open) {
            web_client_send_text(&many[i], "GET / HTTP/1.1\r\n\r\n");
        }
    }
    unit_net_pass_ms(&w->u, 100);
    for (unsigned i = 0; i < N_CLIENTS; i++) {
        assert_int_equal(web_client_status(&many[i]), i < N_SERVED ? 200 : i < N_ANSWERED ? 503 : 0);
        assert_true(i < N_ANSWERED || many[i].was_reset || many[i].is_refused);
        if (i < N_ANSWERED) {
            web_client_close(&many[i]);
        }
    }
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200); /* and there is room again */
    for (unsigned i = 0; i < N_CLIENTS; i++) {
        web_client_fini(&many[i]);
    }
}

static unsigned n_reset(const struct web_client *clients, unsigned n)
{
    unsigned n_those = 0;
    for (unsigned i = 0; i < n; i++) {
        n_those += clients[i].was_reset;
    }
    return n_those;
}

/* Connections without a request do not keep others out: the oldest of them give way. One that has just come, or goes on
 * with its request, does not. */
static void test_silent_connections_give_way(void **state)
{
    struct world *w = *state;
    static struct web_client silent[N_SERVED];
    for (uint16_t i = 0; i < N_SERVED; i++) {
        web_client_init(&silent[i], &w->lan, PC, (uint16_t)(50000 + i));
        web_client_connect(&silent[i], LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 1);
        assert_true(silent[i].is_open);
    }
    unit_net_pass_ms(&w->u, 500);
    web_client_send_text(&silent[0], "GET / HTTP/1.1\r\nHost: a");
    unit_net_pass_ms(&w->u, 1);
    for (unsigned i = 0; i < 20; i++) { /* each goes again, and leaves its place to the next */
        assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200);
        assert_int_equal(n_reset(silent, N_SERVED), 1);
        assert_true(silent[1].was_reset);
    }
    for (unsigned i = 0; i < N_SERVED; i++) {
        web_client_fini(&silent[i]);
    }
}

/* Peers that have their reply and leave the connection open: a few are waited for, all have the whole of it. */
static void test_few_connections_linger(void **state)
{
    enum { N = 40, N_KEPT = 8 }; /* FW_HTTPD_LINGERING_MAX */
    struct world *w = *state;
    static struct web_client idle[N];
    w->stream.n_pieces = 50;
    for (uint16_t i = 0; i < N; i++) {
        web_client_init(&idle[i], &w->lan, PC, (uint16_t)(50000 + i));
        web_client_connect(&idle[i], LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 5);
        web_client_send_text(&idle[i], "GET / HTTP/1.1\r\n\r\n");
        unit_net_pass_ms(&w->u, 5);
    }
    for (unsigned i = 0; i < N; i++) {
        assert_true(idle[i].is_ended);
        assert_int_equal(strlen(web_client_body(&idle[i])), 4 + 50 * 100);
        assert_int_equal(idle[i].was_reset, i < N - N_KEPT);
        web_client_fini(&idle[i]);
    }
}

static unsigned n_wakes(struct unit_net *u, uint64_t s)
{
    uint64_t end_us = board_now_us(u->board) + s * BOARD_US_PER_S;
    unsigned n = 0;
    while (board_next_due_us(u->board) < end_us) {
        (void)board_step(u->board, board_next_due_us(u->board));
        n++;
    }
    (void)board_step(u->board, end_us);
    return n;
}

/* For two minutes lwIP remembers a connection that the unit has closed (TIME_WAIT), and its timer ticks four times a
 * second. Ticks that only count are made up for; each connection is forgotten in its own time. */
static void test_closed_connections_are_forgotten_without_ticking(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200);
    unit_net_pass_ms(&w->u, 9000); /* what the ARP timer does one by one is done */
    size_t n_one = fw_lwip_heap_used();
    assert_true(n_wakes(&w->u, 50) <= 1);
    assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200); /* on the way all is as ever */
    unit_net_pass_ms(&w->u, 9000);
    size_t n_both = fw_lwip_heap_used();
    assert_true(n_both > n_one);
    unit_net_pass_ms(&w->u, 49000); /* 119 s after the first */
    assert_int_equal(fw_lwip_heap_used(), n_both);
    unit_net_pass_ms(&w->u, 3000);
    assert_int_equal(fw_lwip_heap_used(), n_one);
    assert_true(n_wakes(&w->u, 55) <= 3);
    assert_int_equal(fw_lwip_heap_used(), n_one);
    unit_net_pass_ms(&w->u, 5000);
    assert_true(fw_lwip_heap_used() < n_one);
}

static void test_a_second_request_on_the_connection_is_not_read(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_pc(w, "GET / HTTP/1.1\r\n\r\nGET /admin/resync HTTP/1.1\r\n\r\n"), 200);
    assert_int_equal(w->n_calls, 1);
}

static void test_a_client_that_goes_in_the_middle_leaves_nothing(void **state)
{
    struct world *w = *state;
    uint64_t n_live = rt_mem_n_live();
    for (int i = 0; i < 10; i++) {
        w->pc.port = (uint16_t)(41000 + i);
        w->pc.service.port = w->pc.port;
        connect_pc(w);
        web_client_send_text(&w->pc, "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
        unit_net_pass_ms(&w->u, 10);
        if (i % 2 == 0) {
            web_client_reset(&w->pc);
        } else {
            web_client_close(&w->pc);
        }
        unit_net_pass_ms(&w->u, 5000);
    }
    unit_net_pass_ms(&w->u, 300000);
    assert_int_equal(w->n_calls, 0);
    assert_int_equal(rt_mem_n_live(), n_live);
}

static void test_the_wan_port_listens_only_when_enabled(void **state)
{
    struct world *w = *state;
    web_client_connect(&w->carrier, WAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->carrier.is_refused);
    unit_net_set(&w->u, "Enable_WAN_Web_Server", "Yes");
    unit_net_set(&w->u, "WAN_Web_Server_Port", "8080");
    web_client_connect(&w->carrier, WAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->carrier.is_refused);
    web_client_connect(&w->carrier, WAN_UNIT, 8080);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->carrier.is_open);
    web_client_send_text(&w->carrier, "GET / HTTP/1.1\r\n\r\n");
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(web_client_status(&w->carrier), 200);
    assert_false(w->is_from_lan);
    assert_int_equal(w->client_ip, CARRIER);
    web_client_close(&w->carrier);
    unit_net_set(&w->u, "Enable_WAN_Web_Server", "No");
    w->carrier.port++;
    w->carrier.service.port++;
    web_client_connect(&w->carrier, WAN_UNIT, 8080);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->carrier.is_refused);
}

/* An echo request (RFC 792), and the answers that leave by any port. */
struct ping {
    unsigned n_answers, port;
};

static void watch_echo(void *ctx, struct board *b, const struct board_event *e)
{
    struct ping *p = ctx;
    (void)b;
    if (board_event_signal(e) == &board_signal_frame_out && e->n_data >= 42 && e->data[23] == 1 && e->data[34] == 0) {
        p->n_answers++;
        p->port = e->unit;
    }
}

static struct ping send_ping(struct world *w, enum board_port port, uint32_t from, uint32_t to)
{
    struct ping ping = {0};
    struct board_watcher watcher = {.fn = watch_echo, .ctx = &ping};
    uint8_t frame[60] = {0};
    memcpy(frame, port == BOARD_PORT_LAN ? w->lan.unit_mac : w->u.outside.unit_mac, 6);
    rt_put_be16(frame + 6, 0x0200);
    rt_put_be32(frame + 8, from);
    memcpy(frame + 12, "\x08\x00\x45\x00\x00\x2e", 6);
    memcpy(frame + 22, "\x40\x01", 2);
    rt_put_be32(frame + 26, from);
    rt_put_be32(frame + 30, to);
    uint32_t sum = 0;
    for (int i = 14; i < 34; i += 2) {
        sum += rt_be16(frame + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    rt_put_be16(frame + 24, (uint16_t) ~((sum & 0xffff) + (sum >> 16)));
    rt_put_be16(frame + 34, 0x0800);
    rt_put_be16(frame + 36, 0xf7ff); /* ~0x0800 */
    board_watch(w->u.board, &watcher);
    board_nic_deliver(w->u.board, port, frame, sizeof frame);
    unit_net_pass_ms(&w->u, 10);
    board_unwatch(w->u.board, &watcher);
    return ping;
}

static void test_each_side_can_ping_its_own_address(void **state)
{
    struct world *w = *state;
    connect_pc(w); /* now both know each other's MAC */
    struct ping lan = send_ping(w, BOARD_PORT_LAN, PC, LAN_UNIT);
    assert_int_equal(lan.n_answers, 1);
    assert_int_equal(lan.port, BOARD_PORT_LAN);
    web_client_connect(&w->carrier, WAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 100);
    struct ping wan = send_ping(w, BOARD_PORT_WAN, CARRIER, WAN_UNIT);
    assert_int_equal(wan.n_answers, 1);
    assert_int_equal(wan.port, BOARD_PORT_WAN);
}

/* Neither a connection nor an echo, and not a word about it at either port (RFC 1122 section 3.3.4.2). */
static void test_the_lan_address_cannot_be_reached_from_the_wan(void **state)
{
    struct world *w = *state;
    connect_pc(w);
    web_client_connect(&w->carrier, WAN_UNIT, 80); /* so that the outside knows the unit's MAC */
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(send_ping(w, BOARD_PORT_WAN, CARRIER, LAN_UNIT).n_answers, 0);
    assert_int_equal(send_ping(w, BOARD_PORT_WAN, CARRIER, LAN_UNIT | 0xff).n_answers, 0); /* to the LAN's broadcast */
    assert_int_equal(send_ping(w, BOARD_PORT_WAN, PC, LAN_UNIT).n_answers, 0); /* as if it came from the LAN */
    uint64_t n_events = board_moment(w->u.board).event;
    web_client_connect(&w->carrier, LAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 1000);
    assert_false(w->carrier.is_open);
    assert_false(w->carrier.is_refused);
    assert_int_equal(board_moment(w->u.board).event, n_events + 1); /* the SYN that came in */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_a_page_is_served_and_the_connection_closed),
        TEST(test_the_request_is_handed_on_in_its_parts),
        TEST(test_the_longest_route_wins),
        TEST(test_status_and_header_of_the_handler_are_sent),
        TEST(test_head_has_no_body),
        TEST(test_the_page_of_an_error),
        TEST(test_a_stream_arrives_whole),
        TEST(test_slow_readers_are_bounded),
        TEST(test_a_program_that_asks_very_often),
        TEST(test_a_route_that_goes_takes_its_streams_along),
        TEST(test_other_methods_are_not_allowed),
        TEST(test_what_is_no_request_is_a_bad_one),
        TEST(test_a_chunked_body_is_put_together),
        TEST(test_a_request_may_come_byte_by_byte),
        TEST(test_a_body_that_is_held_back_is_asked_for),
        TEST(test_who_does_not_wait_is_not_told_to_go_on),
        TEST(test_what_is_too_large_is_refused),
        TEST(test_the_largest_body_arrives),
        TEST(test_a_long_reply_arrives_whole_through_a_small_window),
        TEST(test_a_reply_that_is_too_long_is_an_error_of_the_server),
        TEST(test_a_slow_sender_gets_408_after_a_minute),
        TEST(test_dripping_for_ever_does_not_help),
        TEST(test_a_client_that_takes_nothing_is_dropped),
        TEST(test_one_connection_too_many_gets_503),
        TEST(test_silent_connections_give_way),
        TEST(test_few_connections_linger),
        TEST(test_closed_connections_are_forgotten_without_ticking),
        TEST(test_a_second_request_on_the_connection_is_not_read),
        TEST(test_a_client_that_goes_in_the_middle_leaves_nothing),
        TEST(test_the_wan_port_listens_only_when_enabled),
        TEST(test_each_side_can_ping_its_own_address),
        TEST(test_the_lan_address_cannot_be_reached_from_the_wan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
