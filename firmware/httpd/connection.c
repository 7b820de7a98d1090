/* SPDX-License-Identifier: MIT */
/*
 * A connection's life:
 *
 *    accept -> READING --whole or refused--> SENDING --all written, FIN--> LINGERING --other side closes--> gone
 *                 |                             |                             |
 *                 +---- other side closes ----> gone <--- no progress, reset -+
 *
 * After the reply, further input is read and discarded: closing with unread bytes would reset the connection, and
 * the client might never see the reply. It has all of it once the FIN is acknowledged; of the connections for which
 * only its own FIN is missing, the newest few are kept.
 *
 * When all connections are taken, one that has sent nothing for a while and not yet its whole request gives way.
 */
#include "server.h"
#include "httpd_events.h"
#include <board/board.h>
#include <fw/log.h>
#include <rt/mem.h>
#include "lwip/priv/tcp_priv.h" /* tcp_tw_pcbs */

/* lwIP's poll period is half a second; after a failed write it tries again. */
#define POLL_PERIODS 2u

enum state { READING, SENDING, LINGERING };

struct connection {
    struct rt_node node;
    struct fw_httpd *httpd;
    struct tcp_pcb *pcb;
    struct board_timer timer;
    enum state state;
    bool is_from_lan;
    bool is_refused;      /* over the limit: 503 for any request */
    bool is_half_closed;  /* the peer has closed its side */
    uint64_t deadline_us; /* timeout of the whole request */
    uint64_t heard_us;    /* when it last sent a part of it */
    struct fw_http_reader reader;
    struct rt_buf out;            /* the reply, or the piece of it that is being sent */
    size_t n_written;             /* of out, to lwIP */
    struct fw_http_stream stream; /* the pieces that follow */
    size_t n_held;                /* memory in bytes, as last accounted */
    size_t n_queued;              /* bytes in the send buffer of lwIP, as last accounted */
};

/* --- the end of a connection
 * ----------------------------------------------------------------------------------------- */

/* Updates the accounting of the connection. False: the total is over the limit. */
static bool is_within_memory(struct connection *c)
{
    struct fw_httpd *h = c->httpd;
    size_t n = c->reader.kept.n + c->reader.field.n + c->reader.body.n + c->out.n;
    h->n_held += n - c->n_held;
    c->n_held = n;
    return h->n_held <= FW_HTTPD_HELD_MAX;
}

static void end_stream(struct connection *c)
{
    if (c->stream.next != NULL && c->stream.end != NULL) {
        c->stream.end(c->stream.state);
    }
    c->stream.next = NULL;
}

static void destroy(struct connection *c)
{
    end_stream(c);
    c->httpd->n_held -= c->n_held;
    c->httpd->n_queued -= c->n_queued;
    board_timer_stop(c->httpd->board, &c->timer);
    rt_list_remove(&c->node);
    c->httpd->n_connections--;
    c->httpd->n_refused -= c->is_refused;
    c->httpd->n_lingering -= c->state == LINGERING;
    fw_http_reader_fini(&c->reader);
    rt_buf_fini(&c->out);
    (void)rt_mem_free(c); /* always NULL */
}

static void detach(struct connection *c)
{
    tcp_arg(c->pcb, NULL);
    tcp_recv(c->pcb, NULL);
    tcp_sent(c->pcb, NULL);
    tcp_poll(c->pcb, NULL, 0);
    tcp_err(c->pcb, NULL);
}

/* Returns what an lwIP callback of this connection must return. */
static err_t close_connection(struct connection *c)
{
    struct tcp_pcb *pcb = c->pcb;
    detach(c);
    destroy(c);
    if (tcp_close(pcb) != ERR_OK) {
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    return ERR_OK;
}

static void abort_connection(struct connection *c)
{
    struct tcp_pcb *pcb = c->pcb;
    detach(c);
    destroy(c);
    tcp_abort(pcb);
}

/* The first connection, which is the oldest, for which is_it() is true. */
static struct connection *find(struct fw_httpd *h, bool (*is_it)(const struct connection *c))
{
    for (struct rt_node *n = h->connections.next; n != &h->connections; n = n->next) {
        struct connection *c = RT_OWNER(n, struct connection, node);
        if (is_it(c)) {
            return c;
        }
    }
    return NULL;
}

static bool has_whole_reply(const struct connection *c)
{
    return c->state == LINGERING && c->pcb->state == FIN_WAIT_2;
}

static bool is_silent(const struct connection *c)
{
    return c->state == READING &&
           board_now_us(c->httpd->board) - c->heard_us >= FW_HTTPD_SILENT_MS * (uint64_t)BOARD_US_PER_MS;
}

static bool is_silent_and_refused(const struct connection *c)
{
    return c->is_refused && is_silent(c);
}

static bool is_silent_and_served(const struct connection *c)
{
    return !c->is_refused && is_silent(c);
}

/* --- sending
 * ----------------------------------------------------------------------------------------------------------- */

static void start_timer(struct connection *c, uint32_t for_s)
{
    uint64_t at_us = board_now_us(c->httpd->board) + (uint64_t)for_s * BOARD_US_PER_S;
    if (c->state == READING && at_us > c->deadline_us) {
        at_us = c->deadline_us;
    }
    board_timer_start_at(c->httpd->board, &c->timer, at_us);
}

/* The next pieces of a stream, about a segment of them, in place of those that lwIP has. False: there are none. */
static bool refill(struct connection *c)
{
    if (c->stream.next == NULL) {
        return false;
    }
    rt_buf_clear(&c->out);
    c->n_written = 0;
    while (c->out.n < TCP_MSS && c->stream.next != NULL && rt_buf_error(&c->out) == RT_OK) {
        if (!c->stream.next(c->stream.state, &c->out)) {
            end_stream(c);
        }
    }
    (void)is_within_memory(c); /* what is begun is sent */
    return c->out.n > 0;
}

static void release_request(struct connection *c)
{
    fw_http_reader_fini(&c->reader);
    fw_http_reader_init(&c->reader);
    (void)is_within_memory(c); /* less than before */
}

static void count_queued(struct connection *c)
{
    size_t n = TCP_SND_BUF - tcp_sndbuf(c->pcb);
    c->httpd->n_queued += n - c->n_queued;
    c->n_queued = n;
}

/* How much more of the reply lwIP may hold for this connection. Readers that take nothing share a part of the stack's
 * heap; when it is used up, a connection has one segment on its way. */
static size_t room_of(struct connection *c)
{
    count_queued(c);
    size_t room = tcp_sndbuf(c->pcb);
    size_t one = room < TCP_MSS ? room : TCP_MSS;
    return c->httpd->n_queued < FW_HTTPD_QUEUED_MAX ? room : c->n_queued == 0 ? one : 0;
}

static void linger(struct connection *c)
{
    c->state = LINGERING;
    rt_buf_fini(&c->out);
    (void)is_within_memory(c); /* less than before */
    start_timer(c, FW_HTTPD_LINGER_S);
    if (++c->httpd->n_lingering > FW_HTTPD_LINGERING_MAX) {
        struct connection *old = find(c->httpd, has_whole_reply);
        if (old != NULL) {
            abort_connection(old); /* it is not c, whose FIN has just left */
        }
    }
}

/* Passes as much of the reply to lwIP as it accepts; after the last byte sends a FIN. */
static err_t push(struct connection *c)
{
    while (c->n_written < c->out.n || refill(c)) {
        if (rt_buf_error(&c->out) != RT_OK) {
            abort_connection(c); /* out of memory: the client sees that the page is not whole */
            return ERR_ABRT;
        }
        size_t n = c->out.n - c->n_written;
        size_t room = room_of(c);
        n = n < room ? n : room;
        if (n == 0 || tcp_write(c->pcb, c->out.bytes + c->n_written, (u16_t)n, TCP_WRITE_FLAG_COPY) != ERR_OK) {
            (void)tcp_output(c->pcb); /* the rest follows on the next ACK or poll */
            return ERR_OK;
        }
        c->n_written += n;
        count_queued(c);
    }
    if (c->is_half_closed) {
        return close_connection(c); /* it still sends what is queued */
    }
    if (tcp_shutdown(c->pcb, 0, 1) == ERR_OK) {
        linger(c);
    }
    return ERR_OK;
}

static err_t send_reply(struct connection *c, int status)
{
    struct fw_httpd *h = c->httpd;
    struct rt_str path = fw_http_reader_path(&c->reader);
    struct rt_str user = fw_http_reader_user(&c->reader);
    FW_TELL(fw_net_log(h->net), web_request, 0, status, fw_http_reader_method(&c->reader), (int)path.n, path.p, status,
            (int)user.n, user.p);
    if (rt_buf_error(&c->out) != RT_OK) {
        return close_connection(c); /* out of memory even for an error reply */
    }
    release_request(c);
    (void)is_within_memory(c); /* what is queued is still sent */
    c->state = SENDING;
    start_timer(c, FW_HTTPD_IDLE_TIMEOUT_S);
    return push(c);
}

static err_t refuse(struct connection *c, int status)
{
    fw_http_refuse(&c->out, c->httpd->title, status);
    return send_reply(c, status);
}

static err_t answer(struct connection *c)
{
    if (c->is_refused || !is_within_memory(c)) {
        return refuse(c, 503);
    }
    const struct fw_http_peer peer = {lwip_ntohl(ip_addr_get_ip4_u32(&c->pcb->remote_ip)), c->is_from_lan};
    int status = fw_http_answer(&c->reader, c->httpd->routes, c->httpd->title, &peer, &c->out, &c->stream);
    return send_reply(c, status);
}

/* --- lwIP's callbacks
 * ---------------------------------------------------------------------------------------------------- */

static err_t read_bytes(struct connection *c, const struct pbuf *chain)
{
    for (const struct pbuf *p = chain; p != NULL; p = p->next) {
        switch (fw_http_reader_feed(&c->reader, p->payload, p->len)) {
        case FW_HTTP_MORE:
            break;
        case FW_HTTP_COMPLETE:
            return answer(c);
        case FW_HTTP_BAD:
            return refuse(c, c->is_refused ? 503 : c->reader.status);
        }
    }
    c->heard_us = board_now_us(c->httpd->board);
    if (!is_within_memory(c)) {
        return refuse(c, 503);
    }
    if (c->reader.awaits_continue && !c->is_refused) {
        static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n"; /* RFC 7231 section 5.1.1 */
        c->reader.awaits_continue = false;
        if (tcp_write(c->pcb, go_on, sizeof go_on - 1, 0) == ERR_OK) {
            (void)tcp_output(c->pcb); /* without it the client continues by itself after a while */
        }
    }
    start_timer(c, FW_HTTPD_IDLE_TIMEOUT_S);
    return ERR_OK;
}

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
    struct connection *c = arg;
    (void)err; /* always ERR_OK, says tcp.c */
    if (p == NULL) {
        c->is_half_closed = true;
        return c->state == SENDING ? ERR_OK : close_connection(c);
    }
    tcp_recved(pcb, p->tot_len);
    err_t result = c->state == READING ? read_bytes(c, p) : ERR_OK;
    pbuf_free(p);
    return result;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t n)
{
    struct connection *c = arg;
    (void)pcb;
    (void)n; /* progress is enough */
    count_queued(c);
    if (c->state == SENDING) {
        start_timer(c, FW_HTTPD_IDLE_TIMEOUT_S);
        return push(c);
    }
    if (c->state == LINGERING) {
        start_timer(c, FW_HTTPD_LINGER_S);
    }
    return ERR_OK;
}

static err_t on_poll(void *arg, struct tcp_pcb *pcb)
{
    struct connection *c = arg;
    (void)pcb; /* the connection's */
    return c->state == SENDING ? push(c) : ERR_OK;
}

static void on_error(void *arg, err_t err)
{
    (void)err; /* reset or aborted: the pcb is gone in either case */
    destroy(arg);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct connection *c = ctx;
    (void)t; /* the connection's */
    if (c->state == READING) {
        (void)refuse(c, 408); /* no lwIP callback needs the result */
    } else {
        abort_connection(c);
    }
}

/* The unit closes first, so it is the one that waits two minutes for stray segments (RFC 793 section 3.5). A program
 * that asks many times a second would fill the stack's heap with connections that are over: the oldest are forgotten.
 */
static void forget_old_connections(void)
{
    unsigned n = 0;
    for (struct tcp_pcb *pcb = tcp_tw_pcbs, *next; pcb != NULL; pcb = next) { /* the newest first */
        next = pcb->next;
        if (++n > FW_HTTPD_TIME_WAIT_MAX) {
            tcp_abort(pcb); /* sends nothing in this state */
        }
    }
}

static bool is_full(const struct fw_httpd *h)
{
    return h->n_connections - h->n_refused >= FW_HTTPD_CONNECTIONS_MAX;
}

/* Connections that send no request do not keep others out for long. */
static void make_room(struct fw_httpd *h)
{
    struct connection *silent = is_full(h) ? find(h, is_silent_and_served) : NULL;
    if (silent == NULL && is_full(h) && h->n_refused >= FW_HTTPD_REFUSALS_MAX) {
        silent = find(h, is_silent_and_refused);
    }
    if (silent != NULL) {
        abort_connection(silent);
    }
}

err_t httpd_on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct httpd_listener *l = arg;
    struct fw_httpd *h = l->httpd;
    if (err != ERR_OK || pcb == NULL) {
        return ERR_VAL; /* lwIP reports a connection that it had no memory for */
    }
    struct connection *c = NULL;
    forget_old_connections();
    make_room(h);
    if (h->n_refused < FW_HTTPD_REFUSALS_MAX || !is_full(h)) {
        c = rt_mem_alloc(sizeof *c);
    }
    if (c == NULL) {
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    c->httpd = h;
    c->pcb = pcb;
    c->is_from_lan = l->port == BOARD_PORT_LAN;
    c->is_refused = is_full(h);
    c->heard_us = board_now_us(h->board);
    c->deadline_us = board_now_us(h->board) + (uint64_t)FW_HTTPD_REQUEST_MAX_S * BOARD_US_PER_S;
    fw_http_reader_init(&c->reader);
    rt_buf_init(&c->out, FW_HTTPD_REPLY_MAX + FW_HTTPD_HEAD_MAX);
    board_timer_init(&c->timer, "httpd", BOARD_PRIORITY_FIRMWARE, on_timer, c);
    rt_list_append(&h->connections, &c->node);
    h->n_connections++;
    h->n_refused += c->is_refused;
    tcp_arg(pcb, c);
    tcp_recv(pcb, on_recv);
    tcp_sent(pcb, on_sent);
    tcp_poll(pcb, on_poll, POLL_PERIODS);
    tcp_err(pcb, on_error);
    start_timer(c, FW_HTTPD_IDLE_TIMEOUT_S);
    return ERR_OK;
}

void httpd_abort_connections(struct fw_httpd *h, const struct fw_http_route *route)
{
    for (struct rt_node *n = h->connections.next, *next; n != &h->connections; n = next) {
        struct connection *c = RT_OWNER(n, struct connection, node);
        next = n->next;
        if (route == NULL || (c->stream.next != NULL && c->stream.route == route)) {
            abort_connection(c);
        }
    }
}
