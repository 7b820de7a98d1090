/* SPDX-License-Identifier: MIT */
/*
 * Reliable provisional responses (RFC 3262), with SIP_100REL_Enable_n_ Yes.
 *
 *   ours:       INVITE says Supported: 100rel. A 1xx with Require: 100rel is acknowledged by PRACK, once, in order.
 *   the peer's: says Supported or Require: our 180 is reliable, sent again after T1, 2 T1 ... until its PRACK; after
 *               64 T1 the call is refused with 504 (section 3)
 *
 * Which of the two a real unit does when the peer only supports it: guess. A session description in a PRACK is refused
 * with 488, and an INVITE without one gets no reliable 1xx, which would need an offer (section 5): guess.
 */
#pragma once
#include <fw/sip_client.h>
#include <fw/sip_request.h>

struct sip_exchange;

struct sip_reliable {
    /* Ours. */
    uint32_t rseq, cseq; /* of the last one, and of its INVITE; rseq 0: none */
    bool is_pending;     /* its PRACK has not come */
    int next_status;     /* waits for that; 0: none */
    uint64_t interval_us;
    struct board_timer resend, limit;
    /* The peer's. */
    char seen_tag[64]; /* of the early dialog that spoke last */
    uint32_t seen;     /* RSeq that was acknowledged last; 0: none */
    struct sip_dialog dialog;
    struct sip_peer peer;
    struct sip_client prack;
    unsigned n_auth;
};

struct fw_sip_call;
void sip_reliable_init(struct fw_sip_call *c);
void sip_reliable_stop(struct fw_sip_call *c);
/* A 1xx of the peer. False: it came before, or out of order, and says nothing. */
bool sip_reliable_on_progress(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from);
/* Must this 1xx of ours be reliable? May it be sent now? */
enum sip_reliable_verdict { SIP_RELIABLE_NOT, SIP_RELIABLE_NOW, SIP_RELIABLE_LATER, SIP_RELIABLE_NEVER };
enum sip_reliable_verdict sip_reliable_judge(struct fw_sip_call *c, int status);
/* Lines of the next one; more: at least 64 bytes. Then it was sent. */
void sip_reliable_put(struct fw_sip_call *c, char more[64]);
void sip_reliable_sent(struct fw_sip_call *c);
/* A final answer was sent: nothing is sent again. */
void sip_reliable_over(struct fw_sip_call *c);
void sip_reliable_on_prack(struct fw_sip_call *c, const struct sip_exchange *x);
