/* SPDX-License-Identifier: MIT */
/*
 * A connected byte stream over any carrier: TCP (tcp_stream.c), or TLS over TCP. HTTP depends on this header only.
 *
 * Life: create, connect once, then events, then destroy. destroy is never called from inside an event (a fetch acts
 * on its own timer), so implementations need not guard against it. After on_closed no further event comes and only
 * destroy may be called. No event comes from inside connect, send or destroy.
 */
#pragma once
#include <fw/fail.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fw_net;
struct fw_stream;

/* Notifications up. */
struct fw_stream_client {
    void (*on_connected)(void *ctx);
    /* There is room again after a partial send. */
    void (*on_writable)(void *ctx);
    void (*on_bytes)(void *ctx, const uint8_t *bytes, size_t n); /* borrowed for the call */
    /* RT_ECLOSED: the peer closed its side in an orderly way and all its bytes were delivered. Anything else: the
     * stream broke. fail: what a fetch should report, FW_FAIL_NONE to leave that to the user of the stream. detail:
     * for technicians, borrowed for the call. */
    void (*on_closed)(void *ctx, enum rt_err why, enum fw_fail fail, const char *detail);
    void *ctx;
};

enum fw_stream_end {
    FW_STREAM_CLOSE, /* orderly: queued data is still sent */
    FW_STREAM_ABORT, /* the peer is notified (reset) */
    FW_STREAM_DROP,  /* silent: the power is gone */
};

/* Calls down. */
struct fw_stream_ops {
    /* RT_OK: on_connected or on_closed follows. TCP has no reliable timeout of its own; TLS has (tls.h). */
    enum rt_err (*connect)(struct fw_stream *s, uint32_t ip, uint16_t port);
    /* Takes a copy of up to n bytes; returns how many (0 .. n), on_writable follows when less than n. */
    size_t (*send)(struct fw_stream *s, const uint8_t *bytes, size_t n);
    /* Any time except inside an event. */
    void (*destroy)(struct fw_stream *s, enum fw_stream_end how);
};

/* Local ports that connections take one after the other; those in use are passed over. */
struct fw_stream_ports {
    uint16_t first, last, next; /* next 0: first */
};

/* How it is carried. Zero: from any port, unmarked. Set between create and connect. */
struct fw_stream_options {
    struct fw_stream_ports *ports; /* borrowed until destroy; NULL: any port */
    uint8_t tos;                   /* DS field (RFC 2474) */
    const char *protocol;          /* in log lines of TLS; static; NULL: "https" */
};

/* The first member of each implementation. */
struct fw_stream {
    const struct fw_stream_ops *ops;
    struct fw_stream_client client;
    struct fw_stream_options options;
};

/* RT_ENOMEM. server_name: as in the URL, for those that check it; borrowed for the call. */
typedef enum rt_err fw_stream_create_fn(struct fw_stream **out, struct fw_net *net, const char *server_name,
                                        const struct fw_stream_client *client);
fw_stream_create_fn fw_tcp_stream_create;

/* Connections from outside, to a TCP port of the Internet port. */
struct fw_listener;
/* A connected one: the callee keeps it and sets its client, or returns false, and it is refused with a reset. */
typedef bool fw_listener_fn(void *ctx, struct fw_stream *s, uint32_t ip, uint16_t port);
/* RT_EBUSY: the port is in use. RT_ENOMEM. */
enum rt_err fw_listener_open(struct fw_listener **out, struct fw_net *net, uint16_t port, uint8_t tos,
                             fw_listener_fn *fn, void *ctx);
/* Its connections stay. NULL is allowed; not from inside fn. */
void fw_listener_close(struct fw_listener *l);
