/* SPDX-License-Identifier: MIT */
/*
 * The option negotiation of RFC 1661 section 4, which LCP and IPCP share. Its ten states are three and two flags here:
 * Req-Sent, Ack-Rcvd and Ack-Sent are PPP_OPENING without a flag, with is_ours_acked, with is_theirs_acked. A
 * repetition of the request that was acknowledged last is acknowledged again, and no new negotiation: cables that
 * duplicate or lose frames.
 */
#include "ppp.h"
#include <board/board.h>
#include <rt/buf.h>
#include <string.h>

enum { OPTION_MAX = 32, NAKS_GOT_MAX = 10 };

static void send_request(struct ppp_control *c)
{
    uint8_t options[OPTION_MAX];
    size_t n = c->ops->put_request(c->ppp, options);
    c->is_ours_acked = false;
    c->n_requests++;
    c->id++;
    ppp_send(c->ppp, c->ops->protocol, PPP_REQUEST, c->id, options, n);
    board_timer_start(c->ppp->config.board, &c->timer, (uint64_t)PPP_RESTART_S * BOARD_US_PER_S);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct ppp_control *c = ctx;
    (void)t;
    if (c->n_requests >= PPP_REQUESTS_MAX) {
        ppp_fail(c->ppp, c->ops->protocol == PPP_LCP ? "no answer (LCP)" : "no answer (IPCP)");
        return;
    }
    send_request(c);
}

void ppp_control_init(struct ppp_control *c, struct ppp *p, const struct ppp_control_ops *ops)
{
    *c = (struct ppp_control){.ops = ops, .ppp = p};
    board_timer_init(&c->timer, ops->name, BOARD_PRIORITY_FIRMWARE, on_timer, c);
}

static void reset(struct ppp_control *c)
{
    c->state = PPP_OPENING;
    c->is_ours_acked = c->is_theirs_acked = false;
    c->n_requests = c->n_naks_sent = c->n_naks_got = 0;
    c->n_last = 0;
}

void ppp_control_start(struct ppp_control *c)
{
    reset(c);
    send_request(c);
}

void ppp_control_stop(struct ppp_control *c)
{
    c->state = PPP_CLOSED;
    board_timer_stop(c->ppp->config.board, &c->timer);
}

/* ---- options ---- */

/* False: the end, or what follows is no option (rest.n is not 0 then). */
static bool next_option(struct ppp_option *rest, struct ppp_option *o)
{
    if (rest->n < 2 || rest->bytes[1] < 2 || rest->bytes[1] > rest->n) {
        return false;
    }
    *o = (struct ppp_option){rest->bytes, rest->bytes[1]};
    *rest = (struct ppp_option){rest->bytes + o->n, rest->n - o->n};
    return true;
}

static bool is_list(const uint8_t *data, size_t n)
{
    struct ppp_option o, rest = {data, n};
    while (next_option(&rest, &o)) {
    }
    return rest.n == 0;
}

/* ---- the provider's request ---- */

static bool is_repeated(const struct ppp_control *c, uint8_t id, const uint8_t *data, size_t n)
{
    return c->is_theirs_acked && c->last_id == id && n == c->n_last && n <= sizeof c->last &&
           memcmp(c->last, data, n) == 0;
}

static void remember(struct ppp_control *c, uint8_t id, const uint8_t *data, size_t n)
{
    c->last_id = id;
    c->n_last = n;
    if (n <= sizeof c->last) {
        memcpy(c->last, data, n);
    }
}

/* The worst verdict on its options, and those that have it, which are what is answered. */
static enum ppp_verdict judge_all(struct ppp_control *c, const uint8_t *data, size_t n, uint8_t *out, size_t *n_out)
{
    enum ppp_verdict worst = PPP_FINE;
    struct ppp_option o, rest = {data, n};
    *n_out = 0;
    while (next_option(&rest, &o)) {
        uint8_t better[UINT8_MAX];
        enum ppp_verdict v = c->ops->judge(c->ppp, &o, better);
        if (v == PPP_OTHERWISE && c->n_naks_sent >= PPP_NAKS_MAX) {
            v = PPP_NEVER; /* RFC 1661 section 4.6, Max-Failure */
        }
        if (v > worst) {
            worst = v;
            *n_out = 0;
        }
        if (v == worst && v != PPP_FINE) {
            memcpy(out + *n_out, v == PPP_NEVER ? o.bytes : better, o.n);
            *n_out += o.n;
        }
    }
    return worst;
}

static void check_open(struct ppp_control *c)
{
    if (c->state == PPP_OPENING && c->is_ours_acked && c->is_theirs_acked) {
        c->state = PPP_OPEN;
        board_timer_stop(c->ppp->config.board, &c->timer);
        ppp_on_open(c->ppp, c);
    }
}

static void on_request(struct ppp_control *c, uint8_t id, const uint8_t *data, size_t n)
{
    uint8_t out[PPP_PACKET_MAX];
    size_t n_out;
    if (!is_list(data, n)) {
        return; /* RFC 1661 section 5.1: damaged, dropped */
    }
    if (is_repeated(c, id, data, n)) {
        ppp_send(c->ppp, c->ops->protocol, PPP_ACK, id, data, n);
        return;
    }
    if (c->state == PPP_OPEN) {
        reset(c);
        ppp_on_reopen(c->ppp, c);
        send_request(c);
    }
    enum ppp_verdict v = judge_all(c, data, n, out, &n_out);
    c->is_theirs_acked = v == PPP_FINE;
    if (v != PPP_FINE) {
        c->n_naks_sent += v == PPP_OTHERWISE;
        ppp_send(c->ppp, c->ops->protocol, v == PPP_OTHERWISE ? PPP_NAK : PPP_REJECT, id, out, n_out);
        return;
    }
    struct ppp_option o, rest = {data, n};
    while (next_option(&rest, &o)) {
        c->ops->take(c->ppp, &o);
    }
    remember(c, id, data, n);
    c->n_naks_sent = 0;
    ppp_send(c->ppp, c->ops->protocol, PPP_ACK, id, data, n);
    check_open(c);
}

/* ---- the answer to ours ---- */

static void on_ack(struct ppp_control *c)
{
    c->is_ours_acked = true;
    c->n_requests = 0; /* RFC 1661 section 4.1, "irc" */
    check_open(c);
}

static void on_refusal(struct ppp_control *c, uint8_t code, const uint8_t *data, size_t n)
{
    struct ppp_option o, rest = {data, n};
    bool is_useful = ++c->n_naks_got <= NAKS_GOT_MAX;
    while (is_useful && next_option(&rest, &o)) {
        is_useful = code == PPP_NAK ? c->ops->on_nak(c->ppp, &o) : c->ops->on_reject(c->ppp, &o);
    }
    if (!is_useful) {
        ppp_fail(c->ppp, c->ops->protocol == PPP_LCP ? "no agreement (LCP)" : "no agreement (IPCP)");
        return;
    }
    c->n_requests = 0;
    send_request(c);
}

void ppp_control_input(struct ppp_control *c, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    bool is_answer = c->state == PPP_OPENING && !c->is_ours_acked && id == c->id && is_list(data, n);
    switch (code) {
    case PPP_REQUEST:
        on_request(c, id, data, n);
        break;
    case PPP_ACK:
        if (is_answer) {
            on_ack(c);
        }
        break;
    case PPP_NAK:
    case PPP_REJECT:
        if (is_answer) {
            on_refusal(c, code, data, n);
        }
        break;
    case PPP_TERMINATE:
        ppp_send(c->ppp, c->ops->protocol, PPP_TERMINATED, id, data, n);
        ppp_fail(c->ppp, "ended by the provider");
        break;
    case PPP_TERMINATED:
        if (c->state == PPP_OPEN) { /* nothing was asked: the provider has no session any more */
            ppp_fail(c->ppp, "ended by the provider");
        }
        break;
    case PPP_CODE_REJECT:
        ppp_fail(c->ppp, "the provider speaks another PPP");
        break;
    default: {
        uint8_t rejected[PPP_PACKET_MAX] = {code, id};
        n = n > sizeof rejected - 8u ? sizeof rejected - 8u : n; /* a packet of ours around it */
        rt_put_be16(rejected + 2, (uint16_t)(n + 4));
        memcpy(rejected + 4, data, n);
        ppp_send(c->ppp, c->ops->protocol, PPP_CODE_REJECT, ++c->id, rejected, n + 4);
        break;
    }
    }
}
