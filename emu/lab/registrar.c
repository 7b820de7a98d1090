/* SPDX-License-Identifier: MIT */
/*
 * The provider as a registrar (RFC 3261 section 10): challenges with a digest, grants, refuses or says nothing, as a
 * scenario wants it. It shares no code with the unit's SIP, so that one mistake does not hide on both sides.
 */
#include "lab_priv.h"
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 2048u

/* The value of the first such field of a head. */
static struct rt_str field(struct rt_str head, const char *name, const char *compact)
{
    while (head.p != NULL && head.n > 0) {
        struct rt_str value, line = rt_str_trim(rt_str_cut(head, '\n', &head));
        struct rt_str key = rt_str_trim(rt_str_cut(line, ':', &value));
        if (rt_str_is_ci(key, name) || (compact != NULL && rt_str_is_ci(key, compact))) {
            return rt_str_trim(value);
        }
    }
    return rt_str("");
}

/* What stands between two texts; empty: nothing. */
static struct rt_str between(struct rt_str s, const char *before, const char *ends)
{
    for (size_t i = 0; i < s.n; i++) {
        if (rt_str_starts(rt_str_from(s, i), before)) {
            struct rt_str rest = rt_str_from(s, i + strlen(before));
            size_t n = 0;
            while (n < rest.n && strchr(ends, rest.p[n]) == NULL) {
                n++;
            }
            return rt_str_n(rest.p, n);
        }
    }
    return rt_str("");
}

static bool is_right(const struct lab_registrar *r, struct rt_str head)
{
    char user[64], nonce[64], uri[256], response[40], nc[16], cnonce[64], qop[16], text[512], ha1[33], ha2[33], sum[33];
    struct rt_str value = field(head, "Authorization", NULL);
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
    (void)snprintf(text, sizeof text, "REGISTER:%s", uri);
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

/* A fresh nonce, the same in each run. */
static void make_nonce(struct lab_registrar *r)
{
    char text[32];
    (void)snprintf(text, sizeof text, "registrar %u", ++r->n_nonces);
    lab_md5_hex(text, r->nonce);
}

static void respond(struct emu_lab *lab, const struct emu_udp *udp, struct rt_str head, const char *start,
                    const char *more)
{
    static const char *const names[][2] = {{"Via", "v"}, {"From", "f"}, {"To", "t"}, {"Call-ID", "i"}, {"CSeq", NULL}};
    struct rt_buf text;
    rt_buf_init(&text, TEXT_MAX);
    (void)rt_buf_printf(&text, "SIP/2.0 %s\r\n", start);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct rt_str value = field(head, names[i][0], names[i][1]);
        (void)rt_buf_printf(&text, "%s: %.*s%s\r\n", names[i][0], (int)value.n, value.p,
                            i == 2 ? ";tag=registrar" : "");
    }
    (void)rt_buf_printf(&text, "%sContent-Length: 0\r\n\r\n", more);
    if (rt_buf_error(&text) == RT_OK) {
        lab_reply(lab, udp, LAB_PORT_SIP, text.bytes, text.n);
    }
    rt_buf_fini(&text);
}

bool lab_registrar_on_request(struct emu_lab *lab, const struct emu_udp *udp)
{
    struct lab_registrar *r = &lab->registrar;
    struct rt_str head = rt_str_n((const char *)udp->payload, udp->n_payload);
    char user[64], more[512] = "", start[64];
    if (!r->is_on || !rt_str_starts(head, "REGISTER ")) {
        return false;
    }
    struct rt_str contact = field(head, "Contact", "m"), who = between(contact, "<sip:", "@>");
    (void)lab_clean(user, sizeof user, who.p, who.n);
    uint32_t asked = 3600;
    (void)rt_str_u32(between(contact, ";expires=", ";, "), &asked); /* else the default of RFC 3261 section 20.10 */
    bool is_faulty = (r->answer != 0 || r->is_silent) && (r->n_faulty == 0 || r->n_given < r->n_faulty);
    r->n_given += is_faulty;
    if (is_faulty && r->is_silent) {
        lab_say(lab, "sip: REGISTER %s: no answer", user);
    } else if (is_faulty) {
        (void)snprintf(start, sizeof start, "%u Refused", r->answer);
        lab_say(lab, "sip: REGISTER %s: %u", user, r->answer);
        respond(lab, udp, head, start, "");
    } else if (r->user[0] != '\0' && !is_right(r, head)) {
        make_nonce(r);
        (void)snprintf(more, sizeof more, "WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\", algorithm=MD5%s\r\n",
                       r->realm, r->nonce, r->has_qop ? ", qop=\"auth\"" : "");
        lab_say(lab, "sip: REGISTER %s: 401", user);
        respond(lab, udp, head, "401 Unauthorized", more);
    } else {
        uint32_t granted = asked < r->expires ? asked : r->expires;
        struct rt_str uri = rt_str_n(contact.p, rt_str_find(contact, '>') + (rt_str_find(contact, '>') < contact.n));
        (void)snprintf(more, sizeof more, "Contact: %.*s;expires=%u\r\n", (int)(uri.n < 400 ? uri.n : 400), uri.p,
                       (unsigned)granted);
        lab_say(lab, "sip: REGISTER %s: 200, %u s", user, (unsigned)granted);
        respond(lab, udp, head, "200 OK", more);
    }
    return true;
}

enum rt_err emu_lab_set_registrar(struct emu_lab *lab, const struct emu_lab_registrar *config)
{
    struct lab_registrar r = {.is_on = true,
                              .answer = config->answer,
                              .is_silent = config->is_silent,
                              .has_qop = config->has_qop,
                              .n_faulty = config->n_faulty,
                              .expires = config->expires,
                              .n_nonces = lab->registrar.n_nonces};
    if (strpbrk(config->realm, "\"\\\r\n") != NULL) {
        return RT_EINVAL;
    }
    if (rt_str_copy(r.user, sizeof r.user, rt_str(config->user)) != RT_OK ||
        rt_str_copy(r.password, sizeof r.password, rt_str(config->password)) != RT_OK ||
        rt_str_copy(r.realm, sizeof r.realm, rt_str(config->realm)) != RT_OK) {
        return RT_ETOOBIG;
    }
    lab->registrar = r;
    return RT_OK;
}
