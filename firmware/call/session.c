/* SPDX-License-Identifier: MIT */
/* The session of a call: descriptions, ports, sound. */
#include "call_priv.h"
#include "call_debug.h"
#include "call_events.h"
#include <board/board.h>
#include <stdio.h>
#include <string.h>

/* Max_RTP_ICMP_Err errors in a row: no one listens. */
static void on_dead(void *ctx, struct fw_media_stream *s)
{
    struct call *c = ctx;
    (void)s;
    FW_TELL(c->line->calls->config.log, call_dead, c->line->number, (int64_t)c->slot + 1);
    if (c->line->heard != c) { /* a test call without a handset */
        board_timer_start(call_board(c->line->calls), &c->bye, 0);
    }
    c->is_dead = true; /* the stream may not be closed from here: talk.c ends the call with the next samples */
}

static const struct fw_media_client media_client = {.on_dead = on_dead, .on_fax = call_on_fax};

enum rt_err call_media_open(struct call *c)
{
    struct call_line *l = c->line;
    if (c->media != NULL) {
        return RT_OK;
    }
    enum rt_err err = fw_media_open(&c->media, l->calls->network.media, l->number, &media_client, c);
    if (err == RT_OK) {
        CALL_DEBUG(c, CALL_DEBUG_ALLOC, l->number - 1, c->slot, (unsigned)fw_media_port(c->media));
    } else {
        c->media = NULL;
    }
    return err;
}

/* Units of 10 ms since the start: captures of offers 100.2 s apart. */
static uint64_t uptime(const struct fw_calls *c)
{
    return (board_now_us(call_board(c)) - c->started_at_us) / 10000u;
}

/* Id and version are the same in the first description; then the version is the uptime of now (guess; RFC 3264 section
 * 8 wants it to grow). */
void call_renew(struct call *c, enum fw_sdp_direction direction)
{
    const struct fw_calls *calls = c->line->calls;
    uint64_t now = uptime(calls);
    if (c->local.rtp_port == 0) {
        c->local.id = now;
        c->local.version = now;
    } else {
        c->local.version = now > c->local.version ? now : c->local.version + 1;
    }
    c->local.ip = fw_sip_mapping(calls->network.sip, c->line->number).ip;
    c->local.rtp_port = fw_sip_mapped_rtp_port(calls->network.sip, c->line->number, fw_media_port(c->media));
    c->local.direction = direction;
    c->local.codecs = fw_media_codecs(calls->network.media, c->media);
    c->local.is_2543_hold = (direction == FW_SDP_SENDONLY || direction == FW_SDP_INACTIVE) &&
                            fw_element_bool(calls->config.params, FW_EL_RFC_2543_CALL_HOLD);
    if (call_is_source(c->line)) {
        call_source_describe(c);
    }
}

enum rt_err call_offer(struct call *c, enum fw_sdp_direction direction, struct rt_buf *out)
{
    struct fw_sdp_local copy;
    call_renew(c, direction);
    return fw_sdp_offer(c->line->calls->config.params, c->line->number, call_music_local(c, &copy), out);
}

static bool read(struct rt_str text, struct fw_sdp *sdp)
{
    const char *why;
    return fw_sdp_read(sdp, text.p, text.n, &why) == RT_OK && sdp->has_audio;
}

static void follow_path(struct call *c, const struct fw_media_path *path)
{
    c->path = *path;
    c->has_path = true;
    c->is_remote_hold = !path->receives && c->local.direction == FW_SDP_SENDRECV;
    fw_media_set_path(c->media, path);
}

bool call_answer(struct call *c, struct rt_str offer, struct rt_buf *out)
{
    const struct fw_params *params = c->line->calls->config.params;
    struct fw_media_path path;
    struct fw_sdp_local copy;
    struct fw_sdp sdp;
    if (!read(offer, &sdp) || (sdp.is_loopback && sdp.loopback == FW_LOOPBACK_NONE)) {
        return false;
    }
    c->local.loopback = sdp.loopback; /* a mirror for a source, a source for a mirror */
    c->local.is_mirror = !sdp.is_mirror;
    call_renew(c, c->state == FW_CALL_HOLD || c->state == FW_CALL_HOLDING ? FW_SDP_SENDONLY : FW_SDP_SENDRECV);
    if (!fw_sdp_answer(params, c->line->number, &sdp, call_music_local(c, &copy), &path, out)) {
        return false;
    }
    follow_path(c, &path);
    /* The peer holds: it wants to send only, or nothing (RFC 3264 section 8.4), or from no address (RFC 2543). */
    c->is_remote_hold = sdp.direction == FW_SDP_SENDONLY || sdp.direction == FW_SDP_INACTIVE || sdp.ip == 0;
    return true;
}

enum call_test call_test_of(const struct call_line *l, struct rt_str offer)
{
    struct fw_sdp sdp;
    struct rt_str accept = rt_str(call_param(l, FW_EL_ACCEPT_MEDIA_LOOPBACK_REQUEST_1));
    if (!read(offer, &sdp) || !sdp.is_loopback) {
        return CALL_TEST_NONE;
    }
    if (rt_str_is_ci(accept, "never")) {
        return CALL_TEST_NEVER;
    }
    /* A source needs its user: guess. */
    return rt_str_is_ci(accept, "automatic") && !sdp.is_mirror ? CALL_TEST_AUTOMATIC : CALL_TEST_MANUAL;
}

bool call_take_answer(struct call *c, struct rt_str answer)
{
    struct fw_media_path path;
    struct fw_sdp sdp;
    if (!read(answer, &sdp) ||
        !fw_sdp_take_answer(c->line->calls->config.params, c->line->number, &sdp, &c->local, &path)) {
        return false;
    }
    follow_path(c, &path);
    call_music_follow(c);
    return true;
}

/* P-RTP-Stat: ATA 191 guide; meaning of the keys: manual of a gateway of the same vendor. */
void call_put_statistics(void *ctx, char out[FW_SIP_STATISTICS_BYTES])
{
    const struct call *c = ctx;
    const struct fw_calls *calls = c->line->calls;
    out[0] = '\0';
    if (c->media == NULL || !fw_element_bool(calls->config.params, FW_EL_STATS_IN_BYE)) {
        return;
    }
    struct fw_media_stats s = fw_media_stats(c->media);
    uint64_t us = c->is_answered ? board_now_us(call_board(calls)) - c->answered_at_us : 0;
    (void)snprintf(out, FW_SIP_STATISTICS_BYTES, "PS=%llu,OS=%llu,PR=%llu,OR=%llu,PL=%u,JI=%u,LA=%u,DU=%u,EN=%s,DE=%s",
                   (unsigned long long)s.packets_sent, (unsigned long long)s.octets_sent,
                   (unsigned long long)s.packets_recv, (unsigned long long)s.octets_recv, (unsigned)s.packets_lost,
                   s.jitter_ms, s.round_trip_ms, (unsigned)(us / BOARD_US_PER_S), fw_codec_name(s.encoder),
                   fw_codec_name(s.decoder));
}
