/* SPDX-License-Identifier: MIT */
/* PPP of the concentrator: LCP (RFC 1661), PAP (RFC 1334), CHAP with MD5 (RFC 1994), IPCP (RFC 1332, RFC 1877). */
#include "pppoe.h"
#include <mbedtls/md5.h>
#include <stdio.h>
#include <string.h>

#define REPEAT_US  (3u * (uint64_t)BOARD_US_PER_S)
#define ECHO_US    (30u * (uint64_t)BOARD_US_PER_S)
#define TRIES_MAX  10u
#define ECHOES_MAX 3u
#define HEAD       4u

enum { LCP = 0xc021, PAP = 0xc023, CHAP = 0xc223, IPCP = 0x8021 };
enum { REQUEST = 1, ACK, NAK, REJECT, TERMINATE, TERMINATED, CODE_REJECT, PROTOCOL_REJECT, ECHO, ECHO_REPLY };
enum { CHALLENGE = 1, RESPONSE, SUCCESS, FAILURE };
enum { MRU = 1, AUTH = 3, MAGIC = 5, ADDRESS = 3, FIRST_DNS = 129, SECOND_DNS = 131 };

static void put(struct lab_pppoe_session *s, uint16_t protocol, uint8_t code, uint8_t id, const void *data, size_t n)
{
    uint8_t packet[2 + HEAD + LAB_PPP_MRU];
    n = n > LAB_PPP_MRU - HEAD ? LAB_PPP_MRU - HEAD : n;
    rt_put_be16(packet, protocol);
    packet[2] = code;
    packet[3] = id;
    rt_put_be16(packet + 4, (uint16_t)(HEAD + n));
    memcpy(packet + 2 + HEAD, data, n);
    lab_pppoe_put(s, packet, 2 + HEAD + n);
}

static void wait(struct lab_pppoe_session *s, uint64_t us)
{
    board_timer_start(s->lab->board, &s->timer, us);
}

/* ---- our requests ---- */

static void send_lcp_request(struct lab_pppoe_session *s)
{
    uint8_t o[16] = {MRU, 4, LAB_PPP_MRU >> 8, LAB_PPP_MRU & 0xff, MAGIC, 6, 'l', 'a', 'b', (uint8_t)s->id};
    size_t n = 10;
    if (s->lab->access->pppoe->auth == EMU_LAB_PPPOE_PAP) {
        memcpy(o + n, (const uint8_t[]){AUTH, 4, PAP >> 8, PAP & 0xff}, 4);
        n += 4;
    } else if (s->lab->access->pppoe->auth == EMU_LAB_PPPOE_CHAP) {
        memcpy(o + n, (const uint8_t[]){AUTH, 5, CHAP >> 8, CHAP & 0xff, 5}, 5); /* MD5 */
        n += 5;
    }
    put(s, LCP, REQUEST, ++s->request_id, o, n);
}

static void send_ipcp_request(struct lab_pppoe_session *s)
{
    uint8_t o[6] = {ADDRESS, 6};
    rt_put_be32(o + 2, EMU_NET_GATEWAY);
    put(s, IPCP, REQUEST, ++s->request_id, o, sizeof o);
}

static void send_challenge(struct lab_pppoe_session *s)
{
    uint8_t data[1 + sizeof s->challenge + sizeof s->lab->access->pppoe->name] = {sizeof s->challenge};
    const char *name = s->lab->access->pppoe->name;
    char text[32], hex[33];
    (void)snprintf(text, sizeof text, "challenge %u %u", (unsigned)s->id, (unsigned)++s->login_id);
    lab_md5_hex(text, hex); /* the same in each run */
    memcpy(s->challenge, hex, sizeof s->challenge);
    memcpy(data + 1, s->challenge, sizeof s->challenge);
    memcpy(data + 1 + sizeof s->challenge, name, strlen(name));
    put(s, CHAP, CHALLENGE, s->login_id, data, 1 + sizeof s->challenge + strlen(name));
}

static void begin(struct lab_pppoe_session *s, enum lab_ppp_phase phase)
{
    s->phase = phase;
    s->n_tries = 0;
    s->last.n = 0;
    s->is_ours_acked = s->is_theirs_acked = false;
    if (phase == LAB_PPP_UP) {
        s->n_echoes = 0;
        wait(s, ECHO_US);
        return;
    }
    if (phase == LAB_PPP_LCP) {
        send_lcp_request(s);
    } else if (phase == LAB_PPP_IPCP) {
        send_ipcp_request(s);
    } else if (s->lab->access->pppoe->auth == EMU_LAB_PPPOE_CHAP) {
        send_challenge(s);
    }
    wait(s, REPEAT_US);
}

void lab_ppp_start(struct lab_pppoe_session *s)
{
    begin(s, LAB_PPP_LCP);
}

static void send_echo(struct lab_pppoe_session *s)
{
    static const uint8_t magic[4] = {'l', 'a', 'b', 0};
    if (s->n_echoes++ >= ECHOES_MAX) {
        lab_say(s->lab, "pppoe: session %u: the unit answers no echo", (unsigned)s->id);
        lab_pppoe_close(s, true);
        return;
    }
    put(s, LCP, ECHO, ++s->echo_id, magic, sizeof magic);
    wait(s, ECHO_US);
}

void lab_ppp_on_timer(void *session, struct board_timer *t)
{
    struct lab_pppoe_session *s = session;
    (void)t;
    if (s->lab->access->pppoe->is_silent) {
        wait(s, REPEAT_US);
        return;
    }
    if (s->phase == LAB_PPP_UP) {
        send_echo(s);
        return;
    }
    if (++s->n_tries >= TRIES_MAX) {
        lab_say(s->lab, "pppoe: session %u: the unit does not answer", (unsigned)s->id);
        lab_pppoe_close(s, true);
        return;
    }
    if (s->phase == LAB_PPP_LCP) {
        s->is_ours_acked = false;
        send_lcp_request(s);
    } else if (s->phase == LAB_PPP_IPCP) {
        s->is_ours_acked = false;
        send_ipcp_request(s);
    } else if (s->lab->access->pppoe->auth == EMU_LAB_PPPOE_CHAP) {
        send_challenge(s);
    }
    wait(s, REPEAT_US);
}

void lab_ppp_terminate(struct lab_pppoe_session *s)
{
    static const char why[] = "good night";
    put(s, LCP, TERMINATE, ++s->request_id, why, strlen(why));
    lab_pppoe_close(s, true);
}

/* ---- login ---- */

static bool is_account(const struct lab_pppoe *p, const char *user)
{
    return p->user[0] == '\0' || strcmp(p->user, user) == 0;
}

static void decide(struct lab_pppoe_session *s, uint16_t protocol, uint8_t id, const char *user, bool is_right)
{
    static const char welcome[] = "welcome", go_away[] = "wrong name or password";
    const char *says = is_right ? welcome : go_away;
    uint8_t data[64] = {(uint8_t)strlen(says)};
    uint8_t code = protocol == PAP ? (is_right ? ACK : NAK) : (is_right ? SUCCESS : FAILURE);
    size_t n = protocol == PAP ? 1 : 0;
    memcpy(data + n, says, strlen(says));
    if (s->phase == LAB_PPP_LOGIN) {
        lab_say(s->lab, "pppoe: session %u: %s login \"%s\": %s", (unsigned)s->id, protocol == PAP ? "PAP" : "CHAP",
                user, is_right ? "accepted" : "refused");
    }
    put(s, protocol, code, id, data, n + strlen(says));
    if (!is_right) {
        lab_ppp_terminate(s);
    } else if (s->phase == LAB_PPP_LOGIN) {
        begin(s, LAB_PPP_IPCP);
    } /* else it asked again, and is told again */
}

static void on_pap(struct lab_pppoe_session *s, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    const struct lab_pppoe *p = s->lab->access->pppoe;
    char user[64], password[128];
    if (code != REQUEST || n < 2 || data[0] + 2u > n || data[0] + 2u + data[1 + data[0]] > n) {
        return;
    }
    (void)lab_clean(user, sizeof user, data + 1, data[0]);
    (void)lab_clean(password, sizeof password, data + 2 + data[0], data[1 + data[0]]);
    decide(s, PAP, id, user, is_account(p, user) && (p->user[0] == '\0' || strcmp(p->password, password) == 0));
}

static void on_chap(struct lab_pppoe_session *s, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    const struct lab_pppoe *p = s->lab->access->pppoe;
    mbedtls_md5_context md5;
    uint8_t sum[16];
    char user[64];
    if (code != RESPONSE || id != s->login_id || n < 17 || data[0] != 16) {
        return;
    }
    (void)lab_clean(user, sizeof user, data + 17, n - 17);
    mbedtls_md5_init(&md5);
    (void)mbedtls_md5_starts_ret(&md5); /* these cannot fail in software */
    (void)mbedtls_md5_update_ret(&md5, &id, 1);
    (void)mbedtls_md5_update_ret(&md5, (const uint8_t *)p->password, strlen(p->password));
    (void)mbedtls_md5_update_ret(&md5, s->challenge, sizeof s->challenge);
    (void)mbedtls_md5_finish_ret(&md5, sum);
    mbedtls_md5_free(&md5);
    decide(s, CHAP, id, user, is_account(p, user) && (p->user[0] == '\0' || memcmp(sum, data + 1, 16) == 0));
}

/* ---- the unit's requests ---- */

/* 0: it is fine as it is. */
static uint8_t judge(const struct lab_pppoe_session *s, bool is_lcp, const uint8_t *o, uint8_t better[6])
{
    const struct lab_pppoe *p = s->lab->access->pppoe;
    memcpy(better, o, 2);
    if (is_lcp) {
        return o[0] == MRU && o[1] == 4 ? 0 : o[0] == MAGIC && o[1] == 6 ? 0 : REJECT;
    }
    uint32_t should = o[0] == ADDRESS ? s->ip : o[0] == FIRST_DNS ? p->dns[0] : o[0] == SECOND_DNS ? p->dns[1] : 0;
    if (o[1] != 6 || should == 0) {
        return REJECT;
    }
    rt_put_be32(better + 2, should);
    return rt_be32(o + 2) == should ? 0 : NAK;
}

static bool is_repeated(const struct lab_pppoe_session *s, uint8_t id, const uint8_t *data, size_t n)
{
    return s->last.n == n && n > 0 && s->last.id == id && memcmp(s->last.bytes, data, n) == 0;
}

static void check(struct lab_pppoe_session *s)
{
    char ip[16];
    if (!s->is_ours_acked || !s->is_theirs_acked) {
        return;
    }
    if (s->phase == LAB_PPP_LCP) {
        struct lab_ppp_last last = s->last; /* it may come again */
        begin(s, s->lab->access->pppoe->auth == EMU_LAB_PPPOE_NONE ? LAB_PPP_IPCP : LAB_PPP_LOGIN);
        s->last = last;
    } else if (s->phase == LAB_PPP_IPCP) {
        lab_say(s->lab, "pppoe: session %u up: %s", (unsigned)s->id, rt_ipv4_text(s->ip, ip));
        struct lab_ppp_last last = s->last;
        begin(s, LAB_PPP_UP);
        s->last = last;
    }
}

static void on_request(struct lab_pppoe_session *s, bool is_lcp, uint8_t id, const uint8_t *data, size_t n)
{
    uint8_t out[LAB_PPP_MRU], better[6];
    uint8_t worst = 0;
    size_t n_out = 0;
    uint16_t protocol = is_lcp ? LCP : IPCP;
    if (is_repeated(s, id, data, n)) {
        put(s, protocol, ACK, id, data, n);
        return;
    }
    if (s->phase != (is_lcp ? LAB_PPP_LCP : LAB_PPP_IPCP)) {
        begin(s, is_lcp ? LAB_PPP_LCP : LAB_PPP_IPCP); /* the unit begins again */
    }
    for (size_t i = 0; i < n; i += data[i + 1]) {
        if (n - i < 2 || data[i + 1] < 2 || data[i + 1] > n - i) {
            return;
        }
        uint8_t verdict = judge(s, is_lcp, data + i, better);
        if (verdict > worst) {
            worst = verdict;
            n_out = 0;
        }
        if (verdict != 0 && verdict == worst) {
            memcpy(out + n_out, verdict == REJECT ? data + i : better, data[i + 1]);
            n_out += data[i + 1];
        }
        if (is_lcp && data[i] == MRU && verdict == 0) {
            uint16_t mru = rt_be16(data + i + 2);
            s->mru = mru < LAB_PPP_MRU ? mru : (uint16_t)LAB_PPP_MRU;
        }
    }
    s->is_theirs_acked = worst == 0;
    if (worst != 0) {
        put(s, protocol, worst, id, out, n_out);
        return;
    }
    put(s, protocol, ACK, id, data, n);
    if (n <= sizeof s->last.bytes) {
        s->last.id = id;
        s->last.n = n;
        memcpy(s->last.bytes, data, n);
    }
    check(s);
}

/* The answer to ours. It is as it should be, so another one than ACK is no agreement. */
static void on_answer(struct lab_pppoe_session *s, bool is_lcp, uint8_t code, uint8_t id)
{
    if (s->phase != (is_lcp ? LAB_PPP_LCP : LAB_PPP_IPCP) || id != s->request_id || s->is_ours_acked) {
        return;
    }
    if (code != ACK) {
        lab_say(s->lab, "pppoe: session %u: no agreement on %s", (unsigned)s->id, is_lcp ? "LCP" : "IPCP");
        lab_ppp_terminate(s);
        return;
    }
    s->is_ours_acked = true;
    check(s);
}

static void on_other(struct lab_pppoe_session *s, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    if (code == ECHO && n >= 4) {
        uint8_t reply[LAB_PPP_MRU];
        memcpy(reply, data, n);
        memcpy(reply, "lab", 4);
        put(s, LCP, ECHO_REPLY, id, reply, n);
    } else if (code == ECHO_REPLY) {
        s->n_echoes = 0;
    } else if (code == TERMINATE) {
        put(s, LCP, TERMINATED, id, data, n);
        lab_say(s->lab, "pppoe: session %u ended by the unit", (unsigned)s->id);
        lab_pppoe_close(s, false);
    }
}

void lab_ppp_input(struct lab_pppoe_session *s, const uint8_t *packet, size_t n)
{
    if (n < 2 + HEAD || rt_be16(packet + 4) < HEAD || rt_be16(packet + 4) > n - 2 ||
        rt_be16(packet + 4) > LAB_PPP_MRU) {
        return;
    }
    uint16_t protocol = rt_be16(packet);
    uint8_t code = packet[2], id = packet[3];
    const uint8_t *data = packet + 2 + HEAD;
    size_t n_data = rt_be16(packet + 4) - HEAD;
    bool is_lcp = protocol == LCP, is_control = is_lcp || (protocol == IPCP && s->phase >= LAB_PPP_IPCP);
    bool is_login = s->phase >= LAB_PPP_LOGIN;
    if (is_control && code == REQUEST) {
        on_request(s, is_lcp, id, data, n_data);
    } else if (is_control && (code == ACK || code == NAK || code == REJECT)) {
        on_answer(s, is_lcp, code, id);
    } else if (is_lcp) {
        on_other(s, code, id, data, n_data);
    } else if (protocol == PAP && is_login && s->lab->access->pppoe->auth == EMU_LAB_PPPOE_PAP) {
        on_pap(s, code, id, data, n_data);
    } else if (protocol == CHAP && is_login && s->lab->access->pppoe->auth == EMU_LAB_PPPOE_CHAP) {
        on_chap(s, code, id, data, n_data);
    }
}
