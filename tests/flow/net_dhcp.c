/* SPDX-License-Identifier: MIT */
/* The unit looks for an address: from a server that is right, wrong, late or not there. */
#include <harness/test.h>
#include <harness/dhcp_peer.h>
#include <harness/unit_net.h>
#include <board/board.h>
#include <fw/channel.h>
#include <board/clock.h>
#include <board/flash.h>
#include <board/nic.h>
#include <board/signal.h>
#include <fw/net.h>
#include <rt/buf.h>
#include <string.h>

#define SERVER  0xc0a80101u /* 192.168.1.1 */
#define ADDRESS 0xc0a80164u /* 192.168.1.100 */
#define MINUTE  60000u
#define HOUR    (60 * MINUTE)

struct world {
    struct unit_net u;
    struct dhcp_peer dhcp;
};

static int setup(void **state)
{
    static struct world w;
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

static void test_a_lease_makes_the_net_usable(void **state)
{
    struct world *w = *state;
    unit_net_start(&w->u);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    assert_true(board_io_wait_is_up(w->u.board));
    unit_net_pass_ms(&w->u, 5000);
    const struct fw_net_status *s = fw_net_status(w->u.net);
    assert_int_equal(s->state, FW_NET_UP);
    assert_true(fw_net_is_usable(w->u.net));
    assert_int_equal(s->ip, ADDRESS);
    assert_int_equal(s->netmask, 0xffffff00u);
    assert_int_equal(s->gateway, SERVER);
    assert_int_equal(s->dns[0], SERVER);
    assert_int_equal(s->dhcp_server, SERVER);
    assert_int_equal(s->lease_s, 86400);
    assert_string_equal(s->tftp_server, "192.168.1.10");
    assert_string_equal(s->domain, "example.net");
    assert_string_equal(s->host_name, "SipuraSPA");
    assert_string_equal(s->connection_type, "DHCP");
    assert_int_equal(w->dhcp.n_discovers, 1);
    assert_int_equal(w->dhcp.n_requests, 1);
    assert_int_equal(w->u.n_changes, 2); /* searching, up */
    assert_false(board_io_wait_is_up(w->u.board));
    assert_true(unit_net_saw(&w->u, &fw_signal_net, "SEARCHING"));
    assert_true(unit_net_saw(&w->u, &fw_signal_net,
                             "UP ip=192.168.1.100 mask=255.255.255.0 gw=192.168.1.1 dns=192.168.1.1,0.0.0.0 "
                             "tftp=192.168.1.10 lease=86400"));
}

static void assert_text_option(const struct dhcp_peer *p, uint8_t code, const char *text)
{
    size_t n = 0;
    const uint8_t *bytes = dhcp_peer_option(p, code, 0, &n);
    assert_non_null(bytes);
    assert_int_equal(n, strlen(text));
    assert_memory_equal(bytes, text, n);
    assert_null(dhcp_peer_option(p, code, 1, &n)); /* once only */
}

static void assert_unit_options(const struct dhcp_peer *p)
{
    size_t n = 0;
    assert_text_option(p, 60, "LINKSYS SPA-2102");
    assert_text_option(p, 12, "SipuraSPA");
    const uint8_t *list = dhcp_peer_option(p, 55, 0, &n);
    assert_non_null(list);
    for (const char *wanted = "\x01\x03\x06\x0f\x2a\x42"; *wanted != '\0'; wanted++) {
        assert_non_null(memchr(list, *wanted, n));
    }
    assert_null(dhcp_peer_option(p, 55, 1, &n));
    const uint8_t *id = dhcp_peer_option(p, 61, 0, &n);
    assert_non_null(id);
    assert_int_equal(n, 7);
    assert_memory_equal(id, "\x01\x00\x0e\x08\x01\x02\x03", 7);
}

static void test_class_and_request_list_are_on_the_wire(void **state)
{
    struct world *w = *state;
    w->dhcp.is_silent = true;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 10);
    assert_int_equal(w->dhcp.n_discovers, 1);
    assert_unit_options(&w->dhcp); /* of the DISCOVER */
    w->dhcp.is_silent = false;
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(w->dhcp.n_requests, 1);
    assert_unit_options(&w->dhcp); /* of the REQUEST */
}

static void test_a_restarted_unit_asks_for_its_former_address(void **state)
{
    struct world *w = *state;
    size_t n = 0;
    w->dhcp.n_to_lose = 1;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 10);
    assert_null(dhcp_peer_option(&w->dhcp, 50, 0, &n)); /* it never had one */
    unit_net_pass_ms(&w->u, 30000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    unit_net_stop(&w->u);
    w->dhcp.is_silent = true;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 10);
    const uint8_t *ip = dhcp_peer_option(&w->dhcp, 50, 0, &n);
    assert_non_null(ip);
    assert_int_equal(n, 4);
    assert_int_equal(rt_be32(ip), ADDRESS);
}

static void test_the_host_name_of_the_parameters_is_sent(void **state)
{
    struct world *w = *state;
    unit_net_set(&w->u, "HostName", "kitchen");
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_text_option(&w->dhcp, 12, "kitchen");
    assert_string_equal(fw_net_status(w->u.net)->host_name, "kitchen");
}

static void test_texts_closed_by_zero_bytes_are_read_without(void **state)
{
    struct world *w = *state;
    w->dhcp.has_zero_byte = true;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_string_equal(fw_net_status(w->u.net)->tftp_server, "192.168.1.10");
    assert_string_equal(fw_net_status(w->u.net)->domain, "example.net");
}

static void test_an_option_66_with_control_characters_is_none(void **state)
{
    struct world *w = *state;
    w->dhcp.tftp_server = "192.168.1.10\r\nX: y";
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_string_equal(fw_net_status(w->u.net)->tftp_server, "");
}

static void test_without_option_66_there_is_no_server(void **state)
{
    struct world *w = *state;
    w->dhcp.tftp_server = NULL;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_string_equal(fw_net_status(w->u.net)->tftp_server, "");
}

static void test_a_server_that_comes_late_is_found(void **state)
{
    struct world *w = *state;
    w->dhcp.is_silent = true;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 10 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    assert_in_range(w->dhcp.n_discovers, 12, 16);  /* 2, 4 ... 32 s, then every minute */
    assert_false(board_io_wait_is_up(w->u.board)); /* nobody there: the clock is not held for ever */
    w->dhcp.is_silent = false;
    unit_net_pass_ms(&w->u, 2 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_a_lost_message_is_sent_again(void **state)
{
    struct world *w = *state;
    w->dhcp.n_to_lose = 1; /* the DISCOVER */
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 8000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_int_equal(w->dhcp.n_discovers, 2);
}

static void test_an_answer_of_another_exchange_is_ignored(void **state)
{
    struct world *w = *state;
    w->dhcp.wrong_xid = 1;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 30000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    assert_int_equal(w->dhcp.n_requests, 0);
}

static void test_an_answer_that_is_cut_short_is_ignored(void **state)
{
    struct world *w = *state;
    w->dhcp.is_cut = true;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 30000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
}

static void test_a_server_that_only_refuses_is_asked_with_pauses(void **state)
{
    struct world *w = *state;
    w->dhcp.refuses = true;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    assert_in_range(w->dhcp.n_requests, 2, 10);
    w->dhcp.refuses = false;
    unit_net_pass_ms(&w->u, 30000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_an_address_that_no_host_has_is_not_taken(void **state)
{
    static const uint32_t wrong[] = {0x00000001u, 0x7f000001u, 0xe0000001u, 0xf0000001u, 0xffffffffu};
    struct world *w = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        w->dhcp.offer_ip = wrong[i];
        if (i == 0) {
            unit_net_start(&w->u);
        }
        unit_net_pass_ms(&w->u, 3 * MINUTE);
        assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    }
    w->dhcp.offer_ip = ADDRESS;
    unit_net_pass_ms(&w->u, 3 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void test_an_address_that_is_in_use_is_declined(void **state)
{
    struct world *w = *state;
    w->u.outside.answers_probes = true;
    outside_add_host(&w->u.outside, ADDRESS);
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_DUPLICATE);
    assert_false(fw_net_is_usable(w->u.net));
    assert_int_equal(w->dhcp.n_declines, 1);
    unit_net_pass_ms(&w->u, MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_DUPLICATE); /* it stays so while it asks again */
    assert_in_range(w->dhcp.n_declines, 3, 8);
    outside_remove_host(&w->u.outside, ADDRESS);
    unit_net_pass_ms(&w->u, 30000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

static void restart(struct world *w)
{
    unit_net_stop(&w->u);
    unit_net_start(&w->u);
}

static void test_without_a_server_the_last_known_address_is_used(void **state)
{
    struct world *w = *state;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    w->dhcp.is_silent = true;
    restart(w);
    unit_net_pass_ms(&w->u, 59000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
    unit_net_pass_ms(&w->u, 2000);
    const struct fw_net_status *s = fw_net_status(w->u.net);
    assert_int_equal(s->state, FW_NET_LAST_KNOWN);
    assert_true(fw_net_is_usable(w->u.net));
    assert_int_equal(s->ip, ADDRESS);
    assert_int_equal(s->netmask, 0xffffff00u);
    assert_int_equal(s->gateway, SERVER);
    assert_int_equal(s->dns[0], SERVER);
    assert_string_equal(s->tftp_server, "");
    /* The server is back and gives another one. */
    w->dhcp.is_silent = false;
    w->dhcp.offer_ip = ADDRESS + 1;
    unit_net_pass_ms(&w->u, 2 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_int_equal(fw_net_status(w->u.net)->ip, ADDRESS + 1);
    /* And that is the one it remembers then. */
    w->dhcp.is_silent = true;
    restart(w);
    unit_net_pass_ms(&w->u, 61000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_LAST_KNOWN);
    assert_int_equal(fw_net_status(w->u.net)->ip, ADDRESS + 1);
}

static void test_a_unit_that_never_had_an_address_has_none_to_fall_back_on(void **state)
{
    struct world *w = *state;
    w->dhcp.is_silent = true;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, HOUR);
    assert_int_equal(unit_net_state(&w->u), FW_NET_SEARCHING);
}

static void test_the_same_lease_is_not_written_to_flash_again(void **state)
{
    struct world *w = *state;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    uint64_t n_operations = board_flash_n_operations(w->u.board);
    for (int i = 0; i < 3; i++) {
        restart(w);
        unit_net_pass_ms(&w->u, 5000);
        assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    }
    assert_int_equal(board_flash_n_operations(w->u.board), n_operations);
}

static void test_the_lease_is_renewed_at_half_time_and_expires_without_a_server(void **state)
{
    struct world *w = *state;
    w->dhcp.lease_s = 3600;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 29 * MINUTE);
    assert_int_equal(w->dhcp.n_requests, 1);
    unit_net_pass_ms(&w->u, 3 * MINUTE);
    assert_int_equal(w->dhcp.n_requests, 2);
    assert_int_equal(w->dhcp.n_discovers, 1);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_int_equal(w->u.n_changes, 2); /* nothing changed */
    w->dhcp.is_silent = true;
    unit_net_pass_ms(&w->u, 50 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_false(board_io_wait_is_up(w->u.board));
    unit_net_pass_ms(&w->u, 12 * MINUTE);
    assert_int_equal(unit_net_state(&w->u), FW_NET_LAST_KNOWN); /* a minute after the end of the lease */
}

/* RFC 2131 section 4.4.5: at half of the lease, or when option 58 says so; not in whole minutes. */
static void test_a_lease_of_any_length_is_renewed_in_time(void **state)
{
    struct world *w = *state;
    static const struct {
        uint32_t lease_s, renew_s, rebind_s, expected_s, tick_s;
    } rows[] = {
        {20, 0, 0, 10, 1},       {30, 0, 0, 15, 1},          {60, 0, 0, 30, 1},
        {90, 10, 60, 10, 1},     {120, 0, 0, 60, 1},         {3600, 300, 3000, 300, 1},
        {86400, 0, 0, 43200, 2}, {604800, 0, 0, 302400, 11}, {604800, 86400, 400000, 86400, 11},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        w->dhcp.lease_s = rows[i].lease_s;
        w->dhcp.renew_s = rows[i].renew_s;
        w->dhcp.rebind_s = rows[i].rebind_s;
        restart(w);
        unit_net_pass_ms(&w->u, 5000); /* it has the lease now, since 4 s at most */
        assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
        unsigned n_discovers = w->dhcp.n_discovers, n_requests = w->dhcp.n_requests;
        uint64_t expected_ms = rows[i].expected_s * 1000ull, tick_ms = rows[i].tick_s * 1000ull;
        unit_net_pass_ms(&w->u, expected_ms - tick_ms - 5000);
        assert_int_equal(w->dhcp.n_requests, n_requests);
        unit_net_pass_ms(&w->u, 2 * tick_ms + 5000);
        assert_int_equal(w->dhcp.n_requests, n_requests + 1);
        unit_net_pass_ms(&w->u, 2 * expected_ms);
        assert_int_equal(w->dhcp.n_requests, n_requests + 3);
        assert_int_equal(w->dhcp.n_discovers, n_discovers);
        assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    }
}

static void test_a_renewal_may_change_option_66(void **state)
{
    struct world *w = *state;
    w->dhcp.lease_s = 3600;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    w->dhcp.tftp_server = "prov.example.net";
    unit_net_pass_ms(&w->u, 32 * MINUTE);
    assert_string_equal(fw_net_status(w->u.net)->tftp_server, "prov.example.net");
    assert_int_equal(w->u.n_changes, 3);
}

static void test_the_cable_out_and_in_asks_again(void **state)
{
    struct world *w = *state;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    board_nic_plug(w->u.board, BOARD_PORT_WAN, false);
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_DOWN);
    assert_int_equal(fw_net_status(w->u.net)->ip, 0);
    board_nic_plug(w->u.board, BOARD_PORT_WAN, true);
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_int_equal(w->dhcp.n_discovers, 1); /* it asks for the same address: RFC 2131 section 3.2 */
    assert_int_equal(w->dhcp.n_requests, 2);
    assert_int_equal(w->dhcp.requested_ip, ADDRESS);
}

static void test_moved_to_another_network_it_takes_a_new_address(void **state)
{
    struct world *w = *state;
    unit_net_start(&w->u);
    unit_net_pass_ms(&w->u, 5000);
    board_nic_plug(w->u.board, BOARD_PORT_WAN, false);
    unit_net_pass_ms(&w->u, 1000);
    w->dhcp.offer_ip = ADDRESS + 7; /* the old one is refused */
    board_nic_plug(w->u.board, BOARD_PORT_WAN, true);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
    assert_int_equal(fw_net_status(w->u.net)->ip, ADDRESS + 7);
}

static void test_started_without_a_cable_it_waits_for_one(void **state)
{
    struct world *w = *state;
    board_nic_plug(w->u.board, BOARD_PORT_WAN, false);
    unit_net_pass_ms(&w->u, 1);
    unit_net_start(&w->u);
    assert_int_equal(unit_net_state(&w->u), FW_NET_DOWN);
    unit_net_pass_ms(&w->u, HOUR);
    assert_int_equal(unit_net_state(&w->u), FW_NET_DOWN);
    assert_false(board_io_wait_is_up(w->u.board));
    board_nic_plug(w->u.board, BOARD_PORT_WAN, true);
    unit_net_pass_ms(&w->u, 5000);
    assert_int_equal(unit_net_state(&w->u), FW_NET_UP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_a_lease_makes_the_net_usable),
        TEST(test_class_and_request_list_are_on_the_wire),
        TEST(test_a_restarted_unit_asks_for_its_former_address),
        TEST(test_the_host_name_of_the_parameters_is_sent),
        TEST(test_texts_closed_by_zero_bytes_are_read_without),
        TEST(test_an_option_66_with_control_characters_is_none),
        TEST(test_without_option_66_there_is_no_server),
        TEST(test_a_server_that_comes_late_is_found),
        TEST(test_a_lost_message_is_sent_again),
        TEST(test_an_answer_of_another_exchange_is_ignored),
        TEST(test_an_answer_that_is_cut_short_is_ignored),
        TEST(test_a_server_that_only_refuses_is_asked_with_pauses),
        TEST(test_an_address_that_no_host_has_is_not_taken),
        TEST(test_an_address_that_is_in_use_is_declined),
        TEST(test_without_a_server_the_last_known_address_is_used),
        TEST(test_a_unit_that_never_had_an_address_has_none_to_fall_back_on),
        TEST(test_the_same_lease_is_not_written_to_flash_again),
        TEST(test_the_lease_is_renewed_at_half_time_and_expires_without_a_server),
        TEST(test_a_lease_of_any_length_is_renewed_in_time),
        TEST(test_a_renewal_may_change_option_66),
        TEST(test_the_cable_out_and_in_asks_again),
        TEST(test_moved_to_another_network_it_takes_a_new_address),
        TEST(test_started_without_a_cable_it_waits_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
