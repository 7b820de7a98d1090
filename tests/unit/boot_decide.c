/* SPDX-License-Identifier: MIT */
#include <harness/boot_rig.h>
#include <harness/rig.h>
#include <harness/test.h>
#include <board/fault.h>
#include <board/flash.h>
#include <boot/boot_priv.h>
#include <string.h>

static struct rt_buf image_old, image_new;

static int make_images(void **state)
{
    (void)state;
    rt_buf_init(&image_old, FW_IMAGE_BYTES_MAX);
    rt_buf_init(&image_new, FW_IMAGE_BYTES_MAX);
    boot_rig_image(&image_old, "1.0.1", 3000);
    boot_rig_image(&image_new, "2.0.2", 70001); /* two sectors, and an odd length */
    return 0;
}

static int drop_images(void **state)
{
    (void)state;
    rt_buf_fini(&image_old);
    rt_buf_fini(&image_new);
    return 0;
}

static struct fw_boot decide(struct rig *rig)
{
    struct fw_boot boot;
    assert_int_equal(fw_boot_decide(rig->board, NULL, &boot), RT_OK);
    return boot;
}

/* Puts an image into a bank of a blank part, good or with one wrong bit at its end. */
static void fill(struct rig *rig, enum fw_bank bank, const struct rt_buf *image, bool is_good)
{
    uint8_t *cells = rig->flash + board_region(boot_bank_region(bank))->offset;
    memcpy(cells, image->bytes, image->n);
    if (!is_good) {
        cells[image->n - 1] ^= 1;
    }
}

/* A bank that the maker of the board has vouched for is not read again, until a bit of it has changed. */
static void a_vouched_bank_is_verified_once_it_has_changed(void **state)
{
    struct rig *rig = *state;
    fill(rig, FW_BANK_A, &image_old, true);
    fill(rig, FW_BANK_B, &image_new, true);
    struct board *b = board_create(&(struct board_config){.flash = rig->flash, .vouched = 1u << BOARD_REGION_BANK_A});
    assert_non_null(b);
    assert_true(board_flash_is_vouched(b, BOARD_REGION_BANK_A) && !board_flash_is_vouched(b, BOARD_REGION_BANK_B));
    board_fault_rot(b, BOARD_REGION_BANK_B, (uint32_t)image_new.n - 1, 0);
    assert_true(board_flash_is_vouched(b, BOARD_REGION_BANK_A) && fw_boot_is_good(b, FW_BANK_A));
    assert_false(fw_boot_is_good(b, FW_BANK_B));
    board_fault_rot(b, BOARD_REGION_BANK_A, (uint32_t)image_old.n - 1, 0);
    assert_false(board_flash_is_vouched(b, BOARD_REGION_BANK_A) || fw_boot_is_good(b, FW_BANK_A));
    board_fault_rot(b, BOARD_REGION_BANK_A, (uint32_t)image_old.n - 1, 0);
    assert_true(fw_boot_is_good(b, FW_BANK_A)); /* read, and whole again */
    board_destroy(b);
}

/* What a start has verified the next one need not read, as long as nothing changes it. */
static void a_start_vouches_for_the_bank_that_it_has_verified(void **state)
{
    struct rig *rig = *state;
    fill(rig, FW_BANK_A, &image_old, true);
    fill(rig, FW_BANK_B, &image_new, false);
    assert_int_equal(boot_record_write(rig->board, FW_BANK_B, BOOT_CONFIRMED), RT_OK);
    assert_int_equal(decide(rig).bank, FW_BANK_A);
    assert_true(board_flash_is_vouched(rig->board, BOARD_REGION_BANK_A));
    assert_false(board_flash_is_vouched(rig->board, BOARD_REGION_BANK_B)); /* read, and not good */
    board_fault_rot(rig->board, BOARD_REGION_BANK_A, (uint32_t)image_old.n - 1, 3);
    assert_int_equal(decide(rig).bank, FW_BANK_NONE);
}

/* Every combination of record, wanted bank and other bank. The record names bank B, which holds the new image. */
static void the_table_holds_for_every_combination(void **state)
{
    struct rig *rig = *state;
    static const struct {
        enum boot_state state;
        bool is_b_good, is_a_good;
        enum fw_bank run;
        enum boot_state after; /* the record afterwards */
        bool is_trial, did_fall_back;
    } rows[] = {
        {BOOT_NO_RECORD, true, true, FW_BANK_A, BOOT_CONFIRMED, false, false},
        {BOOT_NO_RECORD, true, false, FW_BANK_B, BOOT_CONFIRMED, false, false},
        {BOOT_NO_RECORD, false, true, FW_BANK_A, BOOT_CONFIRMED, false, false},
        {BOOT_NO_RECORD, false, false, FW_BANK_NONE, BOOT_NO_RECORD, false, false},
        {BOOT_CONFIRMED, true, true, FW_BANK_B, BOOT_CONFIRMED, false, false},
        {BOOT_CONFIRMED, true, false, FW_BANK_B, BOOT_CONFIRMED, false, false},
        {BOOT_CONFIRMED, false, true, FW_BANK_A, BOOT_CONFIRMED, false, false},
        {BOOT_CONFIRMED, false, false, FW_BANK_NONE, BOOT_CONFIRMED, false, false},
        {BOOT_TRY, true, true, FW_BANK_B, BOOT_TRIAL, true, false},
        {BOOT_TRY, true, false, FW_BANK_B, BOOT_TRIAL, true, false},
        {BOOT_TRY, false, true, FW_BANK_A, BOOT_FELL_BACK, false, true},
        {BOOT_TRY, false, false, FW_BANK_NONE, BOOT_TRY, false, false},
        {BOOT_TRIAL, true, true, FW_BANK_A, BOOT_FELL_BACK, false, true},
        {BOOT_TRIAL, true, false, FW_BANK_B, BOOT_TRIAL, true, false},
        {BOOT_TRIAL, false, true, FW_BANK_A, BOOT_FELL_BACK, false, true},
        {BOOT_TRIAL, false, false, FW_BANK_NONE, BOOT_TRIAL, false, false},
        {BOOT_FELL_BACK, true, true, FW_BANK_B, BOOT_FELL_BACK, false, false},
        {BOOT_FELL_BACK, true, false, FW_BANK_B, BOOT_FELL_BACK, false, false},
        {BOOT_FELL_BACK, false, true, FW_BANK_A, BOOT_CONFIRMED, false, false},
        {BOOT_FELL_BACK, false, false, FW_BANK_NONE, BOOT_FELL_BACK, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        board_flash_blank(rig->board);
        fill(rig, FW_BANK_A, &image_old, rows[i].is_a_good);
        fill(rig, FW_BANK_B, &image_new, rows[i].is_b_good);
        if (rows[i].state != BOOT_NO_RECORD) {
            assert_int_equal(boot_record_write(rig->board, FW_BANK_B, rows[i].state), RT_OK);
        }
        struct fw_boot boot = decide(rig);
        struct boot_record record = boot_record_read(rig->board);
        assert_int_equal(boot.bank, rows[i].run);
        assert_int_equal(boot.is_trial, rows[i].is_trial);
        assert_int_equal(boot.did_fall_back, rows[i].did_fall_back);
        assert_true(strlen(boot.reason) > 0);
        assert_int_equal(record.state, rows[i].after);
        if (boot.bank != FW_BANK_NONE) {
            assert_int_equal(record.bank, boot.bank);
            assert_string_equal(boot.image.version, boot.bank == FW_BANK_A ? "1.0.1" : "2.0.2");
        }
        assert_string_equal(boot.failed_version, boot.did_fall_back ? "2.0.2" : "");
    }
}

static void an_upgrade_runs_on_trial_and_stays_when_confirmed(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(fw_boot_manufacture(rig->board, image_old.bytes, (uint32_t)image_old.n), RT_OK);
    struct fw_boot boot = decide(rig);
    assert_int_equal(boot.bank, FW_BANK_A);
    assert_int_equal(fw_boot_confirm(rig->board, &boot), RT_OK); /* not on trial: nothing */
    uint64_t n_operations = board_flash_n_operations(rig->board);
    boot = decide(rig); /* an ordinary start writes nothing */
    assert_int_equal(board_flash_n_operations(rig->board), n_operations);

    assert_int_equal(boot_rig_upgrade(rig->board, &boot, &image_new), RT_OK);
    boot = decide(rig);
    assert_int_equal(boot.bank, FW_BANK_B);
    assert_true(boot.is_trial);
    assert_memory_equal(boot.image.bytes, image_new.bytes, image_new.n);
    struct fw_bank_writer w;
    assert_int_equal(fw_bank_writer_init(&w, rig->board, &boot), RT_EBUSY); /* the way back stays open */
    assert_int_equal(fw_boot_try_other(rig->board, &boot), RT_EBUSY);
    assert_int_equal(fw_boot_confirm(rig->board, &boot), RT_OK);
    assert_false(boot.is_trial);
    boot = decide(rig);
    assert_int_equal(boot.bank, FW_BANK_B);
    assert_false(boot.is_trial);

    assert_int_equal(boot_rig_upgrade(rig->board, &boot, &image_old), RT_OK); /* and back into bank A */
    boot = decide(rig);
    assert_int_equal(boot.bank, FW_BANK_A);
    boot = decide(rig); /* a reset before it confirmed itself */
    assert_int_equal(boot.bank, FW_BANK_B);
    assert_true(boot.did_fall_back);
    assert_string_equal(boot.failed_version, "1.0.1");
    boot = decide(rig);
    assert_false(boot.did_fall_back); /* told once */
}

static void a_second_upgrade_before_the_restart_takes_the_first_back(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(fw_boot_manufacture(rig->board, image_old.bytes, (uint32_t)image_old.n), RT_OK);
    struct fw_boot boot = decide(rig);
    assert_int_equal(boot_rig_upgrade(rig->board, &boot, &image_new), RT_OK);
    struct fw_bank_writer w;
    assert_int_equal(fw_bank_writer_init(&w, rig->board, &boot), RT_OK);
    assert_int_equal(fw_bank_writer_erase_next(&w, 5), RT_OK);
    boot = decide(rig);
    assert_int_equal(boot.bank, FW_BANK_A);
    assert_false(boot.did_fall_back);
}

static void the_writer_is_bounded(void **state)
{
    struct rig *rig = *state;
    struct fw_boot boot = decide(rig);
    assert_int_equal(boot.bank, FW_BANK_NONE);
    struct fw_bank_writer w;
    assert_int_equal(fw_bank_writer_init(&w, rig->board, &boot), RT_OK);
    assert_int_equal(w.bank, FW_BANK_A); /* recovery writes bank A */
    assert_int_equal(fw_bank_writer_erase_next(&w, FW_IMAGE_BYTES_MAX + 1), RT_ETOOBIG);
    assert_int_equal(fw_boot_manufacture(rig->board, image_old.bytes, FW_IMAGE_BYTES_MAX + 1), RT_ETOOBIG);
    assert_int_equal(fw_bank_writer_erase_next(&w, 0), RT_EFULL);
    assert_int_equal(board_flash_n_operations(rig->board), 0);
    unsigned n = 0;
    while (fw_bank_writer_erase_next(&w, FW_IMAGE_BYTES_MAX) == RT_OK) {
        n++;
    }
    assert_int_equal(n, 24);
    assert_int_equal(w.n_erased, FW_IMAGE_BYTES_MAX);
    assert_int_equal(fw_bank_writer_program(&w, (const uint8_t *)"abcdefghij", 10), RT_OK);
    assert_memory_equal(board_flash_cells(rig->board, BOARD_REGION_BANK_A), "abcdefghij\xff\xff\xff", 13);
    assert_int_equal(w.n_written, 10);
}

static void program_before_erase(void *ctx)
{
    struct fw_bank_writer w = {.board = ctx, .bank = FW_BANK_B};
    (void)fw_bank_writer_program(&w, (const uint8_t *)"abcd", 4);
}

static void program_after_an_odd_end(void *ctx)
{
    struct fw_bank_writer w = {.board = ctx, .bank = FW_BANK_B, .n_erased = BOARD_FLASH_SECTOR_BYTES};
    (void)fw_bank_writer_program(&w, (const uint8_t *)"abc", 3);
    (void)fw_bank_writer_program(&w, (const uint8_t *)"abcd", 4);
}

static void misuse_of_the_writer_aborts(void **state)
{
    struct rig *rig = *state;
    assert_true(rig_aborts(program_before_erase, rig->board));
    assert_true(rig_aborts(program_after_an_odd_end, rig->board));
}

static void records_fill_a_sector_and_go_on_in_the_other(void **state)
{
    struct rig *rig = *state;
    const uint32_t n = 3 * BOOT_RECORDS_PER_SECTOR;
    for (uint32_t i = 1; i <= n; i++) {
        if (i % 512 == 0 || i % BOOT_RECORDS_PER_SECTOR <= 1) { /* scanning is slow under the sanitizers */
            assert_int_equal(boot_record_read(rig->board).sequence, i - 1);
        }
        enum fw_bank bank = i % 2 == 0 ? FW_BANK_A : FW_BANK_B;
        /* Filling by hand what the writer would write: only the turn-over is of interest. */
        assert_int_equal(boot_record_write(rig->board, bank, BOOT_CONFIRMED), RT_OK);
    }
    struct boot_record record = boot_record_read(rig->board);
    assert_int_equal(record.sequence, n);
    assert_int_equal(record.bank, n % 2 == 0 ? FW_BANK_A : FW_BANK_B);
    assert_int_equal(board_flash_n_operations(rig->board), 2 * n + 4); /* each sector was erased twice */
}

static void either_sector_may_be_lost(void **state)
{
    struct rig *rig = *state;
    uint8_t *cells = rig->flash + board_region(BOARD_REGION_BOOT)->offset;
    for (unsigned i = 0; i < BOOT_N_SECTORS; i++) {
        assert_int_equal(boot_record_write(rig->board, FW_BANK_B, BOOT_TRIAL), RT_OK);
        memset(cells + i * BOARD_FLASH_SECTOR_BYTES, 0, BOARD_FLASH_SECTOR_BYTES);
        struct boot_record record = boot_record_read(rig->board);
        assert_int_equal(record.sequence, 1 + i);
        assert_int_equal(record.state, BOOT_TRIAL);
    }
}

static void every_damaged_bit_of_a_record_is_found(void **state)
{
    struct rig *rig = *state;
    uint8_t *cells = rig->flash + board_region(BOARD_REGION_BOOT)->offset;
    assert_int_equal(boot_record_write(rig->board, FW_BANK_B, BOOT_CONFIRMED), RT_OK);
    memset(cells + BOARD_FLASH_SECTOR_BYTES, 0xff, BOOT_RECORD_BYTES); /* no copy */
    for (unsigned bit = 0; bit < BOOT_RECORD_BYTES * 8; bit++) {
        cells[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(boot_record_read(rig->board).state, BOOT_NO_RECORD);
        cells[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_int_equal(boot_record_read(rig->board).state, BOOT_CONFIRMED);
}

static void a_failing_part_costs_one_copy_and_no_record(void **state)
{
    struct rig *rig = *state;
    struct board_fault faults[2];
    assert_int_equal(boot_record_write(rig->board, FW_BANK_A, BOOT_CONFIRMED), RT_OK);
    board_fault_arm(rig->board, faults, (size_t)board_fault_parse("k1f", faults, 2));
    assert_int_equal(boot_record_write(rig->board, FW_BANK_B, BOOT_TRY), RT_OK); /* the second copy holds it */
    assert_int_equal(boot_record_read(rig->board).state, BOOT_TRY);
    board_fault_arm(rig->board, faults, (size_t)board_fault_parse("k1f,k1f", faults, 2));
    assert_int_equal(boot_record_write(rig->board, FW_BANK_B, BOOT_TRIAL), RT_EIO);
    assert_int_equal(boot_record_read(rig->board).state, BOOT_TRY);
}

/* Both sectors are full; the first is erased, and writing there fails. The second holds the only record now and must
 * not be erased for the copy. */
static void the_last_record_is_never_erased(void **state)
{
    struct rig *rig = *state;
    struct board_fault fault = {2, BOARD_FAULT_FAIL, 0};
    for (uint32_t i = 0; i < BOOT_RECORDS_PER_SECTOR; i++) {
        assert_int_equal(boot_record_write(rig->board, FW_BANK_B, BOOT_CONFIRMED), RT_OK);
    }
    board_fault_arm(rig->board, &fault, 1);
    assert_int_equal(boot_record_write(rig->board, FW_BANK_B, BOOT_FELL_BACK), RT_EIO);
    assert_int_equal(boot_record_read(rig->board).sequence, BOOT_RECORDS_PER_SECTOR);
    assert_int_equal(boot_record_write(rig->board, FW_BANK_B, BOOT_FELL_BACK), RT_OK); /* the part works again */
    assert_int_equal(boot_record_read(rig->board).state, BOOT_FELL_BACK);
}

/* Both sectors of records are worn out: every good bank still starts, but nothing new is tried. */
static void a_unit_that_cannot_write_its_record_starts_all_the_same(void **state)
{
    struct rig *rig = *state;
    static const struct {
        enum boot_state state;
        bool is_b_good, is_a_good;
        enum fw_bank run;
        bool is_trial, did_fall_back;
    } rows[] = {
        {BOOT_NO_RECORD, true, true, FW_BANK_A, false, false},  {BOOT_NO_RECORD, true, false, FW_BANK_B, false, false},
        {BOOT_CONFIRMED, false, true, FW_BANK_A, false, false}, {BOOT_TRY, true, true, FW_BANK_A, false, true},
        {BOOT_TRY, true, false, FW_BANK_B, true, false},        {BOOT_TRY, false, true, FW_BANK_A, false, true},
        {BOOT_TRIAL, true, true, FW_BANK_A, false, true},       {BOOT_FELL_BACK, false, true, FW_BANK_A, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct board_fault faults[2];
        board_fault_arm(rig->board, NULL, 0);
        board_flash_blank(rig->board);
        fill(rig, FW_BANK_A, &image_old, rows[i].is_a_good);
        fill(rig, FW_BANK_B, &image_new, rows[i].is_b_good);
        if (rows[i].state != BOOT_NO_RECORD) {
            assert_int_equal(boot_record_write(rig->board, FW_BANK_B, rows[i].state), RT_OK);
        }
        board_fault_arm(rig->board, faults, (size_t)board_fault_parse("k1x1,k1x2", faults, 2));
        struct fw_boot boot = decide(rig);
        assert_int_equal(board_fault_n_hit(rig->board), 2);
        assert_int_equal(boot_record_read(rig->board).state, rows[i].state);
        assert_int_equal(boot.bank, rows[i].run);
        assert_int_equal(boot.is_trial, rows[i].is_trial);
        assert_int_equal(boot.did_fall_back, rows[i].did_fall_back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_table_holds_for_every_combination, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_vouched_bank_is_verified_once_it_has_changed, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_start_vouches_for_the_bank_that_it_has_verified, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(an_upgrade_runs_on_trial_and_stays_when_confirmed, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_second_upgrade_before_the_restart_takes_the_first_back, rig_set_up,
                                        rig_tear_down),
        cmocka_unit_test_setup_teardown(the_writer_is_bounded, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(misuse_of_the_writer_aborts, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(records_fill_a_sector_and_go_on_in_the_other, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(either_sector_may_be_lost, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(every_damaged_bit_of_a_record_is_found, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(the_last_record_is_never_erased, rig_set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_unit_that_cannot_write_its_record_starts_all_the_same, rig_set_up,
                                        rig_tear_down),
        cmocka_unit_test_setup_teardown(a_failing_part_costs_one_copy_and_no_record, rig_set_up, rig_tear_down),
    };
    return cmocka_run_group_tests(tests, make_images, drop_images);
}
