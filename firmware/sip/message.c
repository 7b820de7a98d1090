/* SPDX-License-Identifier: MIT */
#include "message.h"
#include <osipparser2/osip_parser.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h> /* osip_free() is free() */
#include <string.h>

struct sip_message {
    osip_message_t *osip;
};

/* Reason phrases: RFC 3261 section 21, RFC 3265 section 7.3.2. */
static const struct {
    int status;
    const char *text;
} reasons[] = {
    {200, "OK"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {405, "Method Not Allowed"},
    {416, "Unsupported URI Scheme"},
    {420, "Bad Extension"},
    {480, "Temporarily Unavailable"},
    {481, "Call/Transaction Does Not Exist"},
    {489, "Bad Event"},
    {501, "Not Implemented"},
    {505, "Version Not Supported"},
};

const char *sip_reason(int status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status) {
            return reasons[i].text;
        }
    }
    return "Unknown";
}

static void say_nothing(const char *file, int line, osip_trace_level_t level, const char *format, va_list ap)
{
    (void)file;
    (void)line;
    (void)level;
    (void)format;
    (void)ap;
}

void sip_message_open(void)
{
    /* All this writes the library's globals, with the same values each time. Its memory comes from libc: its copying
     * functions use a block before checking the allocation, so a failed allocation would crash. */
    (void)parser_init(); /* fills a table; says nothing else than done */
    /* Otherwise it writes to standard output, with the host's time. */
    osip_trace_initialize_func(TRACE_LEVEL0, say_nothing);
    for (int level = TRACE_LEVEL0; level < END_TRACE_LEVEL; level++) {
        osip_trace_disable_level((osip_trace_level_t)level);
    }
}

/* --- reading ------------------------------------------------------------------------------------------------- */

/* Length of the header including the empty line, or 0 with a reason. */
static size_t find_head(const uint8_t *bytes, size_t n, const char **why)
{
    unsigned n_lines = 0;
    size_t n_line = 0;
    for (size_t i = 0; i < n && i < SIP_HEAD_MAX; i++) {
        uint8_t c = bytes[i];
        if (c == '\n') {
            if (n_line == 0) {
                return i + 1;
            }
            n_line = 0;
            if (++n_lines > SIP_HEAD_LINES_MAX) {
                *why = "too many lines";
                return 0;
            }
        } else if (c == '\r' && i + 1 < n && bytes[i + 1] == '\n') {
            continue;
        } else if ((c < 0x20 && c != '\t') || c == 0x7f) {
            *why = "a control character in the head";
            return 0;
        } else {
            n_line++;
        }
    }
    *why = n < SIP_HEAD_MAX ? "no empty line after the head" : "the head is too long";
    return 0;
}

/* Fields that make the parser look for a body, which it is not given. */
static bool is_about_body(struct rt_str line)
{
    static const char *const names[] = {"Content-Length", "l", "Content-Type", "c", "Mime-Version"};
    struct rt_str rest, name = rt_str_trim(rt_str_cut(line, ':', &rest));
    for (size_t i = 0; rest.p != NULL && i < sizeof names / sizeof names[0]; i++) {
        if (rt_str_is_ci(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* The head without those fields; owned by the caller. A line that begins with a blank belongs to the one before it. */
static char *copy_head(const uint8_t *bytes, size_t n, size_t *n_copy)
{
    char *out = rt_mem_alloc(n + 1);
    struct rt_str rest = rt_str_n((const char *)bytes, n);
    bool is_dropped = false, is_first = true;
    *n_copy = 0;
    while (out != NULL && rest.n > 0) {
        size_t n_line = rt_str_find(rest, '\n');
        struct rt_str line = rt_str_n(rest.p, n_line < rest.n ? n_line + 1 : rest.n);
        bool is_more = line.p[0] == ' ' || line.p[0] == '\t';
        is_dropped = !is_first && (is_more ? is_dropped : is_about_body(line));
        is_first = false;
        if (!is_dropped) {
            memcpy(out + *n_copy, line.p, line.n);
            *n_copy += line.n;
        }
        rest = rt_str_from(rest, line.n);
    }
    return out;
}

static osip_via_t *top_via(const struct sip_message *m)
{
    return osip_list_get(&m->osip->vias, 0);
}

/* What a response would lack, or NULL. */
static const char *find_gap(const struct sip_message *m)
{
    const osip_message_t *o = m->osip;
    if (o->cseq == NULL || o->cseq->method == NULL || o->cseq->number == NULL) {
        return "no CSeq";
    }
    if (MSG_IS_RESPONSE(o)) {
        return NULL;
    }
    if (o->sip_method == NULL || o->req_uri == NULL || o->sip_version == NULL) {
        return "no request line";
    }
    if (top_via(m) == NULL || top_via(m)->host == NULL) {
        return "no Via";
    }
    if (o->from == NULL || o->to == NULL || o->call_id == NULL || o->call_id->number == NULL) {
        return "no From, To or Call-ID";
    }
    return NULL;
}

enum rt_err sip_message_parse(struct sip_message **out, const uint8_t *bytes, size_t n, const char **why)
{
    *why = "";
    size_t n_head = find_head(bytes, n, why);
    if (n_head == 0) {
        return n >= SIP_HEAD_MAX ? RT_ETOOBIG : RT_ESYNTAX;
    }
    char *head = copy_head(bytes, n_head, &n_head);
    struct sip_message *m = rt_mem_alloc(sizeof *m);
    if (head == NULL || m == NULL || osip_message_init(&m->osip) != OSIP_SUCCESS) {
        (void)rt_mem_free(head); /* both: always NULL */
        (void)rt_mem_free(m);
        return RT_ENOMEM;
    }
    int err = osip_message_parse(m->osip, head, n_head);
    (void)rt_mem_free(head); /* always NULL */
    if (err == OSIP_SUCCESS) {
        const char *gap = find_gap(m);
        if (gap == NULL) {
            *out = m;
            return RT_OK;
        }
        *why = gap;
    } else {
        *why = "not a SIP message";
    }
    sip_message_destroy(m);
    return err == OSIP_NOMEM ? RT_ENOMEM : RT_ESYNTAX;
}

void sip_message_destroy(struct sip_message *m)
{
    if (m != NULL) {
        osip_message_free(m->osip);
        (void)rt_mem_free(m); /* always NULL */
    }
}

bool sip_message_is_request(const struct sip_message *m)
{
    return MSG_IS_REQUEST(m->osip);
}

const char *sip_message_method(const struct sip_message *m)
{
    return sip_message_is_request(m) ? m->osip->sip_method : m->osip->cseq->method;
}

const char *sip_message_cseq_method(const struct sip_message *m)
{
    return m->osip->cseq->method;
}

const char *sip_message_version(const struct sip_message *m)
{
    return m->osip->sip_version;
}

const char *sip_message_uri_scheme(const struct sip_message *m)
{
    return m->osip->req_uri != NULL ? m->osip->req_uri->scheme : NULL;
}

const char *sip_message_uri_user(const struct sip_message *m)
{
    return m->osip->req_uri != NULL ? m->osip->req_uri->username : NULL;
}

const char *sip_message_header(const struct sip_message *m, const char *name, const char *compact)
{
    osip_header_t *h = NULL;
    if (osip_message_header_get_byname(m->osip, name, 0, &h) < 0 || h == NULL) {
        h = NULL;
        if (compact == NULL || osip_message_header_get_byname(m->osip, compact, 0, &h) < 0 || h == NULL) {
            return NULL;
        }
    }
    return h->hvalue;
}

uint16_t sip_message_via_port(const struct sip_message *m)
{
    uint32_t port = SIP_PORT_DEFAULT;
    const char *text = top_via(m)->port;
    if (text != NULL && (rt_str_u32(rt_str_trim(rt_str(text)), &port) != RT_OK || port == 0 || port > UINT16_MAX)) {
        port = SIP_PORT_DEFAULT;
    }
    return (uint16_t)port;
}

const char *sip_message_via_host(const struct sip_message *m)
{
    return top_via(m)->host;
}

/* "text" or text, without the quotes and what a backslash protects. False: too long. */
static bool unquote_to(const char *from, char *out, size_t out_size)
{
    struct rt_str s = rt_str_trim(rt_str(from));
    size_t n = 0;
    bool is_quoted = s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';
    s = is_quoted ? rt_str_n(s.p + 1, s.n - 2) : s;
    for (size_t i = 0; i < s.n; i++) {
        if (is_quoted && s.p[i] == '\\' && i + 1 < s.n) {
            i++;
        }
        if (n + 1 == out_size) {
            return false;
        }
        out[n++] = s.p[i];
    }
    out[n] = '\0';
    return true;
}

static bool unquote(const char *from, char out[SIP_FIELD_MAX + 1])
{
    return unquote_to(from, out, SIP_FIELD_MAX + 1);
}

unsigned sip_message_n_credentials(const struct sip_message *m)
{
    int n = osip_list_size(&m->osip->authorizations);
    return n > 0 ? (unsigned)n : 0;
}

bool sip_message_credentials(const struct sip_message *m, unsigned i, struct sip_credentials *out)
{
    const osip_authorization_t *a = osip_list_get(&m->osip->authorizations, (int)i);
    return a != NULL && unquote(a->auth_type, out->scheme) && unquote(a->username, out->username) &&
           unquote(a->realm, out->realm) && unquote(a->nonce, out->nonce) && unquote(a->uri, out->uri) &&
           unquote(a->response, out->response) && unquote(a->algorithm, out->algorithm) &&
           unquote(a->message_qop, out->qop) && unquote(a->nonce_count, out->nonce_count) &&
           unquote(a->cnonce, out->cnonce);
}

/* --- responses ------------------------------------------------------------------------------------------------- */

int sip_message_status(const struct sip_message *m)
{
    return m->osip->status_code;
}

uint32_t sip_message_cseq(const struct sip_message *m)
{
    uint32_t n = 0;
    return rt_str_u32(rt_str_trim(rt_str(m->osip->cseq->number)), &n) == RT_OK ? n : 0;
}

const char *sip_message_branch(const struct sip_message *m)
{
    osip_generic_param_t *param = NULL;
    osip_via_t *via = top_via(m);
    return via != NULL && osip_via_param_get_byname(via, (char *)(uintptr_t) "branch", &param) == OSIP_SUCCESS &&
                   param != NULL
               ? param->gvalue
               : NULL;
}

bool sip_message_challenge(const struct sip_message *m, unsigned i, struct sip_challenge *out)
{
    int n_www = osip_list_size(&m->osip->www_authenticates);
    unsigned n = n_www > 0 ? (unsigned)n_www : 0;
    const osip_www_authenticate_t *a = i < n ? osip_list_get(&m->osip->www_authenticates, (int)i)
                                             : osip_list_get(&m->osip->proxy_authenticates, (int)(i - n));
    out->is_of_proxy = i >= n;
    return a != NULL && unquote_to(a->auth_type, out->scheme, sizeof out->scheme) && unquote(a->realm, out->realm) &&
           unquote(a->nonce, out->nonce) && unquote(a->opaque, out->opaque) &&
           unquote_to(a->algorithm, out->algorithm, sizeof out->algorithm) &&
           unquote_to(a->qop_options, out->qop, sizeof out->qop);
}

bool sip_message_contact(const struct sip_message *m, unsigned i, struct sip_contact *out)
{
    osip_contact_t *c = osip_list_get(&m->osip->contacts, (int)i);
    osip_generic_param_t *param = NULL;
    uint32_t port = SIP_PORT_DEFAULT;
    if (c == NULL) {
        return false;
    }
    *out = (struct sip_contact){"", "", "", SIP_PORT_DEFAULT};
    if (c->url != NULL) {
        out->user = c->url->username != NULL ? c->url->username : "";
        out->host = c->url->host != NULL ? c->url->host : "";
        if (c->url->port != NULL && rt_str_u32(rt_str(c->url->port), &port) == RT_OK && port >= 1 &&
            port <= UINT16_MAX) {
            out->port = (uint16_t)port;
        }
    }
    if (osip_contact_param_get_byname(c, (char *)(uintptr_t) "expires", &param) == OSIP_SUCCESS && param != NULL &&
        param->gvalue != NULL) {
        out->expires = param->gvalue;
    }
    return true;
}

/* --- answering ------------------------------------------------------------------------------------------------- */

static bool copy_vias(osip_message_t *answer, const osip_message_t *request)
{
    for (int i = 0; i < osip_list_size(&request->vias); i++) {
        osip_via_t *via = NULL;
        if (osip_via_clone(osip_list_get(&request->vias, i), &via) != OSIP_SUCCESS) {
            return false;
        }
        if (osip_list_add(&answer->vias, via, -1) < 0) {
            osip_via_free(via);
            return false;
        }
    }
    return true;
}

/* Sets a parameter of the topmost Via; one that stands there is replaced (rport without a value: RFC 3581). */
static bool set_via_param(osip_message_t *answer, const char *name, const char *value)
{
    osip_via_t *via = osip_list_get(&answer->vias, 0);
    osip_generic_param_t *param = NULL;
    char *name_copy = NULL, *value_copy = osip_strdup(value);
    if (value_copy == NULL) {
        return false;
    }
    if (osip_via_param_get_byname(via, (char *)(uintptr_t)name, &param) == OSIP_SUCCESS && param != NULL) {
        osip_free(param->gvalue);
        param->gvalue = value_copy;
        return true;
    }
    name_copy = osip_strdup(name);
    if (name_copy == NULL || osip_via_param_add(via, name_copy, value_copy) != OSIP_SUCCESS) {
        osip_free(name_copy);
        osip_free(value_copy);
        return false;
    }
    return true;
}

static bool copy_ids(osip_message_t *answer, const osip_message_t *request, const char *to_tag)
{
    osip_generic_param_t *tag = NULL;
    if (osip_from_clone(request->from, &answer->from) != OSIP_SUCCESS ||
        osip_to_clone(request->to, &answer->to) != OSIP_SUCCESS ||
        osip_call_id_clone(request->call_id, &answer->call_id) != OSIP_SUCCESS ||
        osip_cseq_clone(request->cseq, &answer->cseq) != OSIP_SUCCESS) {
        return false;
    }
    if (osip_to_get_tag(answer->to, &tag) == OSIP_SUCCESS && tag != NULL) {
        return true;
    }
    char *copy = osip_strdup(to_tag);
    if (copy == NULL || osip_to_set_tag(answer->to, copy) != OSIP_SUCCESS) {
        osip_free(copy);
        return false;
    }
    return true;
}

static bool fill(osip_message_t *answer, const osip_message_t *request, const struct sip_reply *reply)
{
    char port[8];
    answer->sip_version = osip_strdup("SIP/2.0");
    answer->status_code = reply->status;
    answer->reason_phrase = osip_strdup(sip_reason(reply->status));
    (void)snprintf(port, sizeof port, "%u", (unsigned)reply->rport);
    if (answer->sip_version == NULL || answer->reason_phrase == NULL || !copy_vias(answer, request) ||
        !copy_ids(answer, request, reply->to_tag) ||
        (reply->received != NULL && !set_via_param(answer, "received", reply->received)) ||
        (reply->rport != 0 && !set_via_param(answer, "rport", port))) {
        return false;
    }
    for (size_t i = 0; i < reply->n_headers; i++) {
        const struct sip_header *h = &reply->headers[i];
        if (h->value != NULL && h->value[0] != '\0' &&
            osip_message_set_header(answer, h->name, h->value) != OSIP_SUCCESS) {
            return false;
        }
    }
    return osip_message_set_content_length(answer, "0") == OSIP_SUCCESS;
}

enum rt_err sip_message_reply(const struct sip_message *request, const struct sip_reply *reply, struct rt_buf *out)
{
    osip_message_t *answer = NULL;
    char *text = NULL;
    size_t n = 0;
    enum rt_err err = RT_ENOMEM;
    if (osip_message_init(&answer) != OSIP_SUCCESS) {
        return RT_ENOMEM;
    }
    if (fill(answer, request->osip, reply) && osip_message_to_str(answer, &text, &n) == OSIP_SUCCESS) {
        err = rt_buf_put(out, text, n);
    }
    osip_free(text);
    osip_message_free(answer);
    return err;
}
