/* SPDX-License-Identifier: MIT */
/* The unit starts, stops, is reset, and lacks what a start needs; nothing of a run is left in the next. */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <unit/phone.h>
#include <fw/channel.h>
#include <board/nic.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define BOOT &fw_signal_boot

static struct device_rig rig;

static int setup(void **state)
{
    device_rig_init(&rig, "5.2.10");
    device_rig_set(&rig, "Resync_Random_Delay", "0");
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

/* Power cuts at a hundred different moments: initialising, looking for an address, in the middle of a fetch, of a web
 * page, of an upgrade, off-hook. */
static void test_a_hundred_power_cuts_leave_nothing(void **state)
{
    struct device_rig *r = *state;
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    provider_serve(&r->provider, "/slow", image, n, PROVIDER_STOPS);
    provider_serve(&r->provider, "/spa.bin", image, n, PROVIDER_STOPS);
    device_rig_set(r, "Profile_Rule", "tftp://prov.telco.com/slow");
    device_rig_set(r, "Resync_Error_Retry_Delay", "1");
    device_rig_set(r, "Upgrade_Rule", "http://192.168.1.200/spa.bin");
    device_rig_set(r, "Upgrade_Error_Retry_Delay", "3");
    device_rig_start(r); /* from now on the provider has its buffers */
    (void)device_rig_expect(r, &fw_signal_upgrade, "failed: ");
    device_rig_power_off(r);
    uint64_t n_live = rt_mem_n_live();
    for (unsigned i = 0; i < 100; i++) {
        device_rig_power_on(r);
        device_rig_pass_ms(r, i < 60 ? 5900 + i * 37 : i * 1013);
        if (i % 3 == 0) {
            device_rig_hook(r, i % 2, true);
        }
        if (i % 4 == 0 && fw_device_is_running(r->device)) {
            (void)device_rig_get(r, i % 8 == 0 ? "/voice/" : "/admin/upgrade?http://192.168.1.200/spa.bin");
        }
        device_rig_power_off(r);
        device_rig_hook(r, i % 2, false);
        provider_forget(&r->provider);
        device_rig_drop_web(r);
        if (rt_mem_n_live() != n_live) {
            fail_msg("after start %u %llu blocks are held, %llu before", i, (unsigned long long)rt_mem_n_live(),
                     (unsigned long long)n_live);
        }
    }
}

/* A hundred restarts of its own, back to back. */
static void test_a_hundred_soft_restarts(void **state)
{
    struct device_rig *r = *state;
    uint64_t n_live = 0;
    provider_serve_text(&r->provider, "/spa2102.cfg", "<flat-profile></flat-profile>");
    device_rig_start(r);
    for (unsigned i = 0; i < 100; i++) {
        (void)device_rig_expect(r, &fw_signal_resync, "done");
        device_rig_pass_s(r, 1);
        if (i == 1) {
            n_live = rt_mem_n_live();
        }
        assert_true(i < 2 || rt_mem_n_live() == n_live);
        fw_device_request_reboot(r->device, FW_RESTART_REQUEST);
        (void)device_rig_expect(r, BOOT, "after request");
        provider_forget(&r->provider);
    }
    assert_int_equal(board_n_starts(r->board), 101);
}

/* A cold start takes about 6 s, a restart about 2 s (SAG p.126), LED slow, no dial tone. */
static void test_initialising(void **state)
{
    struct device_rig *r = *state;
    device_rig_power_on(r);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_POWER), BOARD_LED_SLOW);
    device_rig_pass_ms(r, 5000);
    assert_false(fw_device_is_running(r->device));
    (void)device_rig_expect_within(r, &fw_signal_net, "UP ip=", 5);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_POWER), BOARD_LED_ON);
    uint64_t at_us = board_now_us(r->board);
    fw_device_request_reboot(r->device, FW_RESTART_REQUEST);
    (void)device_rig_expect_within(r, &fw_signal_net, "UP ip=", 5);
    assert_true(board_now_us(r->board) - at_us < 5 * (uint64_t)BOARD_US_PER_S);
}

/* --- the panel --- */

static void test_leds(void **state)
{
    struct device_rig *r = *state;
    board_nic_plug(r->board, BOARD_PORT_LAN, false);
    device_rig_start(r);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_INTERNET), BOARD_LED_ON);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_ETHERNET), BOARD_LED_OFF);
    board_nic_plug(r->board, BOARD_PORT_LAN, true);
    device_rig_pass_ms(r, 10);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_ETHERNET), BOARD_LED_ON);
    board_nic_plug(r->board, BOARD_PORT_LAN, false);
    device_rig_pass_ms(r, 10);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_ETHERNET), BOARD_LED_OFF);

    device_rig_hook(r, 0, true);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_PHONE_1), BOARD_LED_SLOW);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_PHONE_2), BOARD_LED_OFF);
    device_rig_hook(r, 1, true);
    device_rig_hook(r, 0, false);
    device_rig_pass_s(r, 2); /* shorter would be a hook flash */
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_PHONE_1), BOARD_LED_OFF);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_PHONE_2), BOARD_LED_SLOW);

    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    device_rig_pass_ms(r, 10);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_POWER), BOARD_LED_ERR0);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_INTERNET), BOARD_LED_OFF);
    r->provider.dhcp.is_silent = true;
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    device_rig_pass_ms(r, 10);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_INTERNET), BOARD_LED_ON);
    (void)device_rig_expect_within(r, &board_signal_led, "err1", 600); /* last known good address */
}

/* --- resets, from the handset --- */

static void prepare_reset(struct device_rig *r)
{
    device_rig_set(r, "Resync_On_Reset", "No");
    device_rig_set(r, "GPP_A", "provider's"); /* na: not the user's */
    device_rig_set(r, "GPP_SA", "secret");
    device_rig_set(r, "Admin_Passwd", "");
    device_rig_set(r, "Enable_WAN_Web_Server", "Yes"); /* rw */
    device_rig_set(r, "HostName", "box");              /* rw */
    device_rig_start(r);
    assert_true(fw_param_access(fw_device_params(r->device), fw_param_find(fw_device_params(r->device), "HostName")) ==
                FW_ACCESS_RW);
}

static void dial_reset(struct device_rig *r, const char *code)
{
    struct emu_phone *phone = emu_phone_create(r->board, 0);
    char keys[64];
    assert_non_null(phone);
    (void)snprintf(keys, sizeof keys, ",****,,,%s,,,,,,1#", code);
    emu_phone_set_hook(phone, true);
    assert_int_equal(emu_phone_dial(phone, keys), RT_OK);
    device_rig_pass_s(r, 30);
    emu_phone_set_hook(phone, false);
    emu_phone_destroy(phone);
    (void)device_rig_expect_within(r, BOOT, "after reset to defaults", 10);
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=");
}

static void test_factory_reset_forgets_everything(void **state)
{
    struct device_rig *r = *state;
    prepare_reset(r);
    dial_reset(r, "73738#");
    const struct fw_params *params = fw_device_params(r->device);
    const struct fw_schema *schema = fw_params_schema(params);
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        if (row.type != FW_TYPE_STATUS) {
            assert_string_equal(fw_param_get(params, (int)i), row.value);
            assert_int_equal(fw_param_access(params, (int)i), row.access);
        }
    }
    /* Factory state: it asks its first provider again, after the random delay. */
    provider_forget(&r->provider);
    device_rig_pass_s(r, 41);
    assert_string_equal(device_rig_asked(r), "tftp /spa2102.cfg");
    device_rig_power_off(r);
    device_rig_start(r);
    assert_string_equal(device_rig_value(r, "GPP_A"), "");
}

static void test_user_reset_keeps_what_is_the_providers(void **state)
{
    struct device_rig *r = *state;
    prepare_reset(r);
    dial_reset(r, "877778#");
    assert_string_equal(device_rig_value(r, "GPP_A"), "provider's");
    assert_string_equal(device_rig_value(r, "GPP_SA"), "secret");
    assert_string_equal(device_rig_value(r, "Resync_On_Reset"), "No");
    assert_string_equal(device_rig_value(r, "HostName"), "");
    assert_string_equal(device_rig_value(r, "Enable_WAN_Web_Server"), "No");
}

/* A factory reset also forgets which upgrade was done. */
static void test_factory_reset_forgets_the_done_upgrade(void **state)
{
    struct device_rig r;
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    (void)state;
    device_rig_init(&r, "3.3.6");
    device_rig_set(&r, "Resync_Random_Delay", "0");
    provider_serve_text(&r.provider, "/spa2102.cfg",
                        "<flat-profile><Upgrade_Rule>http://192.168.1.200/spa.bin</Upgrade_Rule></flat-profile>");
    provider_serve(&r.provider, "/spa.bin", image, n, PROVIDER_RIGHT);
    device_rig_start(&r);
    (void)device_rig_expect(&r, BOOT, "release 5.2.10 confirmed");
    device_rig_forget(&r);
    assert_int_equal(fw_device_factory_reset(r.device), RT_OK);
    (void)device_rig_expect(&r, BOOT, "bank A, release 5.2.10");
    assert_true(r.provider.n_asked >= 2);
    device_rig_fini(&r);
}

/* --- what a start needs --- */

static void blank(struct device_rig *r, enum board_region region)
{
    memset(r->flash + board_region(region)->offset, 0xff, board_region(region)->n_bytes);
}

/* Nothing runs, nothing is reachable, and the LED says so; an hour later too. */
static void expect_sos(struct device_rig *r)
{
    device_rig_power_on(r);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_POWER), BOARD_LED_SOS);
    device_rig_hook(r, 0, true);
    device_rig_pass_s(r, 3600);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_POWER), BOARD_LED_SOS);
    assert_false(fw_device_is_running(r->device));
    assert_null(fw_device_params(r->device));
    assert_null(fw_device_manifest(r->device));
    assert_int_equal(board_n_starts(r->board), 1);
    device_rig_hook(r, 0, false);
}

/* With an identity it asks for an image, when there is somebody to ask. The rest: flow.recovery. */
static void expect_recovery(struct device_rig *r)
{
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    expect_sos(r);
    assert_int_equal(r->wan.n_frames, 0);
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    (void)device_rig_expect_within(r, BOOT, "recovery: failed: File Not Found", 1);
    assert_string_equal(device_rig_asked(r), "tftp /spa.bin");
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_POWER), BOARD_LED_SOS);
}

static void expect_nothing(struct device_rig *r)
{
    expect_sos(r);
    assert_int_equal(r->wan.n_frames, 0);
}

static void test_blank_banks(void **state)
{
    (void)state;
    blank(&rig, BOARD_REGION_BANK_A);
    rig.n_pending = 0; /* there is no schema to burn them with */
    expect_recovery(&rig);
}

static void test_blank_identity(void **state)
{
    (void)state;
    blank(&rig, BOARD_REGION_FACTORY);
    rig.n_pending = 0;
    expect_nothing(&rig);
}

static void test_damaged_bank_without_another(void **state)
{
    (void)state;
    rig.flash[board_region(BOARD_REGION_BANK_A)->offset + 300000] ^= 1;
    rig.n_pending = 0;
    expect_recovery(&rig);
}

static void test_a_blank_flash(void **state)
{
    (void)state;
    memset(rig.flash, 0xff, BOARD_FLASH_BYTES);
    rig.n_pending = 0;
    expect_nothing(&rig);
}

/* A journal of garbage is the factory state. */
static void test_a_journal_of_garbage(void **state)
{
    (void)state;
    rig.n_pending = 0;
    for (uint32_t i = 0; i < 0x80000; i++) {
        rig.flash[board_region(BOARD_REGION_JOURNAL_0)->offset + i] = (uint8_t)(i * 31 + (i >> 7));
    }
    device_rig_start(&rig);
    assert_string_equal(device_rig_value(&rig, "Profile_Rule"), "/spa$PSN.cfg");
    device_rig_set(&rig, "GPP_A", "again");
    device_rig_power_off(&rig);
    device_rig_start(&rig);
    assert_string_equal(device_rig_value(&rig, "GPP_A"), "again");
}

/* Memory that runs out while the unit starts: each allocation in turn. It tries again and comes up. */
static void test_no_memory_while_starting(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Resync_On_Reset", "No");
    device_rig_start(r);
    device_rig_power_off(r);
    unsigned n_retried = 0;
    for (unsigned i = 1; i < 400; i += 7) {
        r->cursor = board_trace_end(r->board);
        device_rig_power_on(r);
        device_rig_pass_ms(r, 5999);
        rt_mem_fail_at(i);
        device_rig_pass_s(r, 1);
        rt_mem_fail_at(0);
        if (!fw_device_is_running(r->device)) {
            n_retried++;
            (void)device_rig_expect_within(r, BOOT, "start failed: ", 10);
        }
        (void)device_rig_expect_within(r, &fw_signal_net, "UP ip=", 120);
        assert_true(fw_device_is_running(r->device));
        device_rig_power_off(r);
    }
    assert_true(n_retried > 5);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_hundred_power_cuts_leave_nothing),
        CASE(test_a_hundred_soft_restarts),
        CASE(test_initialising),
        CASE(test_leds),
        CASE(test_factory_reset_forgets_everything),
        CASE(test_user_reset_keeps_what_is_the_providers),
        cmocka_unit_test(test_factory_reset_forgets_the_done_upgrade),
        CASE(test_blank_banks),
        CASE(test_blank_identity),
        CASE(test_damaged_bank_without_another),
        CASE(test_a_blank_flash),
        CASE(test_a_journal_of_garbage),
        CASE(test_no_memory_while_starting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
