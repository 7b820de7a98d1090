/* SPDX-License-Identifier: MIT */
/* Schedule lists and failure texts at their edges. The guide's examples are in tests/vectors. */
#include <harness/test.h>
#include <fw/fail.h>
#include <fw/schedule.h>
#include <string.h>

static enum rt_err parse(const char *text)
{
    struct fw_schedule s;
    return fw_schedule_parse(rt_str(text), &s);
}

static void what_is_no_list_is_refused(void **state)
{
    static const char *const TEXTS[] = {",",     "1,", ",1",  "1,,2", "+",   "1+",    "+1",
                                        "1+2+3", "-1", "1 2", "x",    "1.5", "3600s", "1;2"};
    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        if (parse(TEXTS[i]) != RT_ESYNTAX) {
            fail_msg("%s", TEXTS[i]);
        }
    }
    assert_int_equal(parse("4294967296"), RT_ERANGE);
    assert_int_equal(parse("4294967294+1"), RT_ERANGE);
    assert_int_equal(parse("4294967293+1"), RT_OK);
    assert_int_equal(parse(" 1 , 2 + 3 "), RT_OK);
}

static void a_list_has_at_most_32_elements(void **state)
{
    char text[2 * (FW_SCHEDULE_MAX + 1)];
    (void)state;
    memset(text, 0, sizeof text);
    for (size_t i = 0; i < FW_SCHEDULE_MAX; i++) {
        text[2 * i] = '7';
        text[2 * i + 1] = ',';
    }
    text[2 * FW_SCHEDULE_MAX - 1] = 0;
    assert_int_equal(parse(text), RT_OK);
    text[2 * FW_SCHEDULE_MAX - 1] = ',';
    text[2 * FW_SCHEDULE_MAX] = '7';
    assert_int_equal(parse(text), RT_EFULL);
}

static uint32_t draw(void *ctx, uint32_t below)
{
    *(uint32_t *)ctx = below;
    return below / 2;
}

static void the_draw_gets_the_number_of_values(void **state)
{
    struct fw_schedule s;
    uint32_t below = 0;
    uint32_t wait_s = 0;
    (void)state;
    assert_int_equal(fw_schedule_parse(RT_STR("10+8,0,0+3"), &s), RT_OK);
    assert_true(fw_schedule_wait_s(&s, 0, draw, &below, &wait_s));
    assert_int_equal(below, 9);
    assert_int_equal(wait_s, 14);
    assert_false(fw_schedule_wait_s(&s, 1, draw, &below, &wait_s));
    assert_true(fw_schedule_wait_s(&s, 2, draw, &below, &wait_s));
    assert_int_equal(wait_s, 2);
    assert_true(fw_schedule_wait_s(&s, 1000000, draw, &below, &wait_s));
}

static void each_failure_has_a_text_and_a_name(void **state)
{
    (void)state;
    assert_string_equal(fw_fail_text(FW_FAIL_NONE), "");
    for (unsigned i = 1; i < FW_N_FAILS; i++) {
        assert_true(fw_fail_text((enum fw_fail)i)[0] != 0);
        assert_true(fw_fail_name((enum fw_fail)i)[0] != 0);
    }
    assert_string_equal(fw_fail_text(FW_FAIL_HTTP_GET), "http_get failed"); /* guide p.4-8 */
    assert_string_equal(fw_fail_text(FW_FAIL_CORRUPT_FILE), "corrupt file");
    assert_string_equal(fw_fail_name(FW_FAIL_FILE_NOT_FOUND), "FILE_NOT_FOUND");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test(a_list_has_at_most_32_elements),
        cmocka_unit_test(the_draw_gets_the_number_of_values),
        cmocka_unit_test(each_failure_has_a_text_and_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
