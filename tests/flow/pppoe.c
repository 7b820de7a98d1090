/* SPDX-License-Identifier: MIT */
/* PPPoE at the level of frames, against a concentrator that a test writes byte by byte: RFC 2516, RFC 1661. */
#include <harness/test.h>
#include <harness/pppoe_peer.h>
#include <harness/unit_net.h>
#include <board/board.h>
#include <board/nic.h>
#include <rt/buf.h>
#include <string.h>

#define PC  0xc0a80002u /* 192.168.0.2 */
#define FAR 0xcb007107u /* 203.0.113.7 */

enum { DISCOVERY = 0, REQUEST = 1, ACK, NAK, REJECT, TERMINATE, TERMINATED, CODE_REJECT, PROTOCOL_REJECT, ECHO, REPLY };

struct world {
    struct unit_net u;
    struct pppoe_peer ac;
    struct outside lan;
    uint8_t at_pc[PACKET_FRAME_MAX]; /* the last IP packet for it, from its IP header on */
    unsigned n_at_pc;
};

static void on_lan_frame(void *ctx, const uint8_t *frame, size_t n)
{
    struct world *w = ctx;
    if (rt_be16(frame + 12) == 0x0800) {
        w->n_at_pc++;
        memcpy(w->at_pc, frame + 14, n - 14);
    }
}

static int setup(void **state)
{
    static struct world w;
    w = (struct world){.n_at_pc = 0};
    unit_net_init(&w.u);
    unit_net_set(&w.u, "Connection_Type", "PPPOE");
    unit_net_set(&w.u, "PPPOE_Login_Name", "joe");
    unit_net_set(&w.u, "PPPOE_Login_Password", "sesame");
    pppoe_peer_init(&w.ac, &w.u.outside);
    outside_init_port(&w.lan, w.u.board, BOARD_PORT_LAN);
    outside_add_host(&w.lan, PC);
    w.lan.watch = on_lan_frame;
    w.lan.watch_ctx = &w;
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    outside_fini(&w->lan);
    unit_net_fini(&w->u);
    return 0;
}

static void start(struct world *w)
{
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 10);
}

static void start_up(struct world *w)
{
    start(w);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    pppoe_peer_forget(&w->ac);
}

static unsigned count(const struct world *w, uint16_t protocol, uint8_t code)
{
    return pppoe_peer_count(&w->ac, protocol, code, NULL);
}

/* The last packet of that kind has exactly this in it. */
static void assert_sent(const struct world *w, uint16_t protocol, uint8_t code, const void *bytes, size_t n)
{
    unsigned last = 0;
    assert_int_not_equal(pppoe_peer_count(&w->ac, protocol, code, &last), 0);
    assert_int_equal(w->ac.kept[last].n, n);
    assert_memory_equal(w->ac.kept[last].bytes, bytes, n);
}

static bool has_bytes(const struct world *w, uint8_t code, const void *bytes, size_t n)
{
    unsigned last = 0;
    assert_int_not_equal(pppoe_peer_count(&w->ac, DISCOVERY, code, &last), 0);
    for (size_t at = 0; at + n <= w->ac.kept[last].n; at++) {
        if (memcmp(w->ac.kept[last].bytes + at, bytes, n) == 0) {
            return true;
        }
    }
    return false;
}

/* --- discovery --------------------------------------------------------------------------------------------------- */

static void test_nobody_is_asked_four_times_and_then_after_a_pause(void **state)
{
    static const uint64_t at_ms[] = {0, 2000, 6000, 14000, 35000, 37000};
    struct world *w = *state;
    w->ac.is_deaf = true;
    start(w);
    unit_net_pass_ms(&w->u, 38000);
    assert_int_equal(count(w, DISCOVERY, PPPOE_PEER_PADI), 6);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal((w->ac.kept[i].at_us - w->ac.kept[0].at_us) / 1000, at_ms[i]);
    }
    assert_int_equal(w->u.outside.n_arp_requests, 0);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
}

static void test_cookie_and_relay_id_come_back(void **state)
{
    static const uint8_t tags[] = {0x01, 0x04, 0, 3, 'x', 0, 'z', 0x01, 0x10, 0, 2, 'r', '1'};
    struct world *w = *state;
    w->ac.pado_tags = tags;
    w->ac.n_pado_tags = sizeof tags;
    start(w);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_true(has_bytes(w, PPPOE_PEER_PADR, tags, sizeof tags));
}

static void test_an_offer_with_an_error_or_another_hosts_is_none(void **state)
{
    static const uint8_t error[] = {0x02, 0x02, 0, 1, '!'};
    static const uint8_t other[] = {0x01, 0x01, 0, 0, 0x01, 0x02, 0, 1, 'a', 0x01, 0x03, 0, 4, 9, 9, 9, 9};
    static const uint8_t cut[] = {0x01, 0x01, 0, 0, 0x01, 0x03, 0, 40, 1, 2, 3};
    struct world *w = *state;
    w->ac.pado_tags = error;
    w->ac.n_pado_tags = sizeof error;
    start(w);
    pppoe_peer_send_tags(&w->ac, PPPOE_PEER_PADO, 0, other, sizeof other);
    pppoe_peer_send_tags(&w->ac, PPPOE_PEER_PADO, 0, cut, sizeof cut);
    pppoe_peer_send_tags(&w->ac, PPPOE_PEER_PADS, 7, other, sizeof other); /* nothing was asked */
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(count(w, DISCOVERY, PPPOE_PEER_PADR), 0);
    w->ac.n_pado_tags = 0;
    unit_net_pass_ms(&w->u, 2000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_only_the_concentrator_ends_its_session(void **state)
{
    struct world *w = *state;
    start_up(w);
    w->ac.mac[5]++;
    pppoe_peer_send_tags(&w->ac, PPPOE_PEER_PADT, w->ac.session, NULL, 0);
    pppoe_peer_send(&w->ac, PPP_PEER_LCP, TERMINATE, 9, "", 0);
    w->ac.mac[5]--;
    pppoe_peer_send_tags(&w->ac, PPPOE_PEER_PADT, 99, NULL, 0);
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_int_equal(count(w, DISCOVERY, PPPOE_PEER_PADT), 1); /* to the stranger's data */
    pppoe_peer_send_tags(&w->ac, PPPOE_PEER_PADT, w->ac.session, NULL, 0);
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    assert_int_equal(count(w, DISCOVERY, PPPOE_PEER_PADT), 1); /* and not answered */
}

static void test_data_of_an_older_session_is_answered_by_its_end(void **state)
{
    struct world *w = *state;
    w->ac.is_deaf = true;
    start(w);
    pppoe_peer_send(&w->ac, PPP_PEER_LCP, ECHO, 1, "\0\0\0\0", 4);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(count(w, DISCOVERY, PPPOE_PEER_PADT), 1);
}

/* --- LCP --------------------------------------------------------------------------------------------------------- */

static void test_options_that_ethernet_has_no_use_for_are_rejected(void **state)
{
    static const uint8_t asked[] = {1, 4, 0x05, 0xd4, 2, 6, 0, 0, 0, 0, 7, 2, 8, 2, 5, 6, 1, 2, 3, 4};
    static const uint8_t rejected[] = {2, 6, 0, 0, 0, 0, 7, 2, 8, 2};
    struct world *w = *state;
    w->ac.n_lcp_options = sizeof asked;
    memcpy(w->ac.lcp_options, asked, sizeof asked);
    start(w);
    assert_sent(w, PPP_PEER_LCP, REJECT, rejected, sizeof rejected);
    assert_int_equal(count(w, PPP_PEER_LCP, ACK), 0);
}

static void test_another_login_than_pap_or_chap_with_md5_is_answered_by_chap(void **state)
{
    static const uint8_t ms_chap[] = {3, 5, 0xc2, 0x23, 0x81}, md5[] = {3, 5, 0xc2, 0x23, 0x05};
    struct world *w = *state;
    w->ac.n_lcp_options = sizeof ms_chap;
    memcpy(w->ac.lcp_options, ms_chap, sizeof ms_chap);
    start(w);
    assert_sent(w, PPP_PEER_LCP, NAK, md5, sizeof md5);
    for (uint8_t id = 2; id < 6; id++) {
        pppoe_peer_send(&w->ac, PPP_PEER_LCP, REQUEST, id, ms_chap, sizeof ms_chap);
    }
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(count(w, PPP_PEER_LCP, NAK), 5);
    pppoe_peer_send(&w->ac, PPP_PEER_LCP, REQUEST, 6, ms_chap, sizeof ms_chap);
    unit_net_pass_ms(&w->u, 10);
    assert_sent(w, PPP_PEER_LCP, REJECT, ms_chap, sizeof ms_chap); /* RFC 1661 section 4.6: no end otherwise */
}

/* RFC 1994: the id, the secret, the challenge. The sum is OpenSSL's. */
static void test_chap_answers_as_another_implementation_does(void **state)
{
    static const uint8_t md5[] = {3, 5, 0xc2, 0x23, 0x05};
    static const uint8_t challenge[] = {4, 1, 2, 3, 4, 'a', 'c'};
    static const uint8_t expected[] = {16,   0xd0, 0xc9, 0x7d, 0xc8, 0xd4, 0x29, 0xbb, 0xc1, 0xc7,
                                       0xf1, 0x1a, 0xf4, 0x04, 0xf1, 0x32, 0x37, 'j',  'o',  'e'};
    struct world *w = *state;
    w->ac.n_lcp_options = sizeof md5;
    memcpy(w->ac.lcp_options, md5, sizeof md5);
    start(w);
    pppoe_peer_send(&w->ac, PPP_PEER_CHAP, 1, 0x2a, challenge, sizeof challenge);
    unit_net_pass_ms(&w->u, 10);
    assert_sent(w, PPP_PEER_CHAP, 2, expected, sizeof expected);
    pppoe_peer_send(&w->ac, PPP_PEER_CHAP, 3, 0x2b, "", 0); /* to another challenge */
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(count(w, PPP_PEER_IPCP, REQUEST), 0);
    unit_net_pass_ms(&w->u, 3000); /* the verdict may be lost */
    assert_int_equal(count(w, PPP_PEER_CHAP, 2), 2);
    pppoe_peer_send(&w->ac, PPP_PEER_CHAP, 3, 0x2a, "", 0);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_what_is_not_spoken_is_said(void **state)
{
    static const uint8_t ipv6cp[] = {0x80, 0x57, 1, 1, 0, 4};
    static const uint8_t strange[] = {14, 3, 0, 6, 'h', 'i'};
    struct world *w = *state;
    start_up(w);
    pppoe_peer_send_raw(&w->ac, ipv6cp, sizeof ipv6cp);
    pppoe_peer_send(&w->ac, PPP_PEER_LCP, 14, 3, "hi", 2);
    unit_net_pass_ms(&w->u, 10);
    assert_sent(w, PPP_PEER_LCP, PROTOCOL_REJECT, ipv6cp, sizeof ipv6cp);
    assert_sent(w, PPP_PEER_LCP, CODE_REJECT, strange, sizeof strange);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_a_request_that_comes_twice_changes_nothing_and_a_new_one_begins_again(void **state)
{
    struct world *w = *state;
    start_up(w);
    pppoe_peer_send(&w->ac, PPP_PEER_LCP, REQUEST, 1, w->ac.lcp_options, w->ac.n_lcp_options);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(count(w, PPP_PEER_LCP, ACK), 1);
    assert_int_equal(count(w, PPP_PEER_LCP, REQUEST), 0);
    pppoe_peer_send(&w->ac, PPP_PEER_LCP, REQUEST, 2, w->ac.lcp_options, w->ac.n_lcp_options);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(count(w, PPP_PEER_LCP, REQUEST), 1);
    assert_int_equal(count(w, PPP_PEER_IPCP, REQUEST), 2); /* for any address, and for the one that was said */
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_damaged_packets_are_dropped(void **state)
{
    static const uint8_t cases[][12] = {
        {0xc0, 0x21, 1, 9, 0, 3},       {0xc0, 0x21, 1, 9, 0xff, 0xff}, {0xc0, 0x21, 5}, {0xc0},
        {0xc0, 0x21, 1, 9, 0, 6, 1, 0}, {0xc0, 0x21, 1, 9, 0, 6, 1, 9}};
    static const size_t n[] = {6, 6, 3, 1, 8, 8};
    struct world *w = *state;
    start_up(w);
    for (unsigned i = 0; i < 6; i++) {
        pppoe_peer_send_raw(&w->ac, cases[i], n[i]);
    }
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(w->ac.n_kept, 0);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_an_echo_is_answered_and_three_without_an_answer_end_the_session(void **state)
{
    struct world *w = *state;
    start_up(w);
    pppoe_peer_send(&w->ac, PPP_PEER_LCP, ECHO, 5, "\1\2\3\4ping", 8);
    unit_net_pass_ms(&w->u, 10);
    unsigned last = 0;
    assert_int_equal(pppoe_peer_count(&w->ac, PPP_PEER_LCP, REPLY, &last), 1);
    assert_memory_equal(w->ac.kept[last].bytes + 4, "ping", 4);
    for (unsigned i = 0; i < 4; i++) { /* one in three is enough */
        unit_net_pass_ms(&w->u, 75000);
        (void)pppoe_peer_count(&w->ac, PPP_PEER_LCP, ECHO, &last);
        pppoe_peer_send(&w->ac, PPP_PEER_LCP, REPLY, w->ac.kept[last].id, "\0\0\0\0", 4);
        unit_net_pass_ms(&w->u, 10);
        assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    }
    w->ac.is_deaf = true;
    unit_net_pass_ms(&w->u, 121000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    assert_int_equal(count(w, DISCOVERY, PPPOE_PEER_PADT), 1);
}

/* --- IPCP -------------------------------------------------------------------------------------------------------- */

static void test_address_and_name_servers_are_the_providers(void **state)
{
    struct world *w = *state;
    start_up(w);
    const struct fw_net_status *s = fw_net_status(w->u.net);
    assert_int_equal(s->ip, PPPOE_UNIT_IP);
    assert_int_equal(s->netmask, 0xffffffff);
    assert_int_equal(s->gateway, PPPOE_PEER_IP);
    assert_int_equal(s->dns[0], PPPOE_PEER_IP);
    assert_int_equal(s->dns[1], PPPOE_PEER_IP + 1);
    assert_string_equal(s->connection_type, "PPPOE");
}

static void test_an_address_that_no_host_has_is_none(void **state)
{
    static const uint32_t wrong[] = {0x00000001u, 0x7f000001u, 0xe0000001u, 0xf0000001u, 0xffffffffu};
    struct world *w = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        w->ac.unit_ip = wrong[i];
        if (i == 0) {
            start(w);
        }
        unit_net_pass_ms(&w->u, 120000);
        assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
        assert_int_equal(fw_net_status(w->u.net)->ip, 0);
    }
    w->ac.unit_ip = PPPOE_UNIT_IP; /* the provider sets it right */
    unit_net_pass_ms(&w->u, 120000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_header_compression_is_rejected(void **state)
{
    static const uint8_t asked[] = {2, 6, 0, 0x2d, 15, 1, 3, 6, 10, 67, 0, 1};
    struct world *w = *state;
    w->ac.skips_ipcp = true;
    start(w);
    pppoe_peer_send(&w->ac, PPP_PEER_IPCP, REQUEST, 1, asked, sizeof asked);
    unit_net_pass_ms(&w->u, 10);
    assert_sent(w, PPP_PEER_IPCP, REJECT, asked, 6);
}

/* --- packets ----------------------------------------------------------------------------------------------------- */

static void send_udp(struct world *w, size_t n_data)
{
    uint8_t data[1500] = {0};
    outside_send(&w->lan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                           .src_ip = PC,
                                           .dst_ip = FAR,
                                           .src_port = 4000,
                                           .dst_port = 80,
                                           .payload = data,
                                           .n = n_data});
    unit_net_pass_ms(&w->u, 10);
}

static void test_a_pc_at_the_lan_port_reaches_the_internet(void **state)
{
    struct world *w = *state;
    unsigned last = 0;
    start_up(w);
    send_udp(w, 100);
    assert_int_equal(pppoe_peer_count(&w->ac, PPP_PEER_IP, 0, &last), 1);
    const uint8_t *ip = w->ac.kept[last].bytes;
    assert_int_equal(rt_be32(ip + 12), PPPOE_UNIT_IP);
    assert_int_equal(rt_be32(ip + 16), FAR);
    assert_int_equal(w->ac.kept[last].n, 128);
    pppoe_peer_send_ip(&w->ac, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                .src_ip = FAR,
                                                .dst_ip = PPPOE_UNIT_IP,
                                                .src_port = 80,
                                                .dst_port = rt_be16(ip + 20),
                                                .payload = (const uint8_t *)"pong",
                                                .n = 4});
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(rt_be32(w->at_pc + 16), PC);
    assert_memory_equal(w->at_pc + 28, "pong", 4);
}

/* MTU 1492 of the way out: RFC 2516 section 7. */
static void test_long_packets_are_divided_or_refused_and_syns_tell_less(void **state)
{
    struct world *w = *state;
    uint8_t frame[PACKET_FRAME_MAX] = {0};
    unsigned last = 0;
    start_up(w);
    send_udp(w, 1472);
    assert_int_equal(count(w, PPP_PEER_IP, 0), 2);
    size_t n = packet_write(&(struct packet){.proto = PACKET_PROTO_TCP,
                                             .src_ip = PC,
                                             .dst_ip = FAR,
                                             .src_port = 4001,
                                             .dst_port = 80,
                                             .flags = PACKET_SYN,
                                             .payload = (const uint8_t *)"\2\4\5\264", /* MSS 1460, as data */
                                             .n = 4},
                            frame);
    frame[14 + 20 + 12] = 0x60; /* the data is an option; the sum does not change by more than the offset */
    uint32_t sum = rt_be16(frame + 14 + 20 + 16) + 0xffffu - 0x1000u;
    rt_put_be16(frame + 14 + 20 + 16, (uint16_t)((sum & 0xffffu) + (sum >> 16)));
    memcpy(frame, w->lan.unit_mac, 6);
    board_nic_deliver(w->u.board, BOARD_PORT_LAN, frame, n);
    unit_net_pass_ms(&w->u, 10);
    (void)pppoe_peer_count(&w->ac, PPP_PEER_IP, 0, &last);
    assert_int_equal(w->ac.kept[last].bytes[9], PACKET_PROTO_TCP);
    assert_memory_equal(w->ac.kept[last].bytes + 40, "\2\4\5\254", 4); /* 1452 */
}

/* A unit with PPPoE has no host on the Ethernet of its Internet port. */
static void test_nothing_but_pppoe_is_answered(void **state)
{
    struct world *w = *state;
    uint8_t frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1};
    start_up(w);
    rt_put_be32(frame + 28, 0x0a430009u);
    rt_put_be32(frame + 38, PPPOE_UNIT_IP);
    uint64_t before = w->u.outside.n_frames;
    board_nic_deliver(w->u.board, BOARD_PORT_WAN, frame, sizeof frame);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(w->u.outside.n_frames, before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nobody_is_asked_four_times_and_then_after_a_pause),
        TEST(test_cookie_and_relay_id_come_back),
        TEST(test_an_offer_with_an_error_or_another_hosts_is_none),
        TEST(test_only_the_concentrator_ends_its_session),
        TEST(test_data_of_an_older_session_is_answered_by_its_end),
        TEST(test_options_that_ethernet_has_no_use_for_are_rejected),
        TEST(test_another_login_than_pap_or_chap_with_md5_is_answered_by_chap),
        TEST(test_chap_answers_as_another_implementation_does),
        TEST(test_what_is_not_spoken_is_said),
        TEST(test_a_request_that_comes_twice_changes_nothing_and_a_new_one_begins_again),
        TEST(test_damaged_packets_are_dropped),
        TEST(test_an_echo_is_answered_and_three_without_an_answer_end_the_session),
        TEST(test_address_and_name_servers_are_the_providers),
        TEST(test_an_address_that_no_host_has_is_none),
        TEST(test_header_compression_is_rejected),
        TEST(test_a_pc_at_the_lan_port_reaches_the_internet),
        TEST(test_long_packets_are_divided_or_refused_and_syns_tell_less),
        TEST(test_nothing_but_pppoe_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
