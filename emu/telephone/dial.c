/* SPDX-License-Identifier: MIT */
/* The lab's telephones call: lines that have registered, addresses, each other. */
#include "telephone_priv.h"
#include <board/board.h>
#include <stdio.h>
#include <string.h>

bool lab_callee_find(struct emu_lab *lab, struct rt_str user, struct lab_callee *out)
{
    const struct lab_contact *contact = lab_contact_find(lab, user);
    char ip[16];
    *out = (struct lab_callee){.at = {.ip = EMU_NET_PROVIDER, .port = LAB_PORT_SIP}};
    if (rt_str_copy(out->user, sizeof out->user, user) != RT_OK) {
        return false;
    }
    if (lab_telephone_find(lab, user) != NULL) {
        memcpy(out->at.mac, LAB_INNER_MAC, sizeof out->at.mac);
        (void)snprintf(out->target, sizeof out->target, "sip:%s@%s:%u", out->user, rt_ipv4_text(EMU_NET_PROVIDER, ip),
                       LAB_PORT_SIP);
        return true;
    }
    if (contact != NULL) {
        out->at = contact->at;
        (void)rt_str_copy(out->target, sizeof out->target, rt_str(contact->uri));
    }
    return contact != NULL;
}

void lab_callee_at(struct emu_lab *lab, uint32_t ip, uint16_t port, struct lab_callee *callee)
{
    char text[16];
    callee->at = (struct lab_sip_address){.ip = ip, .port = port};
    lab_contact_card(lab, &callee->at);
    (void)snprintf(callee->target, sizeof callee->target, "sip:%s@%s:%u", callee->user, rt_ipv4_text(ip, text),
                   (unsigned)port);
}

void lab_call_begin(struct lab_telephone *t, const struct lab_callee *callee)
{
    struct lab_dialog *d = &t->dialog;
    unsigned id = ++t->lab->telephones->n_calls;
    char ip[16];
    rt_ipv4_text(EMU_NET_PROVIDER, ip);
    *d = (struct lab_dialog){.state = LAB_CALLING, .has_offer = !callee->has_no_offer, .cseq = 0};
    (void)snprintf(d->call_id, sizeof d->call_id, "call%u@%s", id, ip);
    if (callee->is_anonymous) {
        (void)snprintf(d->local, sizeof d->local, "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=c%u", id);
    } else {
        const char *quote = t->name[0] != '\0' ? "\"" : "";
        (void)snprintf(d->local, sizeof d->local, "%s%s%s%s<sip:%s@%s>;tag=c%u", quote, t->name, quote,
                       t->name[0] != '\0' ? " " : "", t->number, ip, id);
    }
    (void)snprintf(d->remote, sizeof d->remote, "<sip:%s@%s>", callee->user, ip);
    (void)rt_str_copy(d->who, sizeof d->who, rt_str(callee->user)); /* fits */
    (void)rt_str_copy(d->target, sizeof d->target, rt_str(callee->target));
    d->at = callee->at;
    d->path = (struct lab_media_path){.events_tx = -1, .events_rx = -1};
    lab_telephone_say(t, "calls %s", callee->user);
    char *sdp = d->has_offer ? lab_call_sdp(t, true) : NULL;
    lab_call_send(t, "INVITE", "application/sdp", sdp);
    rt_mem_free(sdp);
}

/* Lines of the INVITE, one after the other. */
static void put_line(char more[LAB_SIP_TEXT_MAX], const char *name, const char *value)
{
    size_t n = strlen(more);
    if (value != NULL) {
        (void)snprintf(more + n, LAB_SIP_TEXT_MAX - n, "%s%.900s\n", name, value);
    }
}

static enum rt_err set_more(struct lab_telephone *t, const struct emu_lab_call *c, const struct lab_telephone *replaced)
{
    char more[LAB_SIP_TEXT_MAX] = "", expires[16], replaces[LAB_REPLACES_MAX];
    (void)snprintf(expires, sizeof expires, "%u", (unsigned)c->expires);
    put_line(more, "Alert-Info: ", c->alert_info);
    put_line(more, "Expires: ", c->expires > 0 ? expires : NULL);
    put_line(more, "Require: ", c->is_reliable ? "100rel" : NULL);
    if (replaced != NULL) {
        lab_put_replaces(replaced, replaces, sizeof replaces);
        put_line(more, "Replaces: ", replaces);
    }
    put_line(more, "", c->headers);
    return lab_set_lines(&t->call_more, more);
}

enum rt_err emu_lab_call(struct emu_lab *lab, const struct emu_lab_call *c)
{
    struct lab_telephone *t = lab_telephone_find(lab, rt_str(c->from)), *replaced = NULL;
    struct lab_callee callee;
    enum rt_err err = RT_OK;
    if (!lab_is_number(c->to) || (c->name != NULL && strpbrk(c->name, "\"\\\r\n") != NULL) ||
        (c->alert_info != NULL && strpbrk(c->alert_info, "\r\n") != NULL)) {
        return RT_EINVAL;
    }
    bool is_known = lab_callee_find(lab, rt_str(c->to), &callee);
    if (!is_known && c->unit_ip == 0) {
        return RT_EUNREACH;
    }
    if (c->replaces != NULL) {
        replaced = lab_telephone_find(lab, rt_str(c->replaces));
        if (replaced == NULL || replaced->dialog.state == LAB_IDLE) {
            return replaced == NULL ? RT_ENOENT : RT_EREFUSED;
        }
    }
    if (t == NULL) {
        const struct emu_lab_phone plain = {
            .number = c->from, .name = "", .codecs = EMU_LAB_CODECS, .contact = "", .progress = 180, .ptime_ms = 20};
        err = emu_lab_set_phone(lab, &plain);
        t = lab_telephone_find(lab, rt_str(c->from));
    }
    if (err != RT_OK || t->dialog.state != LAB_IDLE) {
        return err != RT_OK ? err : RT_EBUSY;
    }
    if (c->name != NULL && rt_str_copy(t->name, sizeof t->name, rt_str(c->name)) != RT_OK) {
        return RT_ETOOBIG;
    }
    if (c->codecs != NULL && !lab_codecs_parse(c->codecs, t->codecs, &t->n_codecs)) {
        return RT_EINVAL;
    }
    (void)rt_str_copy(t->call_user, sizeof t->call_user, rt_str(c->user != NULL ? c->user : ""));
    (void)rt_str_copy(t->call_password, sizeof t->call_password, rt_str(c->password != NULL ? c->password : ""));
    if ((err = set_more(t, c, replaced)) != RT_OK) {
        return err;
    }
    if (!is_known) {
        lab_callee_at(lab, c->unit_ip, c->unit_port, &callee);
    }
    callee.is_anonymous = c->is_anonymous;
    callee.has_no_offer = c->has_no_offer;
    lab_call_begin(t, &callee);
    return RT_OK;
}
