/* SPDX-License-Identifier: MIT */
/*
 * Music on hold (MOH_Server): a source that answers calls alone, as a line with SAS_Enable is one, plays to the party
 * on hold.
 *
 *   flash -> INVITE to the source, whose description names the party's address -> its 200 names its own
 *         -> re-INVITE of the party (sendonly) with that address in place of c=0.0.0.0
 *
 * A re-INVITE of the party is answered with the source's address again; if the party is elsewhere then, the source
 * hears it by a re-INVITE.
 *
 * ATA 191 guide: "auto-answering streaming source"; the messages: recall. A source that does not answer, or hangs up,
 * leaves an ordinary hold. guess
 */
#include "call_priv.h"
#include "call_events.h"
#include <board/board.h>

static void tell(const struct call *c, const char *what)
{
    FW_TELL(c->line->calls->config.log, call_music, c->line->number, (int64_t)c->slot + 1,
            call_param(c->line, FW_EL_MOH_SERVER_1), what);
}

/* Another end than our own, in the codec of the call. */
static struct fw_sdp_local end_at(const struct call *c, uint32_t ip, uint16_t port)
{
    struct fw_sdp_local end = c->local;
    end.media_ip = ip;
    end.rtp_port = port;
    end.forced = c->path.codec;
    end.is_2543_hold = false;
    return end;
}

static enum rt_err describe(struct call *c, uint32_t ip, uint16_t port, enum fw_sdp_direction direction,
                            struct rt_buf *out)
{
    call_renew(c, direction);
    struct fw_sdp_local end = end_at(c, ip, port);
    return fw_sdp_offer(c->line->calls->config.params, c->line->number, &end, out);
}

const struct fw_sdp_local *call_music_local(const struct call *c, struct fw_sdp_local *copy)
{
    if (c->music_from.ip == 0) {
        return &c->local;
    }
    *copy = end_at(c, c->music_from.ip, c->music_from.port);
    return copy;
}

/* Tells the source where the party is. RT_EBUSY: it is being told already; the party's next re-INVITE may come later.
 */
static enum rt_err invite_source_again(struct call *c)
{
    struct rt_buf offer;
    rt_buf_init(&offer, FW_SDP_TEXT_MAX);
    enum fw_sdp_direction direction = c->local.direction;
    enum rt_err err = describe(c, c->path.ip, c->path.port, FW_SDP_RECVONLY, &offer);
    c->local.direction = direction;
    if (err == RT_OK) {
        err = fw_sip_call_reinvite(c->music, rt_str_n(rt_buf_text(&offer), offer.n));
    }
    rt_buf_fini(&offer);
    return err;
}

void call_music_follow(struct call *c)
{
    bool is_elsewhere = c->path.ip != c->music_to.ip || c->path.port != c->music_to.port;
    if (c->music_from.ip != 0 && c->path.ip != 0 && is_elsewhere && invite_source_again(c) == RT_OK) {
        c->music_to.ip = c->path.ip;
        c->music_to.port = c->path.port;
        tell(c, "is told the party's new address");
    }
}

/* The party hears the source. False: it has no such codec, or no memory. */
static bool connect(struct call *c, struct rt_str sdp)
{
    const char *why;
    struct fw_sdp source;
    struct rt_buf offer;
    if (fw_sdp_read(&source, sdp.p, sdp.n, &why) != RT_OK || !source.has_audio || source.ip == 0) {
        return false;
    }
    rt_buf_init(&offer, FW_SDP_TEXT_MAX);
    enum rt_err err = describe(c, source.ip, source.port, FW_SDP_SENDONLY, &offer);
    if (err == RT_OK) {
        err = fw_sip_call_reinvite(c->sip, rt_str_n(rt_buf_text(&offer), offer.n));
    }
    rt_buf_fini(&offer);
    if (err == RT_OK) {
        c->music_from.ip = source.ip;
        c->music_from.port = source.port;
    }
    return err == RT_OK;
}

static void on_answer(void *ctx, struct rt_str sdp)
{
    struct call *c = ctx;
    c->is_music_awaited = false;
    if (connect(c, sdp)) {
        tell(c, "plays");
    } else {
        call_music_stop(c);
        call_hold_silently(c);
    }
}

static void on_end(void *ctx, enum fw_sip_end end, int status)
{
    struct call *c = ctx;
    (void)end;
    (void)status;
    c->music = NULL;
    c->music_from.ip = 0;
    c->is_music_awaited = false;
    tell(c, "is gone");
    if (c->state == FW_CALL_HOLD || c->state == FW_CALL_HOLDING) {
        call_hold_silently(c);
    }
}

/* What the source answers to a new address of the party: it goes on, wherever it was. */
static void on_reinvited(void *ctx, int status, struct rt_str sdp)
{
    (void)sdp;
    if (status / 100 != 2) {
        tell(ctx, "does not follow the party");
    }
}

static const struct fw_sip_call_client source_client = {
    .on_answer = on_answer, .on_end = on_end, .on_reinvited = on_reinvited};

bool call_music_start(struct call *c)
{
    struct call_line *l = c->line;
    const char *server = call_param(l, FW_EL_MOH_SERVER_1);
    struct rt_buf offer;
    if (server[0] == '\0' || c->music != NULL || c->local.loopback != FW_LOOPBACK_NONE || c->is_data || !c->has_path ||
        c->path.ip == 0) {
        return false;
    }
    rt_buf_init(&offer, FW_SDP_TEXT_MAX);
    enum rt_err err = describe(c, c->path.ip, c->path.port, FW_SDP_RECVONLY, &offer);
    if (err == RT_OK) {
        const struct fw_sip_invite invite = {.line = l->number,
                                             .target = server,
                                             .sdp = rt_str_n(rt_buf_text(&offer), offer.n),
                                             .client = &source_client,
                                             .ctx = c};
        err = fw_sip_call_invite(&c->music, l->calls->network.sip_calls, &invite);
    }
    rt_buf_fini(&offer);
    c->music = err == RT_OK ? c->music : NULL;
    c->is_music_awaited = err == RT_OK;
    c->music_to.ip = c->path.ip;
    c->music_to.port = c->path.port;
    tell(c, err == RT_OK ? "is called" : rt_err_text(err));
    return err == RT_OK;
}

bool call_music_stop(struct call *c)
{
    bool was_awaited = c->is_music_awaited;
    struct fw_sip_call *source = c->music;
    c->music = NULL;
    c->music_from.ip = 0;
    c->is_music_awaited = false;
    if (source != NULL) {
        fw_sip_call_hang_up(source, NULL);
    }
    return was_awaited;
}
