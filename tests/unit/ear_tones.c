/* SPDX-License-Identifier: MIT */
/* The ear outside: it names every tone from the samples alone, and tells what is neither tone nor word. */
#include <harness/test.h>
#include <harness/ear_rig.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <stdio.h>
#include <string.h>

/* ---- tones ---- */

static const struct {
    const char *name, *script;
    unsigned ms; /* so long it is played */
} tones[] = {
    {"dial", "350@-19,440@-19;10(*/0/1+2)", 1000},
    {"second_dial", "420@-19,520@-19;10(*/0/1+2)", 1000},
    {"outside_dial", "420@-16;10(*/0/1)", 1000},
    {"prompt", "520@-19,620@-19;10(*/0/1+2)", 1000},
    {"busy", "480@-19,620@-19;10(.5/.5/1+2)", 3000},
    {"reorder", "480@-19,620@-19;10(.25/.25/1+2)", 2000},
    {"off_hook_warning", "480@-10,620@0;10(.125/.125/1+2)", 2000},
    {"ring_back", "440@-19,480@-19;*(2/4/1+2)", 14000},
    {"ring_back_2", "440@-19,480@-19;*(1/1/1+2)", 5000},
    {"confirm", "600@-16;1(.25/.25/1)", 1000},
    {"sit1", "985@-16,1428@-16,1777@-16;20(.380/0/1,.380/0/2,.380/0/3,0/4/0)", 11000},
    {"sit2", "914@-16,1371@-16,1777@-16;20(.274/0/1,.274/0/2,.380/0/3,0/4/0)", 11000},
    {"sit3", "914@-16,1371@-16,1777@-16;20(.380/0/1,.380/0/2,.380/0/3,0/4/0)", 11000},
    {"sit4", "985@-16,1371@-16,1777@-16;20(.380/0/1,.274/0/2,.380/0/3,0/4/0)", 11000},
    {"mwi_dial", "350@-19,440@-19;2(.1/.1/1+2);10(*/0/1+2)", 4000},
    {"cfwd_dial", "350@-19,440@-19;2(.2/.2/1+2);10(*/0/1+2)", 4000},
    {"holding", "600@-19;*(.1/.1/1,.1/.1/1,.1/9.5/1)", 22000},
    {"conference", "350@-19;20(.1/.1/1,.1/9.7/1)", 22000},
    {"secure_call_indication", "397@-19,507@-19;15(0/2/0,.2/.1/1,.1/2.1/2)", 10000},
    {"feature_invocation", "350@-16;*(.1/.1/1)", 2000},
};
enum { N_TONES = sizeof tones / sizeof tones[0] };

static void every_tone_of_the_factory_is_named_once(void **state)
{
    struct ear_rig *t = *state;

    for (size_t i = 0; i < N_TONES; i++) {
        char wanted[64];
        const char *heard;

        t->n_playing = t->at = 0;
        ear_rig_play_tone(t, tones[i].script, tones[i].ms);
        ear_rig_play_silence(t, tones[i].ms > 20000 ? 11000 : 5000); /* longer than any pause of that tone */
        ear_rig_listen(t);
        (void)snprintf(wanted, sizeof wanted, "tone %s", tones[i].name);
        heard = ear_rig_next(t);
        if (heard != NULL && strcmp(heard, "silence") == 0) { /* a tone that begins with its pause, or is all but one */
            heard = ear_rig_next(t);
        }
        assert_non_null(heard);
        assert_string_equal(heard, wanted);
        ear_rig_expect(t, "silence");
        ear_rig_expect_nothing(t);
    }
}

static void one_tone_after_another_is_named(void **state)
{
    struct ear_rig *t = *state;

    ear_rig_play_tone(t, tones[0].script, 1000);
    ear_rig_play_tone(t, tones[5].script, 2000);
    ear_rig_play_tone(t, tones[6].script, 2000);
    ear_rig_listen(t);
    ear_rig_expect(t, "tone dial");
    ear_rig_expect(t, "tone reorder");
    ear_rig_expect(t, "tone off_hook_warning");
    ear_rig_expect(t, "silence");
    ear_rig_expect_nothing(t);
}

static void words_after_a_tone_and_a_tone_after_words_are_named(void **state)
{
    struct ear_rig *t = *state;

    ear_rig_play_tone(t, tones[0].script, 1000);
    ear_rig_play(t, "goodbye");
    ear_rig_play_tone(t, tones[5].script, 2000);
    ear_rig_listen(t);
    ear_rig_expect(t, "tone dial");
    ear_rig_expect(t, "says \"Goodbye.\" (goodbye)");
    ear_rig_expect(t, "tone reorder");
    ear_rig_expect(t, "silence");
    ear_rig_expect_nothing(t);
}

static void a_steady_tone_of_no_script_is_told_by_its_frequency(void **state)
{
    struct ear_rig *t = *state;

    ear_rig_play_tone(t, "880@-10;10(*/0/1)", 2000);
    ear_rig_play_tone(t, "2130@-10;10(*/0/1)", 2000);
    ear_rig_play_silence(t, 1000);
    ear_rig_play_tone(t, "2130@-16;10(*/0/1)", 600);
    ear_rig_listen(t);
    ear_rig_expect(t, "sound of 880 Hz");
    ear_rig_expect(t, "sound of 2130 Hz");
    ear_rig_expect(t, "silence");
    ear_rig_expect(t, "sound of 2130 Hz");
    ear_rig_expect(t, "silence");
    ear_rig_expect_nothing(t);
}

static void two_unknown_frequencies_are_sound(void **state)
{
    struct ear_rig *t = *state;

    ear_rig_play_tone(t, "700@-16,1100@-16;10(*/0/1+2)", 2000);
    ear_rig_listen(t);
    ear_rig_expect(t, "sound");
    ear_rig_expect(t, "silence");
    ear_rig_expect_nothing(t);
}

static void noise_is_sound(void **state)
{
    struct ear_rig *t = *state;
    uint32_t seed = 3;

    for (unsigned i = 0; i < 8000; i++) {
        int16_t sample;

        seed = seed * 1664525u + 1013904223u;
        sample = (int16_t)((int32_t)(seed >> 19) - 4096);
        ear_rig_play_samples(t, &sample, 1);
    }
    ear_rig_listen(t);
    ear_rig_expect(t, "sound");
    ear_rig_expect(t, "silence");
    ear_rig_expect_nothing(t);
}

/* ---- the handset ---- */

static void silence_is_reported_once_for_each_lift(void **state)
{
    struct ear_rig *t = *state;

    ear_rig_step_us(t, 20 * 1000000);
    ear_rig_expect(t, "silence");
    ear_rig_expect_nothing(t);
    board_fxs_set_hook(t->board, 1, false);
    ear_rig_step_us(t, 1000000);
    ear_rig_expect_nothing(t);
    board_fxs_set_hook(t->board, 1, true);
    ear_rig_step_us(t, 1000000);
    ear_rig_expect(t, "silence");
}

static void digits_are_told_when_the_handset_is_put_down(void **state)
{
    struct ear_rig *t = *state;

    ear_rig_play(t, "digit_4");
    ear_rig_play(t, "digit_2");
    ear_rig_play(t, "digit_3");
    ear_rig_step_us(t, (t->n_playing - 400) / 8 * 1000);
    board_fxs_set_hook(t->board, 1, false);
    ear_rig_step_us(t, 1000000);
    assert_memory_equal(ear_rig_next(t), "says \"4 2", 9);
}

static void an_idle_ear_lets_time_stand(void **state)
{
    struct ear_rig *t = *state;

    board_fxs_set_hook(t->board, 1, false);
    ear_rig_step_us(t, 1000000);
    assert_true(board_next_due_us(t->board) == BOARD_NEVER);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, ear_rig_set_up, ear_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(every_tone_of_the_factory_is_named_once),
        T(one_tone_after_another_is_named),
        T(words_after_a_tone_and_a_tone_after_words_are_named),
        T(a_steady_tone_of_no_script_is_told_by_its_frequency),
        T(two_unknown_frequencies_are_sound),
        T(noise_is_sound),
        T(silence_is_reported_once_for_each_lift),
        T(digits_are_told_when_the_handset_is_put_down),
        T(an_idle_ear_lets_time_stand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
