/* SPDX-License-Identifier: MIT */
/* Numbers as parameters write them, and the ranges of the schema. */
#include <fw/range.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

static void numbers_are_read_to_the_millionth(void **state)
{
    static const struct {
        const char *text;
        enum rt_err err;
        int64_t millionths;
    } rows[] = {
        {"0", RT_OK, 0},
        {"12", RT_OK, 12000000},
        {"0x18", RT_OK, 24000000},
        {"-0x10", RT_OK, -16000000},
        {"+5", RT_OK, 5000000},
        {"-13.5", RT_OK, -13500000},
        {".5", RT_OK, 500000},
        {"5.", RT_OK, 5000000},
        {"0.0000019", RT_OK, 1}, /* surplus decimals are ignored: guide p.2-20 */
        {"4294967295", RT_OK, 4294967295000000},
        {"99999999999", RT_ERANGE, 0},
        {"0x123456789", RT_ERANGE, 0},
        {"", RT_ESYNTAX, 0},
        {".", RT_ESYNTAX, 0},
        {"-", RT_ESYNTAX, 0},
        {"0x", RT_ESYNTAX, 0},
        {"0xg", RT_ESYNTAX, 0},
        {"1.2.3", RT_ESYNTAX, 0},
        {"1e3", RT_ESYNTAX, 0},
        {" 1", RT_ESYNTAX, 0},
        {"--1", RT_ESYNTAX, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t n = 7;
        if (fw_number_parse(rt_str(rows[i].text), &n) != rows[i].err || n != rows[i].millionths) {
            fail_msg("\"%s\": %lld", rows[i].text, (long long)n);
        }
    }
}

static void a_range_has_its_bounds_and_nothing_beyond(void **state)
{
    static const struct {
        const char *range, *number;
        bool is_in;
    } rows[] = {
        {"1..65535", "1", true},      {"1..65535", "65535", true},   {"1..65535", "0", false},
        {"1..65535", "65536", false}, {"1..65535", "0x50", true},    {"0.. s", "0", true},
        {"0.. s", "-1", false},       {"0.. s", "4294967295", true}, {"0.1..0.4 s", ".1", true},
        {"0.1..0.4 s", ".4", true},   {"0.1..0.4 s", ".06", false},  {"0.1..0.4 s", ".5", false},
        {"-12..6 dB", "-12", true},   {"-12..6 dB", "-12.1", false}, {"..0", "1", false},
        {".. dBm", "-99", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fw_range r;
        int64_t n;
        assert_int_equal(fw_range_parse(rt_str(rows[i].range), &r), RT_OK);
        assert_int_equal(fw_number_parse(rt_str(rows[i].number), &n), RT_OK);
        if (fw_range_has(&r, n) != rows[i].is_in) {
            fail_msg("%s in %s", rows[i].number, rows[i].range);
        }
    }
}

static void a_range_has_a_unit_and_a_word(void **state)
{
    static const char *const bad[] = {"", "1", "1-2", "1..2 or ", "x..2", "2..1", "1..2or inf", "or inf", "1.2"};
    struct fw_range r;
    (void)state;
    assert_int_equal(fw_range_parse(RT_STR("0..255 s or inf"), &r), RT_OK);
    assert_true(rt_str_is(r.unit, "s") && rt_str_is(r.word, "inf") && rt_str_is(r.high_text, "255"));
    assert_int_equal(fw_range_parse(RT_STR("0.. kbit/s"), &r), RT_OK);
    assert_true(rt_str_is(r.unit, "kbit/s") && r.word.n == 0 && r.has_low && !r.has_high);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (fw_range_parse(rt_str(bad[i]), &r) != RT_ESYNTAX) {
            fail_msg("\"%s\" is taken", bad[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_to_the_millionth),
        cmocka_unit_test(a_range_has_its_bounds_and_nothing_beyond),
        cmocka_unit_test(a_range_has_a_unit_and_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
