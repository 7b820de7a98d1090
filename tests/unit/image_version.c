/* SPDX-License-Identifier: MIT */
/* Firmware versions: what is one, and which is newer. */
#include <fw/version.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

static struct fw_version version(const char *text)
{
    struct fw_version v;
    if (fw_version_parse(rt_str(text), &v) != RT_OK) {
        fail_msg("'%s' is not taken for a version", text);
    }
    return v;
}

static void later_rows_are_newer(void **state)
{
    static const char *const rows[] = {"0.0.1",        "0.9",         "1.0.31",      "1.0.31(a)",   "1.0.31(b)",
                                       "2.0.3(0412s)", "3.3.6",       "3.3.10",      "5.1.6(LS)",   "5.1.10(GW)",
                                       "5.2.10",       "5.2.10(B14)", "5.2.10(B15)", "5.2.13(004)", "10.0"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t j = 0; j < sizeof rows / sizeof rows[0]; j++) {
            struct fw_version a = version(rows[i]), b = version(rows[j]);
            int order = fw_version_compare(&a, &b);
            if ((order < 0) != (i < j) || (order > 0) != (i > j)) {
                fail_msg("%s and %s: %d", rows[i], rows[j], order);
            }
        }
    }
}

static void a_missing_part_counts_as_zero(void **state)
{
    struct fw_version two = version("3.2"), three = version("3.2.0");
    (void)state;
    assert_int_equal(fw_version_compare(&two, &three), 0);
    assert_string_equal(version("1.0.31(b)").suffix, "b");
    assert_int_equal(version("5.2.10").part[2], 10);
}

static void what_is_no_version(void **state)
{
    static const char *const rows[] = {
        "",        "1",        "5.2.10.1", ".5.2",      "5.2.",    "5..2",          "5.2.x",   "0x5.2",
        "-1.2",    "+1.2",     "5.2 ",     " 5.2",      "5.2.10b", "5.2.10()",      "5.2(",    "5.2)",
        "5.2(a)b", "5.2((a))", "5.2(a b)", "5.2(a)(b)", "(a)",     "99999999999.1", "5.2(\n)", "5.2(1234567890123456)"};
    struct fw_version v;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (fw_version_parse(rt_str(rows[i]), &v) != RT_ESYNTAX) {
            fail_msg("'%s' is taken for a version", rows[i]);
        }
    }
    assert_int_equal(fw_version_parse(RT_STR("5.2(123456789012345)"), &v), RT_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_rows_are_newer),
        cmocka_unit_test(a_missing_part_counts_as_zero),
        cmocka_unit_test(what_is_no_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
