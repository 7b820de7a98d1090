/* SPDX-License-Identifier: MIT */
/*
 * SIP as the provider speaks it: reading and writing messages, sending, the dispatch. Private to emu/lab. It shares no
 * code with the unit's SIP and RTP, so that one mistake does not hide on both sides (tests/lint/layers.sh).
 */
#pragma once
#include "lab_priv.h"
#include <rt/str.h>

#define LAB_SIP_TEXT_MAX   1472u /* one frame */
#define LAB_SIP_METHOD_MAX 16u
#define LAB_SIP_URI_MAX    192u

/* Where a message comes from or goes to. */
struct lab_sip_address {
    uint32_t ip;
    uint16_t port;
    uint8_t mac[6];
    uint32_t stream; /* a connection (sip_stream.c); 0: UDP */
};

/* A message that was read; all views point into its text. */
struct lab_sip_message {
    struct rt_str head, body;        /* the head with the start line */
    unsigned status;                 /* 0: a request */
    struct rt_str reason;            /* of a response */
    struct rt_str uri;               /* of a request */
    char method[LAB_SIP_METHOD_MAX]; /* of a response: that of its CSeq */
    uint32_t cseq;
    struct rt_str via, from, to, call_id; /* the first of each */
    struct lab_sip_address peer;
};
/* False: not SIP, or without the fields that each message has. */
bool lab_sip_read(struct lab_sip_message *out, const struct emu_udp *udp);

/* The value of the first such field; empty: there is none. compact: its short name, or NULL. */
struct rt_str lab_sip_field(struct rt_str head, const char *name, const char *compact);
/* What stands between two texts; empty: nothing. */
struct rt_str lab_sip_between(struct rt_str s, const char *before, const char *ends);
/* ";tag=" of From or To; "sip:user@host:port" of a field; the user of a URI or of a field with one. */
struct rt_str lab_sip_tag(struct rt_str value);
struct rt_str lab_sip_uri(struct rt_str value);
struct rt_str lab_sip_user(struct rt_str value);
/* "Joe" of `Joe <sip:...>` and `"Joe" <sip:...>`. */
struct rt_str lab_sip_display(struct rt_str value);
/* Address and port of a URI; false: its host is no IPv4 address. */
bool lab_sip_where(struct rt_str uri, uint32_t *ip, uint16_t *port);
/* Fit for a line of a header and for a quoted string? */
bool lab_sip_is_quotable(const char *text);
/* The value of name="..." in a list of such pairs; false: it is not there, or too long. */
bool lab_sip_quoted(struct rt_str list, const char *name, char *out, size_t out_size);
/* Appends all lines of that field, in order. */
void lab_sip_put_fields(struct rt_buf *out, struct rt_str head, const char *name, const char *compact);

/* A digest (RFC 2617, MD5, with qop=auth or without). */
struct lab_sip_login {
    const char *user, *password;
};
/* Appends "Authorization: ..." or "Proxy-Authorization: ..." as the answer to a challenge; false: it has none that we
 * know. */
bool lab_sip_put_login(struct rt_buf *out, const struct lab_sip_message *challenge, const struct lab_sip_login *login,
                       const char *method, const char *uri);

/* A response to a request, sent to where the request came from, delay_us later. */
struct lab_sip_answer {
    const char *start; /* "200 OK" */
    const char *tag;   /* added to To when it has none; NULL: "lab" */
    const char *more;  /* whole lines; "" or NULL: none */
    const char *body;  /* application/sdp; NULL: none */
    uint64_t delay_us;
};
void lab_sip_respond(struct emu_lab *lab, const struct lab_sip_message *request, const struct lab_sip_answer *answer);
/* Sends a text from port 5060, or by the connection. */
void lab_sip_send(struct emu_lab *lab, const struct lab_sip_address *to, const void *text, size_t n, uint64_t delay_us);

/* Things that are sent later; see lab_sip_send(). */
#define LAB_LATE_MAX 64u
struct lab_late;
void lab_sip_destroy(struct emu_lab *lab);
/* A datagram to the provider itself, from LAB_INNER_MAC, after that time. Dropped when too many wait. */
void lab_take_late(struct emu_lab *lab, const struct emu_udp *udp, uint64_t delay_us);

/* Any message that was read. */
void lab_sip_on_message(struct emu_lab *lab, const struct lab_sip_message *m);

/* ---- sip_stream.c: TCP and TLS ---- */

/* From now on ports 5060 and 5061 take connections. RT_ENOTSUP: the lab is at no user-mode network; RT_ENOMEM, RT_EIO.
 */
enum rt_err lab_streams_open(struct emu_lab *lab);
void lab_streams_close(struct emu_lab *lab); /* every connection; new ones are taken */
void lab_streams_destroy(struct emu_lab *lab);
/* "UDP", "TCP", "TLS" as in Via. */
const char *lab_stream_transport(const struct emu_lab *lab, uint32_t id);
void lab_stream_send(struct emu_lab *lab, uint32_t id, const void *text, size_t n);
/* Host and port of the provider, and the transport, of a Contact: "192.168.1.200:5060;transport=tcp". */
#define LAB_SIP_HOST_BYTES 48u
const char *lab_sip_contact_host(const struct emu_lab *lab, uint32_t stream, char out[LAB_SIP_HOST_BYTES]);

/* ---- registrar.c ---- */

struct lab_contact {
    char user[64];
    char uri[LAB_SIP_URI_MAX];
    struct lab_sip_address at;
    uint64_t until_us;
};
/* Who registered under that name and is still registered; NULL: there is none. */
const struct lab_contact *lab_contact_find(struct emu_lab *lab, struct rt_str user);
/* The card behind an address, and the connection: those of who registered from there, else the last card that was
 * seen. */
void lab_contact_card(struct emu_lab *lab, struct lab_sip_address *at);
void lab_registrar_on_request(struct emu_lab *lab, const struct lab_sip_message *request);
/* The proxy wants a login of its users (registrar{calls = true}), and this request has none: answers 407, true. */
bool lab_registrar_challenges(struct emu_lab *lab, const struct lab_sip_message *request);

/* The registrar knows this user, and the request has no login of theirs: answers 401, true. */
bool lab_registrar_wants_login(struct emu_lab *lab, const struct lab_sip_message *request, const char *user);

/* ---- proxy.c: requests between registered telephones outside the lab (RFC 3261 section 16.11, stateless) ---- */

#define LAB_PROXY_BRANCH "z9hG4bK-proxy-"
void lab_proxy_on_request(struct emu_lab *lab, const struct lab_sip_message *request);
void lab_proxy_on_response(struct emu_lab *lab, const struct lab_sip_message *response);

/* ---- telephone.c ---- */

#define LAB_TELEPHONE_BRANCH "z9hG4bK-phone-"
/* False: it is for no telephone of the lab's. */
bool lab_telephones_on_request(struct emu_lab *lab, const struct lab_sip_message *request);
void lab_telephones_on_response(struct emu_lab *lab, const struct lab_sip_message *response);
/* False: no telephone has that port. */
bool lab_telephones_on_rtp(struct emu_lab *lab, const struct emu_udp *udp);
void lab_telephones_destroy(struct emu_lab *lab);

/* ---- mailbox.c ---- */

#define LAB_MAILBOX_BRANCH "z9hG4bK-mailbox-"
/* False: it is no subscription to a mailbox of the lab's. */
bool lab_mailboxes_on_request(struct emu_lab *lab, const struct lab_sip_message *request);
void lab_mailboxes_on_response(struct emu_lab *lab, const struct lab_sip_message *response);
void lab_mailboxes_destroy(struct emu_lab *lab);

/* ---- notify.c ---- */

void lab_notify_on_response(struct emu_lab *lab, const struct lab_sip_message *response);
