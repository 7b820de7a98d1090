/* SPDX-License-Identifier: MIT */
/* The Info page while calls are up: SPA-2000 guide p.33, SPA-841 guide p.72. */
#include <harness/call_rig.h>
#include <harness/test.h>
#include <fw/status.h>
#include <rt/buf.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define SECOND 1000u

static int set_up(void **state)
{
    static struct call_rig w;
    call_rig_init(&w, "3.3.6");
    call_rig_start(&w);
    *state = &w;
    return 0;
}

/* The value of a row of the Info page, as a browser shows it. line 0: of System Status. */
static const char *shown(struct call_rig *w, unsigned line, const char *label)
{
    static char value[256];
    char section[32] = "System Status", key[80];
    assert_int_equal(device_rig_get(&w->unit, "/voice/"), 200);
    if (line > 0) {
        (void)snprintf(section, sizeof section, "Line %u Status", line);
    }
    (void)snprintf(key, sizeof key, "<td>%s:<td><font color=\"darkblue\">", label);
    const char *at = strstr(web_client_body(&w->unit.web), section);
    assert_non_null(at);
    at = strstr(at, key);
    if (at == NULL) {
        fail_msg("no row %s", label);
    }
    at += strlen(key);
    (void)snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "<"), at);
    return value;
}

static void expect(struct call_rig *w, const char *const (*rows)[2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *value = shown(w, 1, rows[i][0]);
        if (strcmp(value, rows[i][1]) != 0) {
            fail_msg("%s is \"%s\", not \"%s\"", rows[i][0], value, rows[i][1]);
        }
    }
}
#define EXPECT(w, ...)                                                                                                 \
    expect((w), (const char *const[][2]){__VA_ARGS__},                                                                 \
           sizeof((const char *const[][2]){__VA_ARGS__}) / sizeof(const char *const[2]))

/* The same for programs: independent of the release's words. */
static void expect_fact(struct call_rig *w, const char *key, const char *value)
{
    struct rt_buf out;
    rt_buf_init(&out, 256);
    assert_int_equal(fw_status_get(w->unit.device, key, &out), RT_OK);
    assert_string_equal(rt_buf_text(&out), value);
    rt_buf_fini(&out);
}

static unsigned fact_number(struct call_rig *w, const char *key)
{
    struct rt_buf out;
    rt_buf_init(&out, 256);
    assert_int_equal(fw_status_get(w->unit.device, key, &out), RT_OK);
    unsigned n = (unsigned)strtoul(rt_buf_text(&out), NULL, 10);
    rt_buf_fini(&out);
    return n;
}

static void test_a_call_of_ours(void **state)
{
    struct call_rig *w = *state;
    EXPECT(w, {"Call 1 State", "Idle"}, {"Call 1 Tone", "None"}, {"Call 1 Type", ""}, {"Call 1 FAX", ""},
           {"Last Called Number", ""});
    emu_phone_set_hook(w->phone, true);
    device_rig_pass_ms(&w->unit, 500);
    EXPECT(w, {"Hook State", "Off"}, {"Call 1 State", "Dialing"}, {"Call 1 Tone", "Dial"}, {"Call 2 State", "Idle"},
           {"Call 1 Peer Phone", ""});
    expect_fact(w, "line1.call1.state", "dialing");
    assert_int_equal(emu_phone_dial(w->phone, "200"), RT_OK);
    const char *invite = call_peer_expect(&w->peer, "INVITE ", 5 * SECOND);
    EXPECT(w, {"Call 1 State", "Calling"}, {"Call 1 Type", "Outbound"}, {"Call 1 Peer Phone", "200"},
           {"Call 1 Duration", ""}, {"Last Called Number", "200"});
    call_peer_reply(&w->peer, invite, 180, "", "");
    device_rig_pass_ms(&w->unit, 100);
    EXPECT(w, {"Call 1 State", "Proceeding"}, {"Call 1 Tone", "Ring Back"});
    expect_fact(w, "line1.call1.tone", "ring_back");
    call_peer_reply(&w->peer, invite, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 1 * SECOND);
    device_rig_pass_ms(&w->unit, 65500);
    EXPECT(w, {"Call 1 State", "Connected"}, {"Call 1 Tone", "None"}, {"Call 1 Encoder", "G711u"},
           {"Call 1 Decoder", ""}, {"Call 1 FAX", "No"}, {"Call 1 Type", "Outbound"}, {"Call 1 Remote Hold", "No"},
           {"Call 1 Callback", "No"}, {"Call 1 Duration", "00:01:05"}, {"Call 1 Packets Recv", "0"},
           {"Call 1 Bytes Recv", "0"}, {"Call 1 Packets Lost", "0"}, {"Call 1 Packet Error", "0"},
           {"Call 1 Round Trip Delay", "0 ms"}, {"Call 2 Type", ""});
    expect_fact(w, "line1.call1.type", "outbound");
    expect_fact(w, "line1.call1.duration", "65");
    unsigned packets = fact_number(w, "line1.call1.packets_sent");             /* in the same instant as the next */
    assert_int_equal(fact_number(w, "line1.call1.bytes_sent"), packets * 240); /* payload: 30 ms of G.711 */
    assert_in_range(packets, 2170, 2210);                                      /* one each 30 ms */
    assert_in_range(atoi(shown(w, 1, "Call 1 Packets Sent")), packets, packets + 5);
    call_peer_rtp(&w->peer, 16384, 10);
    device_rig_pass_ms(&w->unit, 500);
    EXPECT(w, {"Call 1 Packets Recv", "10"}, {"Call 1 Decoder", "G711u"});
    emu_phone_set_hook(w->phone, false);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "BYE ", 2 * SECOND), 200, "", "");
    device_rig_pass_s(&w->unit, 1);
    EXPECT(w, {"Call 1 State", "Idle"}, {"Call 1 Tone", "None"}, {"Call 1 Encoder", ""}, {"Call 1 Duration", ""},
           {"Call 1 Packets Sent", ""}, {"Call 1 Jitter", ""}, {"Last Called Number", "200"});
    assert_in_range(atoi(shown(w, 0, "RTP Packets Sent")), packets, packets + 60);
    assert_string_equal(shown(w, 0, "RTP Packets Recv"), "10"); /* over all calls */
}

static void test_a_call_for_us(void **state)
{
    struct call_rig *w = *state;
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 500);
    EXPECT(w, {"Hook State", "On"}, {"Call 1 State", "Ringing"}, {"Call 1 Tone", "Ring"}, {"Call 1 Type", "Inbound"},
           {"Call 1 Duration", ""});
    assert_string_not_equal(shown(w, 1, "Call 1 Peer Phone"), "");
    char peer[256];
    (void)snprintf(peer, sizeof peer, "%s", shown(w, 1, "Call 1 Peer Phone"));
    assert_string_equal(shown(w, 1, "Last Caller Number"), peer);
    emu_phone_set_hook(w->phone, true);
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 2 * SECOND);
    device_rig_pass_ms(&w->unit, 100);
    EXPECT(w, {"Call 1 State", "Answering"});
    call_peer_request(&w->peer, "ACK", "", "", "");
    device_rig_pass_ms(&w->unit, 3100);
    EXPECT(w, {"Call 1 State", "Connected"}, {"Call 1 Duration", "00:00:03"}, {"Hook State", "Off"});
    call_peer_request(&w->peer, "BYE", "", "", "");
    device_rig_pass_s(&w->unit, 1);
    EXPECT(w, {"Call 1 Type", ""}, {"Call 1 Packets Recv", ""});
    assert_string_equal(shown(w, 1, "Last Caller Number"), peer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_call_of_ours, set_up, call_rig_tear_down),
        cmocka_unit_test_setup_teardown(test_a_call_for_us, set_up, call_rig_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
