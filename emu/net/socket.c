/* SPDX-License-Identifier: MIT */
/* A cable to another unit or to a guest, in QEMU's framing: wire.h. A stream has one peer at a time. */
#include "wire.h"
#include <rt/buf.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LENGTH_BYTES 4u
#define OUT_BYTES    65536u /* that wait for the peer; a frame that does not fit is lost */

union address {
    struct sockaddr any;
    struct sockaddr_un path;
    struct sockaddr_in ip;
};

struct cable {
    struct emu_wire wire; /* first */
    int listener, fd;     /* -1: none */
    bool is_stream;
    char path[108]; /* of our own socket, removed at the end; "" none */
    union address peer;
    socklen_t n_peer;
    uint8_t in[LENGTH_BYTES + EMU_WIRE_BYTES], out[OUT_BYTES];
    size_t n_in, n_out;
};

/* ---- addresses ---- */

static bool parse(struct rt_str text, union address *out, socklen_t *n)
{
    uint32_t ip = INADDR_LOOPBACK;
    uint32_t port;
    struct rt_str rest;
    memset(out, 0, sizeof *out);
    if (text.n > 0 && memchr(text.p, '/', text.n) != NULL) {
        out->path.sun_family = AF_UNIX;
        *n = sizeof out->path;
        return rt_str_copy(out->path.sun_path, sizeof out->path.sun_path, text) == RT_OK;
    }
    struct rt_str host = rt_str_cut(text, ':', &rest);
    if (rest.p == NULL) {
        rest = text;
    } else if (rt_str_ipv4(host, &ip) != RT_OK) {
        return false;
    }
    if (rt_str_u32(rest, &port) != RT_OK || port < 1 || port > UINT16_MAX) {
        return false;
    }
    out->ip.sin_family = AF_INET;
    out->ip.sin_port = htons((uint16_t)port);
    out->ip.sin_addr.s_addr = htonl(ip);
    *n = sizeof out->ip;
    return true;
}

/* ---- frames ---- */

static void hang_up(struct cable *c)
{
    (void)close(c->fd);
    c->fd = -1;
    c->n_in = 0;
    c->n_out = 0;
}

/* True: the descriptor is that of a peer. */
static bool has_peer(struct cable *c)
{
    if (c->fd < 0 && c->listener >= 0) {
        c->fd = accept(c->listener, NULL, NULL);
        if (c->fd >= 0) {
            (void)fcntl(c->fd, F_SETFD, FD_CLOEXEC);
            (void)fcntl(c->fd, F_SETFL, O_NONBLOCK);
        }
    }
    return c->fd >= 0;
}

static void flush(struct cable *c)
{
    while (c->n_out > 0) {
        ssize_t n = send(c->fd, c->out, c->n_out, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0) {
            return; /* what is wrong shows when it is read */
        }
        c->n_out -= (size_t)n;
        memmove(c->out, c->out + n, c->n_out);
    }
}

/* A whole frame of what has come. -EPROTO: no length of a frame. */
static ssize_t take_frame(struct cable *c, uint8_t *buffer, size_t size)
{
    if (c->n_in < LENGTH_BYTES) {
        return 0;
    }
    uint32_t n = rt_be32(c->in);
    if (n > size) {
        return -EPROTO;
    }
    if (c->n_in < LENGTH_BYTES + n) {
        return 0;
    }
    memcpy(buffer, c->in + LENGTH_BYTES, n);
    c->n_in -= LENGTH_BYTES + n;
    memmove(c->in, c->in + LENGTH_BYTES + n, c->n_in);
    return n == 0 ? 1 : (ssize_t)n; /* an empty one is passed over, as every short one */
}

static ssize_t read_stream(struct cable *c, uint8_t *buffer, size_t size)
{
    if (!has_peer(c)) {
        return 0;
    }
    flush(c);
    ssize_t n = take_frame(c, buffer, size);
    if (n == 0) {
        ssize_t got = recv(c->fd, c->in + c->n_in, sizeof c->in - c->n_in, MSG_DONTWAIT);
        if (got > 0) {
            c->n_in += (size_t)got;
            n = take_frame(c, buffer, size);
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            n = got == 0 ? -ECONNRESET : -errno;
        }
    }
    if (n < 0) {
        hang_up(c);
    }
    return n;
}

static ssize_t cable_read(struct emu_wire *w, uint8_t *buffer, size_t size)
{
    struct cable *c = (struct cable *)w;
    if (c->is_stream) {
        return read_stream(c, buffer, size);
    }
    ssize_t n = recv(c->fd, buffer, size, MSG_DONTWAIT);
    return n < 0 ? -errno : n == 0 ? 1 : n;
}

static int cable_write(struct emu_wire *w, const uint8_t *frame, size_t n)
{
    struct cable *c = (struct cable *)w;
    if (!c->is_stream) {
        bool is_sent = sendto(c->fd, frame, n, MSG_NOSIGNAL | MSG_DONTWAIT, &c->peer.any, c->n_peer) >= 0;
        /* The other end is not there, or not yet: a cable that is plugged at one end. */
        return is_sent || errno == ENOENT || errno == ECONNREFUSED ? 0 : -errno;
    }
    if (!has_peer(c) || c->n_out + LENGTH_BYTES + n > sizeof c->out) {
        return -EAGAIN;
    }
    rt_put_be32(c->out + c->n_out, (uint32_t)n);
    memcpy(c->out + c->n_out + LENGTH_BYTES, frame, n);
    c->n_out += LENGTH_BYTES + n;
    flush(c);
    return 0;
}

static int cable_fd(const struct emu_wire *w)
{
    const struct cable *c = (const struct cable *)w;
    return c->fd >= 0 ? c->fd : c->listener;
}

static short cable_events(const struct emu_wire *w)
{
    return (short)(POLLIN | (((const struct cable *)w)->n_out > 0 ? POLLOUT : 0));
}

static void cable_close(struct emu_wire *w)
{
    struct cable *c = (struct cable *)w;
    if (c->fd >= 0) {
        (void)close(c->fd);
    }
    if (c->listener >= 0) {
        (void)close(c->listener);
    }
    if (c->path[0] != '\0') {
        (void)unlink(c->path);
    }
    rt_mem_free(c);
}

static const char *cable_cure(int err)
{
    return err == ECONNRESET ? "the other end has ended"
           : err == EPROTO   ? "the other end speaks something else: give it QEMU's stream framing"
                             : NULL;
}

static const struct emu_wire_ops ops = {.read = cable_read,
                                        .write = cable_write,
                                        .fd = cable_fd,
                                        .events = cable_events,
                                        .close = cable_close,
                                        .cure = cable_cure};

/* ---- opening ---- */

static int make(const union address *at, int type)
{
    int fd = socket(at->any.sa_family, type, 0);
    if (fd >= 0 && (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0)) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

/* A socket of a program that has ended lies there as a file: it is replaced when no program answers. */
static int bind_own(struct cable *c, int fd, const union address *at, socklen_t n)
{
    int one = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    int err = bind(fd, &at->any, n);
    if (err != 0 && errno == EADDRINUSE && at->any.sa_family == AF_UNIX) {
        int probe = make(at, c->is_stream ? SOCK_STREAM : SOCK_DGRAM);
        bool is_dead = probe >= 0 && connect(probe, &at->any, n) != 0 && errno == ECONNREFUSED;
        if (probe >= 0) {
            (void)close(probe);
        }
        errno = EADDRINUSE;
        err = is_dead && unlink(at->path.sun_path) == 0 ? bind(fd, &at->any, n) : -1;
    }
    if (err == 0 && at->any.sa_family == AF_UNIX) {
        memcpy(c->path, at->path.sun_path, sizeof c->path);
    }
    return err;
}

static bool open_listener(struct cable *c, const union address *at, socklen_t n)
{
    c->is_stream = true;
    c->listener = make(at, SOCK_STREAM);
    return c->listener >= 0 && bind_own(c, c->listener, at, n) == 0 && listen(c->listener, 1) == 0;
}

static bool open_connection(struct cable *c, const union address *at, socklen_t n)
{
    c->is_stream = true;
    c->fd = make(at, SOCK_STREAM);
    return c->fd >= 0 && fcntl(c->fd, F_SETFL, 0) == 0 && connect(c->fd, &at->any, n) == 0 &&
           fcntl(c->fd, F_SETFL, O_NONBLOCK) == 0;
}

static bool open_datagrams(struct cable *c, const union address *at, socklen_t n)
{
    c->fd = make(at, SOCK_DGRAM);
    return c->fd >= 0 && bind_own(c, c->fd, at, n) == 0;
}

static bool open_any(struct cable *c, struct rt_str word, struct rt_str value, bool *is_known)
{
    union address at;
    socklen_t n = 0;
    struct rt_str other = {0};
    struct rt_str own = rt_str_is(word, "dgram") ? rt_str_cut(value, ',', &other) : value;
    *is_known = parse(own, &at, &n);
    if (rt_str_is(word, "listen")) {
        return *is_known && open_listener(c, &at, n);
    }
    if (rt_str_is(word, "connect")) {
        return *is_known && open_connection(c, &at, n);
    }
    *is_known = *is_known && rt_str_is(word, "dgram") && other.p != NULL && parse(other, &c->peer, &c->n_peer) &&
                c->peer.any.sa_family == at.any.sa_family;
    return *is_known && open_datagrams(c, &at, n);
}

enum emu_exit emu_socket_open(struct emu_wire **out, const char *argument, struct emu_error *error)
{
    struct rt_str value;
    bool is_known = false;
    struct rt_str word = rt_str_cut(rt_str(argument), '=', &value);
    struct cable *c = rt_mem_alloc(sizeof *c);
    if (c == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "net: out of memory");
    }
    c->wire.ops = &ops;
    c->listener = -1;
    c->fd = -1;
    if (value.p != NULL && open_any(c, word, value, &is_known)) {
        *out = &c->wire;
        return EMU_EXIT_OK;
    }
    if (!is_known) {
        emu_error_set(
            error, EMU_EXIT_USAGE,
            "socket:%s: give socket:listen=ADDR, socket:connect=ADDR or socket:dgram=OWN,OTHER; ADDR is a path "
            "with a slash, PORT or HOST:PORT",
            argument);
    } else {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "socket:%s: %s: %s", argument, strerror(errno),
                      rt_str_is(word, "connect") ? "start the end that listens first" : "choose another address");
    }
    cable_close(&c->wire);
    return error->code;
}
