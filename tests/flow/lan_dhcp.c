/* SPDX-License-Identifier: MIT */
/* The DHCP server of the LAN port, from the wire: who gets which address, what is refused, and hostile messages. */
#include <harness/test.h>
#include <harness/router_rig.h>
#include <board/board.h>
#include <fw/channel.h>
#include <fw/page_table.h>
#include <rt/buf.h>
#include <string.h>

#define LAN_IP 0xc0a80001u /* 192.168.0.1 */
enum { DISCOVER = 1, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM };

struct world {
    struct router_rig r;
    struct outside_service answers, to_host;
    unsigned n_answers;
    uint8_t answer[600];
    size_t n_answer;
};

static void on_answer(void *ctx, const struct packet *p)
{
    struct world *w = ctx;
    assert_int_equal(p->src_port, 67);
    assert_in_range(p->n, 300, sizeof w->answer);
    memcpy(w->answer, p->payload, p->n);
    w->n_answer = p->n;
    w->n_answers++;
}

static int setup(void **state)
{
    static struct world w;
    w = (struct world){.n_answers = 0};
    router_rig_init(&w.r);
    w.answers = (struct outside_service){
        .ip = PACKET_BROADCAST, .proto = PACKET_PROTO_UDP, .port = 68, .fn = on_answer, .ctx = &w};
    outside_add_service(&w.r.lan, &w.answers);
    *state = &w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    router_rig_fini(&w->r);
    return 0;
}

/* --- a client ---------------------------------------------------------------------------------------------------- */

struct ask {
    uint8_t type;
    unsigned host; /* number of the client: its MAC */
    uint32_t requested, server, ciaddr;
};

static size_t put_u32(uint8_t *at, uint8_t code, uint32_t value)
{
    if (value == 0) {
        return 0;
    }
    at[0] = code;
    at[1] = 4;
    rt_put_be32(at + 2, value);
    return 6;
}

/* Returns the type of the answer; 0: none. name_length: 0, or that of a host name up to the end of the packet, as it
 * says. */
static uint8_t ask_named(struct world *w, const struct ask *a, uint8_t name_length)
{
    uint8_t m[300] = {1, 1, 6, 0, 0xaa, 0xbb, 0xcc, (uint8_t)a->host};
    size_t n = 243;
    rt_put_be32(m + 12, a->ciaddr);
    memcpy(m + 28, (uint8_t[]){2, 0, 0, 0, 1, (uint8_t)a->host}, 6);
    memcpy(m + 236, "\x63\x82\x53\x63\x35\x01", 6);
    m[242] = a->type;
    n += put_u32(m + n, 50, a->requested);
    n += put_u32(m + n, 54, a->server);
    m[n] = name_length != 0 ? 12 : 255;
    m[n + 1] = name_length;
    unsigned before = w->n_answers;
    outside_send(&w->r.lan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                             .src_ip = a->ciaddr,
                                             .dst_ip = a->ciaddr != 0 ? LAN_IP : PACKET_BROADCAST,
                                             .src_port = 68,
                                             .dst_port = 67,
                                             .payload = m,
                                             .n = sizeof m});
    unit_net_pass_ms(&w->r.u, 10);
    if (w->n_answers == before) {
        return 0;
    }
    assert_int_equal(w->n_answers, before + 1);
    assert_memory_equal(w->answer + 4, m + 4, 4); /* the transaction */
    assert_memory_equal(w->answer + 28, m + 28, 16);
    assert_int_equal(w->answer[0], 2);
    return w->answer[242];
}

static uint8_t ask(struct world *w, const struct ask *a)
{
    return ask_named(w, a, 0);
}

static const uint8_t *option(const struct world *w, uint8_t code, size_t *n)
{
    size_t i = 240;
    while (w->answer[i] != 255) {
        assert_true(i + 2 + w->answer[i + 1] < w->n_answer);
        if (w->answer[i] == code) {
            *n = w->answer[i + 1];
            return w->answer + i + 2;
        }
        i += 2u + w->answer[i + 1];
    }
    return NULL;
}

static uint32_t option_u32(const struct world *w, uint8_t code)
{
    size_t n = 0;
    const uint8_t *value = option(w, code, &n);
    assert_non_null(value);
    assert_true(n >= 4);
    return rt_be32(value);
}

static uint32_t yiaddr(const struct world *w)
{
    return rt_be32(w->answer + 16);
}

/* DISCOVER, REQUEST. Returns the address; 0: none. */
static uint32_t get_lease(struct world *w, unsigned host)
{
    if (ask(w, &(struct ask){DISCOVER, host, 0, 0, 0}) != OFFER) {
        return 0;
    }
    uint32_t ip = yiaddr(w);
    assert_int_equal(ask(w, &(struct ask){REQUEST, host, ip, LAN_IP, 0}), ACK);
    assert_int_equal(yiaddr(w), ip);
    return ip;
}

static void start(struct world *w)
{
    unit_net_start(&w->r.u);
    unit_net_pass_ms(&w->r.u, 5000);
}

/* --- tests ------------------------------------------------------------------------------------------------------- */

static void test_hosts_get_the_lowest_numbers_in_order(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(get_lease(w, 7), LAN_IP + 1);
    assert_int_equal(get_lease(w, 5), LAN_IP + 2);
    assert_int_equal(get_lease(w, 6), LAN_IP + 3);
    assert_int_equal(get_lease(w, 7), LAN_IP + 1); /* the same one again */
    assert_true(unit_net_saw(&w->r.u, &fw_signal_net, "lan lease 192.168.0.2 02:00:00:00:01:07"));
}

static void test_the_answer_tells_the_network(void **state)
{
    struct world *w = *state;
    size_t n = 0;
    start(w);
    assert_int_equal(get_lease(w, 1), LAN_IP + 1);
    assert_int_equal(option_u32(w, 1), 0xffffff00u);
    assert_int_equal(option_u32(w, 3), LAN_IP);
    assert_int_equal(option_u32(w, 6), w->r.dhcp.dns[0]); /* the Internet port's server */
    assert_int_equal(option_u32(w, 51), 86400);
    assert_int_equal(option_u32(w, 54), LAN_IP);
    assert_memory_equal(option(w, 15, &n), "example.net", 11);
    assert_int_equal(n, 11);
}

static void test_without_an_internet_address_the_unit_is_the_dns_server(void **state)
{
    struct world *w = *state;
    w->r.dhcp.is_silent = true;
    start(w);
    assert_int_equal(get_lease(w, 1), LAN_IP + 1);
    assert_int_equal(option_u32(w, 6), LAN_IP);
}

static void test_the_51st_host_gets_nothing(void **state)
{
    struct world *w = *state;
    start(w);
    for (unsigned host = 1; host <= 50; host++) {
        assert_int_equal(get_lease(w, host), LAN_IP + host);
    }
    assert_int_equal(get_lease(w, 51), 0);
    assert_true(unit_net_saw(&w->r.u, &fw_signal_net, "no free address for 02:00:00:00:01:33"));
    assert_int_equal(ask(w, &(struct ask){RELEASE, 10, 0, LAN_IP, LAN_IP + 10}), 0);
    assert_int_equal(get_lease(w, 51), LAN_IP + 10);
}

static void test_a_lease_that_ended_is_free_for_others(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(get_lease(w, 1), LAN_IP + 1);
    unit_net_pass_ms(&w->r.u, 86399u * 1000u);
    assert_int_equal(get_lease(w, 2), LAN_IP + 2);
    unit_net_pass_ms(&w->r.u, 2000);
    assert_int_equal(get_lease(w, 3), LAN_IP + 1);
}

static void test_a_renewal_is_answered_to_the_host_alone(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(get_lease(w, 1), LAN_IP + 1);
    outside_add_host(&w->r.lan, LAN_IP + 1);
    w->to_host =
        (struct outside_service){.ip = LAN_IP + 1, .proto = PACKET_PROTO_UDP, .port = 68, .fn = on_answer, .ctx = w};
    outside_add_service(&w->r.lan, &w->to_host);
    assert_int_equal(ask(w, &(struct ask){REQUEST, 1, 0, 0, LAN_IP + 1}), ACK);
    assert_int_equal(ask(w, &(struct ask){REQUEST, 2, 0, 0, LAN_IP + 1}), NAK); /* another's */
    assert_int_equal(ask(w, &(struct ask){INFORM, 1, 0, 0, LAN_IP + 1}), ACK);
    assert_int_equal(yiaddr(w), 0);
}

static void test_an_address_of_another_network_is_refused(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(ask(w, &(struct ask){REQUEST, 1, 0x0a000002, 0, 0}), NAK);
    assert_int_equal(ask(w, &(struct ask){REQUEST, 1, LAN_IP, 0, 0}), NAK); /* the unit's own */
    /* After a restart of the unit a host keeps the address that it asks for. */
    assert_int_equal(ask(w, &(struct ask){REQUEST, 1, LAN_IP + 30, 0, 0}), ACK);
    assert_int_equal(get_lease(w, 2), LAN_IP + 1);
    /* It chose another server. */
    assert_int_equal(ask(w, &(struct ask){REQUEST, 3, LAN_IP + 2, 0xc0a80009, 0}), 0);
}

static void test_a_declined_address_is_not_given_for_a_while(void **state)
{
    struct world *w = *state;
    start(w);
    assert_int_equal(get_lease(w, 1), LAN_IP + 1);
    assert_int_equal(ask(w, &(struct ask){DECLINE, 1, LAN_IP + 1, LAN_IP, 0}), 0);
    assert_int_equal(get_lease(w, 1), LAN_IP + 2);
    assert_int_equal(ask(w, &(struct ask){DECLINE, 2, LAN_IP + 2, LAN_IP, 0}), 0); /* not its own: ignored */
    assert_int_equal(get_lease(w, 1), LAN_IP + 2);
    unit_net_pass_ms(&w->r.u, 601u * 1000u);
    assert_int_equal(get_lease(w, 3), LAN_IP + 1);
}

static void test_the_static_leases_of_the_pages_are_kept(void **state)
{
    struct world *w = *state;
    struct fw_txn *t = NULL;
    struct fw_commit commit;
    enum fw_fit fit;
    static const char *const cells[] = {"Yes", "020000000104", "192.168.0.2"};
    assert_int_equal(fw_txn_create(&t, w->r.u.params), RT_OK);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(fw_table_set(t, FW_TABLE_LEASES, 0, i, rt_str(cells[i]), &fit), RT_OK);
    }
    assert_int_equal(fw_txn_commit(t, "test", &commit), RT_OK);
    fw_txn_destroy(t);
    start(w);
    assert_int_equal(get_lease(w, 1), LAN_IP + 2); /* .2 is another's */
    assert_int_equal(get_lease(w, 4), LAN_IP + 1);
    assert_int_equal(ask(w, &(struct ask){REQUEST, 1, LAN_IP + 1, 0, 0}), NAK);
}

static void test_the_lan_leaves_the_network_of_the_internet_port(void **state)
{
    struct world *w = *state;
    w->r.dhcp.offer_ip = 0xc0a80064; /* 192.168.0.100 */
    w->r.dhcp.ip = w->r.dhcp.router = 0xc0a80009;
    start(w);
    assert_true(unit_net_saw(&w->r.u, &fw_signal_net, "lan address 192.168.1.1 mask=255.255.255.0"));
    assert_int_equal(ask(w, &(struct ask){DISCOVER, 1, 0, 0, 0}), OFFER);
    assert_int_equal(yiaddr(w), 0xc0a80102u);
    assert_int_equal(option_u32(w, 3), 0xc0a80101u);
    /* A PC with the old address is told to ask anew. */
    assert_int_equal(ask(w, &(struct ask){REQUEST, 2, LAN_IP + 1, 0, 0}), NAK);
}

static void test_hostile_messages_are_harmless(void **state)
{
    struct world *w = *state;
    uint32_t seed = 1;
    start(w);
    for (unsigned i = 0; i < 3000; i++) {
        uint8_t m[320] = {1, 1, 6};
        for (size_t at = 28; at < sizeof m; at++) {
            seed = seed * 1664525u + 1013904223u;
            m[at] = (uint8_t)(seed >> 24);
        }
        memcpy(m + 236, "\x63\x82\x53\x63\x35\x01", 6);
        m[242] = (uint8_t)(seed >> 20 & 15u);
        rt_put_be32(m + 24, 0);
        outside_send(&w->r.lan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                 .src_ip = 0,
                                                 .dst_ip = PACKET_BROADCAST,
                                                 .src_port = 68,
                                                 .dst_port = 67,
                                                 .payload = m,
                                                 .n = i % 2 == 0 ? sizeof m : 28 + seed % 290u});
    }
    unit_net_pass_ms(&w->r.u, 61000); /* the offers lapse, and what was declined stays a while */
    unit_net_pass_ms(&w->r.u, 86401u * 1000u);
    assert_int_equal(get_lease(w, 1), LAN_IP + 1);
}

static void test_an_option_that_ends_behind_the_packet_makes_it_none(void **state)
{
    struct world *w = *state;
    unit_net_start(&w->r.u);
    assert_int_equal(ask_named(w, &(struct ask){DISCOVER, 9, 0, 0, 0}, 300 - 245), OFFER);
    assert_int_equal(ask_named(w, &(struct ask){DISCOVER, 9, 0, 0, 0}, 300 - 244), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_hosts_get_the_lowest_numbers_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_answer_tells_the_network, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_an_internet_address_the_unit_is_the_dns_server, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_51st_host_gets_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_lease_that_ended_is_free_for_others, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_renewal_is_answered_to_the_host_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_address_of_another_network_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_declined_address_is_not_given_for_a_while, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_static_leases_of_the_pages_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_lan_leaves_the_network_of_the_internet_port, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile_messages_are_harmless, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_option_that_ends_behind_the_packet_makes_it_none, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
