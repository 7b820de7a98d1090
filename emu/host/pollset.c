/* SPDX-License-Identifier: MIT */
#include <host/pollset.h>
#include <limits.h>
#include <stdio.h>

void emu_pollset_clear(struct emu_pollset *set)
{
    set->n = 0; /* the descriptors need no clearing, and this is done in each turn */
    set->has_outside = false;
    set->is_live = false;
}

static int add(struct emu_pollset *set, int fd, short events)
{
    if (set->n == EMU_POLL_MAX) {
        return -1;
    }
    set->fd[set->n] = (struct pollfd){.fd = fd, .events = events};
    return (int)set->n++;
}

int emu_pollset_add(struct emu_pollset *set, int fd, short events, bool is_outside)
{
    int index = add(set, fd, events);
    set->is_live = true;
    set->has_outside = set->has_outside || (index >= 0 && is_outside);
    return index;
}

int emu_pollset_add_dormant(struct emu_pollset *set, int fd)
{
    return add(set, fd, POLLIN);
}

void emu_pollset_skip(struct emu_pollset *set)
{
    for (size_t i = 0; i < set->n; i++) {
        set->fd[i].revents = 0;
    }
}

short emu_pollset_revents(const struct emu_pollset *set, int index)
{
    return index >= 0 && (size_t)index < set->n ? set->fd[index].revents : 0;
}

int emu_pollset_wait(struct emu_pollset *set, uint64_t wait_us)
{
    int timeout_ms = -1;
    if (wait_us != UINT64_MAX) {
        uint64_t ms = wait_us / 1000u + (wait_us % 1000u != 0 ? 1 : 0);
        timeout_ms = ms > INT_MAX ? INT_MAX : (int)ms;
    }
    if (timeout_ms != 0) {
        (void)fflush(stdout); /* the exit of the program checks standard output */
    }
    int n = poll(set->fd, set->n, timeout_ms);
    if (n <= 0) { /* an interrupted wait is as good as one that brought nothing */
        emu_pollset_skip(set);
        return 0;
    }
    return n;
}
