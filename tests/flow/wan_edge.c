/* SPDX-License-Identifier: MIT */
/* What the page of the Internet port says beyond the way to an address: VLAN, cloned MAC address, domain, revalidation
 * of the lease; and whose address it is. */
#include <harness/test.h>
#include <harness/dhcp_peer.h>
#include <harness/dns_peer.h>
#include <harness/unit_net.h>
#include <board/board.h>
#include <board/nic.h>
#include <fw/resolve.h>
#include <fw/udp.h>
#include <rt/buf.h>
#include <string.h>

#define SERVER  0xc0a80101u
#define ADDRESS 0xc0a80164u
#define PC      0xc0a80120u

enum { MINUTE = 60000 };

/* A switch in front of the outside: tags off and on, as its port to the unit is set. */
struct trunk {
    struct world *w;
    unsigned n_tagged, n_bare, n_wrong;
    uint16_t tag;
    uint8_t last[PACKET_FRAME_MAX]; /* of the unit's, as on the wire */
    size_t n_last;
};

struct world {
    struct unit_net u;
    struct dhcp_peer dhcp;
    struct outside lan;
    struct trunk trunk;
    unsigned n_at_pc;
    uint8_t at_pc[PACKET_FRAME_MAX];
};

static int setup(void **state)
{
    static struct world w;
    w = (struct world){.n_at_pc = 0};
    unit_net_init(&w.u);
    dhcp_peer_init(&w.dhcp, &w.u.outside);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    dhcp_peer_fini(&w->dhcp);
    unit_net_fini(&w->u);
    return 0;
}

/* --- VLAN ----------------------------------------------------------------------------------------------------------
 */

static void on_wire(void *ctx, const uint8_t *frame, size_t n)
{
    struct trunk *t = ctx;
    uint8_t bare[PACKET_FRAME_MAX];
    memcpy(t->last, frame, n);
    t->n_last = n;
    if (rt_be16(frame + 12) != 0x8100) {
        t->n_bare++;
        return;
    }
    t->n_tagged++;
    t->n_wrong += rt_be16(frame + 14) != t->tag;
    memcpy(bare, frame, 12);
    memcpy(bare + 12, frame + 16, n - 16);
    outside_take(&t->w->u.outside, bare, n - 4);
}

static size_t tag(void *ctx, uint8_t frame[PACKET_FRAME_MAX], size_t n)
{
    const struct trunk *t = ctx;
    memmove(frame + 16, frame + 12, n - 12);
    rt_put_be16(frame + 12, 0x8100);
    rt_put_be16(frame + 14, t->tag);
    return n + 4;
}

static void put_trunk(struct world *w, uint16_t id)
{
    w->trunk = (struct trunk){.w = w, .tag = id};
    w->u.outside.watch = on_wire;
    w->u.outside.watch_ctx = &w->trunk;
    w->u.outside.mangle = tag;
    w->u.outside.mangle_ctx = &w->trunk;
}

static void test_everything_leaves_with_the_tag_and_only_that_one_is_heard(void **state)
{
    struct world *w = *state;
    put_trunk(w, 5);
    unit_net_set(&w->u, "Enable_VLAN", "Yes");
    unit_net_set(&w->u, "VLAN_ID", "5");
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_int_equal(w->trunk.n_bare, 0);
    assert_int_equal(w->trunk.n_wrong, 0);
    assert_in_range(w->trunk.n_tagged, 3, 20); /* ARP too */
    unit_net_stop(&w->u);
    w->trunk.tag = 6; /* the switch's answers */
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    unit_net_stop(&w->u);
    w->u.outside.mangle = NULL; /* no tag */
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
}

static void on_nothing(void *ctx, const struct fw_udp_datagram *d)
{
    (void)ctx;
    (void)d;
}

/* SIP_CoS_Value, RTP_CoS_Value: priority of datagrams from these ports, and of no others. */
static void test_datagrams_have_the_priority_of_their_port(void **state)
{
    static const uint8_t priorities[] = {3, 6, 0};
    struct world *w = *state;
    struct fw_udp *udp[3];
    put_trunk(w, 5);
    unit_net_set(&w->u, "Enable_VLAN", "Yes");
    unit_net_set(&w->u, "VLAN_ID", "5");
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(fw_udp_open(&udp[i], w->u.net, (uint16_t)(5060 + i), 0, on_nothing, NULL), RT_OK);
        fw_udp_set_cos(udp[i], priorities[i]);
        assert_int_equal(fw_udp_send(udp[i], PACKET_BROADCAST, 5060, "hi", 2), RT_OK); /* to all: without ARP */
        assert_int_equal(rt_be16(w->trunk.last + 14), priorities[i] << 13 | 5);
        assert_int_equal(rt_be16(w->trunk.last + 38), 5060 + i); /* of its UDP header */
    }
    for (unsigned i = 0; i < 3; i++) {
        fw_udp_close(udp[i]);
    }
}

static void on_lan(void *ctx, const uint8_t *frame, size_t n)
{
    struct world *w = ctx;
    w->n_at_pc++;
    memcpy(w->at_pc, frame, n);
}

/* guess: the tag is on the wire of the Internet port, so hosts behind a bridge see none. */
static void test_a_bridge_tags_for_the_hosts_behind_it(void **state)
{
    struct world *w = *state;
    uint8_t frame[64] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, 'h', 'i'};
    put_trunk(w, 5);
    outside_init_port(&w->lan, w->u.board, BOARD_PORT_LAN);
    w->lan.watch = on_lan;
    w->lan.watch_ctx = w;
    unit_net_set(&w->u, "Enable_VLAN", "Yes");
    unit_net_set(&w->u, "VLAN_ID", "5");
    unit_net_set(&w->u, "Networking_Service", "Bridge");
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    board_nic_deliver(w->u.board, BOARD_PORT_LAN, frame, sizeof frame);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(w->trunk.n_last, sizeof frame + 4);
    assert_memory_equal(w->trunk.last + 12, "\x81\0\0\5\x88\xb5hi", 8);
    w->n_at_pc = 0;
    board_nic_deliver(w->u.board, BOARD_PORT_WAN, w->trunk.last, w->trunk.n_last);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(w->n_at_pc, 1);
    assert_memory_equal(w->at_pc, frame, sizeof frame);
    outside_fini(&w->lan);
}

/* --- MAC clone -----------------------------------------------------------------------------------------------------
 */

static void test_a_cloned_address_is_the_internet_ports(void **state)
{
    static const struct {
        const char *on, *address, *mac;
    } rows[] = {
        {"Yes", "00:11:22:33:44:55", "\x00\x11\x22\x33\x44\x55"}, {"Yes", "001122334456", "\x00\x11\x22\x33\x44\x56"},
        {"No", "001122334456", "\x00\x0e\x08\x01\x02\x03"},       {"Yes", "", "\x00\x0e\x08\x01\x02\x03"},
        {"Yes", "011122334455", "\x00\x0e\x08\x01\x02\x03"}, /* a group */
        {"Yes", "000000000000", "\x00\x0e\x08\x01\x02\x03"},
    };
    struct world *w = *state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t n = 0;
        unit_net_set(&w->u, "Enable_MAC_Clone_Service", rows[i].on);
        unit_net_set(&w->u, "Cloned_MAC_Address", rows[i].address);
        unit_net_start(&w->u);
        unit_net_pass_ms(&w->u, 5000);
        assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
        assert_memory_equal(w->u.outside.unit_mac, rows[i].mac, 6);
        const uint8_t *id = dhcp_peer_option(&w->dhcp, 61, 0, &n);
        assert_int_equal(n, 7);
        assert_memory_equal(id + 1, rows[i].mac, 6);
        unit_net_stop(&w->u);
    }
}

/* --- domain --------------------------------------------------------------------------------------------------------
 */

static void on_resolved(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    unsigned *said = ctx;
    (void)err;
    (void)addrs;
    *said = 1 + (unsigned)n;
}

static void test_a_bare_name_is_of_the_units_domain(void **state)
{
    static const struct {
        const char *domain, *name;
        bool is_found;
    } rows[] = {
        {"", "prov", true}, /* DHCP's */
        {"other.test", "prov", false},
        {"example.net", "prov", true},
        {"other.test", "prov.example.net", true}, /* not bare */
    };
    struct world *w = *state;
    struct dns_peer dns;
    dns_peer_init(&dns, &w->u.outside, SERVER + 1, "prov.example.net");
    dns.addrs[0] = SERVER;
    dns.n_addrs = 1;
    w->dhcp.dns[0] = SERVER + 1;
    w->dhcp.domain = "example.net";
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fw_dns_request r = {.net = NULL};
        unsigned n = 0;
        unit_net_set(&w->u, "Domain", rows[i].domain);
        unit_net_start(&w->u);
        unit_net_pass_ms(&w->u, 5000);
        fw_dns_resolve(w->u.net, &r, rows[i].name, on_resolved, &n);
        unit_net_pass_ms(&w->u, 30000);
        assert_int_equal(n, rows[i].is_found ? 2 : 1);
        unit_net_stop(&w->u);
    }
    dns_peer_fini(&dns);
}

/* --- the lease -----------------------------------------------------------------------------------------------------
 */

static void test_the_revalidate_timer_asks_for_the_lease_again(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "DHCP_IP_Revalidate_Timer", "10");
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 9 * MINUTE);
    assert_int_equal(w->dhcp.n_requests, 1);
    unit_net_pass_ms(&w->u, 52 * MINUTE);
    assert_int_equal(w->dhcp.n_requests, 7);
    assert_int_equal(w->dhcp.n_discovers, 1);
    assert_int_equal(w->u.n_changes, 2); /* nothing has */
    w->dhcp.refuses = true;
    unit_net_pass_ms(&w->u, 10 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING); /* the server has another idea of it */
    w->dhcp.refuses = false;
    unit_net_pass_ms(&w->u, 2 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_without_the_timer_half_of_the_lease_is_waited_for(void **state)
{
    struct world *w = *state;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 60 * MINUTE);
    assert_int_equal(w->dhcp.n_requests, 1);
}

static void test_the_last_known_address_may_be_somebody_elses(void **state)
{
    struct world *w = *state;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    unit_net_stop(&w->u);
    w->dhcp.is_silent = true;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 61000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_LAST_KNOWN);
    outside_claim(&w->u.outside, PC);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(unit_net_state(&w->u), FW_NET_LAST_KNOWN);
    outside_claim(&w->u.outside, ADDRESS);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(unit_net_state(&w->u), FW_NET_DUPLICATE);
    assert_int_equal(fw_net_status(w->u.net)->ip, 0);
    unit_net_pass_ms(&w->u, 10 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_DUPLICATE);
    w->dhcp.is_silent = false;
    w->dhcp.offer_ip = ADDRESS + 1;
    unit_net_pass_ms(&w->u, 2 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_everything_leaves_with_the_tag_and_only_that_one_is_heard),
        TEST(test_datagrams_have_the_priority_of_their_port),
        TEST(test_a_bridge_tags_for_the_hosts_behind_it),
        TEST(test_a_cloned_address_is_the_internet_ports),
        TEST(test_a_bare_name_is_of_the_units_domain),
        TEST(test_the_revalidate_timer_asks_for_the_lease_again),
        TEST(test_without_the_timer_half_of_the_lease_is_waited_for),
        TEST(test_the_last_known_address_may_be_somebody_elses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
