/* SPDX-License-Identifier: MIT */
/*
 * How the unit names itself: SIP_Server_Name, SIP_User_Agent_Name. "$VERSION" is "Linksys/SPA2102-5.2.10" (captured
 * messages); "$A" to "$D" are GPP_A to GPP_D (ATA 191 guide). How its lines do: Display_Name. What
 * they can do.
 */
#include "sip_priv.h"
#include <stdio.h>
#include <string.h>

/* Captured: RT31P2-2.0.10, PAP2-3.1.3, PAP2T-3.1.15. */
#define ALLOW       "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, REFER"
#define ALLOW_PRACK "ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, PRACK, REFER" /* with 100rel; guess */
#define SUPPORTED   "x-sipura"

static size_t put(char out[256], size_t n, struct rt_str text)
{
    for (size_t i = 0; i < text.n && n < 255; i++) {
        out[n++] = (uint8_t)text.p[i] >= 0x20 ? text.p[i] : ' '; /* no line of its own */
    }
    return n;
}

void sip_put_software(const struct fw_sip *s, enum fw_element of, char out[256])
{
    const struct fw_manifest *m = s->config.manifest;
    struct rt_str text = rt_str(fw_element_text(s->config.params, of));
    char version[160];
    size_t n = 0;
    (void)snprintf(version, sizeof version, "%s/%s-%s", m->manufacturer, m->sip_product, m->version);
    while (text.n > 0) {
        if (rt_str_starts(text, "$VERSION")) {
            n = put(out, n, rt_str(version));
            text = rt_str_from(text, strlen("$VERSION"));
        } else if (text.n >= 2 && text.p[0] == '$' && text.p[1] >= 'A' && text.p[1] <= 'D') {
            n = put(out, n, rt_str(fw_element_text(s->config.params, fw_element_gpp(text.p[1]))));
            text = rt_str_from(text, 2);
        } else {
            n = put(out, n, rt_str_n(text.p, 1));
            text = rt_str_from(text, 1);
        }
    }
    out[n] = '\0';
}

void sip_put_display_name(const struct fw_sip *s, unsigned line, char out[SIP_DISPLAY_BYTES])
{
    sip_quote_name(sip_param(s, FW_EL_DISPLAY_NAME_1, line),
                   fw_element_bool(s->config.params, FW_EL_ESCAPE_DISPLAY_NAME), out);
}

const char *sip_allow(const struct fw_sip *s, unsigned line)
{
    return sip_param_bool(s, FW_EL_SIP_100REL_ENABLE_1, line) ? ALLOW_PRACK : ALLOW;
}

const char *sip_supported(const struct fw_sip *s, unsigned line)
{
    return sip_param_bool(s, FW_EL_SIP_100REL_ENABLE_1, line) ? SUPPORTED ", 100rel" : SUPPORTED;
}
