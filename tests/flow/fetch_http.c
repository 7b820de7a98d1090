/* SPDX-License-Identifier: MIT */
/* HTTP: what the unit sends, and what it makes of each kind of answer, good or broken. */
#include <harness/test.h>
#include <harness/net_rig.h>
#include <harness/tcp_peer.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define SERVER    IP4(10, 0, 0, 7)
#define URL       "http://10.0.0.7/spa2102.cfg"
#define OK_11     "HTTP/1.1 200 OK\r\n"
#define LF2       "\r\n\r\n"

/* Of timing.h, here as facts that the tests hold the code to. */
#define CONNECT_S 15u
#define IDLE_S    30u
#define TOTAL_S   1800u

static struct net_rig rig;
static struct tcp_peer peer;
static uint8_t big[200000];

static int set_up(void **state)
{
    (void)state;
    uint32_t x = 7;
    for (size_t i = 0; i < sizeof big; i++) {
        x = x * 1664525u + 1013904223u;
        big[i] = (uint8_t)(x >> 24);
    }
    net_rig_init(&rig);
    tcp_peer_init(&peer, &rig.outside, SERVER, 80, &(struct tcp_peer_script){.answer = ""});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tcp_peer_fini(&peer);
    net_rig_fini(&rig);
    return 0;
}

/* GET of an answer, sent in pieces of this size (0: whole segments). */
static void get(const char *answer, size_t piece)
{
    peer.script.answer = answer;
    peer.script.n_answer = strlen(answer);
    peer.script.piece = piece;
    net_rig_get(&rig, URL);
}

static void post(const char *url, const char *answer, const void *body, size_t n_body, const char *content_type)
{
    peer.script.answer = answer;
    peer.script.n_answer = strlen(answer);
    const struct fw_fetch_request request = {
        .method = FW_METHOD_POST, .body = body, .n_body = n_body, .content_type = content_type};
    net_rig_fetch(&rig, url, &request);
    assert_true(net_rig_run(&rig, 7200));
}

/* --- the request --- */

static void test_the_request_is_this_text(void **state)
{
    (void)state;
    get(OK_11 "Content-Length: 2" LF2 "ok", 0);
    net_rig_expect_body(&rig, "ok", 2);
    assert_string_equal(rt_buf_text(&peer.request), "GET /spa2102.cfg HTTP/1.1\r\n"
                                                    "Host: 10.0.0.7\r\n"
                                                    "User-Agent: Linksys/SPA-2102-2.0.5 (88012BA01234)\r\n"
                                                    "Connection: close" LF2);
    assert_int_equal(rig.result.http_status, 200);
    assert_int_equal(rig.result.server_ip, SERVER);
}

static void test_path_and_query_go_out_as_they_are(void **state)
{
    (void)state;
    struct tcp_peer other;
    tcp_peer_init(&other, &rig.outside, IP4(10, 0, 0, 8), 8080, &(struct tcp_peer_script){.answer = OK_11 "\r\n"});
    rig.path = "/prov/a b\xe4%41$/x?Linksys$MAU&q=\"1\"#f";
    net_rig_get(&rig, "http://10.0.0.8:8080/");
    net_rig_expect_body(&rig, "", 0);
    static const char head[] = "GET /prov/a b\xe4%41$/x?Linksys$MAU&q=\"1\"#f HTTP/1.1\r\nHost: 10.0.0.8:8080\r\n";
    assert_memory_equal(rt_buf_text(&other.request), head, sizeof head - 1);
    tcp_peer_fini(&other);
}

static void test_a_line_break_in_the_path_is_never_sent(void **state)
{
    (void)state;
    static const char *const paths[] = {"/a\rb", "/a\nX-Header: 1", "/a HTTP/1.0\r\n\r\nGET /b"};
    for (size_t i = 0; i < 3; i++) {
        rig.path = paths[i];
        net_rig_get(&rig, URL);
        net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
        assert_int_equal(peer.n_syns, 0);
    }
    rig.path = NULL;
    post(URL, "", "x", 1, "text/plain\r\nX-Header: 1");
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_POST);
    assert_int_equal(peer.n_syns, 0);
}

static void test_a_post_carries_its_body_and_length(void **state)
{
    (void)state;
    post("http://10.0.0.7/cpe/resyncs?", OK_11 "Content-Length: 4" LF2 "<a/>", "Product = \"SPA-2102\";", 21, NULL);
    net_rig_expect_body(&rig, "<a/>", 4);
    assert_string_equal(rt_buf_text(&peer.request), "POST /cpe/resyncs? HTTP/1.1\r\n"
                                                    "Host: 10.0.0.7\r\n"
                                                    "User-Agent: Linksys/SPA-2102-2.0.5 (88012BA01234)\r\n"
                                                    "Content-Type: text/plain\r\n"
                                                    "Content-Length: 21\r\n"
                                                    "Connection: close" LF2 "Product = \"SPA-2102\";");
    post(URL, OK_11 "\r\n", NULL, 0, "application/xml");
    net_rig_expect_fail(&rig, FW_FAIL_NONE);
    assert_non_null(strstr(rt_buf_text(&peer.request), "Content-Type: application/xml\r\nContent-Length: 0\r\n"));
}

static void test_a_long_post_arrives_whole(void **state)
{
    (void)state;
    post(URL, OK_11 "Content-Length: 2" LF2 "ok", big, sizeof big, "application/octet-stream");
    net_rig_expect_body(&rig, "ok", 2);
    assert_true(peer.request.n > sizeof big);
    assert_memory_equal(peer.request.bytes + peer.request.n - sizeof big, big, sizeof big);
}

/* The body must not wait for the acknowledgement of the head, nor the end of the body for that of its beginning. All of
 * it fits the first window: 2,144 bytes here, four segments of 536 (RFC 3390), as the peer names no larger ones. */
static void test_a_request_needs_no_acknowledgement_to_be_whole(void **state)
{
    (void)state;
    static const size_t n_bodies[] = {1, 21, 536, 1072, 1537};
    peer.script.is_lazy = true;
    for (size_t i = 0; i < sizeof n_bodies / sizeof n_bodies[0]; i++) {
        post(URL, OK_11 "Content-Length: 2" LF2 "ok", big, n_bodies[i], "application/octet-stream");
        net_rig_expect_body(&rig, "ok", 2);
        assert_true(rig.done_us - rig.started_us < 100000);
    }
}

static void test_a_put_over_http_is_a_bad_rule(void **state)
{
    (void)state;
    net_rig_fetch(&rig, URL, &(struct fw_fetch_request){.method = FW_METHOD_PUT, .body = big, .n_body = 3});
    assert_true(net_rig_run(&rig, 60));
    net_rig_expect_fail(&rig, FW_FAIL_RULE);
    assert_int_equal(peer.n_syns, 0);
}

/* --- answers --- */

static const struct {
    const char *name, *answer;
    enum tcp_peer_end end;
    enum fw_fail fail;
    const char *body;   /* of a success, or "" */
    const char *detail; /* must be in the detail of a failure */
} answers[] = {
    /* good */
    {"with length", OK_11 "Content-Length: 5" LF2 "hello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"with length, held open", OK_11 "Content-Length: 5" LF2 "hello", TCP_PEER_HOLDS, FW_FAIL_NONE, "hello", ""},
    {"with length, reset after it", OK_11 "Content-Length: 5" LF2 "hello", TCP_PEER_RST, FW_FAIL_NONE, "hello", ""},
    {"length 0", OK_11 "Content-Length: 0" LF2, TCP_PEER_HOLDS, FW_FAIL_NONE, "", ""},
    {"until close", OK_11 "Content-Type: text/xml" LF2 "hello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"until close, empty", OK_11 "\r\n", TCP_PEER_FIN, FW_FAIL_NONE, "", ""},
    {"1.0", "HTTP/1.0 200 OK\r\n\r\nhello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"1.0 with length", "HTTP/1.0 200 OK\r\nContent-Length: 5" LF2 "hello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"no reason", "HTTP/1.1 200\r\nContent-Length: 5" LF2 "hello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"chunked", OK_11 "Transfer-Encoding: chunked" LF2 "3\r\nhel\r\n2;x=y\r\nlo\r\n0" LF2, TCP_PEER_HOLDS, FW_FAIL_NONE,
     "hello", ""},
    {"chunked with trailer", OK_11 "Transfer-Encoding: chunked" LF2 "5\r\nhello\r\n0\r\nX-Sum: 1" LF2, TCP_PEER_FIN,
     FW_FAIL_NONE, "hello", ""},
    {"chunked, hex in capitals", OK_11 "Transfer-Encoding: chunked" LF2 "A\r\n0123456789\r\n0" LF2, TCP_PEER_FIN,
     FW_FAIL_NONE, "0123456789", ""},
    {"100 before", "HTTP/1.1 100 Continue" LF2 OK_11 "Content-Length: 5" LF2 "hello", TCP_PEER_FIN, FW_FAIL_NONE,
     "hello", ""},
    {"103 and 102 before",
     "HTTP/1.1 103 Early Hints\r\nLink: x" LF2 "HTTP/1.1 102 Processing" LF2 OK_11 "Content-Length: 5" LF2 "hello",
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"1.0, kept alive", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5" LF2 "hello", TCP_PEER_HOLDS,
     FW_FAIL_NONE, "hello", ""},
    {"1.1, kept alive", OK_11 "Connection: keep-alive\r\nContent-Length: 5" LF2 "hello", TCP_PEER_HOLDS, FW_FAIL_NONE,
     "hello", ""},
    /* What a file is, its bytes say (guide p.2-5): no header is believed. */
    {"an encoding is not looked at", OK_11 "Content-Encoding: gzip\r\nContent-Length: 5" LF2 "hello", TCP_PEER_FIN,
     FW_FAIL_NONE, "hello", ""},
    {"nor is a type", OK_11 "Content-Type: image/png\r\nContent-Length: 5" LF2 "hello", TCP_PEER_FIN, FW_FAIL_NONE,
     "hello", ""},
    /* The length counts, not what comes after it. */
    {"more than the length", OK_11 "Content-Length: 5" LF2 "hello world", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"a second answer",
     OK_11 "Content-Length: 5" LF2 "hello"
           "HTTP/1.1 500 Oh\r\n"
           "Content-Length: 3" LF2 "two",
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},

    /* refused */
    {"404", "HTTP/1.1 404 Not Found\r\nContent-Length: 4" LF2 "gone", TCP_PEER_FIN, FW_FAIL_FILE_NOT_FOUND, "",
     "status 404 Not Found"},
    {"404 without a body", "HTTP/1.0 404 Not Found" LF2, TCP_PEER_HOLDS, FW_FAIL_FILE_NOT_FOUND, "", "404"},
    {"500", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5" LF2 "sorry", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "status 500 Internal Server Error"},
    {"503", "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1" LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "503"},
    {"401", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"" LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "401"},
    {"302 is not followed", "HTTP/1.1 302 Found\r\nX-Location: no\r\nLocation: http://10.0.0.7/b" LF2, TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "status 302 Found to http://10.0.0.7/b: no redirect is followed"},
    {"a circle is not begun", "HTTP/1.1 307 Again\r\nLocation: " URL LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "307"},
    {"304", "HTTP/1.1 304 Not Modified" LF2, TCP_PEER_HOLDS, FW_FAIL_HTTP_GET, "", "304"},
    {"301 is not followed", "HTTP/1.1 301 Moved\r\nLocation: /b" LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "301"},
    {"204", "HTTP/1.1 204 No Content" LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "204"},
    {"206", "HTTP/1.1 206 Partial Content\r\nContent-Length: 2" LF2 "he", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "206"},
    {"101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade" LF2 "hello", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "101"},
    {"99", "HTTP/1.1 099 What" LF2 "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", ""},
    {"999", "HTTP/1.1 999 What" LF2 "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "999"},

    /* broken */
    {"closed before an answer", "", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "before an answer"},
    {"reset before an answer", "", TCP_PEER_RST, FW_FAIL_HTTP_GET, "", "reset"},
    {"closed in the status line", "HTTP/1.", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "middle of the headers"},
    {"closed in the headers", OK_11 "Content-Le", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "middle of the headers"},
    {"closed after 100", "HTTP/1.1 100 Continue" LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "middle of the headers"},
    {"closed too early", OK_11 "Content-Length: 6" LF2 "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "hello",
     "middle of the body, after 5 bytes"},
    {"reset in the body", OK_11 "Content-Length: 6" LF2 "hello", TCP_PEER_RST, FW_FAIL_HTTP_GET, "hello", "reset"},
    {"reset instead of close",
     OK_11 "\r\n"
           "hello",
     TCP_PEER_RST, FW_FAIL_HTTP_GET, "hello", "reset"},
    {"chunked without its end", OK_11 "Transfer-Encoding: chunked" LF2 "5\r\nhello\r\n", TCP_PEER_FIN, FW_FAIL_HTTP_GET,
     "hello", "middle of the body"},
    {"chunked, closed in a chunk", OK_11 "Transfer-Encoding: chunked" LF2 "9\r\nhello", TCP_PEER_FIN, FW_FAIL_HTTP_GET,
     "hello", "middle of the body"},
    {"chunk size not a number", OK_11 "Transfer-Encoding: chunked" LF2 "five\r\nhello\r\n0" LF2, TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"chunk size endless", OK_11 "Transfer-Encoding: chunked" LF2 "fffffffffffffffff\r\nhello", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"chunk longer than said", OK_11 "Transfer-Encoding: chunked" LF2 "3\r\nhello\r\n0" LF2, TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "hel", "not an HTTP answer"},
    {"two lengths", OK_11 "Content-Length: 5\r\nContent-Length: 6" LF2 "hello!", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"a length with a sign", OK_11 "Content-Length: +5" LF2 "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"two lengths in one", OK_11 "Content-Length: 5, 6" LF2 "hello!", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"length empty", OK_11 "Content-Length:" LF2 "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"chunk size negative", OK_11 "Transfer-Encoding: chunked" LF2 "-5\r\nhello\r\n0" LF2, TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"chunk size empty", OK_11 "Transfer-Encoding: chunked" LF2 "\r\nhello\r\n0" LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET,
     "", "not an HTTP answer"},
    {"length not a number", OK_11 "Content-Length: many" LF2 "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"length negative", OK_11 "Content-Length: -1" LF2 "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"length beyond 64 bits", OK_11 "Content-Length: 99999999999999999999999" LF2 "hello", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"length beyond the limit", OK_11 "Content-Length: 8388609" LF2 "hello", TCP_PEER_FIN, FW_FAIL_TOO_BIG, "", ""},
    {"length and chunked", OK_11 "Content-Length: 5\r\nTransfer-Encoding: chunked" LF2 "5\r\nhello\r\n0" LF2,
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""}, /* chunked counts: RFC 7230 section 3.3.3 */
    {"a wrong length and chunked", OK_11 "Content-Length: 900\r\nTransfer-Encoding: chunked" LF2 "5\r\nhello\r\n0" LF2,
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"garbage", "\x16\x03\x01\x02garbage garbage garbage" LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"a file without headers", "<flat-profile></flat-profile>", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"a request", "GET / HTTP/1.1" LF2, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"header without a colon", OK_11 "Hello" LF2 "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"silence", "", TCP_PEER_HOLDS, FW_FAIL_HTTP_GET, "", "nothing for 30 s"},
    {"silence in the body", OK_11 "Content-Length: 6" LF2 "hello", TCP_PEER_HOLDS, FW_FAIL_HTTP_GET, "hello",
     "nothing for 30 s, after 5 bytes"},
};

static void check_answer(size_t i, size_t piece)
{
    peer.script.end = answers[i].end;
    get(answers[i].answer, piece);
    if (rig.result.fail != answers[i].fail || strstr(rig.result.detail, answers[i].detail) == NULL) {
        fail_msg("%s (pieces of %zu): wanted %s \"%s\", got %s \"%s\"", answers[i].name, piece,
                 fw_fail_name(answers[i].fail), answers[i].detail, fw_fail_name(rig.result.fail), rig.result.detail);
    }
    assert_int_equal(rig.n_done, 1);
    assert_int_equal(rig.result.n_bytes, rig.body.n);
    assert_true(rig.result.fail != FW_FAIL_NONE || rig.result.http_status == 200);
    if (rig.result.fail == FW_FAIL_NONE || answers[i].end != TCP_PEER_RST) {
        /* A reset may overtake bytes that are still queued. */
        assert_string_equal(rt_buf_text(&rig.body), answers[i].body);
    }
    assert_int_equal(peer.n_connections, 1);
    peer.n_connections = 0;
}

static void test_every_answer_is_read_as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        check_answer(i, 0);
    }
}

static void test_every_answer_is_read_the_same_byte_by_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        check_answer(i, 1);
    }
}

static void test_which_status_is_success_of_a_post(void **state)
{
    (void)state;
    static const struct {
        int status;
        enum fw_fail fail;
    } rows[] = {{200, FW_FAIL_NONE},      {201, FW_FAIL_NONE},           {202, FW_FAIL_NONE},
                {204, FW_FAIL_NONE},      {206, FW_FAIL_HTTP_POST},      {302, FW_FAIL_HTTP_POST},
                {400, FW_FAIL_HTTP_POST}, {404, FW_FAIL_FILE_NOT_FOUND}, {500, FW_FAIL_HTTP_POST}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char answer[64];
        (void)snprintf(answer, sizeof answer, "HTTP/1.1 %d So\r\nContent-Length: 0" LF2, rows[i].status);
        post(URL, answer, "x", 1, NULL);
        net_rig_expect_fail(&rig, rows[i].fail);
        assert_int_equal(rig.result.http_status, rows[i].status);
    }
}

/* --- sizes and times --- */

static void serve_big(struct rt_buf *answer, size_t n_body)
{
    rt_buf_init(answer, sizeof big + 200);
    assert_int_equal(rt_buf_printf(answer, OK_11 "Content-Length: %zu" LF2, n_body), RT_OK);
    assert_int_equal(rt_buf_put(answer, big, n_body), RT_OK);
    peer.script.answer = answer->bytes;
    peer.script.n_answer = answer->n;
}

static void test_a_large_body_arrives_whole_in_any_pieces(void **state)
{
    (void)state;
    static const size_t pieces[] = {0, 1459, 536, 100, 7};
    struct rt_buf answer;
    serve_big(&answer, 100000);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        peer.script.piece = pieces[i];
        net_rig_get(&rig, URL);
        net_rig_expect_body(&rig, big, 100000);
        assert_true(peer.saw_fin && !peer.saw_rst); /* closed in order */
    }
    rt_buf_fini(&answer);
}

static void test_a_body_longer_than_allowed_is_refused(void **state)
{
    (void)state;
    struct rt_buf answer;
    const struct fw_fetch_request request = {.method = FW_METHOD_GET, .max_bytes = 5000};
    serve_big(&answer, 5000);
    net_rig_fetch(&rig, URL, &request);
    assert_true(net_rig_run(&rig, 60));
    net_rig_expect_body(&rig, big, 5000);
    rt_buf_fini(&answer);
    serve_big(&answer, 5001);
    peer.script.end = TCP_PEER_HOLDS;
    net_rig_fetch(&rig, URL, &request);
    assert_true(net_rig_run(&rig, 60));
    net_rig_expect_fail(&rig, FW_FAIL_TOO_BIG);
    assert_true(rig.n_body <= 5000);
    assert_true(peer.saw_rst);
    rt_buf_fini(&answer);
}

static void test_headers_have_a_limit(void **state)
{
    (void)state;
    static const size_t sizes[] = {15000, 17000, 100000};
    for (size_t i = 0; i < 3; i++) {
        struct rt_buf answer;
        rt_buf_init(&answer, 200000);
        (void)rt_buf_put_text(&answer, OK_11 "Content-Length: 2\r\n");
        while (answer.n < sizes[i]) {
            (void)rt_buf_printf(&answer, "X-Header-%zu: value value value\r\n", answer.n);
        }
        (void)rt_buf_put_text(&answer, "\r\nok");
        assert_int_equal(rt_buf_error(&answer), RT_OK);
        get(rt_buf_text(&answer), 0);
        if (i == 0) {
            net_rig_expect_body(&rig, "ok", 2);
        } else {
            net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
            assert_non_null(strstr(rig.result.detail, "headers longer than 16384"));
        }
        rt_buf_fini(&answer);
    }
}

static void test_interim_answers_have_a_limit(void **state)
{
    (void)state;
    struct rt_buf answer;
    rt_buf_init(&answer, 200000);
    for (unsigned i = 0; i < 2000; i++) {
        (void)rt_buf_put_text(&answer, "HTTP/1.1 100 Continue" LF2);
    }
    peer.script.end = TCP_PEER_HOLDS;
    get(rt_buf_text(&answer), 0);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
    assert_int_equal(net_rig_seconds_taken(&rig), 0);
    rt_buf_fini(&answer);
}

static void test_no_listener(void **state)
{
    (void)state;
    peer.script.open = TCP_PEER_REFUSES;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_CONNECT);
    assert_non_null(strstr(rig.result.detail, "10.0.0.7:80: connection refused"));
    assert_int_equal(net_rig_seconds_taken(&rig), 0);
}

static void test_no_reply(void **state)
{
    (void)state;
    peer.script.open = TCP_PEER_IS_SILENT;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_CONNECT);
    assert_int_equal(net_rig_seconds_taken(&rig), CONNECT_S);
    assert_in_range(peer.n_syns, 5, 6); /* a lost SYN would not have mattered */
    net_rig_get(&rig, "http://10.0.0.99/a");
    net_rig_expect_fail(&rig, FW_FAIL_CONNECT);
    assert_int_equal(net_rig_seconds_taken(&rig), CONNECT_S);
}

static void test_silence_ends_after_the_idle_time(void **state)
{
    (void)state;
    peer.script.end = TCP_PEER_HOLDS;
    get(OK_11 "Content-Length: 6" LF2 "hello", 0);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
    assert_int_equal(net_rig_seconds_taken(&rig), IDLE_S);
    assert_true(peer.saw_rst);
}

static void test_a_slow_server_is_waited_for(void **state)
{
    (void)state;
    peer.script.every_us = 29000000;
    get(OK_11 "Content-Length: 5" LF2 "hello", 20);
    net_rig_expect_body(&rig, "hello", 5);
}

static void test_a_dripping_server_ends_after_half_an_hour(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 100000);
    peer.script.piece = 1;
    peer.script.every_us = 1000000;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
    assert_int_equal(net_rig_seconds_taken(&rig), TOTAL_S);
    rt_buf_fini(&answer);
}

static void test_an_answer_before_the_request_is_taken(void **state)
{
    (void)state;
    peer.script.is_early = true;
    get("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0" LF2, 0);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
    assert_int_equal(rig.result.http_status, 408);
    post(URL, "HTTP/1.1 413 Too Large" LF2, big, sizeof big, NULL);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_POST);
    assert_int_equal(rig.result.http_status, 413);
}

static void test_a_server_that_takes_nothing_ends_after_the_idle_time(void **state)
{
    (void)state;
    peer.script.is_deaf = true;
    post(URL, "", big, sizeof big, NULL);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_POST);
    assert_int_equal(net_rig_seconds_taken(&rig), IDLE_S);
    get("", 0);
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_GET);
    assert_in_range(net_rig_seconds_taken(&rig), CONNECT_S, IDLE_S);
}

/* Each answer of the table with a few bytes overwritten: whatever it is read as, the fetch ends, and in time. */
static void test_damaged_answers_end_too(void **state)
{
    (void)state;
    uint32_t x = 20251123;
    for (unsigned round = 0; round < 40; round++) {
        for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
            char damaged[512];
            size_t n = strlen(answers[i].answer);
            assert_true(n < sizeof damaged);
            memcpy(damaged, answers[i].answer, n);
            for (unsigned k = 0; n > 0 && k <= round % 4; k++) {
                x = x * 1664525u + 1013904223u;
                damaged[(x >> 8) % n] = (char)(x >> 24);
            }
            peer.script = (struct tcp_peer_script){
                .answer = damaged, .n_answer = n, .piece = round % 3 == 0 ? 1 : 0, .end = answers[i].end};
            net_rig_get(&rig, URL);
            assert_in_range(net_rig_seconds_taken(&rig), 0, 2 * IDLE_S);
            assert_int_equal(rig.result.n_bytes, rig.n_body);
        }
    }
}

/* --- the caller changes its mind, the memory is short --- */

static void test_a_client_that_refuses_ends_it(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 100000);
    rig.data_err = RT_ECORRUPT;
    net_rig_get(&rig, URL);
    net_rig_expect_fail(&rig, FW_FAIL_ABORTED);
    assert_true(rig.n_body <= 1460);
    assert_true(peer.saw_rst);
    rt_buf_fini(&answer);
}

static void test_cancel_at_any_time_leaves_nothing(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 3000);
    peer.script.piece = 500;
    peer.script.every_us = 1000000;
    for (unsigned ms = 0; ms < 7000; ms += 250) {
        net_rig_fetch(&rig, URL, NULL);
        if (ms > 0) {
            net_rig_pass_ms(&rig, ms);
        }
        assert_int_equal(rig.n_done, 0);
        fw_fetch_cancel(rig.fetch);
        rig.fetch = NULL;
        net_rig_pass_ms(&rig, 500);
        assert_int_equal(rig.n_done, 0);
        assert_true(ms == 0 || peer.saw_rst);
    }
    peer.script.open = TCP_PEER_IS_SILENT;
    net_rig_fetch(&rig, URL, NULL);
    net_rig_pass_ms(&rig, 5000);
    fw_fetch_cancel(rig.fetch);
    rig.fetch = NULL;
    rt_buf_fini(&answer);
}

static void test_cancel_from_inside_the_callbacks(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 50000);
    rig.cancels_in_address = true;
    net_rig_fetch(&rig, URL, NULL);
    net_rig_pass_ms(&rig, 60000);
    assert_int_equal(peer.n_syns, 0);
    rig.cancels_in_address = false;
    rig.cancels_in_data = true;
    net_rig_fetch(&rig, URL, NULL);
    net_rig_pass_ms(&rig, 60000);
    assert_int_equal(rig.n_done, 0);
    assert_true(rig.n_body > 0 && rig.n_body <= 1460);
    assert_true(peer.saw_rst);
    rig.cancels_in_data = false;
    rig.cancels_in_done = true;
    net_rig_get(&rig, URL);
    net_rig_expect_body(&rig, big, 50000);
    rt_buf_fini(&answer);
}

static void test_the_net_goes_down_in_the_middle(void **state)
{
    (void)state;
    peer.script.end = TCP_PEER_HOLDS;
    peer.script.answer = OK_11 "Content-Length: 6" LF2 "hello";
    peer.script.n_answer = strlen(peer.script.answer);
    net_rig_fetch(&rig, URL, NULL);
    net_rig_pass_ms(&rig, 1000);
    assert_int_equal(rig.n_body, 5);
    /* net_rig_fini destroys the net and finds no memory, no io-wait; the client is not called. */
}

static void test_any_failed_allocation_ends_cleanly(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 4000);
    unsigned n_starts_failed = 0, n_good = 0;
    for (unsigned n = 1; n <= 60; n++) {
        rt_mem_fail_at(n);
        enum rt_err err = net_rig_try_fetch(&rig, URL, NULL);
        if (err != RT_OK) {
            assert_int_equal(err, RT_ENOMEM);
            rig.fetch = NULL;
            n_starts_failed++;
        } else {
            assert_true(net_rig_run(&rig, 7200));
            if (rig.result.fail == FW_FAIL_NONE) {
                net_rig_expect_body(&rig, big, 4000);
                n_good++;
            } else {
                /* The peer never sends again: a segment that found no buffer is missed for ever. */
                assert_true(rig.result.fail == FW_FAIL_ABORTED || rig.result.fail == FW_FAIL_HTTP_GET);
            }
        }
        rt_mem_fail_at(0);
        net_rig_pass_ms(&rig, 200000);
    }
    assert_int_equal(n_starts_failed, 3); /* the fetch, two texts */
    assert_true(n_good > 20);
    rt_buf_fini(&answer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_request_is_this_text),
        TEST(path_and_query_go_out_as_they_are),
        TEST(a_line_break_in_the_path_is_never_sent),
        TEST(a_post_carries_its_body_and_length),
        TEST(a_long_post_arrives_whole),
        TEST(a_request_needs_no_acknowledgement_to_be_whole),
        TEST(a_put_over_http_is_a_bad_rule),
        TEST(every_answer_is_read_as_the_table_says),
        TEST(every_answer_is_read_the_same_byte_by_byte),
        TEST(which_status_is_success_of_a_post),
        TEST(a_large_body_arrives_whole_in_any_pieces),
        TEST(a_body_longer_than_allowed_is_refused),
        TEST(headers_have_a_limit),
        TEST(interim_answers_have_a_limit),
        TEST(no_listener),
        TEST(no_reply),
        TEST(silence_ends_after_the_idle_time),
        TEST(a_slow_server_is_waited_for),
        TEST(a_dripping_server_ends_after_half_an_hour),
        TEST(an_answer_before_the_request_is_taken),
        TEST(a_server_that_takes_nothing_ends_after_the_idle_time),
        TEST(damaged_answers_end_too),
        TEST(a_client_that_refuses_ends_it),
        TEST(cancel_at_any_time_leaves_nothing),
        TEST(cancel_from_inside_the_callbacks),
        TEST(the_net_goes_down_in_the_middle),
        TEST(any_failed_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests_name("fetch over HTTP", tests, NULL, NULL);
}
