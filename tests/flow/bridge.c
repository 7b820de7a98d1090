/* SPDX-License-Identifier: MIT */
/* The unit as a bridge, by Networking_Service, and multicast between the ports of a router. */
#include <harness/test.h>
#include <harness/router_rig.h>
#include <board/board.h>
#include <board/nic.h>
#include <rt/buf.h>
#include <string.h>

#define PC   0xc0a80120u /* 192.168.1.32 */
#define HOST 0xc0a80107u

struct side {
    unsigned n;
    uint8_t frame[PACKET_FRAME_MAX];
    size_t n_frame;
};

struct world {
    struct router_rig r;
    struct side at_pc, at_host;
};

static void on_frame(void *ctx, const uint8_t *frame, size_t n)
{
    struct side *s = ctx;
    s->n++;
    memcpy(s->frame, frame, n);
    s->n_frame = n;
}

static int setup(void **state)
{
    static struct world w;
    w = (struct world){.at_pc = {0}};
    router_rig_init(&w.r);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    router_rig_fini(&w->r);
    return 0;
}

static void start(struct world *w, const char *service, uint32_t wan_ip)
{
    if (wan_ip != 0) {
        w->r.dhcp.offer_ip = wan_ip;
    }
    unit_net_set(&w->r.u, "Networking_Service", service);
    unit_net_start(&w->r.u);
    unit_net_pass_ms(&w->r.u, 5000);
    assert_int_equal(unit_net_state(&w->r.u), FW_NET_UP);
    w->r.lan.watch = w->r.u.outside.watch = on_frame;
    w->r.lan.watch_ctx = &w->at_pc;
    w->r.u.outside.watch_ctx = &w->at_host;
}

/* A UDP frame from one station to another. last: of their MACs. Returns how many frames the other side got. */
static unsigned send(struct world *w, bool is_lan, uint8_t from, const uint8_t to[6], uint32_t dst_ip)
{
    struct side *other = is_lan ? &w->at_host : &w->at_pc;
    uint8_t frame[PACKET_FRAME_MAX];
    struct packet p = {.proto = PACKET_PROTO_UDP,
                       .src_mac = {2, 0, 0, 0, 0, from},
                       .src_ip = is_lan ? PC : HOST,
                       .dst_ip = dst_ip,
                       .src_port = 1000,
                       .dst_port = 1001,
                       .payload = (const uint8_t *)"hello",
                       .n = 5};
    unsigned before = other->n;
    memcpy(p.dst_mac, to, 6);
    size_t n = packet_write(&p, frame);
    board_nic_deliver(w->r.u.board, is_lan ? BOARD_PORT_LAN : BOARD_PORT_WAN, frame, n);
    unit_net_pass_ms(&w->r.u, 10);
    if (other->n > before) {
        assert_int_equal(other->n_frame, n);
        assert_memory_equal(other->frame, frame, n); /* as it was */
    }
    return other->n - before;
}

static const uint8_t all[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static const uint8_t pc_mac[6] = {2, 0, 0, 0, 0, 1}, host_mac[6] = {2, 0, 0, 0, 0, 9};

static void test_both_ports_are_one_ethernet(void **state)
{
    struct world *w = *state;
    start(w, "Bridge", 0);
    assert_int_equal(fw_net_lan_ip(w->r.u.net), 0);
    assert_int_equal(send(w, true, 1, all, PACKET_BROADCAST), 1);
    assert_int_equal(w->at_pc.n, 0); /* once, and not back */
    assert_int_equal(send(w, false, 9, pc_mac, PC), 1);
    assert_int_equal(send(w, true, 1, host_mac, HOST), 1);
    assert_int_equal(send(w, true, 2, pc_mac, PC), 0); /* both stand at the LAN port */
    assert_int_equal(send(w, false, 1, all, PACKET_BROADCAST), 1);
    assert_int_equal(send(w, true, 2, pc_mac, PC), 1); /* the PC was plugged in at the other side */
}

static void test_a_pc_gets_the_lease_of_the_other_side(void **state)
{
    struct world *w = *state;
    uint8_t discover[300] = {1, 1, 6};
    struct packet offer;
    start(w, "Bridge", 0);
    memcpy(discover + 28, pc_mac, 6);
    memcpy(discover + 236, "\x63\x82\x53\x63\x35\x01\x01\xff", 8);
    memcpy(w->r.lan.unit_mac, all, 6); /* to everyone */
    unsigned before = w->r.dhcp.n_discovers;
    outside_send(&w->r.lan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                             .dst_ip = PACKET_BROADCAST,
                                             .src_port = 68,
                                             .dst_port = 67,
                                             .payload = discover,
                                             .n = sizeof discover});
    unit_net_pass_ms(&w->r.u, 10);
    assert_int_equal(w->r.dhcp.n_discovers, before + 1);
    assert_int_equal(w->at_pc.n, 1); /* the unit's own server is silent */
    assert_true(packet_read(w->at_pc.frame, w->at_pc.n_frame, &offer));
    assert_int_equal(offer.src_ip, w->r.dhcp.ip);
    assert_int_equal(rt_be32(offer.payload + 16), w->r.dhcp.offer_ip);
}

static void test_the_unit_is_a_host_for_both_sides(void **state)
{
    struct world *w = *state;
    start(w, "Bridge", 0);
    unit_net_set(&w->r.u, "Enable_WAN_Web_Server", "Yes");
    memcpy(w->r.lan.unit_mac, w->r.u.outside.unit_mac, 6);
    outside_add_host(&w->r.lan, PC);
    outside_send(&w->r.lan, &(struct packet){.proto = PACKET_PROTO_TCP,
                                             .src_ip = PC,
                                             .dst_ip = fw_net_status(w->r.u.net)->ip,
                                             .src_port = 1000,
                                             .dst_port = 80,
                                             .flags = PACKET_SYN});
    unsigned before = w->at_host.n;
    unit_net_pass_ms(&w->r.u, 10);
    struct packet answer;
    assert_true(packet_read(w->at_pc.frame, w->at_pc.n_frame, &answer));
    assert_int_equal(answer.flags, PACKET_SYN | PACKET_ACK);
    assert_in_range(w->at_host.n, before, before + 1); /* the question by ARP, not the answer */
}

static void test_a_router_passes_no_frame(void **state)
{
    struct world *w = *state;
    start(w, "NAT", 0);
    assert_int_equal(send(w, true, 1, all, PACKET_BROADCAST), 0);
    assert_int_equal(send(w, false, 9, pc_mac, PC), 0);
}

static void test_auto_is_a_bridge_with_a_private_address_only(void **state)
{
    static const struct {
        uint32_t ip;
        bool is_bridge;
    } rows[] = {{0x0a010203, true}, {0xcb007105, false}, {0xac100001, true}, {0xac200001, false}, {0xc0a80164, true}};
    struct world *w = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        w->r.dhcp.router = 0;
        start(w, "Auto", rows[i].ip);
        assert_int_equal(fw_net_lan_ip(w->r.u.net) == 0, rows[i].is_bridge);
        assert_int_equal(send(w, true, 1, all, PACKET_BROADCAST), rows[i].is_bridge ? 1 : 0);
        unit_net_stop(&w->r.u);
    }
}

static void test_multicast_passes_as_the_parameter_says(void **state)
{
    static const struct {
        const char *choice;
        unsigned n_in, n_out;
    } rows[] = {{"Inbound Only", 1, 0}, {"Outbound Only", 0, 1}, {"Inbound and Outbound", 1, 1}, {"Disabled", 0, 0}};
    static const uint8_t group[6] = {1, 0, 0x5e, 1, 2, 3};
    struct world *w = *state;
    start(w, "NAT", 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_net_set(&w->r.u, "Multicast_Passthru", rows[i].choice);
        assert_int_equal(send(w, false, 9, group, 0xef010203), rows[i].n_in);
        assert_int_equal(send(w, true, 1, group, 0xef010203), rows[i].n_out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_both_ports_are_one_ethernet, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_pc_gets_the_lease_of_the_other_side, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_unit_is_a_host_for_both_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_router_passes_no_frame, setup, teardown),
        cmocka_unit_test_setup_teardown(test_auto_is_a_bridge_with_a_private_address_only, setup, teardown),
        cmocka_unit_test_setup_teardown(test_multicast_passes_as_the_parameter_says, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
