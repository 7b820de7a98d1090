/* SPDX-License-Identifier: MIT */
/* An empty datagram from an RTP port in use keeps a NAT open: NAT_Keep_Alive_Enable, NAT_Keep_Alive_Intvl (ATA 191
 * guide; SPA-841 guide p.47). */
#include "media_priv.h"

static void rearm(struct fw_media_stream *s)
{
    const struct fw_media_config *c = &s->media->config;
    uint64_t us = fw_element_us(c->params, FW_EL_NAT_KEEP_ALIVE_INTVL);
    if (us > 0 && fw_element_bool(c->params, fw_element_of_line(FW_EL_NAT_KEEP_ALIVE_ENABLE_1, s->line))) {
        board_timer_start(c->board, &s->keep_alive, us);
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_media_stream *s = ctx;
    (void)t;
    if (s->path.ip != 0) {
        (void)fw_udp_send(s->rtp, s->path.ip, s->path.port, "", 0); /* lost is lost */
    }
    rearm(s);
}

void media_keep_alive_start(struct fw_media_stream *s)
{
    board_timer_init(&s->keep_alive, "NAT keep-alive", BOARD_PRIORITY_FIRMWARE, on_timer, s);
}

void media_keep_alive_path(struct fw_media_stream *s)
{
    rearm(s);
}

void media_keep_alive_close(struct fw_media_stream *s)
{
    board_timer_stop(s->media->config.board, &s->keep_alive);
}
