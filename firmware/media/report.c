/* SPDX-License-Identifier: MIT */
/*
 * RTCP: reports by RTCP_Tx_Interval, and what the peer's reports say, which counts always; the statistics line of
 * RTP_Log_Intvl; ICMP errors.
 *
 * Source: ATA 191 guide (items of the source description; the last report ends with BYE).
 */
#include "media_priv.h"
#include "media_events.h"
#include "rtcp.h"
#include <fw/image.h>
#include <inttypes.h>
#include <stdio.h>

#define NTP_1970   2208988800u /* seconds from 1900 to 1970 */
#define REPORT_MAX 1024u

/* 32.32 seconds since 1900; by uptime while the time of day is not known. */
static uint64_t ntp_now(const struct fw_media_stream *s)
{
    uint64_t us = board_now_us(s->media->config.board);
    uint64_t fraction = ((us % BOARD_US_PER_S) << 32) / BOARD_US_PER_S;
    return (s->reports.ntp_base_s + us / BOARD_US_PER_S) << 32 | fraction;
}

static void put_description(struct fw_media_stream *s, struct rt_buf *out)
{
    const struct fw_params *p = s->media->config.params;
    const struct fw_manifest *m = s->media->config.manifest;
    const char *name = fw_element_text(p, fw_element_of_line(FW_EL_DISPLAY_NAME_1, s->line));
    char cname[300], tool[160] = "";
    (void)snprintf(cname, sizeof cname, "%s@%s", fw_element_text(p, fw_element_of_line(FW_EL_USER_ID_1, s->line)),
                   fw_element_text(p, fw_element_of_line(FW_EL_PROXY_1, s->line)));
    if (m != NULL) {
        (void)snprintf(tool, sizeof tool, "%s/%s-%s", m->manufacturer, m->sip_product, m->version);
    }
    rtcp_put_description(out, s->send.ssrc, cname, *name != '\0' ? name : "Anonymous", tool);
}

static void put_report(struct fw_media_stream *s, struct rt_buf *out)
{
    struct rtp_source *from = &s->receive.source;
    const struct media_reports *r = &s->reports;
    uint64_t waited_us = board_now_us(s->media->config.board) - r->peer_at_us;
    const struct rtcp_sender sender = {.ntp = ntp_now(s),
                                       .timestamp = s->send.timestamp + s->send.n,
                                       .packets = (uint32_t)s->send.packets,
                                       .octets = (uint32_t)s->send.octets};
    struct rtcp_block block = {.ssrc = from->ssrc,
                               .lost = (int32_t)rtp_source_lost(from),
                               .highest = rtp_source_highest(from),
                               .jitter = from->jitter_16 / 16,
                               .last_sr = r->peer_ntp};
    block.lost = block.lost < 0x7fffff ? block.lost : 0x7fffff;
    if (from->is_known) {
        block.fraction = rtp_source_fraction(from);
    }
    if (r->peer_ntp != 0) {
        block.since_last_sr = (uint32_t)((waited_us << 16) / BOARD_US_PER_S);
    }
    rtcp_put_report(out, s->send.ssrc, s->send.packets > 0 ? &sender : NULL, from->is_known ? &block : NULL);
}

static void send_report(struct fw_media_stream *s, bool is_last)
{
    struct rt_buf out;
    rt_buf_init(&out, REPORT_MAX);
    put_report(s, &out);
    put_description(s, &out);
    if (is_last) {
        rtcp_put_bye(&out, s->send.ssrc);
    }
    if (rt_buf_error(&out) == RT_OK && s->path.ip != 0 && s->path.port < UINT16_MAX) {
        /* A report that cannot be sent is lost. */
        (void)fw_udp_send(s->rtcp, s->path.ip, (uint16_t)(s->path.port + 1), out.bytes, out.n);
        s->reports.has_sent = true;
    }
    rt_buf_fini(&out);
}

/* ---- timers ---- */

static uint64_t report_us(const struct fw_media_stream *s)
{
    uint32_t seconds = fw_element_u32(s->media->config.params, FW_EL_RTCP_TX_INTERVAL);
    return (uint64_t)(seconds < 255 ? seconds : 255) * BOARD_US_PER_S;
}

static uint64_t log_us(const struct fw_media_stream *s)
{
    enum fw_element of = fw_element_of_line(FW_EL_RTP_LOG_INTVL_1, s->line);
    return (uint64_t)fw_element_u32(s->media->config.params, of) * BOARD_US_PER_S;
}

static void restart(struct fw_media_stream *s, struct board_timer *t, uint64_t us)
{
    if (us > 0) {
        board_timer_start(s->media->config.board, t, us);
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_media_stream *s = ctx;
    send_report(s, false);
    restart(s, t, report_us(s));
}

/* guess: the keys of P-RTP-Stat, whose wording is known. */
static void on_log_timer(void *ctx, struct board_timer *t)
{
    struct fw_media_stream *s = ctx;
    struct fw_media_stats x = fw_media_stats(s);
    char line[256];
    (void)snprintf(line, sizeof line,
                   "[%u:%u]RTP PS=%" PRIu64 ",OS=%" PRIu64 ",PR=%" PRIu64 ",OR=%" PRIu64 ",PL=%u,JI=%u,LA=%u",
                   s->line - 1, s->call, x.packets_sent, x.octets_sent, x.packets_recv, x.octets_recv, x.packets_lost,
                   x.jitter_ms, x.round_trip_ms);
    fw_log_syslog(s->media->config.log, FW_LOG_INFO, line);
    restart(s, t, log_us(s));
}

void media_reports_start(struct fw_media_stream *s)
{
    struct board *b = s->media->config.board;
    uint64_t unix_s = fw_net_unix_time(s->media->config.net), up_s = board_now_us(b) / BOARD_US_PER_S;
    s->reports.ntp_base_s = NTP_1970 + (unix_s > up_s ? unix_s - up_s : 0);
    board_timer_init(&s->reports.timer, "RTCP", BOARD_PRIORITY_FIRMWARE, on_timer, s);
    board_timer_init(&s->reports.log_timer, "RTP log", BOARD_PRIORITY_FIRMWARE, on_log_timer, s);
}

void media_reports_path(struct fw_media_stream *s)
{
    restart(s, &s->reports.timer, report_us(s));
    restart(s, &s->reports.log_timer, log_us(s));
}

void media_reports_close(struct fw_media_stream *s)
{
    board_timer_stop(s->media->config.board, &s->reports.timer);
    board_timer_stop(s->media->config.board, &s->reports.log_timer);
    if (s->reports.has_sent) {
        send_report(s, true);
    }
}

/* ---- from the peer ---- */

void media_reports_datagram(void *stream, const struct fw_udp_datagram *d)
{
    struct fw_media_stream *s = stream;
    struct rtcp_facts facts;
    if (d->n < d->n_whole || !rtcp_read(d->bytes, d->n, s->send.ssrc, &facts)) {
        return;
    }
    if (facts.has_sender) {
        s->reports.peer_ntp = (uint32_t)(facts.ntp >> 16);
        s->reports.peer_at_us = board_now_us(s->media->config.board);
    }
    if (facts.has_block && facts.block.last_sr != 0) {
        uint32_t now = (uint32_t)(ntp_now(s) >> 16);
        uint32_t round_trip = now - facts.block.last_sr - facts.block.since_last_sr;
        s->reports.round_trip_65536 = round_trip < 0x80000000u ? round_trip : 0; /* of a peer whose clock is off */
    }
}

unsigned media_reports_round_trip_ms(const struct fw_media_stream *s)
{
    return (unsigned)(((uint64_t)s->reports.round_trip_65536 * 1000 + 0x8000) >> 16);
}

/* ---- ICMP: the peer's port is closed ---- */

void media_reports_icmp(void *stream, uint32_t ip, uint16_t port)
{
    struct fw_media_stream *s = stream;
    if (ip != s->path.ip || port != s->path.port) {
        return; /* of a path that is no more, or forged */
    }
    uint32_t max = fw_element_u32(s->media->config.params, FW_EL_MAX_RTP_ICMP_ERR);
    s->reports.n_icmp++;
    if (max == 0 || s->reports.n_icmp < max || s->reports.is_dead) {
        return;
    }
    s->reports.is_dead = true;
    FW_TELL(s->media->config.log, media_dead, s->line, s->reports.n_icmp);
    if (s->client->on_dead != NULL) {
        s->client->on_dead(s->ctx, s);
    }
}
