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

/* A device or a pipe cannot be replaced by renaming over it: it is written to. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

enum rt_err img_file_write(const char *path, const void *bytes, size_t n)
{
    bool is_direct = is_special(path);
    size_t n_path = strlen(path) + 8;
    char *name = rt_mem_alloc(n_path);
    if (name == NULL) {
        return RT_ENOMEM;
    }
    (void)snprintf(name, n_path, "%s%s", path, is_direct ? "" : ".XXXXXX");
    enum rt_err err = RT_OK;
    int fd = is_direct ? open(name, O_WRONLY | O_CLOEXEC) : mkstemp(name);
    if (fd < 0) {
        err = error_of_errno();
        goto out;
    }
    err = write_all(fd, bytes, n);
    if (err == RT_OK && !is_direct && fchmod(fd, 0644) != 0) {
        err = error_of_errno();
    }
    if (close(fd) != 0 && err == RT_OK) {
        err = error_of_errno();
    }
    if (err == RT_OK && !is_direct && rename(name, path) != 0) {
        err = error_of_errno();
    }
    if (err != RT_OK && !is_direct) {
        (void)unlink(name); /* The first error is the one to report. */
    }
out:
    (void)rt_mem_free(name);
    return err;
}
