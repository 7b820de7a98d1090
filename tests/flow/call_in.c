/* SPDX-License-Identifier: MIT */
/* Calls for the unit, and what happens in a call, with a telephone of the tests at the other end. */
#include <harness/test.h>
#include <harness/call_peer.h>
#include <fw/call.h>
#include <fw/channel.h>
#include <host/signals.h>
#include <rt/mem.h>
#include <unit/phone.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000u
#define LINE   &fw_signal_line
#define CALL   &fw_signal_call

struct world {
    struct device_rig unit;
    struct call_peer peer;
    struct emu_phone *phone;
};

static int set_up(void **state)
{
    static struct world w;
    device_rig_init(&w.unit, "5.2.10");
    call_peer_init(&w.peer, &w.unit);
    device_rig_set(&w.unit, "Dial_Plan_1_", "(2xx)");
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    emu_phone_destroy(w->phone);
    w->phone = NULL;
    call_peer_fini(&w->peer);
    device_rig_fini(&w->unit);
    return 0;
}

static void start(struct world *w)
{
    device_rig_start(&w->unit);
    device_rig_pass_s(&w->unit, 20);
    w->phone = emu_phone_create(w->unit.board, 0);
    device_rig_forget(&w->unit);
}

static void ring(struct world *w)
{
    start(w);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 100", 100);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    (void)device_rig_expect_within(&w->unit, &board_signal_ring, NULL, 5);
}

/* Until it is answered. Returns the 200. */
static const char *connect(struct world *w)
{
    ring(w);
    emu_phone_set_hook(w->phone, true);
    const char *ok = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    call_peer_request(&w->peer, "ACK", "", "", "");
    return ok;
}

static void on_hook(struct world *w)
{
    emu_phone_set_hook(w->phone, false);
    device_rig_pass_ms(&w->unit, 1 * SECOND);
}

static unsigned rtp_in(struct world *w, uint64_t ms)
{
    unsigned before = w->peer.n_rtp;
    device_rig_pass_ms(&w->unit, ms);
    return w->peer.n_rtp - before;
}

static void a_call_rings_is_answered_and_ends(void **state)
{
    struct world *w = *state;
    char field[512];
    const char *ok = connect(w);
    assert_string_equal(call_peer_field(ok, "CSeq", field), "1 INVITE");
    assert_string_equal(call_peer_field(ok, "Contact", field), "J. Smith <sip:1001@192.168.1.100:5060>");
    assert_string_equal(call_peer_field(ok, "Allow", field), "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, REFER");
    assert_string_equal(call_peer_field(ok, "Content-Type", field), "application/sdp");
    assert_non_null(strstr(call_peer_field(ok, "To", field), "i0"));
    assert_non_null(strstr(call_peer_body(ok), "m=audio 16384 RTP/AVP 0 101\r\n"));
    assert_in_range(rtp_in(w, 3 * SECOND), 95, 105);
    on_hook(w);
    const char *bye = call_peer_expect(&w->peer, "BYE ", 100);
    assert_string_equal(call_peer_field(bye, "CSeq", field), "101 BYE");
    call_peer_reply(&w->peer, bye, 200, "", "");
    call_peer_expect_none(&w->peer, "", 5 * SECOND);
}

static void the_order_of_fields_is_that_of_captured_answers(void **state)
{
    struct world *w = *state;
    static const char *const names[] = {"To",      "From",   "Call-ID",        "CSeq",  "Via",       "Record-Route",
                                        "Contact", "Server", "Content-Length", "Allow", "Supported", "Content-Type"};
    start(w);
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
    struct world *w = *state;
    ring(w);
    call_peer_request(&w->peer, "CANCEL", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    (void)call_peer_expect(&w->peer, "SIP/2.0 487", 100);
    (void)device_rig_expect_within(&w->unit, CALL, "Ringing -> Idle", 1);
    call_peer_request(&w->peer, "ACK", "", "", "");
    call_peer_expect_none(&w->peer, "", 40 * SECOND);
}

static void a_refusal_comes_until_its_ack(void **state)
{
    struct world *w = *state;
    ring(w);
    call_peer_request(&w->peer, "CANCEL", "", "", "");
    unsigned n = call_peer_count(&w->peer, "SIP/2.0 487");
    device_rig_pass_ms(&w->unit, 4 * SECOND);
    assert_int_equal(call_peer_count(&w->peer, "SIP/2.0 487"), n + 3); /* .5, 1.5, 3.5 s */
    call_peer_request(&w->peer, "ACK", "", "", "");
    call_peer_expect_none(&w->peer, "", 40 * SECOND);
}

static void an_answer_without_its_ack_ends_the_call(void **state)
{
    struct world *w = *state;
    ring(w);
    emu_phone_set_hook(w->phone, true);
    device_rig_pass_s(&w->unit, 31);
    assert_in_range(call_peer_count(&w->peer, "SIP/2.0 200"), 10, 12);
    (void)call_peer_expect(&w->peer, "BYE ", 3 * SECOND);
}

static void an_invite_that_comes_again_gets_the_same_answer(void **state)
{
    struct world *w = *state;
    ring(w);
    call_peer_send(&w->peer, w->peer.invite);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    assert_int_equal(call_peer_count(&w->peer, "SIP/2.0 180"), 2);
}

/* Settings, headers of the INVITE, the answer. */
static void the_services_of_the_line_answer(void **state)
{
    struct world *w = *state;
    char field[512];
    start(w);
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
    struct world *w = *state;
    char field[512];
    device_rig_set(&w->unit, "Cfwd_No_Ans_Dest_1_", "400");
    ring(w);
    call_peer_expect_none(&w->peer, "SIP/2.0 302", 19 * SECOND);
    assert_string_equal(call_peer_field(call_peer_expect(&w->peer, "SIP/2.0 302", 2 * SECOND), "Contact", field),
                        "<sip:400@192.168.1.60>");
    call_peer_request(&w->peer, "ACK", "", "", "");
    emu_phone_set_hook(w->phone, true);
    call_peer_expect_none(&w->peer, "SIP/2.0 200", 5 * SECOND);
}

static void Expires_of_the_caller_ends_the_ring(void **state)
{
    struct world *w = *state;
    start(w);
    call_peer_invite(&w->peer, "Expires: 10\r\n", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    call_peer_expect_none(&w->peer, "SIP/2.0 4", 9500);
    (void)call_peer_expect(&w->peer, "SIP/2.0 480", 1 * SECOND);
}

static void a_line_that_is_not_registered_takes_calls_only_when_told(void **state)
{
    struct world *w = *state;
    w->peer.is_silent = true;
    start(w);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 480", 100);
    device_rig_set(&w->unit, "Ans_Call_Without_Reg_1_", "Yes");
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
}

static void a_line_in_use_is_busy(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->unit, "CW_Setting_1_", "No");
    (void)connect(w);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 486", 100);
    on_hook(w);
    emu_phone_set_hook(w->phone, true);
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP); /* dial tone */
    (void)call_peer_expect(&w->peer, "SIP/2.0 486", 100);
}

static void a_call_waits_and_a_flash_answers_it(void **state)
{
    struct world *w = *state;
    (void)connect(w);
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
    assert_in_range(rtp_in(w, 3 * SECOND), 95, 103);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK); /* swaps: hold, resume */
    (void)call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
    (void)call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
}

static void hanging_up_while_a_call_waits_rings_with_it(void **state)
{
    struct world *w = *state;
    (void)connect(w);
    device_rig_pass_ms(&w->unit, 500);
    call_peer_invite(&w->peer, "From: <sip:2003@sip.test>;tag=other\r\n", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    device_rig_pass_ms(&w->unit, 500);
    device_rig_forget(&w->unit);
    on_hook(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    (void)device_rig_expect_within(&w->unit, &board_signal_ring, NULL, 5);
    emu_phone_set_hook(w->phone, true);
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 200);
}

static void a_user_that_is_no_account_does_not_exist(void **state)
{
    struct world *w = *state;
    start(w);
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
    struct world *w = *state;
    start(w);
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
    struct world *w = *state;
    start(w);
    call_peer_invite(&w->peer, "", "");
    emu_phone_set_hook(w->phone, true);
    const char *ok = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_non_null(strstr(call_peer_body(ok), "m=audio 16384 RTP/AVP 0 2 8 96 97 98 100 101\r\n"));
    assert_int_equal(rtp_in(w, 1 * SECOND), 0);
    call_peer_request(&w->peer, "ACK", "", "application/sdp", CALL_PEER_SDP);
    assert_in_range(rtp_in(w, 1 * SECOND), 30, 35);
}

static void Auth_INVITE_wants_the_password(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->unit, "Auth_INVITE_1_", "Yes");
    start(w);
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    const char *challenge = call_peer_expect(&w->peer, "SIP/2.0 401", 100);
    assert_non_null(strstr(challenge, "WWW-Authenticate: Digest realm=\"192.168.1.60\""));
    call_peer_expect_none(&w->peer, "SIP/2.0 18", 1 * SECOND);
}

static void Callee_On_Hook_Delay_keeps_a_call(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->unit, "Callee_On_Hook_Delay", "10");
    (void)connect(w);
    on_hook(w);
    call_peer_expect_none(&w->peer, "BYE ", 5 * SECOND);
    emu_phone_set_hook(w->phone, true);
    assert_in_range(rtp_in(w, 1 * SECOND), 30, 36);
    on_hook(w);
    (void)call_peer_expect(&w->peer, "BYE ", 11 * SECOND);
}

/* ---- in the call ---- */

static void a_flash_holds_and_another_resumes(void **state)
{
    struct world *w = *state;
    char field[512];
    (void)connect(w);
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
    assert_int_equal(rtp_in(w, 1 * SECOND), 0);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    const char *resume = call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
    assert_non_null(strstr(call_peer_body(resume), "\r\nc=IN IP4 192.168.1.100\r\n"));
    assert_non_null(strstr(call_peer_body(resume), "\r\na=sendrecv\r\n"));
    call_peer_reply(&w->peer, resume, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    assert_in_range(rtp_in(w, 1 * SECOND), 30, 36);
    (void)device_rig_expect_within(&w->unit, CALL, "Resuming -> Connected", 1);
}

static void a_hold_that_meets_another_is_tried_again(void **state)
{
    struct world *w = *state;
    (void)connect(w);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 491, "", "");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    (void)call_peer_expect(&w->peer, "INVITE ", 2100); /* not the owner of the Call-ID: up to 2 s */
}

static void a_held_call_rings_when_the_handset_is_down(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->unit, "Hold_Reminder_Ring_1_", "8");
    (void)connect(w);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_forget(&w->unit);
    on_hook(w);
    (void)device_rig_expect_within(&w->unit, &board_signal_ring, NULL, 2);
    emu_phone_set_hook(w->phone, true);
    assert_non_null(strstr(call_peer_body(call_peer_expect(&w->peer, "INVITE ", 100)), "a=sendrecv"));
}

static void a_second_call_goes_out_while_the_first_is_held(void **state)
{
    struct world *w = *state;
    (void)connect(w);
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
static void confer(struct world *w)
{
    (void)connect(w);
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
    struct world *w = *state;
    confer(w);
    assert_in_range(rtp_in(w, 3 * SECOND), 190, 205); /* two streams */
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    (void)call_peer_expect(&w->peer, "BYE ", 1 * SECOND); /* the second party */
    device_rig_pass_ms(&w->unit, 100);
    assert_in_range(rtp_in(w, 3 * SECOND), 95, 103);
    on_hook(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
}

/* The second call rings: a flash brings the first back beside the ring-back tone; when it is refused the first goes on.
 */
static void a_flash_while_the_second_rings_joins_early(void **state)
{
    struct world *w = *state;
    char second[CALL_PEER_TEXT_MAX];
    (void)connect(w);
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
    assert_in_range(rtp_in(w, 3 * SECOND), 95, 103);
    device_rig_forget(&w->unit);
    call_peer_reply(&w->peer, second, 486, "", "");
    assert_in_range(rtp_in(w, 3 * SECOND), 95, 103);
    assert_false(device_rig_saw(&w->unit, LINE, "tone"));
    on_hook(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
}

static void hanging_up_ends_a_conference(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->unit, "Xfer_When_Hangup_Conf_1_", "No");
    confer(w);
    on_hook(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    device_rig_pass_s(&w->unit, 60);
    assert_true(fw_calls_are_idle(fw_device_calls(w->unit.device)));
}

static void a_party_that_leaves_leaves_the_other(void **state)
{
    struct world *w = *state;
    confer(w);
    call_peer_request(&w->peer, "BYE", "", "", ""); /* of the second: the last dialog */
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    device_rig_pass_ms(&w->unit, 100);
    assert_in_range(rtp_in(w, 3 * SECOND), 95, 103);
}

static void strangers_are_dropped_when_told(void **state)
{
    struct world *w = *state;
    device_rig_set(&w->unit, "Restrict_Source_IP_1_", "Yes");
    start(w);
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
    struct world *w = *state;
    (void)connect(w);
    device_rig_pass_ms(&w->unit, 500);
    unsigned before = w->peer.n_events;
    assert_int_equal(emu_phone_dial(w->phone, "7"), RT_OK);
    device_rig_pass_ms(&w->unit, 500);
    assert_in_range(w->peer.n_events - before, 4, 10);
    assert_int_equal(call_peer_count(&w->peer, "INFO "), 0);
}

static void hanging_up_at_once_after_a_flash_back_ends_the_call(void **state)
{
    struct world *w = *state;
    (void)connect(w);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    (void)call_peer_expect(&w->peer, "INVITE ", 1 * SECOND); /* resuming */
    on_hook(w);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    device_rig_pass_s(&w->unit, 60);
    assert_true(fw_calls_are_idle(fw_device_calls(w->unit.device)));
}

static const char hold_sdp[] = "v=0\r\no=- 1 2 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
                               "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n";

static void the_peer_holds_and_resumes(void **state)
{
    struct world *w = *state;
    (void)connect(w);
    device_rig_pass_ms(&w->unit, 500);
    call_peer_request(&w->peer, "INVITE", "", "application/sdp", hold_sdp);
    const char *ok = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_non_null(strstr(call_peer_body(ok), "\r\na=recvonly\r\n"));
    call_peer_request(&w->peer, "ACK", "", "", "");
    (void)device_rig_expect_within(&w->unit, LINE, "tone Holding_Tone", 2);
    assert_int_equal(rtp_in(w, 1 * SECOND), 0);
    assert_string_equal(fw_call_facts(fw_device_calls(w->unit.device), 1, 1).remote_hold, "Yes");
    call_peer_request(&w->peer, "INVITE", "", "application/sdp", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    call_peer_request(&w->peer, "ACK", "", "", "");
    assert_in_range(rtp_in(w, 1 * SECOND), 30, 36);
    assert_string_equal(fw_call_facts(fw_device_calls(w->unit.device), 1, 1).remote_hold, "No");
}

static void digits_go_as_the_method_says(void **state)
{
    struct world *w = *state;
    char field[512];
    device_rig_set(&w->unit, "DTMF_Tx_Method_1_", "INFO");
    (void)connect(w);
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
    struct world *w = *state;
    (void)connect(w);
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
    struct world *w = *state;
    static const struct {
        const char *method;
        const char *status;
    } rows[] = {{"OPTIONS", "SIP/2.0 200"}, {"UPDATE", "SIP/2.0 405"}, {"REFER", "SIP/2.0 400"},
                {"MESSAGE", "SIP/2.0 405"}, {"PRACK", "SIP/2.0 405"},  {"INFO", "SIP/2.0 200"},
                {"NOTIFY", "SIP/2.0 489"}};
    (void)connect(w);
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
    struct world *w = *state;
    (void)connect(w);
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

/* 200 INVITEs at once: the answers are bounded, and afterwards the line takes calls as ever. */
static void a_flood_is_bounded(void **state)
{
    struct world *w = *state;
    uint64_t n_live = 0;
    start(w);
    for (unsigned i = 0; i < 150; i++) {
        call_peer_invite(&w->peer, "", CALL_PEER_SDP);
        n_live = i == 20 ? rt_mem_n_live() : n_live;
    }
    assert_in_range(rt_mem_n_live(), 0, n_live + 30);
    device_rig_pass_s(&w->unit, 200);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
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
        T(a_flood_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
