/* SPDX-License-Identifier: MIT */
/*
 * Keys at a dial tone, with a dial plan, emergency numbers, codes and lists of them that come from outside too: what
 * the dialler and the dialogue of service codes make of them.
 */
#include "fuzz.h"
#include <harness/check.h>
#include <harness/params_rig.h>
#include <fw/service.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *element, *type, *value, *format;
    bool is_input; /* a piece of the data */
} rows[] = {
    {"Dial_Plan_1_", "DialPlanScript", "(*xx|xx.)", "", true},
    {"Emergency_Number_1_", "string", "", "", true},
    {"Feature_Dial_Services_Codes", "ActCode", "", "code list", true},
    {"Referral_Services_Codes", "ActCode", "", "code list", true},
    {"Service_Annc_Extension_Codes", "ActCode", "", "announcements", true},
    {"Speed_Dial_2_1_", "string", "", "", true},
    {"Speed_Dial_3_1_", "string", "", "", false},
    {"Service_Annc_Base_Number", "string", "1234", "", false},
    {"Service_Announcement_Serv_1_", "bool", "Yes", "", false},
    {"Enable_IP_Dialing_1_", "bool", "Yes", "", false},
    {"Cfwd_All_Act_Code", "ActCode", "*72", "", false},
    {"Cfwd_All_Deact_Code", "ActCode", "*7", "", false},
    {"Cfwd_All_Dest_1_", "string", "", "", false},
    {"Cfwd_Last_Act_Code", "ActCode", "*63", "", false},
    {"Cfwd_Last_Caller_1_", "string", "", "", false},
    {"Cfwd_Last_Dest_1_", "string", "", "", false},
    {"DND_Act_Code", "ActCode", "*78", "", false},
    {"DND_Setting_1_", "bool", "No", "", false},
    {"Speed_Dial_Act_Code", "ActCode", "#4", "", false},
    {"Call_Return_Code", "ActCode", "69", "", false},
    {"Blind_Transfer_Code", "ActCode", "*98", "", false},
    {"Block_CID_Per_Call_Act_Code", "ActCode", "*81", "", false},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

static struct fw_params *params(void)
{
    static struct params_rig rig;
    static char schema[4096];
    size_t n = 0;
    for (size_t i = 0; i < N_ROWS && rig.params == NULL; i++) {
        n += (size_t)snprintf(schema + n, sizeof schema - n, "%s\tl\tVoice/Line 1\ts\t%s\t\t%s\trw\t\t\t%s\t\n",
                              rows[i].element, rows[i].type, rows[i].value, rows[i].format);
    }
    if (rig.params == NULL) {
        params_rig_open(&rig, schema, NULL);
    }
    return rig.params;
}

static void set_inputs(struct fw_params *p, const uint8_t **data, size_t *n)
{
    struct fw_txn *txn;
    CHECK(fw_txn_create(&txn, p) == RT_OK);
    for (size_t i = 0; i < N_ROWS; i++) {
        const uint8_t *piece;
        if (rows[i].is_input) {
            size_t n_piece = fuzz_piece(data, n, 1, &piece);
            CHECK(fw_txn_set_by_name(txn, rt_str(rows[i].element), rt_str_n((const char *)piece, n_piece), NULL) ==
                  RT_OK);
        }
    }
    CHECK(fw_txn_commit(txn, "fuzz", NULL) == RT_OK);
    fw_txn_destroy(txn);
}

/* As firmware/call/codes.c: from the first key again after each tone that asks for more. */
static void dial(struct fw_params *p, struct rt_str keys, bool has_held)
{
    struct fw_service_state state = {.slot = 0};
    const struct fw_service_facts facts = {.params = p,
                                           .line = 1,
                                           .last_caller = "4085551212",
                                           .last_called = "",
                                           .last_busy = "5551234",
                                           .has_held = has_held};
    for (size_t first = 0, at = 0; at <= keys.n; at++) {
        struct fw_dialler_stage stage = fw_service_stage(&state, &facts);
        struct fw_dialler_result r;
        struct fw_service_outcome out;
        fw_dialler_judge(p, 1, &stage, rt_str_n(keys.p + first, at - first), &r);
        CHECK(r.end.verdict == FW_DIALMATCH_WAIT || at > first || r.end.is_hotline);
        if (r.end.verdict == FW_DIALMATCH_WAIT && at == keys.n) {
            r.end.verdict = r.end.on_timeout;
        }
        if (r.end.verdict != FW_DIALMATCH_SEND && r.end.verdict != FW_DIALMATCH_RAW) {
            if (r.end.verdict != FW_DIALMATCH_WAIT) {
                break;
            }
            continue;
        }
        fw_service_dialled(&state, &facts, &r, &out);
        CHECK(out.n_changes <= 2 && (out.next != FW_SERVICE_PLACES || out.number[0] != '\0'));
        CHECK(out.next != FW_SERVICE_TRANSFERS || has_held);
        if (out.next == FW_SERVICE_REFUSED || out.next == FW_SERVICE_PLACES || out.next == FW_SERVICE_TRANSFERS) {
            break;
        }
        first = at;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char pad[] = "0123456789*#ABCD";
    char keys[120];
    struct fw_params *p = params();
    set_inputs(p, &data, &n);
    n = n < sizeof keys ? n : sizeof keys;
    for (size_t i = 0; i < n; i++) {
        keys[i] = strchr(pad, data[i]) != NULL && data[i] != '\0' ? (char)data[i] : pad[data[i] % 16];
    }
    dial(p, rt_str_n(keys, n), false);
    dial(p, rt_str_n(keys, n), true);
    return 0;
}
