/* SPDX-License-Identifier: MIT */
#include <fw/sip_dialog.h>
#include <fw/sip_uri.h>
#include <rt/assert.h>
#include <rt/mem.h>
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

enum rt_err sip_dialog_init(struct sip_dialog *d, const struct sip_dialog_names *names)
{
    size_t n = strlen(names->tag);
    *d = (struct sip_dialog){.cseq = CSEQ_FIRST - 1};
    RT_ASSERT(n < sizeof d->local_tag);
    memcpy(d->local_tag, names->tag, n + 1);
    if (set(&d->call_id, rt_str(names->call_id)) && set(&d->local, rt_str(names->local)) &&
        set(&d->remote, rt_str(names->remote)) && set(&d->target, rt_str(names->target))) {
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

enum rt_err sip_dialog_set_target(struct sip_dialog *d, struct rt_str uri)
{
    return set(&d->target, uri) ? RT_OK : RT_ENOMEM;
}

enum rt_err sip_dialog_retarget(struct sip_dialog *d, const struct sip_message *m)
{
    struct rt_str uri = contact_uri(m);
    return uri.p == NULL || set(&d->target, uri) ? RT_OK : RT_ENOMEM;
}

enum rt_err sip_dialog_init_invited(struct sip_dialog *d, const struct sip_message *invite)
{
    struct rt_str contact = contact_uri(invite), tag = sip_message_tag(invite, "From", "f");
    *d = (struct sip_dialog){.cseq = CSEQ_FIRST - 1};
    if (contact.p == NULL) { /* RFC 3261 section 8.1.1.8: an INVITE has one */
        return RT_ESYNTAX;
    }
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

bool sip_dialog_next_hop(const struct sip_dialog *d, char host[SIP_HOST_MAX + 1], uint16_t *port)
{
    struct sip_address a = {.uri = rt_str(d->target)};
    struct sip_uri uri;
    struct rt_str rest;
    if (d->routes != NULL && !sip_address_read(sip_cut_value(rt_str(d->routes), &rest), &a)) {
        return false;
    }
    if (!sip_uri_read(a.uri, &uri) || rt_str_copy(host, SIP_HOST_MAX + 1, uri.host) != RT_OK) {
        return false;
    }
    *port = uri.port;
    return true;
}
