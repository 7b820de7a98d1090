/* SPDX-License-Identifier: MIT */
/*
 * What two sides have in common. An answer has one codec, the first of the line's preference that was offered (guess:
 * the other side's order does not count), and NSE and telephone-event if they were offered, by the numbers of the
 * offer; every other stream is refused with port 0 (RFC 3264 section 6).
 */
#include "sdp_write.h"

static bool may_send(enum fw_sdp_direction d)
{
    return d == FW_SDP_SENDRECV || d == FW_SDP_SENDONLY;
}

static bool may_receive(enum fw_sdp_direction d)
{
    return d == FW_SDP_SENDRECV || d == FW_SDP_RECVONLY;
}

static enum fw_sdp_direction direction_of(bool sends, bool receives)
{
    return sends ? (receives ? FW_SDP_SENDRECV : FW_SDP_SENDONLY) : (receives ? FW_SDP_RECVONLY : FW_SDP_INACTIVE);
}

static bool is_same(const char *name, struct rt_str own)
{
    return rt_str(name).n == own.n && rt_str_starts_ci(own, name);
}

/* Is this format of the other side used as that, by whatever number? Names without regard to case; static numbers mean
 * what they do by themselves, whatever rtpmap says (PAP2 guide p.54). */
static bool is_named(const struct fw_sdp_format *f, struct sdp_payload own)
{
    return f->number >= 96 && f->rate == 8000 && is_same(f->name, own.name);
}

static bool is_codec(const struct fw_sdp_format *f, struct sdp_payload own, enum fw_codec c)
{
    /* 2 was G.721, which is G.726 at 32 kbit/s (RFC 3551 section 6). */
    static const uint8_t numbers[FW_N_CODECS] = {
        [FW_CODEC_PCMU] = 0, [FW_CODEC_PCMA] = 8, [FW_CODEC_G726_32] = 2, [FW_CODEC_G729A] = 18, [FW_CODEC_G723] = 4};
    bool is_static = numbers[c] != 0 || c == FW_CODEC_PCMU;
    return f->number < 96 ? is_static && f->number == numbers[c] : is_named(f, own);
}

/* The other side's number of a codec; -1: none. */
static int find_codec(const struct fw_params *p, unsigned line, const struct fw_sdp *s, enum fw_codec c)
{
    struct sdp_payload own = sdp_payload_of(p, line, c);
    for (unsigned i = 0; i < s->n_formats; i++) {
        if (is_codec(&s->format[i], own, c)) {
            return s->format[i].number;
        }
    }
    return -1;
}

static int find_named(const struct fw_sdp *s, struct sdp_payload own)
{
    for (unsigned i = 0; i < s->n_formats; i++) {
        if (is_named(&s->format[i], own)) {
            return s->format[i].number;
        }
    }
    return -1;
}

static int find_nse(const struct fw_params *p, unsigned line, const struct fw_sdp *s)
{
    struct sdp_extras extras = sdp_extras_of(p, line);
    return extras.has_nse ? find_named(s, extras.nse) : -1;
}

/* Where the sound goes, from the other side's description and what the own side wants. */
static void set_ways(const struct fw_sdp *s, const struct fw_sdp_local *local, struct fw_media_path *path)
{
    path->ip = s->ip;
    path->port = s->port;
    path->sends = may_send(local->direction) && may_receive(s->direction) && s->ip != 0;
    path->receives = may_receive(local->direction) && may_send(s->direction);
}

/* The two sides of a test call, each with the other's role; false: they do not fit. Of the two payloads for packets an
 * answer has one; encaprtp, which this unit offers too, comes first (guess). */
static bool set_loopback(const struct fw_params *p, unsigned line, const struct fw_sdp *s,
                         const struct fw_sdp_local *local, struct fw_media_path *path)
{
    struct sdp_extras extras = sdp_extras_of(p, line);
    if (!s->is_loopback || local->loopback == FW_LOOPBACK_NONE) {
        return s->is_loopback == (local->loopback != FW_LOOPBACK_NONE);
    }
    path->loopback = local->loopback;
    path->is_mirror = local->is_mirror;
    if (local->loopback == FW_LOOPBACK_PACKETS) {
        path->encapsulated = find_named(s, extras.encapsulated);
        path->looped = path->encapsulated > 0 ? -1 : find_named(s, extras.looped);
    }
    bool has_way = local->loopback != FW_LOOPBACK_PACKETS || path->encapsulated > 0 || path->looped > 0;
    return s->loopback == local->loopback && s->is_mirror != local->is_mirror && has_way;
}

void sdp_put_refused(const struct fw_sdp *offer, unsigned i, struct rt_buf *out)
{
    (void)rt_buf_printf(out, "m=%s 0 %s %s\r\n", offer->media[i].type, offer->media[i].protocol,
                        offer->media[i].formats); /* the caller looks at rt_buf_error() */
}

static void put_answer(const struct fw_params *p, unsigned line, const struct fw_sdp *offer,
                       const struct fw_sdp_local *local, const struct fw_media_path *path, struct rt_buf *out)
{
    struct sdp_extras extras = sdp_extras_of(p, line);
    struct sdp_payload codec = sdp_payload_of(p, line, path->codec);
    struct sdp_list list = {0};
    codec.number = path->payload_tx;
    sdp_list_put(&list, codec, 0);
    if (path->nse_tx > 0) {
        extras.nse.number = (unsigned)path->nse_tx;
        sdp_list_put(&list, extras.nse, SDP_NSE_EVENTS);
    }
    if (path->dtmf_tx >= 0) {
        extras.avt.number = (unsigned)path->dtmf_tx;
        sdp_list_put(&list, extras.avt, extras.avt_events);
    }
    if (path->encapsulated > 0) {
        extras.encapsulated.number = (unsigned)path->encapsulated;
        sdp_list_put(&list, extras.encapsulated, 0);
    }
    if (path->looped > 0) {
        extras.looped.number = (unsigned)path->looped;
        sdp_list_put(&list, extras.looped, 0);
    }
    sdp_put_session(local, local->is_2543_hold, out);
    for (unsigned i = 0; i < offer->n_media; i++) {
        if (i != offer->audio) {
            sdp_put_refused(offer, i, out);
        } else {
            /* The other side's hold by address alone is answered like one by direction. */
            bool sends = may_send(local->direction) && may_receive(offer->direction) && offer->ip != 0;
            sdp_put_audio(&list, local->rtp_port, sdp_ptime_ms(p), direction_of(sends, path->receives), out);
            sdp_put_loopback(local, out);
        }
    }
}

bool fw_sdp_answer(const struct fw_params *p, unsigned line, const struct fw_sdp *offer,
                   const struct fw_sdp_local *local, struct fw_media_path *path, struct rt_buf *out)
{
    enum fw_codec codecs[FW_N_CODECS];
    struct fw_media_path found = {.ptime_ms = sdp_ptime_ms(p)};
    unsigned n = offer->has_audio ? fw_sdp_codecs(p, line, local, codecs, NULL) : 0;
    for (unsigned i = 0; i < n; i++) {
        int number = find_codec(p, line, offer, codecs[i]);
        if (number < 0) {
            continue;
        }
        found.codec = codecs[i];
        found.payload_tx = found.payload_rx = (uint8_t)number;
        found.dtmf_tx = found.dtmf_rx = find_named(offer, sdp_extras_of(p, line).avt);
        found.nse_tx = found.nse_rx = find_nse(p, line, offer);
        set_ways(offer, local, &found);
        if (!set_loopback(p, line, offer, local, &found)) {
            return false;
        }
        put_answer(p, line, offer, local, &found, out);
        *path = found;
        return rt_buf_error(out) == RT_OK;
    }
    return false;
}

bool fw_sdp_take_answer(const struct fw_params *p, unsigned line, const struct fw_sdp *answer,
                        const struct fw_sdp_local *local, struct fw_media_path *path)
{
    enum fw_codec codecs[FW_N_CODECS];
    struct sdp_payload avt = sdp_extras_of(p, line).avt;
    unsigned n = answer->has_audio ? fw_sdp_codecs(p, line, local, codecs, NULL) : 0;
    for (unsigned f = 0; f < answer->n_formats; f++) {
        for (unsigned i = 0; i < n; i++) {
            struct sdp_payload own = sdp_payload_of(p, line, codecs[i]);
            if (!is_codec(&answer->format[f], own, codecs[i])) {
                continue;
            }
            *path = (struct fw_media_path){.codec = codecs[i],
                                           .payload_tx = answer->format[f].number,
                                           .payload_rx = (uint8_t)own.number,
                                           .dtmf_tx = find_named(answer, avt),
                                           .ptime_ms = sdp_ptime_ms(p)};
            path->dtmf_rx = path->dtmf_tx < 0 ? -1 : (int)avt.number;
            path->nse_tx = find_nse(p, line, answer);
            path->nse_rx = path->nse_tx < 0 ? -1 : (int)sdp_extras_of(p, line).nse.number;
            set_ways(answer, local, path);
            return set_loopback(p, line, answer, local, path);
        }
    }
    return false;
}
