/* SPDX-License-Identifier: MIT */
/*
 * What can go wrong in an upgrade: one table, a row a failure with its $ERR. Each must leave the old image running,
 * every parameter as before, the panel normal again, and a retry after the error list. Every row of fw/fail.h about an
 * image has a row or a story here.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/image_rig.h>
#include <images/pack.h>
#include <rt/mem.h>
#include <fw/channel.h>
#include <stdio.h>
#include <string.h>

#define URL     "http://192.168.1.200/spa.bin"
#define UPGRADE &fw_signal_upgrade
#define BOOT    &fw_signal_boot

enum { WHOLE = -1, NO_FILE = -2, PROFILE = -3, TOO_BIG = -4, EMPTY = -5, OTHER_HARDWARE = -6 };

struct row {
    const char *name, *err;
    int image; /* enum img_damage, or one of the above */
    enum provider_way way;
    const char *rule;         /* NULL: URL */
    const char *rev_limit;    /* Downgrade_Rev_Limit */
    unsigned n_failing_flash; /* so many flash operations of the writing work, then one fails; 0: all work */
    bool is_nothing_asked;
    uint32_t quirks;
};

static const struct row rows[] = {
    {"truncated", "incomplete file", IMG_DAMAGE_TRUNCATE, 0, NULL, NULL, 0, 0, 0},
    {"one bit of the sound", "corrupt file", IMG_DAMAGE_FLIP, 0, NULL, NULL, 0, 0, 0},
    {"one bit of the signature", "wrong signature", IMG_DAMAGE_SIGNATURE, 0, NULL, NULL, 0, 0, 0},
    {"another format", "wrong format", IMG_DAMAGE_OLDHEADER, 0, NULL, NULL, 0, 0, 0},
    {"a bomb", "section too big", IMG_DAMAGE_BOMB, 0, NULL, NULL, 0, 0, 0},
    {"another product", "wrong product", IMG_DAMAGE_PRODUCT, 0, NULL, NULL, 0, 0, 0},
    {"other hardware", "wrong hardware", OTHER_HARDWARE, 0, NULL, NULL, 0, 0, 0},
    {"below the limit", "downgrade refused", IMG_DAMAGE_OLD, 0, NULL, "3.0.0", 0, 0, 0},
    {"from too old a release", "upgrade path refused", IMG_DAMAGE_OLDEST, 0, NULL, NULL, 0, 0, 0},
    {"a profile instead", "corrupt file", PROFILE, 0, NULL, NULL, 0, 0, 0},
    {"an empty file", "corrupt file", EMPTY, 0, NULL, NULL, 0, 0, 0},
    {"2 MB", "file too big", TOO_BIG, 0, NULL, NULL, 0, 0, 0},
    {"2 MB by TFTP", "file too big", TOO_BIG, 0, "/spa.bin", NULL, 0, 0, 0},
    {"2 MB without a length", "file too big", TOO_BIG, PROVIDER_NO_LENGTH, NULL, NULL, 0, 0, 0},
    {"HTTP 404", "File Not Found", NO_FILE, 0, NULL, NULL, 0, 0, 0},
    {"HTTP 500", "http_get failed", WHOLE, PROVIDER_BREAKS, NULL, NULL, 0, 0, 0},
    {"HTTP too short", "http_get failed", WHOLE, PROVIDER_TOO_SHORT, NULL, NULL, 0, 0, 0},
    {"HTTP stops", "http_get failed", WHOLE, PROVIDER_STOPS, NULL, NULL, 0, 0, 0},
    {"HTTP reset", "http_get failed", WHOLE, PROVIDER_RESETS, NULL, NULL, 0, 0, 0},
    {"TFTP 404", "File Not Found", NO_FILE, 0, "/spa.bin", NULL, 0, 0, 0},
    {"TFTP stops", "tftp timeout", WHOLE, PROVIDER_STOPS, "/spa.bin", NULL, 0, 0, 0},
    {"TFTP denied", "tftp error", WHOLE, PROVIDER_DENIES, "/spa.bin", NULL, 0, 0, 0},
    {"no such name", "could not resolve host", WHOLE, 0, "http://no.such.name/spa.bin", NULL, 0, 0, 0},
    {"by HTTPS", "bad rule", WHOLE, 0, "https://192.168.1.200/spa.bin", NULL, 0, true, 0},
    {"bad rule", "bad rule", WHOLE, 0, "($SWVER lt 9.0 " URL, NULL, 0, true, 0},
    {"would choose itself again", "rule would loop", WHOLE, 0, "( $SWVER lt 9.0 )? " URL, NULL, 0, 0,
     FW_QUIRK_BIT(FW_QUIRK_UPGRADE_LOOP_GUARD)},
    {"flash fails at the first erase", "could not save", WHOLE, 0, NULL, NULL, 1, 0, 0},
    {"flash fails at the third erase", "could not save", WHOLE, 0, NULL, NULL, 3, 0, 0},
    {"flash fails while programming", "could not save", WHOLE, 0, NULL, NULL, 20, 0, 0},
};
#define N_ROWS (sizeof rows / sizeof rows[0])

static struct rt_buf file; /* what the provider serves */

static void pack_for_other_hardware(void)
{
    struct image_rig rig;
    char path[256];
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    image_rig_write(&rig, "tiny/manifest",
                    "product = SPA-2102\nsip_product = SPA2102\nseries = 2102\nversion = 5.2.10\noldest =\n"
                    "hardware = 2.*, 9.9\nmanufacturer = Linksys\ndhcp_class = LINKSYS SPA-2102\nreleased =\n"
                    "voice = en-us\nwords_per_minute = 160\n");
    image_rig_pack(image_rig_path(&rig, "tiny", path), &file);
    image_rig_end(&rig);
}

static void make_file(const struct row *row)
{
    static const char profile[] = "<flat-profile><GPP_A>half</GPP_A></flat-profile>";
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    rt_buf_init(&file, 4u * 1024u * 1024u);
    if (row->image >= 0) {
        assert_int_equal(img_damage((enum img_damage)row->image, image, n, &file), RT_OK);
    } else if (row->image == WHOLE || row->image == TOO_BIG) {
        assert_int_equal(rt_buf_put(&file, image, n), RT_OK);
        while (row->image == TOO_BIG && file.n < 2u * 1024u * 1024u) {
            assert_int_equal(rt_buf_put(&file, image, n), RT_OK);
        }
    } else if (row->image == OTHER_HARDWARE) {
        pack_for_other_hardware();
    } else if (row->image == PROFILE) {
        assert_int_equal(rt_buf_put_text(&file, profile), RT_OK);
    }
}

static void build(struct device_rig *r, const struct row *row)
{
    make_file(row);
    device_rig_prepare(r, "3.3.6");
    r->config.quirks = row->quirks;
    device_rig_build(r);
    device_rig_set(r, "Resync_On_Reset", "No");
    device_rig_set(r, "Resync_Periodic", "0");
    device_rig_set(r, "Resync_After_Upgrade_Attempt", "No");
    device_rig_set(r, "Upgrade_Error_Retry_Delay", "300,600");
    device_rig_set(r, "GPP_A", "old");
    if (row->rev_limit != NULL) {
        device_rig_set(r, "Downgrade_Rev_Limit", row->rev_limit);
    }
    if (row->image != NO_FILE) {
        provider_serve(&r->provider, "/spa.bin", file.bytes, file.n, row->way);
    }
    device_rig_start(r);
}

/* Behind $ERR the trace says what is wrong with a rule. */
static uint64_t expect_failure(struct device_rig *r, const char *err)
{
    char text[80];
    int n = snprintf(text, sizeof text, "failed: %s", err);
    uint64_t at_us = device_rig_expect(r, UPGRADE, "failed: ");
    const char *seen = board_trace_get(r->board, r->cursor - 1)->text;
    bool is_of_rule = strcmp(err, "bad rule") == 0;
    assert_memory_equal(seen, text, (size_t)n);
    assert_true(is_of_rule ? strstr(seen + n, ": Upgrade_Rule, character 1: ") == seen + n : seen[n] == '\0');
    return at_us;
}

static void run(void **state)
{
    const struct row *row = *state;
    struct device_rig r;
    char line[128];

    build(&r, row);
    device_rig_set(&r, "Upgrade_Rule", row->rule != NULL ? row->rule : URL);
    char *before = device_rig_state(&r);
    if (row->n_failing_flash > 0) {
        const struct board_fault fault = {row->n_failing_flash, BOARD_FAULT_FAIL, 0};
        board_fault_arm(r.board, &fault, 1);
    }
    uint64_t failed_us = expect_failure(&r, row->err);
    assert_int_equal(board_led_pattern(r.board, BOARD_LED_POWER), BOARD_LED_ON);
    assert_string_equal(fw_device_manifest(r.device)->version, "3.3.6");
    device_rig_pass_s(&r, 1);
    device_rig_expect_state(&r, before);
    (void)snprintf(line, sizeof line, "SPA-2102 00:0e:08:ab:cd:ef -- Upgrade failed: %s", row->err);
    assert_string_equal(r.provider.lines[r.provider.n_lines - 1], line);
    assert_true((r.provider.n_asked == 0) == (row->is_nothing_asked || strcmp(row->name, "no such name") == 0));

    if (row->n_failing_flash == 0) {
        for (unsigned i = 0; i < 3; i++) { /* 300, 600, 600 */
            device_rig_forget(&r);
            uint64_t again_us = expect_failure(&r, row->err);
            assert_true(again_us - failed_us >= (i == 0 ? 300 : 600) * (uint64_t)BOARD_US_PER_S);
            device_rig_pass_s(&r, 1);
            failed_us = again_us;
        }
    } else { /* the part works again: the retry does it */
        (void)device_rig_expect(&r, BOOT, "release 5.2.10 confirmed");
        assert_non_null(strstr(device_rig_lines(&r), "Successful upgrade"));
        device_rig_set(&r, "Upgrade_Rule", ""); /* for the power cycle below */
    }

    /* The image that runs is the one that ran, also after a power cycle. */
    device_rig_power_off(&r);
    device_rig_start(&r);
    assert_string_equal(fw_device_manifest(r.device)->version, row->n_failing_flash > 0 ? "5.2.10" : "3.3.6");
    assert_string_equal(device_rig_value(&r, "GPP_A"), "old");
    (void)rt_mem_free(before);
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

/* Each kind of damage has a row, and an $ERR that no other kind has. A new kind of `vspa image damage` fails here until
 * it has both. */
static void test_each_kind_of_damage_has_an_error_of_its_own(void **state)
{
    const char *errs[IMG_N_DAMAGES] = {NULL};
    (void)state;
    for (size_t i = 0; i < N_ROWS; i++) {
        if (rows[i].image >= 0 && errs[rows[i].image] == NULL) {
            errs[rows[i].image] = rows[i].err;
        }
    }
    for (int a = 0; a < IMG_N_DAMAGES; a++) {
        if (errs[a] == NULL) {
            fail_msg("'%s' has no row", img_damage_name((enum img_damage)a));
        }
        for (int b = 0; b < a; b++) {
            assert_string_not_equal(errs[a], errs[b]);
        }
    }
}

/* --- stories ------------------------------------------------------------------------------------------- */

static const struct row not_found = {.name = "story", .err = "File Not Found", .image = NO_FILE};
static const struct row good = {.name = "story", .err = "", .image = WHOLE};

/* $UPGST is 1 at the first attempt and 2 at retries; $UPGERR is the previous error; $UPGTMR counts. */
static void test_the_upgrade_variables(void **state)
{
    struct device_rig r;
    (void)state;
    build(&r, &not_found);
    device_rig_set(&r, "Log_Upgrade_Request_Msg", "st=$UPGST err=<$UPGERR> tmr=$UPGTMR");
    device_rig_set(&r, "Log_Upgrade_Failure_Msg", "failed=$ERR");
    device_rig_set(&r, "Upgrade_Rule", "($UPGTMR gt 20)? http://192.168.1.200/late.bin | " URL);
    (void)expect_failure(&r, "File Not Found");
    (void)expect_failure(&r, "File Not Found");
    device_rig_pass_s(&r, 1);
    assert_string_equal(device_rig_asked(&r), "GET /spa.bin | GET /late.bin");
    assert_string_equal(device_rig_lines(&r), "st=1 err=<> tmr=0 | failed=File Not Found | "
                                              "st=2 err=<File Not Found> tmr=0 | failed=File Not Found");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

/* S2000 p.31: with 0 a failure is treated like a success: no retry until a restart, neither by timer nor by resync. */
static void test_retry_delay_0(void **state)
{
    static const char *const rules[] = {URL, "($SWVER lt 9.0 " URL};
    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct device_rig r;
        build(&r, &not_found);
        device_rig_set(&r, "Upgrade_Error_Retry_Delay", "0");
        device_rig_set(&r, "Resync_After_Upgrade_Attempt", "Yes");
        device_rig_set(&r, "Resync_Periodic", "100");
        device_rig_set(&r, "Profile_Rule", "");
        device_rig_set(&r, "Upgrade_Rule", rules[i]);
        (void)device_rig_expect(&r, UPGRADE, "failed: ");
        device_rig_forget(&r);
        device_rig_pass_s(&r, 20000);
        assert_false(device_rig_saw(&r, UPGRADE, NULL));
        assert_string_equal(device_rig_asked(&r), "");
        device_rig_power_off(&r);
        device_rig_start(&r);
        (void)device_rig_expect_within(&r, UPGRADE, "failed: ", 200);
        device_rig_fini(&r);
        rt_buf_fini(&file);
    }
}

static void test_another_rule_is_tried_at_once(void **state)
{
    struct device_rig r;
    (void)state;
    build(&r, &not_found);
    device_rig_set(&r, "Upgrade_Rule", URL);
    (void)expect_failure(&r, "File Not Found");
    device_rig_set(&r, "Upgrade_Rule", "http://192.168.1.200/b.bin");
    device_rig_forget(&r);
    device_rig_pass_s(&r, 2);
    assert_string_equal(device_rig_asked(&r), "GET /b.bin");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

/* A command in between is one try; the rule's retry comes when it was planned. */
static void test_a_command_does_not_move_the_retry(void **state)
{
    struct device_rig r;
    (void)state;
    build(&r, &not_found);
    device_rig_set(&r, "Upgrade_Rule", URL);
    uint64_t failed_us = expect_failure(&r, "File Not Found");
    device_rig_pass_s(&r, 100);
    assert_int_equal(device_rig_get(&r, "/upgrade?http://192.168.1.200/hand.bin"), 200);
    (void)expect_failure(&r, "File Not Found");
    uint64_t again_us = expect_failure(&r, "File Not Found");
    assert_int_equal((again_us - failed_us) / BOARD_US_PER_S, 300);
    assert_string_equal(device_rig_asked(&r), "GET /spa.bin | GET /hand.bin | GET /spa.bin");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

/* Resync_After_Upgrade_Attempt: after a bad one too, but not when nothing was attempted. */
static void test_a_resync_after_a_failed_attempt(void **state)
{
    struct device_rig r;
    (void)state;
    build(&r, &not_found);
    device_rig_set(&r, "Profile_Rule", "/p$PRVST");
    provider_serve_text(&r.provider, "/p1", "<flat-profile></flat-profile>");
    device_rig_set(&r, "Resync_After_Upgrade_Attempt", "Yes");
    device_rig_set(&r, "Upgrade_Rule", URL);
    (void)expect_failure(&r, "File Not Found");
    device_rig_pass_s(&r, 5);
    assert_string_equal(device_rig_asked(&r), "GET /spa.bin | tftp /p1");
    device_rig_forget(&r);
    device_rig_set(&r, "Upgrade_Rule", "(");
    (void)expect_failure(&r, "bad rule");
    device_rig_pass_s(&r, 5);
    assert_string_equal(device_rig_asked(&r), "");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

static void cut_after(struct device_rig *r, const struct board_signal *s, const char *text, uint64_t ms)
{
    (void)device_rig_expect(r, s, text);
    device_rig_pass_ms(r, ms);
    device_rig_power_off(r);
}

/* A reset before the new image has confirmed itself: the old one runs, says so, and tries again later. */
static void test_a_trial_that_is_cut(void **state)
{
    struct device_rig r;
    (void)state;
    build(&r, &good);
    device_rig_set(&r, "Upgrade_Rule", URL);
    cut_after(&r, BOOT, "release 5.2.10, the first run of a new image", 9000);
    device_rig_forget(&r);
    device_rig_power_on(&r);
    (void)device_rig_expect(&r, BOOT, "bank A, release 3.3.6, the new image did not confirm itself, back to the old");
    (void)expect_failure(&r, "new image did not start");
    (void)device_rig_expect(&r, &fw_signal_net, "UP ip=");
    device_rig_pass_s(&r, 1);
    assert_string_equal(device_rig_lines(&r), "SPA-2102 00:0e:08:ab:cd:ef -- Upgrade failed: new image did not start");
    uint64_t up_us = board_now_us(r.board);
    uint64_t again_us = device_rig_expect(&r, UPGRADE, "due -> download");
    assert_in_range((again_us - up_us) / BOARD_US_PER_S, 295, 300);
    (void)device_rig_expect(&r, BOOT, "release 5.2.10 confirmed");
    assert_string_equal(device_rig_value(&r, "GPP_A"), "old");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

/* The same with 0: no retry, or the unit would fetch and fall back for ever. */
static void test_a_trial_that_is_cut_without_retries(void **state)
{
    struct device_rig r;
    (void)state;
    build(&r, &good);
    device_rig_set(&r, "Upgrade_Error_Retry_Delay", "0");
    device_rig_set(&r, "Upgrade_Rule", URL);
    cut_after(&r, BOOT, "release 5.2.10, the first run of a new image", 100);
    device_rig_forget(&r);
    device_rig_start(&r);
    device_rig_pass_s(&r, 20000);
    assert_string_equal(device_rig_asked(&r), "");
    assert_string_equal(fw_device_manifest(r.device)->version, "3.3.6");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

/* Power off at any stage: the old image starts and does the upgrade anew. Every operation: tests/power. */
static void test_power_off_in_the_middle(void **state)
{
    static const struct {
        const char *after;
        uint64_t ms;
    } cuts[] = {{"due -> download", 0},  {"download -> load", 1000}, {"load -> write", 0},
                {"load -> write", 1500}, {"load -> write", 9000},    {"load -> write", 20000}};
    (void)state;
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        struct device_rig r;
        build(&r, &good);
        device_rig_set(&r, "Upgrade_Rule", URL);
        cut_after(&r, UPGRADE, cuts[i].after, cuts[i].ms);
        device_rig_start(&r);
        assert_string_equal(fw_device_manifest(r.device)->version, "3.3.6");
        assert_string_equal(device_rig_value(&r, "GPP_A"), "old");
        (void)device_rig_expect(&r, BOOT, "release 5.2.10 confirmed");
        assert_string_equal(device_rig_value(&r, "GPP_A"), "old");
        device_rig_fini(&r);
        rt_buf_fini(&file);
    }
}

/* A torn program operation in the bank: never more than the old image. */
static void test_power_fails_inside_an_operation(void **state)
{
    struct device_rig r;
    const struct board_fault cut = {20, BOARD_FAULT_CUT_TORN, 1000};
    (void)state;
    build(&r, &good);
    device_rig_set(&r, "Upgrade_Rule", URL);
    board_fault_arm(r.board, &cut, 1);
    (void)device_rig_expect(&r, &board_signal_fault, "power cut in the middle of program");
    device_rig_pass_s(&r, 1);
    device_rig_start(&r);
    assert_string_equal(fw_device_manifest(r.device)->version, "3.3.6");
    (void)device_rig_expect(&r, BOOT, "release 5.2.10 confirmed");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

static void test_a_second_command_is_refused_meanwhile(void **state)
{
    struct device_rig r;
    (void)state;
    build(&r, &good);
    assert_int_equal(device_rig_get(&r, "/upgrade?" URL), 200);
    (void)device_rig_expect(&r, UPGRADE, "load -> write");
    assert_int_equal(device_rig_get(&r, "/upgrade?" URL), 503);
    /* And a reboot waits for the end of it. */
    assert_int_equal(device_rig_get(&r, "/admin/reboot"), 200);
    (void)device_rig_expect(&r, UPGRADE, "write -> switch");
    (void)device_rig_expect(&r, BOOT, "restart: upgrade");
    (void)device_rig_expect(&r, BOOT, "release 5.2.10 confirmed");
    device_rig_fini(&r);
    rt_buf_fini(&file);
}

static void test_every_failure_of_an_image_has_a_row(void **state)
{
    (void)state;
    for (unsigned f = FW_FAIL_IMAGE_CORRUPT; f <= FW_FAIL_IMAGE_TRIAL; f++) {
        const char *err = fw_fail_text((enum fw_fail)f);
        bool is_reached = f == FW_FAIL_IMAGE_TRIAL; /* test_a_trial_that_is_cut */
        for (size_t i = 0; i < N_ROWS; i++) {
            is_reached = is_reached || strcmp(rows[i].err, err) == 0;
        }
        if (!is_reached) {
            fail_msg("%s has no row", fw_fail_name((enum fw_fail)f));
        }
    }
}

static const struct CMUnitTest stories[] = {
    cmocka_unit_test(test_each_kind_of_damage_has_an_error_of_its_own),
    cmocka_unit_test(test_the_upgrade_variables),
    cmocka_unit_test(test_retry_delay_0),
    cmocka_unit_test(test_another_rule_is_tried_at_once),
    cmocka_unit_test(test_a_command_does_not_move_the_retry),
    cmocka_unit_test(test_a_resync_after_a_failed_attempt),
    cmocka_unit_test(test_a_trial_that_is_cut),
    cmocka_unit_test(test_a_trial_that_is_cut_without_retries),
    cmocka_unit_test(test_power_off_in_the_middle),
    cmocka_unit_test(test_power_fails_inside_an_operation),
    cmocka_unit_test(test_a_second_command_is_refused_meanwhile),
    cmocka_unit_test(test_every_failure_of_an_image_has_a_row),
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
