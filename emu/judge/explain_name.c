/* SPDX-License-Identifier: MIT */
/* From an element that this unit lacks to the one that was meant. */
#include "explain_priv.h"
#include <offline/sister.h>
#include <stdio.h>
#include <string.h>
#include "placeholder.h"

/* Names that are near to none of ours, or near to a wrong one. What later products and sister models have and this one
 * has not: lists of parameters of the SPA100 series, the SPA3102 and the PAP2T; rows of status pages: captured pages.
 */
static const struct {
    const char *element, *hint;
} KNOWN[] = {
    {"Transport_Protocol",
     "It belongs to later products: here the URL of Profile_Rule says tftp://, http:// or https://."},
    {"Resync_At__HHmm_",
     "It belongs to later products: here Resync_Periodic says how many seconds lie between resyncs."},
    {"Resync_At", "It belongs to later products: here Resync_Periodic says how many seconds lie between resyncs."},
    {"Resync_At_Random_Delay",
     "It belongs to later products: write Resync_Periodic with a random part, as 86400+3600."},
    {"User_Configurable_Resync", "It belongs to later products: Provision_Enable says whether there are resyncs."},
    {"HTTPS_Name_Validate", "It belongs to later products: this one always compares the name in the certificate."},
    {"Custom_CA_URL", "It belongs to later products: the certificate has to be signed by the roots in the firmware."},
    {"Custom_CA_Rule", "It belongs to later products: the certificate has to be signed by the roots in the firmware."},
    {"Upgrade_Rule_B", "Only the PAP2 of 2004 had it: write the alternatives into Upgrade_Rule, with | between."},
    {"Current_IP", "\"Current IP\" is a row of a status page. To set the address write Static_IP, NetMask and Gateway, "
                   "and Connection_Type Static IP."},
    {"Current_Netmask", "\"Current Netmask\" is a row of a status page. To set it write NetMask."},
    {"Current_Gateway", "\"Current Gateway\" is a row of a status page. To set it write Gateway."},
    {"Subnet_Mask", "Write NetMask (Internet port) or LAN_Subnet_Mask."},
    {"Netmask_1_", "Write NetMask: it has no number."},
    {"IP_Address", "Write Static_IP (Internet port) or LAN_IP_Address."},
    {"Default_Gateway", "Write Gateway."},
    {"DHCP", "The PAP2T has it; here Connection_Type says it: DHCP, Static IP or PPPOE."},
    {"Enable_Web_Server", "The PAP2T has it; here Enable_WAN_Web_Server opens the pages at the Internet port."},
    {"Web_Server_Port", "The PAP2T has it; here it is WAN_Web_Server_Port."},
    {"Timezone", "Write Time_Zone."},
    {"NTP_Server", "Write Primary_NTP_Server or Secondary_NTP_Server."},
    {"Admin_Password", "Write Admin_Passwd."},
    {"User_Passwd", "Write User_Password."},
    {"Speed_Dial_1_", "Speed dials are 2 to 9 of each line: write Speed_Dial_2_1_ or Speed_Dial_2_2_."},
    {"Gateway_1_1_", "It is an account at a gateway of the SPA3102, not the WAN's Gateway: leave it out here."},
    {"Gateway_2_1_", "It is an account at a gateway of the SPA3102, not the WAN's Gateway: leave it out here."},
    {"Gateway_3_1_", "It is an account at a gateway of the SPA3102, not the WAN's Gateway: leave it out here."},
    {"Gateway_4_1_", "It is an account at a gateway of the SPA3102, not the WAN's Gateway: leave it out here."},
};

static const char *known_hint(struct rt_str element)
{
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (rt_str_is(element, KNOWN[i].element)) {
            return KNOWN[i].hint;
        }
    }
    return NULL;
}

/* "Line_Enable_3_": the stem has lines 1 and 2 here. */
static bool put_line_hint(const struct explain *e, struct rt_str element, struct rt_buf *out)
{
    char one[FW_PROFILE_NAME_MAX + 1], two[FW_PROFILE_NAME_MAX + 1];
    const struct fw_schema *schema = e->subject->schema;
    size_t n = element.n;
    if (n < 4 || n > FW_PROFILE_NAME_MAX || element.p[n - 1] != '_' || element.p[n - 2] < '0' ||
        element.p[n - 2] > '9' || element.p[n - 3] != '_') {
        return false;
    }
    (void)snprintf(one, sizeof one, "%.*s1_", (int)(n - 2), element.p);
    (void)snprintf(two, sizeof two, "%.*s2_", (int)(n - 2), element.p);
    if (fw_schema_find(schema, rt_str(one)) < 0 || fw_schema_find(schema, rt_str(two)) < 0) {
        return false;
    }
    (void)rt_buf_printf(out, "This unit has lines 1 and 2: write %s or %s.", one, two);
    return true;
}

static bool has_line_number(const char *element)
{
    size_t n = strlen(element);
    return n > 2 && element[n - 1] == '_' && (element[n - 2] == '1' || element[n - 2] == '2') && element[n - 3] == '_';
}

enum nearest_kind explain_near(const struct explain *e, struct rt_str element, struct rt_buf *out)
{
    enum nearest_kind kind;
    struct subject *s = e->subject;
    struct placeholder p;
    const char *known = known_hint(element), *sister = sister_of(s, element);
    if (known != NULL) {
        bool is_status = rt_str_starts(element, "Current_");
        (void)rt_buf_put_text(out, known);
        return is_status ? NEAREST_STATUS : sister != NULL ? NEAREST_SISTER : NEAREST_NONE;
    }
    if (placeholder_find(element, true, &p)) {
        (void)rt_buf_printf(out, "%.*s is a placeholder that no template engine filled. ", (int)p.written.n,
                            p.written.p);
        placeholder_hint(&p, false, out);
        return NEAREST_NONE;
    }
    if (put_line_hint(e, element, out)) {
        return NEAREST_INDEX;
    }
    const struct subject_other *other = subject_other_release(s, element);
    const char *near = subject_nearest(s, element, &kind);
    static const char *const texts[] = {
        [NEAREST_NONE] = "",
        [NEAREST_CASE] = "Names are case sensitive: write %s.",
        [NEAREST_FORM] = "Write %s: blanks and the characters []()/ of a label become '_', nothing else does.",
        [NEAREST_INDEX] = "Write %s: the number of the line is part of the name.",
        [NEAREST_STATUS] = "\"%s\" is a row of a status page, which cannot be set.",
        [NEAREST_LETTERS] = "Did you mean %s?",
    };
    bool is_of_product = other != NULL && strcmp(other->file.product, s->manifest.product) == 0;
    if (is_of_product) {
        (void)rt_buf_printf(out, "Release %s has it, release %s does not.", other->file.version, s->manifest.version);
    } else if (other != NULL && (near == NULL || kind == NEAREST_LETTERS || kind == NEAREST_INDEX)) {
        (void)rt_buf_printf(out, "The %s has it (release %s), the %s does not.", other->file.product,
                            other->file.version, s->manifest.product);
        return NEAREST_SISTER;
    } else if (sister != NULL && (near == NULL || kind == NEAREST_LETTERS)) {
        (void)rt_buf_printf(out, "The %s have it, the %s does not.", sister, s->manifest.product);
        return NEAREST_SISTER;
    } else if (near != NULL) {
        bool is_of_both = kind == NEAREST_INDEX && !has_line_number(near);
        const char *text = is_of_both ? "Write %s: it has no number, one value is for both lines." : texts[kind];
        struct rt_str rest, head = rt_str_cut(rt_str(text), '%', &rest);
        (void)rt_buf_printf(out, "%.*s%s%.*s", (int)head.n, head.p, near, (int)rest.n - 1, rest.p + 1);
        return kind;
    }
    return other != NULL ? NEAREST_RELEASE : NEAREST_NONE;
}
