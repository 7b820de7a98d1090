/* SPDX-License-Identifier: MIT */
/*
 * What makes a dialog (RFC 3261 section 12): its identities and routes, as messages name them. Nothing here is random
 * and nothing is sent: tag and Call-ID of an own dialog come from the caller.
 */
#pragma once
#include <fw/sip_message.h>
#include <stdbool.h>

#define SIP_TAG_BYTES 20u  /* of our own, with the NUL */
#define SIP_HOST_MAX  127u /* name or address in a URI that is used further; guess */

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

/* Of an own dialog. All are copied. */
struct sip_dialog_names {
    const char *tag; /* less than SIP_TAG_BYTES */
    const char *call_id;
    const char *local, *remote; /* values of From and To, without tags */
    const char *target;         /* URI of what is called */
};
/* A dialog that our request begins. RT_ENOMEM: nothing is left to fini. */
enum rt_err sip_dialog_init(struct sip_dialog *d, const struct sip_dialog_names *names);
/* Another value of To than the URI. RT_ENOMEM */
enum rt_err sip_dialog_address(struct sip_dialog *d, const char *remote);
/* The dialog that an INVITE of the peer begins; local_tag is left empty for the caller. RT_ENOMEM; RT_ESYNTAX: no
 * Contact. In both cases nothing is left to fini. */
enum rt_err sip_dialog_init_invited(struct sip_dialog *d, const struct sip_message *invite);
/* Takes tag, Contact and Record-Route of a response to our INVITE. RT_ENOMEM */
enum rt_err sip_dialog_confirm(struct sip_dialog *d, const struct sip_message *response);
/* Another URI for the requests to come. RT_ENOMEM */
enum rt_err sip_dialog_set_target(struct sip_dialog *d, struct rt_str uri);
/* Another Contact of the peer: of a re-INVITE or its answer. Without one nothing changes. RT_ENOMEM */
enum rt_err sip_dialog_retarget(struct sip_dialog *d, const struct sip_message *m);
/* Another dialog of the same INVITE: the one that this response begins. RT_ENOMEM */
enum rt_err sip_dialog_fork(struct sip_dialog *d, const struct sip_dialog *of, const struct sip_message *response);
void sip_dialog_fini(struct sip_dialog *d);

/* The tag of a field ("From", "f"); n 0: none. */
struct rt_str sip_message_tag(const struct sip_message *m, const char *name, const char *compact);
/* Does this message name the dialog? is_request: the peer sent it as a request. */
bool sip_dialog_has(const struct sip_dialog *d, const struct sip_message *m);

/* The ACK to a response of 300 and more, for the INVITE of this text (RFC 3261 section 17.1.1.3); and its CANCEL (9.1).
 */
enum rt_err sip_dialog_write_like(const char *invite, const char *method, struct rt_str to, struct rt_buf *out);
/* Where the dialog's requests go next: host and port (0: none) of the first route, else of the target. False: no URI.
 */
bool sip_dialog_next_hop(const struct sip_dialog *d, char host[SIP_HOST_MAX + 1], uint16_t *port);
