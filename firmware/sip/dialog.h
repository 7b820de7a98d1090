/* SPDX-License-Identifier: MIT */
/*
 * What makes a dialog (RFC 3261 section 12), and the requests in it, in the order of fields and the forms of identities
 * of captured messages (INVITE of a PAP2T-3.1.15, BYE of an SPA941-5.1.8, ACK and INVITE of an SPA303-7.5.6).
 */
#pragma once
#include "login.h"
#include "target.h"
#include <fw/sip_message.h>

struct fw_sip;

#define SIP_TAG_BYTES    20u
#define SIP_BRANCH_BYTES 20u

/* Texts are owned. Zeroed: none. */
struct sip_dialog {
    char *call_id, *local, *remote; /* values of Call-ID, of From and To without tags */
    char local_tag[SIP_TAG_BYTES];
    char *remote_tag; /* NULL: none yet */
    char *target;     /* the peer's Contact, or what is called: URI of requests */
    char *routes;     /* values of Route with commas; NULL: none */
    uint32_t cseq;    /* of the last request of ours */
    uint32_t remote_cseq;
    bool has_remote_cseq;
};

/* One request. Texts are borrowed; NULL: left out. */
struct sip_request {
    const char *method, *branch;
    uint32_t cseq;
    const char *remote_tag;          /* NULL: the dialog's */
    bool has_contact, has_abilities; /* Allow, Supported */
    const char *remote_party_id;
    uint32_t expires;        /* 0: none */
    const char *event;       /* Event */
    const char *statistics;  /* P-RTP-Stat */
    const char *more;        /* further lines, each with CRLF */
    struct sip_login *login; /* NULL: never with credentials */
    const char *content_type;
    struct rt_str body;
};

/* An own dialog to this URI: "sip:200@sip.test". local: value of From. Draws tag and Call-ID. RT_ENOMEM. */
enum rt_err sip_dialog_begin(struct sip_dialog *d, struct fw_sip *s, unsigned line, const char *local, const char *uri);
/* Another value of To than the URI. RT_ENOMEM */
enum rt_err sip_dialog_address(struct sip_dialog *d, const char *remote);
/* The dialog that an INVITE of the peer begins; our tag ends in i. RT_ENOMEM; RT_ESYNTAX: no Contact, no tag. */
enum rt_err sip_dialog_accept(struct sip_dialog *d, struct fw_sip *s, unsigned line, const struct sip_message *invite);
/* Takes tag, Contact and Record-Route of a response to our INVITE. RT_ENOMEM */
enum rt_err sip_dialog_confirm(struct sip_dialog *d, const struct sip_message *response);
/* Another Contact of the peer: of a re-INVITE or its answer. Without one nothing changes. RT_ENOMEM */
enum rt_err sip_dialog_retarget(struct sip_dialog *d, const struct sip_message *m);
/* Another dialog of the same INVITE: the one that this response begins. RT_ENOMEM */
enum rt_err sip_dialog_fork(struct sip_dialog *d, const struct sip_dialog *of, const struct sip_message *response);
void sip_dialog_fini(struct sip_dialog *d);

/* The tag of a field ("From", "f"); n 0: none. */
struct rt_str sip_message_tag(const struct sip_message *m, const char *name, const char *compact);
/* Does this message name the dialog? is_request: the peer sent it as a request. */
bool sip_dialog_has(const struct sip_dialog *d, const struct sip_message *m);

void sip_draw_branch(struct fw_sip *s, char out[SIP_BRANCH_BYTES]);
/* Appends the request. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err sip_dialog_write(const struct sip_dialog *d, struct fw_sip *s, unsigned line, const struct sip_request *r,
                             struct rt_buf *out);
/* The ACK to a response of 300 and more, for the INVITE of this text (RFC 3261 section 17.1.1.3); and its CANCEL (9.1).
 */
enum rt_err sip_dialog_write_like(const char *invite, const char *method, struct rt_str to, struct rt_buf *out);
/* Where the dialog's requests go next: host and port (0: none) of the first route, else of the target. False: no URI.
 */
bool sip_dialog_next_hop(const struct sip_dialog *d, char host[SIP_TARGET_HOST_MAX + 1], uint16_t *port);
/* Value of Contact: with the line's account at its own address. */
void sip_put_contact(const struct fw_sip *s, unsigned line, char out[512]);
