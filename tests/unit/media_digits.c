/* SPDX-License-Identifier: MIT */
/* Digits as events of RFC 4733, both ways, and silence that is not sent. */
#include <harness/test.h>
#include <harness/media_rig.h>
#include <math.h>
#include <rt/buf.h>
#include <stdio.h>
#include <string.h>

static struct media_rig rig;

static int set_up(void **state)
{
    (void)state;
    media_rig_open(&rig, NULL);
    media_rig_start(&rig, FW_CODEC_PCMU);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    media_rig_close(&rig);
    return 0;
}

/* "e<event> <duration>[E][M]" for events, "s[M]" for sound; one word a packet. */
static const char *sent_words(unsigned from)
{
    static char words[2048];
    words[0] = '\0';
    for (unsigned i = from; i < rig.n_sent; i++) {
        const struct media_rig_packet *p = &rig.sent[i];
        char word[32];
        if (p->h.payload == 101) {
            (void)snprintf(word, sizeof word, "e%u/%u%s", p->payload[0], (unsigned)rt_be16(p->payload + 2),
                           (p->payload[1] & 0x80) != 0 ? "E" : "");
        } else {
            (void)snprintf(word, sizeof word, "s");
        }
        (void)snprintf(words + strlen(words), sizeof words - strlen(words), "%s%s%s", i > from ? " " : "", word,
                       p->h.marker ? "M" : "");
    }
    return words;
}

static void a_digit_is_sent_as_events_with_three_ends(void **state)
{
    (void)state;
    media_rig_frames(&rig, 6);
    fw_media_send_digit(rig.stream, '#', 100);
    media_rig_frames(&rig, 24);
    assert_string_equal(sent_words(0), "sM s e11/240M e11/480M e11/720M e11/960EM e11/960EM e11/960EM sM s");
    for (unsigned i = 2; i < 8; i++) {
        assert_int_equal(rig.sent[i].h.timestamp, rig.sent[0].h.timestamp + 480);
        assert_int_equal(rig.sent[i].h.sequence, (uint16_t)(rig.sent[0].h.sequence + i));
        assert_int_equal(rig.sent[i].n, 4);
        assert_int_equal(rig.sent[i].payload[1] & 0x3f, 10);
    }
    assert_int_equal(rig.sent[8].h.timestamp, rig.sent[0].h.timestamp + 8 * 240);
}

static void the_marker_of_each_packet_is_a_parameter(void **state)
{
    (void)state;
    media_rig_set(&rig, "Mark_All_AVT_Packets", "No");
    fw_media_send_digit(rig.stream, '1', 60);
    fw_media_send_digit(rig.stream, '!', 30);
    media_rig_frames(&rig, 27);
    assert_string_equal(sent_words(0), "e1/240M e1/480E e1/480E e1/480E e16/240EM e16/240E e16/240E sM s");
}

static void without_agreement_nothing_is_sent(void **state)
{
    (void)state;
    fw_media_close(rig.stream);
    media_rig_start(&rig, FW_CODEC_PCMU);
    const struct fw_media_path path = {.ip = MEDIA_RIG_PEER_IP,
                                       .port = MEDIA_RIG_PEER_PORT,
                                       .codec = FW_CODEC_PCMU,
                                       .dtmf_tx = -1,
                                       .dtmf_rx = -1,
                                       .sends = true,
                                       .receives = true};
    fw_media_send_digit(rig.stream, '5', 100);
    fw_media_set_path(rig.stream, &path); /* a new one, without events */
    fw_media_send_digit(rig.stream, '5', 100);
    fw_media_send_digit(rig.stream, 'x', 100);
    media_rig_frames(&rig, 6);
    assert_string_equal(sent_words(0), "sM s");
}

static void send_event(unsigned event, unsigned duration, bool is_end)
{
    uint8_t payload[4] = {(uint8_t)event, (uint8_t)((is_end ? 0x80 : 0) | 10)};
    rt_put_be16(payload + 2, (uint16_t)duration);
    rig.next.payload = 101;
    media_rig_send(&rig, payload, sizeof payload, 0);
}

static void a_digit_of_the_peer_is_told_once_and_played(void **state)
{
    (void)state;
    for (unsigned i = 1; i <= 4; i++) {
        send_event(5, 240 * i, false);
        media_rig_frames(&rig, 3);
        assert_int_equal(rig.n_keys, 0);
    }
    send_event(5, 1200, true);
    send_event(5, 1200, true);
    send_event(5, 1200, true);
    media_rig_frames(&rig, 30);
    assert_string_equal(rig.keys, "5");
    assert_int_equal(rig.key_ms[0], 150);
    /* DTMF_Playback_Level -16, DTMF_Playback_Length .1 */
    assert_true(fabs(media_rig_level(rig.ear, 800, 770) + 16) < 0.3);
    assert_true(fabs(media_rig_level(rig.ear, 800, 1336) + 16) < 0.3);
    for (unsigned i = 801; i < rig.n_ear; i++) {
        assert_int_equal(rig.ear[i], 0);
    }
}

static void what_is_played_is_a_matter_of_parameters(void **state)
{
    (void)state;
    media_rig_set(&rig, "DTMF_Process_AVT_1_", "No");
    send_event(1, 800, true);
    rig.next.timestamp += 2000;
    media_rig_set(&rig, "DTMF_Process_AVT_1_", "Yes");
    media_rig_set(&rig, "Playback_ABCD", "No");
    send_event(13, 800, true); /* B */
    rig.next.timestamp += 2000;
    send_event(16, 800, true);
    media_rig_frames(&rig, 30);
    assert_string_equal(rig.keys, "1B!");
    for (unsigned i = 0; i < rig.n_ear; i++) {
        assert_int_equal(rig.ear[i], 0);
    }
    media_rig_set(&rig, "Playback_ABCD", "Yes");
    fw_media_play_digit(rig.stream, 'D');
    fw_media_play_digit(rig.stream, 'D');
    rig.n_ear = 0;
    media_rig_frames(&rig, 40);
    assert_true(media_rig_level(rig.ear, 800, 1633) > -17);
    assert_true(media_rig_level(rig.ear + 800, 400, 1633) < -60); /* a pause */
    assert_true(media_rig_level(rig.ear + 1210, 780, 941) > -17);
}

static void events_whose_ends_are_lost_end_all_the_same(void **state)
{
    (void)state;
    send_event(1, 240, false);
    media_rig_frames(&rig, 3);
    rig.next.timestamp += 1000;
    send_event(1, 240, false); /* the same digit again */
    assert_string_equal(rig.keys, "1");
    media_rig_frames(&rig, 25);
    assert_string_equal(rig.keys, "11");
    send_event(1, 480, true); /* of the one that was given up */
    rig.next.timestamp += 1000;
    send_event(20, 480, true); /* fax, trunks */
    assert_string_equal(rig.keys, "11");
    rig.next.payload = 101;
    media_rig_send(&rig, "\1", 1, 0);
    assert_int_equal(fw_media_stats(rig.stream).packet_errors, 1);
}

static void silence_is_not_sent_with_silence_suppression(void **state)
{
    (void)state;
    media_rig_set(&rig, "Silence_Supp_Enable_1_", "Yes");
    rig.mic_hz = 500;
    rig.mic_amplitude = 3000;
    media_rig_frames(&rig, 30);
    rig.mic_amplitude = 0;
    media_rig_frames(&rig, 300);
    assert_in_range(rig.n_sent, 18, 20); /* 300 ms, and 250 ms more */
    unsigned before = rig.n_sent;
    uint32_t timestamp = rig.sent[0].h.timestamp;
    rig.mic_amplitude = 3000;
    media_rig_frames(&rig, 30);
    assert_int_equal(rig.n_sent - before, 10);
    assert_true(rig.sent[before].h.marker && !rig.sent[before + 1].h.marker);
    assert_int_equal(rig.sent[before].h.timestamp, timestamp + 330 * 80);
    assert_int_equal(rig.sent[before].h.sequence, (uint16_t)(rig.sent[before - 1].h.sequence + 1));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_digit_is_sent_as_events_with_three_ends),
        T(the_marker_of_each_packet_is_a_parameter),
        T(without_agreement_nothing_is_sent),
        T(a_digit_of_the_peer_is_told_once_and_played),
        T(what_is_played_is_a_matter_of_parameters),
        T(events_whose_ends_are_lost_end_all_the_same),
        T(silence_is_not_sent_with_silence_suppression),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
