/* SPDX-License-Identifier: MIT */
/* What the unit's engine tells while it evaluates a rule, as rows of the report: macros and alternatives. */
#include "explain_rule.h"
#include <string.h>
#include "explain_priv.h"
#include "placeholder.h"

/* ---- macros ---- */

static struct rt_str name_of(struct rt_str written)
{
    bool has_parens = written.n > 1 && written.p[1] == '(';
    struct rt_str name = rt_str_from(written, has_parens ? 2 : 1);
    size_t end = rt_str_find(name, ':');
    name.n = end < name.n ? end : name.n - (has_parens ? 1 : 0);
    return name;
}

void explain_on_macro(void *ctx, size_t where, struct rt_str written, struct rt_str value, bool is_known)
{
    struct explain_macros *m = ctx;
    struct rt_buf text;
    json_t *row = json_object();
    (void)where;
    rt_buf_init(&text, EXPLAIN_TEXT_MAX);
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

/* What looks like a macro of another system: it stays as it is written. text: the rule as it may be shown. */
void explain_add_placeholders(struct rt_str text, json_t *list)
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

/* ---- alternatives ---- */

void explain_on_step(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail)
{
    struct explain_steps *s = ctx;
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
        explain_set_masked(s->e, s->current, "text", detail);
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
void explain_on_alternative(void *ctx, const struct fw_rule_alternative *a)
{
    struct explain_steps *s = ctx;
    json_t *row = json_array_get(s->alternatives, a->number);
    if (row != NULL && report_get(row, "text")[0] == '\0') {
        explain_set_masked(s->e, row, "text", a->text);
    }
}
