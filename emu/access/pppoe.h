/* SPDX-License-Identifier: MIT */
/*
 * The provider as a PPPoE concentrator (RFC 2516), when a scenario says so: sessions, and PPP (RFC 1661) from the
 * server's side. It shares no code with the unit's, so that one mistake does not hide on both sides.
 *
 * An IP packet that comes out of a session goes on as if the unit had sent it in a frame of its own, and a frame for
 * the address of a session goes into that session. So all services of the provider are there by PPPoE as well.
 */
#pragma once
#include "access_priv.h"

#define LAB_PPPOE_HEADER       20u /* Ethernet's and PPPoE's */
#define LAB_PPPOE_SESSIONS_MAX 8u
#define LAB_PPP_MRU            1492u /* RFC 2516 section 7 */

enum lab_ppp_phase { LAB_PPP_FREE, LAB_PPP_LCP, LAB_PPP_LOGIN, LAB_PPP_IPCP, LAB_PPP_UP };

struct lab_ppp_last {
    uint8_t id, bytes[64];
    size_t n; /* 0: none */
};

struct lab_pppoe_session {
    struct emu_lab *lab;
    enum lab_ppp_phase phase;
    uint16_t id;
    uint8_t mac[6];
    uint32_t ip;  /* the unit's */
    uint16_t mru; /* that the unit asked for */
    bool is_ours_acked, is_theirs_acked;
    struct lab_ppp_last last; /* request of the unit's that was acknowledged in this phase */
    uint8_t request_id, echo_id, login_id;
    uint8_t challenge[16];
    unsigned n_tries, n_echoes;
    struct board_timer timer; /* repeats what is not answered; of a session that is up: echo */
};

struct lab_pppoe {
    bool is_on, is_silent, is_refusing, has_dhcp;
    enum emu_lab_pppoe_auth auth;
    char user[64], password[128], name[64], service[64];
    uint32_t dns[2];
    unsigned n_sessions; /* so far */
    struct lab_pppoe_session session[LAB_PPPOE_SESSIONS_MAX];
};

/* pppoe.c: a PPP packet of the session's, from its protocol field on. */
void lab_pppoe_put(struct lab_pppoe_session *s, const uint8_t *packet, size_t n);
/* Ends it, with a PADT or without a word. */
void lab_pppoe_close(struct lab_pppoe_session *s, bool with_padt);
/* ppp.c */
void lab_ppp_start(struct lab_pppoe_session *s);
void lab_ppp_input(struct lab_pppoe_session *s, const uint8_t *packet, size_t n);
void lab_ppp_terminate(struct lab_pppoe_session *s);
void lab_ppp_on_timer(void *session, struct board_timer *t);
