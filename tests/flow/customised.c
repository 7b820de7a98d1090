/* SPDX-License-Identifier: MIT */
/* RC units: customised factory defaults, the Info page's Customization, $ISCUST (guide p.1-3, 1-4, 4-9). */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <board/ident.h>
#include <fw/channel.h>
#include <fw/boot.h>
#include <fw/status.h>
#include <rt/mem.h>
#include <string.h>

#define DEFAULTS                                                                                                       \
    "# owner: Telco & Sons\nGPP_K = made for telco\nResync_Periodic = 30\nResync_Random_Delay = 0\n"                   \
    "Syslog_Server = 192.168.1.200\nProfile_Rule = http://prov.telco.com/profile?id=$MA&rc=$ISCUST\n"
#define PROFILE "<flat-profile><GPP_A>mine</GPP_A><GPP_K>changed</GPP_K></flat-profile>"

/* A unit as the maker sends it out. */
static void make(struct device_rig *r, bool is_rc, const char *custom)
{
    device_rig_prepare(r, "5.2.10");
    struct board_ident *ident = rt_mem_alloc(sizeof *ident);
    r->n_pending = 0;
    struct board *b = board_create(&(struct board_config){.flash = r->flash});
    assert_non_null(b);
    assert_int_equal(board_ident_read(b, ident), RT_OK);
    ident->is_rc = is_rc;
    memset(r->flash + board_region(BOARD_REGION_FACTORY)->offset, 0xff, board_region(BOARD_REGION_FACTORY)->n_bytes);
    assert_int_equal(board_ident_burn(b, ident), RT_OK);
    assert_int_equal(fw_custom_store(b, rt_str(custom)), RT_OK);
    board_destroy(b);
    (void)rt_mem_free(ident);
    device_rig_build(r);
}

static void expect_customization(struct device_rig *r, const char *wanted)
{
    struct rt_buf text;
    rt_buf_init(&text, 256);
    assert_int_equal(fw_status_show(r->device, "unit.customization", &text), RT_OK);
    assert_string_equal(rt_buf_text(&text), wanted);
    rt_buf_fini(&text);
}

static void an_rc_unit_goes_from_pending_to_its_owner(void **state)
{
    struct device_rig r;
    (void)state;
    make(&r, true, DEFAULTS);
    device_rig_start(&r);
    expect_customization(&r, "Pending");
    assert_string_equal(device_rig_value(&r, "GPP_K"), "made for telco");
    /* The server does not know the unit yet. */
    (void)device_rig_expect(&r, &fw_signal_resync, "failed: File Not Found");
    assert_string_equal(device_rig_asked(&r), "GET /profile?id=000e08abcdef&rc=1");
    expect_customization(&r, "Pending");
    provider_serve_text(&r.provider, "/profile?id=000e08abcdef&rc=1", PROFILE);
    (void)device_rig_expect(&r, &fw_signal_resync, "done");
    expect_customization(&r, "Telco & Sons");
    assert_string_equal(device_rig_value(&r, "GPP_K"), "changed");
    assert_int_equal(device_rig_get(&r, "/admin/voice/advanced"), 200);
    assert_non_null(strstr(rt_buf_text(&r.web.reply), "Telco &amp; Sons"));
    device_rig_power_off(&r);
    device_rig_start(&r);
    expect_customization(&r, "Telco & Sons");
    device_rig_fini(&r);
}

static void a_factory_reset_leads_back_to_the_customised_defaults(void **state)
{
    struct device_rig r;
    (void)state;
    make(&r, true, DEFAULTS);
    provider_serve_text(&r.provider, "/profile?id=000e08abcdef&rc=1", PROFILE);
    device_rig_start(&r);
    (void)device_rig_expect(&r, &fw_signal_resync, "done");
    provider_withdraw(&r.provider, "/profile?id=000e08abcdef&rc=1");
    device_rig_forget(&r);
    assert_int_equal(fw_device_factory_reset(r.device), RT_OK);
    (void)device_rig_expect(&r, &fw_signal_resync, "failed: File Not Found");
    assert_string_equal(device_rig_value(&r, "GPP_K"), "made for telco");
    assert_string_equal(device_rig_value(&r, "GPP_A"), "");
    assert_string_equal(device_rig_value(&r, "Resync_Periodic"), "30");
    expect_customization(&r, "Pending");
    device_rig_fini(&r);
}

static void without_an_owners_name_it_is_just_customised(void **state)
{
    struct device_rig r;
    (void)state;
    make(&r, true, "Profile_Rule = /p.cfg\nResync_Random_Delay = 0");
    provider_serve_text(&r.provider, "/p.cfg", PROFILE);
    device_rig_start(&r);
    (void)device_rig_expect(&r, &fw_signal_resync, "done");
    expect_customization(&r, "Customized");
    device_rig_fini(&r);
}

static void any_other_unit_is_not_customised(void **state)
{
    struct device_rig r;
    (void)state;
    make(&r, false, "");
    device_rig_set(&r, "Profile_Rule", "/p$ISCUST.cfg");
    device_rig_set(&r, "Resync_Random_Delay", "0");
    provider_serve_text(&r.provider, "/p0.cfg", PROFILE);
    device_rig_start(&r);
    expect_customization(&r, "Not Customized");
    (void)device_rig_expect(&r, &fw_signal_resync, "done");
    expect_customization(&r, "Not Customized");
    device_rig_fini(&r);
}

static void damaged_defaults_are_those_of_the_release(void **state)
{
    struct device_rig r;
    (void)state;
    make(&r, true, DEFAULTS);
    r.flash[board_region(BOARD_REGION_CUSTOM)->offset + 40] ^= 1;
    device_rig_start(&r);
    assert_string_equal(device_rig_value(&r, "GPP_K"), "");
    expect_customization(&r, "Pending");
    device_rig_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_rc_unit_goes_from_pending_to_its_owner),
        cmocka_unit_test(a_factory_reset_leads_back_to_the_customised_defaults),
        cmocka_unit_test(without_an_owners_name_it_is_just_customised),
        cmocka_unit_test(any_other_unit_is_not_customised),
        cmocka_unit_test(damaged_defaults_are_those_of_the_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
