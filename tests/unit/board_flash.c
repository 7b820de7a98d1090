/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/fault.h>
#include <board/flash.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define SPARE BOARD_REGION_SPARE

static int set_up(void **state)
{
    (void)rig_set_up(state); /* always 0 */
    rig_power_on(*state);
    return 0;
}

static const uint8_t *cells(const struct rig *rig)
{
    return board_flash_cells(rig->board, SPARE);
}

static void nothing_is_vouched_for_after_a_change(void **state)
{
    struct rig *rig = *state;
    static const uint8_t zeros[BOARD_FLASH_PROGRAM_UNIT];
    for (unsigned how = 0; how < 4; how++) {
        struct board *b =
            board_create(&(struct board_config){.flash = rig->flash, .vouched = (1u << BOARD_N_REGIONS) - 1});
        assert_non_null(b);
        switch (how) {
        case 0:
            assert_int_equal(board_flash_program(b, SPARE, 0, zeros, sizeof zeros), RT_OK);
            break;
        case 1:
            assert_int_equal(board_flash_erase(b, SPARE, 0), RT_OK);
            break;
        case 2:
            board_fault_rot(b, SPARE, board_region(SPARE)->n_bytes - 1, 7);
            break;
        default:
            board_flash_blank(b);
            break;
        }
        for (unsigned r = 0; r < BOARD_N_REGIONS; r++) {
            assert_int_equal(board_flash_is_vouched(b, (enum board_region)r), r != SPARE && how != 3);
        }
        board_destroy(b);
    }
}

static void the_regions_fill_the_part_without_gap(void **state)
{
    (void)state;
    uint32_t at = 0;
    for (unsigned r = 0; r < BOARD_N_REGIONS; r++) {
        const struct board_region_info *info = board_region((enum board_region)r);
        assert_int_equal(info->offset, at);
        assert_int_equal(info->n_bytes % BOARD_FLASH_SECTOR_BYTES, 0);
        at += info->n_bytes;
    }
    assert_int_equal(at, BOARD_FLASH_BYTES);
}

static void programs_clear_bits_and_erases_set_them(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(board_flash_program(rig->board, SPARE, 8, "\xf0\xff\x00\x01", 4), RT_OK);
    assert_memory_equal(cells(rig) + 4, "\xff\xff\xff\xff\xf0\xff\x00\x01\xff", 9);
    assert_int_equal(board_flash_program(rig->board, SPARE, 8, "\x80\x0f\x00\x00", 4), RT_OK); /* bits only fall */
    assert_memory_equal(cells(rig) + 8, "\x80\x0f\x00\x00", 4);
    assert_int_equal(board_flash_program(rig->board, SPARE, BOARD_FLASH_SECTOR_BYTES, "abcd", 4), RT_OK);
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK);
    assert_int_equal(cells(rig)[8], 0xff);
    assert_memory_equal(cells(rig) + BOARD_FLASH_SECTOR_BYTES, "abcd", 4); /* the neighbour is untouched */
    assert_int_equal(board_flash_n_operations(rig->board), 4);
    assert_true(rig_saw(rig, &board_signal_flash, 0, "program spare+0x00008"));
    assert_true(rig_saw(rig, &board_signal_flash, 0, "erase spare+0x00000"));
}

/* One call that a driver must not make. */
struct misuse {
    struct board *board;
    bool is_erase;
    enum board_region region;
    uint32_t offset, n;
};

static void misuse(void *ctx)
{
    const struct misuse *m = ctx;
    static const uint8_t zeros[64];
    if (m->is_erase) {
        (void)board_flash_erase(m->board, m->region, m->offset);
    } else {
        (void)board_flash_program(m->board, m->region, m->offset, zeros, m->n);
    }
}

static void misuse_aborts(void **state)
{
    struct rig *rig = *state;
    const uint32_t end = board_region(SPARE)->n_bytes;
    const struct misuse wrong[] = {
        {rig->board, false, SPARE, 2, 4},
        {rig->board, false, SPARE, 0, 3},
        {rig->board, false, SPARE, end, 4},
        {rig->board, false, SPARE, end - 4, 8},
        {rig->board, false, SPARE, UINT32_MAX - 3, 8},
        {rig->board, false, BOARD_N_REGIONS, 0, 4},
        {rig->board, true, SPARE, 4, 0},
        {rig->board, true, SPARE, end, 0},
        {rig->board, true, BOARD_N_REGIONS, 0, 0},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_true(rig_aborts(misuse, (void *)&wrong[i]));
    }
    struct misuse right = {rig->board, false, SPARE, end - 4, 4};
    assert_false(rig_aborts(misuse, &right));
    right = (struct misuse){rig->board, true, SPARE, end - BOARD_FLASH_SECTOR_BYTES, 0};
    assert_false(rig_aborts(misuse, &right));
}

static void raise_a_bit(void *ctx)
{
    (void)board_flash_program(ctx, SPARE, 0, "\x00\x00\x00\x01", 4);
    (void)board_flash_program(ctx, SPARE, 0, "\x00\x00\x00\x03", 4);
}

static void raising_a_bit_without_erase_aborts(void **state)
{
    struct rig *rig = *state;
    assert_true(rig_aborts(raise_a_bit, rig->board));
}

static void arm(struct rig *rig, const char *plan)
{
    struct board_fault faults[BOARD_FAULTS_MAX];
    int n = board_fault_parse(plan, faults, BOARD_FAULTS_MAX);
    assert_true(n > 0);
    board_fault_arm(rig->board, faults, (size_t)n);
}

static void each_kind_of_cut_leaves_its_own_cells(void **state)
{
    struct rig *rig = *state;
    static const struct {
        const char *plan;
        const char cells[9];
    } rows[] = {
        {"k1b", "\xff\xff\xff\xff\xff\xff\xff\xff"},
        {"k1t0", "\xff\xff\xff\xff\xff\xff\xff\xff"},
        {"k1t3", "abc\xff\xff\xff\xff\xff"},
        {"k1t99", "abcdefgh"},
        {"k1a", "abcdefgh"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK);
        arm(rig, rows[i].plan);
        assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcdefgh", 8), RT_EPOWER);
        assert_true(board_is_dying(rig->board));
        assert_int_equal(board_fault_n_hit(rig->board), 1);
        /* The rest of the run has no effect, whatever it tries. */
        assert_int_equal(board_flash_program(rig->board, SPARE, 16, "abcd", 4), RT_EPOWER);
        assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_EPOWER);
        assert_memory_equal(cells(rig), rows[i].cells, 8);
        assert_int_equal(cells(rig)[16], 0xff);
        assert_true(rig_saw(rig, &board_signal_fault, 0, "program of 8 bytes at spare+0x00000"));
        rig_settle(rig);
        assert_false(board_is_powered(rig->board));
        assert_true(rig_saw(rig, &board_signal_power, 0, "cut in flash"));
        rig_power_on(rig);
    }
}

static void a_torn_erase_leaves_ones_half_bits_and_old_cells(void **state)
{
    struct rig *rig = *state;
    uint8_t zeros[16] = {0};
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, zeros, sizeof zeros), RT_OK);
    arm(rig, "k1t5");
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_EPOWER);
    assert_memory_equal(cells(rig), "\xff\xff\xff\xff\xff\x55\x00\x00", 8);
    rig_settle(rig);
    rig_power_on(rig);
    arm(rig, "k1t65536");
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_EPOWER);
    assert_int_equal(cells(rig)[15], 0xff);
    assert_int_equal(cells(rig)[BOARD_FLASH_SECTOR_BYTES], 0xff);
}

static void a_failure_is_no_cut(void **state)
{
    struct rig *rig = *state;
    arm(rig, "k2f");
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "abcd", 4), RT_EIO);
    assert_false(board_is_dying(rig->board));
    assert_memory_equal(cells(rig), "abcd\xff\xff\xff\xff", 8);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "abcd", 4), RT_OK);
}

static void a_silent_failure_does_nothing_and_says_it_did(void **state)
{
    struct rig *rig = *state;
    arm(rig, "k2s,k1s");
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "\x0f\x0f\x0f\x0f", 4), RT_OK);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "abcd", 4), RT_OK);
    assert_memory_equal(cells(rig), "\x0f\x0f\x0f\x0f\xff\xff\xff\xff", 8);
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK);
    assert_int_equal(cells(rig)[0], 0x0f);
    /* The firmware believes it: the part takes what bits it can. */
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "\xf1\xf2\xff\x00", 4), RT_OK);
    assert_memory_equal(cells(rig), "\x01\x02\x0f\x00", 4);
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK);
    assert_int_equal(cells(rig)[0], 0xff);
    assert_int_equal(board_fault_n_hit(rig->board), 2);
}

static void program_ones(void *ctx)
{
    (void)board_flash_program(ctx, SPARE, 0, "\xff\xff\xff\xff", 4);
}

static void a_sector_that_was_erased_rightly_is_strict_again(void **state)
{
    struct rig *rig = *state;
    arm(rig, "k2s");
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK);
    assert_false(rig_aborts(program_ones, rig->board));
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK);
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    assert_true(rig_aborts(program_ones, rig->board));
}

static void a_sector_that_is_worn_out_takes_nothing_any_more(void **state)
{
    struct rig *rig = *state;
    char plan[32];
    unsigned sector = board_region(SPARE)->offset / BOARD_FLASH_SECTOR_BYTES;
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    (void)snprintf(plan, sizeof plan, "k2x%u", sector);
    arm(rig, plan);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "efgh", 4), RT_OK);
    assert_int_equal(board_flash_program(rig->board, SPARE, 8, "ijkl", 4), RT_EIO);
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_EIO);
    assert_memory_equal(cells(rig), "abcdefgh\xff\xff\xff\xff", 12);
    assert_int_equal(board_flash_erase(rig->board, SPARE, BOARD_FLASH_SECTOR_BYTES), RT_OK); /* the next one is sound */
    assert_int_equal(board_fault_n_hit(rig->board), 1);
    (void)snprintf(plan, sizeof plan, "k1d%u", sector);
    arm(rig, plan);
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK);
    assert_int_equal(board_flash_program(rig->board, SPARE, 8, "ijkl", 4), RT_OK);
    assert_memory_equal(cells(rig), "abcdefgh\xff\xff\xff\xff", 12);
    board_fault_arm(rig->board, NULL, 0);
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK);
    assert_int_equal(cells(rig)[0], 0xff);
}

static void a_cut_may_take_the_operation_before_it_too(void **state)
{
    struct rig *rig = *state;
    arm(rig, "k3l");
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "efgh", 4), RT_OK);
    assert_memory_equal(cells(rig), "abcdefgh", 8);
    assert_int_equal(board_flash_program(rig->board, SPARE, 8, "ijkl", 4), RT_EPOWER);
    assert_memory_equal(cells(rig), "abcd\xff\xff\xff\xffijkl", 12);
    assert_true(board_is_dying(rig->board));
}

static void a_bit_rots_by_plan_and_from_outside(void **state)
{
    struct rig *rig = *state;
    char plan[32];
    uint32_t place = board_region(SPARE)->offset;
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    (void)snprintf(plan, sizeof plan, "k1r%u", place * 8 + 1); /* 'a' is 0x61: bit 1 rises */
    arm(rig, plan);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "efgh", 4), RT_OK);
    assert_memory_equal(cells(rig), "cbcdefgh", 8);
    board_fault_rot(rig->board, SPARE, 3, 2); /* 'd' is 0x64: bit 2 falls */
    assert_memory_equal(cells(rig), "cbc`efgh", 8);
    assert_true(rig_saw(rig, &board_signal_fault, 0, "turned over"));
}

struct seen {
    struct rig *rig;
    unsigned n;
    struct board_operation last;
    uint8_t cell_before;
};

static void see(void *ctx, const struct board_operation *op)
{
    struct seen *s = ctx;
    s->n++;
    s->last = *op;
    s->cell_before = cells(s->rig)[op->offset];
}

static void an_observer_sees_each_operation_before_it_happens(void **state)
{
    struct seen s = {.rig = *state};
    board_fault_observe(s.rig->board, see, &s);
    assert_int_equal(board_flash_program(s.rig->board, SPARE, 8, "abcd", 4), RT_OK);
    assert_true(s.n == 1 && s.last.region == SPARE && s.last.offset == 8 && s.last.n == 4 && s.last.bytes != NULL);
    assert_int_equal(s.cell_before, 0xff);
    assert_int_equal(board_flash_erase(s.rig->board, SPARE, 0), RT_OK);
    assert_true(s.n == 2 && s.last.bytes == NULL && s.last.n == BOARD_FLASH_SECTOR_BYTES);
    board_fault_observe(s.rig->board, NULL, NULL);
    assert_int_equal(board_flash_erase(s.rig->board, SPARE, 0), RT_OK);
    assert_int_equal(s.n, 2);
}

static void later_faults_count_from_the_one_before(void **state)
{
    struct rig *rig = *state;
    arm(rig, "k2b,k1f,k2a");
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "abcd", 4), RT_EPOWER);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "abcd", 4), RT_EPOWER); /* dead: not counted */
    rig_settle(rig);
    rig_power_on(rig);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "abcd", 4), RT_EIO);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "abcd", 4), RT_OK);
    assert_int_equal(board_fault_n_hit(rig->board), 2);
    assert_int_equal(board_flash_program(rig->board, SPARE, 8, "abcd", 4), RT_EPOWER);
    assert_int_equal(board_fault_n_hit(rig->board), 3);
    rig_settle(rig);
    rig_power_on(rig);
    assert_int_equal(board_flash_program(rig->board, SPARE, 12, "abcd", 4), RT_OK); /* the plan is used up */
    arm(rig, "k1b");
    board_fault_arm(rig->board, NULL, 0);
    assert_int_equal(board_flash_program(rig->board, SPARE, 16, "abcd", 4), RT_OK);
}

static void the_text_form_goes_both_ways(void **state)
{
    (void)state;
    static const char *const right[] = {
        "k1b",  "k17t3",           "k2a",   "k9f",     "k17t3,k2a", "k18446744073709551615t4294967295", "k3s", "k2l",
        "k1r0", "k1r33554431,k4s", "k1x63", "k7d0,k1b"};
    static const char *const wrong[] = {"",
                                        "k",
                                        "k0b",
                                        "kb",
                                        "17b",
                                        "k17",
                                        "k17x",
                                        "k17t",
                                        "k17b3",
                                        "k17t3 ",
                                        "k17t3,",
                                        ",k1b",
                                        "k1b,,k2b",
                                        "k-1b",
                                        "K1b",
                                        "k1t-1",
                                        "k18446744073709551616b",
                                        "k1t4294967296",
                                        "k0x1b",
                                        "k1l",
                                        "k1s3",
                                        "k1r",
                                        "k1x64",
                                        "k1d",
                                        "k1r33554432"};
    struct board_fault faults[BOARD_FAULTS_MAX + 1];
    char text[64];
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        int n = board_fault_parse(right[i], faults, BOARD_FAULTS_MAX);
        assert_true(n >= 1);
        assert_int_equal(board_fault_format(faults, (size_t)n, text, sizeof text), strlen(right[i]));
        assert_string_equal(text, right[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(board_fault_parse(wrong[i], faults, BOARD_FAULTS_MAX), RT_ESYNTAX);
    }
    assert_int_equal(board_fault_parse("k17t3,k2a", faults, 2), 2);
    assert_true(faults[0].operation == 17 && faults[0].kind == BOARD_FAULT_CUT_TORN && faults[0].torn_bytes == 3);
    assert_true(faults[1].operation == 2 && faults[1].kind == BOARD_FAULT_CUT_AFTER);
    assert_int_equal(board_fault_parse("k17t3,k2a", faults, 1), RT_EFULL);
    assert_int_equal(board_fault_parse("k1b,k1b,k1b,k1b,k1b,k1b,k1b,k1b,k1b", faults, BOARD_FAULTS_MAX + 1), RT_EFULL);
    assert_int_equal(board_fault_format(faults, 2, text, 6), RT_ETOOBIG);
}

static void blank_on(void *ctx)
{
    board_flash_blank(ctx);
}

static void a_maker_writes_before_the_power_is_on(void **state)
{
    struct rig *rig = *state;
    assert_true(rig_aborts(blank_on, rig->board)); /* not while it runs */
    rig_rebuild(rig);
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    rig_rebuild(rig); /* the cells outlive the board */
    assert_memory_equal(cells(rig), "abcd", 4);
    board_flash_blank(rig->board);
    assert_int_equal(cells(rig)[0], 0xff);
}

static void a_snapshot_is_what_the_cells_held_however_they_change(void **state)
{
    struct rig *rig = *state;
    static uint8_t before[BOARD_FLASH_BYTES], seen[BOARD_FLASH_BYTES];
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    assert_int_equal(board_flash_program(rig->board, SPARE, BOARD_FLASH_SECTOR_BYTES, "efgh", 4), RT_OK);
    rig_rebuild(rig);
    memcpy(before, board_flash_cells(rig->board, BOARD_REGION_FACTORY), sizeof before);
    board_flash_snapshot(rig->board);
    rig_power_on(rig);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "ijkl", 4), RT_OK);
    assert_int_equal(board_flash_erase(rig->board, SPARE, 0), RT_OK); /* once copied is enough */
    assert_int_equal(board_flash_program(rig->board, SPARE, 2 * BOARD_FLASH_SECTOR_BYTES, "mnop", 4),
                     RT_OK); /* blank */
    board_fault_rot(rig->board, SPARE, BOARD_FLASH_SECTOR_BYTES, 0);
    board_fault_rot(rig->board, BOARD_REGION_BANK_B, 0, 7);
    assert_int_equal(board_flash_snapshot_read(rig->board, seen), RT_OK);
    assert_memory_equal(seen, before, sizeof seen);
    assert_memory_not_equal(board_flash_cells(rig->board, BOARD_REGION_FACTORY), before, sizeof before);
}

static void a_snapshot_without_memory_fails_and_the_device_continues(void **state)
{
    struct rig *rig = *state;
    static uint8_t seen[BOARD_FLASH_BYTES];
    assert_int_equal(board_flash_program(rig->board, SPARE, 0, "abcd", 4), RT_OK);
    rig_rebuild(rig);
    board_flash_snapshot(rig->board);
    rig_power_on(rig);
    rt_mem_fail_at(1);
    assert_int_equal(board_flash_program(rig->board, SPARE, 4, "efgh", 4), RT_OK);
    rt_mem_fail_at(0);
    assert_memory_equal(cells(rig), "abcdefgh", 8);
    assert_int_equal(board_flash_snapshot_read(rig->board, seen), RT_ENOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_regions_fill_the_part_without_gap),
        cmocka_unit_test_setup_teardown(nothing_is_vouched_for_after_a_change, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(programs_clear_bits_and_erases_set_them, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(misuse_aborts, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(raising_a_bit_without_erase_aborts, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(each_kind_of_cut_leaves_its_own_cells, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_torn_erase_leaves_ones_half_bits_and_old_cells, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_failure_is_no_cut, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_silent_failure_does_nothing_and_says_it_did, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_sector_that_is_worn_out_takes_nothing_any_more, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_sector_that_was_erased_rightly_is_strict_again, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_cut_may_take_the_operation_before_it_too, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_bit_rots_by_plan_and_from_outside, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(an_observer_sees_each_operation_before_it_happens, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(later_faults_count_from_the_one_before, set_up, rig_tear_down),
        cmocka_unit_test(the_text_form_goes_both_ways),
        cmocka_unit_test_setup_teardown(a_snapshot_is_what_the_cells_held_however_they_change, set_up, rig_tear_down),
        cmocka_unit_test_setup_teardown(a_snapshot_without_memory_fails_and_the_device_continues, set_up,
                                        rig_tear_down),
        cmocka_unit_test_setup_teardown(a_maker_writes_before_the_power_is_on, set_up, rig_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
