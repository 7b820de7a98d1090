/* SPDX-License-Identifier: MIT */
/* Resyncs by command ($PRVST), and the sequence of rules that one goes through. */
#include <harness/test.h>
#include <fw/channel.h>
#include <harness/resync_rig.h>
#include <stdio.h>
#include <string.h>

/* --- commands --- */

/* D12: no server in the address: the host that asks. Its TFTP server is another one. */
static void test_a_command_without_a_server_means_the_host_that_asks(void **state)
{
    struct device_rig *r = resync_rig_build();
    struct tftp_peer theirs;
    static const char body[] = "<flat-profile><GPP_A>theirs</GPP_A></flat-profile>";
    (void)state;
    tftp_peer_init(&theirs, &r->wan, DEVICE_RIG_WAN_PC, body, sizeof body - 1);
    device_rig_set(r, "Enable_WAN_Web_Server", "Yes");
    resync_rig_start(r);
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
    struct device_rig *r = resync_rig_build();
    (void)state;
    provider_serve_text(&r->provider, "/spa2102.cfg", RESYNC_RIG_OK);
    resync_rig_start(r);
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
    device_rig_set(&resync_rig, "Profile_Rule_B", "/b");
    device_rig_set(&resync_rig, "Resync_Error_Retry_Delay", "40");
    struct device_rig *r = resync_rig_build();
    provider_serve_text(&r->provider, "/b", RESYNC_RIG_OK);
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
    device_rig_set(&resync_rig, "Resync_Random_Delay", "1000");
    struct device_rig *r = resync_rig_build();
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
    struct device_rig *r = resync_rig_build();
    (void)state;
    resync_rig_start(r);
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
    struct device_rig *r = resync_rig_build();
    (void)state;
    resync_rig_start(r);
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
    struct device_rig *r = resync_rig_build();
    (void)state;
    provider_serve(&r->provider, "/a0", RESYNC_RIG_OK, strlen(RESYNC_RIG_OK), PROVIDER_SILENT);
    provider_serve_text(&r->provider, "/first", RESYNC_RIG_OK);
    provider_serve_text(&r->provider, "/last", RESYNC_RIG_OK);
    device_rig_start(r);
    (void)resync_rig_expect_begin(r, "0");
    assert_int_equal(device_rig_get(r, "/admin/resync?/a$"), 200);
    assert_int_equal(device_rig_get(r, "/admin/resync?tftp://192.168.1.200/first"), 200);
    assert_int_equal(device_rig_get(r, "/admin/resync?(x"), 400); /* what cannot be read changes nothing */
    assert_int_equal(device_rig_get(r, "/admin/resync?tftp://192.168.1.200/last"), 200);
    (void)device_rig_expect_within(r, &fw_signal_resync, "failed: ", 120);
    (void)resync_rig_expect_begin(r, "-1");
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
    device_rig_set(&resync_rig, "Profile_Rule", "# tftp://192.168.1.200/a0");
    device_rig_set(&resync_rig, "Profile_Rule_C", "tftp://192.168.1.200/c");
    struct device_rig *r = resync_rig_build();
    provider_serve_text(&r->provider, "/c", RESYNC_RIG_OK);
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /c");
}

/* C13 */
static void test_the_first_failing_rule_ends_the_sequence(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Profile_Rule_B", "/b");
    device_rig_set(&resync_rig, "Profile_Rule_C", "/c");
    device_rig_set(&resync_rig, "Resync_Error_Retry_Delay", "50");
    struct device_rig *r = resync_rig_build();
    provider_serve(&r->provider, "/b", RESYNC_RIG_OK, strlen(RESYNC_RIG_OK), PROVIDER_SILENT);
    provider_serve_text(&r->provider, "/c", RESYNC_RIG_OK);
    device_rig_start(r);
    uint64_t failed_us = device_rig_expect(r, &fw_signal_resync, "failed: tftp timeout");
    assert_int_equal(strncmp(device_rig_asked(r), "tftp /a0 | tftp /b | tftp /b", 28), 0); /* sent again */
    assert_null(strstr(device_rig_asked(r), "/c"));
    provider_serve_text(&r->provider, "/b", RESYNC_RIG_OK);
    device_rig_forget(r);
    uint64_t again_us = resync_rig_expect_begin(r, "2");
    assert_int_equal(again_us - failed_us, 50 * (uint64_t)BOARD_US_PER_S);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /a2 | tftp /b | tftp /c");
}

/* C14 */
static void test_a_taken_alternative_that_is_not_found_has_no_second(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "Profile_Rule", "($PRVTMR ge 0)? /gone | /a0");
    struct device_rig *r = resync_rig_build();
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "failed: File Not Found");
    assert_string_equal(device_rig_asked(r), "tftp /gone");
}

/* C4 and C9: assignments, with and without a fetch after them; names of one letter are GPPs. */
static void test_assignments_are_done(void **state)
{
    (void)state;
    device_rig_set(&resync_rig, "GPP_B", "77");
    device_rig_set(&resync_rig, "GPP_C", "old");
    device_rig_set(&resync_rig, "Profile_Rule", "( User_ID_1_ = \"uid$B\" ; c = \"\" ; GPP_D = \"$MA\" ; )!");
    device_rig_set(&resync_rig, "Profile_Rule_B",
                   "(\"$A\" ne \"Provisioned\")? (Line_Enable_1_ = \"No\";)! /init | /next");
    struct device_rig *r = resync_rig_build();
    provider_serve_text(&r->provider, "/init", "<flat-profile><GPP_A>Provisioned</GPP_A></flat-profile>");
    provider_serve_text(&r->provider, "/next", RESYNC_RIG_OK);
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_value(r, "User_ID_1_"), "uid77");
    assert_string_equal(device_rig_value(r, "GPP_C"), "");
    assert_string_equal(device_rig_value(r, "GPP_D"), "000e08abcdef");
    assert_string_equal(device_rig_value(r, "Line_Enable_1_"), "No");
    (void)resync_rig_expect_begin(r, "1");
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /init | tftp /next");
}

/* Inferred from WAZO's profiles, which set the later rules in the first one. */
static void test_a_profile_may_set_the_next_rule(void **state)
{
    struct device_rig *r = resync_rig_build();
    (void)state;
    provider_serve_text(&r->provider, "/a0",
                        "<flat-profile><Profile_Rule_B>/b$PSN</Profile_Rule_B>"
                        "<Profile_Rule>/never</Profile_Rule></flat-profile>");
    provider_serve_text(&r->provider, "/b2102", RESYNC_RIG_OK);
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_asked(r), "tftp /a0 | tftp /b2102");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, resync_rig_set_up, resync_rig_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
