/* SPDX-License-Identifier: MIT */
/* HTTPS: what the unit can speak, servers with bad manners, and a caller who changes its mind. */
#include <harness/test.h>
#include <harness/https_rig.h>
#include <board/board.h>
#include <board/clock.h>
#include <fw/net.h>
#include <tls/suites.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* --- the good case --- */

static void test_a_trusted_server_is_asked_as_by_http(void **state)
{
    (void)state;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_string_equal(rt_buf_text(&https.peer.request), "GET /spa2102.cfg HTTP/1.1\r\n"
                                                          "Host: prov.example.net\r\n"
                                                          "User-Agent: Linksys/SPA-2102-2.0.5 (88012BA01234)\r\n"
                                                          "Connection: close\r\n\r\n");
    assert_int_equal(https.peer.tcp.n_connections, 1);
    assert_true(https.peer.tcp.saw_fin && !https.peer.tcp.saw_rst);
    assert_int_equal(https.net.addrs[0], HTTPS_RIG_SERVER);
}

static void test_a_server_of_2007_gets_what_a_unit_of_2007_has(void **state)
{
    (void)state;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_non_null(
        strstr(https.peer.last, "TLSv1.0 TLS-DHE-RSA-WITH-AES-256-CBC-SHA")); /* the first of guide p.1-14 */
    assert_int_equal(https_rig_n_warnings(""), 0);
}

static void test_the_same_seed_gives_the_same_bytes(void **state)
{
    (void)state;
    uint64_t frames[2] = {0};
    static uint8_t seen[2][65536];
    size_t n_seen[2] = {0};
    const struct net_rig_config config = https_rig_ordinary();
    for (unsigned i = 0; i < 2; i++) {
        https_rig_start_again(&config);
        net_rig_get(&https.net, HTTPS_RIG_URL);
        net_rig_expect_body(&https.net, "hello", 5);
        frames[i] = https.net.outside.n_frames;
        n_seen[i] = https.peer.tcp.out.n;
        assert_in_range(n_seen[i], 1, sizeof seen[i]);
        memcpy(seen[i], https.peer.tcp.out.bytes, n_seen[i]);
    }
    /* The server's Finished and its records depend on every byte that the unit sent. */
    assert_int_equal(frames[0], frames[1]);
    assert_int_equal(n_seen[0], n_seen[1]);
    assert_memory_equal(seen[0], seen[1], n_seen[0]);
}

static void test_a_long_post_and_a_long_answer_pass(void **state)
{
    (void)state;
    static char body[100000];
    static char answer[150000];
    int n = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\n\r\n");
    memset(body, 'b', sizeof body);
    memset(answer + n, 'a', sizeof answer - (size_t)n - 1);
    const struct fw_fetch_request request = {
        .method = FW_METHOD_POST, .body = (const uint8_t *)body, .n_body = sizeof body};
    https.peer.answer = answer;
    net_rig_fetch(&https.net, HTTPS_RIG_URL, &request);
    assert_true(net_rig_run(&https.net, 600));
    net_rig_expect_body(&https.net, answer + n, sizeof answer - (size_t)n - 1);
}

/* --- what a unit of 2.0.6 can speak --- */

static void test_a_server_of_today_is_reached_with_a_warning(void **state)
{
    (void)state;
    https.peer.config.version_min = 3;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_int_equal(https.peer.tcp.n_connections, 2);
    assert_non_null(strstr(https.peer.last, "TLSv1.2 TLS-ECDHE-RSA"));
    assert_int_equal(https_rig_n_warnings("a real unit cannot reach prov.example.net"), 1);
    assert_int_equal(https_rig_n_warnings("protocol version"), 1);
}

/* Servers with several names have no certificate for a client that names none. */
static void test_only_the_second_attempt_names_the_server(void **state)
{
    (void)state;
    https.peer.sought = HTTPS_RIG_NAME;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_int_equal(https.peer.n_sought, 0);
    https.peer.config.version_min = 3;
    tls_peer_be(&https.peer, &https.world,
                &(struct tls_identity){.cn = HTTPS_RIG_NAME
                                       "/mailto:admin@telco.net"}); /* the rule for names stays the unit's */
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_int_equal(https.peer.tcp.n_connections, 3);
    assert_int_equal(https.peer.n_sought, 1);
    net_rig_get(&https.net, "https://10.0.0.7/x"); /* an address is no name */
    net_rig_expect_body(&https.net, "hello", 5);
    assert_int_equal(https.peer.n_sought, 1);
}

static void test_newer_suites_alone_are_reached_with_a_warning(void **state)
{
    (void)state;
    static const int suites[] = {0xc014, 0}; /* ECDHE_RSA_WITH_AES_256_CBC_SHA, in TLS 1.0 */
    https.peer.config.suites = suites;
    https.peer.config.version_max = 1;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    assert_int_equal(https_rig_n_warnings("handshake failure"), 1);
}

static void test_a_strict_unit_does_not_reach_it(void **state)
{
    (void)state;
    struct net_rig_config config = https_rig_ordinary();
    config.tls.is_strict = true;
    https_rig_start_again(&config);
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_body(&https.net, "hello", 5);
    rt_buf_clear(&https.peer.request);
    https.peer.config.version_min = 3;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    https_rig_expect_refusal("TLS alert from the server: protocol version (70)");
    assert_int_equal(https.peer.tcp.n_connections, 2); /* one each */
    assert_int_equal(https_rig_n_warnings(""), 0);
}

static void test_each_of_the_nine_suites_that_exist_today_works_alone(void **state)
{
    (void)state;
    unsigned n_works = 0;
    int offer[FW_TLS_OFFER_MAX];
    fw_tls_offer(false, offer);
    for (size_t i = 0; offer[i] != 0; i++) {
        const int suites[] = {offer[i], 0};
        https.peer.config.suites = suites;
        https.peer.config.version_max = 1;
        net_rig_get(&https.net, HTTPS_RIG_URL);
        net_rig_expect_body(&https.net, "hello", 5);
        n_works++;
    }
    assert_int_equal(n_works, 6); /* AES and RC4; the EXPORT suites are in no library of today */
    assert_int_equal(https.peer.tcp.n_connections, 6);
    assert_int_equal(https_rig_n_warnings(""), 0);
}

/* --- servers with bad manners --- */

static const struct {
    enum tls_manners manners;
    enum fw_fail fail;
    const char *detail;
    unsigned n_connections; /* 2: it looked as if newer suites could help */
} manners[] = {
    {TLS_CLOSES_AT_HELLO, FW_FAIL_SSL, "closed by the server, waited for the server's hello", 2},
    {TLS_RESETS_AT_HELLO, FW_FAIL_SSL, "reset by the server, waited for the server's hello", 2},
    {TLS_CLOSES_AFTER_HELLO, FW_FAIL_SSL, "closed by the server, waited for the server to finish", 1},
    {TLS_RESETS_AFTER_HELLO, FW_FAIL_SSL, "reset by the server", 1},
    {TLS_FALLS_SILENT, FW_FAIL_SSL, "not done after 30 s, waited for the server to finish", 1},
    {TLS_IS_SILENT, FW_FAIL_SSL, "not done after 30 s, waited for the server's hello", 1},
    {TLS_TALKS_GARBAGE, FW_FAIL_SSL, "TLS", 2},
    {TLS_TALKS_HTTP, FW_FAIL_SSL, "TLS", 2},
    {TLS_ENDS_WITHOUT_FAREWELL, FW_FAIL_NONE, "", 1},
    {TLS_CUTS_THE_ANSWER, FW_FAIL_HTTP_GET, "in the middle of the headers", 1},
    {TLS_RESETS_IN_THE_ANSWER, FW_FAIL_HTTP_GET, "reset by the server", 1},
    {TLS_SPOILS_THE_ANSWER, FW_FAIL_HTTP_GET, "TLS", 1},
};

static void test_bad_manners_end_as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof manners / sizeof manners[0]; i++) {
        unsigned before = https.peer.tcp.n_connections;
        https.peer.manners = manners[i].manners;
        net_rig_get(&https.net, HTTPS_RIG_URL);
        print_message("%d: %s\n", (int)manners[i].manners, https.net.result.detail);
        net_rig_expect_fail(&https.net, manners[i].fail);
        if (strstr(https.net.result.detail, manners[i].detail) == NULL) {
            fail_msg("row %zu: wanted \"%s\", got \"%s\"", i, manners[i].detail, https.net.result.detail);
        }
        assert_int_equal(https.peer.tcp.n_connections - before, manners[i].n_connections);
        net_rig_pass_ms(&https.net, 1000);
    }
}

static void test_a_dripping_handshake_ends_after_half_a_minute(void **state)
{
    (void)state;
    https.peer.tcp.script.piece = 1;
    https.peer.tcp.script.every_us = BOARD_US_PER_S;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_fail(&https.net, FW_FAIL_SSL);
    assert_non_null(strstr(https.net.result.detail, "not done after 30 s"));
    assert_int_equal(https_rig_seconds_taken(), 30);
}

static void test_pieces_of_any_size_are_put_together(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 2, 5, 6, 7, 100, 1459};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        https.peer.tcp.script.piece = pieces[i];
        net_rig_get(&https.net, HTTPS_RIG_URL);
        net_rig_expect_body(&https.net, "hello", 5);
    }
}

static void test_no_listener(void **state)
{
    (void)state;
    https.peer.tcp.script.open = TCP_PEER_REFUSES;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_fail(&https.net, FW_FAIL_CONNECT);
    assert_int_equal(https.peer.tcp.n_syns, 1);
    https.peer.tcp.script.open = TCP_PEER_IS_SILENT;
    net_rig_get(&https.net, HTTPS_RIG_URL);
    net_rig_expect_fail(&https.net, FW_FAIL_CONNECT);
    assert_int_equal(https_rig_seconds_taken(), 15);
}

/* --- the caller changes its mind --- */

static void test_cancel_at_any_time_leaves_nothing(void **state)
{
    (void)state;
    https.peer.tcp.script.piece = 60; /* the handshake takes more than 8 s */
    https.peer.tcp.script.every_us = BOARD_US_PER_S / 4;
    for (unsigned ms = 1; ms < 8000; ms += 330) {
        net_rig_fetch(&https.net, HTTPS_RIG_URL, NULL);
        net_rig_pass_ms(&https.net, ms);
        assert_int_equal(https.net.n_done, 0);
        fw_fetch_cancel(https.net.fetch);
        https.net.fetch = NULL;
        net_rig_pass_ms(&https.net, 500);
        assert_int_equal(https.net.n_done, 0);
    }
}

static void test_the_net_goes_down_in_the_middle(void **state)
{
    (void)state;
    https.peer.manners = TLS_FALLS_SILENT;
    net_rig_fetch(&https.net, HTTPS_RIG_URL, NULL);
    net_rig_pass_ms(&https.net, 1000);
    /* net_rig_fini destroys the net and finds no memory, no io-wait; the client is not called. */
}

static void test_any_failed_allocation_ends_cleanly(void **state)
{
    (void)state;
    unsigned n_good = 0;
    net_rig_get(&https.net, HTTPS_RIG_URL); /* so that the server has all its memory */
    for (unsigned n = 4; n <= 60; n++) {
        rt_mem_fail_at(n);
        net_rig_fetch(&https.net, HTTPS_RIG_URL, NULL);
        assert_true(net_rig_run(&https.net, 7200));
        rt_mem_fail_at(0);
        if (https.net.result.fail == FW_FAIL_NONE) {
            net_rig_expect_body(&https.net, "hello", 5);
            n_good++;
        }
        net_rig_pass_ms(&https.net, 200000);
    }
    assert_true(n_good > 20);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, https_rig_set_up, https_rig_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_trusted_server_is_asked_as_by_http),
        TEST(a_server_of_2007_gets_what_a_unit_of_2007_has),
        TEST(the_same_seed_gives_the_same_bytes),
        TEST(a_long_post_and_a_long_answer_pass),
        TEST(a_server_of_today_is_reached_with_a_warning),
        TEST(only_the_second_attempt_names_the_server),
        TEST(newer_suites_alone_are_reached_with_a_warning),
        TEST(a_strict_unit_does_not_reach_it),
        TEST(each_of_the_nine_suites_that_exist_today_works_alone),
        TEST(bad_manners_end_as_the_table_says),
        TEST(a_dripping_handshake_ends_after_half_a_minute),
        TEST(pieces_of_any_size_are_put_together),
        TEST(no_listener),
        TEST(cancel_at_any_time_leaves_nothing),
        TEST(the_net_goes_down_in_the_middle),
        TEST(any_failed_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests_name("HTTPS", tests, https_rig_make_world, https_rig_end_world);
}
