/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* fopencookie */
#include <host/stream.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <rt/mem.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

/* A pipe that is ready takes so much without blocking: PIPE_BUF of pipe(7). */
#define CHUNK_BYTES  4096u
#define FIFO_LOOK_MS 20

/* write() without SIGPIPE, which elsewhere ends the process as usual. */
static ssize_t write_quietly(int fd, const void *bytes, size_t n)
{
    const struct timespec at_once = {0};
    sigset_t pipe, before, pending;
    (void)sigemptyset(&pipe);
    (void)sigaddset(&pipe, SIGPIPE);
    (void)sigpending(&pending);
    (void)sigprocmask(SIG_BLOCK, &pipe, &before); /* none of these can fail with these arguments */
    ssize_t done = write(fd, bytes, n);
    int why = errno;
    if (done < 0 && why == EPIPE && sigismember(&pending, SIGPIPE) == 0) {
        (void)sigtimedwait(&pipe, NULL, &at_once); /* ours alone */
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    errno = why;
    return done;
}

enum rt_err emu_stream_write(int fd, const void *bytes, size_t n, int patience_ms)
{
    const uint8_t *at = bytes;
    while (n > 0) {
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        int got = poll(&ready, 1, patience_ms);
        if (got == 0) {
            return RT_ETIMEDOUT;
        }
        ssize_t done = got < 0 ? -1 : write_quietly(fd, at, n < CHUNK_BYTES ? n : CHUNK_BYTES);
        if (done < 0 && errno != EINTR && errno != EAGAIN) {
            return errno == EPIPE ? RT_ECLOSED : RT_EIO;
        }
        at += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    return RT_OK;
}

int emu_stream_open_fifo(const char *path)
{
    for (int left_ms = EMU_STREAM_PATIENCE_MS;; left_ms -= FIFO_LOOK_MS) {
        int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC); /* ENXIO: no reader yet */
        if (fd >= 0 || errno != ENXIO) {
            return fd;
        }
        if (left_ms <= 0) {
            errno = ETIMEDOUT;
            return -1;
        }
        (void)poll(NULL, 0, FIFO_LOOK_MS);
    }
}

/* ---- a FILE ---- */

struct cookie {
    int fd;
    bool has_failed; /* the reader had its time once: the run does not wait again */
};

static ssize_t cookie_write(void *ctx, const char *bytes, size_t n)
{
    struct cookie *c = ctx;
    enum rt_err err = c->has_failed ? RT_ETIMEDOUT : emu_stream_write(c->fd, bytes, n, EMU_STREAM_PATIENCE_MS);
    c->has_failed = err != RT_OK;
    if (c->has_failed) {
        errno = err == RT_ECLOSED ? EPIPE : err == RT_ETIMEDOUT ? ETIMEDOUT : EIO;
        return 0; /* of fopencookie: an error */
    }
    return (ssize_t)n;
}

static int cookie_close(void *ctx)
{
    struct cookie *c = ctx;
    int result = close(c->fd);
    rt_mem_free(c);
    return result;
}

FILE *emu_stream_file(int fd)
{
    struct cookie *c = rt_mem_alloc(sizeof *c);
    if (c == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    c->fd = fd;
    FILE *f = fopencookie(c, "w", (cookie_io_functions_t){.write = cookie_write, .close = cookie_close});
    if (f == NULL) {
        rt_mem_free(c);
    }
    return f;
}

int emu_stream_take_stdout(void)
{
    (void)fflush(stdout); /* nothing was printed yet */
    int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd >= 0 && dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}
