/* SPDX-License-Identifier: MIT */
/* REFER and its reports on the wire: texts, refusals, order, what a peer does wrong. */
#include <harness/test.h>
#include <harness/call_rig.h>
#include <fw/call.h>
#include <fw/channel.h>
#include <stdio.h>
#include <string.h>

#define SECOND 1000u

/* The peer has called, and is answered. */
static void connect(struct call_rig *w)
{
    (void)call_rig_answer(w);
    device_rig_pass_ms(&w->unit, 500);
}

/* It is on hold, and *98 201 was dialled: the REFER. */
static const char *refer(struct call_rig *w)
{
    connect(w);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 1 * SECOND), 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(w->phone, "*98,201"), RT_OK);
    return call_peer_expect(&w->peer, "REFER ", 5 * SECOND);
}

static void report(struct call_rig *w, const char *state, const char *fragment)
{
    char headers[200];
    (void)snprintf(headers, sizeof headers, "Event: refer\r\nSubscription-State: %s\r\n", state);
    call_peer_request(&w->peer, "NOTIFY", headers, "message/sipfrag;version=2.0", fragment);
}

static enum fw_call_state state_of(struct call_rig *w, unsigned call)
{
    return fw_call_facts(fw_device_calls(w->unit.device), 1, call).state;
}

static void the_text_of_REFER(void **state)
{
    struct call_rig *w = *state;
    char value[512];
    const char *r = refer(w);
    assert_string_equal(call_peer_field(r, "Refer-To", value), "<sip:201@192.168.1.60>");
    assert_string_equal(call_peer_field(r, "Referred-By", value), "<sip:1001@192.168.1.60>");
    assert_string_equal(call_peer_field(r, "Contact", value), "J. Smith <sip:1001@192.168.1.100:5060>");
    assert_string_equal(call_peer_field(r, "CSeq", value), "102 REFER");
    assert_string_equal(call_peer_field(r, "Content-Length", value), "0");
}

static void a_challenge_is_answered(void **state)
{
    struct call_rig *w = *state;
    char value[512];
    call_peer_reply(&w->peer, refer(w), 407,
                    "Proxy-Authenticate: Digest realm=\"sip.test\", nonce=\"abc\", algorithm=MD5\r\n", "");
    const char *again = call_peer_expect(&w->peer, "REFER ", 1 * SECOND);
    assert_non_null(strstr(call_peer_field(again, "Proxy-Authorization", value), "nonce=\"abc\""));
    assert_string_equal(call_peer_field(again, "CSeq", value), "103 REFER");
    call_peer_reply(&w->peer, again, 202, "", "");
    report(w, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    (void)call_peer_expect(&w->peer, "BYE ", 5 * SECOND);
}

static void a_refusal_brings_the_call_back(void **state)
{
    struct call_rig *w = *state;
    call_peer_reply(&w->peer, refer(w), 603, "", "");
    const char *resume = call_peer_expect(&w->peer, "INVITE ", 1 * SECOND);
    assert_non_null(strstr(call_peer_body(resume), "a=sendrecv"));
    call_peer_reply(&w->peer, resume, 200, "", CALL_PEER_SDP);
    device_rig_pass_ms(&w->unit, 100);
    assert_int_equal(state_of(w, 1), FW_CALL_CONNECTED);
}

static void a_REFER_without_an_answer_ends_the_call(void **state)
{
    struct call_rig *w = *state;
    (void)refer(w);
    (void)call_peer_expect(&w->peer, "BYE ", 40 * SECOND);
    assert_in_range(call_peer_count(&w->peer, "REFER "), 7, 12);
    assert_int_equal(call_peer_count(&w->peer, "INVITE "), 1);
}

/* 202, and nothing more: BYE after Referor_Bye_Delay. */
static void no_report(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "Referor_Bye_Delay_1_", "3");
    call_peer_reply(&w->peer, refer(w), 202, "", "");
    call_peer_expect_none(&w->peer, "BYE ", 2 * SECOND);
    (void)call_peer_expect(&w->peer, "BYE ", 2 * SECOND);
}

/* A report without an end: as long as it says, and no longer than three minutes. */
static void a_report_that_is_not_the_last(void **state)
{
    struct call_rig *w = *state;
    call_peer_reply(&w->peer, refer(w), 202, "", "");
    report(w, "active;expires=10", "SIP/2.0 100 Trying\r\n");
    call_peer_expect_none(&w->peer, "BYE ", 9 * SECOND);
    report(w, "active;expires=4000", "SIP/2.0 180 Ringing\r\n");
    call_peer_expect_none(&w->peer, "BYE ", 170 * SECOND);
    (void)call_peer_expect(&w->peer, "BYE ", 12 * SECOND);
}

static void a_report_before_the_answer_counts(void **state)
{
    struct call_rig *w = *state;
    char early[CALL_PEER_TEXT_MAX];
    (void)snprintf(early, sizeof early, "%s", refer(w));
    report(w, "active;expires=60", "SIP/2.0 100 Trying\r\n");
    call_peer_reply(&w->peer, early, 202, "", "");
    call_peer_expect_none(&w->peer, "BYE ", 30 * SECOND);
    report(w, "terminated", "SIP/2.0 486 Busy Here\r\n");
    (void)call_peer_expect(&w->peer, "INVITE ", 1 * SECOND); /* the call is back */
}

static void the_other_side_that_hangs_up_has_done_it(void **state)
{
    struct call_rig *w = *state;
    call_peer_reply(&w->peer, refer(w), 202, "", "");
    call_peer_request(&w->peer, "BYE", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    device_rig_pass_s(&w->unit, 60);
    emu_phone_set_hook(w->phone, false);
    device_rig_pass_s(&w->unit, 2);
    assert_true(fw_calls_are_idle(fw_device_calls(w->unit.device)));
}

static void reports_that_nobody_waits_for(void **state)
{
    struct call_rig *w = *state;
    static const struct {
        const char *headers, *body, *status;
    } rows[] = {
        {"", "SIP/2.0 200 OK\r\n", "SIP/2.0 489"},
        {"Event: dialog\r\n", "SIP/2.0 200 OK\r\n", "SIP/2.0 489"},
        {"Event: refer\r\n", "SIP/2.0 200 OK\r\n", "SIP/2.0 481"},
        {"o: refer;id=3\r\n", "SIP/2.0 200 OK\r\n", "SIP/2.0 481"},
    };
    connect(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        call_peer_request(&w->peer, "NOTIFY", rows[i].headers, "message/sipfrag", rows[i].body);
        (void)call_peer_expect(&w->peer, rows[i].status, 100);
    }
    assert_int_equal(state_of(w, 1), FW_CALL_CONNECTED);
}

static void reports_that_cannot_be_read(void **state)
{
    struct call_rig *w = *state;
    static const char *const bodies[] = {"",         "200 OK", "SIP/2.0", "SIP/2.0 ", "SIP/2.0 99 x", "SIP/2.0 1000 x",
                                         "SIP/2.0 x"};
    call_peer_reply(&w->peer, refer(w), 202, "", "");
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        report(w, "active;expires=60", bodies[i]);
        (void)call_peer_expect(&w->peer, "SIP/2.0 400", 100);
    }
    report(w, "terminated", ""); /* the end, of whatever kind */
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
}

/* ---- the peer's ---- */

static void REFERs_that_are_refused(void **state)
{
    struct call_rig *w = *state;
    char long_one[600];
    static const struct {
        const char *headers, *status;
    } rows[] = {
        {"", "SIP/2.0 400"},
        {"Refer-To: <sip:201@192.168.1.60>\r\nRefer-To: <sip:202@192.168.1.60>\r\n", "SIP/2.0 400"},
        {"Refer-To: <sip:201@192.168.1.60>, <sip:202@192.168.1.60>\r\n", "SIP/2.0 400"},
        {"Refer-To: nothing\r\n", "SIP/2.0 400"},
        {"Refer-To: <tel:201>\r\n", "SIP/2.0 416"},
        {"Refer-To: <sips:201@192.168.1.60>\r\n", "SIP/2.0 416"},
        {"Refer-To: <sip:201@192.168.1.60;method=BYE>\r\n", "SIP/2.0 603"},
        {"Refer-To: <sip:201@192.168.1.60?Replaces=a%0d%0aX-Evil:%20b>\r\n", "SIP/2.0 400"},
        {"Refer-To: <sip:201@192.168.1.60?Replaces=a%0>\r\n", "SIP/2.0 400"},
    };
    connect(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        call_peer_request(&w->peer, "REFER", rows[i].headers, "", "");
        (void)call_peer_expect(&w->peer, rows[i].status, 100);
    }
    (void)snprintf(long_one, sizeof long_one, "Refer-To: <sip:%0500d@192.168.1.60>\r\n", 1);
    call_peer_request(&w->peer, "REFER", long_one, "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 400", 100);
    assert_int_equal(call_peer_count(&w->peer, "INVITE "), 0);
    assert_int_equal(state_of(w, 1), FW_CALL_CONNECTED);
}

/* Escapes are undone; the last report is answered before the BYE leaves. */
static void a_REFER_is_followed(void **state)
{
    struct call_rig *w = *state;
    char value[512], invite[CALL_PEER_TEXT_MAX];
    connect(w);
    call_peer_request(&w->peer, "REFER",
                      "r: \"Bert\" <sip:201@192.168.1.60:5060;method=INVITE?Replaces=ab%40c%3Bto-tag%3D1%3bfrom-tag=2"
                      "&Subject=x>\r\nb: <sip:boss@192.168.1.60>;x=y\r\n",
                      "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 202", 100);
    const char *notify = call_peer_expect(&w->peer, "NOTIFY ", 100);
    assert_string_equal(call_peer_field(notify, "Event", value), "refer");
    assert_string_equal(call_peer_field(notify, "Subscription-State", value), "active;expires=60");
    assert_string_equal(call_peer_field(notify, "Content-Type", value), "message/sipfrag;version=2.0");
    assert_string_equal(call_peer_body(notify), "SIP/2.0 100 Trying\r\n");
    call_peer_reply(&w->peer, notify, 200, "", "");
    (void)snprintf(invite, sizeof invite, "%s",
                   call_peer_expect(&w->peer, "INVITE sip:201@192.168.1.60:5060 ", 1 * SECOND));
    assert_string_equal(call_peer_field(invite, "Replaces", value), "ab@c;to-tag=1;from-tag=2");
    assert_string_equal(call_peer_field(invite, "Referred-By", value), "<sip:boss@192.168.1.60>;x=y");
    call_peer_reply(&w->peer, invite, 180, "", "");
    const char *ringing = call_peer_expect(&w->peer, "NOTIFY ", 100);
    assert_string_equal(call_peer_body(ringing), "SIP/2.0 180 Ringing\r\n");
    call_peer_reply(&w->peer, invite, 200, "", CALL_PEER_SDP); /* while that report has no answer */
    device_rig_pass_ms(&w->unit, 300);
    assert_int_equal(call_peer_count(&w->peer, "NOTIFY "), 2);
    call_peer_reply(&w->peer, ringing, 200, "", "");
    const char *last = call_peer_expect(&w->peer, "NOTIFY ", 1 * SECOND);
    assert_string_equal(call_peer_body(last), "SIP/2.0 200 OK\r\n");
    assert_string_equal(call_peer_field(last, "Subscription-State", value), "terminated;reason=noresource");
    call_peer_expect_none(&w->peer, "BYE ", 300);
    call_peer_reply(&w->peer, last, 200, "", "");
    (void)call_peer_expect(&w->peer, "BYE ", 100);
    assert_int_equal(state_of(w, 2), FW_CALL_CONNECTED);
}

/* A second one while the first is under way; nothing of it is placed. */
static void one_REFER_at_a_time(void **state)
{
    struct call_rig *w = *state;
    char call_id[128], own[256], other[256];
    connect(w);
    memcpy(call_id, w->peer.call_id, sizeof call_id);
    memcpy(own, w->peer.own, sizeof own);
    memcpy(other, w->peer.other, sizeof other);
    unsigned cseq = w->peer.cseq;
    call_peer_request(&w->peer, "REFER", "Refer-To: <sip:201@192.168.1.60>\r\n", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 202", 100);
    (void)call_peer_expect(&w->peer, "INVITE ", 100); /* the peer takes this for its dialog */
    memcpy(w->peer.call_id, call_id, sizeof call_id);
    memcpy(w->peer.own, own, sizeof own);
    memcpy(w->peer.other, other, sizeof other);
    w->peer.cseq = cseq + 10;
    call_peer_request(&w->peer, "REFER", "Refer-To: <sip:202@192.168.1.60>\r\n", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 603", 100);
    assert_int_equal(call_peer_count(&w->peer, "INVITE sip:202"), 0);
}

static void a_REFER_outside_of_a_dialog(void **state)
{
    struct call_rig *w = *state;
    connect(w);
    call_peer_send(&w->peer, "REFER sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bKq\r\n"
                             "From: <sip:x@192.168.1.60>;tag=q\r\nTo: <sip:1001@sip.test>\r\nCall-ID: q\r\n"
                             "CSeq: 1 REFER\r\nContact: <sip:x@192.168.1.60>\r\nRefer-To: <sip:201@192.168.1.60>\r\n"
                             "Content-Length: 0\r\n\r\n");
    (void)call_peer_expect(&w->peer, "SIP/2.0 481", 100);
}

static void a_required_extension(void **state)
{
    struct call_rig *w = *state;
    connect(w);
    call_peer_request(&w->peer, "INVITE", "Require: replaces\r\n", "application/sdp", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
}

#define T(name) cmocka_unit_test_setup_teardown(name, call_rig_set_up, call_rig_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(the_text_of_REFER),
        T(a_challenge_is_answered),
        T(a_refusal_brings_the_call_back),
        T(a_REFER_without_an_answer_ends_the_call),
        T(no_report),
        T(a_report_that_is_not_the_last),
        T(a_report_before_the_answer_counts),
        T(the_other_side_that_hangs_up_has_done_it),
        T(reports_that_nobody_waits_for),
        T(reports_that_cannot_be_read),
        T(REFERs_that_are_refused),
        T(a_REFER_is_followed),
        T(one_REFER_at_a_time),
        T(a_REFER_outside_of_a_dialog),
        T(a_required_extension),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
