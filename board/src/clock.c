/* SPDX-License-Identifier: MIT */
/*
 * The timers: a binary heap of pointers. Each timer knows its index, so start and stop take O(log n) and allocate
 * nothing.
 */
#include "board_priv.h"
#include <rt/assert.h>

static bool is_before(const struct board_timer *a, const struct board_timer *b)
{
    if (a->due_us != b->due_us) {
        return a->due_us < b->due_us;
    }
    if (a->priority != b->priority) {
        return a->priority < b->priority;
    }
    return a->start_order < b->start_order;
}

static void place(struct clock *c, uint32_t at, struct board_timer *t)
{
    c->heap[at] = t;
    t->heap_index = at;
}

static void sift_up(struct clock *c, uint32_t at, struct board_timer *t)
{
    while (at > 1 && is_before(t, c->heap[at / 2])) {
        place(c, at, c->heap[at / 2]);
        at /= 2;
    }
    place(c, at, t);
}

static void sift_down(struct clock *c, uint32_t at, struct board_timer *t)
{
    while (2 * at <= c->n_running) {
        uint32_t child = 2 * at;
        if (child < c->n_running && is_before(c->heap[child + 1], c->heap[child])) {
            child++;
        }
        if (!is_before(c->heap[child], t)) {
            break;
        }
        place(c, at, c->heap[child]);
        at = child;
    }
    place(c, at, t);
}

static void take_out(struct clock *c, struct board_timer *t)
{
    uint32_t at = t->heap_index;
    RT_ASSERT(at <= c->n_running && c->heap[at] == t);
    struct board_timer *last = c->heap[c->n_running--];
    if (last != t) {
        if (at > 1 && is_before(last, c->heap[at / 2])) {
            sift_up(c, at, last);
        } else {
            sift_down(c, at, last);
        }
    }
    t->heap_index = 0;
}

void board_timer_init(struct board_timer *t, const char *name, enum board_priority priority, board_timer_fn *fn,
                      void *ctx)
{
    RT_ASSERT(fn);
    *t = (struct board_timer){.name = name, .priority = priority, .fn = fn, .ctx = ctx};
}

void board_timer_start(struct board *b, struct board_timer *t, uint64_t delay_us)
{
    uint64_t now_us = b->clock.now_us;
    board_timer_start_at(b, t, delay_us < BOARD_NEVER - now_us ? now_us + delay_us : BOARD_NEVER);
}

void board_timer_start_at(struct board *b, struct board_timer *t, uint64_t at_us)
{
    struct clock *c = &b->clock;
    RT_ASSERT(t->fn);
    board_timer_stop(b, t);
    RT_ASSERT(c->n_running < BOARD_TIMERS_MAX);
    t->due_us = at_us > c->now_us ? at_us : c->now_us;
    t->start_order = c->n_started++;
    sift_up(c, ++c->n_running, t);
}

void board_timer_stop(struct board *b, struct board_timer *t)
{
    if (t->heap_index != 0) {
        take_out(&b->clock, t);
    }
}

bool board_timer_is_running(const struct board_timer *t)
{
    return t->heap_index != 0;
}

uint64_t board_timer_due_us(const struct board_timer *t)
{
    return t->due_us;
}

uint64_t board_now_us(const struct board *b)
{
    return b->clock.now_us;
}

const struct board_timer *board_clock_peek(const struct board *b)
{
    return b->clock.n_running > 0 ? b->clock.heap[1] : NULL;
}

struct board_timer *board_clock_pop(struct board *b)
{
    struct board_timer *t = b->clock.heap[1];
    take_out(&b->clock, t);
    return t;
}

const struct board_timer *board_clock_find_firmware(const struct board *b)
{
    for (uint32_t i = 1; i <= b->clock.n_running; i++) {
        if (b->clock.heap[i]->priority == BOARD_PRIORITY_FIRMWARE) {
            return b->clock.heap[i];
        }
    }
    return NULL;
}
