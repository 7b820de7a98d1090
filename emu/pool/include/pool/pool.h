/* SPDX-License-Identifier: MIT */
/*
 * A pool of processes: child(ctx, i) for each i of a list, each in its own process, N in parallel, with a real-time
 * limit. A crash affects one child only. Children may send messages; they share nothing else but the memory asked
 * for.
 *
 * Context: a single-threaded program. The pool owns SIGCHLD and the signals of host/endings.h while it runs; they stay
 * blocked in the children, because a terminal sends Ctrl-C to all of them, and the pool alone decides what ends.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_POOL_JOBS_MAX      256u
#define EMU_POOL_TICK_US       250000u
#define EMU_POOL_MESSAGE_BYTES 480u /* with its head in one write that POSIX promises to keep together (512) */

enum emu_pool_end {
    EMU_POOL_EXITED,     /* number: exit code */
    EMU_POOL_SIGNALLED,  /* number: of the signal */
    EMU_POOL_TOO_LONG,   /* it was killed */
    EMU_POOL_NOT_STARTED /* number: errno; 0: the pool was stopped, it may have begun */
};

struct emu_pool_member; /* a child, seen from inside */

struct emu_pool {
    size_t n;
    unsigned n_jobs;                      /* in parallel; at most EMU_POOL_JOBS_MAX */
    uint64_t real_us;                     /* limit of each; 0: none */
    void (*prepare)(void *ctx, size_t i); /* before it is started, in this process; NULL: nothing */
    void (*child)(void *ctx, size_t i, const struct emu_pool_member *me);
    /* A message of the child i, in the order of its saying, before its done; NULL: children say nothing. */
    void (*hear)(void *ctx, size_t i, const void *message, size_t n);
    void (*done)(void *ctx, size_t i, enum emu_pool_end end, int number);
    /* Asked before free places are filled; true: no further child is started, those that run finish, the rest are
     * reported as NOT_STARTED. NULL: all are started. */
    bool (*is_enough)(void *ctx);
    /* While children run: when some have just been started or have ended, and every EMU_POOL_TICK_US; NULL: not needed.
     */
    void (*tick)(void *ctx);
    void *ctx;
};

/* False, with errno: setup failed, done was never called; or EINTR: stopped by a signal of host/endings.h, and children
 * that had not ended are reported as NOT_STARTED. */
bool emu_pool_run(const struct emu_pool *pool);

/* For children: at most EMU_POOL_MESSAGE_BYTES. Waits while the parent is behind. */
void emu_pool_say(const struct emu_pool_member *me, const void *message, size_t n);

/* Memory that processes share. NULL: there is none. */
void *emu_pool_share(size_t n_bytes);
void emu_pool_unshare(void *p, size_t n_bytes); /* NULL is allowed */
