/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* SIGSTKFLT */
#include <host/endings.h>
#include <stddef.h>

static volatile sig_atomic_t had_pipe;

/* Each signal whose default is to end the process, but SIGKILL and those of a crash. SIGXCPU: ulimit -t. */
static const int ends[] = {SIGINT,  SIGTERM, SIGHUP, SIGQUIT, SIGUSR1,   SIGUSR2,  SIGALRM,
                           SIGPROF, SIGXCPU, SIGIO,  SIGPWR,  SIGVTALRM, SIGSTKFLT};
#define N_ENDS (sizeof ends / sizeof ends[0])

void emu_endings_add(sigset_t *set)
{
    for (size_t i = 0; i < N_ENDS; i++) {
        struct sigaction now;
        bool is_ignored = sigaction(ends[i], NULL, &now) == 0 && now.sa_handler == SIG_IGN;
        if (!is_ignored) {
            (void)sigaddset(set, ends[i]); /* cannot fail with these numbers */
        }
    }
}

bool emu_endings_has(unsigned number)
{
    for (size_t i = 0; i < N_ENDS; i++) {
        if (number == (unsigned)ends[i]) {
            return true;
        }
    }
    return false;
}

void emu_endings_block(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    emu_endings_add(&set);
    (void)sigprocmask(SIG_BLOCK, &set, NULL); /* cannot fail with these arguments */
    struct sigaction pipe;
    if (sigaction(SIGPIPE, NULL, &pipe) == 0 && pipe.sa_handler == SIG_DFL) {
        pipe = (struct sigaction){.sa_handler = emu_endings_on_pipe, .sa_flags = SA_RESTART};
        (void)sigaction(SIGPIPE, &pipe, NULL); /* cannot fail either */
    }
}

/* All that is called here may be called in a handler (signal-safety(7)). */
void emu_endings_on_pipe(int number)
{
    sigset_t blocked;
    struct sigaction term;
    bool is_caught = sigprocmask(SIG_SETMASK, NULL, &blocked) == 0 && sigismember(&blocked, SIGTERM) == 1 &&
                     sigaction(SIGTERM, NULL, &term) == 0 && term.sa_handler != SIG_IGN;
    if (!is_caught) {
        (void)signal(number, SIG_DFL); /* and it ends the program when the handler returns */
        (void)raise(number);
    } else if (had_pipe == 0) {
        had_pipe = 1;
        (void)raise(SIGTERM); /* it waits for the loop */
    }
}

void emu_endings_finish(void)
{
    if (had_pipe != 0) {
        (void)signal(SIGPIPE, SIG_DFL);
        (void)raise(SIGPIPE);
    }
}
