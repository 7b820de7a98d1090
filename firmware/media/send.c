/* SPDX-License-Identifier: MIT */
/*
 * From the telephone to the peer: frames of 10 ms are collected until a packet is full, encoded and sent. The
 * timestamp follows the telephone's samples whether or not anything is sent, so that a pause is as long for the peer as
 * it was here.
 */
#include "media_priv.h"
#include "media_events.h"
#include <string.h>

void media_send_start(struct fw_media_stream *s)
{
    struct board *b = s->media->config.board;
    s->send.ssrc = board_entropy_u32(b);
    s->send.sequence = (uint16_t)board_entropy_below(b, 0x10000);
    s->send.timestamp = board_entropy_u32(b);
}

static void tell(const struct fw_media_stream *s, const struct fw_media_path *p, const char *what)
{
    char ip[16];
    FW_TELL(s->media->config.log, media_send, s->line, p->payload_tx, what, fw_codec_name(p->codec),
            rt_ipv4_text(p->ip, ip), (unsigned)p->port);
}

void media_send_path(struct fw_media_stream *s, const struct fw_media_path *old)
{
    struct media_send *t = &s->send;
    const struct fw_media_path *p = &s->path;
    if (t->codec.codec != p->codec || !s->has_path) {
        codec_start(&t->codec, p->codec);
        MEDIA_DEBUG(s, "ENC INIT %u", (unsigned)p->payload_tx);
    }
    if (!s->has_path || old->ptime_ms != p->ptime_ms) {
        t->timestamp += t->n;
        t->n = 0;
    }
    bool was_sending = s->has_path && old->sends;
    if (p->sends && (!was_sending || old->ip != p->ip || old->port != p->port)) {
        t->is_talking = t->is_told = false;
        MEDIA_DEBUG(s, "RTP Tx Up (pt=%u->%08x:%u)", (unsigned)p->payload_tx, (unsigned)p->ip, (unsigned)p->port);
    } else if (!p->sends && was_sending) {
        MEDIA_DEBUG(s, "RTP Tx Dn%s", "");
        if (t->is_told) {
            tell(s, p, "stops");
        }
    }
}

void media_send_packet(struct fw_media_stream *s, const struct rtp_header *h, uint8_t *packet, size_t n_payload)
{
    struct media_send *t = &s->send;
    if (!t->is_told) { /* a call that rings has a path too */
        t->is_told = true;
        tell(s, &s->path, "starts");
    }
    rtp_put_header(packet, h);
    t->sequence++;
    /* A packet that cannot be sent is lost, as on any other hop. */
    if (fw_udp_send(s->rtp, s->path.ip, s->path.port, packet, RTP_HEADER_BYTES + n_payload) == RT_OK) {
        t->packets++;
        t->octets += n_payload;
    }
}

static void send_sound(struct fw_media_stream *s)
{
    struct media_send *t = &s->send;
    uint8_t packet[RTP_HEADER_BYTES + CODEC_OCTETS_MAX];
    const struct rtp_header h = {.marker = !t->is_talking,
                                 .payload = s->path.payload_tx,
                                 .sequence = t->sequence,
                                 .timestamp = t->timestamp,
                                 .ssrc = t->ssrc};
    unsigned n = codec_encode(&t->codec, t->samples, t->n, packet + RTP_HEADER_BYTES);
    if (n > 0) { /* else there was no memory for the coder: the packet is lost */
        media_send_packet(s, &h, packet, n);
    }
    t->is_talking = true;
}

void media_send_frame(struct fw_media_stream *s, const int16_t *samples)
{
    struct media_send *t = &s->send;
    unsigned n_packet = s->path.ptime_ms * 8;
    if (s->path.is_mirror) {
        return; /* loopback.c sends */
    }
    memcpy(t->samples + t->n, samples, FRAME * sizeof *samples);
    t->n += FRAME;
    if (t->n < n_packet) {
        return;
    }
    if (!s->path.sends || s->path.ip == 0) {
        media_digits_drop(s);
        t->is_talking = false;
    } else if (media_digits_send(s, t->n) || media_is_silence(s, t->samples, t->n)) {
        t->is_talking = false;
    } else {
        send_sound(s);
        media_data_send(s);
    }
    t->timestamp += t->n;
    t->n = 0;
}
