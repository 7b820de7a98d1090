/* SPDX-License-Identifier: MIT */
/* Names whose records do not fit into a reply by UDP: asked again by TCP (RFC 2181 section 9). */
#include <harness/test.h>
#include <harness/dns_peer.h>
#include <harness/tcp_peer.h>
#include <harness/unit_net.h>
#include <board/board.h>
#include <board/clock.h>
#include <fw/channel.h>
#include <fw/resolve.h>
#include <rt/buf.h>
#include <stdio.h>
#include <string.h>

#define SERVER      0x0a000035u /* 10.0.0.53 */
#define FIRST       0x0a000107u
#define QUERY_BYTES 34u /* of prov.example.net: head, name, type and class */
#define TYPE_SRV    33u

/* What the server answers by TCP. */
enum lie { HONEST, ANOTHER_ID, ANOTHER_QUESTION, NO_RECORD, SERVFAIL, HALF, NONE };

struct world {
    struct unit_net u;
    struct dns_peer dns;
    struct tcp_peer tcp;
    enum lie lie;
    struct rt_buf query;
    struct fw_dns_request request;
    unsigned n_answers;
    enum rt_err err;
    uint32_t addrs[FW_DNS_ADDRS_MAX];
    struct fw_dns_service services[FW_DNS_SERVICES_MAX];
    size_t n;
    uint64_t answered_us;
};

static void put_record(struct rt_buf *b, unsigned type, size_t n_data)
{
    (void)rt_buf_put_be16(b, 0xc00c); /* the name of the question */
    (void)rt_buf_put_be16(b, (uint16_t)type);
    (void)rt_buf_put_be16(b, 1);
    (void)rt_buf_put_be32(b, 300);
    (void)rt_buf_put_be16(b, (uint16_t)n_data);
}

/* 60 addresses, or ten services whose later ones are the better ones. */
static unsigned put_records(struct rt_buf *b, bool are_services)
{
    unsigned n = are_services ? 10 : 60;
    for (unsigned i = 0; i < n; i++) {
        put_record(b, are_services ? TYPE_SRV : 1, are_services ? 6 + 4 : 4);
        if (are_services) {
            (void)rt_buf_put_be16(b, (uint16_t)(10 - i)); /* priority */
            (void)rt_buf_put_be16(b, 0);
            (void)rt_buf_put_be16(b, (uint16_t)(5060 + i));
            (void)rt_buf_put(b, "\2hx", 4); /* with the root label, which C puts there */
        } else {
            (void)rt_buf_put_be32(b, FIRST + i);
        }
    }
    return n;
}

static void answer(struct world *w)
{
    struct rt_buf b;
    size_t n_query = w->query.n - 2;
    rt_buf_init(&b, 4096);
    (void)rt_buf_put_be16(&b, 0);
    (void)rt_buf_put(&b, w->query.bytes + 2, n_query);
    unsigned n = 0;
    if (w->lie != NO_RECORD) {
        n = put_records(&b, rt_be16(w->query.bytes + w->query.n - 4) == TYPE_SRV);
    }
    assert_int_equal(rt_buf_error(&b), RT_OK);
    rt_put_be16(b.bytes, (uint16_t)(b.n - 2));
    rt_put_be16(b.bytes + 2, (uint16_t)(rt_be16(b.bytes + 2) ^ (w->lie == ANOTHER_ID)));
    rt_put_be16(b.bytes + 4, w->lie == NO_RECORD ? 0x8380 : w->lie == SERVFAIL ? 0x8182 : 0x8180);
    rt_put_be16(b.bytes + 8, (uint16_t)n);
    b.bytes[2 + 13] ^= w->lie == ANOTHER_QUESTION;
    tcp_peer_put(&w->tcp, b.bytes, w->lie == HALF ? b.n / 2 : b.n);
    if (w->lie == HALF) {
        tcp_peer_end(&w->tcp, TCP_PEER_FIN);
    }
    rt_buf_fini(&b);
}

static void on_query(void *ctx, const uint8_t *bytes, size_t n)
{
    struct world *w = ctx;
    (void)rt_buf_put(&w->query, bytes, n);
    if (w->query.n >= 2 && w->query.n == 2u + rt_be16(w->query.bytes) && w->lie != NONE) {
        answer(w);
    }
}

static int setup(void **state)
{
    static struct world w;
    w = (struct world){0};
    rt_buf_init(&w.query, 1024);
    unit_net_init(&w.u);
    dns_peer_init(&w.dns, &w.u.outside, SERVER, "prov.example.net");
    w.dns.lie = DNS_PEER_TRUNCATED; /* without a record: as unbound, Knot and PowerDNS */
    tcp_peer_init(&w.tcp, &w.u.outside, SERVER, 53,
                  &(struct tcp_peer_script){.on_bytes = on_query, .ctx = &w, .piece = 7});
    outside_remove_host(&w.u.outside, SERVER); /* it is there once */
    unit_net_start_fixed(&w.u);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    rt_buf_fini(&w->query);
    tcp_peer_fini(&w->tcp);
    unit_net_fini(&w->u);
    return 0;
}

static void on_addresses(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    struct world *w = ctx;
    w->n_answers++;
    w->err = err;
    w->n = n;
    w->answered_us = board_now_us(w->u.board);
    memcpy(w->addrs, addrs, n * sizeof *addrs);
}

static void on_services(void *ctx, enum rt_err err, const struct fw_dns_service *services, size_t n)
{
    struct world *w = ctx;
    w->n_answers++;
    w->err = err;
    w->n = n;
    if (n > 0) {
        memcpy(w->services, services, n * sizeof *services);
    }
}

/* Returns how long it took, in milliseconds. */
static uint64_t resolve(struct world *w)
{
    uint64_t start_us = board_now_us(w->u.board);
    w->n_answers = 0;
    rt_buf_clear(&w->query);
    fw_dns_resolve(w->u.net, &w->request, "prov.example.net", on_addresses, w);
    unit_net_pass_ms(&w->u, 60000);
    assert_int_equal(w->n_answers, 1);
    assert_false(board_io_wait_is_up(w->u.board));
    return (w->answered_us - start_us) / BOARD_US_PER_MS;
}

static void test_sixty_addresses_come_by_tcp(void **state)
{
    struct world *w = *state;
    (void)resolve(w);
    assert_int_equal(w->err, RT_OK);
    assert_int_equal(w->n, FW_DNS_ADDRS_MAX); /* all that the unit keeps of a name */
    for (size_t i = 0; i < w->n; i++) {
        assert_int_equal(w->addrs[i], FIRST + i);
    }
    assert_int_equal(w->query.n, 2 + QUERY_BYTES);
    assert_int_equal(w->tcp.n_connections, 1);
    assert_true(w->tcp.saw_fin);
    assert_true(unit_net_saw(&w->u, &fw_signal_warn, "asked by TCP"));
    (void)resolve(w);
    assert_int_equal(w->tcp.n_connections, 1); /* remembered like any */
}

static void test_records_that_fit_need_no_tcp(void **state)
{
    struct world *w = *state;
    w->dns.lie = DNS_PEER_HONEST;
    w->dns.addrs[w->dns.n_addrs++] = FIRST;
    (void)resolve(w);
    assert_int_equal(w->n, 1);
    assert_int_equal(w->tcp.n_syns, 0);
}

/* As BIND, which sends as many as there is room for: the host that works may be among the others. */
static void test_some_of_the_records_are_no_reply(void **state)
{
    struct world *w = *state;
    w->dns.addrs[w->dns.n_addrs++] = FIRST + 99;
    (void)resolve(w);
    assert_int_equal(w->n, FW_DNS_ADDRS_MAX);
    assert_int_equal(w->addrs[0], FIRST);
}

static void test_without_tcp_some_of_the_records_are_better_than_none(void **state)
{
    struct world *w = *state;
    w->dns.addrs[w->dns.n_addrs++] = FIRST + 99;
    w->tcp.script.open = TCP_PEER_REFUSES;
    assert_int_equal(resolve(w), 0);
    assert_int_equal(w->err, RT_OK);
    assert_int_equal(w->n, 1);
    assert_int_equal(w->addrs[0], FIRST + 99);
    assert_false(unit_net_saw(&w->u, &fw_signal_warn, "asked by TCP"));
}

/* The records that came were not read before the server was asked again: nothing says that they can be. */
static void test_a_reply_that_ends_within_a_record_is_too_big_as_well(void **state)
{
    struct world *w = *state;
    w->dns.addrs[w->dns.n_addrs++] = FIRST + 99;
    w->dns.lie = DNS_PEER_CUT;
    w->tcp.script.open = TCP_PEER_REFUSES;
    assert_int_equal(resolve(w), 0);
    assert_int_equal(w->err, RT_ETOOBIG);
}

static void test_what_is_no_answer_leaves_the_name_too_big(void **state)
{
    struct world *w = *state;
    static const enum lie lies[] = {ANOTHER_ID, ANOTHER_QUESTION, NO_RECORD, SERVFAIL, HALF};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        w->lie = lies[i];
        assert_int_equal(resolve(w), 0);
        assert_int_equal(w->err, RT_ETOOBIG);
        assert_int_equal(w->tcp.n_connections, i + 1);
    }
}

static void test_a_server_that_does_not_serve_tcp_costs_seconds_at_most(void **state)
{
    struct world *w = *state;
    w->tcp.script.open = TCP_PEER_REFUSES;
    assert_int_equal(resolve(w), 0);
    assert_int_equal(w->err, RT_ETOOBIG);
    w->tcp.script.open = TCP_PEER_IS_SILENT;
    assert_int_equal(resolve(w), 6000);
    assert_int_equal(w->err, RT_ETOOBIG);
    w->tcp.script.open = TCP_PEER_ACCEPTS;
    w->lie = NONE;
    assert_int_equal(resolve(w), 6000);
    assert_int_equal(w->err, RT_ETOOBIG);
}

static void test_a_request_is_cancelled_while_it_is_asked_by_tcp(void **state)
{
    struct world *w = *state;
    w->lie = NONE;
    fw_dns_resolve(w->u.net, &w->request, "prov.example.net", on_addresses, w);
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(w->tcp.n_connections, 1);
    fw_dns_cancel(&w->request);
    unit_net_pass_ms(&w->u, 60000);
    assert_int_equal(w->n_answers, 0);
    assert_true(w->tcp.saw_rst);
    assert_false(board_io_wait_is_up(w->u.board));
}

static void test_of_ten_services_the_eight_best_are_kept(void **state)
{
    struct world *w = *state;
    fw_dns_services(w->u.net, &w->request, "prov.example.net", on_services, w);
    unit_net_pass_ms(&w->u, 60000);
    assert_int_equal(w->err, RT_OK);
    assert_int_equal(w->n, FW_DNS_SERVICES_MAX);
    assert_int_equal(w->services[0].priority, 8); /* 10 and 9 gave way; the order is that of the answer */
    assert_int_equal(w->services[7].priority, 1);
    assert_int_equal(w->services[7].port, 5069);
    assert_string_equal(w->services[7].host, "hx");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_sixty_addresses_come_by_tcp),
        TEST(test_records_that_fit_need_no_tcp),
        TEST(test_some_of_the_records_are_no_reply),
        TEST(test_without_tcp_some_of_the_records_are_better_than_none),
        TEST(test_a_reply_that_ends_within_a_record_is_too_big_as_well),
        TEST(test_what_is_no_answer_leaves_the_name_too_big),
        TEST(test_a_server_that_does_not_serve_tcp_costs_seconds_at_most),
        TEST(test_a_request_is_cancelled_while_it_is_asked_by_tcp),
        TEST(test_of_ten_services_the_eight_best_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
