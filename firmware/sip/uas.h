/* SPDX-License-Identifier: MIT */
/* One request and who answers it: uas.c; those of calls: invite_in.c. */
#pragma once
#include "sip_priv.h"
#include <fw/sip_reply.h>

struct sip_exchange {
    struct sip_socket *socket;
    struct fw_sip *sip;
    unsigned line;
    struct sip_peer from;
    struct sip_message *request;
    const char *method; /* static */
    const char *fingerprint;
};

/* Answers, and keeps the answer for retransmissions. reply: status, and what is special; the rest is filled in. */
void sip_answer(const struct sip_exchange *x, const struct sip_reply *reply);
/* Are its credentials those of the line's account? False: it was answered 401. */
bool sip_is_authorised(const struct sip_exchange *x);
/* Where an answer goes, and what is written into its topmost Via. */
void sip_reply_address(const struct fw_sip *s, const struct sip_message *request, const struct sip_peer *from,
                       struct sip_peer *to, struct sip_reply *reply, char received[16]);

/* invite_in.c. False: it is of no call. */
bool sip_calls_on_request(const struct sip_exchange *x);
