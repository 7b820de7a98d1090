/* SPDX-License-Identifier: MIT */
/* Sources: RFC 3515, RFC 3891; ATA 191 guide (delays, Conference_Bridge_URL); what the user hears: inferred. */
#include "transfer.h"
#include "call_events.h"
#include "matrix.h"
#include <board/board.h>
#include <fw/refer.h>
#include <string.h>

static struct call *other(const struct call *c)
{
    return &c->line->call[1 - c->slot];
}

static void drop(struct call *c)
{
    call_hang_up(c);
    call_release(c, FW_CALL_IDLE);
}

/* BYE after a parameter's delay. */
static void leave(struct call *c, uint64_t us)
{
    if (us > 0) {
        board_timer_start(call_board(c->line->calls), &c->bye, us);
    } else {
        drop(c);
    }
}

static uint64_t delay_us(const struct call *c, enum fw_element of_line_1)
{
    return fw_element_us(c->line->calls->config.params, fw_element_of_line(of_line_1, c->line->number));
}

static bool is_on_hook(const struct call_line *l)
{
    return fw_lines_phase(l->calls->config.lines, l->number - 1) == FW_LINE_IS_ON_HOOK;
}

/* ---- ours ---- */

static bool refer(struct call *c, const struct fw_sip_refer *to, const char *name)
{
    struct call_line *l = c->line;
    if (c->sip == NULL || fw_sip_call_refer(c->sip, to) != RT_OK) {
        return false;
    }
    c->is_referred = true;
    FW_TELL(l->calls->config.log, call_transfer, l->number, (int64_t)c->slot + 1, c->peer_phone, name,
            to->takes_over ? ", in our place" : "");
    return true;
}

/* Is there a call on hold, and may it be sent away without asking? */
static bool can_transfer(const struct call_line *l)
{
    return call_held(l) != NULL && call_may_transfer_blind(l->calls->config.params, l->number);
}

bool call_transfer_blind(struct call_line *l, const char *number)
{
    struct call *held = can_transfer(l) ? call_held(l) : NULL;
    struct call *dialled = call_in_state(l, FW_CALL_DIALING);
    if (held == NULL || !refer(held, &(struct fw_sip_refer){.target = number}, number)) {
        return false;
    }
    if (dialled != NULL) {
        call_release(dialled, FW_CALL_IDLE);
    }
    call_hear(l, held); /* silence, until it is known how it ends */
    return true;
}

/* By number the second call ends first, so that its telephone is free for the first party (ATA 191 guide). */
static bool transfer_by_number(struct call *first, struct call *second)
{
    char target[FW_SIP_REFER_TEXT_MAX + 1], name[sizeof second->peer_phone];
    fw_sip_call_address(second->sip, target);
    (void)rt_str_copy(name, sizeof name, rt_str(second->peer_phone)); /* same size */
    drop(second);
    return target[0] != '\0' && refer(first, &(struct fw_sip_refer){.target = target}, name);
}

bool call_transfer(struct call *first, struct call *second, bool takes_over)
{
    if (!takes_over) {
        return transfer_by_number(first, second);
    }
    second->is_target = refer(first, &(struct fw_sip_refer){.to = second->sip, .takes_over = true}, second->peer_phone);
    return second->is_target;
}

void call_to_bridge(struct call_line *l)
{
    const char *url = call_param(l, FW_EL_CONFERENCE_BRIDGE_URL_1);
    const struct fw_sip_refer to = {.target = url};
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        l->is_to_bridge = refer(&l->call[i], &to, url) || l->is_to_bridge;
    }
}

/* Both have gone there: so does our user. */
static void follow_to_bridge(struct call_line *l)
{
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        if (l->call[i].is_referred) {
            return;
        }
    }
    l->is_to_bridge = false;
    if (!call_place(l, call_param(l, FW_EL_CONFERENCE_BRIDGE_URL_1), false)) {
        fw_line_reject(call_telephone(l));
    }
}

static void succeed(struct call *c, bool is_reported)
{
    struct call_line *l = c->line;
    struct call *target = other(c);
    if (l->is_to_bridge) {
        drop(c);
        follow_to_bridge(l);
        return;
    }
    bool is_heard = l->heard == c && l->is_taken;
    l->heard = l->heard == c ? NULL : l->heard;
    if (target->is_target) {
        leave(target, delay_us(c, FW_EL_REFER_TARGET_BYE_DELAY_1));
    }
    leave(c, is_reported ? delay_us(c, FW_EL_REFEROR_BYE_DELAY_1) : 0);
    if (is_heard) {
        call_on_peer_gone(l);
    }
}

static void fail(struct call *c)
{
    struct call_line *l = c->line;
    struct call *target = other(c);
    c->is_referred = false;
    l->is_to_bridge = false;
    if (target->is_target) {
        drop(target);
    }
    bool is_held = c->state == FW_CALL_HOLD || c->state == FW_CALL_HOLDING;
    if (!is_held && is_on_hook(l)) { /* it was a conference. guess */
        drop(c);
    } else if (is_held && l->is_taken && (l->heard == c || l->heard == NULL)) {
        call_resume(c);
    } else if (is_on_hook(l)) {
        board_timer_start(call_board(l->calls), &l->bell, 0);
    }
}

static void on_referred(void *ctx, int status, bool is_last)
{
    struct call *c = ctx;
    FW_TELL(c->line->calls->config.log, call_referred, c->line->number, status, c->peer_phone,
            !is_last        ? "goes on"
            : status >= 300 ? "failed"
                            : "done");
    if (is_last && status >= 300) {
        fail(c);
    } else if (is_last) {
        succeed(c, status != 0);
    }
}

void call_transfer_on_end(struct call *c)
{
    struct call *target = other(c);
    if (c->is_referred && target->is_target) { /* it has hung up: it is there, or has given up */
        leave(target, delay_us(c, FW_EL_REFER_TARGET_BYE_DELAY_1));
    }
}

/* ---- the peer's ---- */

static int on_refer(void *ctx, const struct fw_sip_referral *r)
{
    struct call *c = ctx, *n = other(c);
    struct call_line *l = c->line;
    bool is_free = l->heard == c && l->is_taken && c->state == FW_CALL_CONNECTED && n->state == FW_CALL_IDLE &&
                   !c->is_emergency && !l->is_conference;
    const struct fw_sip_invite to = {.target = r->target, .replaces = r->replaces, .referred_by = r->referred_by};
    FW_TELL(l->calls->config.log, call_refer, l->number, (int64_t)c->slot + 1, c->peer_phone, r->target,
            is_free ? "" : ", refused");
    if (!is_free) {
        return 603; /* guess */
    }
    if (!call_begin(n, &to)) {
        return 500;
    }
    n->referrer = c;
    fw_line_hush(call_telephone(l));
    return 202;
}

void call_transfer_on_progress(struct call *c, int status)
{
    if (c->referrer != NULL) {
        fw_sip_call_report(c->referrer->sip, status);
    }
}

bool call_transfer_on_failed(struct call *c, int status)
{
    struct call_line *l = c->line;
    struct call *referrer = c->referrer;
    if (referrer == NULL) {
        return false;
    }
    fw_sip_call_report(referrer->sip, status >= 300 ? status : 408); /* no answer: guess */
    bool was_heard = l->heard == c;
    call_release(c, FW_CALL_IDLE);
    if (was_heard) {
        call_hear(l, referrer);
        fw_line_hush(call_telephone(l));
    }
    return true;
}

void call_transfer_on_connected(struct call *c)
{
    struct call *referrer = c->referrer;
    if (referrer != NULL) {
        c->referrer = NULL;
        fw_sip_call_report(referrer->sip, 200);
        leave(referrer, delay_us(c, FW_EL_REFEREE_BYE_DELAY_1));
    }
}

const struct fw_sip_refer_client call_refer_client = {.on_referred = on_referred, .on_refer = on_refer};

/* ---- Replaces ---- */

/* What our user has of the call goes on: the handset, a hold, a conference; only the peer is another one. */
void call_replace(struct call *c, struct fw_sip_call *sip)
{
    struct call_line *l = c->line;
    struct fw_sip_call *before = c->sip;
    struct rt_str offer = fw_sip_call_offer(sip);
    struct fw_sip_party party;
    struct rt_buf text;
    rt_buf_init(&text, FW_SDP_TEXT_MAX);
    bool is_held = c->state == FW_CALL_HOLD || c->state == FW_CALL_HOLDING;
    bool is_offering = offer.n == 0;
    bool is_fine = is_offering ? call_offer(c, is_held ? FW_SDP_SENDONLY : FW_SDP_SENDRECV, &text) == RT_OK
                               : call_answer(c, offer, &text);
    int refusal = is_offering || rt_buf_error(&text) != RT_OK ? 500 : 488;
    if (is_fine) {
        c->sip = sip;
        fw_sip_call_take(sip, &call_sip_client, c);
        is_fine = fw_sip_call_accept(sip, rt_str_n(rt_buf_text(&text), text.n)) == RT_OK;
        c->sip = is_fine ? sip : before;
        refusal = 500;
    }
    rt_buf_fini(&text);
    if (!is_fine) {
        fw_sip_call_reject(sip, refusal, NULL);
        return;
    }
    fw_sip_call_party(sip, &party);
    FW_TELL(l->calls->config.log, call_replaced, l->number, (int64_t)c->slot + 1, party.user, c->peer_phone);
    fw_sip_call_hang_up(before, NULL);
    (void)rt_str_copy(c->peer_name, sizeof c->peer_name, rt_str(party.name));   /* same size */
    (void)rt_str_copy(c->peer_phone, sizeof c->peer_phone, rt_str(party.user)); /* same size */
    c->is_offering = is_offering;
    c->is_outgoing = c->has_early_media = c->is_referred = c->is_target = false;
    if (l->heard == c) {
        fw_line_hush(call_telephone(l)); /* ring-back */
    }
    call_set_state(c, is_held ? FW_CALL_HOLD : FW_CALL_ANSWERING);
}
