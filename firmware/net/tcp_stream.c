/* SPDX-License-Identifier: MIT */
/*
 * struct fw_stream over lwIP's raw TCP, at the Internet port.
 *
 * lwIP frees a pcb by itself in exactly one place, before its err callback; there the pointer is cleared. Everything
 * else goes through destroy, which never runs inside a callback, so no callback here returns ERR_ABRT.
 */
#include <fw/stream.h>
#include <fw/stack.h>
#include "lwip/priv/tcp_priv.h" /* tcp_abandon: a drop without a reset packet; tcp_tw_pcbs */
#include "lwip/tcp.h"
#include "net_events.h"
#include "port.h"
#include "tcp_stream.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>

/* lwIP calls tcp_poll's function every so many of its half-second ticks: when the send buffer could not even be
 * allocated there is no acknowledgement that would wake us. */
#define POLL_HALF_SECONDS 2u

struct tcp_stream {
    struct fw_stream base;
    struct fw_net *net;
    struct tcp_pcb *pcb; /* NULL: not yet, or gone */
    bool is_connected;
    bool is_closed;    /* on_closed was called */
    bool wants_room;   /* a send was partial */
    unsigned in_event; /* callbacks on the stack: destroy is forbidden */
};

static void tell_closed(struct tcp_stream *s, enum rt_err why, const char *detail)
{
    if (s->is_closed) {
        return;
    }
    s->is_closed = true;
    s->in_event++;
    s->base.client.on_closed(s->base.client.ctx, why, s->is_connected ? FW_FAIL_NONE : FW_FAIL_CONNECT, detail);
    s->in_event--;
}

static void tell_writable(struct tcp_stream *s)
{
    if (s->wants_room && !s->is_closed) {
        s->wants_room = false;
        s->in_event++;
        s->base.client.on_writable(s->base.client.ctx);
        s->in_event--;
    }
}

static err_t on_lwip_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct tcp_stream *s = arg;
    char ip[16];
    (void)err; /* always ERR_OK in this version (tcp.h) */
    s->is_connected = true;
    FW_TRACE(fw_net_board(s->net), tcp_connected, 0, 0, rt_ipv4_text(lwip_ntohl(ip_2_ip4(&pcb->remote_ip)->addr), ip),
             (unsigned)pcb->remote_port);
    s->in_event++;
    s->base.client.on_connected(s->base.client.ctx);
    s->in_event--;
    return ERR_OK;
}

static err_t on_lwip_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
    struct tcp_stream *s = arg;
    (void)err;
    if (p == NULL) {
        tell_closed(s, RT_ECLOSED, "closed by the server");
        return ERR_OK;
    }
    s->in_event++;
    for (const struct pbuf *q = p; q != NULL && !s->is_closed; q = q->next) {
        s->base.client.on_bytes(s->base.client.ctx, q->payload, q->len);
    }
    s->in_event--;
    tcp_recved(pcb, p->tot_len);
    (void)pbuf_free(p); /* the count of freed buffers is irrelevant here */
    return ERR_OK;
}

static err_t on_lwip_sent(void *arg, struct tcp_pcb *pcb, u16_t n)
{
    (void)pcb;
    (void)n;
    tell_writable(arg);
    return ERR_OK;
}

static err_t on_lwip_poll(void *arg, struct tcp_pcb *pcb)
{
    (void)pcb;
    tell_writable(arg);
    return ERR_OK;
}

/* The pcb is freed by lwIP. */
static void on_lwip_err(void *arg, err_t err)
{
    struct tcp_stream *s = arg;
    s->pcb = NULL;
    switch (err) {
    case ERR_RST:
        tell_closed(s, s->is_connected ? RT_EIO : RT_EREFUSED,
                    s->is_connected ? "reset by the server" : "connection refused");
        break;
    case ERR_ABRT: /* retransmissions gave up */
        tell_closed(s, RT_ETIMEDOUT, "no acknowledgement from the server");
        break;
    default:
        tell_closed(s, RT_EIO, "the connection broke");
        break;
    }
}

static void attach(struct tcp_stream *s)
{
    tcp_arg(s->pcb, s);
    tcp_err(s->pcb, on_lwip_err);
    tcp_recv(s->pcb, on_lwip_recv);
    tcp_sent(s->pcb, on_lwip_sent);
    tcp_poll(s->pcb, on_lwip_poll, POLL_HALF_SECONDS);
    /* Small segments leave at once, without Nagle's algorithm (RFC 896). Else the end of a request or of a TLS flight
     * waits for an acknowledgement that the other side delays (RFC 1122 section 4.2.3.2), and in warp the clock that
     * would end that delay stands still while the answer is awaited.
     * guess: no source says which of the two a real unit does; its answers are the same. */
    tcp_nagle_disable(s->pcb);
}

/* The next port of the range that is free. */
static err_t bind_local(struct tcp_pcb *pcb, struct fw_stream_ports *ports)
{
    unsigned n = ports->last >= ports->first ? ports->last - ports->first + 1u : 1u;
    err_t err = ERR_USE;
    for (unsigned i = 0; i < n && err == ERR_USE; i++) {
        bool is_within = ports->next >= ports->first && ports->next <= ports->last;
        uint16_t port = is_within ? ports->next : ports->first;
        ports->next = (uint16_t)(port + 1u); /* beyond the last it is the first again */
        err = tcp_bind(pcb, IP4_ADDR_ANY, port);
    }
    return err;
}

/* One that a closed connection still holds for two minutes (RFC 793 section 3.5): the oldest is forgotten. A provider
 * that fails often would otherwise use up the range. False: there is none. */
static bool free_port(const struct fw_stream_ports *ports)
{
    struct tcp_pcb *oldest = NULL;
    for (struct tcp_pcb *pcb = tcp_tw_pcbs; pcb != NULL; pcb = pcb->next) { /* the newest first */
        oldest = pcb->local_port >= ports->first && pcb->local_port <= ports->last ? pcb : oldest;
    }
    if (oldest != NULL) {
        tcp_abort(oldest); /* sends nothing in this state */
    }
    return oldest != NULL;
}

static err_t bind_range(struct tcp_pcb *pcb, struct fw_stream_ports *ports)
{
    err_t err = bind_local(pcb, ports);
    return err == ERR_USE && free_port(ports) ? bind_local(pcb, ports) : err;
}

static enum rt_err tcp_stream_connect(struct fw_stream *base, uint32_t ip, uint16_t port)
{
    struct tcp_stream *s = (struct tcp_stream *)base;
    RT_ASSERT(s->pcb == NULL && !s->is_closed);
    fw_lwip_catch_up();
    s->pcb = tcp_new();
    if (s->pcb == NULL) {
        return RT_ENOMEM;
    }
    attach(s);
    tcp_bind_netif(s->pcb, fw_net_netif_to(s->net, ip));
    s->pcb->tos = base->options.tos;
    ip_addr_t addr = fw_lwip_addr(ip);
    err_t err = base->options.ports != NULL ? bind_range(s->pcb, base->options.ports) : ERR_OK;
    err = err == ERR_OK ? tcp_connect(s->pcb, &addr, port, on_lwip_connected) : err;
    if (err != ERR_OK) {
        tcp_err(s->pcb, NULL);
        tcp_abort(s->pcb);
        s->pcb = NULL;
        return err == ERR_MEM || err == ERR_BUF ? RT_ENOMEM : err == ERR_USE ? RT_EBUSY : RT_EUNREACH;
    }
    return RT_OK;
}

static size_t tcp_stream_send(struct fw_stream *base, const uint8_t *bytes, size_t n)
{
    struct tcp_stream *s = (struct tcp_stream *)base;
    RT_ASSERT(s->is_connected && !s->is_closed);
    size_t room = tcp_sndbuf(s->pcb);
    size_t taken = n < room ? n : room;
    if (taken > 0 && tcp_write(s->pcb, bytes, (u16_t)taken, TCP_WRITE_FLAG_COPY) != ERR_OK) {
        taken = 0; /* no memory or no room now: on_writable comes by the poll at the latest */
    }
    s->wants_room = taken < n;
    (void)tcp_output(s->pcb); /* lwIP's timers send what cannot be sent now */
    return taken;
}

static void let_go(struct tcp_pcb *pcb)
{
    tcp_arg(pcb, NULL);
    tcp_err(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_poll(pcb, NULL, 0);
}

static void tcp_stream_destroy(struct fw_stream *base, enum fw_stream_end how)
{
    struct tcp_stream *s = (struct tcp_stream *)base;
    RT_ASSERT(s->in_event == 0);
    if (s->pcb != NULL) {
        let_go(s->pcb);
        if (how == FW_STREAM_DROP) {
            tcp_abandon(s->pcb, 0);
        } else if (how == FW_STREAM_ABORT || tcp_close(s->pcb) != ERR_OK) {
            tcp_abort(s->pcb);
        }
    }
    (void)rt_mem_free(s);
}

static const struct fw_stream_ops tcp_stream_ops = {
    .connect = tcp_stream_connect,
    .send = tcp_stream_send,
    .destroy = tcp_stream_destroy,
};

struct fw_stream *fw_tcp_stream_adopt(struct fw_net *net, struct tcp_pcb *pcb)
{
    struct tcp_stream *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    *s = (struct tcp_stream){.base.ops = &tcp_stream_ops, .net = net, .pcb = pcb, .is_connected = true};
    attach(s);
    return &s->base;
}

void fw_tcp_stream_leave(struct fw_stream *base)
{
    let_go(((struct tcp_stream *)base)->pcb);
    (void)rt_mem_free(base); /* always NULL */
}

enum rt_err fw_tcp_stream_create(struct fw_stream **out, struct fw_net *net, const char *server_name,
                                 const struct fw_stream_client *client)
{
    (void)server_name; /* nothing to check it against */
    struct tcp_stream *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return RT_ENOMEM;
    }
    s->base.ops = &tcp_stream_ops;
    s->base.client = *client;
    s->net = net;
    *out = &s->base;
    return RT_OK;
}
