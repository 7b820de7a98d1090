/* SPDX-License-Identifier: MIT */
/* The calls of the lab's telephones: requests and responses of a dialog (RFC 3261 sections 12 to 15), offer and answer.
 */
#include "telephone_priv.h"
#include <board/board.h>
#include <stdio.h>
#include <string.h>

#define T1_US    (500 * (uint64_t)BOARD_US_PER_MS)
#define LIMIT_US (32 * (uint64_t)BOARD_US_PER_S) /* 64 T1 */

/* ---- sending ---- */

void lab_call_stop_sending(struct lab_telephone *t)
{
    board_timer_stop(t->lab->board, &t->resend);
    t->dialog.again = rt_mem_free(t->dialog.again);
    t->dialog.waiting[0] = '\0';
}

/* Takes the text. */
void lab_call_send_again(struct lab_telephone *t, char *text, size_t n, uint64_t limit_us)
{
    struct lab_dialog *d = &t->dialog;
    rt_mem_free(d->again);
    d->again = text;
    d->n_again = n;
    d->interval_us = T1_US;
    d->until_us = board_now_us(t->lab->board) + limit_us;
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

/* challenge: the response to answer with a login; NULL: none. */
static void send_request(struct lab_telephone *t, const char *method, const char *type, const char *body,
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
    lab_call_send_again(t, bytes, n, LIMIT_US);
    lab_sip_send(t->lab, &d->at, bytes, n, 0); /* may be answered within this call: the last */
}

void lab_call_send(struct lab_telephone *t, const char *method, const char *type, const char *body)
{
    send_request(t, method, type, body, NULL);
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

/* ---- SDP ---- */

static enum lab_direction other_side(enum lab_direction d)
{
    return d == LAB_SENDONLY ? LAB_RECVONLY : d == LAB_RECVONLY ? LAB_SENDONLY : d;
}

bool lab_call_take_sdp(struct lab_telephone *t, struct rt_str body)
{
    struct lab_dialog *d = &t->dialog;
    struct lab_sdp s;
    bool was_held = d->is_remote_held;
    if (!lab_sdp_read(&s, body)) {
        return false;
    }
    size_t i = 0;
    while (i < t->n_codecs && s.payload[t->codecs[i]] < 0) {
        i++;
    }
    if (i == t->n_codecs) {
        return false;
    }
    d->is_remote_held = s.direction == LAB_SENDONLY || s.direction == LAB_INACTIVE || s.ip == 0;
    d->path.to = d->at;
    d->path.to.ip = s.ip != 0 ? s.ip : d->path.to.ip;
    d->path.to.port = s.ip != 0 ? s.port : 0;
    lab_nat_address(t->lab, &d->path.to.ip, &d->path.to.port);
    d->path.codec = t->codecs[i];
    d->path.payload_tx = s.payload[t->codecs[i]];
    d->path.events_tx = t->has_events ? s.events : -1;
    d->path.ptime_ms = t->ptime_ms;
    d->path.loses_permille = t->loses_permille;
    d->path.sends = !d->is_remote_held && !d->is_held;
    d->path.receives = s.direction != LAB_RECVONLY && s.direction != LAB_INACTIVE;
    if (was_held != d->is_remote_held) {
        lab_telephone_say(t, d->is_remote_held ? "held by %s" : "resumed by %s", d->who);
    }
    return true;
}

char *lab_call_sdp(struct lab_telephone *t, bool is_offer)
{
    struct lab_dialog *d = &t->dialog;
    struct rt_buf out;
    struct lab_sdp_local l = {.port = (uint16_t)(LAB_RTP_FIRST + 2 * t->index),
                              .codecs = t->codecs,
                              .n_codecs = t->n_codecs,
                              .events = t->has_events ? LAB_EVENTS_PAYLOAD : -1,
                              .ptime_ms = t->ptime_ms,
                              .version = ++d->sdp_version,
                              .direction = d->is_held ? LAB_SENDONLY : LAB_SENDRECV};
    rt_buf_init(&out, LAB_SIP_TEXT_MAX);
    if (t->sdp != NULL) {
        (void)rt_buf_put_text(&out, t->sdp);
    } else {
        if (!is_offer) { /* the one codec, by the other side's number */
            l.codecs = &d->path.codec;
            l.payloads = &d->path.payload_tx;
            l.n_codecs = 1;
            l.events = d->path.events_tx;
            l.direction = d->is_remote_held ? (d->is_held ? LAB_INACTIVE : other_side(LAB_SENDONLY)) : l.direction;
        }
        lab_sdp_write(&out, &l);
    }
    d->path.payload_rx = is_offer ? -1 : d->path.payload_tx;
    d->path.events_rx = is_offer ? (t->has_events ? LAB_EVENTS_PAYLOAD : -1) : d->path.events_tx;
    char *text = rt_buf_error(&out) == RT_OK ? rt_buf_take(&out) : NULL;
    rt_buf_fini(&out);
    return text;
}

void lab_call_start_media(struct lab_telephone *t)
{
    struct lab_dialog *d = &t->dialog;
    if (d->path.payload_rx < 0) { /* ours was the offer: the other side uses its numbers */
        d->path.payload_rx = lab_codec_payload(d->path.codec);
    }
    lab_media_set_path(t->media, &d->path);
}

/* ---- called ---- */

void lab_answer_call(struct lab_telephone *t, const char *start, bool has_sdp, const char *more)
{
    struct lab_dialog *d = &t->dialog;
    struct rt_buf head;
    char host[LAB_SIP_HOST_BYTES], tag[24];
    char *sdp = has_sdp ? lab_call_sdp(t, !d->has_offer) : NULL;
    bool is_ok = start[0] == '2';
    (void)snprintf(tag, sizeof tag, "%.*s", (int)lab_sip_tag(rt_str(d->local)).n, lab_sip_tag(rt_str(d->local)).p);
    rt_buf_init(&head, LAB_SIP_TEXT_MAX);
    (void)rt_buf_printf(&head, "Contact: <sip:%s@%s>\r\n%s%s", t->number,
                        lab_sip_contact_host(t->lab, d->at.stream, host), more, t->headers != NULL ? t->headers : "");
    const struct lab_sip_answer a = {
        .start = start, .tag = tag, .more = rt_buf_text(&head), .body = sdp, .delay_us = t->slow_us};
    if (is_ok) {
        d->state = LAB_ANSWERED;
        lab_telephone_say(t, "answers");
    }
    if (sdp != NULL && d->has_offer) {
        lab_call_start_media(t);
    }
    lab_sip_respond(t->lab, &d->heard, &a); /* the ACK may come within this call */
    rt_buf_fini(&head);
    rt_mem_free(sdp);
}

static bool wants_reliable(const struct lab_sip_message *invite)
{
    static const char *const fields[] = {"Supported", "Require"};
    for (size_t i = 0; i < 2; i++) {
        struct rt_str list = lab_sip_field(invite->head, fields[i], i == 0 ? "k" : NULL);
        while (list.p != NULL && list.n > 0) {
            if (rt_str_is_ci(rt_str_trim(rt_str_cut(list, ',', &list)), "100rel")) {
                return true;
            }
        }
    }
    return false;
}

static void ring(struct lab_telephone *t)
{
    char start[32];
    bool is_early = t->is_early && t->dialog.has_offer;
    unsigned status = is_early ? 183 : t->progress;
    (void)snprintf(start, sizeof start, "%u %s", status,
                   status == 180   ? "Ringing"
                   : status == 182 ? "Queued"
                   : status == 183 ? "Session Progress"
                                   : "Trying");
    bool is_reliable = t->is_reliable && status > 100 && wants_reliable(&t->dialog.heard);
    lab_answer_call(t, start, is_early, is_reliable ? "Require: 100rel\r\nRSeq: 1\r\n" : "");
}

/* One a call. */
static void on_prack(struct lab_telephone *t, const struct lab_sip_message *m)
{
    char expected[48];
    (void)snprintf(expected, sizeof expected, "1 %u INVITE", (unsigned)t->dialog.heard.cseq);
    bool is_right = t->is_reliable && rt_str_is(lab_sip_field(m->head, "RAck", NULL), expected);
    lab_telephone_say(t, "PRACK%s", is_right ? "" : " for nothing");
    lab_sip_respond(t->lab, m,
                    &(struct lab_sip_answer){.start = is_right ? "200 OK" : "481 Call/Transaction Does Not Exist",
                                             .delay_us = t->slow_us});
}

static void refuse(struct lab_telephone *t, const struct lab_sip_message *m, unsigned status)
{
    char start[48], more[LAB_SIP_URI_MAX + 32] = "";
    (void)snprintf(start, sizeof start, "%u %s", status,
                   status == 486       ? "Busy Here"
                   : status / 100 == 3 ? "Moved"
                                       : "Refused");
    if (t->contact[0] != '\0') {
        (void)snprintf(more, sizeof more, "Contact: <%s>\r\n", t->contact);
    }
    lab_telephone_say(t, "refuses, %u", status);
    lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = start, .more = more, .delay_us = t->slow_us});
}

/* Keeps the request as long as the call rings. */
static bool keep_invite(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    size_t n = (size_t)(m->body.p + m->body.n - m->head.p);
    char *copy = rt_mem_alloc(n + 1);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, m->head.p, n);
    rt_mem_free(d->invite);
    d->invite = copy;
    struct emu_udp udp = {
        .payload = (const uint8_t *)copy, .n_payload = n, .src_ip = m->peer.ip, .src_port = m->peer.port};
    memcpy(udp.src_mac, m->peer.mac, sizeof udp.src_mac);
    bool is_read = lab_sip_read(&d->heard, &udp);
    d->heard.peer.stream = m->peer.stream;
    return is_read;
}

/* "Route: a, b" of the Record-Route lines, in their order or, for the caller, turned round. */
static void set_route(struct lab_dialog *d, const struct lab_sip_message *m, bool is_turned)
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

static void set_target(struct lab_dialog *d, const struct lab_sip_message *m)
{
    struct rt_str contact = lab_sip_uri(lab_sip_field(m->head, "Contact", "m"));
    if (contact.n > 0) {
        (void)rt_str_copy(d->target, sizeof d->target, contact);
    }
}

static void on_invite(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    struct rt_str who = lab_sip_user(m->from), name = lab_sip_display(m->from);
    char shown[64];
    if (d->state != LAB_IDLE) {
        refuse(t, m, 486);
        return;
    }
    if (t->refuses != 0) {
        refuse(t, m, t->refuses);
        return;
    }
    unsigned id = ++t->lab->telephones->n_calls;
    *d = (struct lab_dialog){.state = LAB_RINGING, .at = m->peer, .has_offer = m->body.n > 0, .cseq = 0};
    d->path = (struct lab_media_path){.events_tx = -1, .events_rx = -1};
    (void)lab_clean(d->who, sizeof d->who, who.p, who.n);
    (void)snprintf(d->local, sizeof d->local, "%.*s;tag=p%u", (int)(m->to.n < 200 ? m->to.n : 200), m->to.p, id);
    if (rt_str_copy(d->remote, sizeof d->remote, m->from) != RT_OK ||
        rt_str_copy(d->call_id, sizeof d->call_id, m->call_id) != RT_OK || !keep_invite(t, m)) {
        d->state = LAB_IDLE;
        refuse(t, m, 500);
        return;
    }
    set_target(d, m);
    set_route(d, m, false);
    if (d->has_offer && !lab_call_take_sdp(t, m->body)) {
        d->state = LAB_IDLE;
        d->invite = rt_mem_free(d->invite);
        refuse(t, m, 488);
        return;
    }
    lab_telephone_say(t, "rings, from %s%s%.*s%s", d->who, name.n > 0 ? " \"" : "", (int)name.n,
                      lab_clean(shown, sizeof shown, name.p, name.n), name.n > 0 ? "\"" : "");
    if (t->answers_after_us != BOARD_NEVER) {
        board_timer_start(t->lab->board, &t->answer, t->answers_after_us);
    }
    ring(t);
}

static void answer_reinvite(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    bool has_offer = m->body.n > 0;
    char host[LAB_SIP_HOST_BYTES], more[64 + LAB_NUMBER_MAX];
    if (has_offer && !lab_call_take_sdp(t, m->body)) {
        lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = "488 Not Acceptable Here"});
        return;
    }
    set_target(d, m);
    char *sdp = lab_call_sdp(t, !has_offer);
    (void)snprintf(more, sizeof more, "Contact: <sip:%s@%s>\r\n", t->number,
                   lab_sip_contact_host(t->lab, d->at.stream, host));
    if (has_offer) {
        lab_call_start_media(t);
    }
    d->has_offer = has_offer;
    lab_sip_respond(t->lab, m,
                    &(struct lab_sip_answer){.start = "200 OK", .more = more, .body = sdp, .delay_us = t->slow_us});
    rt_mem_free(sdp);
}

/* application/dtmf-relay, application/dtmf, application/hook-flash; a blank after "=" is allowed. */
static void on_info(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct rt_str signal = rt_str_trim(lab_sip_between(m->body, "signal=", "\r\n"));
    struct rt_str ms = rt_str_trim(lab_sip_between(m->body, "duration=", "\r\n"));
    struct rt_str type = lab_sip_field(m->head, "Content-Type", "c");
    char shown[64];
    if (rt_str_is_ci(signal, "hf")) {
        lab_telephone_say(t, "hook flash by info");
    } else if (signal.n > 0) {
        lab_telephone_say(t, "dtmf %.1s by info for %.*sms", signal.p, (int)(ms.n > 0 ? ms.n : 1),
                          ms.n > 0 ? ms.p : "?");
    } else {
        lab_telephone_say(t, "INFO with %s", lab_clean(shown, sizeof shown, type.p, type.n));
    }
}

static void on_ack(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    bool is_first = d->state == LAB_ANSWERED;
    if (!is_first && d->state != LAB_TALKING) {
        return;
    }
    if (!d->has_offer) { /* ours was in the 200 */
        if (m->body.n == 0 || !lab_call_take_sdp(t, m->body)) {
            lab_telephone_say(t, "the ACK has no answer to the offer");
        } else {
            lab_call_start_media(t);
        }
        d->has_offer = true;
    }
    if (is_first) {
        d->state = LAB_TALKING;
        lab_telephone_say(t, "talks to %s, %s", d->who, lab_codec_name(d->path.codec));
    }
}

void lab_call_on_request(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    bool is_ours = d->state != LAB_IDLE && rt_str_is(m->call_id, d->call_id);
    bool is_invite = strcmp(m->method, "INVITE") == 0;
    if (is_invite && (!is_ours || lab_sip_tag(m->to).n == 0)) {
        if (!is_ours && lab_sip_field(m->head, "Replaces", NULL).n > 0) {
            if (lab_on_replaces(t, m)) {
                on_invite(t, m);
                if (t->dialog.state == LAB_RINGING) {
                    lab_answer_call(t, "200 OK", true, "");
                }
            }
        } else if (!is_ours) {
            on_invite(t, m);
        } else if (m->cseq == d->heard.cseq && d->state == LAB_RINGING) {
            ring(t); /* it was sent again */
        } else if (m->cseq == d->heard.cseq && d->state == LAB_ANSWERED) {
            lab_answer_call(t, "200 OK", true, "");
        }
        return;
    }
    if (strcmp(m->method, "ACK") == 0) {
        on_ack(t, m);
        return;
    }
    if (strcmp(m->method, "OPTIONS") == 0) {
        lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = "200 OK", .delay_us = t->slow_us});
        return;
    }
    if (!is_ours) {
        lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = "481 Call/Transaction Does Not Exist"});
        return;
    }
    if (is_invite) {
        answer_reinvite(t, m);
        return;
    }
    if (strcmp(m->method, "REFER") == 0) {
        lab_on_refer(t, m);
        return;
    }
    if (strcmp(m->method, "NOTIFY") == 0) {
        lab_on_notify(t, m);
        return;
    }
    if (strcmp(m->method, "PRACK") == 0) {
        on_prack(t, m);
        return;
    }
    bool is_cancel = strcmp(m->method, "CANCEL") == 0, is_bye = strcmp(m->method, "BYE") == 0;
    bool is_info = strcmp(m->method, "INFO") == 0, is_known = is_cancel || is_bye || is_info;
    lab_sip_respond(
        t->lab, m,
        &(struct lab_sip_answer){.start = is_known ? "200 OK" : "501 Not Implemented", .delay_us = t->slow_us});
    if (is_info) {
        on_info(t, m);
    } else if (is_bye) {
        lab_call_end(t, "BYE");
    } else if (is_cancel && d->state == LAB_RINGING) {
        lab_answer_call(t, "487 Request Terminated", false, "");
        lab_call_end(t, "CANCEL");
    }
}

/* ---- it called ---- */

static void on_invite_ok(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    bool is_first = d->state == LAB_CALLING || d->state == LAB_EARLY;
    char *answer = NULL;
    set_target(d, m);
    if (is_first) {
        set_route(d, m, true);
    }
    bool is_taken = lab_call_take_sdp(t, m->body);
    if (is_taken && is_first && !d->has_offer) {
        answer = lab_call_sdp(t, false);
    }
    lab_call_ack(t, m, answer);
    rt_mem_free(answer);
    if (!is_first && d->state != LAB_TALKING) {
        return;
    }
    lab_call_stop_sending(t);
    if (is_first) {
        d->state = LAB_TALKING;
    }
    if (!is_taken || (is_first && d->is_cancelled)) {
        lab_telephone_say(t, is_taken ? "was answered too late" : "the answer has no codec of ours");
        (void)emu_lab_phone_hang_up(t->lab, t->number);
        return;
    }
    lab_call_start_media(t);
    if (is_first) {
        lab_telephone_say(t, "talks to %s, %s", d->who, lab_codec_name(d->path.codec));
        lab_on_sent_progress(t, 200);
    }
}

static void on_invite_failed(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    bool is_first = d->state == LAB_CALLING || d->state == LAB_EARLY;
    char why[128], where[64];
    lab_call_ack(t, m, NULL);
    lab_call_stop_sending(t);
    if (is_first && (m->status == 401 || m->status == 407) && !d->did_login && t->call_user[0] != '\0') {
        d->did_login = true;
        d->state = LAB_CALLING;
        char *sdp = d->has_offer ? lab_call_sdp(t, true) : NULL;
        send_request(t, "INVITE", "application/sdp", sdp, m);
        rt_mem_free(sdp);
        return;
    }
    struct rt_str to = lab_sip_user(lab_sip_field(m->head, "Contact", "m"));
    (void)snprintf(why, sizeof why, "%u%s%s", m->status, m->status / 100 == 3 ? " to " : "",
                   m->status / 100 == 3 ? lab_clean(where, sizeof where, to.p, to.n) : "");
    if (is_first) {
        lab_call_end(t, why);
        lab_on_sent_progress(t, m->status);
    } else {
        lab_telephone_say(t, "re-INVITE refused, %s", why);
    }
}

/* In the early dialog, which only this request knows: CANCEL names none. */
static void acknowledge_progress(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    char more[64], before[256];
    uint32_t rseq;
    if (rt_str_u32(lab_sip_field(m->head, "RSeq", NULL), &rseq) != RT_OK || rseq == d->rseq ||
        rt_str_copy(before, sizeof before, rt_str(d->remote)) != RT_OK ||
        rt_str_copy(d->remote, sizeof d->remote, m->to) != RT_OK) {
        return;
    }
    d->rseq = rseq;
    set_target(d, m);
    (void)snprintf(more, sizeof more, "RAck: %u %u INVITE\r\n", (unsigned)rseq, (unsigned)m->cseq);
    lab_telephone_say(t, "sends PRACK");
    lab_call_send_once(t, d, "PRACK", more, "");
    (void)rt_str_copy(d->remote, sizeof d->remote, rt_str(before)); /* fits */
}

void lab_call_on_response(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    bool is_invite = strcmp(m->method, "INVITE") == 0;
    if (is_invite && m->status < 200) {
        if (m->cseq == d->invite_cseq && (d->state == LAB_CALLING || d->state == LAB_EARLY) && !d->is_cancelled) {
            lab_call_stop_sending(t);
            if (m->status > 100) {
                d->state = LAB_EARLY;
                lab_telephone_say(t, "%u from %s", m->status, d->who);
                acknowledge_progress(t, m);
                lab_on_sent_progress(t, m->status);
            }
        }
    } else if (is_invite && m->status < 300) {
        on_invite_ok(t, m);
    } else if (is_invite) {
        on_invite_failed(t, m);
    } else if (strcmp(m->method, "REFER") == 0) {
        lab_on_refer_answered(t, m);
    } else if (strcmp(m->method, d->waiting) == 0 && m->status >= 200) {
        lab_call_stop_sending(t);
        if (strcmp(m->method, "INFO") == 0) {
            lab_telephone_say(t, "INFO: %u", m->status);
        }
        if (d->state == LAB_ENDING) {
            lab_call_end(t, "hung up");
        }
    }
}
