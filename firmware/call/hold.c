/* SPDX-License-Identifier: MIT */
/*
 * Hold, from both sides (RFC 3264 section 8.4; RFC 2543's c=0.0.0.0 with RFC_2543_Call_Hold).
 *
 *   CONNECTED --flash--> HOLDING --2xx, refused--> HOLD --flash--> RESUMING --2xx--> CONNECTED
 */
#include "call_priv.h"
#include "call_events.h"

/* RTP of our side stops at once, whatever the peer answers. */
static void mute(struct call *c)
{
    struct fw_media_path path = c->path;
    path.sends = false;
    path.receives = false;
    if (c->media != NULL && c->has_path) {
        fw_media_set_path(c->media, &path);
    }
}

bool call_reinvite(struct call *c, enum fw_sdp_direction direction)
{
    struct rt_buf offer;
    rt_buf_init(&offer, FW_SDP_TEXT_MAX);
    enum rt_err err = call_offer(c, direction, &offer);
    if (err == RT_OK) {
        err = fw_sip_call_reinvite(c->sip, rt_str_n(rt_buf_text(&offer), offer.n));
    }
    rt_buf_fini(&offer);
    return err == RT_OK;
}

void call_hold(struct call *c)
{
    call_set_state(c, FW_CALL_HOLDING);
    mute(c);
    c->wants_hold = true;
    if (!call_music_start(c)) {
        call_hold_silently(c);
    }
}

void call_hold_silently(struct call *c)
{
    call_set_state(c, FW_CALL_HOLDING);
    if (!call_reinvite(c, FW_SDP_SENDONLY)) { /* another re-INVITE is on its way, or no memory: held here, not there */
        call_set_state(c, FW_CALL_HOLD);
    }
}

void call_resume(struct call *c)
{
    struct call_line *l = c->line;
    call_hear(l, c);
    c->wants_hold = false;
    if (call_music_stop(c)) { /* the peer knows of no hold yet */
        fw_media_set_path(c->media, &c->path);
        call_set_state(c, FW_CALL_CONNECTED);
        return;
    }
    if (c->state == FW_CALL_HOLDING) {
        return; /* when its answer comes */
    }
    call_set_state(c, FW_CALL_RESUMING);
    if (!call_reinvite(c, FW_SDP_SENDRECV)) {
        if (c->has_path) {
            fw_media_set_path(c->media, &c->path);
        }
        call_set_state(c, FW_CALL_CONNECTED);
    }
}

void call_on_reinvited(void *ctx, int status, struct rt_str sdp)
{
    struct call *c = ctx;
    FW_TELL(c->line->calls->config.log, call_reinvited, c->line->number, status, fw_call_state_name(c->state));
    bool is_holding = c->state == FW_CALL_HOLDING;
    if (call_fax_on_reinvited(c, status, sdp)) {
        return;
    }
    if (status / 100 == 2 && sdp.n > 0) {
        (void)call_take_answer(c, sdp); /* without one the old path stays */
    } else if (!is_holding && c->has_path) {
        c->path.sends = c->path.receives = true;
        fw_media_set_path(c->media, &c->path);
    }
    if (is_holding) {
        mute(c); /* guess: also when it was refused */
        call_set_state(c, FW_CALL_HOLD);
        if (!c->wants_hold) {
            call_resume(c);
        }
    } else if (c->state == FW_CALL_RESUMING) {
        call_set_state(c, FW_CALL_CONNECTED);
        if (c->wants_hold) {
            call_hold(c);
        }
    }
}

void call_on_reinvite(void *ctx, struct rt_str sdp)
{
    struct call *c = ctx;
    struct rt_buf text;
    bool was_held = c->is_remote_hold, is_held = c->state == FW_CALL_HOLD || c->state == FW_CALL_HOLDING;
    rt_buf_init(&text, FW_SDP_TEXT_MAX);
    bool is_fine = sdp.n == 0 ? call_offer(c, is_held ? FW_SDP_SENDONLY : FW_SDP_SENDRECV, &text) == RT_OK
                              : call_fax_answer(c, sdp, &text) || call_answer(c, sdp, &text);
    c->is_offering = is_fine && sdp.n == 0;
    if (is_fine) {
        is_fine = fw_sip_call_accept(c->sip, rt_str_n(rt_buf_text(&text), text.n)) == RT_OK;
    } else {
        fw_sip_call_refuse(c->sip, rt_buf_error(&text) == RT_OK ? 488 : 500);
    }
    rt_buf_fini(&text);
    if (is_held) {
        mute(c);
        call_music_follow(c);
    }
    if (was_held != c->is_remote_hold) {
        c->quiet = 0;
        FW_TELL(c->line->calls->config.log, call_remote_hold, c->line->number, (int64_t)c->slot + 1,
                c->is_remote_hold ? "holds" : "resumes");
    }
}
