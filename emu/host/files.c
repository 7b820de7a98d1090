/* SPDX-License-Identifier: MIT */
#include <host/files.h>
#include <host/output.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum rt_err emu_read_open(int fd, off_t n_expected, struct rt_buf *out)
{
    uint8_t piece[4096];
    ssize_t n = 1;
    if (n_expected > 0 && (uintmax_t)n_expected <= out->max - out->n &&
        rt_buf_reserve(out, (size_t)n_expected) != RT_OK) { /* at once, instead of growing to it */
        return RT_ENOMEM;
    }
    while (n > 0) {
        size_t room = out->capacity - out->n;
        if (room >= sizeof piece) {
            n = read(fd, out->bytes + out->n, room);
            rt_buf_filled(out, n > 0 ? (size_t)n : 0);
            continue;
        }
        n = read(fd, piece, sizeof piece); /* most often its end: no reason to grow */
        room = out->max - out->n;
        enum rt_err err = n > 0 ? rt_buf_put(out, piece, (size_t)n < room ? (size_t)n : room) : RT_OK;
        if (err != RT_OK || (n > 0 && (size_t)n > room)) {
            return err != RT_OK ? err : RT_ETOOBIG;
        }
    }
    return n < 0 ? RT_EIO : RT_OK;
}

static enum rt_err open_error(void)
{
    return errno == ENOENT || errno == ENOTDIR ? RT_ENOENT : errno == EACCES ? RT_EACCES : RT_EIO;
}

enum rt_err emu_read_file(const char *path, struct rt_buf *out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us; it is refused below */
    if (fd < 0) {
        return open_error();
    }
    enum rt_err err = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? emu_read_open(fd, st.st_size, out) : RT_EINVAL;
    (void)close(fd); /* only read */
    return err;
}

enum rt_err emu_read_input(const char *path, struct rt_buf *out)
{
    struct stat st;
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return open_error();
    }
    emu_output_protect(fd);
    bool is_input = fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
    is_input = is_input || strcmp(path, "-") == 0; /* a terminal too */
    enum rt_err err =
        is_input && !S_ISDIR(st.st_mode) ? emu_read_open(fd, S_ISREG(st.st_mode) ? st.st_size : 0, out) : RT_EINVAL;
    (void)close(fd); /* only read */
    return err;
}

enum emu_exit emu_read_error(const char *path, enum rt_err err, struct emu_error *error)
{
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: check the path", path,
                         err == RT_EINVAL ? "a folder or a device, not a file" : rt_err_text(err));
}

bool emu_is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool emu_file_begins(const char *path, const void *bytes, size_t n)
{
    uint8_t head[64];
    struct stat st; /* of a pipe the bytes would be gone for the one that reads it */
    int fd = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    bool begins = fd >= 0 && n <= sizeof head && read(fd, head, n) == (ssize_t)n && memcmp(head, bytes, n) == 0;
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    return begins;
}

enum rt_err emu_make_folders(const char *path, unsigned mode, char failed[EMU_PATH_MAX])
{
    int n = snprintf(failed, EMU_PATH_MAX, "%s", path);
    if (n <= 0 || (size_t)n >= EMU_PATH_MAX) {
        errno = ENAMETOOLONG;
        return RT_EIO;
    }
    for (char *p = failed + 1; *p != '\0'; p++) {
        if (*p == '/') {
            *p = '\0';
            if (mkdir(failed, (mode_t)mode) != 0 && !emu_is_folder(failed)) {
                return RT_EIO;
            }
            *p = '/';
        }
    }
    return RT_OK;
}

enum emu_exit emu_write_below(const char *folder, const char *path, const void *bytes, size_t n,
                              struct emu_error *error)
{
    char whole[EMU_PATH_MAX];
    if (!emu_is_folder(folder)) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a folder: make it first", folder);
    }
    int n_whole = snprintf(whole, sizeof whole, "%s%s", folder, path);
    if (n_whole < 0 || (size_t)n_whole >= sizeof whole) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: the name is too long: choose another folder", folder);
    }
    char failed[EMU_PATH_MAX];
    if (emu_make_folders(whole, 0755, failed) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: the folder cannot be made (%s): check the folder above it", failed, strerror(errno));
    }
    struct rt_buf there;
    rt_buf_init(&there, n);
    enum rt_err err = emu_read_file(whole, &there);
    bool is_same = err == RT_OK && there.n == n && memcmp(there.bytes, bytes, n) == 0;
    rt_buf_fini(&there);
    if (is_same) {
        return EMU_EXIT_OK;
    }
    if (err != RT_ENOENT) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: there is another file of that name: choose another folder", whole);
    }
    FILE *f = fopen(whole, "wbx");
    bool is_written = f != NULL && fwrite(bytes, 1, n, f) == n;
    if (f != NULL && fclose(f) != 0) {
        is_written = false;
    }
    if (!is_written) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: choose another folder", whole, strerror(errno));
    }
    return EMU_EXIT_OK;
}
