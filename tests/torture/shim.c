/* SPDX-License-Identifier: MIT */
/*
 * Makes the n-th host call of a program fail: LD_PRELOAD, for tests only (tests/torture/run). Calls are counted over
 * all processes of the program, from main on; calls of the C library inside itself, of the loader and of the sanitizers
 * are not seen.
 *
 *   VSPA_TORTURE      n, counted from 1; 0: none fails
 *   VSPA_TORTURE_LOG  a file that is appended to: the name of each call (n = 0), or the name and the place of the one
 *                     that failed
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned long *count; /* shared with children */
static unsigned long target;
static int log_fd = -1;

static void *real_of(const char *name)
{
    void *p = dlsym(RTLD_NEXT, name);
    if (p == NULL) {
        abort();
    }
    return p;
}

/* By raw calls, so that it does not count itself. */
static void tell(const char *name, const void *from)
{
    char line[512];
    Dl_info info = {0};
    (void)dladdr(from, &info);
    int n = snprintf(line, sizeof line, "%s %s+0x%lx %s\n", name, info.dli_fname != NULL ? info.dli_fname : "?",
                     info.dli_fname != NULL ? (unsigned long)((const char *)from - (const char *)info.dli_fbase) : 0ul,
                     info.dli_sname != NULL ? info.dli_sname : "?");
    (void)syscall(SYS_write, log_fd, line, (size_t)n);
}

__attribute__((constructor)) static void begin(void)
{
    const char *n = getenv("VSPA_TORTURE"), *path = getenv("VSPA_TORTURE_LOG");
    if (n == NULL || path == NULL || strcmp(program_invocation_short_name, "vspa") != 0) {
        return; /* espeak-ng, which vspa starts, is not what is tested */
    }
    target = strtoul(n, NULL, 10);
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int high = (int)syscall(SYS_fcntl, log_fd, F_DUPFD_CLOEXEC, 900); /* out of the way of the program's numbers */
    (void)syscall(SYS_close, log_fd);
    log_fd = high;
    count = (unsigned long *)syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* Is this the one? */
static int is_hit(const char *name, const void *from)
{
    if (count == NULL || log_fd < 0) {
        return 0;
    }
    unsigned long n = __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
    if (target == 0 || n == target) {
        int kept = errno;
        tell(name, from);
        errno = kept;
    }
    return n == target;
}

/* CALL(type, name, parameters, arguments, result of a failure, errno) */
#define CALL(type, name, parameters, arguments, failed, error)                                                         \
    type name parameters;                                                                                              \
    type name parameters                                                                                               \
    {                                                                                                                  \
        static type(*real) parameters;                                                                                 \
        if (real == NULL) {                                                                                            \
            real = (type(*) parameters)real_of(#name);                                                                 \
        }                                                                                                              \
        if (is_hit(#name, __builtin_return_address(0))) {                                                              \
            errno = error;                                                                                             \
            return failed;                                                                                             \
        }                                                                                                              \
        return real arguments;                                                                                         \
    }

/* With an optional mode. */
#define OPEN(name, parameters, last, arguments)                                                                        \
    int name parameters;                                                                                               \
    int name parameters                                                                                                \
    {                                                                                                                  \
        static int(*real) parameters;                                                                                  \
        va_list ap;                                                                                                    \
        va_start(ap, last);                                                                                            \
        mode_t mode = (last & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, mode_t) : 0;                                    \
        va_end(ap);                                                                                                    \
        if (real == NULL) {                                                                                            \
            real = (int(*) parameters)real_of(#name);                                                                  \
        }                                                                                                              \
        if (is_hit(#name, __builtin_return_address(0))) {                                                              \
            errno = EMFILE;                                                                                            \
            return -1;                                                                                                 \
        }                                                                                                              \
        return real arguments;                                                                                         \
    }

#define FAILED MAP_FAILED
typedef struct stat stat_of;
typedef int fd_of;

OPEN(open, (const char *path, int flags, ...), flags, (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), flags, (path, flags, mode))
OPEN(openat, (int at, const char *path, int flags, ...), flags, (at, path, flags, mode))
OPEN(openat64, (int at, const char *path, int flags, ...), flags, (at, path, flags, mode))
CALL(FILE *, fopen, (const char *path, const char *how), (path, how), NULL, EMFILE)
CALL(FILE *, fopen64, (const char *path, const char *how), (path, how), NULL, EMFILE)
CALL(FILE *, fdopen, (int fd, const char *how), (fd, how), NULL, ENOMEM)
CALL(int, fflush, (FILE * f), (f), EOF, ENOSPC)
CALL(ssize_t, read, (int fd, void *to, size_t n), (fd, to, n), -1, EIO)
CALL(ssize_t, pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), -1, EIO)
CALL(ssize_t, pread64, (int fd, void *to, size_t n, off64_t at), (fd, to, n, at), -1, EIO)
CALL(ssize_t, write, (int fd, const void *from, size_t n), (fd, from, n), -1, ENOSPC)
CALL(ssize_t, pwrite, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at), -1, ENOSPC)
CALL(ssize_t, pwrite64, (int fd, const void *from, size_t n, off64_t at), (fd, from, n, at), -1, ENOSPC)
CALL(off_t, lseek, (int fd, off_t at, int from), (fd, at, from), -1, ESPIPE)
CALL(void *, mmap, (void *at, size_t n, int prot, int flags, int fd, off_t offset), (at, n, prot, flags, fd, offset),
     FAILED, ENOMEM)
CALL(void *, mmap64, (void *at, size_t n, int prot, int flags, int fd, off64_t offset),
     (at, n, prot, flags, fd, offset), FAILED, ENOMEM)
CALL(int, msync, (void *at, size_t n, int flags), (at, n, flags), -1, EIO)
CALL(int, fsync, (int fd), (fd), -1, EIO)
CALL(int, fdatasync, (int fd), (fd), -1, EIO)
CALL(int, ftruncate, (int fd, off_t n), (fd, n), -1, ENOSPC)
CALL(int, ftruncate64, (int fd, off64_t n), (fd, n), -1, ENOSPC)
CALL(int, fallocate, (int fd, int mode, off_t at, off_t n), (fd, mode, at, n), -1, ENOSPC)
CALL(int, posix_fallocate, (int fd, off_t at, off_t n), (fd, at, n), ENOSPC, 0)
CALL(int, fstat, (int fd, stat_of *s), (fd, s), -1, EIO)
CALL(int, stat, (const char *path, stat_of *s), (path, s), -1, EACCES)
CALL(int, lstat, (const char *path, stat_of *s), (path, s), -1, EACCES)
CALL(int, access, (const char *path, int how), (path, how), -1, EACCES)
CALL(int, mkdir, (const char *path, mode_t mode), (path, mode), -1, ENOSPC)
CALL(int, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), -1, ENOSPC)
CALL(int, rmdir, (const char *path), (path), -1, EACCES)
CALL(int, rename, (const char *from, const char *to), (from, to), -1, EACCES)
CALL(int, renameat, (int at, const char *from, int to_at, const char *to), (at, from, to_at, to), -1, EACCES)
CALL(int, link, (const char *from, const char *to), (from, to), -1, EPERM)
CALL(int, linkat, (int at, const char *from, int to_at, const char *to, int flags), (at, from, to_at, to, flags), -1,
     EPERM)
CALL(int, fchmod, (int fd, mode_t mode), (fd, mode), -1, EPERM)
CALL(int, chmod, (const char *path, mode_t mode), (path, mode), -1, EPERM)
CALL(DIR *, opendir, (const char *path), (path), NULL, EMFILE)
CALL(DIR *, fdopendir, (int fd), (fd), NULL, ENOMEM)
CALL(char *, mkdtemp, (char *path), (path), NULL, ENOSPC)
CALL(int, mkstemp, (char *path), (path), -1, ENOSPC)
CALL(int, memfd_create, (const char *name, unsigned flags), (name, flags), -1, EMFILE)
CALL(int, socket, (int family, int type, int protocol), (family, type, protocol), -1, EMFILE)
CALL(int, socketpair, (int family, int type, int protocol, int *pair), (family, type, protocol, pair), -1, EMFILE)
CALL(int, bind, (int fd, const struct sockaddr *to, socklen_t n), (fd, to, n), -1, EADDRINUSE)
CALL(int, listen, (int fd, int n), (fd, n), -1, EADDRINUSE)
CALL(int, connect, (int fd, const struct sockaddr *to, socklen_t n), (fd, to, n), -1, ECONNREFUSED)
CALL(int, accept, (int fd, struct sockaddr *from, socklen_t *n), (fd, from, n), -1, EMFILE)
CALL(int, accept4, (int fd, struct sockaddr *from, socklen_t *n, int flags), (fd, from, n, flags), -1, EMFILE)
CALL(int, getsockname, (int fd, struct sockaddr *to, socklen_t *n), (fd, to, n), -1, ENOBUFS)
CALL(int, setsockopt, (int fd, int level, int what, const void *value, socklen_t n), (fd, level, what, value, n), -1,
     ENOBUFS)
CALL(ssize_t, send, (int fd, const void *from, size_t n, int flags), (fd, from, n, flags), -1, EPIPE)
CALL(ssize_t, sendto, (int fd, const void *from, size_t n, int flags, const struct sockaddr *to, socklen_t n_to),
     (fd, from, n, flags, to, n_to), -1, ENETUNREACH)
CALL(ssize_t, recv, (int fd, void *to, size_t n, int flags), (fd, to, n, flags), -1, ECONNRESET)
CALL(ssize_t, recvfrom, (int fd, void *to, size_t n, int flags, struct sockaddr *from, socklen_t *n_from),
     (fd, to, n, flags, from, n_from), -1, ECONNRESET)
CALL(int, pipe, (fd_of * pair), (pair), -1, EMFILE)
CALL(int, pipe2, (fd_of * pair, int flags), (pair, flags), -1, EMFILE)
CALL(int, poll, (struct pollfd * fds, nfds_t n, int ms), (fds, n, ms), -1, ENOMEM)
CALL(int, ppoll, (struct pollfd * fds, nfds_t n, const struct timespec *t, const sigset_t *s), (fds, n, t, s), -1,
     ENOMEM)
CALL(pid_t, fork, (void), (), -1, EAGAIN)
CALL(int, dup, (int fd), (fd), -1, EMFILE)
CALL(int, dup2, (int fd, int to), (fd, to), -1, EMFILE)
CALL(int, flock, (int fd, int how), (fd, how), -1, ENOLCK)
CALL(int, signalfd, (int fd, const sigset_t *set, int flags), (fd, set, flags), -1, EMFILE)
CALL(int, sigaction, (int n, const struct sigaction *new_one, struct sigaction *old), (n, new_one, old), -1, EINVAL)
CALL(ssize_t, getrandom, (void *to, size_t n, unsigned flags), (to, n, flags), -1, ENOSYS)

int fclose(FILE *f)
{
    static int (*real)(FILE *);
    if (real == NULL) {
        real = (int (*)(FILE *))real_of("fclose");
    }
    int hit = is_hit("fclose", __builtin_return_address(0));
    int code = real(f); /* it is closed all the same: close(2) */
    if (hit) {
        errno = ENOSPC;
    }
    return hit ? EOF : code;
}

int fcntl(int fd, int what, ...)
{
    static int (*real)(int, int, ...);
    va_list ap;
    va_start(ap, what);
    void *value = va_arg(ap, void *);
    va_end(ap);
    if (real == NULL) {
        real = (int (*)(int, int, ...))real_of("fcntl");
    }
    if (is_hit("fcntl", __builtin_return_address(0))) {
        errno = ENOLCK;
        return -1;
    }
    return real(fd, what, value);
}
