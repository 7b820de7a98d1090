/* SPDX-License-Identifier: MIT */
/*
 * What the two files of a TLS stream share. handshake.c leads from the open TCP connection to FW_TLS_OPEN, stream.c
 * does the rest. Neither calls the client from inside connect or send.
 */
#pragma once
#include "session.h"

struct tls_stream {
    struct fw_stream base;
    struct fw_net *net;
    struct board *board;
    struct fw_stream *tcp; /* NULL: not yet, or between two attempts */
    bool is_tcp_open;
    enum fw_tls_state state;
    struct fw_tls_session session;
    bool is_modern;                  /* the second attempt */
    char refusal[FW_TLS_DETAIL_MAX]; /* of the first attempt, when there was a second */
    bool wants_room;                 /* a send took less than all */
    bool has_renegotiated;
    bool has_told_why; /* an alert was sent: TCP is closed in an orderly way, so that it arrives */
    uint32_t ip;
    uint16_t port;
    struct fw_dns_request dns;
    struct board_timer wait; /* for the connection, then for the handshake */
    struct board_timer step; /* zero delay: what must not happen inside an event */
    struct board_timer room; /* zero delay: there is room again */
    /* What the step timer reports. */
    enum rt_err failed;
    enum fw_fail fail;
    char detail[FW_TLS_DETAIL_MAX];
    char name[FW_TLS_NAME_MAX + 1]; /* of the server, as in the URL */
};

/* ---- stream.c ---- */

void fw_tls_set_state(struct tls_stream *s, enum fw_tls_state state);
/* "https", or what the user of the stream calls it. */
const char *fw_tls_protocol(const struct tls_stream *s);
/* Sends what the session wants to send, as far as TCP takes it. */
void fw_tls_flush(struct tls_stream *s);
/* Decrypts all that has arrived and hands it to the client. The client may destroy the stream only from a timer. */
void fw_tls_read_all(struct tls_stream *s);
/* The end, told once. detail: borrowed for the call. */
void fw_tls_tell_closed(struct tls_stream *s, enum rt_err why, enum fw_fail fail, const char *detail);
/* The end by FW_FAIL_SSL, with a line in the debug log; cut at FW_TLS_DETAIL_MAX. */
void fw_tls_refuse(struct tls_stream *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- handshake.c ---- */

/* Goes on with the handshake as far as the bytes that are here allow; opens the stream or ends it. */
void fw_tls_run_handshake(struct tls_stream *s);
/* Would newer suites have prevented this failure? Then true: the step timer starts over. why: borrowed for the call. */
bool fw_tls_retry(struct tls_stream *s, const char *why);
/* After each read: tells once of a second handshake. */
void fw_tls_look_for_renegotiation(struct tls_stream *s);
