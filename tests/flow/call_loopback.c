/* SPDX-License-Identifier: MIT */
/* Test calls with media loopback: the unit as mirror and as source, to the byte (RFC 6849; ATA 191 guide). */
#include <harness/test.h>
#include <harness/call_rig.h>
#include <fw/call.h>
#include <fw/channel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND  1000u
#define HEAD    12u
#define PAYLOAD 240u
#define SDP                                                                                                            \
    "v=0\r\no=- 1 1 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.60\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 112 "       \
    "113\r\n"                                                                                                          \
    "a=rtpmap:0 PCMU/8000\r\na=ptime:30\r\na=sendrecv\r\n"

static uint16_t audio_port(const char *message)
{
    const char *at = strstr(call_peer_body(message), "m=audio ");
    assert_non_null(at);
    return (uint16_t)atoi(at + 8);
}

/* A packet that no other has: its number is in it. */
static void make_packet(uint8_t packet[HEAD + PAYLOAD], unsigned i)
{
    const uint8_t head[HEAD] = {0x80, i == 0 ? 0x80 : 0, 0, (uint8_t)i, 0, 0, 0, (uint8_t)(i * PAYLOAD), 9, 8, 7, 6};
    memcpy(packet, head, HEAD);
    for (unsigned k = 0; k < PAYLOAD; k++) {
        packet[HEAD + k] = (uint8_t)(0x80u | (k + i) % 0x70u); /* each is the code of one level */
    }
}

static struct fw_call_facts facts(struct call_rig *w, unsigned call)
{
    return fw_call_facts(fw_device_calls(w->unit.device), 1, call);
}

/* ---- to the unit ---- */

/* Answered without a ring, by the mirror: what comes is decoded, encoded and sent back. */
static void a_test_call_is_answered_and_sound_comes_back(void **state)
{
    struct call_rig *w = *state;
    uint8_t packet[HEAD + PAYLOAD];
    call_peer_invite(&w->peer, "", SDP "a=loopback:rtp-media-loopback rtp-pkt-loopback\r\na=loopback-source\r\n");
    const char *answer = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_non_null(strstr(call_peer_body(answer), "a=loopback:rtp-media-loopback\r\na=loopback-mirror\r\n"));
    uint16_t port = audio_port(answer);
    call_peer_request(&w->peer, "ACK", "", "", "");
    device_rig_pass_ms(&w->unit, 1 * SECOND);
    assert_int_equal(call_peer_count(&w->peer, "SIP/2.0 180"), 0);
    assert_string_equal(facts(w, 1).state_name, "Connected");
    assert_string_equal(facts(w, 1).loopback, "mirror");
    for (unsigned i = 0; i < 5; i++) {
        make_packet(packet, i);
        call_peer_send_rtp(&w->peer, port, packet, sizeof packet);
        device_rig_pass_ms(&w->unit, 30);
        assert_int_equal(w->peer.n_rtp, i + 1);
        assert_int_equal(w->peer.n_rtp_bytes, sizeof packet);
        assert_int_equal(w->peer.rtp[1], i == 0 ? 0x80 : 0);
        assert_memory_equal(w->peer.rtp + HEAD, packet + HEAD, PAYLOAD);
        assert_memory_not_equal(w->peer.rtp + 8, packet + 8, 4); /* a stream of its own */
    }
    call_peer_request(&w->peer, "BYE", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    assert_true(fw_calls_are_idle(fw_device_calls(w->unit.device)));
}

/* A packet of any length does no harm: what goes back has whole steps of 8 samples. */
static void odd_lengths_come_back_cut(void **state)
{
    struct call_rig *w = *state;
    uint8_t packet[HEAD + PAYLOAD];
    call_peer_invite(&w->peer, "", SDP "a=loopback:rtp-media-loopback\r\na=loopback-source\r\n");
    uint16_t port = audio_port(call_peer_expect(&w->peer, "SIP/2.0 200", 100));
    call_peer_request(&w->peer, "ACK", "", "", "");
    for (unsigned n = 1, n_back = 0; n <= 33; n++) {
        make_packet(packet, n);
        call_peer_send_rtp(&w->peer, port, packet, HEAD + n);
        device_rig_pass_ms(&w->unit, 30);
        n_back += n >= 8;
        assert_int_equal(w->peer.n_rtp, n_back);
        assert_int_equal(w->peer.n_rtp_bytes, n >= 8 ? HEAD + n / 8 * 8 : 0);
    }
    call_peer_request(&w->peer, "BYE", "", "", "");
    (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
}

/* The packets themselves: with their header in encaprtp, without it in rtploopback. */
static void packets_come_back(void **state)
{
    static const struct {
        const char *rtpmaps, *format;
        uint8_t payload;
        size_t n_more;
    } rows[] = {{"a=rtpmap:112 encaprtp/8000\r\na=rtpmap:113 rtploopback/8000\r\n", "RTP/AVP 0 112\r\n", 112, 16},
                {"a=rtpmap:113 rtploopback/8000\r\n", "RTP/AVP 0 113\r\n", 113, 0}};
    struct call_rig *w = *state;
    uint8_t packet[HEAD + PAYLOAD];
    char sdp[1024];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)snprintf(sdp, sizeof sdp, "%s%sa=loopback:rtp-pkt-loopback\r\na=loopback-source\r\n", SDP,
                       rows[i].rtpmaps);
        call_peer_invite(&w->peer, "", sdp);
        const char *answer = call_peer_expect(&w->peer, "SIP/2.0 200", 100);
        assert_non_null(strstr(call_peer_body(answer), "a=loopback:rtp-pkt-loopback\r\na=loopback-mirror\r\n"));
        assert_non_null(strstr(call_peer_body(answer), rows[i].format));
        uint16_t port = audio_port(answer);
        call_peer_request(&w->peer, "ACK", "", "", "");
        make_packet(packet, 3);
        call_peer_send_rtp(&w->peer, port, packet, sizeof packet);
        device_rig_pass_ms(&w->unit, 30);
        assert_int_equal(w->peer.n_rtp_bytes, sizeof packet + rows[i].n_more);
        assert_int_equal(w->peer.rtp[1] & 0x7f, rows[i].payload);
        if (rows[i].n_more > 0) { /* behind the time: the header, and none of V, P, X */
            assert_int_equal(w->peer.rtp[HEAD + 4], 0);
            assert_memory_equal(w->peer.rtp + HEAD + 5, packet + 1, HEAD - 1);
        }
        assert_memory_equal(w->peer.rtp + HEAD + rows[i].n_more, packet + HEAD, PAYLOAD);
        call_peer_request(&w->peer, "BYE", "", "", "");
        (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    }
}

/* Accept_Media_Loopback_Request, who is the source, and what the unit does not know. */
static void a_test_call_may_ring_or_be_refused(void **state)
{
    static const struct {
        const char *accept, *attributes, *answer;
    } rows[] = {
        {"never", "a=loopback:rtp-media-loopback\r\na=loopback-source\r\n", "SIP/2.0 486"},
        {"manual", "a=loopback:rtp-media-loopback\r\na=loopback-source\r\n", "SIP/2.0 180"},
        {"automatic", "a=loopback:rtp-media-loopback\r\na=loopback-mirror\r\n",
         "SIP/2.0 180"}, /* somebody must speak */
        {"automatic", "a=loopback:rtp-start-loopback\r\na=loopback-source\r\n", "SIP/2.0 488"},
        {"automatic", "a=loopback:rtp-pkt-loopback\r\na=loopback-source\r\n", "SIP/2.0 488"}, /* no way back for them */
    };
    struct call_rig *w = *state;
    char sdp[1024];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        device_rig_set(&w->unit, "Accept_Media_Loopback_Request_1_", rows[i].accept);
        (void)snprintf(sdp, sizeof sdp, "%s%s", SDP, rows[i].attributes);
        call_peer_invite(&w->peer, "", sdp);
        (void)call_peer_expect(&w->peer, rows[i].answer, 100);
        if (strstr(rows[i].answer, "180") != NULL) {
            call_peer_request(&w->peer, "CANCEL", "", "", "");
            (void)call_peer_expect(&w->peer, "SIP/2.0 487", 100);
        }
        call_peer_request(&w->peer, "ACK", "", "", "");
        device_rig_pass_ms(&w->unit, 1 * SECOND);
    }
}

/* Descriptions that lead the mirror's packets to itself: a packet that goes round takes no time there, so that virtual
 * time would stand still for ever. */
static void a_mirror_that_looks_into_itself_goes_blind(void **state)
{
    static const char *const types[] = {
        "a=rtpmap:113 rtploopback/8000\r\na=loopback:rtp-pkt-loopback\r\na=loopback-source\r\n",
        "a=rtpmap:112 encaprtp/8000\r\na=loopback:rtp-pkt-loopback\r\na=loopback-source\r\n",
        "a=loopback:rtp-media-loopback\r\na=loopback-source\r\n"};
    struct call_rig *w = *state;
    uint8_t packet[HEAD + PAYLOAD];
    char sdp[1024];
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        (void)snprintf(sdp, sizeof sdp, "%s%s", SDP, types[i]);
        call_peer_invite(&w->peer, "", sdp);
        uint16_t port = audio_port(call_peer_expect(&w->peer, "SIP/2.0 200", 100));
        call_peer_request(&w->peer, "ACK", "", "", "");
        (void)snprintf(sdp, sizeof sdp,
                       "v=0\r\no=- 1 2 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.100\r\nt=0 0\r\n"
                       "m=audio %u RTP/AVP 0 112 113\r\na=rtpmap:0 PCMU/8000\r\n%s",
                       (unsigned)port, types[i]);
        call_peer_request(&w->peer, "INVITE", "", "application/sdp", sdp);
        (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
        call_peer_request(&w->peer, "ACK", "", "", "");
        make_packet(packet, 3);
        call_peer_send_rtp(&w->peer, port, packet, sizeof packet);
        device_rig_pass_ms(&w->unit, 1 * SECOND);
        assert_in_range(facts(w, 1).packets_recv, 1, 400);
        call_peer_request(&w->peer, "BYE", "", "", "");
        (void)call_peer_expect(&w->peer, "SIP/2.0 200", 100);
    }
}

/* ---- from the unit ---- */

static const char *dial(struct call_rig *w)
{
    emu_phone_set_hook(w->phone, true);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(w->phone, "*03"), RT_OK);
    device_rig_pass_ms(&w->unit, 2 * SECOND);
    assert_int_equal(emu_phone_dial(w->phone, "200"), RT_OK);
    return call_peer_expect(&w->peer, "INVITE ", 5 * SECOND);
}

/* *03, by Media_Loopback_Type and _Mode. */
static void a_code_places_a_test_call(void **state)
{
    static const struct {
        const char *type, *mode, *offer, *answer;
    } rows[] = {
        {"media", "source", "a=loopback:rtp-media-loopback\r\na=loopback-source\r\n",
         "a=loopback:rtp-media-loopback\r\na=loopback-mirror\r\n"},
        {"media", "mirror", "a=loopback:rtp-media-loopback\r\na=loopback-mirror\r\n",
         "a=loopback:rtp-media-loopback\r\na=loopback-source\r\n"},
        {"packet", "source", "a=loopback:rtp-pkt-loopback\r\na=loopback-source\r\n",
         "a=rtpmap:112 encaprtp/8000\r\na=loopback:rtp-pkt-loopback\r\na=loopback-mirror\r\n"},
    };
    struct call_rig *w = *state;
    char sdp[1024];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        device_rig_set(&w->unit, "Media_Loopback_Type_1_", rows[i].type);
        device_rig_set(&w->unit, "Media_Loopback_Mode_1_", rows[i].mode);
        const char *invite = dial(w);
        assert_non_null(strstr(call_peer_body(invite), rows[i].offer));
        assert_int_equal(strstr(call_peer_body(invite), "a=rtpmap:112 encaprtp/8000\r\n") != NULL, i == 2);
        (void)snprintf(sdp, sizeof sdp, "%s%s", SDP, rows[i].answer);
        call_peer_reply(&w->peer, invite, 200, "", sdp);
        (void)call_peer_expect(&w->peer, "ACK ", 100);
        assert_string_equal(facts(w, 1).loopback, rows[i].mode);
        emu_phone_set_hook(w->phone, false);
        call_peer_reply(&w->peer, call_peer_expect(&w->peer, "BYE ", 1 * SECOND), 200, "", "");
        device_rig_pass_ms(&w->unit, 1 * SECOND);
    }
}

/* A peer that sends nothing back is no test: guess. */
static void a_peer_without_loopback_ends_a_test_call(void **state)
{
    struct call_rig *w = *state;
    call_peer_reply(&w->peer, dial(w), 200, "", CALL_PEER_SDP);
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    (void)call_peer_expect(&w->peer, "BYE ", 100);
}

/* The source hears its own packets when they come back in encaprtp; nothing else is taken for them. */
static void own_packets_are_unpacked(void **state)
{
    struct call_rig *w = *state;
    uint8_t packet[HEAD + 16 + PAYLOAD] = {0x80, 112};
    device_rig_set(&w->unit, "Media_Loopback_Type_1_", "packet");
    const char *invite = dial(w);
    uint16_t port = audio_port(invite);
    call_peer_reply(&w->peer, invite, 200, "",
                    SDP "a=rtpmap:112 encaprtp/8000\r\na=loopback:rtp-pkt-loopback\r\na=loopback-mirror\r\n");
    (void)call_peer_expect(&w->peer, "ACK ", 100);
    device_rig_pass_ms(&w->unit, 300);
    assert_in_range(w->peer.n_rtp, 8, 12); /* the source sends as in any call */
    memcpy(packet + HEAD + 4, w->peer.rtp, w->peer.n_rtp_bytes);
    packet[HEAD + 4] &= 0x0f;
    call_peer_send_rtp(&w->peer, port, packet, HEAD + 4 + w->peer.n_rtp_bytes);
    device_rig_pass_ms(&w->unit, 100);
    assert_int_equal(facts(w, 1).packets_recv, 1);
    assert_int_equal(facts(w, 1).packet_errors, 0);
    packet[3]++;
    packet[HEAD + 5] = 77; /* a payload that it never sent */
    call_peer_send_rtp(&w->peer, port, packet, sizeof packet);
    packet[3]++;
    call_peer_send_rtp(&w->peer, port, packet, HEAD + 15); /* too short */
    packet[3]++;
    packet[HEAD + 4] = 0x0f; /* more sources than bytes */
    call_peer_send_rtp(&w->peer, port, packet, HEAD + 40);
    device_rig_pass_ms(&w->unit, 100);
    assert_int_equal(facts(w, 1).packet_errors, 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, call_rig_set_up_started, call_rig_tear_down)
        T(a_test_call_is_answered_and_sound_comes_back),
        T(odd_lengths_come_back_cut),
        T(packets_come_back),
        T(a_mirror_that_looks_into_itself_goes_blind),
        T(a_test_call_may_ring_or_be_refused),
        T(a_code_places_a_test_call),
        T(a_peer_without_loopback_ends_a_test_call),
        T(own_packets_are_unpacked),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
