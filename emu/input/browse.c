/* SPDX-License-Identifier: MIT */
/* The unit's pages in the user's browser. */
#include "input_priv.h"
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* In the folders of PATH. */
static bool is_installed(const char *program)
{
    const char *path = getenv("PATH");
    char file[512];
    while (path != NULL && *path != '\0') {
        size_t n = strcspn(path, ":");
        if (snprintf(file, sizeof file, "%.*s/%s", (int)n, path, program) < (int)sizeof file &&
            access(file, X_OK) == 0) {
            return true;
        }
        path += n + (path[n] == ':' ? 1 : 0);
    }
    return false;
}

bool hands_browse(const char *url)
{
    /* A shell of its own lets the browser go on alone, so that no zombie is left here; and at a priority of its own. */
    char *const words[] = {"sh",
                           "-c",
                           "renice -n 0 -p $$ >/dev/null 2>&1; xdg-open \"$1\" </dev/null >/dev/null 2>&1 &",
                           "sh",
                           (char *)(uintptr_t)url,
                           NULL};
    pid_t child;
    int status = 0;
    if (!is_installed("xdg-open") || posix_spawnp(&child, "sh", NULL, NULL, words, environ) != 0) {
        return false;
    }
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
