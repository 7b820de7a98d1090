/* SPDX-License-Identifier: MIT */
/* One stream of sound: what leaves as RTP, and what arrives at the ear. */
#include <harness/test.h>
#include <harness/media_rig.h>
#include <board/clock.h>
#include <math.h>
#include <media/codec.h>
#include <string.h>

static struct media_rig rig;

static int set_up(void **state)
{
    (void)state;
    media_rig_open(&rig, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    media_rig_close(&rig);
    return 0;
}

static void packets_leave_every_30_ms_with_240_octets(void **state)
{
    (void)state;
    int16_t samples[240];
    struct codec_state codec = {0};
    media_rig_start(&rig, FW_CODEC_PCMU);
    rig.mic_hz = 1000;
    rig.mic_amplitude = 8000;
    media_rig_frames(&rig, 30);
    assert_int_equal(rig.n_sent, 10);
    for (unsigned i = 0; i < 10; i++) {
        const struct media_rig_packet *p = &rig.sent[i];
        assert_int_equal(p->n, 240);
        assert_int_equal(p->h.payload, 0);
        assert_int_equal(p->h.marker, i == 0);
        assert_int_equal(p->at_us - rig.sent[0].at_us, i * 30000u);
        assert_int_equal(p->h.ssrc, rig.sent[0].h.ssrc);
        assert_int_equal(p->h.sequence, (uint16_t)(rig.sent[0].h.sequence + i));
        assert_int_equal(p->h.timestamp, rig.sent[0].h.timestamp + i * 240u);
    }
    codec_start(&codec, FW_CODEC_PCMU);
    assert_int_equal(codec_decode(&codec, rig.sent[5].payload, 240, samples), 240);
    double level = media_rig_level(samples, 240, 1000), sent = 20 * log10(8000 / 32768.0) + 3.14;
    assert_true(fabs(level - (sent - 3)) < 0.3); /* FXS_Port_Input_Gain -3 */
}

/* The peer sends a sine of this frequency as the codec has it. */
static struct codec_state peer_codec;
static unsigned peer_n;

static void peer_speaks(struct media_rig *r)
{
    int16_t samples[240];
    uint8_t octets[240];
    static unsigned n_frames;
    if (n_frames++ % 3 != 0) {
        return;
    }
    for (unsigned k = 0; k < 240; k++) {
        samples[k] = (int16_t)lround(8000 * sin(2 * 3.14159265358979 * 440 * peer_n++ / 8000));
    }
    media_rig_send(r, octets, codec_encode(&peer_codec, samples, 240, octets), 240);
}

static void each_codec_carries_a_tone_both_ways(void **state)
{
    (void)state;
    /* Octets of 30 ms, and how far the tone must stand above what is not the tone. */
    static const struct {
        enum fw_codec codec;
        unsigned octets;
        double clean_db;
    } rows[] = {{FW_CODEC_PCMU, 240, 30},   {FW_CODEC_PCMA, 240, 30},    {FW_CODEC_G726_16, 60, 12},
                {FW_CODEC_G726_24, 90, 20}, {FW_CODEC_G726_32, 120, 26}, {FW_CODEC_G726_40, 150, 30}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rig.n_sent = rig.n_ear = 0;
        media_rig_start(&rig, rows[i].codec);
        codec_start(&peer_codec, rows[i].codec);
        rig.on_frame = peer_speaks;
        rig.mic_hz = 1000;
        rig.mic_amplitude = 8000;
        media_rig_frames(&rig, 99);
        assert_int_equal(rig.n_sent, 33);
        assert_int_equal(rig.sent[20].n, rows[i].octets);
        double power = 0, tone = pow(10, (media_rig_level(rig.ear + 80 * 40, 4000, 440) - 3.14) / 10) / 2;
        for (unsigned k = 0; k < 4000; k++) {
            power += pow(rig.ear[80 * 40 + k] / 32768.0, 2) / 4000;
        }
        double sent = 20 * log10(8000 / 32768.0) + 3.14, clean = 10 * log10(tone / (power - tone + 1e-12));
        assert_true(fabs(media_rig_level(rig.ear + 80 * 40, 4000, 440) - (sent - 3)) < 0.5);
        if (clean < rows[i].clean_db) {
            fail_msg("%s: the tone is only %.1f dB above the rest", fw_codec_name(rows[i].codec), clean);
        }
        struct fw_media_stats s = fw_media_stats(rig.stream);
        assert_int_equal(s.encoder, rows[i].codec);
        assert_int_equal(s.decoder, rows[i].codec);
        assert_int_equal(s.packets_sent, 33);
        assert_int_equal(s.octets_sent, 33 * rows[i].octets);
        assert_int_equal(s.packets_recv, 33);
        assert_int_equal(s.octets_recv, 33 * rows[i].octets);
        assert_int_equal(s.packets_lost + s.packet_errors + s.packets_late, 0);
        fw_media_close(rig.stream);
        rig.stream = NULL;
        rig.on_frame = NULL;
    }
    struct fw_media_totals t = fw_media_totals(rig.media);
    assert_int_equal(t.packets_sent, 6 * 33);
    assert_int_equal(t.octets_recv, 33 * (240 + 240 + 60 + 90 + 120 + 150));
}

static void ports_are_even_and_go_round(void **state)
{
    (void)state;
    static const struct fw_media_client nobody = {0};
    struct fw_media_stream *s[FW_MEDIA_STREAMS_MAX + 1];
    media_rig_set(&rig, "RTP_Port_Min", "16385");
    media_rig_set(&rig, "RTP_Port_Max", "16392");
    for (unsigned i = 0; i < FW_MEDIA_STREAMS_MAX; i++) {
        assert_int_equal(fw_media_open(&s[i], rig.media, 1 + i % 2, &nobody, NULL), RT_OK);
        assert_int_equal(fw_media_port(s[i]), 16386 + 2 * i);
    }
    assert_int_equal(fw_media_open(&s[4], rig.media, 1, &nobody, NULL), RT_EFULL);
    fw_media_close(s[1]);
    assert_int_equal(fw_media_open(&s[1], rig.media, 1, &nobody, NULL), RT_OK);
    assert_int_equal(fw_media_port(s[1]), 16388); /* the first that is free from the next on */
    fw_media_close(s[0]);
    media_rig_set(&rig, "RTP_Port_Max", "16386");
    assert_int_equal(fw_media_open(&s[0], rig.media, 2, &nobody, NULL), RT_OK);
    assert_int_equal(fw_media_open(&s[4], rig.media, 2, &nobody, NULL), RT_EFULL);
    for (unsigned i = 0; i < FW_MEDIA_STREAMS_MAX; i++) {
        fw_media_close(s[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(packets_leave_every_30_ms_with_240_octets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_codec_carries_a_tone_both_ways, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ports_are_even_and_go_round, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
