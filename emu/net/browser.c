/* SPDX-License-Identifier: MIT */
#include <net/browser.h>
#include <host/private_dir.h>
#include <net/net.h>
#include <fw/digest.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define HEAD_MAX  4096u
#define CNONCE    "76737061" /* the same in every run */
#define NC        "00000001"
#define CHALLENGE 401

struct emu_browser {
    struct emu_net *net;
    struct emu_private_dir dir;
    char door[EMU_PRIVATE_PATH_MAX];
    char host[16];
    int fd;
    int index;
    bool is_done, has_answered;  /* has_answered: a challenge, once */
    struct rt_buf ask;           /* method, path, user name, password, a NUL behind each */
    const char *method, *path;   /* in it */
    const char *user, *password; /* NULL: no login */
    struct rt_buf body;
    struct rt_buf request, reply;
    size_t n_sent;
};

static bool is_decent(const char *path)
{
    for (const char *p = path; *p != '\0'; p++) {
        if ((unsigned char)*p <= 0x20 || *p == 0x7f) {
            return false;
        }
    }
    return path[0] == '/';
}

static enum rt_err connect_door(struct emu_browser *b)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    memcpy(at.sun_path, b->door, strlen(b->door) + 1);
    b->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (b->fd < 0 || fcntl(b->fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(b->fd, F_SETFL, O_NONBLOCK) != 0 ||
        connect(b->fd, (const struct sockaddr *)&at, sizeof at) != 0) {
        return RT_EIO;
    }
    return RT_OK;
}

static void close_connection(struct emu_browser *b)
{
    if (b->fd >= 0) {
        (void)close(b->fd);
    }
    b->fd = -1;
}

/* ---- the request ---- */

static enum rt_err keep(struct emu_browser *b, const struct emu_browser_request *q)
{
    const char *const texts[] = {q->method, q->path, q->user, q->password};
    const char **const kept[] = {&b->method, &b->path, &b->user, &b->password};
    size_t at[4];
    for (size_t i = 0; i < 4; i++) {
        at[i] = b->ask.n;
        (void)rt_buf_put(&b->ask, texts[i] != NULL ? texts[i] : "", texts[i] != NULL ? strlen(texts[i]) + 1 : 1);
    }
    (void)rt_buf_put(&b->body, q->body.p, q->body.n);
    if (rt_buf_error(&b->ask) != RT_OK || rt_buf_error(&b->body) != RT_OK) {
        return rt_buf_error(&b->ask) != RT_OK ? RT_EINVAL : RT_ETOOBIG;
    }
    for (size_t i = 0; i < 4; i++) {
        *kept[i] = texts[i] != NULL ? (const char *)b->ask.bytes + at[i] : NULL;
    }
    return RT_OK;
}

/* authorization: a header line, or "". */
static enum rt_err write_request(struct emu_browser *b, const char *authorization)
{
    rt_buf_clear(&b->request);
    rt_buf_clear(&b->reply);
    b->n_sent = 0;
    (void)rt_buf_printf(&b->request, "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: vspa\r\n%s", b->method, b->path,
                        b->host, authorization);
    if (strcmp(b->method, "POST") == 0) {
        (void)rt_buf_printf(&b->request, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n",
                            b->body.n);
    }
    (void)rt_buf_put_text(&b->request, "Connection: close\r\n\r\n");
    (void)rt_buf_put(&b->request, b->body.bytes, b->body.n);
    return rt_buf_error(&b->request);
}

enum rt_err emu_browser_open(struct emu_browser **out, struct emu_net *net, uint32_t unit_ip, uint16_t unit_port,
                             const struct emu_browser_request *q)
{
    struct emu_error error = {0};
    *out = NULL;
    if (!is_decent(q->path)) {
        return RT_EINVAL;
    }
    struct emu_browser *b = rt_mem_alloc(sizeof *b);
    if (b == NULL) {
        return RT_ENOMEM;
    }
    b->net = net;
    b->fd = -1;
    rt_buf_init(&b->ask, HEAD_MAX);
    rt_buf_init(&b->body, EMU_BROWSER_BODY_MAX);
    rt_buf_init(&b->request, EMU_BROWSER_BODY_MAX + 2 * HEAD_MAX);
    rt_buf_init(&b->reply, EMU_BROWSER_REPLY_MAX);
    (void)rt_ipv4_text(unit_ip, b->host);
    enum rt_err err = keep(b, q);
    err = err == RT_OK ? write_request(b, "") : err;
    if (err != RT_OK) {
        goto out;
    }
    if (emu_private_dir_create(&b->dir, &error) != EMU_EXIT_OK) {
        err = RT_EIO;
        goto out;
    }
    emu_private_dir_name(&b->dir, "web", b->door);
    err = emu_net_open_door(net, b->door, unit_ip, unit_port);
    if (err == RT_OK) {
        err = connect_door(b);
    }
    if (err != RT_OK) {
        goto out;
    }
    *out = b;
    return RT_OK;
out:
    emu_browser_close(b);
    return err;
}

void emu_browser_close(struct emu_browser *b)
{
    close_connection(b);
    if (b->door[0] != '\0') {
        emu_net_close_door(b->net, b->door);
    }
    emu_private_dir_remove(&b->dir);
    rt_buf_fini(&b->ask);
    rt_buf_fini(&b->body);
    rt_buf_fini(&b->request);
    rt_buf_fini(&b->reply);
    rt_mem_free(b);
}

/* ---- login ---- */

/* Where the body begins, and the status; false: no whole head. */
static bool read_head(const struct emu_browser *b, int *status, size_t *n_head)
{
    const char *text = rt_buf_text(&b->reply);
    const char *end = strstr(text, "\r\n\r\n");
    uint32_t code;
    if (end == NULL || strncmp(text, "HTTP/1.", 7) != 0 || b->reply.n < 12 ||
        rt_str_u32(rt_str_n(text + 9, 3), &code) != RT_OK) {
        return false;
    }
    *status = (int)code;
    *n_head = (size_t)(end - text) + 4;
    return true;
}

/* The value of WWW-Authenticate, in the reply. */
static struct rt_str challenge_of(const struct emu_browser *b, size_t n_head)
{
    struct rt_str rest = rt_str_n(rt_buf_text(&b->reply), n_head);
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str value;
        struct rt_str name = rt_str_cut(rt_str_cut(rest, '\n', &rest), ':', &value);
        if (rt_str_is_ci(rt_str_trim(name), "WWW-Authenticate")) {
            return rt_str_trim(value);
        }
    }
    return rt_str("");
}

/* RFC 2617 section 3.2.2, MD5 with qop=auth, or as RFC 2069 without. */
static enum rt_err put_authorization(const struct emu_browser *b, struct rt_str challenge, struct rt_buf *out)
{
    char ha1[FW_MD5_TEXT_BYTES], ha2[FW_MD5_TEXT_BYTES], response[FW_MD5_TEXT_BYTES];
    struct fw_digest_answer c; /* a challenge has the same form */
    fw_digest_read(challenge, &c);
    const struct rt_str a1[] = {rt_str(b->user), c.realm, rt_str(b->password)};
    const struct rt_str a2[] = {rt_str(b->method), rt_str(b->path)};
    fw_md5_text(ha1, a1, 3);
    fw_md5_text(ha2, a2, 2);
    const struct rt_str new_form[] = {rt_str(ha1), c.nonce, rt_str(NC), rt_str(CNONCE), rt_str("auth"), rt_str(ha2)};
    const struct rt_str old_form[] = {rt_str(ha1), c.nonce, rt_str(ha2)};
    bool has_qop = c.qop.n > 0;
    fw_md5_text(response, has_qop ? new_form : old_form, has_qop ? 6 : 3);
    return rt_buf_printf(out,
                         "Authorization: Digest username=\"%s\", realm=\"%.*s\", nonce=\"%.*s\", uri=\"%s\", "
                         "response=\"%s\", algorithm=MD5%s\r\n",
                         b->user, (int)c.realm.n, c.realm.p, (int)c.nonce.n, c.nonce.p, b->path, response,
                         has_qop ? ", qop=auth, nc=" NC ", cnonce=\"" CNONCE "\"" : "");
}

/* The reply has ended: it is the result, or a challenge that is answered on a new connection. */
static void on_end(struct emu_browser *b)
{
    int status;
    size_t n_head;
    struct rt_buf line;
    b->is_done = true;
    if (b->user == NULL || b->has_answered || !read_head(b, &status, &n_head) || status != CHALLENGE) {
        return;
    }
    b->has_answered = true;
    rt_buf_init(&line, HEAD_MAX);
    enum rt_err err = put_authorization(b, challenge_of(b, n_head), &line);
    err = err == RT_OK ? write_request(b, rt_buf_text(&line)) : err;
    if (err == RT_OK) {
        close_connection(b);
        b->is_done = connect_door(b) != RT_OK;
    }
    rt_buf_fini(&line);
}

/* ---- the connection ---- */

static void browser_fill(void *ctx, struct emu_pollset *set)
{
    struct emu_browser *b = ctx;
    short events = (short)(POLLIN | (b->n_sent < b->request.n ? POLLOUT : 0));
    b->index = b->is_done ? -1 : emu_pollset_add(set, b->fd, events, false);
}

static void send_request(struct emu_browser *b)
{
    ssize_t n = send(b->fd, b->request.bytes + b->n_sent, b->request.n - b->n_sent, MSG_NOSIGNAL);
    if (n > 0) {
        b->n_sent += (size_t)n;
    } else if (errno != EAGAIN) {
        on_end(b);
    }
}

static void read_reply(struct emu_browser *b)
{
    char piece[8192];
    ssize_t n = recv(b->fd, piece, sizeof piece, 0);
    if (n > 0) {
        b->is_done = rt_buf_put(&b->reply, piece, (size_t)n) != RT_OK;
    } else if (n == 0 || errno != EAGAIN) {
        on_end(b);
    }
}

static bool browser_handle(void *ctx, const struct emu_pollset *set)
{
    struct emu_browser *b = ctx;
    short ready = emu_pollset_revents(set, b->index);
    if ((ready & POLLOUT) != 0 && b->n_sent < b->request.n) {
        send_request(b);
    }
    if ((ready & (POLLIN | POLLHUP | POLLERR)) != 0 && !b->is_done) {
        read_reply(b);
    }
    return ready != 0;
}

struct emu_source emu_browser_source(struct emu_browser *b)
{
    return (struct emu_source){.name = "browser", .fill = browser_fill, .handle = browser_handle, .ctx = b};
}

bool emu_browser_is_done(void *browser)
{
    return ((const struct emu_browser *)browser)->is_done;
}

enum rt_err emu_browser_result(struct emu_browser *b, int *status, struct rt_buf *body)
{
    size_t n_head;
    return read_head(b, status, &n_head) ? rt_buf_put(body, b->reply.bytes + n_head, b->reply.n - n_head) : RT_ECLOSED;
}
