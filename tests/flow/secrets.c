/* SPDX-License-Identifier: MIT */
/*
 * What must never be shown (guide p.2-10, 4-6): passwords, GPP_SA to GPP_SD, the phrase of --key, and what a rule
 * assigns to them. A unit with one secret in all these places, told to say everything it can: neither its trace, nor
 * the log servers, nor a page, nor its report has it.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <fw/prov.h>
#include <fw/channel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET "geheim9"

/* Two rules are evaluated, one is not looked at, one cannot be read, one is a comment. The last assigns to its own. */
static const char profile[] =
    "<flat-profile>"
    "<Admin_Passwd/><User_Password>" SECRET "</User_Password><Password_1_>" SECRET "</Password_1_>"
    "<GPP_SA>" SECRET "</GPP_SA><GPP_SB>" SECRET "</GPP_SB><GPP_SC>" SECRET "</GPP_SC><GPP_SD>" SECRET "</GPP_SD>"
    "<Profile_Rule>[--key " SECRET "] tftp://192.168.1.200/a.cfg</Profile_Rule>"
    "<Profile_Rule_B>( Password_2_ = \"" SECRET "\" ; GPP_SA=\"" SECRET "\"; GPP_B = \"seen\" ; )! [ --key \"$SA\" ] "
    "http://192.168.1.200/$SA/b.cfg | ( Admin_Passwd = \"" SECRET "\" ; )! /c.cfg</Profile_Rule_B>"
    "<Profile_Rule_C>( Profile_Rule_D = \"[--key " SECRET "] /d.cfg\" ; )!</Profile_Rule_C>"
    "<Report_Rule>tftp://192.168.1.200/report</Report_Rule>"
    "<Upgrade_Rule># [--key " SECRET "] /x</Upgrade_Rule>"
    "</flat-profile>";

static struct device_rig rig;

static int setup(void **state)
{
    device_rig_init(&rig, "5.2.10");
    device_rig_set(&rig, "Debug_Server", "192.168.1.200:1514");
    device_rig_set(&rig, "Debug_Level", "3");
    device_rig_set(&rig, "Resync_Random_Delay", "0");
    device_rig_set(&rig, "Resync_Periodic", "60");
    device_rig_set(&rig, "Profile_Rule", "tftp://192.168.1.200/a.cfg");
    provider_serve_text(&rig.provider, "/a.cfg", profile);
    provider_serve_text(&rig.provider, "/$SA/b.cfg", "<flat-profile><GPP_A>b</GPP_A></flat-profile>");
    provider_serve_text(&rig.provider, "/d.cfg", "<flat-profile></flat-profile>");
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

static void check(const char *where, const char *text)
{
    if (strstr(text, SECRET) != NULL) {
        fail_msg("%s shows it: %s", where, text);
    }
}

/* The administrator edits rules, so the page has them in their boxes, and nothing of it anywhere else. */
static unsigned check_boxes(struct device_rig *r, const char *where, char *text)
{
    static const char *const rules[] = {"Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D",
                                        "Upgrade_Rule"};
    const struct fw_params *params = fw_device_params(r->device);
    unsigned n_boxes = 0;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char box[64], name[FW_FORM_ID_BYTES];
        int id = fw_param_find(params, rules[i]);
        const struct fw_schema_row row = fw_schema_row(fw_params_schema(params), (size_t)id);
        (void)snprintf(box, sizeof box, " name=\"%s\" value=\"", fw_schema_form_id(&row, name));
        char *at = strstr(text, box);
        if (at != NULL) {
            n_boxes++;
            at += strlen(box);
            memset(at, '-', strcspn(at, "\""));
        }
    }
    check(where, text);
    return n_boxes;
}

/* What the log servers got, which is forgotten then. True: a rule with its assignments was among it. */
static bool check_lines(struct device_rig *r)
{
    bool has_rule = false;
    for (unsigned i = 0; i < r->provider.n_lines; i++) {
        check("syslog", r->provider.lines[i]);
    }
    for (unsigned i = 0; i < r->provider.n_debug_lines; i++) {
        check("the debug server", r->provider.debug_lines[i]);
        has_rule = has_rule || strstr(r->provider.debug_lines[i], "Password_2_ = \"****\"") != NULL;
    }
    assert_true(r->provider.n_lines > 0 && r->provider.n_debug_lines > 0);
    device_rig_forget(r);
    return has_rule;
}

static void test_a_secret_stays_where_it_is(void **state)
{
    static const struct {
        const char *path;
        unsigned n_boxes;
    } pages[] = {{"/", 0},       {"/advanced", 0},       {"/voice/", 0},       {"/voice/advanced", 0},
                 {"/admin/", 0}, {"/admin/advanced", 0}, {"/admin/voice/", 0}, {"/admin/voice/advanced", 5}};
    struct device_rig *r = *state;
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    (void)check_lines(r);
    /* The second resync evaluates what the first has brought. */
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    assert_string_equal(device_rig_value(r, "GPP_SA"), SECRET);
    assert_string_equal(device_rig_value(r, "Password_2_"), SECRET);
    assert_string_equal(device_rig_value(r, "Profile_Rule_D"), "[--key " SECRET "] /d.cfg");
    assert_string_equal(device_rig_value(r, "GPP_B"), "seen");
    device_rig_pass_s(r, 5);
    assert_true(check_lines(r)); /* masked, and not left out */

    unsigned n_seen = 0;
    for (uint64_t i = 0; i < board_trace_end(r->board); i++) {
        const struct board_event *e = board_trace_get(r->board, i);
        if (e != NULL) {
            n_seen++;
            check(board_event_signal(e)->name, e->text);
        }
    }
    assert_true(n_seen > 100);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        (void)device_rig_get(r, pages[i].path);
        assert_int_equal(check_boxes(r, pages[i].path, (char *)r->web.reply.bytes), pages[i].n_boxes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_secret_stays_where_it_is, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
