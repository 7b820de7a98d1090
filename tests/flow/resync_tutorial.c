/* SPDX-License-Identifier: MIT */
/*
 * The tutorial of the guide's chapter 3 (exercises T1 .. T11, T18; texts read in T8831; T16, T17, T19, T20 are in
 * resync_formats.c), on a whole unit: a PC at 192.168.1.200 that is TFTP, HTTP and syslog server.
 */
#include <harness/test.h>
#include <fw/channel.h>
#include <harness/device_rig.h>
#include <string.h>

#define BASIC "<flat-profile><GPP_A> 12345678 </GPP_A></flat-profile>"

static int setup(void **state)
{
    static struct device_rig r;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    provider_serve_text(&r.provider, "/basic.txt", BASIC);
    *state = &r;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

/* Browser, then until the machine rests. */
static void resync_by_browser(struct device_rig *r, const char *path)
{
    assert_int_equal(device_rig_get(r, path), 200);
    device_rig_pass_s(r, 2);
}

static void test_T1_a_browser_starts_a_tftp_resync(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    assert_string_equal(device_rig_value(r, "GPP_A"), "");
    resync_by_browser(r, "/admin/resync?tftp://192.168.1.200/basic.txt");
    assert_string_equal(device_rig_asked(r), "tftp /basic.txt");
    assert_string_equal(device_rig_value(r, "GPP_A"), "12345678");
}

/* Also vectors J1 and J2, to the byte. */
static void test_T2_exactly_two_syslog_lines(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    resync_by_browser(r, "/admin/resync?tftp://192.168.1.200/basic.txt");
    assert_string_equal(device_rig_lines(r),
                        "SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync tftp://192.168.1.200:69/basic.txt | "
                        "SPA-2102 00:0e:08:ab:cd:ef -- Successful resync tftp://192.168.1.200:69/basic.txt");
}

/* The texts of the tutorial itself have no port: their format is a parameter. */
static void test_T2_the_lines_follow_their_parameters(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Log_Resync_Request_Msg", "$PN $MAC -- Requesting resync $SCHEME://$SERVIP$PATH ($SA)");
    device_rig_set(r, "Log_Resync_Success_Msg", "$SN $SWVER PRVST=$PRVST $IP err<$ERR> $SERV");
    device_rig_start(r);
    resync_by_browser(r, "/admin/resync?tftp://prov.telco.com/basic.txt");
    assert_string_equal(device_rig_lines(r),
                        "SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync tftp://192.168.1.200/basic.txt ($SA) | "
                        "FM500K245546 5.2.10 PRVST=-1 192.168.1.100 err<> prov.telco.com");
}

/* And J5. */
static void test_T3_an_empty_format_suppresses_its_line(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Log_Resync_Success_Msg", "");
    device_rig_start(r);
    resync_by_browser(r, "/admin/resync?tftp://192.168.1.200/basic.txt");
    assert_string_equal(device_rig_lines(r),
                        "SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync tftp://192.168.1.200:69/basic.txt");
    provider_forget(&r->provider);
    device_rig_set(r, "Log_Resync_Request_Msg", "");
    resync_by_browser(r, "/admin/resync?tftp://192.168.1.200/basic.txt");
    assert_string_equal(device_rig_lines(r), "");
    assert_string_equal(device_rig_asked(r), "tftp /basic.txt");
}

static void test_T4_the_debug_server_gets_more(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Debug_Server", "192.168.1.200:1514");
    device_rig_set(r, "Debug_Level", "3");
    device_rig_start(r);
    resync_by_browser(r, "/admin/resync?tftp://192.168.1.200/basic.txt");
    assert_int_equal(r->provider.n_lines, 2);
    assert_true(r->provider.n_debug_lines > 2); /* the same two lines and detail */
    device_rig_set(r, "Debug_Level", "0");
    provider_forget(&r->provider);
    resync_by_browser(r, "/admin/resync?tftp://192.168.1.200/basic.txt");
    assert_int_equal(r->provider.n_debug_lines, 2);
}

static void test_T5_each_30_seconds(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/basic.txt");
    device_rig_set(r, "Resync_Periodic", "30");
    device_rig_set(r, "Resync_On_Reset", "Yes");
    device_rig_set(r, "Resync_Random_Delay", "0");
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    device_rig_pass_s(r, 1);
    for (unsigned i = 0; i < 5; i++) {
        device_rig_forget(r);
        device_rig_pass_s(r, 30);
        assert_string_equal(device_rig_asked(r), "tftp /basic.txt");
        assert_int_equal(r->provider.n_lines, 2);
    }
}

static void test_T6_a_power_cycle_resyncs_after_the_random_delay(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/basic.txt");
    device_rig_set(r, "Resync_On_Reset", "Yes");
    device_rig_set(r, "Resync_Random_Delay", "2");
    for (unsigned i = 0; i < 3; i++) {
        device_rig_start(r);
        uint64_t up_us = board_now_us(r->board);
        provider_forget(&r->provider);
        device_rig_pass_s(r, 41); /* units of 20 s */
        assert_string_equal(device_rig_asked(r), "tftp /basic.txt");
        assert_true(r->provider.asked_at_us[0] >= up_us);
        assert_true(r->provider.asked_at_us[0] <= up_us + 40 * BOARD_US_PER_S + BOARD_US_PER_MS);
        device_rig_power_off(r);
    }
}

/* And J3's form. */
static void test_T7_a_server_that_is_stopped(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/basic.txt");
    device_rig_set(r, "Resync_On_Reset", "Yes");
    device_rig_set(r, "Resync_Random_Delay", "0");
    device_rig_set(r, "Resync_Error_Retry_Delay", "30");
    r->provider.is_tftp_deaf = true;
    device_rig_start(r);
    uint64_t failed_us = device_rig_expect(r, &fw_signal_resync, "failed: tftp timeout");
    for (unsigned i = 0; i < 3; i++) {
        uint64_t again_us = device_rig_expect(r, &fw_signal_resync, "begins, PRVST=2");
        assert_int_equal(again_us - failed_us, 30 * BOARD_US_PER_S);
        failed_us = device_rig_expect(r, &fw_signal_resync, "failed: tftp timeout");
    }
    assert_non_null(strstr(device_rig_lines(r), "SPA-2102 00:0e:08:ab:cd:ef -- Resync failed: tftp timeout"));
    device_rig_set(r, "Resync_Error_Retry_Delay", "0");
    (void)device_rig_expect(r, &fw_signal_resync, "failed: tftp timeout"); /* the one that was planned */
    device_rig_forget(r);
    device_rig_pass_s(r, 100000);
    assert_false(device_rig_saw(r, &fw_signal_resync, NULL));
}

static void test_T8_a_profile_of_ones_own(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/spa$MA.cfg");
    provider_serve_text(&r->provider, "/spa000e08abcdef.cfg", "<flat-profile><GPP_B>mine</GPP_B></flat-profile>");
    device_rig_start(r);
    resync_by_browser(r, "/admin/resync?");
    assert_string_equal(device_rig_asked(r), "tftp /spa000e08abcdef.cfg");
    assert_string_equal(device_rig_value(r, "GPP_B"), "mine");
}

static void test_T9_a_name_and_a_port(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "tftp://prov.telco.com:6900/Linksys/config/spa2102.cfg");
    provider_serve_text(&r->provider, "/Linksys/config/spa2102.cfg", BASIC);
    device_rig_start(r);
    unsigned n_queries = r->provider.dns.n_queries;
    resync_by_browser(r, "/admin/resync");
    assert_int_equal(r->provider.dns.n_queries, n_queries + 1);
    assert_string_equal(device_rig_asked(r), "tftp /Linksys/config/spa2102.cfg");
    assert_string_equal(device_rig_lines(r), "SPA-2102 00:0e:08:ab:cd:ef -- Requesting resync "
                                             "tftp://192.168.1.200:6900/Linksys/config/spa2102.cfg | "
                                             "SPA-2102 00:0e:08:ab:cd:ef -- Successful resync "
                                             "tftp://192.168.1.200:6900/Linksys/config/spa2102.cfg");
}

static void test_T10_a_gpp_in_the_path(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "GPP_B", "Dj6Lmp23Q");
    device_rig_set(r, "Profile_Rule", "tftp://prov.telco.com/Linksys/$B/$MA.cfg");
    provider_serve_text(&r->provider, "/Linksys/Dj6Lmp23Q/000e08abcdef.cfg", BASIC);
    device_rig_start(r);
    resync_by_browser(r, "/admin/resync?");
    assert_string_equal(device_rig_asked(r), "tftp /Linksys/Dj6Lmp23Q/000e08abcdef.cfg");
    assert_string_equal(device_rig_value(r, "GPP_A"), "12345678");
}

/* And K1: who asks. */
static void test_T11_http_get_with_the_user_agent(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "http://192.168.1.200/basic.txt");
    device_rig_start(r);
    resync_by_browser(r, "/admin/resync?");
    assert_string_equal(device_rig_asked(r), "GET /basic.txt");
    assert_non_null(
        strstr(rt_buf_text(&r->provider.http.request), "User-Agent: Linksys/SPA-2102-5.2.10 (FM500K245546)\r\n"));
    assert_string_equal(device_rig_value(r, "GPP_A"), "12345678");
}

static void test_T18_two_profiles_in_their_order_each_time(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "tftp://192.168.1.200/basic.txt");
    device_rig_set(r, "Profile_Rule_B", "tftp://192.168.1.200/basic2.txt");
    provider_serve_text(&r->provider, "/basic2.txt", "<flat-profile><GPP_B>ABCD</GPP_B></flat-profile>");
    device_rig_start(r);
    for (unsigned i = 0; i < 2; i++) {
        provider_forget(&r->provider);
        resync_by_browser(r, "/admin/resync?");
        assert_string_equal(device_rig_asked(r), "tftp /basic.txt | tftp /basic2.txt");
        assert_int_equal(r->provider.n_lines, 4); /* two lines a fetch */
    }
    assert_string_equal(device_rig_value(r, "GPP_A"), "12345678");
    assert_string_equal(device_rig_value(r, "GPP_B"), "ABCD");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_T1_a_browser_starts_a_tftp_resync),
        CASE(test_T2_exactly_two_syslog_lines),
        CASE(test_T2_the_lines_follow_their_parameters),
        CASE(test_T3_an_empty_format_suppresses_its_line),
        CASE(test_T4_the_debug_server_gets_more),
        CASE(test_T5_each_30_seconds),
        CASE(test_T6_a_power_cycle_resyncs_after_the_random_delay),
        CASE(test_T7_a_server_that_is_stopped),
        CASE(test_T8_a_profile_of_ones_own),
        CASE(test_T9_a_name_and_a_port),
        CASE(test_T10_a_gpp_in_the_path),
        CASE(test_T11_http_get_with_the_user_agent),
        CASE(test_T18_two_profiles_in_their_order_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
