/* SPDX-License-Identifier: MIT */
/* Who the other side of a call is. */
#include "invite_priv.h"
#include <fw/sip_uri.h>

/* A backslash protects what follows: "J. \"Ace\" Smith". */
static void copy(char out[FW_SIP_PARTY_BYTES], struct rt_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < FW_SIP_PARTY_BYTES - 1; i++) {
        i += text.p[i] == '\\' && i + 1 < text.n;
        out[n++] = text.p[i];
    }
    out[n] = '\0';
    rt_text_safe(out, n);
}

/* Of several values the one of the caller: "<sip:300@h>;party=called" is about us. */
static bool read_party_id(const struct sip_message *m, struct sip_address *out)
{
    struct rt_str value, party;
    for (unsigned i = 0; (value = sip_message_field(m, "Remote-Party-ID", NULL, i)).p != NULL; i++) {
        for (struct rt_str rest = value; rest.p != NULL;) {
            bool is_read = sip_address_read(sip_cut_value(rest, &rest), out);
            party = is_read ? sip_parameter(out->parameters, "party") : RT_STR("");
            if (is_read && (party.n == 0 || rt_str_is_ci(party, "calling"))) {
                return true;
            }
        }
    }
    return false;
}

/* The user of a URI, as people write it: "+14085551212" of sip:%2B14085551212;npdi=yes@h (RFC 3261 section 19.1.2), and
 * of tel:+14085551212. */
static void copy_number(char out[FW_SIP_PARTY_BYTES], struct rt_str text)
{
    struct sip_uri uri;
    struct rt_str user = RT_STR(""), parameters;
    size_t n = 0;
    if (sip_uri_read(text, &uri)) {
        user = rt_str_cut(rt_str_is_ci(uri.scheme, "tel") ? uri.host : uri.user, ';', &parameters);
    }
    for (size_t i = 0; i < user.n && n < FW_SIP_PARTY_BYTES - 1; i++) {
        int byte = user.p[i] == '%' ? rt_str_percent(user, i) : -1;
        out[n++] = byte > 0 ? (char)byte : user.p[i];
        i += byte > 0 ? 2 : 0;
    }
    out[n] = '\0';
    rt_text_safe(out, n);
}

/* The caller: Remote-Party-ID if SIP_Remote-Party-ID is Yes, else From. ATA 191 guide: of later firmware
 * P-Asserted-Identity comes first. */
void fw_sip_call_party(const struct fw_sip_call *c, struct fw_sip_party *out)
{
    const struct sip_message *m = c->in.request;
    struct sip_address from, id;
    struct sip_uri uri = {.port = 0};
    struct rt_str rest, value;
    *out = (struct fw_sip_party){.is_anonymous = false};
    if (m == NULL || c->is_outgoing || c->in.is_reinvite) {
        if (c->dialog.remote != NULL && sip_address_read(rt_str(c->dialog.remote), &from)) {
            copy(out->name, from.display);
            copy_number(out->user, from.uri);
        }
        return;
    }
    if (!sip_address_read(sip_message_field(m, "From", "f", 0), &from)) {
        return;
    }
    (void)sip_uri_read(from.uri, &uri);
    out->is_anonymous = rt_str_is_ci(from.display, "Anonymous") || rt_str_is_ci(uri.user, "anonymous");
    value = sip_message_field(m, "P-Asserted-Identity", NULL, 0);
    if (value.p == NULL || !sip_address_read(sip_cut_value(value, &rest), &id)) {
        if (!sip_param_bool(c->sip, FW_EL_SIP_REMOTE_PARTY_ID_1, c->line) || !read_party_id(m, &id)) {
            id = from;
        }
        struct rt_str privacy = sip_parameter(id.parameters, "privacy");
        out->is_anonymous = out->is_anonymous || (privacy.n > 0 && !rt_str_is_ci(privacy, "off"));
    }
    struct rt_str privacy = sip_message_field(m, "Privacy", NULL, 0);
    while (privacy.p != NULL) {
        out->is_anonymous = rt_str_is_ci(rt_str_trim(rt_str_cut(privacy, ';', &privacy)), "id") || out->is_anonymous;
    }
    copy(out->name, id.display);
    copy_number(out->user, id.uri);
}

struct rt_str fw_sip_call_field(const struct fw_sip_call *c, const char *name)
{
    return c->in.request != NULL ? sip_message_field(c->in.request, name, NULL, 0) : (struct rt_str){NULL, 0};
}
