/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2, MAP_ANONYMOUS */
#include <pool/pool.h>
#include <host/endings.h>

#include <host/clock.h>
#include <rt/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEVER UINT64_MAX

struct emu_pool_member {
    size_t i;
    int to;
};

struct worker {
    pid_t pid; /* 0: free */
    size_t i;
    uint64_t until_us;
    bool is_killed;
    bool is_stopped; /* killed with all others, by a signal to this program */
};

struct run {
    struct emu_pool pool;
    struct worker workers[EMU_POOL_JOBS_MAX];
    sigset_t before;
    int signals, from, to; /* -1: none */
};

struct head {
    uint32_t i, n;
};
_Static_assert(sizeof(struct head) + EMU_POOL_MESSAGE_BYTES <= 512, "POSIX keeps so many bytes of one write together");

void *emu_pool_share(size_t n_bytes)
{
    void *p = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void emu_pool_unshare(void *p, size_t n_bytes)
{
    if (p != NULL) {
        (void)munmap(p, n_bytes);
    }
}

/* --- messages ------------------------------------------------------------------------------------------------- */

void emu_pool_say(const struct emu_pool_member *me, const void *message, size_t n)
{
    uint8_t bytes[sizeof(struct head) + EMU_POOL_MESSAGE_BYTES];
    const struct head head = {(uint32_t)me->i, (uint32_t)n};
    RT_ASSERT(n <= EMU_POOL_MESSAGE_BYTES && me->to >= 0);
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, message, n);
    ssize_t written = write(me->to, bytes, sizeof head + n);
    RT_ASSERT(written == (ssize_t)(sizeof head + n));
}

static void hear_all(struct run *r)
{
    struct head head;
    uint8_t message[EMU_POOL_MESSAGE_BYTES];
    while (r->from >= 0 && read(r->from, &head, sizeof head) == (ssize_t)sizeof head) {
        RT_ASSERT(head.n <= sizeof message);
        ssize_t n = head.n == 0 ? 0 : read(r->from, message, head.n);
        RT_ASSERT(n == (ssize_t)head.n); /* both came in one write */
        r->pool.hear(r->pool.ctx, head.i, message, head.n);
    }
}

/* --- children ------------------------------------------------------------------------------------------------- */

static bool start(struct run *r, struct worker *w, size_t i)
{
    const struct emu_pool *pool = &r->pool;
    if (pool->prepare != NULL) {
        pool->prepare(pool->ctx, i);
    }
    (void)fflush(NULL); /* or the child would print it again */
    pid_t pid = fork();
    if (pid < 0) {
        return false;
    }
    if (pid == 0) {
        const struct emu_pool_member me = {i, r->to};
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* children end with the parent */
        (void)sigprocmask(SIG_SETMASK, &r->before, NULL);
        emu_endings_block();
        (void)close(r->signals);
        if (r->from >= 0) {
            (void)close(r->from);
        }
        pool->child(pool->ctx, i, &me);
        exit(0); /* with the leak check of a sanitized build */
    }
    *w = (struct worker){.pid = pid, .i = i, .until_us = pool->real_us > 0 ? emu_host_us() + pool->real_us : NEVER};
    return true;
}

/* Takes the children that have ended; false: there was none. */
static bool reap(struct run *r)
{
    const struct emu_pool *pool = &r->pool;
    bool did = false;
    for (unsigned k = 0; k < pool->n_jobs; k++) {
        int status;
        struct worker *w = &r->workers[k];
        if (w->pid == 0 || waitpid(w->pid, &status, WNOHANG) != w->pid) {
            continue;
        }
        w->pid = 0;
        did = true;
        hear_all(r); /* what it said last */
        if (w->is_stopped) {
            pool->done(pool->ctx, w->i, EMU_POOL_NOT_STARTED,
                       0); /* reported as not started: the child is not at fault */
        } else if (w->is_killed) {
            pool->done(pool->ctx, w->i, EMU_POOL_TOO_LONG, SIGKILL);
        } else if (WIFSIGNALED(status)) {
            pool->done(pool->ctx, w->i, EMU_POOL_SIGNALLED, WTERMSIG(status));
        } else {
            pool->done(pool->ctx, w->i, EMU_POOL_EXITED, WEXITSTATUS(status));
        }
    }
    return did;
}

static void kill_late(struct run *r, bool is_all)
{
    uint64_t now = emu_host_us();
    for (unsigned k = 0; k < r->pool.n_jobs; k++) {
        struct worker *w = &r->workers[k];
        if (w->pid != 0 && (is_all || now > w->until_us)) {
            (void)kill(w->pid, SIGKILL); /* one of ours, not yet waited for */
            w->is_killed = true;
            w->is_stopped = is_all;
        }
    }
}

/* --- the parent ----------------------------------------------------------------------------------------------- */

/* Sleeps until a child ends or says something, a signal comes or someone is late. True: stopped by a signal. */
static bool sleep_until_news(struct run *r)
{
    struct pollfd fds[] = {{.fd = r->signals, .events = POLLIN}, {.fd = r->from, .events = POLLIN}};
    struct signalfd_siginfo info;
    uint64_t now = emu_host_us(), until = NEVER;
    bool is_stopped = false;
    for (unsigned k = 0; k < r->pool.n_jobs; k++) {
        if (r->workers[k].pid != 0 && !r->workers[k].is_killed && r->workers[k].until_us < until) {
            until = r->workers[k].until_us;
        }
    }
    if (r->pool.tick != NULL && until > now + EMU_POOL_TICK_US) {
        until = now + EMU_POOL_TICK_US;
    }
    uint64_t ms = until == NEVER || until < now ? 0 : (until - now) / 1000u + 1;
    (void)poll(fds, 2, until == NEVER ? -1 : ms < INT32_MAX ? (int)ms : INT32_MAX); /* EINTR is news as well */
    while (read(r->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        is_stopped = is_stopped || emu_endings_has(info.ssi_signo);
    }
    hear_all(r);
    return is_stopped;
}

static void close_all(const struct run *r)
{
    const int fds[] = {r->signals, r->from, r->to};
    for (unsigned i = 0; i < sizeof fds / sizeof fds[0]; i++) {
        if (fds[i] >= 0) {
            (void)close(fds[i]);
        }
    }
}

static bool set_up(struct run *r, const struct emu_pool *pool)
{
    sigset_t signals;
    int ends[2] = {-1, -1};
    *r = (struct run){.pool = *pool, .signals = -1, .from = -1, .to = -1};
    r->pool.n_jobs = pool->n_jobs < 1 ? 1 : pool->n_jobs > EMU_POOL_JOBS_MAX ? EMU_POOL_JOBS_MAX : pool->n_jobs;
    if (pool->hear != NULL && pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    r->from = ends[0];
    r->to = ends[1];
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGCHLD);
    emu_endings_add(&signals);
    if ((r->from >= 0 && fcntl(r->from, F_SETFL, O_NONBLOCK) != 0) ||
        (r->signals = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC)) < 0) {
        close_all(r);
        return false;
    }
    (void)sigprocmask(SIG_BLOCK, &signals, &r->before); /* cannot fail with these */
    return true;
}

static unsigned n_running(const struct run *r)
{
    unsigned n = 0;
    for (unsigned k = 0; k < r->pool.n_jobs; k++) {
        n += r->workers[k].pid != 0 ? 1 : 0;
    }
    return n;
}

/* As many as there are places for; *next is the first that has not been started. */
static void start_some(struct run *r, size_t *next)
{
    for (unsigned k = 0; k < r->pool.n_jobs && *next < r->pool.n; k++) {
        if (r->workers[k].pid != 0) {
            continue;
        }
        if (!start(r, &r->workers[k], *next)) {
            if (n_running(r) == 0) {
                r->pool.done(r->pool.ctx, (*next)++, EMU_POOL_NOT_STARTED, errno);
            }
            return; /* no more processes now: when one has ended */
        }
        (*next)++;
    }
}

bool emu_pool_run(const struct emu_pool *pool)
{
    struct run r;
    size_t next = 0;
    bool is_stopped = false, is_enough = false;
    if (!set_up(&r, pool)) {
        return false;
    }
    while (next < r.pool.n || n_running(&r) > 0) {
        is_enough = is_enough || (r.pool.is_enough != NULL && r.pool.is_enough(r.pool.ctx));
        if (!is_stopped && !is_enough) {
            start_some(&r, &next);
        }
        while ((is_stopped || (is_enough && n_running(&r) == 0)) && next < r.pool.n) {
            r.pool.done(r.pool.ctx, next++, EMU_POOL_NOT_STARTED, 0);
        }
        if (n_running(&r) > 0 && r.pool.tick != NULL) {
            r.pool.tick(r.pool.ctx);
        }
        if (n_running(&r) > 0 && !reap(&r)) {
            is_stopped = sleep_until_news(&r) || is_stopped;
            kill_late(&r, is_stopped);
        }
    }
    close_all(&r);
    (void)sigprocmask(SIG_SETMASK, &r.before, NULL);
    if (is_stopped) {
        errno = EINTR;
    }
    return !is_stopped;
}
