/* SPDX-License-Identifier: MIT */
/*
 * From the peer to the telephone: packets are checked, counted and held by the jitter buffer; each 10 ms are decoded
 * from there, and what is missing is concealed (spandsp's PLC, after ITU-T G.711 appendix I).
 *
 * Packets are taken from any address: only SDP says where to send, and the unit does not learn the peer's address from
 * what arrives (Symmetric_RTP came with later models, default No: ATA 191 guide).
 */
#include "media_priv.h"
#include "media_events.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

enum { COMFORT_NOISE = 13 }; /* RFC 3389 */
#define QUIET 256            /* a frame below this peak may be left out. guess: -42 dB */

/* Network_Jitter_Level: first depth in ms. guess */
static const struct {
    const char *name;
    unsigned depth_ms;
} levels[] = {{"low", 30}, {"medium", 50}, {"high", 70}, {"very high", 100}, {"extremely high", 150}};

static struct jitter_config read_config(const struct fw_media_stream *s)
{
    const struct fw_params *p = s->media->config.params;
    struct rt_str level = rt_str(fw_element_text(p, fw_element_of_line(FW_EL_NETWORK_JITTER_LEVEL_1, s->line)));
    struct rt_str move = rt_str(fw_element_text(p, fw_element_of_line(FW_EL_JITTER_BUFFER_ADJUSTMENT_1, s->line)));
    struct jitter_config c = {.depth_ms = 70, .may_grow = true, .may_shrink = true};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (rt_str_is_ci(level, levels[i].name)) {
            c.depth_ms = levels[i].depth_ms;
        }
    }
    c.may_grow = !rt_str_is_ci(move, "down only") && !rt_str_is_ci(move, "disable");
    c.may_shrink = !rt_str_is_ci(move, "up only") && !rt_str_is_ci(move, "disable");
    return c;
}

void media_receive_start(struct fw_media_stream *s)
{
    struct jitter_config c = read_config(s);
    jitter_start(&s->receive.jitter, &c);
    RT_ASSERT(plc_init(&s->receive.plc) == &s->receive.plc);
}

void media_receive_data(struct fw_media_stream *s)
{
    struct jitter *j = &s->receive.jitter;
    j->config = (struct jitter_config){.depth_ms = levels[sizeof levels / sizeof levels[0] - 1].depth_ms};
    jitter_restart(j); /* the gap is in a tone: it is not the place where data are lost */
}

void media_receive_path(struct fw_media_stream *s, const struct fw_media_path *old)
{
    bool was_receiving = s->has_path && old->receives;
    if (s->path.receives && !was_receiving) {
        MEDIA_DEBUG(s, "RTP Rx Up%s", "");
    } else if (!s->path.receives && was_receiving) {
        MEDIA_DEBUG(s, "RTP Rx Dn%s", "");
        jitter_restart(&s->receive.jitter);
        s->receive.n = s->receive.at = 0;
    }
}

void media_receive_close(struct fw_media_stream *s)
{
    jitter_fini(&s->receive.jitter);
}

/* ---- packets ---- */

/* What a payload number stands for. Static numbers are understood without having been agreed: some peers change the
 * codec on their own. guess */
enum fw_codec media_codec_of(const struct fw_media_stream *s, uint8_t payload)
{
    if (payload == s->path.payload_rx) {
        return s->path.codec;
    }
    return payload == 0 ? FW_CODEC_PCMU : payload == 8 ? FW_CODEC_PCMA : FW_CODEC_NONE;
}

static void take_sound(struct fw_media_stream *s, const struct rtp_header *h, const uint8_t *payload, size_t n)
{
    struct media_receive *r = &s->receive;
    enum fw_codec codec = media_codec_of(s, h->payload);
    unsigned n_used = n < CODEC_OCTETS_MAX ? (unsigned)n : CODEC_OCTETS_MAX;
    unsigned n_samples = codec_samples(codec, n_used);
    if (n_samples == 0) {
        r->errors += h->payload != COMFORT_NOISE;
        return;
    }
    const struct jitter_packet head = {
        .timestamp = h->timestamp, .n_samples = (uint16_t)n_samples, .n = (uint16_t)n_used, .payload = h->payload};
    (void)jitter_put(&r->jitter, &head, payload); /* what does not fit is lost */
}

/* RTCP at the port of RTP, of a peer that has both at one though it was not agreed (RFC 5761 section 4). Taken as RTP
 * it would be another sender each time. */
static bool is_rtcp(const struct fw_udp_datagram *d)
{
    return d->n >= 8 && d->bytes[0] >> 6 == 2 && d->bytes[1] >= 192 && d->bytes[1] <= 223;
}

void media_receive_datagram(void *stream, const struct fw_udp_datagram *d)
{
    struct fw_media_stream *s = stream;
    struct media_receive *r = &s->receive;
    struct rtp_header h;
    const uint8_t *payload;
    size_t n;
    if (s->t38 != NULL && d->n_whole > 0) {
        media_t38_datagram(s, d);
        return;
    }
    if (!s->has_path || !s->path.receives || d->n_whole == 0) { /* nothing: it keeps a NAT open */
        return;
    }
    if (is_rtcp(d)) {
        media_reports_datagram(s, d);
        return;
    }
    if (d->n < d->n_whole || !rtp_read(d->bytes, d->n, &h, &payload, &n)) {
        r->errors++;
        return;
    }
    bool is_first = r->packets == 0, is_new = !r->source.is_known || r->source.ssrc != h.ssrc;
    uint32_t arrival = (uint32_t)(board_now_us(s->media->config.board) / 125); /* 8,000 a second */
    r->packets++;
    r->octets += n;
    if (!rtp_source_take(&r->source, h.ssrc, h.sequence, h.timestamp, arrival)) {
        return;
    }
    if (is_first) {
        char ip[16];
        MEDIA_DEBUG(s, "RTP Rx 1st PKT @%u(%u)", (unsigned)s->port, (unsigned)h.payload);
        FW_TELL(s->media->config.log, media_first, s->line, h.payload, rt_ipv4_text(d->src_ip, ip),
                (unsigned)d->src_port);
    }
    s->reports.n_icmp = 0; /* it is there after all */
    if (is_new) {
        jitter_restart(&r->jitter);
        s->digits_in.has_ended = false; /* the timestamps of another sender */
    }
    if (s->path.is_mirror) {
        media_loopback_mirror(s, &h, d, payload, n);
        return;
    }
    if (s->path.loopback == FW_LOOPBACK_PACKETS && !media_loopback_unpack(s, &h, &payload, &n)) {
        r->errors++;
        return;
    }
    if (h.payload == s->path.dtmf_rx) {
        media_digits_receive(s, &h, payload, n);
    } else if (s->path.nse_rx > 0 && h.payload == s->path.nse_rx) {
        media_data_receive(s, payload, n);
    } else {
        media_data_follow(s, h.payload);
        take_sound(s, &h, payload, n);
    }
}

/* ---- playing ---- */

static void decode(struct fw_media_stream *s, struct jitter_packet *p)
{
    struct media_receive *r = &s->receive;
    enum fw_codec codec = media_codec_of(s, p->payload); /* the path may have changed since */
    if (codec == FW_CODEC_NONE) {
        memset(r->samples, 0, p->n_samples * sizeof r->samples[0]);
        r->n = p->n_samples;
    } else {
        if (codec != r->codec.codec) {
            codec_start(&r->codec, codec);
            MEDIA_DEBUG(s, "DEC INIT %u", (unsigned)p->payload);
        }
        r->n = codec_decode(&r->codec, p->octets, p->n, r->samples);
    }
    r->at = 0;
    (void)rt_mem_free(p); /* always NULL */
}

/* Writes n samples of what is decoded. */
static void play(struct media_receive *r, int16_t *out, unsigned n)
{
    memcpy(out, r->samples + r->at, n * sizeof *out);
    r->at += n;
    (void)plc_rx(&r->plc, out, (int)n); /* fades in after a gap; always n */
}

/* Makes the ring of past samples straight before spandsp does: it would copy overlapping memory with memcpy(). */
static void straighten(plc_state_t *plc)
{
    int16_t newest[PLC_HISTORY_LEN];
    size_t n = (size_t)plc->buf_ptr, n_rest = PLC_HISTORY_LEN - n;
    memcpy(newest, plc->history, n * sizeof *newest);
    memmove(plc->history, plc->history + n, n_rest * sizeof *newest);
    memcpy(plc->history + n_rest, newest, n * sizeof *newest);
    plc->buf_ptr = 0;
}

static bool is_quiet(const int16_t *samples, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (samples[i] > QUIET || samples[i] < -QUIET) {
            return false;
        }
    }
    return true;
}

static void leave_out_if_quiet(struct media_receive *r)
{
    if (r->n - r->at >= FRAME && jitter_wants_less(&r->jitter) && is_quiet(r->samples + r->at, FRAME)) {
        r->at += FRAME;
        jitter_leave_out(&r->jitter, FRAME);
    }
}

void media_receive_frame(struct fw_media_stream *s, int16_t *ear)
{
    struct media_receive *r = &s->receive;
    unsigned n_done = 0;
    leave_out_if_quiet(r);
    while (n_done < FRAME) {
        unsigned n_left = FRAME - n_done, n_here = r->n - r->at;
        if (n_here > 0) {
            n_here = n_here < n_left ? n_here : n_left;
            play(r, ear + n_done, n_here);
            n_done += n_here;
            continue;
        }
        struct jitter_next next = jitter_next(&r->jitter, n_left);
        if (next.turn == JITTER_PACKET) {
            decode(s, next.packet);
            continue;
        }
        memset(ear + n_done, 0, next.n * sizeof *ear);
        if (next.turn == JITTER_GAP && r->codec.codec != FW_CODEC_NONE) {
            straighten(&r->plc);
            (void)plc_fillin(&r->plc, ear + n_done, (int)next.n); /* fades to silence by itself; always n */
        }
        n_done += next.n;
    }
}
