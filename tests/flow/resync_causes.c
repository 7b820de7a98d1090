/* SPDX-License-Identifier: MIT */
/*
 * When a resync comes and what it says about itself: power-up with its random delay, periods, retries, triggers,
 * commands ($PRVST), switches, idle lines, restarts. Every request carries its cause in its path.
 */
#include <harness/test.h>
#include <fw/channel.h>
#include <harness/device_rig.h>
#include <stdio.h>
#include <string.h>

#define OK    "<flat-profile></flat-profile>"
#define SLACK (BOARD_US_PER_MS * 20)

static struct device_rig rig;

static int setup(void **state)
{
    device_rig_prepare(&rig, "5.2.10");
    device_rig_set(&rig, "Profile_Rule", "/a$PRVST");
    device_rig_set(&rig, "Resync_Random_Delay", "0");
    *state = &rig;
    return 0;
}

/* A test may first change how the unit is built. */
static struct device_rig *build(void)
{
    device_rig_build(&rig);
    provider_serve_text(&rig.provider, "/a0", OK);
    provider_serve_text(&rig.provider, "/a1", OK);
    provider_serve_text(&rig.provider, "/a2", OK);
    provider_serve_text(&rig.provider, "/a-1", OK);
    return &rig;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

/* Starts, waits for the first resync, forgets what was. */
static void start_and_resync(struct device_rig *r)
{
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /a0");
    device_rig_forget(r);
}

static uint64_t expect_begin(struct device_rig *r, const char *prvst)
{
    char text[40];
    (void)snprintf(text, sizeof text, "begins, PRVST=%s", prvst);
    return device_rig_expect_within(r, &fw_signal_resync, text, 400000);
}

static void expect_none(struct device_rig *r, uint64_t for_s)
{
    device_rig_forget(r);
    device_rig_pass_s(r, for_s);
    assert_string_equal(device_rig_asked(r), "");
}

/* --- power-up --- */

/* I7. Over many units the delays fill the range. */
static void test_the_random_delay_is_at_most_20_s_a_unit(void **state)
{
    uint64_t least_us = BOARD_NEVER, most_us = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        if (seed > 1) {
            (void)setup(state);
        }
        rig.seed = seed;
        device_rig_set(&rig, "Resync_Random_Delay", "2");
        struct device_rig *r = build();
        device_rig_start(r);
        uint64_t up_us = board_now_us(r->board);
        uint64_t delay_us = expect_begin(r, "0") - up_us;
        assert_true(delay_us <= 40 * BOARD_US_PER_S + SLACK);
        least_us = delay_us < least_us ? delay_us : least_us;
        most_us = delay_us > most_us ? delay_us : most_us;
        if (seed < 24) {
            (void)teardown(state);
        }
    }
    assert_true(least_us < 10 * BOARD_US_PER_S && most_us > 30 * BOARD_US_PER_S);
}

static void test_quirk_the_random_delay_in_seconds(void **state)
{
    (void)state;
    rig.config.quirks = FW_QUIRK_BIT(FW_QUIRK_RANDOM_DELAY_SECONDS);
    device_rig_set(&rig, "Resync_Random_Delay", "2");
    struct device_rig *r = build();
    for (unsigned i = 0; i < 5; i++) {
        device_rig_start(r);
        uint64_t up_us = board_now_us(r->board);
        assert_true(expect_begin(r, "0") - up_us <= 2 * BOARD_US_PER_S + SLACK);
        device_rig_power_off(r);
    }
}

static void test_no_delay_at_all(void **state)
{
    struct device_rig *r = build();
    (void)state;
    device_rig_start(r);
    uint64_t up_us = board_now_us(r->board);
    assert_true(expect_begin(r, "0") - up_us <= SLACK);
}

static void test_resync_on_reset_no(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_On_Reset", "No");
    struct device_rig *r = build();
    device_rig_start(r);
    expect_none(r, 100000); /* nor a periodic one: its timer runs after the first success only (guide p.4-2) */
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    device_rig_pass_s(r, 1);
    assert_string_equal(device_rig_asked(r), "tftp /a-1");
    device_rig_pass_s(r, 3600);
    assert_string_equal(device_rig_asked(r), "tftp /a-1 | tftp /a1");
}

static void test_provision_enable_no_stops_all_of_it(void **state)
{
    (void)state;
    device_rig_set(&rig, "Provision_Enable", "No");
    device_rig_set(&rig, "Resync_Trigger_1", "$PRVTMR gt 10");
    struct device_rig *r = build();
    device_rig_start(r);
    expect_none(r, 20000);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200); /* says it will, and does not (S2000 p.41) */
    expect_none(r, 20000);
}

static void test_provision_enable_no_also_stops_what_is_planned(void **state)
{
    struct device_rig *r = build();
    (void)state;
    start_and_resync(r);
    device_rig_set(r, "Provision_Enable", "No");
    expect_none(r, 20000);
}

/* --- periods and retries --- */

/* I1, and that a list goes on and repeats its last element. */
static void test_periodic_lists(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "100,200+50,400");
    struct device_rig *r = build();
    device_rig_start(r);
    uint64_t last_us = expect_begin(r, "0");
    static const unsigned least_s[] = {100, 200, 400, 400, 400}, most_s[] = {100, 250, 400, 400, 400};
    for (unsigned i = 0; i < 5; i++) {
        uint64_t now_us = expect_begin(r, "1");
        assert_true(now_us - last_us >= least_s[i] * (uint64_t)BOARD_US_PER_S);
        assert_true(now_us - last_us <= most_s[i] * (uint64_t)BOARD_US_PER_S + SLACK);
        last_us = now_us;
    }
}

/* I5 */
static void test_periodic_0_and_empty(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "0");
    struct device_rig *r = build();
    start_and_resync(r);
    expect_none(r, 100000);
    device_rig_set(r, "Resync_Periodic", "");
    expect_none(r, 100000);
    device_rig_set(r, "Resync_Periodic", "50"); /* takes effect at once */
    device_rig_pass_s(r, 51);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
}

/* I3 */
static void test_error_lists(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Error_Retry_Delay", "1800+300,3600+600,7200+900");
    struct device_rig *r = build();
    provider_withdraw(&r->provider, "/a0");
    provider_withdraw(&r->provider, "/a2");
    device_rig_start(r);
    static const unsigned least_s[] = {1800, 3600, 7200, 7200}, most_s[] = {2100, 4200, 8100, 8100};
    uint64_t failed_us = device_rig_expect(r, &fw_signal_resync, "failed: File Not Found");
    for (unsigned i = 0; i < 4; i++) {
        uint64_t now_us = expect_begin(r, "2");
        assert_true(now_us - failed_us >= least_s[i] * (uint64_t)BOARD_US_PER_S);
        assert_true(now_us - failed_us <= most_s[i] * (uint64_t)BOARD_US_PER_S + SLACK);
        failed_us = device_rig_expect(r, &fw_signal_resync, "failed: File Not Found");
    }
    assert_string_equal(device_rig_asked(r), "tftp /a0 | tftp /a2 | tftp /a2 | tftp /a2 | tftp /a2");
}

/* I6 and the other statement of the guide (p.4-2) */
static void test_quirk_retry_0_is_at_once(void **state)
{
    (void)state;
    rig.config.quirks = FW_QUIRK_BIT(FW_QUIRK_RETRY_ZERO_AT_ONCE);
    device_rig_set(&rig, "Resync_Error_Retry_Delay", "0");
    struct device_rig *r = build();
    provider_withdraw(&r->provider, "/a0");
    device_rig_start(r);
    device_rig_pass_s(r, 5);
    assert_string_equal(device_rig_asked(r), "tftp /a0 | tftp /a2");
}

static void test_a_failure_of_the_period_is_retried_and_then_the_period_continues(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "1000");
    device_rig_set(&rig, "Resync_Error_Retry_Delay", "30");
    struct device_rig *r = build();
    start_and_resync(r);
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
    device_rig_set(&rig, "Resync_Fails_On_FNF", "No");
    device_rig_set(&rig, "Resync_Periodic", "500");
    struct device_rig *r = build();
    provider_withdraw(&r->provider, "/a0");
    start_and_resync(r);
    device_rig_pass_s(r, 501);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
    /* Only file-not-found is meant. */
    provider_serve(&r->provider, "/a1", OK, strlen(OK), PROVIDER_DENIES);
    device_rig_pass_s(r, 501);
    (void)device_rig_expect(r, &fw_signal_resync, "failed: tftp error");
}

/* --- triggers --- */

static void test_a_trigger_acts_as_the_periodic_timer(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "0");
    device_rig_set(&rig, "Resync_Trigger_1", "$REGTMR1 gt 300 and $PRVTMR ge 600");
    struct device_rig *r = build();
    device_rig_start(r);
    uint64_t first_us = expect_begin(r, "0");
    for (unsigned i = 0; i < 3; i++) {
        uint64_t now_us = expect_begin(r, "1");
        assert_true(now_us - first_us >= 600 * (uint64_t)BOARD_US_PER_S);
        assert_true(now_us - first_us <= 602 * (uint64_t)BOARD_US_PER_S); /* polled each second */
        first_us = now_us;
    }
}

static void test_the_second_trigger_and_one_set_later(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "0");
    struct device_rig *r = build();
    start_and_resync(r);
    expect_none(r, 1000);
    device_rig_set(r, "Resync_Trigger_2", "\"$A\" eq \"now\" and $PRVTMR ge 60");
    expect_none(r, 1000);
    device_rig_set(r, "GPP_A", "now");
    device_rig_pass_s(r, 3);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
}

/* A pass in which no rule fetches is an attempt too: else $PRVTMR would stand still and the trigger fire each second.
 */
static void test_an_attempt_without_a_fetch_counts_for_PRVTMR(void **state)
{
    (void)state;
    device_rig_set(&rig, "Profile_Rule", "(\"$A\" eq \"x\")? /a1");
    device_rig_set(&rig, "Resync_Periodic", "0");
    device_rig_set(&rig, "Resync_Trigger_1", "$PRVTMR ge 600");
    struct device_rig *r = build();
    device_rig_start(r);
    device_rig_pass_s(r, 3000);
    struct fw_prov_status s = fw_prov_status(fw_device_prov(r->device));
    assert_in_range(s.n_resync_ok, 4, 6);
}

/* --- commands --- */

/* D12: no server in the address: the host that asks. Its TFTP server is another one. */
static void test_a_command_without_a_server_means_the_host_that_asks(void **state)
{
    struct device_rig *r = build();
    struct tftp_peer theirs;
    static const char body[] = "<flat-profile><GPP_A>theirs</GPP_A></flat-profile>";
    (void)state;
    tftp_peer_init(&theirs, &r->wan, DEVICE_RIG_WAN_PC, body, sizeof body - 1);
    device_rig_set(r, "Enable_WAN_Web_Server", "Yes");
    start_and_resync(r);
    assert_int_equal(device_rig_web(r, DEVICE_RIG_WAN_PC, "GET", "/admin/resync?/spa2102.cfg", NULL), 200);
    device_rig_pass_s(r, 1);
    assert_int_equal(theirs.n_requests, 1);
    assert_string_equal(theirs.name, "/spa2102.cfg");
    assert_string_equal(device_rig_asked(r), "");
    assert_string_equal(device_rig_value(r, "GPP_A"), "theirs");
    tftp_peer_fini(&theirs);
}

/* D10, with a name that the name server knows. */
static void test_a_command_without_a_protocol_means_tftp(void **state)
{
    struct device_rig *r = build();
    (void)state;
    provider_serve_text(&r->provider, "/spa2102.cfg", OK);
    start_and_resync(r);
    assert_int_equal(device_rig_get(r, "/resync?prov.telco.com/spa2102.cfg"), 200); /* the short form */
    device_rig_pass_s(r, 1);
    assert_string_equal(device_rig_asked(r), "tftp /spa2102.cfg");
    assert_string_equal(device_rig_lines(r),
                        "SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync tftp://192.168.1.200:69/spa2102.cfg | "
                        "SPA-2102 00:0e:08:ab:cd:ef -- Successful resync tftp://192.168.1.200:69/spa2102.cfg");
}

/* The command's rule is for once: what follows uses the configured ones. */
static void test_a_command_with_a_rule_is_for_once(void **state)
{
    (void)state;
    device_rig_set(&rig, "Profile_Rule_B", "/b");
    device_rig_set(&rig, "Resync_Error_Retry_Delay", "40");
    struct device_rig *r = build();
    provider_serve_text(&r->provider, "/b", OK);
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    device_rig_forget(r);
    assert_int_equal(device_rig_get(r, "/admin/resync?http://192.168.1.200/$MA.xml"), 200);
    device_rig_pass_s(r, 45);
    assert_string_equal(device_rig_asked(r), "GET /000e08abcdef.xml | tftp /a2 | tftp /b"); /* 404, then the retry */
}

static void test_a_command_skips_the_random_delay(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Random_Delay", "1000");
    struct device_rig *r = build();
    device_rig_start(r);
    device_rig_forget(r);
    assert_int_equal(device_rig_get(r, "/admin/resync"), 200);
    device_rig_pass_s(r, 1);
    assert_string_equal(device_rig_asked(r), "tftp /a-1");
    device_rig_pass_s(r, 3000);
    assert_string_equal(device_rig_asked(r), "tftp /a-1"); /* and takes its place */
}

/* The technician reads it in the answer, and not in a failure that comes later to a log he may not have. */
static void test_a_command_that_cannot_be_read_is_refused_at_once(void **state)
{
    static const char *const addresses[] = {"ftp://192.168.1.200/a",
                                            "tftp://192.168.1.200",
                                            "http://192.168.1.200:99999/a",
                                            "no-path",
                                            "[--bogus]/a.cfg",
                                            "[--key]/a.cfg",
                                            "(",
                                            "(1/a.cfg",
                                            "http://:80/a",
                                            "(GPP_A=\"x\")!/a.cfg"};
    struct device_rig *r = build();
    (void)state;
    start_and_resync(r);
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        char path[200];
        (void)snprintf(path, sizeof path, "/admin/resync?%s", addresses[i]);
        assert_int_equal(device_rig_get(r, path), 400);
        assert_non_null(strstr(web_client_body(&r->web), "cannot be read"));
    }
    device_rig_forget(r);
    device_rig_pass_s(r, 60);
    assert_string_equal(device_rig_asked(r), "");
    assert_string_equal(device_rig_lines(r), "");
    /* One whose condition does not hold is no mistake. */
    assert_int_equal(device_rig_get(r, "/admin/resync?(1=2)?/a.cfg"), 200);
    device_rig_pass_s(r, 60);
    assert_string_equal(device_rig_asked(r), "");
}

/* A browser and a library write what cannot stand in an address as %XX, and a blank as '+'; the whole is decoded, and
 * the
 * '+' of an address is its own. */
static void test_a_command_may_be_percent_encoded(void **state)
{
    static const struct {
        const char *argument, *asked;
    } rows[] = {
        {"tftp://192.168.1.200/plain.cfg", "tftp /plain.cfg"},
        {"tftp%3A%2F%2F192.168.1.200%2Fwhole.cfg", "tftp /whole.cfg"},
        {"tftp%3a%2f%2f192.168.1.200/%24MA.cfg", "tftp /000e08abcdef.cfg"},
        {"(1%3D1)?%20tftp://192.168.1.200/a.cfg", "tftp /a.cfg"},
        {"%5B--alias%20a%5D%20tftp://192.168.1.200/b%41.cfg", "tftp /bA.cfg"},
        {"tftp://192.168.1.200/100%25.cfg", "tftp /100%.cfg"},
        {"tftp://192.168.1.200/init-%24MA.cfg", "tftp /init-000e08abcdef.cfg"},
        {"192.168.1.200/init-%24(MA).cfg", "tftp /init-000e08abcdef.cfg"},
        {"tftp://192.168.1.200/%2524MA.cfg", "tftp /%24MA.cfg"},
        {"[--alias+a]tftp://192.168.1.200/k.cfg", "tftp /k.cfg"},
        {"%5B--alias+a%5D+tftp%3A%2F%2F192.168.1.200%2Fk+%2B.cfg", "tftp /k++.cfg"},
        {"[--key+\"a/b+c\"]192.168.1.200/no+scheme.cfg", "tftp /no+scheme.cfg"},
        {"[--key+a/b]tftp://192.168.1.200/slash+.cfg", "tftp /slash+.cfg"},
        {"(\"$A\"+ne+\"://\")?+tftp://192.168.1.200/condition+.cfg", "tftp /condition+.cfg"},
        {"(1+eq+2)?tftp://192.168.1.200/one+.cfg|+(1+eq+1)?+tftp://192.168.1.200/two+.cfg", "tftp /two+.cfg"},
        {"tftp://192.168.1.200/%zz%4", "tftp /%zz%4"},
    };
    struct device_rig *r = build();
    (void)state;
    start_and_resync(r);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[200];
        (void)snprintf(path, sizeof path, "/admin/resync?%s", rows[i].argument);
        device_rig_forget(r);
        assert_int_equal(device_rig_get(r, path), 200);
        device_rig_pass_s(r, 5);
        if (strncmp(device_rig_asked(r), rows[i].asked, strlen(rows[i].asked)) != 0) {
            fail_msg("%s: asked %s", rows[i].argument, device_rig_asked(r));
        }
    }
}

/* Its answer says so (spec 7.4: from any state); the last of several counts. */
static void test_a_command_during_a_resync_follows_it(void **state)
{
    struct device_rig *r = build();
    (void)state;
    provider_serve(&r->provider, "/a0", OK, strlen(OK), PROVIDER_SILENT);
    provider_serve_text(&r->provider, "/first", OK);
    provider_serve_text(&r->provider, "/last", OK);
    device_rig_start(r);
    (void)expect_begin(r, "0");
    assert_int_equal(device_rig_get(r, "/admin/resync?/a$"), 200);
    assert_int_equal(device_rig_get(r, "/admin/resync?tftp://192.168.1.200/first"), 200);
    assert_int_equal(device_rig_get(r, "/admin/resync?(x"), 400); /* what cannot be read changes nothing */
    assert_int_equal(device_rig_get(r, "/admin/resync?tftp://192.168.1.200/last"), 200);
    (void)device_rig_expect_within(r, &fw_signal_resync, "failed: ", 120);
    (void)expect_begin(r, "-1");
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_non_null(strstr(device_rig_asked(r), "tftp /last"));
    device_rig_forget(r);
    device_rig_pass_s(r, 60);
    assert_null(strstr(device_rig_asked(r), "/first"));
}

/* --- the sequence --- */

/* C12 */
static void test_rules_that_are_empty_are_skipped(void **state)
{
    (void)state;
    device_rig_set(&rig, "Profile_Rule", "# tftp://192.168.1.200/a0");
    device_rig_set(&rig, "Profile_Rule_C", "tftp://192.168.1.200/c");
    struct device_rig *r = build();
    provider_serve_text(&r->provider, "/c", OK);
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /c");
}

/* C13 */
static void test_the_first_failing_rule_ends_the_sequence(void **state)
{
    (void)state;
    device_rig_set(&rig, "Profile_Rule_B", "/b");
    device_rig_set(&rig, "Profile_Rule_C", "/c");
    device_rig_set(&rig, "Resync_Error_Retry_Delay", "50");
    struct device_rig *r = build();
    provider_serve(&r->provider, "/b", OK, strlen(OK), PROVIDER_SILENT);
    provider_serve_text(&r->provider, "/c", OK);
    device_rig_start(r);
    uint64_t failed_us = device_rig_expect(r, &fw_signal_resync, "failed: tftp timeout");
    assert_int_equal(strncmp(device_rig_asked(r), "tftp /a0 | tftp /b | tftp /b", 28), 0); /* sent again */
    assert_null(strstr(device_rig_asked(r), "/c"));
    provider_serve_text(&r->provider, "/b", OK);
    device_rig_forget(r);
    uint64_t again_us = expect_begin(r, "2");
    assert_int_equal(again_us - failed_us, 50 * (uint64_t)BOARD_US_PER_S);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /a2 | tftp /b | tftp /c");
}

/* C14 */
static void test_a_taken_alternative_that_is_not_found_has_no_second(void **state)
{
    (void)state;
    device_rig_set(&rig, "Profile_Rule", "($PRVTMR ge 0)? /gone | /a0");
    struct device_rig *r = build();
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "failed: File Not Found");
    assert_string_equal(device_rig_asked(r), "tftp /gone");
}

/* C4 and C9: assignments, with and without a fetch after them; names of one letter are GPPs. */
static void test_assignments_are_done(void **state)
{
    (void)state;
    device_rig_set(&rig, "GPP_B", "77");
    device_rig_set(&rig, "GPP_C", "old");
    device_rig_set(&rig, "Profile_Rule", "( User_ID_1_ = \"uid$B\" ; c = \"\" ; GPP_D = \"$MA\" ; )!");
    device_rig_set(&rig, "Profile_Rule_B", "(\"$A\" ne \"Provisioned\")? (Line_Enable_1_ = \"No\";)! /init | /next");
    struct device_rig *r = build();
    provider_serve_text(&r->provider, "/init", "<flat-profile><GPP_A>Provisioned</GPP_A></flat-profile>");
    provider_serve_text(&r->provider, "/next", OK);
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_value(r, "User_ID_1_"), "uid77");
    assert_string_equal(device_rig_value(r, "GPP_C"), "");
    assert_string_equal(device_rig_value(r, "GPP_D"), "000e08abcdef");
    assert_string_equal(device_rig_value(r, "Line_Enable_1_"), "No");
    (void)expect_begin(r, "1");
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /init | tftp /next");
}

/* Inferred from WAZO's profiles, which set the later rules in the first one. */
static void test_a_profile_may_set_the_next_rule(void **state)
{
    struct device_rig *r = build();
    (void)state;
    provider_serve_text(&r->provider, "/a0",
                        "<flat-profile><Profile_Rule_B>/b$PSN</Profile_Rule_B>"
                        "<Profile_Rule>/never</Profile_Rule></flat-profile>");
    provider_serve_text(&r->provider, "/b2102", OK);
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /a0 | tftp /b2102");
}

/* --- idle lines --- */

static void test_a_resync_waits_for_the_handset(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "100");
    struct device_rig *r = build();
    start_and_resync(r);
    device_rig_hook(r, 1, true);
    expect_none(r, 1000);
    device_rig_hook(r, 1, false);
    device_rig_pass_s(r, 2);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
}

static void test_but_not_longer_than_forced_resync_delay(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "100");
    device_rig_set(&rig, "Forced_Resync_Delay", "500");
    struct device_rig *r = build();
    device_rig_start(r);
    uint64_t first_us = expect_begin(r, "0");
    device_rig_hook(r, 0, true);
    uint64_t forced_us = expect_begin(r, "1");
    assert_int_equal((forced_us - first_us) / BOARD_US_PER_S, 100 + 500);
    uint64_t next_us = expect_begin(r, "1"); /* the next one waits as long */
    assert_int_equal((next_us - forced_us) / BOARD_US_PER_S, 100 + 500);
}

/* --- restarts --- */

static void test_a_parameter_that_needs_a_restart(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "300");
    struct device_rig *r = build();
    device_rig_start(r);
    provider_serve_text(&r->provider, "/a1", "<flat-profile><HostName>box</HostName></flat-profile>");
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    uint64_t at_us = expect_begin(r, "1");
    (void)device_rig_expect(r, &fw_signal_boot, "restart: parameter change");
    (void)device_rig_expect(r, &fw_signal_boot, "after parameter change");
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=");
    assert_string_equal(device_rig_value(r, "HostName"), "box");
    device_rig_forget(r);
    uint64_t next_us = expect_begin(r, "1"); /* not 0: no Resync_On_Reset after it (guide p.4-1) */
    assert_in_range((next_us - at_us) / BOARD_US_PER_S, 300, 305);
    device_rig_pass_s(r, 60); /* the same values again: no restart */
    assert_string_equal(device_rig_asked(r), "tftp /a1");
    assert_false(device_rig_saw(r, &fw_signal_boot, "restart"));
}

static void test_quirk_resync_after_a_parameter_restart(void **state)
{
    (void)state;
    rig.config.quirks = FW_QUIRK_BIT(FW_QUIRK_RESYNC_AFTER_RESTART);
    struct device_rig *r = build();
    provider_serve_text(&r->provider, "/a0", "<flat-profile><HostName>box</HostName></flat-profile>");
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_boot, "after parameter change");
    (void)expect_begin(r, "0");
}

/* What the first profile changed needs a restart; the second failed: the retry is not forgotten over it. */
static void test_a_failed_pass_with_a_restart_is_retried(void **state)
{
    (void)state;
    device_rig_set(&rig, "Profile_Rule_B", "/missing");
    device_rig_set(&rig, "Resync_Periodic", "5000");
    device_rig_set(&rig, "Resync_Error_Retry_Delay", "60");
    struct device_rig *r = build();
    provider_serve_text(&r->provider, "/a0", "<flat-profile><HostName>box</HostName></flat-profile>");
    device_rig_start(r);
    uint64_t failed_us = device_rig_expect(r, &fw_signal_resync, "failed: File Not Found");
    (void)device_rig_expect(r, &fw_signal_boot, "after parameter change");
    uint64_t again_us = expect_begin(r, "2");
    assert_in_range((again_us - failed_us) / BOARD_US_PER_S, 60, 65);
}

/* --- the network --- */

static void test_without_a_network_it_waits_for_one(void **state)
{
    (void)state;
    device_rig_set(&rig, "Resync_Periodic", "100");
    struct device_rig *r = build();
    start_and_resync(r);
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    expect_none(r, 1000);
    assert_int_equal(fw_prov_status(fw_device_prov(r->device)).resync, FW_RESYNC_DUE);
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    device_rig_pass_s(r, 30);
    assert_string_equal(device_rig_asked(r), "tftp /a1");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

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
        CASE(test_a_command_without_a_server_means_the_host_that_asks),
        CASE(test_a_command_without_a_protocol_means_tftp),
        CASE(test_a_command_with_a_rule_is_for_once),
        CASE(test_a_command_skips_the_random_delay),
        CASE(test_a_command_may_be_percent_encoded),
        CASE(test_a_command_during_a_resync_follows_it),
        CASE(test_a_command_that_cannot_be_read_is_refused_at_once),
        CASE(test_rules_that_are_empty_are_skipped),
        CASE(test_the_first_failing_rule_ends_the_sequence),
        CASE(test_a_taken_alternative_that_is_not_found_has_no_second),
        CASE(test_assignments_are_done),
        CASE(test_a_profile_may_set_the_next_rule),
        CASE(test_a_resync_waits_for_the_handset),
        CASE(test_but_not_longer_than_forced_resync_delay),
        CASE(test_a_parameter_that_needs_a_restart),
        CASE(test_quirk_resync_after_a_parameter_restart),
        CASE(test_a_failed_pass_with_a_restart_is_retried),
        CASE(test_without_a_network_it_waits_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
