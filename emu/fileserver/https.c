/* SPDX-License-Identifier: MIT */
/*
 * HTTPS of the lab: TLS ends here, and what comes out goes to the same web server as plain HTTP.
 *
 *    unit == slirp == unix socket == [client | lab_tls | plain] == socket pair == libmicrohttpd
 *
 * Each connection is two descriptors and two queues; whatever is ready is moved on.
 */
#include "fileserver_priv.h"
#include <host/private_dir.h>
#include <provider/own_socket.h>
#include <provider/tls.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CONNECTIONS_MAX 8u
#define QUEUE_MAX       (4u << 20) /* of a request; answers wait in MHD */
#define ANSWER_HIGH     65536u     /* no more is read from MHD while so much waits for the unit */

struct connection {
    int client, plain; /* descriptors; -1: closed */
    int i_client, i_plain;
    struct lab_tls *tls;
    struct rt_buf request; /* for MHD */
    size_t n_request_sent, n_answer_sent;
    bool was_told;
    enum emu_lab_tls kind;
    bool is_over; /* nothing more to send: waits for the unit to close, so that it never writes into a closed socket */
};

struct lab_https {
    struct emu_lab *lab;
    struct emu_private_dir dir;
    char path[EMU_PRIVATE_PATH_MAX];
    int listener, listener_index;
    struct connection connections[CONNECTIONS_MAX];
};

const char *lab_https_socket(const struct lab_https *s)
{
    return s->path;
}

/* ---- connections ---- */

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

static void end_connection(struct connection *c)
{
    close_fd(&c->client);
    close_fd(&c->plain);
    lab_tls_destroy(c->tls);
    c->tls = NULL;
    rt_buf_fini(&c->request);
}

/* Takes the descriptor. */
static bool open_connection(struct lab_https *s, struct connection *c, int fd)
{
    int pair[2] = {-1, -1};
    struct lab_tls_config config;
    *c = (struct connection){.client = fd, .plain = -1};
    rt_buf_init(&c->request, QUEUE_MAX);
    bool is_ready = lab_identity_next_session(s->lab, &config, &c->kind);
    if (!lab_make_nonblocking(fd) || !is_ready || lab_tls_create(&c->tls, &config) != RT_OK ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        end_connection(c);
        return false;
    }
    c->plain = pair[0];
    if (!lab_make_nonblocking(pair[0]) || !lab_make_nonblocking(pair[1])) {
        (void)close(pair[1]);
        end_connection(c);
        return false;
    }
    if (!lab_http_adopt(s->lab->files->http, pair[1])) {
        end_connection(c);
        return false;
    }
    return true;
}

static bool accept_all(struct lab_https *s)
{
    bool did = false;
    int fd;
    while ((fd = lab_accept(s->listener)) >= 0) {
        size_t i = 0;
        did = true;
        while (i < CONNECTIONS_MAX && s->connections[i].tls != NULL) {
            i++;
        }
        if (i == CONNECTIONS_MAX) {
            (void)close(fd);
        } else {
            (void)open_connection(s, &s->connections[i], fd); /* it is closed when it could not */
        }
    }
    return did;
}

/* Writes what the descriptor takes. Returns false when it is closed. */
static bool drain(int fd, struct rt_buf *from, size_t *n_sent)
{
    while (*n_sent < from->n) {
        ssize_t n = send(fd, from->bytes + *n_sent, from->n - *n_sent, MSG_NOSIGNAL);
        if (n < 0) {
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        }
        *n_sent += (size_t)n;
    }
    rt_buf_clear(from);
    *n_sent = 0;
    return true;
}

static void tell(struct lab_https *s, struct connection *c, enum lab_tls_state state)
{
    char text[300];
    const char *from = lab_tls_text(c->tls);
    if (!c->was_told && state != LAB_TLS_HANDSHAKE) {
        c->was_told = true;
        lab_say(s->lab, "https: %s%s", state == LAB_TLS_FAILED ? "handshake failed: " : "",
                lab_clean(text, sizeof text, from, strlen(from)));
    }
}

/* The client has said hello, and gets no answer; or the end of the connection for one. */
static void mute(struct lab_https *s, struct connection *c)
{
    bool closes = c->kind == EMU_LAB_TLS_CLOSE;
    if (!c->was_told) {
        c->was_told = true;
        lab_say(s->lab, "https: fault: %s", closes ? "closed in the handshake" : "no answer to the client's hello");
    }
    if (closes) {
        c->is_over = true;
        close_fd(&c->plain);
        (void)shutdown(c->client, SHUT_WR); /* fails when the unit was faster */
    }
}

/* From the unit. */
static void read_client(struct lab_https *s, struct connection *c)
{
    uint8_t piece[16384];
    ssize_t n = recv(c->client, piece, sizeof piece, 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
        return;
    }
    if (n <= 0) {
        end_connection(c);
        return;
    }
    if (c->is_over) {
        return;
    }
    if (c->kind == EMU_LAB_TLS_CLOSE || c->kind == EMU_LAB_TLS_SILENT) {
        mute(s, c);
        return;
    }
    enum lab_tls_state state = lab_tls_feed(c->tls, piece, (size_t)n, &c->request);
    tell(s, c, state);
    if (state == LAB_TLS_FAILED || state == LAB_TLS_CLOSED) {
        close_fd(&c->plain);
    }
}

/* From the web server; its end is the end of the answer. */
static void read_plain(struct connection *c)
{
    uint8_t piece[16384];
    ssize_t n = recv(c->plain, piece, sizeof piece, 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
        return;
    }
    if (n > 0 && lab_tls_state(c->tls) == LAB_TLS_OPEN && lab_tls_write(c->tls, piece, (size_t)n) == RT_OK) {
        return;
    }
    if (n == 0) {
        lab_tls_end(c->tls);
    }
    close_fd(&c->plain);
}

static void serve(struct lab_https *s, struct connection *c, const struct emu_pollset *set)
{
    if ((emu_pollset_revents(set, c->i_client) & (POLLIN | POLLHUP | POLLERR)) != 0) {
        read_client(s, c);
    }
    if (c->tls != NULL && emu_pollset_revents(set, c->i_plain) != 0 && c->plain >= 0) {
        read_plain(c);
    }
    if (c->tls == NULL) {
        return;
    }
    if (c->plain >= 0 && !drain(c->plain, &c->request, &c->n_request_sent)) {
        close_fd(&c->plain);
    }
    struct rt_buf *out = lab_tls_out(c->tls);
    if (!drain(c->client, out, &c->n_answer_sent)) {
        end_connection(c);
    } else if (c->plain < 0 && out->n == 0 && !c->is_over) {
        c->is_over = true;
        (void)shutdown(c->client, SHUT_WR); /* fails when the unit was faster */
    }
}

/* ---- driving ---- */

void lab_https_fill(struct lab_https *s, struct emu_pollset *set)
{
    s->listener_index = emu_pollset_add_dormant(set, s->listener);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *c = &s->connections[i];
        if (c->tls == NULL) {
            continue;
        }
        size_t n_out = lab_tls_out(c->tls)->n - c->n_answer_sent;
        short client = (short)(POLLIN | (n_out > 0 ? POLLOUT : 0));
        short plain = (short)((n_out < ANSWER_HIGH ? POLLIN : 0) | (c->request.n > 0 ? POLLOUT : 0));
        c->i_client = emu_pollset_add(set, c->client, client, false);
        c->i_plain = c->plain >= 0 ? emu_pollset_add(set, c->plain, plain, false) : -1;
    }
}

bool lab_https_handle(struct lab_https *s, const struct emu_pollset *set)
{
    bool did = false;
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *c = &s->connections[i];
        if (c->tls != NULL &&
            (emu_pollset_revents(set, c->i_client) != 0 || emu_pollset_revents(set, c->i_plain) != 0)) {
            serve(s, c, set);
            did = true;
        }
    }
    bool did_accept = emu_pollset_revents(set, s->listener_index) != 0 && accept_all(s);
    return did || did_accept;
}

/* ---- life ---- */

static enum emu_exit listen_at(struct lab_https *s, struct emu_error *error)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (emu_private_dir_create(&s->dir, error) != EMU_EXIT_OK) {
        return error->code;
    }
    emu_private_dir_name(&s->dir, "https", s->path);
    memcpy(at.sun_path, s->path, strlen(s->path) + 1);
    s->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (s->listener < 0 || !lab_make_nonblocking(s->listener) ||
        bind(s->listener, (const struct sockaddr *)&at, sizeof at) != 0 ||
        listen(s->listener, (int)CONNECTIONS_MAX) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: the lab's web server cannot listen (%s): set TMPDIR",
                             s->path, strerror(errno));
    }
    return EMU_EXIT_OK;
}

enum emu_exit lab_https_create(struct emu_lab *lab, struct emu_error *error)
{
    struct lab_https *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "lab: out of memory");
    }
    s->lab = lab;
    s->listener = -1;
    lab->files->https = s;
    if (listen_at(s, error) != EMU_EXIT_OK) {
        lab_https_destroy(lab);
    }
    return error->code;
}

void lab_https_destroy(struct emu_lab *lab)
{
    struct lab_https *s = lab->files->https;
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (s->connections[i].tls != NULL) {
            end_connection(&s->connections[i]);
        }
    }
    if (s->listener >= 0) {
        (void)close(s->listener);
        (void)unlink(s->path);
    }
    emu_private_dir_remove(&s->dir);
    lab->files->https = rt_mem_free(s);
}
