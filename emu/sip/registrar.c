/* SPDX-License-Identifier: MIT */
/*
 * The provider as a registrar (RFC 3261 section 10): challenges with a digest, grants, refuses, is slow or says
 * nothing, as a scenario wants it; and knows where who has registered, for calls.
 */
#include "sip_priv.h"
#include <board/board.h>
#include <stdio.h>
#include <string.h>

#define LAB_CONTACTS_MAX 32u

/* ---- logins ---- */

static bool is_right(const struct lab_registrar *r, const struct lab_sip_message *m, const char *name)
{
    char user[64], nonce[64], uri[256], response[40], nc[16], cnonce[64], qop[16], text[512], ha1[33], ha2[33], sum[33];
    struct rt_str value = lab_sip_field(m->head, name, NULL);
    if (!rt_str_starts_ci(value, "Digest ")) {
        return false;
    }
    value = rt_str_from(value, strlen("Digest "));
    if (!lab_sip_quoted(value, "username", user, sizeof user) || !lab_sip_quoted(value, "nonce", nonce, sizeof nonce) ||
        !lab_sip_quoted(value, "uri", uri, sizeof uri) ||
        !lab_sip_quoted(value, "response", response, sizeof response) || strcmp(user, r->user) != 0 ||
        strcmp(nonce, r->nonce) != 0) {
        return false;
    }
    (void)snprintf(text, sizeof text, "%s:%s:%s", r->user, r->realm, r->password);
    lab_md5_hex(text, ha1);
    (void)snprintf(text, sizeof text, "%s:%s", m->method, uri);
    lab_md5_hex(text, ha2);
    if (!r->has_qop) {
        (void)snprintf(text, sizeof text, "%s:%s:%s", ha1, nonce, ha2);
    } else if (lab_sip_quoted(value, "nc", nc, sizeof nc) && lab_sip_quoted(value, "cnonce", cnonce, sizeof cnonce) &&
               lab_sip_quoted(value, "qop", qop, sizeof qop)) {
        (void)snprintf(text, sizeof text, "%s:%s:%s:%s:%s:%s", ha1, nonce, nc, cnonce, qop, ha2);
    } else {
        return false;
    }
    lab_md5_hex(text, sum);
    return strcmp(sum, response) == 0;
}

/* With a fresh nonce, the same in each run. */
static void challenge(struct emu_lab *lab, const struct lab_sip_message *m, bool is_proxy, bool is_stale)
{
    struct lab_registrar *r = &lab->sip->registrar;
    char text[32], more[512];
    (void)snprintf(text, sizeof text, "registrar %u", ++r->n_nonces);
    lab_md5_hex(text, r->nonce);
    (void)snprintf(more, sizeof more, "%s: Digest realm=\"%s\", nonce=\"%s\", algorithm=MD5%s%s\r\n",
                   is_proxy ? "Proxy-Authenticate" : "WWW-Authenticate", r->realm, r->nonce,
                   r->has_qop ? ", qop=\"auth\"" : "", is_stale ? ", stale=true" : "");
    const struct lab_sip_answer answer = {.start = is_proxy ? "407 Proxy Authentication Required" : "401 Unauthorized",
                                          .tag = "registrar",
                                          .more = more,
                                          .delay_us = r->slow_us};
    lab_sip_respond(lab, m, &answer);
}

bool lab_registrar_challenges(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct lab_registrar *r = &lab->sip->registrar;
    const struct lab_contact *c = lab_contact_find(lab, lab_sip_user(m->from));
    bool is_of_user = c != NULL && c->at.ip == m->peer.ip;
    if (!r->wants_calls || r->user[0] == '\0' || strcmp(m->method, "INVITE") != 0 || lab_sip_tag(m->to).n > 0 ||
        !is_of_user || is_right(r, m, "Proxy-Authorization")) {
        return false;
    }
    lab_say(lab, "sip: INVITE: 407");
    challenge(lab, m, true, false);
    return true;
}

bool lab_registrar_wants_login(struct emu_lab *lab, const struct lab_sip_message *m, const char *user)
{
    const struct lab_registrar *r = &lab->sip->registrar;
    if (!r->is_on || strcmp(r->user, user) != 0 || is_right(r, m, "Authorization")) {
        return false;
    }
    lab_say(lab, "sip: %s %s: 401", m->method, user);
    challenge(lab, m, false, false);
    return true;
}

/* ---- where who is ---- */

const struct lab_contact *lab_contact_find(struct emu_lab *lab, struct rt_str user)
{
    struct lab_registrar *r = &lab->sip->registrar;
    for (size_t i = 0; r->contacts != NULL && i < LAB_CONTACTS_MAX; i++) {
        const struct lab_contact *c = &r->contacts[i];
        if (c->user[0] != '\0' && rt_str_is(user, c->user) && c->until_us > board_now_us(lab->board)) {
            return c;
        }
    }
    return NULL;
}

void lab_contact_card(struct emu_lab *lab, struct lab_sip_address *at)
{
    const struct lab_registrar *r = &lab->sip->registrar;
    lab_nat_address(lab, &at->ip, &at->port);
    memcpy(at->mac, lab->unit_mac, sizeof at->mac);
    for (size_t i = 0; r->contacts != NULL && i < LAB_CONTACTS_MAX; i++) {
        const struct lab_contact *c = &r->contacts[i];
        if (c->user[0] != '\0' && c->at.ip == at->ip) {
            memcpy(at->mac, c->at.mac, sizeof at->mac);
            at->stream = c->at.port == at->port ? c->at.stream : at->stream;
        }
    }
}

/* One place a user: the last who registered. */
static void keep_contact(struct emu_lab *lab, const struct lab_sip_message *m, struct rt_str user, struct rt_str uri,
                         uint32_t expires)
{
    struct lab_registrar *r = &lab->sip->registrar;
    struct lab_contact *place = NULL;
    if (r->contacts == NULL) {
        r->contacts = rt_mem_alloc(LAB_CONTACTS_MAX * sizeof *r->contacts);
    }
    for (size_t i = 0; r->contacts != NULL && i < LAB_CONTACTS_MAX; i++) {
        struct lab_contact *c = &r->contacts[i];
        if (c->user[0] != '\0' && rt_str_is(user, c->user)) {
            place = c;
            break;
        }
        bool is_free = c->user[0] == '\0' || c->until_us <= board_now_us(lab->board);
        place = place == NULL && is_free ? c : place;
    }
    struct lab_contact c = {.at = m->peer, .until_us = board_now_us(lab->board) + (uint64_t)expires * BOARD_US_PER_S};
    uint32_t ip;
    uint16_t port;
    if (place != NULL && rt_str_copy(c.user, sizeof c.user, user) == RT_OK &&
        rt_str_copy(c.uri, sizeof c.uri, uri) == RT_OK) {
        if (m->peer.stream == 0 && lab_sip_where(uri, &ip, &port) && ip == m->peer.ip) {
            c.at.port = port;
        } /* else behind a NAT: where it came from */
        *place = c;
    }
}

/* ---- REGISTER ---- */

static void grant(struct emu_lab *lab, const struct lab_sip_message *m, const char *user)
{
    struct lab_registrar *r = &lab->sip->registrar;
    char more[512] = "";
    uint32_t asked = 3600; /* RFC 3261 section 20.10 */
    struct rt_str contact = lab_sip_field(m->head, "Contact", "m"), who = lab_sip_uri(contact);
    if (rt_str_u32(lab_sip_between(contact, ";expires=", ";, "), &asked) != RT_OK) {
        (void)rt_str_u32(lab_sip_field(m->head, "Expires", NULL), &asked);
    }
    if (asked > 0 && asked < r->min_expires) {
        (void)snprintf(more, sizeof more, "Min-Expires: %u\r\n", (unsigned)r->min_expires);
        lab_say(lab, "sip: REGISTER %s: 423", user);
        lab_sip_respond(
            lab, m,
            &(struct lab_sip_answer){
                .start = "423 Interval Too Brief", .tag = "registrar", .more = more, .delay_us = r->slow_us});
        return;
    }
    uint32_t granted = asked < r->expires ? asked : r->expires;
    struct rt_str uri = rt_str_n(contact.p, rt_str_find(contact, '>') + (rt_str_find(contact, '>') < contact.n));
    (void)snprintf(more, sizeof more, "Contact: %.*s;expires=%u\r\n", (int)(uri.n < 400 ? uri.n : 400), uri.p,
                   (unsigned)granted);
    keep_contact(lab, m, lab_sip_user(m->to), who, granted);
    lab_say(lab, "sip: REGISTER %s: 200, %u s", user, (unsigned)granted);
    lab_sip_respond(
        lab, m, &(struct lab_sip_answer){.start = "200 OK", .tag = "registrar", .more = more, .delay_us = r->slow_us});
}

void lab_registrar_on_request(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct lab_registrar *r = &lab->sip->registrar;
    char user[64], start[64];
    struct rt_str who = lab_sip_user(m->to);
    (void)lab_clean(user, sizeof user, who.p, who.n);
    const char *transport = lab_stream_transport(lab, m->peer.stream);
    if (transport[1] != "DCL"[r->transport]) { /* UDP, TCP, TLS */
        lab_say(lab, "sip: REGISTER %s by %s: no answer", user, transport);
        return;
    }
    bool is_faulty = (r->answer != 0 || r->is_silent) && (r->n_faulty == 0 || r->n_given < r->n_faulty);
    r->n_given += is_faulty;
    if (is_faulty && r->is_silent) {
        lab_say(lab, "sip: REGISTER %s: no answer", user);
        return;
    }
    if (is_faulty) {
        (void)snprintf(start, sizeof start, "%u Refused", r->answer);
        lab_say(lab, "sip: REGISTER %s: %u", user, r->answer);
        lab_sip_respond(lab, m, &(struct lab_sip_answer){.start = start, .tag = "registrar", .delay_us = r->slow_us});
        return;
    }
    bool is_known = r->user[0] == '\0' || is_right(r, m, "Authorization");
    bool is_stale = r->user[0] != '\0' && is_known && r->n_stale > 0;
    r->n_stale -= is_stale;
    if (!is_known || is_stale) {
        lab_say(lab, "sip: REGISTER %s: 401%s", user, is_stale ? ", stale" : "");
        challenge(lab, m, false, is_stale);
        return;
    }
    grant(lab, m, user);
}

enum rt_err emu_lab_set_registrar(struct emu_lab *lab, const struct emu_lab_registrar *config)
{
    struct lab_registrar r = {.is_on = true,
                              .transport = config->transport,
                              .answer = config->answer,
                              .is_silent = config->is_silent,
                              .has_qop = config->has_qop,
                              .wants_calls = config->wants_calls,
                              .n_faulty = config->n_faulty,
                              .n_stale = config->n_stale,
                              .slow_us = config->slow_us,
                              .expires = config->expires,
                              .min_expires = config->min_expires,
                              .n_nonces = lab->sip->registrar.n_nonces,
                              .contacts = lab->sip->registrar.contacts};
    if (strpbrk(config->realm, "\"\\\r\n") != NULL) {
        return RT_EINVAL;
    }
    if (rt_str_copy(r.user, sizeof r.user, rt_str(config->user)) != RT_OK ||
        rt_str_copy(r.password, sizeof r.password, rt_str(config->password)) != RT_OK ||
        rt_str_copy(r.realm, sizeof r.realm, rt_str(config->realm)) != RT_OK) {
        return RT_ETOOBIG;
    }
    enum rt_err err = config->transport != EMU_LAB_SIP_UDP ? lab_streams_open(lab) : RT_OK;
    if (err != RT_OK) {
        return err;
    }
    memcpy(r.nonce, lab->sip->registrar.nonce, sizeof r.nonce); /* still good */
    lab->sip->registrar = r;
    if (config->closes) {
        lab_streams_close(lab);
    }
    return RT_OK;
}
