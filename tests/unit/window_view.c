/* SPDX-License-Identifier: MIT */
/* Texts in the scene: they are measured as they are drawn, and what has no room says that there is more. */
#include <harness/test.h>
#include <harness/window_rig.h>
#include <board/board.h>
#include <board/clock.h>
#include <screen/module.h>
#include <string.h>

#define ROW_TEXT_W 178.0f /* of the report in the smallest window */

static struct bench {
    struct window_rig window;
    float scale; /* that was measured with */
} bench;

static float text_width(struct win_face *f, float size, float scale, const char *text)
{
    (void)f;
    bench.scale = scale;
    return size * (float)strlen(text) * 0.75f; /* few words a line */
}

static int open_bench(void **state)
{
    (void)state;
    bench.scale = 0;
    window_rig_open(&bench.window, true);
    bench.window.model.w = 800;
    bench.window.model.h = 500;
    bench.window.model.scale = 1.35f;
    bench.window.model.has_drawer = true;
    bench.window.model.text_width = text_width;
    window_rig_start(&bench.window, 2 * BOARD_US_PER_S);
    return 0;
}

static int close_bench(void **state)
{
    (void)state;
    window_rig_close(&bench.window);
    return 0;
}

/* The lines of the report; the last one into *last. */
static unsigned n_lines(const struct win_widget **last)
{
    unsigned n = 0;
    for (size_t i = 0; i < bench.window.scene.n; i++) {
        if (bench.window.scene.widget[i].kind == WIN_ROW_KIND) {
            *last = &bench.window.scene.widget[i];
            n++;
        }
    }
    return n;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), n_end = strlen(end);
    return n >= n_end && strcmp(text + n - n_end, end) == 0;
}

static void a_row_that_is_too_long_ends_with_an_ellipsis(void **state)
{
    const struct win_widget *last = NULL;
    (void)state;
    bench.window.model.has_filter = false;
    win_make(&bench.window.model, &bench.window.scene);
    assert_true(n_lines(&last) >= 4);
    if (!ends_with(last->value, " …")) {
        fail_msg("'%s' looks whole", last->value);
    }
    assert_true(text_width(NULL, 13, 1, last->value) <= ROW_TEXT_W);
}

/* With the topics open a line or two are left: the newest row has four. */
static void a_low_list_shows_the_newest_row(void **state)
{
    const struct win_widget *last = NULL;
    (void)state;
    bench.window.model.has_filter = true;
    win_make(&bench.window.model, &bench.window.scene);
    assert_null(win_find(&bench.window.scene, "happens.empty"));
    assert_true(n_lines(&last) > 0);
    assert_true(ends_with(last->value, " …"));
}

static void texts_are_measured_at_the_scale_of_the_scene(void **state)
{
    (void)state;
    win_make(&bench.window.model, &bench.window.scene);
    assert_true(bench.scale == bench.window.model.scale);
}

/* Letters have whole pixels: 13 units at 1.35 pixels are 18 pixels, more than the 17.55 that they would be. */
static void a_face_measures_what_it_draws(void **state)
{
    static const char text[] = "Every ticket needs address, MAC and firmware";
    static const struct win_face_config hidden = {.title = "", .w = 1, .h = 1, .scale = 1, .is_hidden = true};
    struct emu_error error = {0};
    const struct win_face_table *table;
    char why[WIN_ERROR_MAX];
    (void)state;
    if (win_module_open(&table, &error) != EMU_EXIT_OK) {
        skip(); /* built without it */
    }
    struct win_face *face = table->open(&hidden, why);
    if (face == NULL) {
        fail_msg("%s", why);
    }
    float at_scale = table->text_width(face, 13, 1.35f, text), at_one = table->text_width(face, 18, 1, text);
    assert_true(at_scale * 1.35f > at_one - 0.1f && at_scale * 1.35f < at_one + 0.1f);
    table->close(face);
}

/* Where its telephone is, and not beside it. */
static void the_cable_of_a_telephone_ends_at_it(void **state)
{
    static const char *const names[][2] = {{"cable.phone1", "phone1"}, {"cable.phone2", "phone2"}};
    const struct win_model before = bench.window.model;
    (void)state;
    bench.window.model.w = 1280;
    bench.window.model.h = 800;
    bench.window.model.has_drawer = false;
    win_make(&bench.window.model, &bench.window.scene);
    bench.window.model = before;
    for (size_t i = 0; i < 2; i++) {
        const struct win_widget *cable = win_find(&bench.window.scene, names[i][0]);
        const struct win_widget *phone = win_find(&bench.window.scene, names[i][1]);
        assert_non_null(cable);
        assert_non_null(phone);
        float x = cable->at.x + cable->at.w - phone->at.x, y = cable->at.y + cable->at.h - phone->at.y;
        assert_true(x > 0 && x < phone->at.w && y > 0 && y < phone->at.h);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_that_is_too_long_ends_with_an_ellipsis),
        cmocka_unit_test(a_low_list_shows_the_newest_row),
        cmocka_unit_test(texts_are_measured_at_the_scale_of_the_scene),
        cmocka_unit_test(the_cable_of_a_telephone_ends_at_it),
        cmocka_unit_test(a_face_measures_what_it_draws),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
