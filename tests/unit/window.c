/* SPDX-License-Identifier: MIT */
/* The window's tables: colours that can be read, keys that are not given twice. */
#include <harness/test.h>
#include <act/act.h>
#include <rt/str.h>
#include <fw/device.h>
#include <input/input_priv.h>
#include <viewmodel/keys.h>
#include <scene/scene.h>
#include <texts/texts.h>
#include <math.h>
#include <string.h>

/* Relative luminance and contrast as WCAG 2.1 defines them. */
static double linear(unsigned byte)
{
    double c = byte / 255.0;
    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
}

static double contrast(enum win_colour a, enum win_colour b, enum win_theme theme)
{
    double x = luminance(win_colour(a, theme)), y = luminance(win_colour(b, theme));
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static void every_pair_that_is_drawn_can_be_read(void **state)
{
    static const struct {
        enum win_colour text, on;
        double least; /* 4.5: text; 3: a shape with a meaning */
    } pairs[] = {
        {WIN_TEXT, WIN_BACK, 4.5},
        {WIN_TEXT, WIN_PANEL, 4.5},
        {WIN_TEXT, WIN_RAISED, 4.5},
        {WIN_MUTED, WIN_PANEL, 4.5},
        {WIN_MUTED, WIN_KEY, 4.5},
        {WIN_ACCENT, WIN_PANEL, 4.5},
        {WIN_OK, WIN_PANEL, 4.5},
        {WIN_WARN, WIN_PANEL, 4.5},
        {WIN_ERR, WIN_PANEL, 4.5},
        {WIN_KEY_TEXT, WIN_KEY, 4.5},
        {WIN_KEY_TEXT, WIN_PRESSED, 4.5},
        {WIN_CASE_TEXT, WIN_CASE, 4.5},
        {WIN_DISPLAY_TEXT, WIN_DISPLAY, 4.5},
        {WIN_CAPTION_TEXT, WIN_CAPTION, 4.5},
        {WIN_FOCUS, WIN_CASE, 3},
        {WIN_FOCUS, WIN_PANEL, 3},
        {WIN_LINE, WIN_PANEL, 3},
        {WIN_LAMP_LIT, WIN_LAMP_DARK, 3},
        {WIN_LAMP_LIT, WIN_BEZEL, 3},
        {WIN_HANDSET, WIN_RAISED, 3},
        {WIN_MUTED, WIN_RAISED, 4.5}, /* what a list says; the name in an empty field */
        {WIN_ACCENT, WIN_KEY, 3},     /* the edge of a button that is on */
        {WIN_FOCUS, WIN_RAISED, 3},
        {WIN_FOCUS, WIN_KEY, 3},
        {WIN_LINE, WIN_RAISED, 3},
        {WIN_CABLE_1, WIN_CASE, 3},
        {WIN_CABLE_2, WIN_CASE, 3},
        {WIN_CABLE_NET, WIN_CASE, 3},
        {WIN_CABLE_POWER, WIN_CASE, 3},
        {WIN_CABLE_1, WIN_BACK, 3},
        {WIN_WARN, WIN_RAISED, 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        for (int theme = 0; theme < WIN_N_THEMES; theme++) {
            double ratio = contrast(pairs[i].text, pairs[i].on, (enum win_theme)theme);
            if (ratio < pairs[i].least) {
                fail_msg("pair %zu, theme %d: %.2f and not %.1f", i, theme, ratio, pairs[i].least);
            }
        }
    }
}

/* A plug in its socket: by its colour, or by its edge, which has that of the case. */
static void a_plug_is_told_from_its_socket(void **state)
{
    static const enum win_colour plugs[] = {WIN_CABLE_1, WIN_CABLE_2, WIN_CABLE_NET, WIN_CABLE_POWER};
    (void)state;
    for (size_t i = 0; i < sizeof plugs / sizeof plugs[0]; i++) {
        for (int theme = 0; theme < WIN_N_THEMES; theme++) {
            assert_true(fmax(contrast(plugs[i], WIN_SOCKET, (enum win_theme)theme),
                             contrast(WIN_CASE, WIN_SOCKET, (enum win_theme)theme)) >= 3);
        }
    }
}

static void no_key_is_given_twice(void **state)
{
    const struct win_key_row *a, *b;
    (void)state;
    for (size_t i = 1; (a = win_key_at(i)) != NULL; i++) {
        assert_true(a->does[0] != '\0');
        assert_true(memchr(a->does, '\0', sizeof a->does) != NULL && memchr(a->shown, '\0', sizeof a->shown) != NULL);
        for (size_t k = i + 1; (b = win_key_at(k)) != NULL; k++) {
            assert_false(a->key == b->key && a->modifiers == b->modifiers);
        }
        assert_ptr_equal(win_key_find(a->key, a->modifiers), a);
    }
}

static void shift_does_not_count_for_letters(void **state)
{
    (void)state;
    assert_string_equal(win_key_find('T', WIN_MOD_SHIFT)->does, "theme");
    assert_string_equal(win_key_find('e', WIN_MOD_CTRL)->does, "wan");
    assert_null(win_key_find('e', 0));
    assert_null(win_key_find('x', WIN_MOD_CTRL));
    assert_string_equal(win_key_find(WIN_KEY_TAB, WIN_MOD_SHIFT)->does, "focus previous");
}

/* What a key or a word does to a unit is an act of the table; nothing has two names. */
static void each_key_does_a_word_and_each_word_an_act(void **state)
{
    const struct hands_word *word, *other;
    const struct win_key_row *key;
    (void)state;
    for (size_t i = 0; (word = hands_word_at(i)) != NULL; i++) {
        struct rt_str acts = rt_str(word->acts);
        assert_null(emu_act_find(word->name) != NULL && strcmp(word->name, "power") != 0 &&
                            strcmp(word->name, "flash") != 0
                        ? word->name
                        : NULL);
        while (acts.n > 0) {
            char name[32];
            assert_int_equal(rt_str_copy(name, sizeof name, rt_str_cut(acts, ',', &acts)), RT_OK);
            assert_non_null(emu_act_find(name));
        }
        for (size_t k = i + 1; (other = hands_word_at(k)) != NULL; k++) {
            assert_string_not_equal(word->name, other->name);
        }
    }
    for (size_t i = 1; (key = win_key_at(i)) != NULL; i++) {
        static const char *const time_words[] = {"pause", "slower", "faster", "step", "back", "start", "end", "enter"};
        struct rt_str rest, first = rt_str_cut(rt_str(key->does), ' ', &rest);
        bool is_known = false;
        for (size_t k = 0; (word = hands_word_at(k)) != NULL; k++) {
            is_known |= rt_str_is(first, word->name);
        }
        for (size_t k = 0; k < sizeof time_words / sizeof time_words[0]; k++) {
            is_known |= rt_str_is(first, time_words[k]);
        }
        if (!is_known) {
            fail_msg("key %zu does '%s', which is no word", i, key->does);
        }
    }
}

static void what_is_added_is_found_and_hit_from_above(void **state)
{
    static struct win_scene s;
    struct win_widget *below, *above;
    (void)state;
    memset(&s, 0, sizeof s);
    below = win_add(&s, WIN_KEY_KIND, "below", (struct win_rect){0, 0, 100, 100});
    above = win_add(&s, WIN_BUTTON_KIND, "above", (struct win_rect){50, 50, 100, 100});
    assert_non_null(below);
    assert_non_null(above);
    assert_null(win_hit(&s, 60, 60)); /* nothing acts */
    strcpy(below->act, "press 1 5");
    assert_ptr_equal(win_hit(&s, 60, 60), below);
    strcpy(above->act, "flash 1");
    assert_ptr_equal(win_hit(&s, 60, 60), above);
    assert_ptr_equal(win_hit(&s, 10, 10), below);
    assert_null(win_hit(&s, 100, 10)); /* the right edge is outside */
    assert_ptr_equal(win_find(&s, "above"), above);
    assert_null(win_find(&s, "beside"));
    for (size_t i = 2; i < WIN_WIDGETS_MAX; i++) {
        assert_non_null(win_add(&s, WIN_TEXT_KIND, "more", (struct win_rect){0, 0, 1, 1}));
    }
    assert_null(win_add(&s, WIN_TEXT_KIND, "too many", (struct win_rect){0, 0, 1, 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_that_is_drawn_can_be_read),
        cmocka_unit_test(no_key_is_given_twice),
        cmocka_unit_test(a_plug_is_told_from_its_socket),
        cmocka_unit_test(each_key_does_a_word_and_each_word_an_act),
        cmocka_unit_test(shift_does_not_count_for_letters),
        cmocka_unit_test(what_is_added_is_found_and_hit_from_above),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
