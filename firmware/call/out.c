/* SPDX-License-Identifier: MIT */
/* Calls of our user: a number becomes an INVITE, and what comes back tones. */
#include "call_priv.h"
#include "call_debug.h"
#include "call_events.h"
#include "transfer.h"
#include <board/board.h>
#include <fw/sip.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

void call_release(struct call *c, enum fw_call_state next)
{
    struct call_line *l = c->line;
    if (c->media != NULL) {
        CALL_DEBUG(c, CALL_DEBUG_RELEASE, l->number - 1, c->slot);
        fw_media_close(c->media);
        CALL_DEBUG(c, CALL_DEBUG_CLEAN_UP);
    }
    c->media = NULL;
    c->sip = NULL;
    (void)call_music_stop(c); /* whether it was awaited: nothing is left to hold */
    c->local = (struct fw_sdp_local){.rtp_port = 0};
    c->has_path = c->has_early_media = c->is_answered = c->is_offering = c->is_remote_hold = c->is_emergency = false;
    c->is_outgoing = c->is_dead = c->is_call_back = c->is_referred = c->is_target = false;
    c->options = (struct fw_call_options){.purpose = FW_CALL_FOR_ANY};
    c->referrer = NULL;
    l->call[1 - c->slot].referrer = NULL; /* if any, it was this one */
    board_timer_stop(call_board(l->calls), &c->bye);
    board_timer_stop(call_board(l->calls), &c->refresh);
    call_fax_stop(c);
    c->dialled[0] = c->peer_name[0] = c->peer_phone[0] = '\0';
    c->forward = rt_mem_free(c->forward);
    if (next == FW_CALL_IDLE && l->heard == c) {
        l->heard = NULL;
    }
    call_set_state(c, next);
}

/* ---- placing ---- */

/* "200@10.0.0.9", "sip:200@10.0.0.9": the number is the user. */
static void note_number(struct call *c, const char *number)
{
    struct rt_str rest, whole = rt_str(number);
    whole = rt_str_starts_ci(whole, "sip:") ? rt_str_from(whole, 4) : whole;
    struct rt_str user = rt_str_cut(whole, '@', &rest);
    (void)rt_str_copy(c->peer_phone, sizeof c->peer_phone, user); /* longer ones are not shown */
}

/* A property that was dialled before the number, else the user's setting, if the service is theirs. */
static bool is_anonymous(const struct call *c)
{
    enum fw_call_switch dialled = c->options.anonymous;
    return !c->is_emergency && call_param_bool(c->line, FW_EL_BLOCK_CID_SERV_1) &&
           (dialled == FW_CALL_AS_SET ? call_param_bool(c->line, FW_EL_BLOCK_CID_SETTING_1) : dialled == FW_CALL_ON);
}

static enum rt_err invite(struct call *c, const struct fw_sip_invite *to)
{
    struct call_line *l = c->line;
    struct rt_buf offer;
    enum rt_err err = call_media_open(c);
    if (err != RT_OK) {
        return err;
    }
    c->local.preferred = c->options.preferred;
    c->local.forced = c->options.forced;
    if (c->options.is_loopback) {
        bool is_packets = rt_str_is_ci(rt_str(call_param(l, FW_EL_MEDIA_LOOPBACK_TYPE_1)), "packet");
        c->local.loopback = is_packets ? FW_LOOPBACK_PACKETS : FW_LOOPBACK_MEDIA;
        c->local.is_mirror = rt_str_is_ci(rt_str(call_param(l, FW_EL_MEDIA_LOOPBACK_MODE_1)), "mirror");
    }
    call_fax_prepare(c);
    rt_buf_init(&offer, FW_SDP_TEXT_MAX);
    err = call_offer(c, FW_SDP_SENDRECV, &offer);
    if (err == RT_OK) {
        const struct fw_sip_invite invite = {
            .line = l->number,
            .target = to->target,
            .replaces = to->replaces,
            .referred_by = to->referred_by,
            .sdp = rt_str_n(rt_buf_text(&offer), offer.n),
            .is_anonymous = is_anonymous(c),
            .client = &call_sip_client,
            .ctx = c,
        };
        err = fw_sip_call_invite(&c->sip, l->calls->network.sip_calls, &invite);
    }
    rt_buf_fini(&offer);
    return err;
}

struct call *call_invite(struct call_line *l, const char *number, bool is_emergency,
                         const struct fw_call_options *options)
{
    struct fw_calls *calls = l->calls;
    struct call *c = call_in_state(l, FW_CALL_DIALING);
    c = c != NULL ? c : call_in_state(l, FW_CALL_IDLE);
    enum rt_err err = c == NULL || calls->network.sip == NULL ? RT_EBUSY : RT_OK;
    if (err == RT_OK) {
        c->is_emergency = is_emergency;
        c->options = *options;
        c->is_call_back = l->back.number[0] != '\0' && number == l->back.number;
        err = invite(c, &(struct fw_sip_invite){.target = number});
    }
    if (err != RT_OK) {
        FW_TELL(calls->config.log, call_not_placed, l->number, err, number, rt_err_text(err));
        if (c != NULL) {
            call_release(c, c->state == FW_CALL_DIALING ? FW_CALL_DIALING : FW_CALL_IDLE);
        }
        return NULL;
    }
    c->is_outgoing = true;
    note_number(c, number);
    (void)rt_str_copy(c->dialled, sizeof c->dialled, rt_str(number)); /* at most FW_DIALMATCH_NUMBER_MAX and a code */
    FW_TELL(calls->config.log, call_out, l->number, (int64_t)c->slot + 1, number, is_emergency ? " (emergency)" : "");
    call_set_state(c, FW_CALL_CALLING);
    return c;
}

bool call_place(struct call_line *l, const char *number, bool is_emergency)
{
    struct fw_call_options options = l->dialled.options;
    call_codes_forget(l, CALL_FORGETS_ALL);
    struct call *c = call_invite(l, number, is_emergency, &options);
    if (c == NULL) {
        return false;
    }
    (void)rt_str_copy(l->last_called, sizeof l->last_called, rt_str(c->dialled)); /* same size */
    call_hear(l, c);
    return true;
}

bool call_begin(struct call *c, const struct fw_sip_invite *to)
{
    struct call_line *l = c->line;
    if (invite(c, to) != RT_OK) {
        call_release(c, FW_CALL_IDLE);
        return false;
    }
    c->is_outgoing = true;
    note_number(c, to->target);
    FW_TELL(l->calls->config.log, call_out, l->number, (int64_t)c->slot + 1, c->peer_phone, "");
    call_set_state(c, FW_CALL_CALLING);
    call_hear(l, c);
    return true;
}

/* ---- answers ---- */

/* What our user hears of a failure, first match; all others: Reorder_Tone. */
static const struct {
    enum fw_element codes; /* a list of the parameters; FW_EL_NONE: the status */
    int status;
    enum fw_element tone;
} failures[] = {
    {FW_EL_SIT1_RSC, 0, FW_EL_SIT1_TONE}, /* ATA 191 guide */
    {FW_EL_SIT2_RSC, 0, FW_EL_SIT2_TONE}, {FW_EL_SIT3_RSC, 0, FW_EL_SIT3_TONE},
    {FW_EL_SIT4_RSC, 0, FW_EL_SIT4_TONE}, {FW_EL_NONE, 486, FW_EL_BUSY_TONE}, /* ATA 191 guide */
};

static enum fw_element failure_tone(const struct fw_calls *c, int status)
{
    for (size_t i = 0; status != 0 && i < sizeof failures / sizeof failures[0]; i++) {
        bool fits = failures[i].codes == FW_EL_NONE
                        ? failures[i].status == status
                        : fw_sip_status_is_listed(fw_element_text(c->config.params, failures[i].codes), status);
        if (fits) {
            return failures[i].tone;
        }
    }
    return FW_EL_REORDER_TONE;
}

/* The SIP side is gone already. */
static void fail(struct call *c, enum fw_element tone, int status)
{
    struct call_line *l = c->line;
    if (call_transfer_on_failed(c, status)) {
        return;
    }
    if (l->is_conference) {
        call_conference_end(l, c);
    }
    bool is_heard = l->heard == c && l->is_taken;
    call_release(c, is_heard ? FW_CALL_REORDER : FW_CALL_IDLE);
    if (!is_heard) {
        return;
    }
    if (tone == FW_EL_REORDER_TONE || fw_line_tone(call_telephone(l), tone) != RT_OK) {
        fw_line_reject(call_telephone(l));
    }
}

static void on_sent(void *ctx, const char *target, uint16_t port)
{
    struct call *c = ctx;
    (void)port;
    CALL_DEBUG(c, CALL_DEBUG_CALLING, target);
}

static void on_progress(void *ctx, int status, struct rt_str sdp)
{
    struct call *c = ctx;
    struct call_line *l = c->line;
    struct fw_line *telephone = call_telephone(l);
    FW_TELL(l->calls->config.log, call_progress, l->number, status, c->peer_phone);
    call_set_state(c, FW_CALL_PROCEEDING);
    call_transfer_on_progress(c, status);
    call_back_on_progress(c);
    if (sdp.n > 0 && call_take_answer(c, sdp)) {
        c->has_early_media = true;
        if (l->heard == c) {
            fw_line_hush(telephone);
        }
        return;
    }
    if (c->has_early_media && (status != 180 || call_param_bool(l, FW_EL_STICKY_183_1))) {
        return; /* media goes on */
    }
    c->has_early_media = false;
    enum fw_element tone = status == 182 ? FW_EL_RING_BACK_2_TONE : FW_EL_RING_BACK_TONE; /* ATA 191 guide */
    if (l->heard == c && fw_line_current_tone(telephone) != tone) {
        CALL_DEBUG(c, CALL_DEBUG_RINGBACK);
        (void)fw_line_tone(telephone, tone);
    }
}

static void connect(struct call *c)
{
    struct call_line *l = c->line;
    const struct fw_calls *calls = l->calls;
    c->is_answered = true;
    c->answered_at_us = board_now_us(call_board(calls));
    FW_TELL(calls->config.log, call_connected, l->number, (int64_t)c->slot + 1, c->peer_phone,
            fw_codec_name(c->path.codec));
    CALL_DEBUG(c, CALL_DEBUG_CONNECTED);
    call_set_state(c, FW_CALL_CONNECTED);
    if (l->heard == c) {
        fw_line_hush(call_telephone(l));
    }
    if (l->is_conference) {
        call_conference_begin(l);
    }
    call_transfer_on_connected(c);
    if (call_is_source(l)) {
        call_source_begin(c);
        return;
    }
    if (c->path.loopback != FW_LOOPBACK_NONE && l->heard != c) { /* no handset is lifted */
        return;
    }
    call_set_polarity(l, c->is_outgoing ? FW_EL_CALLER_CONN_POLARITY_1 : FW_EL_CALLEE_CONN_POLARITY_1);
}

static void on_answer(void *ctx, struct rt_str sdp)
{
    struct call *c = ctx;
    bool is_agreed = sdp.n > 0 ? call_take_answer(c, sdp) : c->has_path;
    if (is_agreed) {
        connect(c);
        call_back_on_answer(c);
        return;
    }
    FW_TELL(c->line->calls->config.log, call_no_codec, c->line->number, (int64_t)c->slot + 1, c->peer_phone);
    call_hang_up(c); /* guess */
    call_back_on_end(c);
    fail(c, FW_EL_REORDER_TONE, 488);
}

static void on_acked(void *ctx, struct rt_str sdp)
{
    struct call *c = ctx;
    bool is_agreed = !c->is_offering || (sdp.n > 0 && call_take_answer(c, sdp));
    c->is_offering = false;
    if (!is_agreed) {
        call_hang_up(c);
        fail(c, FW_EL_REORDER_TONE, 488);
    } else if (c->state == FW_CALL_ANSWERING) {
        connect(c);
    }
}

static void on_end(void *ctx, enum fw_sip_end end, int status)
{
    struct call *c = ctx;
    struct call_line *l = c->line;
    enum fw_call_state state = c->state;
    FW_TELL(l->calls->config.log, call_end, l->number, status, fw_sip_end_name(end), c->peer_phone);
    CALL_DEBUG(c, CALL_DEBUG_ENDED);
    c->sip = NULL;
    if (end == FW_SIP_END_REFUSED && status == 486 && c->dialled[0] != '\0' && !c->is_call_back) {
        (void)rt_str_copy(l->last_busy, sizeof l->last_busy, rt_str(c->dialled)); /* same size */
        l->back.keys[0] = '\0';
    }
    call_back_on_end(c);
    call_transfer_on_end(c);
    if (state == FW_CALL_RINGING) {
        call_stop_ringing(l);
        call_release(c, FW_CALL_IDLE);
    } else if (c->is_outgoing && !c->is_answered) {
        fail(c, end == FW_SIP_END_REFUSED ? failure_tone(l->calls, status) : FW_EL_REORDER_TONE, status);
    } else if (l->is_conference) {
        call_conference_end(l, c);
        call_release(c, FW_CALL_IDLE);
    } else if (l->heard == c && l->is_taken) {
        call_release(c, FW_CALL_REORDER);
        call_on_peer_gone(l);
    } else { /* it was held, or goes on without a handset */
        call_release(c, FW_CALL_IDLE);
        call_stop_ringing(l);
    }
    CALL_DEBUG(c, CALL_DEBUG_TERMINATED);
}

const struct fw_sip_call_client call_sip_client = {
    .on_sent = on_sent,
    .on_progress = on_progress,
    .on_answer = on_answer,
    .on_end = on_end,
    .on_acked = on_acked,
    .on_reinvite = call_on_reinvite,
    .on_reinvited = call_on_reinvited,
    .on_info = call_on_info,
    .put_statistics = call_put_statistics,
    .refer = &call_refer_client,
};
