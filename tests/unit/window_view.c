/* SPDX-License-Identifier: MIT */
/* Texts in the scene: they are measured as they are drawn, and what has no room says that there is more. */
#include <harness/test.h>
#include <board/board.h>
#include <board/clock.h>
#include <screen/module.h>
#include <unit/loop.h>
#include <unit/make.h>
#include <unit/unit.h>
#include <unitfile/unitfile.h>
#include <view/view.h>
#include <string.h>

#define ROW_TEXT_W 178.0f /* of the report in the smallest window */

static struct bench {
    struct emu_unit *unit;
    struct win_model model;
    struct win_scene scene;
    float scale; /* that was measured with */
} bench;

static void log_nothing(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    (void)ctx;
    (void)level;
    (void)module;
    (void)text;
}

static float text_width(struct win_face *f, float size, float scale, const char *text)
{
    (void)f;
    bench.scale = scale;
    return size * (float)strlen(text) * 0.75f; /* few words a line */
}

static int open_bench(void **state)
{
    static const struct emu_make_config make = {.serial = "FM500K000001", .has_no_certificate = true};
    const struct emu_unit_config config = {.seed = 1,
                                           .log = {.write = log_nothing},
                                           .is_alone = true,
                                           .pace = {.rate = 0, .patience_us = EMU_PACE_PATIENCE_DEFAULT_US}};
    struct emu_error error = {0};
    struct emu_unitfile *file = NULL;
    (void)state;
    bench = (struct bench){0};
    assert_int_equal(emu_unitfile_create_private(&file, &error), EMU_EXIT_OK);
    assert_int_equal(emu_make(file, &make, NULL, &error), EMU_EXIT_OK);
    assert_int_equal(emu_unit_create(&bench.unit, file, &config, &error), EMU_EXIT_OK);
    assert_true(win_model_start(&bench.model, bench.unit));
    bench.model.w = 800;
    bench.model.h = 500;
    bench.model.scale = 1.35f;
    bench.model.has_drawer = true;
    bench.model.text_width = text_width;
    board_power_on(emu_unit_board(bench.unit));
    assert_int_equal(emu_loop_run(emu_unit_loop(bench.unit), 2 * BOARD_US_PER_S, NULL, NULL), EMU_LOOP_UNTIL);
    return 0;
}

static int close_bench(void **state)
{
    (void)state;
    win_model_stop(&bench.model);
    emu_unit_destroy(bench.unit);
    return 0;
}

/* The lines of the report; the last one into *last. */
static unsigned n_lines(const struct win_widget **last)
{
    unsigned n = 0;
    for (size_t i = 0; i < bench.scene.n; i++) {
        if (bench.scene.widget[i].kind == WIN_ROW_KIND) {
            *last = &bench.scene.widget[i];
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
    bench.model.has_filter = false;
    win_make(&bench.model, &bench.scene);
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
    bench.model.has_filter = true;
    win_make(&bench.model, &bench.scene);
    assert_null(win_find(&bench.scene, "happens.empty"));
    assert_true(n_lines(&last) > 0);
    assert_true(ends_with(last->value, " …"));
}

static void texts_are_measured_at_the_scale_of_the_scene(void **state)
{
    (void)state;
    win_make(&bench.model, &bench.scene);
    assert_true(bench.scale == bench.model.scale);
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

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_that_is_too_long_ends_with_an_ellipsis),
        cmocka_unit_test(a_low_list_shows_the_newest_row),
        cmocka_unit_test(texts_are_measured_at_the_scale_of_the_scene),
        cmocka_unit_test(a_face_measures_what_it_draws),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
