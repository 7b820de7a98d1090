/* SPDX-License-Identifier: MIT */
/* Tone scripts become the right frequencies, at the right level, at the right sample. */
#include <harness/test.h>
#include <line/tone.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

static int16_t *samples;
static size_t n_samples;

static void play(const char *script, size_t n_max)
{
    static struct fw_tone t;
    size_t n;

    free(samples);
    samples = malloc(n_max * sizeof *samples);
    assert_non_null(samples);
    n_samples = 0;
    assert_int_equal(fw_tone_start(&t, rt_str(script)), RT_OK);
    do { /* in the pieces of the codec */
        size_t n_now = n_max - n_samples < 80 ? n_max - n_samples : 80;

        n = fw_tone_samples(&t, samples + n_samples, n_now);
        n_samples += n;
    } while (n == 80 && n_samples < n_max);
}

static int tear_down(void **state)
{
    (void)state;
    free(samples);
    samples = NULL;
    return 0;
}

/* Level of one frequency over a stretch of whole 100 ms (multiples of 10 Hz fit in exactly), in dBm0. */
static double level_of(double hz, size_t from, size_t n)
{
    double re = 0, im = 0;

    for (size_t i = 0; i < n; i++) {
        re += samples[from + i] * cos(2 * PI * hz * (double)i / 8000);
        im += samples[from + i] * sin(2 * PI * hz * (double)i / 8000);
    }
    return 20 * log10(2 * hypot(re, im) / (double)n / 32768.0 + 1e-9) + 3.14;
}

static bool is_silent(size_t from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (samples[from + i] != 0) {
            return false;
        }
    }
    return true;
}

/* The tone sounds over the whole stretch: no half period of 350 Hz and more without a swing. */
static bool sounds(size_t from, size_t n)
{
    for (size_t at = 0; at + 40 <= n; at += 40) {
        if (is_silent(from + at, 40)) {
            return false;
        }
    }
    return true;
}

static void dial_tone_is_350_and_440_Hz_at_19_dB_below_for_10_seconds(void **state)
{
    (void)state;
    play("350@-19,440@-19;10(*/0/1+2)", 100000);
    assert_int_equal(n_samples, 80000);
    assert_true(fabs(level_of(350, 0, 8000) + 19) < 0.2);
    assert_true(fabs(level_of(440, 0, 8000) + 19) < 0.2);
    assert_true(level_of(480, 0, 8000) < -60);
    assert_true(level_of(620, 0, 8000) < -60);
    assert_true(level_of(700, 0, 8000) < -60);
    assert_true(sounds(0, 80000));
}

static void cadences_are_exact_to_the_sample(void **state)
{
    static const struct {
        const char *script;
        size_t n_on, n_off, n_total; /* n_total 0: for ever */
        double hz;
    } rows[] = {
        {"480@-19,620@-19;10(.5/.5/1+2)", 4000, 4000, 80000, 480},
        {"480@-19,620@-19;10(.25/.25/1+2)", 2000, 2000, 80000, 620},
        {"480@-10,620@0;10(.125/.125/1+2)", 1000, 1000, 80000, 620},
        {"440@-19,480@-19;*(2/4/1+2)", 16000, 32000, 0, 440},
        {"440@-19,480@-19;*(1/1/1+2)", 8000, 8000, 0, 480},
        {"600@-16;1(.25/.25/1)", 2000, 2000, 8000, 600},
        {"350@-16;*(.1/.1/1)", 800, 800, 0, 350},
        {"600@-16;1(.001/.003/1)", 8, 24, 8000, 0},
    };

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        size_t n_turn = rows[r].n_on + rows[r].n_off;

        play(rows[r].script, 100000);
        assert_int_equal(n_samples, rows[r].n_total != 0 ? rows[r].n_total : 100000);
        for (size_t at = 0; at + n_turn <= n_samples; at += n_turn) {
            assert_true(samples[at + 1] != 0); /* a sine begins at 0 */
            assert_true(sounds(at, rows[r].n_on));
            assert_true(is_silent(at + rows[r].n_on, rows[r].n_off));
        }
        if (rows[r].hz > 0) {
            assert_true(level_of(rows[r].hz, 0, 800) > -25);
        }
    }
}

static void each_frequency_has_its_own_level(void **state)
{
    (void)state;
    play("480@-10,620@0;10(.125/.125/1+2)", 1000);
    assert_true(fabs(level_of(480, 0, 800) + 10) < 0.3);
    assert_true(fabs(level_of(620, 0, 800) - 0) < 0.3);
    play("400@-19.5;1(1/0/1)", 8000);
    assert_true(fabs(level_of(400, 0, 8000) + 19.5) < 0.1);
}

static void segments_choose_their_frequencies(void **state)
{
    (void)state;
    play("985@-16,1428@-16,1777@-16;20(.380/0/1,.380/0/2,.380/0/3,0/4/0)", 200000);
    assert_int_equal(n_samples, 160000);
    for (size_t turn = 0; turn < 3; turn++) {
        size_t at = turn * (3 * 3040 + 32000);

        assert_true(level_of(985, at, 3040) > -17 && level_of(1428, at, 3040) < -30);
        assert_true(level_of(1428, at + 3040, 3040) > -17 && level_of(1777, at + 3040, 3040) < -30);
        assert_true(level_of(1777, at + 6080, 3040) > -17 && level_of(985, at + 6080, 3040) < -30);
        assert_true(is_silent(at + 9120, 32000));
    }
}

static void the_second_section_follows_the_first(void **state)
{
    (void)state;
    play("350@-19,440@-19;2(.1/.1/1+2);10(*/0/1+2)", 200000);
    assert_int_equal(n_samples, 96000);
    for (size_t at = 0; at < 16000; at += 1600) {
        assert_true(sounds(at, 800));
        assert_true(is_silent(at + 800, 800));
    }
    assert_true(sounds(16000, 80000));
}

static void a_section_is_cut_where_its_time_ends(void **state)
{
    (void)state;
    play("600@-16;.3(.25/.25/1);.1(*/0/1)", 10000);
    assert_int_equal(n_samples, 3200);
    assert_true(sounds(0, 2000) && is_silent(2000, 400) && sounds(2400, 800));
}

static void segments_without_a_time_are_passed_over(void **state)
{
    (void)state;
    play("397@-19,507@-19;15(0/2/0,.2/.1/1,.1/2.1/2)", 200000);
    assert_int_equal(n_samples, 120000);
    assert_true(is_silent(0, 16000));
    assert_true(sounds(16000, 1600) && is_silent(17600, 800));
    assert_true(level_of(507, 18400, 800) > -20);
    assert_true(is_silent(19200, 16800 + 16000));
    assert_true(sounds(52000, 1600));
}

static void too_loud_is_limited_and_not_wrapped(void **state)
{
    (void)state;
    play("300@3,310@3,320@3;1(1/0/1+2+3)", 8000);
    assert_true(level_of(310, 0, 8000) > -6);
    for (size_t i = 1; i < n_samples; i++) {
        assert_true(abs(samples[i] - samples[i - 1]) < 30000); /* a wrap is a jump of 65536 */
    }
}

static void what_the_codec_cannot_sound_is_silence_and_not_an_alias(void **state)
{
    (void)state;
    play("5000@-10,600@-16;1(1/0/1+2)", 8000);
    assert_true(level_of(3000, 0, 8000) < -60);
    assert_true(level_of(600, 0, 8000) > -17);
}

static void a_modulated_tone_swings_and_keeps_its_loudest_level(void **state)
{
    int peak = 0;

    (void)state;
    play("400*33@-19;1(1/0/1)", 8000);
    for (size_t i = 0; i < n_samples; i++) {
        peak = abs(samples[i]) > peak ? abs(samples[i]) : peak;
    }
    assert_true(fabs(20 * log10(peak / 32768.0) + 3.14 + 19) < 0.5);
    assert_true(level_of(400, 0, 8000) > -26);
    assert_true(fabs(level_of(433, 0, 8000) - level_of(367, 0, 8000)) < 0.5);
    assert_true(level_of(433, 0, 8000) > -35);
}

static void the_pieces_in_which_it_is_asked_for_make_no_difference(void **state)
{
    static struct fw_tone t;
    int16_t one[9000];
    size_t n = 0;

    (void)state;
    play("480@-19,620@-19;1(.25/.25/1+2)", 9000);
    assert_int_equal(fw_tone_start(&t, rt_str("480@-19,620@-19;1(.25/.25/1+2)")), RT_OK);
    for (size_t piece = 1; n < 8000; piece = piece * 7 % 97 + 1) {
        n += fw_tone_samples(&t, one + n, piece < 9000 - n ? piece : 9000 - n);
    }
    assert_int_equal(n, 8000);
    assert_memory_equal(one, samples, 8000 * sizeof one[0]);
    assert_int_equal(fw_tone_samples(&t, one, 80), 0); /* it stays over */
}

static void what_is_no_script_is_refused(void **state)
{
    static const char *const wrong[] = {"x", "350@-19", "350@-19;10", "350@-19;10(1/1/9)", "350@-19;10(0/0/1)"};
    static struct fw_tone t;

    (void)state;
    assert_int_equal(fw_tone_start(&t, rt_str("")), RT_ENOENT);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_true(fw_tone_start(&t, rt_str(wrong[i])) != RT_OK);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, NULL, tear_down)
    const struct CMUnitTest tests[] = {
        T(dial_tone_is_350_and_440_Hz_at_19_dB_below_for_10_seconds),
        T(cadences_are_exact_to_the_sample),
        T(each_frequency_has_its_own_level),
        T(segments_choose_their_frequencies),
        T(the_second_section_follows_the_first),
        T(a_section_is_cut_where_its_time_ends),
        T(segments_without_a_time_are_passed_over),
        T(too_loud_is_limited_and_not_wrapped),
        T(what_the_codec_cannot_sound_is_silence_and_not_an_alias),
        T(a_modulated_tone_swings_and_keeps_its_loudest_level),
        T(the_pieces_in_which_it_is_asked_for_make_no_difference),
        T(what_is_no_script_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
