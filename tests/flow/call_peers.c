/* SPDX-License-Identifier: MIT */
/* What telephones and servers of the field send that a plain call does not have, to the byte. */
#include <harness/test.h>
#include <harness/call_rig.h>
#include <fw/call.h>
#include <fw/channel.h>
#include <stdio.h>
#include <string.h>

#define SECOND 1000u

/* Rings, and the caller gives up. */
static void ring_once(struct call_rig *w)
{
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    call_peer_request(&w->peer, "CANCEL", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 487", 100);
    call_peer_request(&w->peer, "ACK", "", "", "");
}

static void connect(struct call_rig *w)
{
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    emu_phone_set_hook(w->phone, true);
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    call_peer_request(&w->peer, "ACK", "", "", "");
}

/* ---- to the unit ---- */

static void a_caller_may_have_any_name(void **state)
{
    static const struct {
        const char *from, *shown;
    } rows[] = {
        {"\"J\303\274rgen\" <sip:300@sip.test>", "rings: 300, J\303\274rgen"},
        {"Bob M\303\274ller <sip:300@sip.test>",
         "rings: 300, Bob M\303\274ller"}, /* needs quotes, and often has none */
        {"J. Smith & Co (Ltd) <sip:300@sip.test>", "rings: 300, J. Smith & Co (Ltd)"},
        {"\"The \\\"Ace\\\"\" <sip:300@sip.test>", "rings: 300, The \"Ace\""},
        {"\"a, b; <c>\" <sip:300@sip.test>", "rings: 300, a, b; <c>"},
        {"<tel:+4930123456;phone-context=x>", "rings: +4930123456, "},
        {"sip:300@sip.test", "rings: 300, "},
        {"<sip:300@[2001:db8::1]:5060>", "rings: 300, "},
    };
    struct call_rig *w = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char headers[256];
        (void)snprintf(headers, sizeof headers, "From: %s;tag=f%zu\r\n", rows[i].from, i);
        device_rig_forget(&w->unit);
        call_peer_invite(&w->peer, headers, CALL_PEER_SDP);
        if (!device_rig_saw(&w->unit, &fw_signal_call, rows[i].shown)) {
            fail_msg("%s: not '%s'", rows[i].from, rows[i].shown);
        }
        ring_once(w);
    }
}

/* RFC 3261 section 7.5. */
static void empty_lines_before_a_request_are_skipped(void **state)
{
    struct call_rig *w = *state;
    call_peer_send(&w->peer, "\r\n\r\nOPTIONS sip:1001@192.168.1.100:5060 SIP/2.0\r\nVia: SIP/2.0/UDP "
                             "192.168.1.60:5060;branch=z9hG4bKo1\r\nFrom: <sip:test@192.168.1.60>;tag=77\r\nTo: "
                             "<sip:1001@192.168.1.100:5060>\r\nCall-ID: o1@192.168.1.60\r\nCSeq: 7 "
                             "OPTIONS\r\nContent-Length: 0\r\n\r\n");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
}

/* A caller behind a proxy with both protocols: requests go by the proxy. */
static void a_contact_with_an_IPv6_address_is_reached_by_its_proxy(void **state)
{
    struct call_rig *w = *state;
    char text[CALL_PEER_TEXT_MAX];
    (void)snprintf(
        text, sizeof text,
        "INVITE sip:1001@192.168.1.100:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60:5060;branch=z9hG4bK6\r\n"
        "Record-Route: <sip:192.168.1.60;lr>\r\nFrom: <sip:2002@sip.test>;tag=mine\r\nTo: "
        "<sip:1001@sip.test>\r\nCall-ID: six\r\nCSeq: 1 INVITE\r\nContact: <sip:peer@[2001:db8::1]:5060>\r\n"
        "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
        strlen(CALL_PEER_SDP), CALL_PEER_SDP);
    call_peer_send(&w->peer, text);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    emu_phone_set_hook(w->phone, true);
    const char *ok = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    char to[512];
    (void)snprintf(text, sizeof text,
                   "ACK sip:1001@192.168.1.100:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60:5060;branch=z9hG4bK7\r\n"
                   "From: <sip:2002@sip.test>;tag=mine\r\nTo: %s\r\nCall-ID: six\r\nCSeq: 1 ACK\r\n"
                   "Content-Length: 0\r\n\r\n",
                   call_peer_field(ok, "To", to));
    call_peer_send(&w->peer, text);
    call_rig_hang_up(w);
    const char *bye = call_peer_expect(&w->peer, "BYE sip:peer@[2001:db8::1]:5060 ", 1 * SECOND);
    assert_string_equal(call_peer_field(bye, "Route", to), "<sip:192.168.1.60;lr>");
}

/* RFC 3261 section 8.2.3. */
static void a_body_that_is_no_description_is_refused(void **state)
{
    static const struct {
        const char *headers, *type, *answer, *accept, *accept_encoding;
    } rows[] = {{"", "application/isup", "SIP/2.0 415", "application/sdp", ""},
                {"", "multipart/mixed;boundary=\"b\"", "SIP/2.0 415", "application/sdp", ""},
                {"Content-Encoding: gzip\r\n", "application/sdp", "SIP/2.0 415", "", "identity"},
                {"e: deflate\r\n", "application/sdp", "SIP/2.0 415", "", "identity"},
                {"Content-Encoding: Identity\r\n", "application/sdp", "SIP/2.0 200", "", ""},
                {"", "Application/SDP; charset=utf-8", "SIP/2.0 200", "", ""}};
    struct call_rig *w = *state;
    char field[512];
    connect(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        call_peer_request(&w->peer, "INVITE", rows[i].headers, rows[i].type, CALL_PEER_SDP);
        const char *answer = call_peer_expect(&w->peer, "SIP/2.0 ", 100);
        assert_memory_equal(answer, rows[i].answer, strlen(rows[i].answer));
        assert_string_equal(call_peer_field(answer, "Accept", field), rows[i].accept);
        assert_string_equal(call_peer_field(answer, "Accept-Encoding", field), rows[i].accept_encoding);
        call_peer_request(&w->peer, "ACK", "", "", "");
    }
}

/* RFC 3261 section 14.2. */
static void a_second_INVITE_while_the_first_rings_comes_too_early(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    call_peer_invite(&w->peer, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "SIP/2.0 180", 100);
    call_peer_request(&w->peer, "INVITE", "", "application/sdp", CALL_PEER_SDP);
    const char *answer = call_peer_expect(&w->peer, "SIP/2.0 500", 100);
    assert_true(call_peer_field(answer, "Retry-After", field)[0] != '\0');
    emu_phone_set_hook(w->phone, true);
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100); /* the first goes on */
}

static void digits_by_INFO_are_read_in_all_forms(void **state)
{
    static const struct {
        const char *body;
        int status;
    } rows[] = {{"Signal=5\r\nDuration=100\r\n", 200},
                {"Duration=100\r\nSignal=5\r\n", 200},
                {"signal = 5\n", 200},
                {"#\r\n", 200},
                {"Signal=a\r\n", 200},
                {"Signal=11\r\n", 200},
                {"Signal=15\r\n", 200},
                {"Signal=16\r\n", 415},
                {"Signal=\r\n", 415},
                {"Duration=5\r\n", 415}};
    struct call_rig *w = *state;
    connect(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char begin[16];
        (void)snprintf(begin, sizeof begin, "SIP/2.0 %d", rows[i].status);
        call_peer_request(&w->peer, "INFO", "", "application/dtmf-relay", rows[i].body);
        const char *answer = call_peer_expect(&w->peer, "SIP/2.0 ", 100);
        if (strncmp(answer, begin, strlen(begin)) != 0) {
            fail_msg("row %zu: %.12s", i, answer);
        }
    }
}

/* ---- music on hold ---- */

static void start_hold(struct call_rig *w)
{
    assert_int_equal(device_rig_saw(&w->unit, &fw_signal_call, "talks to"), true);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
}

/* The source gets the party's address, the party that of the source; its sound goes by our side no more. */
static void a_party_on_hold_hears_MOH_Server(void **state)
{
    struct call_rig *w = *state;
    char field[512], id[128];
    device_rig_set(&w->unit, "MOH_Server_1_", "music@192.168.1.60:5060");
    connect(w);
    (void)snprintf(id, sizeof id, "%s", w->peer.call_id);
    start_hold(w);
    const char *invite = call_peer_expect(&w->peer, "INVITE sip:music@192.168.1.60:5060 ", 1 * SECOND);
    assert_non_null(strstr(call_peer_body(invite), "IN IP4 192.168.1.100\r\ns=-\r\nc=IN IP4 192.168.1.60\r\n"));
    assert_non_null(strstr(call_peer_body(invite), "m=audio 4000 RTP/AVP 0 "));
    assert_non_null(strstr(call_peer_body(invite), "a=recvonly"));
    call_peer_reply(&w->peer, invite, 183, "", ""); /* nobody listens to its ringing */
    call_peer_reply(&w->peer, invite, 200, "",
                    "v=0\r\no=- 9 9 IN IP4 10.9.8.7\r\ns=-\r\nc=IN IP4 10.9.8.7\r\nt=0 0\r\nm=audio 7000 RTP/AVP "
                    "0\r\na=sendonly\r\n");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    const char *hold = call_peer_expect(&w->peer, "INVITE sip:peer@", 100);
    assert_non_null(strstr(call_peer_body(hold), "IN IP4 192.168.1.100\r\ns=-\r\nc=IN IP4 10.9.8.7\r\n"));
    assert_non_null(strstr(call_peer_body(hold), "m=audio 7000 RTP/AVP 0 "));
    assert_non_null(strstr(call_peer_body(hold), "a=sendonly"));
    call_peer_reply(&w->peer, hold, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    unsigned n = w->peer.n_rtp;
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    assert_int_equal(w->peer.n_rtp, n);
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "BYE sip:peer@", 1 * SECOND), 200, "", "");
    const char *resume = call_peer_expect(&w->peer, "INVITE sip:peer@", 100);
    assert_non_null(strstr(call_peer_body(resume), "c=IN IP4 192.168.1.100"));
    assert_non_null(strstr(call_peer_body(resume), "a=sendrecv"));
    assert_string_equal(call_peer_field(resume, "Call-ID", field), id);
}

/* To the dialog of before: the peer is in two. */
static void return_to(struct call_peer *p, const struct call_peer *before)
{
    (void)snprintf(p->call_id, sizeof p->call_id, "%s", before->call_id);
    (void)snprintf(p->own, sizeof p->own, "%s", before->own);
    (void)snprintf(p->other, sizeof p->other, "%s", before->other);
    (void)snprintf(p->target, sizeof p->target, "%s", before->target);
}

/* It hears it on when it asks again: with its description, with another address of its own, without one. Its music
 * follows it. */
static void a_party_that_hears_music_keeps_it_when_it_sends_INVITE_again(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "MOH_Server_1_", "music@192.168.1.60:5060");
    connect(w);
    const struct call_peer party = w->peer;
    start_hold(w);
    const char *invite = call_peer_expect(&w->peer, "INVITE sip:music@192.168.1.60:5060 ", 1 * SECOND);
    call_peer_reply(&w->peer, invite, 200, "",
                    "v=0\r\no=- 9 9 IN IP4 10.9.8.7\r\ns=-\r\nc=IN IP4 10.9.8.7\r\nt=0 0\r\nm=audio 7000 RTP/AVP "
                    "0\r\na=sendonly\r\n");
    const char *hold = call_peer_expect(&w->peer, "INVITE sip:peer@", 1 * SECOND);
    call_peer_reply(&w->peer, hold, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    return_to(&w->peer, &party);
    call_peer_request(&w->peer, "INVITE", "", "application/sdp", CALL_PEER_SDP);
    const char *answer = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_non_null(strstr(call_peer_body(answer), "c=IN IP4 10.9.8.7\r\n"));
    assert_non_null(strstr(call_peer_body(answer), "m=audio 7000 RTP/AVP 0 "));
    assert_non_null(strstr(call_peer_body(answer), "a=sendonly"));
    call_peer_request(&w->peer, "ACK", "", "", "");
    call_peer_request(&w->peer, "INVITE", "", "", "");
    answer = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_non_null(strstr(call_peer_body(answer), "c=IN IP4 10.9.8.7\r\n"));
    assert_non_null(strstr(call_peer_body(answer), "a=sendonly"));
    call_peer_request(&w->peer, "ACK", "", "application/sdp", CALL_PEER_SDP);
    call_peer_expect_none(&w->peer, "INVITE ", 1 * SECOND); /* the source knows where the party is */
    call_peer_request(&w->peer, "INVITE", "", "application/sdp",
                      "v=0\r\no=- 1 2 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.60\r\nt=0 0\r\nm=audio 4010 "
                      "RTP/AVP 0\r\n");
    answer = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_non_null(strstr(call_peer_body(answer), "c=IN IP4 10.9.8.7\r\n"));
    const char *again = call_peer_expect(&w->peer, "INVITE sip:", 100);
    assert_non_null(strstr(call_peer_body(again), "c=IN IP4 192.168.1.60\r\n"));
    assert_non_null(strstr(call_peer_body(again), "m=audio 4010 RTP/AVP 0 "));
    assert_non_null(strstr(call_peer_body(again), "a=recvonly"));
}

/* Then it is an ordinary hold: at once, or when the source hangs up. */
static void without_its_source_a_hold_is_silent(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "MOH_Server_1_", "555");
    connect(w);
    start_hold(w);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE sip:555@192.168.1.60 ", 1 * SECOND), 486, "", "");
    const char *hold = call_peer_expect(&w->peer, "INVITE sip:peer@", 100);
    assert_non_null(strstr(call_peer_body(hold), "c=IN IP4 0.0.0.0"));
    assert_non_null(strstr(call_peer_body(hold), "a=sendonly"));
}

/* The party knows of no hold yet. */
static void a_hold_that_is_taken_back_before_the_music_sends_the_party_nothing(void **state)
{
    struct call_rig *w = *state;
    device_rig_set(&w->unit, "MOH_Server_1_", "555");
    connect(w);
    start_hold(w);
    const char *invite = call_peer_expect(&w->peer, "INVITE sip:555@", 1 * SECOND);
    call_peer_reply(&w->peer, invite, 180, "", "");
    assert_int_equal(emu_phone_flash(w->phone), RT_OK);
    (void)call_peer_expect(&w->peer, "CANCEL sip:555@", 1 * SECOND);
    call_peer_reply(&w->peer, invite, 487, "", "");
    call_peer_expect_none(&w->peer, "INVITE sip:peer@", 1 * SECOND);
    unsigned n = w->peer.n_rtp;
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    assert_in_range(w->peer.n_rtp, n + 30, n + 36);
}

/* ---- from the unit ---- */

/* Two telephones of a forked call answer: one is thanked and let go, and gets nothing else. */
static void the_second_answer_of_a_fork_is_ended(void **state)
{
    struct call_rig *w = *state;
    const char *invite = call_rig_dial(w, "200");
    char text[CALL_PEER_TEXT_MAX], via[512], from[512], id[512], to[512];
    call_peer_reply(&w->peer, invite, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    (void)snprintf(text, sizeof text,
                   "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: <sip:200@192.168.1.60>;tag=other\r\nCall-ID: %s\r\n"
                   "CSeq: 101 INVITE\r\nContact: <sip:other@192.168.1.60:5060>\r\nContent-Length: 0\r\n\r\n",
                   call_peer_field(invite, "Via", via), call_peer_field(invite, "From", from),
                   call_peer_field(invite, "Call-ID", id));
    unsigned n_invites = call_peer_count(&w->peer, "INVITE ");
    call_peer_send(&w->peer, text);
    (void)call_peer_expect(&w->peer, "ACK sip:other@", 100);
    const char *bye = call_peer_expect(&w->peer, "BYE sip:other@", 100);
    assert_non_null(strstr(call_peer_field(bye, "To", to), ";tag=other"));
    assert_int_equal(call_peer_count(&w->peer, "INVITE "), n_invites);
}

/* RFC 3261 section 8.1.3.4: by q; what cannot be called is left out, and so are headers of the URI (19.1.1). */
static void contacts_of_a_redirection_are_called_one_after_the_other(void **state)
{
    struct call_rig *w = *state;
    call_peer_reply(&w->peer, call_rig_dial(w, "200"), 300,
                    "Contact: <tel:+4930>;q=1.0, <sip:301@192.168.1.60>;q=0.2\r\n"
                    "Contact: \"x, y\" <sip:302@192.168.1.60;user=phone?Subject=x>;q=0.9, <sips:303@192.168.1.60>\r\n",
                    "");
    const char *invite = call_peer_expect(&w->peer, "INVITE sip:302@192.168.1.60;user=phone SIP/2.0", 100);
    call_peer_reply(&w->peer, invite, 486, "", "");
    invite = call_peer_expect(&w->peer, "INVITE sip:301@192.168.1.60 SIP/2.0", 100);
    call_peer_reply(&w->peer, invite, 404, "", "");
    call_peer_expect_none(&w->peer, "INVITE ", 1 * SECOND);
    (void)device_rig_expect_within(&w->unit, &fw_signal_line, "tone Reorder_Tone", 12);
}

static void a_refusal_for_all_ends_a_redirection(void **state)
{
    struct call_rig *w = *state;
    call_peer_reply(&w->peer, call_rig_dial(w, "200"), 302,
                    "Contact: <sip:301@192.168.1.60>, <sip:302@192.168.1.60>\r\n", "");
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE sip:301@", 100), 603, "", "");
    call_peer_expect_none(&w->peer, "INVITE ", 1 * SECOND);
}

/* RFC 3261 section 22.3: the proxy on the way and the server behind it. */
static void proxy_and_server_get_their_logins(void **state)
{
    struct call_rig *w = *state;
    char field[512];
    call_peer_reply(&w->peer, call_rig_dial(w, "200"), 407, "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n1\"\r\n",
                    "");
    const char *invite = call_peer_expect(&w->peer, "INVITE ", 100);
    call_peer_reply(&w->peer, invite, 401, "WWW-Authenticate: Digest realm=\"s\", nonce=\"n2\"\r\n", "");
    invite = call_peer_expect(&w->peer, "INVITE ", 100);
    assert_non_null(strstr(call_peer_field(invite, "Proxy-Authorization", field), "realm=\"p\",nonce=\"n1\""));
    assert_non_null(strstr(call_peer_field(invite, "Authorization", field), "realm=\"s\",nonce=\"n2\""));
    call_peer_reply(&w->peer, invite, 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, call_rig_set_up_started, call_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(a_caller_may_have_any_name),
        T(empty_lines_before_a_request_are_skipped),
        T(a_contact_with_an_IPv6_address_is_reached_by_its_proxy),
        T(a_body_that_is_no_description_is_refused),
        T(a_second_INVITE_while_the_first_rings_comes_too_early),
        T(digits_by_INFO_are_read_in_all_forms),
        T(a_party_on_hold_hears_MOH_Server),
        T(a_party_that_hears_music_keeps_it_when_it_sends_INVITE_again),
        T(without_its_source_a_hold_is_silent),
        T(a_hold_that_is_taken_back_before_the_music_sends_the_party_nothing),
        T(the_second_answer_of_a_fork_is_ended),
        T(contacts_of_a_redirection_are_called_one_after_the_other),
        T(a_refusal_for_all_ends_a_redirection),
        T(proxy_and_server_get_their_logins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
