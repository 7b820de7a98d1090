/* SPDX-License-Identifier: MIT */
/*
 * Which release may follow which: Downgrade_Rev_Limit and the oldest release of the image's manifest, each at its
 * border and with suffixes, by rule and by command; and the upgrade in stages that such a manifest is for.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/image_rig.h>
#include <fw/channel.h>
#include <stdio.h>
#include <string.h>

#define SERVER  "http://192.168.1.200"
#define UPGRADE &fw_signal_upgrade
#define BOOT    &fw_signal_boot

/* The release that runs is 3.3.6. limit, oldest: "" none. err: NULL: it is taken. */
static const struct row {
    const char *version, *limit, *oldest, *err;
} rows[] = {
    {"3.3.5", "", "", NULL}, /* a downgrade is refused where the limit says so, and nowhere else */
    {"3.3.5", "3.3.5", "", NULL},
    {"3.3.5", "3.3.6", "", "downgrade refused"},
    {"3.3.5(b)", "3.3.5(a)", "", NULL},
    {"3.3.5(a)", "3.3.5(b)", "", "downgrade refused"},
    {"3.3.5", "3.3.5(a)", "", "downgrade refused"}, /* a suffix is later than none */
    {"5.2.10", "5.2.9", "", NULL},                  /* numbers, not texts */
    {"5.2.9", "5.2.10", "", "downgrade refused"},
    {"3.3.5", "latest", "", NULL}, /* no version, no limit */
    {"5.2.12", "", "3.3.6", NULL},
    {"5.2.12", "", "3.3.5(z)", NULL},
    {"5.2.12", "", "3.3.6(a)", "upgrade path refused"},
    {"5.2.12", "", "5.1.9", "upgrade path refused"},
    {"5.2.12", "5.2.13", "5.1.9", "downgrade refused"}, /* both: the limit is looked at first */
};

static void start(struct device_rig *r)
{
    device_rig_init(r, "3.3.6");
    device_rig_set(r, "Resync_On_Reset", "No");
    device_rig_set(r, "Resync_Periodic", "0");
    device_rig_set(r, "Resync_After_Upgrade_Attempt", "No");
}

static void make(struct rt_buf *out, const char *version, const char *oldest)
{
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    rt_buf_init(out, FW_IMAGE_BYTES_MAX);
    image_rig_change(image, n, version, oldest, out);
}

static void expect_row(struct device_rig *r, const struct row *row)
{
    char text[96];
    if (row->err == NULL) {
        (void)snprintf(text, sizeof text, "release %s confirmed", row->version);
        (void)device_rig_expect(r, BOOT, text);
        assert_string_equal(fw_device_manifest(r->device)->version, row->version);
    } else {
        (void)snprintf(text, sizeof text, "failed: %s", row->err);
        (void)device_rig_expect(r, UPGRADE, text);
        assert_string_equal(fw_device_manifest(r->device)->version, "3.3.6");
    }
}

static void run(void **state)
{
    const struct row *row = *state;
    struct rt_buf image;
    make(&image, row->version, row->oldest);
    for (unsigned by_command = 0; by_command < 2; by_command++) {
        struct device_rig r;
        start(&r);
        provider_serve(&r.provider, "/x.bin", image.bytes, image.n, PROVIDER_RIGHT);
        device_rig_set(&r, "Downgrade_Rev_Limit", row->limit);
        device_rig_start(&r);
        if (by_command) {
            assert_int_equal(device_rig_get(&r, "/admin/upgrade?" SERVER "/x.bin"), 200);
        } else {
            device_rig_set(&r, "Upgrade_Rule", SERVER "/x.bin");
        }
        expect_row(&r, row);
        device_rig_fini(&r);
    }
    rt_buf_fini(&image);
}

/* 5.2.12 wants at least 5.1.9: not in one step from 3.3.6, and by itself in two when the rule has both (guide p.1-3).
 */
static void test_a_step_in_between(void **state)
{
    struct device_rig r;
    struct rt_buf middle, last;
    (void)state;
    make(&middle, "5.1.9", "");
    make(&last, "5.2.12", "5.1.9");
    start(&r);
    provider_serve(&r.provider, "/middle.bin", middle.bytes, middle.n, PROVIDER_RIGHT);
    provider_serve(&r.provider, "/last.bin", last.bytes, last.n, PROVIDER_RIGHT);
    device_rig_set(&r, "GPP_A", "kept");
    device_rig_set(&r, "Upgrade_Rule", "($SWVER lt 5.2.12)? " SERVER "/last.bin");
    device_rig_start(&r);
    (void)device_rig_expect(&r, UPGRADE, "failed: upgrade path refused");
    device_rig_set(&r, "Upgrade_Rule",
                   "($SWVER lt 5.1.9)? " SERVER "/middle.bin | ($SWVER lt 5.2.12)? " SERVER "/last.bin");
    (void)device_rig_expect(&r, BOOT, "release 5.1.9 confirmed");
    (void)device_rig_expect(&r, BOOT, "release 5.2.12 confirmed");
    device_rig_forget(&r);
    device_rig_pass_s(&r, 100000);
    assert_string_equal(device_rig_asked(&r), ""); /* and that is the end of it */
    assert_string_equal(device_rig_value(&r, "GPP_A"), "kept");
    device_rig_fini(&r);
    rt_buf_fini(&middle);
    rt_buf_fini(&last);
}

#define N_ROWS (sizeof rows / sizeof rows[0])

int main(void)
{
    static char names[N_ROWS][80];
    struct CMUnitTest tests[N_ROWS + 1] = {cmocka_unit_test(test_a_step_in_between)};
    for (size_t i = 0; i < N_ROWS; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s, limit '%s', oldest '%s'", rows[i].version, rows[i].limit,
                       rows[i].oldest);
        tests[i + 1] = (struct CMUnitTest){names[i], run, NULL, NULL, (void *)(uintptr_t)&rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
