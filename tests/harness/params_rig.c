/* SPDX-License-Identifier: MIT */
#include <harness/params_rig.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char schema_text_of_rig[] =
    "# element, label, tab, section, type, choices, default, access, form id, flags\n"
    "Connection_Type\tConnection Type\tRouter/Wan Setup\tInternet\tchoice\tDHCP/Static "
    "IP/PPPOE/PPPOE,DHCP\tDHCP\trw\t29292\treboot\n"
    "Static_IP\tStatic IP\tRouter/Wan Setup\tInternet\tstring\t\t\trw\t30639\treboot\n"
    "Enable_WAN_Web_Server\tEnable WAN Web Server\tRouter/Wan Setup\tRemote\tbool\tYes/No\tNo\trw\t~1\t\n"
    "Admin_Passwd\tAdmin Passwd\tVoice/System\tSystem\tpassword/string\t\t\tna\tP34414\tpassword\n"
    "Resync_Periodic\tResync Periodic\tVoice/Provisioning\tProfile\tint\t\t3600\tna\t\t\n"
    "SIP_T1\tSIP T1\tVoice/SIP\tTimers\tfixed-point\t\t.5\tna\t\t\n"
    "Profile_Rule\tProfile Rule\tVoice/Provisioning\tProfile\tStr255/rule\t\t/spa$PSN.cfg\tna\t\t\n"
    "GPP_A\tGPP A\tVoice/Provisioning\tGeneral\tstring\t\t\tna\t\t\n"
    "GPP_SA\tGPP SA\tVoice/Provisioning\tGeneral\tpassword/string\t\t\tna\t\tsecret,password\n"
    "Dial_Tone\tDial Tone\tVoice/Regional\tTones\tToneScript\t\t350@-19,440@-19;10(*/0/1+2)\tna\t\t\n"
    "CWT_Frequency\tCWT Frequency\tVoice/Regional\tTones\tFreqScript\t\t440@-10\tna\t\t\n"
    "Ring1_Cadence\tRing1 Cadence\tVoice/Regional\tRing\tCadScript\t\t60(2/4)\tna\t\t\n"
    "Call_Return_Code\tCall Return Code\tVoice/Regional\tCodes\tActCode\t\t*69\tna\t\t\n"
    "SIT1_RSC\tSIT1 RSC\tVoice/SIP\tCodes\tRscTmplt\t\t\tna\t\t\n"
    "Dial_Plan_1_\tDial Plan\tVoice/Line 1\tDial Plan\tDialPlanScript\t\t(xx.)\tna\t\t\n"
    "Speed_Dial_2_1_\tSpeed Dial 2\tVoice/User 1\tSpeed Dial\tstring\t\t\trw\t\t\n"
    "CW_Setting_1_\tCW Setting\tVoice/User 1\tServices\tbool\t\tYes\tro\t\t\n"
    "\tProduct Name\tRouter/Status\tProduct Information\tstatus\t\t\tro\t\tstatus\n";

static void power_on(struct params_rig *rig)
{
    board_power_on(rig->board);
    for (int i = 0; i < 8 && (!board_is_powered(rig->board) || board_is_dying(rig->board)); i++) {
        (void)board_step(rig->board, board_next_due_us(rig->board));
    }
    assert_true(board_is_powered(rig->board) && !board_is_dying(rig->board));
}

static void create_schema(struct params_rig *rig, const char *text)
{
    unsigned bad_line;
    text = text != NULL ? text : schema_text_of_rig;
    enum rt_err err = fw_schema_create(&rig->schema, text, strlen(text), &bad_line);
    if (err != RT_OK) {
        fail_msg("line %u of the schema: %s", bad_line, rt_err_text(err));
    }
}

static void create_params(struct params_rig *rig)
{
    assert_int_equal(fw_params_create(&rig->params, rig->board, rig->schema, rig->customised), RT_OK);
}

void params_rig_open(struct params_rig *rig, const char *schema_text, const char *customised)
{
    *rig = (struct params_rig){.customised = customised};
    rig->flash = malloc(BOARD_FLASH_BYTES);
    assert_non_null(rig->flash);
    memset(rig->flash, 0xff, BOARD_FLASH_BYTES);
    rig->board = board_create(&(struct board_config){.flash = rig->flash, .entropy_seed = 1});
    assert_non_null(rig->board);
    power_on(rig);
    create_schema(rig, schema_text);
    create_params(rig);
}

void params_rig_close(struct params_rig *rig)
{
    fw_params_destroy(rig->params);
    fw_schema_destroy(rig->schema);
    board_destroy(rig->board);
    free(rig->flash);
    *rig = (struct params_rig){0};
}

void params_rig_power_cycle(struct params_rig *rig)
{
    fw_params_destroy(rig->params);
    rig->params = NULL;
    board_power_off(rig->board);
    (void)board_step(rig->board, board_next_due_us(rig->board));
    power_on(rig);
}

void params_rig_restart(struct params_rig *rig)
{
    params_rig_power_cycle(rig);
    create_params(rig);
}

void params_rig_change_schema(struct params_rig *rig, const char *schema_text)
{
    params_rig_power_cycle(rig);
    fw_schema_destroy(rig->schema);
    create_schema(rig, schema_text);
    create_params(rig);
}

char *params_rig_read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        fail_msg("cannot open %s", path);
    }
    struct rt_buf text;
    rt_buf_init(&text, 1u << 20);
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, f)) > 0;) {
        assert_int_equal(rt_buf_put(&text, piece, got), RT_OK);
    }
    (void)fclose(f);
    *n = text.n;
    return rt_buf_take(&text);
}

enum rt_err params_rig_set(struct params_rig *rig, const char *element, const char *value)
{
    struct fw_txn *t;
    enum rt_err err = fw_txn_create(&t, rig->params);
    if (err == RT_OK) {
        err = fw_txn_set_by_name(t, rt_str(element), rt_str(value), NULL);
    }
    if (err == RT_OK) {
        err = fw_txn_commit(t, "test", NULL);
    }
    fw_txn_destroy(t);
    return err;
}

char *params_rig_state(const struct params_rig *rig)
{
    struct rt_buf out;
    rt_buf_init(&out, 1u << 22);
    for (size_t i = 0; i < fw_schema_n_rows(rig->schema); i++) {
        (void)rt_buf_printf(&out, "%s %s%s=%s\n", fw_schema_element(rig->schema, i),
                            fw_access_name(fw_param_access(rig->params, (int)i)),
                            fw_param_is_default(rig->params, (int)i) ? " default " : " ",
                            fw_param_get(rig->params, (int)i));
    }
    assert_int_equal(rt_buf_error(&out), RT_OK);
    return rt_buf_take(&out);
}
