/* SPDX-License-Identifier: MIT */
/* One rule, evaluated by the unit's engine, with everything it tells on the way. */
#include "explain_rule.h"
#include <rt/mem.h>
#include <string.h>
#include "explain_priv.h"

static const struct {
    const char *name;
    enum fw_rule_kind kind;
    const char *switch_element; /* the parameter that allows it; NULL: none */
} KINDS[EXPLAIN_N_KINDS] = {
    [EXPLAIN_PROFILE] = {"profile", FW_RULE_PROFILE, "Provision_Enable"},
    [EXPLAIN_UPGRADE] = {"upgrade", FW_RULE_UPGRADE, "Upgrade_Enable"},
    [EXPLAIN_REPORT] = {"report", FW_RULE_REPORT, NULL},
    [EXPLAIN_TRIGGER] = {"trigger", FW_RULE_PROFILE, "Provision_Enable"},
};

bool explain_kind_of(const char *element, enum explain_kind *kind)
{
    static const struct {
        const char *stem;
        enum explain_kind kind;
    } stems[] = {{"Profile_Rule", EXPLAIN_PROFILE},
                 {"Upgrade_Rule", EXPLAIN_UPGRADE},
                 {"Report_Rule", EXPLAIN_REPORT},
                 {"Resync_Trigger_", EXPLAIN_TRIGGER}};
    for (size_t i = 0; i < sizeof stems / sizeof stems[0]; i++) {
        if (rt_str_starts(rt_str(element), stems[i].stem)) {
            *kind = stems[i].kind;
            return true;
        }
    }
    return false;
}

/* ---- assignments ---- */

static const char *effect_text(const struct explain *e, int id, enum fw_fit fit, const char *old, const char *now)
{
    (void)e;
    if (id == FW_PARAM_NONE || fw_fit_is_refused(fit, 0)) {
        return fw_fit_text(id == FW_PARAM_NONE ? FW_FIT_UNKNOWN : fit);
    }
    return strcmp(old, now) == 0                               ? "has this value already"
           : fit == FW_FIT_TOO_LONG || fit == FW_FIT_MALFORMED ? fw_fit_text(fit)
                                                               : "set";
}

/* As the unit does it: in one transaction, before the fetch. */
static bool assign(struct explain *e, const struct fw_rule_result *r, json_t *out)
{
    struct fw_txn *txn = NULL;
    struct fw_commit commit = {0};
    json_t *list = json_array();
    bool is_good = fw_txn_create(&txn, e->subject->params) == RT_OK;
    for (unsigned i = 0; is_good && i < r->n_assignments; i++) {
        const struct fw_assignment *a = &r->assignments[i];
        int id = subject_find(e->subject, a->name);
        enum fw_fit fit = FW_FIT_UNKNOWN;
        json_t *row = json_object();
        if (id != FW_PARAM_NONE) {
            is_good = fw_txn_set(txn, id, a->value, &fit) == RT_OK;
        }
        const char *old = fw_param_get(e->subject->params, id);
        report_set(row, "name",
                   id != FW_PARAM_NONE ? rt_str(fw_schema_element(e->subject->schema, (size_t)id)) : a->name);
        explain_set_value(e, row, "old", id, rt_str(old));
        explain_set_value(e, row, "new", id, a->value);
        report_set(row, "effect", rt_str(effect_text(e, id, fit, old, is_good ? fw_txn_get(txn, id) : "")));
        if (id == FW_PARAM_NONE) {
            struct rt_buf near;
            rt_buf_init(&near, 256);
            (void)explain_near(e, a->name, &near);
            report_set(row, "hint", rt_str_n(rt_buf_text(&near), near.n));
            rt_buf_fini(&near);
        }
        (void)json_array_append_new(list, row);
    }
    is_good = is_good && fw_txn_commit(txn, "rule", &commit) == RT_OK;
    fw_txn_destroy(txn);
    (void)json_object_set_new(out, "assignments", list);
    if (commit.needs_reboot) {
        (void)json_object_set_new(out, "reboots", json_true());
    }
    return is_good;
}

/* ---- the verdict ---- */

static void set_verdict(json_t *out, const char *verdict, bool is_ok, json_t *summary)
{
    report_set(out, "verdict", rt_str(verdict));
    (void)json_object_set_new(out, "ok", json_boolean(is_ok));
    (void)json_object_set_new(out, "summary", summary);
}

static void set_error(const struct explain *e, const struct fw_rule_result *r, enum rt_err err, struct rt_str rule,
                      json_t *out)
{
    struct rt_buf masked;
    const char *what =
        err == RT_ENOMEM || r->error_what == NULL || r->error_what[0] == '\0' ? rt_err_text(err) : r->error_what;
    struct rt_str expanded = rt_str_n(rt_buf_text(&r->text), r->text.n);
    json_t *error = json_object();
    rt_buf_init(&masked, EXPLAIN_TEXT_MAX);
    report_set(error, "what", rt_str(what));
    explain_mask_piece(e, r, rt_str_n(expanded.p, r->error_at), &masked);
    size_t n_before = masked.n;
    struct rt_str lead = rt_str_n(rt_buf_text(&masked), masked.n);
    size_t n_blank = (size_t)(rt_str_trim(lead).p - lead.p); /* the text is shown trimmed */
    (void)json_object_set_new(error, "offset", json_integer((json_int_t)(n_before - (lead.n > 0 ? n_blank : 0))));
    rt_buf_fini(&masked);
    const char *hint = explain_rule_hint(what, rule);
    report_set(error, "hint", rt_str(hint));
    (void)json_object_set_new(out, "error", error);
    rt_buf_init(&masked, EXPLAIN_TEXT_MAX);
    explain_put_near(e, r, &masked);
    report_set(error, "near", rt_str_trim(rt_str_n(rt_buf_text(&masked), masked.n)));
    set_verdict(out, "fail", false,
                report_printf("The unit cannot read this rule: %s. The attempt fails with \"%s\".", what,
                              fw_fail_text(FW_FAIL_RULE)));
    rt_buf_fini(&masked);
}

static bool is_switched_off(const struct explain *e, enum explain_kind kind)
{
    return KINDS[kind].switch_element != NULL && !fw_param_bool(e->subject->params, KINDS[kind].switch_element, true);
}

static void judge(struct explain *e, enum explain_kind kind, const char *name, struct fw_rule_result *r, json_t *out)
{
    bool has_assigned = r->n_assignments > 0;
    if (!r->is_chosen) {
        bool is_empty = rt_str_trim(rt_str_n(rt_buf_text(&r->text), r->text.n)).n == 0;
        set_verdict(out, "skip", true,
                    report_printf(is_empty
                                      ? "The rule is empty: nothing is fetched, and the resync does not fail."
                                      : "No condition is true: nothing is fetched, and the resync does not fail."));
        return;
    }
    if (has_assigned && !assign(e, r, out)) {
        set_verdict(out, "fail", false, report_printf("The assignments do not fit the unit's flash."));
        return;
    }
    if (!r->has_url) {
        set_verdict(out, "assign", true,
                    report_printf("%s Nothing is fetched.", has_assigned ? "The assignments are done." : "No URL."));
        return;
    }
    bool can_go = explain_request(e, kind, name, r, out);
    if (!can_go) {
        set_verdict(out, "fail", false,
                    e->subject->option66[0] == '\0'
                        ? report_printf("The rule names no server and there is no DHCP option 66: the attempt fails "
                                        "with \"%s\". Name the server in the rule.",
                                        fw_fail_text(FW_FAIL_NO_SERVER))
                        : report_printf("DHCP option 66 is \"%s\", and this unit takes a name or an address there, no "
                                        "URL: the attempt fails with \"%s\". Send the server alone in option 66, or "
                                        "write the URL into the rule.",
                                        e->subject->option66, fw_fail_text(FW_FAIL_RESOLVE)));
    } else if (json_is_true(json_object_get(out, "done"))) {
        set_verdict(out, "skip", true,
                    report_printf("Nothing is fetched: release %s, which runs, came from this rule and this URL.",
                                  e->subject->manifest.version));
    } else {
        set_verdict(out, kind == EXPLAIN_REPORT ? "send" : "fetch", true,
                    report_printf("The unit would %s %s%s.", kind == EXPLAIN_REPORT ? "send its report to" : "fetch",
                                  report_get(json_object_get(out, "url"), "effective"),
                                  kind == EXPLAIN_UPGRADE ? " and install it if it is a good image" : ""));
    }
}

static void judge_switch(const struct explain *e, enum explain_kind kind, json_t *out)
{
    if (is_switched_off(e, kind)) {
        set_verdict(
            out, "off", false,
            report_printf("%s is No: the unit does not look at this rule. Set it to Yes.", KINDS[kind].switch_element));
    }
}

static json_t *begin(struct explain *e, enum explain_kind kind, const char *name, struct rt_str rule,
                     struct explain_macros *m)
{
    json_t *out = json_object();
    report_set(out, "kind", rt_str(KINDS[kind].name));
    if (name != NULL) {
        report_set(out, "name", rt_str(name));
    }
    explain_set_masked(e, out, "rule", rule);
    *m = (struct explain_macros){.e = e, .list = json_array(), .masked = report_get(out, "rule")};
    (void)json_object_set_new(out, "macros", m->list);
    explain_add_placeholders(rt_str(m->masked), m->list);
    (void)json_object_set_new(out, "alternatives", json_array());
    return out;
}

static json_t *explain_trigger(struct explain *e, const char *name, struct rt_str rule)
{
    struct explain_macros m;
    struct rt_buf text;
    json_t *out = begin(e, EXPLAIN_TRIGGER, name, rule, &m);
    const struct fw_macro_listener macros = {.on_macro = explain_on_macro, .ctx = &m};
    json_t *row = json_object();
    struct explain_steps s = {.e = e, .out = out, .alternatives = json_array(), .current = row};
    const struct fw_rule_listener listener = {explain_on_step, &s};
    (void)json_object_set_new(row, "comparisons", json_array());
    rt_buf_init(&text, EXPLAIN_TEXT_MAX);
    bool is_true = fw_condition_is_true(rule, &e->subject->macros, &listener);
    rule.n -= s.n_comment;
    (void)fw_macro_expand_text(rule, &e->subject->macros, &macros, &text); /* what it tells goes to the listener */
    report_set(out, "expanded", rt_str_trim(rt_str_n(rt_buf_text(&text), text.n)));
    rt_buf_fini(&text);
    bool has_problem = false;
    json_t *comparison;
    size_t i;
    json_array_foreach(json_object_get(row, "comparisons"), i, comparison)
    {
        has_problem = has_problem || report_flag(comparison, "problem");
    }
    (void)json_object_set(out, "comparisons", json_object_get(row, "comparisons"));
    set_verdict(out, is_true ? "true" : "false", !has_problem,
                report_printf(is_true       ? "The condition is true: the unit resyncs now, as though Resync_Periodic "
                                              "had run out."
                              : has_problem ? "A comparison cannot be judged, so the condition counts as false."
                                            : "The condition is false: nothing happens now."));
    judge_switch(e, EXPLAIN_TRIGGER, out);
    json_decref(row);
    json_decref(s.alternatives);
    return out;
}

json_t *explain_rule(struct explain *e, enum explain_kind kind, const char *name, struct rt_str rule,
                     struct fw_rule_result *taken)
{
    struct fw_rule_result *own = NULL;
    struct explain_macros m;
    if (kind == EXPLAIN_TRIGGER) {
        return explain_trigger(e, name, rule);
    }
    if (taken == NULL) {
        own = rt_mem_alloc(sizeof *own);
        if (own == NULL) {
            return NULL;
        }
        fw_rule_result_init(own);
        taken = own;
    }
    json_t *out = begin(e, kind, name, rule, &m);
    const struct fw_macro_listener macros = {.on_macro = explain_on_macro, .ctx = &m};
    struct explain_steps s = {.e = e, .out = out, .alternatives = json_object_get(out, "alternatives")};
    const struct fw_rule_listener listener = {explain_on_step, &s};
    enum rt_err err = fw_rule_evaluate(KINDS[kind].kind, rule, &e->subject->macros, &macros, &listener, taken);
    struct rt_buf masked;
    rt_buf_init(&masked, EXPLAIN_TEXT_MAX);
    explain_mask_piece(e, taken, rt_str_n(rt_buf_text(&taken->text), taken->text.n), &masked);
    report_set(out, "expanded", rt_str_trim(rt_str_n(rt_buf_text(&masked), masked.n)));
    rt_buf_fini(&masked);
    (void)fw_rule_inspect(KINDS[kind].kind, rule, &e->subject->macros, explain_on_alternative,
                          &s); /* only adds texts */
    if (err != RT_OK) {
        if (s.current != NULL) {
            report_set(s.current, "state", RT_STR("refused"));
            report_set(s.current, "why", RT_STR("the unit cannot read it"));
        }
        set_error(e, taken, err, rule, out);
    } else {
        judge(e, kind, name, taken, out);
    }
    judge_switch(e, kind, out);
    if (own != NULL) {
        fw_rule_result_fini(own);
        rt_mem_free(own);
    }
    return out;
}
