/* SPDX-License-Identifier: MIT */
/* What a script waits for, as text: signal, unit, value. */
#include <harness/test.h>
#include <act/acts.h>
#include <host/signals.h>
#include <fw/channel.h>
#include <board/led.h>

static bool matches(const char *text, const struct board_signal *signal, unsigned unit, int64_t value,
                    const char *words)
{
    struct emu_match m;
    const struct board_event e = {.kind = &signal->kind, .unit = unit, .value = value, .text = words};
    assert_int_equal(emu_match_parse(rt_str(text), &m), RT_OK);
    return emu_match_event(&m, &e);
}

static void test_a_signal_alone_matches_any_unit_and_value(void **state)
{
    (void)state;
    assert_true(matches("ear", &emu_signal_ear, 2, 0, "silence"));
    assert_false(matches("ear", &emu_signal_lab, 2, 0, "silence"));
}

static void test_a_value_is_part_of_the_text_or_the_number(void **state)
{
    (void)state;
    assert_true(matches("ear=Invalid option", &emu_signal_ear, 1, 0, "says \"Invalid option.\" (invalid_option)"));
    assert_false(matches("ear=Invalid option", &emu_signal_ear, 1, 0, "says \"Invalid value.\""));
    assert_true(matches("power=1", &board_signal_power, 0, 1, ""));
    assert_false(matches("power=1", &board_signal_power, 0, 11, ""));
    assert_true(matches("power=on=1", &board_signal_power, 0, 1, ""));
    assert_false(matches("power=on=1", &board_signal_power, 0, 11, ""));
    assert_false(matches("power=o=1", &board_signal_power, 0, 1, ""));
    assert_true(matches("fw.resync=-1", &fw_signal_resync, 0, -1, "failed"));
}

static void test_a_unit_is_a_number_or_a_name(void **state)
{
    (void)state;
    assert_true(matches("ear[2]", &emu_signal_ear, 2, 0, ""));
    assert_false(matches("ear[2]", &emu_signal_ear, 1, 0, ""));
    assert_true(matches("led[phone2]=fast", &board_signal_led, BOARD_LED_PHONE_2, 0, "fast"));
    assert_true(matches("cable[lan]=0", &board_signal_cable, 1, 0, ""));
}

static void test_what_cannot_be_read_is_refused(void **state)
{
    struct emu_match m;
    char longest[400];
    (void)state;
    for (size_t i = 0; i < sizeof longest - 1; i++) {
        longest[i] = i < 4 ? "ear="[i] : 'x';
    }
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(emu_match_parse(rt_str("eat"), &m), RT_ENOENT);
    assert_int_equal(emu_match_parse(rt_str(""), &m), RT_ENOENT);
    assert_int_equal(emu_match_parse(rt_str("ear[1"), &m), RT_ESYNTAX);
    assert_int_equal(emu_match_parse(rt_str("ear[]"), &m), RT_ESYNTAX);
    assert_int_equal(emu_match_parse(rt_str("ear[power]"), &m), RT_ESYNTAX);
    assert_int_equal(emu_match_parse(rt_str("led[999]"), &m), RT_ESYNTAX);
    assert_int_equal(emu_match_parse(rt_str(longest), &m), RT_ETOOBIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_signal_alone_matches_any_unit_and_value),
        cmocka_unit_test(test_a_value_is_part_of_the_text_or_the_number),
        cmocka_unit_test(test_a_unit_is_a_number_or_a_name),
        cmocka_unit_test(test_what_cannot_be_read_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
