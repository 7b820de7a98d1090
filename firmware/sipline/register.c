/* SPDX-License-Identifier: MIT */
/*
 * The text of a REGISTER. Fields, their order and the forms of identities are those of captured messages: RT31P2-2.0.10
 * and PAP2T-3.1.15 for the order, SPA525G-7.4.9 and SPA303-7.4.7 for the request line and the digest.
 */
#include "lines_priv.h"
#include <board/entropy.h>
#include <stdio.h>
#include <string.h>

/* Drawn when the line registers first, in this order. */
static void draw_identity(struct sip_registration *r)
{
    struct board *b = sip_config(r->sip)->board;
    char ip[16];
    if (r->has_identity) {
        return;
    }
    uint32_t high = board_entropy_u32(b), low = board_entropy_u32(b);
    (void)snprintf(r->tag, sizeof r->tag, "%08x%08xo%u", (unsigned)high, (unsigned)low, r->line - 1);
    high = board_entropy_u32(b);
    low = board_entropy_u32(b);
    (void)snprintf(r->call_id, sizeof r->call_id, "%x-%x@%s", (unsigned)high, (unsigned)low,
                   rt_ipv4_text(fw_net_status(sip_config(r->sip)->net)->ip, ip));
    r->cseq = board_entropy_u32(b) & 0xffffu; /* guess: captured numbers begin nowhere in particular */
    r->has_identity = true;
}

void sip_register_contact(const struct sip_registration *r, char out[SIP_CONTACT_MAX])
{
    char host[SIP_HOST_PORT_BYTES];
    (void)snprintf(out, SIP_CONTACT_MAX, "%.100s@%s", sip_param(r->sip, FW_EL_USER_ID_1, r->line),
                   sip_contact_host(r->sip, r->line, host));
}

enum rt_err sip_register_write(struct sip_registration *r, struct rt_buf *out)
{
    const struct fw_sip *s = r->sip;
    const struct fw_params *params = sip_config(s)->params;
    bool is_compact = fw_element_bool(params, FW_EL_USE_COMPACT_HEADER);
    struct rt_str name = sip_targets_name(sip_param(s, FW_EL_PROXY_1, r->line));
    const char *user = sip_param(s, FW_EL_USER_ID_1, r->line);
    enum sip_transport transport = sip_transport_of(s, r->line);
    char host[SIP_HOST_PORT_BYTES], proxy[FW_VALUE_MAX + 1], uri[FW_VALUE_MAX + 8], display[SIP_DISPLAY_BYTES],
        agent[256];

    draw_identity(r);
    sip_client_new_branch(&r->client);
    r->cseq++;
    if (rt_str_copy(proxy, sizeof proxy, name) != RT_OK) {
        return RT_ETOOBIG;
    }
    rt_text_safe(proxy, strlen(proxy));
    (void)snprintf(uri, sizeof uri, "sip:%s", proxy);
    sip_put_display_name(s, r->line, display);
    sip_put_software(s,
                     fw_element_text(params, FW_EL_SIP_REG_USER_AGENT_NAME)[0] != '\0' ? FW_EL_SIP_REG_USER_AGENT_NAME
                                                                                       : FW_EL_SIP_USER_AGENT_NAME,
                     agent);

    (void)rt_buf_printf(out, "REGISTER %s SIP/2.0\r\n", uri);
    sip_put_field(out, is_compact ? "v" : "Via", "SIP/2.0/%s %s;branch=%s", sip_transport_name(transport),
                  sip_via_host(s, r->line, host), r->client.branch);
    sip_put_field(out, is_compact ? "f" : "From", "%s<sip:%s@%s>;tag=%s", display, user, proxy, r->tag);
    sip_put_field(out, is_compact ? "t" : "To", "%s<sip:%s@%s>", display, user, proxy);
    sip_put_field(out, is_compact ? "i" : "Call-ID", "%s", r->call_id);
    sip_put_field(out, "CSeq", "%u REGISTER", (unsigned)r->cseq);
    sip_put_field(out, "Max-Forwards", "%u", (unsigned)fw_element_u32(params, FW_EL_MAX_FORWARD));
    sip_login_put(&r->login, r->sip, r->line, "REGISTER", uri, out);
    sip_register_contact(r, r->contact);
    sip_put_field(out, is_compact ? "m" : "Contact", "%s<sip:%s%s>;expires=%u", display,
                  r->is_removing ? r->last_contact : r->contact, sip_transport_parameter(transport),
                  r->is_removing ? 0 : (unsigned)r->expires);
    sip_put_set_field(out, "User-Agent", agent);
    sip_put_field(out, is_compact ? "l" : "Content-Length", "0");
    sip_put_field(out, "Allow", "%s", sip_allow(s, r->line));
    sip_put_field(out, "Supported", "%s", sip_supported(s, r->line));
    sip_put_set_field(out, "Accept-Language",
                      fw_element_text(params, FW_EL_SIP_ACCEPT_LANGUAGE));                     /* its place: guess */
    sip_put_set_field(out, "Proxy-Require", sip_param(s, FW_EL_SIP_PROXY_REQUIRE_1, r->line)); /* its place: guess */
    if (r->lines->probe.nat != SIP_NAT_NOT_TESTED) { /* Sipura administration guide p.67; its place: guess */
        sip_put_field(out, "Warning", "399 spa \"%s\"", sip_nat_text(r->lines->probe.nat));
    }
    (void)rt_buf_put_text(out, "\r\n");
    return rt_buf_error(out);
}
