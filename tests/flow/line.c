/* SPDX-License-Identifier: MIT */
/* The two lines as a person meets them: lift, listen, dial, put down. All tones are recognised by ear. */
#include <harness/test.h>
#include <harness/line_user.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/led.h>
#include <rt/mem.h>

static void nothing_dialled_gives_dial_tone_then_reorder_then_howler_then_silence(void **state)
{
    struct line_user *t = *state;
    uint64_t at_us, lifted_us = board_now_us(t->rig.board);

    line_user_lift(t, 0);
    at_us = line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone dial", 1 * LINE_USER_SECOND);
    assert_true(at_us - lifted_us < 600 * 1000);
    at_us = line_rig_expect(&t->rig, LINE_USER_LINE, 0, "dial-tone -> reorder", 11 * LINE_USER_SECOND);
    assert_in_range(at_us - lifted_us, 9990000, 10020000);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone reorder", 1 * LINE_USER_SECOND);
    at_us = line_rig_expect(&t->rig, LINE_USER_LINE, 0, "reorder -> off-hook-warning", 11 * LINE_USER_SECOND);
    assert_in_range(at_us - lifted_us, 19990000, 20030000);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone off_hook_warning", 1 * LINE_USER_SECOND);
    at_us = line_rig_expect(&t->rig, LINE_USER_LINE, 0, "off-hook-warning -> parked", 11 * LINE_USER_SECOND);
    assert_in_range(at_us - lifted_us, 29990000, 30040000);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "silence", 2 * LINE_USER_SECOND);
    line_rig_expect_none(&t->rig, LINE_USER_EAR, 0, "", 60 * LINE_USER_SECOND);
    assert_true(fw_line_is_off_hook(t->rig.lines, 0));
}

static void the_first_key_stops_dial_tone(void **state)
{
    struct line_user *t = *state;

    line_user_lift(t, 0);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone dial", 1 * LINE_USER_SECOND);
    assert_int_equal(emu_phone_dial(t->rig.phone[0], "5"), RT_OK);
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "dial-tone -> dialling", 60);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "silence", 600);
}

static void three_stars_are_no_trigger_and_end_in_reorder(void **state)
{
    struct line_user *t = *state;
    uint64_t key_us, at_us;

    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 500);
    line_rig_dial(&t->rig, 0, "***");
    key_us = line_rig_expect(&t->rig, LINE_USER_LINE, 0, "key *", 10);
    key_us = line_rig_expect(&t->rig, LINE_USER_LINE, 0, "key *", 10);
    key_us = line_rig_expect(&t->rig, LINE_USER_LINE, 0, "key *", 10);
    at_us = line_rig_expect(&t->rig, LINE_USER_LINE, 0, "dialling -> reorder", 11 * LINE_USER_SECOND);
    assert_int_equal(at_us - key_us, 10 * BOARD_US_PER_S); /* Interdigit_Long_Timer */
    assert_int_equal(t->ivr.n_entered, 0);
}

static void a_number_gets_reorder_because_the_line_is_not_registered(void **state)
{
    struct line_user *t = *state;

    line_rig_set(&t->rig, "Interdigit_Short_Timer", "4");
    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 500);
    line_rig_dial(&t->rig, 0, "5551234");
    line_rig_expect_none(&t->rig, LINE_USER_LINE, 0, "reorder", 3500);
    line_rig_expect(&t->rig, LINE_USER_CALL, 0, "no call: 5551234: busy", 1 * LINE_USER_SECOND);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone reorder", 1 * LINE_USER_SECOND);
}

static void pound_sends_the_number_at_once(void **state)
{
    struct line_user *t = *state;

    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 500);
    line_rig_dial(&t->rig, 0, "123#");
    line_rig_expect(&t->rig, LINE_USER_CALL, 0, "no call: 123: busy", 200);
}

static void stars_after_a_digit_do_not_enter_the_application(void **state)
{
    struct line_user *t = *state;

    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "1****");
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "dialling -> reorder", 11 * LINE_USER_SECOND);
    line_rig_dial(&t->rig, 0, "****");
    line_rig_run_ms(&t->rig, 500);
    assert_int_equal(t->ivr.n_entered, 0);
}

static void more_digits_than_any_number_has_are_bounded(void **state)
{
    struct line_user *t = *state;

    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    for (unsigned i = 0; i < 10; i++) {
        line_rig_dial(&t->rig, 0, "0123456789");
    }
    line_rig_expect(&t->rig, LINE_USER_CALL, 0, "no call, not in the dial plan: 0123456789", 1 * LINE_USER_SECOND);
}

static void without_a_network_there_are_no_tones_and_the_application_is_entered(void **state)
{
    struct line_user *t = *state;

    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        line_user_lift(t, port);
        line_rig_expect(&t->rig, LINE_USER_EAR, port, "silence", 1 * LINE_USER_SECOND);
        line_rig_expect_none(&t->rig, LINE_USER_EAR, port, "",
                             60 * LINE_USER_SECOND); /* no reorder and no howler either */
        line_rig_dial(&t->rig, port, "****");
        line_rig_expect(&t->rig, LINE_USER_LINE, port, "application ivr", 100);
        line_rig_dial(&t->rig, port, "73738#1");
        assert_string_equal(t->ivr.keys, "73738#1");
        line_user_put_down(t, port);
        line_rig_expect(&t->rig, LINE_USER_LINE, port, "application -> on-hook", 2 * LINE_USER_SECOND);
    }
    assert_int_equal(t->ivr.n_entered, 2);
    assert_int_equal(t->ivr.n_hung_up, 2);
}

/* A number cannot be called; the next try begins at once, since there is no tone to wait out. */
static void without_a_network_a_number_ends_in_silence(void **state)
{
    struct line_user *t = *state;

    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "5551234#");
    line_rig_expect(&t->rig, LINE_USER_CALL, 0, "no call: 5551234: busy", 1 * LINE_USER_SECOND);
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "dialling -> silent", 10);
    line_rig_dial(&t->rig, 0, "***");
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "dialling -> silent",
                    11 * LINE_USER_SECOND); /* Interdigit_Long_Timer */
    line_rig_dial(&t->rig, 0, "****");
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "application ivr", 100);
}

static void a_network_that_comes_gives_dial_tone_to_who_has_not_dialled(void **state)
{
    struct line_user *t = *state;

    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    line_user_lift(t, 0);
    line_user_lift(t, 1);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "silence", 1 * LINE_USER_SECOND);
    line_rig_dial(&t->rig, 1, "**");
    fw_lines_set_service(t->rig.lines, FW_LINES_NORMAL);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone dial", 1 * LINE_USER_SECOND);
    line_rig_dial(&t->rig, 1, "**");
    line_rig_expect(&t->rig, LINE_USER_LINE, 1, "application ivr", 100);
}

static void a_network_that_goes_takes_the_tones_and_not_the_application(void **state)
{
    struct line_user *t = *state;

    line_user_lift(t, 0);
    line_user_lift(t, 1);
    line_rig_expect(&t->rig, LINE_USER_EAR, 1, "tone dial", 1 * LINE_USER_SECOND);
    line_rig_dial(&t->rig, 0, "**");
    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    line_rig_expect(&t->rig, LINE_USER_EAR, 1, "silence", 1 * LINE_USER_SECOND);
    line_rig_dial(&t->rig, 0, "**");
    assert_int_equal(t->ivr.n_entered, 1);
    fw_lines_set_service(t->rig.lines, FW_LINES_NORMAL);
    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    line_rig_dial(&t->rig, 0, "150#");
    assert_string_equal(t->ivr.keys, "150#");
    assert_int_equal(t->ivr.n_hung_up, 0);
}

static void a_unit_that_upgrades_gives_no_tone_and_takes_no_keys(void **state)
{
    struct line_user *t = *state;

    fw_lines_set_service(t->rig.lines, FW_LINES_OFF);
    line_user_lift(t, 0);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "silence", 1 * LINE_USER_SECOND);
    line_rig_dial(&t->rig, 0, "****");
    line_rig_expect_none(&t->rig, LINE_USER_EAR, 0, "", 30 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_entered, 0);
    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    line_rig_expect_none(&t->rig, LINE_USER_EAR, 0, "", 1 * LINE_USER_SECOND);
    fw_lines_set_service(t->rig.lines, FW_LINES_NORMAL);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone dial", 1 * LINE_USER_SECOND);
}

static void the_two_ports_do_not_know_of_each_other(void **state)
{
    struct line_user *t = *state;

    line_user_lift(t, 0);
    line_user_lift(t, 1);
    line_rig_run_ms(&t->rig, 500);
    assert_int_equal(emu_phone_dial(t->rig.phone[0], "****"), RT_OK);
    assert_int_equal(emu_phone_dial(t->rig.phone[1], "**12"), RT_OK);
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_entered, 1);
    assert_int_equal(fw_line_port(t->ivr.line), 0);
    line_rig_expect(&t->rig, LINE_USER_CALL, 1, "no call, not in the dial plan: **1", 1 * LINE_USER_SECOND);
    line_user_put_down(t, 1);
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    assert_false(fw_lines_are_idle(t->rig.lines));
    assert_false(fw_line_is_off_hook(t->rig.lines, 1));
    assert_int_equal(t->ivr.n_hung_up, 0);
    line_user_put_down(t, 0);
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    assert_true(fw_lines_are_idle(t->rig.lines));
    assert_int_equal(t->rig.n_idle_changes, 4);
}

static void the_phone_led_is_dark_on_hook_and_flashes_slowly_off_hook(void **state)
{
    struct line_user *t = *state;

    assert_int_equal(board_led_pattern(t->rig.board, BOARD_LED_PHONE_2), BOARD_LED_OFF);
    line_user_lift(t, 1);
    line_rig_run_ms(&t->rig, 20);
    assert_int_equal(board_led_pattern(t->rig.board, BOARD_LED_PHONE_2), BOARD_LED_SLOW);
    assert_int_equal(board_led_pattern(t->rig.board, BOARD_LED_PHONE_1), BOARD_LED_OFF);
    line_user_put_down(t, 1);
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    assert_int_equal(board_led_pattern(t->rig.board, BOARD_LED_PHONE_2), BOARD_LED_OFF);
}

static void a_tone_of_the_profile_is_the_one_that_is_heard(void **state)
{
    struct line_user *t = *state;

    line_rig_set(&t->rig, "Dial_Tone", "600@-16;3(.1/.1/1)");
    line_rig_set(&t->rig, "Busy_Tone", "");
    line_user_lift(t, 0);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone dial", 1 * LINE_USER_SECOND);
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "dial-tone -> reorder", 3 * LINE_USER_SECOND);
}

static void an_emptied_tone_is_ten_seconds_of_silence(void **state)
{
    struct line_user *t = *state;
    uint64_t lifted_us = board_now_us(t->rig.board), at_us;

    line_rig_set(&t->rig, "Dial_Tone", "");
    line_user_lift(t, 0);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "silence", 1 * LINE_USER_SECOND);
    at_us = line_rig_expect(&t->rig, LINE_USER_LINE, 0, "dial-tone -> reorder", 11 * LINE_USER_SECOND);
    assert_int_equal(at_us - lifted_us, 10 * BOARD_US_PER_S);
}

static void a_handset_that_is_up_at_start_gets_its_tone(void **state)
{
    struct line_user *t = *state;

    line_rig_drop_lines(&t->rig);
    line_user_lift(t, 0);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "silence", 1 * LINE_USER_SECOND);
    assert_int_equal(fw_lines_create(&t->rig.lines, &(struct fw_lines_config){.board = t->rig.board,
                                                                              .params = t->rig.params.params,
                                                                              .image = &t->rig.image,
                                                                              .log = &t->rig.log}),
                     RT_OK);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone dial", 1 * LINE_USER_SECOND);
}

static void every_failing_allocation_is_survived(void **state)
{
    struct line_user *t = *state;
    struct fw_lines_config config = {
        .board = t->rig.board, .params = t->rig.params.params, .image = &t->rig.image, .log = &t->rig.log};
    uint64_t n_live;
    enum rt_err err = RT_ENOMEM;

    line_rig_drop_lines(&t->rig);
    n_live = rt_mem_n_live();
    for (uint64_t n = 1; err != RT_OK; n++) {
        rt_mem_fail_at(n);
        err = fw_lines_create(&t->rig.lines, &config);
        rt_mem_fail_at(0);
        assert_true(err == RT_OK || (err == RT_ENOMEM && t->rig.lines == NULL));
        assert_true(err == RT_OK || rt_mem_n_live() == n_live);
        assert_true(n < 1000);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, line_user_set_up, line_user_tear_down)
    const struct CMUnitTest tests[] = {
        T(nothing_dialled_gives_dial_tone_then_reorder_then_howler_then_silence),
        T(the_first_key_stops_dial_tone),
        T(three_stars_are_no_trigger_and_end_in_reorder),
        T(a_number_gets_reorder_because_the_line_is_not_registered),
        T(pound_sends_the_number_at_once),
        T(stars_after_a_digit_do_not_enter_the_application),
        T(more_digits_than_any_number_has_are_bounded),
        T(without_a_network_there_are_no_tones_and_the_application_is_entered),
        T(without_a_network_a_number_ends_in_silence),
        T(a_network_that_comes_gives_dial_tone_to_who_has_not_dialled),
        T(a_network_that_goes_takes_the_tones_and_not_the_application),
        T(a_unit_that_upgrades_gives_no_tone_and_takes_no_keys),
        T(the_two_ports_do_not_know_of_each_other),
        T(the_phone_led_is_dark_on_hook_and_flashes_slowly_off_hook),
        T(a_tone_of_the_profile_is_the_one_that_is_heard),
        T(an_emptied_tone_is_ten_seconds_of_silence),
        T(a_handset_that_is_up_at_start_gets_its_tone),
        T(every_failing_allocation_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
