/* SPDX-License-Identifier: MIT */
/* Offer and answer (RFC 3264): from the SDP of both sides to the path of the sound. */
#include "telephone_priv.h"

static enum lab_direction other_side(enum lab_direction d)
{
    return d == LAB_SENDONLY ? LAB_RECVONLY : d == LAB_RECVONLY ? LAB_SENDONLY : d;
}

bool lab_call_take_sdp(struct lab_telephone *t, struct rt_str body)
{
    struct lab_dialog *d = &t->dialog;
    struct lab_sdp s;
    bool was_held = d->is_remote_held;
    if (!lab_sdp_read(&s, body)) {
        return false;
    }
    size_t i = 0;
    while (i < t->n_codecs && s.payload[t->codecs[i]] < 0) {
        i++;
    }
    if (i == t->n_codecs) {
        return false;
    }
    d->is_remote_held = s.direction == LAB_SENDONLY || s.direction == LAB_INACTIVE || s.ip == 0;
    d->path.to = d->at;
    d->path.to.ip = s.ip != 0 ? s.ip : d->path.to.ip;
    d->path.to.port = s.ip != 0 ? s.port : 0;
    lab_nat_address(t->lab, &d->path.to.ip, &d->path.to.port);
    d->path.codec = t->codecs[i];
    d->path.payload_tx = s.payload[t->codecs[i]];
    d->path.events_tx = t->has_events ? s.events : -1;
    d->path.mirror = s.mirror;
    d->path.encapsulated = s.encapsulated;
    d->path.ptime_ms = t->ptime_ms;
    d->path.loses_permille = t->loses_permille;
    d->path.sends = !d->is_remote_held && !d->is_held;
    d->path.receives = s.direction != LAB_RECVONLY && s.direction != LAB_INACTIVE;
    if (was_held != d->is_remote_held) {
        lab_telephone_say(t, d->is_remote_held ? "held by %s" : "resumed by %s", d->who);
    }
    return true;
}

char *lab_call_sdp(struct lab_telephone *t, bool is_offer)
{
    struct lab_dialog *d = &t->dialog;
    struct rt_buf out;
    struct lab_sdp_local l = {.port = (uint16_t)(LAB_RTP_FIRST + 2 * t->index),
                              .codecs = t->codecs,
                              .n_codecs = t->n_codecs,
                              .events = t->has_events ? LAB_EVENTS_PAYLOAD : -1,
                              .ptime_ms = t->ptime_ms,
                              .version = ++d->sdp_version,
                              .direction = d->is_held ? LAB_SENDONLY : LAB_SENDRECV};
    rt_buf_init(&out, LAB_SIP_TEXT_MAX);
    if (t->sdp != NULL) {
        (void)rt_buf_put_text(&out, t->sdp);
    } else {
        if (!is_offer) { /* the one codec, by the other side's number */
            l.codecs = &d->path.codec;
            l.payloads = &d->path.payload_tx;
            l.n_codecs = 1;
            l.events = d->path.events_tx;
            l.mirror = d->path.mirror;
            l.encapsulated = d->path.encapsulated;
            l.direction = d->is_remote_held ? (d->is_held ? LAB_INACTIVE : other_side(LAB_SENDONLY)) : l.direction;
        }
        lab_sdp_write(&out, &l);
    }
    d->path.payload_rx = is_offer ? -1 : d->path.payload_tx;
    d->path.events_rx = is_offer ? (t->has_events ? LAB_EVENTS_PAYLOAD : -1) : d->path.events_tx;
    char *text = rt_buf_error(&out) == RT_OK ? rt_buf_take(&out) : NULL;
    rt_buf_fini(&out);
    return text;
}

void lab_call_start_media(struct lab_telephone *t)
{
    struct lab_dialog *d = &t->dialog;
    if (d->path.payload_rx < 0) { /* ours was the offer: the other side uses its numbers */
        d->path.payload_rx = lab_codec_payload(d->path.codec);
    }
    lab_media_set_path(t->media, &d->path);
}
