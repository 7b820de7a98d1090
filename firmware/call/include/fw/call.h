/* SPDX-License-Identifier: MIT */
/*
 * Call control: what the keys of a line mean, and the calls that come of it. A line has two calls.
 *
 * Owner: the device. Context: device thread.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct fw_calls;
struct fw_lines;
struct fw_log;
struct fw_media;
struct fw_net;
struct fw_params;
struct fw_sip;
struct fw_sip_calls;

#define FW_CALLS_PER_LINE 2u

struct fw_calls_config {
    struct board *board;
    struct fw_params *params;
    struct fw_lines *lines;
    struct fw_log *log;
    void (*on_idle_change)(void *ctx); /* fw_calls_are_idle() has changed; NULL: not interested */
    void *ctx;
};
/* All borrowed. Becomes the caller of the lines. RT_ENOMEM. */
enum rt_err fw_calls_create(struct fw_calls **out, const struct fw_calls_config *config);
void fw_calls_destroy(struct fw_calls *c); /* disconnects; NULL is allowed */

/* What calls go through, later than the lines; until then every number gets Reorder. */
struct fw_calls_network {
    struct fw_net *net;
    struct fw_sip *sip;
    struct fw_sip_calls *sip_calls;
    struct fw_media *media;
};
void fw_calls_connect(struct fw_calls *c, const struct fw_calls_network *network);
/* Before any of these is destroyed. Calls end without a word to their peers. */
void fw_calls_disconnect(struct fw_calls *c);

/* No call, also none that goes on without a lifted handset. */
bool fw_calls_are_idle(const struct fw_calls *c);

/* ---- facts ---- */

/* id, name on the pages (SPA-2000 guide p.33, SPA-841 guide p.72) */
#define FW_CALL_STATE_LIST(X)                                                                                          \
    X(IDLE, "Idle")                                                                                                    \
    X(DIALING, "Dialing")                                                                                              \
    X(CALLING, "Calling")       /* the INVITE is out */                                                                \
    X(PROCEEDING, "Proceeding") /* 18x came */                                                                         \
    X(RINGING, "Ringing")       /* of the peer: the telephone rings */                                                 \
    X(ANSWERING, "Answering")   /* 200 is sent */                                                                      \
    X(CONNECTED, "Connected")                                                                                          \
    X(HOLDING, "Holding") /* the re-INVITE for hold is out */                                                          \
    X(HOLD, "Hold")                                                                                                    \
    X(RESUMING, "Resuming")                                                                                            \
    X(REORDER, "Reorder") /* failed, or the peer hung up */
enum fw_call_state {
#define FW_CALL_ENUM(id, name) FW_CALL_##id,
    FW_CALL_STATE_LIST(FW_CALL_ENUM)
#undef FW_CALL_ENUM
        FW_N_CALL_STATES
};
const char *fw_call_state_name(enum fw_call_state s);

/* One call, as the Info page shows it. Texts are borrowed until something happens; "" where the page is empty. */
struct fw_call_facts {
    enum fw_call_state state;
    const char *state_name, *tone, *encoder, *decoder, *type, *remote_hold, *call_back, *fax, *loopback, *peer_name,
        *peer_phone;
    bool has_call; /* the rest is valid; else the page is empty */
    bool is_answered;
    uint32_t duration_s;
    uint64_t packets_sent, bytes_sent, packets_recv, bytes_recv;
    uint32_t packets_lost, packet_errors;
    unsigned latency_ms, jitter_ms, round_trip_ms;
    uint16_t mapped_rtp_port; /* outside of a NAT; 0: there is no mapping */
};
struct fw_call_facts fw_call_facts(const struct fw_calls *c, unsigned line_1_or_2, unsigned call_1_or_2);
bool fw_calls_has_call_back(const struct fw_calls *c, unsigned line_1_or_2); /* an order is open */
/* Numbers of the line; "" none since the start. */
const char *fw_calls_last_called(const struct fw_calls *c, unsigned line_1_or_2);
const char *fw_calls_last_caller(const struct fw_calls *c, unsigned line_1_or_2);
