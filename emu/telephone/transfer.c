/* SPDX-License-Identifier: MIT */
/*
 * The lab's telephones are transferred, transfer, and take calls over: REFER and its reports (RFC 3515), Replaces
 * (RFC 3891).
 */
#include "telephone_priv.h"
#include <board/board.h>
#include <stdio.h>
#include <string.h>

void lab_put_replaces(const struct lab_telephone *t, char *out, size_t size)
{
    const struct lab_dialog *d = &t->dialog;
    struct rt_str to = lab_sip_tag(rt_str(d->remote)), from = lab_sip_tag(rt_str(d->local));
    (void)snprintf(out, size, "%s;to-tag=%.*s;from-tag=%.*s", d->call_id, (int)to.n, to.p, (int)from.n, from.p);
}

/* ---- it is transferred ---- */

static void notify(struct lab_telephone *t, struct lab_dialog *d, unsigned status)
{
    char body[48], more[160];
    if (t->has_no_notify || d->state == LAB_IDLE) {
        return;
    }
    (void)snprintf(body, sizeof body, "SIP/2.0 %u %s\r\n", status,
                   status < 200   ? "Trying"
                   : status < 300 ? "OK"
                                  : "No");
    (void)snprintf(more, sizeof more,
                   "Event: refer\r\nSubscription-State: %s\r\nContent-Type: message/sipfrag;version=2.0\r\n",
                   status < 200 ? "active;expires=180" : "terminated;reason=noresource");
    lab_call_send_once(t, d, "NOTIFY", more, body);
}

static void end_aside(struct lab_telephone *t)
{
    rt_mem_free(t->aside.invite);
    t->aside = (struct lab_dialog){.state = LAB_IDLE};
}

void lab_aside_on_request(struct lab_telephone *t, const struct lab_sip_message *m)
{
    bool is_bye = strcmp(m->method, "BYE") == 0;
    if (strcmp(m->method, "ACK") == 0) {
        return;
    }
    lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = is_bye ? "200 OK" : "488 Not Acceptable Here"});
    if (is_bye) {
        lab_telephone_say(t, "let go by %s", t->aside.who);
        end_aside(t);
    }
}

void lab_on_sent_progress(struct lab_telephone *t, unsigned status)
{
    if (t->aside.state == LAB_IDLE) {
        return;
    }
    if (status < 300) {
        notify(t, &t->aside, status);
        return;
    }
    t->dialog = t->aside; /* it has ended */
    t->aside = (struct lab_dialog){.state = LAB_IDLE};
    lab_telephone_say(t, "is back with %s", t->dialog.who);
    lab_call_start_media(t);
    notify(t, &t->dialog, status);
}

/* "sip:300@192.168.1.200?Replaces=call1%40..": the URI, and the header without its escapes. */
static void read_target(struct rt_str refer_to, struct rt_str *uri, char *replaces, size_t size)
{
    struct rt_str headers, value = lab_sip_between(refer_to, "Replaces=", "&>");
    size_t n = 0;
    *uri = rt_str_cut(lab_sip_uri(refer_to), '?', &headers);
    for (size_t i = 0; i < value.n && n + 1 < size; i++) {
        unsigned byte = (unsigned char)value.p[i];
        if (byte == '%' && i + 2 < value.n) {
            char hex[3] = {value.p[i + 1], value.p[i + 2], '\0'};
            (void)sscanf(hex, "%x", &byte);
            i += 2;
        }
        replaces[n++] = (char)byte;
    }
    replaces[n] = '\0';
}

static bool find_callee(struct lab_telephone *t, struct rt_str uri, struct lab_callee *out)
{
    uint32_t ip;
    uint16_t port;
    if (lab_sip_where(uri, &ip, &port) && ip != EMU_NET_PROVIDER) {
        (void)lab_callee_find(t->lab, lab_sip_user(uri), out); /* its name */
        lab_callee_at(t->lab, ip, port, out);
        return true;
    }
    return lab_callee_find(t->lab, lab_sip_user(uri), out);
}

void lab_on_refer(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct rt_str uri, by = lab_sip_field(m->head, "Referred-By", "b");
    char replaces[LAB_REPLACES_MAX], more[LAB_SIP_TEXT_MAX], start[40], shown[64];
    struct lab_callee callee;
    read_target(lab_sip_field(m->head, "Refer-To", "r"), &uri, replaces, sizeof replaces);
    bool is_free = t->dialog.state == LAB_TALKING && t->aside.state == LAB_IDLE && uri.n > 0;
    unsigned status = !is_free ? 603 : t->refer_status;
    (void)snprintf(start, sizeof start, "%u %s", status, status < 300 ? "Accepted" : "Declined");
    struct rt_str user = lab_sip_user(uri);
    (void)lab_clean(shown, sizeof shown, user.p, user.n);
    lab_telephone_say(t, "%s %s%s", status < 300 ? "is sent to" : "refuses to call", shown,
                      replaces[0] != '\0' ? ", in the place of a call" : "");
    lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = start, .delay_us = t->slow_us});
    if (status >= 300) {
        return;
    }
    (void)snprintf(more, sizeof more, "%s%s%sReferred-By: %.*s\n", replaces[0] != '\0' ? "Replaces: " : "", replaces,
                   replaces[0] != '\0' ? "\n" : "", (int)(by.n < 300 ? by.n : 300), by.p);
    lab_call_stop_sending(t);
    lab_media_stop(t->media);
    t->aside = t->dialog;
    t->dialog = (struct lab_dialog){.state = LAB_IDLE};
    notify(t, &t->aside, 100);
    if (!find_callee(t, uri, &callee) || lab_set_lines(&t->call_more, more) != RT_OK) {
        lab_on_sent_progress(t, 404);
        return;
    }
    lab_call_begin(t, &callee);
}

/* ---- it transfers ---- */

enum rt_err emu_lab_phone_transfer(struct emu_lab *lab, const struct emu_lab_transfer *transfer)
{
    struct lab_telephone *t = lab_telephone_find(lab, rt_str(transfer->number));
    char ip[16], value[LAB_REPLACES_MAX] = "", more[2 * LAB_SIP_TEXT_MAX];
    if (t == NULL || t->dialog.state != LAB_TALKING) {
        return t == NULL ? RT_ENOENT : RT_EREFUSED;
    }
    if (strpbrk(transfer->to, "<>\r\n") != NULL || strlen(transfer->to) > LAB_SIP_URI_MAX) {
        return RT_EINVAL;
    }
    bool is_uri = strchr(transfer->to, ':') != NULL;
    struct rt_buf refer_to;
    rt_buf_init(&refer_to, sizeof more);
    rt_ipv4_text(EMU_NET_PROVIDER, ip);
    (void)rt_buf_printf(&refer_to, "%s%s%s%s", is_uri ? "" : "sip:", transfer->to, is_uri ? "" : "@", is_uri ? "" : ip);
    if (transfer->replaces != NULL) {
        const struct lab_telephone *other = lab_telephone_find(lab, rt_str(transfer->replaces));
        if (other == NULL || other->dialog.state != LAB_TALKING) {
            rt_buf_fini(&refer_to);
            return other == NULL ? RT_ENOENT : RT_EREFUSED;
        }
        lab_put_replaces(other, value, sizeof value);
        (void)rt_buf_put_text(&refer_to, "?Replaces=");
        for (const char *p = value; *p != '\0'; p++) {
            if (strchr("@;=", *p) != NULL) {
                (void)rt_buf_printf(&refer_to, "%%%02X", (unsigned)(unsigned char)*p);
            } else {
                (void)rt_buf_put(&refer_to, p, 1);
            }
        }
    }
    (void)snprintf(more, sizeof more, "Refer-To: <%s>\r\nReferred-By: <sip:%s@%s>\r\n", rt_buf_text(&refer_to),
                   t->number, ip);
    rt_buf_fini(&refer_to);
    lab_telephone_say(t, "transfers %s to %s", t->dialog.who, transfer->to);
    t->is_transferring = true;
    lab_call_send_once(t, &t->dialog, "REFER", more, "");
    return RT_OK;
}

void lab_on_refer_answered(struct lab_telephone *t, const struct lab_sip_message *m)
{
    if (t->is_transferring && m->status >= 200) {
        lab_telephone_say(t, "REFER: %u", m->status);
        t->is_transferring = m->status < 300;
    }
}

void lab_on_notify(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct rt_str status = rt_str_trim(lab_sip_between(m->body, "SIP/2.0 ", " \r\n"));
    struct rt_str state = lab_sip_field(m->head, "Subscription-State", NULL);
    char shown[40];
    bool is_known = t->is_transferring && rt_str_starts_ci(lab_sip_field(m->head, "Event", "o"), "refer");
    lab_sip_respond(t->lab, m,
                    &(struct lab_sip_answer){.start = is_known ? "200 OK" : "481 Subscription Does Not Exist"});
    if (!is_known) {
        return;
    }
    bool is_last = rt_str_starts_ci(state, "terminated");
    lab_telephone_say(t, "transfer: %.*s%s", (int)status.n, lab_clean(shown, sizeof shown, status.p, status.n),
                      is_last ? ", the last report" : "");
    if (is_last) {
        t->is_transferring = false;
        if (status.n > 0 && status.p[0] == '2') {
            (void)emu_lab_phone_hang_up(t->lab, t->number); /* or the other side has, by now */
        }
    }
}

/* ---- Replaces ---- */

bool lab_on_replaces(struct lab_telephone *t, const struct lab_sip_message *m)
{
    struct rt_str value = lab_sip_field(m->head, "Replaces", NULL), rest;
    struct lab_dialog *d = &t->dialog;
    struct rt_str id = rt_str_trim(rt_str_cut(value, ';', &rest));
    bool is_it = d->state == LAB_TALKING && rt_str_is(id, d->call_id) &&
                 rt_str_eq(lab_sip_between(value, "to-tag=", "; "), lab_sip_tag(rt_str(d->local))) &&
                 rt_str_eq(lab_sip_between(value, "from-tag=", "; "), lab_sip_tag(rt_str(d->remote)));
    char who[64];
    if (!is_it) {
        lab_telephone_say(t, "has no call to be replaced");
        lab_sip_respond(t->lab, m, &(struct lab_sip_answer){.start = "481 Call/Transaction Does Not Exist"});
        return false;
    }
    struct rt_str user = lab_sip_user(m->from);
    lab_telephone_say(t, "gets %.*s in the place of %s", (int)user.n, lab_clean(who, sizeof who, user.p, user.n),
                      d->who);
    lab_call_send_once(t, d, "BYE", "", "");
    lab_call_end(t, "replaced");
    return true;
}
