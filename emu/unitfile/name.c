/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_TMPFILE */
#include "name.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096u
#define NAMES_TRIED    100u
#define NAMES_MAX      1000000u /* six digits */

static void folder_of(char out[PATH_MAX_BYTES], const char *path)
{
    const char *slash = strrchr(path, '/');
    (void)snprintf(out, PATH_MAX_BYTES, "%.*s", slash != NULL ? (int)(slash - path + 1) : 1,
                   slash != NULL ? path : ".");
}

int unitname_create(char *temporary, size_t n_temporary, const char *path)
{
    char folder[PATH_MAX_BYTES];
    folder_of(folder, path);
    temporary[0] = '\0';
    int fd = access("/proc/self/fd", X_OK) == 0 ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
    if (fd < 0) {
        (void)snprintf(temporary, n_temporary, "%s" UNITNAME_SUFFIX, path);
        fd = mkstemp(temporary);
        if (fd < 0) {
            temporary[0] = '\0';
        } else {
            (void)fcntl(fd, F_SETFD, FD_CLOEXEC); /* nothing is executed from here; a courtesy */
        }
    }
    return fd;
}

/* link(2) of a file that has no name. */
static bool link_fd(int fd, const char *path)
{
    char own[64];
    (void)snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
}

/* No call puts a file without a name into the place of another: it has a temporary one for that moment. */
static bool replace_with_fd(int fd, const char *path)
{
    char name[PATH_MAX_BYTES + sizeof UNITNAME_SUFFIX];
    bool is_named = false;
    for (unsigned i = 0; i < NAMES_TRIED && !is_named; i++) {
        (void)snprintf(name, sizeof name, "%s.new-%06u", path, ((unsigned)getpid() + i) % NAMES_MAX);
        is_named = link_fd(fd, name);
        if (!is_named && errno != EEXIST) {
            return false;
        }
    }
    if (is_named && rename(name, path) != 0) {
        int why = errno;
        (void)unlink(name); /* the first error counts */
        errno = why;
        return false;
    }
    return is_named;
}

static bool rename_to(const char *temporary, const char *path, bool may_replace)
{
    if (may_replace) {
        return rename(temporary, path) == 0;
    }
    if (link(temporary, path) == 0) {
        return unlink(temporary) == 0;
    }
    bool has_links = errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS;
    return !has_links && access(path, F_OK) != 0 && rename(temporary, path) == 0;
}

/* A new unit outlives a crash of the host. */
static bool sync_folder_of(const char *path)
{
    char folder[PATH_MAX_BYTES];
    folder_of(folder, path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* One that we may write to and not read, or whose file system knows no such sync (EINVAL), is left as it is. */
    bool is_synced = fd < 0 || fsync(fd) == 0 || errno == EINVAL;
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    return is_synced;
}

bool unitname_give(int fd, char *temporary, const char *path, bool may_replace)
{
    bool is_named = temporary[0] != '\0'
                        ? rename_to(temporary, path, may_replace)
                        : link_fd(fd, path) || (errno == EEXIST && may_replace && replace_with_fd(fd, path));
    if (is_named) {
        temporary[0] = '\0';
    }
    return is_named && sync_folder_of(path);
}
