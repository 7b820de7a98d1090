/* SPDX-License-Identifier: MIT */
/* HTTP: sizes and times, and a caller who changes its mind. */
#include <harness/test.h>
#include <harness/http_rig.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* --- sizes and times --- */

static void serve_big(struct rt_buf *answer, size_t n_body)
{
    rt_buf_init(answer, sizeof http.big + 200);
    assert_int_equal(rt_buf_printf(answer, HTTP_RIG_OK "Content-Length: %zu" HTTP_RIG_END, n_body), RT_OK);
    assert_int_equal(rt_buf_put(answer, http.big, n_body), RT_OK);
    http.peer.script.answer = answer->bytes;
    http.peer.script.n_answer = answer->n;
}

static void test_a_large_body_arrives_whole_in_any_pieces(void **state)
{
    (void)state;
    static const size_t pieces[] = {0, 1459, 536, 100, 7};
    struct rt_buf answer;
    serve_big(&answer, 100000);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        http.peer.script.piece = pieces[i];
        net_rig_get(&http.net, HTTP_RIG_URL);
        net_rig_expect_body(&http.net, http.big, 100000);
        assert_true(http.peer.saw_fin && !http.peer.saw_rst); /* closed in order */
    }
    rt_buf_fini(&answer);
}

static void test_a_body_longer_than_allowed_is_refused(void **state)
{
    (void)state;
    struct rt_buf answer;
    const struct fw_fetch_request request = {.method = FW_METHOD_GET, .max_bytes = 5000};
    serve_big(&answer, 5000);
    net_rig_fetch(&http.net, HTTP_RIG_URL, &request);
    assert_true(net_rig_run(&http.net, 60));
    net_rig_expect_body(&http.net, http.big, 5000);
    rt_buf_fini(&answer);
    serve_big(&answer, 5001);
    http.peer.script.end = TCP_PEER_HOLDS;
    net_rig_fetch(&http.net, HTTP_RIG_URL, &request);
    assert_true(net_rig_run(&http.net, 60));
    net_rig_expect_fail(&http.net, FW_FAIL_TOO_BIG);
    assert_true(http.net.n_body <= 5000);
    assert_true(http.peer.saw_rst);
    rt_buf_fini(&answer);
}

static void test_headers_have_a_limit(void **state)
{
    (void)state;
    static const size_t sizes[] = {15000, 17000, 100000};
    for (size_t i = 0; i < 3; i++) {
        struct rt_buf answer;
        rt_buf_init(&answer, 200000);
        (void)rt_buf_put_text(&answer, HTTP_RIG_OK "Content-Length: 2\r\n");
        while (answer.n < sizes[i]) {
            (void)rt_buf_printf(&answer, "X-Header-%zu: value value value\r\n", answer.n);
        }
        (void)rt_buf_put_text(&answer, "\r\nok");
        assert_int_equal(rt_buf_error(&answer), RT_OK);
        http_rig_get(rt_buf_text(&answer), 0);
        if (i == 0) {
            net_rig_expect_body(&http.net, "ok", 2);
        } else {
            net_rig_expect_fail(&http.net, FW_FAIL_HTTP_GET);
            assert_non_null(strstr(http.net.result.detail, "headers longer than 16384"));
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
        (void)rt_buf_put_text(&answer, "HTTP/1.1 100 Continue" HTTP_RIG_END);
    }
    http.peer.script.end = TCP_PEER_HOLDS;
    http_rig_get(rt_buf_text(&answer), 0);
    net_rig_expect_fail(&http.net, FW_FAIL_HTTP_GET);
    assert_int_equal(net_rig_seconds_taken(&http.net), 0);
    rt_buf_fini(&answer);
}

static void test_no_listener(void **state)
{
    (void)state;
    http.peer.script.open = TCP_PEER_REFUSES;
    net_rig_get(&http.net, HTTP_RIG_URL);
    net_rig_expect_fail(&http.net, FW_FAIL_CONNECT);
    assert_non_null(strstr(http.net.result.detail, "10.0.0.7:80: connection refused"));
    assert_int_equal(net_rig_seconds_taken(&http.net), 0);
}

static void test_no_reply(void **state)
{
    (void)state;
    http.peer.script.open = TCP_PEER_IS_SILENT;
    net_rig_get(&http.net, HTTP_RIG_URL);
    net_rig_expect_fail(&http.net, FW_FAIL_CONNECT);
    assert_int_equal(net_rig_seconds_taken(&http.net), HTTP_RIG_CONNECT_S);
    assert_in_range(http.peer.n_syns, 5, 6); /* a lost SYN would not have mattered */
    net_rig_get(&http.net, "http://10.0.0.99/a");
    net_rig_expect_fail(&http.net, FW_FAIL_CONNECT);
    assert_int_equal(net_rig_seconds_taken(&http.net), HTTP_RIG_CONNECT_S);
}

static void test_silence_ends_after_the_idle_time(void **state)
{
    (void)state;
    http.peer.script.end = TCP_PEER_HOLDS;
    http_rig_get(HTTP_RIG_OK "Content-Length: 6" HTTP_RIG_END "hello", 0);
    net_rig_expect_fail(&http.net, FW_FAIL_HTTP_GET);
    assert_int_equal(net_rig_seconds_taken(&http.net), HTTP_RIG_IDLE_S);
    assert_true(http.peer.saw_rst);
}

static void test_a_slow_server_is_waited_for(void **state)
{
    (void)state;
    http.peer.script.every_us = 29000000;
    http_rig_get(HTTP_RIG_OK "Content-Length: 5" HTTP_RIG_END "hello", 20);
    net_rig_expect_body(&http.net, "hello", 5);
}

static void test_a_dripping_server_ends_after_half_an_hour(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 100000);
    http.peer.script.piece = 1;
    http.peer.script.every_us = 1000000;
    net_rig_get(&http.net, HTTP_RIG_URL);
    net_rig_expect_fail(&http.net, FW_FAIL_HTTP_GET);
    assert_int_equal(net_rig_seconds_taken(&http.net), HTTP_RIG_TOTAL_S);
    rt_buf_fini(&answer);
}

static void test_an_answer_before_the_request_is_taken(void **state)
{
    (void)state;
    http.peer.script.is_early = true;
    http_rig_get("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0" HTTP_RIG_END, 0);
    net_rig_expect_fail(&http.net, FW_FAIL_HTTP_GET);
    assert_int_equal(http.net.result.http_status, 408);
    http_rig_post(HTTP_RIG_URL, "HTTP/1.1 413 Too Large" HTTP_RIG_END, http.big, sizeof http.big, NULL);
    net_rig_expect_fail(&http.net, FW_FAIL_HTTP_POST);
    assert_int_equal(http.net.result.http_status, 413);
}

static void test_a_server_that_takes_nothing_ends_after_the_idle_time(void **state)
{
    (void)state;
    http.peer.script.is_deaf = true;
    http_rig_post(HTTP_RIG_URL, "", http.big, sizeof http.big, NULL);
    net_rig_expect_fail(&http.net, FW_FAIL_HTTP_POST);
    assert_int_equal(net_rig_seconds_taken(&http.net), HTTP_RIG_IDLE_S);
    http_rig_get("", 0);
    net_rig_expect_fail(&http.net, FW_FAIL_HTTP_GET);
    assert_in_range(net_rig_seconds_taken(&http.net), HTTP_RIG_CONNECT_S, HTTP_RIG_IDLE_S);
}

/* --- the caller changes its mind, the memory is short --- */

static void test_a_client_that_refuses_ends_it(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 100000);
    http.net.data_err = RT_ECORRUPT;
    net_rig_get(&http.net, HTTP_RIG_URL);
    net_rig_expect_fail(&http.net, FW_FAIL_ABORTED);
    assert_true(http.net.n_body <= 1460);
    assert_true(http.peer.saw_rst);
    rt_buf_fini(&answer);
}

static void test_cancel_at_any_time_leaves_nothing(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 3000);
    http.peer.script.piece = 500;
    http.peer.script.every_us = 1000000;
    for (unsigned ms = 0; ms < 7000; ms += 250) {
        net_rig_fetch(&http.net, HTTP_RIG_URL, NULL);
        if (ms > 0) {
            net_rig_pass_ms(&http.net, ms);
        }
        assert_int_equal(http.net.n_done, 0);
        fw_fetch_cancel(http.net.fetch);
        http.net.fetch = NULL;
        net_rig_pass_ms(&http.net, 500);
        assert_int_equal(http.net.n_done, 0);
        assert_true(ms == 0 || http.peer.saw_rst);
    }
    http.peer.script.open = TCP_PEER_IS_SILENT;
    net_rig_fetch(&http.net, HTTP_RIG_URL, NULL);
    net_rig_pass_ms(&http.net, 5000);
    fw_fetch_cancel(http.net.fetch);
    http.net.fetch = NULL;
    rt_buf_fini(&answer);
}

static void test_cancel_from_inside_the_callbacks(void **state)
{
    (void)state;
    struct rt_buf answer;
    serve_big(&answer, 50000);
    http.net.cancels_in_address = true;
    net_rig_fetch(&http.net, HTTP_RIG_URL, NULL);
    net_rig_pass_ms(&http.net, 60000);
    assert_int_equal(http.peer.n_syns, 0);
    http.net.cancels_in_address = false;
    http.net.cancels_in_data = true;
    net_rig_fetch(&http.net, HTTP_RIG_URL, NULL);
    net_rig_pass_ms(&http.net, 60000);
    assert_int_equal(http.net.n_done, 0);
    assert_true(http.net.n_body > 0 && http.net.n_body <= 1460);
    assert_true(http.peer.saw_rst);
    http.net.cancels_in_data = false;
    http.net.cancels_in_done = true;
    net_rig_get(&http.net, HTTP_RIG_URL);
    net_rig_expect_body(&http.net, http.big, 50000);
    rt_buf_fini(&answer);
}

static void test_the_net_goes_down_in_the_middle(void **state)
{
    (void)state;
    http.peer.script.end = TCP_PEER_HOLDS;
    http.peer.script.answer = HTTP_RIG_OK "Content-Length: 6" HTTP_RIG_END "hello";
    http.peer.script.n_answer = strlen(http.peer.script.answer);
    net_rig_fetch(&http.net, HTTP_RIG_URL, NULL);
    net_rig_pass_ms(&http.net, 1000);
    assert_int_equal(http.net.n_body, 5);
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
        enum rt_err err = net_rig_try_fetch(&http.net, HTTP_RIG_URL, NULL);
        if (err != RT_OK) {
            assert_int_equal(err, RT_ENOMEM);
            http.net.fetch = NULL;
            n_starts_failed++;
        } else {
            assert_true(net_rig_run(&http.net, 7200));
            if (http.net.result.fail == FW_FAIL_NONE) {
                net_rig_expect_body(&http.net, http.big, 4000);
                n_good++;
            } else {
                /* The http.peer never sends again: a segment that found no buffer is missed for ever. */
                assert_true(http.net.result.fail == FW_FAIL_ABORTED || http.net.result.fail == FW_FAIL_HTTP_GET);
            }
        }
        rt_mem_fail_at(0);
        net_rig_pass_ms(&http.net, 200000);
    }
    assert_int_equal(n_starts_failed, 3); /* the fetch, two texts */
    assert_true(n_good > 20);
    rt_buf_fini(&answer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, http_rig_set_up, http_rig_tear_down)
    const struct CMUnitTest tests[] = {
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
        TEST(a_client_that_refuses_ends_it),
        TEST(cancel_at_any_time_leaves_nothing),
        TEST(cancel_from_inside_the_callbacks),
        TEST(the_net_goes_down_in_the_middle),
        TEST(any_failed_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests_name("fetch over HTTP, limits", tests, NULL, NULL);
}
