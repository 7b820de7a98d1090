/* SPDX-License-Identifier: MIT */
/* What the files of this folder share. Private to firmware/sip. */
#pragma once
#include "stream.h"
#include <fw/sip_nonce.h>
#include <fw/sip_port.h>
#include <fw/sip_user.h>
#include <fw/udp.h>
#include <rt/list.h>

/* Number of cached responses, so that a retransmitted request is answered again but not executed again. guess */
#define SIP_ANSWERS_MAX 16u

/* One cached response, with the fingerprint of its request datagram. */
struct sip_cached {
    char fingerprint[FW_MD5_TEXT_BYTES];
    struct sip_peer to;
    uint64_t until_us; /* SIP_Timer_J after it was made (RFC 3261 section 17.2.2) */
    unsigned line;
    int status;
    const char *method; /* a row of the table; static */
    char *text;         /* owned; NULL: empty place */
    size_t n;
};

/* A port; lines with the same SIP_Port share one. */
struct sip_socket {
    struct fw_sip *sip;
    struct fw_udp *udp;      /* NULL: closed */
    struct fw_listener *tcp; /* NULL: closed */
    uint16_t port;
};

/* As answers say; 0: nothing yet. */
struct sip_learned {
    uint32_t ip;
    uint16_t port;
};

struct fw_sip {
    struct fw_sip_config config;
    struct fw_param_watcher watcher;
    struct {
        const struct sip_user *user; /* NULL: none */
        void *ctx;
    } users[SIP_N_USERS];
    struct sip_socket sockets[FW_N_LINES];
    uint16_t line_ports[FW_N_LINES];           /* as at the start: a change of SIP_Port_n_ needs a restart */
    enum sip_transport transports[FW_N_LINES]; /* of SIP_Transport_n_: the same */
    struct sip_streams streams;
    struct board_timer reopen; /* a port that could not be opened for lack of memory */
    bool is_parser_open;
    struct sip_server servers[FW_N_LINES];
    struct sip_learned learned[FW_N_LINES];
    struct sip_outside outside;
    struct sip_nonces *nonces; /* owned; NULL: none was needed yet */
    struct sip_cached answers[SIP_ANSWERS_MAX];
    unsigned next_answer;
    struct fw_sip_counters counters;
};

/* port.c */
bool sip_is_enabled(const struct fw_sip *s, unsigned line);
struct sip_socket *sip_socket_of(struct fw_sip *s, unsigned line);
/* The first line of that port that is enabled. */
unsigned sip_first_line_of(const struct sip_socket *socket);
/* Opens and closes what the parameters say. */
void sip_ports_refresh(struct fw_sip *s);
void sip_ports_init(struct fw_sip *s);
void sip_ports_fini(struct fw_sip *s);
/* Tells the users. */
void sip_on_unreachable(struct fw_sip *s, unsigned line, const struct sip_peer *peer);

/* traffic.c */
void sip_on_datagram(void *socket, const struct fw_udp_datagram *d); /* a fw_udp_fn */
/* A whole message of a stream. line 0: by its port, then by the user that it is for. */
void sip_on_stream_message(struct fw_sip *s, unsigned line, unsigned first_line, const struct sip_peer *from,
                           const uint8_t *bytes, size_t n);

/* requests.c */
void sip_on_request(struct fw_sip *s, unsigned line, const struct sip_peer *from, struct sip_message *request,
                    const uint8_t *bytes, size_t n);

/* answers.c */
/* The same datagram came before, and its answer was sent again. */
bool sip_answer_again(struct fw_sip *s, const struct sip_peer *from, const uint8_t *bytes, size_t n);
void sip_forget_answers(struct fw_sip *s);
void sip_put_fingerprint(char out[FW_MD5_TEXT_BYTES], const struct sip_peer *from, const uint8_t *bytes, size_t n);

/* authorise.c: made when they are first needed; NULL: no memory. */
struct sip_nonces *sip_nonces_of(struct fw_sip *s);

/* debug.c: a copy for Debug_Server, as SIP_Debug_Option_n_ says. method may be NULL: it could not be read. */
void sip_debug_copy(struct fw_sip *s, unsigned line, const char *method, const void *bytes, size_t n);
