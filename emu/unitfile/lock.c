/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include "lock.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* It belongs to the open file and not to the process (Linux 3.15): a POSIX lock is lost as soon as the process closes
 * any other descriptor of the file, as the lab does when it serves it. */
enum emu_exit unitlock_take(int fd, const char *path, struct emu_error *error)
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
