/* SPDX-License-Identifier: MIT */
/* The dial plan on a telephone: when a number is complete, what the caller hears meanwhile, what is refused. */
#include <harness/test.h>
#include <harness/line_rig.h>
#include <board/clock.h>
#include <fw/channel.h>
#include <host/signals.h>

#define SECOND 1000u
#define EAR    &emu_signal_ear
#define LINE   &fw_signal_line
#define CALL   &fw_signal_call

static int set_up(void **state)
{
    static struct line_rig rig;
    line_rig_open(&rig, TEST_BINARY_DIR "/images/spa2102-5.2.10.img");
    *state = &rig;
    return 0;
}

static int tear_down(void **state)
{
    line_rig_close(*state);
    return 0;
}

static void dial(struct line_rig *rig, const char *plan, const char *keys)
{
    line_rig_set(rig, "Dial_Plan_1_", plan);
    emu_phone_set_hook(rig->phone[0], true);
    line_rig_run_ms(rig, 300);
    line_rig_dial(rig, 0, keys);
}

static void a_number_that_can_get_no_longer_is_complete_with_its_last_key(void **state)
{
    dial(*state, "(2xx|3xxx)", "200");
    line_rig_expect(*state, CALL, 0, "no call, line not registered: 200", 100);
}

static void a_number_that_may_get_longer_waits_for_the_short_timer(void **state)
{
    dial(*state, "(2xx|2xxx)", "200");
    line_rig_expect_none(*state, CALL, 0, "no call", 2800);
    line_rig_expect(*state, CALL, 0, "no call, line not registered: 200", 300);
}

static void an_incomplete_number_waits_for_the_long_timer(void **state)
{
    dial(*state, "(2xx)", "20");
    line_rig_expect_none(*state, CALL, 0, "no call", 9800);
    line_rig_expect(*state, CALL, 0, "no call, line not registered: 20", 300);
}

static void keys_that_fit_no_sequence_are_refused_at_once(void **state)
{
    dial(*state, "(2xx|3xx)", "9");
    line_rig_expect(*state, CALL, 0, "no call, not in the dial plan: 9", 100);
    line_rig_expect(*state, EAR, 0, "tone reorder", 1 * SECOND);
}

static void a_barred_number_is_refused(void **state)
{
    dial(*state, "(900x!|[2-9]xxx)", "9001");
    line_rig_expect(*state, CALL, 0, "no call, barred by the dial plan: 9001", 100);
}

static void a_substitution_changes_what_is_called(void **state)
{
    dial(*state, "(<9,:1408>xxx)", "9555");
    line_rig_expect(*state, CALL, 0, "no call, line not registered: 1408555", 100);
}

static void a_comma_gives_the_outside_dial_tone_until_the_next_key(void **state)
{
    struct line_rig *rig = *state;
    dial(rig, "(9,xxx)", "9");
    line_rig_expect(rig, LINE, 0, "tone Outside_Dial_Tone", 100);
    line_rig_expect(rig, EAR, 0, "tone outside", 1 * SECOND);
    line_rig_dial(rig, 0, "5");
    line_rig_expect(rig, EAR, 0, "silence", 1 * SECOND);
}

static void a_hot_line_calls_at_off_hook(void **state)
{
    dial(*state, "(S0<:5551234>)", "");
    line_rig_expect(*state, CALL, 0, "no call, line not registered: 5551234", 300);
}

static void a_warm_line_calls_after_its_time_unless_a_key_comes(void **state)
{
    struct line_rig *rig = *state;
    line_rig_set(rig, "Make_Call_Without_Reg_1_", "Yes");
    dial(rig, "(P5<:1000>|xxxx)", "");
    line_rig_expect(rig, EAR, 0, "tone dial", 1 * SECOND);
    line_rig_expect_none(rig, CALL, 0, "no call", 3500);
    line_rig_expect(rig, CALL, 0, "no call: 1000: busy", 1500);
    emu_phone_set_hook(rig->phone[0], false);
    line_rig_run_ms(rig, 2 * SECOND);
    dial(rig, "(P5<:1000>|xxxx)", "2");
    line_rig_expect_none(rig, CALL, 0, "no call", 9 * SECOND);
}

static void an_emergency_number_goes_out_whatever_the_plan_says(void **state)
{
    line_rig_set(*state, "Emergency_Number_1_", "911, 112");
    dial(*state, "(2xxxx)", "112");
    line_rig_expect(*state, CALL, 0, "no call, line not registered: 112", 100);
}

static void an_address_is_dialled_with_stars(void **state)
{
    line_rig_set(*state, "Enable_IP_Dialing_1_", "Yes");
    dial(*state, "(2xx)", "4711*10*0*0*9*5070#");
    line_rig_expect(*state, CALL, 0, "no call, line not registered: 4711@10.0.0.9:5070", 100);
}

static void a_plan_that_is_none_has_no_sequences(void **state)
{
    struct line_rig *rig = *state;
    struct fw_txn *txn;
    assert_int_equal(fw_txn_create(&txn, rig->params.params), RT_OK); /* malformed, but stored */
    assert_int_equal(fw_txn_set_by_name(txn, RT_STR("Dial_Plan_1_"), RT_STR("(2xx"), NULL), RT_OK);
    assert_int_equal(fw_txn_commit(txn, "test", NULL), RT_OK);
    fw_txn_destroy(txn);
    emu_phone_set_hook(rig->phone[0], true);
    line_rig_run_ms(rig, 300);
    line_rig_dial(rig, 0, "2");
    line_rig_expect(rig, CALL, 0, "no call, not in the dial plan: 2", 100);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_number_that_can_get_no_longer_is_complete_with_its_last_key),
        T(a_number_that_may_get_longer_waits_for_the_short_timer),
        T(an_incomplete_number_waits_for_the_long_timer),
        T(keys_that_fit_no_sequence_are_refused_at_once),
        T(a_barred_number_is_refused),
        T(a_substitution_changes_what_is_called),
        T(a_comma_gives_the_outside_dial_tone_until_the_next_key),
        T(a_hot_line_calls_at_off_hook),
        T(a_warm_line_calls_after_its_time_unless_a_key_comes),
        T(an_emergency_number_goes_out_whatever_the_plan_says),
        T(an_address_is_dialled_with_stars),
        T(a_plan_that_is_none_has_no_sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
