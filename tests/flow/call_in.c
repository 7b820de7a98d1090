/* SPDX-License-Identifier: MIT */
/* Calls for the unit, and what happens in a call, with a telephone of the tests at the other end. */
#include <harness/test.h>
#include <harness/call_rig.h>
#include <fw/call.h>
#include <fw/channel.h>
#include <host/signals.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000u
#define LINE   &fw_signal_line
#define CALL   &fw_signal_call

static void a_call_rings_is_answered_and_ends(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    const char *ok = call_rig_answer(w);
    assert_string_equal(call_peer_field(ok, "CSeq", field), "1 INVITE");
    assert_string_equal(call_peer_field(ok, "Contact", field), "J. Smith <sip:1001@192.168.1.100:5060>");
    assert_string_equal(call_peer_field(ok, "Allow", field), "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, REFER");
    assert_string_equal(call_peer_field(ok, "Content-Type", field), "application/sdp");
    assert_non_null(strstr(call_peer_field(ok, "To", field), "i0"));
    assert_non_null(strstr(call_peer_body(ok), "m=audio 16384 RTP/AVP 0 101\r\n"));
    assert_in_range(call_rig_rtp(w, 3 * SECOND), 95, 105);
    call_rig_hang_up(w);
    const char *bye = call_peer_expect(&w->peer, "BYE ", 100);
    assert_string_equal(call_peer_field(bye, "CSeq", field), "101 BYE");
    call_peer_reply(&w->peer, bye, 200, "", "");
    call_peer_expect_none(&w->peer, "", 5 * SECOND);
}

static void the_order_of_fields_is_that_of_captured_answers(void **state)
{
    struct call_rig *w = *state;
    static const char *const names[] = {"To",      "From",   "Call-ID",        "CSeq",  "Via",       "Record-Route",
                                        "Contact", "Server", "Content-Length", "Allow", "Supported", "Content-Type"};
    call_rig_start(w);
    call_peer_invite(&w->peer, "Record-Route: <sip:192.168.1.60;lr>\r\n", CALL_PEER_SDP);
    emu_phone_set_hook(w->phone, true);
    const char *at = strstr(call_peer_expect(&w->peer, "SIP/2.0 200", 100), "\r\n") + 2;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_memory_equal(at, names[i], strlen(names[i]));
        at = strstr(at, "\r\n") + 2;
    }
    assert_memory_equal(at, "\r\n", 2);
}

static void a_caller_who_gives_up(void **state)
{
    struct call_rig *w = *state;
    call_rig_ring(w);
    call_peer_request(&w->peer, "CANCEL", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    (void)call_peer_expect(&w->peer, "SIP/2.0 487", 100);
    (void)device_rig_expect_within(&w->unit, CALL, "Ringing -> Idle", 1);
    call_peer_request(&w->peer, "ACK", "", "", "");
    call_peer_expect_none(&w->peer, "", 40 * SECOND);
}

static void a_refusal_comes_until_its_ack(void **state)
{
    struct call_rig *w = *state;
    call_rig_ring(w);
    call_peer_request(&w->peer, "CANCEL", "", "", "");
    unsigned n = call_peer_count(&w->peer, "SIP/2.0 487");
    device_rig_pass_ms(&w->unit, 4 * SECOND);
    assert_int_equal(call_peer_count(&w->peer, "SIP/2.0 487"), n + 3); /* .5, 1.5, 3.5 s */
    call_peer_request(&w->peer, "ACK", "", "", "");
    call_peer_expect_none(&w->peer, "", 40 * SECOND);
}

static void an_answer_without_its_ack_ends_the_call(void **state)
{
    struct call_rig *w = *state;
    call_rig_ring(w);
    emu_phone_set_hook(w->phone, true);
    device_rig_pass_s(&w->unit, 31);
    assert_in_range(call_peer_count(&w->peer, "SIP/2.0 200"), 10, 12);
    (void)call_peer_expect(&w->peer, "BYE ", 3 * SECOND);
}

static void an_invite_that_comes_again_gets_the_same_answer(void **state)
{
    struct call_rig *w = *state;
    call_rig_ring(w);
    call_peer_send(&w->peer, w->peer.invite);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    assert_int_equal(call_peer_count(&w->peer, "SIP/2.0 180"), 2);
}

/* Settings, headers of the INVITE, the answer. */
static void the_services_of_the_line_answer(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    call_rig_start(w);
    device_rig_set(&w->unit, "Cfwd_All_Dest_1_", "300");
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    assert_string_equal(call_peer_field(call_peer_expect(&w->peer, "SIP/2.0 302", 100), "Contact", field),
                        "<sip:300@192.168.1.60>");
    device_rig_set(&w->unit, "Cfwd_All_Dest_1_", "300@elsewhere.test");
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    assert_string_equal(call_peer_field(call_peer_expect(&w->peer, "SIP/2.0 302", 100), "Contact", field),
                        "<sip:300@elsewhere.test>");
    device_rig_set(&w->unit, "Cfwd_All_Dest_1_", "");
    device_rig_set(&w->unit, "Block_ANC_Setting_1_", "Yes");
    call_peer_invite(&w->peer, "From: Anonymous <sip:anonymous@anonymous.invalid>;tag=a\r\n", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 486", 100);
    call_peer_invite(&w->peer, "Privacy: id\r\n", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 486", 100);
    assert_string_equal(fw_calls_last_caller(fw_device_calls(w->unit.device), 1), "2002");
}

static void no_answer_forwards_after_its_delay(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    device_rig_set(&w->unit, "Cfwd_No_Ans_Dest_1_", "400");
    call_rig_ring(w);
    call_peer_expect_none(&w->peer, "SIP/2.0 302", 19 * SECOND);
    assert_string_equal(call_peer_field(call_peer_expect(&w->peer, "SIP/2.0 302", 2 * SECOND), "Contact", field),
                        "<sip:400@192.168.1.60>");
    call_peer_request(&w->peer, "ACK", "", "", "");
    emu_phone_set_hook(w->phone, true);
    call_peer_expect_none(&w->peer, "SIP/2.0 200", 5 * SECOND);
}

static void Expires_of_the_caller_ends_the_ring(void **state)
{
    struct call_rig *w = *state;
    call_rig_start(w);
    call_peer_invite(&w->peer, "Expires: 10\r\n", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    call_peer_expect_none(&w->peer, "SIP/2.0 4", 9500);
    (void)call_peer_expect(&w->peer, "SIP/2.0 480", 1 * SECOND);
}

static void a_line_that_is_not_registered_takes_calls_only_when_told(void **state)
{
    struct call_rig *w = *state;
    w->peer.is_silent = true;
    call_rig_start(w);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 480", 100);
    device_rig_set(&w->unit, "Ans_Call_Without_Reg_1_", "Yes");
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
}

static void a_line_in_use_is_busy(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "CW_Setting_1_", "No");
    (void)call_rig_answer(w);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 486", 100);
    call_rig_hang_up(w);
    emu_phone_set_hook(w->phone, true);
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP); /* dial tone */
    (void)call_peer_expect(&w->peer, "SIP/2.0 486", 100);
}

static void a_call_waits_and_a_flash_answers_it(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    const char *hold = call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
    assert_non_null(strstr(call_peer_body(hold), "a=sendonly"));
    call_peer_reply(&w->peer, hold, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    assert_true(call_peer_count(&w->peer, "SIP/2.0 200") >= 2); /* both INVITEs of the peer */
    call_peer_request(&w->peer, "ACK", "", "", "");
    device_rig_pass_ms(&w->unit, 100);
    assert_in_range(call_rig_rtp(w, 3 * SECOND), 95, 103);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK); /* swaps: hold, resume */
    (void)call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
    (void)call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
}

static void hanging_up_while_a_call_waits_rings_with_it(void **state)
{
    struct call_rig *w = *state;
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
    call_peer_invite(&w->peer, "From: <sip:2003@sip.test>;tag=other\r\n", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    device_rig_pass_ms(&w->unit, 500);
    device_rig_forget(&w->unit);
    call_rig_hang_up(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    (void)device_rig_expect_within(&w->unit, &board_signal_ring, NULL, 5);
    emu_phone_set_hook(w->phone, true);
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 200);
}

static void a_user_that_is_no_account_does_not_exist(void **state)
{
    struct call_rig *w = *state;
    call_rig_start(w);
    call_peer_send(&w->peer,
                   "INVITE sip:9999@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bKx\r\n"
                   "From: <sip:a@b>;tag=1\r\nTo: <sip:9999@b>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n"
                   "Contact: <sip:a@192.168.1.60>\r\nContent-Length: 0\r\n\r\n");
    const char *answer = call_peer_expect(&w->peer, "SIP/2.0 404", 100);
    assert_null(strstr(answer, "Allow"));
    assert_null(strstr(answer, "Supported"));
}

static void an_offer_without_a_codec_of_ours_is_refused(void **state)
{
    struct call_rig *w = *state;
    call_rig_start(w);
    call_peer_invite(&w->peer, "",
                     "v=0\r\no=- 1 1 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.60\r\nt=0 0\r\n"
                     "m=audio 4000 RTP/AVP 3\r\n");
    (void)call_peer_expect(&w->peer, "SIP/2.0 488", 100);
    call_peer_invite(&w->peer, "",
                     "v=0\r\no=- 1 1 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.60\r\nt=0 0\r\n"
                     "m=image 4000 udptl t38\r\n");
    (void)call_peer_expect(&w->peer, "SIP/2.0 488", 100);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
}

static void an_invite_without_an_offer_gets_one(void **state)
{
    struct call_rig *w = *state;
    call_rig_start(w);
    call_peer_invite(&w->peer, "", "");
    emu_phone_set_hook(w->phone, true);
    const char *ok = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_non_null(strstr(call_peer_body(ok), "m=audio 16384 RTP/AVP 0 2 8 96 97 98 100 101\r\n"));
    assert_int_equal(call_rig_rtp(w, 1 * SECOND), 0);
    call_peer_request(&w->peer, "ACK", "", "application/sdp", CALL_PEER_SDP);
    assert_in_range(call_rig_rtp(w, 1 * SECOND), 30, 35);
}

static void Auth_INVITE_wants_the_password(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Auth_INVITE_1_", "Yes");
    call_rig_start(w);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    const char *challenge = call_peer_expect(&w->peer, "SIP/2.0 401", 100);
    assert_non_null(strstr(challenge, "WWW-Authenticate: Digest realm=\"192.168.1.60\""));
    call_peer_expect_none(&w->peer, "SIP/2.0 18", 1 * SECOND);
}

static void Callee_On_Hook_Delay_keeps_a_call(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Callee_On_Hook_Delay", "10");
    (void)call_rig_answer(w);
    call_rig_hang_up(w);
    call_peer_expect_none(&w->peer, "BYE ", 5 * SECOND);
    emu_phone_set_hook(w->phone, true);
    assert_in_range(call_rig_rtp(w, 1 * SECOND), 30, 36);
    call_rig_hang_up(w);
    (void)call_peer_expect(&w->peer, "BYE ", 11 * SECOND);
}

/* 200 INVITEs at once: the answers are bounded, and afterwards the line takes calls as ever. */
static void a_flood_is_bounded(void **state)
{
    struct call_rig *w = *state;
    uint64_t n_live = 0;
    call_rig_start(w);
    for (unsigned i = 0; i < 150; i++) {
        call_peer_invite(&w->peer, "", CALL_PEER_SDP);
        n_live = i == 20 ? rt_mem_n_live() : n_live;
    }
    assert_in_range(rt_mem_n_live(), 0, n_live + 30);
    device_rig_pass_s(&w->unit, 200);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, call_rig_set_up, call_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(a_call_rings_is_answered_and_ends),
        T(the_order_of_fields_is_that_of_captured_answers),
        T(a_caller_who_gives_up),
        T(a_refusal_comes_until_its_ack),
        T(an_answer_without_its_ack_ends_the_call),
        T(an_invite_that_comes_again_gets_the_same_answer),
        T(the_services_of_the_line_answer),
        T(no_answer_forwards_after_its_delay),
        T(Expires_of_the_caller_ends_the_ring),
        T(a_line_that_is_not_registered_takes_calls_only_when_told),
        T(a_line_in_use_is_busy),
        T(a_call_waits_and_a_flash_answers_it),
        T(hanging_up_while_a_call_waits_rings_with_it),
        T(a_user_that_is_no_account_does_not_exist),
        T(an_offer_without_a_codec_of_ours_is_refused),
        T(an_invite_without_an_offer_gets_one),
        T(Auth_INVITE_wants_the_password),
        T(Callee_On_Hook_Delay_keeps_a_call),
        T(a_flood_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
