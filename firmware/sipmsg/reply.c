/* SPDX-License-Identifier: MIT */
#include <fw/sip_reply.h>
#include <fw/sip_text.h>
#include <fw/sip_uri.h>

/* Reason phrases: RFC 3261 section 21, RFC 3265 section 7.3.2. */
static const struct {
    int status;
    const char *text;
} reasons[] = {
    {100, "Trying"},
    {180, "Ringing"},
    {182, "Queued"},
    {183, "Session Progress"},
    {200, "OK"},
    {202, "Accepted"},
    {302, "Moved Temporarily"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {415, "Unsupported Media Type"},
    {416, "Unsupported URI Scheme"},
    {420, "Bad Extension"},
    {480, "Temporarily Unavailable"},
    {481, "Call/Transaction Does Not Exist"},
    {482, "Loop Detected"},
    {486, "Busy Here"},
    {487, "Request Terminated"},
    {488, "Not Acceptable Here"},
    {489, "Bad Event"},
    {491, "Request Pending"},
    {500, "Server Internal Error"},
    {501, "Not Implemented"},
    {504, "Server Time-out"},
    {505, "Version Not Supported"},
    {603, "Decline"},
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

static void put_value(struct rt_buf *out, const char *name, struct rt_str value)
{
    sip_put_field(out, name, "%.*s", (int)value.n, value.p);
}

static bool has_tag(struct rt_str to)
{
    struct sip_address a;
    return sip_address_read(to, &a) && sip_parameter(a.parameters, "tag").n > 0;
}

/* The topmost Via with received and rport; one that stands there is replaced (rport without a value: RFC 3581). */
static void put_top_via(const struct sip_reply *reply, const char *name, struct rt_str via, struct rt_str others,
                        struct rt_buf *out)
{
    struct rt_str rest;
    struct rt_str sent_by = rt_str_cut(via, ';', &rest);
    (void)rt_buf_printf(out, "%s: %.*s", name, (int)sent_by.n, sent_by.p);
    bool has_received = reply->received == NULL, has_rport = reply->rport == 0;
    while (rest.p != NULL) {
        struct rt_str value, part = rt_str_cut(rest, ';', &rest), key = rt_str_trim(rt_str_cut(part, '=', &value));
        if (reply->received != NULL && rt_str_is_ci(key, "received")) {
            (void)rt_buf_printf(out, ";received=%s", reply->received);
            has_received = true;
        } else if (reply->rport != 0 && rt_str_is_ci(key, "rport")) {
            (void)rt_buf_printf(out, ";rport=%u", (unsigned)reply->rport);
            has_rport = true;
        } else {
            (void)rt_buf_printf(out, ";%.*s", (int)part.n, part.p);
        }
    }
    if (!has_received) {
        (void)rt_buf_printf(out, ";received=%s", reply->received);
    }
    if (!has_rport) {
        (void)rt_buf_printf(out, ";rport=%u", (unsigned)reply->rport);
    }
    if (others.p != NULL) {
        (void)rt_buf_printf(out, ",%.*s", (int)others.n, others.p);
    }
    (void)rt_buf_put_text(out, "\r\n");
}

static void put_vias(const struct sip_message *request, const struct sip_reply *reply, const char *name,
                     struct rt_buf *out)
{
    for (unsigned i = 0; i < SIP_HEAD_LINES_MAX; i++) {
        struct rt_str rest, value = sip_message_field(request, "Via", "v", i);
        if (value.p == NULL) {
            return;
        }
        if (i == 0) {
            struct rt_str top = sip_cut_value(value, &rest);
            put_top_via(reply, name, top, rest, out);
        } else {
            put_value(out, name, value);
        }
    }
}

static void put_set(struct rt_buf *out, const char *name, const char *value)
{
    sip_put_set_field(out, name, value != NULL ? value : "");
}

enum rt_err sip_reply_write(const struct sip_message *request, const struct sip_reply *reply, struct rt_buf *out)
{
    bool is_compact = sip_message_is_compact(request);
    struct rt_str to = sip_message_field(request, "To", "t", 0);
    (void)rt_buf_printf(out, "SIP/2.0 %d %s\r\n", reply->status, sip_reason(reply->status));
    if (reply->to_tag != NULL && !has_tag(to)) {
        sip_put_field(out, is_compact ? "t" : "To", "%.*s;tag=%s", (int)to.n, to.p, reply->to_tag);
    } else {
        put_value(out, is_compact ? "t" : "To", to);
    }
    put_value(out, is_compact ? "f" : "From", sip_message_field(request, "From", "f", 0));
    put_value(out, is_compact ? "i" : "Call-ID", sip_message_field(request, "Call-ID", "i", 0));
    put_value(out, "CSeq", sip_message_field(request, "CSeq", NULL, 0));
    put_vias(request, reply, is_compact ? "v" : "Via", out);
    for (unsigned i = 0; reply->forms_dialog && i < SIP_HEAD_LINES_MAX; i++) {
        struct rt_str route = sip_message_field(request, "Record-Route", NULL, i);
        if (route.p == NULL) {
            break;
        }
        put_value(out, "Record-Route", route);
    }
    put_set(out, is_compact ? "m" : "Contact", reply->contact);
    put_set(out, "Server", reply->server);
    put_set(out, reply->extra_name, reply->extra);
    (void)rt_buf_put_text(out, reply->more != NULL ? reply->more : "");
    sip_put_field(out, is_compact ? "l" : "Content-Length", "%u", (unsigned)reply->body.n);
    put_set(out, "Allow", reply->allow);
    put_set(out, "Supported", reply->supported);
    put_set(out, is_compact ? "c" : "Content-Type", reply->content_type);
    (void)rt_buf_put_text(out, "\r\n");
    if (reply->body.n > 0) {
        (void)rt_buf_put(out, reply->body.p, reply->body.n);
    }
    return rt_buf_error(out);
}
