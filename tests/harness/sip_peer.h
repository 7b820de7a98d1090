/* SPDX-License-Identifier: MIT */
/*
 * A SIP server of the tests: sends requests that a script words, keeps what comes back, and answers a challenge with
 * its own arithmetic (RFC 2617 section 3.2.2).
 */
#pragma once
#include "outside.h"

#define SIP_PEER_ANSWERS_MAX 64u
#define SIP_PEER_TEXT_MAX    4096u
#define SIP_PEER_PORT        5060u

struct sip_peer_rig {
    struct outside *outside;
    uint32_t ip, unit_ip;
    struct outside_service service;
    char answers[SIP_PEER_ANSWERS_MAX][SIP_PEER_TEXT_MAX];
    unsigned n_answers;
    uint16_t unit_port;              /* where the last answer came from */
    uint16_t arrived_at;             /* port of ours that it came to */
    unsigned n_requests;             /* numbers Call-ID, branch and CSeq */
    char request[SIP_PEER_TEXT_MAX]; /* the last one */
};

/* ip must be a host of the outside already. */
void sip_peer_init(struct sip_peer_rig *p, struct outside *o, uint32_t ip, uint32_t unit_ip);
void sip_peer_fini(struct sip_peer_rig *p);

/* Words a request and sends it to the unit's port. headers: further lines, each with \r\n; NULL none. */
void sip_peer_request(struct sip_peer_rig *p, uint16_t unit_port, const char *method, const char *headers);
/* Bytes as they are. */
void sip_peer_send(struct sip_peer_rig *p, uint16_t unit_port, const void *bytes, size_t n);
/* The status of the last answer; 0: none came. */
int sip_peer_status(const struct sip_peer_rig *p);
const char *sip_peer_last(const struct sip_peer_rig *p);
/* A value in the last answer: what follows `before`, up to a quote, comma or line end. Fails the test without it. */
const char *sip_peer_value(const struct sip_peer_rig *p, const char *before, char out[256]);

struct sip_peer_login {
    const char *user, *password;
    const char *nonce;     /* NULL: the one of the last answer */
    const char *realm;     /* NULL: the one of the last answer */
    const char *algorithm; /* NULL: MD5 */
    bool is_old;           /* without qop, as RFC 2069 */
};
/* An Authorization line for NOTIFY, with \r\n. */
void sip_peer_authorize(const struct sip_peer_rig *p, const struct sip_peer_login *login, char out[1024]);
/* NOTIFY with this event; when challenged, again with the login (NULL: not again). Returns the last status. */
int sip_peer_notify(struct sip_peer_rig *p, uint16_t unit_port, const char *event, const struct sip_peer_login *login);
