/* SPDX-License-Identifier: MIT */
/*
 * Facts by key: each that pages and voice menu of a release name is there, and a release may call one otherwise
 * without losing its value.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/image_rig.h>
#include <ivr_priv.h>
#include <images/file.h>
#include <fw/schema.h>
#include <fw/status.h>
#include <rt/buf.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* Each image of the build. */
static unsigned for_each_image(void (*fn)(const char *name, const struct fw_image *image, void *ctx), void *ctx)
{
    unsigned n = 0;
    DIR *dir = opendir(TEST_BINARY_DIR "/images");
    assert_non_null(dir);
    for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
        struct rt_str name = rt_str(e->d_name);
        if (!rt_str_ends(name, ".img")) {
            continue;
        }
        char path[512];
        struct rt_buf bytes;
        struct fw_image image;
        (void)snprintf(path, sizeof path, "%s/images/%s", TEST_BINARY_DIR, e->d_name);
        rt_buf_init(&bytes, 8u << 20);
        assert_int_equal(img_file_read(path, &bytes), RT_OK);
        assert_int_equal(fw_image_open(&image, bytes.bytes, bytes.n), RT_OK);
        fn(e->d_name, &image, ctx);
        rt_buf_fini(&bytes);
        n++;
    }
    assert_int_equal(closedir(dir), 0);
    return n;
}

/* Which keys were named, by their number. */
struct named {
    bool is[512];
};

static void name_key(struct named *named, const char *key)
{
    for (size_t i = 0; i < fw_status_n_keys(); i++) {
        char other[FW_STATUS_KEY_MAX];
        fw_status_key(i, other);
        if (strcmp(other, key) == 0) {
            named->is[i] = true;
        }
    }
}

static void look_at_release(const char *name, const struct fw_image *image, void *ctx)
{
    struct rt_buf text;
    struct fw_schema *schema;
    struct ivr_menu *menu;
    unsigned bad_line, n = 0;
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(fw_image_read(image, FW_IMAGE_SCHEMA, &text), RT_OK);
    assert_int_equal(fw_schema_create(&schema, rt_buf_text(&text), text.n, &bad_line), RT_OK);
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        if (row.type == FW_TYPE_STATUS) {
            if (fw_status_find(row.fact) == NULL) {
                fail_msg("%s: %s, %s: no fact '%s'", name, row.tab, row.own_label, row.fact);
            }
            name_key(ctx, row.fact);
            n++;
        }
    }
    fw_schema_destroy(schema);
    assert_true(n >= 100);
    rt_buf_clear(&text);
    assert_int_equal(fw_image_read(image, FW_IMAGE_MENU, &text), RT_OK);
    assert_int_equal(ivr_menu_create(&menu, rt_buf_text(&text), text.n, &bad_line), RT_OK);
    for (size_t i = 0; i < ivr_menu_n(menu); i++) {
        const struct ivr_option *o = ivr_menu_row(menu, i);
        if (o->kind == IVR_ANNOUNCE && !ivr_option_is_of_parameter(o)) {
            if (fw_status_find(o->subject) == NULL) {
                fail_msg("%s: option %s: no fact '%s'", name, o->code, o->subject);
            }
            name_key(ctx, o->subject);
        }
    }
    ivr_menu_destroy(menu);
    rt_buf_fini(&text);
}

static void test_every_key_that_a_release_names_is_there_and_each_is_named(void **state)
{
    static struct named named;
    (void)state;
    assert_true(fw_status_n_keys() <= sizeof named.is);
    assert_int_equal(for_each_image(look_at_release, &named), 6);
    for (size_t i = 0; i < fw_status_n_keys(); i++) {
        char key[FW_STATUS_KEY_MAX];
        fw_status_key(i, key);
        if (!named.is[i]) {
            fail_msg("%s: no page and no voice menu shows it", key);
        }
    }
}

static void test_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < fw_status_n_keys(); i++) {
        char key[FW_STATUS_KEY_MAX], other[FW_STATUS_KEY_MAX];
        fw_status_key(i, key);
        const struct fw_fact *fact = fw_status_find(key);
        assert_non_null(fact);
        assert_true(fact->help[0] != '\0' && fact->source[0] != '\0');
        for (size_t j = 0; j < i; j++) {
            fw_status_key(j, other);
            assert_string_not_equal(key, other);
        }
    }
    assert_non_null(fw_status_find("line2.call1.state"));
    static const char *const wrong[] = {"",           "wan",        "wan.ip ",    "wan.ip1", "line.hook",
                                        "line#.hook", "line0.hook", "line3.hook", "Wan.ip"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_null(fw_status_find(wrong[i]));
    }
}

static void expect_fact(struct device_rig *r, const char *key, const char *value, const char *shown)
{
    struct rt_buf text;
    rt_buf_init(&text, FW_VALUE_MAX);
    assert_int_equal(fw_status_get(r->device, key, &text), RT_OK);
    assert_string_equal(rt_buf_text(&text), value);
    rt_buf_clear(&text);
    assert_int_equal(fw_status_show(r->device, key, &text), RT_OK);
    assert_string_equal(rt_buf_text(&text), shown);
    rt_buf_fini(&text);
}

/* A program reads the same value from each release; a page shows the release's words. */
static void test_values_and_words(void **state)
{
    struct device_rig r;
    struct rt_buf text;
    (void)state;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    rt_buf_init(&text, FW_VALUE_MAX);
    assert_int_equal(fw_status_get(r.device, "wan.ip", &text), RT_ENOENT); /* off */
    device_rig_start(&r);
    assert_int_equal(fw_status_get(r.device, "wan.address", &text), RT_ENOENT);
    assert_int_equal(text.n, 0);
    rt_buf_fini(&text);
    device_rig_hook(&r, 1, true);
    expect_fact(&r, "line1.hook", "on", "On");
    expect_fact(&r, "line2.hook", "off", "Off");
    expect_fact(&r, "line1.registration", "not_registered", "Offline");
    expect_fact(&r, "line1.call2.state", "idle", "Idle");
    expect_fact(&r, "line1.message_waiting", "no", "No");
    expect_fact(&r, "unit.certificate", "none", "Not Installed");
    expect_fact(&r, "unit.customization", "open", "Not Customized");
    expect_fact(&r, "wan.ip", "192.168.1.100", "192.168.1.100");
    expect_fact(&r, "wan.external_ip", "", "");
    expect_fact(&r, "line2.last_called", "", "");
    expect_fact(&r, "rtp.bytes_sent", "0", "0");
    device_rig_pass_s(&r, 3600 + 125 - device_rig_now_s(&r));
    expect_fact(&r, "unit.uptime", "3725", "01:02:05");
    device_rig_set(&r, "Networking_Service", "Bridge");
    expect_fact(&r, "lan.ip", "192.168.0.1", "0.0.0.0");
    device_rig_fini(&r);
}

/* Without an address: nothing for a program, and 0.0.0.0 on the page. */
static void test_no_address(void **state)
{
    struct device_rig r;
    (void)state;
    device_rig_init(&r, "5.2.10");
    r.provider.dhcp.is_silent = true;
    device_rig_power_on(&r);
    device_rig_pass_s(&r, 10);
    expect_fact(&r, "wan.ip", "", "0.0.0.0");
    expect_fact(&r, "wan.dns1", "", "");
    device_rig_fini(&r);
}

static void test_a_release_may_rename_a_label(void **state)
{
    struct device_rig r;
    struct rt_buf renamed;
    size_t n;
    (void)state;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    rt_buf_init(&renamed, BOARD_FLASH_BYTES);
    image_rig_edit(image, n, FW_IMAGE_SCHEMA, "\tCurrent IP\t", "\tInternet Address\t", &renamed);
    device_rig_prepare(&r, "5.2.10");
    memcpy(r.flash + board_region(BOARD_REGION_BANK_A)->offset, renamed.bytes, renamed.n);
    device_rig_build(&r);
    device_rig_start(&r);
    assert_int_equal(device_rig_get(&r, "/"), 200);
    const char *html = web_client_body(&r.web);
    assert_null(strstr(html, "Current IP"));
    assert_non_null(strstr(html, "<td>Internet Address:<td><font color=\"darkblue\">192.168.1.100</font>"));
    expect_fact(&r, "wan.ip", "192.168.1.100", "192.168.1.100");
    device_rig_fini(&r);
    rt_buf_fini(&renamed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_that_a_release_names_is_there_and_each_is_named),
        cmocka_unit_test(test_the_table),
        cmocka_unit_test(test_values_and_words),
        cmocka_unit_test(test_no_address),
        cmocka_unit_test(test_a_release_may_rename_a_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
