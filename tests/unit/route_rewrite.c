/* SPDX-License-Identifier: MIT */
/* Translated packets, byte by byte: each checksum, changed by difference, is the one of a full sum. */
#include <harness/test.h>
#include <route/rewrite.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <string.h>

#define INSIDE  0xc0a80002u
#define OUTSIDE 0xcb007105u /* 203.0.113.5 */
#define REMOTE  0xc6336407u /* 198.51.100.7 */

/* RFC 1071 */
static uint16_t sum_of(uint32_t sum, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sum += i % 2 == 0 ? (uint32_t)p[i] << 8 : p[i];
    }
    while (sum >> 16 != 0) {
        sum = (sum & 0xffffu) + (sum >> 16);
    }
    return (uint16_t)~sum;
}

static uint16_t full_sum(const uint8_t *ip, size_t n)
{
    uint32_t pseudo = 0;
    if (ip[9] != ROUTE_ICMP) {
        for (size_t i = 12; i < 20; i += 2) {
            pseudo += rt_be16(ip + i);
        }
        pseudo += ip[9] + (uint32_t)(n - 20);
    }
    return sum_of(pseudo, ip + 20, n - 20);
}

static size_t sum_offset(const uint8_t *ip)
{
    return 20u + (ip[9] == ROUTE_TCP ? 16u : ip[9] == ROUTE_UDP ? 6u : 2u);
}

/* An IP packet with these ports (of ICMP: echo request, id src_port) and n bytes of data. */
static size_t make(uint8_t *ip, uint8_t proto, uint32_t src, uint32_t dst, uint16_t src_port, uint16_t dst_port,
                   size_t n)
{
    size_t n_head = proto == ROUTE_TCP ? 20u : 8u;
    size_t n_all = 20 + n_head + n;
    memset(ip, 0, n_all);
    ip[0] = 0x45;
    rt_put_be16(ip + 2, (uint16_t)n_all);
    rt_put_be16(ip + 4, 0x1234);
    ip[8] = 64;
    ip[9] = proto;
    rt_put_be32(ip + 12, src);
    rt_put_be32(ip + 16, dst);
    rt_put_be16(ip + 10, sum_of(0, ip, 20));
    if (proto == ROUTE_ICMP) {
        ip[20] = 8;
        rt_put_be16(ip + 24, src_port);
    } else {
        rt_put_be16(ip + 20, src_port);
        rt_put_be16(ip + 22, dst_port);
    }
    if (proto == ROUTE_TCP) {
        ip[32] = 0x50;
        ip[33] = ROUTE_ACK;
    } else if (proto == ROUTE_UDP) {
        rt_put_be16(ip + 24, (uint16_t)(n_head + n));
    }
    for (size_t i = 0; i < n; i++) {
        ip[20 + n_head + i] = (uint8_t)(i * 37 + src_port);
    }
    rt_put_be16(ip + sum_offset(ip), full_sum(ip, n_all));
    return n_all;
}

static void assert_sums(const uint8_t *ip, size_t n)
{
    assert_int_equal(sum_of(0, ip, 20), 0);
    uint16_t rest = full_sum(ip, n);
    assert_true(rest == 0 || rest == 0xffff);
}

static void test_each_protocol_is_translated_both_ways(void **state)
{
    static const uint8_t protocols[] = {ROUTE_TCP, ROUTE_UDP, ROUTE_ICMP};
    uint32_t seed = 1;
    (void)state;
    for (unsigned i = 0; i < 3000; i++) {
        uint8_t ip[128], before[128];
        uint8_t proto = protocols[i % 3];
        seed = seed * 1664525u + 1013904223u;
        uint16_t port = (uint16_t)(seed >> 8), mapped = (uint16_t)(seed >> 13 ^ i);
        size_t n = make(ip, proto, INSIDE, REMOTE ^ (seed & 0xff), port, 80, seed >> 28);
        struct route_packet p;
        memcpy(before, ip, n);
        assert_true(route_packet_read(&p, ip, n));
        assert_false(p.is_error);
        assert_int_equal(p.head.src_port, port);
        route_set_src(&p, OUTSIDE, mapped);
        assert_sums(ip, n);
        assert_int_equal(rt_be32(ip + 12), OUTSIDE);
        assert_int_equal(rt_be16(ip + (proto == ROUTE_ICMP ? 24 : 20)), mapped);
        assert_true(route_packet_read(&p, ip, n));
        route_set_src(&p, INSIDE, port);
        if (proto != ROUTE_UDP) { /* whose sum may be 0 or ffff */
            assert_memory_equal(ip, before, n);
        }
        assert_sums(ip, n);
        assert_true(route_packet_read(&p, ip, n));
        route_set_dst(&p, INSIDE + 1, 8080);
        assert_sums(ip, n);
    }
}

static void test_a_udp_packet_without_a_checksum_gets_none(void **state)
{
    uint8_t ip[64];
    struct route_packet p;
    size_t n = make(ip, ROUTE_UDP, INSIDE, REMOTE, 1000, 53, 9);
    (void)state;
    rt_put_be16(ip + 26, 0);
    assert_true(route_packet_read(&p, ip, n));
    route_set_src(&p, OUTSIDE, 1001);
    assert_int_equal(rt_be16(ip + 26), 0);
    assert_int_equal(sum_of(0, ip, 20), 0);
}

static void test_a_udp_checksum_never_becomes_none(void **state)
{
    bool was_zero = false;
    (void)state;
    for (uint32_t port = 1; port <= 65535; port++) {
        uint8_t ip[64];
        struct route_packet p;
        size_t n = make(ip, ROUTE_UDP, INSIDE, REMOTE, 1000, 53, 0);
        assert_true(route_packet_read(&p, ip, n));
        route_set_src(&p, OUTSIDE, (uint16_t)port);
        assert_int_not_equal(rt_be16(ip + 26), 0);
        was_zero = was_zero || rt_be16(ip + 26) == 0xffff;
    }
    assert_true(was_zero);
}

static void test_a_damaged_packet_stays_damaged(void **state)
{
    uint8_t ip[64];
    struct route_packet p;
    size_t n = make(ip, ROUTE_TCP, INSIDE, REMOTE, 1000, 80, 4);
    (void)state;
    ip[42] ^= 0x40;
    uint16_t off = full_sum(ip, n);
    assert_true(route_packet_read(&p, ip, n));
    route_set_src(&p, OUTSIDE, 2000);
    assert_int_equal(full_sum(ip, n), off);
}

/* --- ICMP errors ------------------------------------------------------------------------------------------------- */

/* An error about the packet, which quotes n_quoted bytes of it. */
static size_t make_error(uint8_t *ip, uint32_t src, uint32_t dst, const uint8_t *packet, size_t n_quoted)
{
    size_t n = make(ip, ROUTE_ICMP, src, dst, 0, 0, n_quoted);
    ip[20] = 3;
    ip[21] = 1;
    memcpy(ip + 28, packet, n_quoted);
    rt_put_be16(ip + 22, 0);
    rt_put_be16(ip + 22, full_sum(ip, n));
    return n;
}

static void test_the_packet_in_an_error_is_translated_with_all_its_sums(void **state)
{
    static const uint8_t protocols[] = {ROUTE_TCP, ROUTE_UDP, ROUTE_ICMP};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        for (size_t n_quoted = 28; n_quoted <= 48; n_quoted++) { /* 8 bytes, and whole packets */
            uint8_t sent[128], error[128], quoted[128];
            struct route_packet p;
            size_t n_sent = make(sent, protocols[i], OUTSIDE, REMOTE, 4000, 80, 20);
            size_t n = make_error(error, REMOTE + 9, OUTSIDE, sent, n_quoted);
            assert_true(route_packet_read(&p, error, n));
            assert_true(p.is_error);
            assert_int_equal(p.quoted.src, OUTSIDE);
            assert_int_equal(p.quoted.src_port, 4000);
            route_error_set_quoted_src(&p, INSIDE, 3999);
            route_error_set_dst(&p, INSIDE);
            assert_sums(error, n);
            assert_int_equal(rt_be32(error + 16), INSIDE);
            memcpy(quoted, sent, n_sent);
            memcpy(quoted, error + 28, n_quoted);
            assert_int_equal(sum_of(0, quoted, 20), 0);
            assert_int_equal(rt_be32(quoted + 12), INSIDE);
            assert_int_equal(rt_be16(quoted + (protocols[i] == ROUTE_ICMP ? 24 : 20)), 3999);
            if (n_quoted >= 38) { /* its own checksum is among the bytes */
                assert_sums(quoted, n_sent);
            }
        }
    }
}

static void test_an_error_of_a_host_is_translated_outwards(void **state)
{
    uint8_t sent[128], error[128];
    struct route_packet p;
    (void)state;
    (void)make(sent, ROUTE_UDP, REMOTE, INSIDE, 53, 3999, 20);
    size_t n = make_error(error, INSIDE, REMOTE, sent, 48);
    assert_true(route_packet_read(&p, error, n));
    route_error_set_quoted_dst(&p, OUTSIDE, 4000);
    route_error_set_src(&p, OUTSIDE);
    assert_sums(error, n);
    assert_sums(error + 28, 48);
    assert_int_equal(rt_be16(error + 28 + 22), 4000);
}

/* --- the rest ---------------------------------------------------------------------------------------------------- */

static void test_what_cannot_be_translated_is_refused(void **state)
{
    uint8_t ip[128], error[128];
    struct route_packet p;
    size_t n = make(ip, ROUTE_TCP, INSIDE, REMOTE, 1000, 80, 0);
    (void)state;
    for (size_t cut = 0; cut < 40; cut++) {
        assert_false(route_packet_read(&p, ip, cut));
    }
    for (uint16_t whole = 20; whole < 40; whole++) { /* it is no longer, says its header: nothing behind it is read */
        uint8_t *exact = rt_mem_alloc(whole);
        rt_put_be16(ip + 2, whole);
        memcpy(exact, ip, whole);
        assert_false(route_packet_read(&p, exact, whole));
        rt_mem_free(exact);
    }
    rt_put_be16(ip + 2, 40);
    ip[9] = 47; /* GRE */
    assert_false(route_packet_read(&p, ip, n));
    n = make(ip, ROUTE_ICMP, INSIDE, REMOTE, 1, 0, 0);
    ip[20] = 13; /* time stamp */
    assert_false(route_packet_read(&p, ip, n));
    n = make(ip, ROUTE_UDP, INSIDE, REMOTE, 1, 2, 0);
    rt_put_be16(ip + 6, 5); /* a later fragment has no ports */
    assert_false(route_packet_read(&p, ip, n));
    n = make_error(error, REMOTE, INSIDE, ip, 28);
    assert_false(route_packet_read(&p, error, n));
    assert_false(route_packet_read(&p, error, 40));
}

static void test_the_mss_of_a_syn_is_lowered(void **state)
{
    /* at an even offset, after a NOP at an odd one, not there, endless */
    static const uint8_t options[][8] = {{2, 4, 0x05, 0xb4, 1, 1, 1, 1},
                                         {1, 2, 4, 0x05, 0xb4, 1, 1, 1},
                                         {1, 1, 1, 1, 0, 2, 4, 5},
                                         {3, 0, 2, 4, 5, 0xb4}};
    static const size_t at[] = {42, 43};
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        for (unsigned is_syn = 0; is_syn < 2; is_syn++) {
            uint8_t ip[128], before[128];
            struct route_packet p;
            size_t n = make(ip, ROUTE_TCP, INSIDE, REMOTE, 1000, 80, 8);
            ip[32] = 0x70;
            ip[33] = is_syn ? ROUTE_SYN : ROUTE_ACK;
            memcpy(ip + 40, options[i], 8);
            rt_put_be16(ip + 36, 0);
            rt_put_be16(ip + 36, full_sum(ip, n));
            memcpy(before, ip, n);
            assert_true(route_packet_read(&p, ip, n));
            route_clamp_mss(&p, 1452);
            assert_sums(ip, n);
            if (is_syn && i < 2) {
                assert_int_equal(rt_be16(ip + at[i]), 1452);
                route_clamp_mss(&p, 1460); /* never raised */
                assert_int_equal(rt_be16(ip + at[i]), 1452);
            } else {
                assert_memory_equal(ip, before, n);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_protocol_is_translated_both_ways),
        cmocka_unit_test(test_a_udp_packet_without_a_checksum_gets_none),
        cmocka_unit_test(test_a_udp_checksum_never_becomes_none),
        cmocka_unit_test(test_a_damaged_packet_stays_damaged),
        cmocka_unit_test(test_the_packet_in_an_error_is_translated_with_all_its_sums),
        cmocka_unit_test(test_an_error_of_a_host_is_translated_outwards),
        cmocka_unit_test(test_what_cannot_be_translated_is_refused),
        cmocka_unit_test(test_the_mss_of_a_syn_is_lowered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
