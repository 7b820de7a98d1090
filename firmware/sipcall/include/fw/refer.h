/* SPDX-License-Identifier: MIT */
/*
 * Calls that are sent elsewhere: REFER with its reports (RFC 3515, RFC 3420), and INVITE with Replaces (RFC 3891). Both
 * sides:
 *
 *   ours       fw_sip_call_refer() --> on_referred(202, 100 ..) --> on_referred(last)    The client ends the call then.
 *   the peer's on_refer(where to) returns 202 --> the client calls there --> fw_sip_call_report() until a final status
 *   the peer's INVITE with Replaces: fw_sip_call_replaces() inside on_incoming
 *
 * Context: device thread.
 */
#pragma once
#include <fw/invite.h>
#include <fw/sip_refer.h>

/* Where the other side can be called: "sip:300@sip.test", of its Contact when Refer-To_Target_Contact is Yes; ""
 * without a dialog. */
void fw_sip_call_address(const struct fw_sip_call *c, char out[FW_SIP_REFER_TEXT_MAX + 1]);

/* Where the peer shall call. Copied. */
struct fw_sip_refer {
    const char *target;           /* "300", "300@10.0.0.9", "sip:..."; NULL: the other side of <to> */
    const struct fw_sip_call *to; /* at its Contact when Refer-To_Target_Contact is Yes, else at its address */
    bool takes_over;              /* in the place of our dialog with it (Replaces) */
};
/* RT_EBUSY: no dialog, or another REFER is not over yet. RT_EINVAL: a number without a Proxy. RT_ENOMEM, RT_ETOOBIG,
 * RT_EUNREACH. */
enum rt_err fw_sip_call_refer(struct fw_sip_call *c, const struct fw_sip_refer *refer);

/* Where the peer sends us. Texts are valid during the call, of FW_SIP_REFER_TEXT_MAX bytes at most. */
struct fw_sip_referral {
    const char *target;      /* "sip:300@10.0.0.9": for fw_sip_invite */
    const char *replaces;    /* value of the field; "" none */
    const char *referred_by; /* the same */
};

struct fw_sip_refer_client {
    /* What became of our REFER: a refusal, 202, what the peer reports of its call. is_last: no more will come; then
     * status 0 says that the peer did not report the end. */
    void (*on_referred)(void *ctx, int status, bool is_last);
    /* Returns 202, or a status to refuse with. */
    int (*on_refer)(void *ctx, const struct fw_sip_referral *referral);
};

/* The state of the call to where the peer sent us, to the peer; of 200 and more the last one. A hang-up waits until the
 * peer has it. */
void fw_sip_call_report(struct fw_sip_call *c, int status);

/* Inside on_incoming: the ctx of the call whose place this one takes; NULL: it is an ordinary one. The client ends the
 * old one. */
void *fw_sip_call_replaces(const struct fw_sip_call *c);
