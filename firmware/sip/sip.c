/* SPDX-License-Identifier: MIT */
/* SIP ports and lines, input and output. */
#include "sip_priv.h"
#include "sip_events.h"
#include <board/board.h>
#include <board/clock.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* SIP_ToS_DiffServ_Value: sample configuration of firmware 5.2. */
/* Shorter datagrams, and those of nothing but line ends, keep a NAT open (RFC 5626 section 3.5.1) and say nothing. */
#define KEEP_ALIVE_MAX 4u

const char *fw_sip_command_name(enum fw_sip_command c)
{
    static const char *const names[] = {
#define NAME(id, name) name,
        FW_SIP_COMMAND_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)c < FW_N_SIP_COMMANDS);
    return names[c];
}

const char *sip_param(const struct fw_sip *s, enum fw_element of_line_1, unsigned line)
{
    return fw_element_text(s->config.params, fw_element_of_line(of_line_1, line));
}

bool sip_param_bool(const struct fw_sip *s, enum fw_element of_line_1, unsigned line)
{
    return fw_element_bool(s->config.params, fw_element_of_line(of_line_1, line));
}

static bool is_enabled(const struct fw_sip *s, unsigned line)
{
    return sip_param_bool(s, FW_EL_LINE_ENABLE_1, line);
}

struct fw_sip_counters fw_sip_counters(const struct fw_sip *s)
{
    return s->counters;
}

/* --- out ----------------------------------------------------------------------------------------------------- */

/* In the trace. */
static const char *by(enum sip_transport t)
{
    return t == SIP_UDP ? "" : t == SIP_TCP ? ", TCP" : ", TLS";
}

enum rt_err sip_send(struct sip_socket *socket, unsigned line, const struct sip_peer *to, const char *method,
                     const char *summary, const void *bytes, size_t n)
{
    struct fw_sip *s = socket->sip;
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

/* --- in ------------------------------------------------------------------------------------------------------- */

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

unsigned sip_first_line_of(const struct sip_socket *socket)
{
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (socket->sip->line_ports[line - 1] == socket->port && is_enabled(socket->sip, line)) {
            return line;
        }
    }
    return 1;
}

/* The line that a message is for. If both lines share a port, the user part of the request URI decides; otherwise the
 * first line. */
static unsigned find_line(const struct sip_socket *socket, const struct sip_message *m)
{
    const struct fw_sip *s = socket->sip;
    const char *user = m != NULL && sip_message_is_request(m) ? sip_message_uri_user(m) : NULL;
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (s->line_ports[line - 1] != socket->port || !is_enabled(s, line)) {
            continue;
        }
        if (user != NULL && user[0] != '\0' && strcmp(user, sip_param(s, FW_EL_USER_ID_1, line)) == 0) {
            return line;
        }
    }
    return sip_first_line_of(socket);
}

static void on_response(struct fw_sip *s, unsigned line, const struct sip_message *m, const struct sip_peer *from)
{
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        if (sip_registration_on_response(&s->registrations[i], m) || sip_mailbox_on_response(&s->mailboxes[i], m)) {
            return;
        }
    }
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        if (sip_keep_alive_on_response(&s->keep_alives[i], m)) {
            return;
        }
    }
    if (!sip_calls_on_response(s, m, from)) {
        FW_TELL(s->config.log, sip_stray, line, 0);
    }
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
    } else if (!sip_answer_again(socket, from, bytes, n)) {
        sip_on_request(socket, line, from, m, bytes, n);
    }
    sip_message_destroy(m);
}

static void on_datagram(void *ctx, const struct fw_udp_datagram *d)
{
    struct sip_socket *socket = ctx;
    const struct sip_peer from = {.ip = d->src_ip, .port = d->src_port};
    size_t begin = 0;
    while (begin < d->n && (d->bytes[begin] == '\r' || d->bytes[begin] == '\n')) { /* RFC 3261 section 7.5 */
        begin++;
    }
    if (!is_keep_alive(d->bytes, d->n) && !sip_probe_on_datagram(&socket->sip->probe, socket, d)) {
        on_message(ctx, 0, &from, d->bytes + begin, d->n - begin, d->n_whole - begin);
    }
}

void sip_on_stream_message(struct fw_sip *s, unsigned line, unsigned first_line, const struct sip_peer *from,
                           const uint8_t *bytes, size_t n)
{
    on_message(sip_socket_of(s, first_line), line, from, bytes, n, n);
}

/* --- ports ---------------------------------------------------------------------------------------------------- */

static bool is_wanted(const struct fw_sip *s, uint16_t port, enum sip_transport transport)
{
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (port != 0 && s->line_ports[line - 1] == port && is_enabled(s, line) &&
            sip_transport_of(s, line) == transport) {
            return true;
        }
    }
    return false;
}

void sip_on_unreachable(struct fw_sip *s, unsigned line, const struct sip_peer *peer)
{
    sip_calls_on_unreachable(s, line, peer);
    (void)sip_client_on_unreachable(&s->mailboxes[line - 1].client, peer);
    sip_registration_on_unreachable(&s->registrations[line - 1], peer);
}

/* ICMP: a REGISTER under way to it ends as without an answer (ATA 191 guide). */
static void on_icmp(void *ctx, uint32_t ip, uint16_t port)
{
    const struct sip_socket *socket = ctx;
    const struct sip_peer peer = {.ip = ip, .port = port};
    sip_probe_on_unreachable(&socket->sip->probe, ip, port);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        if (socket->sip->line_ports[i] == socket->port) {
            sip_registration_on_unreachable(&socket->sip->registrations[i], &peer);
            (void)sip_client_on_unreachable(&socket->sip->mailboxes[i].client, &peer);
        }
    }
}

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
                ? fw_udp_open(&socket->udp, s->config.net, socket->port, (uint8_t)tos, on_datagram, socket)
                : fw_listener_open(&socket->tcp, s->config.net, socket->port, (uint8_t)tos, sip_stream_accept, socket);
        if (err == RT_OK && transport == SIP_UDP) {
            fw_udp_set_error(socket->udp, on_icmp);
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
    if (!is_enabled(s, line)) {
        sip_streams_close(s, line);
    }
}

static void refresh(struct fw_sip *s)
{
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        refresh_socket(s, &s->sockets[i], i + 1);
    }
}

static void on_reopen(void *ctx, struct board_timer *t)
{
    (void)t;
    refresh(ctx);
}

static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_sip *s = ctx;
    bool is_of_probe = false;
    refresh(s); /* cheap enough to look at all */
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        sip_registration_on_params(&s->registrations[i], ids, n);
        sip_mailbox_on_params(&s->mailboxes[i], ids, n);
        sip_keep_alive_on_params(&s->keep_alives[i], ids, n);
    }
    for (size_t i = 0; i < n; i++) {
        is_of_probe = is_of_probe || sip_probe_is_param(&s->probe, ids[i]);
    }
    if (is_of_probe && s->is_started) {
        (void)sip_probe_start(&s->probe); /* lines register again with what it finds */
    }
}

/* --- registration ------------------------------------------------------------------------------------------------ */

struct sip_socket *sip_socket_of(struct fw_sip *s, unsigned line)
{
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        if (s->sockets[i].port == s->line_ports[line - 1]) {
            return &s->sockets[i];
        }
    }
    return NULL;
}

bool sip_can_send(struct fw_sip *s, unsigned line)
{
    const struct sip_socket *socket = sip_socket_of(s, line);
    return sip_transport_of(s, line) != SIP_UDP ? is_enabled(s, line) : socket != NULL && socket->udp != NULL;
}

void sip_probe_on_end(struct fw_sip *s)
{
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        sip_registration_start(&s->registrations[i]);
        sip_mailbox_start(&s->mailboxes[i]);
        sip_keep_alive_start(&s->keep_alives[i]);
    }
}

void fw_sip_start_registration(struct fw_sip *s)
{
    s->is_started = true;
    if (!sip_probe_start(&s->probe)) {
        sip_probe_on_end(s);
    }
}

struct fw_sip_registration fw_sip_registration(const struct fw_sip *s, unsigned line)
{
    const struct sip_registration *r = &s->registrations[line - 1];
    return (struct fw_sip_registration){
        .is_registered = r->is_registered,
        .at_us = r->at_us,
        .next_us = board_timer_is_running(&r->timer) ? board_timer_due_us(&r->timer) : BOARD_NEVER,
        .lost_us = r->is_registered ? 0 : board_now_us(s->config.board) - r->lost_at_us,
    };
}

/* --- life -------------------------------------------------------------------------------------------------------- */

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

enum rt_err fw_sip_create(struct fw_sip **out, const struct fw_sip_config *config)
{
    struct fw_sip *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return RT_ENOMEM;
    }
    s->config = *config;
    sip_nonces_init(&s->nonces, config->board);
    rt_list_init(&s->calls);
    sip_streams_init(s);
    board_timer_init(&s->reopen, "SIP port", BOARD_PRIORITY_FIRMWARE, on_reopen, s);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        s->line_ports[i] = read_port(s, i + 1);
        s->transports[i] = read_transport(s, i + 1);
        s->learned[i] = (struct sip_learned){0, 0};
        s->sockets[i] = (struct sip_socket){.sip = s, .port = s->line_ports[i]};
        for (unsigned k = 0; k < i; k++) {
            s->sockets[i].port = s->line_ports[i] == s->line_ports[k] ? 0 : s->sockets[i].port; /* shares that one */
        }
        sip_registration_init(&s->registrations[i], s, i + 1);
        sip_mailbox_init(&s->mailboxes[i], s, i + 1);
        sip_keep_alive_init(&s->keep_alives[i], s, i + 1);
    }
    sip_probe_init(&s->probe, s);
    s->watcher = (struct fw_param_watcher){.fn = on_params, .ctx = s};
    fw_param_watch(config->params, &s->watcher);
    refresh(s);
    *out = s;
    return RT_OK;
}

void fw_sip_destroy(struct fw_sip *s)
{
    if (s == NULL) {
        return;
    }
    fw_param_unwatch(s->config.params, &s->watcher);
    sip_calls_fini(s);
    sip_probe_fini(&s->probe);
    board_timer_stop(s->config.board, &s->reopen);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        sip_registration_fini(&s->registrations[i]);
        sip_mailbox_fini(&s->mailboxes[i]);
        sip_keep_alive_fini(&s->keep_alives[i]);
    }
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        fw_udp_close(s->sockets[i].udp);
        fw_listener_close(s->sockets[i].tcp);
    }
    sip_streams_fini(s);
    sip_forget_answers(s);
    (void)rt_mem_free(s); /* always NULL */
}
