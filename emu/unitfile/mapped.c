/* SPDX-License-Identifier: MIT */
#include "mapped.h"
#include <host/error.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096u

static struct {
    const struct unitcells *cells; /* NULL: none */
    size_t n_text;
    char text[PATH_MAX_BYTES + 128];
} mapped;

static bool is_within(const uint8_t *at, const uint8_t *begin, size_t n)
{
    return begin != NULL && at >= begin && at < begin + n;
}

static bool is_ours(const uint8_t *at)
{
    const struct unitcells *c = mapped.cells;
    bool is = c != NULL && is_within(at, c->cells, BOARD_FLASH_BYTES);
    for (unsigned bank = 0; c != NULL && bank < UNITCELLS_BANKS; bank++) {
        is = is || is_within(at, c->image[bank], c->n_image[bank]);
    }
    return is;
}

static void on_bus_error(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (is_ours(info->si_addr)) {
        ssize_t ignored = write(STDERR_FILENO, mapped.text, mapped.n_text); /* the exit code tells as well */
        (void)ignored;
        _exit(EMU_EXIT_ENVIRONMENT);
    }
    (void)signal(number, SIG_DFL); /* not ours: as if we were not there, when it comes again */
}

void unitmapped_guard(const char *path, const struct unitcells *cells)
{
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
    int n =
        snprintf(mapped.text, sizeof mapped.text,
                 "vspa: %s: a page of it or of its image cannot be read (cut off?): restore the file; the unit is as "
                 "its last commit left it\n",
                 path);
    mapped.n_text = n > 0 ? (size_t)n : 0;
    mapped.cells = cells;
    (void)sigaction(SIGBUS, &action, NULL); /* cannot fail with these arguments */
}

void unitmapped_forget(const struct unitcells *cells)
{
    if (mapped.cells == cells) {
        mapped.cells = NULL;
    }
}
