/* SPDX-License-Identifier: MIT */
/* Messages in and out: counted, traced, and given to who they are for. */
#include "sip_events.h"
#include "sip_priv.h"
#include <board/board.h>
#include <string.h>

/* Shorter datagrams, and those of nothing but line ends, keep a NAT open (RFC 5626 section 3.5.1) and say nothing. */
#define KEEP_ALIVE_MAX 4u

/* ---- out ---- */

/* In the trace. */
static const char *by(enum sip_transport t)
{
    return t == SIP_UDP ? "" : t == SIP_TCP ? ", TCP" : ", TLS";
}

enum rt_err sip_send(struct fw_sip *s, unsigned line, const struct sip_peer *to, const char *method,
                     const char *summary, const void *bytes, size_t n)
{
    struct sip_socket *socket = sip_socket_of(s, line);
    char ip[16];
    enum rt_err err = to->transport != SIP_UDP ? sip_stream_send(s, line, to, bytes, n)
                      : socket->udp != NULL    ? fw_udp_send(socket->udp, to->ip, to->port, bytes, n)
                                               : RT_EUNREACH;
    FW_TELL(s->config.log, sip_out, line, 0, summary, method, rt_ipv4_text(to->ip, ip), (unsigned)to->port,
            by(to->transport), err == RT_OK ? "" : ": ", err == RT_OK ? "" : rt_err_text(err));
    if (err == RT_OK) {
        s->counters.messages_sent++;
        s->counters.bytes_sent += n;
        sip_debug_copy(s, line, method, bytes, n);
    }
    return err;
}

void sip_send_datagram(struct fw_sip *s, unsigned line, uint32_t ip, uint16_t port, const void *bytes, size_t n)
{
    struct fw_udp *udp = sip_socket_of(s, line)->udp;
    if (udp != NULL) {
        (void)fw_udp_send(udp, ip, port, bytes, n); /* lost is lost */
    }
}

/* ---- in ---- */

/* The start line, so that it can be shown: printable, and with an end. */
static const char *first_line(const uint8_t *bytes, size_t n, char out[120])
{
    size_t i = 0;
    for (; i < n && i < 119 && bytes[i] != '\r' && bytes[i] != '\n'; i++) {
        out[i] = bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char)bytes[i] : '?';
    }
    out[i] = '\0';
    return out;
}

static bool is_keep_alive(const uint8_t *bytes, size_t n)
{
    size_t i = 0;
    while (i < n && (bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == 0)) {
        i++;
    }
    return i == n || n <= KEEP_ALIVE_MAX;
}

/* The line that a message is for. If both lines share a port, the user part of the request URI decides; otherwise the
 * first line. */
static unsigned find_line(const struct sip_socket *socket, const struct sip_message *m)
{
    const struct fw_sip *s = socket->sip;
    bool has_user = m != NULL && sip_message_is_request(m);
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (s->line_ports[line - 1] != socket->port || !sip_is_enabled(s, line)) {
            continue;
        }
        if (has_user && sip_message_user_is(m, sip_param(s, FW_EL_USER_ID_1, line))) {
            return line;
        }
    }
    return sip_first_line_of(socket);
}

static void on_response(struct fw_sip *s, unsigned line, const struct sip_message *m, const struct sip_peer *from)
{
    for (unsigned i = 0; i < SIP_N_USERS; i++) {
        const struct sip_user *user = s->users[i].user;
        if (user != NULL && user->on_response != NULL && user->on_response(s->users[i].ctx, m, from)) {
            return;
        }
    }
    FW_TELL(s->config.log, sip_stray, line, 0);
}

/* line 0: as find_line() finds it. */
static void on_message(struct sip_socket *socket, unsigned line, const struct sip_peer *from, const uint8_t *bytes,
                       size_t n, size_t n_whole)
{
    struct fw_sip *s = socket->sip;
    struct sip_message *m = NULL;
    const char *why = "longer than any message";
    char ip[16], start[120];

    s->counters.messages_recv++;
    s->counters.bytes_recv += n_whole;
    if (!s->is_parser_open) { /* not at the start: a unit that hears no SIP need not pay for its tables */
        s->is_parser_open = true;
        sip_message_open();
    }
    enum rt_err err = n < n_whole ? RT_ETOOBIG : sip_message_parse(&m, bytes, n, &why);
    line = line == 0 ? find_line(socket, m) : line;
    FW_TELL(s->config.log, sip_in, line, (int64_t)n_whole, first_line(bytes, n, start), rt_ipv4_text(from->ip, ip),
            (unsigned)from->port, by(from->transport));
    sip_debug_copy(s, line, m != NULL ? sip_message_method(m) : NULL, bytes, n);
    if (err != RT_OK) {
        /* Without a Via there is no return address; RFC 3261 section 16.3 allows silence. */
        FW_TELL(s->config.log, sip_dropped, line, err, err == RT_ENOMEM ? rt_err_text(err) : why);
        return;
    }
    if (!sip_message_is_request(m) && sip_message_is_cut(m)) { /* RFC 3261 section 18.3 */
        FW_TELL(s->config.log, sip_dropped, line, RT_ESYNTAX, "shorter than its Content-Length");
    } else if (!sip_message_is_request(m)) {
        on_response(s, line, m, from);
    } else if (!sip_answer_again(s, from, bytes, n)) {
        sip_on_request(s, line, from, m, bytes, n);
    }
    sip_message_destroy(m);
}

static bool is_of_user(const struct sip_socket *socket, const struct fw_udp_datagram *d)
{
    const struct fw_sip *s = socket->sip;
    for (unsigned i = 0; i < SIP_N_USERS; i++) {
        const struct sip_user *user = s->users[i].user;
        if (user != NULL && user->on_datagram != NULL && user->on_datagram(s->users[i].ctx, socket->port, d)) {
            return true;
        }
    }
    return false;
}

void sip_on_datagram(void *ctx, const struct fw_udp_datagram *d)
{
    struct sip_socket *socket = ctx;
    const struct sip_peer from = {.ip = d->src_ip, .port = d->src_port};
    size_t begin = 0;
    while (begin < d->n && (d->bytes[begin] == '\r' || d->bytes[begin] == '\n')) { /* RFC 3261 section 7.5 */
        begin++;
    }
    if (!is_keep_alive(d->bytes, d->n) && !is_of_user(socket, d)) {
        on_message(socket, 0, &from, d->bytes + begin, d->n - begin, d->n_whole - begin);
    }
}

void sip_on_stream_message(struct fw_sip *s, unsigned line, unsigned first_line, const struct sip_peer *from,
                           const uint8_t *bytes, size_t n)
{
    on_message(sip_socket_of(s, first_line), line, from, bytes, n, n);
}
