/* SPDX-License-Identifier: MIT */
/*
 * SIP as the provider speaks it: reading and writing messages, sending, the dispatch. For the folders of the provider
 * only. It shares no code with the unit's SIP and RTP, so that one mistake does not hide on both sides
 * (tests/lint/layers.sh).
 */
#pragma once
#include <host/pollset.h>
#include <provider/host.h>
#include <rt/str.h>

#define LAB_SIP_TEXT_MAX   1472u /* one frame */
#define LAB_SIP_METHOD_MAX 16u
#define LAB_SIP_URI_MAX    192u

/* Where a message comes from or goes to. */
struct lab_sip_address {
    uint32_t ip;
    uint16_t port;
    uint8_t mac[6];
    uint32_t stream; /* a connection (stream.c); 0: UDP */
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
/* "UDP", "TCP", "TLS" as in Via. */
const char *lab_stream_transport(const struct emu_lab *lab, uint32_t id);
/* Host and port of the provider, and the transport, of a Contact: "192.168.1.200:5060;transport=tcp". */
#define LAB_SIP_HOST_BYTES 48u
const char *lab_sip_contact_host(const struct emu_lab *lab, uint32_t stream, char out[LAB_SIP_HOST_BYTES]);

/* ---- who is where ---- */

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

/* ---- telephones behind the proxy (emu/telephone) ---- */

#define LAB_TELEPHONE_BRANCH "z9hG4bK-phone-" /* of all their requests */
struct lab_sip_phones {
    bool (*on_request)(struct emu_lab *lab, const struct lab_sip_message *request); /* false: it is for none of them */
    void (*on_response)(struct emu_lab *lab, const struct lab_sip_message *response);
};
/* Borrowed; NULL: there are none. */
void lab_sip_set_phones(struct emu_lab *lab, const struct lab_sip_phones *phones);

/* ---- for the provider's assembly (emu/lab) ---- */

enum rt_err lab_sip_create(struct emu_lab *lab);
void lab_sip_destroy(struct emu_lab *lab);
void lab_sip_on_packet(struct emu_lab *lab, const struct emu_udp *request);
void lab_sip_fill(struct emu_lab *lab, struct emu_pollset *set);
bool lab_sip_handle(struct emu_lab *lab, const struct emu_pollset *set);
