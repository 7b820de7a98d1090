/* SPDX-License-Identifier: MIT */
/* Names with several addresses, names that do not exist, no network: what a fetch does before and around a transport.
 */
#include <harness/test.h>
#include <board/board.h>
#include <fw/channel.h>
#include <board/nic.h>
#include <board/signal.h>
#include <harness/dns_peer.h>
#include <harness/net_rig.h>
#include <harness/tcp_peer.h>
#include <harness/tftp_peer.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define NAME     "prov.example.net"
#define HTTP_URL "http://" NAME "/a.cfg"
#define TFTP_URL "tftp://" NAME "/a.cfg"
#define HOST(n)  IP4(10, 0, 0, 10 + (n))
#define ANSWER   "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static struct net_rig rig;
static struct dns_peer dns;
static struct tcp_peer web[3];   /* at HOST(0) .. HOST(2) */
static struct tftp_peer tftp[2]; /* at HOST(3), HOST(4) */

static int set_up(void **state)
{
    (void)state;
    net_rig_init(&rig);
    dns_peer_init(&dns, &rig.outside, RIG_DNS_IP, NAME);
    for (unsigned i = 0; i < 3; i++) {
        tcp_peer_init(&web[i], &rig.outside, HOST(i), 80, &(struct tcp_peer_script){.answer = ANSWER});
    }
    for (unsigned i = 0; i < 2; i++) {
        tftp_peer_init(&tftp[i], &rig.outside, HOST(3 + i), "tftp file", 9);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        tftp_peer_fini(&tftp[i]);
    }
    for (unsigned i = 0; i < 3; i++) {
        tcp_peer_fini(&web[i]);
    }
    dns_peer_fini(&dns);
    net_rig_fini(&rig);
    return 0;
}

static void set_addresses(size_t n, const uint32_t *addrs)
{
    memcpy(dns.addrs, addrs, n * sizeof addrs[0]);
    dns.n_addrs = n;
}
#define ADDRESSES(...)                                                                                                 \
    set_addresses(sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), (const uint32_t[]){__VA_ARGS__})

static void expect_asked(size_t n, const uint32_t *addrs)
{
    assert_int_equal(rig.n_addrs, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rig.addrs[i], addrs[i]);
    }
    assert_int_equal(rig.result.server_ip, n > 0 ? addrs[n - 1] : 0);
}
#define EXPECT_ASKED(...)                                                                                              \
    expect_asked(sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), (const uint32_t[]){__VA_ARGS__})

static void test_a_name_is_asked_for_and_stands_in_the_request(void **state)
{
    (void)state;
    ADDRESSES(HOST(0));
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_body(&rig, "ok", 2);
    EXPECT_ASKED(HOST(0));
    assert_non_null(strstr(rt_buf_text(&web[0].request), "\r\nHost: " NAME "\r\n"));
    assert_int_equal(dns.n_queries, 1);
}

static void test_the_first_that_answers_is_the_only_one(void **state)
{
    (void)state;
    ADDRESSES(HOST(0), HOST(1), HOST(2));
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_body(&rig, "ok", 2);
    EXPECT_ASKED(HOST(0));
    assert_int_equal(web[1].n_syns + web[2].n_syns, 0);
}

static void test_a_refused_connection_leads_to_the_next_address(void **state)
{
    (void)state;
    ADDRESSES(HOST(0), HOST(1), HOST(2));
    web[0].script.open = TCP_PEER_REFUSES;
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_body(&rig, "ok", 2);
    EXPECT_ASKED(HOST(0), HOST(1));
    assert_int_equal(net_rig_seconds_taken(&rig), 0);
}

static void test_a_dead_address_leads_to_the_next(void **state)
{
    (void)state;
    ADDRESSES(HOST(50), HOST(1)); /* nobody answers ARP for the first */
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_body(&rig, "ok", 2);
    EXPECT_ASKED(HOST(50), HOST(1));
    assert_int_equal(net_rig_seconds_taken(&rig), 15);
}

static void test_an_address_beyond_a_dead_gateway_leads_to_the_next(void **state)
{
    (void)state;
    ADDRESSES(IP4(192, 0, 2, 1), HOST(1));
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_body(&rig, "ok", 2);
    EXPECT_ASKED(IP4(192, 0, 2, 1), HOST(1));
}

static void test_a_connection_without_an_answer_leads_to_the_next(void **state)
{
    (void)state;
    ADDRESSES(HOST(0), HOST(1));
    web[0].script.n_answer = 0;
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_body(&rig, "ok", 2);
    EXPECT_ASKED(HOST(0), HOST(1));
}

static void test_an_answer_of_any_kind_is_an_answer(void **state)
{
    (void)state;
    static const char *const bad[] = {"HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1 500 Oh\r\n\r\n", "x",
                                      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok"};
    ADDRESSES(HOST(0), HOST(1));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        web[0].script.answer = bad[i];
        web[0].script.n_answer = strlen(bad[i]);
        net_rig_get(&rig, HTTP_URL);
        net_rig_expect_fail(&rig, i == 0 ? FW_FAIL_FILE_NOT_FOUND : FW_FAIL_HTTP_GET);
        EXPECT_ASKED(HOST(0));
    }
    assert_int_equal(web[1].n_syns, 0);
}

static void test_a_post_that_was_heard_is_not_said_twice(void **state)
{
    (void)state;
    static const uint8_t body[] = "report";
    const struct fw_fetch_request request = {.method = FW_METHOD_POST, .body = body, .n_body = 6};
    ADDRESSES(HOST(0), HOST(1));
    web[0].script.n_answer = 0; /* takes the request and closes */
    net_rig_fetch(&rig, HTTP_URL, &request);
    assert_true(net_rig_run(&rig, 600));
    net_rig_expect_fail(&rig, FW_FAIL_HTTP_POST);
    assert_int_equal(web[0].n_requests, 1);
    assert_int_equal(web[1].n_syns, 0);
    web[0].script.open = TCP_PEER_REFUSES; /* but one that was not heard is */
    net_rig_fetch(&rig, HTTP_URL, &request);
    assert_true(net_rig_run(&rig, 600));
    net_rig_expect_body(&rig, "ok", 2);
    assert_int_equal(web[1].n_requests, 1);
}

static void test_all_refuse(void **state)
{
    (void)state;
    ADDRESSES(HOST(0), HOST(1), HOST(2));
    for (unsigned i = 0; i < 3; i++) {
        web[i].script.open = TCP_PEER_REFUSES;
    }
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_fail(&rig, FW_FAIL_CONNECT);
    EXPECT_ASKED(HOST(0), HOST(1), HOST(2));
}

static void test_all_are_dead(void **state)
{
    (void)state;
    ADDRESSES(HOST(50), HOST(51), HOST(52), HOST(53));
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_fail(&rig, FW_FAIL_CONNECT);
    EXPECT_ASKED(HOST(50), HOST(51), HOST(52), HOST(53));
    assert_int_equal(net_rig_seconds_taken(&rig), 4 * 15);
    net_rig_get(&rig, TFTP_URL);
    net_rig_expect_fail(&rig, FW_FAIL_TFTP_TIMEOUT);
    assert_int_equal(net_rig_seconds_taken(&rig), 4 * 25);
}

static bool stay_silent(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)p;
    (void)opcode;
    (void)number;
    (void)packet;
    return true;
}

static bool send_error(struct tftp_peer *p, unsigned opcode, unsigned number, const struct packet *packet)
{
    (void)opcode;
    (void)number;
    (void)packet;
    tftp_peer_send_error(p, 1, "File not found");
    return true;
}

static void test_tftp_continues_after_silence_but_not_after_an_error(void **state)
{
    (void)state;
    ADDRESSES(HOST(3), HOST(4));
    tftp[0].on_packet = stay_silent;
    net_rig_get(&rig, TFTP_URL);
    net_rig_expect_body(&rig, "tftp file", 9);
    EXPECT_ASKED(HOST(3), HOST(4));
    assert_int_equal(net_rig_seconds_taken(&rig), 25);
    tftp[0].on_packet = send_error;
    net_rig_get(&rig, TFTP_URL);
    net_rig_expect_fail(&rig, FW_FAIL_FILE_NOT_FOUND);
    EXPECT_ASKED(HOST(3));
}

static void test_invalid_addresses_end_like_dead_ones(void **state)
{
    (void)state;
    static const char *const odd[] = {"0.0.0.0",   "255.255.255.255", "10.0.0.255", "10.0.0.0", "224.0.0.1",
                                      "127.0.0.1", "10.0.0.2",        "10.0.0.1",   "240.0.0.1"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char url[64];
        (void)snprintf(url, sizeof url, "http://%s/a", odd[i]);
        net_rig_get(&rig, url);
        net_rig_expect_fail(&rig, FW_FAIL_CONNECT);
        (void)snprintf(url, sizeof url, "tftp://%s/a", odd[i]);
        net_rig_get(&rig, url);
        assert_true(rig.result.fail == FW_FAIL_CONNECT || rig.result.fail == FW_FAIL_TFTP_TIMEOUT);
        assert_in_range(net_rig_seconds_taken(&rig), 0, 25);
    }
}

static void test_a_name_that_does_not_exist(void **state)
{
    (void)state;
    net_rig_get(&rig, "http://nowhere.example.net/a");
    net_rig_expect_fail(&rig, FW_FAIL_RESOLVE);
    assert_int_equal(rig.n_addrs, 0);
    assert_int_equal(rig.result.server_ip, 0);
    assert_non_null(strstr(rig.result.detail, "nowhere.example.net"));
}

static void test_a_name_without_an_address(void **state)
{
    (void)state;
    dns.n_addrs = 0;
    net_rig_get(&rig, TFTP_URL);
    net_rig_expect_fail(&rig, FW_FAIL_RESOLVE);
}

static void test_a_dns_server_that_is_silent(void **state)
{
    (void)state;
    dns.is_silent = true;
    net_rig_get(&rig, TFTP_URL);
    net_rig_expect_fail(&rig, FW_FAIL_RESOLVE);
    assert_true(dns.n_queries >= 2);
    assert_in_range(net_rig_seconds_taken(&rig), 1, 120);
}

static void test_without_a_cable_there_is_no_network(void **state)
{
    (void)state;
    board_nic_plug(rig.board, BOARD_PORT_WAN, false);
    net_rig_pass_ms(&rig, 1000);
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_fail(&rig, FW_FAIL_NO_NETWORK);
    assert_int_equal(net_rig_seconds_taken(&rig), 0);
    board_nic_plug(rig.board, BOARD_PORT_WAN, true);
    net_rig_pass_ms(&rig, 15000);
    ADDRESSES(HOST(0));
    net_rig_get(&rig, HTTP_URL);
    net_rig_expect_body(&rig, "ok", 2);
}

static void test_https_without_roots_says_so(void **state)
{
    (void)state;
    ADDRESSES(HOST(0));
    net_rig_get(&rig, "https://" NAME "/a");
    net_rig_expect_fail(&rig, FW_FAIL_SSL);
    assert_non_null(strstr(rig.result.detail, "no root certificate in this release"));
}

static void test_cancel_while_the_name_is_asked_for(void **state)
{
    (void)state;
    dns.is_silent = true;
    for (unsigned ms = 0; ms < 12000; ms += 1000) {
        net_rig_fetch(&rig, TFTP_URL, NULL);
        if (ms > 0) {
            net_rig_pass_ms(&rig, ms);
        }
        assert_int_equal(rig.n_done, 0);
        fw_fetch_cancel(rig.fetch);
        rig.fetch = NULL;
        assert_false(board_io_wait_is_up(rig.board));
    }
    net_rig_pass_ms(&rig, 60000);
    assert_int_equal(rig.n_done, 0);
    dns.is_silent = false;
    ADDRESSES(HOST(3));
    net_rig_get(&rig, TFTP_URL);
    net_rig_expect_body(&rig, "tftp file", 9);
}

static void test_cancel_in_front_of_the_second_address(void **state)
{
    (void)state;
    ADDRESSES(HOST(50), HOST(0));
    net_rig_fetch(&rig, HTTP_URL, NULL);
    net_rig_pass_ms(&rig, 10000);
    rig.cancels_in_address = true;
    net_rig_pass_ms(&rig, 10000);
    assert_null(rig.fetch);
    assert_int_equal(rig.n_done, 0);
    assert_int_equal(web[0].n_syns, 0);
    assert_false(board_io_wait_is_up(rig.board));
}

static void test_the_net_goes_down_while_the_name_is_asked_for(void **state)
{
    (void)state;
    dns.is_silent = true;
    net_rig_fetch(&rig, TFTP_URL, NULL);
    net_rig_pass_ms(&rig, 1500);
    /* net_rig_fini destroys the net and finds no memory, no io-wait; the client is not called. */
}

/* Each transition is one line of the trace, in order. */
static void test_the_trace_shows_the_sequence(void **state)
{
    (void)state;
    static const char *const story[] = {"fetch starting: GET tftp://" NAME ":69/a.cfg",
                                        "fetch resolving: ", "fetch asking: ", "fetch ending: ", "fetch done: "};
    ADDRESSES(HOST(3));
    uint64_t at = board_trace_end(rig.board);
    net_rig_get(&rig, TFTP_URL);
    size_t n = 0;
    for (; at < board_trace_end(rig.board); at++) {
        const struct board_event *e = board_trace_get(rig.board, at);
        if (board_event_signal(e) == &fw_signal_net && strncmp(e->text, "fetch ", 6) == 0) {
            assert_true(n < 5);
            assert_memory_equal(e->text, story[n], strlen(story[n]));
            n++;
        }
    }
    assert_int_equal(n, 5);
}

static void test_any_failed_allocation_ends_cleanly(void **state)
{
    (void)state;
    ADDRESSES(HOST(50), HOST(3));
    tftp[0].retry_us = 3000000;
    unsigned n_good = 0, n_failed = 0;
    for (unsigned n = 1; n <= 40; n++) {
        rt_mem_fail_at(n);
        if (net_rig_try_fetch(&rig, TFTP_URL, NULL) != RT_OK) {
            rig.fetch = NULL;
            n_failed++;
        } else {
            assert_true(net_rig_run(&rig, 7200));
            if (rig.result.fail == FW_FAIL_NONE) {
                net_rig_expect_body(&rig, "tftp file", 9);
                n_good++;
            } else {
                assert_true(rig.result.fail == FW_FAIL_ABORTED || rig.result.fail == FW_FAIL_RESOLVE);
                n_failed++;
            }
        }
        rt_mem_fail_at(0);
        net_rig_pass_ms(&rig, 20000);
    }
    assert_true(n_good > 25);
    assert_true(n_failed >= 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_name_is_asked_for_and_stands_in_the_request),
        TEST(the_first_that_answers_is_the_only_one),
        TEST(a_refused_connection_leads_to_the_next_address),
        TEST(a_dead_address_leads_to_the_next),
        TEST(an_address_beyond_a_dead_gateway_leads_to_the_next),
        TEST(a_connection_without_an_answer_leads_to_the_next),
        TEST(an_answer_of_any_kind_is_an_answer),
        TEST(a_post_that_was_heard_is_not_said_twice),
        TEST(all_refuse),
        TEST(all_are_dead),
        TEST(tftp_continues_after_silence_but_not_after_an_error),
        TEST(invalid_addresses_end_like_dead_ones),
        TEST(a_name_that_does_not_exist),
        TEST(a_name_without_an_address),
        TEST(a_dns_server_that_is_silent),
        TEST(without_a_cable_there_is_no_network),
        TEST(https_without_roots_says_so),
        TEST(cancel_while_the_name_is_asked_for),
        TEST(cancel_in_front_of_the_second_address),
        TEST(the_net_goes_down_while_the_name_is_asked_for),
        TEST(the_trace_shows_the_sequence),
        TEST(any_failed_allocation_ends_cleanly),
    };
    return cmocka_run_group_tests_name("fetch: names and addresses", tests, NULL, NULL);
}
