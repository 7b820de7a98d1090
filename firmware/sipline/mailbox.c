/* SPDX-License-Identifier: MIT */
/*
 * Sources: SUBSCRIBE of an SPA962-6.1.5 (captured: fields, their order, a tag without suffix); RFC 3265; expiry and
 * server: guide p.2-20. guess: the intervals after a failure; when it begins.
 */
#include "lines_priv.h"
#include "sipline_events.h"
#include <board/board.h>
#include <board/entropy.h>
#include <fw/sip_summary.h>
#include <fw/sip_uri.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* 30 s, 60 s ... guess: the unit's own are not known; a server that refuses for good is not asked for ever at that
 * pace. */
#define RETRY_MIN_S 30u
#define RETRY_MAX_S 1920u
/* Digits of a captured tag; calls add a suffix. */
#define TAG_DIGITS  16u

/* A change of one of these begins the subscription anew. */
static const enum fw_element line_elements[] = {
    FW_EL_LINE_ENABLE_1, FW_EL_VOICE_MAIL_SERVER_1, FW_EL_MAILBOX_SUBSCRIBE_EXPIRES_1,
    FW_EL_PROXY_1,       FW_EL_OUTBOUND_PROXY_1,    FW_EL_USE_OUTBOUND_PROXY_1,
    FW_EL_REGISTER_1,    FW_EL_USER_ID_1,           FW_EL_PASSWORD_1,
    FW_EL_USE_AUTH_ID_1, FW_EL_AUTH_ID_1,           FW_EL_DISPLAY_NAME_1,
};

static void set_state(struct sip_mailbox *m, enum sip_mailbox_state next)
{
    static const char *const names[] = {
#define NAME(id, name, help) name,
        SIP_MAILBOX_STATE_LIST(NAME)
#undef NAME
    };
    if (m->state != next) {
        FW_TELL(sip_config(m->sip)->log, sip_mailbox, m->line, next, names[m->state], names[next]);
        m->state = next;
    }
}

static bool is_wanted(const struct fw_sip_lines *l, unsigned line)
{
    const struct fw_sip *s = l->config.sip;
    bool registers = sip_param_bool(s, FW_EL_REGISTER_1, line) && *sip_param(s, FW_EL_PROXY_1, line) != '\0';
    return l->registrations[line - 1].is_started && sip_param_bool(s, FW_EL_LINE_ENABLE_1, line) &&
           *sip_param(s, FW_EL_VOICE_MAIL_SERVER_1, line) != '\0' &&
           (!registers || sip_server_now(s, line)->is_registered);
}

static void stop(struct sip_mailbox *m)
{
    board_timer_stop(sip_config(m->sip)->board, &m->timer);
    sip_hop_stop(&m->hop);
    sip_client_stop(&m->client);
}

/* After a time, in a dialog of its own. status 0: no answer, no address, or the server ended it. */
static void fail(struct sip_mailbox *m, int status, const char *why)
{
    uint32_t s = RETRY_MIN_S;
    for (unsigned i = 0; i < m->n_failures && s < RETRY_MAX_S; i++) {
        s *= 2;
    }
    m->n_failures++;
    stop(m);
    sip_dialog_fini(&m->dialog);
    board_timer_start(sip_config(m->sip)->board, &m->timer, (uint64_t)s * BOARD_US_PER_S);
    FW_TELL(sip_config(m->sip)->log, sip_mailbox_failed, m->line, status, why, (unsigned)s);
    set_state(m, SIP_MAILBOX_RETRY);
}

/* ---- the request ---- */

/* Voice_Mail_Server is a host, a URI without "sip:", or a number at the proxy (guess: the guide's format of it is that
 * of a phone number). */
static void put_uri(const struct sip_mailbox *m, const char *proxy, char *out, size_t n_out)
{
    struct rt_str server = rt_str_trim(rt_str(sip_param(m->sip, FW_EL_VOICE_MAIL_SERVER_1, m->line)));
    bool is_number = true;
    if (rt_str_starts_ci(server, "sip:")) {
        server = rt_str_from(server, strlen("sip:"));
    }
    for (size_t i = 0; i < server.n; i++) {
        is_number = is_number && strchr("0123456789*#+", server.p[i]) != NULL;
    }
    (void)snprintf(out, n_out, "sip:%.*s%s%s", (int)server.n, server.p, is_number ? "@" : "", is_number ? proxy : "");
    rt_text_safe(out, strlen(out));
}

static enum rt_err begin_dialog(struct sip_mailbox *m)
{
    struct fw_sip *s = m->sip;
    char proxy[FW_VALUE_MAX + 1], display[SIP_DISPLAY_BYTES], own[2 * FW_VALUE_MAX], uri[2 * FW_VALUE_MAX + 8];
    if (rt_str_copy(proxy, sizeof proxy, sip_targets_name(sip_param(s, FW_EL_PROXY_1, m->line))) != RT_OK) {
        return RT_ETOOBIG;
    }
    rt_text_safe(proxy, strlen(proxy));
    put_uri(m, proxy, uri, sizeof uri);
    sip_put_display_name(s, m->line, display);
    (void)snprintf(own, sizeof own, "%s<sip:%s@%s>", display, sip_param(s, FW_EL_USER_ID_1, m->line), proxy);
    enum rt_err err = sip_dialog_begin(&m->dialog, s, m->line, own, uri);
    err = err == RT_OK ? sip_dialog_address(&m->dialog, own) : err;
    if (err != RT_OK) {
        sip_dialog_fini(&m->dialog);
        return err;
    }
    m->dialog.local_tag[TAG_DIGITS] = '\0';
    m->dialog.cseq = board_entropy_u32(sip_config(s)->board) & 0xffffu; /* as those of REGISTER */
    return RT_OK;
}

static enum rt_err write_request(struct sip_mailbox *m, struct rt_buf *out)
{
    sip_client_new_branch(&m->client);
    const struct sip_request r = {
        .method = "SUBSCRIBE",
        .branch = m->client.branch,
        .cseq = ++m->dialog.cseq,
        .has_contact = true,
        .expires = m->expires,
        .event = "message-summary",
        .login = &m->login,
    };
    return sip_dialog_write(&m->dialog, m->sip, m->line, &r, out);
}

static void send_request(struct sip_mailbox *m)
{
    struct fw_sip *s = m->sip;
    struct rt_buf text;
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_can_send(s, m->line) ? write_request(m, &text) : RT_EUNREACH;
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        fail(m, 0, rt_err_text(err != RT_OK ? err : RT_ENOMEM));
        return;
    }
    set_state(m, SIP_MAILBOX_TRYING);
    sip_client_start(&m->client, &m->peer, "SUBSCRIBE", m->dialog.cseq, bytes, n);
}

static void on_address(void *ctx, enum rt_err err, const struct sip_peer *to)
{
    struct sip_mailbox *m = ctx;
    if (err != RT_OK) {
        fail(m, 0, err == RT_ENOENT ? "the server's name does not exist" : rt_err_text(err));
        return;
    }
    m->peer = *to;
    send_request(m);
}

/* A refresh goes to where the dialog leads, unless the outbound proxy is for dialogs too. */
static void find_server(struct sip_mailbox *m)
{
    const struct fw_sip *s = m->sip;
    char host[SIP_HOST_MAX + 1];
    uint16_t port = 0;
    struct sip_uri uri;
    bool by_proxy = sip_param_bool(s, FW_EL_USE_OUTBOUND_PROXY_1, m->line) &&
                    sip_param_bool(s, FW_EL_USE_OB_PROXY_IN_DIALOG_1, m->line);
    set_state(m, SIP_MAILBOX_RESOLVING);
    if (m->dialog.remote_tag != NULL && !by_proxy && sip_dialog_next_hop(&m->dialog, host, &port)) {
        sip_hop_to(&m->hop, host, port);
    } else if (sip_uri_read(rt_str(m->dialog.target), &uri)) {
        sip_hop_start(&m->hop, uri.host, uri.port);
    } else {
        fail(m, 0, "Voice_Mail_Server names no host");
    }
}

/* In the dialog, if there is one. */
static void subscribe(struct sip_mailbox *m)
{
    enum rt_err err = m->dialog.call_id == NULL ? begin_dialog(m) : RT_OK;
    stop(m);
    m->n_auth = 0;
    m->expires =
        fw_element_u32(sip_config(m->sip)->params, fw_element_of_line(FW_EL_MAILBOX_SUBSCRIBE_EXPIRES_1, m->line));
    if (err != RT_OK) {
        fail(m, 0, rt_err_text(err));
        return;
    }
    find_server(m);
}

/* ---- answers ---- */

static void wait_for_refresh(struct sip_mailbox *m, uint32_t granted_s)
{
    board_timer_start(sip_config(m->sip)->board, &m->timer, sip_refresh_us(granted_s > 0 ? granted_s : 1));
}

static void on_ok(struct sip_mailbox *m, const struct sip_message *response)
{
    uint32_t granted = m->expires, n;
    if (sip_message_u32(response, "Expires", &n) && n <= m->expires) {
        granted = n; /* never more than was asked for (RFC 3265 section 3.1.1) */
    }
    if (sip_dialog_confirm(&m->dialog, response) != RT_OK) {
        fail(m, 0, rt_err_text(RT_ENOMEM));
        return;
    }
    m->n_failures = 0;
    set_state(m, SIP_MAILBOX_ACTIVE);
    wait_for_refresh(m, granted);
}

static bool try_again(struct sip_mailbox *m, const struct sip_message *response, int status)
{
    const struct fw_params *params = sip_config(m->sip)->params;
    uint32_t n = 0;
    if (status == 401 || status == 407) {
        if (m->n_auth >= fw_element_u32(params, FW_EL_MAX_AUTH) || !sip_login_take(&m->login, response)) {
            return false;
        }
        m->n_auth++;
    } else if (status == 423) { /* RFC 3265 section 3.1.2 */
        if (!sip_message_u32(response, "Min-Expires", &n) || n <= m->expires) {
            return false;
        }
        m->expires = n;
    } else if (status == 481 && m->dialog.remote_tag != NULL) { /* the server knows it no more: section 3.1.4.2 */
        sip_dialog_fini(&m->dialog);
        subscribe(m);
        return true;
    } else {
        return false;
    }
    send_request(m);
    return true;
}

static void on_end(void *ctx, const struct sip_message *response)
{
    struct sip_mailbox *m = ctx;
    int status = response != NULL ? sip_message_status(response) : 0;
    char why[32];
    if (status / 100 == 2) {
        on_ok(m, response);
    } else if (status == 0 || !try_again(m, response, status)) {
        (void)snprintf(why, sizeof why, status == 0 ? "no answer" : "answer %d", status);
        fail(m, status, why);
    }
}

bool sip_mailbox_on_response(struct sip_mailbox *m, const struct sip_message *response)
{
    return m != NULL && sip_client_on_response(&m->client, response);
}

void sip_mailbox_on_unreachable(struct sip_mailbox *m, const struct sip_peer *peer)
{
    (void)(m != NULL && sip_client_on_unreachable(&m->client, peer));
}

/* ---- NOTIFY ---- */

/* Before the answer to the SUBSCRIBE too, when the tag of the server is not known (RFC 3265 section 3.1.4.4). */
static bool is_of_subscription(const struct sip_mailbox *m, const struct sip_message *notify)
{
    return m != NULL && m->dialog.call_id != NULL &&
           rt_str_is(sip_message_field(notify, "Call-ID", "i", 0), m->dialog.call_id) &&
           rt_str_is(sip_message_tag(notify, "To", "t"), m->dialog.local_tag);
}

bool sip_mailbox_is_old(const struct sip_mailbox *m, const struct sip_message *notify)
{
    return is_of_subscription(m, notify) && m->dialog.has_remote_cseq &&
           sip_message_cseq(notify) < m->dialog.remote_cseq;
}

/* "active;expires=600", "terminated;reason=timeout". */
static void follow_state(struct sip_mailbox *m, const struct sip_message *notify)
{
    struct rt_str parameters, field = sip_message_field(notify, "Subscription-State", NULL, 0);
    uint32_t n;
    m->dialog.remote_cseq = sip_message_cseq(notify);
    m->dialog.has_remote_cseq = true;
    if (field.p == NULL || m->state != SIP_MAILBOX_ACTIVE) {
        return;
    }
    if (rt_str_is_ci(rt_str_trim(rt_str_cut(field, ';', &parameters)), "terminated")) {
        fail(m, 0, "ended by the server"); /* its reason and retry-after are not looked at: guess */
    } else if (rt_str_u32(sip_parameter(parameters, "expires"), &n) == RT_OK && n > 0 && n <= m->expires) {
        wait_for_refresh(m, n);
    }
}

void sip_mailbox_on_notify(struct fw_sip_lines *l, unsigned line, const struct sip_message *notify)
{
    struct sip_mailbox *m = l->mailboxes[line - 1];
    struct fw_sip_messages messages;
    bool is_subscribed = is_of_subscription(m, notify);
    bool is_known = sip_summary_read(sip_message_body(notify), &messages);
    if (is_subscribed) {
        follow_state(m, notify);
    }
    FW_TELL(sip_config(l->config.sip)->log, sip_messages, line, (int64_t)messages.n_new,
            !is_known             ? "not said"
            : messages.is_waiting ? "yes"
                                  : "no",
            is_subscribed ? "" : ", without a subscription");
    if (is_known && l->config.on_messages != NULL) {
        l->config.on_messages(l->config.ctx, line, &messages);
    }
}

/* ---- life ---- */

static void on_timer(void *ctx, struct board_timer *t)
{
    (void)t;
    subscribe(ctx);
}

/* Most lines have none. Without memory: when the line registers again. */
static struct sip_mailbox *mailbox_of(struct fw_sip_lines *l, unsigned line)
{
    struct sip_mailbox *m = l->mailboxes[line - 1];
    if (m != NULL) {
        return m;
    }
    m = rt_mem_alloc(sizeof *m);
    if (m != NULL) {
        m->lines = l;
        m->sip = l->config.sip;
        m->line = line;
        board_timer_init(&m->timer, "mailbox", BOARD_PRIORITY_FIRMWARE, on_timer, m);
        sip_hop_init(&m->hop, m->sip, line, on_address, m);
        sip_client_init(&m->client, m->sip, line, on_end, m);
        l->mailboxes[line - 1] = m;
    }
    return m;
}

void sip_mailbox_free(struct sip_mailbox *m)
{
    if (m != NULL) {
        stop(m);
        sip_dialog_fini(&m->dialog);
        sip_login_forget(&m->login);
        (void)rt_mem_free(m); /* always NULL */
    }
}

void sip_mailbox_start(struct fw_sip_lines *l, unsigned line)
{
    struct sip_mailbox *m = is_wanted(l, line) ? mailbox_of(l, line) : NULL;
    if (m != NULL) {
        subscribe(m);
    }
}

void sip_mailbox_on_registered(struct fw_sip_lines *l, unsigned line)
{
    const struct sip_mailbox *m = l->mailboxes[line - 1];
    if (m == NULL || m->state == SIP_MAILBOX_OFF) {
        sip_mailbox_start(l, line);
    }
}

void sip_mailbox_on_params(struct fw_sip_lines *l, unsigned line, const int *ids, size_t n)
{
    struct sip_mailbox *m = l->mailboxes[line - 1];
    if (!sip_is_changed(l->config.sip, line, line_elements, sizeof line_elements / sizeof line_elements[0], ids, n)) {
        return;
    }
    if (m != NULL) {
        stop(m);
        sip_dialog_fini(&m->dialog);
        sip_login_forget(&m->login);
        m->n_failures = 0;
        set_state(m, SIP_MAILBOX_OFF);
    }
    sip_mailbox_start(l, line);
}
