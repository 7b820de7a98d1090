/* SPDX-License-Identifier: MIT */
/* Streams: their ports, beginning and end. What they carry: send.c, receive.c. */
#include "media_priv.h"
#include "media_events.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

/* ---- the whole ---- */

/* Once, so that a codec that a profile enables is not searched for in vain. */
static void tell_unavailable(struct fw_media *m)
{
    static const struct {
        enum fw_codec codec;
        enum fw_element of_enable_1;
    } rows[] = {{FW_CODEC_G729A, FW_EL_G729A_ENABLE_1}, {FW_CODEC_G723, FW_EL_G723_ENABLE_1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !m->has_told_unavailable; i++) {
        for (unsigned line = 1; line <= 2; line++) {
            bool is_there = rows[i].codec == FW_CODEC_G729A && m->config.g729 != NULL;
            if (!is_there && fw_element_bool(m->config.params, fw_element_of_line(rows[i].of_enable_1, line))) {
                FW_TELL(m->config.log, media_unavailable, 0, 0, fw_codec_name(rows[i].codec));
                break;
            }
        }
    }
    m->has_told_unavailable = true;
}

enum rt_err fw_media_create(struct fw_media **out, const struct fw_media_config *config)
{
    struct fw_media *m = rt_mem_alloc(sizeof *m);
    *out = m;
    if (m == NULL) {
        return RT_ENOMEM;
    }
    m->config = *config;
    return RT_OK;
}

unsigned fw_media_codecs(const struct fw_media *m, const struct fw_media_stream *s)
{
    bool is_free = m->config.g729 != NULL;
    for (unsigned i = 0; i < FW_MEDIA_STREAMS_MAX; i++) {
        const struct fw_media_stream *other = m->streams[i];
        is_free = is_free && (other == NULL || other == s || !other->has_path || other->path.codec != FW_CODEC_G729A);
    }
    return FW_CODECS_HERE | (is_free ? 1u << FW_CODEC_G729A : 0u);
}

static struct fw_media_totals add(struct fw_media_totals t, const struct fw_media_stream *s)
{
    t.packets_sent += s->send.packets;
    t.octets_sent += s->send.octets;
    t.packets_recv += s->receive.packets;
    t.octets_recv += s->receive.octets;
    return t;
}

struct fw_media_totals fw_media_totals(const struct fw_media *m)
{
    struct fw_media_totals t = m->closed;
    for (unsigned i = 0; i < FW_MEDIA_STREAMS_MAX; i++) {
        if (m->streams[i] != NULL) {
            t = add(t, m->streams[i]);
        }
    }
    return t;
}

/* ---- ports ---- */

static enum rt_err open_pair(struct fw_media_stream *s, uint16_t port)
{
    struct fw_net *net = s->media->config.net;
    const struct fw_params *p = s->media->config.params;
    uint8_t tos = (uint8_t)(fw_element_u32(p, fw_element_of_line(FW_EL_RTP_TOS_1, s->line)) & 0xffu);
    uint8_t cos = (uint8_t)(fw_element_u32(p, fw_element_of_line(FW_EL_RTP_COS_1, s->line)) & 7u);
    enum rt_err err = fw_udp_open(&s->rtp, net, port, tos, media_receive_datagram, s);
    if (err == RT_OK) {
        s->port = port;
        fw_udp_set_cos(s->rtp, cos);
        fw_udp_refuse_many(s->rtp);
        fw_udp_set_checksum(s->rtp, !fw_element_bool(p, FW_EL_NO_UDP_CHECKSUM));
        fw_udp_set_error(s->rtp, media_reports_icmp);
        err = fw_udp_open(&s->rtcp, net, (uint16_t)(port + 1), tos, media_reports_datagram, s);
    }
    if (err == RT_OK) {
        fw_udp_set_cos(s->rtcp, cos);
        fw_udp_refuse_many(s->rtcp);
    }
    if (err != RT_OK) {
        fw_udp_close(s->rtp);
        s->rtp = NULL;
    }
    return err;
}

/* The next free pair, from the one after the last on: captured offers of one unit name 16416, 16418, 16420. */
static enum rt_err open_next(struct fw_media_stream *s)
{
    struct fw_media *m = s->media;
    uint32_t min = (fw_element_u32(m->config.params, FW_EL_RTP_PORT_MIN) + 1) & ~1u;
    uint32_t max = fw_element_u32(m->config.params, FW_EL_RTP_PORT_MAX);
    max = max < UINT16_MAX - 1 ? max : UINT16_MAX - 1; /* the pair's second port */
    if (min == 0 || min > max) {
        return RT_EFULL;
    }
    uint32_t port = m->next_port >= min && m->next_port <= max ? m->next_port : min;
    for (uint32_t tried = 0; tried <= (max - min) / 2; tried++) {
        enum rt_err err = open_pair(s, (uint16_t)port);
        port = port + 2 <= max ? port + 2 : min;
        if (err != RT_EBUSY) {
            m->next_port = (uint16_t)port;
            return err;
        }
    }
    return RT_EFULL;
}

/* ---- streams ---- */

static struct fw_media_stream **find_place(struct fw_media *m)
{
    for (unsigned i = 0; i < FW_MEDIA_STREAMS_MAX; i++) {
        if (m->streams[i] == NULL) {
            return &m->streams[i];
        }
    }
    return NULL;
}

static unsigned count_of_line(const struct fw_media *m, unsigned line)
{
    unsigned n = 0;
    for (unsigned i = 0; i < FW_MEDIA_STREAMS_MAX; i++) {
        n += m->streams[i] != NULL && m->streams[i]->line == line;
    }
    return n;
}

enum rt_err fw_media_open(struct fw_media_stream **out, struct fw_media *m, unsigned line,
                          const struct fw_media_client *client, void *ctx)
{
    struct fw_media_stream **place = find_place(m);
    RT_ASSERT(line == 1 || line == 2);
    *out = NULL;
    if (place == NULL) {
        return RT_EFULL;
    }
    struct fw_media_stream *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return RT_ENOMEM;
    }
    s->media = m;
    s->line = line;
    s->call = count_of_line(m, line);
    s->client = client;
    s->ctx = ctx;
    s->send.codec.coder = s->receive.codec.coder = m->config.g729;
    s->gain_in = media_gain(m->config.params, FW_EL_FXS_PORT_INPUT_GAIN);
    s->gain_out = media_gain(m->config.params, FW_EL_FXS_PORT_OUTPUT_GAIN);
    media_send_start(s);
    media_receive_start(s);
    media_reports_start(s);
    media_keep_alive_start(s);
    enum rt_err err = open_next(s);
    if (err != RT_OK) {
        (void)rt_mem_free(s); /* always NULL */
        return err;
    }
    *place = s;
    *out = s;
    tell_unavailable(m);
    FW_TELL(m->config.log, media_open, line, s->port);
    return RT_OK;
}

static void release(struct fw_media_stream *s)
{
    media_reports_close(s);
    media_keep_alive_close(s);
    media_t38_stop(s);
    fw_udp_close(s->rtp);
    fw_udp_close(s->rtcp);
    media_receive_close(s);
    codec_stop(&s->send.codec);
    codec_stop(&s->receive.codec);
    (void)rt_mem_free(s); /* always NULL */
}

void fw_media_close(struct fw_media_stream *s)
{
    if (s == NULL) {
        return;
    }
    struct fw_media *m = s->media;
    struct fw_media_stats stats = fw_media_stats(s);
    FW_TELL(m->config.log, media_close, s->line, s->port, (unsigned long long)stats.packets_sent,
            (unsigned long long)stats.packets_recv, stats.packets_lost, stats.packets_late, stats.packet_errors);
    m->closed = add(m->closed, s);
    for (unsigned i = 0; i < FW_MEDIA_STREAMS_MAX; i++) {
        m->streams[i] = m->streams[i] != s ? m->streams[i] : NULL;
    }
    release(s);
}

void fw_media_destroy(struct fw_media *m)
{
    if (m == NULL) {
        return;
    }
    for (unsigned i = 0; i < FW_MEDIA_STREAMS_MAX; i++) {
        if (m->streams[i] != NULL) {
            release(m->streams[i]);
        }
    }
    (void)rt_mem_free(m); /* always NULL */
}

uint16_t fw_media_port(const struct fw_media_stream *s)
{
    return s->port;
}

void fw_media_set_path(struct fw_media_stream *s, const struct fw_media_path *path)
{
    struct fw_media_path old = s->path;
    uint64_t packet_us = fw_element_us(s->media->config.params, FW_EL_RTP_PACKET_SIZE);
    RT_ASSERT(fw_codec_octets(path->codec, FRAME) > 0);
    media_t38_stop(s);
    s->path = *path;
    unsigned ms = path->ptime_ms != 0 ? path->ptime_ms : (unsigned)(packet_us / BOARD_US_PER_MS);
    s->path.ptime_ms = ms < 10 ? 10 : ms > CODEC_SAMPLES_MAX / 8 ? CODEC_SAMPLES_MAX / 8 : ms / 10 * 10;
    media_receive_path(s, &old);
    media_send_path(s, &old);
    if (!s->has_path) {
        media_reports_path(s);
        media_keep_alive_path(s);
    }
    s->has_path = true;
}

void fw_media_frame(struct fw_media_stream *s, const int16_t *mic, int16_t *ear)
{
    static const int16_t silence[FRAME];
    int16_t said[FRAME];
    fw_media_conference_frame(s, mic, silence, ear, said);
}

void fw_media_conference_frame(struct fw_media_stream *s, const int16_t *mic, const int16_t *others, int16_t *ear,
                               int16_t *said)
{
    int16_t to_peer[FRAME];
    uint64_t now_us = board_now_us(s->media->config.board);
    if (!s->has_path) {
        memset(ear, 0, FRAME * sizeof *ear);
        memset(said, 0, FRAME * sizeof *said);
        return;
    }
    if (now_us - s->last_frame_us > BOARD_FXS_FRAME_US && s->last_frame_us != 0) {
        jitter_restart(&s->receive.jitter); /* no frames for a while: what is held is old */
    }
    s->last_frame_us = now_us;
    for (unsigned i = 0; i < FRAME; i++) {
        to_peer[i] = fw_media_sum(media_amplify(mic[i], s->gain_in), others[i]);
    }
    if (s->t38 != NULL) {
        media_t38_frame(s, to_peer, said);
    } else {
        media_send_frame(s, to_peer);
        media_receive_frame(s, said);
        media_data_frame(s, mic, said);
    }
    for (unsigned i = 0; i < FRAME; i++) {
        ear[i] = media_amplify(said[i], s->gain_out);
    }
    media_digits_frame(s);
    media_playback_frame(s, ear);
}

struct fw_media_stats fw_media_stats(const struct fw_media_stream *s)
{
    return (struct fw_media_stats){
        .packets_sent = s->send.packets,
        .octets_sent = s->send.octets,
        .packets_recv = s->receive.packets,
        .octets_recv = s->receive.octets,
        .packets_lost = rtp_source_lost(&s->receive.source),
        .packet_errors = s->receive.errors,
        .packets_late = s->receive.jitter.n_late,
        .jitter_ms = rtp_source_jitter_ms(&s->receive.source),
        .latency_ms = s->receive.jitter.is_started ? s->receive.jitter.depth_ms : 0,
        .round_trip_ms = media_reports_round_trip_ms(s),
        .encoder = s->send.codec.codec,
        .decoder = s->receive.codec.codec,
    };
}
