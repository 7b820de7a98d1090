/* SPDX-License-Identifier: MIT */
/*
 * SIP messages: their start line, Via, CSeq and Call-ID are parsed by libosip2. No other file uses the library.
 *
 * The parser gets nothing else: its multipart reader is where its known overflows were (CVE-2022-41550, CVE-2017-7853),
 * and it drops messages for other fields that every peer reads. The head is bounded before it gets there. The body is
 * kept as it is, and fields can be had as they were received, which is how a response repeats them.
 */
#pragma once
#include <rt/buf.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdint.h>

#define SIP_HEAD_MAX       8000u /* bytes. guess; a request of a call with a certificate chain has 4 kB */
#define SIP_HEAD_LINES_MAX 100u  /* guess: ten proxies leave about 40 */
#define SIP_PORT_DEFAULT   5060u /* RFC 3261 section 18.2.1 */

struct sip_message;

/* Call once before the first parse, and again after a restart. It writes 64 KiB of library tables. */
void sip_message_open(void);

/* RT_ESYNTAX (*why: static text), RT_ETOOBIG, RT_ENOMEM. A parsed request has all fields that a response needs. */
enum rt_err sip_message_parse(struct sip_message **out, const uint8_t *bytes, size_t n, const char **why);
/* What the first Content-Length of a head says, as parse finds it. RT_ESYNTAX: nothing; RT_ENOMEM. */
enum rt_err sip_message_length(const uint8_t *head, size_t n_head, uint32_t *out);
/* One more owner; each destroys it. */
struct sip_message *sip_message_keep(struct sip_message *m);
void sip_message_destroy(struct sip_message *m); /* NULL is allowed */

/* The value of the i-th field of this name or its compact form (NULL: it has none), on one line; p NULL: there is none.
 * Valid as long as the message. */
struct rt_str sip_message_field(const struct sip_message *m, const char *name, const char *compact, unsigned i);
struct rt_str sip_message_body(const struct sip_message *m); /* up to a 0; n 0: none */
bool sip_message_is_cut(const struct sip_message *m);        /* Content-Length is wrong */
bool sip_message_is_compact(const struct sip_message *m);    /* "v:" and so on */

/* All texts are borrowed, NULL when absent unless said. */
bool sip_message_is_request(const struct sip_message *m);
const char *sip_message_method(const struct sip_message *m); /* of a response: the one in its CSeq */
const char *sip_message_cseq_method(const struct sip_message *m);
const char *sip_message_version(const struct sip_message *m);    /* "SIP/2.0" */
const char *sip_message_uri_scheme(const struct sip_message *m); /* of a request */
const char *sip_message_uri_user(const struct sip_message *m);
/* It is this account, with parameters (RFC 3261 section 19.1.6: "1001;phone-context=+49") or without. */
bool sip_message_user_is(const struct sip_message *m, const char *account);
/* The number that the first field of this name is. False: there is none. */
bool sip_message_u32(const struct sip_message *m, const char *name, uint32_t *out);
/* Where the topmost Via says the response should go. */
uint16_t sip_message_via_port(const struct sip_message *m);
const char *sip_message_via_host(const struct sip_message *m);

/* The fields of one Authorization header, unquoted; "" when absent. */
#define SIP_FIELD_MAX 255u
struct sip_credentials {
    char scheme[SIP_FIELD_MAX + 1], username[SIP_FIELD_MAX + 1], realm[SIP_FIELD_MAX + 1], nonce[SIP_FIELD_MAX + 1],
        uri[SIP_FIELD_MAX + 1], response[SIP_FIELD_MAX + 1], algorithm[SIP_FIELD_MAX + 1], qop[SIP_FIELD_MAX + 1],
        nonce_count[SIP_FIELD_MAX + 1], cnonce[SIP_FIELD_MAX + 1];
};
/* The i-th. False: there is none, or a field is too long. */
bool sip_message_credentials(const struct sip_message *m, unsigned i, struct sip_credentials *out);
unsigned sip_message_n_credentials(const struct sip_message *m);

/* Of a response. */
int sip_message_status(const struct sip_message *m);
uint32_t sip_message_cseq(const struct sip_message *m);      /* 0 when it is no number */
const char *sip_message_branch(const struct sip_message *m); /* of the topmost Via; NULL */
struct sip_challenge {
    char scheme[16], realm[SIP_FIELD_MAX + 1], nonce[SIP_FIELD_MAX + 1], opaque[SIP_FIELD_MAX + 1], algorithm[32],
        qop[32];
    bool is_of_proxy; /* answered by Proxy-Authorization */
};
/* The i-th, those of WWW-Authenticate first; one field may have several. Texts are as they stand between their quotes.
 * An empty scheme: a text is too long. False: there is none. */
bool sip_message_challenge(const struct sip_message *m, unsigned i, struct sip_challenge *out);
/* The i-th Contact. n 0: absent, or it cannot be read ("*"). False: there is none. */
struct sip_contact {
    struct rt_str uri, scheme, user, host, expires;
    uint16_t port;
    unsigned q; /* thousandths */
};
bool sip_message_contact(const struct sip_message *m, unsigned i, struct sip_contact *out);
