/* SPDX-License-Identifier: MIT */
/* The web server core: slow connections, many connections, replies in pieces. */
#include <harness/test.h>
#include <harness/httpd_rig.h>
#include <board/board.h>
#include <board/clock.h>
#include <net/port.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static void test_a_stream_arrives_whole(void **state)
{
    struct httpd_rig *w = *state;
    w->stream.n_pieces = 3000;
    w->pc.window = 2000;
    httpd_rig_connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
    unit_net_pass_ms(&w->u, 60000);
    const char *body = web_client_body(&w->pc);
    assert_int_equal(strlen(body), 4 + 3000 * 100);
    for (unsigned i = 0; i < 3000; i++) {
        char piece_text[101];
        (void)snprintf(piece_text, sizeof piece_text, "%099u\n", i);
        assert_memory_equal(body + 4 + i * 100, piece_text, 100);
    }
    assert_true(w->pc.is_ended);
    assert_int_equal(w->stream.n_ends, 1);
}

/* Readers that take nothing hold a share of a fixed amount each; the rest is not even made. */
static void test_slow_readers_are_bounded(void **state)
{
    enum { N = 200 };
    struct httpd_rig *w = *state;
    static struct web_client slow[N];
    w->stream.n_pieces = 3000;
    for (uint16_t i = 0; i < N; i++) {
        web_client_init(&slow[i], &w->lan, HTTPD_RIG_PC, (uint16_t)(50000 + i));
        slow[i].window = 1;
        web_client_connect(&slow[i], HTTPD_RIG_LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 1);
        web_client_send_text(&slow[i], "GET / HTTP/1.1\r\n\r\n");
    }
    unit_net_pass_ms(&w->u, 1000);
    assert_true(w->stream.n_made * 100u < N * 8000u); /* far less than a send buffer each */
    w->stream.n_pieces = 50;
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200); /* another reader feels nothing */
    assert_int_equal(strlen(web_client_body(&w->pc)), 4 + 50 * 100);
    for (unsigned i = 0; i < N; i++) {
        web_client_reset(&slow[i]);
    }
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(w->stream.n_ends, N + 1);
    for (unsigned i = 0; i < N; i++) {
        web_client_fini(&slow[i]);
    }
}

/* More requests in two minutes than the stack could remember. */
static void test_a_program_that_asks_very_often(void **state)
{
    struct httpd_rig *w = *state;
    for (unsigned i = 0; i < 8000; i++) {
        w->pc.port = w->pc.service.port = (uint16_t)(20000 + i);
        web_client_connect(&w->pc, HTTPD_RIG_LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 2);
        assert_true(w->pc.is_open);
        web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
        unit_net_pass_ms(&w->u, 2);
        assert_int_equal(web_client_status(&w->pc), 200);
        web_client_close(&w->pc);
        unit_net_pass_ms(&w->u, 2);
    }
}

static void test_a_route_that_goes_takes_its_streams_along(void **state)
{
    struct httpd_rig *w = *state;
    w->stream.n_pieces = 3000;
    w->pc.window = 1;
    httpd_rig_connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
    unit_net_pass_ms(&w->u, 100);
    assert_int_equal(w->stream.n_ends, 0);
    fw_httpd_remove(w->u.httpd, &w->root);
    assert_int_equal(w->stream.n_ends, 1);
    unit_net_pass_ms(&w->u, 100);
    assert_true(w->pc.was_reset);
}

static void test_a_slow_sender_gets_408_after_a_minute(void **state)
{
    struct httpd_rig *w = *state;
    httpd_rig_connect_pc(w);
    web_client_send_text(&w->pc, "GET / HT");
    unit_net_pass_ms(&w->u, 59000);
    assert_int_equal(w->pc.reply.n, 0);
    unit_net_pass_ms(&w->u, 2000);
    assert_int_equal(web_client_status(&w->pc), 408);
}

static void test_dripping_for_ever_does_not_help(void **state)
{
    struct httpd_rig *w = *state;
    httpd_rig_connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\nX: ");
    for (int i = 0; i < 11 && w->pc.reply.n == 0; i++) {
        web_client_send_text(&w->pc, "x");
        unit_net_pass_ms(&w->u, 30000);
    }
    assert_int_equal(web_client_status(&w->pc), 408);
}

static void test_a_client_that_takes_nothing_is_dropped(void **state)
{
    struct httpd_rig *w = *state;
    w->n_reply = 100000;
    httpd_rig_connect_pc(w);
    web_client_send_text(&w->pc, "GET / HTTP/1.1\r\n\r\n");
    w->pc.is_deaf = true;
    uint64_t n_live = rt_mem_n_live();
    unit_net_pass_ms(&w->u, 120000);
    assert_true(rt_mem_n_live() < n_live);
    assert_int_equal(w->n_calls, 1);
}

static void test_one_connection_too_many_gets_503(void **state)
{
    struct httpd_rig *w = *state;
    static struct web_client many[HTTPD_RIG_CLIENTS];
    for (uint16_t i = 0; i < HTTPD_RIG_CLIENTS; i++) {
        web_client_init(&many[i], &w->lan, HTTPD_RIG_PC, (uint16_t)(50000 + i));
        web_client_connect(&many[i], HTTPD_RIG_LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 1);
    }
    for (unsigned i = 0; i < HTTPD_RIG_CLIENTS; i++) {
        if (many[i].is_open) {
            web_client_send_text(&many[i], "GET / HTTP/1.1\r\n\r\n");
        }
    }
    unit_net_pass_ms(&w->u, 100);
    for (unsigned i = 0; i < HTTPD_RIG_CLIENTS; i++) {
        assert_int_equal(web_client_status(&many[i]), i < HTTPD_RIG_SERVED ? 200 : i < HTTPD_RIG_ANSWERED ? 503 : 0);
        assert_true(i < HTTPD_RIG_ANSWERED || many[i].was_reset || many[i].is_refused);
        if (i < HTTPD_RIG_ANSWERED) {
            web_client_close(&many[i]);
        }
    }
    unit_net_pass_ms(&w->u, 1000);
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200); /* and there is room again */
    for (unsigned i = 0; i < HTTPD_RIG_CLIENTS; i++) {
        web_client_fini(&many[i]);
    }
}

static unsigned n_reset(const struct web_client *clients, unsigned n)
{
    unsigned n_those = 0;
    for (unsigned i = 0; i < n; i++) {
        n_those += clients[i].was_reset;
    }
    return n_those;
}

/* Connections without a request do not keep others out: the oldest of them give way. One that has just come, or goes on
 * with its request, does not. */
static void test_silent_connections_give_way(void **state)
{
    struct httpd_rig *w = *state;
    static struct web_client silent[HTTPD_RIG_SERVED];
    for (uint16_t i = 0; i < HTTPD_RIG_SERVED; i++) {
        web_client_init(&silent[i], &w->lan, HTTPD_RIG_PC, (uint16_t)(50000 + i));
        web_client_connect(&silent[i], HTTPD_RIG_LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 1);
        assert_true(silent[i].is_open);
    }
    unit_net_pass_ms(&w->u, 500);
    web_client_send_text(&silent[0], "GET / HTTP/1.1\r\nHost: a");
    unit_net_pass_ms(&w->u, 1);
    for (unsigned i = 0; i < 20; i++) { /* each goes again, and leaves its place to the next */
        assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200);
        assert_int_equal(n_reset(silent, HTTPD_RIG_SERVED), 1);
        assert_true(silent[1].was_reset);
    }
    for (unsigned i = 0; i < HTTPD_RIG_SERVED; i++) {
        web_client_fini(&silent[i]);
    }
}

/* Peers that have their reply and leave the connection open: a few are waited for, all have the whole of it. */
static void test_few_connections_linger(void **state)
{
    enum { N = 40, N_KEPT = 8 }; /* FW_HTTPD_LINGERING_MAX */
    struct httpd_rig *w = *state;
    static struct web_client idle[N];
    w->stream.n_pieces = 50;
    for (uint16_t i = 0; i < N; i++) {
        web_client_init(&idle[i], &w->lan, HTTPD_RIG_PC, (uint16_t)(50000 + i));
        web_client_connect(&idle[i], HTTPD_RIG_LAN_UNIT, 80);
        unit_net_pass_ms(&w->u, 5);
        web_client_send_text(&idle[i], "GET / HTTP/1.1\r\n\r\n");
        unit_net_pass_ms(&w->u, 5);
    }
    for (unsigned i = 0; i < N; i++) {
        assert_true(idle[i].is_ended);
        assert_int_equal(strlen(web_client_body(&idle[i])), 4 + 50 * 100);
        assert_int_equal(idle[i].was_reset, i < N - N_KEPT);
        web_client_fini(&idle[i]);
    }
}

static unsigned n_wakes(struct unit_net *u, uint64_t s)
{
    uint64_t end_us = board_now_us(u->board) + s * BOARD_US_PER_S;
    unsigned n = 0;
    while (board_next_due_us(u->board) < end_us) {
        (void)board_step(u->board, board_next_due_us(u->board));
        n++;
    }
    (void)board_step(u->board, end_us);
    return n;
}

/* For two minutes lwIP remembers a connection that the unit has closed (TIME_WAIT), and its timer ticks four times a
 * second. Ticks that only count are made up for; each connection is forgotten in its own time. */
static void test_closed_connections_are_forgotten_without_ticking(void **state)
{
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200);
    unit_net_pass_ms(&w->u, 9000); /* what the ARP timer does one by one is done */
    size_t n_one = fw_lwip_heap_used();
    assert_true(n_wakes(&w->u, 50) <= 1);
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\n\r\n"), 200); /* on the way all is as ever */
    unit_net_pass_ms(&w->u, 9000);
    size_t n_both = fw_lwip_heap_used();
    assert_true(n_both > n_one);
    unit_net_pass_ms(&w->u, 49000); /* 119 s after the first */
    assert_int_equal(fw_lwip_heap_used(), n_both);
    unit_net_pass_ms(&w->u, 3000);
    assert_int_equal(fw_lwip_heap_used(), n_one);
    assert_true(n_wakes(&w->u, 55) <= 3);
    assert_int_equal(fw_lwip_heap_used(), n_one);
    unit_net_pass_ms(&w->u, 5000);
    assert_true(fw_lwip_heap_used() < n_one);
}

static void test_a_second_request_on_the_connection_is_not_read(void **state)
{
    struct httpd_rig *w = *state;
    assert_int_equal(httpd_rig_ask_pc(w, "GET / HTTP/1.1\r\n\r\nGET /admin/resync HTTP/1.1\r\n\r\n"), 200);
    assert_int_equal(w->n_calls, 1);
}

static void test_a_client_that_goes_in_the_middle_leaves_nothing(void **state)
{
    struct httpd_rig *w = *state;
    uint64_t n_live = rt_mem_n_live();
    for (int i = 0; i < 10; i++) {
        w->pc.port = (uint16_t)(41000 + i);
        w->pc.service.port = w->pc.port;
        httpd_rig_connect_pc(w);
        web_client_send_text(&w->pc, "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
        unit_net_pass_ms(&w->u, 10);
        if (i % 2 == 0) {
            web_client_reset(&w->pc);
        } else {
            web_client_close(&w->pc);
        }
        unit_net_pass_ms(&w->u, 5000);
    }
    unit_net_pass_ms(&w->u, 300000);
    assert_int_equal(w->n_calls, 0);
    assert_int_equal(rt_mem_n_live(), n_live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, httpd_rig_set_up, httpd_rig_tear_down)
        TEST(test_a_stream_arrives_whole),
        TEST(test_slow_readers_are_bounded),
        TEST(test_a_program_that_asks_very_often),
        TEST(test_a_route_that_goes_takes_its_streams_along),
        TEST(test_a_slow_sender_gets_408_after_a_minute),
        TEST(test_dripping_for_ever_does_not_help),
        TEST(test_a_client_that_takes_nothing_is_dropped),
        TEST(test_one_connection_too_many_gets_503),
        TEST(test_silent_connections_give_way),
        TEST(test_few_connections_linger),
        TEST(test_closed_connections_are_forgotten_without_ticking),
        TEST(test_a_second_request_on_the_connection_is_not_read),
        TEST(test_a_client_that_goes_in_the_middle_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
