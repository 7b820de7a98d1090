/* SPDX-License-Identifier: MIT */
/*
 * Every service code of the table at a telephone: it is taken, it changes the parameters that its row says, and what it
 * changed survives a restart and a resync; a profile that sets the parameter overwrites it. What is heard and sent:
 * tests/unit/vectors_service_codes.c.
 */
#include <harness/test.h>
#include <harness/call_peer.h>
#include <fw/channel.h>
#include <fw/service.h>
#include <rt/mem.h>
#include <unit/phone.h>
#include <stdio.h>
#include <string.h>

#define CALLER "4085551212"
#define NUMBER "5551234"
#define SLOT   4u

struct world {
    struct device_rig unit;
    struct call_peer peer;
    struct emu_phone *phone[2];
};

static int set_up(void **state)
{
    static struct world w;
    device_rig_init(&w.unit, "5.2.10");
    call_peer_init(&w.peer, &w.unit);
    device_rig_set(&w.unit, "Profile_Rule", "http://192.168.1.200/codes.xml");
    device_rig_set(&w.unit, "Resync_Random_Delay", "0");
    device_rig_set(&w.unit, "Make_Call_Without_Reg_2_", "Yes");
    /* Those without a code of the factory. */
    device_rig_set(&w.unit, "Conference_Act_Code", "*95");
    device_rig_set(&w.unit, "Attn-Xfer_Act_Code", "*96");
    device_rig_start(&w.unit);
    device_rig_pass_s(&w.unit, 20);
    for (unsigned i = 0; i < 2; i++) {
        w.phone[i] = emu_phone_create(w.unit.board, i);
    }
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    emu_phone_destroy(w->phone[0]);
    emu_phone_destroy(w->phone[1]);
    call_peer_fini(&w->peer);
    device_rig_fini(&w->unit);
    return 0;
}

static const struct fw_params *params(struct world *w)
{
    return fw_device_params(w->unit.device);
}

static void dial(struct world *w, unsigned port, const char *keys)
{
    emu_phone_set_hook(w->phone[port], true);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(w->phone[port], keys), RT_OK);
    while (emu_phone_is_dialling(w->phone[port])) {
        device_rig_pass_ms(&w->unit, 50);
    }
    device_rig_pass_ms(&w->unit, 300);
    emu_phone_set_hook(w->phone[port], false);
    device_rig_pass_ms(&w->unit, 1500);
}

/* Somebody has called, and somebody was busy. */
static void fill_memory(struct world *w)
{
    call_peer_invite(&w->peer, "From: <sip:" CALLER "@sip.test>;tag=c\r\n", CALL_PEER_SDP);
    call_peer_request(&w->peer, "CANCEL", "", "", "");
    emu_phone_set_hook(w->phone[0], true);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(w->phone[0], NUMBER "#"), RT_OK);
    call_peer_reply(&w->peer, call_peer_expect(&w->peer, "INVITE ", 5000), 486, "", "");
    device_rig_pass_ms(&w->unit, 500);
    emu_phone_set_hook(w->phone[0], false);
    device_rig_pass_ms(&w->unit, 1500);
}

static const char *code_of(struct world *w, const struct fw_service *s)
{
    return fw_element_text(params(w), s->code);
}

static bool is_on(const struct fw_service *s)
{
    return s->act == FW_SERVICE_SET_YES || s->act == FW_SERVICE_SET_NUMBER || s->act == FW_SERVICE_SET_CALLER ||
           s->act == FW_SERVICE_SET_CALLER_AND_NUMBER || s->act == FW_SERVICE_SET_SPEED_DIAL;
}

static bool is_off(const struct fw_service *s)
{
    return s->act == FW_SERVICE_SET_NO || s->act == FW_SERVICE_CLEAR;
}

/* What the row says a parameter is after it; NULL: there is none. */
static const char *wanted(const struct fw_service *s, unsigned i, enum fw_element *element)
{
    *element = s->act == FW_SERVICE_SET_SPEED_DIAL && i == 0 ? fw_service_speed_dial(SLOT, 1) : s->effect_1[i];
    if (*element == FW_EL_NONE) {
        return NULL;
    }
    switch (s->act) {
    case FW_SERVICE_SET_YES:
        return "Yes";
    case FW_SERVICE_SET_NO:
        return "No";
    case FW_SERVICE_CLEAR:
        return "";
    case FW_SERVICE_SET_CALLER:
        return CALLER;
    case FW_SERVICE_SET_CALLER_AND_NUMBER:
        return i == 0 ? CALLER : NUMBER;
    default:
        return NUMBER;
    }
}

static void expect_effects(struct world *w, const struct fw_service *s)
{
    for (unsigned i = 0; i < 2; i++) {
        enum fw_element element;
        const char *value = wanted(s, i, &element);
        if (value != NULL && strcmp(fw_element_text(params(w), element), value) != 0) {
            fail_msg("%s: %s is '%s', not '%s'", fw_element_name(s->code), fw_element_name(element),
                     fw_element_text(params(w), element), value);
        }
    }
}

/* The opposite before, so that it is the code that does it. */
static void spoil(struct world *w, const struct fw_service *s)
{
    for (unsigned i = 0; i < 2; i++) {
        enum fw_element element;
        const char *value = wanted(s, i, &element);
        if (value != NULL) {
            device_rig_set(&w->unit, fw_element_name(element),
                           strcmp(value, "Yes") == 0  ? "No"
                           : strcmp(value, "No") == 0 ? "Yes"
                                                      : "77");
        }
    }
}

static void use(struct world *w, const struct fw_service *s)
{
    char keys[64];
    const char *number = s->kind == FW_SERVICE_NUMBER ? NUMBER "#" : s->kind == FW_SERVICE_KEY ? "4" NUMBER "#" : "";
    assert_true(code_of(w, s)[0] != '\0');
    (void)snprintf(keys, sizeof keys, "%s%s", code_of(w, s), number);
    device_rig_forget(&w->unit);
    dial(w, 0, keys);
    if (!device_rig_saw(&w->unit, &fw_signal_call, fw_element_name(s->code))) {
        fail_msg("%s: %s was not taken", fw_element_name(s->code), keys);
    }
}

static void expect_all(struct world *w, bool (*is_meant)(const struct fw_service *s))
{
    for (unsigned i = 0; i < fw_n_services; i++) {
        if (is_meant(&fw_services[i])) {
            expect_effects(w, &fw_services[i]);
        }
    }
}

static void restart(struct world *w)
{
    device_rig_power_off(&w->unit);
    device_rig_start(&w->unit);
    device_rig_pass_s(&w->unit, 20);
}

static void resync(struct world *w, const char *profile)
{
    provider_serve_text(&w->unit.provider, "/codes.xml", profile);
    assert_int_equal(fw_prov_request_resync(fw_device_prov(w->unit.device), RT_STR(""), 0), RT_OK);
    device_rig_pass_s(&w->unit, 20);
}

/* All codes of one direction, then what they changed outlives restart and resync. */
static void all_survive(struct world *w, bool (*is_meant)(const struct fw_service *s))
{
    unsigned n = 0;
    fill_memory(w);
    for (unsigned i = 0; i < fw_n_services; i++) {
        const struct fw_service *s = &fw_services[i];
        assert_true(memchr(s->help, '\0', sizeof s->help) != NULL && memchr(s->source, '\0', sizeof s->source) != NULL);
        assert_non_null(memchr(s->announcement, '\0', sizeof s->announcement));
        if (is_meant(s)) {
            spoil(w, s);
            use(w, s);
            expect_effects(w, s);
            n++;
        }
    }
    assert_in_range(n, 12, 20);
    expect_all(w, is_meant);
    restart(w);
    expect_all(w, is_meant);
    resync(w, "<flat-profile><GPP_A>resynced</GPP_A></flat-profile>");
    assert_string_equal(device_rig_value(&w->unit, "GPP_A"), "resynced");
    expect_all(w, is_meant);
}

static void what_codes_switch_on_survives_restart_and_resync(void **state)
{
    struct world *w = *state;
    all_survive(w, is_on);
    assert_int_equal(device_rig_get(&w->unit, "/voice/advanced"), 200); /* as the pages show it */
    assert_non_null(strstr(web_client_body(&w->unit.web), "value=\"" NUMBER "\""));
    resync(w, "<flat-profile><Cfwd_All_Dest_1_>700</Cfwd_All_Dest_1_><DND_Setting_1_>No</DND_Setting_1_>"
              "<Speed_Dial_4_1_>88</Speed_Dial_4_1_></flat-profile>");
    assert_string_equal(device_rig_value(&w->unit, "Cfwd_All_Dest_1_"), "700");
    assert_string_equal(device_rig_value(&w->unit, "DND_Setting_1_"), "No");
    assert_string_equal(device_rig_value(&w->unit, "Speed_Dial_4_1_"), "88");
    assert_string_equal(device_rig_value(&w->unit, "Cfwd_Busy_Dest_1_"), NUMBER);
}

static void what_codes_switch_off_survives_restart_and_resync(void **state)
{
    all_survive(*state, is_off);
}

static void the_other_codes_are_taken_and_change_no_parameter(void **state)
{
    struct world *w = *state;
    fill_memory(w);
    char *before = device_rig_state(&w->unit);
    for (unsigned i = 0; i < fw_n_services; i++) {
        const struct fw_service *s = &fw_services[i];
        if (!is_on(s) && !is_off(s)) {
            use(w, s);
        }
    }
    device_rig_expect_state(&w->unit, before);
    rt_mem_free(before);
}

static void a_code_changes_its_own_line(void **state)
{
    struct world *w = *state;
    dial(w, 1, "*78");
    assert_string_equal(device_rig_value(&w->unit, "DND_Setting_2_"), "Yes");
    assert_string_equal(device_rig_value(&w->unit, "DND_Setting_1_"), "No");
    dial(w, 1, "*9077#");
    assert_string_equal(device_rig_value(&w->unit, "Cfwd_Busy_Dest_2_"), "77");
    assert_string_equal(device_rig_value(&w->unit, "Cfwd_Busy_Dest_1_"), "");
}

/* With its switch, its digits are the code; without, or without digits, there is none. */
static void a_code_without_its_service_is_a_number(void **state)
{
    struct world *w = *state;
    const struct fw_dialler_stage first = {.want = FW_DIALLER_WANTS_ANY};
    for (unsigned i = 0; i < fw_n_services; i++) {
        const struct fw_service *s = &fw_services[i];
        struct fw_dialler_result r;
        char code[32];
        (void)snprintf(code, sizeof code, "%s", code_of(w, s));
        fw_dialler_judge(params(w), 1, &first, rt_str(code), &r);
        assert_true(r.kind == FW_DIALLER_SERVICE && r.service == s);
        if (s->serv_1 != FW_EL_NONE) {
            device_rig_set(&w->unit, fw_element_name(s->serv_1), "No");
            fw_dialler_judge(params(w), 1, &first, rt_str(code), &r);
            assert_true(r.kind != FW_DIALLER_SERVICE);
            fw_dialler_judge(params(w), 2, &first, rt_str(code), &r); /* the other line has it */
            assert_true(r.kind == FW_DIALLER_SERVICE && r.service == s);
            device_rig_set(&w->unit, fw_element_name(s->serv_1), "Yes");
        }
        device_rig_set(&w->unit, fw_element_name(s->code), "");
        fw_dialler_judge(params(w), 1, &first, rt_str(code), &r);
        assert_true(r.kind != FW_DIALLER_SERVICE);
        device_rig_set(&w->unit, fw_element_name(s->code), "*5501"); /* the user's own */
        fw_dialler_judge(params(w), 1, &first, RT_STR("*5501"), &r);
        assert_true(r.kind == FW_DIALLER_SERVICE && r.service == s);
        device_rig_set(&w->unit, fw_element_name(s->code), code);
    }
}

/* The table has all that the release calls a code, but for the lists. */
static void the_table_has_every_code_of_the_release(void **state)
{
    struct world *w = *state;
    const struct fw_schema *schema = fw_params_schema(params(w));
    unsigned n = 0;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        bool is_there = row.type != FW_TYPE_ACTCODE || row.format != FW_FORMAT_STAR_CODE;
        n += !is_there;
        for (unsigned k = 0; k < fw_n_services && !is_there; k++) {
            is_there = strcmp(fw_element_name(fw_services[k].code), row.element) == 0;
        }
        if (!is_there) {
            fail_msg("%s: no service has this code", row.element);
        }
    }
    assert_int_equal(n, fw_n_services);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(what_codes_switch_on_survives_restart_and_resync),
                                       T(what_codes_switch_off_survives_restart_and_resync),
                                       T(the_other_codes_are_taken_and_change_no_parameter),
                                       T(a_code_changes_its_own_line),
                                       T(a_code_without_its_service_is_a_number),
                                       T(the_table_has_every_code_of_the_release)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
