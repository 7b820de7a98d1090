/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* flock */
#include <host/private_dir.h>
#include <rt/assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAME_PREFIX "vspa-run-"
#define LEFT_OVER_S 60
#define NAME_ROOM   16u /* for "/" and the name of a socket */

/* The folder is locked as long as its process lives, and so one that is not was left by a process that was killed. */
static int lock_for_life(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)flock(fd, LOCK_EX | LOCK_NB); /* cannot be contended yet */
    }
    return fd;
}

/* Removes folder `name` of `place` with the files in it, if it is ours and left over. */
static void sweep_one(int place, const char *name)
{
    struct stat st;
    int fd = openat(place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool is_old = fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == geteuid() && (st.st_mode & 077) == 0 &&
                  time(NULL) - st.st_ctime > LEFT_OVER_S; /* younger ones may not be locked yet */
    if (!is_old || flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return;
    }
    DIR *dir = fdopendir(fd);
    const struct dirent *e;
    while (dir != NULL && (e = readdir(dir)) != NULL) {
        (void)unlinkat(dirfd(dir), e->d_name, 0); /* sockets; what cannot go keeps the folder */
    }
    (void)unlinkat(place, name, AT_REMOVEDIR);
    (void)(dir != NULL ? closedir(dir) : close(fd));
}

void emu_private_dir_sweep(void)
{
    const char *const places[] = {getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        DIR *dir = places[i] != NULL && places[i][0] == '/' ? opendir(places[i]) : NULL;
        const struct dirent *e;
        while (dir != NULL && (e = readdir(dir)) != NULL) {
            if (strncmp(e->d_name, NAME_PREFIX, strlen(NAME_PREFIX)) == 0 &&
                strlen(e->d_name) == strlen(NAME_PREFIX "XXXXXX")) {
                sweep_one(dirfd(dir), e->d_name);
            }
        }
        if (dir != NULL) {
            (void)closedir(dir);
        }
    }
}

enum emu_exit emu_private_dir_create(struct emu_private_dir *d, struct emu_error *error)
{
    const char *const places[] = {getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (places[i] == NULL || places[i][0] != '/') {
            continue;
        }
        int n = snprintf(d->path, sizeof d->path - NAME_ROOM, "%s/" NAME_PREFIX "XXXXXX", places[i]);
        if (n > 0 && (size_t)n < sizeof d->path - NAME_ROOM && mkdtemp(d->path) != NULL) {
            d->lock_fd = lock_for_life(d->path);
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
        if (d->lock_fd >= 0) {
            (void)close(d->lock_fd);
        }
        d->path[0] = '\0';
    }
}
