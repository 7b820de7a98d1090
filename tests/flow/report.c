/* SPDX-License-Identifier: MIT */
/* Reports: all parameters but the secret ones, once, to where Report_Rule says. */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <prov/profile_priv.h>
#include <rt/mem.h>
#include <fw/channel.h>
#include <string.h>

static int setup(void **state)
{
    static struct device_rig r;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    device_rig_set(&r, "GPP_A", "a < b & \"c\"");
    device_rig_set(&r, "GPP_SA", "never told");
    provider_serve_text(&r.provider, "/000e08abcdef/rep.xml", "thanks");
    *state = &r;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

static enum rt_err ask(struct device_rig *r)
{
    return fw_prov_request_report(fw_device_prov(r->device));
}

static struct fw_prov_status status(struct device_rig *r)
{
    return fw_prov_status(fw_device_prov(r->device));
}

/* What a unit writes of itself now. */
static void expect_report(struct device_rig *r, const char *text)
{
    struct rt_buf now;
    rt_buf_init(&now, 1u << 22);
    assert_int_equal(fw_params_write_xml(fw_device_params(r->device), &now), RT_OK);
    assert_true(now.n > 20000);
    assert_string_equal(text, rt_buf_text(&now));
    assert_non_null(strstr(text, "  <GPP_A ua=\"na\">a &lt; b &amp; &quot;c&quot;</GPP_A>\n"));
    assert_null(strstr(text, "never told"));
    assert_null(strstr(text, "GPP_SA"));
    rt_buf_fini(&now);
}

static void by_tftp_it_is_a_write(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Report_Rule", "tftp://192.168.1.200/$MA/rep.xml");
    device_rig_start(r);
    assert_int_equal(ask(r), RT_OK);
    assert_int_equal(ask(r), RT_EBUSY);
    (void)device_rig_expect(r, &fw_signal_report, "sent in ");
    assert_string_equal(r->provider.tftp.name, "/000e08abcdef/rep.xml");
    assert_true(r->provider.tftp.is_done);
    expect_report(r, rt_buf_text(&r->provider.tftp.written));
    assert_int_equal(status(r).n_report_ok, 1);
    assert_string_equal(device_rig_lines(r), ""); /* no Log_* message is for reports */
}

static void without_a_server_the_one_of_option_66_gets_it(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Report_Rule", "/up/$PSN.xml");
    device_rig_start(r);
    assert_int_equal(ask(r), RT_OK);
    (void)device_rig_expect(r, &fw_signal_report, "sent in ");
    assert_string_equal(r->provider.tftp.name, "/up/2102.xml");
}

static void by_http_it_is_a_post(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Report_Rule", "(\"$A\" eq \"no\")? http://wrong/ | http://prov.telco.com/$MA/rep.xml");
    device_rig_start(r);
    assert_int_equal(ask(r), RT_OK);
    (void)device_rig_expect(r, &fw_signal_report, "sent in ");
    assert_string_equal(device_rig_asked(r), "POST /000e08abcdef/rep.xml");
    const char *request = rt_buf_text(&r->provider.http.request);
    assert_non_null(strstr(request, "User-Agent: Linksys/SPA-2102-5.2.10 (FM500K245546)\r\n"));
    assert_non_null(strstr(request, "Content-Type: text/xml\r\n"));
    expect_report(r, strstr(request, "\r\n\r\n") + 4);
}

static enum fw_fail put(void *ctx, const uint8_t *bytes, size_t n)
{
    return rt_buf_put(ctx, bytes, n) == RT_OK ? FW_FAIL_NONE : FW_FAIL_STORE;
}

static void with_a_key_it_is_encrypted(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "GPP_SB", "secretphrase");
    device_rig_set(r, "Report_Rule", "[ --key $SB ] tftp://192.168.1.200/rep.xml.enc");
    device_rig_start(r);
    uint8_t salts[2][8];
    for (unsigned i = 0; i < 2; i++) {
        rt_buf_clear(&r->provider.tftp.written);
        assert_int_equal(ask(r), RT_OK);
        (void)device_rig_expect(r, &fw_signal_report, "encrypted");
        (void)device_rig_expect(r, &fw_signal_report, "sent in ");
        const struct rt_buf *file = &r->provider.tftp.written;
        assert_memory_equal(file->bytes, "Salted__", 8);
        memcpy(salts[i], file->bytes + 8, 8);
        assert_int_equal(file->n % 16, 0);
    }
    assert_memory_not_equal(salts[0], salts[1], 8);
    /* Opened by the reader of profiles, which openssl agrees with (unit.prov_interop). */
    struct rt_buf clear;
    rt_buf_init(&clear, 1u << 22);
    const struct rt_buf *file = &r->provider.tftp.written;
    struct fw_aes *aes;
    const char *what = "";
    const struct fw_sink sink = {put, &clear};
    assert_int_equal(fw_aes_create(&aes, "secretphrase", &sink), RT_OK);
    assert_int_equal(fw_aes_feed(aes, file->bytes, file->n), FW_FAIL_NONE);
    assert_int_equal(fw_aes_finish(aes, &what), FW_FAIL_NONE);
    fw_aes_destroy(aes);
    expect_report(r, rt_buf_text(&clear));
    rt_buf_fini(&clear);
}

/* What went out, fed to a unit that stands otherwise, brings it to the same state. */
static void a_report_is_a_profile(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Report_Rule", "tftp://192.168.1.200/rep.xml");
    device_rig_set(r, "Resync_Random_Delay", "0");
    device_rig_start(r);
    char *before = device_rig_state(r);
    assert_int_equal(ask(r), RT_OK);
    (void)device_rig_expect(r, &fw_signal_report, "sent in ");
    char *report = rt_mem_strdup(rt_buf_text(&r->provider.tftp.written));
    provider_serve_text(&r->provider, "/rep.xml", report);
    device_rig_set(r, "GPP_A", "other");
    device_rig_set(r, "User_ID_1_", "other");
    assert_int_equal(device_rig_get(r, "/admin/resync?tftp://192.168.1.200/rep.xml"), 200);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    device_rig_expect_state(r, before);
    (void)rt_mem_free(report);
    (void)rt_mem_free(before);
}

static void one_request_is_one_attempt(void **state)
{
    static const struct {
        const char *rule;
        enum provider_way way;
        enum fw_fail fail;
    } ROWS[] = {
        {"http://192.168.1.200/gone.xml", PROVIDER_RIGHT, FW_FAIL_FILE_NOT_FOUND},
        {"http://192.168.1.200/000e08abcdef/rep.xml", PROVIDER_BREAKS, FW_FAIL_HTTP_POST},
        {"http://no.such.host/rep.xml", PROVIDER_RIGHT, FW_FAIL_RESOLVE},
        {"tftp://192.168.1.77/rep.xml", PROVIDER_RIGHT, FW_FAIL_TFTP_TIMEOUT},
    };
    struct device_rig *r = *state;
    device_rig_start(r);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        device_rig_set(r, "Report_Rule", ROWS[i].rule);
        provider_serve(&r->provider, "/000e08abcdef/rep.xml", "x", 1, ROWS[i].way);
        device_rig_forget(r);
        assert_int_equal(ask(r), RT_OK);
        (void)device_rig_expect(r, &fw_signal_report, "failed: ");
        if (status(r).last_report_fail != ROWS[i].fail) {
            fail_msg("row %zu: %s", i, fw_fail_name(status(r).last_report_fail));
        }
        device_rig_forget(r);
        device_rig_pass_s(r, 4000);
        assert_false(device_rig_saw(r, &fw_signal_report, NULL));
        assert_string_equal(device_rig_asked(r), "");
        assert_int_equal(status(r).n_report_failed, i + 1);
    }
}

static void without_a_rule_it_is_refused(void **state)
{
    static const struct {
        const char *rule;
        enum rt_err err;
    } ROWS[] = {
        {"", RT_ENOENT},
        {"# tftp://192.168.1.200/rep.xml", RT_ENOENT},
        {"(1 gt 2)? tftp://192.168.1.200/rep.xml", RT_ENOENT},
        {"[--post a] http://192.168.1.200/rep.xml", RT_ESYNTAX},
        {"ftp://192.168.1.200/rep.xml", RT_ESYNTAX},
    };
    struct device_rig *r = *state;
    device_rig_start(r);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        device_rig_set(r, "Report_Rule", ROWS[i].rule);
        assert_int_equal(ask(r), ROWS[i].err);
        (void)device_rig_expect(r, &fw_signal_report, NULL);
    }
    assert_int_equal(r->provider.tftp.n_requests, 0);
}

static void its_assignments_are_carried_out(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Report_Rule", "( b = \"told $MA\" ; )! tftp://192.168.1.200/rep.xml");
    device_rig_start(r);
    assert_int_equal(ask(r), RT_OK);
    (void)device_rig_expect(r, &fw_signal_report, "sent in ");
    assert_string_equal(device_rig_value(r, "GPP_B"), "told 000e08abcdef");
    expect_report(r, rt_buf_text(&r->provider.tftp.written));
}

static void power_off_in_the_middle_leaves_nothing(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Report_Rule", "tftp://192.168.1.77/rep.xml");
    device_rig_start(r);
    assert_int_equal(ask(r), RT_OK);
    device_rig_pass_ms(r, 500);
    device_rig_power_off(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        RIG_TEST(by_tftp_it_is_a_write),
        RIG_TEST(without_a_server_the_one_of_option_66_gets_it),
        RIG_TEST(by_http_it_is_a_post),
        RIG_TEST(with_a_key_it_is_encrypted),
        RIG_TEST(a_report_is_a_profile),
        RIG_TEST(one_request_is_one_attempt),
        RIG_TEST(without_a_rule_it_is_refused),
        RIG_TEST(its_assignments_are_carried_out),
        RIG_TEST(power_off_in_the_middle_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
