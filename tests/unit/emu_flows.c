/* SPDX-License-Identifier: MIT */
#include <harness/test.h>
#include <net/flows.h>
#include <board/clock.h>
#include <host/pollset.h>
#include <rt/mem.h>

#define RATE 20u /* of the pace */

static void they_come_as_they_are_while_few_are_open(void **state)
{
    (void)state;
    struct emu_flows f = {0};
    uint64_t again_us;
    for (int fd = 10; fd < 10 + (int)EMU_FLOWS_AT_ONCE; fd++) {
        assert_true(emu_flows_may_accept(&f, 5, RATE, &again_us));
        emu_flows_set_role(&f, fd, EMU_FLOW_CONNECTION, 5);
    }
    assert_false(emu_flows_may_accept(&f, 5, RATE, &again_us));
    assert_int_equal(again_us, 5 + RATE * EMU_FLOWS_EVERY_US);
    assert_false(emu_flows_may_accept(&f, again_us - 1, RATE, &again_us));
    assert_true(emu_flows_may_accept(&f, again_us, RATE, &again_us));
    assert_true(emu_flows_may_accept(&f, 5, 0, &again_us)); /* in warp no time passes between two */
    emu_flows_set_role(&f, 12, EMU_FLOW_OTHER, 6);          /* one of them ends */
    assert_true(emu_flows_may_accept(&f, 6, RATE, &again_us));
    emu_flows_fini(&f);
}

static void no_more_come_than_can_be_polled(void **state)
{
    (void)state;
    struct emu_flows f = {0};
    uint64_t again_us, n = 0;
    for (int fd = 0; fd < 1000; fd++) {
        uint64_t now_us = (uint64_t)fd * BOARD_US_PER_S;
        if (emu_flows_may_accept(&f, now_us, 1, &again_us)) {
            emu_flows_set_role(&f, fd, EMU_FLOW_CONNECTION, now_us);
            n++;
        }
    }
    assert_int_equal(n, EMU_FLOWS_MAX);
    assert_int_equal(again_us, UINT64_MAX);
    assert_true(EMU_FLOWS_MAX + 64 < EMU_POLL_MAX); /* the unit's own have room */
    emu_flows_set_role(&f, 0, EMU_FLOW_OTHER, 0);
    assert_true(emu_flows_may_accept(&f, 2000 * (uint64_t)BOARD_US_PER_S, 1, &again_us));
    emu_flows_fini(&f);
}

static void a_descriptor_is_what_it_was_said_to_be_until_it_is_closed(void **state)
{
    (void)state;
    struct emu_flows f = {0};
    assert_int_equal(emu_flows_role(&f, 7), EMU_FLOW_OTHER);
    emu_flows_set_role(&f, 7, EMU_FLOW_LISTENER, 0);
    emu_flows_set_role(&f, 9, EMU_FLOW_CONNECTION, 0);
    emu_flows_set_role(&f, 9, EMU_FLOW_CONNECTION, 0); /* told twice, counted once */
    assert_int_equal(f.n_connections, 1);
    assert_int_equal(emu_flows_role(&f, 7), EMU_FLOW_LISTENER);
    assert_int_equal(emu_flows_role(&f, 8), EMU_FLOW_OTHER);
    emu_flows_set_role(&f, 9, EMU_FLOW_OTHER, 0);
    emu_flows_set_role(&f, 9, EMU_FLOW_LISTENER, 0); /* the number is used again */
    assert_int_equal(f.n_connections, 0);
    emu_flows_set_role(&f, 5000, EMU_FLOW_OTHER, 0);
    assert_true(f.n_roles < 100);
    rt_mem_fail_at(1);
    emu_flows_set_role(&f, 300, EMU_FLOW_CONNECTION, 0);
    rt_mem_fail_at(0);
    assert_int_equal(f.n_connections, 0); /* no memory: served, not counted */
    emu_flows_fini(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_come_as_they_are_while_few_are_open),
        cmocka_unit_test(no_more_come_than_can_be_polled),
        cmocka_unit_test(a_descriptor_is_what_it_was_said_to_be_until_it_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
