/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/fxs.h>
#include <string.h>

/* A firmware that says back what it hears, one louder, and writes down the hooks: 'a' 'b' up, 'A' 'B' down. */
struct desk {
    struct rig rig;
    char hooks[32];
    unsigned n_frames[BOARD_N_FXS];
    uint64_t last_frame_us;
};

static void on_hook(void *ctx, unsigned port, bool is_off_hook)
{
    struct desk *d = ctx;
    size_t n = strlen(d->hooks);
    assert_true(n + 1 < sizeof d->hooks);
    d->hooks[n] = (char)((is_off_hook ? 'a' : 'A') + (int)port);
}

static void on_frame(void *ctx, unsigned port, const int16_t *mic, int16_t *ear)
{
    struct desk *d = ctx;
    d->n_frames[port]++;
    d->last_frame_us = board_now_us(d->rig.board);
    for (unsigned i = 0; i < BOARD_FXS_FRAME_SAMPLES; i++) {
        assert_int_equal(ear[i], 0); /* preset to silence */
        ear[i] = (int16_t)(mic[i] + 1);
    }
}

static void attach(void *ctx, struct board *b)
{
    const struct board_fxs_client client = {on_hook, on_frame, ctx};
    board_fxs_attach_client(b, &client);
}

static int set_up(void **state)
{
    static struct desk d;
    memset(&d, 0, sizeof d);
    rig_init(&d.rig);
    d.rig.on_start = attach;
    d.rig.ctx = &d;
    rig_power_on(&d.rig);
    *state = &d;
    return 0;
}

static int tear_down(void **state)
{
    rig_fini(&((struct desk *)*state)->rig);
    return 0;
}

static void the_codec_sleeps_while_both_are_down(void **state)
{
    struct desk *d = *state;
    struct board *b = d->rig.board;
    assert_int_equal(board_next_due_us(b), BOARD_NEVER);
    rig_run_us(&d->rig, 3000);
    board_fxs_set_hook(b, 1, true);
    assert_string_equal(d->hooks, ""); /* told by the next step, not from inside the call */
    rig_run_us(&d->rig, BOARD_US_PER_S);
    assert_string_equal(d->hooks, "b");
    assert_int_equal(d->n_frames[0], 0);
    assert_int_equal(d->n_frames[1], 100);
    assert_int_equal(d->last_frame_us, 3000 + BOARD_US_PER_S);
    rig_run_us(&d->rig, 5000);
    board_fxs_set_hook(b, 0, true); /* joins at the next tick */
    rig_run_us(&d->rig, BOARD_US_PER_S);
    assert_int_equal(d->n_frames[0], 100);
    board_fxs_set_hook(b, 1, false);
    rig_run_us(&d->rig, BOARD_US_PER_S);
    assert_int_equal(d->n_frames[0], 200);
    assert_int_equal(d->n_frames[1], 200);
    board_fxs_set_hook(b, 0, false);
    rig_settle(&d->rig);
    assert_string_equal(d->hooks, "baBA");
    assert_int_equal(board_next_due_us(b), BOARD_NEVER);
    assert_int_equal(rig_count(&d->rig, &board_signal_hook), 4);
}

struct listener {
    struct board_ear ear;
    int16_t heard[4000];
    size_t n;
};

static void on_ear(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    struct listener *l = ctx;
    (void)port;
    (void)at_us;
    assert_true(l->n + BOARD_FXS_FRAME_SAMPLES <= sizeof l->heard / sizeof l->heard[0]);
    memcpy(l->heard + l->n, samples, BOARD_FXS_FRAME_SAMPLES * sizeof *samples);
    l->n += BOARD_FXS_FRAME_SAMPLES;
}

static void what_is_spoken_comes_back_sample_by_sample(void **state)
{
    struct desk *d = *state;
    struct board *b = d->rig.board;
    static struct listener one, two;
    one = (struct listener){.ear = {.fn = on_ear, .ctx = &one}};
    two = (struct listener){.ear = {.fn = on_ear, .ctx = &two}};
    int16_t speech[200];
    for (int i = 0; i < 200; i++) {
        speech[i] = (int16_t)(1000 + i);
    }
    board_fxs_listen(b, 0, &one.ear);
    board_fxs_listen(b, 0, &two.ear);
    board_fxs_set_hook(b, 0, true);
    assert_int_equal(board_fxs_speak(b, 0, speech, 200), 200);
    assert_true(rig_saw(&d->rig, &board_signal_mic, 1, NULL));
    rig_run_us(&d->rig, BOARD_FXS_FRAME_US);
    assert_int_equal(board_fxs_mic_pending(b, 0), 120);
    board_fxs_unlisten(b, 0, &two.ear);
    board_fxs_unlisten(b, 0, &two.ear);
    rig_run_us(&d->rig, 3 * BOARD_FXS_FRAME_US);
    assert_int_equal(board_fxs_mic_pending(b, 0), 0);
    assert_int_equal(one.n, 320);
    assert_int_equal(two.n, 80);
    for (int i = 0; i < 320; i++) {
        assert_int_equal(one.heard[i], i < 200 ? 1001 + i : 1); /* then silence, one louder */
    }
}

static void the_microphone_holds_two_minutes(void **state)
{
    struct desk *d = *state;
    static int16_t minute[8000 * 60];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(board_fxs_speak(d->rig.board, 0, minute, 8000 * 60), 8000 * 60);
    }
    assert_int_equal(board_fxs_speak(d->rig.board, 0, minute, 1), 0);
    board_fxs_set_hook(d->rig.board, 0, true);
    rig_run_us(&d->rig, BOARD_FXS_FRAME_US);
    assert_int_equal(board_fxs_speak(d->rig.board, 0, minute, 8000 * 60), 80); /* over the end of the ring */
    rig_run_us(&d->rig, 120 * BOARD_US_PER_S);
    assert_int_equal(board_fxs_mic_pending(d->rig.board, 0), 0);
    (void)board_fxs_speak(d->rig.board, 0, minute, 100);
    board_fxs_set_hook(d->rig.board, 0, false);
    assert_int_equal(board_fxs_mic_pending(d->rig.board, 0), 0); /* hung up: said to nobody */
}

static void without_loop_current_the_telephone_is_deaf_and_dumb(void **state)
{
    struct desk *d = *state;
    struct board *b = d->rig.board;
    static struct listener one;
    one = (struct listener){.ear = {.fn = on_ear, .ctx = &one}};
    int16_t speech[160];
    memset(speech, 0x11, sizeof speech);
    board_fxs_listen(b, 0, &one.ear);
    board_fxs_set_hook(b, 0, true);
    board_fxs_set_loop(b, 0, false);
    (void)board_fxs_speak(b, 0, speech, 160);
    rig_run_us(&d->rig, BOARD_FXS_FRAME_US);
    board_fxs_set_loop(b, 0, true);
    rig_run_us(&d->rig, BOARD_FXS_FRAME_US);
    assert_int_equal(one.heard[0], 0);
    assert_int_equal(one.heard[80], 0x1112);
    assert_int_equal(rig_count(&d->rig, &board_signal_loop), 2);
}

static void power_stops_and_wakes_the_codec(void **state)
{
    struct desk *d = *state;
    struct board *b = d->rig.board;
    board_fxs_set_hook(b, 0, true);
    board_fxs_ring(b, 1, true);
    board_fxs_ring(b, 1, true);
    rig_run_us(&d->rig, 15000);
    rig_power_off(&d->rig);
    board_fxs_ring(b, 0, true);                                  /* no power, no ringing */
    assert_int_equal(rig_count(&d->rig, &board_signal_ring), 2); /* on, and off when the power went */
    assert_int_equal(board_next_due_us(b), BOARD_NEVER);
    rig_run_us(&d->rig, BOARD_US_PER_S);
    assert_int_equal(d->n_frames[0], 1);
    rig_power_on(&d->rig);
    assert_string_equal(d->hooks, "a"); /* a new start reads the hook itself */
    assert_true(board_fxs_is_off_hook(b, 0));
    rig_run_us(&d->rig, 20000);
    assert_int_equal(d->n_frames[0], 3);
}

static void a_transmission_wakes_the_codec_of_a_telephone_on_hook(void **state)
{
    struct desk *d = *state;
    struct board *b = d->rig.board;
    const int16_t loud[80] = {1000};
    board_fxs_transmit(b, 1, true);
    (void)board_fxs_speak(b, 1, loud, 80); /* on-hook it does not speak */
    rig_run_us(&d->rig, 100000);
    assert_int_equal(d->n_frames[0], 0);
    assert_int_equal(d->n_frames[1], 10);
    board_fxs_transmit(b, 1, false);
    rig_run_us(&d->rig, 100000);
    assert_int_equal(d->n_frames[1], 10);
    board_fxs_transmit(b, 1, true);
    rig_power_off(&d->rig);
    rig_power_on(&d->rig);
    rig_run_us(&d->rig, 100000);
    assert_int_equal(d->n_frames[1], 10);
}

static void polarity_is_a_signal_and_forward_after_a_reset(void **state)
{
    struct desk *d = *state;
    board_fxs_set_polarity(d->rig.board, 0, true);
    board_fxs_set_polarity(d->rig.board, 0, true);
    assert_int_equal(rig_count(&d->rig, &board_signal_polarity), 1);
    rig_power_off(&d->rig);
    assert_int_equal(rig_count(&d->rig, &board_signal_polarity), 2);
}

/* Without its cable a lifted telephone is on-hook to the unit, and a telephone does not ring; with it again, it is as
 * its handset lies. */
static void a_telephone_without_its_cable_is_on_hook(void **state)
{
    struct desk *d = *state;
    struct board *b = d->rig.board;
    board_fxs_set_hook(b, 0, true);
    rig_run_us(&d->rig, 100000);
    assert_int_equal(d->n_frames[0], 10);
    board_fxs_plug(b, 0, false);
    board_fxs_plug(b, 0, false); /* no change, no event */
    rig_run_us(&d->rig, 100000);
    assert_int_equal(d->n_frames[0], 10);
    assert_string_equal(d->hooks, "aA");
    assert_false(board_fxs_is_off_hook(b, 0));
    assert_true(board_fxs_is_lifted(b, 0));
    board_fxs_ring(b, 0, true);
    assert_int_equal(rig_count(&d->rig, &board_signal_ring), 0);
    board_fxs_plug(b, 0, true); /* into the middle of a ring */
    assert_int_equal(rig_count(&d->rig, &board_signal_ring), 1);
    board_fxs_ring(b, 0, false);
    rig_run_us(&d->rig, 100000);
    assert_string_equal(d->hooks, "aAa");
    assert_int_equal(d->n_frames[0], 20);
    board_fxs_plug(b, 1, false);
    board_fxs_set_hook(b, 1, true); /* nobody sees it */
    board_fxs_set_hook(b, 1, false);
    board_fxs_plug(b, 1, true);
    rig_run_us(&d->rig, 100000);
    assert_string_equal(d->hooks, "aAa");
    assert_int_equal(rig_count(&d->rig, &board_signal_jack), 4);
    assert_int_equal(rig_count(&d->rig, &board_signal_ring), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_codec_sleeps_while_both_are_down, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_spoken_comes_back_sample_by_sample, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_microphone_holds_two_minutes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_loop_current_the_telephone_is_deaf_and_dumb, set_up, tear_down),
        cmocka_unit_test_setup_teardown(power_stops_and_wakes_the_codec, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_transmission_wakes_the_codec_of_a_telephone_on_hook, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_telephone_without_its_cable_is_on_hook, set_up, tear_down),
        cmocka_unit_test_setup_teardown(polarity_is_a_signal_and_forward_after_a_reset, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
