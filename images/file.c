/* SPDX-License-Identifier: MIT */
#include <images/file.h>

#include <errno.h>
#include <fcntl.h>
#include <rt/mem.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 16384u

static enum rt_err error_of_errno(void)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return RT_ENOENT;
    case EACCES:
    case EPERM:
    case EROFS:
        return RT_EACCES;
    case ENOMEM:
        return RT_ENOMEM;
    case EISDIR:
        return RT_EINVAL;
    default:
        return RT_EIO;
    }
}

char *img_path_join(const char *dir, const char *name)
{
    size_t n = strlen(dir) + strlen(name) + 2;
    char *path = rt_mem_alloc(n);
    if (path != NULL) {
        (void)snprintf(path, n, "%s/%s", dir, name);
    }
    return path;
}

enum rt_err img_file_read(const char *path, struct rt_buf *out)
{
    uint8_t piece[PIECE];
    enum rt_err err = RT_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return error_of_errno();
    }
    while (err == RT_OK) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n == 0) {
            break;
        }
        if (n > 0) {
            err = rt_buf_put(out, piece, (size_t)n);
        } else if (errno != EINTR) {
            err = error_of_errno();
        }
    }
    (void)close(fd); /* Nothing was written. */
    return err;
}

static enum rt_err write_all(int fd, const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t n_done = write(fd, bytes, n);
        if (n_done >= 0) {
            bytes += n_done;
            n -= (size_t)n_done;
        } else if (errno != EINTR) {
            return error_of_errno();
        }
    }
    return RT_OK;
}

/* A target that rename must not replace is opened and written in place: a device, a pipe, a symbolic link (such as
 * /dev/stdout, which root could replace). Standard output, under any name, is written through its own descriptor, or
 * later output would overwrite it. Otherwise -1 with errno 0. */
static int open_in_place(const char *path)
{
    struct stat status, link, out;
    errno = 0;
    bool is_there = stat(path, &status) == 0;
    if (is_there && fstat(STDOUT_FILENO, &out) == 0 && out.st_dev == status.st_dev && out.st_ino == status.st_ino) {
        return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    }
    if ((is_there && !S_ISREG(status.st_mode)) || (lstat(path, &link) == 0 && S_ISLNK(link.st_mode))) {
        return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    }
    errno = 0;
    return -1;
}

static enum rt_err write_and_close(int fd, const void *bytes, size_t n)
{
    enum rt_err err = write_all(fd, bytes, n);
    if (close(fd) != 0 && err == RT_OK) {
        err = error_of_errno();
    }
    return err;
}

static enum rt_err replace(const char *path, const void *bytes, size_t n)
{
    size_t n_name = strlen(path) + sizeof ".XXXXXX";
    char *name = rt_mem_alloc(n_name);
    if (name == NULL) {
        return RT_ENOMEM;
    }
    (void)snprintf(name, n_name, "%s.XXXXXX", path);
    int fd = mkstemp(name);
    enum rt_err err = fd < 0 || fchmod(fd, 0644) != 0 ? error_of_errno() : RT_OK;
    if (fd >= 0) {
        enum rt_err written = write_and_close(fd, bytes, n);
        err = err == RT_OK ? written : err;
        if (err == RT_OK && rename(name, path) != 0) {
            err = error_of_errno();
        }
        if (err != RT_OK) {
            (void)unlink(name); /* Report the first error. */
        }
    }
    (void)rt_mem_free(name);
    return err;
}

enum rt_err img_file_write(const char *path, const void *bytes, size_t n)
{
    int fd = open_in_place(path);
    if (fd >= 0) {
        return write_and_close(fd, bytes, n);
    }
    return errno != 0 ? error_of_errno() : replace(path, bytes, n);
}
