/* SPDX-License-Identifier: MIT */
/*
 * The sound of a telephone of the lab's: RTP (RFC 3550, 3551), telephone events (RFC 4733), G.711, G.726 by spandsp;
 * its voice goes out, and an ear hears what comes in.
 */
#include "telephone_priv.h"
#include "g711.h"
#include "voice.h"
#include <board/board.h>
#include <spandsp.h>
#include <stdio.h>
#include <string.h>

#define RTP_BYTES   12u
#define EVENT_GAP   (60u * 8u) /* samples between two keys */
#define EVENT_ENDS  3u         /* RFC 4733 section 2.5.1.4 */
#define EVENT_LEVEL 10u        /* -10 dBm0 */
#define PACKET_MAX  1400u
static const char keys_of_events[] = "0123456789*#ABCD";

struct lab_media {
    struct lab_telephone *t;
    struct lab_media_path path;
    bool is_running;
    struct board_timer timer;
    uint16_t sequence;
    uint32_t timestamp, ssrc, random;
    bool has_marker;
    g726_state_t *encoder, *decoder;
    dtmf_rx_state_t *keys_heard;
    struct emu_lab_pitch ear;
    struct lab_media_counts counts;
    struct lab_voice voice;
    /* keys as events */
    char keys[LAB_DIGITS_MAX + 1];
    unsigned n_keys, i_key, key_samples, key_at, n_ends, gap;
    uint32_t key_timestamp;
    /* what comes in */
    bool has_sequence;
    uint16_t next_sequence;
    uint32_t event_timestamp;
    bool has_event;
};

enum rt_err lab_media_keys(struct lab_media *m, const char *keys, bool is_inband, unsigned ms)
{
    size_t n = strlen(keys);
    if (n == 0 || strspn(keys, keys_of_events) != n) {
        return RT_EINVAL;
    }
    if (is_inband) {
        return lab_voice_keys(&m->voice, keys, ms);
    }
    if (m->path.events_tx < 0) {
        return RT_ENOTSUP;
    }
    if (m->i_key == m->n_keys) {
        m->i_key = m->n_keys = 0;
    }
    if (m->n_keys + n > LAB_DIGITS_MAX) {
        return RT_EFULL;
    }
    memcpy(m->keys + m->n_keys, keys, n);
    m->n_keys += (unsigned)n;
    m->key_samples = ms * (RATE_HZ / 1000);
    return RT_OK;
}

enum rt_err lab_media_say(struct lab_media *m, const char *what, size_t n)
{
    return lab_voice_say(&m->voice, what, n);
}

/* ---- out ---- */

/* Loses a packet now and then, the same in each run. */
static bool is_lost(struct lab_media *m)
{
    m->random = m->random * 1664525u + 1013904223u;
    return (m->random >> 8) % 1000 < m->path.loses_permille;
}

static void send_packet(struct lab_media *m, int payload, bool has_marker, uint32_t timestamp, const uint8_t *bytes,
                        size_t n)
{
    uint8_t packet[RTP_BYTES + PACKET_MAX];
    struct emu_udp udp = {.src_ip = EMU_NET_PROVIDER,
                          .dst_ip = m->path.to.ip,
                          .src_port = (uint16_t)(LAB_RTP_FIRST + 2 * m->t->index),
                          .dst_port = m->path.to.port,
                          .payload = packet,
                          .n_payload = RTP_BYTES + n};
    if (lab_nat_hides(m->t->lab, m->path.to.ip)) {
        return; /* until something has come from there */
    }
    packet[0] = 0x80;
    packet[1] = (uint8_t)(payload | (has_marker ? 0x80 : 0));
    rt_put_be16(packet + 2, m->sequence++);
    rt_put_be32(packet + 4, timestamp);
    rt_put_be32(packet + 8, m->ssrc);
    memcpy(packet + RTP_BYTES, bytes, n);
    m->counts.sent++;
    if (m->path.loses_permille > 0 && is_lost(m)) {
        return;
    }
    emu_net_mac(udp.src_mac, EMU_NET_PROVIDER);
    memcpy(udp.dst_mac, m->path.to.mac, sizeof udp.dst_mac);
    lab_send(m->t->lab, &udp);
}

/* A packet's time of a key as an event; false: none is sent. */
static bool send_event(struct lab_media *m, unsigned n_samples)
{
    uint8_t event[4];
    if (m->i_key == m->n_keys) {
        return false;
    }
    if (m->gap > 0) {
        m->gap -= m->gap < n_samples ? m->gap : n_samples;
        return false;
    }
    bool is_first = m->key_at == 0;
    m->key_timestamp = is_first ? m->timestamp : m->key_timestamp;
    m->key_at += n_samples;
    bool is_over = m->key_at >= m->key_samples;
    event[0] = (uint8_t)(strchr(keys_of_events, m->keys[m->i_key]) - keys_of_events);
    event[1] = (uint8_t)(EVENT_LEVEL | (is_over ? 0x80u : 0));
    rt_put_be16(event + 2, (uint16_t)(m->key_at < UINT16_MAX ? m->key_at : UINT16_MAX));
    for (unsigned i = 0; i < (is_over ? EVENT_ENDS : 1); i++) {
        send_packet(m, m->path.events_tx, is_first && i == 0, m->key_timestamp, event, sizeof event);
    }
    if (is_over) {
        m->i_key++;
        m->key_at = 0;
        m->gap = EVENT_GAP;
    }
    return true;
}

static void send_voice(struct lab_media *m, unsigned n_samples)
{
    int16_t samples[160 * RATE_HZ / 1000];
    uint8_t bytes[PACKET_MAX];
    size_t n = 0;
    lab_voice_speak(&m->voice, samples, n_samples);
    if (m->path.codec == LAB_CODEC_PCMU || m->path.codec == LAB_CODEC_PCMA) {
        for (; n < n_samples; n++) {
            bytes[n] = m->path.codec == LAB_CODEC_PCMU ? lab_to_ulaw(samples[n]) : lab_to_alaw(samples[n]);
        }
    } else if (m->encoder != NULL) {
        n = (size_t)g726_encode(m->encoder, bytes, samples, (int)n_samples);
    }
    send_packet(m, m->path.payload_tx, m->has_marker, m->timestamp, bytes, n);
    m->has_marker = false;
}

static bool mirrors(const struct lab_media *m)
{
    return m->path.mirror == LAB_MIRRORS_SOUND || m->path.mirror == LAB_MIRRORS_PACKETS;
}

static void on_time(void *ctx, struct board_timer *timer)
{
    struct lab_media *m = ctx;
    unsigned n_samples = m->path.ptime_ms * (RATE_HZ / 1000);
    board_timer_start_at(m->t->lab->board, timer,
                         board_timer_due_us(timer) + (uint64_t)m->path.ptime_ms * BOARD_US_PER_MS);
    if (m->path.sends && m->path.to.port != 0 && !mirrors(m) && !send_event(m, n_samples)) {
        send_voice(m, n_samples);
    }
    m->timestamp += n_samples;
}

/* ---- in ---- */

static void hear_keys(void *ctx, const char *keys, int n)
{
    struct lab_media *m = ctx;
    for (int i = 0; i < n; i++) {
        lab_telephone_say(m->t, "dtmf %c in band", keys[i]);
    }
}

static void hear(struct lab_media *m, const int16_t *samples, size_t n)
{
    char what[EMU_LAB_PITCH_TEXT_MAX];
    if (m->keys_heard != NULL) {
        (void)dtmf_rx(m->keys_heard, samples, (int)n);
    }
    if (emu_lab_pitch_hear(&m->ear, samples, n, what)) {
        lab_telephone_say(m->t, "hears %s", what);
    }
}

/* Each event once, at its first packet with the end bit. */
static void on_event(struct lab_media *m, uint32_t timestamp, const uint8_t *p, size_t n)
{
    if (n < 4 || (p[1] & 0x80u) == 0 || (m->has_event && m->event_timestamp == timestamp)) {
        return;
    }
    m->has_event = true;
    m->event_timestamp = timestamp;
    if (p[0] < 16) {
        lab_telephone_say(m->t, "dtmf %c by rtp for %ums", keys_of_events[p[0]], rt_be16(p + 2) / (RATE_HZ / 1000));
    } else {
        lab_telephone_say(m->t, p[0] == 16 ? "hook flash by rtp" : "event %u by rtp", (unsigned)p[0]);
    }
}

static void on_rtcp(struct lab_media *m, const uint8_t *p, size_t n)
{
    static const char *const types[] = {"SR", "RR", "SDES", "BYE", "APP"};
    char text[64] = "rtcp";
    for (size_t at = 0; at + 4 <= n && p[at + 1] >= 200 && p[at + 1] <= 204;) {
        size_t n_text = strlen(text);
        (void)snprintf(text + n_text, sizeof text - n_text, " %s", types[p[at + 1] - 200]);
        at += 4 * ((size_t)rt_be16(p + at + 2) + 1);
    }
    lab_telephone_say(m->t, "%s", text);
}

/* What came goes back: G.711, which is the same when it was decoded and encoded again; or the packet, behind the time
 * and its header without the first two bits, P and X (RFC 6849 section 7.1, recall). */
static void mirror(struct lab_media *m, const uint8_t *p, size_t n, const uint8_t *sound)
{
    uint8_t packet[PACKET_MAX];
    size_t n_sound = n - (size_t)(sound - p);
    if (m->path.mirror == LAB_MIRRORS_SOUND) {
        send_packet(m, p[1] & 0x7f, m->has_marker, m->timestamp, sound, n_sound);
    } else if (4 + n <= sizeof packet) {
        rt_put_be32(packet, m->timestamp);
        memcpy(packet + 4, p, n);
        packet[4] &= 0x0f;
        send_packet(m, m->path.encapsulated, m->has_marker, m->timestamp, packet, 4 + n);
    }
    m->has_marker = false;
}

void lab_media_on_packet(struct lab_media *m, const struct emu_udp *udp)
{
    const uint8_t *p = udp->payload;
    size_t n = udp->n_payload;
    int16_t samples[PACKET_MAX * 4];
    if ((udp->dst_port & 1u) != 0) { /* its BYE comes behind that of SIP */
        on_rtcp(m, p, n);
        return;
    }
    if (n == 0) { /* it keeps a NAT open */
        lab_telephone_say(m->t, "keep-alive");
    }
    if (!m->is_running || n < RTP_BYTES || (p[0] & 0xc0u) != 0x80u) {
        return;
    }
    if (lab_nat_hides(m->t->lab, m->path.to.ip)) { /* symmetric RTP, RFC 4961: back to where it comes from */
        m->path.to.ip = udp->src_ip;
        m->path.to.port = udp->src_port;
    }
    int payload = p[1] & 0x7f;
    uint16_t sequence = rt_be16(p + 2);
    if (m->has_sequence && (int16_t)(uint16_t)(sequence - m->next_sequence) > 0) {
        m->counts.lost += (uint16_t)(sequence - m->next_sequence);
    }
    m->has_sequence = true;
    m->next_sequence = (uint16_t)(sequence + 1);
    m->counts.received++;
    size_t head = RTP_BYTES + 4u * (p[0] & 15u);
    if (head > n || n - head > PACKET_MAX) {
        return;
    }
    if (mirrors(m)) {
        mirror(m, p, n, p + head);
    } else if (payload == m->path.events_rx) {
        on_event(m, rt_be32(p + 4), p + head, n - head);
    } else if (payload == m->path.payload_rx) {
        size_t n_samples = 0;
        if (m->decoder != NULL) {
            n_samples = (size_t)g726_decode(m->decoder, samples, p + head, (int)(n - head));
        } else {
            for (; n_samples < n - head; n_samples++) {
                uint8_t byte = p[head + n_samples];
                samples[n_samples] = m->path.codec == LAB_CODEC_PCMU ? lab_from_ulaw(byte) : lab_from_alaw(byte);
            }
        }
        hear(m, samples, n_samples);
    } else {
        lab_telephone_say(m->t, "payload %d was not agreed", payload);
    }
}

/* ---- life ---- */

enum rt_err lab_media_create(struct lab_media **out, struct lab_telephone *t)
{
    struct lab_media *m = rt_mem_alloc(sizeof *m);
    *out = m;
    if (m == NULL) {
        return RT_ENOMEM;
    }
    *m = (struct lab_media){.t = t, .path = {.events_tx = -1, .events_rx = -1}};
    board_timer_init(&m->timer, "lab voice", BOARD_PRIORITY_OUTSIDE, on_time, m);
    return RT_OK;
}

static void close_codecs(struct lab_media *m)
{
    if (m->encoder != NULL) {
        (void)g726_free(m->encoder);
        (void)g726_free(m->decoder);
        m->encoder = m->decoder = NULL;
    }
}

void lab_media_destroy(struct lab_media *m)
{
    if (m == NULL) {
        return;
    }
    lab_media_stop(m);
    lab_voice_fini(&m->voice);
    rt_mem_free(m);
}

static void start(struct lab_media *m)
{
    unsigned id = m->t->lab->telephones->n_calls;
    m->is_running = true;
    m->has_marker = true;
    m->has_sequence = m->has_event = false;
    m->counts = (struct lab_media_counts){.sent = 0};
    m->sequence = (uint16_t)(1000 * (m->t->index + 1) + id);
    m->timestamp = 160000 * (id + 1);
    m->ssrc = 0x1ab00000u + 256 * m->t->index + id;
    m->random = m->ssrc;
    m->ear = (struct emu_lab_pitch){.n = 0};
    m->i_key = m->n_keys = m->key_at = m->gap = 0;
    m->keys_heard = dtmf_rx_init(NULL, hear_keys, m);
    board_timer_start(m->t->lab->board, &m->timer, (uint64_t)m->path.ptime_ms * BOARD_US_PER_MS);
}

void lab_media_set_path(struct lab_media *m, const struct lab_media_path *path)
{
    bool is_other = path->codec != m->path.codec || !m->is_running;
    m->path = *path;
    if (is_other) {
        close_codecs(m);
    }
    unsigned bits = lab_codec_bits(path->codec);
    if (is_other && bits < 8) {
        m->encoder = g726_init(NULL, (int)(bits * RATE_HZ), G726_ENCODING_LINEAR, G726_PACKING_RIGHT);
        m->decoder = g726_init(NULL, (int)(bits * RATE_HZ), G726_ENCODING_LINEAR, G726_PACKING_RIGHT);
    }
    if (!m->is_running) {
        start(m);
    }
}

void lab_media_stop(struct lab_media *m)
{
    board_timer_stop(m->t->lab->board, &m->timer);
    close_codecs(m);
    if (m->keys_heard != NULL) {
        (void)dtmf_rx_free(m->keys_heard);
        m->keys_heard = NULL;
    }
    m->is_running = false;
}

struct lab_media_counts lab_media_counts(const struct lab_media *m)
{
    return m->counts;
}
