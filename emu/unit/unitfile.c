/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* F_OFD_SETLK, madvise */
#include <unit/unitfile.h>
#include <host/output.h>
#include <board/flash.h>
#include <rt/buf.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES       (EMU_UNITFILE_HEAD_BYTES + BOARD_FLASH_BYTES)
#define OFFSET_FORMAT    8u
#define OFFSET_N_HEAD    12u
#define OFFSET_N_FLASH   16u
#define OFFSET_CRC       20u
#define PATH_MAX_BYTES   4096u
/* x86-64 and arm64 with small pages of 4 KiB; elsewhere it is a hint that is not taken. */
#define LARGE_PAGE_BYTES (2u << 20)
#define PRIVATE_BYTES    (BOARD_FLASH_BYTES + 2u * LARGE_PAGE_BYTES)

struct emu_unitfile {
    int fd;
    uint8_t *map;    /* FILE_BYTES, or MAP_FAILED */
    uint8_t *memory; /* of a private one: PRIVATE_BYTES with the map in them; else MAP_FAILED */
    char path[PATH_MAX_BYTES];
    char temporary[PATH_MAX_BYTES]; /* "" once it has its name, or never had one */
};

static void head_encode(uint8_t head[EMU_UNITFILE_HEAD_BYTES])
{
    memset(head, 0, EMU_UNITFILE_HEAD_BYTES);
    memcpy(head, EMU_UNITFILE_MAGIC, 8);
    rt_put_be32(head + OFFSET_FORMAT, EMU_UNITFILE_FORMAT);
    rt_put_be32(head + OFFSET_N_HEAD, EMU_UNITFILE_HEAD_BYTES);
    rt_put_be32(head + OFFSET_N_FLASH, BOARD_FLASH_BYTES);
    rt_put_be32(head + OFFSET_CRC, rt_crc32(0, head, OFFSET_CRC));
}

/* What is wrong with the head, or NULL. */
static const char *head_judge(const uint8_t *head)
{
    uint32_t format = rt_be32(head + OFFSET_FORMAT);
    if (memcmp(head, EMU_UNITFILE_MAGIC, 8) != 0) {
        return "not a unit file: 'vspa new --unit FILE' makes one";
    }
    if (rt_be32(head + OFFSET_CRC) != rt_crc32(0, head, OFFSET_CRC)) {
        return "its header is damaged: restore a copy, or make a new one with 'vspa new --force'";
    }
    if (format > EMU_UNITFILE_FORMAT) {
        return "unsupported newer unit file format: use the version of vspa that wrote it, or a later one";
    }
    if (format == 0) {
        return "unsupported unit file format 0: restore a copy, or make a new one with 'vspa new --force'";
    }
    if (rt_be32(head + OFFSET_N_HEAD) != EMU_UNITFILE_HEAD_BYTES ||
        rt_be32(head + OFFSET_N_FLASH) != BOARD_FLASH_BYTES) {
        return "a unit file with another size of flash: make a new one with 'vspa new --force'";
    }
    return NULL;
}

static struct emu_unitfile *unitfile_alloc(const char *path, struct emu_error *error)
{
    struct emu_unitfile *u = rt_mem_alloc(sizeof *u);
    if (u == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
        return NULL;
    }
    u->fd = -1;
    u->map = MAP_FAILED;
    u->memory = MAP_FAILED;
    if (strlen(path) + sizeof ".new-XXXXXX" > sizeof u->path) {
        emu_error_set(error, EMU_EXIT_USAGE, "%.40s...: the name is too long: choose a shorter one", path);
        return rt_mem_free(u);
    }
    memcpy(u->path, path, strlen(path) + 1);
    return u;
}

/* Which process has the file open? The kernel does not tell for such a lock. 0: unknown. */
static long find_holder(int fd)
{
    struct stat ours, theirs;
    const struct dirent *p, *f;
    long found = 0;
    DIR *processes = opendir("/proc");
    while (found == 0 && fstat(fd, &ours) == 0 && processes != NULL && (p = readdir(processes)) != NULL) {
        char path[600];
        long id = strtol(p->d_name, NULL, 10);
        (void)snprintf(path, sizeof path, "/proc/%s/fd", p->d_name);
        DIR *open_files = id > 0 && id != (long)getpid() ? opendir(path) : NULL; /* only our own user's can be read */
        while (found == 0 && open_files != NULL && (f = readdir(open_files)) != NULL) {
            (void)snprintf(path, sizeof path, "/proc/%s/fd/%s", p->d_name, f->d_name);
            bool is_it = stat(path, &theirs) == 0 && theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino;
            found = is_it ? id : 0;
        }
        if (open_files != NULL) {
            (void)closedir(open_files);
        }
    }
    if (processes != NULL) {
        (void)closedir(processes);
    }
    return found;
}

/* Takes the lock for as long as the file is open, or says who has it. It belongs to the open file and not to the
 * process (Linux 3.15): a POSIX lock is lost as soon as the process closes any other descriptor of the file, as the lab
 * does when it serves it. */
static enum emu_exit lock_file(int fd, const char *path, struct emu_error *error)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_OFD_SETLK, &lock) == 0) {
        return EMU_EXIT_OK;
    }
    if (errno != EACCES && errno != EAGAIN) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be locked (%s): put it on a local disk", path,
                             strerror(errno));
    }
    long holder = find_holder(fd);
    if (holder > 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: in use by process %ld: stop it, or name another unit with --unit", path, holder);
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: in use by another process: name another unit with --unit",
                         path);
}

/* A page of the mapping that the disk cannot give or take (full, on a file system that had promised the blocks; cut off
 * by another program) raises SIGBUS. What was committed is on the disk already, so the unit is as after a power cut;
 * all that is left to do is to say so. One file is mapped shared in a process (decision 1). */
static struct {
    const uint8_t *begin, *end;
    char text[PATH_MAX_BYTES + 128];
    size_t n_text;
} mapped;

static void on_bus_error(int number, siginfo_t *info, void *context)
{
    const uint8_t *at = info->si_addr;
    (void)context;
    if (at >= mapped.begin && at < mapped.end) {
        ssize_t ignored = write(STDERR_FILENO, mapped.text, mapped.n_text); /* the exit code tells as well */
        (void)ignored;
        _exit(EMU_EXIT_ENVIRONMENT);
    }
    (void)signal(number, SIG_DFL); /* not ours: as if we were not there, when it comes again */
}

static void catch_bus_errors(const struct emu_unitfile *u)
{
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
    int n = snprintf(mapped.text, sizeof mapped.text,
                     "vspa: %s: the disk cannot give or take a page of it (full, or the file was cut off): free some "
                     "space; the unit is as its last commit left it\n",
                     u->path);
    mapped.n_text = n > 0 ? (size_t)n : 0;
    mapped.begin = u->map;
    mapped.end = u->map + FILE_BYTES;
    (void)sigaction(SIGBUS, &action, NULL); /* cannot fail with these arguments */
}

static enum emu_exit map_file(struct emu_unitfile *u, struct emu_error *error)
{
    u->map = mmap(NULL, FILE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, u->fd, 0);
    if (u->map == MAP_FAILED) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be mapped (%s): check the file system", u->path,
                             strerror(errno));
    }
    catch_bus_errors(u);
    return EMU_EXIT_OK;
}

enum emu_exit emu_unitfile_open(struct emu_unitfile **out, const char *path, struct emu_error *error)
{
    *out = NULL;
    struct emu_unitfile *u = unitfile_alloc(path, error);
    if (u == NULL) {
        return error->code;
    }
    struct stat st;
    const char *wrong;
    u->fd = open(path, O_RDWR | O_CLOEXEC);
    if (u->fd < 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: %s", path, strerror(errno),
                      errno == ENOENT ? "make it with 'vspa new --unit FILE'" : "give it read and write permission");
        goto out;
    }
    if (fstat(u->fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a plain file: give a unit file with --unit", path);
        goto out;
    }
    if (lock_file(u->fd, path, error) != EMU_EXIT_OK) {
        goto out;
    }
    if (st.st_size != (off_t)FILE_BYTES) {
        char magic[8] = "";
        bool is_ours = pread(u->fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
                       memcmp(magic, EMU_UNITFILE_MAGIC, sizeof magic) == 0;
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: %s", path,
                      is_ours ? "wrong size: truncated or appended to" : "not a unit file",
                      is_ours ? "restore a copy, or make a new one with 'vspa new --force'"
                              : "'vspa new --unit FILE' makes one");
        goto out;
    }
    if (map_file(u, error) != EMU_EXIT_OK) {
        goto out;
    }
    emu_output_protect(u->fd);
    wrong = head_judge(u->map);
    if (wrong != NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, wrong);
        goto out;
    }
    *out = u;
    return EMU_EXIT_OK;
out:
    emu_unitfile_close(u);
    return error->code;
}

#define COPY_TRIES 50

/* The whole file into bytes; false when it is shorter or longer. */
static bool read_whole(int fd, uint8_t *bytes)
{
    size_t n = 0;
    ssize_t got = 1;
    while (n < FILE_BYTES && (got = pread(fd, bytes + n, FILE_BYTES - n, (off_t)n)) > 0) {
        n += (size_t)got;
    }
    uint8_t more;
    return n == FILE_BYTES && pread(fd, &more, 1, (off_t)FILE_BYTES) == 0;
}

enum emu_exit emu_unitfile_copy(const char *path, uint8_t *flash, struct emu_error *error)
{
    uint8_t *first = rt_mem_alloc(FILE_BYTES);
    uint8_t *second = rt_mem_alloc(FILE_BYTES);
    const char *wrong = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not hang us; it is too short */
    if (fd < 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: %s", path, strerror(errno),
                      errno == ENOENT ? "make it with 'vspa new --unit FILE'" : "give it read permission");
        goto out;
    }
    if (first == NULL || second == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
        goto out;
    }
    bool is_stable = false;
    for (int i = 0; i < COPY_TRIES && !is_stable; i++) {
        if (!read_whole(fd, first) || !read_whole(fd, second)) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a unit file: 'vspa new --unit FILE' makes one", path);
            goto out;
        }
        is_stable = memcmp(first, second, FILE_BYTES) == 0;
    }
    if (!is_stable) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: the running unit keeps writing flash: try again later", path);
    } else if ((wrong = head_judge(first)) != NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, wrong);
    } else {
        memcpy(flash, first + EMU_UNITFILE_HEAD_BYTES, BOARD_FLASH_BYTES);
    }
out:
    if (fd >= 0) {
        (void)close(fd); /* only read */
    }
    rt_mem_free(first);
    rt_mem_free(second);
    return error->code;
}

/* All of n bytes; false: errno says why not. */
static bool write_all(int fd, const uint8_t *bytes, size_t n, size_t at)
{
    ssize_t n_now = 1;
    for (size_t n_done = 0; n_done < n && n_now > 0; n_done += (size_t)n_now) {
        n_now = pwrite(fd, bytes + n_done, n - n_done, (off_t)(at + n_done));
    }
    return n_now > 0;
}

/* Gives the open file its content: the head, and a flash of ones. It is written and not mapped, since a page at a time
 * would cost some milliseconds. */
static enum emu_exit fill_blank(struct emu_unitfile *u, struct emu_error *error)
{
    enum { BLOCK_BYTES = 256 * 1024 };
    _Static_assert(BOARD_FLASH_BYTES % BLOCK_BYTES == 0 && EMU_UNITFILE_HEAD_BYTES <= BLOCK_BYTES, "whole blocks");
    uint8_t *block = rt_mem_alloc(BLOCK_BYTES);
    if (block == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", u->path);
    }
    head_encode(block);
    bool is_written = write_all(u->fd, block, EMU_UNITFILE_HEAD_BYTES, 0);
    memset(block, 0xff, BLOCK_BYTES);
    for (size_t at = EMU_UNITFILE_HEAD_BYTES; at < FILE_BYTES && is_written; at += BLOCK_BYTES) {
        is_written = write_all(u->fd, block, BLOCK_BYTES, at);
    }
    rt_mem_free(block);
    return is_written ? EMU_EXIT_OK
                      : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be written (%s): free some space",
                                      u->path, strerror(errno));
}

/* Reserves the blocks: a full disk is reported here, not as a SIGBUS in the middle of a run. */
static enum emu_exit reserve_blocks(struct emu_unitfile *u, struct emu_error *error)
{
    int err = posix_fallocate(u->fd, 0, (off_t)FILE_BYTES);
    return err == 0 ? EMU_EXIT_OK
                    : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be written (%s): free some space", u->path,
                                    strerror(err));
}

/* With a file of that name already there: may it go? */
static enum emu_exit check_replace(const char *path, bool may_replace, struct emu_error *error)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT
                   ? EMU_EXIT_OK
                   : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: choose another name", path, strerror(errno));
    }
    if (!may_replace) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: already exists: add --force to replace it", path);
    } else {
        (void)lock_file(fd, path, error); /* the error says it */
    }
    (void)close(fd); /* drops the lock too */
    return error->code;
}

enum emu_exit emu_unitfile_create(struct emu_unitfile **out, const char *path, bool may_replace,
                                  struct emu_error *error)
{
    *out = NULL;
    if (check_replace(path, may_replace, error) != EMU_EXIT_OK) {
        return error->code;
    }
    struct emu_unitfile *u = unitfile_alloc(path, error);
    if (u == NULL) {
        return error->code;
    }
    (void)snprintf(u->temporary, sizeof u->temporary, "%.*s.new-XXXXXX", (int)(sizeof u->temporary - 12), path);
    u->fd = mkstemp(u->temporary);
    if (u->fd < 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be made (%s): check the folder", path, strerror(errno));
        u->temporary[0] = '\0';
        goto out;
    }
    (void)fcntl(u->fd, F_SETFD, FD_CLOEXEC); /* nothing is executed from here; a courtesy */
    if (reserve_blocks(u, error) != EMU_EXIT_OK || lock_file(u->fd, u->path, error) != EMU_EXIT_OK ||
        fill_blank(u, error) != EMU_EXIT_OK || map_file(u, error) != EMU_EXIT_OK) {
        goto out;
    }
    emu_output_protect(u->fd);
    *out = u;
    return EMU_EXIT_OK;
out:
    emu_unitfile_close(u);
    return error->code;
}

enum emu_exit emu_unitfile_keep(struct emu_unitfile *u, struct emu_error *error)
{
    if (msync(u->map, FILE_BYTES, MS_SYNC) != 0 || rename(u->temporary, u->path) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be written (%s): check the folder", u->path,
                             strerror(errno));
    }
    u->temporary[0] = '\0';
    return EMU_EXIT_OK;
}

/* In memory, and in large pages where the host has them: a scenario starts by writing all of it, a thousand small pages
 * one after the other. */
enum emu_exit emu_unitfile_create_private(struct emu_unitfile **out, struct emu_error *error)
{
    *out = NULL;
    struct emu_unitfile *u = unitfile_alloc("", error);
    if (u == NULL) {
        return error->code;
    }
    u->memory = mmap(NULL, PRIVATE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (u->memory == MAP_FAILED) {
        emu_unitfile_close(u);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: out of memory");
    }
    /* The cells begin at a border of large pages, the head ends there. */
    uintptr_t cells = ((uintptr_t)u->memory + LARGE_PAGE_BYTES) / LARGE_PAGE_BYTES * LARGE_PAGE_BYTES;
    u->map = u->memory + (cells - (uintptr_t)u->memory) - EMU_UNITFILE_HEAD_BYTES;
    (void)madvise(u->map + EMU_UNITFILE_HEAD_BYTES, BOARD_FLASH_BYTES, MADV_HUGEPAGE); /* a hint */
    head_encode(u->map);
    memset(u->map + EMU_UNITFILE_HEAD_BYTES, 0xff, BOARD_FLASH_BYTES);
    *out = u;
    return EMU_EXIT_OK;
}

void emu_unitfile_close(struct emu_unitfile *u)
{
    if (u == NULL) {
        return;
    }
    if (u->memory != MAP_FAILED) {
        (void)munmap(u->memory, PRIVATE_BYTES);
    } else if (u->map != MAP_FAILED) {
        mapped.begin = mapped.begin == u->map ? NULL : mapped.begin;
        mapped.end = mapped.begin == NULL ? NULL : mapped.end;
        (void)munmap(u->map, FILE_BYTES);
    }
    if (u->temporary[0] != '\0') {
        (void)unlink(u->temporary);
    }
    if (u->fd >= 0) {
        (void)close(u->fd);
    }
    rt_mem_free(u);
}

void emu_unitfile_rest(struct emu_unitfile *u)
{
    if (u->memory != MAP_FAILED) {
        return; /* there is no file that they would come back from */
    }
    /* Of a shared mapping only this process' view goes. Not posix_madvise: glibc's does nothing for this advice. */
    (void)madvise(u->map, FILE_BYTES, MADV_DONTNEED); /* a hint: when it is not taken all is as before */
}

bool emu_unitfile_sync(struct emu_unitfile *u)
{
    return u->memory != MAP_FAILED || msync(u->map, FILE_BYTES, MS_SYNC) == 0;
}

const char *emu_unitfile_lost(const struct emu_unitfile *u)
{
    struct stat ours, named;
    if (u->memory != MAP_FAILED || u->temporary[0] != '\0' || fstat(u->fd, &ours) != 0) {
        return NULL;
    }
    if (stat(u->path, &named) != 0) {
        return errno == ENOENT ? "was deleted" : NULL; /* a folder that may not be read any more: nothing is known */
    }
    bool is_same = ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
    return is_same ? NULL : "was replaced by another file";
}

uint8_t *emu_unitfile_flash(struct emu_unitfile *u)
{
    return u->map + EMU_UNITFILE_HEAD_BYTES;
}

const char *emu_unitfile_path(const struct emu_unitfile *u)
{
    return u->path;
}
