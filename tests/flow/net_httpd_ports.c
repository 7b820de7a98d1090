/* SPDX-License-Identifier: MIT */
/* The web server core at the LAN port and at the WAN port, and whose address answers where. */
#include <harness/test.h>
#include <harness/httpd_rig.h>
#include <board/board.h>
#include <board/input.h>
#include <board/nic.h>
#include <string.h>

static void test_the_wan_port_listens_only_when_enabled(void **state)
{
    struct httpd_rig *w = *state;
    web_client_connect(&w->carrier, HTTPD_RIG_WAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->carrier.is_refused);
    unit_net_set(&w->u, "Enable_WAN_Web_Server", "Yes");
    unit_net_set(&w->u, "WAN_Web_Server_Port", "8080");
    web_client_connect(&w->carrier, HTTPD_RIG_WAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->carrier.is_refused);
    web_client_connect(&w->carrier, HTTPD_RIG_WAN_UNIT, 8080);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->carrier.is_open);
    web_client_send_text(&w->carrier, "GET / HTTP/1.1\r\n\r\n");
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(web_client_status(&w->carrier), 200);
    assert_false(w->is_from_lan);
    assert_int_equal(w->client_ip, HTTPD_RIG_CARRIER);
    web_client_close(&w->carrier);
    unit_net_set(&w->u, "Enable_WAN_Web_Server", "No");
    w->carrier.port++;
    w->carrier.service.port++;
    web_client_connect(&w->carrier, HTTPD_RIG_WAN_UNIT, 8080);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->carrier.is_refused);
}

/* An echo request (RFC 792), and the answers that leave by any port. */
struct ping {
    unsigned n_answers, port;
};

static void watch_echo(void *ctx, struct board *b, const struct board_event *e)
{
    struct ping *p = ctx;
    (void)b;
    if (board_event_signal(e) == &board_signal_frame_out && e->n_data >= 42 && e->data[23] == 1 && e->data[34] == 0) {
        p->n_answers++;
        p->port = e->unit;
    }
}

static struct ping send_ping(struct httpd_rig *w, enum board_port port, uint32_t from, uint32_t to)
{
    struct ping ping = {0};
    struct board_watcher watcher = {.fn = watch_echo, .ctx = &ping};
    uint8_t frame[60] = {0};
    memcpy(frame, port == BOARD_PORT_LAN ? w->lan.unit_mac : w->u.outside.unit_mac, 6);
    rt_put_be16(frame + 6, 0x0200);
    rt_put_be32(frame + 8, from);
    memcpy(frame + 12, "\x08\x00\x45\x00\x00\x2e", 6);
    memcpy(frame + 22, "\x40\x01", 2);
    rt_put_be32(frame + 26, from);
    rt_put_be32(frame + 30, to);
    uint32_t sum = 0;
    for (int i = 14; i < 34; i += 2) {
        sum += rt_be16(frame + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    rt_put_be16(frame + 24, (uint16_t) ~((sum & 0xffff) + (sum >> 16)));
    rt_put_be16(frame + 34, 0x0800);
    rt_put_be16(frame + 36, 0xf7ff); /* ~0x0800 */
    board_watch(w->u.board, &watcher);
    board_nic_deliver(w->u.board, port, frame, sizeof frame);
    unit_net_pass_ms(&w->u, 10);
    board_unwatch(w->u.board, &watcher);
    return ping;
}

static void test_each_side_can_ping_its_own_address(void **state)
{
    struct httpd_rig *w = *state;
    httpd_rig_connect_pc(w); /* now both know each other's MAC */
    struct ping lan = send_ping(w, BOARD_PORT_LAN, HTTPD_RIG_PC, HTTPD_RIG_LAN_UNIT);
    assert_int_equal(lan.n_answers, 1);
    assert_int_equal(lan.port, BOARD_PORT_LAN);
    web_client_connect(&w->carrier, HTTPD_RIG_WAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 100);
    struct ping wan = send_ping(w, BOARD_PORT_WAN, HTTPD_RIG_CARRIER, HTTPD_RIG_WAN_UNIT);
    assert_int_equal(wan.n_answers, 1);
    assert_int_equal(wan.port, BOARD_PORT_WAN);
}

/* Neither a connection nor an echo, and not a word about it at either port (RFC 1122 section 3.3.4.2). */
static void test_the_lan_address_cannot_be_reached_from_the_wan(void **state)
{
    struct httpd_rig *w = *state;
    httpd_rig_connect_pc(w);
    web_client_connect(&w->carrier, HTTPD_RIG_WAN_UNIT, 80); /* so that the outside knows the unit's MAC */
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(send_ping(w, BOARD_PORT_WAN, HTTPD_RIG_CARRIER, HTTPD_RIG_LAN_UNIT).n_answers, 0);
    assert_int_equal(send_ping(w, BOARD_PORT_WAN, HTTPD_RIG_CARRIER, HTTPD_RIG_LAN_UNIT | 0xff).n_answers,
                     0); /* to the LAN's broadcast */
    assert_int_equal(send_ping(w, BOARD_PORT_WAN, HTTPD_RIG_PC, HTTPD_RIG_LAN_UNIT).n_answers,
                     0); /* as if it came from the LAN */
    uint64_t n_events = board_moment(w->u.board).event;
    web_client_connect(&w->carrier, HTTPD_RIG_LAN_UNIT, 80);
    unit_net_pass_ms(&w->u, 1000);
    assert_false(w->carrier.is_open);
    assert_false(w->carrier.is_refused);
    assert_int_equal(board_moment(w->u.board).event, n_events + 1); /* the SYN that came in */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, httpd_rig_set_up, httpd_rig_tear_down)
        TEST(test_the_wan_port_listens_only_when_enabled),
        TEST(test_each_side_can_ping_its_own_address),
        TEST(test_the_lan_address_cannot_be_reached_from_the_wan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
