/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* struct ucred */
#include <provider/own_socket.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

/* unix(7), SO_PEERCRED: who called connect(). */
static bool is_own(int fd)
{
    struct ucred peer;
    socklen_t n = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 && peer.pid == getpid();
}

int lab_accept(int listener)
{
    int fd;
    while ((fd = accept(listener, NULL, NULL)) >= 0 && !is_own(fd)) {
        (void)close(fd);
    }
    return fd;
}

bool lab_make_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}
