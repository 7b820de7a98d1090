/* SPDX-License-Identifier: MIT */
#include <harness/test.h>
#include <rt/human.h>
#include <string.h>

static void counts_take_the_plural_of_their_noun(void **state)
{
    (void)state;
    assert_string_equal(rt_count(0, "file").s, "0 files");
    assert_string_equal(rt_count(1, "file").s, "1 file");
    assert_string_equal(rt_count(1, "entry").s, "1 entry");
    assert_string_equal(rt_count(2, "entry").s, "2 entries");
    assert_string_equal(rt_count(3, "key").s, "3 keys");
    assert_string_equal(rt_count(3, "address").s, "3 addresses");
    assert_string_equal(rt_count(2, "power switch").s, "2 power switches");
    assert_string_equal(rt_count(UINT64_MAX, "box").s, "18446744073709551615 boxes");
    assert_string_equal(rt_noun(7, "scenario").s, "scenarios");
    assert_string_equal(rt_noun(1, "scenario").s, "scenario");
    assert_string_equal(rt_verb(1, "is", "are"), "is");
    assert_string_equal(rt_verb(0, "is", "are"), "are");
}

static void a_long_noun_is_cut(void **state)
{
    char noun[2 * RT_HUMAN_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof noun; i++) {
        noun[i] = 'x';
    }
    noun[sizeof noun - 1] = '\0';
    assert_int_equal(strlen(rt_count(12, noun).s), RT_HUMAN_MAX - 1);
}

static void durations_show_their_two_largest_units(void **state)
{
    static const struct {
        uint64_t ms;
        const char *text;
    } rows[] = {
        {0, "0 s"},       {40, "40 ms"},          {999, "999 ms"},  {1000, "1 s"},         {2500, "2.5 s"},
        {2599, "2.5 s"},  {59999, "59.9 s"},      {60000, "1 min"}, {125000, "2 min 5 s"}, {5400000, "1 h 30 min"},
        {3600999, "1 h"}, {273600000, "3 d 4 h"}, {86400000, "1 d"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(rt_duration(rows[i].ms).s, rows[i].text);
    }
}

static void sizes_are_decimal_and_rounded(void **state)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } rows[] = {{0, "0 bytes"},
                {1, "1 byte"},
                {999, "999 bytes"},
                {1000, "1.0 kB"},
                {9949, "9.9 kB"},
                {9950, "10 kB"},
                {757123, "757 kB"},
                {999499, "999 kB"},
                {999500, "1.0 MB"},
                {4200000, "4.2 MB"},
                {16777216, "17 MB"},
                {2000000000, "2.0 GB"},
                {UINT64_MAX, "18446744 TB"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(rt_size(rows[i].bytes).s, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_take_the_plural_of_their_noun),
        cmocka_unit_test(a_long_noun_is_cut),
        cmocka_unit_test(durations_show_their_two_largest_units),
        cmocka_unit_test(sizes_are_decimal_and_rounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
