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

#define DEPTH_MAX   8u /* of folders in a scratch folder */
#define LEFT_OVER_S 60
#define NAME_ROOM   16u /* for "/" and the name of a socket */

int emu_private_dir_lock(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)flock(fd, LOCK_EX | LOCK_NB); /* cannot be contended yet */
    }
    return fd;
}

/* What is in the folder, which is closed; links are removed and not followed. */
static void empty_folder(int folder, unsigned depth)
{
    DIR *dir = fdopendir(folder);
    const struct dirent *e;
    if (dir == NULL) {
        (void)close(folder);
        return;
    }
    while ((e = readdir(dir)) != NULL) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || unlinkat(dirfd(dir), e->d_name, 0) == 0) {
            continue;
        }
        int inner = depth > 0 ? openat(dirfd(dir), e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        if (inner >= 0) {
            empty_folder(inner, depth - 1);
            (void)unlinkat(dirfd(dir), e->d_name, AT_REMOVEDIR); /* what cannot go keeps the folder */
        }
    }
    (void)closedir(dir);
}

/* Removes folder `name` of `place` if it is ours and left over. It is locked as long as a process of its run lives. */
static void sweep_one(int place, const char *name)
{
    struct stat st;
    int fd = openat(place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool is_old = fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == geteuid() && (st.st_mode & 077) == 0 &&
                  time(NULL) - st.st_mtime > LEFT_OVER_S; /* younger ones may not be locked yet */
    int contents = is_old && flock(fd, LOCK_EX | LOCK_NB) == 0 ? dup(fd) : -1;
    if (contents >= 0) {
        empty_folder(contents, DEPTH_MAX);
        (void)unlinkat(place, name, AT_REMOVEDIR);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
}

static bool is_our_name(const char *name)
{
    static const char *const prefixes[] = {EMU_PRIVATE_RUN, EMU_PRIVATE_TEST};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t n = strlen(prefixes[i]);
        if (strncmp(name, prefixes[i], n) == 0 && strlen(name) == n + strlen("XXXXXX")) {
            return true;
        }
    }
    return false;
}

static void sweep_place(const char *place)
{
    DIR *dir = opendir(place);
    const struct dirent *e;
    while (dir != NULL && (e = readdir(dir)) != NULL) {
        if (is_our_name(e->d_name)) {
            sweep_one(dirfd(dir), e->d_name);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

/* Where folders of ours may lie: those of sockets, and the scratch folders of the runner. Each is read once: that takes
 * longer than the rest of a start where it holds many files. */
void emu_private_dir_sweep(void)
{
    const char *const places[] = {"/dev/shm", "/tmp", getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR")};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        bool is_read = places[i] == NULL || places[i][0] != '/';
        for (size_t k = 0; k < i && !is_read; k++) {
            is_read = places[k] != NULL && strcmp(places[k], places[i]) == 0;
        }
        if (!is_read) {
            sweep_place(places[i]);
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
        int n = snprintf(d->path, sizeof d->path - NAME_ROOM, "%s/" EMU_PRIVATE_RUN "XXXXXX", places[i]);
        if (n > 0 && (size_t)n < sizeof d->path - NAME_ROOM && mkdtemp(d->path) != NULL) {
            d->lock_fd = emu_private_dir_lock(d->path);
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

void emu_private_dir_remove_tree(struct emu_private_dir *d)
{
    int contents = d->path[0] != '\0' ? open(d->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (contents >= 0) {
        empty_folder(contents, DEPTH_MAX);
    }
    emu_private_dir_remove(d);
}
