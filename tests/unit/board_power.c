/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/flash.h>
#include <board/led.h>
#include <board/nic.h>
#include <rt/mem.h>
#include <string.h>

static void power_takes_effect_in_the_next_step(void **state)
{
    struct rig *rig = *state;
    board_power_on(rig->board);
    assert_false(board_is_powered(rig->board));
    assert_int_equal(rig->n_starts, 0);
    rig_settle(rig);
    assert_true(board_is_powered(rig->board));
    assert_int_equal(rig->n_starts, 1);
    assert_int_equal(rig->cause, BOARD_RESET_POWER_ON);
    assert_int_equal(board_n_starts(rig->board), 1);
    board_power_on(rig->board); /* already on */
    rig_settle(rig);
    assert_int_equal(rig->n_starts, 1);

    board_power_off(rig->board);
    assert_true(board_is_powered(rig->board));
    assert_true(board_is_dying(rig->board));
    assert_int_equal(rig->n_stops, 0);
    rig_settle(rig);
    assert_false(board_is_powered(rig->board));
    assert_true(board_is_dying(rig->board)); /* until it is on again */
    assert_int_equal(rig->n_stops, 1);
    rig_power_on(rig);
    assert_false(board_is_dying(rig->board));
}

static void off_and_on_between_two_steps_is_a_power_cycle(void **state)
{
    struct rig *rig = *state;
    rig_power_on(rig);
    board_power_off(rig->board);
    board_power_on(rig->board);
    rig_settle(rig);
    assert_true(board_is_powered(rig->board));
    assert_int_equal(rig->n_stops, 1);
    assert_int_equal(rig->n_starts, 2);
    board_power_on(rig->board);
    board_power_off(rig->board);
    rig_settle(rig);
    assert_false(board_is_powered(rig->board));
    board_power_on(rig->board);
    board_power_off(rig->board); /* changed our mind: it was off and stays off */
    rig_settle(rig);
    assert_int_equal(rig->n_starts, 2);
}

static void a_reset_keeps_the_retained_memory_and_a_cut_clears_it(void **state)
{
    struct rig *rig = *state;
    board_reset(rig->board, BOARD_RESET_PIN); /* without power: nothing */
    rig_settle(rig);
    assert_int_equal(rig->n_starts, 0);
    rig_power_on(rig);
    memset(board_retained(rig->board), 0x5a, BOARD_RETAINED_BYTES);
    board_reset(rig->board, BOARD_RESET_SOFT);
    assert_int_equal(rig->n_stops, 0);
    rig_settle(rig);
    assert_int_equal(rig->n_stops, 1);
    assert_int_equal(rig->cause, BOARD_RESET_SOFT);
    assert_true(rig_saw(rig, &board_signal_reset, 0, "soft"));
    assert_int_equal(board_retained(rig->board)[BOARD_RETAINED_BYTES - 1], 0x5a);
    rig_power_off(rig);
    rig_power_on(rig);
    assert_int_equal(board_retained(rig->board)[0], 0);
    assert_int_equal(board_retained(rig->board)[BOARD_RETAINED_BYTES - 1], 0);
}

/* While it is stopped the firmware says its farewells: none may arrive. */
static void try_everything(void *ctx, struct board *b)
{
    uint32_t word = 0;
    uint8_t frame[60] = {0};
    (void)ctx;
    assert_int_equal(board_flash_program(b, BOARD_REGION_SPARE, 0, &word, sizeof word), RT_EPOWER);
    assert_int_equal(board_flash_erase(b, BOARD_REGION_SPARE, 0), RT_EPOWER);
    assert_int_equal(board_nic_send(b, BOARD_PORT_WAN, frame, sizeof frame), RT_EPOWER);
    board_led_set(b, BOARD_LED_POWER, BOARD_LED_SOS);
    assert_int_equal(board_led_pattern(b, BOARD_LED_POWER), BOARD_LED_FAST);
}

static void raise_and_light(void *ctx, struct board *b)
{
    (void)ctx;
    board_io_wait_raise(b);
    board_io_wait_raise(b);
    board_led_set(b, BOARD_LED_POWER, BOARD_LED_FAST);
}

static void a_stopping_cpu_reaches_nothing(void **state)
{
    struct rig *rig = *state;
    rig->on_start = raise_and_light;
    rig->on_stop = try_everything;
    board_nic_plug(rig->board, BOARD_PORT_WAN, true);
    rig_power_on(rig);
    assert_true(board_io_wait_is_up(rig->board));
    board_reset(rig->board, BOARD_RESET_SOFT);
    rig_settle(rig);
    rig_power_off(rig);
    assert_int_equal(rig->n_stops, 2);
    assert_false(board_io_wait_is_up(rig->board));
    assert_int_equal(board_led_pattern(rig->board, BOARD_LED_POWER), BOARD_LED_OFF);
    assert_int_equal(rig_count(rig, &board_signal_frame_out), 0);
    assert_int_equal(rig_count(rig, &board_signal_flash), 0);
    assert_int_equal(rig_count(rig, &board_signal_io_wait), 4); /* up, down; up, down */
    assert_int_equal(rig->flash[board_region(BOARD_REGION_SPARE)->offset], 0xff);
}

static void nothing(void *ctx, struct board_timer *t)
{
    (void)ctx;
    (void)t;
}

static void stop_with_a_timer_left(void *ctx)
{
    struct rig *rig = ctx;
    struct board_timer t;
    board_timer_init(&t, "leak", BOARD_PRIORITY_FIRMWARE, nothing, NULL);
    rig_power_on(rig);
    board_timer_start(rig->board, &t, 5);
    rig_power_off(rig);
}

static void step_from_inside(void *ctx, struct board *b)
{
    (void)ctx;
    board_step(b, 0);
}

static void power_on_only(void *ctx)
{
    rig_power_on(ctx);
}

static void misuse_of_the_board_aborts(void **state)
{
    struct rig *rig = *state;
    assert_true(rig_aborts(stop_with_a_timer_left, rig));
    assert_false(rig_aborts(power_on_only, rig));
    rig->on_start = step_from_inside;
    assert_true(rig_aborts(power_on_only, rig));
}

static void lower_too_often(void *ctx)
{
    board_io_wait_lower(((struct rig *)ctx)->board);
}

static void the_io_wait_line_is_counted(void **state)
{
    struct rig *rig = *state;
    board_io_wait_raise(rig->board);
    board_io_wait_raise(rig->board);
    board_io_wait_lower(rig->board);
    assert_true(board_io_wait_is_up(rig->board));
    board_io_wait_lower(rig->board);
    assert_false(board_io_wait_is_up(rig->board));
    assert_int_equal(rig_count(rig, &board_signal_io_wait), 2);
    assert_true(rig_aborts(lower_too_often, rig));
}

static void a_board_is_made_whole_or_not_at_all(void **state)
{
    (void)state;
    uint64_t n_live = rt_mem_n_live();
    uint64_t n_before = rt_mem_n_allocations();
    const struct board_config config = {0};
    board_destroy(board_create(&config));
    uint64_t n = rt_mem_n_allocations() - n_before;
    assert_true(n > 0);
    for (uint64_t k = 1; k <= n; k++) {
        rt_mem_fail_at(k);
        assert_null(board_create(&config));
        assert_int_equal(rt_mem_n_live(), n_live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(power_takes_effect_in_the_next_step, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(off_and_on_between_two_steps_is_a_power_cycle, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_reset_keeps_the_retained_memory_and_a_cut_clears_it, rig_set_up,
                                        rig_tear_down),
        cmocka_unit_test_setup_teardown(a_stopping_cpu_reaches_nothing, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(misuse_of_the_board_aborts, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(the_io_wait_line_is_counted, rig_set_up, rig_tear_down),
        cmocka_unit_test(a_board_is_made_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
