/* SPDX-License-Identifier: MIT */
/*
 * Power, reset, and the step that advances time.
 *
 * Requests (power on, power off, reset) are noted and executed by one timer of the highest priority, at the current
 * time. So only board_step() starts and stops the CPU, never in the middle of its own call.
 */
#include "board_priv.h"
#include <rt/assert.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <string.h>

static const char *reset_cause_name(enum board_reset_cause cause)
{
    static const char *const names[] = {"power-on", "soft", "pin"};
    return (unsigned)cause < sizeof names / sizeof names[0] ? names[cause] : "?";
}

bool board_is_dead(const struct board *b)
{
    return !b->is_powered || b->is_dying || b->is_stopping;
}

bool board_is_flash_dead(const struct board *b)
{
    return b->is_dying || b->is_stopping;
}

/* Stops the CPU and clears the state of the chips, as their reset pins do. */
static void stop_cpu(struct board *b)
{
    b->is_stopping = true;
    if (b->cpu.stop) {
        b->cpu.stop(b->cpu.ctx, b);
        const struct board_timer *left = board_clock_find_firmware(b);
        if (left) {
            rt_log(b->log, RT_LOG_ERROR, "board", "the firmware stopped but left its timer '%s' armed", left->name);
            rt_panic(__FILE__, __LINE__, "the firmware stopped with an armed timer: the log has its name");
        }
    }
    board_nic_cpu_stopped(b);
    board_fxs_cpu_stopped(b);
    board_led_cpu_stopped(b);
    if (b->n_io_wait > 0) {
        b->n_io_wait = 1;
        board_io_wait_lower(b);
    }
    b->is_stopping = false;
}

static void start_cpu(struct board *b, enum board_reset_cause cause)
{
    board_emit(b, &board_signal_reset, 0, 0, reset_cause_name(cause));
    /* What this start reads and acts on may be what a cut left behind a mark and before its sync. */
    board_flash_sync(b);
    if (b->cpu.start) {
        b->cpu.start(b->cpu.ctx, b, cause);
    }
    b->n_starts++;
}

static void switch_off(struct board *b)
{
    stop_cpu(b);
    b->is_powered = false;
    b->is_reset_wanted = false;
    memset(b->retained, 0, sizeof b->retained);
    board_nic_power_off(b);
    board_fxs_power_off(b);
    board_emit(b, &board_signal_power, 0, 0, b->cut_reason);
}

static void switch_on(struct board *b)
{
    b->is_on_wanted = false;
    b->is_powered = true;
    b->is_dying = false;
    board_emit(b, &board_signal_power, 0, 1, "switched on");
    board_fxs_power_on(b);
    start_cpu(b, BOARD_RESET_POWER_ON);
}

static void on_power_timer(void *ctx, struct board_timer *t)
{
    struct board *b = ctx;
    (void)t; /* the only timer with this function */
    if (b->is_powered && b->is_dying) {
        switch_off(b);
    }
    if (!b->is_powered && b->is_on_wanted) {
        switch_on(b);
    } else if (b->is_powered && b->is_reset_wanted) {
        b->is_reset_wanted = false;
        stop_cpu(b);
        start_cpu(b, b->reset_cause);
    }
}

struct board *board_create(const struct board_config *config)
{
    struct board *b = rt_mem_alloc(sizeof *b);
    if (!b) {
        return NULL;
    }
    b->cpu = config->cpu;
    b->log = config->log;
    board_timer_init(&b->power_timer, "power", BOARD_PRIORITY_POWER, on_power_timer, b);
    size_t n_events = config->n_trace_events > 0 ? config->n_trace_events : BOARD_TRACE_DEFAULT_EVENTS;
    board_nic_init(b);
    board_fxs_init(b);
    if (board_trace_init(b, n_events) != RT_OK || board_flash_init(b, config->flash) != RT_OK) {
        board_destroy(b);
        return NULL;
    }
    b->flash.sync = config->flash_sync;
    b->flash.changed_fn = config->flash_changed;
    b->flash.ctx = config->flash_ctx;
    b->flash.vouched = config->vouched;
    board_led_init(b);
    board_entropy_init(b, config->entropy_seed);
    return b;
}

void board_destroy(struct board *b)
{
    if (!b) {
        return;
    }
    if (b->is_powered) {
        stop_cpu(b);
    }
    board_fxs_fini(b);
    board_nic_fini(b);
    board_flash_fini(b);
    board_trace_fini(b);
    rt_mem_free(b);
}

void board_power_on(struct board *b)
{
    board_input_seen(b, &(struct board_input){.kind = BOARD_INPUT_POWER, .value = 1});
    if (!b->is_powered || b->is_dying) {
        b->is_on_wanted = true;
        board_timer_start(b, &b->power_timer, 0);
    }
}

void board_power_off(struct board *b)
{
    board_input_seen(b, &(struct board_input){.kind = BOARD_INPUT_POWER});
    b->is_on_wanted = false;
    if (b->is_powered && !b->is_dying) {
        board_cut_power(b, "switched off");
    }
}

void board_cut_power(struct board *b, const char *reason)
{
    b->is_dying = true;
    b->cut_reason = reason;
    board_timer_start(b, &b->power_timer, 0);
}

bool board_is_powered(const struct board *b)
{
    return b->is_powered;
}

bool board_is_dying(const struct board *b)
{
    return b->is_dying;
}

void board_reset(struct board *b, enum board_reset_cause cause)
{
    RT_ASSERT(cause == BOARD_RESET_SOFT || cause == BOARD_RESET_PIN);
    if (!b->input.is_in_call) { /* else the firmware asserts its own reset line */
        board_input_seen(b, &(struct board_input){.kind = BOARD_INPUT_RESET_PIN});
    }
    if (!board_is_dead(b)) {
        b->is_reset_wanted = true;
        b->reset_cause = cause;
        board_timer_start(b, &b->power_timer, 0);
    }
}

uint64_t board_n_starts(const struct board *b)
{
    return b->n_starts;
}

uint8_t *board_retained(struct board *b)
{
    return b->retained;
}

uint64_t board_next_due_us(const struct board *b)
{
    const struct board_timer *next = board_clock_peek(b);
    return next ? next->due_us : BOARD_NEVER;
}

static void call(struct board *b, struct board_timer *t)
{
    if (t->priority == BOARD_PRIORITY_OUTSIDE) {
        t->fn(t->ctx, t);
        return;
    }
    b->input.n_calls++;
    b->input.is_in_call = true;
    t->fn(t->ctx, t);
    b->input.is_in_call = false;
}

/* A replay may insert inputs here that are due before the next timer; both belong to this instant. */
static bool may_go_on(struct board *b)
{
    return b->input.gap == NULL || b->input.gap(b->input.gap_ctx, b);
}

bool board_step(struct board *b, uint64_t until_us)
{
    RT_ASSERT(!b->is_stepping); /* nothing on the board advances its clock */
    uint64_t due_us = board_next_due_us(b);
    if (due_us == BOARD_NEVER || due_us > until_us) {
        if (until_us != BOARD_NEVER && until_us > b->clock.now_us) {
            b->clock.now_us = until_us;
        }
        return false;
    }
    b->clock.now_us = due_us;
    b->is_stepping = true;
    for (unsigned n_calls = 0; board_next_due_us(b) == due_us && may_go_on(b); n_calls++) {
        struct board_timer *t = board_clock_pop(b);
        if (n_calls >= BOARD_CALLS_PER_INSTANT_MAX) {
            rt_log(b->log, RT_LOG_ERROR, "board", "timer '%s' prevents the clock from advancing", t->name);
            rt_panic(__FILE__, __LINE__, "no progress: timers restart each other without delay");
        }
        call(b, t);
    }
    b->is_stepping = false;
    return true;
}

void board_io_wait_raise(struct board *b)
{
    if (b->n_io_wait++ == 0) {
        board_emit(b, &board_signal_io_wait, 0, 1, NULL);
    }
}

void board_io_wait_lower(struct board *b)
{
    RT_ASSERT(b->n_io_wait > 0);
    if (--b->n_io_wait == 0) {
        board_emit(b, &board_signal_io_wait, 0, 0, NULL);
    }
}

bool board_io_wait_is_up(const struct board *b)
{
    return b->n_io_wait > 0;
}

const struct rt_log *board_log(const struct board *b)
{
    return b->log;
}
