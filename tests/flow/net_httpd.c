/* SPDX-License-Identifier: MIT */
/* The web server core: requests right and wrong, and their replies. */
#include <harness/test.h>
#include <harness/httpd_rig.h>
#include <board/board.h>
#include <fw/channel.h>
#include <rt/buf.h>
#include <stdio.h>
#include <string.h>

static void test_a_page_is_served_and_the_connection_closed(void **state)
{
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\nHost: 192.168.0.1\r\n\r\n"), 200);
    assert_string_equal(web_client_body(&w->pc), "root");
    assert_string_equal(w->seen, "root: GET / ?- host=192.168.0.1 auth= type=");
    /* The whole head, as captured: no length, so the page ends with the connection. */
    assert_string_equal(rt_buf_text(&w->pc.reply), "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                                   "Cache-Control: must-revalidate, no-store\r\n"
                                                   "Connection: close\r\n\r\nroot");
    assert_true(w->pc.is_ended);
    assert_true(w->is_from_lan);
    assert_int_equal(w->client_ip, HTTPD_RIG_PC);
    assert_true(unit_net_saw(&w->u, &fw_signal_web, "GET / -> 200"));
}

static void test_the_request_is_handed_on_in_its_parts(void **state)
{
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "POST /admin/resync?http://p.example.net/a?b=c HTTP/1.0\r\n"
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
    struct httpd_rig *w = *state;
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
        assert_int_equal(httpd_rig_ask_pc(w, request), rows[i].status);
        if (rows[i].body != NULL) {
            assert_string_equal(web_client_body(&w->pc), rows[i].body);
        }
    }
    fw_httpd_remove(w->u.httpd, &w->long_prefix);
    assert_int_equal(httpd_rig_ask_pc(w, "GET /admin/voice/x HTTP/1.1\r\n\r\n"), 200);
    assert_string_equal(web_client_body(&w->pc), "prefix");
}

static void test_status_and_header_of_the_handler_are_sent(void **state)
{
    struct httpd_rig *w = *state;
    w->status = 401;
    w->header = "WWW-Authenticate: Digest realm=\"spa\"\r\n";
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 401);
    assert_non_null(strstr(rt_buf_text(&w->pc.reply), "HTTP/1.1 401 Unauthorized\r\n"));
    assert_non_null(strstr(rt_buf_text(&w->pc.reply), "\r\nWWW-Authenticate: Digest realm=\"spa\"\r\n"));
}

static void test_head_has_no_body(void **state)
{
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "HEAD / HTTP/1.1\r\n\r\n"), 200);
    assert_string_equal(web_client_body(&w->pc), "");
    assert_int_equal(httpd_rig_ask_pc(w, "HEAD /nothing HTTP/1.1\r\n\r\n"), 404);
    w->stream.n_pieces = 3;
    assert_int_equal(httpd_rig_ask_pc(w, "HEAD / HTTP/1.1\r\n\r\n"), 200);
    assert_string_equal(web_client_body(&w->pc), "");
    assert_int_equal(w->stream.n_ends, 1); /* the stream that was not read */
}

/* The bytes that nmap knows, with the title of the product. */
static void test_the_page_of_an_error(void **state)
{
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "GET /nothing HTTP/1.0\r\n\r\n"), 404);
    assert_string_equal(rt_buf_text(&w->pc.reply),
                        "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
                        "<html>\n  <head>\n    <title>Linksys SPA Configuration</title>\r\n  </head>\n  <body>\n"
                        "        <p><font size=\"5\" color=\"#990000\">404 Not Found\r\n!</p>\n</body>\n"
                        "</head></html>\n");
    fw_httpd_set_title(w->u.httpd, "Linksys PAP2 Configuration");
    assert_int_equal(httpd_rig_ask_pc(w, "GET /nothing HTTP/1.0\r\n\r\n"), 404);
    assert_non_null(strstr(web_client_body(&w->pc), "<title>Linksys PAP2 Configuration</title>"));
    w->status = 503; /* a handler without words of its own */
    w->is_silent = true;
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.0\r\n\r\n"), 503);
    assert_non_null(strstr(web_client_body(&w->pc), "503 Service Unavailable\r\n!"));
}

static void test_other_methods_are_not_allowed(void **state)
{
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "DELETE / HTTP/1.1\r\n\r\n"), 405);
    assert_non_null(strstr(rt_buf_text(&w->pc.reply), "\r\nAllow: GET, HEAD, POST\r\n"));
    assert_int_equal(w->n_calls, 0);
}

static void test_what_is_no_request_is_a_bad_one(void **state)
{
    struct httpd_rig *w = *state;
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
        assert_int_equal(httpd_rig_ask_pc(w, bad[i]), 400);
    }
    assert_int_equal(w->n_calls, 0);
}

static void test_a_chunked_body_is_put_together(void **state)
{
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                         "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"),
                     200);
    assert_string_equal(w->body, "hello world");
}

static void test_a_request_may_come_byte_by_byte(void **state)
{
    struct httpd_rig *w = *state;
    const char *request =
        "POST /admin/resync?q HTTP/1.1\r\nHost: h\r\nAuthorization: abc\r\nContent-Length: 2\r\n\r\nok";
    httpd_rig_connect_pc(w);
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
    struct httpd_rig *w = *state;
    httpd_rig_connect_pc(w);
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
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc"),
                     200);
    assert_int_equal(
        httpd_rig_ask_pc(w, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 900000000\r\n\r\n"), 413);
}

static void test_what_is_too_large_is_refused(void **state)
{
    struct httpd_rig *w = *state;
    static char text[FW_HTTPD_HEAD_MAX + 2048];
    /* A head that never ends; a body that says so; a body that does not say so. */
    (void)snprintf(text, sizeof text, "GET / HTTP/1.1\r\nX: ");
    memset(text + strlen(text), 'x', FW_HTTPD_HEAD_MAX);
    text[FW_HTTPD_HEAD_MAX + 500] = '\0';
    assert_int_equal(httpd_rig_ask_pc(w, text), 413);
    (void)snprintf(text, sizeof text, "POST / HTTP/1.1\r\nContent-Length: %u\r\n\r\n", FW_HTTPD_BODY_MAX + 1);
    assert_int_equal(httpd_rig_ask_pc(w, text), 413);
    httpd_rig_connect_pc(w);
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
    struct httpd_rig *w = *state;
    static char text[1024];
    httpd_rig_connect_pc(w);
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
    struct httpd_rig *w = *state;
    w->n_reply = 300000;
    w->pc.window = 3000;
    httpd_rig_connect_pc(w);
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
    struct httpd_rig *w = *state;
    w->n_reply = FW_HTTPD_REPLY_MAX + 1;
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, httpd_rig_set_up, httpd_rig_tear_down)
        TEST(test_a_page_is_served_and_the_connection_closed),
        TEST(test_the_request_is_handed_on_in_its_parts),
        TEST(test_the_longest_route_wins),
        TEST(test_status_and_header_of_the_handler_are_sent),
        TEST(test_head_has_no_body),
        TEST(test_the_page_of_an_error),
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
