/* SPDX-License-Identifier: MIT */
/* Pacing: how much real time may go by before virtual time moves. No clock is read here. */
#include <harness/test.h>
#include <unit/pace.h>
#include <board/clock.h>

#define S BOARD_US_PER_S

static struct emu_pace make(uint32_t rate)
{
    const struct emu_pace_config c = {rate, S};
    struct emu_pace p;
    emu_pace_init(&p, &c, 1000 * S, 0);
    return p;
}

static void test_real_time_waits_for_the_deadline(void **state)
{
    struct emu_pace p = make(1);
    (void)state;
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, 3 * S, false), 3 * S);
    assert_int_equal(emu_pace_wait_us(&p, 1002 * S, 2 * S, 3 * S, false), S);
    assert_int_equal(emu_pace_virtual_us(&p, 1002 * S, 0), 2 * S);
}

static void test_a_deadline_that_has_come_is_not_waited_for(void **state)
{
    struct emu_pace p = make(1);
    (void)state;
    assert_int_equal(emu_pace_wait_us(&p, 1003 * S, 3 * S - 1, 3 * S, false), 0);
}

static void test_ten_times_as_fast_waits_a_tenth(void **state)
{
    struct emu_pace p = make(10);
    (void)state;
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, 30 * S, false), 3 * S);
    assert_int_equal(emu_pace_virtual_us(&p, 1001 * S, 0), 10 * S);
}

static void test_a_machine_that_slept_does_not_race_to_catch_up(void **state)
{
    struct emu_pace p = make(1);
    (void)state;
    /* An hour of real time is gone and the board stands at 1 s: from here on it is paced again. */
    assert_int_equal(emu_pace_wait_us(&p, 4600 * S, S, 3 * S, false), 2 * S);
    assert_int_equal(emu_pace_virtual_us(&p, 4601 * S, S), 2 * S);
}

static void test_with_nothing_due_it_waits_for_ever(void **state)
{
    struct emu_pace real = make(1);
    struct emu_pace warp = make(0);
    (void)state;
    assert_int_equal(emu_pace_wait_us(&real, 1000 * S, 0, BOARD_NEVER, false), UINT64_MAX);
    assert_int_equal(emu_pace_wait_us(&warp, 1000 * S, 0, BOARD_NEVER, false), UINT64_MAX);
}

static void test_warp_skips_idle_time(void **state)
{
    struct emu_pace p = make(0);
    (void)state;
    emu_pace_refill(&p);
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, 3600 * (uint64_t)S, false), 0);
    assert_int_equal(emu_pace_virtual_us(&p, 2000 * S, 7), 7);
}

static void test_warp_stands_still_for_an_answer_until_the_patience_is_used_up(void **state)
{
    struct emu_pace p = make(0);
    (void)state;
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, S, true), 0); /* nothing was asked outside yet */
    emu_pace_refill(&p);
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, S, true), S);
    emu_pace_spend(&p, S / 4);
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, S, true), S - S / 4);
    emu_pace_spend(&p, 5 * S);
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, S, true), 0);
    emu_pace_refill(&p); /* a sign of life */
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, S, true), S);
    emu_pace_forget(&p);
    assert_int_equal(emu_pace_wait_us(&p, 1000 * S, 0, S, true), 0);
}

static void test_the_paces_by_name(void **state)
{
    static const char *const wrong[] = {"", "x", "x0", "x100001", "fast", "2", "x-1", "xx2"};
    uint32_t rate = 7;
    (void)state;
    assert_null(emu_parse_pace("real", &rate));
    assert_int_equal(rate, 1);
    assert_null(emu_parse_pace("x20", &rate));
    assert_int_equal(rate, 20);
    assert_null(emu_parse_pace("warp", &rate));
    assert_int_equal(rate, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(emu_parse_pace(wrong[i], &rate));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_time_waits_for_the_deadline),
        cmocka_unit_test(test_a_deadline_that_has_come_is_not_waited_for),
        cmocka_unit_test(test_ten_times_as_fast_waits_a_tenth),
        cmocka_unit_test(test_a_machine_that_slept_does_not_race_to_catch_up),
        cmocka_unit_test(test_with_nothing_due_it_waits_for_ever),
        cmocka_unit_test(test_warp_skips_idle_time),
        cmocka_unit_test(test_warp_stands_still_for_an_answer_until_the_patience_is_used_up),
        cmocka_unit_test(test_the_paces_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
