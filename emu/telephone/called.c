/* SPDX-License-Identifier: MIT */
/* A telephone of the lab's is called: it rings, answers, refuses. */
#include "telephone_priv.h"
#include <board/board.h>
#include <stdio.h>
#include <string.h>

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

void lab_call_ring(struct lab_telephone *t)
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

void lab_call_on_invite(struct lab_telephone *t, const struct lab_sip_message *m)
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
    lab_dialog_set_target(d, m);
    lab_dialog_set_route(d, m, false);
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
    lab_call_ring(t);
}
