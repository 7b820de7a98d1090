/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/led.h>
#include <string.h>

static int set_up(void **state)
{
    (void)rig_set_up(state); /* always 0 */
    rig_power_on(*state);
    rig_run_us(*state, 12345);
    return 0;
}

/* What an eye sees that looks every 50 ms for one period of the pattern: '#' lit, '.' dark. */
static void each_pattern_looks_as_it_is_written_down(void **state)
{
    struct rig *rig = *state;
    static const struct {
        enum board_led_pattern pattern;
        const char *seen;
    } rows[] = {
        {BOARD_LED_OFF, "....."},
        {BOARD_LED_ON, "#####"},
        {BOARD_LED_LONG, "############################################################....................#"},
        {BOARD_LED_FAST, "###..###..###"},
        {BOARD_LED_ERR2, "##..##..##########....##########........................................##.."},
        {BOARD_LED_SOS,
         "##..##..##......######......######......######......##..##..##........................................#"},
        {BOARD_LED_SLOW, "##########..........##########"},
        {BOARD_LED_VSLO, "####################....................#"},
        {BOARD_LED_HB, "##..##....................##..##"},
        {BOARD_LED_HB2, "##..##..##........................##.."},
        {BOARD_LED_ERR0, "##########......##..##........................................###"},
        {BOARD_LED_ERR1, "##..##..##########........................................##.."},
    };
    bool is_seen[BOARD_N_LED_PATTERNS] = {false};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_seen[rows[i].pattern] = true;
        board_led_set(rig->board, BOARD_LED_POWER, rows[i].pattern);
        uint64_t start_us = board_now_us(rig->board);
        for (size_t n = 0; n < strlen(rows[i].seen); n++) {
            bool is_lit = board_led_is_lit(rig->board, BOARD_LED_POWER, start_us + n * 50000);
            assert_int_equal(is_lit ? '#' : '.', rows[i].seen[n]);
        }
        rig_run_us(rig, 777);
    }
    for (int p = 0; p < BOARD_N_LED_PATTERNS; p++) {
        if (!is_seen[p]) {
            fail_msg("no row shows the pattern %s", board_led_pattern_name((enum board_led_pattern)p));
        }
    }
}

/* Walking from change to change must give the times of the row, again and again. */
static void the_next_change_agrees_with_the_light(void **state)
{
    struct rig *rig = *state;
    for (unsigned p = BOARD_LED_LONG; p < BOARD_N_LED_PATTERNS; p++) {
        board_led_set(rig->board, BOARD_LED_PHONE_1, (enum board_led_pattern)p);
        uint64_t at_us = board_now_us(rig->board);
        bool is_lit = true;
        for (int n = 0; n < 100; n++) {
            uint64_t next_us = board_led_next_change_us(rig->board, BOARD_LED_PHONE_1, at_us);
            assert_true(next_us > at_us && next_us - at_us <= 3 * BOARD_US_PER_S);
            assert_int_equal(board_led_is_lit(rig->board, BOARD_LED_PHONE_1, at_us), is_lit);
            assert_int_equal(board_led_is_lit(rig->board, BOARD_LED_PHONE_1, next_us - 1), is_lit);
            is_lit = !is_lit;
            at_us = next_us;
        }
    }
    board_led_set(rig->board, BOARD_LED_PHONE_1, BOARD_LED_ON);
    assert_true(board_led_next_change_us(rig->board, BOARD_LED_PHONE_1, 0) == BOARD_NEVER);
}

static void sos_is_three_short_three_long_three_short(void **state)
{
    struct rig *rig = *state;
    board_led_set(rig->board, BOARD_LED_POWER, BOARD_LED_SOS);
    uint64_t at_us = board_now_us(rig->board);
    unsigned n_short = 0, n_long = 0;
    for (int n = 0; n < 18; n++) {
        uint64_t next_us = board_led_next_change_us(rig->board, BOARD_LED_POWER, at_us);
        if (board_led_is_lit(rig->board, BOARD_LED_POWER, at_us)) {
            n_short += next_us - at_us == 100000;
            n_long += next_us - at_us == 300000;
        }
        at_us = next_us;
    }
    assert_int_equal(n_short, 6);
    assert_int_equal(n_long, 3);
}

static void setting_the_same_pattern_keeps_its_phase(void **state)
{
    struct rig *rig = *state;
    board_led_set(rig->board, BOARD_LED_INTERNET, BOARD_LED_SLOW);
    uint64_t start_us = board_now_us(rig->board);
    rig_run_us(rig, 300000);
    board_led_set(rig->board, BOARD_LED_INTERNET, BOARD_LED_SLOW);
    assert_false(board_led_is_lit(rig->board, BOARD_LED_INTERNET, start_us + 500000));
    assert_int_equal(rig_count(rig, &board_signal_led), 1);
    assert_true(rig_saw(rig, &board_signal_led, BOARD_LED_INTERNET, "slow"));
    board_led_set(rig->board, BOARD_LED_INTERNET, BOARD_LED_FAST); /* a new one begins lit */
    assert_true(board_led_is_lit(rig->board, BOARD_LED_INTERNET, board_now_us(rig->board)));
}

static void traffic_blinks_dark_and_never_puts_the_light_out(void **state)
{
    struct rig *rig = *state;
    board_led_flicker(rig->board, BOARD_LED_ETHERNET); /* off: nothing to blink */
    assert_false(board_led_is_lit(rig->board, BOARD_LED_ETHERNET, board_now_us(rig->board)));
    board_led_set(rig->board, BOARD_LED_ETHERNET, BOARD_LED_ON);
    unsigned n_dark = 0;
    for (int ms = 0; ms < 1000; ms++) {
        board_led_flicker(rig->board, BOARD_LED_ETHERNET); /* a frame each millisecond */
        n_dark += !board_led_is_lit(rig->board, BOARD_LED_ETHERNET, board_now_us(rig->board));
        rig_run_us(rig, 1000);
    }
    assert_int_equal(n_dark, 500);
    rig_run_us(rig, BOARD_US_PER_S);
    board_led_flicker(rig->board, BOARD_LED_ETHERNET);
    uint64_t now_us = board_now_us(rig->board);
    assert_false(board_led_is_lit(rig->board, BOARD_LED_ETHERNET, now_us + 49999));
    assert_true(board_led_is_lit(rig->board, BOARD_LED_ETHERNET, now_us + 50000));
    assert_int_equal(board_led_next_change_us(rig->board, BOARD_LED_ETHERNET, now_us), now_us + 50000);
    assert_true(board_led_next_change_us(rig->board, BOARD_LED_ETHERNET, now_us + 50000) == BOARD_NEVER);
    assert_int_equal(rig_count(rig, &board_signal_led), 1);
}

static void without_power_all_are_dark(void **state)
{
    struct rig *rig = *state;
    board_led_set(rig->board, BOARD_LED_POWER, BOARD_LED_ON);
    rig_power_off(rig);
    for (unsigned i = 0; i < BOARD_N_LEDS; i++) {
        board_led_set(rig->board, (enum board_led)i, BOARD_LED_ON);
        assert_false(board_led_is_lit(rig->board, (enum board_led)i, board_now_us(rig->board)));
        assert_string_not_equal(board_led_name((enum board_led)i), "?");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_pattern_looks_as_it_is_written_down, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(the_next_change_agrees_with_the_light, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(sos_is_three_short_three_long_three_short, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(setting_the_same_pattern_keeps_its_phase, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(traffic_blinks_dark_and_never_puts_the_light_out, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(without_power_all_are_dark, set_up, rig_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
