/* SPDX-License-Identifier: MIT */
/*
 * The provider's SIP server, as far as provisioning needs one: it sends NOTIFY (guide p.2-15, p.2-19) and answers the
 * unit's challenge (RFC 2617 section 3.2.2, qop=auth) once. One request at a time.
 */
#include "lab_priv.h"
#include <mbedtls/md5.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX     1400u /* a message in one frame */
#define CNONCE       "0a4f113b"
#define CHALLENGE    401u
#define STATUS_WORDS 48u

struct challenge {
    char realm[128], nonce[128];
};

/* Fit for a line of a header and for a quoted string? */
static bool is_plain(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e || *p == '"' || *p == '\\') {
            return false;
        }
    }
    return true;
}

void lab_md5_hex(const char *text, char out[33])
{
    unsigned char sum[16];
    (void)mbedtls_md5_ret((const unsigned char *)text, strlen(text), sum); /* fails only with hardware of its own */
    for (size_t i = 0; i < sizeof sum; i++) {
        (void)snprintf(out + 2 * i, 3, "%02x", sum[i]);
    }
}

/* An Authorization line, or "" without a challenge. */
static enum rt_err authorize(const struct lab_notify *n, const char *uri, const struct challenge *c, struct rt_buf *out)
{
    char text[512], ha1[33], ha2[33], response[33];
    if (c == NULL) {
        return RT_OK;
    }
    if (snprintf(text, sizeof text, "%s:%s:%s", n->user, c->realm, n->password) >= (int)sizeof text) {
        return RT_ETOOBIG;
    }
    lab_md5_hex(text, ha1);
    (void)snprintf(text, sizeof text, "NOTIFY:%s", uri);
    lab_md5_hex(text, ha2);
    (void)snprintf(text, sizeof text, "%s:%s:00000001:" CNONCE ":auth:%s", ha1, c->nonce, ha2);
    lab_md5_hex(text, response);
    return rt_buf_printf(out,
                         "Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", "
                         "response=\"%s\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"" CNONCE "\"\r\n",
                         n->user, c->realm, c->nonce, uri, response);
}

static enum rt_err send_request(struct emu_lab *lab, const struct challenge *c)
{
    struct lab_notify *n = &lab->notify;
    struct rt_buf text;
    char uri[160], unit[16], pc[16];
    rt_buf_init(&text, TEXT_MAX);
    rt_ipv4_text(n->unit_ip, unit);
    rt_ipv4_text(EMU_NET_PROVIDER, pc);
    (void)snprintf(uri, sizeof uri, "sip:%s%s%s:%u", n->user, n->user[0] != '\0' ? "@" : "", unit, n->unit_port);
    unsigned id = ++n->n_sent;
    (void)rt_buf_printf(&text,
                        "NOTIFY %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%u;branch=z9hG4bK%u\r\n"
                        "From: <sip:provider@%s>;tag=p%u\r\nTo: <%s>\r\nCall-ID: notify%u@%s\r\nCSeq: %u NOTIFY\r\n"
                        "Max-Forwards: 70\r\nEvent: %s\r\n",
                        uri, pc, LAB_PORT_SIP, id, pc, id, uri, id, pc, id, n->event);
    enum rt_err err = authorize(n, uri, c, &text);
    (void)rt_buf_put_text(&text, "Content-Length: 0\r\n\r\n");
    err = err == RT_OK ? rt_buf_error(&text) : err;
    if (err == RT_OK) {
        struct emu_udp udp = {
            .src_ip = EMU_NET_PROVIDER,
            .dst_ip = n->unit_ip,
            .src_port = LAB_PORT_SIP,
            .dst_port = n->unit_port,
            .payload = text.bytes,
            .n_payload = text.n,
        };
        emu_net_mac(udp.src_mac, EMU_NET_PROVIDER);
        memcpy(udp.dst_mac, lab->unit_mac, sizeof udp.dst_mac);
        lab_say(lab, "sip: sends NOTIFY %s to port %u%s", n->event, n->unit_port, c != NULL ? ", with a login" : "");
        lab_send(lab, &udp);
    }
    rt_buf_fini(&text);
    return err;
}

/* ---- answers ---- */

bool lab_sip_quoted(struct rt_str list, const char *name, char *out, size_t out_size)
{
    while (list.n > 0) {
        struct rt_str key = rt_str_trim(rt_str_n(list.p, rt_str_find(list, '=')));
        list = rt_str_from(list, rt_str_find(list, '=') + 1);
        bool is_quoted = rt_str_starts(list, "\"");
        list = is_quoted ? rt_str_from(list, 1) : list;
        struct rt_str value = rt_str_n(list.p, rt_str_find(list, is_quoted ? '"' : ','));
        list = rt_str_from(list, value.n);
        list = rt_str_from(list, rt_str_find(list, ',') + 1);
        if (rt_str_is_ci(key, name)) {
            return rt_str_copy(out, out_size, value) == RT_OK && is_plain(out);
        }
    }
    return false;
}

static bool read_challenge(struct rt_str text, struct challenge *out)
{
    static const char scheme[] = "Digest ";
    struct rt_str rest = text;
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str value;
        struct rt_str name = rt_str_trim(rt_str_cut(rt_str_trim(rt_str_cut(rest, '\n', &rest)), ':', &value));
        value = rt_str_trim(value);
        if (rt_str_is_ci(name, "WWW-Authenticate") && rt_str_starts_ci(value, scheme)) {
            value = rt_str_from(value, strlen(scheme));
            return lab_sip_quoted(value, "realm", out->realm, sizeof out->realm) &&
                   lab_sip_quoted(value, "nonce", out->nonce, sizeof out->nonce);
        }
    }
    return false;
}

void lab_sip_on_packet(struct emu_lab *lab, const struct emu_udp *udp)
{
    static const char version[] = "SIP/2.0 ";
    struct lab_notify *n = &lab->notify;
    struct rt_str text = rt_str_n((const char *)udp->payload, udp->n_payload);
    uint32_t status;
    if (lab_registrar_on_request(lab, udp)) {
        return;
    }
    if (!rt_str_starts(text, version) ||
        rt_str_u32(rt_str_n(text.p + strlen(version), text.n < 11 ? 0 : 3), &status) != RT_OK) {
        lab_say(lab, "sip: %zu bytes that are no answer", udp->n_payload);
        return;
    }
    char words[STATUS_WORDS];
    struct rt_str line = rt_str_trim(rt_str_n(text.p, rt_str_find(text, '\n')));
    line = rt_str_from(line, strlen(version));
    lab_say(lab, "sip: answer %s", lab_clean(words, sizeof words, line.p, line.n));
    if (!n->is_waiting) {
        return;
    }
    struct challenge c;
    n->status = status;
    n->is_waiting = false;
    if (status == CHALLENGE && n->has_login && !n->has_answered && read_challenge(text, &c)) {
        n->has_answered = true;
        n->is_waiting = send_request(lab, &c) == RT_OK;
    }
}

/* ---- for the lab's users ---- */

enum rt_err emu_lab_notify(struct emu_lab *lab, const struct emu_lab_notify *notify)
{
    static const uint8_t no_mac[6] = {0};
    struct lab_notify *n = &lab->notify;
    unsigned n_sent = n->n_sent;
    bool has_login = notify->user != NULL && notify->password != NULL;
    *n = (struct lab_notify){.unit_ip = notify->unit_ip, .unit_port = notify->unit_port, .n_sent = n_sent};
    if (memcmp(lab->unit_mac, no_mac, sizeof no_mac) == 0) {
        return RT_EUNREACH;
    }
    if (!is_plain(notify->event) || strchr(notify->event, ' ') != NULL ||
        (has_login && (!is_plain(notify->user) || strpbrk(notify->user, " @<>") != NULL))) {
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
    return !((const struct emu_lab *)lab)->notify.is_waiting;
}

unsigned emu_lab_notify_status(const struct emu_lab *lab)
{
    return lab->notify.status;
}
