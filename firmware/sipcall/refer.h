/* SPDX-License-Identifier: MIT */
/* REFER and Replaces inside firmware/sip. */
#pragma once
#include <fw/refer.h>
#include <fw/sip_client.h>

struct sip_exchange;

/* One REFER of a call, ours or the peer's; the last one. */
struct sip_refer {
    struct fw_sip_call *call;
    struct sip_client client; /* REFER, or NOTIFY */
    bool is_ours, is_over;
    unsigned n_auth;
    /* ours */
    char *refer_to;          /* owned */
    struct board_timer wait; /* for the next report */
    /* the peer's */
    int reports, next; /* status in the NOTIFY that is under way, and of the next; 0: none */
    bool wants_bye;    /* as soon as the last one is answered */
};

/* The members of fw_sip_call that are of here: *refer, owned. */
void sip_refer_stop(struct fw_sip_call *c); /* without a word to the peer */
void sip_refer_free(struct fw_sip_call *c);
/* A BYE must wait for the last NOTIFY; it follows by itself. */
bool sip_refer_delays_bye(struct fw_sip_call *c);
/* REFER and NOTIFY in the dialog. */
void sip_refer_on_refer(struct fw_sip_call *c, const struct sip_exchange *x);
void sip_refer_on_notify(struct fw_sip_call *c, const struct sip_exchange *x);

/* replaces.c */
/* Replaces of an INVITE: 0 and the call that it names (NULL: it has none), or the status to refuse with. */
int sip_find_replaced(const struct fw_sip_calls *calls, const struct sip_exchange *x, struct fw_sip_call **out);
/* Lines of an INVITE that the peer asked for. */
void sip_put_referral(struct rt_buf *out, const char *replaces, const char *referred_by);
