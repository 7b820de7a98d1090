/* SPDX-License-Identifier: MIT */
/* What the files of this folder share. Private to firmware/sip. */
#pragma once
#include "keep_alive.h"
#include "mailbox.h"
#include "mapping.h"
#include "probe.h"
#include "peer.h"
#include "registration.h"
#include "stream.h"
#include <fw/invite.h>
#include <fw/line.h>
#include <fw/log.h>
#include <fw/net.h>
#include <fw/param.h>
#include <fw/sip.h>
#include <fw/sip_message.h>
#include <fw/sip_nonce.h>
#include <fw/sip_text.h>
#include <fw/udp.h>
#include <rt/list.h>

/* Number of cached responses, so that a retransmitted request is answered again but not executed again. guess */
#define SIP_ANSWERS_MAX 16u

/* Captured: RT31P2-2.0.10, PAP2-3.1.3, PAP2T-3.1.15. */
#define SIP_ALLOW       "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, REFER"
#define SIP_ALLOW_PRACK "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, PRACK, REFER" /* with 100rel; guess */
#define SIP_SUPPORTED   "x-sipura"

/* One cached response, with the fingerprint of its request datagram. */
struct sip_answer {
    char fingerprint[FW_MD5_TEXT_BYTES];
    struct sip_peer to;
    uint64_t until_us; /* SIP_Timer_J after it was made (RFC 3261 section 17.2.2) */
    unsigned line;
    int status;
    const char *method; /* a row of the table; static */
    char *text;         /* owned; NULL: empty place */
    size_t n;
};

/* The ACK to a refused INVITE of ours, for when the refusal comes again: Timer D. */
#define SIP_ACKS_MAX 8u
struct sip_ack {
    char branch[20];
    struct sip_peer to;
    uint64_t until_us;
    unsigned line;
    char *text; /* owned; NULL: empty place */
    size_t n;
};

/* A port; lines with the same SIP_Port share one. */
struct sip_socket {
    struct fw_sip *sip;
    struct fw_udp *udp;      /* NULL: closed */
    struct fw_listener *tcp; /* NULL: closed */
    uint16_t port;
};

struct fw_sip {
    struct fw_sip_config config;
    struct fw_param_watcher watcher;
    struct sip_socket sockets[FW_N_LINES];
    uint16_t line_ports[FW_N_LINES];           /* as at the start: a change of SIP_Port_n_ needs a restart */
    enum sip_transport transports[FW_N_LINES]; /* of SIP_Transport_n_: the same */
    struct sip_streams streams;
    struct sip_learned learned[FW_N_LINES];
    struct board_timer reopen; /* a port that could not be opened for lack of memory */
    bool is_parser_open;
    struct sip_nonces nonces;
    struct sip_answer answers[SIP_ANSWERS_MAX];
    unsigned next_answer;
    struct fw_sip_counters counters;
    struct sip_registration registrations[FW_N_LINES];
    struct sip_mailbox mailboxes[FW_N_LINES];
    struct sip_keep_alive keep_alives[FW_N_LINES];
    struct sip_probe probe;
    bool is_started;                     /* fw_sip_start_registration() was called */
    struct sip_login logins[FW_N_LINES]; /* for calls */
    struct rt_node calls;                /* struct fw_sip_call */
    unsigned n_calls;
    const struct fw_sip_calls_client *calls_client; /* NULL: no call control */
    void *calls_ctx;
    struct sip_ack acks[SIP_ACKS_MAX];
    unsigned next_ack;
};

/* sip.c */
/* Of the line's own element, given that of line 1. */
const char *sip_param(const struct fw_sip *s, enum fw_element of_line_1, unsigned line);
bool sip_param_bool(const struct fw_sip *s, enum fw_element of_line_1, unsigned line);
/* Sends one message from the line's port; counts, traces and logs it. summary: "401 Unauthorized". */
enum rt_err sip_send(struct sip_socket *socket, unsigned line, const struct sip_peer *to, const char *method,
                     const char *summary, const void *bytes, size_t n);

/* The line's port. */
struct sip_socket *sip_socket_of(struct fw_sip *s, unsigned line);
/* Can the line send now? */
bool sip_can_send(struct fw_sip *s, unsigned line);
static inline enum sip_transport sip_transport_of(const struct fw_sip *s, unsigned line)
{
    return s->transports[line - 1];
}
/* The first line of that port that is enabled. */
unsigned sip_first_line_of(const struct sip_socket *socket);
/* A whole message of a stream. line 0: by its port, then by the user that it is for. */
void sip_on_stream_message(struct fw_sip *s, unsigned line, unsigned first_line, const struct sip_peer *from,
                           const uint8_t *bytes, size_t n);
/* Nothing comes from there any more: requests that wait for an answer of it end. */
void sip_on_unreachable(struct fw_sip *s, unsigned line, const struct sip_peer *peer);

/* software.c: the value of such an element (SIP_Server_Name ...) with its variables. */
void sip_put_software(const struct fw_sip *s, enum fw_element of, char out[256]);
/* software.c: the line's Display_Name as sip_quote_name() writes it; all in quotes with Escape_Display_Name. */
void sip_put_display_name(const struct fw_sip *s, unsigned line, char out[SIP_DISPLAY_BYTES]);

/* uas.c: requests from outside */
void sip_on_request(struct sip_socket *socket, unsigned line, const struct sip_peer *from, struct sip_message *request,
                    const uint8_t *bytes, size_t n);
/* The same datagram came before, and its answer was sent again. */
bool sip_answer_again(struct sip_socket *socket, const struct sip_peer *from, const uint8_t *bytes, size_t n);
void sip_forget_answers(struct fw_sip *s);

/* invite.c, invite_out.c. True: the response is for a call. */
bool sip_calls_on_response(struct fw_sip *s, const struct sip_message *m, const struct sip_peer *from);
void sip_calls_fini(struct fw_sip *s);
void sip_calls_on_unreachable(struct fw_sip *s, unsigned line, const struct sip_peer *peer);
void sip_out_forget_acks(struct fw_sip *s);

/* debug.c: a copy for Debug_Server, as SIP_Debug_Option_n_ says. method may be NULL: it could not be read. */
void sip_debug_copy(struct fw_sip *s, unsigned line, const char *method, const void *bytes, size_t n);
