/* SPDX-License-Identifier: MIT */
/*
 * SIP over TCP and TLS (RFC 3261 section 18): the connections of the lines whose SIP_Transport_n_ says so.
 *
 *   to a server: made when the first message goes there, one a line and server, kept open; again when the next message
 *                goes there, or Reg_Retry_Intvl after a registered line lost it (guess: the provider could not call)
 *   from outside: to SIP_Port_n_, of a line with TCP (guess: not with TLS, the unit is a client only)
 *
 * Local ports: SIP_TCP_Port_Min to SIP_TCP_Port_Max, one after the other (ATA 191 guide). A server's certificate is
 * checked as that of a provisioning server (fw/tls.h), by the name of the proxy: guess.
 */
#pragma once
#include <board/clock.h>
#include <fw/sip_framing.h>
#include <fw/sip_peer.h>
#include <fw/stream.h>
#include <rt/list.h>

/* Of both lines, both ways. When all are taken, one from outside is refused, and the one from outside that was quiet
 * longest is closed: the next one has its place. guess */
#define SIP_STREAMS_MAX          8u
#define SIP_STREAM_OUT_MAX       65536u                           /* bytes that wait to be sent */
#define SIP_STREAM_CONNECT_US    (15u * (uint64_t)BOARD_US_PER_S) /* guess: as the unit's HTTP */
#define SIP_STREAM_INCOMPLETE_US (32u * (uint64_t)BOARD_US_PER_S) /* for the rest of a message; guess: 64 T1 */

struct fw_sip;

struct sip_stream {
    struct rt_node node;
    struct fw_sip *sip;
    unsigned line; /* of one from outside: the first of its port */
    enum sip_transport transport;
    uint32_t id, ip;
    uint16_t port;
    bool is_incoming, is_open, is_closed;
    struct fw_stream *stream;
    struct sip_framing in;
    struct rt_buf out;
    size_t n_sent; /* of out */
    uint64_t used_us;
    struct board_timer wait; /* for the connection, then for the rest of a message */
    struct board_timer end;  /* at once: what must not happen inside an event of the stream */
};

struct sip_streams {
    struct rt_node list;
    unsigned n;
    uint32_t last_id;
    bool has_ports;
    struct fw_stream_ports ports;
};

void sip_streams_init(struct fw_sip *s);
void sip_streams_fini(struct fw_sip *s);
/* Sends it there, by a connection that is there or a new one. RT_EFULL, RT_ENOMEM, RT_EUNREACH. */
enum rt_err sip_stream_send(struct fw_sip *s, unsigned line, const struct sip_peer *to, const void *bytes, size_t n);
/* A fw_listener_fn; ctx: the struct sip_socket. */
bool sip_stream_accept(void *socket, struct fw_stream *stream, uint32_t ip, uint16_t port);
/* Ends those of the line, both ways. */
void sip_streams_close(struct fw_sip *s, unsigned line);
