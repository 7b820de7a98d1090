/* SPDX-License-Identifier: MIT */
/* Packets that are late, lost, doubled, out of order: what arrives at the ear, and what is counted. */
#include <harness/test.h>
#include <harness/media_rig.h>
#include <media/codec.h>
#include <media/jitter.h>
#include <board/board.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

static struct media_rig rig;
static struct codec_state codec;

static int set_up(void **state)
{
    (void)state;
    media_rig_open(&rig, NULL);
    codec_start(&codec, FW_CODEC_PCMA);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    media_rig_close(&rig);
    return 0;
}

/* A packet of 20 ms, all of whose samples have this value. */
static void send_level(int16_t value)
{
    int16_t samples[160];
    uint8_t octets[160];
    for (unsigned i = 0; i < 160; i++) {
        samples[i] = value;
    }
    media_rig_send(&rig, octets, codec_encode(&codec, samples, 160, octets), 160);
}

/* The first sample of the ear from <from> on whose size is above a limit; n_ear: none. */
static unsigned find_sound(unsigned from)
{
    while (from < rig.n_ear && abs(rig.ear[from]) < 100) {
        from++;
    }
    return from;
}

static void start(const char *level, const char *adjustment)
{
    media_rig_set(&rig, "Network_Jitter_Level_1_", level);
    media_rig_set(&rig, "Jitter_Buffer_Adjustment_1_", adjustment);
    media_rig_set(&rig, "FXS_Port_Output_Gain", "0");
    media_rig_start(&rig, FW_CODEC_PCMA);
}

static void the_level_is_the_delay(void **state)
{
    (void)state;
    static const struct {
        const char *level;
        unsigned ms;
    } rows[] = {{"low", 30}, {"medium", 50}, {"high", 70}, {"very high", 100}, {"extremely high", 150}};
    for (size_t i = 0; i < 5; i++) {
        start(rows[i].level, "disable");
        rig.n_ear = 0;
        send_level(5000);
        media_rig_frames(&rig, 20);
        assert_int_equal(find_sound(0), rows[i].ms * 8);
        assert_int_equal(fw_media_stats(rig.stream).latency_ms, rows[i].ms);
        fw_media_close(rig.stream);
        rig.stream = NULL;
    }
    /* The floor: 10 ms more than a packet. */
    start("low", "disable");
    uint8_t octets[480];
    memset(octets, 0, sizeof octets);
    media_rig_send(&rig, octets, sizeof octets, 480);
    assert_int_equal(fw_media_stats(rig.stream).latency_ms, 70);
}

static void packets_out_of_order_are_played_in_order(void **state)
{
    (void)state;
    start("high", "disable");
    send_level(1000);
    struct rtp_header second = rig.next;
    rig.next.sequence++;
    rig.next.timestamp += 160;
    send_level(3000);
    struct rtp_header fourth = rig.next;
    rig.next = second;
    send_level(2000);
    rig.next = second;
    send_level(2000); /* twice */
    rig.next = fourth;
    send_level(4000);
    media_rig_frames(&rig, 20);
    unsigned at = find_sound(0);
    for (int i = 0; i < 4; i++) {
        assert_in_range(rig.ear[at + 80 + 160 * (unsigned)i], 1000 * (i + 1) - 60, 1000 * (i + 1) + 60);
    }
    struct fw_media_stats s = fw_media_stats(rig.stream);
    assert_int_equal(s.packets_recv, 5);
    assert_int_equal(s.packets_lost, 0);
    assert_int_equal(s.packet_errors, 0);
}

static void a_lost_packet_is_concealed_and_counted(void **state)
{
    (void)state;
    start("high", "disable");
    for (unsigned i = 0; i < 50; i++) {
        int16_t samples[160];
        uint8_t octets[160];
        for (unsigned k = 0; k < 160; k++) { /* 250 Hz */
            samples[k] = (int16_t)((k + 160 * i) % 32 < 16 ? 4000 : -4000);
        }
        if (i == 30) {
            rig.next.sequence++;
            rig.next.timestamp += 160;
        } else {
            media_rig_send(&rig, octets, codec_encode(&codec, samples, 160, octets), 160);
        }
        media_rig_frames(&rig, 2);
    }
    unsigned lost = find_sound(0) + 30 * 160;
    double energy = 0;
    for (unsigned k = 0; k < 80; k++) {
        energy += abs(rig.ear[lost + k]) / 80.0;
    }
    assert_true(energy > 2000);
    assert_int_equal(fw_media_stats(rig.stream).packets_lost, 1);
}

static void a_late_packet_makes_the_buffer_deeper_or_is_dropped(void **state)
{
    (void)state;
    static const struct {
        const char *adjustment;
        bool is_deeper;
    } rows[] = {{"up and down", true}, {"up only", true}, {"down only", false}, {"disable", false}};
    for (size_t i = 0; i < 4; i++) {
        start("medium", rows[i].adjustment);
        send_level(1000);
        media_rig_frames(&rig, 10); /* the second was due after 70 ms */
        send_level(2000);
        media_rig_frames(&rig, 1);
        assert_int_equal(fw_media_stats(rig.stream).latency_ms, rows[i].is_deeper ? 80 : 50);
        assert_int_equal(fw_media_stats(rig.stream).packets_late, rows[i].is_deeper ? 0 : 1);
        for (unsigned k = 0; k < 12; k++) { /* all as late: the sender's clock is another one */
            send_level(3000);
            media_rig_frames(&rig, 2);
        }
        assert_in_range(rig.ear[rig.n_ear - 1], 2900, 3100); /* heard in the end */
        fw_media_close(rig.stream);
        rig.stream = NULL;
    }
}

static void a_quiet_net_makes_the_buffer_shallower(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"up and down", "30"}, {"down only", "30"}, {"up only", "150"}, {"disable", "150"}};
    for (size_t i = 0; i < 4; i++) {
        start("extremely high", rows[i][0]);
        rig.is_deaf = true;
        for (unsigned k = 0; k < 50 * 60; k++) {
            send_level(k % 100 < 60 ? 6000 : 0);
            media_rig_frames(&rig, 2);
        }
        unsigned latency = fw_media_stats(rig.stream).latency_ms;
        assert_in_range(latency, atoi(rows[i][1]), i < 2 ? 60 : 150);
        assert_int_equal(fw_media_stats(rig.stream).packets_late, 0);
        fw_media_close(rig.stream);
        rig.stream = NULL;
    }
}

static void numbers_wrap(void **state)
{
    (void)state;
    rig.next.sequence = 65530;
    rig.next.timestamp = 0xffffff00u;
    start("high", "up and down");
    for (unsigned i = 0; i < 100; i++) {
        send_level(2000);
        media_rig_frames(&rig, 2);
    }
    struct fw_media_stats s = fw_media_stats(rig.stream);
    assert_int_equal(s.packets_recv, 100);
    assert_int_equal(s.packets_lost + s.packets_late, 0);
    assert_in_range(rig.ear[rig.n_ear - 1], 1900, 2100);
}

static void another_sender_and_a_restarted_one_are_heard(void **state)
{
    (void)state;
    start("low", "up and down");
    send_level(1000);
    media_rig_frames(&rig, 10);
    rig.next.ssrc++;
    rig.next.sequence += 20000;
    rig.next.timestamp -= 100000;
    for (unsigned i = 0; i < 5; i++) {
        send_level(3000);
        media_rig_frames(&rig, 2);
    }
    assert_in_range(rig.ear[rig.n_ear - 1], 2900, 3100);
    rig.next.sequence += 20000; /* the same source, from somewhere else */
    rig.next.timestamp += 1000000;
    for (unsigned i = 0; i < 8; i++) {
        send_level(2000);
        media_rig_frames(&rig, 2);
    }
    assert_in_range(rig.ear[rig.n_ear - 1], 1900, 2100);
    assert_int_equal(fw_media_stats(rig.stream).packets_lost, 0);
}

static void jitter_is_what_rfc_3550_says(void **state)
{
    (void)state;
    start("high", "up and down");
    for (unsigned i = 0; i < 400; i++) { /* every second packet 10 ms late */
        media_rig_frames(&rig, i % 2 == 0 ? 1 : 3);
        send_level(100);
    }
    assert_in_range(fw_media_stats(rig.stream).jitter_ms, 9, 10);
}

static void a_flood_does_not_fill_the_memory(void **state)
{
    (void)state;
    start("high", "up and down");
    uint64_t live = rt_mem_n_live();
    for (unsigned i = 0; i < 5000; i++) {
        rig.next.timestamp = i * 977u % 7000u;
        send_level(100);
    }
    assert_true(rt_mem_n_live() <= live + RTP_JITTER_PACKETS_MAX);
    media_rig_frames(&rig, 200);
    assert_true(rt_mem_n_live() <= live);
}

/* What is held while the telephone is not listened to is not played later. */
static void a_pause_of_the_line_forgets_old_sound(void **state)
{
    (void)state;
    start("low", "up and down");
    for (unsigned i = 0; i < 10; i++) {
        send_level(3000);
    }
    media_rig_frames(&rig, 1);
    while (board_step(rig.board, board_now_us(rig.board) + 300000)) {
    }
    rig.n_ear = 0;
    media_rig_frames(&rig, 10);
    assert_int_equal(find_sound(0), rig.n_ear);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(the_level_is_the_delay),
        T(packets_out_of_order_are_played_in_order),
        T(a_lost_packet_is_concealed_and_counted),
        T(a_late_packet_makes_the_buffer_deeper_or_is_dropped),
        T(a_quiet_net_makes_the_buffer_shallower),
        T(numbers_wrap),
        T(another_sender_and_a_restarted_one_are_heard),
        T(jitter_is_what_rfc_3550_says),
        T(a_flood_does_not_fill_the_memory),
        T(a_pause_of_the_line_forgets_old_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
