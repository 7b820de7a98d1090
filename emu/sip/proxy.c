/* SPDX-License-Identifier: MIT */
/*
 * The provider's proxy: requests between those who registered (two lines, two units, telephones outside). It keeps no
 * state (RFC 3261 section 16.11): a branch is made from the one below it, and a response finds its way by Via. It stays
 * in the way of a call by Record-Route.
 */
#include "sip_priv.h"
#include <stdio.h>
#include <string.h>

#define ROUTE "sip:192.168.1.200:5060;lr"

static void refuse(struct emu_lab *lab, const struct lab_sip_message *m, const char *start)
{
    if (strcmp(m->method, "ACK") != 0) {
        lab_say(lab, "sip: %s: %s", m->method, start);
        lab_sip_respond(lab, m, &(struct lab_sip_answer){.start = start});
    }
}

/* Where the request goes; the new request URI into uri. False: it is unknown. */
static bool find_target(struct emu_lab *lab, const struct lab_sip_message *m, struct lab_sip_address *to,
                        struct rt_str *uri)
{
    const struct lab_contact *c = lab_contact_find(lab, lab_sip_user(m->uri));
    bool is_ours = lab_sip_where(m->uri, &to->ip, &to->port) && to->ip != EMU_NET_PROVIDER;
    *uri = m->uri;
    if (lab_sip_tag(m->to).n > 0 && is_ours) {
        lab_contact_card(lab, to);
        return true; /* in a dialog: the URI is the other's contact */
    }
    if (c != NULL) {
        *to = c->at;
        *uri = rt_str(c->uri);
    }
    return c != NULL;
}

/* The head's lines but those that this hop has done with. */
static void put_rest(struct rt_buf *out, struct rt_str head)
{
    struct rt_str rest;
    bool had_route = false;
    (void)rt_str_cut(head, '\n', &rest);
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str value, line = rt_str_trim(rt_str_cut(rest, '\n', &rest));
        struct rt_str key = rt_str_trim(rt_str_cut(line, ':', &value));
        uint32_t hops;
        if (rt_str_is_ci(key, "Max-Forwards") && rt_str_u32(rt_str_trim(value), &hops) == RT_OK && hops > 0) {
            (void)rt_buf_printf(out, "Max-Forwards: %u\r\n", (unsigned)hops - 1);
        } else if (rt_str_is_ci(key, "Route") && !had_route) {
            had_route = true; /* that is this proxy */
            struct rt_str others;
            (void)rt_str_cut(value, ',', &others);
            if (others.p != NULL) {
                (void)rt_buf_printf(out, "Route: %.*s\r\n", (int)others.n, others.p);
            }
        } else {
            (void)rt_buf_printf(out, "%.*s\r\n", (int)line.n, line.p);
        }
    }
}

void lab_proxy_on_request(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct lab_sip_address to = {.stream = 0};
    struct rt_str uri;
    struct rt_buf text;
    char branch[80], sum[33], user[64], from[24];
    if (!lab->sip->registrar.is_on && lab->sip->phones == NULL) {
        return; /* the provider is no telephone company */
    }
    struct rt_str hops = lab_sip_field(m->head, "Max-Forwards", NULL);
    if (rt_str_is(hops, "0")) {
        refuse(lab, m, "483 Too Many Hops");
        return;
    }
    if (!find_target(lab, m, &to, &uri)) {
        refuse(lab, m, lab_sip_tag(m->to).n > 0 ? "481 Call/Transaction Does Not Exist" : "404 Not Found");
        return;
    }
    struct rt_str below = lab_sip_between(m->via, ";branch=", ";, \t");
    (void)snprintf(branch, sizeof branch, "%.*s", (int)(below.n < 70 ? below.n : 70), below.p);
    lab_md5_hex(branch, sum);
    from[0] = '\0';
    if (m->peer.stream != 0) {
        (void)snprintf(from, sizeof from, ";lab=%u", (unsigned)m->peer.stream);
    }
    (void)lab_clean(user, sizeof user, uri.p, uri.n);
    lab_say(lab, "sip: %s goes to %s", m->method, user);
    rt_buf_init(&text, 2 * LAB_SIP_TEXT_MAX);
    (void)rt_buf_printf(&text,
                        "%s %.*s SIP/2.0\r\nVia: SIP/2.0/%s 192.168.1.200:%u;branch=" LAB_PROXY_BRANCH "%.16s%s\r\n",
                        m->method, (int)uri.n, uri.p, lab_stream_transport(lab, to.stream), LAB_PORT_SIP, sum, from);
    if (strcmp(m->method, "INVITE") == 0 && lab_sip_tag(m->to).n == 0) {
        (void)rt_buf_put_text(&text, "Record-Route: <" ROUTE ">\r\n");
    }
    put_rest(&text, m->head);
    (void)rt_buf_put_text(&text, "\r\n");
    (void)rt_buf_put(&text, m->body.p, m->body.n);
    if (rt_buf_error(&text) == RT_OK) {
        lab_sip_send(lab, &to, text.bytes, text.n, 0);
    }
    rt_buf_fini(&text);
}

void lab_proxy_on_response(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct rt_buf text;
    struct lab_sip_address to = {.stream = 0};
    struct rt_str rest, via = rt_str("");
    bool is_first = true;
    rt_buf_init(&text, 2 * LAB_SIP_TEXT_MAX);
    (void)rt_buf_printf(&text, "SIP/2.0 %u %.*s\r\n", m->status, (int)m->reason.n, m->reason.p);
    (void)rt_str_cut(m->head, '\n', &rest);
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str value, line = rt_str_trim(rt_str_cut(rest, '\n', &rest));
        struct rt_str key = rt_str_trim(rt_str_cut(line, ':', &value));
        bool is_via = rt_str_is_ci(key, "Via") || rt_str_is_ci(key, "v");
        if (is_via && is_first) {
            is_first = false; /* ours; others may stand in the same line */
            (void)rt_str_cut(value, ',', &via);
            line = rt_str("");
            if (via.p != NULL) {
                via = rt_str_trim(via);
                (void)rt_buf_printf(&text, "Via: %.*s\r\n", (int)via.n, via.p);
            }
            continue;
        }
        via = is_via && via.n == 0 ? rt_str_trim(value) : via;
        (void)rt_buf_printf(&text, "%.*s\r\n", (int)line.n, line.p);
    }
    (void)rt_buf_put_text(&text, "\r\n");
    (void)rt_buf_put(&text, m->body.p, m->body.n);
    struct rt_str sent_by = lab_sip_between(via, " ", ";, ");
    char uri[80];
    (void)snprintf(uri, sizeof uri, "sip:%.*s", (int)(sent_by.n < 70 ? sent_by.n : 70), sent_by.p);
    if (rt_buf_error(&text) == RT_OK && lab_sip_where(rt_str(uri), &to.ip, &to.port)) {
        lab_contact_card(lab, &to);
        (void)rt_str_u32(lab_sip_between(m->via, ";lab=", ";, "), &to.stream); /* else it stays */
        lab_sip_send(lab, &to, text.bytes, text.n, 0);
    }
    rt_buf_fini(&text);
}
