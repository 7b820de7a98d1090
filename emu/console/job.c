/* SPDX-License-Identifier: MIT */
#include "job.h"
#include <unit/loop.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Returns when the program is continued. */
static void suspend(struct emu_job *j)
{
    sigset_t signal;
    (void)sigemptyset(&signal);
    (void)sigaddset(&signal, SIGTSTP);
    j->ops.step_aside(j->ops.ctx);
    (void)kill(0, SIGTSTP);                        /* the whole job: a pipeline stops together */
    (void)sigprocmask(SIG_UNBLOCK, &signal, NULL); /* it stops here */
    (void)sigprocmask(SIG_BLOCK, &signal, NULL);
    j->ops.come_back(j->ops.ctx);
}

static void job_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_job *j = ctx;
    j->index = j->fd >= 0 ? emu_pollset_add(set, j->fd, POLLIN, false) : -1;
}

static bool job_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_job *j = ctx;
    struct signalfd_siginfo info;
    while (emu_pollset_revents(set, j->index) != 0 && read(j->fd, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGTSTP) {
            suspend(j);
        } else {
            j->ops.resized(j->ops.ctx);
        }
    }
    return false; /* nothing moved in the unit's world */
}

void emu_job_init(struct emu_job *j, struct emu_loop *loop, struct emu_job_ops ops)
{
    sigset_t signals;
    *j = (struct emu_job){.loop = loop, .ops = ops, .fd = -1};
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTSTP);
    (void)sigaddset(&signals, SIGWINCH);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == 0) {
        j->fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    emu_loop_add(loop, (struct emu_source){"job control", job_fill, job_handle, j, NULL});
}

void emu_job_fini(struct emu_job *j)
{
    emu_loop_remove(j->loop, j);
    if (j->fd >= 0) {
        (void)close(j->fd);
    }
}
