/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/entropy.h>
#include <stdio.h>
#include <string.h>

/* Each timer writes its letter into one line when it fires. */
struct bench {
    struct rig rig;
    char line[128];
};
struct letter {
    struct board_timer timer;
    struct bench *bench;
    char c;
    struct board_timer *to_stop;
};

static void on_letter(void *ctx, struct board_timer *t)
{
    struct letter *l = ctx;
    size_t n = strlen(l->bench->line);
    assert_ptr_equal(t, &l->timer);
    assert_false(board_timer_is_running(t));
    assert_int_equal(board_timer_due_us(t), board_now_us(l->bench->rig.board));
    assert_true(n + 1 < sizeof l->bench->line);
    l->bench->line[n] = l->c;
    if (l->to_stop) {
        board_timer_stop(l->bench->rig.board, l->to_stop);
    }
}

static void make(struct bench *bench, struct letter *l, char c, enum board_priority priority)
{
    *l = (struct letter){.bench = bench, .c = c};
    board_timer_init(&l->timer, "letter", priority, on_letter, l);
}

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){0};
    rig_init(&bench.rig);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    rig_fini(&((struct bench *)*state)->rig);
    return 0;
}

static void equal_deadlines_fire_by_priority_then_by_start(void **state)
{
    struct bench *bench = *state;
    struct board *b = bench->rig.board;
    struct letter l[5];
    make(bench, &l[0], 'o', BOARD_PRIORITY_OUTSIDE);
    make(bench, &l[1], 'f', BOARD_PRIORITY_FIRMWARE);
    make(bench, &l[2], 'g', BOARD_PRIORITY_FIRMWARE);
    make(bench, &l[3], 'i', BOARD_PRIORITY_INPUT);
    make(bench, &l[4], 'e', BOARD_PRIORITY_OUTSIDE);
    for (int i = 0; i < 4; i++) {
        board_timer_start(b, &l[i].timer, 100);
    }
    board_timer_start(b, &l[4].timer, 99);
    assert_int_equal(board_next_due_us(b), 99);
    rig_run_us(&bench->rig, 100);
    assert_string_equal(bench->line, "eifgo");
    assert_int_equal(board_next_due_us(b), BOARD_NEVER);
}

static void starting_again_moves_a_timer_and_its_place(void **state)
{
    struct bench *bench = *state;
    struct board *b = bench->rig.board;
    struct letter l[2];
    make(bench, &l[0], 'a', BOARD_PRIORITY_FIRMWARE);
    make(bench, &l[1], 'b', BOARD_PRIORITY_FIRMWARE);
    board_timer_start(b, &l[0].timer, 50);
    board_timer_start(b, &l[1].timer, 50);
    board_timer_start(b, &l[0].timer, 50); /* now behind b */
    rig_run_us(&bench->rig, 50);
    assert_string_equal(bench->line, "ba");
    board_timer_start_at(b, &l[0].timer, 3); /* long past: now */
    assert_int_equal(board_timer_due_us(&l[0].timer), 50);
    rig_settle(&bench->rig);
    assert_string_equal(bench->line, "baa");
    board_timer_start(b, &l[0].timer, 10);
    board_timer_stop(b, &l[0].timer);
    board_timer_stop(b, &l[0].timer);
    rig_run_us(&bench->rig, 100);
    assert_string_equal(bench->line, "baa");
}

static void a_timer_may_stop_another_of_the_same_instant(void **state)
{
    struct bench *bench = *state;
    struct board *b = bench->rig.board;
    struct letter l[3];
    for (int i = 0; i < 3; i++) {
        make(bench, &l[i], (char)('a' + i), BOARD_PRIORITY_FIRMWARE);
        board_timer_start(b, &l[i].timer, 10);
    }
    l[0].to_stop = &l[1].timer;
    rig_run_us(&bench->rig, 20);
    assert_string_equal(bench->line, "ac");
}

struct ticker {
    struct board_timer timer;
    struct board *board;
    unsigned n, n_zero_left;
};

static void on_tick(void *ctx, struct board_timer *t)
{
    struct ticker *k = ctx;
    k->n++;
    if (k->n_zero_left > 0) {
        k->n_zero_left--;
        board_timer_start(k->board, t, 0);
    } else {
        board_timer_start_at(k->board, t, board_timer_due_us(t) + 10000);
    }
}

static void a_delay_of_zero_fires_in_the_same_step(void **state)
{
    struct bench *bench = *state;
    struct ticker k = {.board = bench->rig.board, .n_zero_left = 5};
    board_timer_init(&k.timer, "tick", BOARD_PRIORITY_OUTSIDE, on_tick, &k);
    board_timer_start(k.board, &k.timer, 7);
    assert_true(board_step(k.board, 1000));
    assert_int_equal(k.n, 6);
    assert_int_equal(board_now_us(k.board), 7);
    assert_int_equal(board_timer_due_us(&k.timer), 10007);
    board_timer_stop(k.board, &k.timer);
}

static void a_step_moves_to_the_next_deadline_and_no_further(void **state)
{
    struct bench *bench = *state;
    struct board *b = bench->rig.board;
    struct letter l;
    make(bench, &l, 'a', BOARD_PRIORITY_FIRMWARE);
    board_timer_start(b, &l.timer, 100);
    assert_false(board_step(b, 99));
    assert_int_equal(board_now_us(b), 99);
    assert_false(board_step(b, 5)); /* time never goes back */
    assert_int_equal(board_now_us(b), 99);
    assert_true(board_step(b, BOARD_NEVER));
    assert_int_equal(board_now_us(b), 100);
    assert_false(board_step(b, BOARD_NEVER)); /* nothing will ever be due: the clock stays */
    assert_int_equal(board_now_us(b), 100);
    board_timer_start(b, &l.timer, BOARD_NEVER);
    assert_int_equal(board_timer_due_us(&l.timer), BOARD_NEVER);
    assert_false(board_step(b, BOARD_NEVER));
    board_timer_stop(b, &l.timer);
}

/* Five hundred timers are started, moved and stopped at random; they must fire exactly as a sorted list would. */
static void many_timers_fire_as_a_sorted_list_would(void **state)
{
    enum { N = 500, ROUNDS = 20 };
    struct bench *bench = *state;
    struct board *b = bench->rig.board;
    static struct ticker all[N];
    for (unsigned i = 0; i < N; i++) {
        all[i] = (struct ticker){.board = b};
        board_timer_init(&all[i].timer, "many", BOARD_PRIORITY_OUTSIDE, on_tick, &all[i]);
    }
    for (unsigned i = 0; i < N * ROUNDS; i++) {
        struct board_timer *t = &all[board_entropy_below(b, N)].timer;
        if (board_entropy_below(b, 3) == 0) {
            board_timer_stop(b, t);
        } else {
            board_timer_start(b, t, board_entropy_below(b, 100000));
        }
        uint64_t least = BOARD_NEVER;
        for (unsigned j = 0; j < N; j++) {
            const struct board_timer *other = &all[j].timer;
            if (board_timer_is_running(other) && board_timer_due_us(other) < least) {
                least = board_timer_due_us(other);
            }
        }
        assert_int_equal(board_next_due_us(b), least);
        if (i % 7 == 0 && least != BOARD_NEVER) {
            board_step(b, least);
            assert_int_equal(board_now_us(b), least);
        }
    }
    for (unsigned i = 0; i < N; i++) {
        board_timer_stop(b, &all[i].timer);
    }
    assert_int_equal(board_next_due_us(b), BOARD_NEVER);
}

static void run_a_loop_without_end(void *ctx)
{
    struct rig *rig = ctx;
    struct ticker k = {.board = rig->board, .n_zero_left = UINT32_MAX};
    board_timer_init(&k.timer, "tick", BOARD_PRIORITY_OUTSIDE, on_tick, &k);
    board_timer_start(k.board, &k.timer, 0);
    board_step(k.board, 0);
}

static void a_loop_in_zero_time_is_found_out(void **state)
{
    struct bench *bench = *state;
    assert_true(rig_aborts(run_a_loop_without_end, &bench->rig));
}

static void the_same_seed_gives_the_same_noise(void **state)
{
    struct bench *bench = *state;
    struct rig other;
    rig_init(&other);
    uint8_t a[33], c[33];
    board_entropy_fill(bench->rig.board, a, sizeof a);
    board_entropy_fill(other.board, c, sizeof c);
    assert_memory_equal(a, c, sizeof a);
    assert_true(rig_saw(&other, &board_signal_entropy, 0, "0x0000000000000001"));
    rig_power_on(&other); /* a restart goes on with the stream */
    rig_power_off(&other);
    assert_int_equal(board_entropy_u32(other.board), board_entropy_u32(bench->rig.board));
    other.seed = 2;
    rig_rebuild(&other);
    board_entropy_fill(other.board, c, sizeof c);
    assert_memory_not_equal(a, c, sizeof a);
    rig_fini(&other);
}

static void noise_below_a_bound_stays_below_it_and_is_even(void **state)
{
    struct bench *bench = *state;
    struct board *b = bench->rig.board;
    unsigned n[7] = {0};
    for (int i = 0; i < 70000; i++) {
        uint32_t v = board_entropy_below(b, 7);
        assert_true(v < 7);
        n[v]++;
    }
    for (int i = 0; i < 7; i++) {
        assert_in_range(n[i], 9500, 10500); /* five standard deviations */
    }
    assert_int_equal(board_entropy_below(b, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_deadlines_fire_by_priority_then_by_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(starting_again_moves_a_timer_and_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_timer_may_stop_another_of_the_same_instant, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_delay_of_zero_fires_in_the_same_step, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_step_moves_to_the_next_deadline_and_no_further, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_timers_fire_as_a_sorted_list_would, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_loop_in_zero_time_is_found_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_seed_gives_the_same_noise, set_up, tear_down),
        cmocka_unit_test_setup_teardown(noise_below_a_bound_stays_below_it_and_is_even, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
