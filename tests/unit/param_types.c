/* SPDX-License-Identifier: MIT */
/* What becomes of a value, by the type of its parameter. */
#include <harness/params_rig.h>
#include <rt/mem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SCHEMA_FILE TEST_SOURCE_DIR "/../images/releases/spa2102-5.2.10/schema.tsv"

struct row {
    const char *element, *value;
    enum fw_fit fit;
    const char *stored; /* NULL: as given */
};

#define OK        FW_FIT_OK, NULL
#define AS(text)  FW_FIT_NORMALISED, text
#define WRONG     FW_FIT_WRONG_TYPE, ""
#define TOO_LONG  FW_FIT_TOO_LONG, NULL
#define CHARS_40  "0123456789012345678901234567890123456789"
#define CHARS_120 CHARS_40 CHARS_40 CHARS_40

static const struct row rows[] = {
    /* guide p.2-8: the words of a bool */
    {"Enable_WAN_Web_Server", "Yes", OK},
    {"Enable_WAN_Web_Server", "No", OK},
    {"Enable_WAN_Web_Server", "yes", AS("Yes")},
    {"Enable_WAN_Web_Server", "Enable", AS("Yes")},
    {"Enable_WAN_Web_Server", "enable", AS("Yes")},
    {"Enable_WAN_Web_Server", "1", AS("Yes")},
    {"Enable_WAN_Web_Server", "no", AS("No")},
    {"Enable_WAN_Web_Server", "Disable", AS("No")},
    {"Enable_WAN_Web_Server", "disable", AS("No")},
    {"Enable_WAN_Web_Server", "0", AS("No")},
    {"Enable_WAN_Web_Server", "YES", AS("Yes")},
    {"Enable_WAN_Web_Server", " Yes ", AS("Yes")},
    {"Enable_WAN_Web_Server", "", OK},
    {"Enable_WAN_Web_Server", "  ", AS("")},
    {"Enable_WAN_Web_Server", "2", WRONG},
    {"Enable_WAN_Web_Server", "Yes!", WRONG},
    {"Enable_WAN_Web_Server", "Ye", WRONG},
    {"Enable_WAN_Web_Server", "Yes\nNo", WRONG},
    /* guide p.2-20: Uns<n>, Sig<n>; as written */
    {"Resync_Periodic", "3600", OK},
    {"Resync_Periodic", "0", OK},
    {"Resync_Periodic", "", OK},
    {"Resync_Periodic", "-16", OK},
    {"Resync_Periodic", "+5", OK},
    {"Resync_Periodic", "0x18", OK},
    {"Resync_Periodic", "0XfF", OK},
    {"Resync_Periodic", "-0x10", OK},
    {"Resync_Periodic", "007", OK},
    {"Resync_Periodic", "4294967295", OK},
    {"Resync_Periodic", "2147483647", OK},
    {"Resync_Periodic", "-2147483648", OK},
    {"Resync_Periodic", " 30 ", AS("30")},
    {"Resync_Periodic", "30.5", OK},
    {"Resync_Periodic", "4294967296", WRONG},
    {"Resync_Periodic", "-2147483649", WRONG},
    {"Resync_Periodic", "0x100000000", WRONG},
    {"Resync_Periodic", "0x", WRONG},
    {"Resync_Periodic", "0xg", WRONG},
    {"Resync_Periodic", "-", WRONG},
    {"Resync_Periodic", "+", WRONG},
    {"Resync_Periodic", "--5", WRONG},
    {"Resync_Periodic", "5 6", WRONG},
    {"Resync_Periodic", "ten", WRONG},
    {"Resync_Periodic", "3600s", WRONG},
    {"Resync_Periodic", CHARS_40, WRONG},
    /* guide p.2-16, 2-17: schedules */
    {"Resync_Periodic", "1800,3600,7200,14400", OK},
    {"Resync_Periodic", "1800+300,3600+600,7200+900", OK},
    {"Resync_Periodic", "1800, 3600 + 600", OK},
    {"Resync_Periodic", "1800,", WRONG},
    {"Resync_Periodic", ",1800", WRONG},
    {"Resync_Periodic", "1800+", WRONG},
    {"Resync_Periodic", "1800+-3", WRONG},
    {"Resync_Periodic", "1800+3+4", WRONG},
    {"Resync_Periodic", "1800+x", WRONG},
    {"Resync_Periodic", "inf", OK},
    {"SIP_T1", ".5", OK},
    {"SIP_T1", "0.030", OK},
    {"SIP_T1", "4", OK},
    {"SIP_T1", "-13.5", OK},
    {"SIP_T1", "5.", OK},
    {"SIP_T1", "", OK},
    {"SIP_T1", ".", WRONG},
    {"SIP_T1", "1.2.3", WRONG},
    {"SIP_T1", "1,5", WRONG},
    {"SIP_T1", "0x1", WRONG},
    {"SIP_T1", "1e3", WRONG},
    {"Connection_Type", "Static IP", OK},
    {"Connection_Type", "PPPOE", OK},
    {"Connection_Type", "PPPOE,DHCP", OK},
    {"Connection_Type", "PPPoE", AS("PPPOE")},
    {"Connection_Type", "dhcp", AS("DHCP")},
    {"Connection_Type", " static ip", AS("Static IP")},
    {"Connection_Type", "", OK},
    {"Connection_Type", "Always On", WRONG}, /* a public system writes this one */
    {"Connection_Type", "DHC", WRONG},
    {"Connection_Type", "DHCP/Static IP", WRONG},
    {"Connection_Type", "/", WRONG},
    {"Call_Return_Code", "*69", OK},
    {"Call_Return_Code", "#99", OK},
    {"Call_Return_Code", "*0172616", OK},
    {"Call_Return_Code", "", OK},
    {"Call_Return_Code", "*01726161", TOO_LONG},
    {"Call_Return_Code", "12345678", TOO_LONG},
    {"Call_Return_Code", "*6x", WRONG},
    {"SIT1_RSC", "404, 5*", OK},
    {"SIT1_RSC", "61?", OK},
    {"SIT1_RSC", "407, 408, 487, 481", OK},
    {"SIT1_RSC", CHARS_40, TOO_LONG},
    {"SIT1_RSC", "4xx", WRONG},
    {"Ring1_Cadence", "60(2/4)", OK},
    {"Ring1_Cadence", "", OK},
    {"Ring1_Cadence", "2", WRONG},
    {"Ring1_Cadence", "60(2/4" CHARS_120 "00)", WRONG},
    {"Ring1_Cadence", "60(2/4.00" CHARS_120 ")", TOO_LONG},
    {"CWT_Frequency", "440@-10", OK},
    {"CWT_Frequency", "440", WRONG},
    {"Dial_Tone", "420@-19,420@-19;10(*/0/1+2)", OK},
    {"Dial_Tone", "400*33@-19;10(*/0/1)", OK},
    {"Dial_Tone", "400@-1910(.25/.25/1)", WRONG}, /* from a profile in the field */
    {"Profile_Rule", "[--key \"k\"] https://prov.example.com/$MA.cfg", OK},
    {"Profile_Rule", CHARS_120 CHARS_120 "0123456789abcde", OK},
    {"Profile_Rule", CHARS_120 CHARS_120 "0123456789abcdef", TOO_LONG},
    /* free texts are as they come, but for control characters: guide p.2-2 */
    {"GPP_A", " 12 ", OK},
    {"GPP_A", "a\nb\tc\x7f", AS("a b c ")},
    {"GPP_A", "\xe9t\xe9 <&>\"'", OK},
    {"GPP_A", CHARS_120 CHARS_120 CHARS_120, OK},
    {"Admin_Passwd", " p w ", OK},
    {"Dial_Plan_1_", "(*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)", OK},
};

static void each_value_is_judged(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        char stored[FW_VALUE_MAX + 1];
        int id = fw_param_find(rig.params, row->element);
        assert_int_not_equal(id, FW_PARAM_NONE);
        enum fw_fit fit = fw_param_judge(rig.params, id, rt_str(row->value), stored);
        if (fit != row->fit) {
            fail_msg("%s \"%s\": %s, not %s", row->element, row->value, fw_fit_text(fit), fw_fit_text(row->fit));
        }
        assert_string_equal(stored, row->stored != NULL ? row->stored : row->value);
        /* What is stored fits as it is. */
        if (fit == FW_FIT_OK || fit == FW_FIT_NORMALISED) {
            assert_int_equal(fw_param_judge(rig.params, id, rt_str(stored), NULL), FW_FIT_OK);
        }
    }
    params_rig_close(&rig);
}

static void the_longest_value_is_taken_and_one_more_is_not(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    char text[FW_VALUE_MAX + 2];
    memset(text, 'x', sizeof text);
    struct fw_txn *t;
    enum fw_fit fit;
    assert_int_equal(fw_txn_create(&t, rig.params), RT_OK);
    int id = fw_param_find(rig.params, "GPP_A");
    assert_int_equal(fw_txn_set(t, id, rt_str_n(text, FW_VALUE_MAX), &fit), RT_OK);
    assert_int_equal(fit, FW_FIT_OK);
    assert_int_equal(strlen(fw_txn_get(t, id)), FW_VALUE_MAX);
    assert_int_equal(fw_txn_set(t, id, RT_STR("short"), &fit), RT_OK);
    assert_int_equal(fw_txn_set(t, id, rt_str_n(text, FW_VALUE_MAX + 1), &fit), RT_OK);
    assert_int_equal(fit, FW_FIT_TOO_LONG);
    assert_string_equal(fw_txn_get(t, id), "short");
    fw_txn_destroy(t);
    params_rig_close(&rig);
}

static void a_zero_byte_in_a_value_becomes_a_blank(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    char stored[FW_VALUE_MAX + 1];
    int id = fw_param_find(rig.params, "GPP_A");
    assert_int_equal(fw_param_judge(rig.params, id, RT_STR("a\0b"), stored), FW_FIT_NORMALISED);
    assert_string_equal(stored, "a b");
    params_rig_close(&rig);
}

static void what_is_no_parameter_is_unknown(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    int status_row = (int)fw_schema_n_rows(rig.schema) - 1;
    assert_int_equal(fw_schema_type(rig.schema, (size_t)status_row), FW_TYPE_STATUS);
    assert_int_equal(fw_param_judge(rig.params, status_row, RT_STR("x"), NULL), FW_FIT_UNKNOWN);
    assert_int_equal(fw_param_judge(rig.params, FW_PARAM_NONE, RT_STR("x"), NULL), FW_FIT_UNKNOWN);
    assert_string_equal(fw_param_get(rig.params, status_row), "");
    assert_string_equal(fw_param_get(rig.params, FW_PARAM_NONE), "");
    params_rig_close(&rig);
}

static void every_factory_default_fits_its_own_type(void **state)
{
    (void)state;
    size_t n;
    char *text = params_rig_read_file(SCHEMA_FILE, &n);
    struct params_rig rig;
    params_rig_open(&rig, text, NULL);
    unsigned n_judged = 0;
    for (size_t i = 0; i < fw_schema_n_rows(rig.schema); i++) {
        struct fw_schema_row row = fw_schema_row(rig.schema, i);
        if (row.type == FW_TYPE_STATUS) {
            continue;
        }
        enum fw_fit fit = fw_param_judge(rig.params, (int)i, rt_str(row.value), NULL);
        if (fit != FW_FIT_OK) {
            fail_msg("%s = %s: %s", row.element, row.value, fw_fit_text(fit));
        }
        n_judged++;
    }
    assert_int_equal(n_judged, 702);
    params_rig_close(&rig);
    rt_mem_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_value_is_judged),
        cmocka_unit_test(the_longest_value_is_taken_and_one_more_is_not),
        cmocka_unit_test(a_zero_byte_in_a_value_becomes_a_blank),
        cmocka_unit_test(what_is_no_parameter_is_unknown),
        cmocka_unit_test(every_factory_default_fits_its_own_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
