/* SPDX-License-Identifier: MIT */
#include <harness/test.h>
#include <pool/pool.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_MAX 40

/* What the parent heard, and what children leave in shared memory. */
struct seen {
    enum emu_pool_end end[N_MAX];
    int number[N_MAX];
    unsigned n_done[N_MAX], n_heard[N_MAX], n_prepared, n_at_once, most_at_once;
    bool heard_after_done;
    unsigned *in_child; /* shared, one each */
};

static void hear(void *ctx, size_t i, const void *message, size_t n)
{
    struct seen *s = ctx;
    unsigned number;
    assert_int_equal(n, sizeof number);
    memcpy(&number, message, sizeof number);
    assert_int_equal(number, s->n_heard[i]); /* in their order */
    s->n_heard[i]++;
    s->heard_after_done = s->heard_after_done || s->n_done[i] > 0;
}

static void done(void *ctx, size_t i, enum emu_pool_end end, int number)
{
    struct seen *s = ctx;
    s->end[i] = end;
    s->number[i] = number;
    s->n_done[i]++;
    s->n_at_once -= end == EMU_POOL_NOT_STARTED ? 0 : 1;
}

static void prepare(void *ctx, size_t i)
{
    struct seen *s = ctx;
    assert_int_equal(i, s->n_prepared); /* one after the other */
    s->n_prepared++;
    s->n_at_once++;
    s->most_at_once = s->n_at_once > s->most_at_once ? s->n_at_once : s->most_at_once;
}

static int set_up(void **state)
{
    static struct seen seen;
    seen = (struct seen){.in_child = emu_pool_share(N_MAX * sizeof(unsigned))};
    assert_non_null(seen.in_child);
    *state = &seen;
    return 0;
}

static int tear_down(void **state)
{
    struct seen *s = *state;
    emu_pool_unshare(s->in_child, N_MAX * sizeof(unsigned));
    return 0;
}

static void leave_number(void *ctx, size_t i, const struct emu_pool_member *me)
{
    struct seen *s = ctx;
    (void)me;
    s->in_child[i] = (unsigned)i + 100;
}

static void test_each_runs_once_and_no_more_at_once_than_asked_for(void **state)
{
    struct seen *s = *state;
    const struct emu_pool pool = {
        .n = N_MAX, .n_jobs = 3, .prepare = prepare, .child = leave_number, .done = done, .ctx = s};
    assert_true(emu_pool_run(&pool));
    for (unsigned i = 0; i < N_MAX; i++) {
        assert_int_equal(s->in_child[i], i + 100);
        assert_int_equal(s->n_done[i], 1);
        assert_int_equal(s->end[i], EMU_POOL_EXITED);
        assert_int_equal(s->number[i], 0);
    }
    assert_int_equal(s->n_prepared, N_MAX);
    assert_int_equal(s->most_at_once, 3);
}

static void end_in_many_ways(void *ctx, size_t i, const struct emu_pool_member *me)
{
    (void)ctx;
    (void)me;
    if (i == 0) {
        _exit(7);
    } else if (i == 1) {
        (void)raise(SIGTERM); /* blocked: a terminal sends its signals to children too */
        (void)raise(SIGKILL);
    }
}

static void test_how_each_has_ended(void **state)
{
    struct seen *s = *state;
    const struct emu_pool pool = {.n = 3, .n_jobs = 2, .child = end_in_many_ways, .done = done, .ctx = s};
    assert_true(emu_pool_run(&pool));
    assert_int_equal(s->end[0], EMU_POOL_EXITED);
    assert_int_equal(s->number[0], 7);
    assert_int_equal(s->end[1], EMU_POOL_SIGNALLED);
    assert_int_equal(s->number[1], SIGKILL);
    assert_int_equal(s->end[2], EMU_POOL_EXITED);
    assert_int_equal(s->number[2], 0);
}

static void hang(void *ctx, size_t i, const struct emu_pool_member *me)
{
    (void)ctx;
    (void)i;
    (void)me;
    for (;;) {
        (void)pause();
    }
}

static void test_one_that_hangs_is_killed(void **state)
{
    struct seen *s = *state;
    const struct emu_pool pool = {.n = 3, .n_jobs = 2, .real_us = 1000, .child = hang, .done = done, .ctx = s};
    assert_true(emu_pool_run(&pool));
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(s->n_done[i], 1);
        assert_int_equal(s->end[i], EMU_POOL_TOO_LONG);
    }
}

#define N_WORDS 3000u /* more than a pipe holds */

static void talk(void *ctx, size_t i, const struct emu_pool_member *me)
{
    (void)ctx;
    for (unsigned k = 0; k < N_WORDS; k++) {
        emu_pool_say(me, &k, sizeof k);
    }
    if (i == 1) {
        _exit(1); /* what it said counts all the same */
    }
}

static void test_all_that_children_say_is_heard_in_order_before_their_end(void **state)
{
    struct seen *s = *state;
    const struct emu_pool pool = {.n = 4, .n_jobs = 4, .child = talk, .hear = hear, .done = done, .ctx = s};
    assert_true(emu_pool_run(&pool));
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(s->n_heard[i], N_WORDS);
        assert_int_equal(s->number[i], i == 1 ? 1 : 0);
    }
    assert_false(s->heard_after_done);
}

static void interrupt(void *ctx, size_t i, const struct emu_pool_member *me)
{
    (void)ctx;
    (void)me;
    if (i == 1) {
        (void)kill(getppid(), SIGINT); /* the user's Ctrl-C */
    }
    if (i > 0) {
        for (;;) {
            (void)pause();
        }
    }
}

static void test_a_signal_stops_all_of_it(void **state)
{
    struct seen *s = *state;
    const struct emu_pool pool = {.n = 10, .n_jobs = 2, .child = interrupt, .done = done, .ctx = s};
    errno = 0;
    assert_false(emu_pool_run(&pool));
    assert_int_equal(errno, EINTR);
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(s->n_done[i], 1);
        assert_true(i == 0 || s->end[i] == EMU_POOL_NOT_STARTED);
    }
}

static bool are_three_prepared(void *ctx)
{
    const struct seen *s = ctx;
    return s->n_prepared >= 3;
}

static void test_enough_starts_no_more_and_lets_the_others_finish(void **state)
{
    struct seen *s = *state;
    const struct emu_pool pool = {.n = N_MAX,
                                  .n_jobs = 3,
                                  .prepare = prepare,
                                  .child = leave_number,
                                  .done = done,
                                  .is_enough = are_three_prepared,
                                  .ctx = s};
    assert_true(emu_pool_run(&pool)); /* nothing has gone wrong */
    assert_int_equal(s->n_prepared, 3);
    for (unsigned i = 0; i < N_MAX; i++) {
        assert_int_equal(s->n_done[i], 1);
        assert_int_equal(s->end[i], i < 3 ? EMU_POOL_EXITED : EMU_POOL_NOT_STARTED);
        assert_int_equal(s->in_child[i], i < 3 ? i + 100 : 0);
    }
}

static void count_ticks(void *ctx)
{
    struct seen *s = ctx;
    s->n_at_once++; /* free: no prepare */
    s->in_child[0] = s->n_at_once >= 3;
}

static void wait_for_ticks(void *ctx, size_t i, const struct emu_pool_member *me)
{
    struct seen *s = ctx;
    (void)i;
    (void)me;
    while (*(volatile unsigned *)&s->in_child[0] == 0) {
        (void)sched_yield();
    }
}

static void done_quietly(void *ctx, size_t i, enum emu_pool_end end, int number)
{
    struct seen *s = ctx;
    s->end[i] = end;
    (void)number;
}

static void test_it_ticks_while_a_child_runs(void **state)
{
    struct seen *s = *state;
    const struct emu_pool pool = {
        .n = 1, .n_jobs = 1, .child = wait_for_ticks, .done = done_quietly, .tick = count_ticks, .ctx = s};
    assert_true(emu_pool_run(&pool)); /* the child ends at the third tick */
    assert_int_equal(s->end[0], EMU_POOL_EXITED);
}

static void test_nothing_to_do(void **state)
{
    struct seen *s = *state;
    const struct emu_pool pool = {.n = 0, .n_jobs = 2, .child = leave_number, .done = done, .ctx = s};
    assert_true(emu_pool_run(&pool));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_runs_once_and_no_more_at_once_than_asked_for),
        TEST(test_how_each_has_ended),
        TEST(test_one_that_hangs_is_killed),
        TEST(test_all_that_children_say_is_heard_in_order_before_their_end),
        TEST(test_a_signal_stops_all_of_it),
        TEST(test_enough_starts_no_more_and_lets_the_others_finish),
        TEST(test_it_ticks_while_a_child_runs),
        TEST(test_nothing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
