/* SPDX-License-Identifier: MIT */
#include <fw/url.h>
#include <rt/assert.h>
#include <string.h>

/* Source: guide p.2-12. */
static const struct {
    const char *name;
    uint16_t port;
} SCHEMES[FW_N_SCHEMES] = {
    [FW_SCHEME_TFTP] = {"tftp", 69},
    [FW_SCHEME_HTTP] = {"http", 80},
    [FW_SCHEME_HTTPS] = {"https", 443},
};

const char *fw_scheme_name(enum fw_scheme s)
{
    RT_ASSERT((unsigned)s < FW_N_SCHEMES);
    return SCHEMES[s].name;
}

uint16_t fw_scheme_port(enum fw_scheme s)
{
    RT_ASSERT((unsigned)s < FW_N_SCHEMES);
    return SCHEMES[s].port;
}

/* Offset of "://" if it precedes the first '/', else text.n. */
static size_t find_scheme_end(struct rt_str text)
{
    size_t slash = rt_str_find(text, '/');
    if (slash == 0 || slash + 1 >= text.n || text.p[slash - 1] != ':' || text.p[slash + 1] != '/') {
        return text.n;
    }
    return slash - 1;
}

static bool parse_scheme(struct rt_str text, enum fw_scheme *out)
{
    for (unsigned i = 0; i < FW_N_SCHEMES; i++) {
        /* guess: the case of the scheme does not matter, as in RFC 3986 section 3.1. */
        if (rt_str_is_ci(text, SCHEMES[i].name)) {
            *out = (enum fw_scheme)i;
            return true;
        }
    }
    return false;
}

static bool is_server_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
}

static enum rt_err parse_server(struct rt_str text, struct fw_url *out, const char **why)
{
    struct rt_str port_text;
    struct rt_str server = rt_str_cut(text, ':', &port_text);
    if (server.n == 0) {
        *why = "a ':' without a server before it";
        return RT_ESYNTAX;
    }
    for (size_t i = 0; i < server.n; i++) {
        if (!is_server_char(server.p[i])) {
            *why = "a character that no server name has";
            return RT_ESYNTAX;
        }
    }
    if (port_text.p != NULL) {
        uint32_t port = 0;
        if (!rt_str_is_digits(port_text) || rt_str_u32(port_text, &port) != RT_OK || port == 0 || port > 65535) {
            *why = "a port is a number from 1 to 65535";
            return RT_ESYNTAX;
        }
        out->port = (uint16_t)port;
    }
    if (rt_str_copy(out->server, sizeof out->server, server) != RT_OK) {
        *why = "the server name is longer than 255 characters";
        return RT_ETOOBIG;
    }
    out->has_server = true;
    return RT_OK;
}

static enum rt_err parse_path(struct rt_str path, struct fw_url *out, const char **why)
{
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c < 0x20 || c == 0x7f) {
            *why = "a control character in the filepath";
            return RT_ESYNTAX;
        }
        /* A TFTP file name may have a blank; in HTTP it would cut the request line in two. guess. */
        if (c == ' ' && out->scheme != FW_SCHEME_TFTP) {
            *why = "a blank in the filepath of an http or https URL";
            return RT_ESYNTAX;
        }
    }
    if (rt_str_copy(out->path, sizeof out->path, path) != RT_OK) {
        *why = "the filepath is longer than 1023 characters";
        return RT_ETOOBIG;
    }
    return RT_OK;
}

enum rt_err fw_url_parse(struct rt_str text, struct fw_url *out, const char **why)
{
    const char *ignored;
    why = why != NULL ? why : &ignored;
    RT_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    *why = "";

    struct rt_str rest = rt_str_trim(text);
    size_t scheme_end = find_scheme_end(rest);
    if (scheme_end < rest.n) {
        if (!parse_scheme(rt_str_n(rest.p, scheme_end), &out->scheme)) {
            *why = "the scheme is none of tftp, http, https";
            return RT_ESYNTAX;
        }
        rest = rt_str_from(rest, scheme_end + 3);
    }
    out->port = fw_scheme_port(out->scheme);

    size_t slash = rt_str_find(rest, '/');
    if (slash == rest.n) {
        *why = "the filepath, which starts with '/', is missing";
        return RT_ESYNTAX;
    }
    if (slash > 0) {
        enum rt_err err = parse_server(rt_str_n(rest.p, slash), out, why);
        if (err != RT_OK) {
            return err;
        }
    }
    return parse_path(rt_str_from(rest, slash), out, why);
}
