/* SPDX-License-Identifier: MIT */
#include "mapped.h"
#include <host/error.h>
#include <board/flash.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096u

static struct {
    const uint8_t *begin, *end;
    size_t n_text;
    char text[PATH_MAX_BYTES + 128];
} mapped;

static void on_bus_error(int number, siginfo_t *info, void *context)
{
    const uint8_t *at = info->si_addr;
    (void)context;
    if (at >= mapped.begin && at < mapped.end) {
        ssize_t ignored = write(STDERR_FILENO, mapped.text, mapped.n_text); /* the exit code tells as well */
        (void)ignored;
        _exit(EMU_EXIT_ENVIRONMENT);
    }
    (void)signal(number, SIG_DFL); /* not ours: as if we were not there, when it comes again */
}

void unitmapped_guard(const char *path, const uint8_t *cells)
{
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
    int n =
        snprintf(mapped.text, sizeof mapped.text,
                 "vspa: %s: a page of it or of its image cannot be read (cut off?): restore the file; the unit is as "
                 "its last commit left it\n",
                 path);
    mapped.n_text = n > 0 ? (size_t)n : 0;
    mapped.begin = cells;
    mapped.end = cells + BOARD_FLASH_BYTES;
    (void)sigaction(SIGBUS, &action, NULL); /* cannot fail with these arguments */
}

void unitmapped_forget(const uint8_t *cells)
{
    if (mapped.begin == cells) {
        mapped.begin = mapped.end = NULL;
    }
}
