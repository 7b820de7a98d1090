/* SPDX-License-Identifier: MIT */
/* SIP over TCP at frame level: a server that delays its acknowledgements, connections to the unit's port, what is
 * hostile. What a user sees of it: tests/flow/telephony/tcp.lua. */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/tcp_peer.h>
#include <harness/web_client.h>
#include <fw/channel.h>
#include <stdio.h>
#include <string.h>

#define SERVER      0xc0a8013cu /* 192.168.1.60 */
#define STRANGER    0xc0a8013du
#define UNIT_AT_LAN 0xc0a80001u /* 192.168.0.1 */
#define N_CALLERS   12u

struct world {
    struct device_rig unit;
    struct tcp_peer server;
    unsigned n_requests;
    struct web_client callers[N_CALLERS];
};
static struct world w;

/* "Name: value" of a request. */
static void put_line(char *out, size_t size, const char *request, const char *name)
{
    const char *at = strstr(request, name);
    int n = at != NULL ? (int)strcspn(at, "\r\n") : 0;
    size_t used = strlen(out);
    (void)snprintf(out + used, size - used, "%.*s\r\n", n, at != NULL ? at : "");
}

/* Grants each REGISTER, in two pieces with another message's beginning glued to the first. */
static void on_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    char request[4096], answer[2048] = "SIP/2.0 200 OK\r\n";
    (void)ctx;
    (void)snprintf(request, sizeof request, "%.*s", (int)n, (const char *)bytes);
    assert_true(strncmp(request, "REGISTER ", 9) == 0); /* whole, and in one segment */
    w.n_requests++;
    put_line(answer, sizeof answer, request, "Via: ");
    put_line(answer, sizeof answer, request, "From: ");
    put_line(answer, sizeof answer, request, "To: ");
    put_line(answer, sizeof answer, request, "Call-ID: ");
    put_line(answer, sizeof answer, request, "CSeq: ");
    (void)strncat(answer, "Expires: 100\r\nContent-Length: 0\r\n\r\n", sizeof answer - strlen(answer) - 1);
    tcp_peer_put(&w.server, answer, strlen(answer));
}

static int set_up(void **state)
{
    const struct tcp_peer_script script = {.is_lazy = true, .piece = 37, .end = TCP_PEER_HOLDS, .on_bytes = on_bytes};
    (void)state;
    w.n_requests = 0;
    device_rig_init(&w.unit, "5.2.10");
    device_rig_set(&w.unit, "Resync_On_Reset", "No");
    device_rig_set(&w.unit, "Proxy_1_", "192.168.1.60");
    device_rig_set(&w.unit, "User_ID_1_", "1001");
    device_rig_set(&w.unit, "SIP_Transport_1_", "TCP");
    device_rig_set(&w.unit, "SIP_TCP_Port_Min", "5070");
    device_rig_set(&w.unit, "SIP_TCP_Port_Max", "5070");
    outside_add_host(&w.unit.wan, SERVER);
    outside_add_host(&w.unit.wan, STRANGER);
    tcp_peer_init(&w.server, &w.unit.wan, SERVER, 5060, &script);
    for (unsigned i = 0; i < N_CALLERS; i++) {
        web_client_init(&w.callers[i], &w.unit.wan, STRANGER, (uint16_t)(40000 + i));
    }
    device_rig_start(&w.unit);
    device_rig_pass_s(&w.unit, 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (unsigned i = 0; i < N_CALLERS; i++) {
        web_client_fini(&w.callers[i]);
    }
    tcp_peer_fini(&w.server);
    device_rig_fini(&w.unit);
    return 0;
}

static void call(unsigned i)
{
    web_client_connect(&w.callers[i], PROVIDER_UNIT_IP, 5060);
    device_rig_pass_ms(&w.unit, 100);
}

static void ask(unsigned i, const char *method, const char *more)
{
    char text[1024];
    (void)snprintf(text, sizeof text,
                   "%s sip:1001@192.168.1.100:5060;transport=tcp SIP/2.0\r\nVia: SIP/2.0/TCP "
                   "192.168.1.61:5060;branch=z9hG4bK%u\r\nFrom: <sip:9@x>;tag=1\r\nTo: <sip:1001@x>\r\nCall-ID: c%u\r\n"
                   "CSeq: 1 %s\r\nMax-Forwards: 70\r\n%s\r\n",
                   method, i, i, method, more);
    web_client_send_text(&w.callers[i], text);
    device_rig_pass_ms(&w.unit, 100);
}

static const char *reply_of(unsigned i)
{
    return rt_buf_text(&w.callers[i].reply);
}

static void test_nothing_waits_for_an_acknowledgement(void **state)
{
    (void)state;
    assert_int_equal(w.n_requests, 1);
    assert_int_equal(w.server.unit_port, 5070);
    device_rig_expect_within(&w.unit, &fw_signal_sip, "registered at 192.168.1.60:5060", 1);
    device_rig_pass_s(&w.unit, 70); /* the refresh */
    assert_int_equal(w.n_requests, 2);
    assert_int_equal(w.server.n_connections, 1);
}

static void test_requests_come_by_a_connection_of_the_peer(void **state)
{
    (void)state;
    call(0);
    assert_true(w.callers[0].is_open);
    ask(0, "OPTIONS", "Content-Length: 0\r\n");
    assert_non_null(strstr(reply_of(0), "SIP/2.0 200 OK\r\n"));
    ask(0, "NOTIFY", "Event: keep-alive\r\nContent-Length: 0\r\n"); /* by the same one */
    assert_non_null(strstr(strstr(reply_of(0), "200 OK") + 6, "SIP/2.0 200 OK\r\n"));
}

/* SIP is for the Internet port: a PC at the LAN port finds it closed, as by UDP (guess). */
static void test_a_host_of_the_LAN_is_refused(void **state)
{
    struct web_client pc;
    (void)state;
    web_client_init(&pc, &w.unit.lan, DEVICE_RIG_LAN_PC, 40000);
    web_client_connect(&pc, UNIT_AT_LAN, 5060);
    device_rig_pass_ms(&w.unit, 100);
    assert_true(pc.is_refused);
    web_client_fini(&pc);
}

static void test_a_stream_without_ends_is_closed(void **state)
{
    (void)state;
    call(0);
    ask(0, "OPTIONS", "");
    assert_true(w.callers[0].is_ended || w.callers[0].was_reset);
    device_rig_expect_within(&w.unit, &fw_signal_sip, "closed: no Content-Length", 1);
    call(1); /* half a message, and then nothing more */
    web_client_send_text(&w.callers[1], "OPTIONS sip:1001@x SIP/2.0\r\nContent-Length: 100\r\n\r\nhalf");
    device_rig_pass_s(&w.unit, 31);
    assert_false(w.callers[1].is_ended);
    device_rig_pass_s(&w.unit, 2);
    assert_true(w.callers[1].is_ended);
}

/* The one that was quiet longest makes room, and the line's own connection stays. */
static void test_a_flood_of_connections_is_bounded(void **state)
{
    unsigned n_open = 0;
    (void)state;
    for (unsigned i = 0; i < N_CALLERS; i++) {
        call(i);
    }
    for (unsigned i = 0; i < N_CALLERS; i++) {
        n_open += w.callers[i].is_open && !w.callers[i].is_ended && !w.callers[i].was_reset;
    }
    assert_true(n_open >= 1 && n_open <= 6);
    assert_true(w.callers[0].is_ended);
    device_rig_pass_s(&w.unit, 70);
    assert_int_equal(w.n_requests, 2);
    assert_int_equal(w.server.n_connections, 1);
}

static void test_a_reset_while_it_sends_is_the_end_of_the_request(void **state)
{
    (void)state;
    w.server.script.open = TCP_PEER_REFUSES;
    tcp_peer_end(&w.server, TCP_PEER_RST);
    device_rig_expect_within(&w.unit, &fw_signal_sip, "TCP to 192.168.1.60:5060 closed: reset", 1);
    device_rig_expect_within(&w.unit, &fw_signal_sip, "not registered: no answer", 31);
    w.server.script.open = TCP_PEER_ACCEPTS;
    device_rig_pass_s(&w.unit, 31);
    assert_int_equal(w.n_requests, 2);
}

/* Each end leaves the unit's only port waiting for stray segments; the next connection has it all the same. */
static void test_a_range_of_ports_is_not_used_up(void **state)
{
    (void)state;
    for (unsigned i = 1; i <= 5; i++) {
        assert_int_equal(w.n_requests, i);
        assert_int_equal(w.server.unit_port, 5070);
        tcp_peer_put(&w.server, "no end\r\n\r\n", 10); /* the unit closes first */
        device_rig_pass_ms(&w.unit, 100);
        tcp_peer_end(&w.server, TCP_PEER_FIN);
        device_rig_pass_s(&w.unit, 31);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_waits_for_an_acknowledgement),
        TEST(test_requests_come_by_a_connection_of_the_peer),
        TEST(test_a_host_of_the_LAN_is_refused),
        TEST(test_a_stream_without_ends_is_closed),
        TEST(test_a_flood_of_connections_is_bounded),
        TEST(test_a_range_of_ports_is_not_used_up),
        TEST(test_a_reset_while_it_sends_is_the_end_of_the_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
