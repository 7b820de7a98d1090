/* SPDX-License-Identifier: MIT */
/*
 * Power cuts in the life of the banks. Each flow is run once to count its flash operations, then again and again
 * with one cut: before, at several places in the middle of, and after every single operation. The next power-on must
 * find the old or the new image; then the flow is done again and must end as the undisturbed one.
 *
 * Run one case again:  VSPA_FAULT=k17t3 ./test_power_boot
 */
#include <harness/boot_rig.h>
#include <harness/rig.h>
#include <harness/test.h>
#include <board/fault.h>
#include <board/flash.h>
#include <boot/boot_priv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes after which an operation is torn: inside a record (16), a head, a sector (65,536). */
static const uint32_t torn_bytes[] = {0, 1, 3, 4, 9, 12, 13, 15, 16, 40, 100, 1000, 0x7ffe, 0xfff0, 0xffff};
enum { N_TORN = sizeof torn_bytes / sizeof torn_bytes[0], CASES_PER_OPERATION = N_TORN + 2 };

static struct rt_buf image_old, image_new;
static uint8_t *start_flash; /* what each case begins with */

typedef enum rt_err flow_fn(struct rig *rig);

/* One start of the unit that says what runs. */
static enum rt_err boot(struct rig *rig, struct fw_boot *out)
{
    return fw_boot_decide(rig->board, NULL, out);
}

static enum rt_err upgrade_and_confirm(struct rig *rig)
{
    struct fw_boot now;
    enum rt_err err = boot(rig, &now);
    if (err == RT_OK && strcmp(now.image.version, "2.0.2") != 0) {
        err = boot_rig_upgrade(rig->board, &now, &image_new);
        err = err == RT_OK ? boot(rig, &now) : err;
    }
    return err == RT_OK ? fw_boot_confirm(rig->board, &now) : err;
}

static enum rt_err upgrade_and_fall_back(struct rig *rig)
{
    struct fw_boot now;
    enum rt_err err = boot(rig, &now);
    if (err == RT_OK && now.is_trial) { /* cut during the trial of an earlier go: that was the reset */
        err = boot(rig, &now);
    } else if (err == RT_OK) {
        err = boot_rig_upgrade(rig->board, &now, &image_new);
        err = err == RT_OK ? boot(rig, &now) : err; /* the trial */
        err = err == RT_OK ? boot(rig, &now) : err; /* reset without confirm */
    }
    return err;
}

static enum rt_err make_unit(struct rig *rig)
{
    return fw_boot_manufacture(rig->board, image_new.bytes, (uint32_t)image_new.n);
}

struct flow {
    const char *name;
    flow_fn *run;
    const char *ends_with; /* version that runs at the end */
    enum boot_state end_state;
    bool may_be_none; /* a unit that was never finished */
};

/* Everything that the flows touch lies in these sectors; copying all 64 would take most of the test's time. */
static void copy_flash(uint8_t *to, const uint8_t *from)
{
    static const struct {
        enum board_region region;
        uint32_t n_sectors;
    } parts[] = {{BOARD_REGION_BOOT, 2}, {BOARD_REGION_BANK_A, 2}, {BOARD_REGION_BANK_B, 2}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        uint32_t at = board_region(parts[i].region)->offset;
        memcpy(to + at, from + at, parts[i].n_sectors * BOARD_FLASH_SECTOR_BYTES);
    }
}

/* The power fails, if it has not yet, and comes back: no fault is armed any more. */
static void power_cycle(struct rig *rig)
{
    rig_power_off(rig);
    rig_power_on(rig);
    board_fault_arm(rig->board, NULL, 0);
}

static void load_start(struct rig *rig)
{
    power_cycle(rig);
    copy_flash(rig->flash, start_flash);
}

static uint64_t count_operations(struct rig *rig, const struct flow *flow)
{
    load_start(rig);
    uint64_t before = board_flash_n_operations(rig->board);
    assert_int_equal(flow->run(rig), RT_OK);
    return board_flash_n_operations(rig->board) - before;
}

static struct board_fault fault_of(uint64_t operation, unsigned n)
{
    if (n < N_TORN) {
        return (struct board_fault){operation, BOARD_FAULT_CUT_TORN, torn_bytes[n]};
    }
    return (struct board_fault){operation, n == N_TORN ? BOARD_FAULT_CUT_BEFORE : BOARD_FAULT_CUT_AFTER, 0};
}

/* NULL when all is well, or what is wrong. */
static const char *judge(const struct flow *flow, const struct fw_boot *found)
{
    if (found->bank == FW_BANK_NONE) {
        return flow->may_be_none ? NULL : "no bank runs";
    }
    bool is_old = found->image.n_bytes == image_old.n && memcmp(found->image.bytes, image_old.bytes, image_old.n) == 0;
    bool is_new = found->image.n_bytes == image_new.n && memcmp(found->image.bytes, image_new.bytes, image_new.n) == 0;
    return is_old || is_new ? NULL : "what runs is neither the old nor the new image";
}

static const char *run_case(struct rig *rig, const struct flow *flow, const struct board_fault *fault)
{
    struct fw_boot found;
    load_start(rig);
    board_fault_arm(rig->board, fault, 1);
    if (flow->run(rig) != RT_EPOWER || board_fault_n_hit(rig->board) != 1 || !board_is_dying(rig->board)) {
        return "the cut did not end the flow";
    }
    power_cycle(rig);
    if (boot(rig, &found) != RT_OK) {
        return "the decision failed";
    }
    const char *wrong = judge(flow, &found);
    if (wrong) {
        return wrong;
    }
    power_cycle(rig);
    if (flow->run(rig) != RT_OK) {
        return "the flow cannot be done again";
    }
    power_cycle(rig);
    struct boot_record record = boot_record_read(rig->board);
    if (boot(rig, &found) != RT_OK || strcmp(found.image.version, flow->ends_with) != 0 || found.is_trial) {
        return "done again, another image runs than should";
    }
    return record.state == flow->end_state && record.bank == found.bank ? NULL : "done again, the record is wrong";
}

static void report(const struct flow *flow, const struct board_fault *fault, const char *wrong, unsigned *n_wrong)
{
    char name[64];
    (void)board_fault_format(fault, 1, name, sizeof name);
    if (wrong) {
        fprintf(stderr, "%s %s: %s (again: VSPA_FAULT=%s)\n", flow->name, name, wrong, name);
        (*n_wrong)++;
    }
}

/* All cuts of a flow, or the one that the environment names. */
static void sweep(struct rig *rig, const struct flow *flow)
{
    struct board_fault fault;
    unsigned n_wrong = 0, n_cases = 0;
    const char *only = getenv("VSPA_FAULT");
    uint64_t n_operations = count_operations(rig, flow);
    assert_true(n_operations >= 4);
    if (only) {
        assert_int_equal(board_fault_parse(only, &fault, 1), 1); /* VSPA_FAULT is one fault, as in board/fault.h */
        if (fault.operation > n_operations) {
            print_message("%s: has only %llu operations\n", flow->name, (unsigned long long)n_operations);
            skip();
        }
        report(flow, &fault, run_case(rig, flow, &fault), &n_wrong);
        assert_int_equal(n_wrong, 0);
        return;
    }
    for (uint64_t k = 1; k <= n_operations; k++) {
        for (unsigned n = 0; n < CASES_PER_OPERATION; n++, n_cases++) {
            fault = fault_of(k, n);
            report(flow, &fault, run_case(rig, flow, &fault), &n_wrong);
        }
    }
    print_message("%s: %llu operations, %u cuts\n", flow->name, (unsigned long long)n_operations, n_cases);
    assert_int_equal(n_wrong, 0);
}

static int set_up(void **state)
{
    static struct rig rig;
    rt_buf_init(&image_old, FW_IMAGE_BYTES_MAX);
    rt_buf_init(&image_new, FW_IMAGE_BYTES_MAX);
    boot_rig_image(&image_old, "1.0.1", 3000);
    boot_rig_image(&image_new, "2.0.2", 66001); /* two sectors, and an odd length */
    rig_init(&rig);
    assert_int_equal(fw_boot_manufacture(rig.board, image_old.bytes, (uint32_t)image_old.n), RT_OK);
    /* Bank B is not blank: an older life has left something there. */
    memset(rig.flash + board_region(BOARD_REGION_BANK_B)->offset, 0x12, 2 * BOARD_FLASH_SECTOR_BYTES);
    start_flash = malloc(BOARD_FLASH_BYTES);
    assert_non_null(start_flash);
    memcpy(start_flash, rig.flash, BOARD_FLASH_BYTES);
    *state = &rig;
    return 0;
}

static int tear_down(void **state)
{
    rig_fini(*state);
    free(start_flash);
    rt_buf_fini(&image_old);
    rt_buf_fini(&image_new);
    return 0;
}

/* Records until n places are left in both sectors: so that a flow comes to the turn-over. */
static void fill_records(struct rig *rig, uint32_t n_left)
{
    while (boot_record_read(rig->board).sequence < BOOT_RECORDS_PER_SECTOR - n_left) {
        assert_int_equal(boot_record_write(rig->board, FW_BANK_A, BOOT_CONFIRMED), RT_OK);
    }
    copy_flash(start_flash, rig->flash);
}

static const struct flow confirm_flow = {"confirm", upgrade_and_confirm, "2.0.2", BOOT_CONFIRMED, false};
static const struct flow fall_back_flow = {"fall back", upgrade_and_fall_back, "1.0.1", BOOT_FELL_BACK, false};

static void an_upgrade_that_is_confirmed_survives_every_cut(void **state)
{
    sweep(*state, &confirm_flow);
}

static void an_upgrade_that_falls_back_survives_every_cut(void **state)
{
    sweep(*state, &fall_back_flow);
}

static void full_sectors_of_records_survive_every_cut(void **state)
{
    for (uint32_t n_left = 3; n_left-- > 0;) { /* the flow writes three records: the turn-over meets each of them */
        struct rig *rig = *state;
        load_start(rig);
        fill_records(rig, n_left);
        sweep(rig, &confirm_flow);
    }
}

static void a_unit_in_use_can_be_made_anew_through_every_cut(void **state)
{
    static const struct flow flow = {"make over a unit in use", make_unit, "2.0.2", BOOT_CONFIRMED, false};
    struct rig *rig = *state;
    load_start(rig);
    assert_int_equal(upgrade_and_fall_back(rig), RT_OK);
    memcpy(start_flash, rig->flash, BOARD_FLASH_BYTES);
    sweep(rig, &flow);
}

static void a_new_unit_is_whole_or_can_be_made_again(void **state)
{
    static const struct flow flow = {"make", make_unit, "2.0.2", BOOT_CONFIRMED, true};
    struct rig *rig = *state;
    memset(start_flash, 0xff, BOARD_FLASH_BYTES);
    sweep(rig, &flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_upgrade_that_is_confirmed_survives_every_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_upgrade_that_falls_back_survives_every_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full_sectors_of_records_survive_every_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_unit_in_use_can_be_made_anew_through_every_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_unit_is_whole_or_can_be_made_again, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
