/* SPDX-License-Identifier: MIT */
/* The uplink held at its speed (QOS_QDisc TBF), the unit's own packets first; and hosts that reach each other by the
 * address of the Internet port. */
#include <harness/test.h>
#include <harness/router_rig.h>
#include <board/board.h>
#include <board/nic.h>
#include <fw/page_table.h>
#include <fw/udp.h>
#include <rt/buf.h>
#include <string.h>

#define PC     0xc0a80002u
#define SERVER 0xc0a80009u
#define WAN_IP 0xc0a80164u
#define HOST   0xc0a80107u

struct world {
    struct router_rig r;
    uint64_t n_bytes, n_frames, n_own; /* that left by the Internet port: of hosts, of the unit */
    uint64_t own_at_us;
    struct packet at_lan; /* the last for a host of the LAN */
    unsigned n_at_lan;
};

static void on_wan_frame(void *ctx, const uint8_t *frame, size_t n)
{
    struct world *w = ctx;
    struct packet p;
    if (packet_read(frame, n, &p) && p.dst_ip == HOST) {
        bool is_own = p.src_port == 5060;
        w->n_own += is_own;
        w->own_at_us = is_own ? board_now_us(w->r.u.board) : w->own_at_us;
        w->n_bytes += is_own ? 0 : n;
        w->n_frames += !is_own;
    }
}

static void on_lan_frame(void *ctx, const uint8_t *frame, size_t n)
{
    struct world *w = ctx;
    struct packet p;
    if (packet_read(frame, n, &p) && p.dst_ip != PACKET_BROADCAST) {
        w->at_lan = p;
        w->n_at_lan++;
    }
}

static int setup(void **state)
{
    static struct world w;
    w = (struct world){.n_bytes = 0};
    router_rig_init(&w.r);
    outside_add_host(&w.r.u.outside, HOST);
    outside_add_host(&w.r.lan, PC);
    outside_add_host(&w.r.lan, SERVER);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    router_rig_fini(&w->r);
    return 0;
}

static void start(struct world *w, const char *qdisc, const char *policy, const char *speed)
{
    unit_net_set(&w->r.u, "QOS_QDisc", qdisc);
    unit_net_set(&w->r.u, "QOS_Policy", policy);
    unit_net_set(&w->r.u, "Maximum_Uplink_Speed", speed);
    unit_net_start(&w->r.u);
    unit_net_pass_ms(&w->r.u, 5000);
    assert_int_equal(unit_net_state(&w->r.u), FW_NET_UP);
    w->r.u.outside.watch = on_wan_frame;
    w->r.lan.watch = on_lan_frame;
    w->r.u.outside.watch_ctx = w->r.lan.watch_ctx = w;
}

/* From a host of the LAN. */
static void send(struct world *w, uint8_t proto, uint32_t src, uint16_t src_port, uint32_t dst, uint16_t dst_port,
                 size_t n)
{
    static const uint8_t data[1472];
    outside_send(&w->r.lan, &(struct packet){.proto = proto,
                                             .src_ip = src,
                                             .dst_ip = dst,
                                             .src_port = src_port,
                                             .dst_port = dst_port,
                                             .flags = PACKET_SYN,
                                             .payload = data,
                                             .n = n});
}

/* A host sends 500 kbit/s in frames of 1,042 bytes. */
static void upload(struct world *w, unsigned seconds)
{
    for (unsigned i = 0; i < seconds * 60; i++) {
        send(w, PACKET_PROTO_UDP, PC, 4000, HOST, 9, 1000);
        unit_net_pass_ms(&w->r.u, i % 3 == 0 ? 16 : 17);
    }
}

/* --- the uplink ----------------------------------------------------------------------------------------------------
 */

static void test_an_upload_is_held_at_the_speed_of_the_page(void **state)
{
    static const struct {
        const char *qdisc, *speed;
        uint64_t least, most; /* bytes in 10 s */
    } rows[] = {
        {"NONE", "128", 620000, 640000}, /* all of it */
        {"TBF", "128", 158000, 166000},  /* 160,000, and the burst */
        {"TBF", "256", 318000, 326000},  {"TBF", "1000", 620000, 640000},
        {"TBF", "0", 620000, 640000}, /* guess: no speed is no limit */
    };
    struct world *w = *state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        start(w, rows[i].qdisc, "Always On", rows[i].speed);
        w->n_bytes = 0;
        upload(w, 10);
        assert_in_range(w->n_bytes, rows[i].least, rows[i].most);
        unit_net_stop(&w->r.u);
    }
}

static void test_what_waits_is_bounded_and_leaves_in_order_of_time(void **state)
{
    struct world *w = *state;
    start(w, "TBF", "Always On", "128");
    for (unsigned i = 0; i < 500; i++) {
        send(w, PACKET_PROTO_UDP, PC, 4000, HOST, 9, 1000);
    }
    unit_net_pass_ms(&w->r.u, 60000);
    assert_in_range(w->n_frames, 50, 54); /* SHAPE_PACKETS_MAX, and the burst */
    uint64_t n = w->n_frames;
    unit_net_pass_ms(&w->r.u, 60000);
    assert_int_equal(w->n_frames, n);
}

/* 3,000 bytes, and the rest of the packet that begins within them. */
static void test_a_burst_is_two_frames_however_long_it_was_quiet(void **state)
{
    static const unsigned quiet_ms[] = {0, 1000, 60000}; /* 0: since the start, or the last packet */
    struct world *w = *state;
    start(w, "TBF", "Always On", "128");
    for (unsigned i = 0; i < sizeof quiet_ms / sizeof quiet_ms[0]; i++) {
        unit_net_pass_ms(&w->r.u, quiet_ms[i]);
        w->n_frames = 0;
        for (unsigned k = 0; k < 10; k++) {
            send(w, PACKET_PROTO_UDP, PC, 4000, HOST, 9, 1006 - 28);
        }
        unit_net_pass_ms(&w->r.u, 1); /* brings 16 bytes: of 3,018 two are still missing */
        assert_int_equal(w->n_frames, 3);
        unit_net_pass_ms(&w->r.u, 60000);
        assert_int_equal(w->n_frames, 10);
    }
}

static void on_datagram(void *ctx, const struct fw_udp_datagram *d)
{
    (void)ctx;
    (void)d;
}

static void test_the_units_own_packets_pass_at_once_and_count(void **state)
{
    static const uint8_t voice[200];
    struct world *w = *state;
    struct fw_udp *own = NULL;
    start(w, "TBF", "Always On", "128");
    assert_int_equal(fw_udp_open(&own, w->r.u.net, 5060, 0, on_datagram, NULL), RT_OK);
    upload(w, 2); /* the queue is full */
    w->n_bytes = 0;
    for (unsigned i = 0; i < 500; i++) { /* 200 bytes each 20 ms: 97 kbit/s on the wire */
        uint64_t before = w->n_own;
        send(w, PACKET_PROTO_UDP, PC, 4000, HOST, 9, 1000);
        assert_int_equal(fw_udp_send(own, HOST, 5060, voice, sizeof voice), RT_OK);
        unit_net_pass_ms(&w->r.u, 20);
        assert_int_equal(w->n_own, before + 1);
        assert_in_range(board_now_us(w->r.u.board) - w->own_at_us, 20000, 20000);
    }
    assert_in_range(w->n_bytes, 34000, 44000); /* 160,000 - 500 * 242 */
    fw_udp_close(own);
}

static bool is_in_use;
static bool phone(void *ctx)
{
    (void)ctx;
    return is_in_use;
}

static void test_by_policy_only_while_a_telephone_is_in_use(void **state)
{
    struct world *w = *state;
    w->r.u.route.is_phone_in_use = phone;
    start(w, "TBF", "On When Phone In Use", "128");
    is_in_use = false;
    upload(w, 5);
    assert_in_range(w->n_bytes, 310000, 320000);
    is_in_use = true;
    w->n_bytes = 0;
    upload(w, 5);
    assert_in_range(w->n_bytes, 78000, 86000);
    is_in_use = false;
    w->n_bytes = 0;
    upload(w, 5);
    assert_in_range(w->n_bytes, 310000, 375000); /* what waited, too */
}

/* --- by the address of the Internet port ---------------------------------------------------------------------------
 */

static void set_row(struct world *w, const char *const *cells)
{
    struct fw_txn *t = NULL;
    struct fw_commit commit;
    enum fw_fit fit;
    assert_int_equal(fw_txn_create(&t, w->r.u.params), RT_OK);
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(fw_table_set(t, FW_TABLE_FORWARDING, 0, i, rt_str(cells[i]), &fit), RT_OK);
    }
    assert_int_equal(fw_txn_commit(t, "test", &commit), RT_OK);
    fw_txn_destroy(t);
}

static void test_a_host_reaches_a_forwarded_port_by_the_outside_address(void **state)
{
    static const char *const row[] = {"Yes", "web", "8080", "8080", "Both", "192.168.0.9"};
    static const uint8_t protocols[] = {PACKET_PROTO_UDP, PACKET_PROTO_TCP};
    struct world *w = *state;
    set_row(w, row);
    start(w, "NONE", "Always On", "128");
    for (unsigned i = 0; i < 2; i++) {
        send(w, protocols[i], PC, 4000, WAN_IP, 8080, 5);
        unit_net_pass_ms(&w->r.u, 10);
        assert_int_equal(w->at_lan.dst_ip, SERVER);
        assert_int_equal(w->at_lan.dst_port, 8080);
        assert_int_equal(w->at_lan.src_ip, WAN_IP);
        assert_int_equal(w->at_lan.src_port, 4000);
        send(w, protocols[i], SERVER, 8080, WAN_IP, 4000, 5); /* the answer */
        unit_net_pass_ms(&w->r.u, 10);
        assert_int_equal(w->at_lan.dst_ip, PC);
        assert_int_equal(w->at_lan.dst_port, 4000);
        assert_int_equal(w->at_lan.src_ip, WAN_IP);
        assert_int_equal(w->at_lan.src_port, 8080);
    }
    assert_int_equal(w->n_frames, 0); /* nothing of it left */
}

static void test_another_port_there_is_the_units(void **state)
{
    static const char *const row[] = {"Yes", "all", "1", "65535", "Both", "192.168.0.9"};
    struct world *w = *state;
    start(w, "NONE", "Always On", "128");
    send(w, PACKET_PROTO_TCP, PC, 4000, WAN_IP, 8080, 0);
    unit_net_pass_ms(&w->r.u, 10);
    assert_int_equal(w->at_lan.dst_ip, PC); /* a closed port */
    assert_int_not_equal(w->at_lan.flags & PACKET_RST, 0);
    unit_net_stop(&w->r.u);
    set_row(w, row);
    start(w, "NONE", "Always On", "128");
    unsigned before = w->n_at_lan;
    send(w, PACKET_PROTO_UDP, PC, 4000, WAN_IP, 5060, 5); /* SIP is never forwarded */
    unit_net_pass_ms(&w->r.u, 10);
    assert_true(w->n_at_lan == before || w->at_lan.dst_ip == PC);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_upload_is_held_at_the_speed_of_the_page),
        TEST(test_what_waits_is_bounded_and_leaves_in_order_of_time),
        TEST(test_a_burst_is_two_frames_however_long_it_was_quiet),
        TEST(test_the_units_own_packets_pass_at_once_and_count),
        TEST(test_by_policy_only_while_a_telephone_is_in_use),
        TEST(test_a_host_reaches_a_forwarded_port_by_the_outside_address),
        TEST(test_another_port_there_is_the_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
