/* SPDX-License-Identifier: MIT */
/* Macros at their edges. The guide's own examples are in tests/vectors. */
#include <harness/test.h>
#include <harness/macro_table.h>
#include <stdlib.h>
#include <string.h>

static void check(const char *text, const char *wanted)
{
    struct macro_table unit;
    struct rt_buf out;
    macro_table_init(&unit);
    macro_table_set_all(&unit, "GPP_A=ABCDEF;GPP_B=");
    rt_buf_init(&out, FW_MACRO_TEXT_MAX);
    assert_int_equal(fw_macro_expand(rt_str(text), &unit.source, NULL, &out), RT_OK);
    assert_string_equal(rt_buf_text(&out), wanted);
    rt_buf_fini(&out);
}

static void what_is_no_macro_stays_as_written(void **state)
{
    static const char *const TEXTS[] = {
        "$",       "a$",      "$ A",        "$(",    "$()",   "$(A", "$(A:",  "$(A:)", "$(A:x)", "$(A:-1)",
        "$(A:1:)", "$(A:1:2", "$(A:1:2:3)", "$( A)", "$(A )", "$a",  "$MABC", "$ABC",  "$(ma)",  "$(NO:1:2)",
    };
    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        check(TEXTS[i], TEXTS[i]);
    }
}

static void macros_at_their_edges(void **state)
{
    (void)state;
    check("", "");
    check("$A", "ABCDEF");
    check("$B", "");
    check("$A$", "ABCDEF$");
    check("$$$A", "$ABCDEF");
    check("$$$$", "$$");
    check("$A$$B", "ABCDEF$B");
    check("$(A)1", "ABCDEF1");
    check("$(A:0)", "ABCDEF");
    check("$(A:6)", "");
    check("$(A:5:0)", "");
    check("$(A:99999999999999999999999999:1)", "");
    check("$(A:1:99999999999999999999999999)", "BCDEF");
    check("$(A$A)", "$(AABCDEF)");
    check("\"$A\"", "\"ABCDEF\"");
    check("$A_$A-$A/$A.$A", "ABCDEF_ABCDEF-ABCDEF/ABCDEF.ABCDEF");
}

static void on_macro(void *ctx, size_t where, struct rt_str written, struct rt_str value, bool is_known)
{
    (void)rt_buf_printf(ctx, "%zu %.*s %.*s %d\n", where, (int)written.n, written.p, (int)value.n, value.p, is_known);
}

static void each_macro_is_reported(void **state)
{
    struct macro_table unit;
    struct rt_buf out;
    struct rt_buf told;
    const struct fw_macro_listener listener = {.on_macro = on_macro, .ctx = &told};
    (void)state;
    macro_table_init(&unit);
    rt_buf_init(&out, FW_MACRO_TEXT_MAX);
    rt_buf_init(&told, 1000);
    assert_int_equal(fw_macro_expand(RT_STR("/$PSN.$NO/$$$(MA:10)"), &unit.source, &listener, &out), RT_OK);
    assert_string_equal(rt_buf_text(&told), "1 $PSN 2102 1\n6 $NO $NO 0\n12 $(MA:10) 45 1\n");
    rt_buf_fini(&out);
    rt_buf_fini(&told);
}

static void too_much_is_refused_and_leaves_the_buffer_as_it_was(void **state)
{
    struct macro_table unit;
    struct rt_buf out;
    char text[FW_MACRO_TEXT_MAX + 1];
    (void)state;
    macro_table_init(&unit);
    memset(text, 'x', sizeof text);
    rt_buf_init(&out, 4 * FW_MACRO_TEXT_MAX);
    (void)rt_buf_put_text(&out, "before");
    assert_int_equal(fw_macro_expand(rt_str_n(text, FW_MACRO_TEXT_MAX), &unit.source, NULL, &out), RT_OK);
    assert_int_equal(out.n, FW_MACRO_TEXT_MAX + 6);
    assert_int_equal(fw_macro_expand(rt_str_n(text, sizeof text), &unit.source, NULL, &out), RT_ETOOBIG);
    assert_int_equal(out.n, FW_MACRO_TEXT_MAX + 6);
    rt_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_macro_stays_as_written),
        cmocka_unit_test(macros_at_their_edges),
        cmocka_unit_test(each_macro_is_reported),
        cmocka_unit_test(too_much_is_refused_and_leaves_the_buffer_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
