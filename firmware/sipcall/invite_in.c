/* SPDX-License-Identifier: MIT */
/*
 * The peer's INVITE: RFC 3261 sections 17.2.1 (server transaction), 13.3 (answers), 9.2 (CANCEL), 14.2
 * (re-INVITE); and requests in the dialog (12.2.2).
 */
#include "invite_priv.h"
#include "sipcall_events.h"
#include <board/board.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static struct board *board_of(const struct fw_sip_call *c)
{
    return sip_config(c->sip)->board;
}

static uint64_t us(const struct fw_sip_call *c, enum fw_element e)
{
    return fw_element_us(sip_config(c->sip)->params, e);
}

static uint64_t t1_us(const struct fw_sip_call *c)
{
    return us(c, FW_EL_SIP_T1) > 0 ? us(c, FW_EL_SIP_T1) : BOARD_US_PER_S;
}

static void forget(struct fw_sip_call *c)
{
    board_timer_stop(board_of(c), &c->in.resend);
    board_timer_stop(board_of(c), &c->in.limit);
    c->in.answer = rt_mem_free(c->in.answer);
    c->in.status = 0;
    sip_message_destroy(c->in.request);
    c->in.request = NULL;
    c->in.is_reinvite = false;
}

void sip_in_stop(struct fw_sip_call *c)
{
    forget(c);
}

/* ---- answers ---- */

static void send_answer(struct fw_sip_call *c)
{
    char summary[64];
    (void)snprintf(summary, sizeof summary, "%d %s", c->in.status, sip_reason(c->in.status));
    (void)sip_send(c->sip, c->line, &c->in.to, "INVITE", summary, c->in.answer, c->in.n_answer);
}

static void on_resend(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    uint64_t t2_us = us(c, FW_EL_SIP_T2);
    c->in.interval_us = 2 * c->in.interval_us < t2_us ? 2 * c->in.interval_us : t2_us;
    board_timer_start(board_of(c), t, c->in.interval_us > 0 ? c->in.interval_us : BOARD_US_PER_S);
    send_answer(c);
}

void sip_in_send_again(struct fw_sip_call *c)
{
    if (c->in.answer != NULL) {
        send_answer(c);
    }
}

/* Answers the pending INVITE. RT_ENOMEM */
static enum rt_err answer_invite(struct fw_sip_call *c, int status, const char *contact, struct rt_str sdp)
{
    struct fw_sip *s = c->sip;
    char server[256], received[16], own[512], more[64];
    bool is_ok = status / 100 == 2;
    struct sip_reply reply = {.status = status,
                              .to_tag = status > 100 ? c->dialog.local_tag : NULL,
                              .forms_dialog = status > 100 && status < 300,
                              .server = server,
                              .contact = contact,
                              .allow = is_ok ? sip_allow(s, c->line) : NULL,
                              .supported = is_ok ? sip_supported(s, c->line) : NULL,
                              .content_type = sdp.n > 0 ? "application/sdp" : NULL,
                              .body = sdp};
    struct rt_buf text;
    enum sip_reliable_verdict verdict = sip_reliable_judge(c, status);
    if (verdict == SIP_RELIABLE_LATER || verdict == SIP_RELIABLE_NEVER) {
        return RT_OK;
    }
    if (verdict == SIP_RELIABLE_NOW) {
        sip_reliable_put(c, more);
        reply.more = more;
    }
    sip_put_software(s, FW_EL_SIP_SERVER_NAME, server);
    sip_reply_address(s, c->in.request, &c->in.from, &c->in.to, &reply, received);
    if (reply.forms_dialog) {
        sip_put_contact(s, c->line, own);
        reply.contact = own;
    }
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_reply_write(c->in.request, &reply, &text);
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        c->reliable.rseq -= verdict == SIP_RELIABLE_NOW; /* numbers have no gap */
        return err != RT_OK ? err : RT_ENOMEM;
    }
    (void)rt_mem_free(c->in.answer); /* always NULL */
    c->in.answer = bytes;
    c->in.n_answer = n;
    c->in.status = status;
    if (verdict == SIP_RELIABLE_NOW) {
        sip_reliable_sent(c);
    }
    if (status >= 200) { /* until its ACK; both also for a 2xx: RFC 3261 section 13.3.1.4 */
        sip_reliable_over(c);
        c->in.interval_us = t1_us(c);
        if (is_ok || c->in.to.transport == SIP_UDP) {
            board_timer_start(board_of(c), &c->in.resend, c->in.interval_us);
        }
        board_timer_start(board_of(c), &c->in.limit, us(c, FW_EL_SIP_TIMER_H));
    }
    send_answer(c);
    return RT_OK;
}

/* A final answer of 300 and more. Nothing was sent yet: it need not be remembered but in the cache of answers, so that
 * a flood of INVITEs occupies no calls. */
static void refuse(struct fw_sip_call *c, int status, const char *contact)
{
    if (c->in.exchange != NULL && c->in.answer == NULL) {
        const struct sip_reply reply = {.status = status, .to_tag = c->dialog.local_tag, .contact = contact};
        sip_answer(c->in.exchange, &reply);
        sip_call_over(c);
    } else if (answer_invite(c, status, contact, (struct rt_str){NULL, 0}) == RT_OK) {
        sip_call_set_state(c, SIP_CALL_REFUSED);
    } else {
        sip_call_over(c); /* the caller asks again, and there is no such call any more */
    }
}

void sip_in_refuse(struct fw_sip_call *c, int status)
{
    refuse(c, status, NULL);
}

void fw_sip_call_reject(struct fw_sip_call *c, int status, const char *contact)
{
    c->client = NULL;
    if (c->state == SIP_CALL_OFFERED) {
        refuse(c, status, contact);
    }
}

void fw_sip_call_ring(struct fw_sip_call *c, int status)
{
    if (c->state != SIP_CALL_OFFERED) {
        return;
    }
    if (c->in.status == 0) {
        (void)answer_invite(c, 100, NULL, (struct rt_str){NULL, 0}); /* without memory: the caller asks again */
    }
    (void)answer_invite(c, status, NULL, (struct rt_str){NULL, 0});
}

enum rt_err fw_sip_call_accept(struct fw_sip_call *c, struct rt_str sdp)
{
    if (c->in.request == NULL || c->in.status >= 200) {
        return RT_EBUSY;
    }
    enum rt_err err = answer_invite(c, 200, NULL, sdp);
    if (err == RT_OK && c->state == SIP_CALL_OFFERED) {
        sip_call_set_state(c, SIP_CALL_ACCEPTED);
    }
    return err;
}

void fw_sip_call_refuse(struct fw_sip_call *c, int status)
{
    if (c->in.request != NULL && c->in.is_reinvite && c->in.status < 200 &&
        answer_invite(c, status, NULL, (struct rt_str){NULL, 0}) != RT_OK) {
        forget(c);
    }
}

/* No ACK (Timer H), or no answer within the caller's Expires. */
static void on_limit(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    (void)t;
    if (c->state == SIP_CALL_OFFERED) { /* RFC 3261 section 13.3.1: 487; the caller knows why. guess: 480 */
        sip_call_tell_end(c, FW_SIP_END_CANCELLED, 480);
        refuse(c, 480, NULL);
    } else if (c->state == SIP_CALL_REFUSED) {
        sip_call_over(c);
    } else if (c->in.status / 100 == 2) { /* RFC 3261 sections 13.3.1.4, 14.2 */
        sip_call_set_state(c, SIP_CALL_CONFIRMED);
        sip_call_tell_end(c, FW_SIP_END_LOST, 0);
        sip_call_bye(c);
    } else {
        forget(c); /* a refused re-INVITE */
    }
}

/* ---- which call ---- */

static struct fw_sip_call *find(const struct fw_sip_calls *calls, const struct sip_message *m)
{
    for (struct rt_node *n = calls->list.next; n != &calls->list; n = n->next) {
        struct fw_sip_call *c = RT_OWNER(n, struct fw_sip_call, node);
        if (c->state != SIP_CALL_OVER && sip_dialog_has(&c->dialog, m)) {
            return c;
        }
    }
    return NULL;
}

static bool is_same(const struct sip_message *a, const struct sip_message *b, const char *name, const char *compact)
{
    return rt_str_eq(sip_message_field(a, name, compact, 0), sip_message_field(b, name, compact, 0));
}

/* The INVITE that this one repeats, this CANCEL or ACK means: same Call-ID, From, CSeq number. */
static struct fw_sip_call *find_invite(const struct fw_sip_calls *calls, const struct sip_message *m)
{
    for (struct rt_node *n = calls->list.next; n != &calls->list; n = n->next) {
        struct fw_sip_call *c = RT_OWNER(n, struct fw_sip_call, node);
        if (c->in.request != NULL && is_same(c->in.request, m, "Call-ID", "i") &&
            rt_str_eq(sip_message_tag(c->in.request, "From", "f"), sip_message_tag(m, "From", "f")) &&
            sip_message_cseq(c->in.request) == sip_message_cseq(m)) {
            return c;
        }
    }
    return NULL;
}

static bool has_same_branch(const struct fw_sip_call *c, const struct sip_message *m)
{
    const char *a = sip_message_branch(c->in.request), *b = sip_message_branch(m);
    return a != NULL && b != NULL ? strcmp(a, b) == 0 : a == b;
}

static void answer(const struct sip_exchange *x, int status)
{
    sip_answer(x, &(struct sip_reply){.status = status});
}

/* ---- INVITE ---- */

/* Expires of the INVITE: how long the caller waits. */
static void start_expires(struct fw_sip_call *c)
{
    uint32_t seconds = 0;
    if (sip_message_u32(c->in.request, "Expires", &seconds) && seconds > 0) {
        board_timer_start(board_of(c), &c->in.limit, (uint64_t)seconds * BOARD_US_PER_S);
    }
}

static void keep_request(struct fw_sip_call *c, const struct sip_exchange *x)
{
    c->in.request = sip_message_keep(x->request);
    c->in.from = x->from;
}

/* Its dialog stands, and its ACK has come: a late copy of the INVITE. */
static bool is_late(const struct fw_sip_calls *calls, const struct sip_message *m)
{
    for (struct rt_node *n = calls->list.next; n != &calls->list; n = n->next) {
        const struct fw_sip_call *c = RT_OWNER(n, struct fw_sip_call, node);
        if (!c->is_outgoing && c->dialog.call_id != NULL && c->dialog.remote_tag != NULL &&
            rt_str_is(sip_message_field(m, "Call-ID", "i", 0), c->dialog.call_id) &&
            rt_str_is(sip_message_tag(m, "From", "f"), c->dialog.remote_tag)) {
            return true;
        }
    }
    return false;
}

/* A body that is no description (RFC 3261 section 8.2.3): answered 415. guess: of several parts too. */
static bool has_other_body(const struct sip_exchange *x)
{
    static const char type[] = "application/sdp";
    struct rt_str rest, given = sip_message_field(x->request, "Content-Type", "c", 0);
    if (given.p == NULL || sip_message_body(x->request).n == 0 ||
        rt_str_is_ci(rt_str_trim(rt_str_cut(given, ';', &rest)), type)) {
        return false;
    }
    sip_answer(x, &(struct sip_reply){.status = 415, .extra_name = "Accept", .extra = type});
    return true;
}

static void on_new_invite(struct fw_sip_calls *calls, const struct sip_exchange *x)
{
    struct fw_sip *s = x->sip;
    if (is_late(calls, x->request) || (sip_param_bool(s, FW_EL_AUTH_INVITE_1, x->line) && !sip_is_authorised(x))) {
        return;
    }
    if (has_other_body(x)) {
        return;
    }
    if (calls->client == NULL || calls->n >= FW_SIP_CALLS_MAX) {
        answer(x, 480);
        return;
    }
    struct fw_sip_call *replaced;
    int status = sip_find_replaced(calls, x, &replaced);
    if (status != 0) {
        answer(x, status);
        return;
    }
    struct fw_sip_call *c = sip_call_new(calls, x->line);
    if (c == NULL) {
        answer(x, 480);
        return;
    }
    enum rt_err err = sip_dialog_accept(&c->dialog, s, x->line, x->request);
    if (err != RT_OK) {
        sip_call_over(c);
        answer(x, err == RT_ESYNTAX ? 400 : 480);
        return;
    }
    c->peer = x->from;
    c->in.exchange = x;
    sip_call_set_state(c, SIP_CALL_OFFERED);
    keep_request(c, x);
    start_expires(c);
    c->replaced = replaced;
    calls->client->on_incoming(calls->ctx, c);
    c->replaced = NULL;
    if (c->state == SIP_CALL_OFFERED && c->client == NULL) { /* not taken */
        refuse(c, 480, NULL);
    }
    c->in.exchange = NULL; /* the call, if over, is freed later */
    if (c->state != SIP_CALL_OVER) {
        sip_call_route(c, &x->from);
    }
}

static void on_reinvite(struct fw_sip_call *c, const struct sip_exchange *x)
{
    if (has_other_body(x)) {
        return;
    }
    if (c->out.text != NULL) {
        answer(x, 491);
    } else if (c->in.request != NULL && c->in.status < 200) { /* RFC 3261 section 14.2: with Retry-After */
        sip_answer(x, &(struct sip_reply){.status = 500, .extra_name = "Retry-After", .extra = "5"});
    } else if (c->client == NULL || c->client->on_reinvite == NULL) {
        answer(x, 488);
    } else if (sip_dialog_retarget(&c->dialog, x->request) != RT_OK) {
        answer(x, 500);
    } else {
        forget(c);
        keep_request(c, x);
        c->in.is_reinvite = true;
        sip_call_route(c, &x->from);
        c->client->on_reinvite(c->ctx, sip_message_body(x->request));
    }
}

void fw_sip_call_take(struct fw_sip_call *c, const struct fw_sip_call_client *client, void *ctx)
{
    c->client = client;
    c->ctx = ctx;
}

struct rt_str fw_sip_call_offer(const struct fw_sip_call *c)
{
    return c->in.request != NULL ? sip_message_body(c->in.request) : (struct rt_str){NULL, 0};
}

/* ---- requests in the dialog ---- */

static void on_bye(struct fw_sip_call *c, const struct sip_exchange *x)
{
    char statistics[FW_SIP_STATISTICS_BYTES] = "";
    if (c->client != NULL && c->client->put_statistics != NULL) {
        c->client->put_statistics(c->ctx, statistics);
    }
    sip_answer(x, &(struct sip_reply){.status = 200, .extra_name = "P-RTP-Stat", .extra = statistics});
    sip_call_tell_end(c, FW_SIP_END_BYE, 0);
    if (c->state == SIP_CALL_OFFERED) { /* RFC 3261 section 15.1.2: a pending INVITE is answered too */
        refuse(c, 487, NULL);
    } else {
        sip_call_over(c);
    }
}

static void on_info(struct fw_sip_call *c, const struct sip_exchange *x)
{
    int status = 200; /* an empty one asks whether the dialog stands */
    struct rt_str type = sip_message_field(x->request, "Content-Type", "c", 0), body = sip_message_body(x->request);
    if (body.n > 0) {
        status = c->client != NULL && c->client->on_info != NULL ? c->client->on_info(c->ctx, type, body) : 415;
    }
    answer(x, status);
}

/* What a dialog says to other methods. UPDATE, and PRACK without 100rel: not in Allow. */
static int other_status(const char *method)
{
    static const struct {
        const char *method;
        int status;
    } rows[] = {{"OPTIONS", 200}, {"UPDATE", 405}, {"PRACK", 405}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].method, method) == 0) {
            return rows[i].status;
        }
    }
    return 501;
}

static void on_ack(const struct fw_sip_calls *calls, const struct sip_message *m)
{
    struct fw_sip_call *c = find(calls, m);
    if (c == NULL || c->in.request == NULL || c->in.status < 200 ||
        sip_message_cseq(m) != sip_message_cseq(c->in.request)) {
        return;
    }
    bool is_ok = c->in.status / 100 == 2;
    forget(c);
    if (c->state == SIP_CALL_REFUSED) {
        sip_call_over(c);
        return;
    }
    if (c->state == SIP_CALL_ACCEPTED) {
        sip_call_set_state(c, SIP_CALL_CONFIRMED);
    }
    if (c->wants_bye) {
        c->wants_bye = false;
        sip_call_bye(c);
    } else if (is_ok && c->client != NULL && c->client->on_acked != NULL) {
        c->client->on_acked(c->ctx, sip_message_body(m));
    }
}

static void on_cancel(const struct fw_sip_calls *calls, const struct sip_exchange *x)
{
    struct fw_sip_call *c = find_invite(calls, x->request);
    if (c == NULL || !has_same_branch(c, x->request)) {
        answer(x, 481);
        return;
    }
    sip_answer(x, &(struct sip_reply){.status = 200, .to_tag = c->dialog.local_tag});
    if (c->in.is_reinvite && c->in.status < 200) {
        fw_sip_call_refuse(c, 487);
    } else if (c->state == SIP_CALL_OFFERED) {
        sip_call_tell_end(c, FW_SIP_END_CANCELLED, 487);
        refuse(c, 487, NULL);
    }
}

/* RFC 3261 section 12.2.2: numbers of a dialog grow. */
static bool is_in_order(struct fw_sip_call *c, const struct sip_message *m)
{
    uint32_t cseq = sip_message_cseq(m);
    if (c->dialog.has_remote_cseq && cseq <= c->dialog.remote_cseq) {
        return false;
    }
    c->dialog.remote_cseq = cseq;
    c->dialog.has_remote_cseq = true;
    return true;
}

static void on_request_in_dialog(struct fw_sip_call *c, const struct sip_exchange *x)
{
    const char *method = sip_message_method(x->request);
    if (!is_in_order(c, x->request)) {
        answer(x, 500);
    } else if (strcmp(method, "BYE") == 0) {
        on_bye(c, x);
    } else if (strcmp(method, "INVITE") == 0) {
        if (c->state == SIP_CALL_CONFIRMED || c->state == SIP_CALL_ACCEPTED || c->state == SIP_CALL_OFFERED) {
            on_reinvite(c, x);
        } else {
            answer(x, 481);
        }
    } else if (strcmp(method, "INFO") == 0) {
        on_info(c, x);
    } else if (strcmp(method, "PRACK") == 0 && sip_param_bool(c->sip, FW_EL_SIP_100REL_ENABLE_1, c->line)) {
        sip_reliable_on_prack(c, x);
    } else if (strcmp(method, "REFER") == 0) {
        sip_refer_on_refer(c, x);
    } else if (strcmp(method, "NOTIFY") == 0) {
        sip_refer_on_notify(c, x);
    } else {
        answer(x, other_status(method));
    }
}

bool sip_calls_on_request(void *ctx, const struct sip_exchange *x)
{
    struct fw_sip_calls *calls = ctx;
    const char *method = sip_message_method(x->request);
    bool has_tag = sip_message_tag(x->request, "To", "t").n > 0;
    if (strcmp(method, "ACK") == 0) {
        on_ack(calls, x->request);
        return true;
    }
    if (strcmp(method, "CANCEL") == 0) {
        on_cancel(calls, x);
        return true;
    }
    bool is_invite = strcmp(method, "INVITE") == 0;
    struct fw_sip_call *c = is_invite ? find_invite(calls, x->request) : NULL;
    if (c != NULL) {
        if (!has_same_branch(c, x->request)) { /* RFC 3261 section 8.2.2.2: it came on two ways */
            answer(x, 482);
        } else if (c->in.answer != NULL) {
            send_answer(c);
        }
        return true;
    }
    c = has_tag ? find(calls, x->request) : NULL;
    if (c != NULL) {
        on_request_in_dialog(c, x);
        return true;
    }
    if (is_invite && !has_tag) {
        on_new_invite(calls, x);
        return true;
    }
    return false;
}

void sip_in_init(struct fw_sip_call *c)
{
    board_timer_init(&c->in.resend, "SIP Timer G", BOARD_PRIORITY_FIRMWARE, on_resend, c);
    board_timer_init(&c->in.limit, "SIP Timer H", BOARD_PRIORITY_FIRMWARE, on_limit, c);
}
