/* SPDX-License-Identifier: MIT */
/* The pictures of the state machines: whole, without dead ends, the same in the README, and binding. */
#include <harness/params_rig.h>
#include <harness/rig.h>
#include <harness/test.h>
#include <prov/prov_priv.h>
#include <recovery/recovery_priv.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <string.h>

#define FIRMWARE TEST_SOURCE_DIR "/../firmware/"

static const struct {
    const struct fw_machine *machine;
    const char *readme;
    uint32_t ends; /* states that only a restart ends, a bit each */
} rows[] = {
    {&resync_machine, FIRMWARE "prov/README.md", 0},
    {&upgrade_machine, FIRMWARE "prov/README.md", 1u << FW_UPGRADE_SWITCH},
    {&recovery_machine, FIRMWARE "recovery/README.md", 0},
};
#define N_ROWS (sizeof rows / sizeof rows[0])

static void no_step_stands_twice_or_leads_nowhere(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_ROWS; k++) {
        const struct fw_machine *m = rows[k].machine;
        for (size_t i = 0; i < m->n_steps; i++) {
            assert_int_not_equal(m->steps[i].from, m->steps[i].to);
            for (size_t j = i + 1; j < m->n_steps; j++) {
                assert_memory_not_equal(&m->steps[i], &m->steps[j], sizeof m->steps[i]);
            }
        }
    }
}

/* States that can be reached from `first`, a bit each. */
static uint32_t reached(const struct fw_machine *m, unsigned first)
{
    uint32_t all = 1u << first, before;
    do {
        before = all;
        for (size_t i = 0; i < m->n_steps; i++) {
            all |= (all >> m->steps[i].from & 1u) << m->steps[i].to;
        }
    } while (all != before);
    return all;
}

static void each_state_is_reached_and_left(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_ROWS; k++) {
        const struct fw_machine *m = rows[k].machine;
        assert_int_equal(reached(m, 0), (1u << m->n_states) - 1u); /* 0 is OFF */
        for (unsigned s = 0; s < m->n_states; s++) {
            bool is_end = (rows[k].ends >> s & 1u) != 0;
            assert_int_equal(reached(m, s) == 1u << s, is_end);
        }
    }
}

static void each_cause_has_a_step(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_ROWS; k++) {
        const struct fw_machine *m = rows[k].machine;
        for (unsigned cause = 0; cause < m->n_causes; cause++) {
            bool has_step = false;
            for (size_t i = 0; i < m->n_steps; i++) {
                has_step = has_step || m->steps[i].cause == cause;
            }
            assert_true(has_step);
        }
    }
}

static void the_readme_shows_each_table(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_ROWS; k++) {
        const struct fw_machine *m = rows[k].machine;
        struct rt_buf table;
        size_t n;
        char *readme = params_rig_read_file(rows[k].readme, &n);
        rt_buf_init(&table, 8192);
        assert_int_equal(rt_buf_printf(&table, "| %s | by | to |\n| --- | --- | --- |\n", m->name), RT_OK);
        for (size_t i = 0; i < m->n_steps; i++) {
            const struct fw_step *s = &m->steps[i];
            assert_int_equal(
                rt_buf_printf(&table, "| %s | %s | %s |\n", m->states[s->from], m->causes[s->cause], m->states[s->to]),
                RT_OK);
        }
        assert_int_equal(rt_buf_put_text(&table, "\n"), RT_OK); /* and no row more */
        if (strstr(readme, rt_buf_text(&table)) == NULL) {
            fail_msg("%s does not hold this table:\n%s", rows[k].readme, rt_buf_text(&table));
        }
        rt_buf_fini(&table);
        rt_mem_free(readme);
    }
}

static void take(void *ctx)
{
    const struct fw_step *s = ctx;
    fw_machine_check(&upgrade_machine, s->from, s->cause, s->to);
}

/* The rows of the table pass; what is none ends the process. */
static void what_is_not_in_the_table_is_a_bug(void **state)
{
    (void)state;
    const struct fw_machine *m = &upgrade_machine;
    for (size_t i = 0; i < m->n_steps; i++) {
        fw_machine_check(m, m->steps[i].from, m->steps[i].cause, m->steps[i].to);
    }
    static struct fw_step wrong[] = {
        {FW_UPGRADE_DOWNLOAD, UPGRADE_BY_REQUEST, FW_UPGRADE_DUE}, /* no command interrupts one that runs */
        {FW_UPGRADE_DOWNLOAD, UPGRADE_BY_IMAGE, FW_UPGRADE_WRITE}, /* nothing is written unseen */
        {FW_UPGRADE_SWITCH, UPGRADE_BY_FAILURE, FW_UPGRADE_OFF},   {FW_UPGRADE_OFF, UPGRADE_BY_TIMER, FW_UPGRADE_WAIT},
        {FW_N_UPGRADE_STATES, UPGRADE_BY_TIMER, FW_UPGRADE_OFF},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_true(rig_aborts(take, &wrong[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_step_stands_twice_or_leads_nowhere),
        cmocka_unit_test(each_state_is_reached_and_left),
        cmocka_unit_test(each_cause_has_a_step),
        cmocka_unit_test(the_readme_shows_each_table),
        cmocka_unit_test(what_is_not_in_the_table_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
