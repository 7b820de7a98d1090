/* SPDX-License-Identifier: MIT */
/* Restricted_Access_Domains: a server outside them gets no packet, and its name no question. */
#include <harness/test.h>
#include <fw/channel.h>
#include <harness/device_rig.h>
#include <string.h>

#define RESYNC  &fw_signal_resync
#define UPGRADE &fw_signal_upgrade

static int setup(void **state)
{
    static struct device_rig r;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    device_rig_set(&r, "Restricted_Access_Domains", "telco.com, domain2.com");
    provider_serve_text(&r.provider, "/p.cfg", "<flat-profile><GPP_A>new</GPP_A></flat-profile>");
    *state = &r;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

static void expect_refused(struct device_rig *r, const struct board_signal *signal, const char *path)
{
    device_rig_forget(r);
    uint64_t n_frames = r->wan.n_frames;
    unsigned n_questions = r->provider.dns.n_queries;
    assert_int_equal(device_rig_get(r, path), 200);
    (void)device_rig_expect_within(r, signal, "failed: domain not allowed", 10);
    assert_string_equal(device_rig_asked(r), "");
    assert_int_equal(r->provider.dns.n_queries, n_questions);
    assert_true(r->wan.n_frames <= n_frames + 2); /* the failure line, and an ARP request for it */
}

static void resyncs_are_limited(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    expect_refused(r, RESYNC, "/admin/resync?http://prov.evil.org/p.cfg");
    assert_non_null(strstr(device_rig_lines(r), "Resync failed: domain not allowed"));
    expect_refused(r, RESYNC, "/admin/resync?tftp://192.168.1.200/p.cfg"); /* an address */
    expect_refused(r, RESYNC, "/admin/resync?/p.cfg");                     /* that of the PC which asks */
    assert_int_equal(fw_prov_status(fw_device_prov(r->device)).last_resync_fail, FW_FAIL_RESTRICTED);
    device_rig_forget(r);
    assert_int_equal(device_rig_get(r, "/admin/resync?http://prov.telco.com/p.cfg"), 200);
    (void)device_rig_expect(r, RESYNC, "done");
    assert_string_equal(device_rig_value(r, "GPP_A"), "new");
}

static void the_server_of_option_66_is_judged_too(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "/p.cfg");
    device_rig_start(r);
    expect_refused(r, RESYNC, "/admin/resync");
    device_rig_set(r, "Restricted_Access_Domains", "telco.com, 192.168.1.200");
    assert_int_equal(device_rig_get(r, "/admin/resync"), 200);
    (void)device_rig_expect(r, RESYNC, "done");
    assert_string_equal(device_rig_asked(r), "tftp /p.cfg");
}

static void upgrades_are_limited(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    expect_refused(r, UPGRADE, "/upgrade?http://prov.evil.org/spa.bin");
    expect_refused(r, UPGRADE, "/upgrade?192.168.1.200");
    device_rig_forget(r);
    device_rig_set(r, "Upgrade_Rule", "http://prov.evil.org/spa.bin");
    (void)device_rig_expect(r, UPGRADE, "failed: domain not allowed");
    assert_int_equal(fw_prov_status(fw_device_prov(r->device)).last_upgrade_fail, FW_FAIL_RESTRICTED);
    device_rig_forget(r);
    device_rig_set(r, "Upgrade_Rule", "http://prov.telco.com/spa.bin");
    (void)device_rig_expect(r, UPGRADE, "failed: File Not Found");
    assert_string_equal(device_rig_asked(r), "GET /spa.bin");
}

static void reports_are_limited(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Report_Rule", "tftp://192.168.1.200/rep.xml");
    device_rig_start(r);
    assert_int_equal(fw_prov_request_report(fw_device_prov(r->device)), RT_OK);
    (void)device_rig_expect(r, &fw_signal_report, "failed: domain not allowed");
    assert_int_equal(r->provider.tftp.n_requests, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        RIG_TEST(resyncs_are_limited),
        RIG_TEST(the_server_of_option_66_is_judged_too),
        RIG_TEST(upgrades_are_limited),
        RIG_TEST(reports_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
