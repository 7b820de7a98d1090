/* SPDX-License-Identifier: MIT */
/* Every check of `vspa lint` is reached by a profile of its own, at its line, and by no good profile. */
#include <harness/test.h>
#include <harness/tool_run.h>
#include <jansson.h>
#include <offline/release.h>
#include <offline/sister.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tool/commands.h>
#include <judge/lint.h>
#include <unistd.h>

#define P(body) "<flat-profile>\n" body "\n</flat-profile>\n"

/* Entities that expand to more than a checker of XML allows. */
#define BILLION_LAUGHS                                                                                                 \
    "<!DOCTYPE p [<!ENTITY a \"ha\">"                                                                                  \
    "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"                                                                   \
    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">"                                                                   \
    "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"                                                                   \
    "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">"                                                                   \
    "<!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">]>\n"                                                               \
    "<flat-profile><GPP_A>&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;</GPP_A></flat-profile>\n"

/* One element more than findings of a check are kept. */
#define TEN(text) text text text text text text text text text text
#define FLOOD     P("<x/>\n" TEN(TEN(TEN("<x/>"))))

/* check, line, a part of what is said, the profile */
static const struct {
    enum lint_check check;
    unsigned line;
    const char *says;
    const char *profile;
} ROWS[] = {
    {LINT_CORRUPT, 1, "flat-profile", "<x/>"},
    {LINT_CORRUPT, 3, "match", "<flat-profile>\n<GPP_A>1\n</flat-profile>"},
    {LINT_CORRUPT, 1, "empty", ""},
    {LINT_ENTITY, 1, "does not expand &sip;",
     "<!DOCTYPE flat-profile [<!ENTITY sip \"10.0.0.1\">]>" P("<Proxy_1_>&sip;</Proxy_1_>")},
    {LINT_SISTER, 2, "The SPA-3102 has it", P("<Dial_Plan_8_2_>(xx.)</Dial_Plan_8_2_>")},
    {LINT_NOT_XML, 2, "well-formed", P("<GPP_A ua=rw>1</GPP_A>")},
    {LINT_NOT_XML, 2, "", P("<GPP_A>AT&T</GPP_A>")},
    {LINT_NOT_XML, 2, "amplification", BILLION_LAUGHS},
    {LINT_OUTSIDE, 1, "GPP_A", "<t><GPP_A>1</GPP_A><flat-profile/></t>"},
    {LINT_UNKNOWN, 2, "Did you mean Resync_Periodic?", P("<Resync_Perodic>7200</Resync_Perodic>")},
    {LINT_UNKNOWN, 2, "Dial_Plan_1_", P("<Dial_Plan>(x.)</Dial_Plan>")},
    {LINT_CASE, 2, "GPP_A", P("<gpp_A>1</gpp_A>")},
    {LINT_OTHER_RELEASE, 2, "5.2.10", P("<Daylight_Saving_Time_Enable>Yes</Daylight_Saving_Time_Enable>")},
    {LINT_SISTER, 2, "belongs to the SPA900 and SPA500 telephones", P("<Text_Logo>x</Text_Logo>")},
    {LINT_SISTER, 2, "The SPA-3102 has it", P("<Line_1_VoIP_Caller_DP_2_>1</Line_1_VoIP_Caller_DP_2_>")},
    {LINT_UNKNOWN, 2, "Line_Enable_1_", P("<Line_Enable_3_>Yes</Line_Enable_3_>")},
    {LINT_MORE, 3, "1 more finding of [unknown]", FLOOD},
    {LINT_CHOICE_CASE, 2, "Write DHCP", P("<Connection_Type>dhcp</Connection_Type>")},
    {LINT_CHOICE_CASE, 2, "Write G711u", P("<Preferred_Codec_1_>g711U</Preferred_Codec_1_>")},
    {LINT_STATUS, 2, "Product Name", P("<Product_Name>x</Product_Name>")},
    {LINT_WRONG_TYPE, 2, "bool", P("<Line_Enable_1_>maybe</Line_Enable_1_>")},
    {LINT_WRONG_TYPE, 2, "Static IP", P("<Connection_Type>Static-IP</Connection_Type>")},
    {LINT_SCRIPT, 2, "ToneScript", P("<Dial_Tone>350@-19;10(*/0/1+</Dial_Tone>")},
    {LINT_SCRIPT, 2, "CadScript", P("<Ring1_Cadence>60(2/</Ring1_Cadence>")},
    {LINT_TOO_LONG, 2, "cuts", P("<Retry_Reg_RSC>404, 405, 406, 407, 408, 409, 410, 411, 412</Retry_Reg_RSC>")},
    {LINT_RANGE, 2, "65535", P("<SIP_Port_1_>70000</SIP_Port_1_>")},
    {LINT_RANGE, 2, "7", P("<SIP_CoS_Value_2_>8</SIP_CoS_Value_2_>")},
    {LINT_ADDRESS, 2, "IP address", P("<Static_IP>192.168.5.256</Static_IP>")},
    {LINT_ADDRESS, 2, "host", P("<Syslog_Server>udp://10.0.0.1</Syslog_Server>")},
    {LINT_SPELLING, 2, "Yes", P("<Line_Enable_1_>1</Line_Enable_1_>")},
    {LINT_UA, 2, "ua", P("<GPP_A ua=\"wr\">1</GPP_A>")},
    {LINT_DUPLICATE, 3, "line 2", P("<GPP_A>1</GPP_A>\n<GPP_A>2</GPP_A>")},
    {LINT_ASCII, 2, "0xc3", P("<GPP_A>caf\xc3\xa9</GPP_A>")},
    {LINT_DIAL_PLAN, 2, "character 5", P("<Dial_Plan_1_>(xx[)</Dial_Plan_1_>")},
    {LINT_FORMAT, 2, "not a version", P("<Downgrade_Rev_Limit>latest</Downgrade_Rev_Limit>")},
    {LINT_SCHEDULE, 2, "not a schedule", P("<Resync_Periodic>-3600</Resync_Periodic>")},
    {LINT_SCHEDULE, 2, "\"hourly\" is not a schedule", P("<Resync_Periodic>hourly</Resync_Periodic>")},
    {LINT_RULE, 2, "filepath", P("<Profile_Rule>https://h</Profile_Rule>")},
    {LINT_RULE, 2, "alternative 2", P("<Profile_Rule>($A eq 1)? /a | [--uid x] https://h/b</Profile_Rule>")},
    {LINT_RULE, 2, "tftp or http", P("<Upgrade_Rule>($A eq 1)? https://h/b</Upgrade_Rule>")},
    {LINT_RULE, 2, "no options", P("<Upgrade_Rule>[--key x] http://h/b</Upgrade_Rule>")},
    {LINT_RULE, 2, "--key", P("<Report_Rule>[--post a] http://h/b</Report_Rule>")},
    {LINT_CONDITION, 2, "type", P("<Profile_Rule>($SWVER ge \"5\")? https://h/b</Profile_Rule>")},
    {LINT_CONDITION, 2, "order", P("<Resync_Trigger_1>\"a\" gt \"b\"</Resync_Trigger_1>")},
    {LINT_CONSTANT, 2, "always false", P("<Profile_Rule>(1 eq 2)? https://h/a</Profile_Rule>")},
    {LINT_CONSTANT, 2, "always true", P("<Profile_Rule>(5.1.0 gt 5.0.9)? https://h/a</Profile_Rule>")},
    {LINT_SHADOWED, 2, "alternative 2", P("<Profile_Rule>https://h/a | https://h/b</Profile_Rule>")},
    {LINT_SHADOWED, 2, "alternative 2",
     P("<Profile_Rule>($A eq 1)? https://h/a | ($A eq 1)? https://h/b</Profile_Rule>")},
    {LINT_MACRO, 2, "$STRANGE", P("<Profile_Rule>https://h/$STRANGE</Profile_Rule>")},
    {LINT_MACRO, 2, "$MAX", P("<Log_Resync_Request_Msg>$MAX</Log_Resync_Request_Msg>")},
    {LINT_SECRET_MACRO, 2, "$SA", P("<Profile_Rule>https://h/$SA</Profile_Rule>")},
    {LINT_ASSIGNMENT, 2, "GPP_A", P("<Profile_Rule>(GPP_AA = \"1\";)! https://h/a</Profile_Rule>")},
    {LINT_ASSIGNMENT, 2, "Yes or No", P("<Profile_Rule>(Line_Enable_1_ = \"x\";)! https://h/a</Profile_Rule>")},
    {LINT_ALIAS, 2, "GPP_M", P("<Profile_Rule>[--alias m] https://h/a</Profile_Rule>")},
    {LINT_ALIAS, 2, "1 entry", P("<Profile_Rule>[--alias m] https://h/a</Profile_Rule>\n<GPP_M>/a = b;</GPP_M>")},
    {LINT_CLEAR_SECRET, 3, "tftp", P("<Profile_Rule>tftp://h/a</Profile_Rule>\n<Password_1_>x</Password_1_>")},
    {LINT_CLEAR_SECRET, 3, "1 more",
     P("<Profile_Rule>http://h/a</Profile_Rule>\n<Admin_Passwd>x</Admin_Passwd>\n<GPP_SA>x</GPP_SA>")},
    {LINT_KEY_LITERAL, 2, "GPP_SA", P("<Profile_Rule>[--key abracadabra] http://h/a</Profile_Rule>")},
    {LINT_PERIODIC, 2, "every 5 s", P("<Resync_Periodic>5</Resync_Periodic>")},
    {LINT_PERIODIC, 2, "every second", P("<Resync_Trigger_1>$REGTMR1 gt 300</Resync_Trigger_1>")},
    {LINT_RETRY, 2, "one failure", P("<Resync_Error_Retry_Delay>0</Resync_Error_Retry_Delay>")},
    {LINT_LOCKOUT, 2, "web command", P("<Provision_Enable>No</Provision_Enable>")},
    {LINT_LOCKOUT, 2, "no Profile_Rule", P("<Profile_Rule></Profile_Rule>")},
    {LINT_LOCKOUT, 2, "neither", P("<Resync_On_Reset>No</Resync_On_Reset>\n<Resync_Periodic>0</Resync_Periodic>")},
    {LINT_LOCKOUT, 2, "no network", P("<Connection_Type>Static IP</Connection_Type>")},
    {LINT_CODE, 2, "*72 is Cfwd_All_Act_Code too",
     P("<Feature_Dial_Services_Codes>*55|*72`c`</Feature_Dial_Services_Codes>")},
    {LINT_CODE, 2, "*78 is DND_Act_Code too", P("<DND_Deact_Code>*78</DND_Deact_Code>")},
    {LINT_CODE, 3, "*69 is Call_Return_Code too",
     P("<Call_Return_Code>*69</Call_Return_Code>\n<CW_Act_Code>*69</CW_Act_Code>")},
    {LINT_NO_EFFECT, 2, "Connection_Type is DHCP", P("<Static_IP>10.0.0.5</Static_IP>")},
    {LINT_NESTED, 2, "inside <router>", P("<router><Static_IP>10.0.0.5</Static_IP></router>")},
    {LINT_PLACEHOLDER, 2, "{$user}", P("<User_ID_1_>{$user}</User_ID_1_>")},
    {LINT_SAVING, 2, "no save", P("<Daylight_Saving_Time_Rule>start=3/8/7;end=11/1/7</Daylight_Saving_Time_Rule>")},
    {LINT_SAVING_OLD, 2, "2007",
     P("<Daylight_Saving_Time_Rule>start=4/1/7;end=10/-1/7;save=1</Daylight_Saving_Time_Rule>")},
    {LINT_URL, 2, "\"http\" is taken", P("<Profile_Rule>http//h/x.cfg</Profile_Rule>")},
    {LINT_URL, 2, "no address", P("<Profile_Rule>https://192.168.1.300/x.cfg</Profile_Rule>")},
    {LINT_URL, 2, "no server", P("<Profile_Rule>//192.168.1.1/x.cfg</Profile_Rule>")},
    {LINT_URL, 2, "second URL", P("<Profile_Rule>https://h/x.cfg;https://i/x.cfg</Profile_Rule>")},
    {LINT_OPTION66, 2, "option 66", P("<Profile_Rule>/x.cfg</Profile_Rule>")},
    {LINT_FIDELITY, 1, "vendor", "\x01\x02\x03\x04\x05\x06\x07\x08\x09 whatever the vendor's compiler made\x00"},
};

/* What is well written; no finding at all. */
static const char *const GOOD[] = {
    "<?xml version=\"1.0\"?>\n<device><generator>x</generator>" P("<GPP_A>1</GPP_A>") "</device>",
    "<flat-profile>" P("<GPP_A>1</GPP_A>") "<GPP_B>2</GPP_B></flat-profile>",
    P("<Profile_Rule>https://h/$MA.cfg</Profile_Rule><Password_1_>x</Password_1_><Dial_Plan_1_ ua=\"ro\"/>"),
    P("<Profile_Rule>[--key $SA] http://h/$MA.cfg</Profile_Rule><GPP_SA>phrase</GPP_SA>"),
    P("<Dial_Plan_1_>(&lt;9,:&gt;1xxL5 x|xx.&lt;:@gw0&gt;)</Dial_Plan_1_>"),
    P("<Dial_Plan_1_>( S0 &lt;:18005551212&gt; )</Dial_Plan_1_><Resync_Periodic>3600+600</Resync_Periodic>"),
    P("<Profile_Rule>($REGTMR1 eq 0)? https://h/a | [--post a] https://h/b?</Profile_Rule>"),
    P("<Profile_Rule>https://10.0.0.1/x?u=http://h/$(MA)%20y[1]</Profile_Rule>"),
    P("<Resync_Trigger_1>$REGTMR1 gt 300 and $PRVTMR ge 600</Resync_Trigger_1>"),
    P("<Resync_Trigger_2># $REGTMR1 gt 300</Resync_Trigger_2>"),
    P("<Upgrade_Rule>(&lt;5.1.0)? http://h/a.img | (! 5.2.10)? http://h/b.img</Upgrade_Rule>"),
    P("<SIP_ToS_DiffServ_Value_1_>0x68</SIP_ToS_DiffServ_Value_1_><Line_Enable_2_>no</Line_Enable_2_>"),
};

static char path[] = "/tmp/vspa-lint-XXXXXX";

static void write_profile(const char *text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

static json_t *lint_text(struct tool_run *run, const char *text)
{
    const char *const words[] = {"lint", "--json", path, NULL};
    write_profile(text);
    tool_run(run, &emu_command_lint, words);
    json_t *out = json_loads(rt_buf_text(&run->out), 0, NULL);
    assert_non_null(out);
    return out;
}

static const json_t *findings_of(const json_t *out)
{
    return json_object_get(json_array_get(json_object_get(out, "files"), 0), "findings");
}

static bool has_finding(const json_t *out, enum lint_check check, unsigned line, const char *says)
{
    const json_t *f;
    size_t i;
    json_array_foreach(findings_of(out), i, f)
    {
        bool is_said = strstr(report_get(f, "text"), says) != NULL || strstr(report_get(f, "hint"), says) != NULL ||
                       strstr(report_get(f, "element"), says) != NULL;
        if (strcmp(report_get(f, "id"), lint_check_name(check)) == 0 && is_said &&
            json_integer_value(json_object_get(f, "line")) == (json_int_t)line) {
            return true;
        }
    }
    return false;
}

static void every_check_finds_its_mistake(void **state)
{
    struct tool_run run;
    bool is_reached[LINT_N_CHECKS] = {false};
    (void)state;
    tool_run_open(&run);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        json_t *out = lint_text(&run, ROWS[i].profile);
        if (!has_finding(out, ROWS[i].check, ROWS[i].line, ROWS[i].says)) {
            fail_msg("%s is not found, or not at line %u, or does not say '%s':\n%s\n%s",
                     lint_check_name(ROWS[i].check), ROWS[i].line, ROWS[i].says, ROWS[i].profile,
                     rt_buf_text(&run.out));
        }
        bool is_bad = lint_check_severity(ROWS[i].check) >= LINT_WARNING;
        if (is_bad) {
            assert_int_equal(run.code, 1);
        }
        is_reached[ROWS[i].check] = true;
        json_decref(out);
    }
    for (int c = 0; c < LINT_N_CHECKS; c++) {
        if (!is_reached[c]) {
            fail_msg("no row reaches %s", lint_check_name((enum lint_check)c));
        }
    }
    tool_run_close(&run);
}

static void a_good_profile_has_no_findings(void **state)
{
    struct tool_run run;
    (void)state;
    tool_run_open(&run);
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        json_t *out = lint_text(&run, GOOD[i]);
        if (json_array_size(findings_of(out)) > 0 || run.code != 0) {
            fail_msg("%s\n%s", GOOD[i], rt_buf_text(&run.out));
        }
        json_decref(out);
    }
    tool_run_close(&run);
}

/* One profile for a household of models: a note a model, no warning, and every element named in the JSON. */
static void a_shared_profile_gets_one_note_a_group(void **state)
{
    static const struct {
        const char *family;
        size_t n;
        unsigned line;
    } groups[] = {{"SPA900 and SPA500 telephones", 7, 3}, {"units with more lines", 6, 10}, {"SPA-3102", 2, 16}};
    static const char profile[] = P(
        "<Profile_Rule>https://h/$MA.cfg</Profile_Rule>\n<Text_Logo>a</Text_Logo>\n<Idle_LED>c=g</Idle_LED>\n"
        "<Ring10>n=x</Ring10>\n<Extension_4_>1</Extension_4_>\n<Unit_1_Key_12>x</Unit_1_Key_12>\n"
        "<LDAP_Server>h</LDAP_Server>\n<Cfwd_No_Ans_Serv>Yes</Cfwd_No_Ans_Serv>\n<Line_Enable_3_>Yes</Line_Enable_3_>\n"
        "<User_ID_3_>1</User_ID_3_>\n<Password_3_>1</Password_3_>\n<Line_Enable_4_>Yes</Line_Enable_4_>\n"
        "<User_ID_4_>1</User_ID_4_>\n<Trunk_Group_1_>1</Trunk_Group_1_>\n"
        "<Line_1_VoIP_Caller_DP_2_>1</Line_1_VoIP_Caller_DP_2_>\n<PSTN_Answer_Delay_2_>0</PSTN_Answer_Delay_2_>");
    struct tool_run run;
    (void)state;
    tool_run_open(&run);
    json_t *out = lint_text(&run, profile);
    const json_t *findings = findings_of(out);
    if (json_array_size(findings) != sizeof groups / sizeof groups[0] || run.code != 0) {
        fail_msg("%s", rt_buf_text(&run.out));
    }
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        const json_t *f = json_array_get(findings, i);
        assert_true(has_finding(out, LINT_SISTER, groups[i].line, groups[i].family));
        assert_int_equal(json_array_size(json_object_get(f, "elements")), groups[i].n);
    }
    json_decref(out);
    tool_run_close(&run);
}

static void no_element_of_ours_is_a_sisters(void **state)
{
    struct emu_release_file releases[EMU_RELEASES_MAX];
    size_t n = emu_releases_list(releases, EMU_RELEASES_MAX, NULL);
    (void)state;
    assert_true(n >= 6);
    for (size_t r = 0; r < n; r++) {
        char file[EMU_PATH_MAX];
        struct release release;
        assert_true(emu_releases_path(file, NULL, &releases[r]));
        assert_int_equal(release_of_file(&release, file), RT_OK);
        for (size_t i = 0; i < fw_schema_n_rows(release.schema); i++) {
            struct fw_schema_row row = fw_schema_row(release.schema, i);
            for (size_t k = 0; row.element != NULL && sister_pattern(k) != NULL; k++) {
                if (sister_fits(rt_str(row.element), sister_pattern(k))) {
                    fail_msg("%s of %s fits %s", row.element, file, sister_pattern(k));
                }
            }
        }
        release_close(&release);
    }
    assert_true(sister_fits(rt_str("Ring10"), "Ring#"));
    assert_false(sister_fits(rt_str("Ring"), "Ring#"));
    assert_false(sister_fits(rt_str("Ring1_Cadence"), "Ring#"));
    assert_true(sister_fits(rt_str("Idle_LED"), "*_LED"));
    assert_false(sister_fits(rt_str("Idle_LEDs"), "*_LED"));
    assert_true(sister_fits(rt_str("Cfwd_All_Serv"), "Cfwd_*_Serv"));
    assert_false(sister_fits(rt_str("Cfwd_All_Serv_"), "Cfwd_*_Serv"));
}

static void the_exit_code_follows_fail_on(void **state)
{
    static const struct {
        const char *profile, *severity;
        int code;
    } rows[] = {
        {P("<gpp_a>1</gpp_a>"), "warning", 1},
        {P("<gpp_a>1</gpp_a>"), "error", 0},
        {P("<Profile_Rule>/x</Profile_Rule>"), "warning", 0},
        {P("<Profile_Rule>/x</Profile_Rule>"), "note", 1},
        {"<x>", "error", 1},
    };
    struct tool_run run;
    (void)state;
    tool_run_open(&run);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *const words[] = {"lint", path, "--fail-on", rows[i].severity, NULL};
        write_profile(rows[i].profile);
        tool_run(&run, &emu_command_lint, words);
        assert_int_equal(run.code, rows[i].code);
    }
    tool_run_close(&run);
}

static void no_secret_is_in_a_finding(void **state)
{
    struct tool_run run;
    (void)state;
    tool_run_open(&run);
    json_t *out = lint_text(&run, P("<Password_1_>s3cret\xe9</Password_1_>\n<GPP_SA>s3cret</GPP_SA>\n"
                                    "<Profile_Rule>[--key s3cret] (Password_2_=\"s3cret\")! http://</Profile_Rule>"));
    assert_true(json_array_size(findings_of(out)) > 0);
    assert_null(strstr(rt_buf_text(&run.out), "s3cret"));
    json_decref(out);
    tool_run_close(&run);
}

static int make_path(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_finds_its_mistake),          cmocka_unit_test(a_good_profile_has_no_findings),
        cmocka_unit_test(a_shared_profile_gets_one_note_a_group), cmocka_unit_test(no_element_of_ours_is_a_sisters),
        cmocka_unit_test(the_exit_code_follows_fail_on),          cmocka_unit_test(no_secret_is_in_a_finding),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
