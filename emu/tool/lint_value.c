/* SPDX-License-Identifier: MIT */
/* Checks of one element: is it a parameter, is its value one that the parameter can have? */
#include "lint_priv.h"
#include <fw/dialplan.h>
#include <fw/schedule.h>
#include <fw/script.h>
#include <string.h>

/* ---- names ---- */

static void check_name(struct lint *l, const struct fw_profile_item *item, struct profile_place at)
{
    const struct subject *s = l->explain.subject;
    struct rt_buf hint;
    rt_buf_init(&hint, 512);
    enum nearest_kind kind = explain_near(&l->explain, item->element, &hint);
    json_t *fix = report_text(rt_str_n(rt_buf_text(&hint), hint.n));
    if (kind == NEAREST_RELEASE) {
        lint_add(l, LINT_OTHER_RELEASE, at, item->element,
                 report_printf("release %s lacks it: ignored", s->manifest.version), fix);
    } else if (kind == NEAREST_CASE || kind == NEAREST_STATUS) {
        lint_add(
            l, kind == NEAREST_CASE ? LINT_CASE : LINT_STATUS, at, item->element,
            report_printf(kind == NEAREST_CASE ? "upper and lower case differ: ignored" : "not a parameter: ignored"),
            fix);
    } else {
        lint_add(l, LINT_UNKNOWN, at, item->element, report_printf("no such parameter: ignored"), fix);
    }
    rt_buf_fini(&hint);
}

/* ---- numbers and addresses ---- */

/* Decimals are thousandths. The name may have a line number behind it. */
static const struct {
    const char *stem;
    double least, most;
} RANGES[] = {
    {"SIP_Port", 1, 65535},                      /* Port: guide p.2-20 */
    {"EXT_SIP_Port", 1, 65535},                  /* the same */
    {"EXT_RTP_Port_Min", 1, 65535},              /* the same */
    {"WAN_Web_Server_Port", 1, 65535},           /* the same */
    {"RTP_Port_Min", 1, 65535},                  /* the same */
    {"RTP_Port_Max", 1, 65535},                  /* the same */
    {"SIP_TCP_Port_Min", 1, 65535},              /* the same */
    {"SIP_TCP_Port_Max", 1, 65535},              /* the same */
    {"Starting_Port", 1, 65535},                 /* the same */
    {"VLAN_ID", 0, 4094},                        /* IEEE 802.1Q section 9.6 */
    {"SIP_CoS_Value", 0, 7},                     /* three bits: IEEE 802.1Q section 9.6 */
    {"RTP_CoS_Value", 0, 7},                     /* the same */
    {"SIP_ToS_DiffServ_Value", 0, 255},          /* one byte: RFC 791 section 3.1 */
    {"RTP_ToS_DiffServ_Value", 0, 255},          /* the same */
    {"Interdigit_Long_Timer", 0, 64},            /* Linksys ATA administrator guide 3.2 p.108 */
    {"Interdigit_Short_Timer", 0, 64},           /* the same */
    {"RTP_Packet_Size", 0.01, 0.16},             /* guess: what the codecs can fill */
    {"DHCP_Client_Starting_IP_Address", 1, 254}, /* guess: the last number of a LAN address */
    {"Number_of_Client_IP_Addresses", 1, 253},   /* guess: as many as a /24 has */
};

/* "SIP_Port" is the stem of "SIP_Port_1_". */
static bool has_stem(const char *element, const char *stem)
{
    size_t n = strlen(stem);
    const char *rest = element + n;
    return strncmp(element, stem, n) == 0 && (rest[0] == '\0' || (rest[0] == '_' && rest[1] >= '1' && rest[1] <= '9' &&
                                                                  rest[2] == '_' && rest[3] == '\0'));
}

static bool read_number(struct rt_str s, double *out)
{
    uint32_t n;
    int32_t i;
    uint64_t us;
    if (rt_str_u32(s, &n) == RT_OK) {
        *out = n;
    } else if (rt_str_i32(s, &i) == RT_OK) {
        *out = i;
    } else if (rt_str_seconds_us(s, &us) == RT_OK) {
        *out = (double)us / 1e6;
    } else {
        return false;
    }
    return true;
}

static void check_range(struct lint *l, const char *element, struct rt_str value, struct profile_place at)
{
    double n = 0;
    for (size_t i = 0; i < sizeof RANGES / sizeof RANGES[0]; i++) {
        if (has_stem(element, RANGES[i].stem) && value.n > 0 &&
            (!read_number(value, &n) || n < RANGES[i].least || n > RANGES[i].most)) {
            lint_add(l, LINT_RANGE, at, rt_str(element), report_printf("%.*s is out of range", (int)value.n, value.p),
                     report_printf("Write a number from %g to %g.", RANGES[i].least, RANGES[i].most));
        }
    }
}

static void check_address(struct lint *l, const char *element, struct rt_str value, struct profile_place at)
{
    static const char *const addresses[] = {"Static_IP",   "NetMask",       "Gateway",        "LAN_IP_Address",
                                            "Primary_DNS", "Secondary_DNS", "LAN_Subnet_Mask"};
    static const char *const hosts[] = {"Syslog_Server", "Debug_Server",   "STUN_Server",         "Primary_NTP_Server",
                                        "Proxy",         "Outbound_Proxy", "Secondary_NTP_Server"};
    uint32_t ip;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        if (strcmp(element, addresses[i]) == 0 && value.n > 0 && rt_str_ipv4(value, &ip) != RT_OK) {
            lint_add(l, LINT_ADDRESS, at, rt_str(element),
                     report_printf("%.*s is no IP address", (int)value.n, value.p),
                     report_printf("Write four numbers from 0 to 255 with dots between."));
        }
    }
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        bool is_bad = rt_str_find(value, ' ') < value.n || rt_str_find(value, '/') < value.n;
        if (has_stem(element, hosts[i]) && is_bad) {
            lint_add(l, LINT_ADDRESS, at, rt_str(element), report_printf("%.*s is no host name", (int)value.n, value.p),
                     report_printf("Write host or host:port, without a scheme and without a path."));
        }
    }
}

/* ---- scripts, dial plans, schedules ---- */

static void check_dial_plan(struct lint *l, const char *element, struct rt_str value, struct profile_place at)
{
    struct fw_dialplan plan;
    size_t bad_at;
    const char *why;
    if (fw_dialplan_parse(value, &plan, &bad_at, &why) != RT_OK) {
        size_t n = value.n - bad_at < 20 ? value.n - bad_at : 20;
        lint_add(l, LINT_DIAL_PLAN, at, rt_str(element), report_printf("%s (character %zu)", why, bad_at + 1),
                 n > 0 ? report_printf("Look at \"%.*s\".", (int)n, value.p + bad_at)
                       : report_printf("Look at its end."));
    }
}

/* Where the script of a row breaks; false when it does not, or the row holds none. */
static bool find_script_error(enum fw_type type, struct rt_str value, size_t *at)
{
    struct fw_script_tone tone;
    struct fw_script_cadence cadence;
    struct fw_script_frequencies frequencies;
    switch (type) {
    case FW_TYPE_TONESCRIPT:
        return fw_script_parse_tone(value, &tone, at) != RT_OK;
    case FW_TYPE_CADSCRIPT:
        return fw_script_parse_cadence(value, &cadence, at) != RT_OK;
    case FW_TYPE_FREQSCRIPT:
        return fw_script_parse_frequencies(value, &frequencies, at) != RT_OK;
    default:
        return false;
    }
}

static void check_schedule(struct lint *l, const char *element, struct rt_str value, struct profile_place at)
{
    static const char *const names[] = {"Resync_Periodic", "Resync_Error_Retry_Delay", "Upgrade_Error_Retry_Delay"};
    struct fw_schedule schedule;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(element, names[i]) == 0 && fw_schedule_parse(value, &schedule) != RT_OK) {
            lint_add(l, LINT_SCHEDULE, at, rt_str(element),
                     report_printf("%.*s is not a schedule: no timer runs", (int)value.n, value.p),
                     report_printf("Write seconds, with commas between: 3600, or 1800+300,3600."));
        }
    }
}

/* ---- one value ---- */

static void check_unfit(struct lint *l, const struct fw_profile_item *item, const struct fw_schema_row *row,
                        struct profile_place at)
{
    struct rt_buf hint;
    size_t bad_at = 0;
    struct rt_str shown = explain_value(&l->explain, item->id, item->value);
    int n_shown = shown.n < 40 ? (int)shown.n : 40;
    rt_buf_init(&hint, 4096);
    explain_wants(row, item->value, &hint);
    json_t *fix = report_text(rt_str_n(rt_buf_text(&hint), hint.n));
    if (item->fit == FW_FIT_TOO_LONG && item->value.n >= FW_VALUE_MAX) {
        lint_add(l, LINT_TOO_LONG, at, item->element,
                 report_printf("longer than %u characters: the old value stays", FW_VALUE_MAX), fix);
    } else if (item->fit == FW_FIT_TOO_LONG) {
        lint_add(l, LINT_TOO_LONG, at, item->element,
                 report_printf("%zu characters are longer than the type %s allows: a real unit cuts it", item->value.n,
                               fw_type_name(row->type)),
                 fix);
    } else if (find_script_error(row->type, item->value, &bad_at)) {
        lint_add(l, LINT_SCRIPT, at, item->element,
                 report_printf("not a %s at character %zu: the old value stays", fw_type_name(row->type), bad_at + 1),
                 fix);
    } else {
        lint_add(
            l, LINT_WRONG_TYPE, at, item->element,
            report_printf("\"%.*s\" is not of type %s: the old value stays", n_shown, shown.p, fw_type_name(row->type)),
            fix);
    }
    rt_buf_fini(&hint);
}

static void check_value(struct lint *l, const struct fw_profile_item *item, struct profile_place at)
{
    const struct fw_schema_row *row = fw_schema_row(l->explain.subject->schema, (size_t)item->id);
    char stored[FW_VALUE_MAX + 1] = "";
    size_t bad = 0;
    while (bad < item->value.n && (unsigned char)item->value.p[bad] < 0x80) {
        bad++;
    }
    if (bad < item->value.n) {
        lint_add(l, LINT_ASCII, at, item->element,
                 report_printf("byte 0x%02x (character %zu) is not ASCII", (unsigned char)item->value.p[bad], bad + 1),
                 report_printf("Use ASCII only: what the unit shows for other characters is not known."));
    }
    if (item->fit == FW_FIT_WRONG_TYPE || item->fit == FW_FIT_TOO_LONG) {
        check_unfit(l, item, row, at);
        return;
    }
    if (item->fit == FW_FIT_NORMALISED && row->type != FW_TYPE_RULE && /* a rule may hold a phrase */
        !subject_is_secret(l->explain.subject, item->id)) {
        (void)fw_param_judge(l->explain.subject->params, item->id, item->value, stored);
    }
    bool is_told = stored[0] != '\0' && !(row->type == FW_TYPE_BOOL && rt_str_is_ci(item->value, stored)); /* "yes" */
    if (is_told) {
        lint_add(l, LINT_SPELLING, at, item->element,
                 report_printf("\"%.*s\" is stored as \"%s\"", item->value.n < 40 ? (int)item->value.n : 40,
                               item->value.p, stored),
                 NULL);
    }
    if (row->type == FW_TYPE_DIALPLAN) {
        check_dial_plan(l, row->element, item->value, at);
    }
    check_schedule(l, row->element, item->value, at);
    check_range(l, row->element, item->value, at);
    check_address(l, row->element, item->value, at);
}

void lint_item(struct lint *l, const struct fw_profile_item *item)
{
    struct profile_place at = {item->line, item->column};
    if (item->has_bad_access) {
        lint_add(l, LINT_UA, at, item->element, report_printf("its ua attribute is none of na, ro, rw"),
                 report_printf("Write ua=\"na\", ua=\"ro\" or ua=\"rw\"; without it the factory access comes back."));
    }
    if (item->id == FW_PARAM_NONE) {
        check_name(l, item, at);
        return;
    }
    struct profile_place *before = &l->places[item->id];
    if (before->line > 0) {
        lint_add(l, LINT_DUPLICATE, at, item->element,
                 report_printf("stands in line %u already: the last one counts", before->line),
                 report_printf("Remove one of them."));
    }
    *before = at;
    if (item->has_value) {
        check_value(l, item, at);
    }
}
