/* SPDX-License-Identifier: MIT */
/* Calls for our user: an INVITE becomes a ring, and a lifted handset its answer. */
#include "call_priv.h"
#include "call_debug.h"
#include "call_events.h"
#include "decide.h"
#include "transfer.h"
#include <board/board.h>
#include <fw/refer.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* ---- ringing ---- */

void call_stop_ringing(struct call_line *l)
{
    board_timer_stop(call_board(l->calls), &l->no_answer);
    if (l->is_ringing) {
        l->is_ringing = false;
        fw_line_ring_stop(call_telephone(l));
    }
    if (l->is_waiting) {
        l->is_waiting = false;
        fw_line_call_waiting_stop(call_telephone(l));
    }
}

void call_ring(struct call_line *l, unsigned cadence, const struct fw_line_caller_id *id)
{
    l->is_ringing = true;
    fw_line_ring(call_telephone(l), cadence, id);
}

/* A call is on hold and the handset is down: Hold_Reminder_Ring (SPA-2000 guide p.39). */
void call_ring_reminder(struct call_line *l)
{
    const char *text = call_param(l, FW_EL_HOLD_REMINDER_RING_1);
    uint32_t cadence = 0;
    bool is_held = call_held(l) != NULL;
    if (is_held && rt_str_u32(rt_str_trim(rt_str(text)), &cadence) == RT_OK && cadence >= 1 && cadence <= 9) {
        call_ring(l, cadence, NULL);
    }
}

/* The handset went down while a call waits: the telephone rings with it (recall). */
void call_ring_waiting(struct call_line *l)
{
    if (l->is_waiting) {
        l->is_waiting = false;
        fw_line_call_waiting_stop(call_telephone(l));
        call_ring(l, l->cadence, NULL);
    }
}

/* Contact of a 302: the destination at the proxy, or as it is when it has a host (recall), with "sip:" or without. */
static void put_contact(const struct call_line *l, const char *destination, char out[2 * FW_VALUE_MAX])
{
    destination += rt_str_starts_ci(rt_str(destination), "sip:") ? strlen("sip:") : 0;
    struct rt_str rest, proxy = rt_str_cut(rt_str(call_param(l, FW_EL_PROXY_1)), ';', &rest);
    (void)snprintf(out, (size_t)2 * FW_VALUE_MAX, strchr(destination, '@') != NULL ? "<sip:%s>" : "<sip:%s@%.*s>",
                   destination, (int)proxy.n, proxy.p);
}

/* Cfwd_No_Ans_Delay is over. */
static void on_no_answer(void *ctx, struct board_timer *t)
{
    struct call_line *l = ctx;
    struct call *c = call_in_state(l, FW_CALL_RINGING);
    (void)t;
    if (c == NULL || c->sip == NULL || c->forward == NULL) {
        return;
    }
    struct fw_sip_call *sip = c->sip;
    char contact[2 * FW_VALUE_MAX];
    put_contact(l, c->forward, contact);
    FW_TELL(l->calls->config.log, call_in_refused, l->number, 302, c->peer_phone, "forwarded without an answer");
    call_stop_ringing(l);
    call_release(c, FW_CALL_IDLE);
    fw_sip_call_reject(sip, 302, contact);
}

void call_in_timers_init(struct call_line *l)
{
    board_timer_init(&l->no_answer, "call no answer", BOARD_PRIORITY_FIRMWARE, on_no_answer, l);
}

/* ---- the INVITE ---- */

static enum call_occupation occupation(struct call_line *l)
{
    enum fw_line_phase phase = fw_lines_phase(l->calls->config.lines, l->number - 1);
    unsigned n = call_count(l);
    if (n >= FW_CALLS_PER_LINE) {
        return CALL_LINE_TWO_CALLS;
    }
    if (n == 0) {
        return phase == FW_LINE_IS_ON_HOOK ? CALL_LINE_IDLE : CALL_LINE_BUSY;
    }
    return call_in_state(l, FW_CALL_CONNECTED) != NULL && phase == FW_LINE_IS_USED ? CALL_LINE_ONE_CALL
                                                                                   : CALL_LINE_BUSY;
}

static void note_caller(struct call *c, const struct fw_sip_party *party)
{
    (void)rt_str_copy(c->peer_name, sizeof c->peer_name, rt_str(party->name));   /* same size */
    (void)rt_str_copy(c->peer_phone, sizeof c->peer_phone, rt_str(party->user)); /* same size */
}

/* Has the offer a codec that we have? An empty one wants ours. */
static bool has_common_codec(struct call *c, struct rt_str offer)
{
    struct rt_buf text;
    rt_buf_init(&text, FW_SDP_TEXT_MAX);
    bool has = offer.n == 0 || call_answer(c, offer, &text);
    rt_buf_fini(&text);
    return has;
}

static void start_ringing(struct call *c, struct fw_sip_call *sip, const struct call_decision *d,
                          const struct fw_sip_party *party)
{
    struct call_line *l = c->line;
    const struct fw_params *params = l->calls->config.params;
    const struct fw_line_caller_id id = {.number = party->user, .name = party->name, .is_private = party->is_anonymous};
    c->sip = sip;
    fw_sip_call_take(sip, &call_sip_client, c);
    call_set_state(c, FW_CALL_RINGING);
    fw_sip_call_ring(sip, d->status);
    l->cadence = call_choose_ring(params, l->number, d->is_waiting ? FW_EL_DEFAULT_CWT_1 : FW_EL_DEFAULT_RING_1,
                                  fw_sip_call_field(sip, "Alert-Info"), rt_str(party->user));
    if (d->is_waiting) { /* both switches: Linksys ATA guide p.164 */
        bool has_id = call_param_bool(l, FW_EL_CWCID_SERV_1) && call_param_bool(l, FW_EL_CWCID_SETTING_1);
        l->is_waiting = true;
        fw_line_call_waiting(call_telephone(l), l->cadence, has_id ? &id : NULL);
    } else {
        bool has_id = call_param_bool(l, FW_EL_CID_SERV_1) && call_param_bool(l, FW_EL_CID_SETTING_1);
        call_ring(l, l->cadence, has_id ? &id : NULL);
    }
    c->forward = d->no_answer != NULL ? rt_mem_strdup(d->no_answer) : NULL; /* without memory it rings on */
    if (c->forward != NULL) {
        board_timer_start(call_board(l->calls), &l->no_answer,
                          fw_element_us(params, fw_element_of_line(FW_EL_CFWD_NO_ANS_DELAY_1, l->number)));
    }
}

/* One burst as a reminder of a forwarded or blocked call; 0: none. */
static void splash(struct call_line *l, enum call_splash kind)
{
    static const enum fw_element lengths[] = {
        [CALL_SPLASH_FORWARDED] = FW_EL_CFWD_RING_SPLASH_LEN_1, [CALL_SPLASH_BLOCKED] = FW_EL_CBLK_RING_SPLASH_LEN_1};
    if (kind != CALL_SPLASH_NONE && fw_lines_phase(l->calls->config.lines, l->number - 1) == FW_LINE_IS_ON_HOOK) {
        fw_line_ring_splash(call_telephone(l),
                            fw_element_us(l->calls->config.params, fw_element_of_line(lengths[kind], l->number)));
    }
}

static bool accept(struct call *c)
{
    struct rt_str offer = fw_sip_call_offer(c->sip);
    struct rt_buf text;
    rt_buf_init(&text, FW_SDP_TEXT_MAX);
    c->is_offering = offer.n == 0;
    bool is_fine = c->is_offering ? call_offer(c, FW_SDP_SENDRECV, &text) == RT_OK : call_answer(c, offer, &text);
    is_fine = is_fine && fw_sip_call_accept(c->sip, rt_str_n(rt_buf_text(&text), text.n)) == RT_OK;
    rt_buf_fini(&text);
    if (is_fine) {
        call_set_state(c, FW_CALL_ANSWERING);
    }
    return is_fine;
}

/* A test call, or one to a source of sound: without a ring and without the handset, whose user goes on as before. */
static void answer_at_once(struct call *c, struct fw_sip_call *sip)
{
    c->sip = sip;
    fw_sip_call_take(sip, &call_sip_client, c);
    if (!accept(c)) {
        call_release(c, FW_CALL_IDLE);
        fw_sip_call_reject(sip, 500, NULL);
    }
}

static void refuse(struct call_line *l, struct fw_sip_call *sip, const struct call_decision *d,
                   const struct fw_sip_party *party)
{
    char contact[2 * FW_VALUE_MAX];
    FW_TELL(l->calls->config.log, call_in_refused, l->number, d->status, party->user, d->rule);
    if (d->forward != NULL) {
        put_contact(l, d->forward, contact);
    }
    fw_sip_call_reject(sip, d->status, d->forward != NULL ? contact : NULL);
    splash(l, d->splash);
}

void call_on_incoming(void *ctx, struct fw_sip_call *sip)
{
    struct fw_calls *calls = ctx;
    struct call_line *l = &calls->line[fw_sip_call_line(sip) - 1];
    struct call *c = call_in_state(l, FW_CALL_IDLE), *replaced = fw_sip_call_replaces(sip),
                *connected = call_in_state(l, FW_CALL_CONNECTED);
    struct fw_sip_party party;
    struct call_decision d;
    if (replaced != NULL) {
        call_replace(replaced, sip);
        return;
    }
    fw_sip_call_party(sip, &party);
    const struct call_request request = {
        .line = l->number,
        .occupation = occupation(l),
        .is_registered = call_is_registered(l),
        .call_waiting = connected != NULL ? connected->options.call_waiting : FW_CALL_AS_SET,
        .is_emergency = l->heard != NULL && l->heard->is_emergency,
        .caller = rt_str(party.user),
        .is_anonymous = party.is_anonymous,
        .test = call_test_of(l, fw_sip_call_offer(sip)),
    };
    call_decide(calls->config.params, &request, &d);
    if (party.user[0] != '\0') {
        (void)rt_str_copy(l->last_caller, sizeof l->last_caller, rt_str(party.user)); /* same size */
    }
    if (d.status < 300) {
        if (c == NULL || call_media_open(c) != RT_OK) { /* no port, no memory */
            d = (struct call_decision){.rule = "no resources", .status = 480};
        } else if (!has_common_codec(c, fw_sip_call_offer(sip))) {
            call_release(c, FW_CALL_IDLE);
            d = (struct call_decision){.rule = "no common codec", .status = 488};
        }
    }
    if (d.status >= 300) {
        refuse(l, sip, &d, &party);
        return;
    }
    note_caller(c, &party);
    FW_TELL(calls->config.log, call_in, l->number, (int64_t)c->slot + 1, party.user, party.name);
    if (d.status == 200) {
        answer_at_once(c, sip);
    } else {
        start_ringing(c, sip, &d, &party);
    }
}

/* ---- the handset is lifted ---- */

static void answer(struct call *c)
{
    struct call_line *l = c->line;
    if (accept(c)) {
        return;
    }
    struct fw_sip_call *sip = c->sip; /* no memory */
    call_release(c, FW_CALL_REORDER);
    fw_sip_call_reject(sip, 500, NULL);
    fw_line_reject(call_telephone(l));
}

bool call_answer_waiting(struct call_line *l)
{
    struct call *c = call_in_state(l, FW_CALL_RINGING);
    if (!l->is_waiting || c == NULL) {
        return false;
    }
    struct call *before = l->heard;
    call_stop_ringing(l);
    if (before != NULL && before->state == FW_CALL_CONNECTED) {
        call_hold(before);
    } else if (before != NULL) {
        call_release(before, FW_CALL_IDLE); /* the peer has hung up meanwhile */
    }
    l->is_pair = true;
    call_hear(l, c);
    answer(c);
    return true;
}

bool call_on_lifted(struct call_line *l)
{
    struct call *ringing = call_in_state(l, FW_CALL_RINGING), *held = call_held(l);
    struct call *kept =
        l->heard != NULL && l->heard->sip != NULL ? l->heard : NULL; /* Callee_On_Hook_Delay, emergency */
    struct call *back = call_back_on_lifted(l);
    struct call *c = ringing != NULL ? ringing : back != NULL ? back : kept != NULL ? kept : held;
    board_timer_stop(call_board(l->calls), &l->on_hook);
    call_stop_ringing(l);
    if (call_is_source(l)) {
        call_source_lift(l);
        return true;
    }
    if (c == NULL) {
        return false;
    }
    call_hear(l, c);
    fw_line_take(call_telephone(l), &call_user, l);
    if (c == ringing) {
        answer(c);
    } else if (c == back) {
        if (c->state == FW_CALL_PROCEEDING && !c->has_early_media) {
            (void)fw_line_tone(call_telephone(l), FW_EL_RING_BACK_TONE);
        }
    } else if (c == held) {
        call_resume(c);
    }
    return true;
}
