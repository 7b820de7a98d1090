/* SPDX-License-Identifier: MIT */
/*
 * Media loopback (RFC 6849; draft-ietf-mmusic-media-loopback, of which the parameters are): the mirror's packets, and
 * what comes back to the source. Each packet that comes to a mirror goes back at once, without the telephone and its
 * frames: no handset is lifted in a test call.
 *
 *   encaprtp:     when it came | its header, without V, P and X | its payload      recall: RFC 6849 section 7.1
 *   rtploopback:  its payload
 */
#include "media_priv.h"
#include <rt/buf.h>
#include <string.h>

#define HEAD_BYTES      16u   /* time, first octet, M and payload, sequence, timestamp, SSRC */
#define PAYLOAD_MAX     1400u /* what does not fit into a frame with its head is not sent back: guess */
#define CC_MASK         0x0fu

/* A description can lead a mirror to itself or to another mirror, whose packets would go round for ever, faster than
 * any source sends them. At most 200 a second go back, in bursts of 40: guess. */
#define MIRROR_EVERY_US 5000u
#define MIRROR_BURST    40u

static bool may_go_back(struct fw_media_stream *s)
{
    uint64_t now_us = board_now_us(s->media->config.board), *until_us = &s->send.mirror_busy_until_us;
    if (*until_us > now_us + (uint64_t)MIRROR_BURST * MIRROR_EVERY_US) {
        return false;
    }
    *until_us = (*until_us > now_us ? *until_us : now_us) + MIRROR_EVERY_US;
    return true;
}

static void send(struct fw_media_stream *s, uint8_t payload, uint8_t *packet, size_t n)
{
    struct media_send *t = &s->send;
    const struct rtp_header h = {.marker = !t->is_talking,
                                 .payload = payload,
                                 .sequence = t->sequence,
                                 .timestamp = t->timestamp,
                                 .ssrc = t->ssrc};
    if (s->path.sends && s->path.ip != 0 && n > 0) {
        media_send_packet(s, &h, packet, n);
        t->is_talking = true;
    }
}

/* Decoded and encoded again. */
static size_t code(struct fw_media_stream *s, const struct rtp_header *h, const uint8_t *payload, size_t n,
                   uint8_t *out)
{
    struct media_receive *r = &s->receive;
    enum fw_codec codec = media_codec_of(s, h->payload);
    unsigned n_used = n < CODEC_OCTETS_MAX ? (unsigned)n : CODEC_OCTETS_MAX;
    if (codec_samples(codec, n_used) == 0) {
        r->errors++;
        return 0;
    }
    if (codec != r->codec.codec) {
        codec_start(&r->codec, codec);
    }
    unsigned n_samples = codec_decode(&r->codec, payload, n_used, r->samples);
    s->send.timestamp += n_samples;
    /* A packet may have any length, what goes back has whole octets of any codec. */
    return codec_encode(&s->send.codec, r->samples, n_samples - n_samples % CODEC_SAMPLES_STEP, out);
}

/* The packet as it came, behind its time. */
static size_t encapsulate(const struct fw_media_stream *s, const struct fw_udp_datagram *d, const uint8_t *payload,
                          size_t n, uint8_t *out)
{
    size_t n_sources = 4u * (d->bytes[0] & CC_MASK);
    if (n + HEAD_BYTES + n_sources > PAYLOAD_MAX) {
        return 0;
    }
    rt_put_be32(out, (uint32_t)(board_now_us(s->media->config.board) / 125)); /* 8,000 a second */
    memcpy(out + 4, d->bytes, RTP_HEADER_BYTES + n_sources);
    out[4] &= CC_MASK;
    memcpy(out + HEAD_BYTES + n_sources, payload, n);
    return HEAD_BYTES + n_sources + n;
}

void media_loopback_mirror(struct fw_media_stream *s, const struct rtp_header *h, const struct fw_udp_datagram *d,
                           const uint8_t *payload, size_t n)
{
    uint8_t packet[RTP_HEADER_BYTES + PAYLOAD_MAX], *out = packet + RTP_HEADER_BYTES;
    if (!may_go_back(s)) {
        s->receive.errors++;
        return;
    }
    if (s->path.loopback == FW_LOOPBACK_MEDIA) {
        send(s, s->path.payload_tx, packet, code(s, h, payload, n, out));
        return;
    }
    s->send.timestamp = (uint32_t)(board_now_us(s->media->config.board) / 125);
    if (s->path.encapsulated > 0) {
        send(s, (uint8_t)s->path.encapsulated, packet, encapsulate(s, d, payload, n, out));
    } else if (n <= PAYLOAD_MAX) {
        memcpy(out, payload, n);
        send(s, (uint8_t)s->path.looped, packet, n);
    }
}

bool media_loopback_unpack(const struct fw_media_stream *s, struct rtp_header *h, const uint8_t **payload, size_t *n)
{
    const uint8_t *p = *payload;
    if (h->payload == s->path.looped) {
        h->payload = s->path.payload_rx;
        return true;
    }
    size_t n_head = *n >= HEAD_BYTES ? HEAD_BYTES + 4u * (p[4] & CC_MASK) : SIZE_MAX;
    if (h->payload != s->path.encapsulated || *n < n_head || (p[5] & 0x7fu) != s->path.payload_tx) {
        return false; /* digits of ours that come back are not played: guess */
    }
    *h = (struct rtp_header){.marker = (p[5] & 0x80u) != 0,
                             .payload = s->path.payload_rx,
                             .sequence = rt_be16(p + 6),
                             .timestamp = rt_be32(p + 8),
                             .ssrc = rt_be32(p + 12)};
    *payload = p + n_head;
    *n -= n_head;
    return true;
}
