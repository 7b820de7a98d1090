/* SPDX-License-Identifier: MIT */
/* The voice menu of release 5.2.10: announcements, values, choices, time, against a unit that is a table. */
#include <harness/test.h>
#include <harness/ivr_rig.h>
#include <rt/mem.h>
#include <string.h>

#define SAID(r, text) assert_string_equal((r)->said[0], text)
#define STATE(r, s)   assert_string_equal(ivr_state_name((r)->session[0].state), ivr_state_name(IVR_STATE_##s))

static void the_menu_greets(void **state)
{
    struct ivr_rig *r = *state;

    SAID(r, "main_menu");
    STATE(r, OPTION);
}

/* ---- announcements ---- */

static void every_announcement_says_its_value(void **state)
{
    struct ivr_rig *r = *state;
    static const struct {
        const char *keys, *said;
    } rows[] = {
        {"100#", "internet_connection_type dhcp enter_option"},
        {"110#", "internet_ip_address digit_1 digit_0 dot digit_2 digit_0 dot digit_3 digit_0 dot digit_4 digit_0 "
                 "enter_option"},
        {"120#", "netmask digit_2 digit_5 digit_5 dot digit_2 digit_5 digit_5 dot digit_0 dot digit_0 enter_option"},
        {"130#", "gateway digit_1 digit_0 dot digit_2 digit_0 dot digit_0 dot digit_1 enter_option"},
        {"140#", "mac_address digit_0 digit_0 digit_0 letter_e digit_0 digit_8 letter_a letter_b letter_c letter_d "
                 "letter_e letter_f enter_option"},
        {"150#", "firmware_version digit_5 dot digit_2 dot digit_1 digit_3 open_parenthesis digit_0 digit_0 digit_4 "
                 "letter_a close_parenthesis enter_option"},
        {"160#", "primary_dns not_available enter_option"},
        {"170#", "web_server_port digit_8 digit_0 enter_option"},
        {"210#", "lan_ip_address digit_1 digit_9 digit_2 dot digit_1 digit_6 digit_8 dot digit_0 dot digit_1 "
                 "enter_option"},
        {"220#", "lan_netmask digit_2 digit_5 digit_5 dot digit_2 digit_5 digit_5 dot digit_2 digit_5 digit_5 dot "
                 "digit_0 enter_option"},
        {"1910#", "sip_transport udp enter_option"},
        {"1920#", "sip_transport udp enter_option"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ivr_rig_keys(r, 0, rows[i].keys);
        SAID(r, rows[i].said);
        STATE(r, OPTION);
    }
}

static void values_without_a_prompt_of_their_own_are_spelled(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "wan.type", "L2");
    ivr_rig_keys(r, 0, "100#");
    SAID(r, "internet_connection_type letter_l digit_2 enter_option");
    ivr_rig_set(r, "wan.web_port", "-/:*#é");
    ivr_rig_keys(r, 0, "170#");
    SAID(r, "web_server_port dash slash colon star pound other other enter_option");
}

static void a_value_longer_than_can_be_said_is_cut(void **state)
{
    struct ivr_rig *r = *state;
    char many[201];

    memset(many, '7', 200);
    many[200] = '\0';
    ivr_rig_set(r, "unit.version", many);
    ivr_rig_keys(r, 0, "150#");
    assert_int_equal(strlen(r->said[0]), strlen("firmware_version") + 63 * strlen(" digit_7"));
}

/* ---- options that are none ---- */

static void codes_that_are_no_option_are_invalid(void **state)
{
    struct ivr_rig *r = *state;
    static const char *const wrong[] = {"0#", "1#", "999#", "1000#", "7373#", "737388#", "110A#", "11#"};

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ivr_rig_keys(r, 0, wrong[i]);
        SAID(r, "invalid_option enter_option");
        STATE(r, OPTION);
    }
}

static void an_option_whose_parameter_the_release_lacks_is_invalid(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_value(r, "SIP_Transport_1_")->is_absent = true;
    ivr_rig_keys(r, 0, "1910#");
    SAID(r, "invalid_option enter_option");
    ivr_rig_keys(r, 0, "1911#");
    SAID(r, "invalid_option enter_option");
    ivr_rig_keys(r, 0, "1920#");
    SAID(r, "sip_transport udp enter_option");
}

static void a_thousand_digits_are_an_invalid_option(void **state)
{
    struct ivr_rig *r = *state;

    for (unsigned i = 0; i < 1000; i++) {
        ivr_rig_key(r, 0, (char)('0' + i % 10), 1);
    }
    ivr_rig_keys(r, 0, "#");
    SAID(r, "invalid_option enter_option");
}

static void a_lone_pound_says_nothing_and_cuts_nothing(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "#");
    SAID(r, "");
    assert_true(r->is_saying[0]);
}

static void a_key_cuts_what_is_said(void **state)
{
    struct ivr_rig *r = *state;

    assert_true(r->is_saying[0]);
    ivr_rig_keys(r, 0, "1");
    assert_false(r->is_saying[0]);
}

static void a_star_forgets_a_false_start(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "99*150#");
    assert_non_null(strstr(r->said[0], "firmware_version"));
}

/* ---- addresses ---- */

static void a_static_address_is_set_in_one_session(void **state)
{
    struct ivr_rig *r = *state;

    r->needs_reboot = true;
    ivr_rig_keys(r, 0, "101#");
    SAID(r, "internet_connection_type ask_connection_type");
    ivr_rig_keys(r, 0, "1#");
    SAID(r, "save_menu");
    ivr_rig_keys(r, 0, "1");
    SAID(r, "option_successful enter_option");
    ivr_rig_keys(r, 0, "111#");
    SAID(r, "internet_ip_address enter_value");
    ivr_rig_keys(r, 0, "192*168*1*20#");
    SAID(r, "save_menu");
    ivr_rig_keys(r, 0, "2");
    SAID(r, "internet_ip_address digit_1 digit_9 digit_2 dot digit_1 digit_6 digit_8 dot digit_1 dot digit_2 digit_0 "
            "save_menu");
    ivr_rig_keys(r, 0, "1#121#255*255*255*0#1#131#192*168*1*1#1#161#192*168*1*2#1#");
    assert_int_equal(r->n_stores, 0);
    assert_string_equal(ivr_rig_value(r, "Static_IP")->value, "");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_stores, 1); /* one transaction */
    assert_int_equal(r->n_stored, 5);
    assert_string_equal(ivr_rig_value(r, "Connection_Type")->value, "Static IP");
    assert_string_equal(ivr_rig_value(r, "Static_IP")->value, "192.168.1.20");
    assert_string_equal(ivr_rig_value(r, "NetMask")->value, "255.255.255.0");
    assert_string_equal(ivr_rig_value(r, "Gateway")->value, "192.168.1.1");
    assert_string_equal(ivr_rig_value(r, "Primary_DNS")->value, "192.168.1.2");
    assert_int_equal(r->n_save_reboots, 1);
    assert_int_equal(r->n_reboots, 0);
    STATE(r, IDLE);
}

static void addresses_are_refused_while_dhcp_is_on(void **state)
{
    struct ivr_rig *r = *state;
    static const char *const codes[] = {"111#", "121#", "131#"};

    for (size_t i = 0; i < 3; i++) {
        ivr_rig_keys(r, 0, codes[i]);
        SAID(r, "invalid_option enter_option");
    }
    ivr_rig_keys(r, 0, "161#");
    SAID(r, "primary_dns enter_value");
}

static void what_is_no_address_is_asked_for_again(void **state)
{
    struct ivr_rig *r = *state;
    static const char *const wrong[] = {"#",          "1#",         "1*2*3#",    "1*2*3*4*5#",
                                        "256*1*1*1#", "1*2*3*#",    "*1*2*3#",   "192168001020#",
                                        "1*2*3*4A#",  "1*2*3*999#", "1*2**3*4#", "1*2*3*00000000000000000004#"};

    ivr_rig_keys(r, 0, "161#");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ivr_rig_keys(r, 0, wrong[i]);
        SAID(r, "invalid_value enter_value");
        STATE(r, VALUE);
    }
    ivr_rig_keys(r, 0, "1*2*3*4#1");
    ivr_rig_hang_up(r, 0);
    assert_string_equal(ivr_rig_value(r, "Primary_DNS")->value, "1.2.3.4");
}

static void a_value_that_the_unit_does_not_take_is_invalid(void **state)
{
    struct ivr_rig *r = *state;

    r->misfit = "255.255.255.1";
    ivr_rig_keys(r, 0, "221#255*255*255*1#");
    SAID(r, "invalid_value enter_value");
}

static void two_stars_within_half_a_second_abandon_the_value(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "161#12");
    ivr_rig_key(r, 0, '*', 500);
    SAID(r, "");
    ivr_rig_key(r, 0, '*', 100);
    SAID(r, "cancelled enter_option");
    STATE(r, OPTION);
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_stores, 0);
}

static void two_stars_more_than_half_a_second_apart_are_two_dots(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "161#12");
    ivr_rig_key(r, 0, '*', 501);
    ivr_rig_key(r, 0, '*', 100);
    STATE(r, VALUE);
}

static void two_stars_with_a_digit_between_are_two_dots(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "161#");
    for (const char *k = "1*2*3*4#"; *k != '\0'; k++) {
        ivr_rig_key(r, 0, *k, 80); /* fast: stars 160 ms apart */
    }
    SAID(r, "save_menu");
}

/* ---- save, review, re-enter, cancel ---- */

static void re_enter_asks_again_and_the_last_value_is_saved(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "161#1*1*1*1#3");
    SAID(r, "enter_value");
    ivr_rig_keys(r, 0, "2*2*2*2#1");
    ivr_rig_hang_up(r, 0);
    assert_string_equal(ivr_rig_value(r, "Primary_DNS")->value, "2.2.2.2");
}

static void star_after_the_value_cancels(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "161#1*1*1*1#*");
    SAID(r, "cancelled enter_option");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_stores, 0);
}

static void another_key_repeats_the_question(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "161#1*1*1*1#7");
    SAID(r, "save_menu");
    STATE(r, SAVE);
}

static void hanging_up_before_save_changes_nothing(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "161#1*1*1*1#2");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_stores, 0);
    ivr_rig_enter(r, 0);
    SAID(r, "main_menu");
}

static void an_option_saved_twice_is_one_change(void **state)
{
    struct ivr_rig *r = *state;

    for (unsigned i = 0; i < 100; i++) {
        ivr_rig_keys(r, 0, "7932#1#1#7932#0#1#");
    }
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_stored, 1);
    assert_string_equal(ivr_rig_value(r, "Enable_WAN_Web_Server")->value, "No");
    assert_int_equal(r->n_save_reboots, 0);
}

static void a_failing_store_leaves_all_as_it_was(void **state)
{
    struct ivr_rig *r = *state;

    r->store_err = RT_EFULL;
    ivr_rig_keys(r, 0, "7932#1#1");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_stores, 1);
    assert_string_equal(ivr_rig_value(r, "Enable_WAN_Web_Server")->value, "No");
    ivr_rig_enter(r, 0);
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_stores, 1); /* it is not tried again by itself */
}

/* ---- choices ---- */

static void every_choice_is_taken_by_its_key(void **state)
{
    struct ivr_rig *r = *state;
    static const struct {
        const char *keys, *element, *value;
    } rows[] = {{"101#0#1", "Connection_Type", "DHCP"},
                {"101#1#1", "Connection_Type", "Static IP"},
                {"101#2#1", "Connection_Type", "PPPOE"},
                {"201#0#1", "Networking_Service", "NAT"},
                {"201#1#1", "Networking_Service", "Bridge"},
                {"1911#0#1", "SIP_Transport_1_", "UDP"},
                {"1911#1#1", "SIP_Transport_1_", "TCP"},
                {"1911#2#1", "SIP_Transport_1_", "TLS"},
                {"1921#2#1", "SIP_Transport_2_", "TLS"},
                {"7932#1#1", "Enable_WAN_Web_Server", "Yes"},
                {"7932#0#1", "Enable_WAN_Web_Server", "No"},
                {"211#10*0*0*1#1", "LAN_IP_Address", "10.0.0.1"},
                {"221#255*255*255*128#1", "LAN_Subnet_Mask", "255.255.255.128"}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ivr_rig_keys(r, 0, rows[i].keys);
        SAID(r, "option_successful enter_option");
        ivr_rig_hang_up(r, 0);
        assert_string_equal(ivr_rig_value(r, rows[i].element)->value, rows[i].value);
        ivr_rig_enter(r, 0);
    }
}

static void a_key_that_is_no_choice_is_invalid(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "101#3#");
    SAID(r, "invalid_value ask_connection_type");
    ivr_rig_keys(r, 0, "#");
    SAID(r, "invalid_value ask_connection_type");
    ivr_rig_keys(r, 0, "11#");
    SAID(r, "invalid_value ask_connection_type");
    ivr_rig_keys(r, 0, "*#");
    SAID(r, "invalid_value ask_connection_type");
}

/* ---- time ---- */

static void a_minute_without_a_key_ends_the_session(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_run_ms(r, 59000);
    ivr_rig_keys(r, 0, "1"); /* begins the minute again */
    ivr_rig_run_ms(r, 59899);
    STATE(r, OPTION);
    ivr_rig_run_ms(r, 1);
    SAID(r, "goodbye");
    STATE(r, OVER);
    ivr_rig_hear_out(r, 0);
    assert_int_equal(r->tone[0], FW_EL_REORDER_TONE);
    ivr_rig_hear_out(r, 0);
    assert_int_equal(r->tone[0], FW_EL_OFF_HOOK_WARNING_TONE);
    ivr_rig_keys(r, 0, "110#");
    SAID(r, "");
    STATE(r, OVER);
}

static void what_was_saved_before_the_minute_ran_out_takes_effect(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "7932#1#1");
    ivr_rig_run_ms(r, 61000);
    STATE(r, OVER);
    assert_int_equal(r->n_stores, 0);
    ivr_rig_hang_up(r, 0);
    assert_string_equal(ivr_rig_value(r, "Enable_WAN_Web_Server")->value, "Yes");
}

static void the_minute_runs_out_in_every_state(void **state)
{
    struct ivr_rig *r = *state;
    static const char *const ways[] = {"1", "1911#", "1911#1", "1911#0#", "73738#", "73738"};

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        ivr_rig_keys(r, 0, ways[i]);
        ivr_rig_run_ms(r, 60000);
        STATE(r, OVER);
        ivr_rig_hang_up(r, 0);
        ivr_rig_enter(r, 0);
    }
    assert_int_equal(r->n_stores + r->n_factory_resets, 0);
}

/* ---- two telephones ---- */

static void two_sessions_do_not_know_of_each_other(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "161#1*1*");
    ivr_rig_enter(r, 1);
    assert_string_equal(r->said[1], "main_menu");
    ivr_rig_keys(r, 1, "7932#1#1#");
    ivr_rig_keys(r, 0, "1*1#1");
    assert_int_equal(r->n_stores, 0);
    ivr_rig_hang_up(r, 1);
    assert_int_equal(r->n_stored, 1);
    assert_string_equal(ivr_rig_value(r, "Enable_WAN_Web_Server")->value, "Yes");
    assert_string_equal(ivr_rig_value(r, "Primary_DNS")->value, "");
    STATE(r, OPTION);
    ivr_rig_hang_up(r, 0);
    assert_string_equal(ivr_rig_value(r, "Primary_DNS")->value, "1.1.1.1");
}

static void any_keys_in_any_order_do_no_harm(void **state)
{
    struct ivr_rig *r = *state;
    uint32_t seed = 4711;

    ivr_rig_set(r, "Admin_Passwd", "22");
    for (unsigned i = 0; i < 50000; i++) {
        seed = seed * 1664525u + 1013904223u;
        switch (seed >> 24) {
        case 0:
            ivr_rig_hang_up(r, 0);
            ivr_rig_enter(r, 0);
            break;
        case 1:
            ivr_rig_keys(r, 0, "1911#22#1#");
            break;
        case 2:
            ivr_rig_run_ms(r, 61000);
            break;
        case 3:
            ivr_rig_hear_out(r, 0);
            break;
        default:
            ivr_rig_key(r, 0, "1230123#*#*11#0"[(seed >> 16) % 15], seed >> 8 & 511);
            break;
        }
        if (r->session[0].state == IVR_STATE_IDLE) {
            ivr_rig_enter(r, 0); /* a reset would have started the unit again */
        }
    }
    assert_true(r->n_stores > 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, ivr_rig_set_up, ivr_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(the_menu_greets),
        T(every_announcement_says_its_value),
        T(values_without_a_prompt_of_their_own_are_spelled),
        T(a_value_longer_than_can_be_said_is_cut),
        T(codes_that_are_no_option_are_invalid),
        T(an_option_whose_parameter_the_release_lacks_is_invalid),
        T(a_thousand_digits_are_an_invalid_option),
        T(a_lone_pound_says_nothing_and_cuts_nothing),
        T(a_key_cuts_what_is_said),
        T(a_star_forgets_a_false_start),
        T(a_static_address_is_set_in_one_session),
        T(addresses_are_refused_while_dhcp_is_on),
        T(what_is_no_address_is_asked_for_again),
        T(a_value_that_the_unit_does_not_take_is_invalid),
        T(two_stars_within_half_a_second_abandon_the_value),
        T(two_stars_more_than_half_a_second_apart_are_two_dots),
        T(two_stars_with_a_digit_between_are_two_dots),
        T(re_enter_asks_again_and_the_last_value_is_saved),
        T(star_after_the_value_cancels),
        T(another_key_repeats_the_question),
        T(hanging_up_before_save_changes_nothing),
        T(an_option_saved_twice_is_one_change),
        T(a_failing_store_leaves_all_as_it_was),
        T(every_choice_is_taken_by_its_key),
        T(a_key_that_is_no_choice_is_invalid),
        T(a_minute_without_a_key_ends_the_session),
        T(what_was_saved_before_the_minute_ran_out_takes_effect),
        T(the_minute_runs_out_in_every_state),
        T(two_sessions_do_not_know_of_each_other),
        T(any_keys_in_any_order_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
