/* SPDX-License-Identifier: MIT */
#include <host/endings.h>
#include <stddef.h>

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
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
}
