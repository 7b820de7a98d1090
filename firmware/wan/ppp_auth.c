/* SPDX-License-Identifier: MIT */
/*
 * Who we are: PAP (RFC 1334 section 2) sends the password, CHAP (RFC 1994) an MD5 sum of it and of a challenge. Both
 * are repeated until there is a verdict, so that a lost one costs seconds. The password is in no line of any log.
 */
#include "ppp.h"
#include "wan_events.h"
#include <board/board.h>
#include <fw/digest.h>
#include <fw/element.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <string.h>

enum pap_code { PAP_REQUEST = 1, PAP_ACK, PAP_NAK };
enum { PAP_TEXT_MAX = 127, CHAP_TEXT_MAX = 255 }; /* longer ones are cut. guess */
enum chap_code { CHAP_CHALLENGE = 1, CHAP_RESPONSE, CHAP_SUCCESS, CHAP_FAILURE };

/* Of a parameter; cut at max. */
static struct rt_str text_of(const struct ppp *p, enum fw_element element, size_t max)
{
    const char *text = fw_element_text(p->config.params, element);
    return rt_str_n(text, strnlen(text, max));
}

static void send_answer(struct ppp *p)
{
    p->n_auth++;
    ppp_send(p, p->auth, p->auth == PPP_PAP ? PAP_REQUEST : CHAP_RESPONSE, p->auth_id, p->answer, p->n_answer);
    board_timer_start(p->config.board, &p->auth_timer, (uint64_t)PPP_RESTART_S * BOARD_US_PER_S);
}

/* Without a challenge the timer only bounds the wait for it. */
void ppp_on_auth_timer(void *ctx, struct board_timer *t)
{
    struct ppp *p = ctx;
    if (p->n_auth >= PPP_REQUESTS_MAX) {
        ppp_fail(p, "no answer (login)");
    } else if (p->n_answer > 0) {
        send_answer(p);
    } else {
        p->n_auth++;
        board_timer_start(p->config.board, t, (uint64_t)PPP_RESTART_S * BOARD_US_PER_S);
    }
}

static void make_pap(struct ppp *p)
{
    struct rt_str user = text_of(p, FW_EL_PPPOE_LOGIN_NAME, PAP_TEXT_MAX);
    struct rt_str password = text_of(p, FW_EL_PPPOE_LOGIN_PASSWORD, PAP_TEXT_MAX);
    p->answer[0] = (uint8_t)user.n;
    memcpy(p->answer + 1, user.p, user.n);
    p->answer[1 + user.n] = (uint8_t)password.n;
    memcpy(p->answer + 2 + user.n, password.p, password.n);
    p->n_answer = 2 + user.n + password.n;
}

void ppp_auth_start(struct ppp *p)
{
    p->n_auth = 0;
    p->n_answer = 0;
    p->auth_id++;
    if (p->auth == PPP_PAP) {
        make_pap(p);
        send_answer(p);
    } else {
        board_timer_start(p->config.board, &p->auth_timer, (uint64_t)PPP_RESTART_S * BOARD_US_PER_S);
    }
}

/* What the provider says to a login, as far as it can be printed. */
static void tell(const struct ppp *p, bool is_accepted, struct rt_str says)
{
    char text[64];
    size_t n = says.n < sizeof text - 1 ? says.n : sizeof text - 1;
    for (size_t i = 0; i < n; i++) {
        text[i] = (uint8_t)says.p[i] < 0x20 || (uint8_t)says.p[i] > 0x7e ? '.' : says.p[i];
    }
    text[n] = '\0';
    FW_TELL(p->config.log, ppp_login, 0, is_accepted, p->auth == PPP_PAP ? "PAP" : "CHAP",
            is_accepted ? "accepted" : "refused", text);
}

static void on_verdict(struct ppp *p, bool is_accepted, struct rt_str says)
{
    bool is_awaited = p->phase == PPP_AUTHENTICATING && p->n_answer > 0;
    if (is_accepted && !is_awaited) {
        return; /* said twice, or nothing was asked */
    }
    board_timer_stop(p->config.board, &p->auth_timer);
    tell(p, is_accepted, says);
    if (is_accepted) {
        ppp_on_authenticated(p);
    } else {
        ppp_fail(p, "the login is refused");
    }
}

static void pap_input(struct ppp *p, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    struct rt_str says = n > 0 && data[0] < n ? rt_str_n((const char *)data + 1, data[0]) : rt_str("");
    if (id == p->auth_id && (code == PAP_ACK || code == PAP_NAK)) {
        on_verdict(p, code == PAP_ACK, says);
    }
}

static void on_challenge(struct ppp *p, uint8_t id, const uint8_t *data, size_t n)
{
    if (n < 2 || data[0] == 0 || data[0] > n - 1) {
        return;
    }
    const char id_byte = (char)id;
    const struct rt_str parts[] = {rt_str_n(&id_byte, 1), text_of(p, FW_EL_PPPOE_LOGIN_PASSWORD, CHAP_TEXT_MAX),
                                   rt_str_n((const char *)data + 1, data[0])};
    struct rt_str user = text_of(p, FW_EL_PPPOE_LOGIN_NAME, CHAP_TEXT_MAX);
    p->auth_id = id;
    p->answer[0] = FW_MD5_BYTES;
    fw_md5_bytes(p->answer + 1, parts, 3);
    memcpy(p->answer + 1 + FW_MD5_BYTES, user.p, user.n);
    p->n_answer = 1 + FW_MD5_BYTES + user.n;
    if (p->phase == PPP_AUTHENTICATING) {
        send_answer(p);
    } else { /* a challenge later on: answered once, the provider repeats it */
        ppp_send(p, PPP_CHAP, CHAP_RESPONSE, id, p->answer, p->n_answer);
    }
}

static void chap_input(struct ppp *p, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    if (code == CHAP_CHALLENGE) {
        on_challenge(p, id, data, n);
    } else if (id == p->auth_id && (code == CHAP_SUCCESS || code == CHAP_FAILURE)) {
        on_verdict(p, code == CHAP_SUCCESS, rt_str_n((const char *)data, n));
    }
}

void ppp_auth_input(struct ppp *p, enum ppp_protocol protocol, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    if (protocol != p->auth || p->phase < PPP_AUTHENTICATING) {
        return; /* RFC 1661 section 3.5: not agreed on, or too early */
    }
    if (protocol == PPP_PAP) {
        pap_input(p, code, id, data, n);
    } else {
        chap_input(p, code, id, data, n);
    }
}
