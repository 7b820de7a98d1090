/* SPDX-License-Identifier: MIT */
/*
 * Calls as SIP sees them: one INVITE dialog each, from the request to the end of its BYE (RFC 3261 sections 9, 12 to
 * 15). Session descriptions are texts here, which pass unread.
 *
 *   out: fw_sip_call_invite() --18x--> on_progress --2xx--> on_answer, ACK is sent          --else--> on_end
 *   in:  on_incoming, fw_sip_call_take() --> fw_sip_call_ring() --> fw_sip_call_accept() --> on_acked
 *                                                                    --CANCEL, Expires--> on_end
 *   in the dialog: on_reinvite, on_info, on_end at a BYE; fw_sip_call_reinvite(), fw_sip_call_info()
 *
 * A call belongs to its client until on_end, or until the client lets it go with fw_sip_call_hang_up() or
 * fw_sip_call_reject(): what is left to say to the peer SIP does alone. After that the client must not use it, and
 * hears no more of it.
 *
 * Owner: struct fw_sip_calls. Context: device thread only.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

struct fw_sip;
struct fw_sip_call;
struct fw_sip_calls;
struct fw_sip_refer_client; /* fw/refer.h */

/* Of both lines together, with those that are only waiting for their last message; more are refused with 480. guess:
 * two lines with two calls each, and as many ending. */
#define FW_SIP_CALLS_MAX        16u
#define FW_SIP_PARTY_BYTES      128u
#define FW_SIP_STATISTICS_BYTES 192u

/* id, name in the trace */
#define FW_SIP_END_LIST(X)                                                                                             \
    X(REFUSED, "refused")     /* status: the peer's 3xx to 6xx */                                                      \
    X(NO_ANSWER, "no answer") /* Timer B, INVITE_Expires, no server */                                                 \
    X(BYE, "peer hung up")                                                                                             \
    X(CANCELLED, "cancelled") /* by the peer, or its Expires has passed */                                             \
    X(LOST, "lost")           /* no ACK (Timer H); the peer has no such dialog (408, 481); out of memory */
enum fw_sip_end {
#define FW_SIP_END_ENUM(id, name) FW_SIP_END_##id,
    FW_SIP_END_LIST(FW_SIP_END_ENUM)
#undef FW_SIP_END_ENUM
        FW_N_SIP_ENDS
};
const char *fw_sip_end_name(enum fw_sip_end e);

/* NULL: not interested. Texts are valid during the call. */
struct fw_sip_call_client {
    void (*on_sent)(void *ctx, const char *target, uint16_t port); /* the INVITE leaves, also a repeated one */
    void (*on_progress)(void *ctx, int status, struct rt_str sdp); /* 18x; sdp empty: none */
    void (*on_answer)(void *ctx, struct rt_str sdp);
    void (*on_end)(void *ctx, enum fw_sip_end end, int status);
    void (*on_acked)(void *ctx, struct rt_str sdp); /* the ACK to our 200; sdp: the answer to an offer in the 200 */
    /* The peer's re-INVITE; sdp empty: it wants an offer. Answered with accept or refuse, now or later. */
    void (*on_reinvite)(void *ctx, struct rt_str sdp);
    /* The final answer to fw_sip_call_reinvite(). 491 is tried again and not reported. */
    void (*on_reinvited)(void *ctx, int status, struct rt_str sdp);
    int (*on_info)(void *ctx, struct rt_str type, struct rt_str body);    /* returns the status of the answer */
    void (*put_statistics)(void *ctx, char out[FW_SIP_STATISTICS_BYTES]); /* of P-RTP-Stat in the 200 to a BYE */
    const struct fw_sip_refer_client *refer;                              /* NULL: a REFER of the peer is refused */
};

/* The calls of both lines, as a user of their ports. RT_ENOMEM */
enum rt_err fw_sip_calls_create(struct fw_sip_calls **out, struct fw_sip *s);
/* Before the sip; without a word to the peers. NULL is allowed. */
void fw_sip_calls_destroy(struct fw_sip_calls *calls);

/* ---- out ---- */

struct fw_sip_invite {
    unsigned line;                      /* 1, 2 */
    const char *target;                 /* "200", "200@10.0.0.9:5070", "sip:10.0.0.9" */
    const char *replaces, *referred_by; /* values of these fields; NULL or "": none */
    struct rt_str sdp;
    bool is_anonymous; /* Block_CID */
    const struct fw_sip_call_client *client;
    void *ctx;
};
/* The INVITE leaves when its server's address is known, on_end may come before. RT_EFULL, RT_ENOMEM. */
enum rt_err fw_sip_call_invite(struct fw_sip_call **out, struct fw_sip_calls *calls,
                               const struct fw_sip_invite *invite);

/* ---- in ---- */

/* on_incoming: an INVITE for an account that exists. The client takes it, and rings, accepts or rejects before it
 * returns. A call that is not taken is refused with 480. */
struct fw_sip_calls_client {
    void (*on_incoming)(void *ctx, struct fw_sip_call *call);
};
void fw_sip_calls_set_client(struct fw_sip_calls *calls, const struct fw_sip_calls_client *client, void *ctx);
void fw_sip_call_take(struct fw_sip_call *c, const struct fw_sip_call_client *client, void *ctx);
struct rt_str fw_sip_call_offer(const struct fw_sip_call *c); /* of the INVITE; empty: none */
/* A field of it; p NULL: there is none. */
struct rt_str fw_sip_call_field(const struct fw_sip_call *c, const char *name);
/* 180, 182, 183. The first of them is preceded by 100 (guess). */
void fw_sip_call_ring(struct fw_sip_call *c, int status);
/* 200 to the INVITE or to a re-INVITE. RT_ENOMEM: nothing was sent. */
enum rt_err fw_sip_call_accept(struct fw_sip_call *c, struct rt_str sdp);
/* Refuses the INVITE and lets the call go. contact: of a 302, "<sip:..>"; NULL none. */
void fw_sip_call_reject(struct fw_sip_call *c, int status, const char *contact);
/* Refuses a re-INVITE; the call goes on. */
void fw_sip_call_refuse(struct fw_sip_call *c, int status);

/* ---- both ---- */

unsigned fw_sip_call_line(const struct fw_sip_call *c); /* 1, 2 */
/* The other side. "" when it does not say. */
struct fw_sip_party {
    char user[FW_SIP_PARTY_BYTES], name[FW_SIP_PARTY_BYTES];
    bool is_anonymous; /* From, P-Asserted-Identity, Remote-Party-ID or Privacy says so */
};
void fw_sip_call_party(const struct fw_sip_call *c, struct fw_sip_party *out);
/* RT_EBUSY: one is pending, or there is no dialog yet. RT_ENOMEM */
enum rt_err fw_sip_call_reinvite(struct fw_sip_call *c, struct rt_str sdp);
/* Queued behind others. RT_EFULL, RT_ENOMEM, RT_EBUSY: no dialog. */
enum rt_err fw_sip_call_info(struct fw_sip_call *c, const char *type, const char *body);
/* CANCEL or BYE, whatever fits; lets the call go. statistics: of P-RTP-Stat; NULL or "": none. */
void fw_sip_call_hang_up(struct fw_sip_call *c, const char *statistics);
