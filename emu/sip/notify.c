/* SPDX-License-Identifier: MIT */
/*
 * The provider's SIP server, as far as provisioning needs one: it sends NOTIFY (guide p.2-15, p.2-19) and answers the
 * unit's challenge (RFC 2617 section 3.2.2, qop=auth) once. One request at a time.
 */
#include "sip_priv.h"
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX     1400u /* a message in one frame */
#define CHALLENGE    401u
#define STATUS_WORDS 48u

/* challenge: the response to answer; NULL: none. */
static enum rt_err send_request(struct emu_lab *lab, const struct lab_sip_message *challenge)
{
    struct lab_notify *n = &lab->sip->notify;
    struct rt_buf text;
    char uri[160], unit[16], pc[16];
    struct lab_sip_address to = {.ip = n->unit_ip, .port = n->unit_port};
    lab_contact_card(lab, &to);
    rt_buf_init(&text, TEXT_MAX);
    rt_ipv4_text(n->unit_ip, unit);
    rt_ipv4_text(EMU_NET_PROVIDER, pc);
    (void)snprintf(uri, sizeof uri, "sip:%s%s%s:%u", n->user, n->user[0] != '\0' ? "@" : "", unit, n->unit_port);
    unsigned id = ++n->n_sent;
    (void)rt_buf_printf(&text,
                        "NOTIFY %s SIP/2.0\r\nVia: SIP/2.0/%s %s:%u;branch=z9hG4bK%u\r\n"
                        "From: <sip:provider@%s>;tag=p%u\r\nTo: <%s>\r\nCall-ID: notify%u@%s\r\nCSeq: %u NOTIFY\r\n"
                        "Max-Forwards: 70\r\nEvent: %s\r\n",
                        uri, lab_stream_transport(lab, to.stream), pc, LAB_PORT_SIP, id, pc, id, uri, id, pc, id,
                        n->event);
    if (challenge != NULL) {
        const struct lab_sip_login login = {n->user, n->password};
        (void)lab_sip_put_login(&text, challenge, &login, "NOTIFY", uri); /* without one that we know: unanswered */
    }
    (void)rt_buf_put_text(&text, "Content-Length: 0\r\n\r\n");
    enum rt_err err = rt_buf_error(&text);
    if (err == RT_OK) {
        lab_say(lab, "sip: sends NOTIFY %s to port %u%s", n->event, n->unit_port,
                challenge != NULL ? ", with a login" : "");
        lab_sip_send(lab, &to, text.bytes, text.n, 0);
    }
    rt_buf_fini(&text);
    return err;
}

/* ---- answers ---- */

void lab_notify_on_response(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct lab_notify *n = &lab->sip->notify;
    char words[STATUS_WORDS];
    lab_say(lab, "sip: answer %u %s", m->status, lab_clean(words, sizeof words, m->reason.p, m->reason.n));
    if (!n->is_waiting) {
        return;
    }
    n->status = m->status;
    n->is_waiting = false;
    if (m->status == CHALLENGE && n->has_login && !n->has_answered &&
        lab_sip_field(m->head, "WWW-Authenticate", NULL).n > 0) {
        n->has_answered = true;
        n->is_waiting = send_request(lab, m) == RT_OK;
    }
}

/* ---- for the lab's users ---- */

enum rt_err emu_lab_notify(struct emu_lab *lab, const struct emu_lab_notify *notify)
{
    static const uint8_t no_mac[6] = {0};
    struct lab_notify *n = &lab->sip->notify;
    unsigned n_sent = n->n_sent;
    bool has_login = notify->user != NULL && notify->password != NULL;
    *n = (struct lab_notify){.unit_ip = notify->unit_ip, .unit_port = notify->unit_port, .n_sent = n_sent};
    if (memcmp(lab->unit_mac, no_mac, sizeof no_mac) == 0) {
        return RT_EUNREACH;
    }
    if (!lab_sip_is_quotable(notify->event) || strchr(notify->event, ' ') != NULL ||
        (has_login && (!lab_sip_is_quotable(notify->user) || strpbrk(notify->user, " @<>") != NULL))) {
        return RT_EINVAL;
    }
    if (rt_str_copy(n->event, sizeof n->event, rt_str(notify->event)) != RT_OK ||
        (has_login && (rt_str_copy(n->user, sizeof n->user, rt_str(notify->user)) != RT_OK ||
                       rt_str_copy(n->password, sizeof n->password, rt_str(notify->password)) != RT_OK))) {
        return RT_ETOOBIG;
    }
    n->has_login = has_login;
    enum rt_err err = send_request(lab, NULL);
    n->is_waiting = err == RT_OK;
    return err;
}

bool emu_lab_notify_is_over(void *lab)
{
    return !((const struct emu_lab *)lab)->sip->notify.is_waiting;
}

unsigned emu_lab_notify_status(const struct emu_lab *lab)
{
    return lab->sip->notify.status;
}
