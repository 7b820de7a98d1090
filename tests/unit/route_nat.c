/* SPDX-License-Identifier: MIT */
/* The table of flows: ports, time-outs, what goes when it is full. */
#include <harness/test.h>
#include <board/clock.h>
#include <route/nat.h>
#include <route/rewrite.h>
#include <rt/mem.h>

#define HOST   0xc0a80002u
#define REMOTE 0xc6336407u

static bool is_own(void *ctx, uint8_t proto, uint16_t port)
{
    (void)ctx;
    return proto != ROUTE_ICMP && (port == 5060 || (port >= 50000 && port <= 50255));
}

static int setup(void **state)
{
    static struct nat n;
    nat_init(&n, is_own, NULL);
    *state = &n;
    return 0;
}

static int teardown(void **state)
{
    nat_fini(*state);
    return 0;
}

static struct nat_key key(uint8_t proto, uint32_t host, uint16_t port, uint16_t remote_port)
{
    return (struct nat_key){proto, host, REMOTE, port, remote_port};
}

static struct nat_flow *out(struct nat *n, uint8_t proto, uint32_t host, uint16_t port, uint16_t remote_port,
                            uint64_t now_s)
{
    const struct nat_key k = key(proto, host, port, remote_port);
    struct nat_flow *f = nat_out(n, &k, now_s * BOARD_US_PER_S);
    if (f != NULL) {
        nat_passed(n, f, true, 0, now_s * BOARD_US_PER_S);
    }
    return f;
}

static bool comes_in(struct nat *n, uint8_t proto, uint16_t port, uint16_t remote_port, uint64_t now_s, uint8_t flags)
{
    struct nat_flow *f = nat_in(n, proto, port, REMOTE, remote_port, now_s * BOARD_US_PER_S);
    if (f != NULL) {
        nat_passed(n, f, false, flags, now_s * BOARD_US_PER_S);
    }
    return f != NULL;
}

static void test_a_port_is_preserved_when_it_is_free(void **state)
{
    struct nat *n = *state;
    assert_int_equal(out(n, ROUTE_UDP, HOST, 4000, 53, 0)->outside_port, 4000);
    assert_int_equal(out(n, ROUTE_TCP, HOST, 4000, 53, 0)->outside_port, 4000); /* another protocol */
    assert_int_not_equal(out(n, ROUTE_UDP, HOST + 1, 4000, 53, 0)->outside_port, 4000);
    assert_int_equal(nat_n_flows(n), 3);
}

static void test_a_host_and_port_has_one_outside_port_for_all_peers(void **state)
{
    struct nat *n = *state;
    (void)out(n, ROUTE_UDP, HOST + 1, 4000, 53, 0);
    uint16_t port = out(n, ROUTE_UDP, HOST, 4000, 53, 0)->outside_port;
    assert_int_not_equal(port, 4000);
    assert_int_equal(out(n, ROUTE_UDP, HOST, 4000, 123, 0)->outside_port, port);
}

static void test_only_the_peer_and_its_port_may_answer(void **state)
{
    struct nat *n = *state;
    (void)out(n, ROUTE_UDP, HOST, 4000, 53, 0);
    assert_true(comes_in(n, ROUTE_UDP, 4000, 53, 1, 0));
    assert_false(comes_in(n, ROUTE_UDP, 4000, 54, 1, 0));
    assert_false(comes_in(n, ROUTE_TCP, 4000, 53, 1, 0));
    assert_null(nat_in(n, ROUTE_UDP, 4000, REMOTE + 1, 53, 0));
}

static void test_the_ports_of_the_unit_are_never_given(void **state)
{
    struct nat *n = *state;
    for (uint32_t i = 0; i < 20000; i++) {
        static const uint16_t ports[] = {5060, 50000, 50100, 50255, 5059};
        struct nat_flow *f = out(n, ROUTE_UDP, HOST + i % 50, ports[i % 5], (uint16_t)(i + 1), i / 100);
        assert_non_null(f);
        assert_false(is_own(NULL, ROUTE_UDP, f->outside_port));
    }
}

/* Each row: what has passed, and the seconds after which the flow ends. */
static void test_idle_flows_end(void **state)
{
    static const struct {
        uint8_t proto;
        bool is_answered;
        uint8_t flags;
        uint64_t idle_s;
    } rows[] = {
        {ROUTE_UDP, false, 0, 30},
        {ROUTE_UDP, true, 0, 120},
        {ROUTE_TCP, false, 0, 240},
        {ROUTE_TCP, true, ROUTE_ACK, 7200},
        {ROUTE_TCP, true, ROUTE_ACK | ROUTE_FIN, 240},
        {ROUTE_TCP, true, ROUTE_RST, 240},
        {ROUTE_ICMP, true, 0, 30},
    };
    struct nat *n = *state;
    for (uint16_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint16_t port = (uint16_t)(4000 + i);
        uint64_t at = 100000u * (i + 1u);
        (void)out(n, rows[i].proto, HOST, port, 7, at);
        if (rows[i].is_answered) {
            assert_true(comes_in(n, rows[i].proto, port, 7, at, rows[i].flags));
        }
        uint64_t end_us = (at + rows[i].idle_s) * BOARD_US_PER_S;
        assert_non_null(nat_in(n, rows[i].proto, port, REMOTE, 7, end_us - 1));
        assert_null(nat_in(n, rows[i].proto, port, REMOTE, 7, end_us));
    }
}

static void test_a_full_table_loses_the_flow_that_was_idle_longest(void **state)
{
    struct nat *n = *state;
    for (uint16_t i = 0; i < NAT_FLOWS_MAX; i++) {
        (void)out(n, ROUTE_TCP, HOST, (uint16_t)(10000 + i), 80, 0);
    }
    assert_int_equal(nat_n_flows(n), NAT_FLOWS_MAX);
    assert_true(comes_in(n, ROUTE_TCP, 10000, 80, 1, ROUTE_ACK)); /* the first one is used again */
    (void)out(n, ROUTE_TCP, HOST, 9999, 80, 2);
    assert_int_equal(nat_n_flows(n), NAT_FLOWS_MAX);
    assert_true(comes_in(n, ROUTE_TCP, 10000, 80, 2, ROUTE_ACK));
    assert_false(comes_in(n, ROUTE_TCP, 10001, 80, 2, ROUTE_ACK));
    assert_true(comes_in(n, ROUTE_TCP, 10002, 80, 2, ROUTE_ACK));
}

static void test_strangers_do_not_push_out_the_flows_of_hosts(void **state)
{
    struct nat *n = *state;
    for (uint16_t i = 0; i < 100; i++) {
        (void)out(n, ROUTE_TCP, HOST, (uint16_t)(10000 + i), 80, 0);
    }
    for (uint16_t i = 0; i < 3 * NAT_FLOWS_MAX; i++) { /* each from another port */
        const struct nat_key k = key(ROUTE_UDP, HOST + 1, 7, (uint16_t)(i + 1));
        struct nat_flow *f = nat_forward(n, &k, 1 * BOARD_US_PER_S);
        assert_non_null(f);
        nat_passed(n, f, false, 0, 1 * BOARD_US_PER_S);
    }
    assert_int_equal(nat_n_flows(n), 100 + NAT_OUTSIDE_MAX);
    for (uint16_t i = 0; i < 100; i++) {
        assert_true(comes_in(n, ROUTE_TCP, (uint16_t)(10000 + i), 80, 2, ROUTE_ACK));
    }
    assert_true(comes_in(n, ROUTE_UDP, 7, 3 * NAT_FLOWS_MAX, 2, 0)); /* the newest of theirs */
    nat_flush(n);
    const struct nat_key k = key(ROUTE_UDP, HOST + 1, 7, 1);
    assert_non_null(nat_forward(n, &k, 3 * BOARD_US_PER_S));
    assert_int_equal(nat_n_flows(n), 1);
}

static void test_many_flows_leave_the_memory_as_it_is(void **state)
{
    struct nat *n = *state;
    (void)out(n, ROUTE_TCP, HOST, 1, 1, 0);
    uint64_t n_live = rt_mem_n_live();
    for (uint32_t i = 0; i < 100000; i++) {
        assert_non_null(
            out(n, i % 2 == 0 ? ROUTE_TCP : ROUTE_UDP, HOST + i % 50, (uint16_t)(i * 7 + 1), (uint16_t)(i >> 3), 1));
    }
    assert_int_equal(rt_mem_n_live(), n_live);
    assert_int_equal(nat_n_flows(n), NAT_FLOWS_MAX);
    nat_flush(n);
    assert_int_equal(nat_n_flows(n), 0);
    assert_int_equal(out(n, ROUTE_TCP, HOST, 4000, 80, 2)->outside_port, 4000);
}

static void test_a_forwarded_port_begins_outside(void **state)
{
    struct nat *n = *state;
    const struct nat_key k = key(ROUTE_TCP, HOST, 80, 1234);
    (void)out(n, ROUTE_TCP, HOST + 1, 81, 80, 0);
    struct nat_flow *f = nat_forward(n, &k, 0);
    assert_non_null(f);
    assert_int_equal(f->outside_port, 80);
    nat_passed(n, f, false, ROUTE_SYN, 0);
    assert_ptr_equal(nat_forward(n, &k, 1), f);
    assert_ptr_equal(nat_out(n, &k, 1), f);
    assert_int_equal(f->time, NAT_TCP_OPENING);
    nat_passed(n, f, true, ROUTE_ACK, 1);
    assert_int_equal(f->time, NAT_TCP);
    const struct nat_key taken = key(ROUTE_TCP, HOST, 81, 80);
    assert_null(nat_forward(n, &taken, 1)); /* this peer sees another host at this port */
}

static void test_a_port_that_is_forwarded_is_not_lost_to_a_host_that_uses_it(void **state)
{
    struct nat *n = *state;
    (void)out(n, ROUTE_UDP, HOST + 1, 4000, 53, 0); /* seen at 4000 */
    const struct nat_key k = key(ROUTE_UDP, HOST, 4000, 1234);
    struct nat_flow *f = nat_forward(n, &k, 0);
    assert_non_null(f);
    assert_int_equal(f->outside_port, 4000);
    assert_int_equal(nat_in(n, ROUTE_UDP, 4000, REMOTE, 53, 0)->key.inside_ip, HOST + 1);
    assert_int_equal(nat_in(n, ROUTE_UDP, 4000, REMOTE, 1234, 0)->key.inside_ip, HOST);
    /* No two hosts are at the same port for the same peer, whoever comes second. */
    assert_int_not_equal(out(n, ROUTE_UDP, HOST + 1, 4000, 1234, 0)->outside_port, 4000);
    assert_int_not_equal(out(n, ROUTE_UDP, HOST, 4000, 53, 0)->outside_port, 4000);
    assert_int_equal(out(n, ROUTE_UDP, HOST, 4000, 99, 0)->outside_port, 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_port_is_preserved_when_it_is_free, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_host_and_port_has_one_outside_port_for_all_peers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_only_the_peer_and_its_port_may_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_ports_of_the_unit_are_never_given, setup, teardown),
        cmocka_unit_test_setup_teardown(test_idle_flows_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_full_table_loses_the_flow_that_was_idle_longest, setup, teardown),
        cmocka_unit_test_setup_teardown(test_strangers_do_not_push_out_the_flows_of_hosts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_flows_leave_the_memory_as_it_is, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_forwarded_port_begins_outside, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_port_that_is_forwarded_is_not_lost_to_a_host_that_uses_it, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
