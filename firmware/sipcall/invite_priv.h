/* SPDX-License-Identifier: MIT */
/*
 * The state of one call. Private to firmware/sipcall:
 *
 *   calls.c       all of them; which response is for which
 *   life.c        states, requests in the dialog, BYE; info.c: INFO
 *   invite.c      what the client asks for; party.c: who the other side is
 *   invite_out.c  our INVITE and re-INVITE: the client transaction (RFC 3261 section 17.1.1), CANCEL; ack.c: ACK
 *   invite_new.c  the peer's INVITE and re-INVITE; invite_in.c: their answers, the server transaction (17.2.1)
 *   in_dialog.c   which request is for which call, and what the peer says in a dialog
 */
#pragma once
#include "refer.h"
#include "reliable.h"
#include <fw/invite.h>
#include <fw/sip_client.h>
#include <fw/sip_hop.h>
#include <fw/sip_port.h>
#include <fw/sip_request.h>
#include <fw/sip_user.h>
#include <rt/list.h>

/* The ACK to a refused INVITE of ours, for when the refusal comes again: Timer D. */
#define SIP_ACKS_MAX 8u
struct sip_ack {
    char branch[SIP_BRANCH_BYTES];
    struct sip_peer to;
    uint64_t until_us;
    unsigned line;
    char *text; /* owned; NULL: empty place */
    size_t n;
};

struct fw_sip_calls {
    struct fw_sip *sip;
    struct rt_node list; /* struct fw_sip_call */
    unsigned n;
    struct sip_login logins[FW_N_LINES];
    const struct fw_sip_calls_client *client; /* NULL: no call control */
    void *ctx;
    struct sip_ack acks[SIP_ACKS_MAX];
    unsigned next_ack;
};

/* id, name in the trace, what it is */
#define SIP_CALL_STATE_LIST(X)                                                                                         \
    X(RESOLVING, "resolving", "out: looks for the server's address")                                                   \
    X(CALLING, "calling", "out: the INVITE is sent, nothing came back")                                                \
    X(PROCEEDING, "proceeding", "out: 1xx came")                                                                       \
    X(OFFERED, "offered", "in: the INVITE has no final answer yet")                                                    \
    X(ACCEPTED, "accepted", "in: 200 is sent, no ACK yet")                                                             \
    X(CONFIRMED, "confirmed", "both: the dialog stands")                                                               \
    X(REFUSED, "refused", "in: a final answer of 300 and more is sent, no ACK yet")                                    \
    X(ENDING, "ending", "both: BYE is sent")                                                                           \
    X(OVER, "over", "is freed after the running callback")
enum sip_call_state {
#define SIP_CALL_ENUM(id, name, help) SIP_CALL_##id,
    SIP_CALL_STATE_LIST(SIP_CALL_ENUM)
#undef SIP_CALL_ENUM
};

#define SIP_INFOS_MAX     16u /* digits typed faster than they are answered; guess */
#define SIP_INFO_BODY_MAX 63u

struct sip_info {
    char type[64], body[SIP_INFO_BODY_MAX + 1];
};

struct fw_sip_call {
    struct rt_node node;
    struct fw_sip_calls *calls;
    struct fw_sip *sip;
    unsigned line;
    bool is_outgoing;
    enum sip_call_state state;
    const struct fw_sip_call_client *client; /* NULL: it was let go */
    void *ctx;
    struct sip_dialog dialog;
    struct sip_hop hop;
    struct sip_peer peer;      /* where requests go */
    struct board_timer reaper; /* frees it when all that stands on the stack is done */

    struct {        /* our INVITE or re-INVITE */
        char *text; /* NULL: none is pending */
        size_t n;
        char branch[SIP_BRANCH_BYTES];
        char *body;                   /* of the last one: again with credentials, and after 491 */
        char *more;                   /* lines of the first one; owned; NULL: none */
        char *contacts;               /* of 3xx, not called yet, a line each; owned; NULL: none */
        bool is_reinvite, is_waiting; /* waiting: holds the io-wait line */
        bool is_anonymous;
        unsigned n_auth, n_redirections;
        uint64_t interval_us;
        uint32_t cseq;                           /* of it */
        struct board_timer resend, limit, retry; /* Timers A, B; after 491 */
    } out;
    char *ack; /* of the last 2xx, which may come again */
    size_t n_ack;
    uint32_t ack_cseq;

    struct {                                 /* the peer's INVITE or re-INVITE */
        struct sip_message *request;         /* owned; NULL: none */
        const struct sip_exchange *exchange; /* while nothing was answered, inside on_incoming */
        struct sip_peer from, to;
        char *answer; /* the last one sent; NULL: none */
        size_t n_answer;
        int status; /* of it; 0: none */
        bool is_reinvite;
        uint64_t interval_us;
        struct board_timer resend, limit; /* Timers G, H; the limit of an unanswered one: its Expires */
    } in;

    struct sip_reliable reliable;
    struct sip_client request, bye; /* INFO; CANCEL and BYE */
    unsigned n_auth_request, n_auth_bye;
    struct sip_info *infos; /* a ring; NULL: none yet */
    unsigned first_info, n_infos;
    char statistics[FW_SIP_STATISTICS_BYTES];
    bool wants_bye;               /* as soon as that is allowed */
    struct sip_refer *refer;      /* owned; NULL: none yet */
    struct fw_sip_call *replaced; /* inside on_incoming: Replaces */
};

/* life.c */
void sip_call_set_state(struct fw_sip_call *c, enum sip_call_state next);
/* Tells the client, which has no more to do with it. The call itself goes on: sip_call_over() ends it. */
void sip_call_tell_end(struct fw_sip_call *c, enum fw_sip_end end, int status);
void sip_call_over(struct fw_sip_call *c);
/* Sends BYE, or remembers to. */
void sip_call_bye(struct fw_sip_call *c);
/* Sends a request of the dialog. */
enum rt_err sip_call_request(struct fw_sip_call *c, struct sip_client *client, struct sip_request *r);
/* May a challenge be answered once more? The peer may send one too (CVE-2009-5140: the unit answers it). */
bool sip_call_takes_challenge(struct fw_sip_call *c, const struct sip_message *m, unsigned *n_auth);
/* The dialog has changed: where its requests go now. from: who sent that message. */
void sip_call_route(struct fw_sip_call *c, const struct sip_peer *from);
/* Another call object with the same line, without client. NULL: RT_EFULL, RT_ENOMEM */
struct fw_sip_call *sip_call_new(struct fw_sip_calls *calls, unsigned line);
void sip_call_destroy(struct fw_sip_call *c);

/* info.c: the one that is under way is answered. */
void sip_info_on_end(void *ctx, const struct sip_message *m);

/* invite_out.c */
void sip_out_init(struct fw_sip_call *c);
void sip_out_stop(struct fw_sip_call *c); /* without a word to the peer */
/* Looks for the server, and goes on from there, after the running call. */
void sip_out_begin(struct fw_sip_call *c);
/* Writes and sends the INVITE with out.body. */
enum rt_err sip_out_send(struct fw_sip_call *c);
void sip_out_cancel(struct fw_sip_call *c);
void sip_out_on_response(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from);
void sip_out_on_address(void *ctx, enum rt_err err, const struct sip_peer *to);
/* The connection that the INVITE went by is lost. */
void sip_out_on_unreachable(struct fw_sip_call *c);
/* ack.c: sends the ACK to a 2xx, with the credentials of its INVITE. RT_ENOMEM */
enum rt_err sip_out_acknowledge(struct fw_sip_call *c);
/* Sends that to a refusal, and keeps it. */
void sip_out_acknowledge_refusal(struct fw_sip_call *c, const struct sip_message *m);
/* A 2xx that came before, or of another branch of a forked INVITE. */
bool sip_out_on_late_ok(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from);
void sip_out_forget_acks(struct fw_sip_calls *calls);
/* An old refusal came again: its ACK again. */
bool sip_out_ack_again(struct fw_sip_calls *calls, const struct sip_message *m);

/* redirect.c: keeps the Contacts of a 3xx; makes the next of them the target. False: there is none left. */
void sip_redirect_take(struct fw_sip_call *c, const struct sip_message *m);
bool sip_redirect_next(struct fw_sip_call *c);

/* invite_in.c */
void sip_in_init(struct fw_sip_call *c);
void sip_in_send_again(struct fw_sip_call *c); /* the last answer, if any */
void sip_in_refuse(struct fw_sip_call *c, int status);
void sip_in_forget(struct fw_sip_call *c); /* the request, without a word */

/* invite_new.c */
void sip_in_on_invite(struct fw_sip_calls *calls, const struct sip_exchange *x);
void sip_in_on_reinvite(struct fw_sip_call *c, const struct sip_exchange *x);

/* in_dialog.c: of struct sip_user */
bool sip_calls_on_request(void *calls, const struct sip_exchange *x);
