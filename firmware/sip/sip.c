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

enum rt_err sip_send(struct sip_socket *socket, unsigned line, const struct sip_peer *to, const char *method,
                     const char *summary, const void *bytes, size_t n)
{
    struct fw_sip *s = socket->sip;
    char ip[16];
    enum rt_err err = fw_udp_send(socket->udp, to->ip, to->port, bytes, n);
    FW_TELL(s->config.log, sip_out, line, 0, summary, method, rt_ipv4_text(to->ip, ip), (unsigned)to->port,
            err == RT_OK ? "" : ": ", err == RT_OK ? "" : rt_err_text(err));
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

/* The line that a message is for. If both lines share a port, the user part of the request URI decides; otherwise the
 * first line. */
static unsigned find_line(const struct sip_socket *socket, const struct sip_message *m)
{
    const struct fw_sip *s = socket->sip;
    const char *user = m != NULL && sip_message_is_request(m) ? sip_message_uri_user(m) : NULL;
    unsigned first = 0;
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (s->line_ports[line - 1] != socket->port || !is_enabled(s, line)) {
            continue;
        }
        first = first == 0 ? line : first;
        if (user != NULL && user[0] != '\0' && strcmp(user, sip_param(s, FW_EL_USER_ID_1, line)) == 0) {
            return line;
        }
    }
    return first != 0 ? first : 1;
}

static void on_response(struct fw_sip *s, unsigned line, const struct sip_message *m, const struct sip_peer *from)
{
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        if (sip_registration_on_response(&s->registrations[i], m) || sip_mailbox_on_response(&s->mailboxes[i], m)) {
            return;
        }
    }
    if (!sip_calls_on_response(s, m, from)) {
        FW_TELL(s->config.log, sip_stray, line, 0);
    }
}

static void on_datagram(void *ctx, const struct fw_udp_datagram *d)
{
    struct sip_socket *socket = ctx;
    struct fw_sip *s = socket->sip;
    struct sip_peer from = {d->src_ip, d->src_port};
    struct sip_message *m = NULL;
    const char *why = "longer than any message";
    char ip[16], start[120];

    if (is_keep_alive(d->bytes, d->n)) {
        return;
    }
    s->counters.messages_recv++;
    s->counters.bytes_recv += d->n_whole;
    if (!s->is_parser_open) { /* not at the start: a unit that hears no SIP need not pay for its tables */
        s->is_parser_open = true;
        sip_message_open();
    }
    enum rt_err err = d->n < d->n_whole ? RT_ETOOBIG : sip_message_parse(&m, d->bytes, d->n, &why);
    unsigned line = find_line(socket, m);
    FW_TELL(s->config.log, sip_in, line, (int64_t)d->n_whole, first_line(d->bytes, d->n, start),
            rt_ipv4_text(from.ip, ip), (unsigned)from.port);
    sip_debug_copy(s, line, m != NULL ? sip_message_method(m) : NULL, d->bytes, d->n);
    if (err != RT_OK) {
        /* Without a Via there is no return address; RFC 3261 section 16.3 allows silence. */
        FW_TELL(s->config.log, sip_dropped, line, err, err == RT_ENOMEM ? rt_err_text(err) : why);
        return;
    }
    if (!sip_message_is_request(m) && sip_message_is_cut(m)) { /* RFC 3261 section 18.3 */
        FW_TELL(s->config.log, sip_dropped, line, RT_ESYNTAX, "shorter than its Content-Length");
    } else if (!sip_message_is_request(m)) {
        on_response(s, line, m, &from);
    } else if (!sip_answer_again(socket, &from, d->bytes, d->n)) {
        sip_on_request(socket, line, &from, m, d->bytes, d->n);
    }
    sip_message_destroy(m);
}

/* --- ports ---------------------------------------------------------------------------------------------------- */

static bool is_wanted(const struct fw_sip *s, uint16_t port)
{
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        if (s->line_ports[line - 1] == port && is_enabled(s, line)) {
            return true;
        }
    }
    return false;
}

/* ICMP: a REGISTER under way to it ends as without an answer (ATA 191 guide). */
static void on_unreachable(void *ctx, uint32_t ip, uint16_t port)
{
    const struct sip_socket *socket = ctx;
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        struct sip_registration *r = &socket->sip->registrations[i];
        if (socket->sip->line_ports[i] == socket->port) {
            sip_client_on_unreachable(&r->client, ip, port);
            sip_client_on_unreachable(&socket->sip->mailboxes[i].client, ip, port);
        }
    }
}

static void refresh_socket(struct fw_sip *s, struct sip_socket *socket, unsigned line)
{
    bool is_open = socket->udp != NULL, should_be = socket->port != 0 && is_wanted(s, socket->port);
    if (is_open && !should_be) {
        fw_udp_close(socket->udp);
        socket->udp = NULL;
        FW_TELL(s->config.log, sip_closed, line, 0, (unsigned)socket->port);
    } else if (!is_open && should_be) {
        uint32_t tos = fw_element_u32(s->config.params, fw_element_of_line(FW_EL_SIP_TOS_1, line));
        enum rt_err err =
            fw_udp_open(&socket->udp, s->config.net, socket->port, (uint8_t)(tos & 0xffu), on_datagram, socket);
        if (err == RT_OK) {
            fw_udp_set_error(socket->udp, on_unreachable);
        }
        FW_TELL(s->config.log, sip_port, line, err, (unsigned)socket->port, err == RT_OK ? "open" : rt_err_text(err));
        if (err == RT_ENOMEM) {
            board_timer_start(s->config.board, &s->reopen, BOARD_US_PER_S);
        }
        if (strcmp(sip_param(s, FW_EL_SIP_TRANSPORT_1, line), "UDP") != 0 &&
            *sip_param(s, FW_EL_SIP_TRANSPORT_1, line) != '\0') {
            fw_log_develop(s->config.log, RT_LOG_WARN, "sip",
                           "line %u: SIP_Transport %s is not supported yet: using UDP", line,
                           sip_param(s, FW_EL_SIP_TRANSPORT_1, line));
        }
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
    refresh(s); /* cheap enough to look at all */
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        sip_registration_on_params(&s->registrations[i], ids, n);
        sip_mailbox_on_params(&s->mailboxes[i], ids, n);
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

void fw_sip_start_registration(struct fw_sip *s)
{
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        sip_registration_start(&s->registrations[i]);
        sip_mailbox_start(&s->mailboxes[i]);
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

enum rt_err fw_sip_create(struct fw_sip **out, const struct fw_sip_config *config)
{
    struct fw_sip *s = rt_mem_alloc(sizeof *s);
    if (s == NULL) {
        return RT_ENOMEM;
    }
    s->config = *config;
    sip_nonces_init(&s->nonces, config->board);
    rt_list_init(&s->calls);
    board_timer_init(&s->reopen, "SIP port", BOARD_PRIORITY_FIRMWARE, on_reopen, s);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        s->line_ports[i] = read_port(s, i + 1);
        s->learned[i] = (struct sip_learned){0, 0};
        s->sockets[i] = (struct sip_socket){.sip = s, .port = s->line_ports[i]};
        for (unsigned k = 0; k < i; k++) {
            s->sockets[i].port = s->line_ports[i] == s->line_ports[k] ? 0 : s->sockets[i].port; /* shares that one */
        }
        sip_registration_init(&s->registrations[i], s, i + 1);
        sip_mailbox_init(&s->mailboxes[i], s, i + 1);
    }
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
    board_timer_stop(s->config.board, &s->reopen);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        sip_registration_fini(&s->registrations[i]);
        sip_mailbox_fini(&s->mailboxes[i]);
    }
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        fw_udp_close(s->sockets[i].udp);
    }
    sip_forget_answers(s);
    (void)rt_mem_free(s); /* always NULL */
}
