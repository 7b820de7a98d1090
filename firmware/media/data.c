/* SPDX-License-Identifier: MIT */
/*
 * Fax machines and modems in a stream: their tones are heard on both sides; then data pass in place of voice.
 *
 * An NSE is a packet of its own number beside the sound, in the form of an event of RFC 4733: 192 means that data
 * follow. Its number and events: captured offer of a PAP2T-3.1.15; its form and that it is sent three times: guess, no
 * standard describes it.
 */
#include "media_priv.h"
#include "media_events.h"
#include <rt/assert.h>
#include <rt/buf.h>
#include <string.h>

enum { NSE_DATA = 192, NSE_BYTES = 4, N_NSES = 3, STATIC_PCMU = 0, STATIC_PCMA = 8 };

const char *fw_media_fax_name(enum fw_media_fax f)
{
    static const char *const names[] = {
#define NAME(id, name) name,
        FW_MEDIA_FAX_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)f < FW_N_MEDIA_FAXES);
    return names[f];
}

static void tell(struct fw_media_stream *s, enum fw_media_fax what, bool is_of_peer)
{
    if (!s->data.is_on && s->client->on_fax != NULL) {
        s->client->on_fax(s->ctx, s, what, is_of_peer);
    }
}

static void hear(struct fw_media_stream *s, struct fax_tones *t, const int16_t *samples, bool is_of_peer)
{
    static const enum fw_media_fax told[] = {
        [FAX_TONE_CNG] = FW_MEDIA_CNG, [FAX_TONE_CED] = FW_MEDIA_CED, [FAX_TONE_CED_REVERSED] = FW_MEDIA_CED_REVERSED};
    enum fax_tone found = fax_tones_hear(t, samples, FRAME);
    if (found != FAX_TONE_NONE) {
        tell(s, told[found], is_of_peer);
    }
}

void media_data_frame(struct fw_media_stream *s, const int16_t *mic, const int16_t *ear)
{
    if (s->data.is_on || s->client->on_fax == NULL) {
        return;
    }
    hear(s, &s->data.telephone, mic, false);
    hear(s, &s->data.peer, ear, true);
}

void fw_media_carry_data(struct fw_media_stream *s)
{
    if (!s->data.is_on) {
        s->data.is_on = true;
        media_receive_data(s);
    }
}

/* ---- NSE ---- */

bool fw_media_send_nse(struct fw_media_stream *s)
{
    if (!s->has_path || s->path.nse_tx <= 0) {
        return false;
    }
    s->data.n_nse = N_NSES;
    return true;
}

void media_data_send(struct fw_media_stream *s)
{
    uint8_t packet[RTP_HEADER_BYTES + NSE_BYTES] = {0};
    if (s->data.n_nse == 0 || s->path.nse_tx <= 0) {
        return;
    }
    const struct rtp_header h = {.marker = s->data.n_nse == N_NSES,
                                 .payload = (uint8_t)s->path.nse_tx,
                                 .sequence = s->send.sequence,
                                 .timestamp = s->send.timestamp,
                                 .ssrc = s->send.ssrc};
    packet[RTP_HEADER_BYTES] = NSE_DATA;
    s->data.n_nse--;
    media_send_packet(s, &h, packet, NSE_BYTES);
}

void media_data_receive(struct fw_media_stream *s, const uint8_t *payload, size_t n)
{
    if (n < 1) {
        s->receive.errors++;
    } else if (payload[0] == NSE_DATA) { /* 193, the echo canceller: there is none here */
        tell(s, FW_MEDIA_NSE, true);
    }
}

void media_data_follow(struct fw_media_stream *s, uint8_t payload)
{
    const struct fw_params *p = s->media->config.params;
    enum fw_codec codec = payload == STATIC_PCMU   ? FW_CODEC_PCMU
                          : payload == STATIC_PCMA ? FW_CODEC_PCMA
                                                   : FW_CODEC_NONE;
    if (!s->data.is_on || codec == FW_CODEC_NONE || codec == s->send.codec.codec ||
        !fw_element_bool(p, fw_element_of_line(FW_EL_FAX_CODEC_SYMMETRIC_1, s->line))) {
        return;
    }
    struct fw_media_path path = s->path;
    path.codec = codec;
    path.payload_tx = path.payload_rx = payload;
    fw_media_set_path(s, &path);
}
