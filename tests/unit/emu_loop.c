/* SPDX-License-Identifier: MIT */
/* The loop: what comes in while an answer is awaited in warp, and is none, holds the clock no longer than the patience;
 * which descriptors the host is asked about, and when. */
#include <harness/rig.h>
#include <harness/test.h>
#include <unit/loop.h>
#include <board/clock.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define PATIENCE_US 1000u
#define CHATTER_MAX 10000u /* without an end to the patience there is none */

/* A descriptor that has something to read each time that the loop waits for it. */
struct chatter {
    struct emu_loop *loop;
    int pipe[2];
    int index;
    unsigned n_fills, n_read;
    uint64_t *n_outside; /* counts it as a sign of life; NULL: it is none */
};

static void fill(void *ctx, struct emu_pollset *set)
{
    struct chatter *c = ctx;
    if (c->n_fills++ % 2 == 1) { /* every other look is a wait */
        assert_int_equal(write(c->pipe[1], "x", 1), 1);
    }
    c->index = emu_pollset_add(set, c->pipe[0], POLLIN, true);
}

static bool handle(void *ctx, const struct emu_pollset *set)
{
    struct chatter *c = ctx;
    char byte;
    if (emu_pollset_revents(set, c->index) == 0) {
        return false;
    }
    assert_int_equal(read(c->pipe[0], &byte, 1), 1);
    c->n_read++;
    if (c->n_outside != NULL) {
        ++*c->n_outside;
    }
    if (c->n_read == CHATTER_MAX) {
        emu_loop_stop(c->loop);
    }
    return true;
}

static enum emu_loop_end run(bool is_sign_of_life)
{
    struct rig rig;
    uint64_t n_outside = 0;
    struct chatter c = {.n_outside = is_sign_of_life ? &n_outside : NULL};
    const struct emu_pace_config pace = {.rate = 0, .patience_us = PATIENCE_US};
    rig_init(&rig);
    rig_power_on(&rig);
    c.loop = emu_loop_create(rig.board, &pace, &n_outside);
    assert_non_null(c.loop);
    assert_int_equal(pipe(c.pipe), 0);
    emu_loop_add(c.loop, (struct emu_source){"chatter", fill, handle, &c, NULL});
    board_io_wait_raise(rig.board);
    n_outside++; /* a request has left */
    enum emu_loop_end end = emu_loop_run(c.loop, board_now_us(rig.board) + BOARD_US_PER_S, NULL, NULL);
    board_io_wait_lower(rig.board);
    emu_loop_destroy(c.loop);
    (void)close(c.pipe[0]);
    (void)close(c.pipe[1]);
    rig_fini(&rig);
    return end;
}

static void test_what_is_no_sign_of_life_does_not_hold_the_clock(void **state)
{
    (void)state;
    assert_int_equal(run(false), EMU_LOOP_UNTIL);
}

static void test_a_sign_of_life_renews_the_patience(void **state)
{
    (void)state;
    assert_int_equal(run(true), EMU_LOOP_STOP);
}

/* ---- which descriptors the host is asked about ---- */

#define LOOK_EVERY_US 100u
#define READY_AT_LOOK 2u /* not the first one: a run begins with asking */

/* A descriptor that becomes ready within a run; its source wants each turn, and there is one in each 100 us. */
struct ear {
    struct emu_loop *loop;
    struct board *board;
    int pipe[2];
    int index;
    bool is_dormant;
    unsigned n_looks, heard_at;
};

static void ear_fill(void *ctx, struct emu_pollset *set)
{
    struct ear *e = ctx;
    if (++e->n_looks == READY_AT_LOOK) {
        assert_int_equal(write(e->pipe[1], "x", 1), 1);
    }
    e->index =
        e->is_dormant ? emu_pollset_add_dormant(set, e->pipe[0]) : emu_pollset_add(set, e->pipe[0], POLLIN, false);
    emu_loop_visit(e->loop, board_now_us(e->board) + LOOK_EVERY_US);
}

static bool ear_handle(void *ctx, const struct emu_pollset *set)
{
    struct ear *e = ctx;
    if (emu_pollset_revents(set, e->index) == 0) {
        return false;
    }
    e->heard_at = e->n_looks;
    emu_loop_stop(e->loop);
    return true;
}

static bool ear_is_due(void *ctx)
{
    (void)ctx;
    return true;
}

/* One that is never ready. */
static void quiet_fill(void *ctx, struct emu_pollset *set)
{
    const int *pipe = ctx;
    (void)emu_pollset_add(set, pipe[0], POLLIN, false);
}

static bool quiet_handle(void *ctx, const struct emu_pollset *set)
{
    (void)ctx;
    (void)set;
    return false;
}

/* The look at which it was heard; 0: never. */
static unsigned listen_for(bool is_dormant, bool has_live)
{
    struct rig rig;
    uint64_t n_outside = 0;
    int quiet[2];
    struct ear e = {.is_dormant = is_dormant};
    const struct emu_pace_config pace = {.rate = 0, .patience_us = PATIENCE_US};
    rig_init(&rig);
    rig_power_on(&rig);
    e.board = rig.board;
    e.loop = emu_loop_create(rig.board, &pace, &n_outside);
    assert_non_null(e.loop);
    assert_int_equal(pipe(e.pipe), 0);
    assert_int_equal(pipe(quiet), 0);
    emu_loop_add(e.loop, (struct emu_source){"ear", ear_fill, ear_handle, &e, ear_is_due});
    if (has_live) {
        emu_loop_add(e.loop, (struct emu_source){"quiet", quiet_fill, quiet_handle, quiet, NULL});
    }
    (void)emu_loop_run(e.loop, board_now_us(rig.board) + BOARD_US_PER_S, NULL, NULL);
    emu_loop_destroy(e.loop);
    for (size_t i = 0; i < 2; i++) {
        (void)close(e.pipe[i]);
        (void)close(quiet[i]);
    }
    rig_fini(&rig);
    return e.heard_at;
}

static void test_a_live_descriptor_is_heard_in_its_turn(void **state)
{
    (void)state;
    assert_int_equal(listen_for(false, false), READY_AT_LOOK);
    assert_int_equal(listen_for(false, true), READY_AT_LOOK);
}

static void test_a_dormant_descriptor_is_heard_with_a_live_one(void **state)
{
    (void)state;
    assert_int_equal(listen_for(true, true), READY_AT_LOOK);
}

/* The end of the program: later than its turn, within half a second of warp here. */
static void test_a_dormant_descriptor_alone_is_heard_at_last(void **state)
{
    (void)state;
    assert_in_range(listen_for(true, false), READY_AT_LOOK + 1, 5000);
}

/* A server outside that takes its time: nothing of the unit announces its answer, and the clock stands until then. */
struct late {
    struct emu_loop *loop;
    int timer, index;
    bool is_heard;
};

static void late_fill(void *ctx, struct emu_pollset *set)
{
    struct late *l = ctx;
    l->index = emu_pollset_add(set, l->timer, POLLIN, true);
}

static bool late_handle(void *ctx, const struct emu_pollset *set)
{
    struct late *l = ctx;
    l->is_heard = emu_pollset_revents(set, l->index) != 0;
    if (l->is_heard) {
        emu_loop_stop(l->loop);
    }
    return l->is_heard;
}

static void test_a_late_answer_comes_in_at_the_instant_of_the_request(void **state)
{
    (void)state;
    struct rig rig;
    uint64_t n_outside = 0;
    struct late l = {.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)};
    const struct itimerspec later = {.it_value = {.tv_nsec = 5000000}};
    const struct emu_pace_config pace = {.rate = 0, .patience_us = 60 * (uint64_t)BOARD_US_PER_S};
    rig_init(&rig);
    rig_power_on(&rig);
    l.loop = emu_loop_create(rig.board, &pace, &n_outside);
    assert_non_null(l.loop);
    assert_int_equal(timerfd_settime(l.timer, 0, &later, NULL), 0);
    emu_loop_add(l.loop, (struct emu_source){"late", late_fill, late_handle, &l, NULL});
    board_io_wait_raise(rig.board);
    n_outside++; /* the request */
    uint64_t now_us = board_now_us(rig.board);
    assert_int_equal(emu_loop_run(l.loop, now_us + BOARD_US_PER_S, NULL, NULL), EMU_LOOP_STOP);
    assert_true(l.is_heard);
    assert_int_equal(board_now_us(rig.board), now_us);
    board_io_wait_lower(rig.board);
    emu_loop_destroy(l.loop);
    (void)close(l.timer);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_no_sign_of_life_does_not_hold_the_clock),
        cmocka_unit_test(test_a_sign_of_life_renews_the_patience),
        cmocka_unit_test(test_a_live_descriptor_is_heard_in_its_turn),
        cmocka_unit_test(test_a_dormant_descriptor_is_heard_with_a_live_one),
        cmocka_unit_test(test_a_dormant_descriptor_alone_is_heard_at_last),
        cmocka_unit_test(test_a_late_answer_comes_in_at_the_instant_of_the_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
