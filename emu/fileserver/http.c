/* SPDX-License-Identifier: MIT */
/*
 * The web server of the lab: libmicrohttpd behind a unix socket, driven by our loop. Everything between the unit and
 * it goes through the kernel in the calls that we make, so it is done in zero virtual time and in a fixed order.
 */
#include "fileserver_priv.h"
#include "mhd.h"
#include <host/private_dir.h>
#include <provider/own_socket.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define UPLOAD_MAX (4u << 20)
#define TARGET_MAX 8192u
#define HELD_MAX   8u /* requests that wait for an answer; more get what is served */

struct lab_http {
    struct emu_lab *lab;
    struct emu_private_dir dir;
    char path[EMU_PRIVATE_PATH_MAX];
    int listener;
    int listener_index;
    struct lab_mhd mhd;
    struct MHD_Daemon *daemon; /* NULL until the first connection */
    bool is_due;               /* it has something to do without a descriptor being ready */
    size_t first, n_fds;       /* its part of the poll set */
    struct MHD_Connection *held[HELD_MAX];
    size_t n_held;
};

/* One request; freed when libmicrohttpd says that it is over. */
struct request {
    struct rt_buf target; /* of the request line: path and query, as they came */
    struct rt_buf upload, body;
    bool is_begun; /* its head was seen */
    bool is_held;  /* it has waited */
};

/* Whose connection it is, written where a peer's address would stand. */
static const char protocols[][6] = {"http", "https"};

const char *lab_http_socket(const struct lab_http *http)
{
    return http->path;
}

/* ---- answering ---- */

static enum MHD_Result send_reply(struct lab_http *h, struct MHD_Connection *c, struct request *r, unsigned status)
{
    /* PERSISTENT: the bytes are the request's own and live until on_completed(). */
    struct MHD_Response *response =
        h->mhd.create_response_from_buffer(r->body.n, r->body.bytes, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        return MHD_NO;
    }
    const char *type = status == MHD_HTTP_OK ? "application/octet-stream" : "text/plain";
    enum MHD_Result result = h->mhd.add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (result == MHD_YES) {
        result = h->mhd.queue_response(c, status, response);
    }
    h->mhd.destroy_response(response);
    return result;
}

static unsigned status_of(enum rt_err err)
{
    switch (err) {
    case RT_OK:
        return MHD_HTTP_OK;
    case RT_ENOENT:
        return MHD_HTTP_NOT_FOUND;
    case RT_EACCES:
        return MHD_HTTP_FORBIDDEN;
    case RT_EFULL:
        return MHD_HTTP_INSUFFICIENT_STORAGE;
    default:
        return MHD_HTTP_INTERNAL_SERVER_ERROR;
    }
}

/* A fault that answers in place of the server. */
static bool is_spoilt(struct emu_lab *lab)
{
    bool is = lab->faulty.http_status != 0 &&
              (lab->faulty.n_http_status == 0 || lab->n_http_status < lab->faulty.n_http_status);
    lab->n_http_status += is ? 1 : 0;
    return is;
}

/* A computed answer; else the upload is kept, and what is served under that path is the answer, as of the script that a
 * rule with --post asks (guide p.2-13). */
static unsigned answer_upload(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *body)
{
    unsigned status = MHD_HTTP_OK;
    enum rt_err err = lab_answers_get(lab, request, body, &status);
    if (err != RT_ENOTSUP) {
        return err == RT_OK ? status : status_of(err);
    }
    enum rt_err err_get = lab_docs_get(lab, rt_str(request->path), body);
    err = lab_docs_put(lab, rt_str(request->path), request->body, request->n_body);
    if (err == RT_EACCES && lab->files->folder == NULL) {
        err = err_get; /* nowhere to keep it: only the answer counts */
    }
    return status_of(err);
}

static const char *protocol_of(const struct lab_http *h, struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info = h->mhd.get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr_un *peer = info != NULL ? (const void *)info->client_addr : NULL;
    return protocols[peer != NULL && strcmp(peer->sun_path, protocols[1]) == 0];
}

static enum MHD_Result answer(struct lab_http *h, struct MHD_Connection *c, struct request *r, const char *method,
                              const char *url)
{
    const char *agent = h->mhd.lookup_connection_value(c, MHD_HEADER_KIND, MHD_HTTP_HEADER_USER_AGENT);
    bool is_upload = strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0;
    unsigned status;
    char clean_target[300];
    char clean_agent[128];
    const char *target = r->target.n > 0 ? rt_buf_text(&r->target) : url;
    const char *query = strchr(target, '?');
    const struct emu_lab_request request = {
        .protocol = protocol_of(h, c),
        .method = method,
        .path = url,
        .query = query != NULL ? query + 1 : "",
        .agent = agent != NULL ? agent : "",
        .body = r->upload.bytes,
        .n_body = r->upload.n,
    };
    if (h->n_held < HELD_MAX && lab_answers_must_wait(h->lab, &request, r->is_held)) {
        r->is_held = true;
        h->held[h->n_held++] = c;
        h->mhd.suspend_connection(c); /* asked for again when it is resumed */
        return MHD_YES;
    }
    if (is_spoilt(h->lab)) {
        status = h->lab->faulty.http_status;
    } else if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) {
        status = MHD_HTTP_OK;
        enum rt_err err = lab_docs_answer(h->lab, &request, &r->body, &status);
        status = err == RT_OK ? status : status_of(err);
    } else if (is_upload) {
        status = answer_upload(h->lab, &request, &r->body);
    } else {
        status = MHD_HTTP_NOT_IMPLEMENTED;
    }
    if (status != MHD_HTTP_OK && r->body.n == 0) {
        rt_buf_clear(&r->body);
        (void)rt_buf_printf(&r->body, "%u\r\n", status); /* a body is a courtesy */
    }
    lab_say(h->lab, "%s: %s %s: %u, %zu bytes, User-Agent \"%s\"", request.protocol, method,
            lab_clean(clean_target, sizeof clean_target, target, strlen(target)), status,
            is_upload ? r->upload.n : r->body.n,
            lab_clean(clean_agent, sizeof clean_agent, request.agent, strlen(request.agent)));
    return send_reply(h, c, r, status);
}

/* A request begins: *state is what comes back. */
static void *on_target(void *ctx, const char *target, struct MHD_Connection *c)
{
    struct request *r = rt_mem_alloc(sizeof *r);
    (void)ctx;
    (void)c;
    if (r != NULL) {
        rt_buf_init(&r->target, TARGET_MAX);
        rt_buf_init(&r->upload, UPLOAD_MAX);
        rt_buf_init(&r->body, EMU_LAB_DOC_MAX_BYTES);
        (void)rt_buf_put(&r->target, target, strnlen(target, TARGET_MAX)); /* without it the decoded one stands in */
    }
    return r;
}

static enum MHD_Result on_access(void *ctx, struct MHD_Connection *c, const char *url, const char *method,
                                 const char *version, const char *upload, size_t *n_upload, void **state)
{
    struct lab_http *h = ctx;
    struct request *r = *state;
    (void)version;
    if (r == NULL) {
        return MHD_NO; /* no memory at its beginning */
    }
    if (!r->is_begun) { /* the first of several calls for a request */
        r->is_begun = true;
        return MHD_YES;
    }
    if (*n_upload > 0) {
        enum rt_err err = rt_buf_put(&r->upload, upload, *n_upload);
        *n_upload = 0;
        return err == RT_OK ? MHD_YES : MHD_NO; /* NO closes the connection */
    }
    return answer(h, c, r, method, url);
}

static void on_completed(void *ctx, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why)
{
    struct request *r = *state;
    (void)ctx;
    (void)c;
    (void)why;
    if (r != NULL) {
        rt_buf_fini(&r->target);
        rt_buf_fini(&r->upload);
        rt_buf_fini(&r->body);
        rt_mem_free(r);
        *state = NULL;
    }
}

/* ---- driving ---- */

static bool start_daemon(struct lab_http *h)
{
    struct emu_error error = {0};
    if (h->daemon != NULL) {
        return true;
    }
    if (lab_mhd_load(&h->mhd, &error) != EMU_EXIT_OK) {
        lab_say(h->lab, "http: %s", error.text);
        return false;
    }
    /* No Date header: the host's clock must not show. */
    h->daemon = h->mhd.start_daemon(
        MHD_USE_NO_LISTEN_SOCKET | MHD_USE_SUPPRESS_DATE_NO_CLOCK | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_access,
        h, MHD_OPTION_NOTIFY_COMPLETED, on_completed, h, MHD_OPTION_URI_LOG_CALLBACK, on_target, h, MHD_OPTION_END);
    return h->daemon != NULL;
}

/* libmicrohttpd closes the descriptor itself when it refuses. */
static bool give_to_daemon(struct lab_http *h, int fd, const char *protocol)
{
    struct sockaddr_un peer = {.sun_family = AF_UNIX};
    memcpy(peer.sun_path, protocol, strlen(protocol));
    if (!start_daemon(h)) {
        (void)close(fd);
        return false;
    }
    h->is_due = true;
    return h->mhd.add_connection(h->daemon, fd, (const struct sockaddr *)&peer, sizeof peer) == MHD_YES;
}

/* What https.c has opened. */
bool lab_http_adopt(struct lab_http *h, int fd)
{
    return give_to_daemon(h, fd, protocols[1]);
}

static bool accept_all(struct lab_http *h)
{
    bool did = false;
    int fd;
    while ((fd = lab_accept(h->listener)) >= 0) {
        did = true;
        int flags = fcntl(fd, F_GETFL);
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) {
            (void)close(fd);
            continue;
        }
        (void)give_to_daemon(h, fd, protocols[0]); /* closed when it is refused */
    }
    return did;
}

void lab_http_fill(struct lab_http *h, struct emu_pollset *set)
{
    fd_set sets[3];
    MHD_socket highest = -1;
    h->listener_index = emu_pollset_add_dormant(set, h->listener);
    h->first = set->n;
    h->n_fds = 0;
    if (h->daemon == NULL) {
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        FD_ZERO(&sets[i]);
    }
    if (h->mhd.get_fdset2(h->daemon, &sets[0], &sets[1], &sets[2], &highest, FD_SETSIZE) != MHD_YES) {
        return;
    }
    for (int fd = 0; fd <= highest; fd++) {
        short events = (short)((FD_ISSET(fd, &sets[0]) ? POLLIN : 0) | (FD_ISSET(fd, &sets[1]) ? POLLOUT : 0));
        if (events != 0 && emu_pollset_add(set, fd, events, false) >= 0) {
            h->n_fds++;
        }
    }
}

bool lab_http_handle(struct lab_http *h, const struct emu_pollset *set)
{
    fd_set sets[3];
    bool is_ready = h->is_due;
    for (size_t i = 0; i < 3; i++) {
        FD_ZERO(&sets[i]);
    }
    for (size_t i = h->first; i < h->first + h->n_fds; i++) {
        short events = set->fd[i].revents;
        if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
            FD_SET(set->fd[i].fd, &sets[0]);
        }
        if ((events & (POLLOUT | POLLERR)) != 0) {
            FD_SET(set->fd[i].fd, &sets[1]);
        }
        is_ready = is_ready || events != 0;
    }
    h->is_due = false;
    if (is_ready && h->daemon != NULL) {
        unsigned long long wait_ms;
        (void)h->mhd.run_from_select(h->daemon, &sets[0], &sets[1], &sets[2]); /* NO: nothing was to do */
        h->is_due = h->mhd.get_timeout(h->daemon, &wait_ms) == MHD_YES && wait_ms == 0;
    }
    bool did_accept = emu_pollset_revents(set, h->listener_index) != 0 && accept_all(h);
    return is_ready || did_accept;
}

void lab_http_wake(struct emu_lab *lab)
{
    struct lab_http *h = lab->files->http;
    while (h != NULL && h->n_held > 0) {
        h->mhd.resume_connection(h->held[--h->n_held]);
        h->is_due = true;
    }
}

/* ---- life ---- */

static enum emu_exit listen_at(struct lab_http *h, struct emu_error *error)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (emu_private_dir_create(&h->dir, error) != EMU_EXIT_OK) {
        return error->code;
    }
    emu_private_dir_name(&h->dir, "http", h->path);
    memcpy(at.sun_path, h->path, strlen(h->path) + 1);
    h->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (h->listener < 0 || fcntl(h->listener, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(h->listener, F_SETFL, O_NONBLOCK) != 0 ||
        bind(h->listener, (const struct sockaddr *)&at, sizeof at) != 0 || listen(h->listener, 16) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: the lab's web server cannot listen (%s): set TMPDIR",
                             h->path, strerror(errno));
    }
    return EMU_EXIT_OK;
}

enum emu_exit lab_http_create(struct emu_lab *lab, struct emu_error *error)
{
    struct lab_http *h = rt_mem_alloc(sizeof *h);
    if (h == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "lab: out of memory");
    }
    h->lab = lab;
    h->listener = -1;
    lab->files->http = h;
    if (listen_at(h, error) != EMU_EXIT_OK) {
        lab_http_destroy(lab);
    }
    return error->code;
}

void lab_http_destroy(struct emu_lab *lab)
{
    struct lab_http *h = lab->files->http;
    if (h == NULL) {
        return;
    }
    if (h->daemon != NULL) {
        lab_http_wake(lab); /* the daemon stops with none that waits */
        h->mhd.stop_daemon(h->daemon);
    }
    if (h->listener >= 0) {
        (void)close(h->listener);
        (void)unlink(h->path);
    }
    emu_private_dir_remove(&h->dir);
    lab->files->http = rt_mem_free(h);
}
