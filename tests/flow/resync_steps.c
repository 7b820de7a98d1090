/* SPDX-License-Identifier: MIT */
/* The rarer steps of the resync machine's table (prov/steps.c): what was planned is called off. */
#include <harness/device_rig.h>
#include <harness/test.h>
#include <fw/prov.h>
#include <fw/channel.h>

static struct device_rig rig;

static int setup(void **state)
{
    device_rig_init(&rig, "5.2.10");
    device_rig_set(&rig, "Profile_Rule", "/a.cfg");
    device_rig_set(&rig, "Resync_Random_Delay", "0");
    device_rig_set(&rig, "Resync_Periodic", "100");
    provider_serve_text(&rig.provider, "/a.cfg", "<flat-profile><GPP_A>x</GPP_A></flat-profile>");
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

static enum fw_resync_state now(struct device_rig *r)
{
    return fw_prov_status(fw_device_prov(r->device)).resync;
}

static void expect_none(struct device_rig *r)
{
    device_rig_forget(r);
    device_rig_pass_s(r, 10000);
    assert_string_equal(device_rig_asked(r), "");
    assert_int_equal(now(r), FW_RESYNC_OFF);
}

static void test_the_period_is_taken_away_while_it_runs(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_int_equal(now(r), FW_RESYNC_WAIT);
    device_rig_set(r, "Resync_Periodic", "0");
    expect_none(r);
    device_rig_set(r, "Resync_Periodic", "100"); /* and given back */
    assert_int_equal(now(r), FW_RESYNC_WAIT);
    device_rig_pass_s(r, 101);
    assert_string_equal(device_rig_asked(r), "tftp /a.cfg");
}

static void test_switched_off_in_the_random_delay(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Resync_Random_Delay", "1000");
    device_rig_start(r);
    assert_int_equal(now(r), FW_RESYNC_DELAY);
    device_rig_set(r, "Provision_Enable", "No");
    device_rig_pass_s(r, 20 * 1000 + 1);
    expect_none(r);
}

static void test_switched_off_while_it_waits_for_the_handset(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    device_rig_hook(r, 0, true);
    device_rig_pass_s(r, 101);
    assert_int_equal(now(r), FW_RESYNC_DUE);
    device_rig_set(r, "Provision_Enable", "No");
    device_rig_hook(r, 0, false);
    expect_none(r);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_the_period_is_taken_away_while_it_runs),
        CASE(test_switched_off_in_the_random_delay),
        CASE(test_switched_off_while_it_waits_for_the_handset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
