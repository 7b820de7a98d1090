/* SPDX-License-Identifier: MIT */
/* A unit that is opened without power is the unit that would start: each case is something that one of the ways to do
 * it once left out. */
#include <harness/boot_rig.h>
#include <harness/device_rig.h>
#include <harness/test.h>
#include <offline/offline.h>
#include <rt/mem.h>
#include <string.h>

static uint8_t flash[BOARD_FLASH_BYTES];

/* Changes the cells as a maker would. */
static struct board *cells(void)
{
    struct board *b = board_create(&(struct board_config){.flash = flash});
    assert_non_null(b);
    return b;
}

static int set_up(void **state)
{
    const struct board_ident ident = {
        .mac = {0, 14, 8, 1, 2, 3}, .serial = "FM500K000001", .hw_version = "1.3.5(a)", .product = "SPA-2102"};
    size_t n;
    const uint8_t *image = device_rig_image("5.2.10", &n);
    struct board *b = cells();
    (void)state;
    board_flash_blank(b);
    assert_int_equal(board_ident_burn(b, &ident), RT_OK);
    assert_int_equal(fw_boot_manufacture(b, image, (uint32_t)n), RT_OK);
    board_destroy(b);
    return 0;
}

static void customise(const char *text)
{
    struct board *b = cells();
    assert_int_equal(fw_custom_store(b, rt_str(text)), RT_OK);
    board_destroy(b);
}

static void open_unit(struct offline *o)
{
    assert_int_equal(offline_open(o, flash, NULL), RT_OK);
    assert_int_equal(o->step, OFFLINE_OPEN);
}

static const char *value(const struct offline *o, const char *element)
{
    int id = fw_param_find(o->params, element);
    assert_int_not_equal(id, FW_PARAM_NONE);
    return fw_param_get(o->params, id);
}

static void set(struct offline *o, const char *element, const char *text)
{
    struct fw_txn *txn;
    enum fw_fit fit;
    assert_int_equal(fw_txn_create(&txn, o->params), RT_OK);
    assert_int_equal(fw_txn_set_by_name(txn, rt_str(element), rt_str(text), &fit), RT_OK);
    assert_int_equal(fit, FW_FIT_OK);
    assert_int_equal(fw_txn_commit(txn, "test", NULL), RT_OK);
    fw_txn_destroy(txn);
}

static void a_made_unit_has_identity_release_and_factory_values(void **state)
{
    struct offline o;
    (void)state;
    open_unit(&o);
    assert_int_equal(o.ident_err, RT_OK);
    assert_string_equal(o.ident.serial, "FM500K000001");
    assert_string_equal(o.manifest.version, "5.2.10");
    assert_int_equal(o.custom_err, RT_ENOENT);
    assert_null(o.custom);
    assert_string_equal(value(&o, "Resync_Periodic"), "3600");
    set(&o, "Resync_Periodic", "50");
    offline_close(&o);
    open_unit(&o); /* it was kept */
    assert_string_equal(value(&o, "Resync_Periodic"), "50");
    offline_close(&o);
}

/* Over parameters without them, a value that is the release's own default is no change, and got lost. */
static void customised_defaults_stand_below_the_values(void **state)
{
    struct offline o;
    (void)state;
    customise("Resync_Periodic = 900\n");
    open_unit(&o);
    assert_int_equal(o.custom_err, RT_OK);
    assert_string_equal(value(&o, "Resync_Periodic"), "900");
    set(&o, "Resync_Periodic", "3600");
    offline_close(&o);
    open_unit(&o);
    assert_string_equal(value(&o, "Resync_Periodic"), "3600");
    offline_close(&o);
}

static void damaged_customised_defaults_do_not_hold_as_in_the_unit(void **state)
{
    struct offline o;
    (void)state;
    customise("Resync_Periodic = 900\n");
    flash[board_region(BOARD_REGION_CUSTOM)->offset + 20] ^= 1;
    open_unit(&o);
    assert_int_equal(o.custom_err, RT_ECORRUPT);
    assert_string_equal(value(&o, "Resync_Periodic"), "3600");
    offline_close(&o);
}

/* Not always bank A. */
static void the_bank_that_would_run_counts(void **state)
{
    struct offline o;
    struct fw_boot boot;
    struct rt_buf other;
    size_t n;
    const uint8_t *image = device_rig_image("3.3.6", &n);
    struct board *b = cells();
    (void)state;
    rt_buf_init(&other, FW_IMAGE_BYTES_MAX);
    assert_int_equal(rt_buf_put(&other, image, n), RT_OK);
    assert_int_equal(fw_boot_decide(b, NULL, &boot), RT_OK);
    assert_int_equal(boot_rig_upgrade(b, &boot, &other), RT_OK);
    board_destroy(b);
    rt_buf_fini(&other);
    open_unit(&o);
    assert_string_equal(o.manifest.version, "3.3.6");
    assert_int_equal(fw_param_find(o.params, "Daylight_Saving_Time_Enable"), FW_PARAM_NONE);
    offline_close(&o);
}

static void a_damaged_identity_hides_no_parameter(void **state)
{
    struct offline o;
    (void)state;
    flash[board_region(BOARD_REGION_FACTORY)->offset + 20] ^= 1;
    open_unit(&o);
    assert_int_equal(o.ident_err, RT_ECORRUPT);
    assert_string_equal(value(&o, "Resync_Periodic"), "3600");
    offline_close(&o);
}

static void a_unit_without_an_image_is_reported(void **state)
{
    struct offline o;
    struct board *b = cells();
    (void)state;
    board_flash_blank(b);
    board_destroy(b);
    assert_int_equal(offline_open(&o, flash, NULL), RT_ENOENT);
    assert_int_equal(o.step, OFFLINE_BANK);
    offline_close(&o); /* does no harm */
}

/* A release in place of its own; zeros where a unit would have ones read as empty. */
static void a_unit_that_does_not_exist(void **state)
{
    struct offline o;
    struct release of;
    (void)state;
    memset(flash, 0, sizeof flash);
    assert_int_equal(release_of_file(&of, TEST_BINARY_DIR "/images/spa2102-5.2.10.img"), RT_OK);
    assert_int_equal(offline_open(&o, flash, &of), RT_OK);
    assert_null(of.schema); /* it is the unit's now */
    assert_int_not_equal(o.ident_err, RT_OK);
    assert_string_equal(o.manifest.version, "5.2.10");
    assert_string_equal(value(&o, "Resync_Periodic"), "3600");
    set(&o, "Resync_Periodic", "50");
    assert_string_equal(value(&o, "Resync_Periodic"), "50");
    offline_close(&o);
}

/* Not enough memory is never taken for "none": neither of a bank nor of the customised defaults. */
static void each_failed_allocation_is_reported(void **state)
{
    struct offline o;
    enum rt_err err = RT_ENOMEM;
    (void)state;
    customise("Resync_Periodic = 900\n");
    uint64_t n_live = rt_mem_n_live();
    for (uint64_t n = 1; err != RT_OK; n++) {
        rt_mem_fail_at(n);
        err = offline_open(&o, flash, NULL);
        rt_mem_fail_at(0);
        if (err != RT_OK) {
            assert_int_equal(err, RT_ENOMEM);
            assert_int_equal(rt_mem_n_live(), n_live);
        }
    }
    assert_string_equal(value(&o, "Resync_Periodic"), "900");
    offline_close(&o);
    assert_int_equal(rt_mem_n_live(), n_live);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_made_unit_has_identity_release_and_factory_values),
        TEST(customised_defaults_stand_below_the_values),
        TEST(damaged_customised_defaults_do_not_hold_as_in_the_unit),
        TEST(the_bank_that_would_run_counts),
        TEST(a_damaged_identity_hides_no_parameter),
        TEST(a_unit_without_an_image_is_reported),
        TEST(a_unit_that_does_not_exist),
        TEST(each_failed_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
