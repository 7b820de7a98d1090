/* SPDX-License-Identifier: MIT */
/* The ear outside: it names every prompt and every tone of the release from the samples alone. */
#include <harness/test.h>
#include <ear/ear.h>
#include <host/signals.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/signal.h>
#include <fw/prompt.h>
#include <harness/line_rig.h>
#include <line/tone.h>
#include <rt/mem.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define IMAGE       TEST_BINARY_DIR "/images/spa2102-5.2.10.img"
#define TRACE_MAX   200000u
#define PLAYING_MAX (8000u * 600u)

/* A board whose firmware plays what the test wrote down. */
struct test {
    struct board *board;
    struct rt_buf bytes;
    struct fw_image image;
    struct fw_prompts *bank;
    struct emu_ear *ear;
    int16_t *playing;
    size_t n_playing, at;
    uint64_t cursor;
};

static void on_hook(void *ctx, unsigned port, bool is_off_hook)
{
    (void)ctx;
    (void)port;
    (void)is_off_hook;
}

static void on_frame(void *ctx, unsigned port, const int16_t *mic, int16_t *ear)
{
    struct test *t = ctx;
    size_t n = t->n_playing - t->at < 80 ? t->n_playing - t->at : 80;

    (void)mic;
    assert_int_equal(port, 1);
    memcpy(ear, t->playing + t->at, n * sizeof *ear);
    t->at += n;
}

static const struct fw_image *image_of(void *ctx)
{
    struct test *t = ctx;

    return &t->image;
}

static void step_us(struct test *t, uint64_t us)
{
    uint64_t until_us = board_now_us(t->board) + us;

    while (board_step(t->board, until_us) || board_now_us(t->board) < until_us) {
    }
}

static int set_up(void **state)
{
    struct test *t = test_calloc(1, sizeof *t);

    line_rig_read_image(IMAGE, &t->bytes, &t->image);
    assert_int_equal(fw_prompts_create(&t->bank, &t->image), RT_OK);
    t->playing = malloc(PLAYING_MAX * sizeof *t->playing);
    assert_non_null(t->playing);
    t->board = board_create(&(struct board_config){.entropy_seed = 1, .n_trace_events = TRACE_MAX});
    assert_non_null(t->board);
    t->ear = emu_ear_create(&(struct emu_ear_config){.board = t->board, .port = 1, .image = image_of, .ctx = t});
    assert_non_null(t->ear);
    board_power_on(t->board);
    step_us(t, 1000);
    board_fxs_attach_client(t->board, &(struct board_fxs_client){on_hook, on_frame, t});
    board_fxs_set_hook(t->board, 1, true);
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    struct test *t = *state;

    emu_ear_destroy(t->ear);
    board_destroy(t->board);
    fw_prompts_destroy(t->bank);
    rt_buf_fini(&t->bytes);
    free(t->playing);
    test_free(t);
    assert_int_equal(rt_mem_n_live(), 0);
    return 0;
}

/* ---- what is to be played ---- */

static void play_samples(struct test *t, const int16_t *samples, size_t n)
{
    assert_true(t->n_playing + n <= PLAYING_MAX);
    memcpy(t->playing + t->n_playing, samples, n * sizeof *samples);
    t->n_playing += n;
}

static void play_silence(struct test *t, unsigned ms)
{
    for (unsigned i = 0; i < ms; i++) {
        play_samples(t, (int16_t[8]){0}, 8);
    }
}

/* The first ms of it; 0: all. */
static void play_row(struct test *t, unsigned row, unsigned ms)
{
    size_t n = fw_prompts_row(t->bank, row)->n;

    n = ms > 0 && ms * 8u < n ? ms * 8u : n;
    assert_true(t->n_playing + n <= PLAYING_MAX);
    assert_int_equal(fw_prompts_read(t->bank, row, 0, t->playing + t->n_playing, n), n);
    t->n_playing += n;
}

static void play(struct test *t, const char *id)
{
    int row = fw_prompts_find(t->bank, id);

    assert_true(row >= 0);
    play_row(t, (unsigned)row, 0);
}

static void play_tone(struct test *t, const char *script, unsigned ms)
{
    static struct fw_tone tone;
    int16_t samples[80];

    assert_int_equal(fw_tone_start(&tone, rt_str(script)), RT_OK);
    for (unsigned i = 0; i < ms; i += 10) {
        size_t n = fw_tone_samples(&tone, samples, 80);

        play_samples(t, samples, n);
        if (n < 80) {
            return;
        }
    }
}

/* ---- what is heard ---- */

/* Lets all be played, and a second of silence. */
static void listen(struct test *t)
{
    uint64_t ms = (t->n_playing - t->at) / 8 + 1000;

    step_us(t, ms * 1000);
    assert_int_equal(t->at, t->n_playing);
}

static const char *next(struct test *t)
{
    for (; t->cursor < board_trace_end(t->board); t->cursor++) {
        const struct board_event *e = board_trace_get(t->board, t->cursor);

        assert_non_null(e);
        if (board_event_signal(e) == &emu_signal_ear) {
            assert_int_equal(e->unit, 2);
            t->cursor++;
            return e->text;
        }
    }
    return NULL;
}

static void expect(struct test *t, const char *text)
{
    const char *heard = next(t);

    assert_non_null(heard);
    assert_string_equal(heard, text);
}

static void expect_nothing(struct test *t)
{
    const char *heard = next(t);

    if (heard != NULL) {
        fail_msg("unexpected: %s", heard);
    }
}

static bool is_character(const struct fw_prompt *p)
{
    static const char *const signs[] = {
        "dot", "dash", "slash", "colon", "star", "pound", "open_parenthesis", "close_parenthesis", "other"};

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (strcmp(signs[i], p->id) == 0) {
            return true;
        }
    }
    return strncmp(p->id, "digit_", 6) == 0 || strncmp(p->id, "letter_", 7) == 0;
}

/* The next event names this row, alone (characters with a pause around them are rows of one). */
static void expect_row(struct test *t, unsigned row)
{
    const struct fw_prompt *p = fw_prompts_row(t->bank, row);
    const char *heard = next(t);
    char wanted[512];

    assert_non_null(heard);
    if (!is_character(p)) {
        (void)snprintf(wanted, sizeof wanted, "says \"%s\" (%s)", p->text, p->id);
    } else if (strchr(p->id, '_') != NULL && strstr(p->id, "parenthesis") == NULL) {
        (void)snprintf(wanted, sizeof wanted, "says \"%s\" (digits)", strchr(p->id, '_') + 1);
    } else {
        (void)snprintf(wanted, sizeof wanted, "says \"%s\" (digits)", p->text);
    }
    assert_string_equal(heard, wanted);
}

/* ---- words ---- */

static void every_prompt_alone_is_named(void **state)
{
    struct test *t = *state;

    for (unsigned row = 0; row < fw_prompts_n(t->bank); row++) {
        t->n_playing = t->at = 0;
        play_silence(t, 20);
        play_row(t, row, 0);
        listen(t);
        expect_row(t, row);
        expect(t, "silence");
        expect_nothing(t);
    }
}

static void every_prompt_is_named_behind_every_other(void **state)
{
    struct test *t = *state;
    size_t n = fw_prompts_n(t->bank), n_pairs = 0;

    /* A second prompt out of each step of 7, so that the test ends in seconds; each row is second 11 times. */
    for (unsigned first = 0; first < n; first++) {
        for (unsigned second = first % 7; second < n; second += 7) {
            bool are_both_characters =
                is_character(fw_prompts_row(t->bank, first)) && is_character(fw_prompts_row(t->bank, second));

            if (are_both_characters) {
                continue; /* joined to one event: a test of its own */
            }
            t->n_playing = t->at = 0;
            play_row(t, first, 0);
            play_row(t, second, 0);
            listen(t);
            expect_row(t, first);
            expect_row(t, second);
            expect(t, "silence");
            expect_nothing(t);
            n_pairs++;
        }
    }
    assert_true(n_pairs > 300);
}

static void a_cut_prompt_is_reported_and_the_next_one_named(void **state)
{
    struct test *t = *state;

    for (unsigned first = 0; first < fw_prompts_n(t->bank); first += 3) {
        const struct fw_prompt *p = fw_prompts_row(t->bank, first);

        if (is_character(p) || p->n < 8000) {
            continue;
        }
        for (unsigned ms = 500; ms * 8 + 2400 < p->n; ms += 430) {
            const char *heard;

            t->n_playing = t->at = 0;
            play_row(t, first, ms / 10 * 10); /* at a border of the codec, as the unit does */
            play(t, "invalid_option");
            listen(t);
            heard = next(t);
            assert_non_null(heard);
            if (strncmp(heard, "cut", 3) != 0) { /* it was long enough to tell it from all others */
                assert_non_null(strstr(heard, p->id));
                heard = next(t);
                assert_non_null(heard);
            }
            if (strncmp(heard, "cut", 3) == 0) { /* nothing, when it was cut in a pause between two words */
                heard = next(t);
                assert_non_null(heard);
            }
            assert_string_equal(heard, "says \"Invalid option.\" (invalid_option)");
            expect(t, "silence");
        }
    }
}

static void a_prompt_cut_by_silence_is_reported(void **state)
{
    struct test *t = *state;
    int row = fw_prompts_find(t->bank, "main_menu");

    play_row(t, (unsigned)row, 1500);
    listen(t);
    expect_row(t, (unsigned)row);
    expect(t, "cut (main_menu)");
    expect(t, "silence");
    expect_nothing(t);
}

static void characters_are_joined(void **state)
{
    struct test *t = *state;
    static const char *const ids[] = {"internet_ip_address",
                                      "digit_1",
                                      "digit_9",
                                      "digit_2",
                                      "dot",
                                      "digit_1",
                                      "digit_6",
                                      "digit_8",
                                      "dot",
                                      "digit_0",
                                      "dot",
                                      "digit_1",
                                      "letter_a",
                                      "letter_f",
                                      "open_parenthesis",
                                      "enter_option"};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        play(t, ids[i]);
    }
    listen(t);
    expect(t, "says \"Internet I P address.\" (internet_ip_address)");
    expect(t, "says \"1 9 2 dot 1 6 8 dot 0 dot 1 a f open parenthesis\" (digits)");
    expect(t, "says \"Please enter option, followed by the pound key.\" (enter_option)");
    expect(t, "silence");
    expect_nothing(t);
}

static void all_pairs_of_characters_are_told_apart(void **state)
{
    struct test *t = *state;
    unsigned rows[64];
    size_t n = 0, n_heard = 0;

    for (unsigned row = 0; row < fw_prompts_n(t->bank) && n < 64; row++) {
        if (is_character(fw_prompts_row(t->bank, row))) {
            rows[n++] = row;
        }
    }
    assert_true(n >= 36);
    for (size_t i = 0; i < n; i++) {
        char wanted[512] = "says \"";
        size_t at = strlen(wanted);
        const char *heard;

        t->n_playing = t->at = 0;
        for (size_t k = i; k < n && k < i + 3; k++) { /* neighbours, and each one twice */
            const struct fw_prompt *p = fw_prompts_row(t->bank, rows[(k * 5 + i) % n]);
            bool has_short_name = strncmp(p->id, "digit_", 6) == 0 || strncmp(p->id, "letter_", 7) == 0;
            const char *name = has_short_name ? strchr(p->id, '_') + 1 : p->text;

            for (unsigned twice = 0; twice < 2; twice++) {
                play(t, p->id);
                at += (size_t)snprintf(wanted + at, sizeof wanted - at, "%s%s", wanted[at - 1] == '"' ? "" : " ", name);
            }
        }
        (void)snprintf(wanted + at, sizeof wanted - at, "\" (digits)");
        listen(t);
        heard = next(t);
        assert_non_null(heard);
        assert_string_equal(heard, wanted);
        expect(t, "silence");
        n_heard++;
    }
    assert_int_equal(n_heard, n);
}

static void a_row_longer_than_an_event_is_split(void **state)
{
    struct test *t = *state;
    unsigned n = 0;
    const char *heard;

    for (unsigned i = 0; i < 250; i++) {
        play(t, "digit_7");
    }
    listen(t);
    for (heard = next(t); heard != NULL && strcmp(heard, "silence") != 0; heard = next(t)) {
        assert_memory_equal(heard, "says \"7 7", 9);
        for (const char *c = heard; *c != '\0'; c++) {
            n += *c == '7';
        }
    }
    assert_int_equal(n, 250);
}

static void a_quieter_prompt_is_still_named(void **state)
{
    struct test *t = *state;

    play(t, "enter_password");
    for (size_t i = 0; i < t->n_playing; i++) {
        t->playing[i] = (int16_t)(t->playing[i] * 7 / 10); /* -3 dB */
    }
    listen(t);
    expect(t, "says \"Enter password, followed by the pound key.\" (enter_password)");
    expect(t, "silence");
}

static void an_image_without_prompts_leaves_sound(void **state)
{
    struct test *t = *state;

    t->image.rows[FW_IMAGE_PROMPTS].is_present = false;
    play(t, "enter_password");
    listen(t);
    expect(t, "sound");
    expect(t, "silence");
}

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
    struct test *t = *state;

    for (size_t i = 0; i < N_TONES; i++) {
        char wanted[64];
        const char *heard;

        t->n_playing = t->at = 0;
        play_tone(t, tones[i].script, tones[i].ms);
        play_silence(t, tones[i].ms > 20000 ? 11000 : 5000); /* longer than any pause of that tone */
        listen(t);
        (void)snprintf(wanted, sizeof wanted, "tone %s", tones[i].name);
        heard = next(t);
        if (heard != NULL && strcmp(heard, "silence") == 0) { /* a tone that begins with its pause, or is all but one */
            heard = next(t);
        }
        assert_non_null(heard);
        assert_string_equal(heard, wanted);
        expect(t, "silence");
        expect_nothing(t);
    }
}

static void one_tone_after_another_is_named(void **state)
{
    struct test *t = *state;

    play_tone(t, tones[0].script, 1000);
    play_tone(t, tones[5].script, 2000);
    play_tone(t, tones[6].script, 2000);
    listen(t);
    expect(t, "tone dial");
    expect(t, "tone reorder");
    expect(t, "tone off_hook_warning");
    expect(t, "silence");
    expect_nothing(t);
}

static void words_after_a_tone_and_a_tone_after_words_are_named(void **state)
{
    struct test *t = *state;

    play_tone(t, tones[0].script, 1000);
    play(t, "goodbye");
    play_tone(t, tones[5].script, 2000);
    listen(t);
    expect(t, "tone dial");
    expect(t, "says \"Goodbye.\" (goodbye)");
    expect(t, "tone reorder");
    expect(t, "silence");
    expect_nothing(t);
}

static void a_steady_tone_of_no_script_is_told_by_its_frequency(void **state)
{
    struct test *t = *state;

    play_tone(t, "880@-10;10(*/0/1)", 2000);
    play_tone(t, "2130@-10;10(*/0/1)", 2000);
    play_silence(t, 1000);
    play_tone(t, "2130@-16;10(*/0/1)", 600);
    listen(t);
    expect(t, "sound of 880 Hz");
    expect(t, "sound of 2130 Hz");
    expect(t, "silence");
    expect(t, "sound of 2130 Hz");
    expect(t, "silence");
    expect_nothing(t);
}

static void two_unknown_frequencies_are_sound(void **state)
{
    struct test *t = *state;

    play_tone(t, "700@-16,1100@-16;10(*/0/1+2)", 2000);
    listen(t);
    expect(t, "sound");
    expect(t, "silence");
    expect_nothing(t);
}

static void noise_is_sound(void **state)
{
    struct test *t = *state;
    uint32_t seed = 3;

    for (unsigned i = 0; i < 8000; i++) {
        int16_t sample;

        seed = seed * 1664525u + 1013904223u;
        sample = (int16_t)((int32_t)(seed >> 19) - 4096);
        play_samples(t, &sample, 1);
    }
    listen(t);
    expect(t, "sound");
    expect(t, "silence");
    expect_nothing(t);
}

/* ---- the handset ---- */

static void silence_is_reported_once_for_each_lift(void **state)
{
    struct test *t = *state;

    step_us(t, 20 * 1000000);
    expect(t, "silence");
    expect_nothing(t);
    board_fxs_set_hook(t->board, 1, false);
    step_us(t, 1000000);
    expect_nothing(t);
    board_fxs_set_hook(t->board, 1, true);
    step_us(t, 1000000);
    expect(t, "silence");
}

static void digits_are_told_when_the_handset_is_put_down(void **state)
{
    struct test *t = *state;

    play(t, "digit_4");
    play(t, "digit_2");
    play(t, "digit_3");
    step_us(t, (t->n_playing - 400) / 8 * 1000);
    board_fxs_set_hook(t->board, 1, false);
    step_us(t, 1000000);
    assert_memory_equal(next(t), "says \"4 2", 9);
}

static void an_idle_ear_lets_time_stand(void **state)
{
    struct test *t = *state;

    board_fxs_set_hook(t->board, 1, false);
    step_us(t, 1000000);
    assert_true(board_next_due_us(t->board) == BOARD_NEVER);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(every_prompt_alone_is_named),
        T(every_prompt_is_named_behind_every_other),
        T(a_cut_prompt_is_reported_and_the_next_one_named),
        T(a_prompt_cut_by_silence_is_reported),
        T(characters_are_joined),
        T(all_pairs_of_characters_are_told_apart),
        T(a_row_longer_than_an_event_is_split),
        T(a_quieter_prompt_is_still_named),
        T(an_image_without_prompts_leaves_sound),
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
