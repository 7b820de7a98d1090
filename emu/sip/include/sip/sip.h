/* SPDX-License-Identifier: MIT */
/*
 * The provider's SIP server at 192.168.1.200:5060: a registrar, mailboxes, and a client that sends NOTIFY. Its proxy
 * needs no setting: it works once there is a registrar or a telephone.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct emu_lab;

/* The provider's SIP server sends a NOTIFY from 192.168.1.200:5060, and answers one challenge with the login. */
struct emu_lab_notify {
    uint32_t unit_ip;
    uint16_t unit_port;          /* of the line: SIP_Port_n_ */
    const char *event;           /* "resync", "report" ... (guide p.2-15, p.2-19) */
    const char *user, *password; /* NULL: a challenge stays unanswered */
};
/* Request and response are reported as LAB events; an unanswered earlier request is dropped. RT_EUNREACH: no packet
 * from the unit yet. RT_EINVAL: characters that no header may contain. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err emu_lab_notify(struct emu_lab *lab, const struct emu_lab_notify *notify);
/* Nothing more is waited for. */
bool emu_lab_notify_is_over(void *lab);
/* SIP status of the last answer to the last NOTIFY; 0: none came. */
unsigned emu_lab_notify_status(const struct emu_lab *lab);

/* How SIP comes to the provider. By TCP at port 5060, by TLS at 5061, with the certificate of its HTTPS. */
#define EMU_LAB_SIP_LIST(X)                                                                                            \
    X(SIP_UDP, "udp", "by UDP")                                                                                        \
    X(SIP_TCP, "tcp", "by TCP")                                                                                        \
    X(SIP_TLS, "tls", "by TLS")
#define EMU_LAB_ENUM(id, name, help) EMU_LAB_##id,
enum emu_lab_sip { EMU_LAB_SIP_LIST(EMU_LAB_ENUM) EMU_LAB_N_SIPS };
#undef EMU_LAB_ENUM

/* The provider as a registrar at 192.168.1.200:5060. Until it is one, it says nothing to REGISTER. */
struct emu_lab_registrar {
    const char *user, *password, *realm; /* user "": everybody may register */
    enum emu_lab_sip transport;          /* the only one that REGISTER may come by */
    bool closes;                         /* ends the connections that there are now */
    uint32_t expires;                    /* grants at most so many seconds */
    unsigned answer;                     /* status of SIP instead of what is right; 0: none */
    uint32_t n_faulty;                   /* so many of answer or silence; 0: all */
    bool is_silent, has_qop;
    bool wants_calls;     /* INVITEs of its users need the login too (407) */
    uint32_t n_stale;     /* so many good logins are answered with a new nonce, stale=true */
    uint32_t min_expires; /* 423 below it; 0: any */
    uint64_t slow_us;     /* each answer comes so late */
};
/* Copied; replaces what was set. Requests are reported as LAB events: "sip: REGISTER 1001: 200, 3600 s". RT_ETOOBIG;
 * RT_EINVAL: characters that no header may contain; RT_ENOTSUP: TCP, and the unit is not at the provider. */
enum rt_err emu_lab_set_registrar(struct emu_lab *lab, const struct emu_lab_registrar *config);

/* A mailbox of the provider: takes subscriptions to it, and sends what waits to the subscriber; without one to who has
 * registered as that user. Reported as LAB events: "sip: SUBSCRIBE 1001: 200, 3600 s". */
struct emu_lab_mailbox {
    const char *user;
    uint32_t n_new, n_old;
    uint32_t expires;  /* grants at most so many seconds */
    unsigned answer;   /* status of SIP to a subscription; 0: as it should */
    bool is_silent;    /* answers no subscription */
    uint32_t n_faulty; /* so many of answer or silence; 0: all */
    bool ends;         /* the subscription ends with this NOTIFY */
    const char *type;  /* Content-Type */
    const char *body;  /* in place of the summary; NULL: the summary */
};
/* Adds it or changes it, and sends a NOTIFY. RT_EINVAL: user or type; RT_ETOOBIG; RT_EFULL: there are 8; RT_ENOMEM. */
enum rt_err emu_lab_set_mailbox(struct emu_lab *lab, const struct emu_lab_mailbox *mailbox);
