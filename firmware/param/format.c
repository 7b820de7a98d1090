/* SPDX-License-Identifier: MIT */
/*
 * The second step of the judge: formats, one row each. A strict format is a type of the guide (IP, Port, the
 * numbers: p.2-20) or sets a timer: an invalid value is rejected, and the old one stays (guess, as for types). To
 * the parameter the other formats are text, and only their reader fails: such a value is stored (guess).
 */
#include "type.h"
#include <fw/codelist.h>
#include <fw/dialplan.h>
#include <fw/range.h>
#include <fw/schedule.h>
#include <fw/script.h>
#include <fw/version.h>
#include <rt/assert.h>
#include <string.h>

/* s is never empty. False: invalid; *at and *why give details if known. */
typedef bool check_fn(struct rt_str s, struct fw_verdict *v);

static bool is_schedule(struct rt_str s, struct fw_verdict *v)
{
    struct fw_schedule schedule;
    (void)v;
    return fw_schedule_parse(s, &schedule) == RT_OK;
}

static bool is_address(struct rt_str s, struct fw_verdict *v)
{
    uint32_t ip;
    (void)v;
    return rt_str_ipv4(s, &ip) == RT_OK;
}

static bool is_netmask(struct rt_str s, struct fw_verdict *v)
{
    uint32_t mask = 0;
    (void)v;
    return rt_str_ipv4(s, &mask) == RT_OK && ((~mask + 1) & ~mask) == 0;
}

/* Twelve digits, or six pairs with ':' or '-' between. */
static bool is_mac(struct rt_str s, struct fw_verdict *v)
{
    size_t step = s.n == 12 ? 2 : 3;
    (void)v;
    if (s.n != 12 && s.n != 17) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        bool is_between = i % step == 2;
        if (is_between ? s.p[i] != s.p[2] || (s.p[i] != ':' && s.p[i] != '-')
                       : strchr("0123456789abcdefABCDEF", s.p[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* Rejects only what cannot be valid: host names in the field vary widely. */
static bool is_host(struct rt_str s, struct fw_verdict *v)
{
    size_t blank = rt_str_find(s, ' '), slash = rt_str_find(s, '/');
    bool is_uri = rt_str_starts_ci(s, "sip:") || rt_str_starts_ci(s, "sips:"); /* a host has no colon but of its port */
    v->at = is_uri ? 0 : blank < slash ? blank : slash;
    return !is_uri && v->at == s.n;
}

static bool is_version(struct rt_str s, struct fw_verdict *v)
{
    struct fw_version version;
    (void)v;
    return fw_version_parse(s, &version) == RT_OK;
}

static bool is_dial_plan(struct rt_str s, struct fw_verdict *v)
{
    struct fw_dialplan plan;
    return fw_dialplan_parse(s, &plan, &v->at, &v->why) == RT_OK;
}

static bool is_code_list(struct rt_str s, struct fw_verdict *v)
{
    struct rt_str rest = s;
    struct fw_codelist_item item;
    while (fw_codelist_next(&rest, &item)) {
        v->at = (size_t)(item.text.p - s.p);
        if (item.is_bad) {
            return false;
        }
    }
    return true;
}

static bool is_announcements(struct rt_str s, struct fw_verdict *v)
{
    struct rt_str rest = s;
    struct fw_announcement_item item;
    while (fw_announcement_next(&rest, &item)) {
        v->at = (size_t)(item.text.p - s.p);
        if (item.is_bad) {
            return false;
        }
    }
    return true;
}

static const struct {
    check_fn *check;
    bool is_strict; /* rejects invalid values, and strips blanks around them */
    const char *wants, *why;
} formats[FW_N_FORMATS] = {
    [FW_FORMAT_BOOLEAN] = {NULL, false, "Write Yes or No.", NULL},
    [FW_FORMAT_NUMBER] = {NULL, true, NULL, NULL},
    [FW_FORMAT_SECONDS] = {NULL, true, NULL, NULL},
    [FW_FORMAT_PORT] = {NULL, true, NULL, NULL},
    [FW_FORMAT_SCHEDULE] = {is_schedule, true, "Write seconds, with commas between: 3600, or 1800+300,3600.",
                            "not a schedule"},
    [FW_FORMAT_ADDRESS] = {is_address, true, "Write four numbers from 0 to 255 with dots between.",
                           "not an IP address"},
    [FW_FORMAT_NETMASK] = {is_netmask, true, "Write a netmask such as 255.255.255.0.", "not a netmask"},
    [FW_FORMAT_MAC] = {is_mac, false, "Write a MAC address such as 000E08012345.", "not a MAC address"},
    [FW_FORMAT_HOST] = {is_host, false, "Write host or host:port, without a scheme and without a path.",
                        "not a host name"},
    [FW_FORMAT_VERSION] = {is_version, false, "Write a version such as 5.2.10.", "not a version"},
    [FW_FORMAT_DIAL_PLAN] = {is_dial_plan, false, "Write sequences with '|' between, such as (*xx|xx.).", NULL},
    [FW_FORMAT_STAR_CODE] = {NULL, false, "Write a star code such as *69.", NULL},
    [FW_FORMAT_CODE_LIST] = {is_code_list, false, "Write codes with '|' between, such as *98|*72`c`.",
                             "not a list of codes"},
    [FW_FORMAT_ANNOUNCEMENTS] = {is_announcements, false, "Write extensions such as CWT:00;CWF:01.",
                                 "not a list of announcements"},
    [FW_FORMAT_RING] = {NULL, false, "Write on and off times, such as 60(2/4).", NULL},
    [FW_FORMAT_FREQUENCIES] = {NULL, false, "Write frequencies and levels, such as 440@-10.", NULL},
    [FW_FORMAT_TONE] = {NULL, false, "Write frequencies, then times, such as 350@-19,440@-19;10(*/0/1+2).", NULL},
    [FW_FORMAT_STATUS_CODES] = {NULL, false, "Write status codes, such as 404, 5*.", NULL},
};

/* A number of one of the three formats, checked against its range. */
static enum fw_fit judge_number(const struct fw_schema_row *row, struct rt_str s)
{
    struct fw_range range;
    int64_t number;
    if (row->range[0] == '\0' || fw_range_parse(rt_str(row->range), &range) != RT_OK) {
        return FW_FIT_OK; /* checked by type */
    }
    if (range.word.n > 0 && rt_str_eq(s, range.word)) {
        return FW_FIT_OK;
    }
    switch (fw_number_parse(s, &number)) {
    case RT_OK:
        return fw_range_has(&range, number) ? FW_FIT_OK : FW_FIT_OUT_OF_RANGE;
    case RT_ERANGE:
        return FW_FIT_OUT_OF_RANGE;
    default:
        return FW_FIT_WRONG_TYPE;
    }
}

struct fw_verdict param_format_judge(const struct fw_schema_row *row, char *text)
{
    struct fw_verdict v = {.fit = FW_FIT_OK};
    struct rt_str s = rt_str_trim(rt_str(text));
    enum fw_format f = row->format;
    bool is_number = f == FW_FORMAT_NUMBER || f == FW_FORMAT_SECONDS || f == FW_FORMAT_PORT;
    if (s.n == 0 || (!is_number && formats[f].check == NULL)) {
        return v;
    }
    if (is_number) {
        v.fit = judge_number(row, s);
    } else if (!formats[f].check(s, &v)) {
        v.fit = formats[f].is_strict ? FW_FIT_WRONG_TYPE : FW_FIT_MALFORMED;
        v.at += (size_t)(s.p - text);
        v.why = v.why != NULL ? v.why : formats[f].why;
    } else {
        v = (struct fw_verdict){.fit = FW_FIT_OK};
    }
    if (v.fit == FW_FIT_OK && formats[f].is_strict && s.n < strlen(text)) {
        memmove(text, s.p, s.n);
        text[s.n] = '\0';
        v.fit = FW_FIT_NORMALISED;
    }
    return v;
}

size_t param_format_locate(const struct fw_schema_row *row, struct rt_str value)
{
    struct fw_script_tone tone;
    struct fw_script_cadence cadence;
    struct fw_script_frequencies frequencies;
    size_t at = 0;
    switch (row->type) { /* cannot be RT_OK: the type rejected it */
    case FW_TYPE_TONESCRIPT:
        (void)fw_script_parse_tone(value, &tone, &at);
        return at;
    case FW_TYPE_CADSCRIPT:
        (void)fw_script_parse_cadence(value, &cadence, &at);
        return at;
    case FW_TYPE_FREQSCRIPT:
        (void)fw_script_parse_frequencies(value, &frequencies, &at);
        return at;
    default:
        return 0;
    }
}

const char *param_format_wants(enum fw_format format)
{
    RT_ASSERT((unsigned)format < FW_N_FORMATS);
    return formats[format].wants;
}
