/* SPDX-License-Identifier: MIT */
#include "syslog.h"
#include "net_events.h"
#include <board/signal.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>
#include "net_state.h"
#include "lwip/udp.h"

static void flush(struct fw_syslog_target *t);

/* --- the queue ----------------------------------------------------------------------------------------------- */

static void drop_first(struct fw_syslog_target *t)
{
    struct fw_syslog_line *line = &t->lines[t->first];
    line->text = rt_mem_free(line->text);
    t->first = (t->first + 1) % FW_SYSLOG_LINES_MAX;
    t->n--;
}

static void drop_all(struct fw_syslog_target *t)
{
    while (t->n > 0) {
        drop_first(t);
    }
}

/* Takes ownership of the text; NULL: out of memory. Log lines are the first thing to drop. */
static void put_line(struct fw_syslog_target *t, struct fw_syslog_line line)
{
    t->lines = t->lines != NULL ? t->lines : rt_mem_alloc(FW_SYSLOG_LINES_MAX * sizeof t->lines[0]);
    if (line.text == NULL || t->lines == NULL) {
        rt_mem_free(line.text);
        return;
    }
    if (t->n == FW_SYSLOG_LINES_MAX) {
        drop_first(t);
    }
    t->lines[(t->first + t->n) % FW_SYSLOG_LINES_MAX] = line;
    t->n++;
    flush(t);
}

static bool has_server(const struct fw_syslog_target *t)
{
    return *fw_element_text(t->net->params, t->element) != '\0';
}

/* Syslog_Server gets the syslog lines, whatever their severity. */
static bool syslog_wants(void *ctx, enum fw_log_kind kind, unsigned level)
{
    (void)level; /* a syslog line has none */
    return kind == FW_LOG_KIND_SYSLOG && has_server(ctx);
}

/* Debug_Server gets them too, detail according to Debug_Level, and SIP messages at any level. */
static bool debug_wants(void *ctx, enum fw_log_kind kind, unsigned level)
{
    const struct fw_syslog_target *t = ctx;
    return (kind != FW_LOG_KIND_DEBUG || fw_element_u32(t->net->params, FW_EL_DEBUG_LEVEL) >= level) && has_server(t);
}

static void put(void *ctx, const struct fw_log_line *line)
{
    char *copy = rt_mem_alloc(line->n + 1); /* not strndup: a datagram may have a 0 among its bytes */
    if (copy != NULL && line->n > 0) {
        memcpy(copy, line->text, line->n);
    }
    put_line(ctx, (struct fw_syslog_line){.text = copy,
                                          .n = line->n,
                                          .is_bare = line->kind == FW_LOG_KIND_DATAGRAM,
                                          .severity = line->severity});
}

/* --- sending
 * ------------------------------------------------------------------------------------------------------- */

static bool send_line(struct fw_syslog *s, const struct fw_syslog_line *line, uint32_t ip, uint16_t port)
{
    char head[8] = ""; /* "<135>" */
    if (!line->is_bare) {
        (void)snprintf(head, sizeof head, "<%u>", FW_SYSLOG_FACILITY * 8u + (unsigned)line->severity);
    }
    u16_t n_head = (u16_t)strlen(head), n_text = (u16_t)line->n;
    if (s->pcb == NULL) {
        s->pcb = udp_new();
    }
    struct pbuf *p = s->pcb == NULL ? NULL : pbuf_alloc(PBUF_TRANSPORT, (u16_t)(n_head + n_text), PBUF_RAM);
    if (p == NULL) {
        return false;
    }
    (void)pbuf_take(p, head, n_head); /* both: sized exactly */
    (void)pbuf_take_at(p, line->text, n_text, n_head);
    ip_addr_t to = fw_lwip_addr(ip);
    err_t err = udp_sendto(s->pcb, p, &to, port);
    pbuf_free(p);
    return err == ERR_OK;
}

static void on_resolved(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n)
{
    struct fw_syslog_target *t = ctx;
    (void)n; /* the first address does */
    if (err != RT_OK) {
        fw_log_develop(t->net->log, RT_LOG_WARN, "syslog", "%s \"%s\": %s", fw_element_name(t->element),
                       fw_element_text(t->net->params, t->element), rt_err_text(err));
        board_timer_start(t->net->board, &t->retry_timer, (uint64_t)FW_SYSLOG_RETRY_S * BOARD_US_PER_S);
        return;
    }
    while (t->n > 0) {
        const struct fw_syslog_line *line = &t->lines[t->first];
        if (send_line(&t->net->syslog, line, addrs[0], t->port)) {
            FW_TRACE(t->net->board, syslog_sent, t->unit, line->severity, line->text);
        }
        drop_first(t); /* sent or lost: it is UDP */
    }
}

/* "host", "host:port". RT_ESYNTAX. */
static enum rt_err split_server(const char *text, char host[FW_DNS_NAME_MAX + 1], uint16_t *port)
{
    struct rt_str rest;
    struct rt_str name = rt_str_trim(rt_str_cut(rt_str_trim(rt_str(text)), ':', &rest));
    uint32_t number = FW_SYSLOG_PORT;
    if (rest.p != NULL && (rt_str_u32(rest, &number) != RT_OK || number == 0 || number > 0xffff)) {
        return RT_ESYNTAX;
    }
    *port = (uint16_t)number;
    return name.n == 0 ? RT_ESYNTAX : rt_str_copy(host, FW_DNS_NAME_MAX + 1, name);
}

static void flush(struct fw_syslog_target *t)
{
    if (t->n == 0 || t->dns.net != NULL || board_timer_is_running(&t->retry_timer) || !fw_net_is_usable(t->net)) {
        return;
    }
    const char *server = fw_element_text(t->net->params, t->element);
    char host[FW_DNS_NAME_MAX + 1];
    if (split_server(server, host, &t->port) != RT_OK) {
        if (*server != '\0') {
            fw_log_develop(t->net->log, RT_LOG_WARN, "syslog", "%s \"%s\" is not host[:port]",
                           fw_element_name(t->element), server);
        }
        drop_all(t);
        return;
    }
    fw_dns_resolve(t->net, &t->dns, host, on_resolved, t);
}

static void on_retry(void *ctx, struct board_timer *timer)
{
    (void)timer; /* already idle */
    flush(ctx);
}

/* --- calls
 * --------------------------------------------------------------------------------------------------------- */

void fw_syslog_init(struct fw_syslog *s, struct fw_net *net)
{
    static const struct {
        enum fw_element element;
        bool (*wants)(void *ctx, enum fw_log_kind kind, unsigned level);
    } rows[FW_SYSLOG_N_TARGETS] = {{FW_EL_SYSLOG_SERVER, syslog_wants}, {FW_EL_DEBUG_SERVER, debug_wants}};
    *s = (struct fw_syslog){.net = net};
    for (unsigned i = 0; i < FW_SYSLOG_N_TARGETS; i++) {
        struct fw_syslog_target *t = &s->targets[i];
        *t = (struct fw_syslog_target){.net = net, .element = rows[i].element, .unit = i};
        t->sink = (struct fw_log_sink){.wants = rows[i].wants, .put = put, .ctx = t};
        fw_log_add(net->log, &t->sink);
        board_timer_init(&t->retry_timer, "syslog retry", BOARD_PRIORITY_FIRMWARE, on_retry, t);
    }
}

void fw_syslog_fini(struct fw_syslog *s)
{
    for (unsigned i = 0; i < FW_SYSLOG_N_TARGETS; i++) {
        struct fw_syslog_target *t = &s->targets[i];
        fw_log_remove(s->net->log, &t->sink);
        fw_dns_cancel(&t->dns);
        board_timer_stop(s->net->board, &t->retry_timer);
        drop_all(t);
        t->lines = rt_mem_free(t->lines);
    }
    if (s->pcb != NULL) {
        udp_remove(s->pcb);
        s->pcb = NULL;
    }
}

void fw_syslog_kick(struct fw_syslog *s)
{
    for (unsigned i = 0; i < FW_SYSLOG_N_TARGETS; i++) {
        flush(&s->targets[i]);
    }
}
