/* SPDX-License-Identifier: MIT */
/* The journal: values outlive releases that lack them, a full one says so, and whatever stands in flash is read. */
#include <harness/params_rig.h>
#include <rt/mem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HALF_0 0x40000u
#define HALF_1 0x80000u
#define HALF_N 0x40000u

/* Releases that part from the rig's schema: B lacks GPP_A, has Connection_Type without PPPOE, and another default. */
static const char release_b[] = "Connection_Type\tConnection Type\tT\tS\tchoice\tDHCP/Static IP\tDHCP\trw\t\t\n"
                                "Resync_Periodic\tResync Periodic\tT\tS\tint\t\t60\tna\t\t\n"
                                "Speed_Dial_2_1_\tSpeed Dial 2\tT\tS\tstring\t\t\trw\t\t\n";

static void set_access(struct params_rig *rig, const char *element, enum fw_access access)
{
    struct fw_txn *t;
    assert_int_equal(fw_txn_create(&t, rig->params), RT_OK);
    assert_int_equal(fw_txn_set_access(t, fw_param_find(rig->params, element), access), RT_OK);
    assert_int_equal(fw_txn_commit(t, "test", NULL), RT_OK);
    fw_txn_destroy(t);
}

/* Commits until the journal has moved to the other half. */
static void compact(struct params_rig *rig, const char *element)
{
    char text[FW_VALUE_MAX + 1];
    char *kept = rt_mem_strdup(fw_param_by_name(rig->params, element));
    uint32_t n_compactions = fw_params_journal(rig->params).n_compactions;
    for (unsigned i = 0; fw_params_journal(rig->params).n_compactions == n_compactions; i++) {
        assert_true(i < 1000);
        memset(text, 'a' + (int)(i % 26), 1500);
        text[1500] = '\0';
        assert_int_equal(params_rig_set(rig, element, text), RT_OK);
    }
    assert_int_equal(params_rig_set(rig, element, kept), RT_OK);
    rt_mem_free(kept);
}

static void values_outlive_a_release_that_lacks_them(void **state)
{
    (void)state;
    for (int with_compaction = 0; with_compaction < 2; with_compaction++) {
        struct params_rig rig;
        params_rig_open(&rig, NULL, NULL);
        assert_int_equal(params_rig_set(&rig, "GPP_A", "kept"), RT_OK);
        set_access(&rig, "GPP_A", FW_ACCESS_RO);
        set_access(&rig, "Dial_Tone", FW_ACCESS_RW); /* an access alone */
        assert_int_equal(params_rig_set(&rig, "Connection_Type", "PPPOE"), RT_OK);
        assert_int_equal(params_rig_set(&rig, "Resync_Periodic", "60"), RT_OK);
        params_rig_change_schema(&rig, release_b);
        assert_int_equal(fw_param_find(rig.params, "GPP_A"), FW_PARAM_NONE);
        assert_string_equal(fw_param_by_name(rig.params, "GPP_A"), "");
        assert_string_equal(fw_param_by_name(rig.params, "Connection_Type"), "DHCP"); /* PPPOE does not fit here */
        assert_string_equal(fw_param_by_name(rig.params, "Resync_Periodic"), "60");
        if (with_compaction) {
            compact(&rig, "Speed_Dial_2_1_");
        }
        assert_int_equal(params_rig_set(&rig, "Speed_Dial_2_1_", "2"), RT_OK);
        params_rig_change_schema(&rig, NULL);
        assert_string_equal(fw_param_by_name(rig.params, "GPP_A"), "kept");
        assert_int_equal(fw_param_access(rig.params, fw_param_find(rig.params, "GPP_A")), FW_ACCESS_RO);
        assert_int_equal(fw_param_access(rig.params, fw_param_find(rig.params, "Dial_Tone")), FW_ACCESS_RW);
        assert_string_equal(fw_param_by_name(rig.params, "Connection_Type"), "PPPOE");
        assert_string_equal(fw_param_by_name(rig.params, "Resync_Periodic"), "60");
        assert_string_equal(fw_param_by_name(rig.params, "Speed_Dial_2_1_"), "2");
        params_rig_close(&rig);
    }
}

static void a_value_set_anew_replaces_one_that_did_not_fit(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    assert_int_equal(params_rig_set(&rig, "Connection_Type", "PPPOE"), RT_OK);
    params_rig_change_schema(&rig, release_b);
    assert_int_equal(params_rig_set(&rig, "Connection_Type", "DHCP"), RT_OK); /* what it reads already */
    params_rig_change_schema(&rig, NULL);
    assert_string_equal(fw_param_by_name(rig.params, "Connection_Type"), "DHCP");
    params_rig_close(&rig);
}

static void a_factory_reset_forgets_what_the_release_lacks(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    assert_int_equal(params_rig_set(&rig, "GPP_A", "gone"), RT_OK);
    params_rig_change_schema(&rig, release_b);
    assert_int_equal(fw_params_factory_reset(rig.params), RT_OK);
    params_rig_change_schema(&rig, NULL);
    assert_string_equal(fw_param_by_name(rig.params, "GPP_A"), "");
    params_rig_close(&rig);
}

static void a_removed_note_does_not_hide_what_is_written_after_it(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    assert_int_equal(fw_params_set_note(rig.params, "first", "1"), RT_OK);
    assert_int_equal(params_rig_set(&rig, "GPP_A", "kept"), RT_OK);
    assert_int_equal(fw_params_set_note(rig.params, "second", "2"), RT_OK);
    params_rig_change_schema(&rig, release_b);
    /* No record fits behind a torn tail, so that removing the note rewrites the whole state. */
    struct board_fault torn = {1, BOARD_FAULT_CUT_TORN, 9};
    board_fault_arm(rig.board, &torn, 1);
    assert_int_equal(params_rig_set(&rig, "Speed_Dial_2_1_", "2"), RT_EPOWER);
    params_rig_restart(&rig);
    assert_int_equal(fw_params_set_note(rig.params, "first", ""), RT_OK);
    params_rig_change_schema(&rig, NULL);
    assert_string_equal(fw_params_note(rig.params, "first"), "");
    assert_string_equal(fw_params_note(rig.params, "second"), "2");
    assert_string_equal(fw_param_by_name(rig.params, "GPP_A"), "kept");
    params_rig_close(&rig);
}

static void a_journal_that_cannot_hold_the_values_says_full(void **state)
{
    (void)state;
    enum { N = 160 }; /* of 2,047 characters: more than the 256 KiB of a half */
    struct rt_buf schema;
    rt_buf_init(&schema, 1u << 16);
    for (unsigned i = 0; i < N; i++) {
        (void)rt_buf_printf(&schema, "Row_%u\tRow\tT\tS\tstring\t\t\tna\t\t\n", i);
    }
    struct params_rig rig;
    params_rig_open(&rig, rt_buf_text(&schema), NULL);
    rt_buf_fini(&schema);
    char text[FW_VALUE_MAX + 1], name[16];
    memset(text, 'v', FW_VALUE_MAX);
    text[FW_VALUE_MAX] = '\0';
    unsigned n_set = 0;
    enum rt_err err = RT_OK;
    for (; n_set < N && err == RT_OK; n_set += err == RT_OK) {
        (void)snprintf(name, sizeof name, "Row_%u", n_set);
        err = params_rig_set(&rig, name, text);
    }
    assert_int_equal(err, RT_EFULL);
    assert_true(n_set > 120 && n_set < 128);
    assert_string_equal(fw_param_get(rig.params, (int)n_set), "");
    params_rig_restart(&rig);
    for (unsigned i = 0; i < N; i++) {
        assert_string_equal(fw_param_get(rig.params, (int)i), i < n_set ? text : "");
    }
    /* One value less makes room for another, by compaction. */
    assert_int_equal(params_rig_set(&rig, "Row_0", ""), RT_OK);
    assert_int_equal(params_rig_set(&rig, name, text), RT_OK);
    params_rig_restart(&rig);
    assert_string_equal(fw_param_by_name(rig.params, "Row_0"), "");
    assert_string_equal(fw_param_by_name(rig.params, name), text);
    params_rig_close(&rig);
}

/* All in one transaction is too much as well, and leaves nothing. */
static void a_transaction_larger_than_the_journal_says_full(void **state)
{
    (void)state;
    struct rt_buf schema;
    rt_buf_init(&schema, 1u << 16);
    for (unsigned i = 0; i < 200; i++) {
        (void)rt_buf_printf(&schema, "Row_%u\tRow\tT\tS\tstring\t\t\tna\t\t\n", i);
    }
    struct params_rig rig;
    params_rig_open(&rig, rt_buf_text(&schema), NULL);
    rt_buf_fini(&schema);
    char text[FW_VALUE_MAX];
    memset(text, 'v', sizeof text);
    struct fw_txn *t;
    assert_int_equal(fw_txn_create(&t, rig.params), RT_OK);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(fw_txn_set(t, i, rt_str_n(text, sizeof text), NULL), RT_OK);
    }
    uint64_t n_operations = board_flash_n_operations(rig.board);
    assert_int_equal(fw_txn_commit(t, "test", NULL), RT_EFULL);
    assert_int_equal(board_flash_n_operations(rig.board), n_operations);
    assert_string_equal(fw_param_get(rig.params, 0), "");
    fw_txn_destroy(t);
    params_rig_close(&rig);
}

/* One byte of the journal is changed, each in turn: the unit starts, with values that it had at some time. */
static void a_damaged_byte_never_makes_up_a_value(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    assert_int_equal(params_rig_set(&rig, "GPP_A", "one"), RT_OK);
    assert_int_equal(params_rig_set(&rig, "GPP_A", "two"), RT_OK);
    uint32_t n_used = fw_params_journal(rig.params).n_used;
    unsigned n_harmed = 0;
    for (uint32_t i = 0; i < n_used + 64; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            params_rig_power_cycle(&rig);
            rig.flash[HALF_0 + i] ^= (uint8_t)(1u << bit);
            params_rig_restart(&rig);
            const char *value = fw_param_by_name(rig.params, "GPP_A");
            bool is_two = strcmp(value, "two") == 0;
            n_harmed += !is_two;
            assert_true(is_two || strcmp(value, "one") == 0 || strcmp(value, "") == 0);
            rig.flash[HALF_0 + i] ^= (uint8_t)(1u << bit);
        }
    }
    assert_true(n_harmed > 100);
    params_rig_restart(&rig);
    assert_string_equal(fw_param_by_name(rig.params, "GPP_A"), "two");
    params_rig_close(&rig);
}

static void noise_in_flash_is_the_factory_state(void **state)
{
    (void)state;
    static const struct {
        uint8_t first, step;
    } fills[] = {{0, 0}, {0x55, 0}, {1, 7}, {0xfe, 0}};
    for (size_t f = 0; f < sizeof fills / sizeof fills[0]; f++) {
        struct params_rig rig;
        params_rig_open(&rig, NULL, NULL);
        params_rig_power_cycle(&rig);
        for (uint32_t i = 0; i < 2 * HALF_N; i++) {
            rig.flash[HALF_0 + i] = (uint8_t)(fills[f].first + i * fills[f].step);
        }
        params_rig_restart(&rig);
        assert_string_equal(fw_param_by_name(rig.params, "Resync_Periodic"), "3600");
        assert_int_equal(params_rig_set(&rig, "Resync_Periodic", "60"), RT_OK);
        params_rig_restart(&rig);
        assert_string_equal(fw_param_by_name(rig.params, "Resync_Periodic"), "60");
        params_rig_close(&rig);
    }
}

static void the_newer_half_counts_and_the_older_one_stands_in(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    assert_int_equal(params_rig_set(&rig, "Resync_Periodic", "1"), RT_OK); /* half 0 */
    compact(&rig, "GPP_A");                                                /* half 1 */
    assert_int_equal(params_rig_set(&rig, "Resync_Periodic", "2"), RT_OK);
    params_rig_restart(&rig);
    assert_string_equal(fw_param_by_name(rig.params, "Resync_Periodic"), "2");
    params_rig_power_cycle(&rig);
    rig.flash[HALF_1] = 0; /* the newer half loses its header */
    params_rig_restart(&rig);
    assert_string_equal(fw_param_by_name(rig.params, "Resync_Periodic"), "1");
    params_rig_close(&rig);
}

static void figures_tell_the_state_of_the_journal(void **state)
{
    (void)state;
    struct params_rig rig;
    params_rig_open(&rig, NULL, NULL);
    struct fw_journal_info info = fw_params_journal(rig.params);
    assert_int_equal(info.n_bytes, HALF_N);
    assert_int_equal(info.n_used + info.n_records + info.n_compactions + info.sequence, 0);
    assert_int_equal(params_rig_set(&rig, "GPP_A", "1"), RT_OK);
    assert_int_equal(params_rig_set(&rig, "GPP_A", "2"), RT_OK);
    info = fw_params_journal(rig.params);
    assert_int_equal(info.n_records, 2);
    assert_int_equal(info.sequence, 2);
    assert_int_equal(info.n_used, 32 + 2 * (16 + 12 + 4));
    params_rig_restart(&rig);
    struct fw_journal_info again = fw_params_journal(rig.params);
    assert_int_equal(again.n_used, info.n_used);
    assert_int_equal(again.n_records, 2);
    assert_int_equal(again.sequence, 2);
    params_rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_outlive_a_release_that_lacks_them),
        cmocka_unit_test(a_value_set_anew_replaces_one_that_did_not_fit),
        cmocka_unit_test(a_factory_reset_forgets_what_the_release_lacks),
        cmocka_unit_test(a_removed_note_does_not_hide_what_is_written_after_it),
        cmocka_unit_test(a_journal_that_cannot_hold_the_values_says_full),
        cmocka_unit_test(a_transaction_larger_than_the_journal_says_full),
        cmocka_unit_test(a_damaged_byte_never_makes_up_a_value),
        cmocka_unit_test(noise_in_flash_is_the_factory_state),
        cmocka_unit_test(the_newer_half_counts_and_the_older_one_stands_in),
        cmocka_unit_test(figures_tell_the_state_of_the_journal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
