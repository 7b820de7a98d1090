/* SPDX-License-Identifier: MIT */
/*
 * Requests of the peer: which call they are for (RFC 3261 section 12.2.2), and what they do in its dialog: BYE, INFO,
 * ACK, CANCEL (9.2).
 */
#include "invite_priv.h"
#include <string.h>

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
        sip_in_refuse(c, 487);
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
    sip_in_forget(c);
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
        sip_in_refuse(c, 487);
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
            sip_in_on_reinvite(c, x);
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
        } else {
            sip_in_send_again(c);
        }
        return true;
    }
    c = has_tag ? find(calls, x->request) : NULL;
    if (c != NULL) {
        on_request_in_dialog(c, x);
        return true;
    }
    if (is_invite && !has_tag) {
        sip_in_on_invite(calls, x);
        return true;
    }
    return false;
}
