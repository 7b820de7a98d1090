/* SPDX-License-Identifier: MIT */
/* From the bytes of a file to a bank, and who is asked on the way. */
#include <harness/image_rig.h>
#include <harness/rig.h>
#include <harness/test.h>
#include <board/fault.h>
#include <board/flash.h>
#include <board/ident.h>
#include <fw/install.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>

static struct rt_buf image;

static int make_image(void **state)
{
    struct image_rig folder;
    char path[256];
    (void)state;
    image_rig_begin(&folder);
    image_rig_write_tiny(&folder);
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    image_rig_pack(image_rig_path(&folder, "tiny", path), &image);
    image_rig_end(&folder);
    return 0;
}

static int drop_image(void **state)
{
    (void)state;
    rt_buf_fini(&image);
    return 0;
}

struct owner {
    struct rig rig;
    struct board_ident ident;
    struct fw_install install;
    enum fw_fail answer;  /* of may_run */
    enum rt_err bank_err; /* of open_bank */
    unsigned n_asked, n_opened, n_done;
    enum fw_fail fail; /* told last */
};

static enum fw_fail may_run(void *ctx, const struct fw_manifest *manifest)
{
    struct owner *o = ctx;
    assert_string_equal(manifest->product, o->ident.product);
    o->n_asked++;
    return o->answer;
}

static enum rt_err open_bank(void *ctx, struct fw_bank_writer *writer, const struct fw_manifest *manifest,
                             uint32_t n_bytes)
{
    struct owner *o = ctx;
    assert_string_not_equal(manifest->version, "");
    assert_int_equal(n_bytes, image.n);
    o->n_opened++;
    return o->bank_err == RT_OK ? fw_bank_writer_init_recovery(writer, o->rig.board, FW_BANK_B) : o->bank_err;
}

static void on_done(void *ctx, enum fw_fail fail)
{
    struct owner *o = ctx;
    o->n_done++;
    o->fail = fail;
    fw_install_drop(&o->install); /* as both users do: inside the call */
}

static int set_up(void **state)
{
    static struct owner owner;
    struct fw_image view;
    struct fw_manifest manifest;

    owner = (struct owner){0};
    rig_init(&owner.rig);
    rig_power_on(&owner.rig);
    assert_int_equal(fw_image_open(&view, image.bytes, image.n), RT_OK);
    assert_int_equal(fw_image_manifest(&view, &manifest), RT_OK);
    (void)rt_str_copy(owner.ident.product, sizeof owner.ident.product, rt_str(manifest.product));
    fw_install_init(
        &owner.install, owner.rig.board, &owner.ident,
        &(struct fw_install_client){.may_run = may_run, .open_bank = open_bank, .on_done = on_done, .ctx = &owner});
    *state = &owner;
    return 0;
}

static int tear_down(void **state)
{
    struct owner *o = *state;
    fw_install_drop(&o->install);
    rig_fini(&o->rig);
    return 0;
}

static void feed(struct owner *o, size_t n)
{
    for (size_t at = 0; at < n; at += 512) { /* as TFTP does */
        assert_int_equal(fw_install_feed(&o->install, image.bytes + at, n - at < 512 ? n - at : 512), RT_OK);
    }
    fw_install_end_of_file(&o->install);
}

static void run(struct owner *o)
{
    rig_run_us(&o->rig, 120 * (uint64_t)BOARD_US_PER_S);
}

static bool is_blank(const struct owner *o)
{
    const uint8_t *cells = board_flash_cells(o->rig.board, BOARD_REGION_BANK_B);
    for (uint32_t i = 0; i < board_region(BOARD_REGION_BANK_B)->n_bytes; i++) {
        if (cells[i] != 0xff) {
            return false;
        }
    }
    return true;
}

static void a_good_image_is_in_the_bank(void **state)
{
    struct owner *o = *state;
    feed(o, image.n);
    rig_run_us(&o->rig, FW_INSTALL_LOAD_S * (uint64_t)BOARD_US_PER_S - 1);
    assert_int_equal(o->n_asked, 0); /* it looks at it first */
    run(o);
    assert_int_equal(o->n_done, 1);
    assert_int_equal(o->fail, FW_FAIL_NONE);
    assert_memory_equal(board_flash_cells(o->rig.board, BOARD_REGION_BANK_B), image.bytes, image.n);
    assert_true(board_flash_is_vouched(o->rig.board, BOARD_REGION_BANK_B)); /* the next start need not read it */
}

/* The part says that it has written, and has not: only reading tells. */
static void cells_that_are_not_the_image_are_bad_flash(void **state)
{
    struct owner *o = *state;
    const uint32_t first_bit = (board_region(BOARD_REGION_BANK_B)->offset + (uint32_t)image.n - 1) * 8;
    unsigned n_sectors = (unsigned)((image.n + BOARD_FLASH_SECTOR_BYTES - 1) / BOARD_FLASH_SECTOR_BYTES);
    unsigned n_before = 2; /* two copies of the boot record; then erases, then programs */
    for (int is_rot = 0; is_rot < 2; is_rot++) {
        const struct board_fault silent = {n_before + n_sectors + 1, BOARD_FAULT_SILENT, 0};
        const struct board_fault rot = {n_before + n_sectors + 1, BOARD_FAULT_ROT, first_bit};
        board_fault_arm(o->rig.board, is_rot ? &rot : &silent, 1);
        feed(o, image.n);
        run(o);
        assert_int_equal(board_fault_n_hit(o->rig.board), 1);
        assert_int_equal(o->n_done, 1 + is_rot);
        assert_int_equal(o->fail, FW_FAIL_STORE);
        assert_false(board_flash_is_vouched(o->rig.board, BOARD_REGION_BANK_B));
        n_before = 0; /* the record is as it is to be */
    }
}

/* --- what is no image of ours --- */

static void feed_foreign(struct owner *o, size_t n)
{
    static const uint8_t piece[512] = "SPA: any bytes but those of our magic";
    for (size_t at = 0; at < n; at += sizeof piece) {
        assert_int_equal(fw_install_feed(&o->install, piece, sizeof piece), RT_OK);
    }
}

static enum rt_err have_one(void *ctx, struct rt_buf *out)
{
    (void)ctx;
    return rt_buf_put(out, image.bytes, image.n);
}

static enum rt_err have_none(void *ctx, struct rt_buf *out)
{
    (void)ctx;
    (void)out;
    return RT_ENOENT;
}

static void an_image_of_ours_stands_for_a_foreign_file(void **state)
{
    struct owner *o = *state;
    o->install.client.stand_in = have_one;
    feed_foreign(o, 2 * FW_IMAGE_BYTES_MAX); /* longer than a bank */
    fw_install_end_of_file(&o->install);
    run(o);
    assert_int_equal(o->n_done, 1);
    assert_int_equal(o->fail, FW_FAIL_NONE);
    assert_memory_equal(board_flash_cells(o->rig.board, BOARD_REGION_BANK_B), image.bytes, image.n);
}

static void a_foreign_file_that_nothing_stands_for_is_corrupt(void **state)
{
    struct owner *o = *state;
    o->install.client.stand_in = have_none;
    feed_foreign(o, FW_IMAGE_BYTES_MAX);
    fw_install_end_of_file(&o->install);
    run(o);
    assert_int_equal(o->fail, FW_FAIL_IMAGE_CORRUPT);
    assert_int_equal(o->n_asked, 0);
    assert_true(is_blank(o));
    feed(o, image.n); /* the next file is judged by itself, and one of ours is taken as it is */
    run(o);
    assert_int_equal(o->fail, FW_FAIL_NONE);
    assert_int_equal(o->n_done, 2);
}

static void a_foreign_file_has_a_longest_length(void **state)
{
    struct owner *o = *state;
    o->install.client.stand_in = have_one;
    feed_foreign(o, FW_FOREIGN_BYTES_MAX);
    assert_int_equal(fw_install_feed(&o->install, (const uint8_t *)"x", 1), RT_ETOOBIG);
}

static void nothing_is_asked_of_an_image_for_another_unit(void **state)
{
    struct owner *o = *state;
    (void)rt_str_copy(o->ident.product, sizeof o->ident.product, RT_STR("PAP2T"));
    feed(o, image.n);
    run(o);
    assert_int_equal(o->fail, FW_FAIL_IMAGE_PRODUCT);
    assert_int_equal(o->n_done, 1);
    assert_int_equal(o->n_asked, 0);
    assert_true(is_blank(o));
}

static void a_file_that_ends_early_is_no_image(void **state)
{
    struct owner *o = *state;
    feed(o, image.n - 1);
    run(o);
    assert_int_equal(o->fail, FW_FAIL_IMAGE_SHORT);
    fw_install_end_of_file(&o->install); /* and none at all */
    run(o);
    assert_int_equal(o->fail, FW_FAIL_IMAGE_CORRUPT);
    assert_int_equal(o->n_done, 2);
    assert_true(is_blank(o));
}

static void the_owner_may_say_no(void **state)
{
    struct owner *o = *state;
    o->answer = FW_FAIL_IMAGE_DOWNGRADE;
    feed(o, image.n);
    run(o);
    assert_int_equal(o->fail, FW_FAIL_IMAGE_DOWNGRADE);
    assert_int_equal(o->n_opened, 0);
    assert_true(is_blank(o));

    o->answer = FW_FAIL_NONE; /* the next file is another matter */
    feed(o, image.n);
    run(o);
    assert_int_equal(o->fail, FW_FAIL_NONE);
}

static void a_bank_that_cannot_be_opened_is_bad_flash(void **state)
{
    struct owner *o = *state;
    o->bank_err = RT_EIO;
    feed(o, image.n);
    run(o);
    assert_int_equal(o->n_done, 1);
    assert_int_equal(o->fail, FW_FAIL_STORE);
}

static void nothing_comes_after_drop(void **state)
{
    struct owner *o = *state;
    feed(o, image.n);
    fw_install_drop(&o->install);
    run(o);
    assert_int_equal(o->n_done, 0);
    feed(o, image.n);
    rig_run_us(&o->rig, FW_INSTALL_LOAD_S * (uint64_t)BOARD_US_PER_S + 1); /* the first sector is being written */
    assert_int_equal(o->n_opened, 1);
    fw_install_drop(&o->install);
    run(o);
    assert_int_equal(o->n_done, 0);
}

static void a_file_longer_than_a_bank_is_refused(void **state)
{
    struct owner *o = *state;
    uint8_t *many = rt_mem_alloc(FW_IMAGE_BYTES_MAX);
    assert_non_null(many);
    assert_int_equal(fw_install_feed(&o->install, many, FW_IMAGE_BYTES_MAX), RT_OK);
    assert_int_equal(fw_install_feed(&o->install, many, 1), RT_ETOOBIG);
    rt_mem_free(many);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_image_is_in_the_bank),
        TEST(cells_that_are_not_the_image_are_bad_flash),
        TEST(an_image_of_ours_stands_for_a_foreign_file),
        TEST(a_foreign_file_that_nothing_stands_for_is_corrupt),
        TEST(a_foreign_file_has_a_longest_length),
        TEST(nothing_is_asked_of_an_image_for_another_unit),
        TEST(a_file_that_ends_early_is_no_image),
        TEST(the_owner_may_say_no),
        TEST(a_bank_that_cannot_be_opened_is_bad_flash),
        TEST(nothing_comes_after_drop),
        TEST(a_file_longer_than_a_bank_is_refused),
    };
    return cmocka_run_group_tests(tests, make_image, drop_image);
}
