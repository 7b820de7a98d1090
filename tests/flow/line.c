/* SPDX-License-Identifier: MIT */
/* The two lines as a person meets them: lift, listen, dial, put down. All tones are recognised by ear. */
#include <harness/test.h>
#include <harness/line_rig.h>
#include <board/clock.h>
#include <host/signals.h>
#include <fw/channel.h>
#include <board/fxs.h>
#include <board/led.h>
#include <rt/mem.h>
#include <string.h>

#define IMAGE  TEST_BINARY_DIR "/images/spa2102-5.2.10.img"
#define EAR    &emu_signal_ear
#define LINE   &fw_signal_line
#define CALL   &fw_signal_call
#define SECOND 1000u

/* A user that notes what it is told. */
struct app {
    struct fw_line_code code;
    struct fw_line *line;
    char keys[64];
    bool is_echo;
    unsigned n_entered, n_said, n_hung_up, n_flashes, n_frames;
};

struct test {
    struct line_rig rig;
    struct app ivr;
};

static void on_enter(void *ctx, struct fw_line *line)
{
    struct app *a = ctx;

    a->line = line;
    a->n_entered++;
    a->keys[0] = '\0';
}

static void on_key(void *ctx, struct fw_line *line, char key)
{
    struct app *a = ctx;
    size_t n = strlen(a->keys);

    assert_ptr_equal(line, a->line);
    assert_true(n + 1 < sizeof a->keys);
    a->keys[n] = key;
    a->keys[n + 1] = '\0';
}

static void on_said(void *ctx, struct fw_line *line)
{
    struct app *a = ctx;

    (void)line;
    a->n_said++;
}

static void on_hang_up(void *ctx, struct fw_line *line)
{
    struct app *a = ctx;

    (void)line;
    a->n_hung_up++;
}

static void on_flash(void *ctx, struct fw_line *line)
{
    struct app *a = ctx;

    assert_ptr_equal(line, a->line);
    a->n_flashes++;
}

static void on_frame(void *ctx, struct fw_line *line, const int16_t *mic, int16_t *ear)
{
    struct app *a = ctx;

    assert_ptr_equal(line, a->line);
    a->n_frames++;
    if (a->is_echo) {
        memcpy(ear, mic, BOARD_FXS_FRAME_SAMPLES * sizeof *mic);
    }
}

static const struct fw_line_user app_user = {.name = "ivr",
                                             .on_take = on_enter,
                                             .on_key = on_key,
                                             .on_flash = on_flash,
                                             .on_played = on_said,
                                             .on_frame = on_frame,
                                             .on_hang_up = on_hang_up};

static int set_up(void **state)
{
    struct test *t = test_calloc(1, sizeof *t);

    line_rig_open(&t->rig, IMAGE);
    line_rig_set(&t->rig, "Make_Call_Without_Reg_1_", "Yes");
    line_rig_set(&t->rig, "Make_Call_Without_Reg_2_", "Yes");
    t->ivr.code = (struct fw_line_code){"****", &app_user, &t->ivr, NULL};
    fw_lines_add_code(t->rig.lines, &t->ivr.code);
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    struct test *t = *state;

    line_rig_close(&t->rig);
    assert_int_equal(rt_mem_n_live(), 0);
    test_free(t);
    return 0;
}

static void lift(struct test *t, unsigned port)
{
    emu_phone_set_hook(t->rig.phone[port], true);
}
static void put_down(struct test *t, unsigned port)
{
    emu_phone_set_hook(t->rig.phone[port], false);
}

static void nothing_dialled_gives_dial_tone_then_reorder_then_howler_then_silence(void **state)
{
    struct test *t = *state;
    uint64_t at_us, lifted_us = board_now_us(t->rig.board);

    lift(t, 0);
    at_us = line_rig_expect(&t->rig, EAR, 0, "tone dial", 1 * SECOND);
    assert_true(at_us - lifted_us < 600 * 1000);
    at_us = line_rig_expect(&t->rig, LINE, 0, "dial-tone -> reorder", 11 * SECOND);
    assert_in_range(at_us - lifted_us, 9990000, 10020000);
    line_rig_expect(&t->rig, EAR, 0, "tone reorder", 1 * SECOND);
    at_us = line_rig_expect(&t->rig, LINE, 0, "reorder -> off-hook-warning", 11 * SECOND);
    assert_in_range(at_us - lifted_us, 19990000, 20030000);
    line_rig_expect(&t->rig, EAR, 0, "tone off_hook_warning", 1 * SECOND);
    at_us = line_rig_expect(&t->rig, LINE, 0, "off-hook-warning -> parked", 11 * SECOND);
    assert_in_range(at_us - lifted_us, 29990000, 30040000);
    line_rig_expect(&t->rig, EAR, 0, "silence", 2 * SECOND);
    line_rig_expect_none(&t->rig, EAR, 0, "", 60 * SECOND);
    assert_true(fw_line_is_off_hook(t->rig.lines, 0));
}

static void the_first_key_stops_dial_tone(void **state)
{
    struct test *t = *state;

    lift(t, 0);
    line_rig_expect(&t->rig, EAR, 0, "tone dial", 1 * SECOND);
    assert_int_equal(emu_phone_dial(t->rig.phone[0], "5"), RT_OK);
    line_rig_expect(&t->rig, LINE, 0, "dial-tone -> dialling", 60);
    line_rig_expect(&t->rig, EAR, 0, "silence", 600);
}

static void four_stars_enter_the_application_on_either_port(void **state)
{
    struct test *t = *state;

    for (unsigned port = 0; port < FW_N_LINES; port++) {
        lift(t, port);
        line_rig_expect(&t->rig, EAR, port, "tone dial", 1 * SECOND);
        line_rig_dial(&t->rig, port, "****");
        line_rig_expect(&t->rig, LINE, port, "application ivr", 100);
        assert_int_equal(t->ivr.n_entered, port + 1);
        assert_int_equal(fw_line_port(t->ivr.line), port);
        line_rig_dial(&t->rig, port, "73738#1A");
        assert_string_equal(t->ivr.keys, "73738#1A");
        put_down(t, port);
        line_rig_expect(&t->rig, LINE, port, "application -> on-hook", 1 * SECOND);
        assert_int_equal(t->ivr.n_hung_up, port + 1);
    }
}

static void four_stars_at_the_limit_of_a_modem_enter_the_application(void **state)
{
    struct test *t = *state;

    assert_int_equal(emu_phone_set_timing(t->rig.phone[0], 40, 40), RT_OK);
    for (unsigned i = 0; i < 20; i++) {
        lift(t, 0);
        line_rig_run_ms(&t->rig, 200 + i); /* at another phase of the detector each time */
        line_rig_dial(&t->rig, 0, "****");
        line_rig_expect(&t->rig, LINE, 0, "application ivr", 100);
        put_down(t, 0);
        line_rig_expect(&t->rig, LINE, 0, "application -> on-hook", 1 * SECOND);
    }
    assert_int_equal(t->ivr.n_entered, 20);
}

static void three_stars_are_no_trigger_and_end_in_reorder(void **state)
{
    struct test *t = *state;
    uint64_t key_us, at_us;

    lift(t, 0);
    line_rig_run_ms(&t->rig, 500);
    line_rig_dial(&t->rig, 0, "***");
    key_us = line_rig_expect(&t->rig, LINE, 0, "key *", 10);
    key_us = line_rig_expect(&t->rig, LINE, 0, "key *", 10);
    key_us = line_rig_expect(&t->rig, LINE, 0, "key *", 10);
    at_us = line_rig_expect(&t->rig, LINE, 0, "dialling -> reorder", 11 * SECOND);
    assert_int_equal(at_us - key_us, 10 * BOARD_US_PER_S); /* Interdigit_Long_Timer */
    assert_int_equal(t->ivr.n_entered, 0);
}

static void a_number_gets_reorder_because_the_line_is_not_registered(void **state)
{
    struct test *t = *state;

    line_rig_set(&t->rig, "Interdigit_Short_Timer", "4");
    lift(t, 0);
    line_rig_run_ms(&t->rig, 500);
    line_rig_dial(&t->rig, 0, "5551234");
    line_rig_expect_none(&t->rig, LINE, 0, "reorder", 3500);
    line_rig_expect(&t->rig, CALL, 0, "no call: 5551234: busy", 1 * SECOND);
    line_rig_expect(&t->rig, EAR, 0, "tone reorder", 1 * SECOND);
}

static void pound_sends_the_number_at_once(void **state)
{
    struct test *t = *state;

    lift(t, 0);
    line_rig_run_ms(&t->rig, 500);
    line_rig_dial(&t->rig, 0, "123#");
    line_rig_expect(&t->rig, CALL, 0, "no call: 123: busy", 200);
}

static void stars_after_a_digit_do_not_enter_the_application(void **state)
{
    struct test *t = *state;

    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "1****");
    line_rig_expect(&t->rig, LINE, 0, "dialling -> reorder", 11 * SECOND);
    line_rig_dial(&t->rig, 0, "****");
    line_rig_run_ms(&t->rig, 500);
    assert_int_equal(t->ivr.n_entered, 0);
}

static void more_digits_than_any_number_has_are_bounded(void **state)
{
    struct test *t = *state;

    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    for (unsigned i = 0; i < 10; i++) {
        line_rig_dial(&t->rig, 0, "0123456789");
    }
    line_rig_expect(&t->rig, CALL, 0, "no call, not in the dial plan: 0123456789", 1 * SECOND);
}

/* Presses the hook for so long; tells whether the line took it for a hang-up. */
static bool press_hook(struct test *t, uint64_t ms)
{
    put_down(t, 0);
    line_rig_run_ms(&t->rig, ms);
    lift(t, 0);
    line_rig_run_ms(&t->rig, 20);
    return t->ivr.n_hung_up > 0;
}

static void a_bounce_and_a_flash_do_not_leave_the_application(void **state)
{
    struct test *t = *state;

    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
    assert_false(press_hook(t, 50));
    line_rig_expect(&t->rig, LINE, 0, "hook bounce", 10);
    assert_false(press_hook(t, 99));
    line_rig_expect(&t->rig, LINE, 0, "hook bounce", 10);
    assert_false(press_hook(t, 100));
    line_rig_expect(&t->rig, LINE, 0, "hook flash", 10);
    assert_int_equal(emu_phone_flash(t->rig.phone[0]), RT_OK);
    assert_int_equal(emu_phone_flash(t->rig.phone[0]), RT_EBUSY);
    line_rig_expect(&t->rig, LINE, 0, "hook flash", 400);
    assert_false(press_hook(t, 899));
    line_rig_expect(&t->rig, LINE, 0, "hook flash", 10);
    line_rig_dial(&t->rig, 0, "1");
    assert_string_equal(t->ivr.keys, "1"); /* and it goes on */
    assert_int_equal(t->ivr.n_flashes, 3);
    assert_true(press_hook(t, 901));
    line_rig_expect(&t->rig, LINE, 0, "on-hook -> dial-tone", 10);
}

static void the_flash_timers_are_those_of_the_parameters(void **state)
{
    struct test *t = *state;

    line_rig_set(&t->rig, "Hook_Flash_Timer_Min", ".3");
    line_rig_set(&t->rig, "Hook_Flash_Timer_Max", "1.5");
    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
    assert_false(press_hook(t, 290));
    line_rig_expect(&t->rig, LINE, 0, "hook bounce", 10);
    assert_false(press_hook(t, 1490));
    line_rig_expect(&t->rig, LINE, 0, "hook flash", 10);
    assert_true(press_hook(t, 1510));
}

static void without_a_network_there_are_no_tones_and_the_application_is_entered(void **state)
{
    struct test *t = *state;

    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        lift(t, port);
        line_rig_expect(&t->rig, EAR, port, "silence", 1 * SECOND);
        line_rig_expect_none(&t->rig, EAR, port, "", 60 * SECOND); /* no reorder and no howler either */
        line_rig_dial(&t->rig, port, "****");
        line_rig_expect(&t->rig, LINE, port, "application ivr", 100);
        line_rig_dial(&t->rig, port, "73738#1");
        assert_string_equal(t->ivr.keys, "73738#1");
        put_down(t, port);
        line_rig_expect(&t->rig, LINE, port, "application -> on-hook", 2 * SECOND);
    }
    assert_int_equal(t->ivr.n_entered, 2);
    assert_int_equal(t->ivr.n_hung_up, 2);
}

/* A number cannot be called; the next try begins at once, since there is no tone to wait out. */
static void without_a_network_a_number_ends_in_silence(void **state)
{
    struct test *t = *state;

    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "5551234#");
    line_rig_expect(&t->rig, CALL, 0, "no call: 5551234: busy", 1 * SECOND);
    line_rig_expect(&t->rig, LINE, 0, "dialling -> silent", 10);
    line_rig_dial(&t->rig, 0, "***");
    line_rig_expect(&t->rig, LINE, 0, "dialling -> silent", 11 * SECOND); /* Interdigit_Long_Timer */
    line_rig_dial(&t->rig, 0, "****");
    line_rig_expect(&t->rig, LINE, 0, "application ivr", 100);
}

static void a_network_that_comes_gives_dial_tone_to_who_has_not_dialled(void **state)
{
    struct test *t = *state;

    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    lift(t, 0);
    lift(t, 1);
    line_rig_expect(&t->rig, EAR, 0, "silence", 1 * SECOND);
    line_rig_dial(&t->rig, 1, "**");
    fw_lines_set_service(t->rig.lines, FW_LINES_NORMAL);
    line_rig_expect(&t->rig, EAR, 0, "tone dial", 1 * SECOND);
    line_rig_dial(&t->rig, 1, "**");
    line_rig_expect(&t->rig, LINE, 1, "application ivr", 100);
}

static void a_network_that_goes_takes_the_tones_and_not_the_application(void **state)
{
    struct test *t = *state;

    lift(t, 0);
    lift(t, 1);
    line_rig_expect(&t->rig, EAR, 1, "tone dial", 1 * SECOND);
    line_rig_dial(&t->rig, 0, "**");
    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    line_rig_expect(&t->rig, EAR, 1, "silence", 1 * SECOND);
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
    struct test *t = *state;

    fw_lines_set_service(t->rig.lines, FW_LINES_OFF);
    lift(t, 0);
    line_rig_expect(&t->rig, EAR, 0, "silence", 1 * SECOND);
    line_rig_dial(&t->rig, 0, "****");
    line_rig_expect_none(&t->rig, EAR, 0, "", 30 * SECOND);
    assert_int_equal(t->ivr.n_entered, 0);
    fw_lines_set_service(t->rig.lines, FW_LINES_NO_TONES);
    line_rig_expect_none(&t->rig, EAR, 0, "", 1 * SECOND);
    fw_lines_set_service(t->rig.lines, FW_LINES_NORMAL);
    line_rig_expect(&t->rig, EAR, 0, "tone dial", 1 * SECOND);
}

static void an_upgrade_cuts_an_application_off(void **state)
{
    struct test *t = *state;
    static const char *const menu[] = {"main_menu"};

    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
    fw_line_say(t->ivr.line, menu, 1);
    line_rig_expect(&t->rig, EAR, 0, "(main_menu)", 1 * SECOND);
    fw_lines_set_service(t->rig.lines, FW_LINES_OFF);
    assert_int_equal(t->ivr.n_hung_up, 1);
    line_rig_expect(&t->rig, EAR, 0, "cut (main_menu)", 1 * SECOND);
    line_rig_dial(&t->rig, 0, "1");
    assert_string_equal(t->ivr.keys, "");
    assert_false(fw_lines_are_idle(t->rig.lines));
}

static void prompts_play_in_order_and_their_end_is_reported_once(void **state)
{
    struct test *t = *state;
    static const char *const prompts[] = {"invalid_option", "no_such_prompt", "digit_1", "digit_9", "dot",
                                          "enter_option"};

    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
    fw_line_say(t->ivr.line, prompts, 6);
    line_rig_expect(&t->rig, EAR, 0, "says \"Invalid option.\" (invalid_option)", 1 * SECOND);
    line_rig_expect(&t->rig, EAR, 0, "says \"1 9 dot\" (digits)", 5 * SECOND);
    assert_int_equal(t->ivr.n_said, 0);
    line_rig_expect(&t->rig, EAR, 0, "(enter_option)", 1 * SECOND);
    line_rig_expect(&t->rig, EAR, 0, "silence", 6 * SECOND);
    assert_int_equal(t->ivr.n_said, 1);
}

static void hush_stops_a_prompt_without_a_callback(void **state)
{
    struct test *t = *state;
    static const char *const menu[] = {"main_menu"};

    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
    fw_line_say(t->ivr.line, menu, 1);
    line_rig_expect(&t->rig, EAR, 0, "(main_menu)", 1 * SECOND);
    fw_line_hush(t->ivr.line);
    line_rig_expect(&t->rig, EAR, 0, "cut (main_menu)", 1 * SECOND);
    line_rig_expect(&t->rig, EAR, 0, "silence", 1 * SECOND);
    assert_int_equal(t->ivr.n_said, 0);
}

static void a_tone_for_an_application_ends_with_on_said(void **state)
{
    struct test *t = *state;

    line_rig_set(&t->rig, "Reorder_Tone", "480@-19,620@-19;.5(.25/.25/1+2)"); /* 0.5 s */
    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
    fw_line_tone(t->ivr.line, FW_EL_REORDER_TONE);
    line_rig_expect(&t->rig, EAR, 0, "tone reorder", 1 * SECOND);
    line_rig_run_ms(&t->rig, 1 * SECOND);
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
    struct test *t = *state;
    int16_t spoken[10 * BOARD_FXS_FRAME_SAMPLES];
    unsigned n_heard = 0, n_frames;
    struct board_ear ear = {.fn = count_samples, .ctx = &n_heard};

    for (size_t i = 0; i < sizeof spoken / sizeof spoken[0]; i++) {
        spoken[i] = 1234;
    }
    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    assert_int_equal(t->ivr.n_frames, 0);
    line_rig_dial(&t->rig, 0, "****");
    t->ivr.is_echo = true;
    board_fxs_listen(t->rig.board, 0, &ear);
    n_frames = t->ivr.n_frames;
    assert_int_equal(board_fxs_speak(t->rig.board, 0, spoken, sizeof spoken / sizeof spoken[0]), 800);
    line_rig_run_ms(&t->rig, 1 * SECOND);
    assert_int_equal(t->ivr.n_frames - n_frames, 100);
    assert_int_equal(n_heard, 800);
    board_fxs_unlisten(t->rig.board, 0, &ear);
    put_down(t, 0);
    line_rig_run_ms(&t->rig, 1 * SECOND);
    n_frames = t->ivr.n_frames;
    line_rig_run_ms(&t->rig, 1 * SECOND);
    assert_int_equal(t->ivr.n_frames, n_frames);
}

static void the_two_ports_do_not_know_of_each_other(void **state)
{
    struct test *t = *state;

    lift(t, 0);
    lift(t, 1);
    line_rig_run_ms(&t->rig, 500);
    assert_int_equal(emu_phone_dial(t->rig.phone[0], "****"), RT_OK);
    assert_int_equal(emu_phone_dial(t->rig.phone[1], "**12"), RT_OK);
    line_rig_run_ms(&t->rig, 1 * SECOND);
    assert_int_equal(t->ivr.n_entered, 1);
    assert_int_equal(fw_line_port(t->ivr.line), 0);
    line_rig_expect(&t->rig, CALL, 1, "no call, not in the dial plan: **1", 1 * SECOND);
    put_down(t, 1);
    line_rig_run_ms(&t->rig, 1 * SECOND);
    assert_false(fw_lines_are_idle(t->rig.lines));
    assert_false(fw_line_is_off_hook(t->rig.lines, 1));
    assert_int_equal(t->ivr.n_hung_up, 0);
    put_down(t, 0);
    line_rig_run_ms(&t->rig, 1 * SECOND);
    assert_true(fw_lines_are_idle(t->rig.lines));
    assert_int_equal(t->rig.n_idle_changes, 4);
}

static void the_phone_led_is_dark_on_hook_and_flashes_slowly_off_hook(void **state)
{
    struct test *t = *state;

    assert_int_equal(board_led_pattern(t->rig.board, BOARD_LED_PHONE_2), BOARD_LED_OFF);
    lift(t, 1);
    line_rig_run_ms(&t->rig, 20);
    assert_int_equal(board_led_pattern(t->rig.board, BOARD_LED_PHONE_2), BOARD_LED_SLOW);
    assert_int_equal(board_led_pattern(t->rig.board, BOARD_LED_PHONE_1), BOARD_LED_OFF);
    put_down(t, 1);
    line_rig_run_ms(&t->rig, 1 * SECOND);
    assert_int_equal(board_led_pattern(t->rig.board, BOARD_LED_PHONE_2), BOARD_LED_OFF);
}

static void a_tone_of_the_profile_is_the_one_that_is_heard(void **state)
{
    struct test *t = *state;

    line_rig_set(&t->rig, "Dial_Tone", "600@-16;3(.1/.1/1)");
    line_rig_set(&t->rig, "Busy_Tone", "");
    lift(t, 0);
    line_rig_expect(&t->rig, EAR, 0, "tone dial", 1 * SECOND);
    line_rig_expect(&t->rig, LINE, 0, "dial-tone -> reorder", 3 * SECOND);
}

static void an_emptied_tone_is_ten_seconds_of_silence(void **state)
{
    struct test *t = *state;
    uint64_t lifted_us = board_now_us(t->rig.board), at_us;

    line_rig_set(&t->rig, "Dial_Tone", "");
    lift(t, 0);
    line_rig_expect(&t->rig, EAR, 0, "silence", 1 * SECOND);
    at_us = line_rig_expect(&t->rig, LINE, 0, "dial-tone -> reorder", 11 * SECOND);
    assert_int_equal(at_us - lifted_us, 10 * BOARD_US_PER_S);
}

static void a_handset_that_is_up_at_start_gets_its_tone(void **state)
{
    struct test *t = *state;

    line_rig_drop_lines(&t->rig);
    lift(t, 0);
    line_rig_expect(&t->rig, EAR, 0, "silence", 1 * SECOND);
    assert_int_equal(fw_lines_create(&t->rig.lines, &(struct fw_lines_config){.board = t->rig.board,
                                                                              .params = t->rig.params.params,
                                                                              .image = &t->rig.image,
                                                                              .log = &t->rig.log}),
                     RT_OK);
    line_rig_expect(&t->rig, EAR, 0, "tone dial", 1 * SECOND);
}

static void an_application_that_is_taken_away_leaves_silence(void **state)
{
    struct test *t = *state;

    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
    fw_lines_remove_code(t->rig.lines, &t->ivr.code);
    line_rig_dial(&t->rig, 0, "1");
    put_down(t, 0);
    line_rig_run_ms(&t->rig, 1 * SECOND);
    assert_int_equal(t->ivr.n_hung_up, 0);
    assert_string_equal(t->ivr.keys, "");
    lift(t, 0);
    line_rig_run_ms(&t->rig, 300);
    line_rig_dial(&t->rig, 0, "****");
    assert_int_equal(t->ivr.n_entered, 1);
}

static void every_failing_allocation_is_survived(void **state)
{
    struct test *t = *state;
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
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(nothing_dialled_gives_dial_tone_then_reorder_then_howler_then_silence),
        T(the_first_key_stops_dial_tone),
        T(four_stars_enter_the_application_on_either_port),
        T(four_stars_at_the_limit_of_a_modem_enter_the_application),
        T(three_stars_are_no_trigger_and_end_in_reorder),
        T(a_number_gets_reorder_because_the_line_is_not_registered),
        T(pound_sends_the_number_at_once),
        T(stars_after_a_digit_do_not_enter_the_application),
        T(more_digits_than_any_number_has_are_bounded),
        T(a_bounce_and_a_flash_do_not_leave_the_application),
        T(the_flash_timers_are_those_of_the_parameters),
        T(without_a_network_there_are_no_tones_and_the_application_is_entered),
        T(without_a_network_a_number_ends_in_silence),
        T(a_network_that_comes_gives_dial_tone_to_who_has_not_dialled),
        T(a_network_that_goes_takes_the_tones_and_not_the_application),
        T(a_unit_that_upgrades_gives_no_tone_and_takes_no_keys),
        T(an_upgrade_cuts_an_application_off),
        T(prompts_play_in_order_and_their_end_is_reported_once),
        T(hush_stops_a_prompt_without_a_callback),
        T(a_tone_for_an_application_ends_with_on_said),
        T(a_user_hears_and_speaks_in_frames_of_ten_milliseconds),
        T(the_two_ports_do_not_know_of_each_other),
        T(the_phone_led_is_dark_on_hook_and_flashes_slowly_off_hook),
        T(a_tone_of_the_profile_is_the_one_that_is_heard),
        T(an_emptied_tone_is_ten_seconds_of_silence),
        T(a_handset_that_is_up_at_start_gets_its_tone),
        T(an_application_that_is_taken_away_leaves_silence),
        T(every_failing_allocation_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
