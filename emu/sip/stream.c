/* SPDX-License-Identifier: MIT */
/*
 * SIP over TCP and TLS: connections to 192.168.1.200:5060 and 5061 arrive at one unix socket, as those of the web
 * server do. Which of the two it is shows in the first byte. A message ends where its Content-Length says (RFC 3261
 * section 18.3). What is sent to a stream that is gone is lost; the unit is never called.
 */
#include "sip_priv.h"
#include <host/private_dir.h>
#include <provider/own_socket.h>
#include <provider/tls.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LAB_STREAMS_MAX      16u
#define LAB_STREAM_BYTES_MAX 65536u
#define TLS_HANDSHAKE_BYTE   0x16 /* RFC 5246 section 6.2.1; no method of SIP begins so */

struct lab_stream {
    int fd, index; /* fd -1: free */
    uint32_t id;
    bool is_sniffed;
    struct lab_tls *tls; /* NULL: TCP */
    struct rt_buf in, out;
    size_t n_sent;
};

struct lab_streams {
    struct emu_lab *lab;
    struct emu_private_dir dir;
    char path[EMU_PRIVATE_PATH_MAX];
    int listener, listener_index;
    uint32_t last_id;
    struct lab_stream stream[LAB_STREAMS_MAX];
};

static struct lab_stream *find(const struct emu_lab *lab, uint32_t id)
{
    for (size_t i = 0; id != 0 && lab->sip->streams != NULL && i < LAB_STREAMS_MAX; i++) {
        struct lab_stream *x = &lab->sip->streams->stream[i];
        if (x->fd >= 0 && x->id == id) {
            return x;
        }
    }
    return NULL;
}

const char *lab_stream_transport(const struct emu_lab *lab, uint32_t id)
{
    const struct lab_stream *x = find(lab, id);
    return id == 0 ? "UDP" : x != NULL && x->tls != NULL ? "TLS" : "TCP";
}

static void end(struct lab_streams *s, struct lab_stream *x, const char *why)
{
    if (x->fd >= 0) {
        lab_say(s->lab, "sip: %s connection %u closed: %s", lab_stream_transport(s->lab, x->id), (unsigned)x->id, why);
        (void)close(x->fd);
        x->fd = -1;
        lab_tls_destroy(x->tls);
        x->tls = NULL;
        rt_buf_fini(&x->in);
        rt_buf_fini(&x->out);
    }
}

/* ---- out ---- */

static bool drain(const struct lab_stream *x, struct rt_buf *from, size_t *n_sent)
{
    while (*n_sent < from->n) {
        ssize_t n = send(x->fd, from->bytes + *n_sent, from->n - *n_sent, MSG_NOSIGNAL);
        if (n < 0) {
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        }
        *n_sent += (size_t)n;
    }
    rt_buf_clear(from);
    *n_sent = 0;
    return true;
}

static struct rt_buf *out_of(struct lab_stream *x)
{
    return x->tls != NULL ? lab_tls_out(x->tls) : &x->out;
}

static void flush(struct lab_streams *s, struct lab_stream *x)
{
    if (!drain(x, out_of(x), &x->n_sent)) {
        end(s, x, "the unit has closed it");
    }
}

void lab_stream_send(struct emu_lab *lab, uint32_t id, const void *text, size_t n)
{
    struct lab_stream *x = find(lab, id);
    if (x == NULL) {
        lab_say(lab, "sip: connection %u is gone: a message is lost", (unsigned)id);
        return;
    }
    enum rt_err err = x->tls != NULL ? lab_tls_write(x->tls, text, n) : rt_buf_put(&x->out, text, n);
    if (err == RT_OK) {
        flush(lab->sip->streams, x);
    } else {
        end(lab->sip->streams, x, rt_err_text(err));
    }
}

/* ---- in ---- */

/* Length of the first message; 0: not whole yet. False: where it ends cannot be known. */
static bool measure(const struct rt_buf *in, size_t *n)
{
    struct rt_str text = rt_str_n((const char *)in->bytes, in->n);
    uint32_t n_body = 0;
    size_t end = 0;
    *n = 0;
    while (end + 4 <= text.n && memcmp(text.p + end, "\r\n\r\n", 4) != 0) {
        end++;
    }
    if (end + 4 > text.n) {
        return text.n < LAB_STREAM_BYTES_MAX / 2;
    }
    if (rt_str_u32(lab_sip_field(rt_str_n(text.p, end), "Content-Length", "l"), &n_body) != RT_OK ||
        n_body > LAB_STREAM_BYTES_MAX / 4) {
        return false;
    }
    *n = end + 4 + n_body <= text.n ? end + 4 + n_body : 0;
    return true;
}

/* The stream's other end: what its request says about itself, since the connection does not. */
static void on_message(struct lab_streams *s, const struct lab_stream *x, const uint8_t *bytes, size_t n)
{
    struct emu_udp udp = {.src_ip = EMU_NET_UNIT, .src_port = LAB_PORT_SIP, .payload = bytes, .n_payload = n};
    struct lab_sip_message m;
    memcpy(udp.src_mac, s->lab->unit_mac, sizeof udp.src_mac);
    if (!lab_sip_read(&m, &udp)) {
        lab_say(s->lab, "sip: %zu bytes that are no message", n);
        return;
    }
    char uri[80];
    struct rt_str by = lab_sip_between(m.via, " ", ";, ");
    (void)snprintf(uri, sizeof uri, "sip:%.*s", (int)(by.n < 70 ? by.n : 70), by.p);
    if (m.status == 0 && lab_sip_where(rt_str(uri), &m.peer.ip, &m.peer.port)) {
        lab_contact_card(s->lab, &m.peer);
    }
    m.peer.stream = x->id;
    lab_sip_on_message(s->lab, &m);
}

static void read_messages(struct lab_streams *s, struct lab_stream *x)
{
    uint32_t id = x->id;
    size_t n;
    while (x->fd >= 0 && x->id == id) {
        if (!measure(&x->in, &n)) {
            end(s, x, "no Content-Length");
            return;
        }
        if (n == 0) {
            return;
        }
        uint8_t *message = rt_mem_alloc(n);
        if (message == NULL) {
            end(s, x, "out of memory");
            return;
        }
        memcpy(message, x->in.bytes, n);
        x->in.n -= n;
        memmove(x->in.bytes, x->in.bytes + n, x->in.n);
        on_message(s, x, message, n);
        rt_mem_free(message);
    }
}

static bool start_tls(struct lab_streams *s, struct lab_stream *x)
{
    struct lab_tls_config config;
    enum emu_lab_tls kind; /* of the faults of HTTPS: not of this */
    return lab_identity_next_session(s->lab, &config, &kind) && lab_tls_create(&x->tls, &config) == RT_OK;
}

static void take(struct lab_streams *s, struct lab_stream *x, const uint8_t *bytes, size_t n)
{
    char text[300];
    if (!x->is_sniffed) {
        x->is_sniffed = true;
        if (bytes[0] == TLS_HANDSHAKE_BYTE && !start_tls(s, x)) {
            end(s, x, "no TLS here");
            return;
        }
    }
    if (x->tls == NULL) {
        (void)rt_buf_put(&x->in, bytes, n); /* too much: measure() says so */
    } else {
        enum lab_tls_state before = lab_tls_state(x->tls), state = lab_tls_feed(x->tls, bytes, n, &x->in);
        if (before == LAB_TLS_HANDSHAKE && state != LAB_TLS_HANDSHAKE) {
            const char *what = lab_tls_text(x->tls);
            lab_say(s->lab, "sip: %s%s", state == LAB_TLS_FAILED ? "TLS handshake failed: " : "",
                    lab_clean(text, sizeof text, what, strlen(what)));
        }
        flush(s, x);
        if (x->fd >= 0 && (state == LAB_TLS_FAILED || state == LAB_TLS_CLOSED)) {
            end(s, x, state == LAB_TLS_FAILED ? "TLS failed" : "by the unit");
        }
    }
    read_messages(s, x);
}

static void receive(struct lab_streams *s, struct lab_stream *x)
{
    uint8_t piece[16384];
    ssize_t n = recv(x->fd, piece, sizeof piece, 0);
    if (n > 0) {
        take(s, x, piece, (size_t)n);
    } else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
        end(s, x, "by the unit");
    }
}

static void accept_all(struct lab_streams *s)
{
    int fd;
    while ((fd = lab_accept(s->listener)) >= 0) {
        size_t i = 0;
        while (i < LAB_STREAMS_MAX && s->stream[i].fd >= 0) {
            i++;
        }
        if (i == LAB_STREAMS_MAX || !lab_make_nonblocking(fd)) {
            (void)close(fd);
            continue;
        }
        s->stream[i] = (struct lab_stream){.fd = fd, .index = -1, .id = ++s->last_id};
        rt_buf_init(&s->stream[i].in, LAB_STREAM_BYTES_MAX);
        rt_buf_init(&s->stream[i].out, LAB_STREAM_BYTES_MAX);
    }
}

/* ---- driving ---- */

void lab_streams_fill(struct lab_streams *s, struct emu_pollset *set)
{
    s->listener_index = emu_pollset_add_dormant(set, s->listener);
    for (size_t i = 0; i < LAB_STREAMS_MAX; i++) {
        struct lab_stream *x = &s->stream[i];
        x->index = -1;
        if (x->fd >= 0) {
            x->index = emu_pollset_add(set, x->fd, (short)(POLLIN | (out_of(x)->n > 0 ? POLLOUT : 0)), false);
        }
    }
}

bool lab_streams_handle(struct lab_streams *s, const struct emu_pollset *set)
{
    bool did = false;
    for (size_t i = 0; i < LAB_STREAMS_MAX; i++) {
        struct lab_stream *x = &s->stream[i];
        short ready = x->fd >= 0 && x->index >= 0 ? emu_pollset_revents(set, x->index) : 0;
        if ((ready & POLLOUT) != 0) {
            flush(s, x);
        }
        if ((ready & (POLLIN | POLLHUP | POLLERR)) != 0 && x->fd >= 0) {
            receive(s, x);
        }
        did = did || ready != 0;
    }
    if (emu_pollset_revents(set, s->listener_index) != 0) {
        accept_all(s);
        did = true;
    }
    return did;
}

/* ---- life ---- */

static bool listen_at(struct lab_streams *s)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct emu_error error = {0};
    if (emu_private_dir_create(&s->dir, &error) != EMU_EXIT_OK) {
        return false;
    }
    emu_private_dir_name(&s->dir, "sip", s->path);
    memcpy(at.sun_path, s->path, strlen(s->path) + 1);
    s->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    return s->listener >= 0 && lab_make_nonblocking(s->listener) &&
           bind(s->listener, (const struct sockaddr *)&at, sizeof at) == 0 &&
           listen(s->listener, (int)LAB_STREAMS_MAX) == 0;
}

enum rt_err lab_streams_open(struct emu_lab *lab)
{
    static const uint16_t ports[] = {LAB_PORT_SIP, LAB_PORT_SIPS};
    if (lab->sip->streams != NULL) {
        return RT_OK;
    }
    struct lab_streams *s = lab->serve != NULL ? rt_mem_alloc(sizeof *s) : NULL;
    if (s == NULL) {
        return lab->serve != NULL ? RT_ENOMEM : RT_ENOTSUP;
    }
    *s = (struct lab_streams){.lab = lab, .listener = -1};
    for (size_t i = 0; i < LAB_STREAMS_MAX; i++) {
        s->stream[i].fd = -1;
    }
    lab->sip->streams = s;
    enum rt_err err = listen_at(s) ? RT_OK : RT_EIO;
    for (size_t i = 0; i < sizeof ports / sizeof ports[0] && err == RT_OK; i++) {
        if (emu_port_map_find(&lab->maps, EMU_PROTOCOL_TCP, ports[i]) == NULL) {
            err = lab->serve(lab->send_ctx, s->path, ports[i]);
        }
    }
    if (err != RT_OK) {
        lab_streams_destroy(lab);
    }
    return err;
}

void lab_streams_close(struct emu_lab *lab)
{
    for (size_t i = 0; lab->sip->streams != NULL && i < LAB_STREAMS_MAX; i++) {
        end(lab->sip->streams, &lab->sip->streams->stream[i], "by the provider");
    }
}

void lab_streams_destroy(struct emu_lab *lab)
{
    struct lab_streams *s = lab->sip->streams;
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < LAB_STREAMS_MAX; i++) {
        if (s->stream[i].fd >= 0) {
            (void)close(s->stream[i].fd);
            lab_tls_destroy(s->stream[i].tls);
            rt_buf_fini(&s->stream[i].in);
            rt_buf_fini(&s->stream[i].out);
        }
    }
    if (s->listener >= 0) {
        (void)close(s->listener);
        (void)unlink(s->path);
    }
    emu_private_dir_remove(&s->dir);
    lab->sip->streams = rt_mem_free(s);
}
