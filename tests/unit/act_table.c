/* SPDX-License-Identifier: MIT */
/* The table of acts: what a compiler does not see in a row. */
#include <harness/test.h>
#include <act/act.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_argument_says_what_to_give),
        cmocka_unit_test(each_error_says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
