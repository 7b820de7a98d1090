/* SPDX-License-Identifier: MIT */
/* Each kind of damage is the fault that it says, and no other. */
#include <fw/image.h>
#include <fw/version.h>
#include <harness/image_rig.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

static struct rt_buf good, bad;

static int set_up(void **state)
{
    struct image_rig rig;
    char path[256];
    (void)state;
    rt_buf_init(&good, FW_IMAGE_BYTES_MAX);
    rt_buf_init(&bad, FW_IMAGE_BYTES_MAX);
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    image_rig_pack(image_rig_path(&rig, "tiny", path), &good);
    image_rig_end(&rig);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rt_buf_fini(&good);
    rt_buf_fini(&bad);
    return 0;
}

static void make(enum img_damage kind)
{
    rt_buf_clear(&bad);
    assert_int_equal(img_damage(kind, good.bytes, good.n, &bad), RT_OK);
    assert_true(bad.n != good.n || memcmp(bad.bytes, good.bytes, bad.n) != 0);
}

static void truncated_is_corrupt(void **state)
{
    struct fw_image image;
    (void)state;
    make(IMG_DAMAGE_TRUNCATE);
    assert_in_range(bad.n, 1, good.n - 1);
    assert_int_equal(fw_image_open(&image, bad.bytes, bad.n), RT_ECORRUPT);
}

static void flipped_has_a_good_head_and_a_bad_section(void **state)
{
    struct fw_image image;
    (void)state;
    make(IMG_DAMAGE_FLIP);
    assert_int_equal(fw_image_open(&image, bad.bytes, bad.n), RT_OK);
    assert_int_equal(fw_image_check_sections(&image), RT_ECORRUPT);
}

static void signature_is_wrong(void **state)
{
    struct fw_image image;
    (void)state;
    make(IMG_DAMAGE_SIGNATURE);
    assert_int_equal(fw_image_open(&image, bad.bytes, bad.n), RT_ESIGNATURE);
}

static void oldheader_is_another_format(void **state)
{
    struct fw_image image;
    uint32_t n_total;
    (void)state;
    make(IMG_DAMAGE_OLDHEADER);
    assert_int_equal(fw_image_open(&image, bad.bytes, bad.n), RT_ENOTSUP);
    assert_int_equal(fw_image_peek_size(bad.bytes, bad.n, &n_total), RT_ENOTSUP);
    /* Nothing else is wrong with it. */
    bad.bytes[7] = 1;
    assert_int_equal(fw_image_open(&image, bad.bytes, bad.n), RT_ECORRUPT); /* the crc32 is over format 0 */
}

static void bomb_is_stopped_at_its_claim(void **state)
{
    struct fw_image image;
    struct fw_manifest manifest;
    struct rt_buf out;
    (void)state;
    make(IMG_DAMAGE_BOMB);
    assert_int_equal(fw_image_open(&image, bad.bytes, bad.n), RT_OK);
    assert_int_equal(fw_image_check_sections(&image), RT_OK);
    assert_int_equal(fw_image_manifest(&image, &manifest), RT_ETOOBIG);
    rt_buf_init(&out, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(fw_image_read(&image, FW_IMAGE_MANIFEST, &out), RT_ETOOBIG);
    assert_in_range(out.n, 0, 200); /* never more than the head says */
    rt_buf_fini(&out);
}

/* Opens an image that is right in itself. */
static void open_right(struct fw_image *image, struct fw_manifest *manifest)
{
    assert_int_equal(fw_image_open(image, bad.bytes, bad.n), RT_OK);
    assert_int_equal(fw_image_check_sections(image), RT_OK);
    assert_int_equal(fw_image_manifest(image, manifest), RT_OK);
}

static void product_is_another_one_and_nothing_else(void **state)
{
    struct fw_image image;
    struct fw_manifest manifest;
    (void)state;
    make(IMG_DAMAGE_PRODUCT);
    open_right(&image, &manifest);
    assert_string_equal(image.product, "SPA-3102");
    assert_string_equal(manifest.series, "3102");
    assert_string_equal(manifest.version, "1.2.3");
    assert_string_equal(manifest.dhcp_class, "LINKSYS SPA-2102");
}

static void old_is_older_than_anything(void **state)
{
    struct fw_image image;
    struct fw_manifest manifest;
    struct fw_version is, was;
    (void)state;
    make(IMG_DAMAGE_OLD);
    open_right(&image, &manifest);
    assert_int_equal(fw_version_parse(rt_str(image.version), &is), RT_OK);
    assert_int_equal(fw_version_parse(RT_STR("1.2.3"), &was), RT_OK);
    assert_true(fw_version_compare(&is, &was) < 0);
}

static void oldest_asks_for_the_future(void **state)
{
    struct fw_image image;
    struct fw_manifest manifest;
    (void)state;
    make(IMG_DAMAGE_OLDEST);
    open_right(&image, &manifest);
    assert_string_equal(manifest.oldest, "99.0.0");
    assert_string_equal(manifest.version, "1.2.3");
}

static void a_bad_image_is_not_damaged_further(void **state)
{
    (void)state;
    for (int kind = 0; kind < IMG_N_DAMAGES; kind++) {
        rt_buf_clear(&bad);
        assert_int_equal(img_damage((enum img_damage)kind, good.bytes, good.n - 1, &bad), RT_ECORRUPT);
        assert_int_equal(bad.n, 0);
    }
}

static void every_kind_has_a_name(void **state)
{
    enum img_damage kind;
    (void)state;
    for (int i = 0; i < IMG_N_DAMAGES; i++) {
        assert_int_equal(img_damage_parse(img_damage_name((enum img_damage)i), &kind), RT_OK);
        assert_int_equal(kind, i);
    }
    assert_int_equal(img_damage_parse("fire", &kind), RT_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truncated_is_corrupt),
        cmocka_unit_test(flipped_has_a_good_head_and_a_bad_section),
        cmocka_unit_test(signature_is_wrong),
        cmocka_unit_test(oldheader_is_another_format),
        cmocka_unit_test(bomb_is_stopped_at_its_claim),
        cmocka_unit_test(product_is_another_one_and_nothing_else),
        cmocka_unit_test(old_is_older_than_anything),
        cmocka_unit_test(oldest_asks_for_the_future),
        cmocka_unit_test(a_bad_image_is_not_damaged_further),
        cmocka_unit_test(every_kind_has_a_name),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
