/* SPDX-License-Identifier: MIT */
/* The other side's requests in a call of the lab's telephones: re-INVITE, ACK, INFO, PRACK, and who takes which. */
#include "telephone_priv.h"
#include <stdio.h>
#include <string.h>

static void answer_reinvite(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct lab_dialog *d = &t->dialog;
    bool has_offer = m->body.n > 0;
    char host[LAB_SIP_HOST_BYTES], more[64 + LAB_NUMBER_MAX];
    if (has_offer && !lab_call_take_sdp(t, m->body)) {
        lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = "488 Not Acceptable Here"});
        return;
    }
    lab_dialog_set_target(d, m);
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

static void accept(struct lab_telephone *t, const struct lab_sip_message *m)
{
    lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = "200 OK", .delay_us = t->slow_us});
}

/* application/dtmf-relay, application/dtmf, application/hook-flash; a blank after "=" is allowed. */
static void on_info(struct lab_telephone *t, const struct lab_sip_message *m)
{
    accept(t, m);
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

/* An INVITE that is not of our dialog, or the one that began it again. */
static void on_first_invite(struct lab_telephone *t, const struct lab_sip_message *m, bool is_ours)
{
    const struct lab_dialog *d = &t->dialog;
    if (!is_ours && lab_sip_field(m->head, "Replaces", NULL).n > 0) {
        if (lab_on_replaces(t, m)) {
            lab_call_on_invite(t, m);
            if (t->dialog.state == LAB_RINGING) {
                lab_answer_call(t, "200 OK", true, "");
            }
        }
    } else if (!is_ours) {
        lab_call_on_invite(t, m);
    } else if (m->cseq == d->heard.cseq && d->state == LAB_RINGING) {
        lab_call_ring(t); /* it was sent again */
    } else if (m->cseq == d->heard.cseq && d->state == LAB_ANSWERED) {
        lab_answer_call(t, "200 OK", true, "");
    }
}

static void on_bye(struct lab_telephone *t, const struct lab_sip_message *m)
{
    accept(t, m);
    lab_call_end(t, "BYE");
}

static void on_cancel(struct lab_telephone *t, const struct lab_sip_message *m)
{
    accept(t, m);
    if (t->dialog.state == LAB_RINGING) {
        lab_answer_call(t, "487 Request Terminated", false, "");
        lab_call_end(t, "CANCEL");
    }
}

void lab_call_on_request(struct lab_telephone *t, const struct lab_sip_message *m)
{
    static const struct {
        const char *method;
        void (*fn)(struct lab_telephone *t, const struct lab_sip_message *m);
        bool is_of_any; /* answered outside our dialog, too */
    } rows[] = {
        {"ACK", on_ack, true},          {"OPTIONS", accept, true},        {"INVITE", answer_reinvite, false},
        {"REFER", lab_on_refer, false}, {"NOTIFY", lab_on_notify, false}, {"PRACK", on_prack, false},
        {"INFO", on_info, false},       {"BYE", on_bye, false},           {"CANCEL", on_cancel, false},
    };
    bool is_ours = t->dialog.state != LAB_IDLE && rt_str_is(m->call_id, t->dialog.call_id);
    if (strcmp(m->method, "INVITE") == 0 && (!is_ours || lab_sip_tag(m->to).n == 0)) {
        on_first_invite(t, m, is_ours);
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(m->method, rows[i].method) == 0 && (is_ours || rows[i].is_of_any)) {
            rows[i].fn(t, m);
            return;
        }
    }
    lab_sip_respond(t->lab, m,
                    is_ours ? &(struct lab_sip_answer){.start = "501 Not Implemented", .delay_us = t->slow_us}
                            : &(struct lab_sip_answer){.start = "481 Call/Transaction Does Not Exist"});
}
