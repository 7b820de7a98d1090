/* SPDX-License-Identifier: MIT */
/*
 * Digits and the flash as events of RFC 4733, in place of sound: one packet a packet time, all with the timestamp of
 * the event's begin and its duration so far, the last one three times.
 *
 *   |     event     |E|R| volume    |          duration             |
 */
#include "media_events.h"
#include "media_priv.h"
#include <rt/buf.h>
#include <string.h>

enum { EVENT_BYTES = 4, END_BIT = 0x80, N_ENDS = 3, FLASH = 16, DURATION_MAX = 0xffff };
enum { VOLUME = 10 };                                 /* -10 dBm0. guess */
#define LOST_US (5u * 40u * BOARD_US_PER_MS)          /* an event without packets for so long is over. guess */
static const char event_keys[] = "0123456789*#ABCD!"; /* by event number (RFC 4733 section 3.2); '!': flash */

/* ---- to the peer ---- */

void fw_media_send_digit(struct fw_media_stream *s, char key, unsigned ms)
{
    struct media_digits_out *d = &s->digits_out;
    const char *at = key != '\0' ? strchr(event_keys, key) : NULL;
    if (at == NULL || d->n == DIGITS_MAX || !s->has_path || s->path.dtmf_tx < 0) {
        return;
    }
    d->queue[d->n].event = (uint8_t)(at - event_keys);
    d->queue[d->n++].ms = (uint16_t)(ms < DURATION_MAX / 8 ? ms : DURATION_MAX / 8);
}

static void begin(struct fw_media_stream *s)
{
    s->digits_out.is_on = true;
    s->digits_out.timestamp = s->send.timestamp;
    s->digits_out.duration = 0;
    s->digits_out.n_ends = 0;
}

static void end(struct media_digits_out *d)
{
    d->is_on = false;
    d->n--;
    memmove(d->queue, d->queue + 1, d->n * sizeof d->queue[0]);
}

void media_digits_drop(struct fw_media_stream *s)
{
    s->digits_out.n = 0;
    s->digits_out.is_on = false;
}

bool media_digits_send(struct fw_media_stream *s, unsigned n_samples)
{
    struct media_digits_out *d = &s->digits_out;
    if (s->path.dtmf_tx < 0) {
        media_digits_drop(s); /* a new path without events */
    }
    if (d->n == 0) {
        return false;
    }
    bool is_first = !d->is_on;
    if (is_first) {
        begin(s);
    }
    uint32_t whole = d->queue[0].ms * 8u;
    if (d->n_ends == 0) {
        d->duration += n_samples;
    }
    bool is_end = d->duration >= whole;
    uint8_t packet[RTP_HEADER_BYTES + EVENT_BYTES];
    uint8_t *payload = packet + RTP_HEADER_BYTES;
    payload[0] = d->queue[0].event;
    payload[1] = (uint8_t)((is_end ? END_BIT : 0) | VOLUME);
    rt_put_be16(payload + 2, (uint16_t)(d->duration < DURATION_MAX ? d->duration : DURATION_MAX));
    bool is_marked = is_first || fw_element_bool(s->media->config.params, FW_EL_MARK_ALL_AVT_PACKETS);
    const struct rtp_header h = {.marker = is_marked,
                                 .payload = (uint8_t)s->path.dtmf_tx,
                                 .sequence = s->send.sequence,
                                 .timestamp = d->timestamp,
                                 .ssrc = s->send.ssrc};
    media_send_packet(s, &h, packet, EVENT_BYTES);
    if (is_end && ++d->n_ends == N_ENDS) {
        end(d);
    }
    return true;
}

/* ---- from the peer ---- */

static void finish(struct fw_media_stream *s)
{
    struct media_digits_in *d = &s->digits_in;
    d->is_on = false;
    d->has_ended = true;
    const char key[] = {event_keys[d->event], '\0'};
    FW_TELL(s->media->config.log, media_digit, s->line, d->duration / 8u, key[0] == '!' ? "flash" : key);
    if (s->client->on_digit != NULL) {
        s->client->on_digit(s->ctx, s, event_keys[d->event], d->duration / 8u);
    }
}

static void play(struct fw_media_stream *s, char key)
{
    const struct fw_params *p = s->media->config.params;
    bool is_letter = key >= 'A' && key <= 'D';
    if (key != '!' && fw_element_bool(p, fw_element_of_line(FW_EL_DTMF_PROCESS_AVT_1, s->line)) &&
        (!is_letter || fw_element_bool(p, FW_EL_PLAYBACK_ABCD))) {
        fw_media_play_digit(s, key);
    }
}

void media_digits_receive(struct fw_media_stream *s, const struct rtp_header *h, const uint8_t *payload, size_t n)
{
    struct media_digits_in *d = &s->digits_in;
    if (n < EVENT_BYTES || payload[0] > FLASH) {
        s->receive.errors += n < EVENT_BYTES; /* other events, of fax and trunks, are nothing to a telephone */
        return;
    }
    if ((d->is_on || d->has_ended) && (int32_t)(h->timestamp - d->timestamp) <= 0) {
        if (!d->is_on || h->timestamp != d->timestamp) {
            return; /* of an event that is over */
        }
    } else {
        if (d->is_on) {
            finish(s); /* its last packets were lost */
        }
        *d = (struct media_digits_in){.is_on = true, .event = payload[0], .timestamp = h->timestamp};
        play(s, event_keys[d->event]);
    }
    uint16_t duration = rt_be16(payload + 2);
    d->duration = duration > d->duration ? duration : d->duration;
    d->seen_us = board_now_us(s->media->config.board);
    if ((payload[1] & END_BIT) != 0) {
        finish(s);
    }
}

void media_digits_frame(struct fw_media_stream *s)
{
    if (s->digits_in.is_on && board_now_us(s->media->config.board) - s->digits_in.seen_us > LOST_US) {
        finish(s);
    }
}
