/* SPDX-License-Identifier: MIT */
#include "invite_priv.h"
#include "sipcall_events.h"
#include <board/board.h>
#include <board/entropy.h>
#include <fw/sip_uri.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

#define OPTION "100rel"

static struct board *board_of(const struct fw_sip_call *c)
{
    return sip_config(c->sip)->board;
}

static bool is_enabled(const struct fw_sip *s, unsigned line)
{
    return sip_param_bool(s, FW_EL_SIP_100REL_ENABLE_1, line);
}

static uint64_t t1_us(const struct fw_sip_call *c)
{
    uint64_t us = fw_element_us(sip_config(c->sip)->params, FW_EL_SIP_T1);
    return us > 0 ? us : BOARD_US_PER_S;
}

static void tell(const struct fw_sip_call *c, uint32_t rseq, const char *what)
{
    FW_TELL(sip_config(c->sip)->log, sip_reliable, c->line, rseq, what);
}

/* Does the comma list of a field name it? */
static bool names_option(const struct sip_message *m, const char *field, const char *compact, const char *option)
{
    for (unsigned i = 0; i < SIP_HEAD_LINES_MAX; i++) {
        struct rt_str list = sip_message_field(m, field, compact, i);
        if (list.p == NULL) {
            return false;
        }
        while (list.p != NULL) {
            if (rt_str_is_ci(rt_str_trim(rt_str_cut(list, ',', &list)), option)) {
                return true;
            }
        }
    }
    return false;
}

/* ---- the peer's ---- */

/* In the early dialog, as the 1xx describes it; by what address, too: a name of Contact is not looked up, the sender
 * stands for it. */
static enum rt_err take_dialog(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from)
{
    const struct fw_sip *s = c->sip;
    struct sip_reliable *r = &c->reliable;
    char host[SIP_HOST_MAX + 1];
    uint16_t port = 0;
    sip_dialog_fini(&r->dialog);
    enum rt_err err = sip_dialog_fork(&r->dialog, &c->dialog, m);
    bool by_proxy = sip_param_bool(s, FW_EL_USE_OUTBOUND_PROXY_1, c->line) &&
                    sip_param_bool(s, FW_EL_USE_OB_PROXY_IN_DIALOG_1, c->line);
    r->peer = by_proxy ? c->peer : *from;
    if (err == RT_OK && !by_proxy && sip_dialog_next_hop(&r->dialog, host, &port) &&
        rt_str_ipv4(rt_str(host), &r->peer.ip) == RT_OK) {
        r->peer.port = port != 0 ? port : sip_transport_port(r->peer.transport);
    }
    return err;
}

static enum rt_err send_prack(struct fw_sip_call *c)
{
    struct fw_sip *s = c->sip;
    struct sip_reliable *r = &c->reliable;
    char more[64];
    struct rt_buf text;
    (void)snprintf(more, sizeof more, "RAck: %u %u INVITE\r\n", (unsigned)r->seen, (unsigned)c->out.cseq);
    sip_client_new_branch(&r->prack);
    const struct sip_request request = {.method = "PRACK",
                                        .branch = r->prack.branch,
                                        .cseq = ++c->dialog.cseq,
                                        .more = more,
                                        .login = &c->calls->logins[c->line - 1]};
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err =
        sip_can_send(s, c->line) ? sip_dialog_write(&r->dialog, s, c->line, &request, &text) : RT_EUNREACH;
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        return err != RT_OK ? err : RT_ENOMEM;
    }
    sip_client_start(&r->prack, &r->peer, "PRACK", request.cseq, bytes, n);
    return RT_OK;
}

/* What became of it is the peer's affair, but for a challenge. */
static void on_prack_end(void *ctx, const struct sip_message *m)
{
    struct fw_sip_call *c = ctx;
    if (sip_call_takes_challenge(c, m, &c->reliable.n_auth)) {
        (void)send_prack(c);
    }
}

bool sip_reliable_on_progress(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from)
{
    struct sip_reliable *r = &c->reliable;
    struct rt_str tag = sip_message_tag(m, "To", "t");
    uint32_t rseq = 0;
    if (sip_message_status(m) == 100 || !is_enabled(c->sip, c->line) || tag.n == 0 ||
        !names_option(m, "Require", NULL, OPTION) ||
        rt_str_u32(sip_message_field(m, "RSeq", NULL, 0), &rseq) != RT_OK || rseq == 0) {
        return true;
    }
    bool is_same_dialog = rt_str_is(tag, r->seen_tag);
    if (is_same_dialog && r->seen != 0 && rseq != r->seen + 1) {
        return false; /* section 4: again, or one between was lost and will come again */
    }
    if (r->prack.text != NULL || rt_str_copy(r->seen_tag, sizeof r->seen_tag, tag) != RT_OK ||
        take_dialog(c, m, from) != RT_OK) {
        return false; /* it comes again */
    }
    uint32_t before = is_same_dialog ? r->seen : 0;
    r->seen = rseq;
    r->n_auth = 0;
    if (send_prack(c) != RT_OK) {
        r->seen = before;
        return false;
    }
    tell(c, rseq, "acknowledged");
    return true;
}

/* ---- ours ---- */

enum sip_reliable_verdict sip_reliable_judge(struct fw_sip_call *c, int status)
{
    struct sip_reliable *r = &c->reliable;
    const struct sip_message *m = c->in.request;
    if (status <= 100 || status >= 200 || c->in.is_reinvite || !is_enabled(c->sip, c->line)) {
        return SIP_RELIABLE_NOT;
    }
    bool is_required = names_option(m, "Require", NULL, OPTION);
    if (!is_required && !names_option(m, "Supported", "k", OPTION)) {
        return SIP_RELIABLE_NOT;
    }
    if (sip_message_body(m).n == 0) {
        return is_required ? SIP_RELIABLE_NEVER : SIP_RELIABLE_NOT;
    }
    if (r->is_pending) { /* section 3: one at a time */
        r->next_status = status;
        return SIP_RELIABLE_LATER;
    }
    return SIP_RELIABLE_NOW;
}

/* The first number: section 3, 1 to 2^31 - 1. */
void sip_reliable_put(struct fw_sip_call *c, char more[64])
{
    struct sip_reliable *r = &c->reliable;
    r->rseq = r->rseq == 0 ? 1 + board_entropy_below(board_of(c), 0x7fffffffu) : r->rseq + 1;
    r->cseq = sip_message_cseq(c->in.request);
    (void)snprintf(more, 64, "Require: " OPTION "\r\nRSeq: %u\r\n", (unsigned)r->rseq);
}

void sip_reliable_sent(struct fw_sip_call *c)
{
    struct sip_reliable *r = &c->reliable;
    r->is_pending = true;
    r->interval_us = t1_us(c);
    board_timer_start(board_of(c), &r->resend, r->interval_us);
    board_timer_start(board_of(c), &r->limit, 64 * t1_us(c));
    tell(c, r->rseq, "sent");
}

void sip_reliable_over(struct fw_sip_call *c)
{
    board_timer_stop(board_of(c), &c->reliable.resend);
    board_timer_stop(board_of(c), &c->reliable.limit);
    c->reliable.next_status = 0;
}

static void on_resend(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    c->reliable.interval_us *= 2;
    board_timer_start(board_of(c), t, c->reliable.interval_us);
    sip_in_send_again(c);
}

static void on_limit(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    (void)t;
    sip_reliable_over(c);
    if (c->state == SIP_CALL_OFFERED) {
        tell(c, c->reliable.rseq, "not acknowledged");
        sip_call_tell_end(c, FW_SIP_END_LOST, 504);
        sip_in_refuse(c, 504);
    }
}

/* "776656 1 INVITE" */
static bool fits(const struct sip_reliable *r, struct rt_str rack)
{
    uint32_t rseq = 0, cseq = 0;
    struct rt_str rest, number = rt_str_cut(rack, ' ', &rest);
    bool is_rseq = rt_str_u32(number, &rseq) == RT_OK && r->is_pending && rseq == r->rseq;
    number = rt_str_cut(rt_str_trim(rest), ' ', &rest);
    return is_rseq && rt_str_u32(number, &cseq) == RT_OK && cseq == r->cseq && rt_str_is(rt_str_trim(rest), "INVITE");
}

void sip_reliable_on_prack(struct fw_sip_call *c, const struct sip_exchange *x)
{
    struct sip_reliable *r = &c->reliable;
    struct rt_str rack = sip_message_field(x->request, "RAck", NULL, 0);
    if (rack.p == NULL || !fits(r, rack)) {
        sip_answer(x, &(struct sip_reply){.status = rack.p == NULL ? 400 : 481});
        return;
    }
    int next_status = r->next_status;
    sip_answer(x, &(struct sip_reply){.status = sip_message_body(x->request).n > 0 ? 488 : 200});
    r->is_pending = false;
    sip_reliable_over(c);
    tell(c, r->rseq, "acknowledged by the peer");
    if (next_status != 0 && c->state == SIP_CALL_OFFERED) {
        fw_sip_call_ring(c, next_status);
    }
}

/* ---- life ---- */

void sip_reliable_init(struct fw_sip_call *c)
{
    board_timer_init(&c->reliable.resend, "SIP 100rel", BOARD_PRIORITY_FIRMWARE, on_resend, c);
    board_timer_init(&c->reliable.limit, "SIP 100rel limit", BOARD_PRIORITY_FIRMWARE, on_limit, c);
    sip_client_init(&c->reliable.prack, c->sip, c->line, on_prack_end, c);
}

void sip_reliable_stop(struct fw_sip_call *c)
{
    sip_reliable_over(c);
    c->reliable.is_pending = false;
    sip_client_stop(&c->reliable.prack);
    sip_dialog_fini(&c->reliable.dialog);
}
