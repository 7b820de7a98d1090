/* SPDX-License-Identifier: MIT */
/*
 * The text of a REGISTER. Fields, their order and the forms of identities are those of captured messages: RT31P2-2.0.10
 * and PAP2T-3.1.15 for the order, SPA525G-7.4.9 and SPA303-7.4.7 for the request line and the digest.
 */
#include "sip_priv.h"
#include <board/entropy.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One field; a value that is empty leaves it out. A parameter cannot begin a field of its own: control characters
 * become blanks. */
static void __attribute__((format(printf, 3, 4)))
put_field(struct rt_buf *out, const char *name, const char *format, ...)
{
    va_list ap;
    (void)rt_buf_printf(out, "%s: ", name);
    size_t begin = out->n;
    va_start(ap, format);
    (void)rt_buf_vprintf(out, format, ap);
    va_end(ap);
    for (size_t i = begin; i < out->n && rt_buf_error(out) == RT_OK; i++) {
        out->bytes[i] = out->bytes[i] < 0x20 ? ' ' : out->bytes[i];
    }
    (void)rt_buf_put_text(out, "\r\n");
}

static void put_set_field(struct rt_buf *out, const char *name, const char *value)
{
    if (value[0] != '\0') {
        put_field(out, name, "%s", value);
    }
}

/* A token with blanks stands bare; other names, and all with Escape_Display_Name, in quotes. With a blank behind, or
 * "" without a name. */
static void put_display_name(const struct fw_sip *s, unsigned line, char out[160])
{
    static const char others[] = " -.!%*_+`'~";
    const char *name = sip_param(s, FW_EL_DISPLAY_NAME_1, line);
    bool is_quoted = fw_element_bool(s->config.params, FW_EL_ESCAPE_DISPLAY_NAME);
    size_t n = 0;
    for (const char *p = name; *p != '\0'; p++) {
        bool is_alnum = (*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z');
        is_quoted = is_quoted || (!is_alnum && strchr(others, *p) == NULL);
    }
    if (name[0] != '\0') {
        out[n] = '"';
        n += is_quoted;
        for (const char *p = name; *p != '\0' && n < 150; p++) {
            if (is_quoted && (*p == '"' || *p == '\\')) {
                out[n++] = '\\';
            }
            out[n++] = *p;
        }
        out[n] = '"';
        n += is_quoted;
        out[n++] = ' ';
    }
    out[n] = '\0';
}

/* Drawn when the line registers first, in this order. */
static void draw_identity(struct sip_registration *r)
{
    struct board *b = r->sip->config.board;
    char ip[16];
    if (r->has_identity) {
        return;
    }
    uint32_t high = board_entropy_u32(b), low = board_entropy_u32(b);
    (void)snprintf(r->tag, sizeof r->tag, "%08x%08xo%u", (unsigned)high, (unsigned)low, r->line - 1);
    high = board_entropy_u32(b);
    low = board_entropy_u32(b);
    (void)snprintf(r->call_id, sizeof r->call_id, "%x-%x@%s", (unsigned)high, (unsigned)low,
                   rt_ipv4_text(fw_net_status(r->sip->config.net)->ip, ip));
    r->cseq = board_entropy_u32(b) & 0xffffu; /* guess: captured numbers begin nowhere in particular */
    r->has_identity = true;
}

static void put_authorization(struct sip_registration *r, const char *uri, struct rt_buf *out)
{
    const struct fw_sip *s = r->sip;
    const struct sip_account account = {
        .user =
            sip_param(s, sip_param_bool(s, FW_EL_USE_AUTH_ID_1, r->line) ? FW_EL_AUTH_ID_1 : FW_EL_USER_ID_1, r->line),
        .password = sip_param(s, FW_EL_PASSWORD_1, r->line),
    };
    char cnonce[9] = "";
    if (r->challenge.qop[0] != '\0') {
        (void)snprintf(cnonce, sizeof cnonce, "%08x", (unsigned)board_entropy_u32(s->config.board));
    }
    const struct sip_answering a = {.method = "REGISTER", .uri = uri, .nc = ++r->nc, .cnonce = cnonce};
    struct rt_buf value;
    rt_buf_init(&value, SIP_HEAD_MAX);
    enum rt_err err = sip_challenge_answer(&r->challenge, &account, &a, &value);
    if (err == RT_OK) {
        put_set_field(out, r->challenge.is_of_proxy ? "Proxy-Authorization" : "Authorization", rt_buf_text(&value));
    } else if (err != RT_EINVAL) {
        (void)rt_buf_put(out, NULL, SIZE_MAX); /* the whole text fails */
    }
    rt_buf_fini(&value);
}

enum rt_err sip_register_write(struct sip_registration *r, struct rt_buf *out)
{
    const struct fw_sip *s = r->sip;
    const struct fw_params *params = s->config.params;
    bool is_compact = fw_element_bool(params, FW_EL_USE_COMPACT_HEADER);
    struct rt_str name = sip_targets_name(sip_param(s, FW_EL_PROXY_1, r->line));
    const char *user = sip_param(s, FW_EL_USER_ID_1, r->line);
    unsigned port = s->line_ports[r->line - 1];
    char ip[16], proxy[FW_VALUE_MAX + 1], uri[FW_VALUE_MAX + 8], display[160], agent[256];

    draw_identity(r);
    sip_client_new_branch(&r->client);
    r->cseq++;
    rt_ipv4_text(fw_net_status(s->config.net)->ip, ip);
    if (rt_str_copy(proxy, sizeof proxy, name) != RT_OK) {
        return RT_ETOOBIG;
    }
    rt_text_safe(proxy, strlen(proxy));
    (void)snprintf(uri, sizeof uri, "sip:%s", proxy);
    put_display_name(s, r->line, display);
    sip_put_software(s,
                     fw_element_text(params, FW_EL_SIP_REG_USER_AGENT_NAME)[0] != '\0' ? FW_EL_SIP_REG_USER_AGENT_NAME
                                                                                       : FW_EL_SIP_USER_AGENT_NAME,
                     agent);

    (void)rt_buf_printf(out, "REGISTER %s SIP/2.0\r\n", uri);
    put_field(out, is_compact ? "v" : "Via", "SIP/2.0/UDP %s:%u;branch=%s", ip, port, r->client.branch);
    put_field(out, is_compact ? "f" : "From", "%s<sip:%s@%s>;tag=%s", display, user, proxy, r->tag);
    put_field(out, is_compact ? "t" : "To", "%s<sip:%s@%s>", display, user, proxy);
    put_field(out, is_compact ? "i" : "Call-ID", "%s", r->call_id);
    put_field(out, "CSeq", "%u REGISTER", (unsigned)r->cseq);
    put_field(out, "Max-Forwards", "%u", (unsigned)fw_element_u32(params, FW_EL_MAX_FORWARD));
    if (r->has_challenge) {
        put_authorization(r, uri, out);
    }
    put_field(out, is_compact ? "m" : "Contact", "%s<sip:%s@%s:%u>;expires=%u", display, user, ip, port,
              (unsigned)r->expires);
    put_set_field(out, "User-Agent", agent);
    put_field(out, is_compact ? "l" : "Content-Length", "0");
    put_field(out, "Allow", "%s", SIP_ALLOW);
    put_field(out, "Supported", "%s", SIP_SUPPORTED);
    put_set_field(out, "Accept-Language", fw_element_text(params, FW_EL_SIP_ACCEPT_LANGUAGE)); /* its place: guess */
    put_set_field(out, "Proxy-Require", sip_param(s, FW_EL_SIP_PROXY_REQUIRE_1, r->line));     /* its place: guess */
    (void)rt_buf_put_text(out, "\r\n");
    return rt_buf_error(out);
}
