/* SPDX-License-Identifier: MIT */
/* A fixed address, syslog, time of day, and the small rules of the network pages. */
#include <harness/test.h>
#include <harness/dhcp_peer.h>
#include <harness/dns_peer.h>
#include <harness/unit_net.h>
#include <board/board.h>
#include <fw/channel.h>
#include <board/clock.h>
#include <board/nic.h>
#include <rt/buf.h>
#include <stdio.h>
#include <string.h>

#define UNIT      0xc0a80164u /* 192.168.1.100, fixed or leased */
#define SERVER    0xc0a80101u
#define LOGGER    0xc0a80110u /* 192.168.1.16 */
#define CLOCK     0xc0a80120u /* 192.168.1.32 */

/* A time server (RFC 4330); noon on 1 May 2006. */
#define NOON_UNIX 1146484800u
#define NTP_1900  2208988800u
struct ntp_peer {
    struct outside *outside;
    uint32_t ip;
    struct outside_service service;
    unsigned n_requests;
    bool is_silent, forgets_cookie, is_unsynchronised, is_kiss;
    uint64_t stamp;
};

struct world {
    struct unit_net u;
    struct dhcp_peer dhcp;
    struct dns_peer dns;
    struct udp_sink log, debug;
    struct ntp_peer ntp;
};

static void on_ntp(void *ctx, const struct packet *q)
{
    struct ntp_peer *p = ctx;
    uint8_t b[48] = {4 << 3 | 4, 2};
    p->n_requests++;
    assert_int_equal(q->n, 48);
    assert_int_equal(q->payload[0], 4 << 3 | 3);
    if (p->is_silent) {
        return;
    }
    memcpy(b + 24, q->payload + 40, 8); /* originate = transmit of the request */
    b[24] ^= p->forgets_cookie;
    b[0] |= p->is_unsynchronised ? 3 << 6 : 0;
    b[1] = p->is_kiss ? 0 : 2;
    rt_put_be64(b + 40, p->stamp);
    outside_send(p->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                              .src_ip = p->ip,
                                              .src_port = 123,
                                              .dst_port = q->src_port,
                                              .payload = b,
                                              .n = sizeof b});
}

static int setup(void **state)
{
    static struct world w;
    w = (struct world){0};
    unit_net_init(&w.u);
    dhcp_peer_init(&w.dhcp, &w.u.outside);
    dns_peer_init(&w.dns, &w.u.outside, SERVER + 1, "log.example.net");
    w.dns.addrs[w.dns.n_addrs++] = LOGGER;
    w.dhcp.dns[0] = SERVER + 1;
    outside_add_host(&w.u.outside, LOGGER);
    udp_sink_init(&w.log, &w.u.outside, LOGGER, 514);
    udp_sink_init(&w.debug, &w.u.outside, LOGGER, 5514);
    w.ntp = (struct ntp_peer){.outside = &w.u.outside, .ip = CLOCK, .stamp = (uint64_t)(NOON_UNIX + NTP_1900) << 32};
    w.ntp.service =
        (struct outside_service){.ip = CLOCK, .proto = PACKET_PROTO_UDP, .port = 123, .fn = on_ntp, .ctx = &w.ntp};
    outside_add_host(&w.u.outside, CLOCK);
    outside_add_service(&w.u.outside, &w.ntp.service);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    unit_net_fini(&w->u);
    return 0;
}

static void start_with_lease(struct world *w)
{
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void set_static(struct world *w)
{
    unit_net_set(&w->u, "Connection_Type", "Static IP");
    unit_net_set(&w->u, "Static_IP", "192.168.1.100");
    unit_net_set(&w->u, "NetMask", "255.255.255.0");
    unit_net_set(&w->u, "Gateway", "192.168.1.1");
    unit_net_set(&w->u, "Primary_DNS", "192.168.1.2");
}

/* --- fixed address ------------------------------------------------------------------------------------------- */

static void test_a_fixed_address_is_up_at_once_and_asks_no_server(void **state)
{
    struct world *w = *state;
    set_static(w);
    unit_net_start(&w->u);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_int_equal(w->u.n_changes, 0); /* told later, not from inside the call */
    unit_net_pass_ms(&w->u, 60000);
    const struct fw_net_status *s = fw_net_status(w->u.net);
    assert_int_equal(w->u.n_changes, 1);
    assert_int_equal(s->ip, UNIT);
    assert_int_equal(s->gateway, SERVER);
    assert_int_equal(s->dns[0], SERVER + 1);
    assert_int_equal(s->lease_s, 0);
    assert_int_equal(s->dhcp_server, 0);
    assert_string_equal(s->connection_type, "Static IP");
    assert_int_equal(w->dhcp.n_discovers, 0);
}

static void test_a_fixed_address_that_is_none_keeps_the_unit_off_the_net(void **state)
{
    struct world *w = *state;
    static const char *const bad[][2] = {{"", "255.255.255.0"},        {"192.168.1.300", "255.255.255.0"},
                                         {"192.168.1.100", ""},        {"192.168.1.100", "255.0.255.0"},
                                         {"0.0.0.0", "255.255.255.0"}, {"192.168.1.100", "0.0.0.0"}};
    set_static(w);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        unit_net_set(&w->u, "Static_IP", bad[i][0]);
        unit_net_set(&w->u, "NetMask", bad[i][1]);
        unit_net_start(&w->u);
        unit_net_pass_ms(&w->u, 5000);
        assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
        assert_false(fw_net_is_usable(w->u.net));
        unit_net_stop(&w->u);
    }
}

static void test_another_station_with_the_fixed_address_is_noticed(void **state)
{
    struct world *w = *state;
    set_static(w);
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 1000);
    outside_claim(&w->u.outside, UNIT);
    unit_net_pass_ms(&w->u, 1);
    assert_int_equal(unit_net_state(&w->u), FW_NET_DUPLICATE);
    for (int i = 0; i < 3; i++) {
        unit_net_pass_ms(&w->u, 10500); /* announced again ... */
        outside_claim(&w->u.outside, UNIT);
        unit_net_pass_ms(&w->u, 1);
        assert_int_equal(unit_net_state(&w->u), FW_NET_DUPLICATE);
    }
    unit_net_pass_ms(&w->u, 13000); /* ... and nobody objects */
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

/* --- which DNS servers -----------------------------------------------------------------------------------------------
 */

static void test_dns_servers_follow_the_order_that_is_set(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *order, *primary, *secondary;
        uint32_t first, second;
    } rows[] = {
        {"Manual", "", "", SERVER + 1, 0}, /* a factory unit resolves by DHCP's server */
        {"Manual", "10.9.9.1", "", 0x0a090901, 0},
        {"Manual", "", "10.9.9.2", 0x0a090902, 0},
        {"Manual", "10.9.9.1", "10.9.9.2", 0x0a090901, 0x0a090902},
        {"Manual,DHCP", "10.9.9.1", "", 0x0a090901, SERVER + 1},
        {"DHCP,Manual", "10.9.9.1", "", SERVER + 1, 0x0a090901},
        {"DHCP,Manual", "192.168.1.2", "", SERVER + 1, 0}, /* the same one twice counts once */
        {"Manual", "nonsense", "", SERVER + 1, 0},
    };
    start_with_lease(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_net_set(&w->u, "DNS_Server_Order", rows[i].order);
        unit_net_set(&w->u, "Primary_DNS", rows[i].primary);
        unit_net_set(&w->u, "Secondary_DNS", rows[i].secondary);
        assert_int_equal(fw_net_status(w->u.net)->dns[0], rows[i].first);
        assert_int_equal(fw_net_status(w->u.net)->dns[1], rows[i].second);
    }
}

static void test_ext_ip_is_shown(void **state)
{
    struct world *w = *state;
    start_with_lease(w);
    assert_int_equal(fw_net_status(w->u.net)->external_ip, 0);
    unit_net_set(&w->u, "EXT_IP", "203.0.113.9");
    assert_int_equal(fw_net_status(w->u.net)->external_ip, 0xcb007109u);
    unit_net_set(&w->u, "EXT_IP", "here");
    assert_int_equal(fw_net_status(w->u.net)->external_ip, 0);
}

/* --- syslog
 * ------------------------------------------------------------------------------------------------------------ */

static void test_a_line_waits_for_the_lease_and_then_arrives(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Syslog_Server", "log.example.net");
    unit_net_start(&w->u);
    fw_log_syslog(&w->u.log, FW_LOG_INFO, "SPA-2102 000e08010203 -- Requesting resync");
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(w->log.n, 1);
    assert_string_equal(w->log.lines[0], "<134>SPA-2102 000e08010203 -- Requesting resync"); /* local0.info */
    assert_true(unit_net_saw(&w->u, &fw_signal_syslog, "SPA-2102 000e08010203 -- Requesting resync"));
    assert_int_equal(w->debug.n, 0);
}

static void test_a_burst_arrives_whole_and_in_order(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Syslog_Server", "192.168.1.16");
    start_with_lease(w);
    for (int i = 0; i < 20; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "line %d", i);
        fw_log_syslog(&w->u.log, FW_LOG_ERROR, text);
    }
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(w->log.n, 20); /* also the first ones, before ARP knew the server */
    assert_string_equal(w->log.lines[0], "<131>line 0");
    assert_string_equal(w->log.lines[19], "<131>line 19");
}

static void test_what_waits_is_bounded_and_the_oldest_goes_first(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Syslog_Server", "192.168.1.16");
    unit_net_start(&w->u);
    for (int i = 0; i < 72; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "line %d", i);
        fw_log_syslog(&w->u.log, FW_LOG_INFO, text);
    }
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(w->log.n, 64);
    assert_string_equal(w->log.lines[0], "<134>line 8");
    assert_string_equal(w->log.lines[63], "<134>line 71");
}

static void test_with_a_debug_server_syslog_lines_go_there_too(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Syslog_Server", "192.168.1.16");
    unit_net_set(&w->u, "Debug_Server", "log.example.net:5514");
    start_with_lease(w);
    fw_log_syslog(&w->u.log, FW_LOG_NOTICE, "both");
    fw_log_debug(&w->u.log, 1, "detail %d", 7); /* Debug_Level is 0 */
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(w->log.n, 1);
    assert_int_equal(w->debug.n, 1);
    assert_string_equal(w->debug.lines[0], "<133>both");
    unit_net_set(&w->u, "Debug_Level", "2");
    fw_log_debug(&w->u.log, 2, "detail %d", 8);
    fw_log_debug(&w->u.log, 3, "more detail");
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(w->log.n, 1);
    assert_int_equal(w->debug.n, 2);
    assert_string_equal(w->debug.lines[1], "<135>detail 8");
}

static void test_without_a_server_nothing_is_sent_or_traced(void **state)
{
    struct world *w = *state;
    start_with_lease(w);
    uint64_t n_frames = w->u.outside.n_frames;
    fw_log_syslog(&w->u.log, FW_LOG_NOTICE, "nobody hears this");
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(w->u.outside.n_frames, n_frames);
    assert_false(unit_net_saw(&w->u, &fw_signal_syslog, ""));
}

static void test_a_server_that_cannot_be_resolved_is_tried_again(void **state)
{
    struct world *w = *state;
    w->dns.is_silent = true;
    unit_net_set(&w->u, "Syslog_Server", "log.example.net");
    start_with_lease(w);
    fw_log_syslog(&w->u.log, FW_LOG_INFO, "patience");
    unit_net_pass_ms(&w->u, 20000);
    assert_int_equal(w->log.n, 0);
    w->dns.is_silent = false;
    unit_net_pass_ms(&w->u, 30000);
    assert_int_equal(w->log.n, 1);
}

static void test_a_server_that_is_no_host_and_port_is_dropped(void **state)
{
    struct world *w = *state;
    static const char *const bad[] = {"192.168.1.16:", "192.168.1.16:0", "192.168.1.16:70000", ":514", "a:b:c"};
    start_with_lease(w);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        unit_net_set(&w->u, "Syslog_Server", bad[i]);
        fw_log_syslog(&w->u.log, FW_LOG_INFO, "lost");
        unit_net_pass_ms(&w->u, 60000);
    }
    unit_net_set(&w->u, "Syslog_Server", " 192.168.1.16:514 ");
    fw_log_syslog(&w->u.log, FW_LOG_INFO, "found");
    unit_net_pass_ms(&w->u, 60000);
    assert_int_equal(w->log.n, 1);
    assert_string_equal(w->log.lines[0], "<134>found");
}

/* --- time of day
 * --------------------------------------------------------------------------------------------------------- */

static void test_the_time_is_learned_and_advances(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Primary_NTP_Server", "192.168.1.32");
    unit_net_start(&w->u);
    assert_int_equal(fw_net_unix_time(w->u.net), 0);
    unit_net_pass_ms(&w->u, 1000); /* lease and duplicate check */
    unit_net_pass_ms(&w->u, 500);
    assert_int_equal(w->ntp.n_requests, 1);
    assert_in_range(fw_net_unix_time(w->u.net), NOON_UNIX, NOON_UNIX + 1);
    assert_true(unit_net_saw(&w->u, &fw_signal_net, "time 1146484800"));
    w->ntp.is_silent = true;
    unit_net_pass_ms(&w->u, 30 * 60000);
    assert_in_range(fw_net_unix_time(w->u.net), NOON_UNIX + 1800, NOON_UNIX + 1801);
}

static void test_times_of_the_next_ntp_era_are_understood(void **state)
{
    struct world *w = *state;
    w->ntp.stamp = 1ull << 32; /* one second after 7 February 2036, 06:28:16 */
    unit_net_set(&w->u, "Primary_NTP_Server", "192.168.1.32");
    start_with_lease(w);
    assert_in_range(fw_net_unix_time(w->u.net), 2085978497u, 2085978497u + 5);
}

static void test_dhcp_may_name_the_time_server(void **state)
{
    struct world *w = *state;
    w->dhcp.ntp = CLOCK;
    start_with_lease(w);
    assert_in_range(fw_net_unix_time(w->u.net), NOON_UNIX, NOON_UNIX + 5);
}

static void test_the_second_server_helps_when_the_first_does_not(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "Primary_NTP_Server", "nowhere.example.net");
    unit_net_set(&w->u, "Secondary_NTP_Server", "192.168.1.32");
    start_with_lease(w);
    assert_true(fw_net_unix_time(w->u.net) != 0);
}

static void test_false_times_are_not_believed(void **state)
{
    struct world *w = *state;
    bool *const lies[] = {&w->ntp.forgets_cookie, &w->ntp.is_unsynchronised, &w->ntp.is_kiss};
    unit_net_set(&w->u, "Primary_NTP_Server", "192.168.1.32");
    unit_net_start(&w->u);
    for (size_t i = 0; i < 3; i++) {
        unsigned n_before = w->ntp.n_requests;
        *lies[i] = true;
        unit_net_pass_ms(&w->u, 70000);
        assert_true(w->ntp.n_requests > n_before);
        assert_int_equal(fw_net_unix_time(w->u.net), 0);
        *lies[i] = false;
    }
    assert_false(board_io_wait_is_up(w->u.board));
    unit_net_pass_ms(&w->u, 70000);
    assert_true(fw_net_unix_time(w->u.net) != 0);
}

/* --- counters
 * ---------------------------------------------------------------------------------------------------------------- */

static void test_broadcasts_are_counted(void **state)
{
    struct world *w = *state;
    start_with_lease(w);
    struct fw_net_counters c = fw_net_counters(w->u.net);
    assert_true(c.broadcast_pkts_sent >= 3); /* DISCOVER, REQUEST, ARP */
    assert_true(c.broadcast_bytes_sent > 600);
    uint8_t frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9, 0x88, 0xb5};
    board_nic_deliver(w->u.board, BOARD_PORT_WAN, frame, sizeof frame);
    unit_net_pass_ms(&w->u, 1);
    assert_int_equal(fw_net_counters(w->u.net).broadcast_pkts_recv, c.broadcast_pkts_recv + 1);
    assert_int_equal(fw_net_counters(w->u.net).broadcast_bytes_recv, c.broadcast_bytes_recv + 60);
}

/* --- idle
 * ---------------------------------------------------------------------------------------------------------------- */

/* lwIP's ARP timer ticks once a second; ticks in which nothing but an age would change are made up for later. */
static void test_an_idle_net_sleeps_and_neighbours_grow_old_all_the_same(void **state)
{
    struct world *w = *state;
    struct board *b = w->u.board;
    unit_net_set(&w->u, "Syslog_Server", "192.168.1.16");
    start_with_lease(w);
    fw_log_syslog(&w->u.log, FW_LOG_ERROR, "asks for the neighbour");
    unit_net_pass_ms(&w->u, 20000);
    assert_int_equal(w->log.n, 1);
    unsigned n_wakes = 0;
    uint64_t end_us = board_now_us(b) + 200u * BOARD_US_PER_S;
    while (board_next_due_us(b) < end_us) {
        (void)board_step(b, board_next_due_us(b));
        n_wakes++;
    }
    (void)board_step(b, end_us);
    assert_true(n_wakes <= 8); /* those of ARP, and the first of DHCP */
    uint64_t n_asked = fw_net_counters(w->u.net).broadcast_pkts_sent;
    fw_log_syslog(&w->u.log, FW_LOG_ERROR, "knows it");
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(w->log.n, 2);
    assert_int_equal(fw_net_counters(w->u.net).broadcast_pkts_sent, n_asked);
    unit_net_pass_ms(&w->u, 90000); /* 300 s are over */
    n_asked = fw_net_counters(w->u.net).broadcast_pkts_sent;
    fw_log_syslog(&w->u.log, FW_LOG_ERROR, "asks again");
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(w->log.n, 3);
    assert_int_equal(fw_net_counters(w->u.net).broadcast_pkts_sent, n_asked + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_a_fixed_address_is_up_at_once_and_asks_no_server),
        TEST(test_a_fixed_address_that_is_none_keeps_the_unit_off_the_net),
        TEST(test_another_station_with_the_fixed_address_is_noticed),
        TEST(test_dns_servers_follow_the_order_that_is_set),
        TEST(test_ext_ip_is_shown),
        TEST(test_a_line_waits_for_the_lease_and_then_arrives),
        TEST(test_a_burst_arrives_whole_and_in_order),
        TEST(test_what_waits_is_bounded_and_the_oldest_goes_first),
        TEST(test_with_a_debug_server_syslog_lines_go_there_too),
        TEST(test_without_a_server_nothing_is_sent_or_traced),
        TEST(test_a_server_that_cannot_be_resolved_is_tried_again),
        TEST(test_a_server_that_is_no_host_and_port_is_dropped),
        TEST(test_the_time_is_learned_and_advances),
        TEST(test_times_of_the_next_ntp_era_are_understood),
        TEST(test_dhcp_may_name_the_time_server),
        TEST(test_the_second_server_helps_when_the_first_does_not),
        TEST(test_false_times_are_not_believed),
        TEST(test_broadcasts_are_counted),
        TEST(test_an_idle_net_sleeps_and_neighbours_grow_old_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
