/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <board/flash.h>
#include <rt/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_start(void *ctx, struct board *b, enum board_reset_cause cause)
{
    struct rig *rig = ctx;
    rig->n_starts++;
    rig->cause = cause;
    if (rig->on_start) {
        rig->on_start(rig->ctx, b);
    }
}

static void on_stop(void *ctx, struct board *b)
{
    struct rig *rig = ctx;
    rig->n_stops++;
    if (rig->on_stop) {
        rig->on_stop(rig->ctx, b);
    }
}

static void make_board(struct rig *rig)
{
    struct board_config config = {
        .flash = rig->flash,
        .entropy_seed = rig->seed,
        .cpu = {.start = on_start, .stop = on_stop, .ctx = rig},
    };
    rig->board = board_create(&config);
    RT_ASSERT(rig->board);
    rig->cursor = 0;
}

void rig_init(struct rig *rig)
{
    *rig = (struct rig){.flash = malloc(BOARD_FLASH_BYTES), .seed = 1};
    RT_ASSERT(rig->flash);
    memset(rig->flash, 0xff, BOARD_FLASH_BYTES);
    make_board(rig);
}

void rig_fini(struct rig *rig)
{
    board_destroy(rig->board);
    free(rig->flash);
    *rig = (struct rig){0};
}

int rig_set_up(void **state)
{
    static struct rig rig;
    rig_init(&rig);
    *state = &rig;
    return 0;
}

int rig_tear_down(void **state)
{
    rig_fini(*state);
    return 0;
}

void rig_rebuild(struct rig *rig)
{
    board_destroy(rig->board);
    make_board(rig);
}

void rig_settle(struct rig *rig)
{
    uint64_t now_us = board_now_us(rig->board);
    while (board_next_due_us(rig->board) <= now_us) {
        (void)board_step(rig->board, now_us); /* something is due: it is true */
    }
}

void rig_power_on(struct rig *rig)
{
    board_power_on(rig->board);
    rig_settle(rig);
}

void rig_power_off(struct rig *rig)
{
    board_power_off(rig->board);
    rig_settle(rig);
}

void rig_run_us(struct rig *rig, uint64_t us)
{
    uint64_t until_us = board_now_us(rig->board) + us;
    while (board_step(rig->board, until_us) || board_now_us(rig->board) < until_us) {
    }
}

bool rig_saw(struct rig *rig, const struct board_signal *s, unsigned unit, const char *text)
{
    for (uint64_t i = rig->cursor; i < board_trace_end(rig->board); i++) {
        const struct board_event *e = board_trace_get(rig->board, i);
        if (e && board_event_signal(e) == s && e->unit == unit && (!text || strstr(e->text, text))) {
            rig->cursor = i + 1;
            return true;
        }
    }
    return false;
}

unsigned rig_count(const struct rig *rig, const struct board_signal *s)
{
    unsigned n = 0;
    for (uint64_t i = 0; i < board_trace_end(rig->board); i++) {
        const struct board_event *e = board_trace_get(rig->board, i);
        n += e && board_event_signal(e) == s;
    }
    return n;
}

bool rig_aborts(void (*fn)(void *ctx), void *ctx)
{
    fflush(NULL);
    pid_t child = fork();
    RT_ASSERT(child >= 0);
    if (child == 0) {
        (void)signal(SIGABRT, SIG_DFL); /* cmocka catches it in the parent */
        if (!freopen("/dev/null", "w", stderr)) {
            _exit(1);
        }
        fn(ctx);
        _exit(0);
    }
    int status = 0;
    RT_ASSERT(waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
