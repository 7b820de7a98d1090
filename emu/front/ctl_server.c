/* SPDX-License-Identifier: MIT */
/* The socket of control: clients, lines, JSON-RPC 2.0 around the methods. */
#include "ctl.h"
#include <core/loop.h>
#include <core/unit.h>
#include <board/board.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define READ_BYTES 4096u

struct call {
    struct emu_ctl_call call; /* its params are owned by `request` */
    json_t *request;          /* NULL: the slot is free */
};

struct client {
    struct emu_ctl_session session;
    int fd; /* -1: the slot is free */
    int index;
    bool is_over; /* to be closed when what was answered has left; nothing more is read */
    bool is_lost; /* to be closed now */
    struct rt_buf in, out;
    size_t n_sent; /* of out */
    struct call calls[EMU_CTL_CALLS_MAX];
};

/* An outside that never falls silent must not lock the clients out. */
#define DEFERRED_TURNS_MAX 10000u

struct emu_ctl {
    struct emu_unit *unit;
    struct board_watcher watcher;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    int fd;
    int index;
    uint32_t n_deferred; /* turns in which no client was read */
    struct client clients[EMU_CTL_CLIENTS_MAX];
};

/* ---- out ---- */

/* Takes the message over. A queue that is full is the end of its client: nobody waits for him. */
static void send_json(struct client *c, json_t *message)
{
    char *text = message != NULL ? json_dumps(message, JSON_COMPACT) : NULL;
    if (text == NULL || rt_buf_put_text(&c->out, text) != RT_OK || rt_buf_put_text(&c->out, "\n") != RT_OK) {
        c->is_lost = true;
    }
    json_free_t drop = NULL;
    json_get_alloc_funcs(NULL, &drop);
    drop(text);
    json_decref(message);
}

static void send_error(struct client *c, json_t *id, int error, const char *message, const char *reason)
{
    json_t *text = json_string(message); /* what came from outside may not be UTF-8 */
    json_t *body = json_pack("{s:i, s:o}", "code", error, "message", text != NULL ? text : json_string("not UTF-8"));
    if (reason != NULL && body != NULL) {
        (void)json_object_set_new(body, "data", json_string(reason));
    }
    send_json(c, json_pack("{s:s, s:o, s:o}", "jsonrpc", "2.0", "error", body, "id",
                           id != NULL ? json_incref(id) : json_null()));
}

/* A request without an id is a notification and gets no answer. */
static void answer(struct client *c, struct call *call)
{
    json_t *id = json_object_get(call->request, "id");
    if (id != NULL && call->call.error != 0) {
        send_error(c, id, call->call.error, call->call.message, call->call.reason);
    } else if (id != NULL) {
        json_t *result = call->call.result != NULL ? json_incref(call->call.result) : json_null();
        send_json(c, json_pack("{s:s, s:o, s:O}", "jsonrpc", "2.0", "result", result, "id", id));
    }
    emu_ctl_call_fini(&call->call);
    json_decref((json_t *)(uintptr_t)call->call.params);
    json_decref(call->request);
    *call = (struct call){0};
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
        if (c->fd >= 0 && !c->is_lost && is_subscribed(c, board_signal_name(e->signal))) {
            send_json(
                c, json_pack("{s:s, s:s, s:o}", "jsonrpc", "2.0", "method", "event", "params", emu_ctl_event_json(e)));
        }
    }
}

/* ---- in ---- */

static bool is_id(const json_t *id)
{
    return id == NULL || json_is_string(id) || json_is_number(id) || json_is_null(id);
}

/* What is wrong with the request, or NULL. JSON-RPC 2.0 section 4. */
static const char *judge_request(const json_t *request)
{
    const char *version = json_string_value(json_object_get(request, "jsonrpc"));
    const json_t *params = json_object_get(request, "params");
    if (json_is_array(request)) {
        return "batches are not taken: send one request a line";
    }
    if (!json_is_object(request) || version == NULL || strcmp(version, "2.0") != 0) {
        return "not a JSON-RPC 2.0 request: {\"jsonrpc\": \"2.0\", \"method\": \"help\", \"id\": 1}";
    }
    if (!json_is_string(json_object_get(request, "method"))) {
        return "the method is missing";
    }
    if (!is_id(json_object_get(request, "id"))) {
        return "the id must be a number or a text";
    }
    return params != NULL && !json_is_object(params) ? "params must be an object, by name" : NULL;
}

static struct call *free_call(struct client *c)
{
    for (size_t i = 0; i < EMU_CTL_CALLS_MAX; i++) {
        if (c->calls[i].request == NULL) {
            return &c->calls[i];
        }
    }
    return NULL;
}

/* Takes the request over. */
static void begin(struct client *c, json_t *request)
{
    json_t *params = json_object_get(request, "params");
    json_t *id = json_object_get(request, "id");
    const char *name = json_string_value(json_object_get(request, "method"));
    const struct emu_ctl_method *m = emu_ctl_method_find(name);
    struct call *call = free_call(c);
    if (m == NULL || call == NULL) {
        if (id != NULL) {
            send_error(c, id, m == NULL ? EMU_CTL_NO_METHOD : EMU_CTL_FAILED,
                       m == NULL ? "no such method: 'help' lists them" : "too many calls at once: 32 are the limit",
                       m == NULL ? NULL : "EFULL");
        }
        json_decref(request);
        return;
    }
    call->request = request;
    call->call =
        (struct emu_ctl_call){.session = &c->session, .params = params != NULL ? json_incref(params) : json_object()};
    if (emu_ctl_check_params(&call->call, m)) {
        m->run(&call->call);
    }
    if (call->call.poll == NULL) {
        answer(c, call);
    }
}

static void take_line(struct client *c, const char *line, size_t n)
{
    json_error_t error;
    if (rt_str_trim(rt_str_n(line, n)).n == 0) {
        return;
    }
    json_t *request = json_loadb(line, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (request == NULL) {
        char text[256];
        (void)snprintf(text, sizeof text, "not JSON: column %d: %.160s", error.column, error.text);
        send_error(c, NULL, EMU_CTL_PARSE_ERROR, text, NULL);
        return;
    }
    const char *wrong = judge_request(request);
    if (wrong != NULL) {
        json_t *id = json_is_object(request) ? json_object_get(request, "id") : NULL;
        send_error(c, id != NULL && is_id(id) ? id : NULL, EMU_CTL_INVALID_REQUEST, wrong, NULL);
        json_decref(request);
        return;
    }
    begin(c, request);
}

static void take_lines(struct client *c)
{
    size_t begun = 0;
    for (size_t i = 0; i < c->in.n && !c->is_lost; i++) {
        if (c->in.bytes[i] == '\n') {
            take_line(c, (const char *)c->in.bytes + begun, i - begun);
            begun = i + 1;
        }
    }
    if (begun == 0 && c->in.n >= EMU_CTL_LINE_MAX) {
        send_error(c, NULL, EMU_CTL_PARSE_ERROR, "the line is too long: 64 KiB is the limit", NULL);
        c->is_over = true; /* where the next request begins is not known */
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
            rt_buf_init(&c->in, EMU_CTL_LINE_MAX);
            rt_buf_init(&c->out, EMU_CTL_QUEUE_MAX);
            return;
        }
    }
    (void)close(fd); /* sixteen are enough */
}

static void close_client(struct client *c)
{
    for (size_t i = 0; i < EMU_CTL_CALLS_MAX; i++) {
        struct call *call = &c->calls[i];
        if (call->request != NULL) {
            emu_ctl_call_fini(&call->call);
            json_decref((json_t *)(uintptr_t)call->call.params);
            json_decref(call->request);
            *call = (struct call){0};
        }
    }
    (void)close(c->fd);
    c->fd = -1;
    rt_buf_fini(&c->in);
    rt_buf_fini(&c->out);
}

static bool poll_calls(struct client *c)
{
    bool did_any = false;
    for (size_t i = 0; i < EMU_CTL_CALLS_MAX && !c->is_lost; i++) {
        struct call *call = &c->calls[i];
        if (call->request != NULL && call->call.poll(&call->call)) {
            answer(c, call);
            did_any = true;
        }
    }
    return did_any;
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
    bool did_any = poll_calls(c);
    if (may_read && (ready & (POLLIN | POLLHUP | POLLERR)) != 0 && !c->is_over && !c->is_lost) {
        read_client(c);
        did_any = true;
    }
    if (c->n_sent < c->out.n && !c->is_lost) {
        write_client(c);
    }
    if (c->is_lost || (c->is_over && c->n_sent == c->out.n)) {
        close_client(c);
    }
    return did_any;
}

/* Where time stands still a client acts between two instants, never in the middle of one: else what he does would meet
 * the frames of that instant where the host's scheduler happens to put it, and no two runs were the same. */
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

/* A socket file that nobody listens on any more is left by a run that was killed: it may go. */
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

static enum emu_exit listen_at(struct emu_ctl *ctl, struct emu_error *error)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    memcpy(at.sun_path, ctl->path, strlen(ctl->path) + 1);
    if (is_left_over(&at)) {
        (void)unlink(at.sun_path); /* bind tells if it could not go */
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
    return EMU_EXIT_OK;
}

enum emu_exit emu_ctl_create(struct emu_ctl **out, struct emu_unit *u, const char *path, struct emu_error *error)
{
    *out = NULL;
    struct emu_ctl *ctl = rt_mem_alloc(sizeof *ctl);
    if (ctl == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--ctl: out of memory: end other programs");
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
                write_client(c); /* the answer to quit, if he takes it now */
            }
            close_client(c);
        }
    }
    if (ctl->fd >= 0) {
        (void)close(ctl->fd);
    }
    if (ctl->path[0] != '\0') {
        (void)unlink(ctl->path);
    }
    rt_mem_free(ctl);
}
