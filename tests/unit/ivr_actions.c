/* SPDX-License-Identifier: MIT */
/* The voice menu of release 5.2.10: the password, reboot and the two resets, against a unit that is a table. */
#include <harness/test.h>
#include <harness/ivr_rig.h>
#include <rt/mem.h>
#include <string.h>

#define SAID(r, text) assert_string_equal((r)->said[0], text)
#define STATE(r, s)   assert_string_equal(ivr_state_name((r)->session[0].state), ivr_state_name(IVR_STATE_##s))

/* ---- password ---- */

static void without_an_admin_password_nothing_is_asked(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "1911#");
    SAID(r, "sip_transport ask_sip_transport");
}

static void the_password_is_typed_by_the_keypad(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Admin_Passwd", "test#@1234");
    ivr_rig_keys(r, 0, "1911#");
    SAID(r, "enter_password");
    ivr_rig_keys(r, 0, "8378001234#");
    SAID(r, "sip_transport ask_sip_transport");
}

static void every_letter_is_on_its_key(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Admin_Passwd", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _é");
    ivr_rig_keys(r, 0, "1911#");
    ivr_rig_keys(r, 0,
                 "22233344455566677778889999"
                 "22233344455566677778889999"
                 "0123456789"
                 "0000"
                 "#");
    SAID(r, "sip_transport ask_sip_transport");
}

static void a_wrong_password_is_asked_for_again_without_limit(void **state)
{
    struct ivr_rig *r = *state;
    static const char *const wrong[] = {"#", "837800123#", "83780012344#", "8378001235#", "837800123A#"};

    ivr_rig_set(r, "Admin_Passwd", "test#@1234");
    ivr_rig_keys(r, 0, "1911#");
    for (size_t i = 0; i < 20; i++) {
        ivr_rig_keys(r, 0, wrong[i % 5]);
        SAID(r, "password_wrong enter_password");
        STATE(r, PASSWORD);
    }
    ivr_rig_keys(r, 0, "*");
    SAID(r, "cancelled enter_option");
    STATE(r, OPTION);
}

static void the_password_is_asked_for_each_option(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Admin_Passwd", "1");
    ivr_rig_keys(r, 0, "1911#1#0#1");
    SAID(r, "option_successful enter_option");
    ivr_rig_keys(r, 0, "1911#");
    SAID(r, "enter_password");
}

static void announcements_ask_for_no_password(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Admin_Passwd", "secret");
    ivr_rig_keys(r, 0, "110#");
    assert_non_null(strstr(r->said[0], "internet_ip_address"));
    ivr_rig_keys(r, 0, "877778#");
    SAID(r, "user_reset confirm_reset");
}

static void an_item_that_the_user_may_change_asks_for_no_password(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Admin_Passwd", "secret");
    ivr_rig_keys(r, 0, "101#");
    SAID(r, "internet_connection_type ask_connection_type");
    ivr_rig_keys(r, 0, "0#*");
    ivr_rig_value(r, "Connection_Type")->is_user_writable = false;
    ivr_rig_keys(r, 0, "101#");
    SAID(r, "enter_password");
}

/* ---- actions ---- */

static void reboot_happens_after_the_handset_is_put_down(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "732668#");
    SAID(r, "option_successful enter_option");
    ivr_rig_hear_out(r, 0);
    ivr_rig_run_ms(r, 30000);
    assert_int_equal(r->n_reboots, 0);
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_reboots, 1);
    ivr_rig_enter(r, 0);
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_reboots, 1);
}

static void a_factory_reset_is_confirmed_with_1_or_1_pound(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "73738#");
    SAID(r, "factory_reset confirm_reset");
    ivr_rig_keys(r, 0, "1");
    SAID(r, "option_successful");
    ivr_rig_keys(r, 0, "#");
    SAID(r, "");
    assert_true(r->is_saying[0]); /* the pound does not cut the good news */
    assert_int_equal(r->n_factory_resets, 0);
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_factory_resets, 1);
    assert_int_equal(r->n_reboots, 0);
    STATE(r, IDLE);
}

static void a_factory_reset_does_not_wait_for_the_handset_for_ever(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "73738#1#");
    ivr_rig_run_ms(r, 5000);
    assert_int_equal(r->n_factory_resets, 0);
    ivr_rig_hear_out(r, 0);
    ivr_rig_run_ms(r, 999);
    assert_int_equal(r->n_factory_resets, 0);
    ivr_rig_run_ms(r, 1);
    assert_int_equal(r->n_factory_resets, 1);
    ivr_rig_hang_up(r, 0); /* before the cpu stops */
    assert_int_equal(r->n_factory_resets, 1);
}

static void what_was_saved_before_a_factory_reset_is_not_stored_over_it(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "7932#1#1#73738#1#");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_factory_resets, 1);
    assert_int_equal(r->n_stores, 0);
}

static void star_cancels_a_reset_and_other_keys_ask_again(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "73738#2");
    SAID(r, "confirm_reset");
    ivr_rig_keys(r, 0, "#");
    SAID(r, "");
    ivr_rig_keys(r, 0, "*");
    SAID(r, "cancelled enter_option");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_factory_resets, 0);
}

static void hanging_up_before_the_confirmation_resets_nothing(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "73738#");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_factory_resets, 0);
}

static void a_user_reset_stores_what_was_saved_and_then_resets(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_keys(r, 0, "1911#1#1#877778#1#");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_stores, 1);
    assert_int_equal(r->n_user_resets, 1);
    assert_int_equal(r->n_factory_resets, 0);
}

static void a_reset_that_fails_is_reported(void **state)
{
    struct ivr_rig *r = *state;

    r->act_err = RT_EIO;
    ivr_rig_keys(r, 0, "73738#1");
    r->said[0][0] = '\0';
    ivr_rig_hear_out(r, 0);
    ivr_rig_run_ms(r, 1000);
    SAID(r, "option_failed enter_option");
    STATE(r, OPTION);
}

/* Who may reset: Protect_IVR_FactoryReset by admin password, a release without the parameter, and the other reading. */
static void a_factory_reset_asks_when_it_is_protected(void **state)
{
    static const struct {
        const char *protect; /* NULL: the release has none (3.3.6) */
        const char *password, *says;
        bool is_quirk;
    } rows[] = {
        {"No", "", "factory_reset confirm_reset", false}, {"No", "test#@1234", "factory_reset confirm_reset", false},
        {"Yes", "", "option_failed enter_option", false}, {"Yes", "test#@1234", "enter_password", false},
        {NULL, "", "factory_reset confirm_reset", false}, {NULL, "test#@1234", "factory_reset confirm_reset", false},
        {"No", "", "factory_reset confirm_reset", true},  {"No", "test#@1234", "enter_password", true},
        {"Yes", "", "option_failed enter_option", true},  {"Yes", "test#@1234", "enter_password", true},
        {NULL, "", "factory_reset confirm_reset", true},  {NULL, "test#@1234", "enter_password", true},
    };
    struct ivr_rig *r = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        r->session[0].asks_before_reset = rows[i].is_quirk;
        ivr_rig_value(r, "Protect_IVR_FactoryReset")->is_absent = rows[i].protect == NULL;
        ivr_rig_set(r, "Protect_IVR_FactoryReset", rows[i].protect != NULL ? rows[i].protect : "");
        ivr_rig_set(r, "Admin_Passwd", rows[i].password);
        ivr_rig_keys(r, 0, "73738#");
        SAID(r, rows[i].says);
        if (strcmp(rows[i].says, "enter_password") == 0) {
            ivr_rig_keys(r, 0, "1234#");
            SAID(r, "password_wrong enter_password");
            ivr_rig_keys(r, 0, "8378001234#");
            SAID(r, "factory_reset confirm_reset");
        }
        ivr_rig_keys(r, 0, "*");
        STATE(r, OPTION);
    }
    assert_int_equal(r->n_factory_resets, 0);
}

static void one_key_too_many_spoils_the_longest_password(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Protect_IVR_FactoryReset", "Yes");
    memset(ivr_rig_value(r, "Admin_Passwd")->value, '5', IVR_VALUE_MAX);
    ivr_rig_keys(r, 0, "73738#");
    for (unsigned i = 0; i < IVR_VALUE_MAX + 1; i++) {
        ivr_rig_key(r, 0, '5', 1);
    }
    ivr_rig_keys(r, 0, "#");
    SAID(r, "password_wrong enter_password");
    for (unsigned i = 0; i < IVR_VALUE_MAX; i++) {
        ivr_rig_key(r, 0, '5', 1);
    }
    ivr_rig_keys(r, 0, "#");
    SAID(r, "factory_reset confirm_reset");
}

static void a_password_that_cannot_be_read_still_protects(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Protect_IVR_FactoryReset", "Yes");
    ivr_rig_value(r, "Admin_Passwd")->read_err = RT_ETOOBIG;
    ivr_rig_keys(r, 0, "73738#");
    SAID(r, "enter_password");
    ivr_rig_keys(r, 0, "#");
    SAID(r, "password_wrong enter_password");
}

static void protect_refuses_a_factory_reset_without_an_admin_password(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Protect_IVR_FactoryReset", "Yes");
    ivr_rig_keys(r, 0, "73738#");
    SAID(r, "option_failed enter_option");
    ivr_rig_keys(r, 0, "1#");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_factory_resets, 0);
}

static void protect_lets_a_factory_reset_through_with_the_password(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Protect_IVR_FactoryReset", "Yes");
    ivr_rig_set(r, "Admin_Passwd", "9");
    ivr_rig_keys(r, 0, "73738#9#1#");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_factory_resets, 1);
}

static void a_release_without_protect_resets(void **state)
{
    struct ivr_rig *r = *state;

    ivr_rig_set(r, "Protect_IVR_FactoryReset", "Yes");
    ivr_rig_value(r, "Protect_IVR_FactoryReset")->is_absent = true;
    ivr_rig_keys(r, 0, "73738#1#");
    ivr_rig_hang_up(r, 0);
    assert_int_equal(r->n_factory_resets, 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, ivr_rig_set_up, ivr_rig_tear_down)
    const struct CMUnitTest tests[] = {
        T(without_an_admin_password_nothing_is_asked),
        T(the_password_is_typed_by_the_keypad),
        T(every_letter_is_on_its_key),
        T(a_wrong_password_is_asked_for_again_without_limit),
        T(the_password_is_asked_for_each_option),
        T(announcements_ask_for_no_password),
        T(an_item_that_the_user_may_change_asks_for_no_password),
        T(reboot_happens_after_the_handset_is_put_down),
        T(a_factory_reset_is_confirmed_with_1_or_1_pound),
        T(a_factory_reset_does_not_wait_for_the_handset_for_ever),
        T(what_was_saved_before_a_factory_reset_is_not_stored_over_it),
        T(star_cancels_a_reset_and_other_keys_ask_again),
        T(hanging_up_before_the_confirmation_resets_nothing),
        T(a_user_reset_stores_what_was_saved_and_then_resets),
        T(a_reset_that_fails_is_reported),
        T(a_factory_reset_asks_when_it_is_protected),
        T(one_key_too_many_spoils_the_longest_password),
        T(a_password_that_cannot_be_read_still_protects),
        T(protect_refuses_a_factory_reset_without_an_admin_password),
        T(protect_lets_a_factory_reset_through_with_the_password),
        T(a_release_without_protect_resets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
