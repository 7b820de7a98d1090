/* SPDX-License-Identifier: MIT */
/* HTTP: what the unit sends, and what it makes of each kind of answer, good or broken. */
#include <harness/test.h>
#include <harness/http_rig.h>
#include <stdio.h>
#include <string.h>

/* --- the request --- */

static void test_the_request_is_this_text(void **state)
{
    (void)state;
    http_rig_get(HTTP_RIG_OK "Content-Length: 2" HTTP_RIG_END "ok", 0);
    net_rig_expect_body(&http.net, "ok", 2);
    assert_string_equal(rt_buf_text(&http.peer.request), "GET /spa2102.cfg HTTP/1.1\r\n"
                                                         "Host: 10.0.0.7\r\n"
                                                         "User-Agent: Linksys/SPA-2102-2.0.5 (88012BA01234)\r\n"
                                                         "Connection: close" HTTP_RIG_END);
    assert_int_equal(http.net.result.http_status, 200);
    assert_int_equal(http.net.result.server_ip, HTTP_RIG_SERVER);
}

static void test_path_and_query_go_out_as_they_are(void **state)
{
    (void)state;
    struct tcp_peer other;
    tcp_peer_init(&other, &http.net.outside, IP4(10, 0, 0, 8), 8080,
                  &(struct tcp_peer_script){.answer = HTTP_RIG_OK "\r\n"});
    http.net.path = "/prov/a b\xe4%41$/x?Linksys$MAU&q=\"1\"#f";
    net_rig_get(&http.net, "http://10.0.0.8:8080/");
    net_rig_expect_body(&http.net, "", 0);
    static const char head[] = "GET /prov/a b\xe4%41$/x?Linksys$MAU&q=\"1\"#f HTTP/1.1\r\nHost: 10.0.0.8:8080\r\n";
    assert_memory_equal(rt_buf_text(&other.request), head, sizeof head - 1);
    tcp_peer_fini(&other);
}

static void test_a_line_break_in_the_path_is_never_sent(void **state)
{
    (void)state;
    static const char *const paths[] = {"/a\rb", "/a\nX-Header: 1", "/a HTTP/1.0\r\n\r\nGET /b"};
    for (size_t i = 0; i < 3; i++) {
        http.net.path = paths[i];
        net_rig_get(&http.net, HTTP_RIG_URL);
        net_rig_expect_fail(&http.net, FW_FAIL_HTTP_GET);
        assert_int_equal(http.peer.n_syns, 0);
    }
    http.net.path = NULL;
    http_rig_post(HTTP_RIG_URL, "", "x", 1, "text/plain\r\nX-Header: 1");
    net_rig_expect_fail(&http.net, FW_FAIL_HTTP_POST);
    assert_int_equal(http.peer.n_syns, 0);
}

static void test_a_post_carries_its_body_and_length(void **state)
{
    (void)state;
    http_rig_post("http://10.0.0.7/cpe/resyncs?", HTTP_RIG_OK "Content-Length: 4" HTTP_RIG_END "<a/>",
                  "Product = \"SPA-2102\";", 21, NULL);
    net_rig_expect_body(&http.net, "<a/>", 4);
    assert_string_equal(rt_buf_text(&http.peer.request), "POST /cpe/resyncs? HTTP/1.1\r\n"
                                                         "Host: 10.0.0.7\r\n"
                                                         "User-Agent: Linksys/SPA-2102-2.0.5 (88012BA01234)\r\n"
                                                         "Content-Type: text/plain\r\n"
                                                         "Content-Length: 21\r\n"
                                                         "Connection: close" HTTP_RIG_END "Product = \"SPA-2102\";");
    http_rig_post(HTTP_RIG_URL, HTTP_RIG_OK "\r\n", NULL, 0, "application/xml");
    net_rig_expect_fail(&http.net, FW_FAIL_NONE);
    assert_non_null(strstr(rt_buf_text(&http.peer.request), "Content-Type: application/xml\r\nContent-Length: 0\r\n"));
}

static void test_a_long_post_arrives_whole(void **state)
{
    (void)state;
    http_rig_post(HTTP_RIG_URL, HTTP_RIG_OK "Content-Length: 2" HTTP_RIG_END "ok", http.big, sizeof http.big,
                  "application/octet-stream");
    net_rig_expect_body(&http.net, "ok", 2);
    assert_true(http.peer.request.n > sizeof http.big);
    assert_memory_equal(http.peer.request.bytes + http.peer.request.n - sizeof http.big, http.big, sizeof http.big);
}

/* The body must not wait for the acknowledgement of the head, nor the end of the body for that of its beginning. All of
 * it fits the first window: 2,144 bytes here, four segments of 536 (RFC 3390), as the http.peer names no larger ones.
 */
static void test_a_request_needs_no_acknowledgement_to_be_whole(void **state)
{
    (void)state;
    static const size_t n_bodies[] = {1, 21, 536, 1072, 1537};
    http.peer.script.is_lazy = true;
    for (size_t i = 0; i < sizeof n_bodies / sizeof n_bodies[0]; i++) {
        http_rig_post(HTTP_RIG_URL, HTTP_RIG_OK "Content-Length: 2" HTTP_RIG_END "ok", http.big, n_bodies[i],
                      "application/octet-stream");
        net_rig_expect_body(&http.net, "ok", 2);
        assert_true(http.net.done_us - http.net.started_us < 100000);
    }
}

static void test_a_put_over_http_is_a_bad_rule(void **state)
{
    (void)state;
    net_rig_fetch(&http.net, HTTP_RIG_URL,
                  &(struct fw_fetch_request){.method = FW_METHOD_PUT, .body = http.big, .n_body = 3});
    assert_true(net_rig_run(&http.net, 60));
    net_rig_expect_fail(&http.net, FW_FAIL_RULE);
    assert_int_equal(http.peer.n_syns, 0);
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
    {"with length", HTTP_RIG_OK "Content-Length: 5" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"with length, held open", HTTP_RIG_OK "Content-Length: 5" HTTP_RIG_END "hello", TCP_PEER_HOLDS, FW_FAIL_NONE,
     "hello", ""},
    {"with length, reset after it", HTTP_RIG_OK "Content-Length: 5" HTTP_RIG_END "hello", TCP_PEER_RST, FW_FAIL_NONE,
     "hello", ""},
    {"length 0", HTTP_RIG_OK "Content-Length: 0" HTTP_RIG_END, TCP_PEER_HOLDS, FW_FAIL_NONE, "", ""},
    {"until close", HTTP_RIG_OK "Content-Type: text/xml" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"until close, empty", HTTP_RIG_OK "\r\n", TCP_PEER_FIN, FW_FAIL_NONE, "", ""},
    {"1.0", "HTTP/1.0 200 OK\r\n\r\nhello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"1.0 with length", "HTTP/1.0 200 OK\r\nContent-Length: 5" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_NONE,
     "hello", ""},
    {"no reason", "HTTP/1.1 200\r\nContent-Length: 5" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"chunked", HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "3\r\nhel\r\n2;x=y\r\nlo\r\n0" HTTP_RIG_END,
     TCP_PEER_HOLDS, FW_FAIL_NONE, "hello", ""},
    {"chunked with trailer",
     HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "5\r\nhello\r\n0\r\nX-Sum: 1" HTTP_RIG_END, TCP_PEER_FIN,
     FW_FAIL_NONE, "hello", ""},
    {"chunked, hex in capitals",
     HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "A\r\n0123456789\r\n0" HTTP_RIG_END, TCP_PEER_FIN,
     FW_FAIL_NONE, "0123456789", ""},
    {"100 before", "HTTP/1.1 100 Continue" HTTP_RIG_END HTTP_RIG_OK "Content-Length: 5" HTTP_RIG_END "hello",
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"103 and 102 before",
     "HTTP/1.1 103 Early Hints\r\nLink: x" HTTP_RIG_END "HTTP/1.1 102 Processing" HTTP_RIG_END HTTP_RIG_OK
     "Content-Length: 5" HTTP_RIG_END "hello",
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"1.0, kept alive", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5" HTTP_RIG_END "hello",
     TCP_PEER_HOLDS, FW_FAIL_NONE, "hello", ""},
    {"1.1, kept alive", HTTP_RIG_OK "Connection: keep-alive\r\nContent-Length: 5" HTTP_RIG_END "hello", TCP_PEER_HOLDS,
     FW_FAIL_NONE, "hello", ""},
    /* What a file is, its bytes say (guide p.2-5): no header is believed. */
    {"an encoding is not looked at", HTTP_RIG_OK "Content-Encoding: gzip\r\nContent-Length: 5" HTTP_RIG_END "hello",
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"nor is a type", HTTP_RIG_OK "Content-Type: image/png\r\nContent-Length: 5" HTTP_RIG_END "hello", TCP_PEER_FIN,
     FW_FAIL_NONE, "hello", ""},
    /* The length counts, not what comes after it. */
    {"more than the length", HTTP_RIG_OK "Content-Length: 5" HTTP_RIG_END "hello world", TCP_PEER_FIN, FW_FAIL_NONE,
     "hello", ""},
    {"a second answer",
     HTTP_RIG_OK "Content-Length: 5" HTTP_RIG_END "hello"
                 "HTTP/1.1 500 Oh\r\n"
                 "Content-Length: 3" HTTP_RIG_END "two",
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},

    /* refused */
    {"404", "HTTP/1.1 404 Not Found\r\nContent-Length: 4" HTTP_RIG_END "gone", TCP_PEER_FIN, FW_FAIL_FILE_NOT_FOUND, "",
     "status 404 Not Found"},
    {"404 without a body", "HTTP/1.0 404 Not Found" HTTP_RIG_END, TCP_PEER_HOLDS, FW_FAIL_FILE_NOT_FOUND, "", "404"},
    {"500", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5" HTTP_RIG_END "sorry", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "status 500 Internal Server Error"},
    {"503", "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1" HTTP_RIG_END, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "503"},
    {"401", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"" HTTP_RIG_END, TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "401"},
    {"302 is not followed", "HTTP/1.1 302 Found\r\nX-Location: no\r\nLocation: http://10.0.0.7/b" HTTP_RIG_END,
     TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "status 302 Found to http://10.0.0.7/b: no redirect is followed"},
    {"a circle is not begun", "HTTP/1.1 307 Again\r\nLocation: " HTTP_RIG_URL HTTP_RIG_END, TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "307"},
    {"304", "HTTP/1.1 304 Not Modified" HTTP_RIG_END, TCP_PEER_HOLDS, FW_FAIL_HTTP_GET, "", "304"},
    {"301 is not followed", "HTTP/1.1 301 Moved\r\nLocation: /b" HTTP_RIG_END, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "301"},
    {"204", "HTTP/1.1 204 No Content" HTTP_RIG_END, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "204"},
    {"206", "HTTP/1.1 206 Partial Content\r\nContent-Length: 2" HTTP_RIG_END "he", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "206"},
    {"101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade" HTTP_RIG_END "hello", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "101"},
    {"99", "HTTP/1.1 099 What" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", ""},
    {"999", "HTTP/1.1 999 What" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "999"},

    /* broken */
    {"closed before an answer", "", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "before an answer"},
    {"reset before an answer", "", TCP_PEER_RST, FW_FAIL_HTTP_GET, "", "reset"},
    {"closed in the status line", "HTTP/1.", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "middle of the headers"},
    {"closed in the headers", HTTP_RIG_OK "Content-Le", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "middle of the headers"},
    {"closed after 100", "HTTP/1.1 100 Continue" HTTP_RIG_END, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "middle of the headers"},
    {"closed too early", HTTP_RIG_OK "Content-Length: 6" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "hello",
     "middle of the body, after 5 bytes"},
    {"reset in the body", HTTP_RIG_OK "Content-Length: 6" HTTP_RIG_END "hello", TCP_PEER_RST, FW_FAIL_HTTP_GET, "hello",
     "reset"},
    {"reset instead of close",
     HTTP_RIG_OK "\r\n"
                 "hello",
     TCP_PEER_RST, FW_FAIL_HTTP_GET, "hello", "reset"},
    {"chunked without its end", HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "5\r\nhello\r\n", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "hello", "middle of the body"},
    {"chunked, closed in a chunk", HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "9\r\nhello", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "hello", "middle of the body"},
    {"chunk size not a number", HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "five\r\nhello\r\n0" HTTP_RIG_END,
     TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"chunk size endless", HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "fffffffffffffffff\r\nhello",
     TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"chunk longer than said", HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "3\r\nhello\r\n0" HTTP_RIG_END,
     TCP_PEER_FIN, FW_FAIL_HTTP_GET, "hel", "not an HTTP answer"},
    {"two lengths", HTTP_RIG_OK "Content-Length: 5\r\nContent-Length: 6" HTTP_RIG_END "hello!", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"a length with a sign", HTTP_RIG_OK "Content-Length: +5" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"two lengths in one", HTTP_RIG_OK "Content-Length: 5, 6" HTTP_RIG_END "hello!", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"length empty", HTTP_RIG_OK "Content-Length:" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"chunk size negative", HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "-5\r\nhello\r\n0" HTTP_RIG_END,
     TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"chunk size empty", HTTP_RIG_OK "Transfer-Encoding: chunked" HTTP_RIG_END "\r\nhello\r\n0" HTTP_RIG_END,
     TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"length not a number", HTTP_RIG_OK "Content-Length: many" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"length negative", HTTP_RIG_OK "Content-Length: -1" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"length beyond 64 bits", HTTP_RIG_OK "Content-Length: 99999999999999999999999" HTTP_RIG_END "hello", TCP_PEER_FIN,
     FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"length beyond the limit", HTTP_RIG_OK "Content-Length: 8388609" HTTP_RIG_END "hello", TCP_PEER_FIN,
     FW_FAIL_TOO_BIG, "", ""},
    {"length and chunked",
     HTTP_RIG_OK "Content-Length: 5\r\nTransfer-Encoding: chunked" HTTP_RIG_END "5\r\nhello\r\n0" HTTP_RIG_END,
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""}, /* chunked counts: RFC 7230 section 3.3.3 */
    {"a wrong length and chunked",
     HTTP_RIG_OK "Content-Length: 900\r\nTransfer-Encoding: chunked" HTTP_RIG_END "5\r\nhello\r\n0" HTTP_RIG_END,
     TCP_PEER_FIN, FW_FAIL_NONE, "hello", ""},
    {"garbage", "\x16\x03\x01\x02garbage garbage garbage" HTTP_RIG_END, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"a file without headers", "<flat-profile></flat-profile>", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"a request", "GET / HTTP/1.1" HTTP_RIG_END, TCP_PEER_FIN, FW_FAIL_HTTP_GET, "", "not an HTTP answer"},
    {"header without a colon", HTTP_RIG_OK "Hello" HTTP_RIG_END "hello", TCP_PEER_FIN, FW_FAIL_HTTP_GET, "",
     "not an HTTP answer"},
    {"silence", "", TCP_PEER_HOLDS, FW_FAIL_HTTP_GET, "", "nothing for 30 s"},
    {"silence in the body", HTTP_RIG_OK "Content-Length: 6" HTTP_RIG_END "hello", TCP_PEER_HOLDS, FW_FAIL_HTTP_GET,
     "hello", "nothing for 30 s, after 5 bytes"},
};

static void check_answer(size_t i, size_t piece)
{
    http.peer.script.end = answers[i].end;
    http_rig_get(answers[i].answer, piece);
    if (http.net.result.fail != answers[i].fail || strstr(http.net.result.detail, answers[i].detail) == NULL) {
        fail_msg("%s (pieces of %zu): wanted %s \"%s\", got %s \"%s\"", answers[i].name, piece,
                 fw_fail_name(answers[i].fail), answers[i].detail, fw_fail_name(http.net.result.fail),
                 http.net.result.detail);
    }
    assert_int_equal(http.net.n_done, 1);
    assert_int_equal(http.net.result.n_bytes, http.net.body.n);
    assert_true(http.net.result.fail != FW_FAIL_NONE || http.net.result.http_status == 200);
    if (http.net.result.fail == FW_FAIL_NONE || answers[i].end != TCP_PEER_RST) {
        /* A reset may overtake bytes that are still queued. */
        assert_string_equal(rt_buf_text(&http.net.body), answers[i].body);
    }
    assert_int_equal(http.peer.n_connections, 1);
    http.peer.n_connections = 0;
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
        (void)snprintf(answer, sizeof answer, "HTTP/1.1 %d So\r\nContent-Length: 0" HTTP_RIG_END, rows[i].status);
        http_rig_post(HTTP_RIG_URL, answer, "x", 1, NULL);
        net_rig_expect_fail(&http.net, rows[i].fail);
        assert_int_equal(http.net.result.http_status, rows[i].status);
    }
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
            http.peer.script = (struct tcp_peer_script){
                .answer = damaged, .n_answer = n, .piece = round % 3 == 0 ? 1 : 0, .end = answers[i].end};
            net_rig_get(&http.net, HTTP_RIG_URL);
            assert_in_range(net_rig_seconds_taken(&http.net), 0, 2 * HTTP_RIG_IDLE_S);
            assert_int_equal(http.net.result.n_bytes, http.net.n_body);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, http_rig_set_up, http_rig_tear_down)
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
        TEST(damaged_answers_end_too),
    };
    return cmocka_run_group_tests_name("fetch over HTTP", tests, NULL, NULL);
}
