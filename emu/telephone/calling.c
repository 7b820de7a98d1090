/* SPDX-License-Identifier: MIT */
/* A telephone of the lab's has called: what the answers to its requests do. */
#include "telephone_priv.h"
#include <stdio.h>
#include <string.h>

static void on_invite_ok(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    bool is_first = d->state == LAB_CALLING || d->state == LAB_EARLY;
    char *answer = NULL;
    lab_dialog_set_target(d, m);
    if (is_first) {
        lab_dialog_set_route(d, m, true);
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
        lab_call_send_login(t, "INVITE", "application/sdp", sdp, m);
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
    lab_dialog_set_target(d, m);
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
