/* SPDX-License-Identifier: MIT */
/* The lamps of the window: for each pattern the pictures of a series (one each 50 ms) are lit when the board's LED is,
 * and no picture is made while it does not change; in fast time a lamp shows the share of the time that it is lit; a
 * pause stops it where it is. */
#include <harness/test.h>
#include <harness/window_rig.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <screen/module.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GRID_US  (50u * (uint64_t)BOARD_US_PER_MS) /* of a series: emu/pictures/series.c */
#define START_US (30u * (uint64_t)BOARD_US_PER_S)  /* the firmware sets no lamp any more */
#define LED      BOARD_LED_PHONE_1
#define LAMP     "lamp.phone1"

static struct window_rig bench;

static int open_bench(void **state)
{
    (void)state;
    window_rig_open(&bench, true);
    bench.model.w = 800;
    bench.model.h = 500;
    bench.model.scale = 0.5f;
    bench.model.is_side_closed = true; /* nothing but the lamp differs */
    window_rig_start(&bench, START_US);
    return 0;
}

static int close_bench(void **state)
{
    (void)state;
    window_rig_close(&bench);
    return 0;
}

static void go_to(uint64_t at_us)
{
    (void)emu_loop_run(emu_unit_loop(bench.unit), at_us, NULL, NULL); /* the clock tells how far it went */
    assert_true(board_now_us(bench.board) == at_us);
}

static const struct win_widget *lamp(void)
{
    win_make(&bench.model, &bench.scene);
    const struct win_widget *w = win_find(&bench.scene, LAMP);
    assert_non_null(w);
    return w;
}

static bool is_lit(const struct win_widget *w)
{
    return (w->states & WIN_IS_LIT) != 0;
}

static uint64_t period_us(enum board_led_pattern p, uint64_t *lit_us)
{
    uint64_t sum_us = 0;
    *lit_us = 0;
    for (size_t i = 0; board_led_pattern_ms(p, i) != 0; i++) {
        sum_us += (uint64_t)board_led_pattern_ms(p, i) * BOARD_US_PER_MS;
        *lit_us += i % 2 == 0 ? (uint64_t)board_led_pattern_ms(p, i) * BOARD_US_PER_MS : 0;
    }
    return sum_us;
}

/* ---- pictures ---- */

struct bytes {
    unsigned char of[65536];
    size_t n;
};

static void read_picture(const char *path, struct bytes *out)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    out->n = fread(out->of, 1, sizeof out->of, f);
    assert_in_range(out->n, 100, sizeof out->of - 1);
    assert_int_equal(fclose(f), 0);
}

static bool is_same(const struct bytes *a, const struct bytes *b)
{
    return a->n == b->n && memcmp(a->of, b->of, a->n) == 0;
}

/* The clock goes on, and other lamps blink; the words of a pattern are not drawn. */
static void leave_only_the_lamp(void)
{
    for (size_t i = 0; i < bench.scene.n; i++) {
        struct win_widget *w = &bench.scene.widget[i];
        if (strcmp(w->id, "clock") == 0 || w->kind == WIN_LAMP_KIND) {
            memset(w->value, 0, sizeof w->value);
        }
        if (w->kind == WIN_LAMP_KIND && strcmp(w->id, LAMP) != 0) {
            w->states = 0;
            w->part = 0;
        }
    }
}

static void pictures_are_lit_when_the_led_is(void **state)
{
    static struct bytes now, of[2]; /* dark, lit */
    const struct win_face_table *table;
    const struct win_face_config config = {.w = 800, .h = 500, .scale = 0.5f, .is_hidden = true};
    struct emu_error error = {0};
    char why[WIN_ERROR_MAX], path[] = "/tmp/vspa-lamps-XXXXXX";
    (void)state;
    if (win_module_open(&table, &error) != EMU_EXIT_OK) {
        print_message("left out: built without SDL2, SDL2_ttf or cairo\n");
        skip();
    }
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    struct win_face *face = table->open(&config, why);
    assert_non_null(face);
    for (int p = 0; p < BOARD_N_LED_PATTERNS; p++) {
        uint64_t lit_us, period = period_us((enum board_led_pattern)p, &lit_us), n_frames = 0;
        uint64_t from_us = board_now_us(bench.board), end_us = from_us + (period != 0 ? 2 * period : 4 * GRID_US);
        int was_lit = -1;
        board_led_set(bench.board, LED, (enum board_led_pattern)p);
        for (uint64_t at_us = from_us; at_us < end_us; at_us += GRID_US) {
            go_to(at_us);
            int lit = is_lit(lamp()) ? 1 : 0;
            assert_int_equal(lit, board_led_is_lit(bench.board, LED, at_us) ? 1 : 0);
            leave_only_the_lamp();
            table->draw(face, &bench.scene);
            bool is_other = was_lit != lit;
            bool is_drawn = table->stats(face).n_frames != n_frames;
            assert_true(was_lit < 0 || is_drawn == is_other);
            n_frames = table->stats(face).n_frames;
            was_lit = lit;
            if (is_other) {
                assert_true(table->save(face, path));
                read_picture(path, &now);
                of[lit] = of[lit].n == 0 ? now : of[lit];
                assert_true(is_same(&now, &of[lit]));
            }
        }
    }
    assert_false(is_same(&of[0], &of[1]));
    table->close(face);
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(path), 0);
}

/* ---- fast time, and none ---- */

/* In quarters; a lamp that blinks is never quite dark, nor quite lit. */
static void fast_time_shows_the_share_of_each_pattern(void **state)
{
    (void)state;
    bench.model.is_live = true;
    emu_loop_set_rate(emu_unit_loop(bench.unit), 20);
    for (int p = 0; p < BOARD_N_LED_PATTERNS; p++) {
        uint64_t lit_us, period = period_us((enum board_led_pattern)p, &lit_us);
        board_led_set(bench.board, LED, (enum board_led_pattern)p);
        uint64_t now_us = board_now_us(bench.board);
        double share = period != 0 ? (double)lit_us / (double)period : p == BOARD_LED_ON ? 1 : 0;
        for (int i = 0; i < 3; i++) { /* at any moment of it */
            const struct win_widget *w = lamp();
            double shown = is_lit(w) ? (double)w->part : 0;
            assert_true(fabs(shown - share) <= 0.125 || (shown == 0.25 && share < 0.125 && share > 0));
            assert_true(period == 0 || (shown >= 0.25 && shown <= 0.75));
            emu_loop_set_rate(emu_unit_loop(bench.unit), 0);
            go_to(now_us + (uint64_t)(i + 1) * 310 * BOARD_US_PER_MS);
            emu_loop_set_rate(emu_unit_loop(bench.unit), 20);
        }
    }
}

static void a_pause_stops_a_lamp_where_it_is(void **state)
{
    uint64_t next_us;
    (void)state;
    bench.model.is_live = true;
    board_led_set(bench.board, LED, BOARD_LED_SOS);
    for (int i = 0; i < 12; i++) {
        emu_loop_set_rate(emu_unit_loop(bench.unit), 0);
        next_us = board_led_next_change_us(bench.board, LED, board_now_us(bench.board));
        go_to(next_us);
        go_to(next_us + 17 * BOARD_US_PER_MS); /* in the middle of a blink */
        emu_loop_set_rate(emu_unit_loop(bench.unit), 20);
        emu_loop_limit(emu_unit_loop(bench.unit), board_now_us(bench.board));
        struct win_widget first = *lamp();
        assert_int_equal(is_lit(&first), board_led_is_lit(bench.board, LED, board_now_us(bench.board)));
        assert_true(!is_lit(&first) || first.part == 1);
        assert_memory_equal(&first, lamp(), sizeof first);
        emu_loop_limit(emu_unit_loop(bench.unit), BOARD_NEVER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pictures_are_lit_when_the_led_is, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(fast_time_shows_the_share_of_each_pattern, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(a_pause_stops_a_lamp_where_it_is, open_bench, close_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
