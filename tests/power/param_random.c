/* SPDX-License-Identifier: MIT */
/*
 * Random commits and resets with random power cuts and failures, against a model: what the unit has is always what
 * it had before the cut or what the commit would have given it. Fixed seeds, so a failure names itself.
 */
#include <harness/params_rig.h>
#include <rt/mem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define N_ROWS  24u
#define N_STEPS 700u /* for each of three seeds: 2,100 in all */
#define TEXT_N  1200u

struct model {
    char value[N_ROWS][TEXT_N + 1];
    enum fw_access access[N_ROWS];
};

static uint32_t random_below(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*seed >> 8) * below) >> 24);
}

static char *make_schema(void)
{
    struct rt_buf text;
    rt_buf_init(&text, 1u << 16);
    for (unsigned i = 0; i < N_ROWS; i++) {
        (void)rt_buf_printf(&text, "Row_%u\tRow %u\tT\tS\tstring\t\tdefault %u\t%s\t\t\n", i, i, i,
                            i % 3 == 0 ? "rw" : "na");
    }
    assert_int_equal(rt_buf_error(&text), RT_OK);
    return rt_buf_take(&text);
}

static void make_factory(struct model *m)
{
    for (unsigned i = 0; i < N_ROWS; i++) {
        (void)snprintf(m->value[i], sizeof m->value[i], "default %u", i);
        m->access[i] = i % 3 == 0 ? FW_ACCESS_RW : FW_ACCESS_NA;
    }
}

static bool is_equal(const struct params_rig *rig, const struct model *m)
{
    for (unsigned i = 0; i < N_ROWS; i++) {
        if (strcmp(fw_param_get(rig->params, (int)i), m->value[i]) != 0 ||
            fw_param_access(rig->params, (int)i) != m->access[i]) {
            return false;
        }
    }
    return true;
}

static enum rt_err commit_some(struct params_rig *rig, struct model *m, uint32_t *seed)
{
    struct fw_txn *t;
    assert_int_equal(fw_txn_create(&t, rig->params), RT_OK);
    for (unsigned n = 1 + random_below(seed, 8); n > 0; n--) {
        unsigned row = random_below(seed, N_ROWS);
        char *text = m->value[row];
        switch (random_below(seed, 8)) {
        case 0:
            (void)snprintf(text, TEXT_N, "default %u", row);
            assert_int_equal(fw_txn_set_default(t, (int)row), RT_OK);
            break;
        case 1:
            m->access[row] = (enum fw_access)random_below(seed, 3);
            assert_int_equal(fw_txn_set_access(t, (int)row, m->access[row]), RT_OK);
            break;
        default: {
            size_t length = random_below(seed, 2) == 0 ? random_below(seed, 20) : random_below(seed, TEXT_N);
            memset(text, 'a' + (int)random_below(seed, 26), length);
            text[length] = '\0';
            assert_int_equal(fw_txn_set(t, (int)row, rt_str(text), NULL), RT_OK);
        }
        }
    }
    enum rt_err err = fw_txn_commit(t, "random", NULL);
    fw_txn_destroy(t);
    return err;
}

static enum rt_err act(struct params_rig *rig, struct model *m, uint32_t *seed)
{
    switch (random_below(seed, 40)) {
    case 0:
        make_factory(m);
        return fw_params_factory_reset(rig->params);
    case 1:
        for (unsigned i = 0; i < N_ROWS; i++) {
            if (m->access[i] == FW_ACCESS_RW) {
                (void)snprintf(m->value[i], sizeof m->value[i], "default %u", i);
            }
        }
        return fw_params_user_reset(rig->params);
    default:
        return commit_some(rig, m, seed);
    }
}

static void arm(struct params_rig *rig, uint32_t *seed)
{
    /* Mostly among the two operations of a commit, sometimes among the eight of a compaction. */
    uint32_t span = random_below(seed, 3) == 0 ? 8 : 2;
    struct board_fault f = {1 + random_below(seed, span), (enum board_fault_kind)random_below(seed, 4),
                            random_below(seed, random_below(seed, 2) == 0 ? 8 : 3000)};
    board_fault_arm(rig->board, &f, 1);
}

static void run(uint32_t seed)
{
    uint32_t first_seed = seed;
    char *schema = make_schema();
    struct params_rig rig;
    struct model *old = malloc(sizeof *old), *new = malloc(sizeof *new);
    assert_true(old != NULL && new != NULL);
    params_rig_open(&rig, schema, NULL);
    make_factory(old);
    unsigned n_cut = 0, n_failed = 0, n_old = 0, n_compactions = 0;
    for (unsigned i = 0; i < N_STEPS; i++) {
        *new = *old;
        bool is_armed = random_below(&seed, 3) == 0;
        if (is_armed) {
            arm(&rig, &seed);
        }
        uint32_t before = fw_params_journal(rig.params).n_compactions;
        enum rt_err err = act(&rig, new, &seed);
        n_compactions += fw_params_journal(rig.params).n_compactions - before;
        bool is_cut = board_is_dying(rig.board);
        if (!is_equal(&rig, err == RT_OK ? new : old)) {
            fail_msg("seed %u, step %u: %s, but the memory says otherwise", first_seed, i, rt_err_name(err));
        }
        board_fault_arm(rig.board, NULL, 0);
        n_failed += err == RT_EIO;
        if (is_cut || random_below(&seed, 10) == 0) {
            n_cut += is_cut;
            params_rig_restart(&rig);
            bool is_new = is_equal(&rig, new), is_old = is_equal(&rig, old);
            /* After success only the new, after a failure only the old, after a cut either. */
            if (!((is_new && err != RT_EIO) || (is_old && err != RT_OK))) {
                fail_msg("seed %u, step %u: %s, and now neither old nor new", first_seed, i, rt_err_name(err));
            }
            n_old += is_old && !is_new;
            *new = is_new ? *new : *old;
        } else if (err != RT_OK) {
            *new = *old;
        }
        *old = *new;
    }
    assert_true(n_cut > 50 && n_failed > 20 && n_old > 20 && n_compactions > 20);
    params_rig_close(&rig);
    rt_mem_free(schema);
    free(old);
    free(new);
}

static void random_commits_with_seed_1(void **state)
{
    (void)state;
    run(1);
}

static void random_commits_with_seed_2102(void **state)
{
    (void)state;
    run(2102);
}

static void random_commits_with_seed_73738(void **state)
{
    (void)state;
    run(73738);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_commits_with_seed_1),
        cmocka_unit_test(random_commits_with_seed_2102),
        cmocka_unit_test(random_commits_with_seed_73738),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
