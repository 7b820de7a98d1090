/* SPDX-License-Identifier: MIT */
/*
 * `vspa explain` and `vspa lint` as a person reads them: the whole text, compared with tests/golden/explain_*.txt.
 * VSPA_GOLDEN_UPDATE=1 in the environment writes the files anew; read the difference before you commit it.
 */
#include <harness/params_rig.h>
#include <harness/test.h>
#include <harness/tool_run.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tool/commands.h>
#include <tool/commands.h>
#include <unistd.h>

struct golden {
    const char *name;
    const struct emu_command *command;
    int code;
    const char *words[12];
};

#define EXPLAIN(name, code, ...)                                                                                       \
    {                                                                                                                  \
        name, &emu_command_explain, code,                                                                              \
        {                                                                                                              \
            "explain", __VA_ARGS__, NULL                                                                               \
        }                                                                                                              \
    }
#define LINT(name, code, ...)                                                                                          \
    {                                                                                                                  \
        name, &emu_command_lint, code,                                                                                 \
        {                                                                                                              \
            "lint", __VA_ARGS__, NULL                                                                                  \
        }                                                                                                              \
    }

static const struct golden GOLDENS[] = {
    /* rules */
    EXPLAIN("rule_factory", 0, "--param", "Profile_Rule"),
    EXPLAIN("rule_alternatives", 0, "--rule",
            "($SWVER ge 5.1.0 and \"$CCERT\" eq \"Installed\")? https://p.tel.com/$MA.xml | "
            "http://p.tel.com:8080/old/$MA.xml"),
    EXPLAIN("rule_post", 0, "--rule",
            "($REGTMR1 eq 0)? http://p.tel.com/has-reg.cfg | [--post a] http://p.tel.com/lost-reg?", "--regtmr1", "42",
            "--set", "GPP_A=mac=$MA"),
    EXPLAIN("rule_assignments", 0, "--rule",
            "( User_ID_1_ = \"uid$B\" ; Password_1_ = \"hush\" ; Usr_ID_2_ = \"x\" ; )!", "--set", "GPP_B=77"),
    EXPLAIN("rule_key_is_masked", 0, "--rule", "[--key \"my $SA\" --alias m] http://p.tel.com/$MA.xml", "--set",
            "GPP_SA=secret"),
    EXPLAIN("rule_or", 1, "--rule", "($REGTMR1 gt 300 || $PRVTMR gt 600)? tftp://10.0.0.1/a.cfg"),
    EXPLAIN("rule_no_path", 1, "--rule", "http://prov.example.com"),
    EXPLAIN("rule_macros", 0, "--rule", "http://p.tel.com/$MAX/$ma/$SA/$STRANGE.cfg"),
    EXPLAIN("rule_types", 0, "--rule", "($SWVER gt \"5.1.0\")? http://p.tel.com/new.cfg | http://p.tel.com/old.cfg"),
    EXPLAIN("rule_no_server", 1, "--rule", "/spa$PSN.cfg", "--option66", "none"),
    EXPLAIN("rule_upgrade_https", 1, "--kind", "upgrade", "--rule", "https://p.tel.com/spa.bin"),
    EXPLAIN("rule_upgrade", 0, "--param", "Upgrade_Rule", "--set",
            "Upgrade_Rule=( $SWVER ne 5.2.10 )? http://p.tel.com/spa2102-5.2.10.img", "--set",
            "Upgrade_Error_Retry_Delay=1800,3600,7200,14400+3600"),
    EXPLAIN("rule_report", 0, "--kind", "report", "--rule", "[ --key $K ] tftp://ps.callhome.net/$MA/rep.xml.enc",
            "--set", "GPP_K=phrase"),
    EXPLAIN("trigger", 0, "--kind", "trigger", "--rule", "$REGTMR1 gt 300 and $PRVTMR ge 600", "--regtmr1", "301",
            "--prvtmr", "599"),
    EXPLAIN("rule_off", 1, "--rule", "/a", "--set", "Provision_Enable=No"),
    /* profiles */
    EXPLAIN("profile_good", 0, "good.xml"),
    EXPLAIN("profile_typing_errors", 0, "typing-errors.xml"),
    EXPLAIN("profile_restart", 0, "restart.xml"),
    EXPLAIN("profile_unclosed", 1, "unclosed.xml"),
    EXPLAIN("profile_web_page", 1, "web-page.xml"),
    EXPLAIN("profile_encrypted", 0, "good.xml.enc", "--rule", "[--key MyOwnSecret] http://p.tel.com/x", "--release",
            "5.2.10"),
    EXPLAIN("profile_wrong_key", 1, "good.xml.enc", "--key", "wrong"),
    EXPLAIN("profile_aliased", 0, "aliased.xml", "--rule", "[--alias m] http://acct.example.net/x", "--set",
            "GPP_M=/SIP-Credentials/name = /flat-profile/Display_Name_1_ ; number = /flat-profile/User_ID_1_ ; "
            "/auth-secret = /flat-profile/Password_1_ ;"),
    EXPLAIN("profile_never", 0, "never.xml"),
    EXPLAIN("rule_never", 0, "--param", "Profile_Rule", "--set", "Resync_Periodic=0", "--set",
            "Resync_Error_Retry_Delay="),
    EXPLAIN("param_schedule", 0, "--param", "Resync_Error_Retry_Delay", "--set",
            "Resync_Error_Retry_Delay=1800+300,3600+600,7200+900"),
    EXPLAIN("param_saving", 0, "--param", "Daylight_Saving_Time_Rule", "--set",
            "Daylight_Saving_Time_Rule=start=3/-1/7/2;end=10/-1/7/3;save=1"),
    EXPLAIN("param_refused", 0, "typing-errors.xml", "--param", "Line_Enable_1_"),
    EXPLAIN("param_set", 0, "good.xml", "--param", "Resync_Periodic"),
    EXPLAIN("rule_placeholders", 0, "--rule", "http://p.tel.com/${MA}/{mac}.cfg"),
    EXPLAIN("rule_option66_url", 1, "--rule", "/$MA.cfg", "--option66", "http://p.tel.com/a.cfg"),
    EXPLAIN("rule_json", 0, "--json", "--rule", "http://p.tel.com/$MA.cfg"),
    /* lint */
    LINT("lint_text", 1, "good.xml", "typing-errors.xml", "sloppy.xml", "unclosed.xml", "restart.xml"),
    LINT("lint_option66_url", 1, "no-server.xml", "--option66", "http://p.tel.com/a.cfg"),
    LINT("lint_option66_none", 1, "no-server.xml", "--option66", "none"),
    LINT("lint_option66", 0, "no-server.xml", "--option66", "p.tel.com"),
    LINT("lint_json", 1, "--json", "sloppy.xml"),
    LINT("lint_list", 0, "--list"),
};

static void compare(const struct golden *g, const struct rt_buf *out)
{
    char path[1024];
    size_t n;
    (void)snprintf(path, sizeof path, "%s/golden/explain_%s.txt", TEST_SOURCE_DIR, g->name);
    if (getenv("VSPA_GOLDEN_UPDATE") != NULL) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(out->bytes, 1, out->n, f), out->n);
        assert_int_equal(fclose(f), 0);
        return;
    }
    char *wanted = params_rig_read_file(path, &n);
    if (n != out->n || memcmp(wanted, out->bytes, n) != 0) {
        fail_msg("%s: differs from %s:\n%s", g->name, path, rt_buf_text(out));
    }
    rt_mem_free(wanted);
}

static void every_report_is_as_written_down(void **state)
{
    struct tool_run run;
    (void)state;
    tool_run_open(&run);
    assert_int_equal(setenv("SOURCE_DATE_EPOCH", "1199145600", 1), 0); /* 2008: dates are shown of a year */
    assert_int_equal(chdir(TEST_SOURCE_DIR "/data/profiles"), 0);
    for (size_t i = 0; i < sizeof GOLDENS / sizeof GOLDENS[0]; i++) {
        tool_run(&run, GOLDENS[i].command, GOLDENS[i].words);
        if (run.code != GOLDENS[i].code || run.err.n > 0) {
            fail_msg("%s: exit code %d: %s", GOLDENS[i].name, run.code, rt_buf_text(&run.err));
        }
        compare(&GOLDENS[i], &run.out);
    }
    tool_run_close(&run);
}

static void no_secret_is_printed_unless_asked_for(void **state)
{
    static const char *const words[] = {"explain", "restart.xml",
                                        "--rule",  "(Password_1_ = \"pa55word\";)! [--key \"k3y $SA\"] http://h/x",
                                        "--set",   "GPP_SA=s3cret",
                                        "--set",   "Admin_Passwd=4dmin",
                                        NULL,      NULL};
    static const char *const secrets[] = {"pa55word", "k3y", "s3cret", "4dmin", "open sesame"};
    const char *all[12];
    struct tool_run run;
    (void)state;
    tool_run_open(&run);
    assert_int_equal(setenv("SOURCE_DATE_EPOCH", "1199145600", 1), 0); /* 2008: dates are shown of a year */
    assert_int_equal(chdir(TEST_SOURCE_DIR "/data/profiles"), 0);
    memcpy(all, words, sizeof words);
    for (int is_json = 0; is_json < 2; is_json++) {
        all[8] = is_json ? "--json" : NULL;
        tool_run(&run, &emu_command_explain, all);
        assert_int_equal(run.code, 0);
        for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
            if (strstr(rt_buf_text(&run.out), secrets[i]) != NULL) {
                fail_msg("it tells %s:\n%s", secrets[i], rt_buf_text(&run.out));
            }
        }
    }
    all[8] = "--show-secrets";
    tool_run(&run, &emu_command_explain, all);
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        assert_non_null(strstr(rt_buf_text(&run.out), secrets[i]));
    }
    tool_run_close(&run);
}

static void wrong_use_says_what_to_do(void **state)
{
    static const struct {
        const struct emu_command *command;
        const char *words[6];
        int code;
        const char *says;
    } rows[] = {
        {&emu_command_explain, {"explain", NULL}, 2, "give PROFILE"},
        {&emu_command_explain, {"explain", "--param", "gpp_a", NULL}, 2, "write GPP_A"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--set", "GPP_Z=1", NULL}, 2, "did you mean"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--set", "GPP_A", NULL}, 2, "NAME=VALUE"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--set", "Provision_Enable=perhaps", NULL}, 2, "bool"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--prvst", "7", NULL}, 2, "out of range"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--mac", "01", NULL}, 2, "MAC address"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--ccert", "perhaps", NULL}, 2, "yes or no"},
        {&emu_command_explain, {"explain", "no-such-file.xml", NULL}, 3, "check the path"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--release", "1.2.3", NULL}, 3, "1.2.3"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--unit", "no-such.flash", NULL}, 3, "vspa new"},
        {&emu_command_explain, {"explain", "--rule", "/a", "--unit", "good.xml", NULL}, 3, "not a unit file"},
        {&emu_command_lint, {"lint", NULL}, 2, "give one FILE"},
        {&emu_command_lint, {"lint", "--fail-on", "all", "good.xml", NULL}, 2, "give one of note, warning, error"},
        {&emu_command_lint, {"lint", "no-such-file.xml", NULL}, 3, "check the path"},
    };
    struct tool_run run;
    (void)state;
    tool_run_open(&run);
    assert_int_equal(setenv("SOURCE_DATE_EPOCH", "1199145600", 1), 0); /* 2008: dates are shown of a year */
    assert_int_equal(chdir(TEST_SOURCE_DIR "/data/profiles"), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tool_run(&run, rows[i].command, rows[i].words);
        if (run.code != rows[i].code || strstr(rt_buf_text(&run.err), rows[i].says) == NULL || run.out.n > 0) {
            fail_msg("row %zu: code %d: %s%s", i, run.code, rt_buf_text(&run.err), rt_buf_text(&run.out));
        }
    }
    tool_run_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_report_is_as_written_down),
        cmocka_unit_test(no_secret_is_printed_unless_asked_for),
        cmocka_unit_test(wrong_use_says_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
