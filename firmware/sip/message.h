/* SPDX-License-Identifier: MIT */
/*
 * SIP messages: read by libosip2's parser, answered by its writer. No other file sees the library.
 *
 * Only the head of a message is given to the parser: nothing here needs a body, and the parser's multipart reader is
 * where its known overflows were (CVE-2022-41550, CVE-2017-7853). The head is bounded before it gets there.
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

/* Once before the first parse; again after a restart. It writes to 64 KiB of the library. */
void sip_message_open(void);

/* RT_ESYNTAX (*why: static text), RT_ETOOBIG, RT_ENOMEM. A request is complete: it has all that an answer needs. */
enum rt_err sip_message_parse(struct sip_message **out, const uint8_t *bytes, size_t n, const char **why);
void sip_message_destroy(struct sip_message *m);

/* All texts are borrowed, NULL when absent unless said. */
bool sip_message_is_request(const struct sip_message *m);
const char *sip_message_method(const struct sip_message *m); /* of a response: the one in its CSeq */
const char *sip_message_cseq_method(const struct sip_message *m);
const char *sip_message_version(const struct sip_message *m);    /* "SIP/2.0" */
const char *sip_message_uri_scheme(const struct sip_message *m); /* of a request */
const char *sip_message_uri_user(const struct sip_message *m);
/* First header with this name or its compact form (NULL: it has none). Only for names that the library does not know
 * by itself. */
const char *sip_message_header(const struct sip_message *m, const char *name, const char *compact);
/* What the topmost Via says the answer should go to. */
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

struct sip_header {
    const char *name, *value; /* value NULL or "": left out */
};
struct sip_reply {
    int status;
    const char *to_tag;   /* added when the request's To has none */
    const char *received; /* address to write into the topmost Via; NULL: none */
    uint16_t rport;       /* ... and port; 0: none */
    const struct sip_header *headers;
    size_t n_headers;
};
/* Appends the answer to a request. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err sip_message_reply(const struct sip_message *request, const struct sip_reply *reply, struct rt_buf *out);
const char *sip_reason(int status); /* "OK" */
