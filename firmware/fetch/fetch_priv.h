/* SPDX-License-Identifier: MIT */
/*
 * Between fetch.c and the transports (tftp.c, http.c): a fetch asks one address after the other; each asking is
 * one *attempt* of its transport.
 *
 * A transport only reports. What follows from a report (the next address, the end) happens on the fetch's own
 * timer in the same virtual instant, so no transport is ever freed under its own feet. After fetch_over() it may
 * still get packets; whatever it reports then is dropped.
 */
#pragma once
#include <fw/stack.h>
#include <fw/stream.h>
#include <board/clock.h>
#include <fw/fetch.h>

#define FETCH_STATE_LIST(X)                                                                                            \
    X(STARTING, "starting")   /* until the caller has returned */                                                      \
    X(RESOLVING, "resolving") /* waits for the addresses of the name */                                                \
    X(ASKING, "asking")       /* an attempt runs */                                                                    \
    X(ENDING, "ending")       /* the attempt is over, its end is on the timer */                                       \
    X(DONE, "done")           /* the client is told; the transport may still answer late packets */
enum fetch_state {
#define FETCH_STATE_ENUM(id, name) FETCH_##id,
    FETCH_STATE_LIST(FETCH_STATE_ENUM)
#undef FETCH_STATE_ENUM
        FETCH_N_STATES
};

/* One row per scheme (fetch.c). */
struct fetch_transport {
    unsigned methods; /* bit 1 << FW_METHOD_x: what it can do */
    /* What is reported when the total time is over. */
    enum fw_fail timeout_get, timeout_other;
    fw_stream_create_fn *create_stream; /* what carries HTTP; NULL for tftp */
    uint32_t connect_ms;                /* time limit for it to be connected; 0: it has its own */
    /* Asks f->result.server_ip. RT_ENOMEM: nothing is held. Everything else is reported. */
    enum rt_err (*start)(struct fw_fetch *f, void **attempt);
    /* Releases the attempt. how: CLOSE after success, ABORT for a failure or a cancel, DROP without power. */
    void (*stop)(void *attempt, enum fw_stream_end how);
    /* After success and before stop: true when it wants to answer late packets for a while; it calls
     * fetch_dallied() when it has. May be NULL. */
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
    bool is_answered;   /* this address talks: no other one is asked */
    struct fw_fetch_result result;

    uint32_t addrs[FW_DNS_ADDRS_MAX];
    size_t n_addrs, i_addr;
    struct fw_dns_request dns;
    struct board_timer step;  /* zero delay: goes on with what was decided */
    struct board_timer total; /* FETCH_TOTAL_MS */
};

/* --- reports of a transport --- */
/* The address answers: no other one will be asked. */
void fetch_answered(struct fw_fetch *f);
/* A piece of the body. Not RT_OK: the fetch is over (already noted), let the rest go. */
enum rt_err fetch_body(struct fw_fetch *f, const uint8_t *bytes, size_t n);
/* The attempt is over; FW_FAIL_NONE is success. Only the first report counts. */
void fetch_over(struct fw_fetch *f, enum fw_fail fail, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The end of dallying: frees the fetch and the attempt with it. */
void fetch_dallied(struct fw_fetch *f);

/* "10.0.0.1:69" of the address that is asked, for details. */
#define FETCH_PEER_TEXT_BYTES 24u
const char *fetch_peer_text(const struct fw_fetch *f, char out[FETCH_PEER_TEXT_BYTES]);
/* Copies what may be shown of a text from outside: printable ASCII, the rest as '?'. Closes with 0, cuts. */
void fetch_printable(char *out, size_t out_size, const void *bytes, size_t n);
