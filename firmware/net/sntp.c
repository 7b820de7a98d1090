/* SPDX-License-Identifier: MIT */
#include "sntp.h"
#include "net_events.h"
#include <board/board.h>
#include <board/entropy.h>
#include <board/signal.h>
#include <fw/element.h>
#include <rt/buf.h>
#include <fw/log.h>
#include <string.h>
#include "net_state.h"
#include "lwip/udp.h"

/* RFC 4330 section 4: fields of the packet. */
enum {
    NTP_PORT = 123,
    PACKET_BYTES = 48,
    FIRST_BYTE_CLIENT = 4 << 3 | 3, /* no warning, version 4, mode client */
    MODE_SERVER = 4,
    LEAP_UNKNOWN = 3,
    STRATUM_MAX = 15,
    AT_STRATUM = 1,
    AT_ORIGINATE = 24,
    AT_TRANSMIT = 40,
};
#define UNIX_FROM_NTP_S 2208988800u /* 1900 to 1970 */
#define NTP_ERA_S       0x100000000u

static void ask(struct fw_sntp *s);

static const char *server_name(const struct fw_sntp *s, unsigned i, char text[16])
{
    static const enum fw_element elements[FW_SNTP_SERVERS_MAX] = {FW_EL_PRIMARY_NTP_SERVER, FW_EL_SECONDARY_NTP_SERVER};
    const struct fw_params *params = s->net->params;
    if (*fw_element_text(params, elements[0]) != '\0' || *fw_element_text(params, elements[1]) != '\0') {
        return fw_element_text(params, elements[i]);
    }
    uint32_t ip = fw_net_offered_ntp(s->net)[i];
    return ip == 0 ? "" : rt_ipv4_text(ip, text);
}

static void set_waiting(struct fw_sntp *s, bool is_waiting)
{
    if (is_waiting && !s->is_waiting) {
        board_io_wait_raise(s->net->board);
    } else if (!is_waiting && s->is_waiting) {
        board_io_wait_lower(s->net->board);
    }
    s->is_waiting = is_waiting;
}

static void rest(struct fw_sntp *s, uint32_t for_s)
{
    set_waiting(s, false);
    s->is_asking = false;
    if (s->pcb != NULL) {
        udp_remove(s->pcb);
        s->pcb = NULL;
    }
    board_timer_start(s->net->board, &s->timer, (uint64_t)for_s * BOARD_US_PER_S);
}

/* This server failed. */
static void ask_next(struct fw_sntp *s)
{
    set_waiting(s, false);
    s->i_server++;
    if (s->i_server < FW_SNTP_SERVERS_MAX) {
        ask(s);
    } else {
        rest(s, FW_SNTP_RETRY_S);
    }
}

/* Seconds and fractions of an NTP time stamp as microseconds since 1970. Below 1968 it is of the next era, from 2036
 * on (RFC 4330 section 3). */
static int64_t unix_us(uint64_t stamp)
{
    uint64_t seconds = stamp >> 32;
    if ((seconds & 0x80000000u) == 0) {
        seconds += NTP_ERA_S;
    }
    uint64_t fraction_us = ((stamp & 0xffffffffu) * BOARD_US_PER_S) >> 32;
    return (int64_t)((seconds - UNIX_FROM_NTP_S) * BOARD_US_PER_S + fraction_us);
}

static void on_reply(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
    struct fw_sntp *s = arg;
    uint8_t packet[PACKET_BYTES];
    (void)pcb; /* ours */
    size_t n = pbuf_copy_partial(p, packet, sizeof packet, 0);
    pbuf_free(p);
    /* The checks of RFC 4330 section 5. */
    if (!s->is_waiting || port != NTP_PORT || lwip_ntohl(ip_addr_get_ip4_u32(addr)) != s->server || n < PACKET_BYTES ||
        (packet[0] & 7) != MODE_SERVER || rt_be64(packet + AT_ORIGINATE) != s->cookie) {
        return;
    }
    uint64_t stamp = rt_be64(packet + AT_TRANSMIT);
    if (packet[0] >> 6 == LEAP_UNKNOWN || packet[AT_STRATUM] == 0 || packet[AT_STRATUM] > STRATUM_MAX || stamp == 0) {
        ask_next(s); /* it is unsynchronised, or sent a kiss-of-death */
        return;
    }
    uint64_t now_us = board_now_us(s->net->board);
    int64_t half_trip_us = (int64_t)(now_us - s->asked_us) / 2;
    s->offset_us = unix_us(stamp) + half_trip_us - (int64_t)now_us;
    s->is_known = true;
    FW_TELL(s->net->log, net_time, 0, (int64_t)fw_net_unix_time(s->net), (unsigned long long)fw_net_unix_time(s->net));
    fw_log_develop(s->net->log, RT_LOG_INFO, "sntp", "time of day: %llu s since 1970",
                   (unsigned long long)fw_net_unix_time(s->net));
    rest(s, FW_SNTP_REPEAT_S);
}

static bool send_request(struct fw_sntp *s)
{
    uint8_t packet[PACKET_BYTES] = {FIRST_BYTE_CLIENT};
    if (s->pcb == NULL) {
        s->pcb = udp_new();
        if (s->pcb == NULL) {
            return false;
        }
        udp_recv(s->pcb, on_reply, s);
    }
    board_entropy_fill(s->net->board, &s->cookie, sizeof s->cookie);
    rt_put_be64(packet + AT_TRANSMIT, s->cookie);
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, PACKET_BYTES, PBUF_RAM);
    if (p == NULL) {
        return false;
    }
    (void)pbuf_take(p, packet, PACKET_BYTES); /* sized exactly */
    ip_addr_t to = fw_lwip_addr(s->server);
    s->asked_us = board_now_us(s->net->board);
    err_t err = udp_sendto(s->pcb, p, &to, NTP_PORT);
    pbuf_free(p);
    return err == ERR_OK;
}

static void on_resolved(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    struct fw_sntp *s = ctx;
    (void)n; /* the first address does */
    s->server = err == RT_OK ? addrs[0] : 0;
    if (err != RT_OK || !send_request(s)) {
        ask_next(s);
        return;
    }
    set_waiting(s, true);
    board_timer_start(s->net->board, &s->timer, (uint64_t)FW_SNTP_TIMEOUT_S * BOARD_US_PER_S);
}

/* The current server; servers without a name are skipped. */
static void ask(struct fw_sntp *s)
{
    char text[16];
    const char *name = "";
    while (s->i_server < FW_SNTP_SERVERS_MAX && *(name = server_name(s, s->i_server, text)) == '\0') {
        s->i_server++;
    }
    if (*name == '\0') {
        rest(s, FW_SNTP_RETRY_S);
    } else {
        fw_dns_resolve(s->net, &s->dns, name, on_resolved, s);
    }
}

void fw_sntp_kick(struct fw_sntp *s)
{
    char text[16];
    if (s->is_asking || s->is_known || !fw_net_is_usable(s->net)) {
        return;
    }
    if (*server_name(s, 0, text) == '\0' && *server_name(s, 1, text) == '\0') {
        board_timer_stop(s->net->board, &s->timer); /* no server: no timer either */
        return;
    }
    s->is_asking = true;
    s->i_server = 0;
    board_timer_stop(s->net->board, &s->timer);
    ask(s);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_sntp *s = ctx;
    (void)t; /* already idle */
    if (s->is_asking) {
        ask_next(s);
    } else if (fw_net_is_usable(s->net)) {
        s->is_asking = true;
        s->i_server = 0;
        ask(s);
    } else {
        rest(s, FW_SNTP_RETRY_S);
    }
}

void fw_sntp_init(struct fw_sntp *s, struct fw_net *net)
{
    *s = (struct fw_sntp){.net = net};
    board_timer_init(&s->timer, "sntp", BOARD_PRIORITY_FIRMWARE, on_timer, s);
}

void fw_sntp_fini(struct fw_sntp *s)
{
    set_waiting(s, false);
    fw_dns_cancel(&s->dns);
    board_timer_stop(s->net->board, &s->timer);
    if (s->pcb != NULL) {
        udp_remove(s->pcb);
        s->pcb = NULL;
    }
}

uint64_t fw_net_unix_time(const struct fw_net *net)
{
    const struct fw_sntp *s = &net->sntp;
    int64_t us = (int64_t)board_now_us(net->board) + s->offset_us;
    return s->is_known && us > 0 ? (uint64_t)us / BOARD_US_PER_S : 0;
}

void fw_net_set_unix_time(struct fw_net *net, int64_t unix_s)
{
    struct fw_sntp *s = &net->sntp;
    s->offset_us = unix_s * (int64_t)BOARD_US_PER_S - (int64_t)board_now_us(net->board);
    s->is_known = true;
    FW_TELL(net->log, net_time, 0, (int64_t)fw_net_unix_time(net), (unsigned long long)fw_net_unix_time(net));
}
