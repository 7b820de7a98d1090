/* SPDX-License-Identifier: MIT */
/* The loop: what comes in while an answer is awaited in warp, and is none, holds the clock no longer than the patience.
 */
#include <harness/rig.h>
#include <harness/test.h>
#include <unit/loop.h>
#include <board/clock.h>
#include <poll.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_no_sign_of_life_does_not_hold_the_clock),
        cmocka_unit_test(test_a_sign_of_life_renews_the_patience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
