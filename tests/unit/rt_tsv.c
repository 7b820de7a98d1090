/* SPDX-License-Identifier: MIT */
#include <harness/test.h>
#include <rt/tsv.h>
#include <string.h>

static const char text[] = "# a table\r\n"
                           "a\tb\tc\r\n"
                           "\n"
                           "\t\tx\n"
                           "#d\te\n"
                           "one\n"
                           "1\t2\t3\t4\t5"; /* no line feed at its end */

static void rows_have_the_numbers_of_their_lines(void **state)
{
    struct rt_tsv t = rt_tsv(rt_str(text));
    struct rt_str row;
    (void)state;
    assert_true(rt_tsv_next(&t, &row));
    assert_int_equal(t.line, 2);
    assert_true(rt_str_is(row, "a\tb\tc"));
    assert_true(rt_tsv_next(&t, &row));
    assert_int_equal(t.line, 4);
    assert_true(rt_tsv_next(&t, &row));
    assert_int_equal(t.line, 6);
    assert_true(rt_tsv_next(&t, &row));
    assert_int_equal(t.line, 7);
    assert_false(rt_tsv_next(&t, &row));
    assert_false(rt_tsv_next(&t, &row));
    assert_int_equal(rt_tsv_n_rows(rt_str(text)), 4);
}

static void cells_are_counted_and_places_left_over_are_empty(void **state)
{
    struct rt_str c[4];
    (void)state;
    assert_int_equal(rt_tsv_cells(rt_str("a\tb"), c, 4), 2);
    assert_true(rt_str_is(c[1], "b"));
    assert_non_null(c[3].p);
    assert_int_equal(c[3].n, 0);
    assert_int_equal(rt_tsv_cells(rt_str("\t\t\t"), c, 4), 4);
    assert_int_equal(c[0].n + c[1].n + c[2].n + c[3].n, 0);
    assert_int_equal(rt_tsv_cells(rt_str("a\tb\tc\td\te"), c, 4), 5); /* more than there is room for */
    assert_int_equal(rt_tsv_cells(rt_str("a\tb\tc\td\te\tf"), c, 4), 5);
    assert_true(rt_str_is(c[3], "d"));
}

static void in_place_each_cell_is_a_string(void **state)
{
    char own[sizeof text];
    const char *c[3];
    struct rt_str row;
    (void)state;
    memcpy(own, text, sizeof own);
    struct rt_tsv t = rt_tsv(rt_str_n(own, sizeof own - 1));
    assert_true(rt_tsv_next(&t, &row));
    assert_int_equal(rt_tsv_cells_in_place(row, c, 3), 3);
    assert_string_equal(c[0], "a");
    assert_string_equal(c[2], "c");     /* without the CR */
    assert_true(rt_tsv_next(&t, &row)); /* what was closed does not hide what follows */
    assert_int_equal(rt_tsv_cells_in_place(row, c, 3), 3);
    assert_string_equal(c[0], "");
    assert_string_equal(c[2], "x");
    assert_true(rt_tsv_next(&t, &row));
    assert_int_equal(rt_tsv_cells_in_place(row, c, 3), 1);
    assert_string_equal(c[0], "one");
    assert_string_equal(c[1], "");
    assert_true(rt_tsv_next(&t, &row));
    assert_int_equal(rt_tsv_cells_in_place(row, c, 3), 4);
    assert_string_equal(c[2], "3");
}

static void nothing_has_no_rows(void **state)
{
    static const char *const none[] = {"", "\n", "\r\n", "#", "# a\n\n#", "\n\n\n"};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_int_equal(rt_tsv_n_rows(rt_str(none[i])), 0);
    }
    assert_int_equal(rt_tsv_n_rows((struct rt_str){0}), 0);
    assert_int_equal(rt_tsv_n_rows(rt_str("\t")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_have_the_numbers_of_their_lines),
        cmocka_unit_test(cells_are_counted_and_places_left_over_are_empty),
        cmocka_unit_test(in_place_each_cell_is_a_string),
        cmocka_unit_test(nothing_has_no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
