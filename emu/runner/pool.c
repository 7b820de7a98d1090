/* SPDX-License-Identifier: MIT */
/* Processes, so many at a time, each with a limit of real time. Nothing is shared but the memory asked for. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "runner_priv.h"
#include <unit/pace.h>
#include <rt/mem.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define JOBS_MAX 256u
#define IDLE_US  1000000u

struct worker {
    pid_t pid; /* 0: free */
    size_t i;
    uint64_t until_us;
    bool is_killed;
    bool is_stopped; /* killed with all others, by a signal to this program */
};

void *test_share(size_t n_bytes)
{
    void *p = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void test_unshare(void *p, size_t n_bytes)
{
    if (p != NULL) {
        (void)munmap(p, n_bytes);
    }
}

static bool start(const struct test_pool *pool, struct worker *w, size_t i, const sigset_t *before)
{
    if (pool->prepare != NULL) {
        pool->prepare(pool->ctx, i);
    }
    (void)fflush(NULL); /* or the child would print it again */
    pid_t pid = fork();
    if (pid < 0) {
        return false;
    }
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody runs on when the parent is gone */
        (void)sigprocmask(SIG_SETMASK, before, NULL);
        pool->child(pool->ctx, i);
        exit(0); /* with the leak check of a sanitized build */
    }
    *w = (struct worker){.pid = pid, .i = i, .until_us = emu_pace_host_us() + pool->real_us};
    return true;
}

/* Takes the children that have ended; false: there was none. */
static bool reap(const struct test_pool *pool, struct worker *workers)
{
    bool did = false;
    for (unsigned k = 0; k < pool->n_jobs; k++) {
        int status;
        struct worker *w = &workers[k];
        if (w->pid == 0 || waitpid(w->pid, &status, WNOHANG) != w->pid) {
            continue;
        }
        w->pid = 0;
        did = true;
        if (w->is_stopped) {
            pool->done(pool->ctx, w->i, TEST_NOT_STARTED, 0); /* as if: it has no result, and none is its fault */
        } else if (w->is_killed) {
            pool->done(pool->ctx, w->i, TEST_TOO_LONG, SIGKILL);
        } else if (WIFSIGNALED(status)) {
            pool->done(pool->ctx, w->i, TEST_SIGNALLED, WTERMSIG(status));
        } else {
            pool->done(pool->ctx, w->i, TEST_ENDED, WEXITSTATUS(status));
        }
    }
    return did;
}

static void kill_late(const struct test_pool *pool, struct worker *workers, bool is_all)
{
    uint64_t now_us = emu_pace_host_us();
    for (unsigned k = 0; k < pool->n_jobs; k++) {
        if (workers[k].pid != 0 && (is_all || now_us > workers[k].until_us)) {
            (void)kill(workers[k].pid, SIGKILL); /* one of ours, not yet waited for */
            workers[k].is_killed = true;
            workers[k].is_stopped = is_all;
        }
    }
}

/* Sleeps until a child ends, a signal comes or someone is late. True: stopped by a signal. */
static bool sleep_until_news(const struct test_pool *pool, const struct worker *workers, const sigset_t *signals)
{
    uint64_t now_us = emu_pace_host_us();
    uint64_t wait_us = IDLE_US;
    for (unsigned k = 0; k < pool->n_jobs; k++) {
        if (workers[k].pid != 0) {
            uint64_t left_us = workers[k].until_us > now_us ? workers[k].until_us - now_us + 1 : 1;
            wait_us = left_us < wait_us ? left_us : wait_us;
        }
    }
    const struct timespec ts = {.tv_sec = (time_t)(wait_us / 1000000u), .tv_nsec = (long)(wait_us % 1000000u) * 1000};
    int number = sigtimedwait(signals, NULL, &ts);
    return number == SIGINT || number == SIGTERM;
}

bool test_pool_run(const struct test_pool *given)
{
    struct test_pool pool = *given;
    struct worker workers[JOBS_MAX];
    sigset_t signals, before;
    size_t next = 0;
    unsigned n_running = 0;
    bool is_stopped = false;
    memset(workers, 0, sizeof workers);
    pool.n_jobs = pool.n_jobs < 1 ? 1 : pool.n_jobs > JOBS_MAX ? JOBS_MAX : pool.n_jobs;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGCHLD);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &signals, &before); /* cannot fail with these */
    while (next < pool.n || n_running > 0) {
        for (unsigned k = 0; k < pool.n_jobs && next < pool.n && !is_stopped; k++) {
            if (workers[k].pid == 0 && !start(&pool, &workers[k], next, &before)) {
                if (n_running == 0) {
                    pool.done(pool.ctx, next++, TEST_NOT_STARTED, errno);
                }
                break; /* no more processes now: when one has ended */
            }
            if (workers[k].pid != 0 && workers[k].i == next) {
                next++;
            }
        }
        if (is_stopped && next < pool.n) {
            pool.done(pool.ctx, next++, TEST_NOT_STARTED, 0);
            continue;
        }
        if (!reap(&pool, workers)) {
            is_stopped = sleep_until_news(&pool, workers, &signals) || is_stopped;
            kill_late(&pool, workers, is_stopped);
        }
        n_running = 0;
        for (unsigned k = 0; k < pool.n_jobs; k++) {
            n_running += workers[k].pid != 0 ? 1 : 0;
        }
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return !is_stopped;
}
