/* SPDX-License-Identifier: MIT */
/* Sources: ATA 191 guide (Accept_Last_Caller, patterns), SPA-2000 guide p.45 (anonymous callers), Linksys ATA guide
 * p.114 (rings); the order of the rows is inferred. */
#include "decide.h"
#include <fw/element.h>
#include <string.h>

bool call_number_fits(const char *pattern, struct rt_str number)
{
    /* The last '*' and what was left of the number then: where to go back to. */
    const char *star = NULL;
    size_t i = 0, mark = 0;
    if (*pattern == '\0' || number.n == 0) {
        return false;
    }
    while (i < number.n) {
        bool is_digit = number.p[i] >= '0' && number.p[i] <= '9';
        if (*pattern == '*') {
            star = ++pattern;
            mark = i;
        } else if (*pattern == number.p[i] || (*pattern == '?' && is_digit)) {
            pattern++;
            i++;
        } else if (star != NULL) {
            pattern = star;
            i = ++mark;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

/* ---- the rows ---- */

struct view {
    const struct fw_params *params;
    const struct call_request *r;
    bool is_accepted; /* Accept_Last_Caller: goes through forwarding and DND */
    const char *forward;
};

static const char *text(const struct view *v, enum fw_element of_line_1)
{
    return fw_element_text(v->params, fw_element_of_line(of_line_1, v->r->line));
}

static bool is_yes(const struct view *v, enum fw_element of_line_1)
{
    return fw_element_bool(v->params, fw_element_of_line(of_line_1, v->r->line));
}

static bool is_unregistered(struct view *v)
{
    return !v->r->is_registered && !is_yes(v, FW_EL_ANS_CALL_WITHOUT_REG_1);
}

static bool is_test_refused(struct view *v)
{
    return v->r->test == CALL_TEST_NEVER;
}

/* With a free slot, whatever the telephone does: guess. */
static bool is_test_answered(struct view *v)
{
    return v->r->test == CALL_TEST_AUTOMATIC && v->r->occupation != CALL_LINE_TWO_CALLS;
}

static bool is_anonymous(struct view *v)
{
    return v->r->is_anonymous && is_yes(v, FW_EL_BLOCK_ANC_SERV_1) && is_yes(v, FW_EL_BLOCK_ANC_SETTING_1);
}

static bool is_last_accepted(struct view *v)
{
    v->is_accepted =
        is_yes(v, FW_EL_ACCEPT_LAST_SERV_1) && call_number_fits(text(v, FW_EL_ACCEPT_LAST_CALLER_1), v->r->caller);
    return false; /* changes what follows */
}

static bool is_last_blocked(struct view *v)
{
    return !v->is_accepted && is_yes(v, FW_EL_BLOCK_LAST_SERV_1) &&
           call_number_fits(text(v, FW_EL_BLOCK_LAST_CALLER_1), v->r->caller);
}

static bool is_last_forwarded(struct view *v)
{
    v->forward = text(v, FW_EL_CFWD_LAST_DEST_1);
    return is_yes(v, FW_EL_CFWD_LAST_SERV_1) && *v->forward != '\0' &&
           call_number_fits(text(v, FW_EL_CFWD_LAST_CALLER_1), v->r->caller);
}

static bool is_selected(struct view *v)
{
    static const enum fw_element rows[][2] = {
        {FW_EL_CFWD_SEL1_CALLER_1, FW_EL_CFWD_SEL1_DEST_1}, {FW_EL_CFWD_SEL2_CALLER_1, FW_EL_CFWD_SEL2_DEST_1},
        {FW_EL_CFWD_SEL3_CALLER_1, FW_EL_CFWD_SEL3_DEST_1}, {FW_EL_CFWD_SEL4_CALLER_1, FW_EL_CFWD_SEL4_DEST_1},
        {FW_EL_CFWD_SEL5_CALLER_1, FW_EL_CFWD_SEL5_DEST_1}, {FW_EL_CFWD_SEL6_CALLER_1, FW_EL_CFWD_SEL6_DEST_1},
        {FW_EL_CFWD_SEL7_CALLER_1, FW_EL_CFWD_SEL7_DEST_1}, {FW_EL_CFWD_SEL8_CALLER_1, FW_EL_CFWD_SEL8_DEST_1},
    };
    for (size_t i = 0; is_yes(v, FW_EL_CFWD_SEL_SERV_1) && i < sizeof rows / sizeof rows[0]; i++) {
        v->forward = text(v, rows[i][1]);
        if (*v->forward != '\0' && call_number_fits(text(v, rows[i][0]), v->r->caller)) {
            return true;
        }
    }
    return false;
}

static bool is_forwarded(struct view *v)
{
    v->forward = text(v, FW_EL_CFWD_ALL_DEST_1);
    return !v->is_accepted && is_yes(v, FW_EL_CFWD_ALL_SERV_1) && *v->forward != '\0';
}

static bool is_not_disturbed(struct view *v)
{
    return !v->is_accepted && is_yes(v, FW_EL_DND_SERV_1) && is_yes(v, FW_EL_DND_SETTING_1);
}

static bool waits(const struct view *v)
{
    return v->r->occupation == CALL_LINE_ONE_CALL && !v->r->is_emergency && is_yes(v, FW_EL_CALL_WAITING_SERV_1) &&
           (v->r->call_waiting == FW_CALL_AS_SET ? is_yes(v, FW_EL_CW_SETTING_1) : v->r->call_waiting == FW_CALL_ON);
}

static bool is_busy(const struct view *v)
{
    return v->r->occupation != CALL_LINE_IDLE && !waits(v);
}

static bool is_busy_forwarded(struct view *v)
{
    v->forward = text(v, FW_EL_CFWD_BUSY_DEST_1);
    return is_busy(v) && is_yes(v, FW_EL_CFWD_BUSY_SERV_1) && *v->forward != '\0';
}

static bool is_source(struct view *v)
{
    return is_yes(v, FW_EL_SAS_ENABLE_1) && v->r->occupation != CALL_LINE_TWO_CALLS;
}

static bool is_only_busy(struct view *v)
{
    return is_busy(v);
}

static const struct {
    const char *name;
    bool (*applies)(struct view *v);
    int status;
    enum call_splash splash;
} rows[] = {
    {"not registered", is_unregistered, 480, CALL_SPLASH_NONE},         /* status: guess */
    {"media loopback refused", is_test_refused, 486, CALL_SPLASH_NONE}, /* ATA 191 guide */
    {"media loopback", is_test_answered, 200, CALL_SPLASH_NONE},        /* the same */
    {"source of sound", is_source, 200, CALL_SPLASH_NONE},              /* the same */
    {"anonymous caller", is_anonymous, 486, CALL_SPLASH_BLOCKED},
    {"last caller accepted", is_last_accepted, 0, CALL_SPLASH_NONE},
    {"last caller blocked", is_last_blocked, 486, CALL_SPLASH_BLOCKED},
    {"last caller forwarded", is_last_forwarded, 302, CALL_SPLASH_FORWARDED},
    {"selected caller forwarded", is_selected, 302, CALL_SPLASH_FORWARDED},
    {"all forwarded", is_forwarded, 302, CALL_SPLASH_FORWARDED},
    {"do not disturb", is_not_disturbed, 486, CALL_SPLASH_BLOCKED}, /* also with Cfwd_Busy_Dest: guess */
    {"forwarded when busy", is_busy_forwarded, 302, CALL_SPLASH_NONE},
    {"busy", is_only_busy, 486, CALL_SPLASH_NONE},
};

void call_decide(const struct fw_params *params, const struct call_request *r, struct call_decision *out)
{
    struct view v = {.params = params, .r = r, .forward = ""};
    *out = (struct call_decision){.rule = "rings", .status = 180};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].applies(&v)) {
            *out = (struct call_decision){.rule = rows[i].name, .status = rows[i].status, .splash = rows[i].splash};
            out->forward = rows[i].status == 302 ? v.forward : NULL;
            return;
        }
    }
    out->is_waiting = r->occupation != CALL_LINE_IDLE;
    if (out->is_waiting && is_yes(&v, FW_EL_REPLY_182_1)) {
        out->status = 182;
    }
    const char *no_answer = text(&v, FW_EL_CFWD_NO_ANS_DEST_1);
    out->no_answer = is_yes(&v, FW_EL_CFWD_NO_ANS_SERV_1) && *no_answer != '\0' ? no_answer : NULL;
}

/* ---- which ring ---- */

/* Without "..." or <...> around it. */
static struct rt_str bare(struct rt_str text)
{
    text = rt_str_trim(text);
    bool is_wrapped = text.n >= 2 && ((text.p[0] == '<' && text.p[text.n - 1] == '>') ||
                                      (text.p[0] == '"' && text.p[text.n - 1] == '"'));
    return is_wrapped ? rt_str_n(text.p + 1, text.n - 2) : text;
}

/* "Bellcore-r3", "<Bellcore-r3>", "<http://127.0.0.1>;info=Bellcore-r3", "info=Bellcore-r3",
 * "<http://host/Bellcore-r3>": the value, what follows info=, the end of the URI (forms of PBXs). */
static bool names_one(struct rt_str value, const char *name)
{
    struct rt_str rest = value, address = bare(rt_str_cut(value, ';', &rest));
    if (rt_str_is_ci(address, name)) {
        return true;
    }
    for (rest = value; rest.p != NULL;) {
        struct rt_str info, key = rt_str_trim(rt_str_cut(rt_str_cut(rest, ';', &rest), '=', &info));
        if (rt_str_is_ci(key, "info") && rt_str_is_ci(bare(info), name)) {
            return true;
        }
    }
    for (size_t i = address.n; i > 0; i--) {
        if (address.p[i - 1] == '/' || address.p[i - 1] == '@') {
            return rt_str_is_ci(rt_str_from(address, i), name);
        }
    }
    return false;
}

/* There may be several values (RFC 3261 section 20.4). */
static bool names(struct rt_str alert_info, const char *name)
{
    while (alert_info.p != NULL) {
        if (names_one(rt_str_cut(alert_info, ',', &alert_info), name)) {
            return true;
        }
    }
    return false;
}

unsigned call_choose_ring(const struct fw_params *params, unsigned line, enum fw_element otherwise,
                          struct rt_str alert_info, struct rt_str caller)
{
    bool is_distinctive = fw_element_bool(params, fw_element_of_line(FW_EL_DIST_RING_SERV_1, line)) &&
                          fw_element_bool(params, fw_element_of_line(FW_EL_DIST_RING_SETTING_1, line));
    static const struct {
        enum fw_element name, caller;
    } rings[] = {
        {FW_EL_RING1_NAME, FW_EL_RING1_CALLER_1}, {FW_EL_RING2_NAME, FW_EL_RING2_CALLER_1},
        {FW_EL_RING3_NAME, FW_EL_RING3_CALLER_1}, {FW_EL_RING4_NAME, FW_EL_RING4_CALLER_1},
        {FW_EL_RING5_NAME, FW_EL_RING5_CALLER_1}, {FW_EL_RING6_NAME, FW_EL_RING6_CALLER_1},
        {FW_EL_RING7_NAME, FW_EL_RING7_CALLER_1}, {FW_EL_RING8_NAME, FW_EL_RING8_CALLER_1},
        {FW_EL_RING9_NAME, FW_EL_RING9_CALLER_1},
    };
    const unsigned n = sizeof rings / sizeof rings[0];
    for (unsigned i = 0; is_distinctive && alert_info.p != NULL && i < n; i++) {
        const char *name = fw_element_text(params, rings[i].name);
        if (*name != '\0' && names(alert_info, name)) {
            return i + 1;
        }
    }
    for (unsigned i = 0; i < n; i++) { /* the first, not the closest: ATA 191 guide */
        if (call_number_fits(fw_element_text(params, fw_element_of_line(rings[i].caller, line)), caller)) {
            return i + 1;
        }
    }
    uint32_t ring = fw_element_u32(params, fw_element_of_line(otherwise, line));
    return ring >= 1 && ring <= n ? ring : 1;
}
