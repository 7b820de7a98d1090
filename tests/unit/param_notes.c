/* SPDX-License-Identifier: MIT */
/* Notes beside the parameters: kept over a restart, forgotten by a factory reset, old or new after a power cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <board/board.h>
#include <board/fault.h>
#include <board/flash.h>
#include <fw/param.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char schema_text[] = "GPP_A\tGPP A\tVoice/Provisioning\tGeneral\tstring\t\t\tna\t\t\n";

struct unit {
    struct board *board;
    struct fw_schema *schema;
    struct fw_params *params;
    uint8_t *flash;
};

static void open_params(struct unit *u)
{
    assert_int_equal(fw_params_create(&u->params, u->board, u->schema, NULL), RT_OK);
}

static void restart(struct unit *u)
{
    fw_params_destroy(u->params);
    board_power_off(u->board);
    board_step(u->board, board_next_due_us(u->board));
    board_power_on(u->board);
    board_step(u->board, board_next_due_us(u->board));
    open_params(u);
}

static int set_up(void **state)
{
    struct unit *u = calloc(1, sizeof(*u));
    unsigned bad_line;
    u->flash = malloc(BOARD_FLASH_BYTES);
    memset(u->flash, 0xff, BOARD_FLASH_BYTES);
    u->board = board_create(&(struct board_config){.flash = u->flash});
    board_power_on(u->board);
    board_step(u->board, board_next_due_us(u->board));
    assert_int_equal(fw_schema_create(&u->schema, schema_text, strlen(schema_text), &bad_line), RT_OK);
    open_params(u);
    *state = u;
    return 0;
}

static int tear_down(void **state)
{
    struct unit *u = *state;
    fw_params_destroy(u->params);
    fw_schema_destroy(u->schema);
    board_destroy(u->board);
    free(u->flash);
    free(u);
    return 0;
}

static void a_note_is_there_after_a_restart(void **state)
{
    struct unit *u = *state;
    assert_string_equal(fw_params_note(u->params, "upgrade.done"), "");
    assert_int_equal(fw_params_set_note(u->params, "upgrade.done", "one"), RT_OK);
    restart(u);
    assert_string_equal(fw_params_note(u->params, "upgrade.done"), "one");
    assert_int_equal(fw_params_set_note(u->params, "upgrade.done", ""), RT_OK);
    restart(u);
    assert_string_equal(fw_params_note(u->params, "upgrade.done"), "");
}

static void a_factory_reset_forgets_notes(void **state)
{
    struct unit *u = *state;
    assert_int_equal(fw_params_set_note(u->params, "upgrade.done", "one"), RT_OK);
    assert_int_equal(fw_params_factory_reset(u->params), RT_OK);
    assert_string_equal(fw_params_note(u->params, "upgrade.done"), "");
    restart(u);
    assert_string_equal(fw_params_note(u->params, "upgrade.done"), "");
}

/* Enough notes to fill the half several times over: the last one counts, also through rewrites. */
static void notes_survive_a_full_journal(void **state)
{
    struct unit *u = *state;
    char text[FW_VALUE_MAX + 1];
    for (unsigned i = 0; i < 400; i++) {
        memset(text, 'a' + (int)(i % 26), FW_VALUE_MAX);
        text[FW_VALUE_MAX] = '\0';
        assert_int_equal(fw_params_set_note(u->params, "n", text), RT_OK);
    }
    assert_true(fw_params_journal(u->params).n_compactions >= 2);
    restart(u);
    assert_string_equal(fw_params_note(u->params, "n"), text);
}

static void a_power_cut_leaves_the_old_note_or_the_new(void **state)
{
    struct unit *u = *state;
    static const char *const phases[] = {"b", "t1", "t4", "t17", "a"};
    unsigned n_cuts = 0, n_old = 0;

    for (unsigned k = 1; k <= 16; k++) {
        for (unsigned phase = 0; phase < 5; phase++) {
            char plan_text[16];
            struct board_fault fault;
            snprintf(plan_text, sizeof(plan_text), "k%u%s", k, phases[phase]);
            assert_int_equal(fw_params_set_note(u->params, "n", "old"), RT_OK);
            assert_int_equal(board_fault_parse(plan_text, &fault, 1), 1);
            board_fault_arm(u->board, &fault, 1);
            enum rt_err err = fw_params_set_note(u->params, "n", "new");
            bool was_cut = board_fault_n_hit(u->board) > 0;
            board_fault_arm(u->board, NULL, 0);
            assert_true(was_cut == (err != RT_OK));
            assert_string_equal(fw_params_note(u->params, "n"), err == RT_OK ? "new" : "old");
            restart(u);
            const char *now = fw_params_note(u->params, "n");
            assert_true(strcmp(now, "old") == 0 || strcmp(now, "new") == 0);
            n_cuts += was_cut;
            n_old += strcmp(now, "old") == 0;
        }
    }
    assert_true(n_cuts >= 10);
    assert_true(n_old >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_note_is_there_after_a_restart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_factory_reset_forgets_notes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(notes_survive_a_full_journal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_power_cut_leaves_the_old_note_or_the_new, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
