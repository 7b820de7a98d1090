/* SPDX-License-Identifier: MIT */
/*
 * The other telephone of a call, at 192.168.1.60: a registrar that says 200, a callee that answers at once and does
 * what REFER says (it reports 200), a caller; it hangs up never first. Written without the unit's SIP.
 */
#pragma once
#include <harness/tls_peer.h>

#define TELEPHONE_IP   0xc0a8013cu
#define TELEPHONE_TEXT "192.168.1.60"

struct telephone {
    struct outside *outside;
    struct outside_service service;
    struct tcp_peer tcp;
    struct tcp_peer secure;                                   /* TLS, at the next port */
    struct lab_tls *tls;                                      /* of its last connection; NULL: none */
    uint64_t n_tls;                                           /* connections */
    struct rt_buf in;                                         /* of TCP and TLS: what came of a message */
    enum { TELEPHONE_UDP, TELEPHONE_TCP, TELEPHONE_TLS } way; /* by which the unit spoke last */
    unsigned n_registered, n_answered, n_ended; /* REGISTERs; calls that the unit answered or acknowledged; BYEs */
    unsigned n_calls;                           /* of its own */
    unsigned n_notify;                          /* of its own, too */
    unsigned n_subscribed;                      /* SUBSCRIBEs */
    unsigned n_referred;                        /* reports of success: that the unit has answered, that it sent */
    char ack[1500];                             /* the last one */
};

/* Once in a program, and before the memory is looked at: the certificate for TLS. */
void telephone_prepare(void);
void telephone_open(struct telephone *t, struct outside *o);
void telephone_close(struct telephone *t);
/* Sends an INVITE to the unit, of a new call each time. */
void telephone_call(struct telephone *t);
/* NOTIFY of a message that waits, without a subscription. */
void telephone_notify(struct telephone *t);
/* REFER to 201, in the unit's last call. */
void telephone_refer(struct telephone *t);
