/* SPDX-License-Identifier: MIT */
#include "stream.h"
#include "sip_events.h"
#include "sip_priv.h"
#include <board/board.h>
#include <board/entropy.h>
#include <fw/tls.h>
#include <rt/mem.h>

static struct board *board_of(const struct sip_stream *x)
{
    return x->sip->config.board;
}

/* ---- the list of transports ---- */

static const struct {
    const char *name, *parameter, *prefix;
    uint16_t port;
} transports[] = {
#define ROW(id, name, parameter, prefix, port) {name, parameter, prefix, port},
    SIP_TRANSPORT_LIST(ROW)
#undef ROW
};

const char *sip_transport_name(enum sip_transport t)
{
    return transports[t].name;
}

const char *sip_transport_parameter(enum sip_transport t)
{
    return transports[t].parameter;
}

const char *sip_transport_prefix(enum sip_transport t)
{
    return transports[t].prefix;
}

uint16_t sip_transport_port(enum sip_transport t)
{
    return transports[t].port;
}

/* ---- which one ---- */

/* The one that the peer used, else one that leads to the same place. */
static struct sip_stream *find(const struct fw_sip *s, unsigned line, const struct sip_peer *to)
{
    struct sip_stream *found = NULL;
    for (struct rt_node *n = s->streams.list.next; n != &s->streams.list; n = n->next) {
        struct sip_stream *x = RT_OWNER(n, struct sip_stream, node);
        if (!x->is_closed && to->stream != 0 && x->id == to->stream) {
            return x;
        }
        bool is_same = x->ip == to->ip && x->port == to->port && x->transport == to->transport;
        found = !x->is_closed && is_same && (x->line == line || x->is_incoming) ? x : found;
    }
    return found;
}

/* ---- the end of one ---- */

static void tell(const struct sip_stream *x, const char *what, const char *why)
{
    char ip[16];
    FW_TELL(x->sip->config.log, sip_stream, x->line, 0, sip_transport_name(x->transport),
            x->is_incoming ? "from" : "to", rt_ipv4_text(x->ip, ip), (unsigned)x->port, what,
            why[0] != '\0' ? ": " : "", why);
}

static void destroy(struct sip_stream *x, enum fw_stream_end how)
{
    board_timer_stop(board_of(x), &x->wait);
    board_timer_stop(board_of(x), &x->end);
    if (x->stream != NULL) {
        x->stream->ops->destroy(x->stream, how);
    }
    rt_list_remove(&x->node);
    x->sip->streams.n--;
    sip_framing_fini(&x->in);
    rt_buf_fini(&x->out);
    (void)rt_mem_free(x); /* always NULL */
}

/* What waits for an answer by it hears that none will come; the stream itself goes when no event of it runs. */
static void close_stream(struct sip_stream *x, const char *why)
{
    if (x->is_closed) {
        return;
    }
    x->is_closed = true;
    x->is_open = false;
    board_timer_stop(board_of(x), &x->wait);
    tell(x, "closed", why);
    board_timer_start(board_of(x), &x->end, 0);
}

static void on_end(void *ctx, struct board_timer *t)
{
    struct sip_stream *x = ctx;
    struct fw_sip *s = x->sip;
    const struct sip_peer peer = {.ip = x->ip, .port = x->port, .transport = x->transport};
    unsigned line = x->line;
    (void)t;
    destroy(x, FW_STREAM_CLOSE);
    if (find(s, line, &peer) == NULL) {
        sip_on_unreachable(s, line, &peer);
    }
}

static void on_wait(void *ctx, struct board_timer *t)
{
    struct sip_stream *x = ctx;
    (void)t;
    close_stream(x, x->is_open ? "the rest of a message does not come" : "no connection in 15 s");
}

/* ---- in ---- */

/* Handles what is whole. */
static void read_messages(struct sip_stream *x)
{
    const struct sip_peer from = {.ip = x->ip, .port = x->port, .transport = x->transport, .stream = x->id};
    const char *why = "";
    const uint8_t *message;
    size_t n;
    enum rt_err err;
    while (!x->is_closed && (err = sip_framing_next(&x->in, &message, &n, &why)) != RT_EBUSY) {
        if (err != RT_OK) {
            close_stream(x, why); /* where the next message begins is not known */
            return;
        }
        sip_on_stream_message(x->sip, x->is_incoming ? 0 : x->line, x->line, &from, message, n);
        sip_framing_take(&x->in, n);
    }
    if (!x->is_closed && x->in.bytes.n == 0) {
        board_timer_stop(board_of(x), &x->wait);
    } else if (!x->is_closed && !board_timer_is_running(&x->wait)) {
        board_timer_start(board_of(x), &x->wait, SIP_STREAM_INCOMPLETE_US);
    }
}

static void on_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    struct sip_stream *x = ctx;
    if (x->is_closed) {
        return;
    }
    x->used_us = board_now_us(board_of(x));
    enum rt_err err = sip_framing_put(&x->in, bytes, n);
    if (err != RT_OK) {
        close_stream(x, rt_err_text(err));
    } else {
        read_messages(x);
    }
}

static void on_closed(void *ctx, enum rt_err why, enum fw_fail fail, const char *detail)
{
    (void)why;
    (void)fail;
    close_stream(ctx, detail);
}

/* ---- out ---- */

static void flush(struct sip_stream *x)
{
    while (x->is_open && x->n_sent < x->out.n) {
        size_t n = x->out.n - x->n_sent;
        size_t taken = x->stream->ops->send(x->stream, x->out.bytes + x->n_sent, n);
        x->n_sent += taken;
        if (taken < n) {
            return; /* on_writable continues */
        }
    }
    if (x->n_sent == x->out.n) {
        rt_buf_fini(&x->out);
        rt_buf_init(&x->out, SIP_STREAM_OUT_MAX);
        x->n_sent = 0;
    }
}

static void on_connected(void *ctx)
{
    struct sip_stream *x = ctx;
    if (!x->is_closed) {
        board_timer_stop(board_of(x), &x->wait);
        x->is_open = true;
        tell(x, "open", "");
        flush(x);
    }
}

static void on_writable(void *ctx)
{
    flush(ctx);
}

/* ---- one more ---- */

static struct sip_stream *make(struct fw_sip *s, unsigned line, const struct sip_peer *peer)
{
    struct sip_stream *x = rt_mem_alloc(sizeof *x);
    if (x == NULL) {
        return NULL;
    }
    *x = (struct sip_stream){.sip = s,
                             .line = line,
                             .transport = peer->transport,
                             .id = ++s->streams.last_id,
                             .ip = peer->ip,
                             .port = peer->port,
                             .used_us = board_now_us(s->config.board)};
    sip_framing_init(&x->in);
    rt_buf_init(&x->out, SIP_STREAM_OUT_MAX);
    board_timer_init(&x->wait, "SIP stream", BOARD_PRIORITY_FIRMWARE, on_wait, x);
    board_timer_init(&x->end, "SIP stream end", BOARD_PRIORITY_FIRMWARE, on_end, x);
    rt_list_append(&s->streams.list, &x->node);
    s->streams.n++;
    return x;
}

static struct fw_stream_client client_of(struct sip_stream *x)
{
    return (struct fw_stream_client){.on_connected = on_connected,
                                     .on_writable = on_writable,
                                     .on_bytes = on_bytes,
                                     .on_closed = on_closed,
                                     .ctx = x};
}

static uint8_t tos_of(const struct fw_sip *s, unsigned line)
{
    return (uint8_t)(fw_element_u32(s->config.params, fw_element_of_line(FW_EL_SIP_TOS_1, line)) & 0xffu);
}

/* Where the range begins differs from start to start: the provider may still hold the connections of the last one. */
static struct fw_stream_ports *ports_of(struct fw_sip *s)
{
    struct fw_stream_ports *p = &s->streams.ports;
    if (!s->streams.has_ports) {
        uint32_t first = fw_element_u32(s->config.params, FW_EL_SIP_TCP_PORT_MIN);
        uint32_t last = fw_element_u32(s->config.params, FW_EL_SIP_TCP_PORT_MAX);
        s->streams.has_ports = true;
        p->first = first >= 1 && first <= UINT16_MAX ? (uint16_t)first : (uint16_t)SIP_PORT_DEFAULT;
        p->last = last >= p->first && last <= UINT16_MAX ? (uint16_t)last : p->first;
        p->next = (uint16_t)(p->first + board_entropy_below(s->config.board, (uint32_t)(p->last - p->first) + 1u));
    }
    return p;
}

/* The name that a server's certificate must have: of the proxy, as the profile writes it; of others their address. */
static void put_name(const struct fw_sip *s, unsigned line, const struct sip_peer *to, char out[SIP_HOST_MAX + 1])
{
    const char *proxy = sip_param(
        s, sip_param_bool(s, FW_EL_USE_OUTBOUND_PROXY_1, line) ? FW_EL_OUTBOUND_PROXY_1 : FW_EL_PROXY_1, line);
    struct rt_str rest, name = rt_str_trim(rt_str_cut(sip_targets_name(proxy), ':', &rest));
    char ip[16];
    if (!to->is_server || rt_str_copy(out, SIP_HOST_MAX + 1, name) != RT_OK) {
        (void)rt_str_copy(out, SIP_HOST_MAX + 1, rt_str(rt_ipv4_text(to->ip, ip))); /* fits */
    }
}

static enum rt_err open_stream(struct sip_stream **out, struct fw_sip *s, unsigned line, const struct sip_peer *to)
{
    char name[SIP_HOST_MAX + 1];
    if (!fw_net_is_usable(s->config.net)) {
        return RT_EUNREACH;
    }
    struct sip_stream *x = s->streams.n < SIP_STREAMS_MAX ? make(s, line, to) : NULL;
    if (x == NULL) {
        return s->streams.n < SIP_STREAMS_MAX ? RT_ENOMEM : RT_EFULL;
    }
    const struct fw_stream_client client = client_of(x);
    fw_stream_create_fn *create = to->transport == SIP_TLS ? fw_tls_stream_create : fw_tcp_stream_create;
    put_name(s, line, to, name);
    enum rt_err err = create(&x->stream, s->config.net, name, &client);
    if (err == RT_OK) {
        x->stream->options =
            (struct fw_stream_options){.ports = ports_of(s), .tos = tos_of(s, line), .protocol = "sips"};
        err = x->stream->ops->connect(x->stream, to->ip, to->port);
    }
    if (err != RT_OK) {
        destroy(x, FW_STREAM_ABORT);
        return err;
    }
    tell(x, "opens", "");
    if (to->transport == SIP_TCP) { /* TLS has a limit of its own */
        board_timer_start(board_of(x), &x->wait, SIP_STREAM_CONNECT_US);
    }
    *out = x;
    return RT_OK;
}

enum rt_err sip_stream_send(struct fw_sip *s, unsigned line, const struct sip_peer *to, const void *bytes, size_t n)
{
    struct sip_stream *x = find(s, line, to);
    enum rt_err err = x != NULL ? RT_OK : open_stream(&x, s, line, to);
    if (err == RT_OK) {
        err = rt_buf_put(&x->out, bytes, n);
        err = err == RT_ETOOBIG ? RT_EFULL : err;
        x->out.failed = RT_OK;
    }
    if (err == RT_OK) {
        x->used_us = board_now_us(s->config.board);
        flush(x);
    }
    return err;
}

/* ---- from outside ---- */

/* The one from outside that was quiet longest; NULL: there is none. */
static struct sip_stream *find_quiet(const struct fw_sip *s)
{
    struct sip_stream *found = NULL;
    for (struct rt_node *n = s->streams.list.next; n != &s->streams.list; n = n->next) {
        struct sip_stream *x = RT_OWNER(n, struct sip_stream, node);
        if (x->is_incoming && !x->is_closed && (found == NULL || x->used_us < found->used_us)) {
            found = x;
        }
    }
    return found;
}

bool sip_stream_accept(void *ctx, struct fw_stream *stream, uint32_t ip, uint16_t port)
{
    struct sip_socket *socket = ctx;
    struct fw_sip *s = socket->sip;
    const struct sip_peer peer = {.ip = ip, .port = port, .transport = SIP_TCP};
    /* Room for each line's server stays free. */
    if (s->streams.n + FW_N_LINES >= SIP_STREAMS_MAX) {
        struct sip_stream *quiet = find_quiet(s);
        if (quiet != NULL) {
            close_stream(quiet, "another connection takes its place");
        }
        return false; /* it may come again */
    }
    struct sip_stream *x = make(s, sip_first_line_of(socket), &peer);
    if (x == NULL) {
        return false;
    }
    x->is_incoming = true;
    x->is_open = true;
    x->stream = stream;
    stream->client = client_of(x);
    tell(x, "open", "");
    return true;
}

/* ---- life ---- */

void sip_streams_init(struct fw_sip *s)
{
    rt_list_init(&s->streams.list);
}

void sip_streams_close(struct fw_sip *s, unsigned line)
{
    for (struct rt_node *n = s->streams.list.next, *next; n != &s->streams.list; n = next) {
        struct sip_stream *x = RT_OWNER(n, struct sip_stream, node);
        next = n->next;
        if (x->line == line) {
            close_stream(x, "the line's port is closed");
        }
    }
}

/* guess: a unit that restarts says no goodbye. */
void sip_streams_fini(struct fw_sip *s)
{
    while (!rt_list_is_empty(&s->streams.list)) {
        destroy(RT_OWNER(s->streams.list.next, struct sip_stream, node), FW_STREAM_DROP);
    }
}
