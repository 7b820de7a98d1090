/* SPDX-License-Identifier: MIT */
/* The socket of control: clients, their lines and queues. */
#include <ctl/ctl.h>
#include "rpc.h"
#include <host/json.h>
#include <unit/loop.h>
#include <unit/unit.h>
#include <board/board.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define READ_BYTES 4096u

struct client {
    struct emu_ctl_session session;
    int fd; /* -1: the slot is free */
    int index;
    bool is_over;     /* to be closed when all is answered and has left; nothing more is read */
    bool is_lost;     /* to be closed now */
    bool is_skipping; /* in a line that was too long */
    struct rt_buf in, out;
    size_t n_sent; /* of out */
    struct emu_ctl_rpc rpc;
};

/* Steady traffic from outside must not starve the clients. */
#define DEFERRED_TURNS_MAX 10000u

struct emu_ctl {
    struct emu_unit *unit;
    struct board_watcher watcher;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    ino_t inode; /* of the socket: another one at that name is another run's */
    int fd;
    int index;
    uint32_t n_deferred; /* turns in which no client was read */
    struct client clients[EMU_CTL_CLIENTS_MAX];
};

/* ---- out ---- */

/* Takes ownership of the message. A client whose queue is full is dropped: nothing waits for a slow reader. */
static void send_json(void *client, json_t *message)
{
    struct client *c = client;
    char *text = message != NULL ? json_dumps(message, JSON_COMPACT) : NULL;
    if (text == NULL || emu_json_put(&c->out, text) != RT_OK || rt_buf_put_text(&c->out, "\n") != RT_OK) {
        c->is_lost = true;
    }
    json_free_t drop = NULL;
    json_get_alloc_funcs(NULL, &drop);
    drop(text);
    json_decref(message);
}

static bool is_subscribed(const struct client *c, const char *signal)
{
    for (size_t i = 0; i < c->session.n_patterns; i++) {
        if (fnmatch(c->session.patterns[i], signal, 0) == 0) {
            return true;
        }
    }
    return false;
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct emu_ctl *ctl = ctx;
    (void)b;
    for (size_t i = 0; i < EMU_CTL_CLIENTS_MAX; i++) {
        struct client *c = &ctl->clients[i];
        if (c->fd >= 0 && !c->is_lost && is_subscribed(c, board_event_signal(e)->name)) {
            send_json(
                c, json_pack("{s:s, s:s, s:o}", "jsonrpc", "2.0", "method", "event", "params", emu_ctl_event_json(e)));
        }
    }
}

/* ---- in ---- */

static void take_lines(struct client *c)
{
    size_t begun = 0;
    for (size_t i = 0; i < c->in.n && !c->is_lost; i++) {
        if (c->in.bytes[i] == '\n') {
            if (!c->is_skipping) {
                emu_ctl_rpc_take(&c->rpc, (const char *)c->in.bytes + begun, i - begun);
            }
            c->is_skipping = false;
            begun = i + 1;
        }
    }
    if (begun == 0 && c->in.n >= EMU_CTL_LINE_MAX) {
        if (!c->is_skipping) {
            emu_ctl_rpc_refuse(&c->rpc, "the line exceeds 64 KiB");
        }
        c->is_skipping = true; /* to its end: the next line is another request */
        begun = c->in.n;
    }
    memmove(c->in.bytes, c->in.bytes + begun, c->in.n - begun);
    c->in.n -= begun;
}

static void read_client(struct client *c)
{
    char piece[READ_BYTES];
    size_t room = EMU_CTL_LINE_MAX - c->in.n;
    ssize_t n = recv(c->fd, piece, room < sizeof piece ? room : sizeof piece, 0);
    if (n > 0 && rt_buf_put(&c->in, piece, (size_t)n) == RT_OK) {
        take_lines(c);
    } else if (n == 0) {
        c->is_over = true;
    } else if (n > 0 || errno != EAGAIN) {
        c->is_lost = true;
    }
}

static void write_client(struct client *c)
{
    ssize_t n = send(c->fd, c->out.bytes + c->n_sent, c->out.n - c->n_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
        c->n_sent += (size_t)n;
    } else if (errno != EAGAIN) {
        c->is_lost = true;
    }
    if (c->n_sent == c->out.n) {
        rt_buf_clear(&c->out);
        c->n_sent = 0;
    } else if (c->n_sent > EMU_CTL_QUEUE_MAX / 2) {
        memmove(c->out.bytes, c->out.bytes + c->n_sent, c->out.n - c->n_sent);
        c->out.n -= c->n_sent;
        c->n_sent = 0;
    }
}

/* ---- clients ---- */

static void open_client(struct emu_ctl *ctl)
{
    int fd = accept(ctl->fd, NULL, NULL);
    if (fd < 0) {
        return;
    }
    for (size_t i = 0; i < EMU_CTL_CLIENTS_MAX; i++) {
        struct client *c = &ctl->clients[i];
        if (c->fd < 0) {
            *c = (struct client){.session = {.unit = ctl->unit}, .fd = fd, .index = -1};
            (void)fcntl(fd, F_SETFD, FD_CLOEXEC); /* nothing is executed from here; a courtesy */
            (void)fcntl(fd, F_SETFL, O_NONBLOCK); /* reads follow poll, writes say MSG_DONTWAIT */
            emu_acts_init(&c->session.acts, ctl->unit);
            c->rpc = (struct emu_ctl_rpc){.session = &c->session, .send = send_json, .ctx = c};
            rt_buf_init(&c->in, EMU_CTL_LINE_MAX);
            rt_buf_init(&c->out, EMU_CTL_QUEUE_MAX);
            return;
        }
    }
    (void)close(fd); /* sixteen are enough */
}

static void close_client(struct client *c)
{
    emu_ctl_rpc_fini(&c->rpc);
    (void)close(c->fd);
    c->fd = -1;
    rt_buf_fini(&c->in);
    rt_buf_fini(&c->out);
}

static void ctl_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_ctl *ctl = ctx;
    ctl->index = emu_pollset_add(set, ctl->fd, POLLIN, true);
    for (size_t i = 0; i < EMU_CTL_CLIENTS_MAX; i++) {
        struct client *c = &ctl->clients[i];
        short events = (short)((c->is_over ? 0 : POLLIN) | (c->n_sent < c->out.n ? POLLOUT : 0));
        c->index = c->fd >= 0 ? emu_pollset_add(set, c->fd, events, true) : -1;
    }
}

static bool handle_client(struct client *c, short ready, bool may_read)
{
    bool did_any = emu_ctl_rpc_poll(&c->rpc);
    if (may_read && (ready & (POLLIN | POLLHUP | POLLERR)) != 0 && !c->is_over && !c->is_lost) {
        read_client(c);
        did_any = true;
    }
    if (c->n_sent < c->out.n && !c->is_lost) {
        write_client(c);
    }
    /* A half-closed client still gets its answers; a disconnected one does not. */
    bool is_gone = c->is_over && (ready & (POLLHUP | POLLERR)) != 0;
    bool is_done = c->is_over && c->n_sent == c->out.n && !emu_ctl_rpc_is_waiting(&c->rpc);
    if (c->is_lost || is_gone || is_done) {
        close_client(c);
    }
    return did_any;
}

/* While the run is paused, requests are handled between two instants, never within one. Otherwise a request would
 * meet the frames of that instant in an order that depends on the host's scheduler, and runs would differ. */
static bool may_read_clients(struct emu_ctl *ctl)
{
    const struct emu_loop *loop = emu_unit_loop(ctl->unit);
    if (!emu_loop_is_paused(loop) || !emu_loop_is_moving(loop) || ++ctl->n_deferred > DEFERRED_TURNS_MAX) {
        ctl->n_deferred = 0;
        return true;
    }
    return false;
}

static bool ctl_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_ctl *ctl = ctx;
    bool did_any = false;
    bool may_read = may_read_clients(ctl);
    for (size_t i = 0; i < EMU_CTL_CLIENTS_MAX; i++) {
        if (ctl->clients[i].fd >= 0) {
            did_any =
                handle_client(&ctl->clients[i], emu_pollset_revents(set, ctl->clients[i].index), may_read) || did_any;
        }
    }
    if (emu_pollset_revents(set, ctl->index) != 0) {
        open_client(ctl);
        did_any = true;
    }
    return did_any;
}

/* Calls look at the clock and the trace themselves. */
static bool ctl_is_due(void *ctx)
{
    const struct emu_ctl *ctl = ctx;
    for (size_t i = 0; i < EMU_CTL_CLIENTS_MAX; i++) {
        if (ctl->clients[i].fd >= 0) {
            return true;
        }
    }
    return false;
}

/* ---- the socket ---- */

/* A socket file without a listener was left by a killed run and may be removed. */
static bool is_left_over(const struct sockaddr_un *at)
{
    struct stat st;
    if (stat(at->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode)) {
        return false;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bool is_dead = fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof *at) != 0 && errno == ECONNREFUSED;
    if (fd >= 0) {
        (void)close(fd);
    }
    return is_dead;
}

/* Locks the folder while the name of a socket is checked and changed. Of two runs that find the same stale socket one
 * wins, and a run never removes the socket of another. -1: the folder cannot be locked (not readable); the caller
 * goes on without the lock. */
static int lock_folder(const char *path)
{
    char folder[sizeof((struct sockaddr_un *)0)->sun_path];
    (void)snprintf(folder, sizeof folder, "%s", path); /* as long */
    char *slash = strrchr(folder, '/');
    if (slash != NULL) {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    int fd = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)flock(fd, LOCK_EX); /* without it: as if there were none */
    }
    return fd;
}

static void unlock_folder(int fd)
{
    if (fd >= 0) {
        (void)close(fd); /* drops the lock */
    }
}

static enum emu_exit listen_in_folder(struct emu_ctl *ctl, struct emu_error *error)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct stat st;
    memcpy(at.sun_path, ctl->path, strlen(ctl->path) + 1);
    if (is_left_over(&at)) {
        (void)unlink(at.sun_path); /* bind reports it if this failed */
    }
    ctl->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    mode_t mask = umask(0177); /* 0600 from its first moment on */
    bool is_bound = ctl->fd >= 0 && bind(ctl->fd, (const struct sockaddr *)&at, sizeof at) == 0;
    int bind_errno = errno;
    (void)umask(mask);
    if (!is_bound) {
        ctl->path[0] = '\0'; /* not ours to remove */
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--ctl %s: %s: choose another name for the socket",
                             at.sun_path, strerror(bind_errno));
    }
    if (listen(ctl->fd, EMU_CTL_CLIENTS_MAX) != 0 || fcntl(ctl->fd, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(ctl->fd, F_SETFL, O_NONBLOCK) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--ctl %s: %s: choose another name for the socket",
                             at.sun_path, strerror(errno));
    }
    ctl->inode = stat(at.sun_path, &st) == 0 ? st.st_ino : 0;
    return EMU_EXIT_OK;
}

static enum emu_exit listen_at(struct emu_ctl *ctl, struct emu_error *error)
{
    int folder = lock_folder(ctl->path);
    enum emu_exit code = listen_in_folder(ctl, error);
    unlock_folder(folder);
    return code;
}

static void remove_socket(const struct emu_ctl *ctl)
{
    struct stat st;
    int folder = lock_folder(ctl->path);
    if (stat(ctl->path, &st) == 0 && st.st_ino == ctl->inode) {
        (void)unlink(ctl->path); /* nothing more can be done */
    }
    unlock_folder(folder);
}

enum emu_exit emu_ctl_create(struct emu_ctl **out, struct emu_unit *u, const char *path, struct emu_error *error)
{
    *out = NULL;
    struct emu_ctl *ctl = rt_mem_alloc(sizeof *ctl);
    if (ctl == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--ctl: out of memory");
    }
    ctl->unit = u;
    ctl->fd = -1;
    for (size_t i = 0; i < EMU_CTL_CLIENTS_MAX; i++) {
        ctl->clients[i].fd = -1;
    }
    if (rt_str_copy(ctl->path, sizeof ctl->path, rt_str(path)) != RT_OK) {
        emu_error_set(error, EMU_EXIT_USAGE,
                      "--ctl %.40s...: the name is too long for a socket: 107 bytes is the limit", path);
        goto out;
    }
    if (listen_at(ctl, error) != EMU_EXIT_OK) {
        goto out;
    }
    ctl->watcher = (struct board_watcher){.fn = on_event, .ctx = ctl};
    board_watch(emu_unit_board(u), &ctl->watcher);
    emu_loop_add(emu_unit_loop(u), (struct emu_source){"ctl", ctl_fill, ctl_handle, ctl, ctl_is_due});
    *out = ctl;
    return EMU_EXIT_OK;
out:
    emu_ctl_destroy(ctl);
    return error->code;
}

void emu_ctl_destroy(struct emu_ctl *ctl)
{
    if (ctl == NULL) {
        return;
    }
    board_unwatch(emu_unit_board(ctl->unit), &ctl->watcher);
    emu_loop_remove(emu_unit_loop(ctl->unit), ctl);
    for (size_t i = 0; i < EMU_CTL_CLIENTS_MAX; i++) {
        struct client *c = &ctl->clients[i];
        if (c->fd >= 0) {
            if (c->n_sent < c->out.n) {
                write_client(c); /* the answer to quit, if the client reads it now */
            }
            close_client(c);
        }
    }
    if (ctl->fd >= 0) {
        (void)close(ctl->fd);
    }
    if (ctl->path[0] != '\0') {
        remove_socket(ctl);
    }
    rt_mem_free(ctl);
}
