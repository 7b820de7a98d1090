/* SPDX-License-Identifier: MIT */
/* The dialogs of the lab's telephones (RFC 3261 section 12): their route, their requests, their end. */
#include "telephone_priv.h"
#include <stdio.h>
#include <string.h>

#define T1_US    (500 * (uint64_t)BOARD_US_PER_MS)
#define LIMIT_US (32 * (uint64_t)BOARD_US_PER_S) /* 64 T1 */

/* ---- where to ---- */

void lab_dialog_set_route(struct lab_dialog *d, const struct lab_sip_message *m, bool is_turned)
{
    struct rt_buf lines;
    char all[LAB_ROUTE_MAX] = "";
    rt_buf_init(&lines, LAB_ROUTE_MAX);
    lab_sip_put_fields(&lines, m->head, "Record-Route", NULL);
    struct rt_str rest = rt_str(rt_buf_text(&lines));
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str value, line = rt_str_trim(rt_str_cut(rest, '\n', &rest));
        (void)rt_str_cut(line, ':', &value);
        value = rt_str_trim(value);
        char before[LAB_ROUTE_MAX];
        (void)rt_str_copy(before, sizeof before, rt_str(all));
        (void)snprintf(all, sizeof all, "%.*s%s%.*s", is_turned ? (int)value.n : (int)strlen(before),
                       is_turned ? value.p : before, before[0] != '\0' ? ", " : "",
                       is_turned ? (int)strlen(before) : (int)value.n, is_turned ? before : value.p);
    }
    (void)snprintf(d->route, sizeof d->route, "%s%.480s%s", all[0] != '\0' ? "Route: " : "", all,
                   all[0] != '\0' ? "\r\n" : "");
    rt_buf_fini(&lines);
}

void lab_dialog_set_target(struct lab_dialog *d, const struct lab_sip_message *m)
{
    struct rt_str contact = lab_sip_uri(lab_sip_field(m->head, "Contact", "m"));
    if (contact.n > 0) {
        (void)rt_str_copy(d->target, sizeof d->target, contact);
    }
}

/* ---- sending ---- */

void lab_call_stop_sending(struct lab_telephone *t)
{
    board_timer_stop(t->lab->board, &t->resend);
    t->dialog.again = rt_mem_free(t->dialog.again);
    t->dialog.waiting[0] = '\0';
}

/* Takes the text. */
static void send_again(struct lab_telephone *t, char *text, size_t n)
{
    struct lab_dialog *d = &t->dialog;
    rt_mem_free(d->again);
    d->again = text;
    d->n_again = n;
    d->interval_us = T1_US;
    d->until_us = board_now_us(t->lab->board) + LIMIT_US;
    board_timer_start(t->lab->board, &t->resend, T1_US);
}

static void put_head(struct lab_telephone *t, struct rt_buf *text, const char *method, uint32_t cseq,
                     const char *branch)
{
    struct lab_dialog *d = &t->dialog;
    char ip[16], host[LAB_SIP_HOST_BYTES];
    rt_ipv4_text(EMU_NET_PROVIDER, ip);
    (void)rt_buf_printf(text,
                        "%s %s SIP/2.0\r\nVia: SIP/2.0/%s %s:%u;branch=%s\r\n%sFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\n",
                        method, d->target, lab_stream_transport(t->lab, d->at.stream), ip, LAB_PORT_SIP, branch,
                        d->route, d->local, d->remote, d->call_id);
    (void)rt_buf_printf(text, "CSeq: %u %s\r\nMax-Forwards: 70\r\nContact: <sip:%s@%s>\r\n", (unsigned)cseq, method,
                        t->number, lab_sip_contact_host(t->lab, d->at.stream, host));
}

static void put_body(struct rt_buf *text, const char *type, const char *body)
{
    if (body != NULL) {
        (void)rt_buf_printf(text, "Content-Type: %s\r\n", type);
    }
    (void)rt_buf_printf(text, "Content-Length: %zu\r\n\r\n%s", body != NULL ? strlen(body) : 0,
                        body != NULL ? body : "");
}

static void new_branch(struct lab_telephone *t)
{
    struct lab_dialog *d = &t->dialog;
    char text[192], sum[33];
    (void)snprintf(text, sizeof text, "%u %s", (unsigned)d->cseq, d->call_id);
    lab_md5_hex(text, sum);
    (void)snprintf(d->branch, sizeof d->branch, LAB_TELEPHONE_BRANCH "%u-%.8s", t->index, sum);
}

void lab_call_send_login(struct lab_telephone *t, const char *method, const char *type, const char *body,
                         const struct lab_sip_message *challenge)
{
    struct lab_dialog *d = &t->dialog;
    struct rt_buf text;
    bool is_cancel = strcmp(method, "CANCEL") == 0, is_invite = strcmp(method, "INVITE") == 0;
    if (!is_cancel) {
        d->cseq++;
        new_branch(t);
    }
    d->invite_cseq = is_invite ? d->cseq : d->invite_cseq;
    rt_buf_init(&text, 2 * LAB_SIP_TEXT_MAX);
    put_head(t, &text, method, is_cancel ? d->invite_cseq : d->cseq, d->branch);
    if (challenge != NULL) {
        const struct lab_sip_login login = {t->call_user, t->call_password};
        (void)lab_sip_put_login(&text, challenge, &login, method, d->target);
    }
    if (is_invite && d->state == LAB_CALLING) {
        (void)rt_buf_put_text(&text, t->call_more != NULL ? t->call_more : "");
    }
    put_body(&text, type, body);
    size_t n = text.n;
    char *bytes = rt_buf_error(&text) == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        lab_call_end(t, "out of memory");
        return;
    }
    (void)rt_str_copy(d->waiting, sizeof d->waiting, rt_str(method)); /* fits */
    send_again(t, bytes, n);
    lab_sip_send(t->lab, &d->at, bytes, n, 0); /* may be answered within this call: the last */
}

void lab_call_send(struct lab_telephone *t, const char *method, const char *type, const char *body)
{
    lab_call_send_login(t, method, type, body, NULL);
}

void lab_call_ack(struct lab_telephone *t, const struct lab_sip_message *m, const char *body)
{
    struct lab_dialog *d = &t->dialog;
    struct rt_buf text;
    char branch[56], to[256];
    bool is_ok = m->status / 100 == 2;
    (void)snprintf(branch, sizeof branch, "%s%s", d->branch, is_ok ? "a" : "");
    rt_buf_init(&text, 2 * LAB_SIP_TEXT_MAX);
    (void)rt_str_copy(to, sizeof to, rt_str(d->remote));
    (void)rt_str_copy(d->remote, sizeof d->remote, m->to); /* with the tag of this response */
    put_head(t, &text, "ACK", m->cseq, branch);
    if (!is_ok) {
        (void)rt_str_copy(d->remote, sizeof d->remote, rt_str(to));
    }
    put_body(&text, "application/sdp", body);
    if (rt_buf_error(&text) == RT_OK) {
        lab_sip_send(t->lab, &d->at, text.bytes, text.n, 0);
    }
    rt_buf_fini(&text);
}

void lab_call_send_once(struct lab_telephone *t, struct lab_dialog *d, const char *method, const char *more,
                        const char *body)
{
    char ip[16], host[LAB_SIP_HOST_BYTES];
    struct rt_buf text;
    unsigned id = ++t->lab->telephones->n_calls;
    rt_ipv4_text(EMU_NET_PROVIDER, ip);
    rt_buf_init(&text, 2 * LAB_SIP_TEXT_MAX);
    (void)rt_buf_printf(&text, "%s %s SIP/2.0\r\nVia: SIP/2.0/%s %s:%u;branch=" LAB_TELEPHONE_BRANCH "%u-t%u\r\n%s",
                        method, d->target, lab_stream_transport(t->lab, d->at.stream), ip, LAB_PORT_SIP, t->index, id,
                        d->route);
    (void)rt_buf_printf(&text, "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u %s\r\nMax-Forwards: 70\r\n", d->local,
                        d->remote, d->call_id, (unsigned)++d->cseq, method);
    (void)rt_buf_printf(&text, "Contact: <sip:%s@%s>\r\n%sContent-Length: %zu\r\n\r\n%s", t->number,
                        lab_sip_contact_host(t->lab, d->at.stream, host), more, strlen(body), body);
    if (rt_buf_error(&text) == RT_OK) {
        lab_sip_send(t->lab, &d->at, text.bytes, text.n, 0);
    }
    rt_buf_fini(&text);
}

/* ---- the end ---- */

void lab_call_end(struct lab_telephone *t, const char *why)
{
    struct lab_dialog *d = &t->dialog;
    struct lab_media_counts c = lab_media_counts(t->media);
    lab_media_stop(t->media);
    board_timer_stop(t->lab->board, &t->answer);
    lab_call_stop_sending(t);
    d->invite = rt_mem_free(d->invite);
    d->state = LAB_IDLE;
    lab_telephone_say(t, "call over: %s; RTP: sent %u, received %u, lost %u", why, c.sent, c.received, c.lost);
}
