/* SPDX-License-Identifier: MIT */
#include "dialog.h"
#include "sip_priv.h"
#include "reliable.h"
#include <board/entropy.h>
#include <fw/sip_text.h>
#include <fw/sip_uri.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* The first request of an own dialog; after a challenge 102 (captures). As callee too. */
#define CSEQ_FIRST 101u

static bool set(char **text, struct rt_str value)
{
    char *copy = rt_mem_strndup(value.p != NULL ? value.p : "", value.n);
    if (copy == NULL) {
        return false;
    }
    (void)rt_mem_free(*text); /* always NULL */
    *text = copy;
    return true;
}

void sip_dialog_fini(struct sip_dialog *d)
{
    char *const texts[] = {d->call_id, d->local, d->remote, d->remote_tag, d->target, d->routes};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        (void)rt_mem_free(texts[i]); /* always NULL */
    }
    *d = (struct sip_dialog){0};
}

/* 16 digits, the direction and the line's index (captures). */
static void draw_tag(struct fw_sip *s, unsigned line, char direction, char out[SIP_TAG_BYTES])
{
    uint32_t high = board_entropy_u32(s->config.board), low = board_entropy_u32(s->config.board);
    (void)snprintf(out, SIP_TAG_BYTES, "%08x%08x%c%u", (unsigned)high, (unsigned)low, direction, line - 1);
}

void sip_draw_branch(struct fw_sip *s, char out[SIP_BRANCH_BYTES])
{
    (void)snprintf(out, SIP_BRANCH_BYTES, "z9hG4bK-%x", (unsigned)board_entropy_u32(s->config.board));
}

/* Values of a field that may come several times and with commas, in order or backwards, joined by commas. */
static enum rt_err join_routes(const struct sip_message *m, bool is_backwards, char **out)
{
    struct rt_buf joined;
    unsigned n = 0, n_put = 0;
    struct rt_str value[SIP_HEAD_LINES_MAX];
    for (unsigned i = 0; i < SIP_HEAD_LINES_MAX; i++) {
        struct rt_str rest = sip_message_field(m, "Record-Route", NULL, i);
        while (rest.p != NULL && n < SIP_HEAD_LINES_MAX) {
            value[n++] = sip_cut_value(rest, &rest);
        }
    }
    (void)rt_mem_free(*out); /* always NULL */
    *out = NULL;
    if (n == 0) {
        return RT_OK;
    }
    rt_buf_init(&joined, SIP_HEAD_MAX);
    for (unsigned i = 0; i < n; i++) {
        struct rt_str v = value[is_backwards ? n - 1 - i : i];
        (void)rt_buf_printf(&joined, "%s%.*s", n_put++ > 0 ? "," : "", (int)v.n, v.p);
    }
    enum rt_err err = rt_buf_error(&joined);
    *out = err == RT_OK ? rt_buf_take(&joined) : NULL;
    rt_buf_fini(&joined);
    return err != RT_OK ? err : *out == NULL ? RT_ENOMEM : RT_OK;
}

enum rt_err sip_dialog_begin(struct sip_dialog *d, struct fw_sip *s, unsigned line, const char *local, const char *uri)
{
    struct board *b = s->config.board;
    char call_id[SIP_CALL_ID_MAX], ip[16], remote[FW_VALUE_MAX + 16];
    *d = (struct sip_dialog){.cseq = CSEQ_FIRST - 1};
    draw_tag(s, line, 'o', d->local_tag);
    uint32_t high = board_entropy_u32(b), low = board_entropy_u32(b);
    (void)snprintf(call_id, sizeof call_id, "%x-%x@%s", (unsigned)high, (unsigned)low,
                   rt_ipv4_text(fw_net_status(s->config.net)->ip, ip));
    (void)snprintf(remote, sizeof remote, "<%s>", uri);
    if (set(&d->call_id, rt_str(call_id)) && set(&d->local, rt_str(local)) && set(&d->remote, rt_str(remote)) &&
        set(&d->target, rt_str(uri))) {
        return RT_OK;
    }
    sip_dialog_fini(d);
    return RT_ENOMEM;
}

enum rt_err sip_dialog_address(struct sip_dialog *d, const char *remote)
{
    return set(&d->remote, rt_str(remote)) ? RT_OK : RT_ENOMEM;
}

struct rt_str sip_message_tag(const struct sip_message *m, const char *name, const char *compact)
{
    struct sip_address a;
    if (!sip_address_read(sip_message_field(m, name, compact, 0), &a)) {
        return (struct rt_str){NULL, 0};
    }
    return sip_parameter(a.parameters, "tag");
}

/* A field's value without its tag: address as written, display name too. */
static bool set_address(char **out, struct rt_str value)
{
    struct sip_address a;
    if (!sip_address_read(value, &a)) {
        return false;
    }
    const char *end = a.parameters.p != NULL ? a.parameters.p - 1 : value.p + value.n;
    return set(out, rt_str_trim(rt_str_n(value.p, (size_t)(end - value.p))));
}

static struct rt_str contact_uri(const struct sip_message *m)
{
    struct sip_address a;
    struct sip_uri uri;
    struct rt_str rest, field = sip_message_field(m, "Contact", "m", 0);
    if (field.p == NULL || !sip_address_read(sip_cut_value(field, &rest), &a) || !sip_uri_read(a.uri, &uri)) {
        return (struct rt_str){NULL, 0};
    }
    return a.uri;
}

enum rt_err sip_dialog_retarget(struct sip_dialog *d, const struct sip_message *m)
{
    struct rt_str uri = contact_uri(m);
    return uri.p == NULL || set(&d->target, uri) ? RT_OK : RT_ENOMEM;
}

enum rt_err sip_dialog_accept(struct sip_dialog *d, struct fw_sip *s, unsigned line, const struct sip_message *invite)
{
    struct rt_str contact = contact_uri(invite), tag = sip_message_tag(invite, "From", "f");
    *d = (struct sip_dialog){.cseq = CSEQ_FIRST - 1};
    if (contact.p == NULL) { /* RFC 3261 section 8.1.1.8: an INVITE has one */
        return RT_ESYNTAX;
    }
    draw_tag(s, line, 'i', d->local_tag);
    d->remote_cseq = sip_message_cseq(invite);
    d->has_remote_cseq = true;
    /* A tag may be missing: RFC 2543. */
    if (set(&d->call_id, sip_message_field(invite, "Call-ID", "i", 0)) &&
        set_address(&d->local, sip_message_field(invite, "To", "t", 0)) &&
        set_address(&d->remote, sip_message_field(invite, "From", "f", 0)) && set(&d->remote_tag, tag) &&
        set(&d->target, contact) && join_routes(invite, false, &d->routes) == RT_OK) {
        return RT_OK;
    }
    sip_dialog_fini(d);
    return RT_ENOMEM;
}

enum rt_err sip_dialog_confirm(struct sip_dialog *d, const struct sip_message *response)
{
    if (!set(&d->remote_tag, sip_message_tag(response, "To", "t"))) {
        return RT_ENOMEM;
    }
    enum rt_err err = join_routes(response, true, &d->routes);
    return err == RT_OK ? sip_dialog_retarget(d, response) : err;
}

enum rt_err sip_dialog_fork(struct sip_dialog *d, const struct sip_dialog *of, const struct sip_message *response)
{
    *d = (struct sip_dialog){.cseq = of->cseq};
    memcpy(d->local_tag, of->local_tag, sizeof d->local_tag);
    if (set(&d->call_id, rt_str(of->call_id)) && set(&d->local, rt_str(of->local)) &&
        set(&d->remote, rt_str(of->remote)) && set(&d->target, rt_str(of->target)) &&
        sip_dialog_confirm(d, response) == RT_OK) {
        return RT_OK;
    }
    sip_dialog_fini(d);
    return RT_ENOMEM;
}

bool sip_dialog_has(const struct sip_dialog *d, const struct sip_message *m)
{
    bool is_request = sip_message_is_request(m);
    struct rt_str from = sip_message_tag(m, "From", "f"), to = sip_message_tag(m, "To", "t");
    return d->call_id != NULL && rt_str_is(sip_message_field(m, "Call-ID", "i", 0), d->call_id) &&
           rt_str_is(is_request ? to : from, d->local_tag) && d->remote_tag != NULL &&
           rt_str_is(is_request ? from : to, d->remote_tag);
}

/* ---- writing ---- */

void sip_put_contact(const struct fw_sip *s, unsigned line, char out[512])
{
    char display[SIP_DISPLAY_BYTES], host[SIP_HOST_PORT_BYTES];
    sip_put_display_name(s, line, display);
    (void)snprintf(out, 512, "%s<sip:%.200s@%s%s>", display, sip_param(s, FW_EL_USER_ID_1, line),
                   sip_contact_host(s, line, host), sip_transport_parameter(sip_transport_of(s, line)));
}

/* Is the first route a loose router? Otherwise it becomes the request's URI (RFC 3261 section 12.2.1.1). */
static bool is_strict(const char *routes, struct rt_str *first, struct rt_str *others)
{
    struct sip_address a;
    struct sip_uri uri;
    if (routes == NULL || !sip_address_read(sip_cut_value(rt_str(routes), others), &a) || !sip_uri_read(a.uri, &uri)) {
        return false;
    }
    *first = a.uri;
    return sip_parameter(uri.parameters, "lr").p == NULL;
}

/* Their place is a guess: no capture has one. */
static void put_routes(const struct sip_dialog *d, bool strict, struct rt_str others, struct rt_buf *out)
{
    if (strict) {
        sip_put_field(out, "Route", "%.*s%s<%s>", (int)others.n, others.p != NULL ? others.p : "",
                      others.n > 0 ? "," : "", d->target);
    } else if (d->routes != NULL) {
        sip_put_field(out, "Route", "%s", d->routes);
    }
}

enum rt_err sip_dialog_write(const struct sip_dialog *d, struct fw_sip *s, unsigned line, const struct sip_request *r,
                             struct rt_buf *out)
{
    const struct fw_params *params = s->config.params;
    bool is_compact = fw_element_bool(params, FW_EL_USE_COMPACT_HEADER);
    struct rt_str first = {NULL, 0}, others = {NULL, 0};
    bool strict = is_strict(d->routes, &first, &others);
    const char *tag = r->remote_tag != NULL ? r->remote_tag : d->remote_tag != NULL ? d->remote_tag : "";
    char host[SIP_HOST_PORT_BYTES], contact[512], agent[256];

    struct rt_str uri = strict ? first : rt_str(d->target);
    (void)rt_buf_printf(out, "%s %.*s SIP/2.0\r\n", r->method, (int)uri.n, uri.p);
    sip_put_field(out, is_compact ? "v" : "Via", "SIP/2.0/%s %s;branch=%s",
                  sip_transport_name(sip_transport_of(s, line)), sip_via_host(s, line, host), r->branch);
    put_routes(d, strict, others, out);
    sip_put_field(out, is_compact ? "f" : "From", "%s;tag=%s", d->local, d->local_tag);
    sip_put_field(out, is_compact ? "t" : "To", "%s%s%s", d->remote, tag[0] != '\0' ? ";tag=" : "", tag);
    sip_put_set_field(out, "Remote-Party-ID", r->remote_party_id != NULL ? r->remote_party_id : "");
    sip_put_field(out, is_compact ? "i" : "Call-ID", "%s", d->call_id);
    sip_put_field(out, "CSeq", "%u %s", (unsigned)r->cseq, r->method);
    sip_put_field(out, "Max-Forwards", "%u", (unsigned)fw_element_u32(params, FW_EL_MAX_FORWARD));
    if (r->login != NULL) {
        char *uri_text = rt_mem_strndup(uri.p, uri.n);
        if (uri_text == NULL) {
            return RT_ENOMEM;
        }
        sip_login_put(r->login, s, line, r->method, uri_text, out);
        (void)rt_mem_free(uri_text); /* always NULL */
    }
    if (r->has_contact) {
        sip_put_contact(s, line, contact);
        sip_put_field(out, is_compact ? "m" : "Contact", "%s", contact);
    }
    if (r->expires > 0) {
        sip_put_field(out, "Expires", "%u", (unsigned)r->expires);
    }
    sip_put_set_field(out, is_compact ? "o" : "Event", r->event != NULL ? r->event : "");
    sip_put_set_field(out, "P-RTP-Stat", r->statistics != NULL ? r->statistics : "");
    (void)rt_buf_put_text(out, r->more != NULL ? r->more : "");
    sip_put_software(s, FW_EL_SIP_USER_AGENT_NAME, agent);
    sip_put_set_field(out, "User-Agent", agent);
    sip_put_field(out, is_compact ? "l" : "Content-Length", "%u", (unsigned)r->body.n);
    if (r->has_abilities) {
        sip_put_field(out, "Allow", "%s", sip_allow(s, line));
        sip_put_field(out, "Supported", "%s", sip_supported(s, line));
        sip_put_set_field(out, "Accept-Language", fw_element_text(params, FW_EL_SIP_ACCEPT_LANGUAGE)); /* guess */
        sip_put_set_field(out, "Proxy-Require", sip_param(s, FW_EL_SIP_PROXY_REQUIRE_1, line));        /* guess */
    }
    if (r->body.n > 0 && r->content_type != NULL) {
        sip_put_field(out, is_compact ? "c" : "Content-Type", "%s", r->content_type);
    }
    (void)rt_buf_put_text(out, "\r\n");
    if (r->body.n > 0) {
        (void)rt_buf_put(out, r->body.p, r->body.n);
    }
    return rt_buf_error(out);
}

/* Fields that the ACK and the CANCEL of an INVITE repeat. */
static const char *const repeated[] = {"Via",     "v", "Route", "From",         "f",         "To", "t",
                                       "Call-ID", "i", "CSeq",  "Max-Forwards", "User-Agent"};

enum rt_err sip_dialog_write_like(const char *invite, const char *method, struct rt_str to, struct rt_buf *out)
{
    struct rt_str rest, uri, line = rt_str_cut(rt_str(invite), '\n', &rest);
    (void)rt_str_cut(line, ' ', &uri); /* "INVITE" */
    (void)rt_buf_printf(out, "%s %.*s\r\n", method, (int)rt_str_trim(uri).n, uri.p);
    while (rest.p != NULL && rest.p[0] != '\r') {
        struct rt_str value, name;
        line = rt_str_trim(rt_str_cut(rest, '\n', &rest));
        name = rt_str_cut(line, ':', &value);
        for (size_t i = 0; i < sizeof repeated / sizeof repeated[0]; i++) {
            if (!rt_str_is(name, repeated[i])) {
                continue;
            }
            if (rt_str_is(name, "CSeq")) {
                struct rt_str of_method, number = rt_str_cut(rt_str_trim(value), ' ', &of_method);
                (void)rt_buf_printf(out, "CSeq: %.*s %s\r\n", (int)number.n, number.p, method);
            } else if (to.n > 0 && (rt_str_is(name, "To") || rt_str_is(name, "t"))) {
                (void)rt_buf_printf(out, "%.*s: %.*s\r\n", (int)name.n, name.p, (int)to.n, to.p);
            } else {
                (void)rt_buf_printf(out, "%.*s\r\n", (int)line.n, line.p);
            }
            break;
        }
    }
    (void)rt_buf_put_text(out, "Content-Length: 0\r\n\r\n");
    return rt_buf_error(out);
}

bool sip_dialog_next_hop(const struct sip_dialog *d, char host[SIP_TARGET_HOST_MAX + 1], uint16_t *port)
{
    struct sip_address a = {.uri = rt_str(d->target)};
    struct sip_uri uri;
    struct rt_str rest;
    if (d->routes != NULL && !sip_address_read(sip_cut_value(rt_str(d->routes), &rest), &a)) {
        return false;
    }
    if (!sip_uri_read(a.uri, &uri) || rt_str_copy(host, SIP_TARGET_HOST_MAX + 1, uri.host) != RT_OK) {
        return false;
    }
    *port = uri.port;
    return true;
}
