/* SPDX-License-Identifier: MIT */
/*
 * A TCP server of the tests that works by a script: takes one connection at a time, waits for a whole HTTP request,
 * sends given bytes in given pieces, ends as told. The cable loses nothing, so nothing is ever sent again.
 */
#pragma once
#include "outside.h"
#include <board/clock.h>
#include <rt/buf.h>

enum tcp_peer_open { TCP_PEER_ACCEPTS, TCP_PEER_REFUSES, TCP_PEER_IS_SILENT };
enum tcp_peer_end { TCP_PEER_FIN, TCP_PEER_RST, TCP_PEER_HOLDS };

struct tcp_peer_script {
    enum tcp_peer_open open;
    const void *answer; /* borrowed */
    size_t n_answer;    /* 0 with an answer: strlen */
    size_t piece;       /* bytes a segment; 0: 1,448 */
    uint64_t every_us;  /* between the segments; 0: as fast as the window allows */
    bool is_early;      /* answers before there is a request */
    bool is_deaf;       /* opens, then takes and acknowledges nothing any more */
    uint64_t again_us;  /* what is not acknowledged by then is sent again; 0: never. With on_bytes only */
    bool is_lazy;       /* acknowledges nothing but with bytes of its own: the delayed acknowledgement of RFC 1122 */
    enum tcp_peer_end end;
    /* Not HTTP: a connection opened, bytes came. It answers by tcp_peer_put() and ends by tcp_peer_end(); answer and
     * end above are not used. */
    void (*on_open)(void *ctx);
    void (*on_bytes)(void *ctx, const uint8_t *bytes, size_t n);
    void *ctx;
};

struct tcp_peer {
    struct outside *outside;
    uint32_t ip;
    uint16_t port;
    struct tcp_peer_script script;
    /* When set: told of each whole request before it is answered; may change the script. */
    void (*on_request)(void *ctx, struct tcp_peer *p);
    void *on_request_ctx;

    /* What it saw. */
    struct rt_buf request; /* of the last connection */
    unsigned n_connections, n_requests, n_syns;
    bool saw_fin, saw_rst;
    size_t n_sent; /* of the answer */

    /* private */
    bool is_open, is_answering, has_ended, is_ending;
    struct rt_buf out; /* of tcp_peer_put() */
    uint16_t unit_port;
    uint32_t snd_nxt, snd_una, rcv_nxt, window;
    struct board_timer drip, again;
    struct outside_service service;
};

/* script: copied; may be changed between connections. */
void tcp_peer_init(struct tcp_peer *p, struct outside *o, uint32_t ip, uint16_t port,
                   const struct tcp_peer_script *script);
void tcp_peer_fini(struct tcp_peer *p);
/* For on_bytes and the like: sends, in pieces and at the speed of the script; then ends. */
void tcp_peer_put(struct tcp_peer *p, const void *bytes, size_t n);
void tcp_peer_end(struct tcp_peer *p, enum tcp_peer_end end);
