/* SPDX-License-Identifier: MIT */
/* The window by the keyboard alone: Tab goes through all things in the order of reading; each act of the table is done
 * from wherever the frame stands; and the list of all things has a row for each act, which can be reached. */
#include <harness/act_line.h>
#include <harness/test.h>
#include <harness/window_rig.h>
#include <act/act.h>
#include <board/board.h>
#include <input/hands.h>
#include <viewmodel/guest.h>
#include <stdio.h>
#include <string.h>

#define STOPS_MAX 200u

static struct {
    struct window_rig window;
    struct win_hands hands;
} bench;

static int open_bench(void **state)
{
    (void)state;
    window_rig_open(&bench.window, false);
    win_hands_init(&bench.hands, &bench.window.model, NULL, NULL);
    win_make(&bench.window.model, &bench.window.scene);
    return 0;
}

static int close_bench(void **state)
{
    (void)state;
    win_hands_fini(&bench.hands);
    window_rig_close(&bench.window);
    return 0;
}

static void give(const struct win_input *in)
{
    win_hands_take(&bench.hands, &bench.window.scene, in);
    win_make(&bench.window.model, &bench.window.scene);
}

static void press(int key, unsigned modifiers)
{
    give(&(struct win_input){.kind = WIN_INPUT_KEY_DOWN, .key = key, .code = 1000 + key, .modifiers = modifiers});
    give(&(struct win_input){.kind = WIN_INPUT_KEY_UP, .key = key, .code = 1000 + key, .modifiers = modifiers});
}

static void type(const char *text)
{
    for (; *text != '\0'; text++) {
        give(&(struct win_input){.kind = WIN_INPUT_KEY_DOWN, .key = *text, .code = *text});
        give(&(struct win_input){.kind = WIN_INPUT_TEXT, .text = {*text, '\0'}});
        give(&(struct win_input){.kind = WIN_INPUT_KEY_UP, .key = *text, .code = *text});
    }
}

/* The widget with the frame, the only one. */
static const struct win_widget *framed(void)
{
    const struct win_widget *found = NULL;
    for (size_t i = 0; i < bench.window.scene.n; i++) {
        if ((bench.window.scene.widget[i].states & WIN_IS_FOCUSED) != 0) {
            assert_null(found);
            found = &bench.window.scene.widget[i];
        }
    }
    return found;
}

static void start_afresh(void)
{
    win_hands_fini(&bench.hands);
    win_hands_init(&bench.hands, &bench.window.model, NULL, NULL);
    bench.window.model.field = WIN_FIELD_NONE;
    bench.window.model.focus[0] = bench.window.model.line[0] = bench.window.model.message[0] =
        bench.window.model.result[0] = '\0';
    bench.window.model.is_list = false;
    bench.window.model.side = WIN_SIDE_HAPPENS;
    bench.window.model.scroll = 0;
    win_make(&bench.window.model, &bench.window.scene);
}

/* Later in a group is to the right, or below: nobody has to jump back and up. */
static void check_order(const struct win_widget *a, const struct win_widget *b)
{
    bool is_row = b->at.y < a->at.y + a->at.h / 2 && a->at.y < b->at.y + b->at.h / 2;
    bool is_on = is_row ? b->at.x > a->at.x : b->at.y > a->at.y || b->at.x >= a->at.x + a->at.w;
    if (!is_on && strncmp(a->id, b->id, 5) == 0) {
        fail_msg("%s stands before %s, and is read after it", b->id, a->id);
    }
}

static void tab_goes_through_all_in_the_order_of_reading(void **state)
{
    size_t n = 0;
    char seen[STOPS_MAX][WIN_ID_MAX];
    (void)state;
    start_afresh();
    static struct win_scene first;
    first = bench.window.scene;
    for (size_t i = 0; i < first.n; i++) {
        const struct win_widget *w = &first.widget[i];
        if (!win_may_focus(w->kind) || w->act[0] == '\0') {
            continue;
        }
        press(WIN_KEY_TAB, 0);
        assert_non_null(framed());
        assert_string_equal(framed()->id, w->id);
        assert_true(n < STOPS_MAX);
        (void)snprintf(seen[n], sizeof seen[n], "%s", w->id);
        if (n > 0) {
            check_order(win_find(&first, seen[n - 1]), w);
        }
        n++;
    }
    assert_true(n > 50);
    press(WIN_KEY_TAB, 0); /* around */
    assert_string_equal(framed()->id, seen[0]);
    for (size_t i = n; i-- > 0;) {
        press(WIN_KEY_TAB, WIN_MOD_SHIFT);
        assert_string_equal(framed()->id, seen[i]);
    }
}

/* Its result is told, or why the unit refuses it now: not that there is no such act, nor that its line is wrong. */
static void each_act_is_done_from_each_focus(void **state)
{
    const struct emu_act *act;
    char stop[STOPS_MAX][WIN_ID_MAX];
    size_t n = 0, n_done = 0, n_acts = 0;
    (void)state;
    start_afresh();
    for (press(WIN_KEY_TAB, 0); n < STOPS_MAX && (n == 0 || strcmp(framed()->id, stop[0]) != 0);
         press(WIN_KEY_TAB, 0)) {
        (void)snprintf(stop[n++], sizeof stop[0], "%s", framed()->id);
    }
    for (size_t i = 0; (act = emu_act_row(i)) != NULL; i++) {
        char line[WIN_LINE_MAX];
        size_t most = i % 5 == 0 ? n : 3; /* some from everywhere, all from a few places */
        act_line_write(act, line, sizeof line);
        n_acts++;
        for (size_t k = 0; k < most; k++) {
            start_afresh();
            const char *from = stop[most == n ? k : (i * 7 + k * 23) % n];
            (void)snprintf(bench.window.model.focus, sizeof bench.window.model.focus, "%s", from);
            press('k', WIN_MOD_CTRL);
            assert_int_equal(bench.window.model.field, WIN_FIELD_LINE);
            type(line);
            assert_string_equal(bench.window.model.line, line);
            press(WIN_KEY_ENTER, 0);
            bool is_on = false;
            for (size_t c = 0; c < HANDS_CALLS_MAX; c++) {
                is_on |= bench.hands.is_running[c] && bench.hands.call[c].act == act;
            }
            bool is_done = is_on || bench.window.model.result[0] != '\0';
            n_done += is_done ? 1 : 0;
            if (!is_done &&
                (bench.window.model.message[0] == '\0' || strstr(bench.window.model.message, "no such act") != NULL)) {
                fail_msg("from %s, '%s': nothing is done, and the window says '%s'", from, line,
                         bench.window.model.message);
            }
        }
    }
    assert_true(n_acts > 40 && n_done > n_acts);
}

static void the_list_has_each_act_and_each_is_reached(void **state)
{
    const struct emu_act *act;
    static const float sizes[][2] = {{1280, 800}, {800, 500}};
    (void)state;
    for (size_t size = 0; size < 2; size++) {
        bool is_seen[STOPS_MAX] = {false};
        size_t n = 0;
        start_afresh();
        bench.window.model.w = sizes[size][0];
        bench.window.model.h = sizes[size][1];
        press(WIN_KEY_F1 + 5, 0);
        assert_true(bench.window.model.is_list);
        press(WIN_KEY_TAB, 0); /* what closes the list */
        for (press(WIN_KEY_TAB, 0); n < 400 && strcmp(framed()->id, "list.close") != 0; press(WIN_KEY_TAB, 0), n++) {
            for (size_t i = 0; strncmp(framed()->act, "act ", 4) == 0 && (act = emu_act_row(i)) != NULL; i++) {
                is_seen[i] |= strcmp(framed()->act + 4, act->name) == 0;
            }
        }
        for (size_t i = 0; (act = emu_act_row(i)) != NULL; i++) {
            if (!is_seen[i]) {
                fail_msg("the list has no row for the act %s", act->name);
            }
        }
        press(WIN_KEY_TAB, WIN_MOD_SHIFT); /* from the first to the last that is in sight, and up again */
        for (size_t back = 0; back < n - 1; back++) {
            assert_non_null(framed());
            press(WIN_KEY_TAB, WIN_MOD_SHIFT);
        }
        start_afresh();
        press(WIN_KEY_F1 + 5, 0);
        press(WIN_KEY_TAB, 0);
        do {
            press(WIN_KEY_TAB, 0);
        } while (strcmp(framed()->act, "act note") != 0);
        press(WIN_KEY_ENTER, 0);
        assert_false(bench.window.model.is_list);
        assert_string_equal(bench.window.model.line, "note ");
        assert_int_equal(bench.window.model.field, WIN_FIELD_LINE);
    }
    bench.window.model.w = 1280;
    bench.window.model.h = 800;
}

/* Every word of the window has a key, or a thing that does it. */
static void each_key_works_from_each_focus(void **state)
{
    (void)state;
    start_afresh();
    for (size_t i = 0; i < 60; i++) {
        start_afresh();
        for (size_t k = 0; k <= i; k++) {
            press(WIN_KEY_TAB, 0);
        }
        press(WIN_KEY_F1 + 2, 0);
        assert_int_equal(bench.window.model.active, 1);
        press('1', WIN_MOD_CTRL);
        assert_int_equal(bench.window.model.active, 0);
        enum win_theme before = bench.window.model.theme;
        press('t', 0);
        assert_int_not_equal(bench.window.model.theme, before);
        press('f', WIN_MOD_CTRL);
        type("0123456789*#");
        assert_string_equal(bench.window.model.find, "0123456789*#");
        assert_int_equal(bench.hands.n_queued, 0);
        press(WIN_KEY_ESC, 0);
        assert_int_equal(bench.window.model.field, WIN_FIELD_NONE);
        press(WIN_KEY_F1, 0);
        assert_int_equal(bench.window.model.side, WIN_SIDE_KEYS);
    }
}

#define GUEST_BUTTONS 9u

/* Long texts, and buttons between and below them. */
static void guest_rows(void *ctx, emu_window_guest_put *put, void *put_ctx)
{
    (void)ctx;
    for (unsigned i = 0; i < GUEST_BUTTONS; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "guest.text%u", i);
        put(put_ctx,
            &(struct emu_window_guest_row){.id = id,
                                           .style = EMU_GUEST_TEXT,
                                           .text = i % 4 == 0 ? "The caller has more to say about the lamps, the "
                                                                "cables, the telephone and the weather, which "
                                                                "takes a window of its own to read, and then "
                                                                "some more of it, until nobody listens."
                                                              : "yes"});
        (void)snprintf(id, sizeof id, "guest.%u", i);
        put(put_ctx, &(struct emu_window_guest_row){.id = id, .style = EMU_GUEST_BUTTON, .text = "Ask", .word = "ask"});
    }
}

static void guest_act(void *ctx, const char *word)
{
    (void)ctx;
    (void)word;
}

/* In the smallest window most of a guest's buttons are out of sight: Tab scrolls to each of them, in both directions.
 */
static void tab_reaches_each_button_of_a_guest(void **state)
{
    static const struct emu_window_guest guest = {.title = "Guest", .rows = guest_rows, .act = guest_act};
    (void)state;
    start_afresh();
    bench.window.model.w = 800;
    bench.window.model.h = 500;
    bench.window.model.guest = &guest;
    bench.window.model.has_drawer = true;
    win_make(&bench.window.model, &bench.window.scene);
    assert_true(bench.window.scene.scroll_max > 0);
    for (int step = 1; step >= -1; step -= 2) {
        unsigned n = 0, next = step > 0 ? 0 : GUEST_BUTTONS - 1;
        for (unsigned k = 0; k < 100 && n < GUEST_BUTTONS; k++) {
            char id[16];
            press(WIN_KEY_TAB, step > 0 ? 0 : WIN_MOD_SHIFT);
            (void)snprintf(id, sizeof id, "guest.%u", next);
            assert_non_null(framed()); /* in sight */
            if (strncmp(framed()->id, "guest.", 6) == 0) {
                assert_string_equal(framed()->id, id);
                next += (unsigned)step;
                n++;
            }
        }
        assert_int_equal(n, GUEST_BUTTONS);
        if (step > 0) {
            press(WIN_KEY_TAB, 0); /* on to what follows the panel, and back into it */
            assert_true(strncmp(framed()->id, "guest.", 6) != 0);
        }
    }
    bench.window.model.guest = NULL;
    bench.window.model.has_drawer = false;
    bench.window.model.w = 1280;
    bench.window.model.h = 800;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tab_goes_through_all_in_the_order_of_reading),
        cmocka_unit_test(each_act_is_done_from_each_focus),
        cmocka_unit_test(the_list_has_each_act_and_each_is_reached),
        cmocka_unit_test(each_key_works_from_each_focus),
        cmocka_unit_test(tab_reaches_each_button_of_a_guest),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
