/* SPDX-License-Identifier: MIT */
/* The rows of the trace: each kind of event has an id of its own, a signal, and a name for each piece of its text. */
#include <harness/test.h>
#include <unit/trace_page.h>
#include <host/signals.h>
#include <string.h>

static void each_row_is_whole(void **state)
{
    (void)state;
    const struct board_kind *kind, *other;
    size_t n = 0;
    for (; (kind = emu_kind_at(n)) != NULL; n++) {
        struct rt_buf form;
        rt_buf_init(&form, 4096);
        if (!emu_kind_form(kind, &form)) {
            fail_msg("%s: \"%s\" does not fit the names \"%s\"", kind->id, board_kind_text(kind, BOARD_KIND_FORMAT),
                     board_kind_text(kind, BOARD_KIND_NAMES));
        }
        rt_buf_fini(&form);
        assert_true(board_kind_text(kind, BOARD_KIND_HELP)[0] != '\0' &&
                    emu_signal_index(kind->signal) < EMU_SIGNALS_MAX);
        assert_true(board_kind_text(kind, BOARD_KIND_FIELD)[0] == '\0' ||
                    board_kind_text(kind, BOARD_KIND_UNIT)[0] != '\0');
        for (size_t k = n + 1; (other = emu_kind_at(k)) != NULL; k++) {
            assert_string_not_equal(kind->id, other->id);
        }
    }
    assert_in_range(n, 70, 400);
}

static void the_signals_own_kinds_are_whole(void **state)
{
    (void)state;
    const struct board_signal *s;
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        struct rt_buf form;
        rt_buf_init(&form, 4096);
        assert_true(emu_kind_form(&s->kind, &form));
        rt_buf_fini(&form);
    }
}

static void a_form_names_the_pieces(void **state)
{
    (void)state;
#define FORMED(names)                                                                                                  \
    {                                                                                                                  \
        .id = BOARD_KIND_TEXTS("flash", "", "", "%s at %.*s+0x%05x, %llu%s", names, "")                                \
    }
    static const struct board_kind kind = FORMED("what where offset n more"),
                                   short_of_one = FORMED("what where offset n"),
                                   one_more = FORMED("what where offset n more and");
    struct rt_buf form;
    rt_buf_init(&form, 4096);
    assert_true(emu_kind_form(&kind, &form));
    assert_string_equal(rt_buf_text(&form), "{what} at {where}+0x{offset}, {n}{more}");
    assert_false(emu_kind_form(&short_of_one, &form));
    assert_false(emu_kind_form(&one_more, &form));
    rt_buf_fini(&form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_whole),
        cmocka_unit_test(the_signals_own_kinds_are_whole),
        cmocka_unit_test(a_form_names_the_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
