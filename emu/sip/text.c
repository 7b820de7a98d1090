/* SPDX-License-Identifier: MIT */
/* Reading SIP messages, and the digest. RFC 3261 sections 7, 20, 22. */
#include "sip_priv.h"
#include <stdio.h>
#include <string.h>

#define CNONCE "0a4f113b"

struct rt_str lab_sip_field(struct rt_str head, const char *name, const char *compact)
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

void lab_sip_put_fields(struct rt_buf *out, struct rt_str head, const char *name, const char *compact)
{
    while (head.p != NULL && head.n > 0) {
        struct rt_str value, line = rt_str_trim(rt_str_cut(head, '\n', &head));
        struct rt_str key = rt_str_trim(rt_str_cut(line, ':', &value));
        if (rt_str_is_ci(key, name) || (compact != NULL && rt_str_is_ci(key, compact))) {
            value = rt_str_trim(value);
            (void)rt_buf_printf(out, "%s: %.*s\r\n", name, (int)value.n, value.p);
        }
    }
}

struct rt_str lab_sip_between(struct rt_str s, const char *before, const char *ends)
{
    for (size_t i = 0; i < s.n; i++) {
        if (rt_str_starts_ci(rt_str_from(s, i), before)) {
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

struct rt_str lab_sip_tag(struct rt_str value)
{
    size_t close = rt_str_find(value, '>');
    return lab_sip_between(close < value.n ? rt_str_from(value, close) : value, ";tag=", ";, \t");
}

struct rt_str lab_sip_uri(struct rt_str value)
{
    size_t open = rt_str_find(value, '<');
    if (open < value.n) {
        value = rt_str_from(value, open + 1);
        return rt_str_n(value.p, rt_str_find(value, '>'));
    }
    value = rt_str_trim(value);
    return rt_str_n(value.p, rt_str_find(value, ';'));
}

struct rt_str lab_sip_user(struct rt_str value)
{
    struct rt_str uri = lab_sip_uri(value);
    uri = rt_str_from(uri, rt_str_find(uri, ':') + 1);
    size_t at = rt_str_find(uri, '@');
    return rt_str_n(uri.p, at < uri.n ? at : 0);
}

struct rt_str lab_sip_display(struct rt_str value)
{
    struct rt_str name = rt_str_trim(rt_str_n(value.p, rt_str_find(value, '<')));
    if (rt_str_find(value, '<') == value.n) {
        return rt_str("");
    }
    if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"') {
        return rt_str_n(name.p + 1, name.n - 2);
    }
    return name;
}

bool lab_sip_where(struct rt_str uri, uint32_t *ip, uint16_t *port)
{
    struct rt_str host = rt_str_from(uri, rt_str_find(uri, ':') + 1);
    size_t at = rt_str_find(host, '@');
    uint32_t number = LAB_PORT_SIP;
    host = at < host.n ? rt_str_from(host, at + 1) : host;
    host = rt_str_n(host.p, rt_str_find(host, ';'));
    struct rt_str rest;
    host = rt_str_cut(host, ':', &rest);
    if (rest.p != NULL && (rt_str_u32(rest, &number) != RT_OK || number == 0 || number > UINT16_MAX)) {
        return false;
    }
    *port = (uint16_t)number;
    return rt_str_ipv4(host, ip) == RT_OK;
}

/* "SIP/2.0 180 Ringing" or "INVITE sip:200@host SIP/2.0" */
static bool read_start(struct lab_sip_message *m, struct rt_str line)
{
    static const char version[] = "SIP/2.0 ";
    struct rt_str rest;
    uint32_t status;
    if (rt_str_starts(line, version)) {
        line = rt_str_from(line, strlen(version));
        bool is_number = rt_str_u32(rt_str_cut(line, ' ', &rest), &status) == RT_OK && status >= 100 && status <= 699;
        m->status = is_number ? status : 0;
        m->reason = rest.p != NULL ? rest : rt_str("");
        return is_number;
    }
    struct rt_str method = rt_str_cut(line, ' ', &rest);
    m->uri = rt_str_cut(rest, ' ', &rest);
    return rt_str_is(rest, "SIP/2.0") && m->uri.n > 0 && rt_str_copy(m->method, sizeof m->method, method) == RT_OK;
}

bool lab_sip_read(struct lab_sip_message *m, const struct emu_udp *udp)
{
    struct rt_str text = rt_str_n((const char *)udp->payload, udp->n_payload), rest;
    *m = (struct lab_sip_message){.peer = {.ip = udp->src_ip, .port = udp->src_port}};
    memcpy(m->peer.mac, udp->src_mac, sizeof m->peer.mac);
    size_t end = 0;
    while (end + 4 <= text.n && memcmp(text.p + end, "\r\n\r\n", 4) != 0) {
        end++;
    }
    if (end + 4 > text.n || memchr(text.p, '\0', text.n) != NULL) {
        return false;
    }
    m->head = rt_str_n(text.p, end);
    m->body = rt_str_n(text.p + end + 4, text.n - end - 4); /* also when empty: the message ends there */
    if (!read_start(m, rt_str_trim(rt_str_cut(m->head, '\n', &rest)))) {
        return false;
    }
    m->via = lab_sip_field(m->head, "Via", "v");
    m->from = lab_sip_field(m->head, "From", "f");
    m->to = lab_sip_field(m->head, "To", "t");
    m->call_id = lab_sip_field(m->head, "Call-ID", "i");
    struct rt_str method, cseq = rt_str_cut(lab_sip_field(m->head, "CSeq", NULL), ' ', &method);
    if (m->status != 0 && rt_str_copy(m->method, sizeof m->method, rt_str_trim(method)) != RT_OK) {
        return false;
    }
    return m->via.n > 0 && m->from.n > 0 && m->to.n > 0 && m->call_id.n > 0 && rt_str_u32(cseq, &m->cseq) == RT_OK;
}

/* ---- digest ---- */

bool lab_sip_is_quotable(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e || *p == '"' || *p == '\\') {
            return false;
        }
    }
    return true;
}

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
            return rt_str_copy(out, out_size, value) == RT_OK && lab_sip_is_quotable(out);
        }
    }
    return false;
}

bool lab_sip_put_login(struct rt_buf *out, const struct lab_sip_message *m, const struct lab_sip_login *login,
                       const char *method, const char *uri)
{
    bool is_proxy = m->status == 407;
    struct rt_str value = lab_sip_field(m->head, is_proxy ? "Proxy-Authenticate" : "WWW-Authenticate", NULL);
    char realm[128], nonce[128], qop[32], text[512], ha1[33], ha2[33], response[33];
    if (!rt_str_starts_ci(value, "Digest ")) {
        return false;
    }
    value = rt_str_from(value, strlen("Digest "));
    bool has_qop = lab_sip_quoted(value, "qop", qop, sizeof qop);
    if (!lab_sip_quoted(value, "realm", realm, sizeof realm) || !lab_sip_quoted(value, "nonce", nonce, sizeof nonce) ||
        snprintf(text, sizeof text, "%s:%s:%s", login->user, realm, login->password) >= (int)sizeof text) {
        return false;
    }
    lab_md5_hex(text, ha1);
    (void)snprintf(text, sizeof text, "%s:%s", method, uri);
    lab_md5_hex(text, ha2);
    (void)snprintf(text, sizeof text, has_qop ? "%s:%s:00000001:" CNONCE ":auth:%s" : "%s:%s:%s", ha1, nonce, ha2);
    lab_md5_hex(text, response);
    (void)rt_buf_printf(out,
                        "%s: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", "
                        "algorithm=MD5%s\r\n",
                        is_proxy ? "Proxy-Authorization" : "Authorization", login->user, realm, nonce, uri, response,
                        has_qop ? ", qop=auth, nc=00000001, cnonce=\"" CNONCE "\"" : "");
    return true;
}
