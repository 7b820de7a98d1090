/* SPDX-License-Identifier: MIT */
/*
 * The subscription of one line to its mailbox: Voice_Mail_Server (RFC 3265, RFC 3842). What the NOTIFYs say is taken
 * without a subscription too.
 *
 *   OFF --registered, or Register is No--> RESOLVING --address--> TRYING --2xx--> ACTIVE --refresh due--> RESOLVING
 *   TRYING --401, 407, 423, 481 to a refresh--> TRYING        RESOLVING, TRYING --failed--> RETRY --time--> RESOLVING
 *   ACTIVE --NOTIFY: terminated--> RETRY                      any --a parameter of it changed--> OFF, and again
 */
#pragma once
#include <fw/sip_client.h>
#include <fw/sip_hop.h>
#include <fw/sip_request.h>

/* id, name in the trace, what it is */
#define SIP_MAILBOX_STATE_LIST(X)                                                                                      \
    X(OFF, "off", "Voice_Mail_Server is empty, or the line is not registered yet")                                     \
    X(RESOLVING, "resolving", "looks for the server's address")                                                        \
    X(TRYING, "trying", "SUBSCRIBE is sent")                                                                           \
    X(ACTIVE, "active", "subscribed; waits for the refresh")                                                           \
    X(RETRY, "retry", "failed, or ended by the server; waits for the next try")
enum sip_mailbox_state {
#define SIP_MAILBOX_ENUM(id, name, help) SIP_MAILBOX_##id,
    SIP_MAILBOX_STATE_LIST(SIP_MAILBOX_ENUM)
#undef SIP_MAILBOX_ENUM
        SIP_N_MAILBOX_STATES
};

struct fw_sip_lines;

struct sip_mailbox {
    struct fw_sip_lines *lines;
    struct fw_sip *sip;
    unsigned line;
    enum sip_mailbox_state state;
    struct sip_dialog dialog;
    struct sip_hop hop;
    struct sip_client client;
    struct sip_login login;
    struct board_timer timer; /* ACTIVE: the refresh; RETRY: the next try */
    struct sip_peer peer;     /* where it goes */
    uint32_t expires;         /* asked for */
    unsigned n_auth;          /* of this request */
    unsigned n_failures;
};

/* Those of a line: made when the line first wants one. m may be NULL. */
void sip_mailbox_free(struct sip_mailbox *m);
/* The unit has come so far, or its address is another one. */
void sip_mailbox_start(struct fw_sip_lines *l, unsigned line);
void sip_mailbox_on_registered(struct fw_sip_lines *l, unsigned line);
void sip_mailbox_on_params(struct fw_sip_lines *l, unsigned line, const int *ids, size_t n);
bool sip_mailbox_on_response(struct sip_mailbox *m, const struct sip_message *response);
void sip_mailbox_on_unreachable(struct sip_mailbox *m, const struct sip_peer *peer);
/* A NOTIFY for the line. is_old: of the subscription, but older than the last one; it is not taken. */
bool sip_mailbox_is_old(const struct sip_mailbox *m, const struct sip_message *notify);
void sip_mailbox_on_notify(struct fw_sip_lines *l, unsigned line, const struct sip_message *notify);
