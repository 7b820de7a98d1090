/* SPDX-License-Identifier: MIT */
/* What the SIP server is made of. Used in this folder only. */
#pragma once
#include <sip/server.h>
#include <sip/sip.h>

struct lab_mailboxes;
struct lab_streams;

/* The NOTIFY that was sent last. */
struct lab_notify {
    uint32_t unit_ip;
    uint16_t unit_port;
    char event[64], user[64], password[128];
    bool has_login, has_answered, is_waiting;
    unsigned status, n_sent; /* n_sent numbers all requests: Call-ID, branch, CSeq */
};

struct lab_registrar {
    bool is_on, is_silent, has_qop, wants_calls;
    enum emu_lab_sip transport;
    unsigned answer;            /* 0: as it should */
    uint32_t n_faulty, n_given; /* so many of answer or silence, 0 all; so far */
    uint32_t n_stale;           /* so many good logins are answered "stale" still */
    uint64_t slow_us;           /* each answer comes so late */
    uint32_t expires;
    uint32_t min_expires; /* 423 below it; 0: none */
    char user[64], password[128], realm[64];
    char nonce[33]; /* the last one */
    unsigned n_nonces;
    struct lab_contact *contacts; /* of LAB_CONTACTS_MAX; NULL: there were none */
};

struct lab_sip {
    struct lab_registrar registrar;
    struct lab_notify notify;
    struct lab_streams *streams;         /* stream.c; NULL: no TCP */
    struct lab_mailboxes *mailboxes;     /* mailbox.c; NULL: none */
    const struct lab_sip_phones *phones; /* NULL: none */
};

/* Any message that was read. */
void lab_sip_on_message(struct emu_lab *lab, const struct lab_sip_message *m);

/* ---- stream.c: TCP and TLS ---- */

/* From now on ports 5060 and 5061 take connections. RT_ENOTSUP: the lab is at no user-mode network; RT_ENOMEM, RT_EIO.
 */
enum rt_err lab_streams_open(struct emu_lab *lab);
void lab_streams_close(struct emu_lab *lab); /* every connection; new ones are taken */
void lab_streams_destroy(struct emu_lab *lab);
void lab_streams_fill(struct lab_streams *streams, struct emu_pollset *set);
bool lab_streams_handle(struct lab_streams *streams, const struct emu_pollset *set);
void lab_stream_send(struct emu_lab *lab, uint32_t id, const void *text, size_t n);

/* ---- registrar.c ---- */

void lab_registrar_on_request(struct emu_lab *lab, const struct lab_sip_message *request);
/* The proxy wants a login of its users (registrar{calls = true}), and this request has none: answers 407, true. */
bool lab_registrar_challenges(struct emu_lab *lab, const struct lab_sip_message *request);
/* The registrar knows this user, and the request has no login of theirs: answers 401, true. */
bool lab_registrar_wants_login(struct emu_lab *lab, const struct lab_sip_message *request, const char *user);

/* ---- proxy.c: requests between registered telephones outside the lab (RFC 3261 section 16.11, stateless) ---- */

#define LAB_PROXY_BRANCH "z9hG4bK-proxy-"
void lab_proxy_on_request(struct emu_lab *lab, const struct lab_sip_message *request);
void lab_proxy_on_response(struct emu_lab *lab, const struct lab_sip_message *response);

/* ---- mailbox.c ---- */

#define LAB_MAILBOX_BRANCH "z9hG4bK-mailbox-"
/* False: it is no subscription to a mailbox of the lab's. */
bool lab_mailboxes_on_request(struct emu_lab *lab, const struct lab_sip_message *request);
void lab_mailboxes_on_response(struct emu_lab *lab, const struct lab_sip_message *response);
void lab_mailboxes_destroy(struct emu_lab *lab);

/* ---- notify.c ---- */

void lab_notify_on_response(struct emu_lab *lab, const struct lab_sip_message *response);
