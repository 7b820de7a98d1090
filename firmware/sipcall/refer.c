/* SPDX-License-Identifier: MIT */
/*
 * REFER (RFC 3515): ours with the peer's reports, and the peer's with ours. The subscription that it makes lives in the
 * dialog of the call; both have one REFER at a time (guess).
 */
#include "invite_priv.h"
#include <board/board.h>
#include <fw/sip_refer.h>
#include <fw/sip_uri.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* How long a report may take when the peer does not say: RFC 3515 leaves it to the peer. guess */
#define REPORT_S     60u
#define REPORT_S_MAX 180u /* a telephone rings no longer */

static struct board *board_of(const struct fw_sip_call *c)
{
    return sip_config(c->sip)->board;
}

static void on_end(void *ctx, const struct sip_message *m);
static void on_wait(void *ctx, struct board_timer *t);

/* A new one in the place of the last. NULL: no memory. */
static struct sip_refer *begin(struct fw_sip_call *c, bool is_ours)
{
    struct sip_refer *r = c->refer;
    if (r == NULL) {
        r = rt_mem_alloc(sizeof *r);
        if (r == NULL) {
            return NULL;
        }
        r->call = c;
        sip_client_init(&r->client, c->sip, c->line, on_end, r);
        board_timer_init(&r->wait, "SIP REFER", BOARD_PRIORITY_FIRMWARE, on_wait, r);
        c->refer = r;
    }
    r->is_ours = is_ours;
    r->is_over = r->wants_bye = false;
    r->n_auth = 0;
    r->reports = r->next = 0;
    return r;
}

void sip_refer_stop(struct fw_sip_call *c)
{
    if (c->refer != NULL) {
        sip_client_stop(&c->refer->client);
        board_timer_stop(board_of(c), &c->refer->wait);
        c->refer->is_over = true;
    }
}

void sip_refer_free(struct fw_sip_call *c)
{
    if (c->refer != NULL) {
        (void)rt_mem_free(c->refer->refer_to); /* always NULL */
        c->refer = rt_mem_free(c->refer);
    }
}

/* ---- ours ---- */

static void tell(struct sip_refer *r, int status, bool is_last)
{
    struct fw_sip_call *c = r->call;
    if (r->is_over) {
        return;
    }
    if (is_last) {
        r->is_over = true;
        board_timer_stop(board_of(c), &r->wait);
    }
    if (c->client != NULL && c->client->refer != NULL) {
        c->client->refer->on_referred(c->ctx, status, is_last);
    }
}

static void wait_s(struct sip_refer *r, uint32_t seconds)
{
    board_timer_start(board_of(r->call), &r->wait, (uint64_t)seconds * BOARD_US_PER_S);
}

/* No report: guess, it is taken as done. */
static void on_wait(void *ctx, struct board_timer *t)
{
    (void)t;
    tell(ctx, 0, true);
}

static enum rt_err send_refer(struct sip_refer *r)
{
    struct fw_sip_call *c = r->call;
    const struct fw_sip *s = c->sip;
    bool is_compact = fw_element_bool(sip_config(s)->params, FW_EL_USE_COMPACT_HEADER);
    struct rt_str proxy = sip_targets_name(sip_param(s, FW_EL_PROXY_1, c->line));
    char ip[16];
    struct rt_buf more;
    if (proxy.n == 0) { /* calls by address */
        proxy = rt_str(rt_ipv4_text(fw_net_status(sip_config(s)->net)->ip, ip));
    }
    rt_buf_init(&more, SIP_HEAD_MAX);
    sip_put_field(&more, is_compact ? "r" : "Refer-To", "%s", r->refer_to);
    sip_put_field(&more, is_compact ? "b" : "Referred-By", "<sip:%s@%.*s>", sip_param(s, FW_EL_USER_ID_1, c->line),
                  (int)proxy.n, proxy.p != NULL ? proxy.p : "");
    enum rt_err err = rt_buf_error(&more);
    if (err == RT_OK) {
        struct sip_request request = {.method = "REFER", .has_contact = true, .more = rt_buf_text(&more)};
        err = sip_call_request(c, &r->client, &request);
    }
    rt_buf_fini(&more);
    return err;
}

/* The other side's URI, without headers of its own. */
static struct rt_str uri_of(const struct fw_sip_call *to, bool is_contact)
{
    struct sip_address a = {.uri = RT_STR("")};
    struct rt_str headers;
    if (is_contact && to->dialog.target != NULL) {
        a.uri = rt_str(to->dialog.target);
    } else if (to->dialog.remote != NULL) {
        (void)sip_address_read(rt_str(to->dialog.remote), &a); /* was read before */
    }
    return rt_str_cut(a.uri, '?', &headers);
}

void fw_sip_call_address(const struct fw_sip_call *c, char out[FW_SIP_REFER_TEXT_MAX + 1])
{
    bool is_contact = sip_param_bool(c->sip, FW_EL_REFER_TO_TARGET_CONTACT_1, c->line);
    if (rt_str_copy(out, FW_SIP_REFER_TEXT_MAX + 1, uri_of(c, is_contact)) != RT_OK) {
        out[0] = '\0';
    }
}

/* "<sip:300@sip.test>", "<sip:300@10.0.0.9?Replaces=...>" */
static enum rt_err write_refer_to(const struct fw_sip_call *c, const struct fw_sip_refer *refer, char **out)
{
    const struct fw_sip *s = c->sip;
    struct rt_str proxy = sip_targets_name(sip_param(s, FW_EL_PROXY_1, c->line));
    bool is_number =
        refer->target != NULL && strchr(refer->target, '@') == NULL && !rt_str_starts_ci(rt_str(refer->target), "sip:");
    struct rt_buf text;
    if (is_number && proxy.n == 0) {
        return RT_EINVAL;
    }
    rt_buf_init(&text, SIP_HEAD_MAX);
    if (refer->target == NULL) {
        struct rt_str uri = uri_of(refer->to, sip_param_bool(s, FW_EL_REFER_TO_TARGET_CONTACT_1, c->line));
        (void)rt_buf_printf(&text, "<%.*s", (int)uri.n, uri.p);
    } else {
        bool is_uri = rt_str_starts_ci(rt_str(refer->target), "sip:");
        (void)rt_buf_printf(&text, "<%s%s", is_uri ? "" : "sip:", refer->target + (refer->target[0] == '@'));
        if (is_number) {
            (void)rt_buf_printf(&text, "@%.*s", (int)proxy.n, proxy.p != NULL ? proxy.p : "");
        }
    }
    if (refer->takes_over) {
        const struct sip_dialog *d = &refer->to->dialog;
        (void)rt_buf_put_text(&text, "?Replaces=");
        sip_put_escaped(&text, d->call_id);
        (void)rt_buf_put_text(&text, "%3Bto-tag%3D"); /* theirs: the side that gets it (RFC 3891 section 3) */
        sip_put_escaped(&text, d->remote_tag != NULL ? d->remote_tag : "");
        (void)rt_buf_put_text(&text, "%3Bfrom-tag%3D");
        sip_put_escaped(&text, d->local_tag);
    }
    (void)rt_buf_put_text(&text, ">");
    enum rt_err err = rt_buf_error(&text);
    *out = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    return err != RT_OK ? err : *out == NULL ? RT_ENOMEM : RT_OK;
}

enum rt_err fw_sip_call_refer(struct fw_sip_call *c, const struct fw_sip_refer *refer)
{
    bool has_dialog = refer->to == NULL || refer->to->dialog.call_id != NULL;
    if (c->state != SIP_CALL_CONFIRMED || !has_dialog || (c->refer != NULL && !c->refer->is_over)) {
        return RT_EBUSY;
    }
    struct sip_refer *r = begin(c, true);
    if (r == NULL) {
        return RT_ENOMEM;
    }
    r->refer_to = rt_mem_free(r->refer_to);
    enum rt_err err = write_refer_to(c, refer, &r->refer_to);
    err = err == RT_OK ? send_refer(r) : err;
    r->is_over = err != RT_OK;
    return err;
}

static void answer(const struct sip_exchange *x, int status)
{
    sip_answer(x, &(struct sip_reply){.status = status});
}

void sip_refer_on_notify(struct fw_sip_call *c, const struct sip_exchange *x)
{
    struct sip_refer *r = c->refer;
    struct rt_str parameters, how;
    struct rt_str event = rt_str_trim(rt_str_cut(sip_message_field(x->request, "Event", "o", 0), ';', &parameters));
    uint32_t seconds = 0;
    if (!rt_str_is_ci(event, "refer")) {
        sip_answer(x, &(struct sip_reply){.status = 489, .extra_name = "Allow-Events", .extra = "refer"});
        return;
    }
    if (r == NULL || !r->is_ours) { /* RFC 3265 section 3.2.4 */
        answer(x, 481);
        return;
    }
    int status = sip_fragment_status(sip_message_body(x->request));
    how = rt_str_trim(rt_str_cut(sip_message_field(x->request, "Subscription-State", NULL, 0), ';', &parameters));
    bool is_last = rt_str_is_ci(how, "terminated") || status >= 200;
    answer(x, status == 0 && !is_last ? 400 : 200);
    if (r->is_over || (status == 0 && !is_last)) {
        return;
    }
    struct rt_str expires = sip_parameter(parameters, "expires");
    bool is_told = expires.p != NULL && rt_str_u32(expires, &seconds) == RT_OK && seconds > 0;
    wait_s(r, !is_told ? REPORT_S : seconds < REPORT_S_MAX ? seconds : REPORT_S_MAX);
    tell(r, is_last && status < 200 ? 0 : status, is_last);
}

/* The final answer to our REFER. */
static void on_refer_answered(struct sip_refer *r, const struct sip_message *m)
{
    struct fw_sip_call *c = r->call;
    int status = m != NULL ? sip_message_status(m) : 408;
    if (r->is_over) {
        return;
    }
    if (m != NULL && sip_call_takes_challenge(c, m, &r->n_auth) && send_refer(r) == RT_OK) {
        return;
    }
    if (status == 408 || status == 481) { /* RFC 3261 section 12.2.1.2 */
        r->is_over = true;
        sip_call_tell_end(c, FW_SIP_END_LOST, status);
        sip_call_bye(c);
    } else if (status >= 300) {
        tell(r, status, true);
    } else {
        if (!board_timer_is_running(&r->wait)) { /* no report came before: guess, for as long as the BYE waits */
            uint64_t us =
                fw_element_us(sip_config(c->sip)->params, fw_element_of_line(FW_EL_REFEROR_BYE_DELAY_1, c->line));
            board_timer_start(board_of(c), &r->wait, us);
        }
        tell(r, status, false);
    }
}

/* ---- the peer's ---- */

static void send_report(struct sip_refer *r)
{
    struct fw_sip_call *c = r->call;
    bool is_compact = fw_element_bool(sip_config(c->sip)->params, FW_EL_USE_COMPACT_HEADER);
    char body[64];
    struct rt_buf more;
    (void)snprintf(body, sizeof body, "SIP/2.0 %d %s\r\n", r->reports, sip_reason(r->reports));
    rt_buf_init(&more, SIP_HEAD_MAX);
    sip_put_field(&more, is_compact ? "o" : "Event", "refer");
    if (r->reports >= 200) {
        sip_put_field(&more, "Subscription-State", "terminated;reason=noresource");
    } else {
        sip_put_field(&more, "Subscription-State", "active;expires=%u", REPORT_S);
    }
    struct sip_request request = {.method = "NOTIFY",
                                  .has_contact = true,
                                  .more = rt_buf_text(&more),
                                  .content_type = "message/sipfrag;version=2.0",
                                  .body = rt_str(body)};
    if (rt_buf_error(&more) != RT_OK || sip_call_request(c, &r->client, &request) != RT_OK) {
        on_end(r, NULL); /* no memory: this report is lost */
    }
    rt_buf_fini(&more);
}

static void on_report_answered(struct sip_refer *r, const struct sip_message *m)
{
    struct fw_sip_call *c = r->call;
    if (m != NULL && sip_call_takes_challenge(c, m, &r->n_auth)) {
        send_report(r);
        return;
    }
    bool was_last = r->reports >= 200;
    r->reports = r->next;
    r->next = 0;
    r->n_auth = 0;
    if (!was_last && r->reports != 0) {
        send_report(r);
        return;
    }
    r->reports = 0;
    r->is_over = was_last;
    if (was_last && r->wants_bye) {
        r->wants_bye = false;
        sip_call_bye(c);
    }
}

void fw_sip_call_report(struct fw_sip_call *c, int status)
{
    struct sip_refer *r = c->refer;
    if (r == NULL || r->is_ours || r->is_over || r->reports >= 200 || r->next >= 200 ||
        c->state != SIP_CALL_CONFIRMED) {
        return;
    }
    if (r->reports != 0) {
        r->next = status;
        return;
    }
    r->reports = status;
    send_report(r);
}

bool sip_refer_delays_bye(struct fw_sip_call *c)
{
    struct sip_refer *r = c->refer;
    if (r == NULL || r->is_ours || r->is_over || (r->reports < 200 && r->next < 200)) {
        return false;
    }
    r->wants_bye = true;
    return true;
}

static void on_end(void *ctx, const struct sip_message *m)
{
    struct sip_refer *r = ctx;
    if (r->is_ours) {
        on_refer_answered(r, m);
    } else {
        on_report_answered(r, m);
    }
}

void sip_refer_on_refer(struct fw_sip_call *c, const struct sip_exchange *x)
{
    char target[FW_SIP_REFER_TEXT_MAX + 1], replaces[FW_SIP_REFER_TEXT_MAX + 1], by[FW_SIP_REFER_TEXT_MAX + 1] = "";
    struct rt_str field = sip_message_field(x->request, "Refer-To", "r", 0);
    if (field.p == NULL || sip_message_field(x->request, "Refer-To", "r", 1).p != NULL) {
        answer(x, 400); /* RFC 3515 section 2.4.2 */
        return;
    }
    int status = sip_refer_to_read(field, target, replaces);
    (void)rt_str_copy(by, sizeof by, sip_message_field(x->request, "Referred-By", "b", 0)); /* too long: none */
    rt_text_safe(by, strlen(by));
    bool is_possible = c->state == SIP_CALL_CONFIRMED && c->client != NULL && c->client->refer != NULL &&
                       (c->refer == NULL || c->refer->is_over);
    if (status == 0 && is_possible && begin(c, false) == NULL) {
        status = 500;
    }
    if (status == 0) {
        const struct fw_sip_referral referral = {.target = target, .replaces = replaces, .referred_by = by};
        status = is_possible ? c->client->refer->on_refer(c->ctx, &referral) : 603;
    }
    answer(x, status);
    if (status == 202) {
        fw_sip_call_report(c, 100);
    } else if (is_possible && c->refer != NULL) {
        c->refer->is_over = true;
    }
}
