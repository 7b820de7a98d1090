/* SPDX-License-Identifier: MIT */
/*
 * Who uses the SIP port of a line. The port knows its users by this interface only: what comes in is offered to them,
 * one after the other in the order of the list; which of them are asked for a request is the table in requests.c.
 *
 *   request --sane? no--> 4xx, 505 of the port      --the users of its method, until one takes it--> answered by that
 * one
 *                                                   --none takes it--> the status of the table
 *   response --the users, until one takes it        --none--> dropped
 *
 * Context: device thread.
 */
#pragma once
#include <fw/sip_peer.h>
#include <fw/sip_reply.h>
#include <fw/sip_message.h>
#include <stddef.h>

struct fw_sip;
struct fw_udp_datagram;

/* id, who. guess: none; the order is that in which a NOTIFY is offered: a dialog's own first. */
#define SIP_USER_LIST(X)                                                                                               \
    X(CALLS, "dialogs of calls: fw/invite.h")                                                                          \
    X(LINES, "what a line does without a call: fw/sip_lines.h")
enum sip_user_id {
#define SIP_USER_ENUM(id, help) SIP_USER_##id,
    SIP_USER_LIST(SIP_USER_ENUM)
#undef SIP_USER_ENUM
        SIP_N_USERS
};

/* One request. Valid during the call. */
struct sip_exchange {
    struct fw_sip *sip;
    unsigned line;
    struct sip_peer from;
    struct sip_message *request;
    const char *method; /* static */
    const char *fingerprint;
};

/* Each may be NULL. */
struct sip_user {
    /* True: it is of this user, and was answered; an ACK needs no answer. */
    bool (*on_request)(void *ctx, const struct sip_exchange *x);
    /* True: the response is for a request of this user. */
    bool (*on_response)(void *ctx, const struct sip_message *m, const struct sip_peer *from);
    /* Nothing comes from there any more, as a router (UDP) or the end of a connection says: requests of the line that
     * wait for an answer of it end. */
    void (*on_unreachable)(void *ctx, unsigned line, const struct sip_peer *peer);
    /* A datagram at this local port, before it is read as SIP. True: it was for this user. */
    bool (*on_datagram)(void *ctx, uint16_t port, const struct fw_udp_datagram *d);
    /* Parameters have changed; the ports have followed already. */
    void (*on_params)(void *ctx, const int *ids, size_t n);
};
/* user NULL: no more. Borrowed. */
void sip_use(struct fw_sip *s, enum sip_user_id id, const struct sip_user *user, void *ctx);

/* ---- answers ---- */

/* Answers, and keeps the answer for retransmissions. reply: status, and what is special; the rest is filled in. */
void sip_answer(const struct sip_exchange *x, const struct sip_reply *reply);
/* Are its credentials those of the line's account? False: it was answered 401. */
bool sip_is_authorised(const struct sip_exchange *x);
/* Where an answer goes, and what is written into its topmost Via. */
void sip_reply_address(const struct fw_sip *s, const struct sip_message *request, const struct sip_peer *from,
                       struct sip_peer *to, struct sip_reply *reply, char received[16]);
