/* SPDX-License-Identifier: MIT */
/* Names: which servers are asked, in which order, and whom the unit believes. */
#include <harness/test.h>
#include <harness/dns_peer.h>
#include <harness/unit_net.h>
#include <board/board.h>
#include <fw/channel.h>
#include <board/clock.h>
#include <fw/resolve.h>
#include <stdio.h>
#include <string.h>

#define DNS_1 0x0a000035u /* 10.0.0.53 */
#define DNS_2 0x0a000036u
#define HOST  0x0a000007u

struct world {
    struct unit_net u;
    struct dns_peer one, two;
    struct fw_dns_request request;
    unsigned n_answers;
    enum rt_err err;
    uint32_t addrs[FW_DNS_ADDRS_MAX];
    size_t n_addrs;
    uint64_t answered_us;
};

static int setup(void **state)
{
    static struct world w;
    w = (struct world){0};
    unit_net_init(&w.u);
    dns_peer_init(&w.one, &w.u.outside, DNS_1, "prov.example.net");
    dns_peer_init(&w.two, &w.u.outside, DNS_2, "prov.example.net");
    w.one.addrs[w.one.n_addrs++] = HOST;
    w.two.addrs[w.two.n_addrs++] = HOST + 1;
    unit_net_start_fixed(&w.u);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    unit_net_fini(&w->u);
    return 0;
}

static void on_answer(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    struct world *w = ctx;
    w->n_answers++;
    w->err = err;
    w->n_addrs = n;
    w->answered_us = board_now_us(w->u.board);
    memcpy(w->addrs, addrs, n * sizeof *addrs);
}

/* Asks and waits a minute for the end; returns how long it took, in milliseconds. */
static uint64_t resolve(struct world *w, const char *name)
{
    uint64_t start_us = board_now_us(w->u.board);
    w->n_answers = 0;
    fw_dns_resolve(w->u.net, &w->request, name, on_answer, w);
    assert_int_equal(w->n_answers, 0); /* never from inside the call */
    unit_net_pass_ms(&w->u, 60000);
    assert_int_equal(w->n_answers, 1);
    assert_false(board_io_wait_is_up(w->u.board));
    return (w->answered_us - start_us) / BOARD_US_PER_MS;
}

static void test_a_name_becomes_its_address(void **state)
{
    struct world *w = *state;
    fw_dns_resolve(w->u.net, &w->request, "prov.example.net", on_answer, w);
    assert_true(board_io_wait_is_up(w->u.board));
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(w->n_answers, 1);
    assert_int_equal(w->err, RT_OK);
    assert_int_equal(w->n_addrs, 1);
    assert_int_equal(w->addrs[0], HOST);
    assert_true(unit_net_saw(&w->u, &fw_signal_net, "dns prov.example.net -> 10.0.0.7"));
}

static void test_all_addresses_come_in_the_order_of_the_answer(void **state)
{
    struct world *w = *state;
    w->one.n_addrs = 3;
    w->one.addrs[0] = HOST + 9;
    w->one.addrs[1] = HOST;
    w->one.addrs[2] = HOST + 5;
    (void)resolve(w, "prov.example.net");
    assert_int_equal(w->n_addrs, 3);
    assert_int_equal(w->addrs[0], HOST + 9);
    assert_int_equal(w->addrs[1], HOST);
    assert_int_equal(w->addrs[2], HOST + 5);
}

static void test_an_alias_is_followed(void **state)
{
    struct world *w = *state;
    w->one.alias_of = "farm3.example.org";
    (void)resolve(w, "prov.example.net");
    assert_int_equal(w->err, RT_OK);
    assert_int_equal(w->addrs[0], HOST);
}

static void test_an_address_needs_no_query(void **state)
{
    struct world *w = *state;
    assert_int_equal(resolve(w, "192.0.2.77"), 0);
    assert_int_equal(w->err, RT_OK);
    assert_int_equal(w->addrs[0], 0xc000024du);
    assert_int_equal(w->one.n_queries, 0);
}

static void test_a_name_that_does_not_exist_fails_at_once(void **state)
{
    struct world *w = *state;
    assert_int_equal(resolve(w, "nowhere.example.net"), 0);
    assert_int_equal(w->err, RT_ENOENT);
    assert_int_equal(w->one.n_queries, 1);
}

static void test_a_name_without_addresses_fails_as_well(void **state)
{
    struct world *w = *state;
    w->one.n_addrs = 0;
    (void)resolve(w, "prov.example.net");
    assert_int_equal(w->err, RT_ENOENT);
}

static void test_what_is_no_name_is_not_asked_for(void **state)
{
    struct world *w = *state;
    char long_name[400];
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    const char *names[] = {"", "a..b", long_name,
                           "a123456789012345678901234567890123456789012345678901234567890123.example.net"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)resolve(w, names[i]);
        assert_int_equal(w->err, RT_EINVAL);
    }
    assert_int_equal(w->one.n_queries, 0);
}

static void test_a_lost_query_is_sent_again(void **state)
{
    struct world *w = *state;
    w->one.n_to_lose = 1;
    assert_in_range(resolve(w, "prov.example.net"), 1900, 2100);
    assert_int_equal(w->err, RT_OK);
    assert_int_equal(w->one.n_queries, 2);
}

static void test_silence_ends_after_three_rounds(void **state)
{
    struct world *w = *state;
    w->one.is_silent = true;
    assert_in_range(resolve(w, "prov.example.net"), 11900, 12100); /* 2 + 4 + 6 s */
    assert_int_equal(w->err, RT_ETIMEDOUT);
    assert_int_equal(w->one.n_queries, 3);
}

static void test_parallel_asks_all_and_takes_the_first_answer(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Secondary_DNS", "10.0.0.54");
    w->one.is_silent = true;
    assert_int_equal(resolve(w, "prov.example.net"), 0);
    assert_int_equal(w->addrs[0], HOST + 1);
    assert_int_equal(w->one.n_queries, 1);
    assert_int_equal(w->two.n_queries, 1);
}

static void test_sequential_asks_the_second_only_when_the_first_is_silent(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Secondary_DNS", "10.0.0.54");
    unit_net_set(&w->u, "DNS_Query_Mode", "Sequential");
    assert_int_equal(resolve(w, "prov.example.net"), 0);
    assert_int_equal(w->addrs[0], HOST);
    assert_int_equal(w->two.n_queries, 0);
    w->one.name = w->two.name = "other.example.net";
    w->one.is_silent = true;
    assert_in_range(resolve(w, "other.example.net"), 1900, 2100);
    assert_int_equal(w->addrs[0], HOST + 1);
    assert_int_equal(w->two.n_queries, 1);
}

static void test_sequential_tries_the_next_server_immediately(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Secondary_DNS", "10.0.0.54");
    unit_net_set(&w->u, "DNS_Query_Mode", "Sequential");
    w->one.rcode = 2; /* SERVFAIL */
    assert_int_equal(resolve(w, "prov.example.net"), 0);
    assert_int_equal(w->addrs[0], HOST + 1);
}

static void test_when_all_servers_fail_so_does_the_name(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Secondary_DNS", "10.0.0.54");
    w->one.rcode = 2;
    w->two.rcode = 5; /* REFUSED */
    assert_int_equal(resolve(w, "prov.example.net"), 0);
    assert_int_equal(w->err, RT_EIO);
    unit_net_set(&w->u, "DNS_Query_Mode", "Sequential");
    assert_int_equal(resolve(w, "prov.example.net"), 0);
    assert_int_equal(w->err, RT_EIO);
}

static void test_false_and_broken_answers_are_ignored(void **state)
{
    struct world *w = *state;
    static const enum dns_peer_lie lies[] = {DNS_PEER_WRONG_ID, DNS_PEER_WRONG_QUESTION, DNS_PEER_WRONG_SERVER,
                                             DNS_PEER_GARBAGE};
    w->one.ttl_s = 1;
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        w->one.lie = lies[i];
        assert_int_equal(resolve(w, "prov.example.net"), 0);
        assert_int_equal(w->err, RT_OK);
        assert_int_equal(w->addrs[0], HOST);
        assert_int_equal(w->one.n_queries, i + 1);
    }
}

static void test_a_truncated_answer_counts_for_what_is_in_it(void **state)
{
    struct world *w = *state;
    w->one.lie = DNS_PEER_TRUNCATED;
    (void)resolve(w, "prov.example.net");
    assert_int_equal(w->err, RT_OK);
    assert_int_equal(w->addrs[0], HOST);
    w->one.n_addrs = 0; /* as unbound, Knot and PowerDNS: all records or none. That is no name that does not exist */
    unit_net_pass_ms(&w->u, 400000);
    (void)resolve(w, "prov.example.net");
    assert_int_equal(w->err, RT_ETOOBIG);
}

static void test_an_answer_is_remembered_as_long_as_it_says(void **state)
{
    struct world *w = *state;
    w->one.ttl_s = 90;
    (void)resolve(w, "prov.example.net"); /* and 60 s pass */
    w->one.addrs[0] = HOST + 3;
    (void)resolve(w, "PROV.example.net");
    assert_int_equal(w->addrs[0], HOST);
    assert_int_equal(w->one.n_queries, 1);
    (void)resolve(w, "prov.example.net");
    assert_int_equal(w->addrs[0], HOST + 3);
    assert_int_equal(w->one.n_queries, 2);
}

static void test_the_memory_for_names_is_bounded(void **state)
{
    struct world *w = *state;
    char name[32];
    w->one.name = name;
    w->one.ttl_s = 86400;
    for (int i = 0; i < 40; i++) {
        (void)snprintf(name, sizeof name, "h%d.example.net", i);
        (void)resolve(w, name);
        assert_int_equal(w->err, RT_OK);
    }
    assert_int_equal(w->one.n_queries, 40);
    (void)resolve(w, name);
    assert_int_equal(w->one.n_queries, 40); /* the last one is still there */
    (void)snprintf(name, sizeof name, "h0.example.net");
    (void)resolve(w, name);
    assert_int_equal(w->one.n_queries, 41); /* the first one is not */
}

static void test_without_a_cable_the_network_is_unreachable(void **state)
{
    struct world *w = *state;
    board_nic_plug(w->u.board, BOARD_PORT_WAN, false);
    unit_net_pass_ms(&w->u, 1);
    assert_int_equal(resolve(w, "prov.example.net"), 0);
    assert_int_equal(w->err, RT_EUNREACH);
}

static void test_without_a_server_names_are_unreachable(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Primary_DNS", "");
    assert_int_equal(resolve(w, "prov.example.net"), 0);
    assert_int_equal(w->err, RT_EUNREACH);
}

static void test_a_cancelled_request_never_calls(void **state)
{
    struct world *w = *state;
    fw_dns_resolve(w->u.net, &w->request, "prov.example.net", on_answer, w);
    fw_dns_cancel(&w->request);
    fw_dns_cancel(&w->request);
    fw_dns_resolve(w->u.net, &w->request, "192.0.2.1", on_answer, w);
    fw_dns_cancel(&w->request);
    unit_net_pass_ms(&w->u, 60000);
    assert_int_equal(w->n_answers, 0);
    assert_false(board_io_wait_is_up(w->u.board));
}

static void test_ids_and_ports_differ_from_query_to_query(void **state)
{
    struct world *w = *state;
    struct udp_sink sink;
    uint16_t ports[4];
    unit_net_set(&w->u, "Primary_DNS", "10.0.0.99");
    outside_add_host(&w->u.outside, 0x0a000063);
    udp_sink_init(&sink, &w->u.outside, 0x0a000063, 53);
    for (int i = 0; i < 4; i++) {
        (void)resolve(w, "prov.example.net");
        ports[i] = sink.last_src_port;
        for (int k = 0; k < i; k++) {
            assert_int_not_equal(ports[i], ports[k]);
        }
    }
    assert_int_equal(sink.n, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_a_name_becomes_its_address),
        TEST(test_all_addresses_come_in_the_order_of_the_answer),
        TEST(test_an_alias_is_followed),
        TEST(test_an_address_needs_no_query),
        TEST(test_a_name_that_does_not_exist_fails_at_once),
        TEST(test_a_name_without_addresses_fails_as_well),
        TEST(test_what_is_no_name_is_not_asked_for),
        TEST(test_a_lost_query_is_sent_again),
        TEST(test_silence_ends_after_three_rounds),
        TEST(test_parallel_asks_all_and_takes_the_first_answer),
        TEST(test_sequential_asks_the_second_only_when_the_first_is_silent),
        TEST(test_sequential_tries_the_next_server_immediately),
        TEST(test_when_all_servers_fail_so_does_the_name),
        TEST(test_false_and_broken_answers_are_ignored),
        TEST(test_a_truncated_answer_counts_for_what_is_in_it),
        TEST(test_an_answer_is_remembered_as_long_as_it_says),
        TEST(test_the_memory_for_names_is_bounded),
        TEST(test_without_a_cable_the_network_is_unreachable),
        TEST(test_without_a_server_names_are_unreachable),
        TEST(test_a_cancelled_request_never_calls),
        TEST(test_ids_and_ports_differ_from_query_to_query),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
