/* SPDX-License-Identifier: MIT */
/* RTCP, ICMP errors, the statistics line; a day of talk. */
#include <harness/test.h>
#include <harness/media_rig.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/nic.h>
#include <fw/channel.h>
#include <harness/packet.h>
#include <media/codec.h>
#include <media/rtcp.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static struct media_rig rig;

static int set_up(void **state)
{
    static const char *const settings[] = {"User_ID_1_=1001", "Proxy_1_=sip.test", NULL};
    (void)state;
    media_rig_open(&rig, settings);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    media_rig_close(&rig);
    return 0;
}

static void without_an_interval_nothing_is_sent(void **state)
{
    (void)state;
    media_rig_start(&rig, FW_CODEC_PCMU);
    media_rig_frames(&rig, 3000);
    fw_media_close(rig.stream);
    rig.stream = NULL;
    assert_int_equal(rig.n_reports, 0);
}

/* The packet of this type in a compound one; fails without. */
static const uint8_t *packet_of(const struct media_rig_packet *p, uint8_t type)
{
    for (size_t at = 0; at + 4 <= p->n; at += 4u * (rt_be16(p->payload + at + 2) + 1u)) {
        assert_int_equal(p->payload[at] >> 6, 2);
        if (p->payload[at + 1] == type) {
            return p->payload + at;
        }
    }
    fail_msg("no packet %u", type);
    return NULL;
}

static void reports_leave_by_the_interval_and_end_with_bye(void **state)
{
    (void)state;
    uint8_t octets[240];
    memset(octets, 0xff, sizeof octets);
    media_rig_set(&rig, "RTCP_Tx_Interval", "5");
    media_rig_start(&rig, FW_CODEC_PCMU);
    for (unsigned i = 0; i < 350; i++) { /* the peer sends 350, of which every seventh is lost */
        if (i % 7 == 3) {
            rig.next.sequence++;
            rig.next.timestamp += 240;
        } else {
            media_rig_send(&rig, octets, 240, 240);
        }
        media_rig_frames(&rig, 3);
    }
    assert_int_equal(rig.n_reports, 2);
    assert_int_equal(rig.reports[1].at_us - rig.reports[0].at_us, 5000000);
    const struct media_rig_packet *r = &rig.reports[1];
    const uint8_t *sr = packet_of(r, 200), *sdes = packet_of(r, 202);
    assert_ptr_equal(sr, r->payload);
    assert_int_equal(sr[0] & 0x1f, 1);
    assert_int_equal(rt_be32(sr + 4), rig.sent[0].h.ssrc);
    uint64_t up_s = rig.reports[1].at_us / 1000000;
    assert_int_equal(rt_be32(sr + 8), 2208988800u + up_s); /* the time of day is not known */
    uint32_t samples = (uint32_t)((rig.reports[1].at_us - rig.sent[0].at_us) / 125 + 160);
    assert_in_range(rt_be32(sr + 16) - rig.sent[0].h.timestamp, samples - 80, samples + 80);
    assert_int_equal(rt_be32(sr + 20), 333);
    assert_int_equal(rt_be32(sr + 24), 333 * 240);
    assert_int_equal(rt_be32(sr + 28), 0x5eed);
    assert_in_range(sr[32], 256 / 7 - 3, 256 / 7 + 3);
    assert_in_range(rt_be32(sr + 32) & 0xffffff, 46, 48);
    assert_in_range(rt_be32(sr + 36), 1330, 1340);
    assert_memory_equal(sdes + 8,
                        "\1\15"
                        "1001@sip.test\2\11"
                        "Anonymous\0",
                        2 + 13 + 2 + 9 + 1);
    unsigned n = rig.n_reports;
    fw_media_close(rig.stream);
    rig.stream = NULL;
    assert_int_equal(rig.n_reports, n + 1);
    (void)packet_of(&rig.reports[n], 203);
}

/* A report of the peer; last_sr 0: nothing was heard of us. */
static void send_report(uint32_t last_sr, uint32_t since)
{
    struct rt_buf out;
    const struct rtcp_block block = {.ssrc = rig.sent[0].h.ssrc, .last_sr = last_sr, .since_last_sr = since};
    const struct rtcp_sender sender = {.ntp = 0x1122334455667788u};
    rt_buf_init(&out, 500);
    rtcp_put_report(&out, 0x5eed, &sender, &block);
    media_rig_send_bytes(&rig, (uint16_t)(fw_media_port(rig.stream) + 1), out.bytes, out.n);
    rt_buf_fini(&out);
}

static void the_round_trip_comes_from_the_peer_s_report(void **state)
{
    (void)state;
    media_rig_set(&rig, "RTCP_Tx_Interval", "1");
    media_rig_start(&rig, FW_CODEC_PCMU);
    media_rig_frames(&rig, 100);
    assert_int_equal(rig.n_reports, 1);
    send_report(0, 0);
    assert_int_equal(fw_media_stats(rig.stream).round_trip_ms, 0);
    uint32_t sent_ntp = rt_be32(rig.reports[0].payload + 8) << 16 | rt_be32(rig.reports[0].payload + 12) >> 16;
    media_rig_frames(&rig, 25); /* of 250 ms, the peer had it for 100 */
    send_report(sent_ntp, 65536 / 10);
    assert_in_range(fw_media_stats(rig.stream).round_trip_ms, 149, 151);
    send_report(sent_ntp, 65536); /* its clock is off */
    assert_int_equal(fw_media_stats(rig.stream).round_trip_ms, 0);
    media_rig_frames(&rig, 75);
    /* What is told of its report: when it came, and how long ago that is. */
    uint8_t octets[240] = {0};
    media_rig_send(&rig, octets, 240, 240);
    media_rig_frames(&rig, 100);
    const struct media_rig_packet *r = &rig.reports[rig.n_reports - 1];
    assert_int_equal(rt_be32(r->payload + 44), 0x33445566);
    assert_in_range(rt_be32(r->payload + 48), 65536 * 3 / 2, 65536 * 2);
}

static void what_is_not_rtcp_is_ignored(void **state)
{
    (void)state;
    static const uint8_t rows[][12] = {
        {0x80, 200, 0, 200},           /* longer than it is */
        {0x80, 202, 0, 2},             /* no report first */
        {0x40, 200, 0, 2},             /* version 1 */
        {0xa0, 200, 0, 2},             /* padding first */
        {0x81, 201, 0, 2, 0, 0, 0, 1}, /* a block that is not there */
        {0x9f, 200, 0, 2, 0, 0, 0, 1},
    };
    struct rtcp_facts facts;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(rtcp_read(rows[i], 12, 7, &facts), i >= 4);
        assert_false(facts.has_block || facts.has_sender || facts.has_bye);
    }
    assert_false(rtcp_read(rows[0], 3, 7, &facts));
}

static uint16_t checksum(const uint8_t *bytes, size_t n)
{
    uint32_t sum = 0;
    for (size_t i = 0; i + 1 < n; i += 2) {
        sum += rt_be16(bytes + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t) ~((sum & 0xffff) + (sum >> 16));
}

/* An ICMP error of the peer's host about a packet to this port. */
static void send_icmp(uint16_t about_port, bool is_damaged)
{
    uint8_t icmp[8 + 28] = {3, 3, 0, 0}, frame[14 + 20 + sizeof icmp] = {0};
    uint8_t *ip = icmp + 8;
    ip[0] = 0x45;
    ip[9] = 17;
    rt_put_be32(ip + 12, MEDIA_RIG_UNIT_IP);
    rt_put_be32(ip + 16, MEDIA_RIG_PEER_IP);
    rt_put_be16(ip + 20, fw_media_port(rig.stream));
    rt_put_be16(ip + 22, about_port);
    rt_put_be16(icmp + 2, checksum(icmp, sizeof icmp));
    if (is_damaged) {
        icmp[4] ^= 1;
    }
    memcpy(frame, rig.outside.unit_mac, 6);
    memcpy(frame + 6, "\2\0\0\0\0\7\x08\0", 8);
    frame[14] = 0x45;
    rt_put_be16(frame + 16, 20 + sizeof icmp);
    frame[22] = 64;
    frame[23] = 1;
    rt_put_be32(frame + 26, MEDIA_RIG_PEER_IP);
    rt_put_be32(frame + 30, MEDIA_RIG_UNIT_IP);
    rt_put_be16(frame + 24, checksum(frame + 14, 20));
    memcpy(frame + 34, icmp, sizeof icmp);
    board_nic_deliver(rig.board, BOARD_PORT_WAN, frame, sizeof frame);
    media_rig_frames(&rig, 1);
}

static void icmp_errors_in_a_row_end_the_stream(void **state)
{
    (void)state;
    uint8_t octets[240] = {0};
    media_rig_start(&rig, FW_CODEC_PCMU);
    send_icmp(MEDIA_RIG_PEER_PORT, false); /* Max_RTP_ICMP_Err 0: never */
    media_rig_set(&rig, "Max_RTP_ICMP_Err", "3");
    media_rig_send(&rig, octets, 240, 240); /* it is there after all */
    send_icmp(MEDIA_RIG_PEER_PORT, false);
    send_icmp(MEDIA_RIG_PEER_PORT, false);
    send_icmp(12345, false); /* about another path */
    send_icmp(MEDIA_RIG_PEER_PORT, true);
    assert_int_equal(rig.n_dead, 0);
    send_icmp(MEDIA_RIG_PEER_PORT, false);
    send_icmp(MEDIA_RIG_PEER_PORT, false);
    assert_int_equal(rig.n_dead, 1);
}

static size_t no_checksum_seen;
static uint8_t tos_seen;

static void watch(void *ctx, const uint8_t *frame, size_t n)
{
    (void)ctx;
    if (n > 42 && frame[23] == 17 && rt_be16(frame + 36) == MEDIA_RIG_PEER_PORT) {
        no_checksum_seen += frame[40] == 0 && frame[41] == 0;
        tos_seen = frame[15];
    }
}

static void tos_and_checksum_are_parameters(void **state)
{
    (void)state;
    rig.outside.watch = watch;
    no_checksum_seen = 0;
    media_rig_start(&rig, FW_CODEC_PCMU);
    media_rig_frames(&rig, 6);
    assert_int_equal(tos_seen, 0xb8);
    assert_int_equal(no_checksum_seen, 0);
    fw_media_close(rig.stream);
    media_rig_set(&rig, "No_UDP_Checksum", "Yes");
    media_rig_set(&rig, "RTP_ToS_DiffServ_Value_1_", "0x20");
    media_rig_start(&rig, FW_CODEC_PCMU);
    media_rig_frames(&rig, 6);
    assert_int_equal(tos_seen, 0x20);
    assert_int_equal(no_checksum_seen, 2);
}

#if defined(__SANITIZE_ADDRESS__)
enum { DAY = 2 * 3600 }; /* the sanitizers take ten times as long */
#else
enum { DAY = 24 * 3600 };
#endif

/* A day: numbers wrap, nothing grows, and sound is neither late nor early at its end. The peer
 * answers each packet with
 * one of its own; packets are of 160 ms, so that a day is short. */
static void answer(struct media_rig *r)
{
    static const uint8_t silence[1280];
    if (r->n_mic % 1280 == 0) {
        media_rig_send(r, silence, sizeof silence, 1280);
    }
}

static void a_day_of_talk_neither_drifts_nor_leaks(void **state)
{
    (void)state;
    media_rig_set(&rig, "RTP_Packet_Size", "0.16");
    media_rig_set(&rig, "RTCP_Tx_Interval", "60");
    media_rig_set(&rig, "Jitter_Buffer_Adjustment_1_", "disable");
    media_rig_start(&rig, FW_CODEC_PCMA);
    rig.next.timestamp = 0xf0000000u; /* wraps after 9 hours; the sequence after 3 */
    rig.on_frame = answer;
    rig.is_deaf = true;
    media_rig_frames(&rig, 1600);
    uint64_t live = rt_mem_n_live(), started_us = board_now_us(rig.board);
    struct fw_media_stats before = fw_media_stats(rig.stream);
    media_rig_frames(&rig, DAY * 100);
    struct fw_media_stats s = fw_media_stats(rig.stream);
    assert_int_equal(board_now_us(rig.board) - started_us, (uint64_t)DAY * 1000000);
    assert_int_equal(s.packets_sent - before.packets_sent, DAY * 100 / 16);
    assert_int_equal(s.packets_recv - before.packets_recv, DAY * 100 / 16);
    assert_int_equal(s.packets_lost + s.packets_late + s.packet_errors, 0);
    assert_int_equal(s.latency_ms, before.latency_ms);
    assert_int_equal(s.jitter_ms, 0);
    assert_true(rt_mem_n_live() <= live);
}

/* RFC 5761: the sound goes on as if they were not there. */
static void reports_at_the_port_of_sound_are_no_sound(void **state)
{
    uint8_t octets[240], report[28] = {0x80, 200, 0, 6, 9, 9, 9, 9};
    (void)state;
    memset(octets, 0xff, sizeof octets);
    media_rig_start(&rig, FW_CODEC_PCMU);
    for (unsigned i = 0; i < 100; i++) {
        media_rig_send(&rig, octets, 240, 240);
        report[11] = (uint8_t)i; /* where RTP has its sender */
        media_rig_send_bytes(&rig, fw_media_port(rig.stream), report, sizeof report);
        media_rig_frames(&rig, 3);
    }
    struct fw_media_stats s = fw_media_stats(rig.stream);
    assert_int_equal(s.packets_recv, 100);
    assert_int_equal(s.packets_lost + s.packet_errors + s.packets_late, 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(without_an_interval_nothing_is_sent),
        T(reports_leave_by_the_interval_and_end_with_bye),
        T(reports_at_the_port_of_sound_are_no_sound),
        T(the_round_trip_comes_from_the_peer_s_report),
        T(what_is_not_rtcp_is_ignored),
        T(icmp_errors_in_a_row_end_the_stream),
        T(tos_and_checksum_are_parameters),
        T(a_day_of_talk_neither_drifts_nor_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
