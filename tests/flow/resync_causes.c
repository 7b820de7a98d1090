/* SPDX-License-Identifier: MIT */
/* When a resync comes and what it says about itself: power-up with its random delay, periods, retries, triggers,
 * switches, idle lines, restarts. Every request carries its cause in its path. */
#include <harness/test.h>
#include <fw/channel.h>
#include <harness/resync_rig.h>
#include <string.h>

/* --- power-up --- */

/* I7. Over many units the delays fill the range. */
static void test_the_random_delay_is_at_most_20_s_a_unit(void **state)
{
    uint64_t least_us = BOARD_NEVER, most_us = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        if (seed > 1) {
            (void)resync_rig_set_up(state);
        }
        resync_rig.seed = seed;
        device_rig_set(&resync_rig, "Resync_Random_Delay", "2");
        struct device_rig *r = resync_rig_build();
        device_rig_start(r);
        uint64_t up_us = board_now_us(r->board);
        uint64_t delay_us = resync_rig_expect_begin(r, "0") - up_us;
        assert_true(delay_us <= 40 * BOARD_US_PER_S + RESYNC_RIG_SLACK);
        least_us = delay_us < least_us ? delay_us : least_us;
        most_us = delay_us > most_us ? delay_us : most_us;
        if (seed < 24) {
            (void)resync_rig_tear_down(state);
        }
    }
    assert_true(least_us < 10 * BOARD_US_PER_S && most_us > 30 * BOARD_US_PER_S);
}

static void test_quirk_the_random_delay_in_seconds(void **state)
{
    (void)state;
    resync_rig.config.quirks = FW_QUIRK_BIT(FW_QUIRK_RANDOM_DELAY_SECONDS);
    device_rig_set(&resync_rig, "Resync_Random_Delay", "2");
    struct device_rig *r = resync_rig_build();
    for (unsigned i = 0; i < 5; i++) {
        device_rig_start(r);
        uint64_t up_us = board_now_us(r->board);
        assert_true(resync_rig_expect_begin(r, "0") - up_us <= 2 * BOARD_US_PER_S + RESYNC_RIG_SLACK);
        device_rig_power_off(r);
    }
}

static void test_no_delay_at_all(void **state)
{
    struct device_rig *r = resync_rig_build();
    (void)state;
    device_rig_start(r);
    uint64_t up_us = board_now_us(r->board);
    assert_true(resync_rig_expect_begin(r, "0") - up_us <= RESYNC_RIG_SLACK);
}

static void test_resync_on_reset_no(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_On_Reset", "No");
    struct device_rig *r = resync_rig_build();
    device_rig_start(r);
    resync_rig_expect_none(r,
                           100000); /* nor a periodic one: its timer runs after the first success only (guide p.4-2) */
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    device_rig_pass_s(r, 1);
    assert_string_equal(device_rig_asked(r), "tftp /a-1");
    device_rig_pass_s(r, 3600);
    assert_string_equal(device_rig_asked(r), "tftp /a-1 | tftp /a1");
}

static void test_provision_enable_no_stops_all_of_it(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Provision_Enable", "No");
    device_rig_set(&resync_rig, "Resync_Trigger_1", "$PRVTMR gt 10");
    struct device_rig *r = resync_rig_build();
    device_rig_start(r);
    resync_rig_expect_none(r, 20000);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200); /* says it will, and does not (S2000 p.41) */
    resync_rig_expect_none(r, 20000);
}

static void test_provision_enable_no_also_stops_what_is_planned(void **state)
{
    struct device_rig *r = resync_rig_build();
    (void)state;
    resync_rig_start(r);
    device_rig_set(r, "Provision_Enable", "No");
    resync_rig_expect_none(r, 20000);
}

/* --- periods and retries --- */

/* I1, and that a list goes on and repeats its last element. */
static void test_periodic_lists(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "100,200+50,400");
    struct device_rig *r = resync_rig_build();
    device_rig_start(r);
    uint64_t last_us = resync_rig_expect_begin(r, "0");
    static const unsigned least_s[] = {100, 200, 400, 400, 400}, most_s[] = {100, 250, 400, 400, 400};
    for (unsigned i = 0; i < 5; i++) {
        uint64_t now_us = resync_rig_expect_begin(r, "1");
        assert_true(now_us - last_us >= least_s[i] * (uint64_t)BOARD_US_PER_S);
        assert_true(now_us - last_us <= most_s[i] * (uint64_t)BOARD_US_PER_S + RESYNC_RIG_SLACK);
        last_us = now_us;
    }
}

/* I5 */
static void test_periodic_0_and_empty(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "0");
    struct device_rig *r = resync_rig_build();
    resync_rig_start(r);
    resync_rig_expect_none(r, 100000);
    device_rig_set(r, "Resync_Periodic", "");
    resync_rig_expect_none(r, 100000);
    device_rig_set(r, "Resync_Periodic", "50"); /* takes effect at once */
    device_rig_pass_s(r, 51);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
}

/* I3 */
static void test_error_lists(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Error_Retry_Delay", "1800+300,3600+600,7200+900");
    struct device_rig *r = resync_rig_build();
    provider_withdraw(&r->provider, "/a0");
    provider_withdraw(&r->provider, "/a2");
    device_rig_start(r);
    static const unsigned least_s[] = {1800, 3600, 7200, 7200}, most_s[] = {2100, 4200, 8100, 8100};
    uint64_t failed_us = device_rig_expect(r, &fw_signal_resync, "failed: File Not Found");
    for (unsigned i = 0; i < 4; i++) {
        uint64_t now_us = resync_rig_expect_begin(r, "2");
        assert_true(now_us - failed_us >= least_s[i] * (uint64_t)BOARD_US_PER_S);
        assert_true(now_us - failed_us <= most_s[i] * (uint64_t)BOARD_US_PER_S + RESYNC_RIG_SLACK);
        failed_us = device_rig_expect(r, &fw_signal_resync, "failed: File Not Found");
    }
    assert_string_equal(device_rig_asked(r), "tftp /a0 | tftp /a2 | tftp /a2 | tftp /a2 | tftp /a2");
}

/* I6 and the other statement of the guide (p.4-2) */
static void test_quirk_retry_0_is_at_once(void **state)
{
    (void)state;
    resync_rig.config.quirks = FW_QUIRK_BIT(FW_QUIRK_RETRY_ZERO_AT_ONCE);
    device_rig_set(&resync_rig, "Resync_Error_Retry_Delay", "0");
    struct device_rig *r = resync_rig_build();
    provider_withdraw(&r->provider, "/a0");
    device_rig_start(r);
    device_rig_pass_s(r, 5);
    assert_string_equal(device_rig_asked(r), "tftp /a0 | tftp /a2");
}

static void test_a_failure_of_the_period_is_retried_and_then_the_period_continues(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "1000");
    device_rig_set(&resync_rig, "Resync_Error_Retry_Delay", "30");
    struct device_rig *r = resync_rig_build();
    resync_rig_start(r);
    provider_withdraw(&r->provider, "/a1");
    device_rig_pass_s(r, 1031);
    assert_string_equal(device_rig_asked(r), "tftp /a1 | tftp /a2");
    device_rig_pass_s(r, 990);
    assert_string_equal(device_rig_asked(r), "tftp /a1 | tftp /a2");
    device_rig_pass_s(r, 12);
    assert_string_equal(device_rig_asked(r), "tftp /a1 | tftp /a2 | tftp /a1");
}

/* C15 */
static void test_fnf_that_is_no_failure(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Fails_On_FNF", "No");
    device_rig_set(&resync_rig, "Resync_Periodic", "500");
    struct device_rig *r = resync_rig_build();
    provider_withdraw(&r->provider, "/a0");
    resync_rig_start(r);
    device_rig_pass_s(r, 501);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
    /* Only file-not-found is meant. */
    provider_serve(&r->provider, "/a1", RESYNC_RIG_OK, strlen(RESYNC_RIG_OK), PROVIDER_DENIES);
    device_rig_pass_s(r, 501);
    (void)device_rig_expect(r, &fw_signal_resync, "failed: tftp error");
}

/* --- triggers --- */

static void test_a_trigger_acts_as_the_periodic_timer(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "0");
    device_rig_set(&resync_rig, "Resync_Trigger_1", "$REGTMR1 gt 300 and $PRVTMR ge 600");
    struct device_rig *r = resync_rig_build();
    device_rig_start(r);
    uint64_t first_us = resync_rig_expect_begin(r, "0");
    for (unsigned i = 0; i < 3; i++) {
        uint64_t now_us = resync_rig_expect_begin(r, "1");
        assert_true(now_us - first_us >= 600 * (uint64_t)BOARD_US_PER_S);
        assert_true(now_us - first_us <= 602 * (uint64_t)BOARD_US_PER_S); /* polled each second */
        first_us = now_us;
    }
}

static void test_the_second_trigger_and_one_set_later(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "0");
    struct device_rig *r = resync_rig_build();
    resync_rig_start(r);
    resync_rig_expect_none(r, 1000);
    device_rig_set(r, "Resync_Trigger_2", "\"$A\" eq \"now\" and $PRVTMR ge 60");
    resync_rig_expect_none(r, 1000);
    device_rig_set(r, "GPP_A", "now");
    device_rig_pass_s(r, 3);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
}

/* A pass in which no rule fetches is an attempt too: else $PRVTMR would stand still and the trigger fire each second.
 */
static void test_an_attempt_without_a_fetch_counts_for_PRVTMR(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Profile_Rule", "(\"$A\" eq \"x\")? /a1");
    device_rig_set(&resync_rig, "Resync_Periodic", "0");
    device_rig_set(&resync_rig, "Resync_Trigger_1", "$PRVTMR ge 600");
    struct device_rig *r = resync_rig_build();
    device_rig_start(r);
    device_rig_pass_s(r, 3000);
    struct fw_prov_status s = fw_prov_status(fw_device_prov(r->device));
    assert_in_range(s.n_resync_ok, 4, 6);
}

/* --- idle lines --- */

static void test_a_resync_waits_for_the_handset(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "100");
    struct device_rig *r = resync_rig_build();
    resync_rig_start(r);
    device_rig_hook(r, 1, true);
    resync_rig_expect_none(r, 1000);
    device_rig_hook(r, 1, false);
    device_rig_pass_s(r, 2);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
}

static void test_but_not_longer_than_forced_resync_delay(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "100");
    device_rig_set(&resync_rig, "Forced_Resync_Delay", "500");
    struct device_rig *r = resync_rig_build();
    device_rig_start(r);
    uint64_t first_us = resync_rig_expect_begin(r, "0");
    device_rig_hook(r, 0, true);
    uint64_t forced_us = resync_rig_expect_begin(r, "1");
    assert_int_equal((forced_us - first_us) / BOARD_US_PER_S, 100 + 500);
    uint64_t next_us = resync_rig_expect_begin(r, "1"); /* the next one waits as long */
    assert_int_equal((next_us - forced_us) / BOARD_US_PER_S, 100 + 500);
}

/* --- restarts --- */

static void test_a_parameter_that_needs_a_restart(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "300");
    struct device_rig *r = resync_rig_build();
    device_rig_start(r);
    provider_serve_text(&r->provider, "/a1", "<flat-profile><HostName>box</HostName></flat-profile>");
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    uint64_t at_us = resync_rig_expect_begin(r, "1");
    (void)device_rig_expect(r, &fw_signal_boot, "restart: parameter change");
    (void)device_rig_expect(r, &fw_signal_boot, "after parameter change");
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=");
    assert_string_equal(device_rig_value(r, "HostName"), "box");
    device_rig_forget(r);
    uint64_t next_us = resync_rig_expect_begin(r, "1"); /* not 0: no Resync_On_Reset after it (guide p.4-1) */
    assert_in_range((next_us - at_us) / BOARD_US_PER_S, 300, 305);
    device_rig_pass_s(r, 60); /* the same values again: no restart */
    assert_string_equal(device_rig_asked(r), "tftp /a1");
    assert_false(device_rig_saw(r, &fw_signal_boot, "restart"));
}

static void test_quirk_resync_after_a_parameter_restart(void **state)
{
    (void)state;
    resync_rig.config.quirks = FW_QUIRK_BIT(FW_QUIRK_RESYNC_AFTER_RESTART);
    struct device_rig *r = resync_rig_build();
    provider_serve_text(&r->provider, "/a0", "<flat-profile><HostName>box</HostName></flat-profile>");
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_boot, "after parameter change");
    (void)resync_rig_expect_begin(r, "0");
}

/* What the first profile changed needs a restart; the second failed: the retry is not forgotten over it. */
static void test_a_failed_pass_with_a_restart_is_retried(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Profile_Rule_B", "/missing");
    device_rig_set(&resync_rig, "Resync_Periodic", "5000");
    device_rig_set(&resync_rig, "Resync_Error_Retry_Delay", "60");
    struct device_rig *r = resync_rig_build();
    provider_serve_text(&r->provider, "/a0", "<flat-profile><HostName>box</HostName></flat-profile>");
    device_rig_start(r);
    uint64_t failed_us = device_rig_expect(r, &fw_signal_resync, "failed: File Not Found");
    (void)device_rig_expect(r, &fw_signal_boot, "after parameter change");
    uint64_t again_us = resync_rig_expect_begin(r, "2");
    assert_in_range((again_us - failed_us) / BOARD_US_PER_S, 60, 65);
}

/* --- the network --- */

static void test_without_a_network_it_waits_for_one(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Resync_Periodic", "100");
    struct device_rig *r = resync_rig_build();
    resync_rig_start(r);
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    resync_rig_expect_none(r, 1000);
    assert_int_equal(fw_prov_status(fw_device_prov(r->device)).resync, FW_RESYNC_DUE);
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    device_rig_pass_s(r, 30);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, resync_rig_set_up, resync_rig_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_the_random_delay_is_at_most_20_s_a_unit),
        CASE(test_quirk_the_random_delay_in_seconds),
        CASE(test_no_delay_at_all),
        CASE(test_resync_on_reset_no),
        CASE(test_provision_enable_no_stops_all_of_it),
        CASE(test_provision_enable_no_also_stops_what_is_planned),
        CASE(test_periodic_lists),
        CASE(test_periodic_0_and_empty),
        CASE(test_error_lists),
        CASE(test_quirk_retry_0_is_at_once),
        CASE(test_a_failure_of_the_period_is_retried_and_then_the_period_continues),
        CASE(test_fnf_that_is_no_failure),
        CASE(test_a_trigger_acts_as_the_periodic_timer),
        CASE(test_the_second_trigger_and_one_set_later),
        CASE(test_an_attempt_without_a_fetch_counts_for_PRVTMR),
        CASE(test_a_resync_waits_for_the_handset),
        CASE(test_but_not_longer_than_forced_resync_delay),
        CASE(test_a_parameter_that_needs_a_restart),
        CASE(test_quirk_resync_after_a_parameter_restart),
        CASE(test_a_failed_pass_with_a_restart_is_retried),
        CASE(test_without_a_network_it_waits_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
