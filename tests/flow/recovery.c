/* SPDX-License-Identifier: MIT */
/*
 * A unit with two bad banks: it waits for an image at a fixed address, takes a good one and no other, and is then the
 * unit that it was. Every flash operation of it: the flow "recovery" of the sweep.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <board/fault.h>
#include <fw/channel.h>
#include <board/ident.h>
#include <board/nic.h>
#include <fw/recovery.h>
#include <images/pack.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOOT   &fw_signal_boot
#define LED    &board_signal_led

#define ASKING "recovery: asking tftp://192.168.1.200:69/spa.bin"

/* --- making ------------------------------------------------------------------------------------------- */

static void serve_good(struct device_rig *r)
{
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    provider_serve(&r->provider, FW_RECOVERY_PATH, image, n, PROVIDER_RIGHT);
}

static uint32_t n_sectors(void)
{
    size_t n;
    (void)device_rig_image("5.2.10", &n);
    return (uint32_t)((n + BOARD_FLASH_SECTOR_BYTES - 1) / BOARD_FLASH_SECTOR_BYTES);
}

/* A bit in the head of each: neither is an image any more. */
static void spoil_banks(struct device_rig *r)
{
    r->flash[board_region(BOARD_REGION_BANK_A)->offset + 100] ^= 1;
    r->flash[board_region(BOARD_REGION_BANK_B)->offset + 100] ^= 1;
}

/* A unit with settings that has run before; the power is off, both banks are bad. */
static void make_broken(struct device_rig *r)
{
    device_rig_init(r, "5.2.10");
    device_rig_set(r, "Resync_On_Reset", "No");
    device_rig_set(r, "Resync_After_Upgrade_Attempt", "No");
    device_rig_set(r, "Enable_WAN_Web_Server", "Yes");
    device_rig_set(r, "GPP_A", "mine");
    device_rig_set(r, "GPP_SA", "my secret");
    device_rig_set(r, "Downgrade_Rev_Limit", "5.2.11"); /* of no account here */
    device_rig_start(r);
    device_rig_power_off(r);
    spoil_banks(r);
    device_rig_forget(r);
}

static int setup(void **state)
{
    static struct device_rig rig;
    make_broken(&rig);
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

static const char *power_led(struct device_rig *r)
{
    return board_led_pattern_name(board_led_pattern(r->board, BOARD_LED_POWER));
}

/* The image runs, and the unit is the one that it was. */
static void expect_alive(struct device_rig *r, const char *bank)
{
    char text[64];
    (void)snprintf(text, sizeof text, "bank %s, release 5.2.10", bank);
    (void)device_rig_expect(r, BOOT, "restart: upgrade");
    (void)device_rig_expect(r, BOOT, text);
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=");
    assert_true(fw_device_is_running(r->device));
    assert_string_equal(power_led(r), "on");
    assert_string_equal(device_rig_value(r, "GPP_A"), "mine");
    assert_string_equal(device_rig_value(r, "GPP_SA"), "my secret");
    assert_string_equal(fw_device_ident(r->device)->serial, "FM500K245546");
}

/* --- the whole story ------------------------------------------------------------------------------------ */

static void test_from_two_bad_banks_to_a_running_unit(void **state)
{
    struct device_rig *r = *state;
    const struct board_region_info *journal = board_region(BOARD_REGION_JOURNAL_0);
    size_t n_kept = 2u * journal->n_bytes; /* both halves: they are neighbours */
    uint8_t *kept = malloc(n_kept), *factory = malloc(BOARD_FLASH_SECTOR_BYTES);
    assert_true(kept != NULL && factory != NULL);
    memcpy(kept, r->flash + journal->offset, n_kept);
    memcpy(factory, r->flash, BOARD_FLASH_SECTOR_BYTES);

    serve_good(r);
    device_rig_power_on(r);
    (void)device_rig_expect(r, BOOT, "bank none, release none, no bank holds a good image, after power");
    (void)device_rig_expect(r, LED, "sos");
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=192.168.1.100 mask=255.255.255.0 gw=0.0.0.0");
    (void)device_rig_expect(r, BOOT, ASKING);
    /* Cisco Q&A 108794, as in an upgrade. */
    (void)device_rig_expect(r, BOOT, "recovery: wait -> download");
    (void)device_rig_expect(r, LED, "slow");
    (void)device_rig_expect(r, BOOT, "recovery: download -> load");
    (void)device_rig_expect(r, LED, "hb2");
    (void)device_rig_expect(r, BOOT, "recovery: the image is good: SPA-2102 release 5.2.10");
    uint64_t writes_us = device_rig_expect(r, BOOT, "recovery: load -> write");
    (void)device_rig_expect(r, LED, "fast");
    uint64_t written_us = device_rig_expect(r, BOOT, "recovery: bank A holds a good image");
    assert_int_equal(written_us - writes_us,
                     n_sectors() * (uint64_t)(BOARD_FLASH_ERASE_SECTOR_US + BOARD_FLASH_PROGRAM_SECTOR_US));
    assert_memory_equal(kept, r->flash + journal->offset, n_kept); /* not one cell of it */
    assert_memory_equal(factory, r->flash, BOARD_FLASH_SECTOR_BYTES);
    assert_string_equal(device_rig_asked(r), "tftp /spa.bin");
    expect_alive(r, "A");
    free(kept);
    free(factory);

    /* It stays so, and can be upgraded. */
    device_rig_power_off(r);
    device_rig_start(r);
    device_rig_set(r, "Downgrade_Rev_Limit", "");
    device_rig_set(r, "Upgrade_Rule", "http://192.168.1.200/spa.bin");
    (void)device_rig_expect(r, BOOT, "bank B, release 5.2.10, the first run of a new image");
    (void)device_rig_expect(r, BOOT, "confirmed");
}

/* --- what a server can do wrong -------------------------------------------------------------------------- */

enum { GOOD = -1, NOTHING = -2, EMPTY = -3, PROFILE = -4, TOO_BIG = -5 };

static const struct row {
    const char *name, *err;
    int image; /* enum img_damage, or one of the above */
    enum provider_way way;
} rows[] = {
    {"no server", "tftp timeout (192.168.1.200:69: no answer to 5 requests)", GOOD, PROVIDER_SILENT},
    {"no such file", "File Not Found (error 1: ", NOTHING, 0},
    {"access denied", "tftp error (error 2: ", GOOD, PROVIDER_DENIES},
    {"the transfer stops", "tftp timeout (192.168.1.200:69: no answer after the ACK", GOOD, PROVIDER_STOPS},
    {"an empty file", "corrupt file;", EMPTY, 0},
    {"a profile", "corrupt file;", PROFILE, 0},
    {"2 MB", "file too big", TOO_BIG, 0},
    {"truncated", "incomplete file;", IMG_DAMAGE_TRUNCATE, 0},
    {"one bit of the sound", "corrupt file;", IMG_DAMAGE_FLIP, 0},
    {"one bit of the signature", "wrong signature;", IMG_DAMAGE_SIGNATURE, 0},
    {"another format", "wrong format;", IMG_DAMAGE_OLDHEADER, 0},
    {"a bomb", "section too big;", IMG_DAMAGE_BOMB, 0},
    {"another product", "wrong product;", IMG_DAMAGE_PRODUCT, 0},
};
#define N_ROWS (sizeof rows / sizeof rows[0])

static void make_file(const struct row *row, struct rt_buf *file)
{
    static const char profile[] = "<flat-profile><GPP_A>half</GPP_A></flat-profile>";
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    rt_buf_init(file, 4u * 1024u * 1024u);
    if (row->image >= 0) {
        assert_int_equal(img_damage((enum img_damage)row->image, image, n, file), RT_OK);
    } else if (row->image == PROFILE) {
        assert_int_equal(rt_buf_put_text(file, profile), RT_OK);
    } else if (row->image == GOOD || row->image == TOO_BIG) {
        assert_int_equal(rt_buf_put(file, image, n), RT_OK);
    }
    while (row->image == TOO_BIG && file->n < 2u * 1024u * 1024u) {
        assert_int_equal(rt_buf_put(file, image, n), RT_OK);
    }
}

/* It writes nothing, shows SOS, asks again after the pause, and takes the good image when there is one. */
static void run(void **state)
{
    struct device_rig r;
    const struct row *row = *state;
    struct rt_buf file;
    char text[128];

    make_file(row, &file);
    make_broken(&r);
    if (row->image != NOTHING) {
        provider_serve(&r.provider, FW_RECOVERY_PATH, file.bytes, file.n, row->way);
    }
    uint64_t n_operations = board_flash_n_operations(r.board);
    device_rig_power_on(&r);
    (void)snprintf(text, sizeof text, "recovery: failed: %s", row->err);
    for (unsigned i = 0; i < 3; i++) {
        (void)device_rig_expect(&r, BOOT, ASKING);
        uint64_t failed_us = device_rig_expect(&r, BOOT, "recovery: failed: ");
        const char *told = board_trace_get(r.board, r.cursor - 1)->text;
        assert_memory_equal(told, text, strlen(text));
        assert_non_null(strstr(told, "; again in 10 s"));
        assert_string_equal(power_led(&r), "sos");
        uint64_t again_us = device_rig_expect(&r, BOOT, ASKING);
        assert_int_equal(again_us - failed_us, FW_RECOVERY_PAUSE_S * (uint64_t)BOARD_US_PER_S);
        r.cursor--; /* the next turn sees it again */
    }
    assert_int_equal(board_flash_n_operations(r.board), n_operations);
    serve_good(&r);
    expect_alive(&r, "A");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

/* --- stories -------------------------------------------------------------------------------------------- */

static void fail_on_sound(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    bool *has_heard = ctx;
    (void)port;
    (void)at_us;
    for (size_t i = 0; i < BOARD_FXS_FRAME_SAMPLES; i++) {
        *has_heard = *has_heard || samples[i] != 0;
    }
}

/* No dial tone, no menu, no page; from the first moment to the restart. */
static void test_nothing_else_is_there(void **state)
{
    struct device_rig *r = *state;
    bool has_heard = false;
    struct board_ear ear = {.fn = fail_on_sound, .ctx = &has_heard};
    board_fxs_listen(r->board, 0, &ear);
    device_rig_power_on(r);
    device_rig_pass_s(r, 10);
    device_rig_hook(r, 0, true);
    assert_int_equal(device_rig_get(r, "/"), 0);
    assert_int_equal(device_rig_web(r, DEVICE_RIG_WAN_PC, "GET", "/", NULL), 0);
    assert_false(fw_device_is_running(r->device));
    assert_null(fw_device_params(r->device));
    assert_null(fw_device_net(r->device));
    serve_good(r);
    (void)device_rig_expect(r, BOOT, "restart: upgrade");
    assert_false(has_heard);
    assert_false(device_rig_saw(r, &fw_signal_line, NULL));
    assert_int_equal(r->provider.n_lines, 0);
    /* The same ear hears that it is over. */
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=");
    device_rig_set(r, "Make_Call_Without_Reg_1_", "Yes");
    device_rig_hook(r, 0, false);
    device_rig_pass_s(r, 2);
    device_rig_hook(r, 0, true);
    device_rig_pass_s(r, 2);
    assert_true(has_heard);
    board_fxs_unlisten(r->board, 0, &ear);
}

/* Without a cable nothing is asked, and with it at once. */
static void test_it_waits_for_the_cable(void **state)
{
    struct device_rig *r = *state;
    serve_good(r);
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    device_rig_power_on(r);
    device_rig_pass_s(r, 3600);
    assert_false(device_rig_saw(r, BOOT, ASKING));
    assert_string_equal(power_led(r), "sos");
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_INTERNET), BOARD_LED_OFF);
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    (void)device_rig_expect_within(r, BOOT, ASKING, 1);
    assert_int_equal(board_led_pattern(r->board, BOARD_LED_INTERNET), BOARD_LED_ON);
    expect_alive(r, "A");
}

/* The cable goes out in the middle of the transfer: no more is asked until it is back. */
static void test_a_cable_that_is_pulled(void **state)
{
    struct device_rig *r = *state;
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    provider_serve(&r->provider, FW_RECOVERY_PATH, image, n, PROVIDER_STOPS);
    device_rig_power_on(r);
    (void)device_rig_expect(r, BOOT, "recovery: wait -> download");
    board_nic_plug(r->board, BOARD_PORT_WAN, false);
    (void)device_rig_expect(r, BOOT, "recovery: failed: tftp timeout");
    assert_string_equal(power_led(r), "sos");
    device_rig_pass_s(r, 600);
    assert_false(device_rig_saw(r, BOOT, ASKING));
    serve_good(r);
    board_nic_plug(r->board, BOARD_PORT_WAN, true);
    expect_alive(r, "A");
}

/* An older release than Downgrade_Rev_Limit allows: there are no parameters that could be asked. */
static void test_an_older_release_is_taken(void **state)
{
    struct device_rig *r = *state;
    size_t n;
    const uint8_t *image = device_rig_image("3.3.6", &n);
    provider_serve(&r->provider, FW_RECOVERY_PATH, image, n, PROVIDER_RIGHT);
    device_rig_power_on(r);
    (void)device_rig_expect(r, BOOT, "bank A, release 3.3.6, the confirmed bank, after upgrade");
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=");
    assert_string_equal(device_rig_value(r, "GPP_A"), "mine");
}

/* A bank whose first sector cannot be erased: the other one does as well. */
static void test_a_worn_bank(void **state)
{
    static const struct board_fault faults[] = {{2, BOARD_FAULT_FAIL, 0}, {2, BOARD_FAULT_SILENT, 0}};
    struct device_rig *r = *state;
    (void)r;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct device_rig other;
        make_broken(&other);
        serve_good(&other);
        board_fault_arm(other.board, &faults[i], 1);
        device_rig_power_on(&other);
        (void)device_rig_expect(&other, BOOT, "recovery: failed: could not save (bank A); again in 10 s");
        (void)device_rig_expect(&other, BOOT, "recovery: bank B holds a good image");
        expect_alive(&other, "B");
        device_rig_fini(&other);
    }
}

/* Power cuts while it writes, twice in a row, and an upgrade that is cut when the other bank is rotten already. */
static void test_power_cuts(void **state)
{
    struct device_rig *r = *state;
    serve_good(r);
    for (unsigned i = 0; i < 2; i++) {
        device_rig_power_on(r);
        (void)device_rig_expect(r, BOOT, "recovery: load -> write");
        device_rig_pass_ms(r, 12000 + 1000 * i);
        device_rig_power_off(r);
        device_rig_forget(r);
        device_rig_power_on(r);
        (void)device_rig_expect(r, BOOT, "no bank holds a good image");
        device_rig_power_off(r);
    }
    device_rig_power_on(r);
    expect_alive(r, "A");

    /* Bank A runs; the upgrade into B is cut, and A has rotted. */
    device_rig_set(r, "Downgrade_Rev_Limit", "");
    device_rig_set(r, "Upgrade_Rule", "http://192.168.1.200/spa.bin");
    (void)device_rig_expect(r, &fw_signal_upgrade, "load -> write");
    device_rig_pass_s(r, 12);
    device_rig_power_off(r);
    board_fault_rot(r->board, BOARD_REGION_BANK_A, 5000, 3);
    device_rig_forget(r);
    device_rig_power_on(r);
    (void)device_rig_expect(r, BOOT, "no bank holds a good image");
    (void)device_rig_expect(r, BOOT, "bank A, release 5.2.10, the confirmed bank, after upgrade");
    (void)device_rig_expect(r, BOOT, "bank B, release 5.2.10, the first run of a new image"); /* the rule still holds */
    (void)device_rig_expect(r, BOOT, "confirmed");
    assert_string_equal(device_rig_value(r, "GPP_A"), "mine");
}

/* The new image of an upgrade was on trial when both banks went: that is over, and no failed upgrade is reported. */
static void test_a_trial_is_forgotten(void **state)
{
    struct device_rig *r = *state;
    serve_good(r);
    device_rig_power_on(r);
    expect_alive(r, "A");
    device_rig_set(r, "Downgrade_Rev_Limit", "");
    device_rig_set(r, "Upgrade_Rule", "http://192.168.1.200/spa.bin");
    (void)device_rig_expect(r, BOOT, "bank B, release 5.2.10, the first run of a new image");
    device_rig_power_off(r);
    spoil_banks(r);
    device_rig_forget(r);
    device_rig_power_on(r);
    (void)device_rig_expect(r, BOOT, "recovery: load -> write");
    /* The cut falls between the last byte and the restart: the first erase is done, an odd end is an operation. */
    size_t n;
    (void)device_rig_image("5.2.10", &n);
    const struct board_fault cut = {2u * n_sectors() - 1 + (n % BOARD_FLASH_PROGRAM_UNIT != 0), BOARD_FAULT_CUT_AFTER,
                                    0};
    board_fault_arm(r->board, &cut, 1);
    (void)device_rig_expect(r, &board_signal_fault, "power cut after program");
    device_rig_pass_s(r, 1);
    device_rig_power_on(r);
    (void)device_rig_expect(r, BOOT, "bank A, release 5.2.10, the confirmed bank, after power");
    (void)device_rig_expect(r, &fw_signal_net, "UP ip=");
    assert_false(fw_device_boot(r->device)->did_fall_back);
    assert_int_equal(fw_prov_status(fw_device_prov(r->device)).n_upgrade_failed, 0);
}

/* Another station has the address: nothing is sent with it until that one is gone. */
static void test_the_address_is_taken(void **state)
{
    struct device_rig *r = *state;
    serve_good(r);
    device_rig_power_on(r);
    (void)device_rig_expect(r, BOOT, "recovery: wait -> download");
    uint8_t arp[42] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0,   0,   0, 0,   9, 8, 6, 0, 1, 8, 0,   6,   4, 0,
                       1,    2,    0,    0,    0,    0,    9, 192, 168, 1, 100, 0, 0, 0, 0, 0, 0, 192, 168, 1, 100};
    board_nic_deliver(r->board, BOARD_PORT_WAN, arp, sizeof arp);
    (void)device_rig_expect(r, &fw_signal_net, "DUPLICATE");
    expect_alive(r, "A");
}

/* Recovers with the n-th allocation from the start of recovery missing; 0: none. Returns how many it makes. */
static uint64_t recover_without(uint64_t n)
{
    struct device_rig r;
    make_broken(&r);
    serve_good(&r);
    device_rig_power_on(&r);
    uint64_t before = rt_mem_n_allocations();
    rt_mem_fail_at(n);
    (void)device_rig_expect_within(&r, BOOT, "recovery: bank ", 600);
    uint64_t n_made = rt_mem_n_allocations() - before;
    rt_mem_fail_at(0);
    expect_alive(&r, "A");
    device_rig_fini(&r);
    return n_made;
}

/* Memory for the n-th thing is missing: it is tried again, in the end all is well and nothing is left behind. Most of
 * them are packets of the transfer, which are all the same: each of the first ones, then some. */
static void test_without_memory(void **state)
{
    (void)state;
    uint64_t n_all = recover_without(0);
    assert_true(n_all > 1000);
    for (uint64_t n = 1; n <= n_all; n += n < 60 ? 1 : n_all / 12) {
        (void)recover_without(n);
    }
}

#define STORY(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
static const struct CMUnitTest stories[] = {
    STORY(test_from_two_bad_banks_to_a_running_unit),
    STORY(test_nothing_else_is_there),
    STORY(test_it_waits_for_the_cable),
    STORY(test_a_cable_that_is_pulled),
    STORY(test_an_older_release_is_taken),
    STORY(test_a_worn_bank),
    STORY(test_power_cuts),
    STORY(test_a_trial_is_forgotten),
    STORY(test_the_address_is_taken),
    cmocka_unit_test(test_without_memory),
};
#define N_STORIES (sizeof stories / sizeof stories[0])

int main(void)
{
    struct CMUnitTest tests[N_ROWS + N_STORIES];
    for (size_t i = 0; i < N_ROWS; i++) {
        tests[i] = (struct CMUnitTest){rows[i].name, run, NULL, NULL, (void *)(uintptr_t)&rows[i]};
    }
    memcpy(tests + N_ROWS, stories, sizeof stories);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
