/* SPDX-License-Identifier: MIT */
/* The descriptors that one turn of the loop waits for. Sources add them and then read what is ready. */
#pragma once
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_POLL_MAX 512u /* a unit holds a dozen connections, at most some three hundred (emu/net/flows.h) */

struct emu_pollset {
    size_t n;
    bool has_outside;               /* one of them can become ready without the unit or the lab doing anything */
    bool is_live;                   /* one of them may be ready now: see emu_pollset_add_dormant() */
    struct pollfd fd[EMU_POLL_MAX]; /* n of them have a value */
};

/* A source of descriptors. Sources are polled in the order in which they were added. */
struct emu_source {
    const char *name;
    void (*fill)(void *ctx, struct emu_pollset *set);
    /* Handles what is ready. Returns true when it did anything. */
    bool (*handle)(void *ctx, const struct emu_pollset *set);
    void *ctx;
    /* Does it want its turn in this instant, whatever its descriptors say? NULL: they say it all. */
    bool (*is_due)(void *ctx);
};

/* An empty set. */
void emu_pollset_clear(struct emu_pollset *set);
/* Returns the index, or -1 when the set is full (the descriptor then waits for a later turn). */
int emu_pollset_add(struct emu_pollset *set, int fd, short events, bool is_outside);
/* The same for one that is not worth a system call of its own: a server's listening socket that only others of the set
 * connect to, or the end of the program. */
int emu_pollset_add_dormant(struct emu_pollset *set, int fd);
short emu_pollset_revents(const struct emu_pollset *set, int index);
/* Waits at most this long in real time; UINT64_MAX: for ever. What was printed is seen before. Returns how many are
 * ready. */
int emu_pollset_wait(struct emu_pollset *set, uint64_t wait_us);
/* Nothing is ready, without asking. */
void emu_pollset_skip(struct emu_pollset *set);
