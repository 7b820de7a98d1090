/* SPDX-License-Identifier: MIT */
#include <host/output.h>
#include <host/stream.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL_BYTES 4096

/* One list per process, like its descriptors, and until its end: not of a unit's memory. Files are identified by inode,
 * not by name. */
static struct input {
    dev_t device;
    ino_t inode;
} * inputs;
static size_t n_inputs, n_room;
static bool is_incomplete; /* memory ran out */

/* Of input files as a whole: real names. */
static char *folders[EMU_INPUT_FOLDERS_MAX];
static size_t n_folders;

static void protect(const struct stat *st)
{
    if (!S_ISREG(st->st_mode)) {
        return;
    }
    if (n_inputs == n_room) {
        size_t n = n_room > 0 ? 2 * n_room : 16;
        struct input *moved = realloc(inputs, n * sizeof *moved);
        if (moved == NULL) {
            is_incomplete = true;
            return;
        }
        inputs = moved;
        n_room = n;
    }
    inputs[n_inputs++] = (struct input){st->st_dev, st->st_ino};
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

void emu_output_protect_folder(const char *path)
{
    char *real = n_folders < EMU_INPUT_FOLDERS_MAX ? realpath(path, NULL) : NULL;
    bool is_new = real != NULL;
    for (size_t i = 0; i < n_folders && is_new; i++) {
        is_new = strcmp(folders[i], real) != 0;
    }
    if (is_new) {
        folders[n_folders++] = real; /* until the process ends */
    } else {
        free(real);
    }
}

static bool is_input(const struct stat *st)
{
    bool is = is_incomplete && S_ISREG(st->st_mode);
    for (size_t i = 0; i < n_inputs && !is; i++) {
        is = inputs[i].device == st->st_dev && inputs[i].inode == st->st_ino;
    }
    return is;
}

/* Its real name, whatever links led to it; or "". */
static void name_of(int fd, char path[REAL_BYTES])
{
    char link[64];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, REAL_BYTES - 1);
    path[n > 0 ? n : 0] = '\0';
}

static bool is_beneath_input(const char *path)
{
    for (size_t i = 0; i < n_folders; i++) {
        size_t n = strlen(folders[i]);
        if (strncmp(path, folders[i], n) == 0 && (path[n] == '/' || n == 1)) {
            return true;
        }
    }
    return false;
}

/* An output of an earlier run may lie in such a folder, and be replaced. A trace begins with its time, after blanks. */
static bool is_output(int fd)
{
    static const char *const heads[] = {"VSPARECD",
                                        "\x0a\x0d\x0d\x0a",
                                        "RIFF",
                                        "\x89PNG",
                                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite",
                                        "SQLite format 3",
                                        "CLIENT_",
                                        "SERVER_",
                                        "EXPORTER_",
                                        "# SSL/TLS",
                                        "VSPAIMG",
                                        "{"};
    char head[64] = "";
    ssize_t n = pread(fd, head, sizeof head - 1, 0);
    bool is = n == 0;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0] && !is; i++) {
        is = strncmp(head, heads[i], strlen(heads[i])) == 0;
    }
    size_t at = strspn(head, " ");
    size_t n_digits = strspn(head + at, "0123456789");
    return is || (n_digits > 0 && head[at + n_digits] == '.');
}

/* NULL: it may be written. */
static const char *refusal(int fd)
{
    struct stat st;
    char magic[sizeof EMU_UNIT_MAGIC - 1], path[REAL_BYTES];
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return NULL;
    }
    if (is_input(&st)) {
        return "this run reads that file";
    }
    name_of(fd, path);
    bool is_unit =
        pread(fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic && memcmp(magic, EMU_UNIT_MAGIC, sizeof magic) == 0;
    return is_unit                                         ? "a unit file, which would be lost"
           : strstr(path, "/" EMU_UNIT_IMAGES "/") != NULL ? "the image of unit files, which would be lost"
           : is_beneath_input(path) && !is_output(fd)      ? "this run reads the folder of that file"
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
    int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | (appends ? O_APPEND : 0);
    int fd = open(path, flags, kind == EMU_OUTPUT_PUBLIC ? 0666 : 0600);
    if (fd < 0 && errno == EACCES) { /* one that we may write and not read is no unit that we could open */
        fd = open(path, (flags & ~O_ACCMODE) | O_WRONLY, kind == EMU_OUTPUT_PUBLIC ? 0666 : 0600);
    }
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return fd;
    }
    if (refusal(fd) != NULL) { /* the name led elsewhere a moment ago */
        (void)close(fd);       /* nothing was written */
        errno = EBUSY;
        return -1;
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
