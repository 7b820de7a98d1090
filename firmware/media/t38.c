/* SPDX-License-Identifier: MIT */
/*
 * A stream as a T.38 gateway: spandsp's between the telephone's samples and packets, UDPTL by our own framing.
 *
 * spandsp's lengths are bounded by its structures; what enters it is bounded here: UDPTL_PACKET_MAX octets a packet.
 */
#include "media_priv.h"
#include "media_events.h"
#include "udptl.h"
#include <fw/t38.h>
#include <rt/mem.h>
#include <spandsp.h>
/* The gateway's state, embedded so that we own its memory. */
#include <spandsp/expose.h>
#include <string.h>

struct media_t38 {
    struct fw_media_stream *stream;
    struct fw_t38_path path;
    struct udptl_tx tx;
    struct udptl_rx rx;
    t38_gateway_state_t gateway;
};

/* count: how often an indicator is sent, for it has no answer. */
static int send_packet(t38_core_state_t *core, void *ctx, const uint8_t *packet, int n, int count)
{
    struct media_t38 *t = ctx;
    struct fw_media_stream *s = t->stream;
    uint8_t datagram[UDPTL_DATAGRAM_MAX];
    (void)core;
    size_t size = udptl_put(&t->tx, packet, (size_t)n, datagram, t->path.max_datagram);
    for (int i = 0; size > 0 && i < count; i++) {
        if (fw_udp_send(s->rtp, t->path.ip, t->path.port, datagram, size) == RT_OK) { /* lost is lost */
            s->send.packets++;
            s->send.octets += size;
        }
    }
    return 0;
}

static void receive_packet(void *ctx, uint16_t sequence, const uint8_t *packet, size_t n)
{
    struct media_t38 *t = ctx;
    if (n <= UDPTL_PACKET_MAX) {
        (void)t38_core_rx_ifp_packet(t38_gateway_get_t38_core_state(&t->gateway), packet, (int)n, sequence);
    }
}

void media_t38_datagram(struct fw_media_stream *s, const struct fw_udp_datagram *d)
{
    s->receive.packets++;
    s->receive.octets += d->n;
    if (d->n < d->n_whole || !udptl_take(&s->t38->rx, d->bytes, d->n, receive_packet, s->t38)) {
        s->receive.errors++;
    }
}

void media_t38_frame(struct fw_media_stream *s, const int16_t *to_peer, int16_t *said)
{
    int16_t samples[FRAME];
    memcpy(samples, to_peer, sizeof samples);
    (void)t38_gateway_rx(&s->t38->gateway, samples, FRAME); /* takes all */
    int n = t38_gateway_tx(&s->t38->gateway, said, FRAME);
    memset(said + n, 0, (FRAME - (size_t)n) * sizeof *said);
}

bool fw_media_is_t38(const struct fw_media_stream *s)
{
    return s->t38 != NULL;
}

enum rt_err fw_media_start_t38(struct fw_media_stream *s, const struct fw_t38_path *path)
{
    const struct fw_params *p = s->media->config.params;
    char ip[16];
    media_t38_stop(s);
    struct media_t38 *t = rt_mem_alloc(sizeof *t);
    if (t == NULL) {
        return RT_ENOMEM;
    }
    t->stream = s;
    t->path = *path;
    t->tx.n_copies = fw_element_u32(p, fw_element_of_line(FW_EL_FAX_T38_REDUNDANCY_1, s->line));
    t->tx.n_copies = t->tx.n_copies < UDPTL_COPIES_MAX ? t->tx.n_copies : UDPTL_COPIES_MAX;
    if (t38_gateway_init(&t->gateway, send_packet, t) != &t->gateway) {
        (void)rt_mem_free(t); /* always NULL */
        return RT_ENOMEM;
    }
    /* FAX_T38_V29_Only is in the description alone: with fewer modems spandsp's gateway gets stuck in training. */
    t38_gateway_set_supported_modems(&t->gateway, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
    t38_gateway_set_ecm_capability(&t->gateway, 1);
    t38_gateway_set_transmit_on_idle(&t->gateway, 1);
    t38_set_t38_version(t38_gateway_get_t38_core_state(&t->gateway), 0);
    s->t38 = t;
    FW_TELL(s->media->config.log, media_t38, s->line, s->port, rt_ipv4_text(path->ip, ip), (unsigned)path->port);
    return RT_OK;
}

void media_t38_stop(struct fw_media_stream *s)
{
    if (s->t38 != NULL) {
        (void)t38_gateway_release(&s->t38->gateway); /* frees nothing of ours; its result is always 0 */
        s->t38 = rt_mem_free(s->t38);
    }
}
