/* SPDX-License-Identifier: MIT */
/* LCP: the options of the link (RFC 1661 section 6), and whether the provider is still there. */
#include "ppp.h"
#include <board/board.h>
#include <board/entropy.h>
#include <rt/buf.h>
#include <string.h>

enum option { MRU = 1, AUTHENTICATION = 3, MAGIC = 5 };
enum { MRU_BYTES = 4, MAGIC_BYTES = 6, CHAP_BYTES = 5, PAP_BYTES = 4, CHAP_MD5 = 5 };

void ppp_lcp_reset(struct ppp *p)
{
    p->asks_mru = p->asks_magic = true;
    p->mru = PPP_MRU;
    p->auth = 0;
    do {
        p->magic = board_entropy_u32(p->config.board);
    } while (p->magic == 0);
}

static size_t put_request(struct ppp *p, uint8_t *options)
{
    size_t n = 0;
    if (p->asks_mru) {
        options[n] = MRU;
        options[n + 1] = MRU_BYTES;
        rt_put_be16(options + n + 2, PPP_MRU);
        n += MRU_BYTES;
    }
    if (p->asks_magic) {
        options[n] = MAGIC;
        options[n + 1] = MAGIC_BYTES;
        rt_put_be32(options + n + 2, p->magic);
        n += MAGIC_BYTES;
    }
    return n;
}

/* PAP or CHAP with MD5; 0: another way. */
static enum ppp_protocol auth_of(const struct ppp_option *o)
{
    uint16_t protocol = o->n >= 4 ? rt_be16(o->bytes + 2) : 0;
    bool is_chap = protocol == PPP_CHAP && o->n == CHAP_BYTES && o->bytes[4] == CHAP_MD5;
    return is_chap ? PPP_CHAP : protocol == PPP_PAP && o->n == PAP_BYTES ? PPP_PAP : 0;
}

/* Header compression and the like are refused, as RFC 2516 section 7 wants. */
static enum ppp_verdict judge(const struct ppp *p, const struct ppp_option *o, uint8_t *better)
{
    memcpy(better, o->bytes, o->n);
    switch (o->bytes[0]) {
    case MRU:
        if (o->n != MRU_BYTES) {
            return PPP_NEVER;
        }
        rt_put_be16(better + 2, PPP_MRU);
        return rt_be16(o->bytes + 2) < PPP_MRU_MIN ? PPP_OTHERWISE : PPP_FINE;
    case AUTHENTICATION:
        if (auth_of(o) != 0) {
            return PPP_FINE;
        }
        if (o->n < CHAP_BYTES) {
            rt_put_be16(better + 2, PPP_PAP);
            return o->n == PAP_BYTES ? PPP_OTHERWISE : PPP_NEVER;
        }
        rt_put_be16(better + 2, PPP_CHAP);
        better[4] = CHAP_MD5;
        return o->n == CHAP_BYTES ? PPP_OTHERWISE : PPP_NEVER;
    case MAGIC:
        if (o->n != MAGIC_BYTES) {
            return PPP_NEVER;
        }
        rt_put_be32(better + 2, ~p->magic);
        return rt_be32(o->bytes + 2) == p->magic || rt_be32(o->bytes + 2) == 0 ? PPP_OTHERWISE : PPP_FINE;
    default:
        return PPP_NEVER;
    }
}

static void take(struct ppp *p, const struct ppp_option *o)
{
    if (o->bytes[0] == MRU) {
        uint16_t mru = rt_be16(o->bytes + 2);
        p->mru = mru < PPP_MRU ? mru : (uint16_t)PPP_MRU;
    } else if (o->bytes[0] == AUTHENTICATION) {
        p->auth = auth_of(o);
    }
}

/* Another MRU of ours makes no difference: what comes is read, however long. */
static bool on_nak(struct ppp *p, const struct ppp_option *o)
{
    if (o->bytes[0] == MRU) {
        p->asks_mru = false;
    } else if (o->bytes[0] == MAGIC) {
        p->magic = board_entropy_u32(p->config.board) | 1u;
    }
    return true;
}

static bool on_reject(struct ppp *p, const struct ppp_option *o)
{
    p->asks_mru = p->asks_mru && o->bytes[0] != MRU;
    p->asks_magic = p->asks_magic && o->bytes[0] != MAGIC;
    return true;
}

const struct ppp_control_ops ppp_lcp_ops = {.protocol = PPP_LCP,
                                            .name = "lcp",
                                            .put_request = put_request,
                                            .judge = judge,
                                            .take = take,
                                            .on_nak = on_nak,
                                            .on_reject = on_reject};

/* ---- echo ---- */

static uint32_t magic_of(const struct ppp *p)
{
    return p->asks_magic ? p->magic : 0;
}

void ppp_echo_start(struct ppp *p)
{
    p->n_echoes = 0;
    board_timer_start(p->config.board, &p->echo_timer, (uint64_t)PPP_ECHO_S * BOARD_US_PER_S);
}

void ppp_on_echo_timer(void *ctx, struct board_timer *t)
{
    struct ppp *p = ctx;
    uint8_t data[4];
    if (p->n_echoes >= PPP_ECHOES_LOST_MAX) {
        ppp_fail(p, "the provider answers no echo");
        return;
    }
    p->n_echoes++;
    rt_put_be32(data, magic_of(p));
    ppp_send(p, PPP_LCP, PPP_ECHO, ++p->echo_id, data, sizeof data);
    board_timer_start(p->config.board, t, (uint64_t)PPP_ECHO_S * BOARD_US_PER_S);
}

static void on_echo(struct ppp *p, uint8_t id, const uint8_t *data, size_t n)
{
    uint8_t reply[PPP_PACKET_MAX];
    if (n < 4 || n > sizeof reply || p->lcp.state != PPP_OPEN) {
        return;
    }
    memcpy(reply, data, n);
    rt_put_be32(reply, magic_of(p));
    ppp_send(p, PPP_LCP, PPP_ECHO_REPLY, id, reply, n);
}

/* A protocol of ours that the provider does not know. */
static void on_protocol_reject(struct ppp *p, const uint8_t *data, size_t n)
{
    uint16_t protocol = n >= 2 ? rt_be16(data) : 0;
    if (p->lcp.state != PPP_OPEN) {
        return;
    }
    if (protocol == PPP_IPCP || protocol == PPP_IP) {
        ppp_fail(p, "the provider carries no IP");
    } else if (protocol == PPP_LCP || (protocol == p->auth && protocol != 0)) {
        ppp_fail(p, "the provider speaks another PPP");
    }
}

bool ppp_lcp_input(struct ppp *p, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    switch (code) {
    case PPP_PROTOCOL_REJECT:
        on_protocol_reject(p, data, n);
        return true;
    case PPP_ECHO:
        on_echo(p, id, data, n);
        return true;
    case PPP_ECHO_REPLY:
        p->n_echoes = 0;
        return true;
    case PPP_DISCARD:
        return true;
    default:
        return false;
    }
}
