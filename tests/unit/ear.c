/* SPDX-License-Identifier: MIT */
/* The ear outside: it names every prompt of the release from the samples alone. */
#include <harness/test.h>
#include <harness/ear_rig.h>
#include <stdio.h>
#include <string.h>

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
static void expect_row(struct ear_rig *t, unsigned row)
{
    const struct fw_prompt *p = fw_prompts_row(t->bank, row);
    const char *heard = ear_rig_next(t);
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
    struct ear_rig *t = *state;

    for (unsigned row = 0; row < fw_prompts_n(t->bank); row++) {
        t->n_playing = t->at = 0;
        ear_rig_play_silence(t, 20);
        ear_rig_play_row(t, row, 0);
        ear_rig_listen(t);
        expect_row(t, row);
        ear_rig_expect(t, "silence");
        ear_rig_expect_nothing(t);
    }
}

static void every_prompt_is_named_behind_every_other(void **state)
{
    struct ear_rig *t = *state;
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
            ear_rig_play_row(t, first, 0);
            ear_rig_play_row(t, second, 0);
            ear_rig_listen(t);
            expect_row(t, first);
            expect_row(t, second);
            ear_rig_expect(t, "silence");
            ear_rig_expect_nothing(t);
            n_pairs++;
        }
    }
    assert_true(n_pairs > 300);
}

static void a_cut_prompt_is_reported_and_the_next_one_named(void **state)
{
    struct ear_rig *t = *state;

    for (unsigned first = 0; first < fw_prompts_n(t->bank); first += 3) {
        const struct fw_prompt *p = fw_prompts_row(t->bank, first);

        if (is_character(p) || p->n < 8000) {
            continue;
        }
        for (unsigned ms = 500; ms * 8 + 2400 < p->n; ms += 430) {
            const char *heard;

            t->n_playing = t->at = 0;
            ear_rig_play_row(t, first, ms / 10 * 10); /* at a border of the codec, as the unit does */
            ear_rig_play(t, "invalid_option");
            ear_rig_listen(t);
            heard = ear_rig_next(t);
            assert_non_null(heard);
            if (strncmp(heard, "cut", 3) != 0) { /* it was long enough to tell it from all others */
                assert_non_null(strstr(heard, p->id));
                heard = ear_rig_next(t);
                assert_non_null(heard);
            }
            if (strncmp(heard, "cut", 3) == 0) { /* nothing, when it was cut in a pause between two words */
                heard = ear_rig_next(t);
                assert_non_null(heard);
            }
            assert_string_equal(heard, "says \"Invalid option.\" (invalid_option)");
            ear_rig_expect(t, "silence");
        }
    }
}

static void a_prompt_cut_by_silence_is_reported(void **state)
{
    struct ear_rig *t = *state;
    int row = fw_prompts_find(t->bank, "main_menu");

    ear_rig_play_row(t, (unsigned)row, 1500);
    ear_rig_listen(t);
    expect_row(t, (unsigned)row);
    ear_rig_expect(t, "cut (main_menu)");
    ear_rig_expect(t, "silence");
    ear_rig_expect_nothing(t);
}

static void characters_are_joined(void **state)
{
    struct ear_rig *t = *state;
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
        ear_rig_play(t, ids[i]);
    }
    ear_rig_listen(t);
    ear_rig_expect(t, "says \"Internet I P address.\" (internet_ip_address)");
    ear_rig_expect(t, "says \"1 9 2 dot 1 6 8 dot 0 dot 1 a f open parenthesis\" (digits)");
    ear_rig_expect(t, "says \"Please enter option, followed by the pound key.\" (enter_option)");
    ear_rig_expect(t, "silence");
    ear_rig_expect_nothing(t);
}

static void all_pairs_of_characters_are_told_apart(void **state)
{
    struct ear_rig *t = *state;
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
                ear_rig_play(t, p->id);
                at += (size_t)snprintf(wanted + at, sizeof wanted - at, "%s%s", wanted[at - 1] == '"' ? "" : " ", name);
            }
        }
        (void)snprintf(wanted + at, sizeof wanted - at, "\" (digits)");
        ear_rig_listen(t);
        heard = ear_rig_next(t);
        assert_non_null(heard);
        assert_string_equal(heard, wanted);
        ear_rig_expect(t, "silence");
        n_heard++;
    }
    assert_int_equal(n_heard, n);
}

static void a_row_longer_than_an_event_is_split(void **state)
{
    struct ear_rig *t = *state;
    unsigned n = 0;
    const char *heard;

    for (unsigned i = 0; i < 250; i++) {
        ear_rig_play(t, "digit_7");
    }
    ear_rig_listen(t);
    for (heard = ear_rig_next(t); heard != NULL && strcmp(heard, "silence") != 0; heard = ear_rig_next(t)) {
        assert_memory_equal(heard, "says \"7 7", 9);
        for (const char *c = heard; *c != '\0'; c++) {
            n += *c == '7';
        }
    }
    assert_int_equal(n, 250);
}

static void a_quieter_prompt_is_still_named(void **state)
{
    struct ear_rig *t = *state;

    ear_rig_play(t, "enter_password");
    for (size_t i = 0; i < t->n_playing; i++) {
        t->playing[i] = (int16_t)(t->playing[i] * 7 / 10); /* -3 dB */
    }
    ear_rig_listen(t);
    ear_rig_expect(t, "says \"Enter password, followed by the pound key.\" (enter_password)");
    ear_rig_expect(t, "silence");
}

static void an_image_without_prompts_leaves_sound(void **state)
{
    struct ear_rig *t = *state;

    t->image.rows[FW_IMAGE_PROMPTS].is_present = false;
    ear_rig_play(t, "enter_password");
    ear_rig_listen(t);
    ear_rig_expect(t, "sound");
    ear_rig_expect(t, "silence");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, ear_rig_set_up, ear_rig_tear_down)
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
