/* SPDX-License-Identifier: MIT */
/* One rule, evaluated by the unit's engine, with everything it tells on the way. */
#include "explain_priv.h"
#include <rt/mem.h>
#include <string.h>
#include "placeholder.h"

#define TEXT_MAX (4u * FW_MACRO_TEXT_MAX)

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

/* ---- what must not be shown ---- */

/* r: the text is a piece of what it expanded; or NULL. */
static void mask_piece(const struct explain *e, const struct fw_rule_result *r, struct rt_str text, struct rt_buf *out)
{
    struct rt_buf without_key;
    if (e->shows_secrets) {
        (void)rt_buf_put(out, text.p, text.n); /* a report without memory is cut, as everywhere here */
        return;
    }
    rt_buf_init(&without_key, TEXT_MAX);
    (void)(r != NULL ? fw_rule_mask_expanded(r, text, &without_key) : fw_rule_mask(text, &without_key));
    (void)fw_schema_mask_assigned(e->subject->schema, rt_str_n(rt_buf_text(&without_key), without_key.n), out);
    rt_buf_fini(&without_key);
}

void explain_mask(const struct explain *e, struct rt_str text, struct rt_buf *out)
{
    mask_piece(e, NULL, text, out);
}

struct rt_str explain_value(const struct explain *e, int id, struct rt_str value)
{
    return value.n > 0 && !e->shows_secrets && subject_is_secret(e->subject, id) ? RT_STR("********") : value;
}

static void set_masked(const struct explain *e, json_t *object, const char *key, struct rt_str text);

void explain_set_value(const struct explain *e, json_t *object, const char *key, int id, struct rt_str value)
{
    if (id != FW_PARAM_NONE && fw_schema_type(e->subject->schema, (size_t)id) == FW_TYPE_RULE) {
        set_masked(e, object, key, value);
    } else {
        report_set(object, key, explain_value(e, id, value));
    }
}

static void set_masked(const struct explain *e, json_t *object, const char *key, struct rt_str text)
{
    struct rt_buf masked;
    rt_buf_init(&masked, TEXT_MAX);
    explain_mask(e, text, &masked);
    report_set(object, key, rt_str_trim(rt_str_n(rt_buf_text(&masked), masked.n)));
    rt_buf_fini(&masked);
}

/* ---- macros ---- */

struct macros {
    struct explain *e;
    json_t *list;
    const char *masked; /* the written rule: a macro that does not stand there is in a key */
};

static struct rt_str name_of(struct rt_str written)
{
    bool has_parens = written.n > 1 && written.p[1] == '(';
    struct rt_str name = rt_str_from(written, has_parens ? 2 : 1);
    size_t end = rt_str_find(name, ':');
    name.n = end < name.n ? end : name.n - (has_parens ? 1 : 0);
    return name;
}

static void on_macro(void *ctx, size_t where, struct rt_str written, struct rt_str value, bool is_known)
{
    struct macros *m = ctx;
    struct rt_buf text;
    json_t *row = json_object();
    (void)where;
    rt_buf_init(&text, TEXT_MAX);
    (void)rt_buf_put(&text, written.p, written.n);
    enum fw_element gpp = fw_var_gpp(name_of(written));
    bool is_secret = gpp != FW_EL_NONE && subject_is_secret(m->e->subject, fw_element_id(m->e->subject->params, gpp));
    bool is_hidden =
        is_known && !m->e->shows_secrets && value.n > 0 && (is_secret || strstr(m->masked, rt_buf_text(&text)) == NULL);
    report_set(row, "written", written);
    (void)json_object_set_new(row, "known", json_boolean(is_known));
    report_set(row, "value", is_hidden ? RT_STR("********") : value);
    rt_buf_clear(&text);
    if (is_known) {
        subject_origin(m->e->subject, name_of(written), &text);
        report_set(row, "from", rt_str(rt_buf_text(&text)));
    } else {
        (void)json_object_set_new(row, "hint", explain_macro_hint(written));
    }
    rt_buf_fini(&text);
    /* The same macro twice is one row. */
    for (size_t i = 0; i < json_array_size(m->list); i++) {
        if (json_equal(json_array_get(m->list, i), row)) {
            json_decref(row);
            return;
        }
    }
    (void)json_array_append_new(m->list, row);
}

/* ---- alternatives ---- */

struct steps {
    struct explain *e;
    json_t *out; /* the rule */
    json_t *alternatives;
    json_t *current; /* the one that is looked at; borrowed */
    bool has_condition;
    size_t n_comment;
};

static void on_step(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail)
{
    struct steps *s = ctx;
    json_t *row;
    char problem[512];
    switch (step) {
    case FW_RULE_STEP_COMMENT:
        report_set(s->out, "comment", detail);
        s->n_comment = detail.n;
        break;
    case FW_RULE_STEP_ALTERNATIVE:
    case FW_RULE_STEP_NOT_LOOKED_AT:
        s->current = json_object();
        s->has_condition = false;
        (void)json_object_set_new(s->current, "number", json_integer((json_int_t)number + 1));
        set_masked(s->e, s->current, "text", detail);
        report_set(s->current, "state", RT_STR("not looked at"));
        report_set(s->current, "why",
                   step == FW_RULE_STEP_ALTERNATIVE ? RT_STR("the unit cannot read it")
                                                    : RT_STR("an earlier alternative was taken"));
        (void)json_object_set_new(s->current, "comparisons", json_array());
        (void)json_array_append_new(s->alternatives, s->current);
        break;
    case FW_RULE_STEP_COMPARISON:
    case FW_RULE_STEP_PROBLEM:
        row = json_object();
        report_set(row, "text", detail);
        (void)json_object_set_new(row, "verdict", json_boolean(verdict));
        if (step == FW_RULE_STEP_PROBLEM && rt_str_copy(problem, sizeof problem, detail) == RT_OK) {
            const char *hint = explain_problem_hint(problem);
            (void)json_object_set_new(row, "problem", json_true());
            report_set(row, "hint", rt_str(hint));
        }
        (void)json_array_append_new(json_object_get(s->current, "comparisons"), row);
        break;
    case FW_RULE_STEP_CONDITION:
        s->has_condition = true;
        report_set(s->current, "state", verdict ? RT_STR("taken") : RT_STR("not taken"));
        report_set(s->current, "why", verdict ? RT_STR("its condition is true") : RT_STR("its condition is false"));
        break;
    case FW_RULE_STEP_TAKEN:
        report_set(s->current, "state", RT_STR("taken"));
        report_set(s->current, "why",
                   s->has_condition ? RT_STR("its condition is true") : RT_STR("it has no condition"));
        break;
    }
}

/* The text of an alternative that the engine did not look at, from the written rule. */
static void on_alternative(void *ctx, const struct fw_rule_alternative *a)
{
    struct steps *s = ctx;
    json_t *row = json_array_get(s->alternatives, a->number);
    if (row != NULL && report_get(row, "text")[0] == '\0') {
        set_masked(s->e, row, "text", a->text);
    }
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

#define NEAR_MAX 40u

/* Behind "[--key ...", where words may be part of a phrase that wants quotation marks. */
static bool is_in_key_bracket(struct rt_str before)
{
    bool is = false;
    for (size_t i = 0; i < before.n; i++) {
        is = (is || rt_str_starts(rt_str_from(before, i), "--key")) && before.p[i] != ']';
    }
    return is;
}

void explain_put_near(const struct explain *e, const struct fw_rule_result *r, struct rt_buf *out)
{
    struct rt_str expanded = rt_str_n(rt_buf_text(&r->text), r->text.n);
    struct rt_buf whole, before;
    rt_buf_init(&whole, TEXT_MAX);
    rt_buf_init(&before, TEXT_MAX);
    mask_piece(e, r, expanded, &whole);
    mask_piece(e, r, rt_str_n(expanded.p, r->error_at < expanded.n ? r->error_at : expanded.n), &before);
    struct rt_str all = rt_str_n(rt_buf_text(&whole), whole.n);
    /* A mask that reaches over the place shows nothing. */
    if (rt_str_starts(all, rt_buf_text(&before))) {
        bool is_at_end = rt_str_trim(rt_str_from(all, before.n)).n == 0;
        size_t from = !is_at_end ? before.n : all.n > NEAR_MAX ? all.n - NEAR_MAX : 0;
        struct rt_str near = rt_str_trim(rt_str_from(all, from));
        near.n = near.n < NEAR_MAX ? near.n : NEAR_MAX;
        if (rt_str_starts(near, "(1 = 1)?")) { /* fw_rule_inspect's */
            near = rt_str_trim(rt_str_from(near, 8));
        }
        if (near.n > 0 && !is_in_key_bracket(rt_str_n(rt_buf_text(&before), before.n)) &&
            rt_str_find(near, '@') == near.n) { /* a login in a URL */
            (void)rt_buf_printf(out, " %s \"%.*s\"", is_at_end ? "behind" : "at", (int)near.n, near.p);
        }
    }
    rt_buf_fini(&whole);
    rt_buf_fini(&before);
}

static void set_error(const struct explain *e, const struct fw_rule_result *r, enum rt_err err, struct rt_str rule,
                      json_t *out)
{
    struct rt_buf masked;
    const char *what =
        err == RT_ENOMEM || r->error_what == NULL || r->error_what[0] == '\0' ? rt_err_text(err) : r->error_what;
    struct rt_str expanded = rt_str_n(rt_buf_text(&r->text), r->text.n);
    json_t *error = json_object();
    rt_buf_init(&masked, TEXT_MAX);
    report_set(error, "what", rt_str(what));
    mask_piece(e, r, rt_str_n(expanded.p, r->error_at), &masked);
    size_t n_before = masked.n;
    struct rt_str lead = rt_str_n(rt_buf_text(&masked), masked.n);
    size_t n_blank = (size_t)(rt_str_trim(lead).p - lead.p); /* the text is shown trimmed */
    (void)json_object_set_new(error, "offset", json_integer((json_int_t)(n_before - (lead.n > 0 ? n_blank : 0))));
    rt_buf_fini(&masked);
    const char *hint = explain_rule_hint(what, rule);
    report_set(error, "hint", rt_str(hint));
    (void)json_object_set_new(out, "error", error);
    rt_buf_init(&masked, TEXT_MAX);
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
                    report_printf(is_empty ? "The rule is empty: nothing is done, and that is no failure."
                                           : "No condition is true: nothing is done, and that is no failure."));
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

/* What looks like a macro of another system: it stays as it is written. text: the rule as it may be shown. */
static void add_placeholders(struct rt_str text, json_t *list)
{
    struct placeholder p;
    while (placeholder_find(text, true, &p)) {
        json_t *row = json_object();
        report_set(row, "written", p.written);
        (void)json_object_set_new(row, "known", json_false());
        report_set(row, "value", p.written);
        (void)json_object_set_new(row, "hint", explain_macro_hint(p.written));
        (void)json_array_append_new(list, row);
        text = rt_str_from(text, (size_t)(p.written.p + p.written.n - text.p));
    }
}

static json_t *begin(struct explain *e, enum explain_kind kind, const char *name, struct rt_str rule, struct macros *m)
{
    json_t *out = json_object();
    report_set(out, "kind", rt_str(KINDS[kind].name));
    if (name != NULL) {
        report_set(out, "name", rt_str(name));
    }
    set_masked(e, out, "rule", rule);
    *m = (struct macros){.e = e, .list = json_array(), .masked = report_get(out, "rule")};
    (void)json_object_set_new(out, "macros", m->list);
    add_placeholders(rt_str(m->masked), m->list);
    (void)json_object_set_new(out, "alternatives", json_array());
    return out;
}

static json_t *explain_trigger(struct explain *e, const char *name, struct rt_str rule)
{
    struct macros m;
    struct rt_buf text;
    json_t *out = begin(e, EXPLAIN_TRIGGER, name, rule, &m);
    const struct fw_macro_listener macros = {.on_macro = on_macro, .ctx = &m};
    json_t *row = json_object();
    struct steps s = {.e = e, .out = out, .alternatives = json_array(), .current = row};
    const struct fw_rule_listener listener = {on_step, &s};
    (void)json_object_set_new(row, "comparisons", json_array());
    rt_buf_init(&text, TEXT_MAX);
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
    struct macros m;
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
    const struct fw_macro_listener macros = {.on_macro = on_macro, .ctx = &m};
    struct steps s = {.e = e, .out = out, .alternatives = json_object_get(out, "alternatives")};
    const struct fw_rule_listener listener = {on_step, &s};
    enum rt_err err = fw_rule_evaluate(KINDS[kind].kind, rule, &e->subject->macros, &macros, &listener, taken);
    struct rt_buf masked;
    rt_buf_init(&masked, TEXT_MAX);
    mask_piece(e, taken, rt_str_n(rt_buf_text(&taken->text), taken->text.n), &masked);
    report_set(out, "expanded", rt_str_trim(rt_str_n(rt_buf_text(&masked), masked.n)));
    rt_buf_fini(&masked);
    (void)fw_rule_inspect(KINDS[kind].kind, rule, &e->subject->macros, on_alternative, &s); /* only adds texts */
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
