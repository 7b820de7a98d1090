/* SPDX-License-Identifier: MIT */
/* Checks that need the whole profile: what the unit is after it. */
#include "lint_priv.h"
#include <fw/schedule.h>
#include <string.h>
#include "reach.h"

#define PERIODIC_LEAST_S 60u

static const char *const RULES[] = {"Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D"};
#define N_RULES (sizeof RULES / sizeof RULES[0])

static const char *value_of(const struct lint *l, const char *element)
{
    return fw_param_by_name(l->explain.subject->params, element);
}

/* No wait, or a schedule that is none. */
static bool is_never(const char *schedule)
{
    struct fw_schedule s;
    return fw_schedule_parse(rt_str(schedule), &s) != RT_OK || s.n == 0 || (s.delay_s[0] == 0 && s.random_s[0] == 0);
}

static bool is_yes(const struct lint *l, const char *element)
{
    return fw_param_bool(l->explain.subject->params, element, true);
}

static bool is_rule_empty(const char *rule)
{
    struct rt_str text = rt_str_trim(rt_str(rule));
    return text.n == 0 || text.p[0] == '#';
}

static void check_lockout(struct lint *l)
{
    bool has_rule = false, says_rule = false;
    for (size_t i = 0; i < N_RULES; i++) {
        has_rule = has_rule || !is_rule_empty(value_of(l, RULES[i]));
        says_rule = says_rule || lint_has(l, RULES[i]);
    }
    bool is_web_off = !fw_param_bool(l->explain.subject->params, "Enable_WAN_Web_Server", false);
    if (lint_has(l, "Provision_Enable") && !is_yes(l, "Provision_Enable")) {
        lint_add(
            l, LINT_LOCKOUT, lint_place(l, "Provision_Enable"), RT_STR("Provision_Enable"),
            report_printf("after this profile the unit fetches no other one, not by web command either%s",
                          is_web_off ? "; and Enable_WAN_Web_Server is No: no page answers at the Internet port" : ""),
            report_printf("Leave Provision_Enable Yes; Resync_Periodic 0 stops the timer only."));
    }
    if (says_rule && !has_rule) {
        lint_add(l, LINT_LOCKOUT, lint_place(l, "Profile_Rule"), RT_STR("Profile_Rule"),
                 report_printf("no Profile_Rule is left: the unit never fetches a profile again"),
                 report_printf("Keep a rule, if only one that leads to a file that does not exist yet."));
    }
    bool says_timing = lint_has(l, "Resync_On_Reset") || lint_has(l, "Resync_Periodic");
    if (says_timing && is_yes(l, "Provision_Enable") && has_rule && !is_yes(l, "Resync_On_Reset") &&
        is_never(value_of(l, "Resync_Periodic")) && value_of(l, "Resync_Trigger_1")[0] == '\0' &&
        value_of(l, "Resync_Trigger_2")[0] == '\0') {
        lint_add(l, LINT_LOCKOUT, lint_place(l, lint_has(l, "Resync_On_Reset") ? "Resync_On_Reset" : "Resync_Periodic"),
                 RT_STR("Resync_On_Reset"),
                 report_printf("neither a restart nor a timer nor a trigger leads to a resync"),
                 report_printf("Set Resync_On_Reset to Yes, or Resync_Periodic to a time."));
    }
}

/* What the address and the rules need: told where the file says one of them. */
static void check_reach(struct lint *l)
{
    static const char *const of_address[] = {"Connection_Type", "Static_IP",    "NetMask",         "Gateway",
                                             "Primary_DNS",     "Profile_Rule", "PPPOE_Login_Name"};
    struct reach_fault faults[REACH_FAULTS_MAX];
    size_t n = reach_faults(l->explain.subject, faults);
    bool says_any = false;
    for (size_t i = 0; i < sizeof of_address / sizeof of_address[0]; i++) {
        says_any = says_any || lint_has(l, of_address[i]);
    }
    for (size_t i = 0; i < n; i++) {
        const char *place = lint_has(l, faults[i].element) ? faults[i].element : "Connection_Type";
        if (says_any || lint_has(l, faults[i].element)) {
            lint_add(l, faults[i].kind == REACH_NO_EFFECT ? LINT_NO_EFFECT : LINT_LOCKOUT, lint_place(l, place),
                     rt_str(faults[i].element), report_printf("%s", faults[i].text),
                     report_printf("%s", faults[i].cure));
        }
    }
}

/* The vendor's examples all have $PRVTMR, which holds a trigger back after each attempt (guide p.2-16). */
static void check_triggers(struct lint *l)
{
    static const char *const triggers[] = {"Resync_Trigger_1", "Resync_Trigger_2"};
    for (size_t i = 0; i < sizeof triggers / sizeof triggers[0]; i++) {
        const char *text = value_of(l, triggers[i]);
        if (lint_has(l, triggers[i]) && !is_rule_empty(text) && strstr(text, "PRVTMR") == NULL) {
            lint_add(l, LINT_PERIODIC, lint_place(l, triggers[i]), rt_str(triggers[i]),
                     report_printf("while it is true, a resync every second: $PRVTMR is not in it"),
                     report_printf("Add the least time between two attempts: ... and $PRVTMR ge 600"));
        }
    }
}

static void check_timers(struct lint *l)
{
    struct fw_schedule s;
    const char *period = value_of(l, "Resync_Periodic");
    bool is_fast = fw_schedule_parse(rt_str(period), &s) == RT_OK && s.n > 0 && s.delay_s[s.n - 1] > 0 &&
                   s.delay_s[s.n - 1] < PERIODIC_LEAST_S;
    bool is_bootstrap = lint_has(l, "Profile_Rule");
    if (lint_has(l, "Resync_Periodic") && is_fast) {
        lint_add(l, LINT_PERIODIC, lint_place(l, "Resync_Periodic"), RT_STR("Resync_Periodic"),
                 report_printf("%s: a resync every %u s", period, (unsigned)s.delay_s[s.n - 1]),
                 is_bootstrap ? report_printf("In the first step of a bootstrap that is common: let the profile that "
                                              "Profile_Rule leads to set a longer time.")
                              : report_printf("Write 3600 or more; every unit in the field asks that often."));
    }
    if (lint_has(l, "Resync_Error_Retry_Delay") && is_never(value_of(l, "Resync_Error_Retry_Delay"))) {
        lint_add(l, LINT_RETRY, lint_place(l, "Resync_Error_Retry_Delay"), RT_STR("Resync_Error_Retry_Delay"),
                 report_printf("%s: after one failure the unit does not try again until it restarts",
                               value_of(l, "Resync_Error_Retry_Delay")),
                 report_printf("Write a time: 3600, or 300,1800,3600."));
    }
}

struct transport {
    bool is_clear;
    enum fw_scheme scheme;
};

static void on_alternative(void *ctx, const struct fw_rule_alternative *a)
{
    struct transport *t = ctx;
    if (a->err == RT_OK && a->result->has_url && a->result->url.scheme != FW_SCHEME_HTTPS &&
        !a->result->options.has_key) {
        t->is_clear = true;
        t->scheme = a->result->url.scheme;
    }
}

/* Passwords in a file that this unit will fetch again, by a rule that does not protect it. */
static void check_secrets(struct lint *l)
{
    const struct subject *s = l->explain.subject;
    struct transport t = {.is_clear = false};
    const char *rule = NULL;
    unsigned n = 0;
    size_t first = 0;
    for (size_t i = 0; i < N_RULES && rule == NULL; i++) {
        (void)fw_rule_inspect(FW_RULE_PROFILE, rt_str(value_of(l, RULES[i])), &s->macros, on_alternative, &t);
        rule = t.is_clear ? RULES[i] : NULL;
    }
    for (size_t i = fw_schema_n_rows(s->schema); i-- > 0;) {
        bool is_here = l->places[i].line > 0 && fw_param_get(s->params, (int)i)[0] != '\0';
        if (is_here && subject_is_secret(s, (int)i)) {
            n++;
            first = i;
        }
    }
    if (rule != NULL && n > 0) {
        const char *element = fw_schema_element(s->schema, first);
        lint_add(l, LINT_CLEAR_SECRET, lint_place(l, element), rt_str(element),
                 n == 1
                     ? report_printf("this secret is sent in clear text: %s fetches by %s without --key", rule,
                                     fw_scheme_name(t.scheme))
                     : report_printf("this and %u more secrets are sent in clear text: %s fetches by %s without --key",
                                     n - 1, rule, fw_scheme_name(t.scheme)),
                 report_printf("Fetch by https, or encrypt the file and write [--key $SA] in front of the URL."));
    }
}

void lint_whole(struct lint *l, bool was_encrypted)
{
    check_lockout(l);
    check_reach(l);
    check_timers(l);
    check_triggers(l);
    lint_codes(l);
    if (!was_encrypted) {
        check_secrets(l);
    }
}
