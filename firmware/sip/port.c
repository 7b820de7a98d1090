/* SPDX-License-Identifier: MIT */
/* The ports of the lines: which are open, and for which transport. */
#include "sip_events.h"
#include "sip_priv.h"
#include <board/board.h>
#include <board/clock.h>

bool sip_is_enabled(const struct fw_sip *s, unsigned line)
{
    return sip_param_bool(s, FW_EL_LINE_ENABLE_1, line);
}

struct sip_socket *sip_socket_of(struct fw_sip *s, unsigned line)
{
    return s->line_ports[line - 1] == s->sockets[0].port ? &s->sockets[0] : &s->sockets[1];
}

unsigned sip_first_line_of(const struct sip_socket *socket)
{
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (socket->sip->line_ports[line - 1] == socket->port && sip_is_enabled(socket->sip, line)) {
            return line;
        }
    }
    return 1;
}

enum sip_transport sip_transport_of(const struct fw_sip *s, unsigned line)
{
    return s->transports[line - 1];
}

uint16_t sip_local_port(const struct fw_sip *s, unsigned line)
{
    return s->line_ports[line - 1];
}

bool sip_has_datagrams(const struct fw_sip *s, unsigned line)
{
    return sip_socket_of((struct fw_sip *)s, line)->udp != NULL;
}

bool sip_can_send(const struct fw_sip *s, unsigned line)
{
    return sip_transport_of(s, line) != SIP_UDP ? sip_is_enabled(s, line) : sip_has_datagrams(s, line);
}

static bool is_wanted(const struct fw_sip *s, uint16_t port, enum sip_transport transport)
{
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (port != 0 && s->line_ports[line - 1] == port && sip_is_enabled(s, line) &&
            sip_transport_of(s, line) == transport) {
            return true;
        }
    }
    return false;
}

/* ---- nothing comes from there ---- */

void sip_on_unreachable(struct fw_sip *s, unsigned line, const struct sip_peer *peer)
{
    for (unsigned i = 0; i < SIP_N_USERS; i++) {
        const struct sip_user *user = s->users[i].user;
        if (user != NULL && user->on_unreachable != NULL) {
            user->on_unreachable(s->users[i].ctx, line, peer);
        }
    }
}

static void on_icmp(void *ctx, uint32_t ip, uint16_t port)
{
    const struct sip_socket *socket = ctx;
    const struct sip_peer peer = {.ip = ip, .port = port};
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (socket->sip->line_ports[line - 1] == socket->port) {
            sip_on_unreachable(socket->sip, line, &peer);
        }
    }
}

/* ---- open and closed ---- */

/* Opens or closes the port for one transport. */
static enum rt_err set_open(struct sip_socket *socket, enum sip_transport transport, unsigned line)
{
    struct fw_sip *s = socket->sip;
    uint32_t tos = fw_element_u32(s->config.params, fw_element_of_line(FW_EL_SIP_TOS_1, line)) & 0xffu;
    bool should_be = is_wanted(s, socket->port, transport);
    bool is_open = transport == SIP_UDP ? socket->udp != NULL : socket->tcp != NULL;
    enum rt_err err = RT_OK;
    if (is_open && !should_be) {
        fw_udp_close(transport == SIP_UDP ? socket->udp : NULL);
        fw_listener_close(transport == SIP_TCP ? socket->tcp : NULL);
        socket->udp = transport == SIP_UDP ? NULL : socket->udp;
        socket->tcp = transport == SIP_TCP ? NULL : socket->tcp;
        FW_TELL(s->config.log, sip_closed, line, 0, (unsigned)socket->port);
    } else if (!is_open && should_be) {
        err =
            transport == SIP_UDP
                ? fw_udp_open(&socket->udp, s->config.net, socket->port, (uint8_t)tos, sip_on_datagram, socket)
                : fw_listener_open(&socket->tcp, s->config.net, socket->port, (uint8_t)tos, sip_stream_accept, socket);
        if (err == RT_OK && transport == SIP_UDP) {
            fw_udp_set_error(socket->udp, on_icmp);
            fw_udp_set_cos(socket->udp,
                           (uint8_t)(fw_element_u32(s->config.params, fw_element_of_line(FW_EL_SIP_COS_1, line)) & 7u));
        }
        FW_TELL(s->config.log, sip_port, line, err, (unsigned)socket->port,
                err != RT_OK           ? rt_err_text(err)
                : transport == SIP_TCP ? "open, TCP"
                                       : "open");
    }
    return err;
}

/* A port is open for the transport of its line only. guess: the other one is of no use to the line. */
static void refresh_socket(struct fw_sip *s, struct sip_socket *socket, unsigned line)
{
    enum rt_err udp = set_open(socket, SIP_UDP, line), tcp = set_open(socket, SIP_TCP, line);
    if (udp == RT_ENOMEM || tcp == RT_ENOMEM) {
        board_timer_start(s->config.board, &s->reopen, BOARD_US_PER_S);
    }
    if (!sip_is_enabled(s, line)) {
        sip_streams_close(s, line);
    }
}

void sip_ports_refresh(struct fw_sip *s)
{
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        refresh_socket(s, &s->sockets[i], i + 1);
    }
}

static void on_reopen(void *ctx, struct board_timer *t)
{
    (void)t;
    sip_ports_refresh(ctx);
}

/* ---- life ---- */

static uint16_t read_port(const struct fw_sip *s, unsigned line)
{
    uint32_t port = fw_element_u32(s->config.params, fw_element_of_line(FW_EL_SIP_PORT_1, line));
    if (port >= 1 && port <= UINT16_MAX) {
        return (uint16_t)port;
    }
    /* guess: what a unit does with an invalid port is not documented; using its factory port is the safe
     * interpretation. */
    return (uint16_t)(SIP_PORT_DEFAULT + line - 1);
}

static enum sip_transport read_transport(const struct fw_sip *s, unsigned line)
{
    struct rt_str value = rt_str_trim(rt_str(sip_param(s, FW_EL_SIP_TRANSPORT_1, line)));
    for (enum sip_transport t = SIP_TCP; t <= SIP_TLS; t++) {
        if (rt_str_is_ci(value, sip_transport_name(t))) {
            return t;
        }
    }
    return SIP_UDP;
}

void sip_ports_init(struct fw_sip *s)
{
    board_timer_init(&s->reopen, "SIP port", BOARD_PRIORITY_FIRMWARE, on_reopen, s);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        s->line_ports[i] = read_port(s, i + 1);
        s->transports[i] = read_transport(s, i + 1);
        s->sockets[i] = (struct sip_socket){.sip = s, .port = s->line_ports[i]};
        for (unsigned k = 0; k < i; k++) {
            s->sockets[i].port = s->line_ports[i] == s->line_ports[k] ? 0 : s->sockets[i].port; /* shares that one */
        }
    }
}

void sip_ports_fini(struct fw_sip *s)
{
    board_timer_stop(s->config.board, &s->reopen);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        fw_udp_close(s->sockets[i].udp);
        fw_listener_close(s->sockets[i].tcp);
    }
}
