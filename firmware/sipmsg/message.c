/* SPDX-License-Identifier: MIT */
#include <fw/sip_message.h>
#include <fw/sip_uri.h>
#include <osipparser2/osip_parser.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h> /* osip_free() is free() */
#include <string.h>

struct sip_message {
    osip_message_t *osip;
    unsigned n_owners;
    char *head; /* as received, a line for each field */
    char *body;
    size_t n_head, n_body;
    bool is_cut;
};

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

/* The fields that the library reads; fields.c reads the others. So it needs no body, and what it does not understand
 * in a name or a login drops no message. */
static bool is_for_parser(struct rt_str line)
{
    static const char *const names[] = {"Via", "v", "CSeq", "Call-ID", "i"};
    struct rt_str rest, name = rt_str_trim(rt_str_cut(line, ':', &rest));
    for (size_t i = 0; rest.p != NULL && i < sizeof names / sizeof names[0]; i++) {
        if (rt_str_is_ci(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* A line that begins with a blank belongs to the one before it: on one line from now on. */
static void unfold(char *head, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        if (head[i] == '\n' && (head[i + 1] == ' ' || head[i + 1] == '\t')) {
            head[i] = ' ';
            if (i > 0 && head[i - 1] == '\r') {
                head[i - 1] = ' ';
            }
        }
    }
}

/* "SIP/2.0 486" without the blank that RFC 3261 section 7.2 wants even before an empty reason: the library would take
 * the next line for it. */
static bool has_no_reason(struct rt_str line)
{
    struct rt_str status;
    (void)rt_str_cut(rt_str_trim(line), ' ', &status);
    return rt_str_starts_ci(line, "SIP/") && status.p != NULL && rt_str_find(rt_str_trim(status), ' ') == status.n;
}

static void append(char *out, size_t *n, struct rt_str text)
{
    memcpy(out + *n, text.p, text.n);
    *n += text.n;
}

/* The start line, those fields and the empty line; owned by the caller. */
static char *copy_head(const char *head, size_t n, size_t *n_copy)
{
    char *out = rt_mem_alloc(n + 2);
    struct rt_str rest = rt_str_n(head, n);
    bool is_first = true;
    *n_copy = 0;
    while (out != NULL && rest.n > 0) {
        size_t n_line = rt_str_find(rest, '\n');
        struct rt_str line = rt_str_n(rest.p, n_line < rest.n ? n_line + 1 : rest.n);
        if (is_first || rest.n == line.n || is_for_parser(line)) {
            size_t n_text = is_first && has_no_reason(line) ? rt_str_trim(line).n : 0;
            append(out, n_copy, rt_str_n(line.p, n_text));
            append(out, n_copy, rt_str_n(" ", n_text > 0));
            append(out, n_copy, rt_str_from(line, n_text));
        }
        is_first = false;
        rest = rt_str_from(rest, line.n);
    }
    return out;
}

/* --- fields as received ------------------------------------------------------------------------------------------ */

/* The field of a line, if it has this name. */
static bool has_name(struct rt_str line, const char *name, const char *compact, struct rt_str *value)
{
    struct rt_str rest, found = rt_str_trim(rt_str_cut(line, ':', &rest));
    *value = rt_str_trim(rest);
    return rest.p != NULL && (rt_str_is_ci(found, name) || (compact != NULL && rt_str_is_ci(found, compact)));
}

/* In an unfolded head. */
static struct rt_str find_field(struct rt_str rest, const char *name, const char *compact, unsigned i)
{
    struct rt_str value;
    (void)rt_str_cut(rest, '\n', &rest); /* the start line */
    while (rest.p != NULL) {
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        if (has_name(line, name, compact, &value) && i-- == 0) {
            return value;
        }
    }
    return (struct rt_str){NULL, 0};
}

struct rt_str sip_message_field(const struct sip_message *m, const char *name, const char *compact, unsigned i)
{
    return find_field(rt_str_n(m->head, m->n_head), name, compact, i);
}

enum rt_err sip_message_length(const uint8_t *bytes, size_t n, uint32_t *out)
{
    char *head = rt_mem_alloc(n + 1);
    if (head == NULL) {
        return RT_ENOMEM;
    }
    memcpy(head, bytes, n);
    unfold(head, n);
    enum rt_err err = rt_str_u32(find_field(rt_str_n(head, n), "Content-Length", "l", 0), out);
    (void)rt_mem_free(head); /* always NULL */
    return err == RT_OK ? RT_OK : RT_ESYNTAX;
}

bool sip_message_is_compact(const struct sip_message *m)
{
    return sip_message_field(m, "Via", NULL, 0).p == NULL;
}

struct rt_str sip_message_body(const struct sip_message *m)
{
    return rt_str_n(m->body, m->n_body);
}

bool sip_message_is_cut(const struct sip_message *m)
{
    return m->is_cut;
}

/* What follows the head, as Content-Length says (RFC 3261 section 18.3: of a datagram the rest may be left out). */
static enum rt_err read_body(struct sip_message *m, const uint8_t *bytes, size_t n)
{
    struct rt_str length = sip_message_field(m, "Content-Length", "l", 0);
    uint32_t n_said = 0;
    if (length.p != NULL) {
        m->is_cut = rt_str_u32(length, &n_said) != RT_OK || n_said > n;
        n = m->is_cut ? 0 : n_said;
    }
    m->body = n > 0 ? rt_mem_strndup((const char *)bytes, n) : NULL;
    m->n_body = m->body != NULL ? strlen(m->body) : 0; /* nothing that is read here may hold a 0 */
    return n > 0 && m->body == NULL ? RT_ENOMEM : RT_OK;
}

static osip_via_t *top_via(const struct sip_message *m)
{
    return osip_list_get(&m->osip->vias, 0);
}

static bool has_address(const struct sip_message *m, const char *name, const char *compact)
{
    struct sip_address a;
    return sip_address_read(sip_message_field(m, name, compact, 0), &a);
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
    if (!has_address(m, "From", "f") || !has_address(m, "To", "t") || o->call_id == NULL ||
        o->call_id->number == NULL) {
        return "no From, To or Call-ID";
    }
    return NULL;
}

enum rt_err sip_message_parse(struct sip_message **out, const uint8_t *bytes, size_t n, const char **why)
{
    *why = "";
    size_t n_head = find_head(bytes, n, why), n_copy = 0;
    if (n_head == 0) {
        return n >= SIP_HEAD_MAX ? RT_ETOOBIG : RT_ESYNTAX;
    }
    struct sip_message *m = rt_mem_alloc(sizeof *m);
    if (m == NULL) {
        return RT_ENOMEM;
    }
    m->n_owners = 1;
    m->n_head = n_head;
    m->head = rt_mem_strndup((const char *)bytes, n_head); /* find_head() saw no 0 in it */
    if (m->head != NULL) {
        unfold(m->head, n_head);
    }
    char *copy = m->head != NULL ? copy_head(m->head, n_head, &n_copy) : NULL;
    if (copy == NULL || read_body(m, bytes + n_head, n - n_head) != RT_OK ||
        osip_message_init(&m->osip) != OSIP_SUCCESS) {
        (void)rt_mem_free(copy); /* always NULL */
        sip_message_destroy(m);
        return RT_ENOMEM;
    }
    int err = osip_message_parse(m->osip, copy, n_copy);
    (void)rt_mem_free(copy); /* always NULL */
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

struct sip_message *sip_message_keep(struct sip_message *m)
{
    m->n_owners++;
    return m;
}

void sip_message_destroy(struct sip_message *m)
{
    if (m != NULL && --m->n_owners == 0) {
        if (m->osip != NULL) {
            osip_message_free(m->osip);
        }
        (void)rt_mem_free(m->head); /* all: always NULL */
        (void)rt_mem_free(m->body);
        (void)rt_mem_free(m);
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

bool sip_message_user_is(const struct sip_message *m, const char *account)
{
    const char *user = sip_message_uri_user(m);
    struct rt_str parameters;
    return user != NULL && account[0] != '\0' &&
           (strcmp(user, account) == 0 || rt_str_is(rt_str_cut(rt_str(user), ';', &parameters), account));
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
