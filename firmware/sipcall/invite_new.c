/* SPDX-License-Identifier: MIT */
/* An INVITE of the peer: a new call, or a re-INVITE (RFC 3261 sections 13.3, 14.2). */
#include "invite_priv.h"
#include "sipcall_events.h"
#include <board/board.h>

static void answer(const struct sip_exchange *x, int status)
{
    sip_answer(x, &(struct sip_reply){.status = status});
}

/* Expires of the INVITE: how long the caller waits. */
static void start_expires(struct fw_sip_call *c)
{
    uint32_t seconds = 0;
    if (sip_message_u32(c->in.request, "Expires", &seconds) && seconds > 0) {
        board_timer_start(sip_config(c->sip)->board, &c->in.limit, (uint64_t)seconds * BOARD_US_PER_S);
    }
}

static void keep_request(struct fw_sip_call *c, const struct sip_exchange *x)
{
    c->in.request = sip_message_keep(x->request);
    c->in.from = x->from;
}

/* Its dialog stands, and its ACK has come: a late copy of the INVITE. */
static bool is_late(const struct fw_sip_calls *calls, const struct sip_message *m)
{
    for (struct rt_node *n = calls->list.next; n != &calls->list; n = n->next) {
        const struct fw_sip_call *c = RT_OWNER(n, struct fw_sip_call, node);
        if (!c->is_outgoing && c->dialog.call_id != NULL && c->dialog.remote_tag != NULL &&
            rt_str_is(sip_message_field(m, "Call-ID", "i", 0), c->dialog.call_id) &&
            rt_str_is(sip_message_tag(m, "From", "f"), c->dialog.remote_tag)) {
            return true;
        }
    }
    return false;
}

/* A body that is no description (RFC 3261 section 8.2.3): answered 415. guess: of several parts too. */
static bool has_other_body(const struct sip_exchange *x)
{
    static const char type[] = "application/sdp";
    struct rt_str rest, given = sip_message_field(x->request, "Content-Type", "c", 0);
    if (given.p == NULL || sip_message_body(x->request).n == 0 ||
        rt_str_is_ci(rt_str_trim(rt_str_cut(given, ';', &rest)), type)) {
        return false;
    }
    sip_answer(x, &(struct sip_reply){.status = 415, .extra_name = "Accept", .extra = type});
    return true;
}

void sip_in_on_invite(struct fw_sip_calls *calls, const struct sip_exchange *x)
{
    struct fw_sip *s = x->sip;
    if (is_late(calls, x->request) || (sip_param_bool(s, FW_EL_AUTH_INVITE_1, x->line) && !sip_is_authorised(x))) {
        return;
    }
    if (has_other_body(x)) {
        return;
    }
    if (calls->client == NULL || calls->n >= FW_SIP_CALLS_MAX) {
        answer(x, 480);
        return;
    }
    struct fw_sip_call *replaced;
    int status = sip_find_replaced(calls, x, &replaced);
    if (status != 0) {
        answer(x, status);
        return;
    }
    struct fw_sip_call *c = sip_call_new(calls, x->line);
    if (c == NULL) {
        answer(x, 480);
        return;
    }
    enum rt_err err = sip_dialog_accept(&c->dialog, s, x->line, x->request);
    if (err != RT_OK) {
        sip_call_over(c);
        answer(x, err == RT_ESYNTAX ? 400 : 480);
        return;
    }
    c->peer = x->from;
    c->in.exchange = x;
    sip_call_set_state(c, SIP_CALL_OFFERED);
    keep_request(c, x);
    start_expires(c);
    c->replaced = replaced;
    calls->client->on_incoming(calls->ctx, c);
    c->replaced = NULL;
    if (c->state == SIP_CALL_OFFERED && c->client == NULL) { /* not taken */
        sip_in_refuse(c, 480);
    }
    c->in.exchange = NULL; /* the call, if over, is freed later */
    if (c->state != SIP_CALL_OVER) {
        sip_call_route(c, &x->from);
    }
}

void sip_in_on_reinvite(struct fw_sip_call *c, const struct sip_exchange *x)
{
    if (has_other_body(x)) {
        return;
    }
    if (c->out.text != NULL) {
        answer(x, 491);
    } else if (c->in.request != NULL && c->in.status < 200) { /* RFC 3261 section 14.2: with Retry-After */
        sip_answer(x, &(struct sip_reply){.status = 500, .extra_name = "Retry-After", .extra = "5"});
    } else if (c->client == NULL || c->client->on_reinvite == NULL) {
        answer(x, 488);
    } else if (sip_dialog_retarget(&c->dialog, x->request) != RT_OK) {
        answer(x, 500);
    } else {
        sip_in_forget(c);
        keep_request(c, x);
        c->in.is_reinvite = true;
        sip_call_route(c, &x->from);
        c->client->on_reinvite(c->ctx, sip_message_body(x->request));
    }
}
