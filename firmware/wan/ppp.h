/* SPDX-License-Identifier: MIT */
/*
 * PPP over a link that carries whole packets, from the client's side: LCP (RFC 1661), PAP (RFC 1334), CHAP with MD5
 * (RFC 1994), IPCP with name servers (RFC 1332, RFC 1877). Bytes, timers and states only; frames are pppoe.c's.
 *
 * Own code in place of lwIP's: that one makes an interface of its own, while here the Internet port stays one, whatever
 * carries its packets; it keeps state in globals and timers in a list of its own; and it ignores a PADT.
 *
 * Owner: struct pppoe. No memory but this struct. A callback is the last thing that a call does, so it may start or
 * stop all.
 */
#pragma once
#include <board/clock.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct fw_log;
struct fw_params;
struct ppp;

/* RFC 1661 section 4.6. */
#define PPP_RESTART_S       3u
#define PPP_REQUESTS_MAX    10u
#define PPP_NAKS_MAX        5u
/* "Is the other end still there?" guess: nothing is public of the unit. */
#define PPP_ECHO_S          30u
#define PPP_ECHOES_LOST_MAX 3u
/* What PPPoE leaves of an Ethernet frame: RFC 2516 section 7. */
#define PPP_MRU             1492u
#define PPP_MRU_MIN         128u /* a smaller one is asked to be larger. guess */
/* A control packet without its protocol. */
#define PPP_PACKET_MAX      PPP_MRU
/* Of a request of the provider's, kept to tell a repeated one from a new one. */
#define PPP_REMEMBERED_MAX  64u

enum ppp_protocol {
    PPP_IP = 0x0021,
    PPP_IPCP = 0x8021,
    PPP_LCP = 0xc021,
    PPP_PAP = 0xc023,
    PPP_CHAP = 0xc223,
};

enum ppp_code {
    PPP_REQUEST = 1, /* Configure-Request */
    PPP_ACK,
    PPP_NAK,
    PPP_REJECT,
    PPP_TERMINATE,
    PPP_TERMINATED,
    PPP_CODE_REJECT,
    PPP_PROTOCOL_REJECT,
    PPP_ECHO,
    PPP_ECHO_REPLY,
    PPP_DISCARD
};

/* What becomes of an option of the provider's request; a higher one outdoes the lower ones. */
enum ppp_verdict { PPP_FINE, PPP_OTHERWISE, PPP_NEVER };

/* An option: type, length of all, value. */
struct ppp_option {
    const uint8_t *bytes;
    size_t n; /* of all; 2 or more */
};

/* One of the two protocols that negotiate: LCP, IPCP. */
struct ppp_control_ops {
    enum ppp_protocol protocol;
    const char *name;
    /* Writes our request's options; at most 32 bytes. */
    size_t (*put_request)(struct ppp *p, uint8_t *options);
    /* PPP_OTHERWISE: what it should be is written to better, as long as the option itself. */
    enum ppp_verdict (*judge)(const struct ppp *p, const struct ppp_option *o, uint8_t *better);
    /* An option of a request that is acknowledged. */
    void (*take)(struct ppp *p, const struct ppp_option *o);
    /* What the provider says to an option of ours. False: without it there is no use in going on. */
    bool (*on_nak)(struct ppp *p, const struct ppp_option *o);
    bool (*on_reject)(struct ppp *p, const struct ppp_option *o);
};

struct ppp_control {
    const struct ppp_control_ops *ops;
    struct ppp *ppp;
    enum { PPP_CLOSED, PPP_OPENING, PPP_OPEN } state;
    bool is_ours_acked, is_theirs_acked;
    uint8_t id; /* of our last request */
    unsigned n_requests, n_naks_sent, n_naks_got;
    uint8_t last[PPP_REMEMBERED_MAX]; /* the provider's acknowledged request */
    size_t n_last;
    uint8_t last_id;
    struct board_timer timer;
};

enum ppp_phase { PPP_DEAD, PPP_ESTABLISHING, PPP_AUTHENTICATING, PPP_NETWORK, PPP_RUNNING };

struct ppp_config {
    struct board *board;
    struct fw_log *log;
    const struct fw_params *params; /* name and password: read when they are asked for */
    /* A packet from its protocol field on. */
    void (*send)(void *ctx, const uint8_t *packet, size_t n);
    void (*on_up)(void *ctx);
    void (*on_down)(void *ctx, const char *why); /* PPP is dead, and its timers stand */
    void *ctx;
};

struct ppp {
    struct ppp_config config;
    enum ppp_phase phase;
    struct ppp_control lcp, ipcp;
    /* LCP */
    uint32_t magic;
    bool asks_mru, asks_magic;
    uint16_t mru;           /* the provider's */
    enum ppp_protocol auth; /* that the provider wants; 0: none */
    /* PAP, CHAP */
    struct board_timer auth_timer;
    unsigned n_auth;
    uint8_t answer[4 + 1 + 16 + 256]; /* that is repeated until there is a verdict: PAP's request, CHAP's response */
    size_t n_answer;
    uint8_t auth_id;
    /* IPCP, host order */
    uint32_t ip, peer_ip, dns[2];
    bool asks_dns[2];
    /* echo */
    struct board_timer echo_timer;
    unsigned n_echoes; /* without a reply */
    uint8_t echo_id;
};

void ppp_init(struct ppp *p, const struct ppp_config *config);
/* The link is there. */
void ppp_start(struct ppp *p);
/* Stops without a callback. */
void ppp_stop(struct ppp *p);
/* Before that: tells the provider, if there is a session. */
void ppp_say_goodbye(struct ppp *p);
/* A packet from its protocol field on, of a protocol other than IP. */
void ppp_input(struct ppp *p, const uint8_t *packet, size_t n);

/* ---- of one another: ppp.c, ppp_control.c, ppp_lcp.c, ppp_ipcp.c, ppp_auth.c ---- */
extern const struct ppp_control_ops ppp_lcp_ops, ppp_ipcp_ops;
void ppp_send(struct ppp *p, enum ppp_protocol protocol, uint8_t code, uint8_t id, const uint8_t *data, size_t n);
/* The end of this session. why: static text. */
void ppp_fail(struct ppp *p, const char *why);

void ppp_control_init(struct ppp_control *c, struct ppp *p, const struct ppp_control_ops *ops);
void ppp_control_start(struct ppp_control *c);
void ppp_control_stop(struct ppp_control *c);
/* code: 1 to 7. Others are rejected. */
void ppp_control_input(struct ppp_control *c, uint8_t code, uint8_t id, const uint8_t *data, size_t n);
/* ppp.c: it is agreed on; it is negotiated again. */
void ppp_on_open(struct ppp *p, const struct ppp_control *c);
void ppp_on_reopen(struct ppp *p, const struct ppp_control *c);
/* ppp_lcp.c: echo and protocol-reject; false: another code. */
bool ppp_lcp_input(struct ppp *p, uint8_t code, uint8_t id, const uint8_t *data, size_t n);
void ppp_lcp_reset(struct ppp *p);
void ppp_ipcp_reset(struct ppp *p);
void ppp_echo_start(struct ppp *p);
void ppp_on_echo_timer(void *ctx, struct board_timer *t);
void ppp_auth_start(struct ppp *p);
void ppp_auth_input(struct ppp *p, enum ppp_protocol protocol, uint8_t code, uint8_t id, const uint8_t *data, size_t n);
void ppp_on_auth_timer(void *ctx, struct board_timer *t);
/* ppp.c: the provider knows who we are. */
void ppp_on_authenticated(struct ppp *p);
