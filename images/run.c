/* SPDX-License-Identifier: MIT */
/* Runs one program and captures its output through a pipe, bounded in size and time. */
#include "speech.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE      16384u
#define TIMEOUT_MS 30000 /* of silence; espeak-ng needs 50 ms for a prompt */

extern char **environ;

/* Reads until the other end closes. */
static enum rt_err read_all(int fd, struct rt_buf *out)
{
    uint8_t piece[PIECE];
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int n_ready = poll(&p, 1, TIMEOUT_MS);
        if (n_ready == 0) {
            return RT_ETIMEDOUT;
        }
        ssize_t n = n_ready > 0 ? read(fd, piece, sizeof piece) : -1;
        if (n == 0) {
            return RT_OK;
        }
        if (n < 0 && errno != EINTR) {
            return RT_EIO;
        }
        if (n > 0) {
            enum rt_err err = rt_buf_put(out, piece, (size_t)n);
            if (err != RT_OK) {
                return err;
            }
        }
    }
}

static enum rt_err start(const char *const *argv, int fd_out, int fd_unused, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return RT_ENOMEM;
    }
    int result = posix_spawn_file_actions_adddup2(&actions, fd_out, STDOUT_FILENO);
    if (result == 0) {
        result = posix_spawn_file_actions_addclose(&actions, fd_unused);
    }
    if (result == 0 && fd_out != STDOUT_FILENO) {
        result = posix_spawn_file_actions_addclose(&actions, fd_out);
    }
    if (result == 0) {
        /* posix_spawn does not write to the strings; its type is older than const. */
        result = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)argv, environ);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return result == 0 ? RT_OK : result == ENOENT ? RT_ENOENT : result == ENOMEM ? RT_ENOMEM : RT_EIO;
}

enum rt_err speech_run(const char *const *argv, struct rt_buf *out, int *status)
{
    int fds[2];
    pid_t pid = -1;
    *status = 0;
    if (pipe(fds) != 0) {
        return RT_EIO;
    }
    enum rt_err err = start(argv, fds[1], fds[0], &pid);
    (void)close(fds[1]);
    if (err == RT_OK) {
        err = read_all(fds[0], out);
        if (err != RT_OK) {
            (void)kill(pid, SIGKILL); /* The child may have exited already. */
        }
        while (waitpid(pid, status, 0) < 0 && errno == EINTR) {
        }
        if (err == RT_OK && !(WIFEXITED(*status) && WEXITSTATUS(*status) == 0)) {
            err = RT_EIO;
        }
    }
    (void)close(fds[0]);
    return err;
}
