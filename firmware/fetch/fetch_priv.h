/* SPDX-License-Identifier: MIT */
/*
 * The interface between fetch.c and the transports (tftp.c, http.c): a fetch tries one address after another; each
 * try is one *attempt* of its transport.
 *
 * A transport only reports. The fetch acts on a report (next address, end) from its own timer in the same virtual
 * instant, so a transport is never freed inside its own call. After fetch_over() it may still receive packets;
 * further reports are ignored.
 */
#pragma once
#include <fw/stack.h>
#include <fw/stream.h>
#include <board/clock.h>
#include <fw/fetch.h>

#define FETCH_STATE_LIST(X)                                                                                            \
    X(STARTING, "starting")   /* until the caller returns */                                                           \
    X(RESOLVING, "resolving") /* resolving the name */                                                                 \
    X(ASKING, "asking")       /* an attempt runs */                                                                    \
    X(ENDING, "ending")       /* the attempt is over; the timer finishes it */                                         \
    X(DONE, "done")           /* the client was notified; the transport may still answer late packets */
enum fetch_state {
#define FETCH_STATE_ENUM(id, name) FETCH_##id,
    FETCH_STATE_LIST(FETCH_STATE_ENUM)
#undef FETCH_STATE_ENUM
        FETCH_N_STATES
};

/* One row per scheme (fetch.c). */
struct fetch_transport {
    unsigned methods; /* bit 1 << FW_METHOD_x: what it can do */
    /* Reported when the total time limit expires. */
    enum fw_fail timeout_get, timeout_other;
    fw_stream_create_fn *create_stream; /* what carries HTTP; NULL for tftp */
    uint32_t connect_ms;                /* connect timeout; 0: the carrier has its own */
    /* Starts an attempt to f->result.server_ip. RT_ENOMEM: nothing was allocated. Other failures are reported. */
    enum rt_err (*start)(struct fw_fetch *f, void **attempt);
    /* Releases the attempt. how: CLOSE after success, ABORT for a failure or a cancel, DROP without power. */
    void (*stop)(void *attempt, enum fw_stream_end how);
    /* Called after success and before stop: true to keep answering late packets for a while; then it calls
     * fetch_dallied(). May be NULL. */
    bool (*dally)(void *attempt);
};
extern const struct fetch_transport fetch_tftp, fetch_http, fetch_https;

struct fw_fetch {
    struct fw_net_child child;
    struct fw_net *net;
    struct board *board;
    enum fetch_state state;
    const struct fetch_transport *transport;
    void *attempt; /* NULL: none runs */

    struct fw_url url;
    enum fw_method method;
    uint8_t *body; /* owned; NULL when n_body is 0 */
    size_t n_body;
    char *content_type, *user_agent; /* owned; user_agent may be NULL */
    uint32_t max_bytes;

    struct fw_fetch_client client;
    unsigned in_client; /* the client's functions on the stack */
    bool is_cancelled;  /* from inside one of them: freed by the timer */
    bool is_answered;   /* this address answered: no other one is tried */
    struct fw_fetch_result result;

    uint32_t addrs[FW_DNS_ADDRS_MAX];
    size_t n_addrs, i_addr;
    struct fw_dns_request dns;
    struct board_timer step;  /* zero delay: executes what was decided */
    struct board_timer total; /* FETCH_TOTAL_MS */
};

/* --- reports of a transport --- */
/* The address answered: no other one will be tried. */
void fetch_answered(struct fw_fetch *f);
/* A part of the body. Not RT_OK: the fetch is already over, discard the rest. */
enum rt_err fetch_body(struct fw_fetch *f, const uint8_t *bytes, size_t n);
/* The attempt is over; FW_FAIL_NONE is success. Only the first report counts. */
void fetch_over(struct fw_fetch *f, enum fw_fail fail, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The end of dallying: frees the fetch and the attempt with it. */
void fetch_dallied(struct fw_fetch *f);

/* "10.0.0.1:69", the current address, for details. */
#define FETCH_PEER_TEXT_BYTES 24u
const char *fetch_peer_text(const struct fw_fetch *f, char out[FETCH_PEER_TEXT_BYTES]);
/* Copies external text for display: printable ASCII, anything else as '?'. NUL-terminates and truncates. */
void fetch_printable(char *out, size_t out_size, const void *bytes, size_t n);
