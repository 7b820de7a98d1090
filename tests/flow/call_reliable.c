/* SPDX-License-Identifier: MIT */
/* Reliable provisional responses (RFC 3262), with a telephone of the tests at the other end. */
#include <harness/test.h>
#include <harness/call_rig.h>
#include <fw/call.h>
#include <fw/channel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000u

static struct call_rig w;

static int set_up(void **state)
{
    (void)state;
    call_rig_init(&w, "5.2.10");
    device_rig_set(&w.unit, "SIP_100REL_Enable_1_", "Yes");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    call_rig_fini(&w);
    return 0;
}

static const char *dial(void)
{
    call_rig_start(&w);
    emu_phone_set_hook(w.phone, true);
    device_rig_pass_ms(&w.unit, 500);
    assert_int_equal(emu_phone_dial(w.phone, "200"), RT_OK);
    return call_peer_expect(&w.peer, "INVITE ", 5 * SECOND);
}

static void expect_field(const char *message, const char *name, const char *value)
{
    char field[512];
    assert_string_equal(call_peer_field(message, name, field), value);
}

static void progress(const char *invite, int status, unsigned rseq, const char *sdp)
{
    char headers[128];
    (void)snprintf(headers, sizeof headers, "Require: 100rel\r\nRSeq: %u\r\nContact: <sip:peer@192.168.1.60>\r\n",
                   rseq);
    call_peer_reply(&w.peer, invite, status, headers, sdp);
}

/* --- the peer's -------------------------------------------------------------------------------------------------- */

static void test_each_is_acknowledged_once_and_in_order(void **state)
{
    const char *invite = dial(), *prack;
    (void)state;
    expect_field(invite, "Supported", "x-sipura, 100rel");
    expect_field(invite, "Allow", "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, PRACK, REFER");
    progress(invite, 180, 7, "");
    prack = call_peer_expect(&w.peer, "PRACK sip:peer@192.168.1.60 ", 100);
    expect_field(prack, "RAck", "7 101 INVITE");
    expect_field(prack, "CSeq", "102 PRACK");
    call_peer_reply(&w.peer, prack, 200, "", "");
    progress(invite, 180, 7, ""); /* again: it was acknowledged */
    progress(invite, 183, 9, ""); /* 8 was lost */
    call_peer_expect_none(&w.peer, "PRACK ", 2 * SECOND);
    progress(invite, 183, 8, CALL_PEER_SDP); /* early media, the answer to the offer */
    prack = call_peer_expect(&w.peer, "PRACK ", 100);
    expect_field(prack, "RAck", "8 101 INVITE");
    expect_field(prack, "CSeq", "103 PRACK");
    call_peer_reply(&w.peer, prack, 200, "", "");
    unsigned n_rtp = w.peer.n_rtp;
    device_rig_pass_s(&w.unit, 1);
    assert_true(w.peer.n_rtp > n_rtp + 20);
    call_peer_reply(&w.peer, invite, 200, "Contact: <sip:peer@192.168.1.60>\r\n", CALL_PEER_SDP);
    expect_field(call_peer_expect(&w.peer, "ACK ", 100), "CSeq", "101 ACK");
    emu_phone_set_hook(w.phone, false);
    expect_field(call_peer_expect(&w.peer, "BYE ", 2 * SECOND), "CSeq", "104 BYE");
}

static void test_a_prack_without_answer_is_sent_again(void **state)
{
    const char *invite = dial();
    (void)state;
    progress(invite, 180, 1, "");
    (void)call_peer_expect(&w.peer, "PRACK ", 100);
    (void)call_peer_expect(&w.peer, "PRACK ", 600);
    const char *prack = call_peer_expect(&w.peer, "PRACK ", 1100);
    call_peer_reply(&w.peer, prack, 481, "", ""); /* the peer's affair: the call goes on */
    call_peer_expect_none(&w.peer, "PRACK ", 5 * SECOND);
    call_peer_reply(&w.peer, invite, 200, "Contact: <sip:peer@192.168.1.60>\r\n", CALL_PEER_SDP);
    (void)call_peer_expect(&w.peer, "ACK ", 100);
}

static void test_a_challenge_is_answered(void **state)
{
    const char *invite = dial();
    (void)state;
    progress(invite, 180, 1, "");
    const char *prack = call_peer_expect(&w.peer, "PRACK ", 100);
    call_peer_reply(&w.peer, prack, 407, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n", "");
    prack = call_peer_expect(&w.peer, "PRACK ", 100);
    expect_field(prack, "RAck", "1 101 INVITE");
    assert_non_null(strstr(prack, "\r\nProxy-Authorization: Digest username=\"1001\""));
}

static void test_without_the_parameter_it_is_a_1xx_like_others(void **state)
{
    (void)state;
    device_rig_set(&w.unit, "SIP_100REL_Enable_1_", "No");
    const char *invite = dial();
    expect_field(invite, "Supported", "x-sipura");
    progress(invite, 180, 1, "");
    call_peer_expect_none(&w.peer, "PRACK ", 2 * SECOND);
    call_peer_invite(&w.peer, "Require: 100rel\r\n", CALL_PEER_SDP);
    expect_field(call_peer_expect(&w.peer, "SIP/2.0 420 ", 100), "Unsupported", "100rel");
}

/* --- ours -------------------------------------------------------------------------------------------------------- */

static const char *called(const char *headers)
{
    call_rig_start(&w);
    call_peer_invite(&w.peer, headers, CALL_PEER_SDP);
    return call_peer_expect(&w.peer, "SIP/2.0 180 ", 100);
}

static unsigned rseq_of(const char *response)
{
    char field[512];
    expect_field(response, "Require", "100rel");
    return (unsigned)strtoul(call_peer_field(response, "RSeq", field), NULL, 10);
}

static void prack(unsigned rseq, const char *rest, const char *body)
{
    char headers[80];
    (void)snprintf(headers, sizeof headers, "RAck: %u %s\r\n", rseq, rest);
    call_peer_request(&w.peer, "PRACK", headers, "application/sdp", body);
}

static void test_ours_is_sent_again_until_its_prack(void **state)
{
    char rest[32];
    (void)state;
    unsigned rseq = rseq_of(called("Supported: timer, 100rel\r\n"));
    assert_true(rseq >= 1 && rseq <= 0x7fffffffu);
    (void)snprintf(rest, sizeof rest, "%u INVITE", w.peer.invite_cseq);
    assert_int_equal(rseq_of(call_peer_expect(&w.peer, "SIP/2.0 180 ", 510)), rseq);
    assert_int_equal(rseq_of(call_peer_expect(&w.peer, "SIP/2.0 180 ", 1010)), rseq);
    prack(rseq + 1, rest, "");
    (void)call_peer_expect(&w.peer, "SIP/2.0 481 ", 100);
    prack(rseq, "7 INVITE", "");
    (void)call_peer_expect(&w.peer, "SIP/2.0 481 ", 100);
    (void)call_peer_expect(&w.peer, "SIP/2.0 180 ", 2010);
    prack(rseq, rest, "");
    (void)call_peer_expect(&w.peer, "SIP/2.0 200 ", 100);
    call_peer_expect_none(&w.peer, "SIP/2.0 180 ", 10 * SECOND);
    emu_phone_set_hook(w.phone, true);
    const char *ok = call_peer_expect(&w.peer, "SIP/2.0 200 ", 500);
    expect_field(ok, "Supported", "x-sipura, 100rel");
    call_peer_request(&w.peer, "ACK", "", "", "");
    device_rig_pass_s(&w.unit, 40);
    call_peer_request(&w.peer, "BYE", "", "", "");
    (void)call_peer_expect(&w.peer, "SIP/2.0 200 ", 100);
}

/* RFC 3262 section 3: the answer may come before the PRACK, which is answered all the same. */
static void test_a_fast_answer_ends_the_repetition(void **state)
{
    char rest[32];
    (void)state;
    unsigned rseq = rseq_of(called("Require: 100rel\r\n"));
    (void)snprintf(rest, sizeof rest, "%u INVITE", w.peer.invite_cseq);
    emu_phone_set_hook(w.phone, true);
    (void)call_peer_expect(&w.peer, "SIP/2.0 200 ", 300);
    call_peer_request(&w.peer, "ACK", "", "", "");
    call_peer_expect_none(&w.peer, "SIP/2.0 180 ", 3 * SECOND);
    prack(rseq, rest, "");
    (void)call_peer_expect(&w.peer, "SIP/2.0 200 ", 100);
}

static void test_an_offer_in_a_prack_is_refused(void **state)
{
    char rest[32];
    (void)state;
    unsigned rseq = rseq_of(called("Supported: 100rel\r\n"));
    (void)snprintf(rest, sizeof rest, "%u INVITE", w.peer.invite_cseq);
    prack(rseq, rest, CALL_PEER_SDP);
    (void)call_peer_expect(&w.peer, "SIP/2.0 488 ", 100);
    call_peer_expect_none(&w.peer, "SIP/2.0 180 ", 3 * SECOND);
}

static void test_without_a_prack_the_call_is_refused(void **state)
{
    (void)state;
    (void)called("Require: 100rel\r\n");
    (void)call_peer_expect(&w.peer, "SIP/2.0 504 ", 33 * SECOND);
    call_peer_request(&w.peer, "ACK", "", "", "");
    device_rig_pass_s(&w.unit, 5);
    assert_true(fw_calls_are_idle(fw_device_calls(w.unit.device)));
}

static void test_an_invite_without_offer_gets_no_reliable_one(void **state)
{
    (void)state;
    call_rig_start(&w);
    call_peer_invite(&w.peer, "Require: 100rel\r\n", "");
    call_peer_expect_none(&w.peer, "SIP/2.0 180 ", 5 * SECOND);
    emu_phone_set_hook(w.phone, true);
    (void)call_peer_expect(&w.peer, "SIP/2.0 200 ", 500);
}

static void test_what_it_does_not_know_is_named_alone(void **state)
{
    (void)state;
    call_rig_start(&w);
    call_peer_invite(&w.peer, "Require: 100rel, timer\r\nRequire: replaces, path\r\n", CALL_PEER_SDP);
    expect_field(call_peer_expect(&w.peer, "SIP/2.0 420 ", 100), "Unsupported", "timer, path");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_each_is_acknowledged_once_and_in_order),
        TEST(test_a_prack_without_answer_is_sent_again),
        TEST(test_a_challenge_is_answered),
        TEST(test_without_the_parameter_it_is_a_1xx_like_others),
        TEST(test_ours_is_sent_again_until_its_prack),
        TEST(test_a_fast_answer_ends_the_repetition),
        TEST(test_an_offer_in_a_prack_is_refused),
        TEST(test_without_a_prack_the_call_is_refused),
        TEST(test_an_invite_without_offer_gets_no_reliable_one),
        TEST(test_what_it_does_not_know_is_named_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
