/* SPDX-License-Identifier: MIT */
/* The life of a call, what its client asks for, and which message is for which call. */
#include "invite_priv.h"
#include "sipcall_events.h"
#include <board/board.h>
#include <fw/sip_uri.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

const char *fw_sip_end_name(enum fw_sip_end e)
{
    static const char *const names[] = {
#define NAME(id, name) name,
        FW_SIP_END_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)e < FW_N_SIP_ENDS);
    return names[e];
}

static struct board *board_of(const struct fw_sip_call *c)
{
    return sip_config(c->sip)->board;
}

void sip_call_set_state(struct fw_sip_call *c, enum sip_call_state next)
{
    static const char *const names[] = {
#define NAME(id, name, help) name,
        SIP_CALL_STATE_LIST(NAME)
#undef NAME
    };
    if (c->state != next) {
        FW_TELL(sip_config(c->sip)->log, sip_call, c->line, next, names[c->state], names[next]);
        c->state = next;
    }
}

/* ---- life ---- */

static void stop(struct fw_sip_call *c)
{
    sip_hop_stop(&c->hop);
    sip_out_stop(c);
    sip_in_stop(c);
    sip_reliable_stop(c);
    sip_client_stop(&c->request);
    sip_client_stop(&c->bye);
    sip_refer_stop(c);
}

void sip_call_destroy(struct fw_sip_call *c)
{
    stop(c);
    board_timer_stop(board_of(c), &c->reaper);
    rt_list_remove(&c->node);
    c->calls->n--;
    sip_dialog_fini(&c->dialog);
    sip_refer_free(c);
    (void)rt_mem_free(c->out.body); /* all: always NULL */
    (void)rt_mem_free(c->out.more);
    (void)rt_mem_free(c->out.contacts);
    (void)rt_mem_free(c->ack);
    (void)rt_mem_free(c->infos);
    (void)rt_mem_free(c);
}

static void on_reaper(void *ctx, struct board_timer *t)
{
    (void)t;
    sip_call_destroy(ctx);
}

void sip_call_over(struct fw_sip_call *c)
{
    c->client = NULL;
    stop(c);
    sip_call_set_state(c, SIP_CALL_OVER);
    board_timer_start(board_of(c), &c->reaper, 0);
}

void sip_call_tell_end(struct fw_sip_call *c, enum fw_sip_end end, int status)
{
    const struct fw_sip_call_client *client = c->client;
    c->client = NULL;
    if (client != NULL) {
        client->on_end(c->ctx, end, status);
    }
}

static void on_request_end(void *ctx, const struct sip_message *m);
static void on_bye_end(void *ctx, const struct sip_message *m);

struct fw_sip_call *sip_call_new(struct fw_sip_calls *calls, unsigned line)
{
    struct fw_sip *s = calls->sip;
    struct fw_sip_call *c = calls->n < FW_SIP_CALLS_MAX ? rt_mem_alloc(sizeof *c) : NULL;
    if (c == NULL) {
        return NULL;
    }
    c->calls = calls;
    c->sip = s;
    c->line = line;
    board_timer_init(&c->reaper, "SIP call", BOARD_PRIORITY_FIRMWARE, on_reaper, c);
    sip_hop_init(&c->hop, s, line, sip_out_on_address, c);
    sip_out_init(c);
    sip_in_init(c);
    sip_reliable_init(c);
    sip_client_init(&c->request, s, line, on_request_end, c);
    sip_client_init(&c->bye, s, line, on_bye_end, c);
    rt_list_append(&calls->list, &c->node);
    calls->n++;
    return c;
}

/* ---- requests in the dialog ---- */

/* Where requests go: Outbound_Proxy if Use_OB_Proxy_In_Dialog is Yes, else the first route or the peer's Contact. A
 * name is looked up meanwhile; until then the sender of the last message will do. */
void sip_call_route(struct fw_sip_call *c, const struct sip_peer *from)
{
    const struct fw_sip *s = c->sip;
    const struct sip_server *server = sip_server_now(s, c->line);
    char host[SIP_HOST_MAX + 1];
    uint16_t port = 0;
    if (sip_param_bool(s, FW_EL_USE_OUTBOUND_PROXY_1, c->line) &&
        sip_param_bool(s, FW_EL_USE_OB_PROXY_IN_DIALOG_1, c->line)) {
        if (!c->is_outgoing) {
            c->peer = server->is_registered ? server->peer : *from;
        }
        return;
    }
    c->peer = *from;
    if (sip_dialog_next_hop(&c->dialog, host, &port)) {
        sip_hop_to(&c->hop, host, port);
    }
}

enum rt_err sip_call_request(struct fw_sip_call *c, struct sip_client *client, struct sip_request *r)
{
    struct fw_sip *s = c->sip;
    struct rt_buf text;
    if (!sip_can_send(s, c->line)) {
        return RT_EUNREACH;
    }
    sip_client_new_branch(client);
    r->branch = client->branch;
    r->cseq = ++c->dialog.cseq;
    r->login = &c->calls->logins[c->line - 1];
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_dialog_write(&c->dialog, s, c->line, r, &text);
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        return err != RT_OK ? err : RT_ENOMEM;
    }
    sip_client_start(client, &c->peer, r->method, r->cseq, bytes, n);
    return RT_OK;
}

bool sip_call_takes_challenge(struct fw_sip_call *c, const struct sip_message *m, unsigned *n_auth)
{
    int status = m != NULL ? sip_message_status(m) : 0;
    if ((status != 401 && status != 407) || sip_config(c->sip)->refuses_peer_challenge ||
        *n_auth >= fw_element_u32(sip_config(c->sip)->params, FW_EL_MAX_AUTH) ||
        !sip_login_take(&c->calls->logins[c->line - 1], m)) {
        return false;
    }
    (*n_auth)++;
    return true;
}

static void send_bye(struct fw_sip_call *c)
{
    struct sip_request r = {.method = "BYE", .statistics = c->statistics};
    if (sip_call_request(c, &c->bye, &r) != RT_OK) {
        sip_call_over(c);
    }
}

void sip_call_bye(struct fw_sip_call *c)
{
    c->n_infos = 0;
    if (c->state == SIP_CALL_ACCEPTED) { /* not before the ACK (RFC 3261 section 15) */
        c->wants_bye = true;
        return;
    }
    if (sip_refer_delays_bye(c)) {
        return;
    }
    sip_out_stop(c);
    sip_in_stop(c);
    sip_client_stop(&c->request);
    sip_refer_stop(c);
    sip_call_set_state(c, SIP_CALL_ENDING);
    send_bye(c);
}

static void on_bye_end(void *ctx, const struct sip_message *m)
{
    struct fw_sip_call *c = ctx;
    if (c->state != SIP_CALL_ENDING) {
        return; /* a CANCEL: the INVITE itself will be answered */
    }
    if (sip_call_takes_challenge(c, m, &c->n_auth_bye)) {
        send_bye(c);
    } else {
        sip_call_over(c);
    }
}

/* ---- INFO ---- */

static void send_info(struct fw_sip_call *c)
{
    const struct sip_info *info = &c->infos[c->first_info];
    struct sip_request r = {.method = "INFO", .content_type = info->type, .body = rt_str(info->body)};
    if (sip_call_request(c, &c->request, &r) != RT_OK) {
        c->n_infos = 0; /* a digit is lost; the call goes on */
    }
}

static void on_request_end(void *ctx, const struct sip_message *m)
{
    struct fw_sip_call *c = ctx;
    if (c->n_infos == 0) {
        return;
    }
    if (sip_call_takes_challenge(c, m, &c->n_auth_request)) {
        send_info(c);
        return;
    }
    c->n_auth_request = 0;
    c->first_info = (c->first_info + 1) % SIP_INFOS_MAX;
    c->n_infos--;
    if (c->n_infos > 0) {
        send_info(c);
    }
}

enum rt_err fw_sip_call_info(struct fw_sip_call *c, const char *type, const char *body)
{
    if (c->state != SIP_CALL_CONFIRMED) {
        return RT_EBUSY;
    }
    if (c->n_infos == SIP_INFOS_MAX) {
        return RT_EFULL;
    }
    if (c->infos == NULL) {
        c->infos = rt_mem_alloc(SIP_INFOS_MAX * sizeof *c->infos);
        if (c->infos == NULL) {
            return RT_ENOMEM;
        }
    }
    struct sip_info *info = &c->infos[(c->first_info + c->n_infos) % SIP_INFOS_MAX];
    if (rt_str_copy(info->type, sizeof info->type, rt_str(type)) != RT_OK ||
        rt_str_copy(info->body, sizeof info->body, rt_str(body)) != RT_OK) {
        return RT_ETOOBIG;
    }
    if (c->n_infos++ == 0) {
        send_info(c);
    }
    return RT_OK;
}

/* ---- what the client asks for ---- */

unsigned fw_sip_call_line(const struct fw_sip_call *c)
{
    return c->line;
}

/* From, and the dialog's URI, of an own call. Anonymous: recall, only the word is sure. */
static enum rt_err begin_dialog(struct fw_sip_call *c, const struct fw_sip_invite *invite)
{
    const struct fw_sip *s = c->sip;
    char proxy[FW_VALUE_MAX + 1], display[SIP_DISPLAY_BYTES], local[2 * FW_VALUE_MAX], uri[2 * FW_VALUE_MAX], ip[16];
    const char *host = proxy;
    bool hides_name = invite->is_anonymous && (!sip_param_bool(s, FW_EL_SIP_REMOTE_PARTY_ID_1, c->line) ||
                                               sip_param_bool(s, FW_EL_USE_ANONYMOUS_WITH_RPID_1, c->line));
    if (rt_str_copy(proxy, sizeof proxy, sip_targets_name(sip_param(s, FW_EL_PROXY_1, c->line))) != RT_OK) {
        return RT_ETOOBIG;
    }
    rt_text_safe(proxy, strlen(proxy));
    if (sip_param_bool(s, FW_EL_USE_LOCAL_ADDR_IN_FROM_1, c->line) || proxy[0] == '\0') {
        host = rt_ipv4_text(fw_net_status(sip_config(s)->net)->ip, ip);
    }
    sip_put_display_name(s, c->line, display);
    (void)snprintf(local, sizeof local, "%s<sip:%s@%s>", display, sip_param(s, FW_EL_USER_ID_1, c->line), host);
    if (rt_str_starts_ci(rt_str(invite->target), "sip:")) {
        (void)rt_str_copy(uri, sizeof uri, rt_str(invite->target)); /* fits: FW_SIP_REFER_TEXT_MAX */
    } else {
        (void)snprintf(uri, sizeof uri, strchr(invite->target, '@') != NULL ? "sip:%s" : "sip:%s@%s", invite->target,
                       proxy);
    }
    return sip_dialog_begin(&c->dialog, c->sip, c->line, hides_name ? "Anonymous <sip:anonymous@localhost>" : local,
                            uri);
}

/* What the peer that sends us there wants the INVITE to say. */
static enum rt_err set_referral(struct fw_sip_call *c, const struct fw_sip_invite *invite)
{
    const char *replaces = invite->replaces != NULL ? invite->replaces : "";
    const char *by = invite->referred_by != NULL ? invite->referred_by : "";
    if (replaces[0] == '\0' && by[0] == '\0') {
        return RT_OK;
    }
    struct rt_buf more;
    rt_buf_init(&more, SIP_HEAD_MAX);
    sip_put_referral(&more, replaces, by);
    enum rt_err err = rt_buf_error(&more);
    c->out.more = err == RT_OK ? rt_buf_take(&more) : NULL;
    rt_buf_fini(&more);
    return err == RT_OK && c->out.more == NULL ? RT_ENOMEM : err;
}

enum rt_err fw_sip_call_invite(struct fw_sip_call **out, struct fw_sip_calls *calls, const struct fw_sip_invite *invite)
{
    struct fw_sip_call *c = sip_call_new(calls, invite->line);
    struct sip_uri uri;
    if (c == NULL) {
        return calls->n >= FW_SIP_CALLS_MAX ? RT_EFULL : RT_ENOMEM;
    }
    c->is_outgoing = true;
    c->out.is_anonymous = invite->is_anonymous;
    c->out.body = rt_mem_strndup(invite->sdp.p, invite->sdp.n);
    enum rt_err err = c->out.body != NULL ? begin_dialog(c, invite) : RT_ENOMEM;
    err = err == RT_OK ? set_referral(c, invite) : err;
    if (err == RT_OK && !sip_uri_read(rt_str(c->dialog.target), &uri)) {
        err = RT_EINVAL; /* no Proxy, and no host dialled */
    }
    if (err != RT_OK) {
        sip_call_destroy(c);
        return err;
    }
    c->client = invite->client;
    c->ctx = invite->ctx;
    *out = c;
    sip_out_begin(c); /* later, so that *out is known before anything is called */
    return RT_OK;
}

void fw_sip_call_hang_up(struct fw_sip_call *c, const char *statistics)
{
    c->client = NULL;
    (void)rt_str_copy(c->statistics, sizeof c->statistics, rt_str(statistics != NULL ? statistics : ""));
    switch (c->state) {
    case SIP_CALL_RESOLVING:
        sip_call_over(c);
        break;
    case SIP_CALL_CALLING: /* no CANCEL before 1xx (RFC 3261 section 9.1) */
        break;
    case SIP_CALL_PROCEEDING:
        sip_out_cancel(c);
        break;
    case SIP_CALL_OFFERED:
        fw_sip_call_reject(c, 480, NULL);
        break;
    case SIP_CALL_ACCEPTED:
    case SIP_CALL_CONFIRMED:
        sip_call_bye(c);
        break;
    case SIP_CALL_REFUSED:
    case SIP_CALL_ENDING:
    case SIP_CALL_OVER:
        break;
    }
}

enum rt_err fw_sip_call_reinvite(struct fw_sip_call *c, struct rt_str sdp)
{
    if (c->state != SIP_CALL_CONFIRMED || c->out.text != NULL || board_timer_is_running(&c->out.retry) ||
        c->in.request != NULL) {
        return RT_EBUSY;
    }
    char *body = rt_mem_strndup(sdp.p, sdp.n);
    if (body == NULL) {
        return RT_ENOMEM;
    }
    (void)rt_mem_free(c->out.body); /* always NULL */
    c->out.body = body;
    c->out.is_reinvite = true;
    c->out.n_auth = 0;
    return sip_out_send(c);
}

/* ---- the other side ---- */

/* A backslash protects what follows: "J. \"Ace\" Smith". */
static void copy(char out[FW_SIP_PARTY_BYTES], struct rt_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < FW_SIP_PARTY_BYTES - 1; i++) {
        i += text.p[i] == '\\' && i + 1 < text.n;
        out[n++] = text.p[i];
    }
    out[n] = '\0';
    rt_text_safe(out, n);
}

/* The user of a URI; of tel:+4930123 the number. */
static struct rt_str number_of(struct rt_str text)
{
    struct sip_uri uri;
    if (!sip_uri_read(text, &uri)) {
        return RT_STR("");
    }
    return rt_str_is_ci(uri.scheme, "tel") ? uri.host : uri.user;
}

/* The caller: Remote-Party-ID if SIP_Remote-Party-ID is Yes, else From. ATA 191 guide: of later firmware
 * P-Asserted-Identity comes first. */
void fw_sip_call_party(const struct fw_sip_call *c, struct fw_sip_party *out)
{
    const struct sip_message *m = c->in.request;
    struct sip_address from, id;
    struct sip_uri uri = {.port = 0};
    struct rt_str rest, value;
    *out = (struct fw_sip_party){.is_anonymous = false};
    if (m == NULL || c->is_outgoing || c->in.is_reinvite) {
        if (c->dialog.remote != NULL && sip_address_read(rt_str(c->dialog.remote), &from)) {
            copy(out->name, from.display);
            copy(out->user, number_of(from.uri));
        }
        return;
    }
    if (!sip_address_read(sip_message_field(m, "From", "f", 0), &from)) {
        return;
    }
    (void)sip_uri_read(from.uri, &uri);
    out->is_anonymous = rt_str_is_ci(from.display, "Anonymous") || rt_str_is_ci(uri.user, "anonymous");
    value = sip_message_field(m, "P-Asserted-Identity", NULL, 0);
    if (value.p == NULL || !sip_address_read(sip_cut_value(value, &rest), &id)) {
        value = sip_param_bool(c->sip, FW_EL_SIP_REMOTE_PARTY_ID_1, c->line)
                    ? sip_message_field(m, "Remote-Party-ID", NULL, 0)
                    : (struct rt_str){NULL, 0};
        if (value.p == NULL || !sip_address_read(sip_cut_value(value, &rest), &id)) {
            id = from;
        }
        struct rt_str privacy = sip_parameter(id.parameters, "privacy");
        out->is_anonymous = out->is_anonymous || (privacy.n > 0 && !rt_str_is_ci(privacy, "off"));
    }
    struct rt_str privacy = sip_message_field(m, "Privacy", NULL, 0);
    while (privacy.p != NULL) {
        out->is_anonymous = rt_str_is_ci(rt_str_trim(rt_str_cut(privacy, ';', &privacy)), "id") || out->is_anonymous;
    }
    copy(out->name, id.display);
    copy(out->user, number_of(id.uri));
}

struct rt_str fw_sip_call_field(const struct fw_sip_call *c, const char *name)
{
    return c->in.request != NULL ? sip_message_field(c->in.request, name, NULL, 0) : (struct rt_str){NULL, 0};
}
