/* SPDX-License-Identifier: MIT */
/* An upgrade by Upgrade_Rule and by web command: what is seen, heard and kept, when it is done again and when not. */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <fw/channel.h>
#include <string.h>

#define NEW_URL "http://192.168.1.200/spa.bin"
#define LED     &board_signal_led
#define UPGRADE &fw_signal_upgrade
#define BOOT    &fw_signal_boot

static struct device_rig rig;

static int setup(void **state)
{
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    device_rig_init(&rig, "3.3.6");
    device_rig_set(&rig, "Resync_On_Reset", "No");
    device_rig_set(&rig, "Resync_Random_Delay", "0");
    device_rig_set(&rig, "Profile_Rule", "/p.cfg");
    provider_serve_text(&rig.provider, "/p.cfg", "<flat-profile></flat-profile>");
    provider_serve(&rig.provider, "/spa.bin", image, n, PROVIDER_RIGHT);
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

static const char *version(struct device_rig *r)
{
    return fw_device_manifest(r->device)->version;
}

/* From the switch over the restart to the confirmation of the new image. */
static void expect_confirmed(struct device_rig *r, const char *bank)
{
    (void)device_rig_expect(r, UPGRADE, "write -> switch");
    (void)device_rig_expect(r, BOOT, "restart: upgrade");
    (void)device_rig_expect(r, BOOT, bank);
    (void)device_rig_expect(r, BOOT, "confirmed");
}

static void test_an_upgrade_by_rule_from_end_to_end(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "GPP_A", "kept");
    device_rig_set(r, "GPP_SA", "kept secret");
    device_rig_set(r, "User_ID_1_", "4711");
    device_rig_set(r, "Upgrade_Rule", "( $SWVER ne 5.2.10 )? " NEW_URL);
    device_rig_start(r);
    assert_string_equal(version(r), "3.3.6");

    /* Cisco Q&A 108794: slow while it is fetched, hb2 while it is loaded, fast while it is written. */
    (void)device_rig_expect(r, UPGRADE, "due -> download");
    (void)device_rig_expect(r, LED, "slow");
    device_rig_hook(r, 0, true); /* nobody hears a dial tone now */
    uint64_t loads_us = device_rig_expect(r, UPGRADE, "download -> load");
    (void)device_rig_expect(r, LED, "hb2");
    uint64_t writes_us = device_rig_expect(r, UPGRADE, "load -> write");
    (void)device_rig_expect(r, LED, "fast");
    assert_true(writes_us > loads_us);
    uint64_t switches_us = device_rig_expect(r, UPGRADE, "write -> switch");
    size_t n;
    (void)device_rig_image("5.2.10", &n);
    /* Each 64 KiB sector takes its time to be erased and programmed. */
    uint64_t n_sectors = (n + BOARD_FLASH_SECTOR_BYTES - 1) / BOARD_FLASH_SECTOR_BYTES;
    assert_true(switches_us - writes_us >=
                n_sectors * (uint64_t)(BOARD_FLASH_ERASE_SECTOR_US + BOARD_FLASH_PROGRAM_SECTOR_US));
    device_rig_hook(r, 0, false);
    (void)device_rig_expect(r, BOOT, "restart: upgrade");
    (void)device_rig_expect(r, BOOT, "bank B, release 5.2.10, the first run of a new image, after upgrade");
    (void)device_rig_expect(r, BOOT, "release 5.2.10 confirmed");
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_POWER), BOARD_LED_ON);

    assert_string_equal(version(r), "5.2.10");
    assert_string_equal(device_rig_value(r, "GPP_A"), "kept");
    assert_string_equal(device_rig_value(r, "GPP_SA"), "kept secret");
    assert_string_equal(device_rig_value(r, "User_ID_1_"), "4711");
    /* J4, and what the unit calls itself then. */
    assert_non_null(
        strstr(device_rig_lines(r),
               "SPA-2102 00:0e:08:ab:cd:ef -- Requesting upgrade http://192.168.1.200:80/spa.bin | "
               "SPA-2102 00:0e:08:ab:cd:ef -- Successful upgrade http://192.168.1.200:80/spa.bin -- 5.2.10"));
    device_rig_set(r, "Profile_Rule", "http://192.168.1.200/v$SWVER");
    provider_forget(&r->provider);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    device_rig_pass_s(r, 2);
    assert_string_equal(device_rig_asked(r), "GET /v5.2.10");
    assert_non_null(strstr(rt_buf_text(&r->provider.http.request), "Linksys/SPA-2102-5.2.10 ("));
    /* And it stays so. */
    device_rig_power_off(r);
    device_rig_start(r);
    assert_string_equal(version(r), "5.2.10");
}

static void on_sound(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    unsigned *n_heard = ctx;
    (void)port;
    (void)at_us;
    for (size_t i = 0; i < BOARD_FXS_FRAME_SAMPLES; i++) {
        *n_heard += samples[i] != 0;
    }
}

/* "Audio is disabled at the start" (guide p.2-19): an ear at each handset hears not one sample, whenever it is lifted,
 * from the first request to the restart. */
static void test_the_handset_is_silent_meanwhile(void **state)
{
    struct device_rig *r = *state;
    unsigned n_heard[2] = {0, 0};
    struct board_ear ears[2] = {{.fn = on_sound, .ctx = &n_heard[0]}, {.fn = on_sound, .ctx = &n_heard[1]}};
    board_fxs_listen(r->board, 0, &ears[0]);
    board_fxs_listen(r->board, 1, &ears[1]);
    device_rig_set(r, "Make_Call_Without_Reg_1_", "Yes");
    device_rig_start(r);
    device_rig_hook(r, 0, true);
    (void)device_rig_expect_within(r, &fw_signal_line, "dial", 5);
    device_rig_pass_s(r, 1);
    assert_true(n_heard[0] > 0); /* the dial tone */
    device_rig_hook(r, 0, false);
    device_rig_pass_s(r, 2);
    n_heard[0] = 0;

    /* A server that says nothing for a while: the download takes time. */
    provider_serve(&r->provider, "/slow.bin", "x", 1, PROVIDER_SILENT);
    assert_int_equal(device_rig_get(r, "/upgrade?http://192.168.1.200/slow.bin"), 200);
    (void)device_rig_expect(r, UPGRADE, "due -> download");
    device_rig_hook(r, 1, true);
    device_rig_pass_s(r, 10);
    device_rig_hook(r, 1, false);
    assert_int_equal(n_heard[1], 0);
    (void)device_rig_expect(r, UPGRADE, "failed: http_get failed");

    assert_int_equal(device_rig_get(r, "/upgrade?" NEW_URL), 200);
    (void)device_rig_expect(r, UPGRADE, "download -> load");
    device_rig_hook(r, 0, true);
    (void)device_rig_expect(r, UPGRADE, "load -> write");
    device_rig_hook(r, 1, true);
    (void)device_rig_expect(r, BOOT, "restart: upgrade");
    assert_int_equal(n_heard[0] + n_heard[1], 0);
    device_rig_hook(r, 0, false);
    board_fxs_unlisten(r->board, 0, &ears[0]);
    board_fxs_unlisten(r->board, 1, &ears[1]);
}

static void test_by_tftp_and_option_66(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Upgrade_Rule", "/spa.bin"); /* D2 */
    device_rig_start(r);
    expect_confirmed(r, "bank B, release 5.2.10");
    assert_string_equal(version(r), "5.2.10");
    assert_non_null(strstr(device_rig_lines(r), "-- Successful upgrade tftp://192.168.1.200:69/spa.bin -- 5.2.10"));
}

/* C6, C7 */
static void test_a_condition_that_is_false_does_nothing(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Upgrade_Rule", "( $SWVER ne 3.3.6 )? " NEW_URL);
    device_rig_start(r);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    device_rig_pass_s(r, 10000);
    assert_null(strstr(device_rig_asked(r), "spa.bin"));
    assert_null(strstr(device_rig_lines(r), "pgrade"));
}

/* C8 */
static void test_the_second_alternative(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "GPP_F", "beta-customer");
    device_rig_set(r, "Upgrade_Rule", "(\"$F\" ne \"beta-customer\")? http://192.168.1.200/one.bin | " NEW_URL);
    device_rig_start(r);
    expect_confirmed(r, "release 5.2.10");
    assert_null(strstr(device_rig_asked(r), "one.bin"));
}

static unsigned n_image_requests(struct device_rig *r)
{
    unsigned n = 0;
    for (unsigned i = 0; i < r->provider.n_asked; i++) {
        n += strstr(r->provider.asked[i], ".bin") != NULL;
    }
    return n;
}

/* Guide p.2-19: one upgrade, then none until the rule's text or the effective URL changes. */
static void test_an_unconditional_rule_upgrades_once(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "GPP_B", "spa");
    device_rig_set(r, "Upgrade_Rule", "http://192.168.1.200/$B.bin");
    device_rig_start(r);
    expect_confirmed(r, "bank B");
    assert_int_equal(n_image_requests(r), 1);

    /* Not after more resyncs, not after a power cycle. */
    provider_forget(&r->provider);
    device_rig_pass_s(r, 10000);
    device_rig_power_off(r);
    device_rig_start(r);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    device_rig_pass_s(r, 10000);
    assert_int_equal(n_image_requests(r), 0);

    /* Another effective URL, seen with the next resync: again, into the other bank. */
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    provider_serve(&r->provider, "/other.bin", image, n, PROVIDER_RIGHT);
    device_rig_set(r, "GPP_B", "other");
    expect_confirmed(r, "bank A");
    assert_int_equal(n_image_requests(r), 1);

    /* Another text with the same URL: again. */
    provider_forget(&r->provider);
    device_rig_set(r, "Upgrade_Rule", "http://192.168.1.200:80/$B.bin");
    expect_confirmed(r, "bank B");
    assert_int_equal(n_image_requests(r), 1);
}

static void test_upgrade_enable_no(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Upgrade_Enable", "No");
    device_rig_set(r, "Upgrade_Rule", NEW_URL);
    device_rig_start(r);
    /* SAG p.41: the page says that it will be done, and nothing happens. */
    assert_int_equal(device_rig_get(r, "/admin/upgrade?" NEW_URL), 200);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    device_rig_pass_s(r, 10000);
    assert_int_equal(n_image_requests(r), 0);
    assert_string_equal(version(r), "3.3.6");
}

static void test_provision_enable_no_does_not_stop_upgrades(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Provision_Enable", "No");
    device_rig_set(r, "Upgrade_Rule", NEW_URL);
    device_rig_start(r);
    expect_confirmed(r, "release 5.2.10");
}

/* D13: /admin/upgrade? alone is tftp://the-host-that-asks/spa.bin. */
static void test_the_command_without_an_address(void **state)
{
    struct device_rig *r = *state;
    struct tftp_peer theirs;
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    tftp_peer_init(&theirs, &r->wan, DEVICE_RIG_WAN_PC, image, n);
    device_rig_set(r, "Enable_WAN_Web_Server", "Yes");
    device_rig_set(r, "Resync_After_Upgrade_Attempt", "No");
    device_rig_start(r);
    assert_int_equal(device_rig_web(r, DEVICE_RIG_WAN_PC, "GET", "/admin/upgrade?", NULL), 200);
    expect_confirmed(r, "release 5.2.10");
    assert_int_equal(theirs.n_requests, 1);
    assert_string_equal(theirs.name, "/spa.bin");
    assert_string_equal(device_rig_lines(r),
                        "SPA-2102 00:0e:08:ab:cd:ef -- Requesting upgrade tftp://192.168.1.50:69/spa.bin | "
                        "SPA-2102 00:0e:08:ab:cd:ef -- Successful upgrade tftp://192.168.1.50:69/spa.bin -- 5.2.10");
    tftp_peer_fini(&theirs);
}

static void test_forms_of_the_command(void **state)
{
    static const struct {
        const char *path, *asked;
    } rows[] = {
        {"/upgrade?http://192.168.1.200", "GET /spa.bin"},
        {"/upgrade?http://prov.telco.com/x/y.bin", "GET /x/y.bin"},
        {"/admin/upgrade?192.168.1.200/z.bin", "tftp /z.bin"},
        {"/admin/upgrade?tftp://192.168.1.200:6900", "tftp /spa.bin"},
    };
    struct device_rig *r = *state;
    provider_withdraw(&r->provider, "/spa.bin");
    device_rig_set(r, "Resync_After_Upgrade_Attempt", "No");
    device_rig_start(r);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        provider_forget(&r->provider);
        assert_int_equal(device_rig_get(r, rows[i].path), 200);
        (void)device_rig_expect(r, UPGRADE, "failed: File Not Found");
        assert_string_equal(device_rig_asked(r), rows[i].asked);
    }
    /* Never by HTTPS (guide p.1-3), and not by anything else. */
    assert_int_equal(device_rig_get(r, "/admin/upgrade?https://192.168.1.200/a.bin"), 400);
    assert_int_equal(device_rig_get(r, "/admin/upgrade?ftp://192.168.1.200/a.bin"), 400);
    assert_int_equal(device_rig_get(r, "/admin/upgrade?http://192.168.1.200:99999/a.bin"), 400);
}

static void test_it_waits_for_the_handset(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    device_rig_hook(r, 1, true);
    assert_int_equal(device_rig_get(r, "/admin/upgrade?" NEW_URL), 200);
    device_rig_pass_s(r, 20000); /* Forced_Resync_Delay is for resyncs */
    assert_int_equal(n_image_requests(r), 0);
    device_rig_hook(r, 1, false);
    expect_confirmed(r, "release 5.2.10");
}

/* While it waits the rule may change, or upgrades may be switched off. */
static void test_what_waits_is_looked_at_again(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    device_rig_hook(r, 0, true);
    device_rig_set(r, "Upgrade_Rule", "http://192.168.1.200/wrong.bin");
    device_rig_pass_s(r, 100);
    device_rig_set(r, "Upgrade_Rule", NEW_URL);
    device_rig_pass_s(r, 100);
    device_rig_hook(r, 0, false);
    expect_confirmed(r, "release 5.2.10");
    assert_int_equal(n_image_requests(r), 1);

    device_rig_hook(r, 0, true);
    device_rig_set(r, "Upgrade_Rule", NEW_URL " ");
    device_rig_pass_s(r, 100);
    device_rig_set(r, "Upgrade_Enable", "No");
    provider_forget(&r->provider);
    device_rig_hook(r, 0, false);
    device_rig_pass_s(r, 100);
    assert_int_equal(n_image_requests(r), 0);
}

/* A command that came during a resync is not lost, and the other way round. */
static void test_resync_and_upgrade_take_turns(void **state)
{
    struct device_rig *r = *state;
    provider_serve(&r->provider, "/p.cfg", "x", 1, PROVIDER_SILENT);
    device_rig_start(r);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200); /* runs into its timeout */
    assert_int_equal(device_rig_get(r, "/admin/upgrade?" NEW_URL), 200);
    (void)device_rig_expect(r, &fw_signal_resync, "failed: tftp timeout");
    (void)device_rig_expect_within(r, UPGRADE, "due -> download", 5);
    expect_confirmed(r, "release 5.2.10");

    provider_serve(&r->provider, "/spa.bin", "x", 1, PROVIDER_SILENT);
    provider_serve_text(&r->provider, "/p.cfg", "<flat-profile></flat-profile>");
    device_rig_set(r, "Resync_After_Upgrade_Attempt", "No");
    device_rig_forget(r);
    assert_int_equal(device_rig_get(r, "/admin/upgrade?" NEW_URL), 200);
    device_rig_pass_s(r, 1);
    assert_int_equal(device_rig_get(r, "/admin/resync?"), 200);
    (void)device_rig_expect(r, UPGRADE, "failed: http_get failed");
    (void)device_rig_expect_within(r, &fw_signal_resync, "begins, PRVST=-1", 5);
    (void)device_rig_expect_within(r, &fw_signal_resync, "done", 5);
}

/* An assignment beside the URL and one without. */
static void test_assignments_of_the_rule(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Upgrade_Rule", "($SWVER lt 5.0)? (c = \"$SWVER\";)! " NEW_URL " | (d = \"new\";)!");
    device_rig_start(r);
    expect_confirmed(r, "release 5.2.10");
    assert_string_equal(device_rig_value(r, "GPP_C"), "3.3.6");
    device_rig_pass_s(r, 60);
    assert_string_equal(device_rig_value(r, "GPP_D"), "new");
}

/* Resync_After_Upgrade_Attempt: after the restart, as a power-up resync. */
static void test_a_resync_after_the_upgrade(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Profile_Rule", "/after$PRVST");
    device_rig_start(r);
    assert_int_equal(device_rig_get(r, "/admin/upgrade?" NEW_URL), 200);
    expect_confirmed(r, "release 5.2.10");
    assert_string_equal(device_rig_asked(r), "GET /spa.bin | tftp /after0");
}

static void test_no_resync_after_the_upgrade(void **state)
{
    struct device_rig *r = *state;
    device_rig_set(r, "Resync_After_Upgrade_Attempt", "No");
    device_rig_set(r, "Resync_On_Reset", "Yes");
    device_rig_start(r);
    (void)device_rig_expect(r, &fw_signal_resync, "done");
    provider_forget(&r->provider);
    assert_int_equal(device_rig_get(r, "/admin/upgrade?" NEW_URL), 200);
    expect_confirmed(r, "release 5.2.10");
    device_rig_pass_s(r, 600);
    assert_string_equal(device_rig_asked(r), "GET /spa.bin");
}

/* The multi-stage upgrade of guide p.1-3: the next stage waits for the trial of the one before. */
static void test_two_stages(void **state)
{
    struct device_rig *r = *state;
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    provider_serve(&r->provider, "/two.bin", image, n, PROVIDER_RIGHT);
    device_rig_set(r, "Upgrade_Rule",
                   "($SWVER lt 4.0)? " NEW_URL
                   " | (\"$A\" ne \"done\")? (a = \"done\";)! http://192.168.1.200/two.bin");
    device_rig_start(r);
    expect_confirmed(r, "bank B, release 5.2.10");
    expect_confirmed(r, "bank A, release 5.2.10");
    device_rig_pass_s(r, 10000);
    assert_int_equal(n_image_requests(r), 2);
    assert_null(strstr(device_rig_lines(r), "failed"));
}

/* A profile that needs a restart in the first seconds of the new image is no reason to fall back. */
static void test_a_restart_during_the_trial_confirms(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    provider_serve_text(&r->provider, "/p.cfg", "<flat-profile><HostName>box</HostName></flat-profile>");
    assert_int_equal(device_rig_get(r, "/admin/upgrade?" NEW_URL), 200);
    (void)device_rig_expect(r, BOOT, "bank B, release 5.2.10, the first run");
    (void)device_rig_expect_within(r, BOOT, "after parameter change", 9);
    device_rig_pass_s(r, 60);
    assert_string_equal(version(r), "5.2.10");
    assert_null(strstr(device_rig_lines(r), "failed"));
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_an_upgrade_by_rule_from_end_to_end),
        CASE(test_the_handset_is_silent_meanwhile),
        CASE(test_by_tftp_and_option_66),
        CASE(test_a_condition_that_is_false_does_nothing),
        CASE(test_the_second_alternative),
        CASE(test_an_unconditional_rule_upgrades_once),
        CASE(test_upgrade_enable_no),
        CASE(test_provision_enable_no_does_not_stop_upgrades),
        CASE(test_the_command_without_an_address),
        CASE(test_forms_of_the_command),
        CASE(test_it_waits_for_the_handset),
        CASE(test_what_waits_is_looked_at_again),
        CASE(test_resync_and_upgrade_take_turns),
        CASE(test_assignments_of_the_rule),
        CASE(test_a_resync_after_the_upgrade),
        CASE(test_no_resync_after_the_upgrade),
        CASE(test_two_stages),
        CASE(test_a_restart_during_the_trial_confirms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
