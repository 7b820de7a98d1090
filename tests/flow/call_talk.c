/* SPDX-License-Identifier: MIT */
/* What happens in a call that the peer began: hold, a second call, conferences, digits, requests in the dialog. */
#include <harness/test.h>
#include <harness/call_rig.h>
#include <fw/call.h>
#include <fw/channel.h>
#include <rt/buf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000u
#define LINE   &fw_signal_line
#define CALL   &fw_signal_call

static void a_flash_holds_and_another_resumes(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    const char *hold = call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
    assert_string_equal(call_peer_field(hold, "Expires", field), "30"); /* ReINVITE_Expires */
    assert_string_equal(call_peer_field(hold, "CSeq", field), "101 INVITE");
    assert_non_null(strstr(call_peer_body(hold), "\r\nc=IN IP4 0.0.0.0\r\n"));
    assert_non_null(strstr(call_peer_body(hold), "\r\na=sendonly\r\n"));
    call_peer_reply(&w->peer, hold, 200, "",
                    "v=0\r\no=- 1 2 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.60\r\nt=0 0\r\n"
                    "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=recvonly\r\n");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    (void)device_rig_expect_within(&w->unit, LINE, "tone Second_Dial_Tone", 1);
    assert_int_equal(call_rig_rtp(w, 1 * SECOND), 0);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    const char *resume = call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
    assert_non_null(strstr(call_peer_body(resume), "\r\nc=IN IP4 192.168.1.100\r\n"));
    assert_non_null(strstr(call_peer_body(resume), "\r\na=sendrecv\r\n"));
    call_peer_reply(&w->peer, resume, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    assert_in_range(call_rig_rtp(w, 1 * SECOND), 30, 36);
    (void)device_rig_expect_within(&w->unit, CALL, "Resuming -> Connected", 1);
}

static void a_hold_that_meets_another_is_tried_again(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 491, "", "");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    (void)call_peer_expect(&w->peer, "INVITE ", 2100); /* not the owner of the Call-ID: up to 2 s */
}

static void a_held_call_rings_when_the_handset_is_down(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Hold_Reminder_Ring_1_", "8");
    (void)call_rig_answer(w);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_forget(&w->unit);
    call_rig_hang_up(w);
    (void)device_rig_expect_within(&w->unit, &board_signal_ring, NULL, 2);
    emu_phone_set_hook(w->phone, true);
    assert_non_null(strstr(call_peer_body(call_peer_expect(&w->peer, "INVITE ", 100)), "a=sendrecv"));
}

static void a_second_call_goes_out_while_the_first_is_held(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(w->phone, "201"), RT_OK);
    const char *second = call_peer_expect(&w->peer, "INVITE sip:201@", 3 * SECOND);
    assert_non_null(strstr(call_peer_body(second), "m=audio 16386 ")); /* two more */
    call_peer_reply(&w->peer, second, 486, "", "");
    (void)device_rig_expect_within(&w->unit, LINE, "tone Busy_Tone", 2);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    assert_non_null(strstr(call_peer_body(call_peer_expect(&w->peer, "INVITE ", 1 * SECOND)), "a=sendrecv"));
}

/* The first is held, the second answered; a flash joins them. Returns after both have RTP. */
static void confer(struct call_rig *w)
{
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(w->phone, "201"), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE sip:201@", 3 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    const char *resume = call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
    assert_non_null(strstr(call_peer_body(resume), "a=sendrecv"));
    call_peer_reply(&w->peer, resume, 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 100);
}

static void a_second_flash_makes_a_conference(void **state)
{
    struct call_rig *w = *state;
    confer(w);
    assert_in_range(call_rig_rtp(w, 3 * SECOND), 190, 205); /* two streams */
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    (void)call_peer_expect(&w->peer, "BYE ", 1 * SECOND); /* the second party */
    device_rig_pass_ms(&w->unit, 100);
    assert_in_range(call_rig_rtp(w, 3 * SECOND), 95, 103);
    call_rig_hang_up(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
}

/* The second call rings: a flash brings the first back beside the ring-back tone; when it is refused the first goes on.
 */
static void a_flash_while_the_second_rings_joins_early(void **state)
{
    struct call_rig *w = *state;
    char second[CALL_PEER_TEXT_MAX];
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(w->phone, "201"), RT_OK);
    (void)snprintf(second, sizeof second, "%s", call_peer_expect(&w->peer, "INVITE sip:201@", 3 * SECOND));
    call_peer_reply(&w->peer, second, 180, "", "");
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 100);
    assert_in_range(call_rig_rtp(w, 3 * SECOND), 95, 103);
    device_rig_forget(&w->unit);
    call_peer_reply(&w->peer, second, 486, "", "");
    assert_in_range(call_rig_rtp(w, 3 * SECOND), 95, 103);
    assert_false(device_rig_saw(&w->unit, LINE, "tone"));
    call_rig_hang_up(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
}

static void hanging_up_ends_a_conference(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Xfer_When_Hangup_Conf_1_", "No");
    confer(w);
    call_rig_hang_up(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    device_rig_pass_s(&w->unit, 60);
    assert_true(fw_calls_are_idle(fw_device_calls(w->unit.device)));
}

static void a_party_that_leaves_leaves_the_other(void **state)
{
    struct call_rig *w = *state;
    confer(w);
    call_peer_request(&w->peer, "BYE", "", "", ""); /* of the second: the last dialog */
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    device_rig_pass_ms(&w->unit, 100);
    assert_in_range(call_rig_rtp(w, 3 * SECOND), 95, 103);
}

static void strangers_are_dropped_when_told(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Restrict_Source_IP_1_", "Yes");
    call_rig_start(w);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP); /* the proxy itself */
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    call_peer_request(&w->peer, "CANCEL", "", "", "");
    call_peer_request(&w->peer, "ACK", "", "", "");
    device_rig_set(&w->unit, "Proxy_1_", "192.168.1.61");
    device_rig_pass_s(&w->unit, 1);
    w->peer.cursor = w->peer.n;
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    call_peer_expect_none(&w->peer, "SIP/2.0", 1 * SECOND);
}

static void digits_go_as_events_and_not_in_band(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
    unsigned before = w->peer.n_events;
    assert_int_equal(emu_phone_dial(w->phone, "7"), RT_OK);
    device_rig_pass_ms(&w->unit, 500);
    assert_in_range(w->peer.n_events - before, 4, 10);
    assert_int_equal(call_peer_count(&w->peer, "INFO "), 0);
}

static void hanging_up_at_once_after_a_flash_back_ends_the_call(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    (void)call_peer_expect(&w->peer, "INVITE ", 1 * SECOND); /* resuming */
    call_rig_hang_up(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    device_rig_pass_s(&w->unit, 60);
    assert_true(fw_calls_are_idle(fw_device_calls(w->unit.device)));
}

static const char hold_sdp[] = "v=0\r\no=- 1 2 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
                               "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n";

static void the_peer_holds_and_resumes(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
    call_peer_request(&w->peer, "INVITE", "", "application/sdp", hold_sdp);
    const char *ok = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_non_null(strstr(call_peer_body(ok), "\r\na=recvonly\r\n"));
    call_peer_request(&w->peer, "ACK", "", "", "");
    (void)device_rig_expect_within(&w->unit, LINE, "tone Holding_Tone", 2);
    assert_int_equal(call_rig_rtp(w, 1 * SECOND), 0);
    assert_string_equal(fw_call_facts(fw_device_calls(w->unit.device), 1, 1).remote_hold, "Yes");
    call_peer_request(&w->peer, "INVITE", "", "application/sdp", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    call_peer_request(&w->peer, "ACK", "", "", "");
    assert_in_range(call_rig_rtp(w, 1 * SECOND), 30, 36);
    assert_string_equal(fw_call_facts(fw_device_calls(w->unit.device), 1, 1).remote_hold, "No");
}

static void digits_go_as_the_method_says(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    device_rig_set(&w->unit, "DTMF_Tx_Method_1_", "INFO");
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(w->phone, "5#"), RT_OK);
    const char *info = call_peer_expect(&w->peer, "INFO sip:peer@192.168.1.60:5060 ", 1 * SECOND);
    assert_string_equal(call_peer_field(info, "Content-Type", field), "application/dtmf-relay");
    assert_memory_equal(call_peer_body(info), "Signal=5\r\nDuration=", 19);
    assert_in_range(atoi(call_peer_body(info) + 19), 90, 110);
    call_peer_expect_none(&w->peer, "INFO ", 300); /* one after the other: the second waits for the answer */
    call_peer_reply(&w->peer, info, 200, "", "");
    assert_memory_equal(call_peer_body(call_peer_expect(&w->peer, "INFO ", 100)), "Signal=#\r\n", 10);
}

static void digits_of_the_peer_by_INFO_are_played(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    call_peer_request(&w->peer, "INFO", "", "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    call_peer_request(&w->peer, "INFO", "", "application/dtmf-relay", "Signal= *\r\n");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    call_peer_request(&w->peer, "INFO", "", "application/dtmf", "7");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    call_peer_request(&w->peer, "INFO", "", "application/x-secure", "AAAA");
    (void)call_peer_expect(&w->peer, "SIP/2.0 415", 100);
}

static void other_requests_in_the_dialog(void **state)
{
    struct call_rig *w = *state;
    static const struct {
        const char *method;
        const char *status;
    } rows[] = {{"OPTIONS", "SIP/2.0 200"}, {"UPDATE", "SIP/2.0 405"}, {"REFER", "SIP/2.0 400"},
                {"MESSAGE", "SIP/2.0 405"}, {"PRACK", "SIP/2.0 405"},  {"INFO", "SIP/2.0 200"},
                {"NOTIFY", "SIP/2.0 489"}};
    (void)call_rig_answer(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        call_peer_request(&w->peer, rows[i].method, "", "", "");
        (void)call_peer_expect(&w->peer, rows[i].status, 100);
    }
    w->peer.cseq = 1; /* lower than the last one */
    call_peer_request(&w->peer, "OPTIONS", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 500", 100);
    call_peer_request(&w->peer, "INVITE", "Require: timer\r\n", "application/sdp", CALL_PEER_SDP);
    assert_non_null(strstr(call_peer_expect(&w->peer, "SIP/2.0 420", 100), "\r\nUnsupported: timer\r\n"));
}

static void facts_are_those_of_the_call(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    device_rig_pass_s(&w->unit, 83);
    struct fw_call_facts f = fw_call_facts(fw_device_calls(w->unit.device), 1, 1);
    assert_string_equal(f.state_name, "Connected");
    assert_string_equal(f.tone, "None");
    assert_string_equal(f.encoder, "G711u");
    assert_string_equal(f.type, "Inbound");
    assert_string_equal(f.remote_hold, "No");
    assert_string_equal(f.peer_name, "J. Doe");
    assert_string_equal(f.peer_phone, "2002");
    assert_in_range(f.duration_s, 83, 84);
    assert_int_equal(f.packets_sent, w->peer.n_rtp);
    assert_int_equal(f.bytes_sent, f.packets_sent * 240);
    f = fw_call_facts(fw_device_calls(w->unit.device), 1, 2);
    assert_string_equal(f.state_name, "Idle");
    assert_false(f.has_call);
}

struct heard {
    uint32_t ip;
    unsigned n;
};

static void hear(void *ctx, const uint8_t *frame, size_t n)
{
    enum { ETHERTYPE = 12, DESTINATION = 30 };
    struct heard *h = ctx;
    h->n += n >= DESTINATION + 4 && rt_be16(frame + ETHERTYPE) == 0x0800 && rt_be32(frame + DESTINATION) == h->ip;
}

/* Nobody can make the unit speak to all hosts at once, neither by a description's address nor by that of a fax. */
static void nothing_leaves_for_many_hosts(void **state)
{
    static const struct {
        const char *text;
        uint32_t ip;
        bool leaves;
    } rows[] = {{"224.0.0.1", 0xe0000001u, false},     {"239.255.255.250", 0xeffffffau, false},
                {"240.0.0.1", 0xf0000001u, false},     {"255.255.255.255", 0xffffffffu, false},
                {"192.168.1.255", 0xc0a801ffu, false}, {"192.168.1.60", CALL_PEER_IP, true}};
    static const char *const media[] = {"m=audio 4000 RTP/AVP 0\r\n", "m=image 4000 udptl t38\r\n"};
    struct call_rig *w = *state;
    struct heard heard = {0};
    char sdp[256];
    device_rig_set(&w->unit, "FAX_Enable_T38_1_", "Yes");
    device_rig_set(&w->unit, "RTCP_Tx_Interval", "1");
    (void)call_rig_answer(w);
    w->unit.wan.watch_ctx = &heard;
    w->unit.wan.watch = hear;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        (void)snprintf(sdp, sizeof sdp, "v=0\r\no=- 1 2 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n%s",
                       rows[i / 2].text, media[i % 2]);
        call_peer_request(&w->peer, "INVITE", "", "application/sdp", sdp);
        (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
        call_peer_request(&w->peer, "ACK", "", "", "");
        heard = (struct heard){.ip = rows[i / 2].ip};
        device_rig_pass_ms(&w->unit, 2 * SECOND);
        assert_int_equal(heard.n > 0, rows[i / 2].leaves);
    }
    w->unit.wan.watch = NULL;
    call_peer_request(&w->peer, "BYE", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, call_rig_set_up, call_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(a_flash_holds_and_another_resumes),
        T(a_hold_that_meets_another_is_tried_again),
        T(a_held_call_rings_when_the_handset_is_down),
        T(a_second_call_goes_out_while_the_first_is_held),
        T(the_peer_holds_and_resumes),
        T(digits_go_as_the_method_says),
        T(digits_of_the_peer_by_INFO_are_played),
        T(other_requests_in_the_dialog),
        T(facts_are_those_of_the_call),
        T(a_second_flash_makes_a_conference),
        T(a_flash_while_the_second_rings_joins_early),
        T(hanging_up_ends_a_conference),
        T(a_party_that_leaves_leaves_the_other),
        T(strangers_are_dropped_when_told),
        T(digits_go_as_events_and_not_in_band),
        T(hanging_up_at_once_after_a_flash_back_ends_the_call),
        T(nothing_leaves_for_many_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
