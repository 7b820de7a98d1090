/* SPDX-License-Identifier: MIT */
#include <board/entropy.h>
#include <fw/sip_port.h>
#include <fw/sip_request.h>
#include <fw/sip_uri.h>
#include <rt/mem.h>
#include <stdio.h>

/* 16 digits, the direction and the line's index (captures). */
static void draw_tag(struct fw_sip *s, unsigned line, char direction, char out[SIP_TAG_BYTES])
{
    uint32_t high = board_entropy_u32(sip_config(s)->board), low = board_entropy_u32(sip_config(s)->board);
    (void)snprintf(out, SIP_TAG_BYTES, "%08x%08x%c%u", (unsigned)high, (unsigned)low, direction, line - 1);
}

void sip_draw_branch(struct fw_sip *s, char out[SIP_BRANCH_BYTES])
{
    (void)snprintf(out, SIP_BRANCH_BYTES, "z9hG4bK-%x", (unsigned)board_entropy_u32(sip_config(s)->board));
}

enum rt_err sip_dialog_begin(struct sip_dialog *d, struct fw_sip *s, unsigned line, const char *local, const char *uri)
{
    struct board *b = sip_config(s)->board;
    char tag[SIP_TAG_BYTES], call_id[SIP_CALL_ID_BYTES], ip[16], remote[FW_VALUE_MAX + 16];
    draw_tag(s, line, 'o', tag);
    uint32_t high = board_entropy_u32(b), low = board_entropy_u32(b);
    (void)snprintf(call_id, sizeof call_id, "%x-%x@%s", (unsigned)high, (unsigned)low,
                   rt_ipv4_text(fw_net_status(sip_config(s)->net)->ip, ip));
    (void)snprintf(remote, sizeof remote, "<%s>", uri);
    const struct sip_dialog_names names = {
        .tag = tag, .call_id = call_id, .local = local, .remote = remote, .target = uri};
    return sip_dialog_init(d, &names);
}

enum rt_err sip_dialog_accept(struct sip_dialog *d, struct fw_sip *s, unsigned line, const struct sip_message *invite)
{
    enum rt_err err = sip_dialog_init_invited(d, invite);
    if (err == RT_OK) {
        draw_tag(s, line, 'i', d->local_tag);
    }
    return err;
}

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
    const struct fw_params *params = sip_config(s)->params;
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
