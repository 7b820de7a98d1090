/* SPDX-License-Identifier: MIT */
#include <host/output.h>
#include <host/stream.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One list per process, like its descriptors. Files are identified by inode, not by name. */
static struct {
    dev_t device;
    ino_t inode;
} inputs[EMU_INPUTS_MAX];
static size_t n_inputs;

static void protect(const struct stat *st)
{
    if (n_inputs < EMU_INPUTS_MAX && S_ISREG(st->st_mode)) {
        inputs[n_inputs].device = st->st_dev;
        inputs[n_inputs].inode = st->st_ino;
        n_inputs++;
    }
}

void emu_output_protect(int fd)
{
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0) { /* one that was not opened: errno stays */
        protect(&st);
    }
}

void emu_output_protect_path(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0) {
        protect(&st);
    }
}

/* By its real name, whatever links led to it. */
static bool is_image_of_units(int fd)
{
    char link[64], path[4096];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    return strstr(path, "/" EMU_UNIT_IMAGES "/") != NULL;
}

/* NULL: it may be written. */
static const char *refusal(int fd)
{
    struct stat st;
    char magic[sizeof EMU_UNIT_MAGIC - 1];
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return NULL;
    }
    for (size_t i = 0; i < n_inputs; i++) {
        if (inputs[i].device == st.st_dev && inputs[i].inode == st.st_ino) {
            return "this run reads that file";
        }
    }
    bool is_unit =
        pread(fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic && memcmp(magic, EMU_UNIT_MAGIC, sizeof magic) == 0;
    return is_unit                 ? "a unit file, which would be lost"
           : is_image_of_units(fd) ? "the image of unit files, which would be lost"
                                   : NULL;
}

/* Only a plain file is opened for it: another kind may block. */
const char *emu_output_refusal(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        return NULL;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const char *why = fd >= 0 ? refusal(fd) : NULL;
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    return why;
}

int emu_output_fd(const char *path, enum emu_output kind)
{
    struct stat st;
    bool appends = kind == EMU_OUTPUT_APPEND;
    if (emu_output_refusal(path) != NULL) {
        errno = EBUSY;
        return -1;
    }
    if (stat(path, &st) == 0 && S_ISFIFO(st.st_mode)) {
        return emu_stream_open_fifo(path);
    }
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | (appends ? O_APPEND : 0);
    int fd = open(path, flags, kind == EMU_OUTPUT_PUBLIC ? 0666 : 0600);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return fd;
    }
    if (kind == EMU_OUTPUT_PRIVATE) {
        (void)fchmod(fd, 0600); /* a file of another user that we may write keeps its mode */
    }
    if (!appends && ftruncate(fd, 0) != 0) {
        (void)close(fd); /* nothing was written */
        return -1;
    }
    return fd;
}

FILE *emu_output_open(const char *path, enum emu_output kind)
{
    struct stat st;
    int fd = emu_output_fd(path, kind);
    bool is_fifo = fd >= 0 && fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
    FILE *f = fd < 0 ? NULL : is_fifo ? emu_stream_file(fd) : fdopen(fd, kind == EMU_OUTPUT_APPEND ? "a" : "w");
    if (fd >= 0 && f == NULL) {
        (void)close(fd); /* nothing was written */
    }
    return f;
}

const char *emu_output_why(const char *path)
{
    int why = errno;
    const char *text = emu_output_refusal(path);
    return text != NULL ? text : why == ETIMEDOUT ? "a FIFO that no one reads" : strerror(why);
}
