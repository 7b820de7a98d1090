/* SPDX-License-Identifier: MIT */
/*
 * A line that is a source of sound (SAS_Enable): it takes each call at once, without a ring, and the callers hear what
 * comes into the telephone port, such as music on hold. It makes no calls, and there is no dial tone; **** leads to the
 * voice menu as ever.
 *
 * ATA 191 guide: SAS_Enable, SAS_Inbound_RTP_Sink (where callers send to: empty or 0 nowhere, $IP here, an address),
 * SAS_DLG_Refresh_Intvl (a re-INVITE finds out whether the caller is still there). Guess: both calls of the line are
 * taken, a third one finds it busy; while the port is on-hook the callers hear silence.
 */
#include "call_priv.h"
#include <board/board.h>
#include <string.h>

#define FRAME_US 10000u

bool call_is_source(const struct call_line *l)
{
    return call_param_bool(l, FW_EL_SAS_ENABLE_1);
}

void call_source_describe(struct call *c)
{
    struct rt_str sink = rt_str_trim(rt_str(call_param(c->line, FW_EL_SAS_INBOUND_RTP_SINK_1)));
    uint32_t ip = 0;
    bool is_here = rt_str_is_ci(sink, "$IP");
    bool is_elsewhere = !is_here && rt_str_ipv4(sink, &ip) == RT_OK && ip != 0;
    c->local.direction = is_here || is_elsewhere ? FW_SDP_SENDRECV : FW_SDP_SENDONLY;
    c->local.is_2543_hold = !is_here && !is_elsewhere; /* c=IN IP4 0.0.0.0, whatever RFC_2543_Call_Hold says */
    c->local.media_ip = is_elsewhere ? ip : 0;
}

/* 10 ms to all callers. Returns how many they are. */
static unsigned play(struct call_line *l, const int16_t *mic)
{
    int16_t unheard[BOARD_FXS_FRAME_SAMPLES];
    unsigned n = 0;
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        const struct call *c = &l->call[i];
        if (c->state == FW_CALL_CONNECTED && c->has_path) {
            fw_media_frame(c->media, mic, unheard);
            n++;
        }
    }
    return n;
}

/* Nothing comes from a port that is on-hook. */
static void on_frame_time(void *ctx, struct board_timer *t)
{
    static const int16_t silence[BOARD_FXS_FRAME_SAMPLES];
    struct call_line *l = ctx;
    if (!l->is_source_lifted && play(l, silence) > 0) {
        board_timer_start(call_board(l->calls), t, FRAME_US);
    }
}

static void on_refresh(void *ctx, struct board_timer *t)
{
    struct call *c = ctx;
    uint64_t us = fw_element_us(c->line->calls->config.params,
                                fw_element_of_line(FW_EL_SAS_DLG_REFRESH_INTVL_1, c->line->number));
    if (c->state == FW_CALL_CONNECTED && us > 0) {
        (void)call_reinvite(c, c->local.direction); /* another one is on its way: the next time */
        board_timer_start(call_board(c->line->calls), t, us);
    }
}

void call_source_begin(struct call *c)
{
    struct board *b = call_board(c->line->calls);
    uint64_t us = fw_element_us(c->line->calls->config.params,
                                fw_element_of_line(FW_EL_SAS_DLG_REFRESH_INTVL_1, c->line->number));
    board_timer_start(b, &c->line->source, 0);
    if (us > 0) {
        board_timer_start(b, &c->refresh, us);
    }
}

/* ---- the port ---- */

static void on_take(void *ctx, struct fw_line *line)
{
    struct call_line *l = ctx;
    l->is_source_lifted = true;
    l->n_stars = 0;
    fw_line_hush(line);
}

static void on_key(void *ctx, struct fw_line *line, char key)
{
    struct call_line *l = ctx;
    l->n_stars = key == '*' ? l->n_stars + 1 : 0;
    if (l->n_stars == strlen("****") && !fw_line_take_by_code(line, "****")) {
        l->n_stars = 0;
    }
}

static void on_frame(void *ctx, struct fw_line *line, const int16_t *mic, int16_t *ear)
{
    (void)line;
    (void)ear;
    (void)play(ctx, mic);
}

static void on_gone(void *ctx, struct fw_line *line)
{
    struct call_line *l = ctx;
    (void)line;
    l->is_source_lifted = false;
    board_timer_start(call_board(l->calls), &l->source, 0);
}

static const struct fw_line_user source_user = {.name = "source",
                                                .on_take = on_take,
                                                .on_key = on_key,
                                                .on_frame = on_frame,
                                                .on_return = on_gone,
                                                .on_hang_up = on_gone};

void call_source_lift(struct call_line *l)
{
    fw_line_take(call_telephone(l), &source_user, l);
}

void call_source_init(struct call_line *l)
{
    board_timer_init(&l->source, "call source", BOARD_PRIORITY_FIRMWARE, on_frame_time, l);
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        board_timer_init(&l->call[i].refresh, "call refresh", BOARD_PRIORITY_FIRMWARE, on_refresh, &l->call[i]);
    }
}

void call_source_stop(struct call_line *l)
{
    board_timer_stop(call_board(l->calls), &l->source);
    for (unsigned i = 0; i < FW_CALLS_PER_LINE; i++) {
        board_timer_stop(call_board(l->calls), &l->call[i].refresh);
    }
}
