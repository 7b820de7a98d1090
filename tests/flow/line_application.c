/* SPDX-License-Identifier: MIT */
/* An application on a line, as the voice menu is one: how it is entered, what it hears and says, how it ends. */
#include <harness/test.h>
#include <harness/line_user.h>
#include <board/fxs.h>
#include <board/led.h>

static void four_stars_enter_the_application_on_either_port(void **state)
{
    struct line_user *t = *state;

    for (unsigned port = 0; port < FW_N_LINES; port++) {
        line_user_lift(t, port);
        line_rig_expect(&t->rig, LINE_USER_EAR, port, "tone dial", 1 * LINE_USER_SECOND);
        line_rig_dial(&t->rig, port, "****");
        line_rig_expect(&t->rig, LINE_USER_LINE, port, "application ivr", 100);
        assert_int_equal(t->ivr.n_entered, port + 1);
        assert_int_equal(fw_line_port(t->ivr.line), port);
        line_rig_dial(&t->rig, port, "73738#1A");
        assert_string_equal(t->ivr.keys, "73738#1A");
        line_user_put_down(t, port);
        line_rig_expect(&t->rig, LINE_USER_LINE, port, "application -> on-hook", 1 * LINE_USER_SECOND);
        assert_int_equal(t->ivr.n_hung_up, port + 1);
    }
}

static void four_stars_at_the_limit_of_a_modem_enter_the_application(void **state)
{
    struct line_user *t = *state;

    assert_int_equal(emu_phone_set_timing(t->rig.phone[0], 40, 40), RT_OK);
    for (unsigned i = 0; i < 20; i++) {
        line_user_lift(t, 0);
        line_rig_run_ms(&t->rig, 200 + i); /* at another phase of the detector each time */
        line_rig_dial(&t->rig, 0, "****");
        line_rig_expect(&t->rig, LINE_USER_LINE, 0, "application ivr", 100);
        line_user_put_down(t, 0);
        line_rig_expect(&t->rig, LINE_USER_LINE, 0, "application -> on-hook", 1 * LINE_USER_SECOND);
    }
    assert_int_equal(t->ivr.n_entered, 20);
}

/* Presses the hook for so long; tells whether the line took it for a hang-up. */
static bool press_hook(struct line_user *t, uint64_t ms)
{
    line_user_put_down(t, 0);
    line_rig_run_ms(&t->rig, ms);
    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 20);
    return t->ivr.n_hung_up > 0;
}

/* Lifts the handset of port 1 and asks for the application. */
static void enter(struct line_user *t)
{
    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
}

static void a_bounce_and_a_flash_do_not_leave_the_application(void **state)
{
    struct line_user *t = *state;

    enter(t);
    assert_false(press_hook(t, 50));
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "hook bounce", 10);
    assert_false(press_hook(t, 99));
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "hook bounce", 10);
    assert_false(press_hook(t, 100));
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "hook flash", 10);
    assert_int_equal(emu_phone_flash(t->rig.phone[0]), RT_OK);
    assert_int_equal(emu_phone_flash(t->rig.phone[0]), RT_EBUSY);
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "hook flash", 400);
    assert_false(press_hook(t, 899));
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "hook flash", 10);
    line_rig_dial(&t->rig, 0, "1");
    assert_string_equal(t->ivr.keys, "1"); /* and it goes on */
    assert_int_equal(t->ivr.n_flashes, 3);
    assert_true(press_hook(t, 901));
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "on-hook -> dial-tone", 10);
}

static void the_flash_timers_are_those_of_the_parameters(void **state)
{
    struct line_user *t = *state;

    line_rig_set(&t->rig, "Hook_Flash_Timer_Min", ".3");
    line_rig_set(&t->rig, "Hook_Flash_Timer_Max", "1.5");
    enter(t);
    assert_false(press_hook(t, 290));
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "hook bounce", 10);
    assert_false(press_hook(t, 1490));
    line_rig_expect(&t->rig, LINE_USER_LINE, 0, "hook flash", 10);
    assert_true(press_hook(t, 1510));
}

static void an_upgrade_cuts_an_application_off(void **state)
{
    struct line_user *t = *state;
    static const char *const menu[] = {"main_menu"};

    enter(t);
    fw_line_say(t->ivr.line, menu, 1);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "(main_menu)", 1 * LINE_USER_SECOND);
    fw_lines_set_service(t->rig.lines, FW_LINES_OFF);
    assert_int_equal(t->ivr.n_hung_up, 1);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "cut (main_menu)", 1 * LINE_USER_SECOND);
    line_rig_dial(&t->rig, 0, "1");
    assert_string_equal(t->ivr.keys, "");
    assert_false(fw_lines_are_idle(t->rig.lines));
}

static void prompts_play_in_order_and_their_end_is_reported_once(void **state)
{
    struct line_user *t = *state;
    static const char *const prompts[] = {"invalid_option", "no_such_prompt", "digit_1", "digit_9", "dot",
                                          "enter_option"};

    enter(t);
    fw_line_say(t->ivr.line, prompts, 6);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "says \"Invalid option.\" (invalid_option)", 1 * LINE_USER_SECOND);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "says \"1 9 dot\" (digits)", 5 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_said, 0);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "(enter_option)", 1 * LINE_USER_SECOND);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "silence", 6 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_said, 1);
}

static void hush_stops_a_prompt_without_a_callback(void **state)
{
    struct line_user *t = *state;
    static const char *const menu[] = {"main_menu"};

    enter(t);
    fw_line_say(t->ivr.line, menu, 1);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "(main_menu)", 1 * LINE_USER_SECOND);
    fw_line_hush(t->ivr.line);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "cut (main_menu)", 1 * LINE_USER_SECOND);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "silence", 1 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_said, 0);
}

static void a_tone_for_an_application_ends_with_on_said(void **state)
{
    struct line_user *t = *state;

    line_rig_set(&t->rig, "Reorder_Tone", "480@-19,620@-19;.5(.25/.25/1+2)"); /* 0.5 s */
    enter(t);
    fw_line_tone(t->ivr.line, FW_EL_REORDER_TONE);
    line_rig_expect(&t->rig, LINE_USER_EAR, 0, "tone reorder", 1 * LINE_USER_SECOND);
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_said, 1);
}

static void count_samples(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    unsigned *n = ctx;

    (void)port;
    (void)at_us;
    for (unsigned i = 0; i < BOARD_FXS_FRAME_SAMPLES; i++) {
        *n += samples[i] == 1234;
    }
}

/* What a call will need: 80 samples each way every 10 ms, and nothing once the handset is down. */
static void a_user_hears_and_speaks_in_frames_of_ten_milliseconds(void **state)
{
    struct line_user *t = *state;
    int16_t spoken[10 * BOARD_FXS_FRAME_SAMPLES];
    unsigned n_heard = 0, n_frames;
    struct board_ear ear = {.fn = count_samples, .ctx = &n_heard};

    for (size_t i = 0; i < sizeof spoken / sizeof spoken[0]; i++) {
        spoken[i] = 1234;
    }
    line_user_lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    assert_int_equal(t->ivr.n_frames, 0);
    line_rig_dial(&t->rig, 0, "****");
    t->ivr.is_echo = true;
    board_fxs_listen(t->rig.board, 0, &ear);
    n_frames = t->ivr.n_frames;
    assert_int_equal(board_fxs_speak(t->rig.board, 0, spoken, sizeof spoken / sizeof spoken[0]), 800);
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_frames - n_frames, 100);
    assert_int_equal(n_heard, 800);
    board_fxs_unlisten(t->rig.board, 0, &ear);
    line_user_put_down(t, 0);
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    n_frames = t->ivr.n_frames;
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_frames, n_frames);
}

static void an_application_that_is_taken_away_leaves_silence(void **state)
{
    struct line_user *t = *state;

    enter(t);
    fw_lines_remove_code(t->rig.lines, &t->ivr.code);
    line_rig_dial(&t->rig, 0, "1");
    line_user_put_down(t, 0);
    line_rig_run_ms(&t->rig, 1 * LINE_USER_SECOND);
    assert_int_equal(t->ivr.n_hung_up, 0);
    assert_string_equal(t->ivr.keys, "");
    enter(t);
    assert_int_equal(t->ivr.n_entered, 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, line_user_set_up, line_user_tear_down)
    const struct CMUnitTest tests[] = {
        T(four_stars_enter_the_application_on_either_port),
        T(four_stars_at_the_limit_of_a_modem_enter_the_application),
        T(a_bounce_and_a_flash_do_not_leave_the_application),
        T(the_flash_timers_are_those_of_the_parameters),
        T(an_upgrade_cuts_an_application_off),
        T(prompts_play_in_order_and_their_end_is_reported_once),
        T(hush_stops_a_prompt_without_a_callback),
        T(a_tone_for_an_application_ends_with_on_said),
        T(a_user_hears_and_speaks_in_frames_of_ten_milliseconds),
        T(an_application_that_is_taken_away_leaves_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
