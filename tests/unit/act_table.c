/* SPDX-License-Identifier: MIT */
/* The table of acts: what a compiler does not see in a row. */
#include <harness/act_line.h>
#include <harness/test.h>
#include <act/act.h>
#include <unit/make.h>
#include <unit/unit.h>
#include <unitfile/unitfile.h>
#include <string.h>

static bool ends_in_its_room(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

static void check_arguments(const struct emu_act *act, const struct emu_act_argument *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct emu_act_argument *a = &rows[i];
        bool has_words = a->type == EMU_ACT_SWITCH || a->type == EMU_ACT_WORD;
        if (!ends_in_its_room(a->name, sizeof a->name) || !ends_in_its_room(a->help, sizeof a->help) ||
            !ends_in_its_room(a->fallback, sizeof a->fallback) || a->name[0] == '\0') {
            fail_msg("%s: the texts of argument %zu have no room", act->name, i);
        }
        if (has_words != (emu_act_word(a, 0) != NULL) || (a->help[0] == '\0' && !has_words)) {
            fail_msg("%s: what is to be given as %s?", act->name, a->name);
        }
        assert_int_equal(emu_act_argument_find(act, rt_str(a->name)) >= 0, rows == act->arguments);
    }
}

static void each_argument_says_what_to_give(void **state)
{
    (void)state;
    assert_in_range(emu_acts_n(), 40, 200);
    for (size_t i = 0; i < emu_acts_n(); i++) {
        const struct emu_act *act = emu_act_row(i);
        assert_ptr_equal(emu_act_find(act->name), act);
        check_arguments(act, act->arguments, act->n_arguments);
        check_arguments(act, act->results, act->n_results);
    }
    assert_null(emu_act_row(emu_acts_n()));
}

static void each_error_says_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < emu_acts_n(); i++) {
        const struct emu_act_text *t = emu_act_row(i)->texts;
        for (; t != NULL && t->err != RT_OK; t++) {
            if (!ends_in_its_room(t->text, sizeof t->text) || t->text[0] == '\0') {
                fail_msg("%s: a text has no room", emu_act_row(i)->name);
            }
        }
    }
}

/* As of a replay. What is outside is refused, and nothing else breaks. */
static void a_unit_alone_refuses_what_is_outside(void **state)
{
    static const struct emu_make_config make = {.serial = "FM500K000001", .has_no_certificate = true};
    const struct emu_unit_config config = {.seed = 1, .is_alone = true};
    struct emu_error error = {0};
    struct emu_unitfile *file = NULL;
    struct emu_unit *unit = NULL;
    struct emu_acts acts;
    size_t n_outside = 0;
    (void)state;
    assert_int_equal(emu_unitfile_create_private(&file, &error), EMU_EXIT_OK);
    assert_int_equal(emu_make(file, &make, NULL, &error), EMU_EXIT_OK);
    assert_int_equal(emu_unit_create(&unit, file, &config, &error), EMU_EXIT_OK);
    emu_acts_init(&acts, unit);
    for (size_t i = 0; i < emu_acts_n(); i++) {
        const struct emu_act *act = emu_act_row(i);
        struct emu_act_call call;
        char line[256];
        act_line_write(act, line, sizeof line);

        emu_act_call_init(&call, &acts, act);
        if (emu_act_take_line(&call, line + strlen(act->name)) != RT_OK) {
            fail_msg("%s: %s", line, call.message);
        }
        enum rt_err err = emu_act_start(&call);
        if (act->is_outside && (err != RT_EUNREACH || strstr(call.message, "has no network") == NULL)) {
            fail_msg("%s: %s", act->name, call.message);
        }
        if (err == RT_OK) {
            (void)emu_act_finish(&call, RT_OK); /* it has not waited: what it finds is not the question */
        }
        emu_act_call_fini(&call);
        n_outside += act->is_outside;
    }
    assert_in_range(n_outside, 20, emu_acts_n());
    emu_unit_destroy(unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_argument_says_what_to_give),
        cmocka_unit_test(each_error_says_what_is_wrong),
        cmocka_unit_test(a_unit_alone_refuses_what_is_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
