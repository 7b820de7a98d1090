/* SPDX-License-Identifier: MIT */
/* Calls of the unit, with a telephone of the tests at the other end: messages, tones, ends. */
#include <harness/test.h>
#include <harness/call_rig.h>
#include <harness/transcript.h>
#include <fw/call.h>
#include <fw/channel.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000u

static int set_up(void **state)
{
    (void)call_rig_set_up(state); /* always 0 */
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Dial_Plan_1_", "(1xxxxxxxxxx|2xx|911)");
    return 0;
}

static const char *dial(struct call_rig *w, const char *number)
{
    if (w->phone == NULL) {
        call_rig_start(w);
    }
    device_rig_forget(&w->unit);
    return call_rig_dial(w, number);
}

static void hears(struct call_rig *w, const char *what)
{
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, what, 12);
}

/* Until it is answered. */
static const char *connect(struct call_rig *w, const char *number)
{
    const char *invite = dial(w, number);
    call_peer_reply(&w->peer, invite, 180, "", "");
    call_peer_reply(&w->peer, invite, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 1 * SECOND);
    return invite;
}

static void the_texts_are_those_of_the_captures(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Proxy_1_", "sip.test:SRV=192.168.1.60");
    device_rig_set(&w->unit, "SIP_Remote-Party-ID_1_", "No");
    transcript_expect(TEST_SOURCE_DIR "/data/invite_first.txt", connect(w, "15550100123"));
    call_rig_hang_up(w);
    transcript_expect(TEST_SOURCE_DIR "/data/bye.txt", call_peer_expect(&w->peer, "BYE ", 2 * SECOND));
    call_peer_send(&w->peer, "OPTIONS sip:1001@192.168.1.100:5060 SIP/2.0\r\nVia: SIP/2.0/UDP "
                             "192.168.1.60:5060;branch=z9hG4bKo1\r\nFrom: <sip:test@192.168.1.60>;tag=77\r\nTo: "
                             "<sip:1001@192.168.1.100:5060>\r\nCall-ID: o1@192.168.1.60\r\nCSeq: 7 "
                             "OPTIONS\r\nContent-Length: 0\r\n\r\n");
    transcript_expect(TEST_SOURCE_DIR "/data/options_200.txt", call_peer_expect(&w->peer, "SIP/2.0 200", 100));
}

static void a_call_is_set_up_talks_and_ends(void **state)
{
    struct call_rig *w = *state;
    const char *invite = dial(w, "200");
    call_peer_reply(&w->peer, invite, 100, "", "");
    call_peer_reply(&w->peer, invite, 180, "", "");
    hears(w, "tone Ring_Back_Tone");
    call_peer_reply(&w->peer, invite, 200, "", CALL_PEER_SDP);
    const char *ack = call_peer_expect(&w->peer, "ACK sip:peer@192.168.1.60:5060 ", 100);
    char field[512];
    assert_string_equal(call_peer_field(ack, "CSeq", field), "101 ACK");
    device_rig_pass_ms(&w->unit, 2 * SECOND);
    assert_in_range(w->peer.n_rtp, 60, 70);
    call_rig_hang_up(w);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "BYE ", 2 * SECOND), 200, "", "");
    call_peer_expect_none(&w->peer, "BYE ", 5 * SECOND);
}

static void an_invite_is_sent_again_until_timer_b(void **state)
{
    struct call_rig *w = *state;
    static const double at[] = {0, .5, 1.5, 3.5, 7.5, 15.5, 31.5}; /* RFC 3261 section 17.1.1.2 */
    (void)dial(w, "200");
    unsigned first = w->peer.n - 1;
    device_rig_pass_s(&w->unit, 40);
    assert_int_equal(call_peer_count(&w->peer, "INVITE "), 7);
    for (unsigned i = 0; i < 7; i++) {
        double since = (double)(w->peer.message[first + i].at_us - w->peer.message[first].at_us) / 1e6;
        if (since < at[i] - 0.001 || since > at[i] + 0.001) {
            fail_msg("INVITE %u at %.3f s, not %.3f", i, since, at[i]);
        }
    }
    hears(w, "tone Reorder_Tone");
}

static void an_answer_again_gets_its_ack_again(void **state)
{
    struct call_rig *w = *state;
    const char *invite = connect(w, "200");
    call_peer_reply(&w->peer, invite, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    call_rig_hang_up(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    invite = dial(w, "201");
    call_peer_reply(&w->peer, invite, 486, "", "");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    call_peer_reply(&w->peer, invite, 486, "", "");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
}

/* Answer, headers, what the caller hears. Sources: firmware/call/out.c. */
static void each_answer_has_its_tone(void **state)
{
    struct call_rig *w = *state;
    static const struct {
        int status;
        const char *tone;
    } rows[] = {{486, "Busy_Tone"},    {404, "SIT1_Tone"},    {503, "SIT2_Tone"},   {410, "SIT3_Tone"},
                {600, "Reorder_Tone"}, {480, "Reorder_Tone"}, {302, "Reorder_Tone"}};
    device_rig_set(&w->unit, "SIT1_RSC", "404");
    device_rig_set(&w->unit, "SIT2_RSC", "50?, 6?1");
    device_rig_set(&w->unit, "SIT3_RSC", "4?0");
    device_rig_set(&w->unit, "SIT1_RSC", "404, 480");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64];
        call_peer_reply(&w->peer, dial(w, "200"), rows[i].status, "", "");
        (void)snprintf(text, sizeof text, "tone %s", rows[i].status == 480 ? "SIT1_Tone" : rows[i].tone);
        (void)device_rig_expect_within(&w->unit, &fw_signal_line, text, 2);
        call_rig_hang_up(w);
    }
}

static void busy_ends_in_reorder_and_the_howler(void **state)
{
    struct call_rig *w = *state;
    call_peer_reply(&w->peer, dial(w, "200"), 486, "", "");
    hears(w, "tone Busy_Tone");
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, "tone Reorder_Tone", 11);
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, "tone Off_Hook_Warning_Tone", 11);
}

static void ring_back_is_by_the_answer(void **state)
{
    struct call_rig *w = *state;
    const char *invite = dial(w, "200");
    call_peer_reply(&w->peer, invite, 182, "", "");
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, "tone Ring_Back_2_Tone", 1);
    call_peer_reply(&w->peer, invite, 183, "", CALL_PEER_SDP); /* early media: no tone */
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    assert_true(w->peer.n_rtp > 20);
    call_peer_reply(&w->peer, invite, 180, "", "");
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, "tone Ring_Back_Tone", 1);
}

static void sticky_183_keeps_early_media(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Sticky_183_1_", "Yes");
    const char *invite = dial(w, "200");
    call_peer_reply(&w->peer, invite, 183, "", CALL_PEER_SDP);
    call_peer_reply(&w->peer, invite, 180, "", "");
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    assert_false(device_rig_saw(&w->unit, &fw_signal_line, "tone Ring_Back_Tone"));
}

static void a_challenge_is_answered_and_remembered(void **state)
{
    struct call_rig *w = *state;
    char a[512], b[512];
    const char *first = dial(w, "200");
    call_peer_reply(&w->peer, first, 407,
                    "Proxy-Authenticate: Digest realm=\"lab.test\", nonce=\"47abd040\", algorithm=MD5\r\n", "");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    const char *again = call_peer_expect(&w->peer, "INVITE ", 100);
    assert_string_equal(call_peer_field(again, "Call-ID", a), call_peer_field(first, "Call-ID", b));
    assert_string_equal(call_peer_field(again, "From", a), call_peer_field(first, "From", b));
    assert_string_equal(call_peer_field(again, "CSeq", a), "102 INVITE");
    assert_string_not_equal(call_peer_field(again, "Via", a), call_peer_field(first, "Via", b));
    assert_string_equal(call_peer_body(again), call_peer_body(first));
    assert_non_null(
        strstr(call_peer_field(again, "Proxy-Authorization", a), "nonce=\"47abd040\",uri=\"sip:200@192.168.1.60\""));
    call_peer_reply(&w->peer, again, 200, "", CALL_PEER_SDP);
    assert_non_null(strstr(call_peer_expect(&w->peer, "ACK ", 100), "\r\nProxy-Authorization: "));
    call_rig_hang_up(w);
    const char *bye = call_peer_expect(&w->peer, "BYE ", 100);
    assert_non_null(strstr(bye, "\r\nProxy-Authorization: Digest username=\"1001\",realm=\"lab.test\""));
    call_peer_reply(&w->peer, bye, 200, "", "");
    assert_non_null(strstr(dial(w, "201"), "\r\nProxy-Authorization: "));
}

static void challenges_are_answered_twice_at_most(void **state)
{
    struct call_rig *w = *state;
    const char *invite = dial(w, "200");
    for (unsigned i = 0; i < 3; i++) {
        call_peer_reply(&w->peer, invite, 401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n", "");
        if (i < 2) {
            invite = call_peer_expect(&w->peer, "INVITE ", 100);
        }
    }
    call_peer_expect_none(&w->peer, "INVITE ", 1 * SECOND);
    hears(w, "tone Reorder_Tone");
}

static void on_hook_cancels(void **state)
{
    struct call_rig *w = *state;
    char a[512], b[512];
    const char *invite = dial(w, "200");
    call_peer_reply(&w->peer, invite, 180, "", "");
    call_rig_hang_up(w);
    const char *cancel = call_peer_expect(&w->peer, "CANCEL ", 100);
    assert_string_equal(call_peer_field(cancel, "Via", a), call_peer_field(invite, "Via", b));
    assert_string_equal(call_peer_field(cancel, "CSeq", a), "101 CANCEL");
    call_peer_reply(&w->peer, cancel, 200, "", "");
    call_peer_reply(&w->peer, invite, 487, "", "");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    call_peer_expect_none(&w->peer, "", 40 * SECOND);
}

static void cancel_waits_for_the_first_answer(void **state)
{
    struct call_rig *w = *state;
    const char *invite = dial(w, "200");
    call_rig_hang_up(w);
    call_peer_expect_none(&w->peer, "CANCEL ", 1 * SECOND);
    call_peer_reply(&w->peer, invite, 100, "", "");
    (void)call_peer_expect(&w->peer, "CANCEL ", 100);
}

static void an_answer_that_crosses_cancel_is_acknowledged_and_ended(void **state)
{
    struct call_rig *w = *state;
    const char *invite = dial(w, "200");
    call_peer_reply(&w->peer, invite, 180, "", "");
    call_rig_hang_up(w);
    (void)call_peer_expect(&w->peer, "CANCEL ", 100);
    call_peer_reply(&w->peer, invite, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
}

static void a_redirection_is_followed(void **state)
{
    struct call_rig *w = *state;
    call_peer_reply(&w->peer, dial(w, "200"), 302, "Contact: <sip:300@192.168.1.60>\r\n", "");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    const char *again = call_peer_expect(&w->peer, "INVITE sip:300@192.168.1.60 ", 100);
    char field[512];
    assert_string_equal(call_peer_field(again, "To", field), "<sip:200@192.168.1.60>");
    call_peer_reply(&w->peer, again, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
}

static void redirections_end_at_Max_Redirection(void **state)
{
    struct call_rig *w = *state;
    const char *invite = dial(w, "200");
    for (unsigned i = 1; i <= 6; i++) {
        char contact[64];
        (void)snprintf(contact, sizeof contact, "Contact: <sip:30%u@192.168.1.60>\r\n", i);
        call_peer_reply(&w->peer, invite, 301, contact, "");
        if (i <= 5) {
            invite = call_peer_expect(&w->peer, "INVITE ", 100);
        }
    }
    call_peer_expect_none(&w->peer, "INVITE ", 1 * SECOND);
}

static void a_server_that_is_down_is_followed_by_the_next(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Proxy_1_", "sip.test:SRV=192.168.1.60:5060:p=0|192.168.1.60:5070:p=1");
    call_peer_reply(&w->peer, dial(w, "200"), 503, "", "");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    assert_true(device_rig_saw(&w->unit, &fw_signal_sip, "out INVITE (INVITE) to 192.168.1.60:5070"));
}

static void routes_are_those_of_the_answer(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    const char *invite = dial(w, "200");
    call_peer_reply(&w->peer, invite, 200,
                    "Record-Route: <sip:10.2.2.2;lr>,<sip:10.1.1.1;lr>\r\nRecord-Route: <sip:192.168.1.60:5060;lr>\r\n",
                    CALL_PEER_SDP);
    const char *ack = call_peer_expect(&w->peer, "ACK sip:peer@192.168.1.60:5060 ", 100);
    assert_string_equal(call_peer_field(ack, "Route", field),
                        "<sip:192.168.1.60:5060;lr>,<sip:10.1.1.1;lr>,<sip:10.2.2.2;lr>");
}

static void without_registration_there_is_silence(void **state)
{
    struct call_rig *w = *state;
    w->peer.is_silent = true;
    call_rig_start(w);
    device_rig_forget(&w->unit);
    emu_phone_set_hook(w->phone, true);
    device_rig_pass_s(&w->unit, 15);
    assert_false(device_rig_saw(&w->unit, &fw_signal_line, "tone"));
    assert_int_equal(emu_phone_dial(w->phone, "200"), RT_OK);
    (void)device_rig_expect_within(&w->unit, &fw_signal_call, "no call, line not registered: 200", 3);
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, "tone Reorder_Tone", 3);
    assert_int_equal(call_peer_count(&w->peer, "INVITE "), 0);
}

static void Make_Call_Without_Reg_makes_calls(void **state)
{
    struct call_rig *w = *state;
    w->peer.is_silent = true;
    device_rig_set(&w->unit, "Make_Call_Without_Reg_1_", "Yes");
    (void)dial(w, "200");
}

static void the_peer_hangs_up(void **state)
{
    struct call_rig *w = *state;
    (void)connect(w, "200");
    device_rig_forget(&w->unit);
    call_peer_request(&w->peer, "BYE", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    device_rig_pass_ms(&w->unit, 4800);
    assert_false(device_rig_saw(&w->unit, &fw_signal_line, "tone")); /* Reorder_Delay 5 */
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, "tone Reorder_Tone", 1);
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, "tone Off_Hook_Warning_Tone", 12);
    call_rig_hang_up(w);
    call_peer_expect_none(&w->peer, "BYE ", 1 * SECOND);
}

static void an_emergency_call_is_not_ended_by_the_hook(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Emergency_Number_1_", "911");
    (void)connect(w, "911");
    emu_phone_flash(w->phone);
    device_rig_pass_ms(&w->unit, 2 * SECOND);
    call_rig_hang_up(w);
    call_peer_expect_none(&w->peer, "BYE ", 5 * SECOND);
    call_peer_request(&w->peer, "BYE", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
}

static void statistics_go_with_the_end(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    unsigned ps, os, pr, or, pl, ji, la, du;
    device_rig_set(&w->unit, "Stats_In_BYE", "Yes");
    (void)connect(w, "200");
    device_rig_pass_s(&w->unit, 7);
    call_rig_hang_up(w);
    (void)call_peer_field(call_peer_expect(&w->peer, "BYE ", 100), "P-RTP-Stat", field);
    assert_int_equal(sscanf(field, "PS=%u,OS=%u,PR=%u,OR=%u,PL=%u,JI=%u,LA=%u,DU=%u,EN=G711u,DE=", &ps, &os, &pr, & or,
                            &pl, &ji, &la, &du),
                     8);
    assert_int_equal(os, ps * 240);
    assert_int_equal(ps, w->peer.n_rtp);
    assert_in_range(du, 7, 8);
}

static void an_anonymous_call_hides_the_account(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    device_rig_set(&w->unit, "Block_CID_Setting_1_", "Yes");
    const char *invite = dial(w, "200");
    assert_non_null(strstr(call_peer_field(invite, "From", field), "nonymous"));
    assert_null(strstr(field, "1001"));
    assert_non_null(strstr(call_peer_field(invite, "Remote-Party-ID", field), "privacy=full"));
}

/* A dialled address without a user has none in the URI either: "sip:@host" is no URI (RFC 3261 section 25.1). */
static void a_dialled_address_is_called(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Enable_IP_Dialing_1_", "Yes");
    const char *invite = dial(w, "192*168*1*60#");
    assert_int_equal(strncmp(invite, "INVITE sip:192.168.1.60 ", 24), 0);
}

static void INVITE_Expires_gives_up(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "INVITE_Expires", "30");
    const char *invite = dial(w, "200");
    call_peer_reply(&w->peer, invite, 180, "", "");
    call_peer_expect_none(&w->peer, "CANCEL ", 29 * SECOND);
    (void)call_peer_expect(&w->peer, "CANCEL ", 2 * SECOND);
    hears(w, "tone Reorder_Tone");
}

static void a_resync_that_waits_follows_the_hang_up(void **state)
{
    struct call_rig *w = *state;
    (void)connect(w, "200");
    assert_int_equal(fw_prov_request_resync(fw_device_prov(w->unit.device), RT_STR(""), 0), RT_OK);
    device_rig_forget(&w->unit);
    device_rig_pass_s(&w->unit, 60);
    assert_false(device_rig_saw(&w->unit, &fw_signal_resync, "fetch"));
    call_rig_hang_up(w);
    (void)device_rig_expect_within(&w->unit, &fw_signal_resync, NULL, 5);
}

/* Captured offers of one unit, 100.21 s apart: o= differs by 10021, the port by 2. */
static void the_session_id_is_the_uptime_and_ports_go_on(void **state)
{
    struct call_rig *w = *state;
    unsigned long long id[2], version[2];
    unsigned port[2];
    uint64_t at_us[2];
    for (unsigned i = 0; i < 2; i++) {
        const char *invite = dial(w, "200");
        at_us[i] = w->peer.message[w->peer.cursor - 1].at_us;
        assert_int_equal(sscanf(strstr(invite, "\r\no=- "), "\r\no=- %llu %llu IN", &id[i], &version[i]), 2);
        assert_int_equal(sscanf(strstr(invite, "\r\nm=audio "), "\r\nm=audio %u RTP", &port[i]), 1);
        assert_int_equal(id[i], version[i]);
        call_peer_reply(&w->peer, invite, 486, "", "");
        call_rig_hang_up(w);
        device_rig_pass_s(&w->unit, 100);
    }
    assert_in_range(id[1] - id[0], (at_us[1] - at_us[0]) / 10000 - 1, (at_us[1] - at_us[0]) / 10000 + 1);
    assert_int_equal(port[1] - port[0], 2);
}

/* Lines for Debug_Server, in this order. recall. */
static void a_technician_follows_the_call(void **state)
{
    struct call_rig *w = *state;
    static const char *const lines[] = {"[0]Off Hook",
                                        "[0:0]AUD ALLOC CALL (port=16384)",
                                        "Calling:200@192.168.1.60:0",
                                        "CC:Ringback",
                                        "CC:Connected",
                                        "[0]On Hook",
                                        "[0:0]AUD Rel Call",
                                        "CC:Clean Up"};
    device_rig_set(&w->unit, "Debug_Server", "192.168.1.200");
    device_rig_set(&w->unit, "Debug_Level", "1");
    (void)connect(w, "200");
    call_rig_hang_up(w);
    const char *at = device_rig_lines(&w->unit);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *found = strstr(at, lines[i]);
        if (found == NULL) {
            fail_msg("no '%s' in: %s", lines[i], at);
        }
        at = found + strlen(lines[i]);
    }
}

static void calls_leave_nothing_behind(void **state)
{
    struct call_rig *w = *state;
    (void)connect(w, "200");
    call_rig_hang_up(w);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "BYE ", 100), 200, "", "");
    device_rig_pass_s(&w->unit, 60);
    uint64_t n = rt_mem_n_live();
    for (unsigned i = 0; i < 20; i++) {
        (void)connect(w, "200");
        call_rig_hang_up(w);
        call_peer_reply(&w->peer, call_peer_expect(&w->peer, "BYE ", 100), 200, "", "");
    }
    device_rig_pass_s(&w->unit, 60);
    assert_in_range(rt_mem_n_live(), n - 16, n + 16); /* cached answers and ACKs are bounded */
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, call_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(the_texts_are_those_of_the_captures),
        T(a_call_is_set_up_talks_and_ends),
        T(an_invite_is_sent_again_until_timer_b),
        T(an_answer_again_gets_its_ack_again),
        T(each_answer_has_its_tone),
        T(busy_ends_in_reorder_and_the_howler),
        T(ring_back_is_by_the_answer),
        T(sticky_183_keeps_early_media),
        T(a_challenge_is_answered_and_remembered),
        T(challenges_are_answered_twice_at_most),
        T(on_hook_cancels),
        T(cancel_waits_for_the_first_answer),
        T(an_answer_that_crosses_cancel_is_acknowledged_and_ended),
        T(a_redirection_is_followed),
        T(redirections_end_at_Max_Redirection),
        T(a_server_that_is_down_is_followed_by_the_next),
        T(routes_are_those_of_the_answer),
        T(without_registration_there_is_silence),
        T(Make_Call_Without_Reg_makes_calls),
        T(the_peer_hangs_up),
        T(an_emergency_call_is_not_ended_by_the_hook),
        T(statistics_go_with_the_end),
        T(an_anonymous_call_hides_the_account),
        T(a_dialled_address_is_called),
        T(INVITE_Expires_gives_up),
        T(a_resync_that_waits_follows_the_hang_up),
        T(the_session_id_is_the_uptime_and_ports_go_on),
        T(a_technician_follows_the_call),
        T(calls_leave_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
