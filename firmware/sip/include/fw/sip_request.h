/* SPDX-License-Identifier: MIT */
/*
 * Dialogs of a line, and the requests in them, in the order of fields and the forms of identities of captured messages
 * (INVITE of a PAP2T-3.1.15, BYE of an SPA941-5.1.8, ACK and INVITE of an SPA303-7.5.6).
 */
#pragma once
#include <fw/sip_dialog.h>
#include <fw/sip_login.h>

struct fw_sip;

#define SIP_BRANCH_BYTES  20u
#define SIP_CALL_ID_BYTES 48u /* of our own, with the NUL */

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
/* The dialog that an INVITE of the peer begins; our tag ends in i. RT_ENOMEM; RT_ESYNTAX: no Contact. */
enum rt_err sip_dialog_accept(struct sip_dialog *d, struct fw_sip *s, unsigned line, const struct sip_message *invite);

void sip_draw_branch(struct fw_sip *s, char out[SIP_BRANCH_BYTES]);
/* Appends the request. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err sip_dialog_write(const struct sip_dialog *d, struct fw_sip *s, unsigned line, const struct sip_request *r,
                             struct rt_buf *out);
/* Value of Contact: with the line's account at its own address. */
void sip_put_contact(const struct fw_sip *s, unsigned line, char out[512]);
