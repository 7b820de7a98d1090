/* SPDX-License-Identifier: MIT */
#include <fw/sip_uri.h>

/* Offset of the first of these characters outside of quotes and, unless one of them opens it, < >; the length when
 * there is none. */
static size_t find_outside(struct rt_str s, const char *chars)
{
    bool is_quoted = false, is_inside = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (is_quoted) {
            i += c == '\\';
            is_quoted = c != '"';
            continue;
        }
        for (const char *k = chars; !is_inside && *k != '\0'; k++) {
            if (c == *k) {
                return i;
            }
        }
        is_quoted = c == '"';
        is_inside = c == '<' || (is_inside && c != '>');
    }
    return s.n;
}

struct rt_str sip_cut_value(struct rt_str values, struct rt_str *rest)
{
    size_t at = find_outside(values, ",");
    *rest = at < values.n ? rt_str_from(values, at + 1) : (struct rt_str){NULL, 0};
    return rt_str_trim(rt_str_n(values.p, at));
}

struct rt_str sip_parameter(struct rt_str parameters, const char *name)
{
    struct rt_str rest = parameters;
    while (rest.p != NULL) {
        size_t end = find_outside(rest, ";");
        struct rt_str value, key = rt_str_trim(rt_str_cut(rt_str_n(rest.p, end), '=', &value));
        rest = end < rest.n ? rt_str_from(rest, end + 1) : (struct rt_str){NULL, 0};
        if (rt_str_is_ci(key, name)) {
            value = rt_str_trim(value);
            bool is_quoted = value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"';
            return is_quoted ? rt_str_n(value.p + 1, value.n - 2) : value.p != NULL ? value : rt_str_n(key.p, 0);
        }
    }
    return (struct rt_str){NULL, 0};
}

static struct rt_str until(struct rt_str s, size_t at, struct rt_str *rest)
{
    *rest = at < s.n ? rt_str_from(s, at + 1) : (struct rt_str){NULL, 0};
    return rt_str_n(s.p, at);
}

bool sip_uri_read(struct rt_str text, struct sip_uri *out)
{
    struct rt_str rest, headers, port_text;
    *out = (struct sip_uri){.port = 0};
    text = rt_str_trim(text);
    if (rt_str_find(text, ':') == text.n) {
        return false;
    }
    out->scheme = until(text, rt_str_find(text, ':'), &rest);
    size_t at = rt_str_find(rest, '@');
    if (at < rest.n) {
        struct rt_str password;
        out->user = until(rest, at, &rest);
        out->user = rt_str_cut(out->user, ':', &password);
    }
    rest = rt_str_cut(rest, '?', &headers);
    rest = until(rest, rt_str_find(rest, ';'), &out->parameters);
    if (rest.n > 0 && rest.p[0] == '[') { /* IPv6: no unit of this generation goes there, but a proxy on the way may */
        size_t close = rt_str_find(rest, ']');
        if (close == rest.n) {
            return false;
        }
        out->host = rt_str_n(rest.p, close + 1);
        (void)rt_str_cut(rt_str_from(rest, close + 1), ':', &port_text);
    } else {
        out->host = rt_str_cut(rest, ':', &port_text);
    }
    uint32_t port = 0;
    if (port_text.p != NULL && (rt_str_u32(port_text, &port) != RT_OK || port == 0 || port > UINT16_MAX)) {
        return false;
    }
    out->port = (uint16_t)port;
    return out->host.n > 0;
}

bool sip_address_read(struct rt_str value, struct sip_address *out)
{
    struct rt_str rest;
    *out = (struct sip_address){.parameters = {NULL, 0}};
    value = rt_str_trim(value);
    size_t open = find_outside(value, "<");
    if (open == value.n) { /* without < > parameters belong to the field (RFC 3261 section 20.10) */
        out->uri = rt_str_trim(until(value, rt_str_find(value, ';'), &out->parameters));
        return out->uri.n > 0 && rt_str_find(out->uri, '"') == out->uri.n; /* else its quotes have no end */
    }
    struct rt_str display = rt_str_trim(rt_str_n(value.p, open));
    bool is_quoted = display.n >= 2 && display.p[0] == '"' && display.p[display.n - 1] == '"';
    out->display = is_quoted ? rt_str_n(display.p + 1, display.n - 2) : display;
    rest = rt_str_from(value, open + 1);
    size_t close = rt_str_find(rest, '>');
    if (close == rest.n) {
        return false;
    }
    out->uri = rt_str_trim(until(rest, close, &rest));
    size_t semicolon = rt_str_find(rest, ';');
    out->parameters = semicolon < rest.n ? rt_str_from(rest, semicolon + 1) : (struct rt_str){NULL, 0};
    return out->uri.n > 0;
}
