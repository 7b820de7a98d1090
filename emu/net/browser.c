/* SPDX-License-Identifier: MIT */
#include <net/browser.h>
#include <host/private_dir.h>
#include <net/net.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define REQUEST_MAX 4096u

struct emu_browser {
    struct emu_net *net;
    struct emu_private_dir dir;
    char path[EMU_PRIVATE_PATH_MAX];
    int fd;
    int index;
    bool is_done;
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
    memcpy(at.sun_path, b->path, strlen(b->path) + 1);
    b->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (b->fd < 0 || fcntl(b->fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(b->fd, F_SETFL, O_NONBLOCK) != 0 ||
        connect(b->fd, (const struct sockaddr *)&at, sizeof at) != 0) {
        return RT_EIO;
    }
    return RT_OK;
}

enum rt_err emu_browser_open(struct emu_browser **out, struct emu_net *net, uint32_t unit_ip, uint16_t unit_port,
                             const char *path)
{
    struct emu_error error = {0};
    char host[16];
    *out = NULL;
    if (!is_decent(path)) {
        return RT_EINVAL;
    }
    struct emu_browser *b = rt_mem_alloc(sizeof *b);
    if (b == NULL) {
        return RT_ENOMEM;
    }
    b->net = net;
    b->fd = -1;
    rt_buf_init(&b->request, REQUEST_MAX);
    rt_buf_init(&b->reply, EMU_BROWSER_REPLY_MAX);
    enum rt_err err =
        rt_buf_printf(&b->request, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: vspa\r\nConnection: close\r\n\r\n", path,
                      rt_ipv4_text(unit_ip, host));
    if (err != RT_OK) {
        goto out;
    }
    if (emu_private_dir_create(&b->dir, &error) != EMU_EXIT_OK) {
        err = RT_EIO;
        goto out;
    }
    emu_private_dir_name(&b->dir, "web", b->path);
    err = emu_net_open_door(net, b->path, unit_ip, unit_port);
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
    if (b->fd >= 0) {
        (void)close(b->fd);
    }
    if (b->path[0] != '\0') {
        emu_net_close_door(b->net, b->path);
    }
    emu_private_dir_remove(&b->dir);
    rt_buf_fini(&b->request);
    rt_buf_fini(&b->reply);
    rt_mem_free(b);
}

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
        b->is_done = true;
    }
}

static void read_reply(struct emu_browser *b)
{
    char piece[8192];
    ssize_t n = recv(b->fd, piece, sizeof piece, 0);
    if (n > 0) {
        b->is_done = rt_buf_put(&b->reply, piece, (size_t)n) != RT_OK;
    } else if (n == 0 || errno != EAGAIN) {
        b->is_done = true;
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
    const char *text = rt_buf_text(&b->reply);
    const char *head_end = strstr(text, "\r\n\r\n");
    uint32_t code;
    if (head_end == NULL || strncmp(text, "HTTP/1.", 7) != 0 || b->reply.n < 12 ||
        rt_str_u32(rt_str_n(text + 9, 3), &code) != RT_OK) {
        return RT_ECLOSED;
    }
    *status = (int)code;
    size_t n_head = (size_t)(head_end - text) + 4;
    return rt_buf_put(body, b->reply.bytes + n_head, b->reply.n - n_head);
}
