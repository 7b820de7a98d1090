/* SPDX-License-Identifier: MIT */
#include <host/private_dir.h>
#include <rt/assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_ROOM 16u /* for "/" and the name of a socket */

enum emu_exit emu_private_dir_create(struct emu_private_dir *d, struct emu_error *error)
{
    const char *const places[] = {getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (places[i] == NULL || places[i][0] != '/') {
            continue;
        }
        int n = snprintf(d->path, sizeof d->path - NAME_ROOM, "%s/vspa-XXXXXX", places[i]);
        if (n > 0 && (size_t)n < sizeof d->path - NAME_ROOM && mkdtemp(d->path) != NULL) {
            return EMU_EXIT_OK;
        }
    }
    d->path[0] = '\0';
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "/tmp: no folder can be made there (%s): set TMPDIR",
                         strerror(errno));
}

void emu_private_dir_name(const struct emu_private_dir *d, const char *name, char out[EMU_PRIVATE_PATH_MAX])
{
    RT_ASSERT(d->path[0] != '\0' && strlen(name) + 1 < NAME_ROOM);
    size_t n = strlen(d->path);
    memcpy(out, d->path, n);
    out[n] = '/';
    memcpy(out + n + 1, name, strlen(name) + 1);
}

void emu_private_dir_remove(struct emu_private_dir *d)
{
    if (d->path[0] != '\0') {
        (void)rmdir(d->path); /* the last thing that could be done about it */
        d->path[0] = '\0';
    }
}
