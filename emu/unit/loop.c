/* SPDX-License-Identifier: MIT */
#include <unit/loop.h>
#include <host/endings.h>
#include <host/clock.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/signal.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* An upgrade image takes some 4,000 turns in one instant; a hundred times that is a bug, not traffic. */
#define TURNS_PER_INSTANT_MAX 1000000u
/* Turns in which nothing moved, in warp, before the outside is looked at again: some hundred microseconds. */
#define QUIET_TURNS_MAX       4096u

struct emu_loop {
    struct board *board;
    struct emu_pace pace;
    struct emu_source source[EMU_LOOP_SOURCES_MAX];
    size_t n_sources;
    const uint64_t *n_outside;
    uint64_t n_outside_seen;
    bool is_stopping, was_stopped;
    uint64_t limit_us, visit_us;
    int signal_fd, signal_index;
    int last_signal;
    bool has_outside;     /* of the last look */
    uint64_t seen_events; /* of the trace, at the last look */
    uint32_t n_quiet;     /* turns since then */
    uint32_t n_unasked;   /* turns since the host was last asked what is ready */
    uint64_t instant_us;
    uint32_t n_turns;        /* in this instant */
    bool moves_now;          /* a source has moved in this look */
    bool has_moved;          /* something did in the last turn */
    void (*rest)(void *ctx); /* ahead of a long wait; NULL: nothing */
    void *rest_ctx;
};

struct emu_loop *emu_loop_create(struct board *b, const struct emu_pace_config *pace, const uint64_t *n_outside)
{
    struct emu_loop *l = rt_mem_alloc(sizeof *l);
    if (l == NULL) {
        return NULL;
    }
    l->board = b;
    l->n_outside = n_outside;
    l->signal_fd = -1;
    l->limit_us = BOARD_NEVER;
    l->visit_us = BOARD_NEVER;
    emu_pace_init(&l->pace, pace, emu_host_us(), board_now_us(b));
    return l;
}

void emu_loop_destroy(struct emu_loop *l)
{
    if (l != NULL) {
        if (l->signal_fd >= 0) {
            (void)close(l->signal_fd);
        }
        rt_mem_free(l);
    }
}

void emu_loop_add(struct emu_loop *l, struct emu_source source)
{
    RT_ASSERT(l->n_sources < EMU_LOOP_SOURCES_MAX);
    l->source[l->n_sources++] = source;
}

void emu_loop_remove(struct emu_loop *l, const void *ctx)
{
    for (size_t i = 0; i < l->n_sources; i++) {
        if (l->source[i].ctx == ctx) {
            l->n_sources--;
            for (size_t j = i; j < l->n_sources; j++) {
                l->source[j] = l->source[j + 1];
            }
            return;
        }
    }
}

void emu_loop_on_long_wait(struct emu_loop *l, void (*rest)(void *ctx), void *ctx)
{
    l->rest = rest;
    l->rest_ctx = ctx;
}

void emu_loop_stop(struct emu_loop *l)
{
    l->is_stopping = true;
}

void emu_loop_limit(struct emu_loop *l, uint64_t limit_us)
{
    l->limit_us = limit_us;
}

void emu_loop_visit(struct emu_loop *l, uint64_t at_us)
{
    bool is_ahead = l->visit_us > board_now_us(l->board); /* else it was made */
    l->visit_us = is_ahead && l->visit_us < at_us ? l->visit_us : at_us;
}

uint32_t emu_loop_rate(const struct emu_loop *l)
{
    return l->pace.config.rate;
}

void emu_loop_set_rate(struct emu_loop *l, uint32_t rate)
{
    const struct emu_pace_config config = {.rate = rate, .patience_us = l->pace.config.patience_us};
    emu_pace_init(&l->pace, &config, emu_host_us(), board_now_us(l->board));
}

bool emu_loop_was_stopped(const struct emu_loop *l)
{
    return l->was_stopped;
}

bool emu_loop_is_paused(const struct emu_loop *l)
{
    return board_now_us(l->board) >= l->limit_us;
}

bool emu_loop_is_moving(const struct emu_loop *l)
{
    return l->moves_now || l->has_moved;
}

static void signal_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_loop *l = ctx;
    l->signal_index = emu_pollset_add_dormant(set, l->signal_fd); /* nothing waits for the end of the program */
}

static bool signal_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_loop *l = ctx;
    struct signalfd_siginfo info;
    if (emu_pollset_revents(set, l->signal_index) == 0 ||
        read(l->signal_fd, &info, sizeof info) != (ssize_t)sizeof info) {
        return false;
    }
    l->is_stopping = true;
    l->last_signal = (int)info.ssi_signo;
    return true;
}

bool emu_loop_catch_signals(struct emu_loop *l)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    emu_endings_add(&signals);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return false;
    }
    l->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (l->signal_fd < 0) {
        return false;
    }
    emu_loop_add(l, (struct emu_source){"signals", signal_fill, signal_handle, l, NULL});
    return true;
}

int emu_loop_last_signal(const struct emu_loop *l)
{
    return l->last_signal;
}

bool emu_loop_wait_for(struct emu_loop *l, int fd)
{
    if (l->last_signal != 0) {
        return false; /* it ended a command, and no other will come */
    }
    struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = l->signal_fd, .events = POLLIN}};
    while (poll(fds, 2, -1) < 0 && errno == EINTR) {
    }
    return fds[1].revents == 0; /* a signal goes before what there is to read */
}

/* Listens to the outside for at most wait_us, brings the clock up to date and handles what came. Returns true when
 * anything moved. */
static bool listen_outside(struct emu_loop *l, uint64_t wait_us, uint64_t due_us)
{
    l->seen_events = board_trace_end(l->board);
    l->n_quiet = 0;
    struct emu_pollset set;
    emu_pollset_clear(&set);
    for (size_t i = 0; i < l->n_sources; i++) {
        l->source[i].fill(l->source[i].ctx, &set);
    }
    l->has_outside = set.has_outside;
    if (wait_us >= EMU_LOOP_LONG_WAIT_US && l->rest != NULL && !emu_pace_is_warp(&l->pace)) {
        l->rest(l->rest_ctx);
    }
    /* Most looks in warp are at the signals and at servers without a client. */
    int n_ready = 0;
    if (wait_us == 0 && !set.is_live && l->n_unasked < QUIET_TURNS_MAX) {
        emu_pollset_skip(&set);
    } else {
        l->n_unasked = 0;
        n_ready = emu_pollset_wait(&set, wait_us);
    }
    if (wait_us > 0) {
        /* What comes in now, comes in now: never later than the next deadline, which has its own turn. */
        uint64_t now_us = emu_pace_virtual_us(&l->pace, emu_host_us(), board_now_us(l->board));
        (void)board_step(l->board, now_us < due_us ? now_us : due_us);
    }
    l->moves_now = false;
    for (size_t i = 0; i < l->n_sources && !l->is_stopping; i++) {
        l->moves_now = l->source[i].handle(l->source[i].ctx, &set) || l->moves_now;
    }
    return l->moves_now || n_ready > 0;
}

/* In warp most deadlines are timers that find nothing to do. Descriptors can only have news if something happened since
 * they were looked at (then there is an event in the trace), if a source says so, or from outside: and from there
 * nothing is waited for while the io-wait line is down. */
static bool may_have_news(const struct emu_loop *l)
{
    if (!emu_pace_is_warp(&l->pace) || board_io_wait_is_up(l->board) || l->n_quiet >= QUIET_TURNS_MAX ||
        board_trace_end(l->board) != l->seen_events) {
        return true;
    }
    for (size_t i = 0; i < l->n_sources; i++) {
        if (l->source[i].is_due != NULL && l->source[i].is_due(l->source[i].ctx)) {
            return true;
        }
    }
    return false;
}

/* Should warp wait for the outside? Keeps the patience. */
static bool awaits_answer(struct emu_loop *l)
{
    if (!board_io_wait_is_up(l->board)) {
        emu_pace_forget(&l->pace);
        l->n_outside_seen = *l->n_outside;
        return false;
    }
    if (l->n_outside_seen != *l->n_outside) {
        l->n_outside_seen = *l->n_outside;
        emu_pace_refill(&l->pace);
    }
    return true;
}

static bool is_stuck(struct emu_loop *l)
{
    uint64_t now_us = board_now_us(l->board);
    if (now_us != l->instant_us) {
        l->instant_us = now_us;
        l->n_turns = 0;
    }
    return ++l->n_turns > TURNS_PER_INSTANT_MAX;
}

enum emu_loop_end emu_loop_run(struct emu_loop *l, uint64_t until_us, bool (*is_done)(void *ctx), void *ctx)
{
    l->n_quiet = l->n_unasked = QUIET_TURNS_MAX; /* the caller may have done something */
    for (;;) {
        if (is_done != NULL && is_done(ctx)) {
            return EMU_LOOP_DONE;
        }
        l->n_quiet++;
        l->n_unasked++;
        l->moves_now = false;
        bool did_move = may_have_news(l) && listen_outside(l, 0, 0);
        if (l->is_stopping) {
            l->is_stopping = false;
            l->was_stopped = true;
            return EMU_LOOP_STOP;
        }
        uint64_t now_us = board_now_us(l->board);
        bool did_run = board_next_due_us(l->board) <= now_us && board_step(l->board, now_us);
        l->has_moved = l->moves_now || did_run;
        if (did_move) {
            l->n_quiet = QUIET_TURNS_MAX; /* look again */
        }
        if (did_move || did_run) {
            if (is_stuck(l) && emu_pace_is_warp(&l->pace)) {
                return EMU_LOOP_STUCK;
            }
            continue; /* this instant is not over */
        }
        if (now_us >= until_us) {
            return EMU_LOOP_UNTIL;
        }
        if (now_us >= l->limit_us) {
            (void)listen_outside(l, UINT64_MAX, now_us); /* time is paused */
            l->has_moved = l->moves_now;
            continue;
        }
        uint64_t due_us = board_next_due_us(l->board);
        due_us = due_us < until_us ? due_us : until_us;
        due_us = due_us < l->limit_us ? due_us : l->limit_us;
        due_us = l->visit_us > now_us && l->visit_us < due_us ? l->visit_us : due_us;
        if (due_us == BOARD_NEVER && !l->has_outside && l->signal_fd < 0) {
            return EMU_LOOP_IDLE;
        }
        /* In warp the time is asked for only while an answer is awaited. */
        bool is_awaiting = awaits_answer(l);
        uint64_t host_us = is_awaiting || !emu_pace_is_warp(&l->pace) ? emu_host_us() : 0;
        uint64_t wait_us = emu_pace_wait_us(&l->pace, host_us, now_us, due_us, is_awaiting);
        if (wait_us > 0) {
            (void)listen_outside(l, wait_us, due_us);
            emu_pace_spend(&l->pace, emu_host_us() - host_us); /* whatever came: a sign of life refills it */
            continue;
        }
        (void)board_step(l->board, due_us);
    }
}
