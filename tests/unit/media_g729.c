/* SPDX-License-Identifier: MIT */
/* G.729 with a coder from outside: when it can be had, what goes out, what comes in, and no memory for it. */
#include <harness/test.h>
#include <harness/media_rig.h>
#include <fw/sdp.h>
#include <string.h>

/* A frame is its number, and its samples are that number. */
static int states[8];
static unsigned n_open, n_encoded;
static bool has_no_memory;

static void *coder_open(bool is_encoder)
{
    (void)is_encoder;
    return has_no_memory ? NULL : &states[n_open++ % 8];
}

static void coder_close(void *state, bool is_encoder)
{
    (void)state;
    (void)is_encoder;
    n_open--;
}

static void coder_encode(void *state, const int16_t *samples, uint8_t *octets)
{
    (void)state;
    (void)samples;
    memset(octets, (int)(++n_encoded & 0x7f), FW_CODER_OCTETS);
}

static void coder_decode(void *state, const uint8_t *octets, unsigned n, int16_t *samples)
{
    (void)state;
    for (unsigned i = 0; i < FW_CODER_SAMPLES; i++) {
        samples[i] = (int16_t)(n == FW_CODER_OCTETS ? octets[9] * 100 : 7);
    }
}

static const struct fw_coder coder = {coder_open, coder_close, coder_encode, coder_decode};
static struct media_rig rig;

static int set_up(void **state)
{
    (void)state;
    n_encoded = n_open = 0;
    has_no_memory = false;
    media_rig_open(&rig, NULL);
    fw_media_destroy(rig.media);
    const struct fw_media_config config = {
        .board = rig.board, .params = rig.params.params, .net = rig.net, .log = &rig.log, .g729 = &coder};
    assert_int_equal(fw_media_create(&rig.media, &config), RT_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    media_rig_close(&rig);
    assert_int_equal(n_open, 0);
    return 0;
}

static bool has_g729(const struct fw_media_stream *s)
{
    return (fw_media_codecs(rig.media, s) & 1u << FW_CODEC_G729A) != 0;
}

static void test_one_stream_at_a_time(void **state)
{
    (void)state;
    assert_true(has_g729(NULL));
    media_rig_start(&rig, FW_CODEC_G729A);
    assert_false(has_g729(NULL));
    assert_true(has_g729(rig.stream));
    media_rig_frames(&rig, 9);
    fw_media_close(rig.stream);
    rig.stream = NULL;
    assert_true(has_g729(NULL));
    assert_int_equal(n_open, 0);
}

static void test_frames_go_out_and_come_in(void **state)
{
    uint8_t octets[32];
    (void)state;
    media_rig_start(&rig, FW_CODEC_G729A);
    rig.mic_hz = 1000;
    rig.mic_amplitude = 8000;
    media_rig_frames(&rig, 30);
    assert_int_equal(rig.n_sent, 10);
    for (unsigned i = 0; i < rig.n_sent; i++) {
        assert_int_equal(rig.sent[i].n, 30); /* 30 ms */
        assert_int_equal(rig.sent[i].payload[0], 3 * i + 1);
        assert_int_equal(rig.sent[i].payload[29], 3 * i + 3);
    }
    rig.n_ear = 0;
    for (unsigned i = 0; i < 20; i++) { /* two frames and one of silence */
        memset(octets, 50, 20);
        memset(octets + 20, 1, 2);
        media_rig_send(&rig, octets, 22, 240);
        media_rig_frames(&rig, 3);
    }
    unsigned n_loud = 0, n_quiet = 0;
    for (unsigned i = 0; i < rig.n_ear; i++) {
        n_loud += rig.ear[i] > 2000; /* less 3 dB */
        n_quiet += rig.ear[i] > 0 && rig.ear[i] < 10;
    }
    assert_true(n_loud > 18 * 120 && n_quiet > 10 * 70);
    assert_int_equal(n_open, 2);
}

static void test_without_memory_it_is_silent(void **state)
{
    uint8_t octets[30] = {0};
    (void)state;
    has_no_memory = true;
    media_rig_start(&rig, FW_CODEC_G729A);
    rig.mic_hz = 1000;
    rig.mic_amplitude = 8000;
    media_rig_frames(&rig, 9);
    assert_int_equal(rig.n_sent, 0);
    media_rig_send(&rig, octets, 30, 240);
    media_rig_frames(&rig, 9);
    has_no_memory = false;
    media_rig_frames(&rig, 9);
    assert_true(rig.n_sent > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_stream_at_a_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frames_go_out_and_come_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_memory_it_is_silent, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
