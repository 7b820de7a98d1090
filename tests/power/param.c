/* SPDX-License-Identifier: MIT */
/*
 * The power fails before, in the middle of and after every single flash operation of a commit, a compaction, a
 * factory reset and a user reset: the unit then has exactly the old or the new values, and a next commit works.
 */
#include <harness/params_rig.h>
#include <board/signal.h>
#include <rt/mem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define OPERATIONS_MAX 32u
#define FAULTS_MAX     256u
#define JOURNAL_AT     0x40000u /* both halves: board/flash.h */
#define JOURNAL_BYTES  0x80000u

static enum rt_err set_three(struct params_rig *rig)
{
    struct fw_txn *t;
    enum rt_err err = fw_txn_create(&t, rig->params);
    assert_int_equal(err, RT_OK);
    assert_int_equal(fw_txn_set_by_name(t, RT_STR("GPP_A"), RT_STR("new value"), NULL), RT_OK);
    assert_int_equal(fw_txn_set_by_name(t, RT_STR("Resync_Periodic"), RT_STR("3600"), NULL), RT_OK);
    assert_int_equal(fw_txn_set_by_name(t, RT_STR("Enable_WAN_Web_Server"), RT_STR("1"), NULL), RT_OK);
    assert_int_equal(fw_txn_set_access(t, fw_param_find(rig->params, "Dial_Plan_1_"), FW_ACCESS_RO), RT_OK);
    err = fw_txn_commit(t, "test", NULL);
    fw_txn_destroy(t);
    return err;
}

static enum rt_err factory_reset(struct params_rig *rig)
{
    return fw_params_factory_reset(rig->params);
}

static enum rt_err user_reset(struct params_rig *rig)
{
    return fw_params_user_reset(rig->params);
}

static void prepare_nothing(struct params_rig *rig)
{
    (void)rig;
}

static void prepare_values(struct params_rig *rig)
{
    assert_int_equal(params_rig_set(rig, "GPP_A", "old value"), RT_OK);
    assert_int_equal(params_rig_set(rig, "Resync_Periodic", "60"), RT_OK);
    assert_int_equal(params_rig_set(rig, "Speed_Dial_2_1_", "4711"), RT_OK);
    assert_int_equal(params_rig_set(rig, "Admin_Passwd", "secret"), RT_OK);
}

/* Fills the half in use until no record fits any more: the smallest has 40 bytes. A record that sets GPP_A to n
 * characters has 20 bytes and the 11 + n of its entry, up to a multiple of 4. */
static void prepare_full(struct params_rig *rig)
{
    char text[FW_VALUE_MAX + 1];
    prepare_values(rig);
    uint32_t n_compactions = fw_params_journal(rig->params).n_compactions;
    struct fw_journal_info info;
    for (char c = 'a';; c = c == 'z' ? 'a' : (char)(c + 1)) {
        info = fw_params_journal(rig->params);
        uint32_t left = info.n_bytes - info.n_used;
        if (left < 40) {
            break;
        }
        size_t n = left > 2040 ? 1000 : left - 36;
        memset(text, c, n);
        text[n] = '\0';
        assert_int_equal(params_rig_set(rig, "GPP_A", text), RT_OK);
    }
    assert_int_equal(info.n_compactions, n_compactions);
}

/* As above, and the other half has been in use before, so that it has to be erased with values in it. */
static void prepare_second_half(struct params_rig *rig)
{
    prepare_full(rig);
    assert_int_equal(set_three(rig), RT_OK);
    prepare_full(rig);
}

struct scenario {
    const char *name;
    void (*prepare)(struct params_rig *rig);
    enum rt_err (*act)(struct params_rig *rig);
    unsigned n_operations; /* that the act takes */
    unsigned n_deciding;   /* up to and with this operation a fault may leave the old values; later it may not */
};

static const struct scenario scenarios[] = {
    {"first commit", prepare_nothing, set_three, 8, 8}, /* 4 erases, record, its mark, header, its mark */
    {"commit", prepare_values, set_three, 2, 2},
    {"compaction", prepare_full, set_three, 8, 8},
    {"compaction back", prepare_second_half, set_three, 8, 8},
    {"factory reset", prepare_values, factory_reset, 12, 8}, /* and 4 erases of the old half */
    {"factory reset when full", prepare_second_half, factory_reset, 12, 8},
    {"user reset", prepare_values, user_reset, 2, 2},
    {"user reset when full", prepare_full, user_reset, 8, 8},
};

/* A scenario with its flash before and both sets of values. */
struct stage {
    struct params_rig rig;
    const struct scenario *scenario;
    uint8_t *before; /* both halves of the journal */
    char *old, *new;
    uint32_t operation_bytes[OPERATIONS_MAX];
    unsigned n_operations;
};

static void note_operations(struct stage *s, uint64_t from)
{
    s->n_operations = 0;
    for (; from < board_trace_end(s->rig.board); from++) {
        const struct board_event *e = board_trace_get(s->rig.board, from);
        assert_non_null(e);
        if (board_event_signal(e) == &board_signal_flash) {
            assert_true(s->n_operations < OPERATIONS_MAX);
            s->operation_bytes[s->n_operations++] = (uint32_t)e->value;
        }
    }
}

static void set_stage(struct stage *s, const struct scenario *scenario)
{
    *s = (struct stage){.scenario = scenario};
    params_rig_open(&s->rig, NULL, NULL);
    scenario->prepare(&s->rig);
    s->before = malloc(JOURNAL_BYTES);
    assert_non_null(s->before);
    memcpy(s->before, s->rig.flash + JOURNAL_AT, JOURNAL_BYTES);
    s->old = params_rig_state(&s->rig);
    uint64_t from = board_trace_end(s->rig.board);
    assert_int_equal(scenario->act(&s->rig), RT_OK);
    note_operations(s, from);
    s->new = params_rig_state(&s->rig);
    assert_string_not_equal(s->old, s->new);
    if (s->n_operations != scenario->n_operations) {
        fail_msg("%s: %u operations, not %u", scenario->name, s->n_operations, scenario->n_operations);
    }
    params_rig_restart(&s->rig);
    char *again = params_rig_state(&s->rig);
    assert_string_equal(again, s->new);
    rt_mem_free(again);
}

static void strike(struct stage *s)
{
    rt_mem_free(s->old);
    rt_mem_free(s->new);
    free(s->before);
    params_rig_close(&s->rig);
}

/* Back to the flash before the act. */
static void rewind_flash(struct stage *s)
{
    board_fault_arm(s->rig.board, NULL, 0);
    params_rig_power_cycle(&s->rig);
    memcpy(s->rig.flash + JOURNAL_AT, s->before, JOURNAL_BYTES);
    params_rig_restart(&s->rig);
}

/* Every fault that operations of these sizes can have. */
static size_t all_faults(const uint32_t *bytes, unsigned n_operations, struct board_fault out[FAULTS_MAX])
{
    size_t n = 0;
    for (unsigned k = 1; k <= n_operations; k++) {
        uint32_t last = bytes[k - 1] - 1;
        const uint32_t torn[] = {0, 1, 2, 3, 4, 17, last / 2, last};
        assert_true(n + 3 + sizeof torn / sizeof torn[0] <= FAULTS_MAX);
        out[n++] = (struct board_fault){k, BOARD_FAULT_CUT_BEFORE, 0};
        out[n++] = (struct board_fault){k, BOARD_FAULT_CUT_AFTER, 0};
        out[n++] = (struct board_fault){k, BOARD_FAULT_FAIL, 0};
        for (size_t i = 0; i < sizeof torn / sizeof torn[0]; i++) {
            if (torn[i] <= last) {
                out[n++] = (struct board_fault){k, BOARD_FAULT_CUT_TORN, torn[i]};
            }
        }
    }
    return n;
}

enum found { FOUND_OLD, FOUND_NEW };

static enum found which(const struct stage *s, const struct board_fault *f)
{
    char *state = params_rig_state(&s->rig);
    bool is_old = strcmp(state, s->old) == 0, is_new = strcmp(state, s->new) == 0;
    if (!is_old && !is_new) {
        fail_msg("%s, fault %d in operation %u (%u bytes): neither old nor new:\n%s", s->scenario->name, (int)f->kind,
                 (unsigned)f->operation, f->torn_bytes, state);
    }
    rt_mem_free(state);
    return is_new ? FOUND_NEW : FOUND_OLD;
}

/* A commit works now, and its value is there after a restart; all else stays. */
static void a_commit_works(struct stage *s, const struct board_fault *f)
{
    enum found before = which(s, f);
    char *rule = rt_mem_strdup(fw_param_by_name(s->rig.params, "Profile_Rule"));
    assert_int_equal(params_rig_set(&s->rig, "Profile_Rule", "/after.cfg"), RT_OK);
    params_rig_restart(&s->rig);
    assert_string_equal(fw_param_by_name(s->rig.params, "Profile_Rule"), "/after.cfg");
    assert_int_equal(params_rig_set(&s->rig, "Profile_Rule", rule), RT_OK);
    params_rig_restart(&s->rig);
    assert_int_equal(which(s, f), before);
    rt_mem_free(rule);
}

/* One fault in the act; returns what the unit has after it. */
static enum found act_with(struct stage *s, const struct board_fault *f)
{
    bool is_cut = f->kind != BOARD_FAULT_FAIL;
    rewind_flash(s);
    board_fault_arm(s->rig.board, f, 1);
    enum rt_err err = s->scenario->act(&s->rig);
    assert_int_equal(board_fault_n_hit(s->rig.board), 1);
    assert_true(board_is_dying(s->rig.board) == is_cut);
    enum found in_memory = which(s, f); /* never a mixture, in memory neither */
    if (f->operation <= s->scenario->n_deciding) {
        assert_int_equal(err, is_cut ? RT_EPOWER : RT_EIO);
        assert_int_equal(in_memory, FOUND_OLD);
    } else {
        assert_int_equal(err, RT_OK);
        assert_int_equal(in_memory, FOUND_NEW);
    }
    params_rig_restart(&s->rig);
    enum found found = which(s, f);
    bool must_be_old = f->operation < s->scenario->n_deciding ||
                       (f->operation == s->scenario->n_deciding && f->kind != BOARD_FAULT_CUT_AFTER);
    assert_int_equal(found, must_be_old ? FOUND_OLD : FOUND_NEW);
    return found;
}

static void one_fault(void **state)
{
    struct stage s;
    set_stage(&s, *state);
    struct board_fault faults[FAULTS_MAX];
    size_t n = all_faults(s.operation_bytes, s.n_operations, faults), n_new = 0;
    for (size_t i = 0; i < n; i++) {
        n_new += act_with(&s, &faults[i]) == FOUND_NEW;
        a_commit_works(&s, &faults[i]);
    }
    assert_true(n_new > 0 && n_new < n);
    strike(&s);
}

/* A failing part without a restart: the same parameters in memory go on to commit. */
static void a_failed_write_can_be_tried_again(void **state)
{
    struct stage s;
    set_stage(&s, *state);
    for (unsigned k = 1; k <= s.scenario->n_deciding; k++) {
        struct board_fault f = {k, BOARD_FAULT_FAIL, 0};
        rewind_flash(&s);
        board_fault_arm(s.rig.board, &f, 1);
        assert_int_equal(s.scenario->act(&s.rig), RT_EIO);
        assert_int_equal(which(&s, &f), FOUND_OLD);
        assert_int_equal(s.scenario->act(&s.rig), RT_OK);
        assert_int_equal(which(&s, &f), FOUND_NEW);
        params_rig_restart(&s.rig);
        assert_int_equal(which(&s, &f), FOUND_NEW);
    }
    strike(&s);
}

/* The power fails, comes back, and fails again in the first thing that is written. */
static void two_faults(void **state)
{
    struct stage s;
    set_stage(&s, *state);
    uint32_t bytes[8]; /* a commit behind a torn tail is a rewrite: four sectors, then four programs */
    for (size_t i = 0; i < 8; i++) {
        bytes[i] = i < 4 ? BOARD_FLASH_SECTOR_BYTES : 4;
    }
    struct board_fault first[FAULTS_MAX], second[FAULTS_MAX];
    size_t n_first = all_faults(s.operation_bytes, s.n_operations, first), n_second = all_faults(bytes, 8, second);
    size_t n_both = 0;
    for (size_t i = 0; i < n_first; i++) {
        for (size_t j = i % 13; j < n_second; j += 13) { /* each second fault meets some of the first ones */
            enum found before = act_with(&s, &first[i]);
            board_fault_arm(s.rig.board, &second[j], 1);
            enum rt_err err = params_rig_set(&s.rig, "Profile_Rule", "/between.cfg");
            bool is_hit = board_fault_n_hit(s.rig.board) == 1;
            assert_int_equal(err == RT_OK, !is_hit);
            n_both += is_hit;
            params_rig_restart(&s.rig);
            bool is_between = strcmp(fw_param_by_name(s.rig.params, "Profile_Rule"), "/between.cfg") == 0;
            assert_true(is_hit || is_between);
            board_fault_arm(s.rig.board, NULL, 0);
            assert_int_equal(params_rig_set(&s.rig, "Profile_Rule", "/spa$PSN.cfg"), RT_OK);
            params_rig_restart(&s.rig);
            assert_int_equal(which(&s, &second[j]), before);
        }
    }
    assert_true(n_both > 0);
    strike(&s);
}

int main(void)
{
    enum { N = sizeof scenarios / sizeof scenarios[0], N_TESTS = 3 };
    static const struct {
        const char *name;
        CMUnitTestFunction test;
    } kinds[N_TESTS] = {
        {"one fault", one_fault}, {"tried again", a_failed_write_can_be_tried_again}, {"two faults", two_faults}};
    struct CMUnitTest tests[N * N_TESTS];
    char names[N * N_TESTS][64];
    for (size_t i = 0; i < N * N_TESTS; i++) {
        const struct scenario *scenario = &scenarios[i % N];
        (void)snprintf(names[i], sizeof names[i], "%s: %s", scenario->name, kinds[i / N].name);
        tests[i] = (struct CMUnitTest){
            .name = names[i], .test_func = kinds[i / N].test, .initial_state = (void *)(uintptr_t)scenario};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
