/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH, syscall */
#include <host/beneath.h>
#include <host/files.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRIES_MAX 1000 /* of openat2(2) */

static bool leads_up(const char *path)
{
    for (const char *part = path; part != NULL; part = strchr(part, '/')) {
        part += *part == '/' ? 1 : 0;
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0')) {
            return true;
        }
    }
    return path[0] == '/';
}

/* As openat2 with RESOLVE_BENEATH, where there is none: no link is followed, and no step leads up. Takes the descriptor
 * over. */
static int walk(int at, const char *path, int flags)
{
    char rest[PATH_MAX];
    char *part = rest;
    (void)snprintf(rest, sizeof rest, "%s", path); /* it fitted before */
    if (leads_up(path)) {
        (void)close(at); /* a path only */
        errno = EXDEV;
        return -1;
    }
    for (char *slash; (slash = strchr(part, '/')) != NULL && at >= 0; part = slash + 1) {
        *slash = '\0';
        int next = openat(at, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        (void)close(at); /* a path only */
        at = next;
    }
    int fd = at < 0 ? -1 : openat(at, part, flags | O_NOFOLLOW);
    int why = errno;
    if (at >= 0) {
        (void)close(at);
    }
    errno = why;
    return fd;
}

static int open_beneath(const char *folder, const char *path, int flags)
{
    int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (at < 0) {
        return -1;
    }
    const struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    int fd, n_tries = 0;
    do { /* EAGAIN: something was renamed while it went up */
        fd = (int)syscall(SYS_openat2, at, path, &how, sizeof how);
    } while (fd < 0 && errno == EAGAIN && ++n_tries < TRIES_MAX);
    if (fd < 0 && (errno == ENOSYS || errno == EPERM)) {
        return walk(at, path, flags);
    }
    int why = errno;
    (void)close(at);
    errno = why;
    return fd;
}

static enum rt_err error_of(int why)
{
    switch (why) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
        return RT_ENOENT;
    case EACCES:
    case EPERM:
    case EXDEV: /* it would have left the folder */
    case ELOOP:
    case ENXIO:
        return RT_EACCES;
    default:
        return RT_EIO;
    }
}

enum rt_err emu_beneath_read(const char *folder, struct rt_str name, struct rt_buf *out)
{
    char path[PATH_MAX];
    struct stat st;
    if (rt_str_copy(path, sizeof path, name) != RT_OK) {
        return RT_ENOENT;
    }
    int fd = open_beneath(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* a FIFO must not hang us */
    if (fd < 0) {
        return error_of(errno);
    }
    enum rt_err err = RT_EACCES;
    if (fstat(fd, &st) == 0) {
        err = S_ISREG(st.st_mode) ? RT_OK : S_ISDIR(st.st_mode) ? RT_ENOENT : RT_EACCES;
    }
    err = err == RT_OK ? emu_read_open(fd, st.st_size, out) : err;
    (void)close(fd); /* only read */
    return err;
}

/* What lies in the folder: how many files and bytes, `name` left out. False: it cannot be read. */
static bool take_stock(int folder, const char *name, size_t *n_files, size_t *n_bytes)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *e;
    *n_files = 0;
    *n_bytes = 0;
    if (dir == NULL) {
        if (copy >= 0) {
            (void)close(copy);
        }
        return false;
    }
    while ((e = readdir(dir)) != NULL) {
        struct stat st;
        bool is_file = strcmp(e->d_name, name) != 0 && fstatat(folder, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
                       S_ISREG(st.st_mode);
        *n_files += is_file;
        *n_bytes += is_file ? (size_t)st.st_size : 0;
    }
    (void)closedir(dir);
    return true;
}

static enum rt_err write_all(int fd, const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t n_written = write(fd, bytes, n);
        if (n_written <= 0) {
            return RT_EIO;
        }
        bytes += n_written;
        n -= (size_t)n_written;
    }
    return RT_OK;
}

/* It is emptied after it was looked at, not by opening it. */
static enum rt_err write_file(int folder, const char *name, const void *bytes, size_t n)
{
    struct stat st;
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
    if (fd < 0) {
        return error_of(errno);
    }
    enum rt_err err = RT_EACCES;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1) {
        err = ftruncate(fd, 0) == 0 ? write_all(fd, bytes, n) : RT_EIO;
    }
    return close(fd) == 0 ? err : RT_EIO;
}

enum rt_err emu_beneath_write(const char *folder, const char *sub, const char *name, const void *bytes, size_t n,
                              const struct emu_beneath_limits *limits)
{
    size_t n_files, n_bytes;
    int root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        return error_of(errno);
    }
    (void)mkdirat(root, sub, 0700); /* it may be there; what is wrong with it shows next */
    int place = openat(root, sub, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    enum rt_err err = place < 0 ? RT_EACCES : RT_OK;
    if (err == RT_OK && !take_stock(place, name, &n_files, &n_bytes)) {
        err = RT_EIO;
    }
    if (err == RT_OK && (n > limits->n_bytes || n_files >= limits->n_files || n_bytes + n > limits->n_in_all)) {
        err = RT_EFULL;
    }
    if (err == RT_OK) {
        err = write_file(place, name, bytes, n);
    }
    if (place >= 0) {
        (void)close(place);
    }
    (void)close(root);
    return err;
}
