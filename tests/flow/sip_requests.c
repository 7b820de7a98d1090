/* SPDX-License-Identifier: MIT */
/* What the SIP port says to everything but INVITE and a good NOTIFY, and what it makes of noise. */
#include <harness/test.h>
#include <harness/notify_rig.h>
#include <fw/status.h>
#include <rt/mem.h>
#include <fw/channel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- other requests -------------------------------------------------------------------------------------------------
 */

static void test_other_methods(void **state)
{
    struct notify_rig *w = *state;
    static const struct {
        const char *method, *headers;
        int status;
    } rows[] = {
        {"OPTIONS", NULL, 200},  {"INVITE", NULL, 400},     {"INVITE", "Contact: <sip:peer@192.168.1.60>\r\n", 480},
        {"BYE", NULL, 481},      {"CANCEL", NULL, 481},     {"INFO", NULL, 481},
        {"UPDATE", NULL, 481},   {"REFER", NULL, 481},      {"PRACK", NULL, 481},
        {"REGISTER", NULL, 405}, {"MESSAGE", NULL, 405},    {"SUBSCRIBE", NULL, 405},
        {"PUBLISH", NULL, 405},  {"FROBNICATE", NULL, 501}, {"OPTIONS", "Require: 100rel\r\n", 420},
    };
    notify_rig_start(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sip_peer_request(&w->sip, 5060, rows[i].method, rows[i].headers);
        assert_int_equal(w->sip.n_answers, i + 1);
        assert_int_equal(sip_peer_status(&w->sip), rows[i].status);
        assert_int_equal(strstr(sip_peer_last(&w->sip), "\r\nAllow: ") != NULL,
                         rows[i].status == 200 || rows[i].status == 405 || rows[i].status == 501);
    }
    assert_non_null(strstr(sip_peer_last(&w->sip), "\r\nUnsupported: 100rel\r\n"));
    sip_peer_request(&w->sip, 5060, "ACK", NULL);
    assert_int_equal(w->sip.n_answers, sizeof rows / sizeof rows[0]);
}

static void test_requests_that_are_not_quite_right(void **state)
{
    struct notify_rig *w = *state;
    static const struct {
        const char *line, *cseq;
        int status;
    } rows[] = {
        {"OPTIONS sip:1001@192.168.1.100 SIP/3.0", "1 OPTIONS", 505},
        {"OPTIONS sip:1001@192.168.1.100 sip/2.0", "1 OPTIONS", 200},
        {"OPTIONS tel:5551212 SIP/2.0", "1 OPTIONS", 416},
        {"OPTIONS sip:1001@192.168.1.100 SIP/2.0", "1 NOTIFY", 400},
    };
    notify_rig_start(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512];
        (void)snprintf(text, sizeof text,
                       "%s\r\nv: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bKx%zu\r\nf: <sip:a@b>;tag=1\r\n"
                       "t: <sip:c@d>\r\ni: q\r\nCSeq: %s\r\nl: 0\r\n\r\n",
                       rows[i].line, i, rows[i].cseq);
        sip_peer_send(&w->sip, 5060, text, strlen(text));
        assert_int_equal(w->sip.n_answers, i + 1);
        assert_int_equal(sip_peer_status(&w->sip), rows[i].status);
    }
}

static void test_answers_to_nothing_and_keep_alives_are_swallowed(void **state)
{
    struct notify_rig *w = *state;
    static const char answer[] = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.168.1.100:5060;branch=z9hG4bK1\r\n"
                                 "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: q\r\nCSeq: 1 REGISTER\r\n"
                                 "Content-Length: 0\r\n\r\n";
    notify_rig_start(w);
    sip_peer_send(&w->sip, 5060, answer, sizeof answer - 1);
    sip_peer_send(&w->sip, 5060, "\r\n\r\n", 4);
    sip_peer_send(&w->sip, 5060, "\0\0\0\0\0\0", 6);
    sip_peer_send(&w->sip, 5060, "", 0);
    assert_int_equal(w->sip.n_answers, 0);
}

/* Insert_VIA_* and Send_Resp_To_Src_Port: what the unit's help says of them. */
static void test_where_the_answer_goes_and_what_its_Via_says(void **state)
{
    struct notify_rig *w = *state;
    static const char text[] = "OPTIONS sip:1001@192.168.1.100 SIP/2.0\r\n"
                               "Via: SIP/2.0/UDP 10.9.9.9:7777;rport;branch=z9hG4bKnat%c\r\n"
                               "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: q\r\nCSeq: 1 OPTIONS\r\n\r\n";
    char request[512], value[256];
    notify_rig_start(w);
    (void)snprintf(request, sizeof request, text, 'a');
    sip_peer_send(&w->sip, 5060, request, strlen(request));
    assert_int_equal(sip_peer_status(&w->sip), 200);
    assert_int_equal(w->sip.arrived_at, 7777);
    assert_string_equal(sip_peer_value(&w->sip, "Via: ", value), "SIP/2.0/UDP 10.9.9.9:7777;rport;branch=z9hG4bKnata");
    device_rig_set(&w->r, "Send_Resp_To_Src_Port", "Yes");
    device_rig_set(&w->r, "Insert_VIA_received", "Yes");
    device_rig_set(&w->r, "Insert_VIA_rport", "Yes");
    (void)snprintf(request, sizeof request, text, 'b');
    sip_peer_send(&w->sip, 5060, request, strlen(request));
    assert_int_equal(w->sip.n_answers, 2);
    assert_int_equal(w->sip.arrived_at, 5060);
    assert_string_equal(sip_peer_value(&w->sip, "Via: ", value),
                        "SIP/2.0/UDP 10.9.9.9:7777;rport=5060;branch=z9hG4bKnatb;received=192.168.1.60");
}

/* --- noise ---------------------------------------------------------------------------------------------------------
 */

/* A generator of the test's own (xorshift), so that a failure comes again. */
static uint32_t noise(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

static const char seed_request[] =
    "NOTIFY sip:1001@192.168.1.100:5060;transport=udp?a=b SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.168.1.60:5060;branch=z9hG4bK1;rport, SIP/2.0/UDP [fe80::1]:5062;received=1.2.3.4 (why)\r\n"
    "From: \"as\\\"ter\" <sip:asterisk@192.168.1.60?x=y>;tag=as1\r\n"
    "To: sip:1001@192.168.1.100\r\n"
    "Call-ID: call1@192.168.1.60\r\nCSeq: 101 NOTIFY\r\nContact: <sip:a@b;q=1>, *\r\n"
    "Event: resync;id=1\r\nRoute: <sip:p1;lr>,<sip:p2>\r\nAccept: application/sdp;level=1\r\n"
    "Authorization: Digest username=\"1001\", realm=\"x\", nonce=\"00\", uri=\"sip:1001\", response=\"0f\", "
    "algorithm=MD5, qop=auth, nc=00000001, cnonce=\"0a\"\r\n"
    "Content-Type: multipart/mixed;boundary=\"b\"\r\nMime-Version: 1.0\r\nContent-Length: 20\r\n"
    "Subject: a\r\n folded\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n\r\n";

static size_t mutate(uint32_t *x, char *text, size_t n, size_t max)
{
    static const char *const splices[] = {"\r\n\r\n", "\"",    "<", ">",  ";", ",",   "[",
                                          "%00",      "\r\n ", "=", "\\", ":", "\xff"};
    for (uint32_t k = noise(x) % 6 + 1; k > 0 && n > 2; k--) {
        size_t at = noise(x) % n, len = noise(x) % (n - at) % 40;
        switch (noise(x) % 5) {
        case 0:
            text[at] = (char)noise(x);
            break;
        case 1: /* cut a piece out */
            memmove(text + at, text + at + len, n - at - len);
            n -= len;
            break;
        case 2: /* say a piece twice */
            if (n + len < max) {
                memmove(text + at + len, text + at, n - at);
                n += len;
            }
            break;
        case 3: {
            const char *s = splices[noise(x) % (sizeof splices / sizeof splices[0])];
            len = strlen(s);
            if (at + len < n) {
                memcpy(text + at, s, len);
            }
            break;
        }
        default:
            n = noise(x) % 20 == 0 ? at + 1 : n; /* an early end */
            break;
        }
    }
    return n;
}

static void test_20000_damaged_requests_do_no_harm(void **state)
{
    struct notify_rig *w = *state;
    uint32_t x = 2463534242u;
    unsigned n_answered = 0;
    device_rig_set(&w->r, "SIP_Debug_Option_1_", "full");
    notify_rig_start(w);
    uint64_t n_starts = board_n_starts(w->r.board), n_live = 0;
    for (int i = 0; i < 20000; i++) {
        char text[1400];
        size_t n = sizeof seed_request - 1;
        memcpy(text, seed_request, n);
        n = mutate(&x, text, n, sizeof text);
        outside_send(&w->r.wan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                 .src_ip = SIP_IP,
                                                 .dst_ip = PROVIDER_UNIT_IP,
                                                 .src_port = 5060,
                                                 .dst_port = 5060,
                                                 .payload = (const uint8_t *)text,
                                                 .n = n});
        device_rig_pass_ms(&w->r, 1);
        n_answered += w->sip.n_answers;
        w->sip.n_answers = 0;
        n_live = i == 1000 ? rt_mem_n_live() : n_live;
    }
    assert_in_range(n_answered, 3000, 19999); /* neither all refused nor all taken */
    assert_true(rt_mem_n_live() < n_live + 50);
    assert_int_equal(board_n_starts(w->r.board), n_starts);
    notify_rig_expect_no_resync(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200); /* and works as before */
    notify_rig_expect_resync(w);
}

/* IP fragments by hand: the packet writer makes whole ones only. */
static void send_fragments(struct notify_rig *w, const char *text, size_t n)
{
    uint8_t udp[70000], frame[PACKET_FRAME_MAX];
    size_t n_udp = n + 8, at = 0;
    assert_in_range(n_udp, 1, 65500);
    memset(udp, 0, 8);
    udp[0] = udp[2] = 5060 >> 8;
    udp[1] = udp[3] = 5060 & 0xff;
    udp[4] = (uint8_t)(n_udp >> 8);
    udp[5] = (uint8_t)n_udp; /* checksum 0: none (RFC 768) */
    memcpy(udp + 8, text, n);
    while (at < n_udp) {
        size_t piece = n_udp - at < 1480 ? n_udp - at : 1480;
        struct packet p = {.proto = PACKET_PROTO_UDP, .src_ip = SIP_IP, .dst_ip = PROVIDER_UNIT_IP, .n = 0};
        memcpy(p.dst_mac, w->r.wan.unit_mac, 6);
        p.src_mac[0] = 2;
        (void)packet_write(&p, frame);
        uint8_t *ip = frame + 14;
        uint16_t offset = (uint16_t)(at / 8 | (at + piece < n_udp ? 0x2000u : 0));
        uint32_t sum = 0;
        ip[2] = (uint8_t)((20 + piece) >> 8);
        ip[3] = (uint8_t)(20 + piece);
        ip[4] = (uint8_t)w->sip.n_requests;
        ip[6] = (uint8_t)(offset >> 8);
        ip[7] = (uint8_t)offset;
        ip[10] = ip[11] = 0;
        for (unsigned i = 0; i < 20; i += 2) {
            sum += (uint32_t)ip[i] << 8 | ip[i + 1];
        }
        sum = (sum & 0xffff) + (sum >> 16);
        ip[10] = (uint8_t)(~sum >> 8);
        ip[11] = (uint8_t)~sum;
        memcpy(ip + 20, udp + at, piece);
        board_nic_deliver(w->r.board, BOARD_PORT_WAN, frame, 34 + piece);
        at += piece;
    }
    w->sip.n_requests++;
    device_rig_pass_ms(&w->r, 20);
}

static size_t write_long(char *out, size_t size, unsigned n_padding, unsigned branch)
{
    int n = snprintf(out, size,
                     "OPTIONS sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bKlong%u\r\n"
                     "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: q\r\nCSeq: 1 OPTIONS\r\nSubject: %0*d\r\n\r\n",
                     branch, (int)n_padding, 0);
    assert_in_range(n, 1, size - 1);
    return (size_t)n;
}

static void test_a_request_in_fragments_is_read_and_one_that_is_too_long_is_not(void **state)
{
    struct notify_rig *w = *state;
    static char text[70000];
    notify_rig_start(w);
    send_fragments(w, text, write_long(text, sizeof text, 5000, 1));
    assert_int_equal(sip_peer_status(&w->sip), 200);
    send_fragments(w, text, write_long(text, sizeof text, 7900, 2));  /* over SIP_HEAD_MAX */
    send_fragments(w, text, write_long(text, sizeof text, 9000, 3));  /* over FW_UDP_DATAGRAM_MAX */
    send_fragments(w, text, write_long(text, sizeof text, 60000, 4)); /* over what lwIP puts together */
    assert_int_equal(w->sip.n_answers, 1);
    assert_true(device_rig_saw(&w->r, &fw_signal_sip, "dropped: the head is too long"));
    assert_true(device_rig_saw(&w->r, &fw_signal_sip, "dropped: longer than any message"));
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
}

static void test_a_body_is_as_long_as_its_length_says(void **state)
{
    struct notify_rig *w = *state;
    static const struct {
        const char *length;
        int status;
    } rows[] = {{"0", 200}, {"5", 200}, {"3", 200}, {"6", 400}, {"-1", 400}, {"4294967295", 400}, {"x", 400}};
    notify_rig_start(w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512];
        (void)snprintf(text, sizeof text,
                       "OPTIONS sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bKb%zu\r\n"
                       "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: q\r\nCSeq: 1 OPTIONS\r\n"
                       "Content-Type: multipart/mixed;boundary=b\r\nContent-Length: %s\r\n\r\nhello",
                       i, rows[i].length);
        sip_peer_send(&w->sip, 5060, text, strlen(text));
        assert_int_equal(w->sip.n_answers, i + 1);
        assert_int_equal(sip_peer_status(&w->sip), rows[i].status);
    }
}

static void test_without_memory_a_request_is_lost_and_nothing_else(void **state)
{
    struct notify_rig *w = *state;
    notify_rig_start(w);
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", NULL), 401);
    uint64_t before = rt_mem_n_allocations();
    w->sip.n_answers = 0;
    sip_peer_request(&w->sip, 5060, "OPTIONS", NULL);
    uint64_t n = rt_mem_n_allocations() - before;
    assert_in_range(n, 5, 2000);
    for (uint64_t i = 1; i <= n; i++) {
        w->sip.n_answers = 0;
        rt_mem_fail_at(i);
        sip_peer_request(&w->sip, 5060, "OPTIONS", NULL);
        rt_mem_fail_at(0);
        assert_in_range(w->sip.n_answers, 0, 1);
    }
    w->sip.n_answers = 0;
    assert_int_equal(sip_peer_notify(&w->sip, 5060, "resync", &notify_rig_login), 200);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, notify_rig_set_up, notify_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(test_other_methods),
        T(test_requests_that_are_not_quite_right),
        T(test_answers_to_nothing_and_keep_alives_are_swallowed),
        T(test_where_the_answer_goes_and_what_its_Via_says),
        T(test_20000_damaged_requests_do_no_harm),
        T(test_a_request_in_fragments_is_read_and_one_that_is_too_long_is_not),
        T(test_a_body_is_as_long_as_its_length_says),
        T(test_without_memory_a_request_is_lost_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
