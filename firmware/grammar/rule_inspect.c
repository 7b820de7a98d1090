/* SPDX-License-Identifier: MIT */
/*
 * Every alternative of a rule by itself. Like the unit, fw_rule_evaluate stops at the first alternative that is
 * chosen and does not parse what follows a false condition. Authors of rules want to know of mistakes there in
 * advance.
 */
#include "rule_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>

#define PROBLEM_MAX 400u

struct inspection {
    enum fw_rule_kind kind;
    const struct fw_macro_source *source;
    struct fw_rule_alternative a;
    struct fw_rule_result result;
    struct rt_buf text;    /* for an alternative whose condition was replaced by a true one */
    struct rt_buf problem; /* of the condition */
};

static void on_step(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail)
{
    struct inspection *i = ctx;
    (void)number;
    (void)verdict;
    if (step == FW_RULE_STEP_PROBLEM && !i->a.has_problem) {
        i->a.has_problem = true;
        (void)rt_buf_put(&i->problem, detail.p,
                         detail.n < PROBLEM_MAX ? detail.n : PROBLEM_MAX); /* a truncated one is enough */
    }
}

/* Whether the condition is constant: no macro, and no comparison whose left side defaults to the firmware version. */
static bool is_constant(struct rt_str condition)
{
    struct rt_str rest = condition;
    bool is_start = true;
    if (rt_str_find(condition, '$') < condition.n) {
        return false;
    }
    for (;;) {
        struct fw_rule_token t = fw_rule_next_token(&rest);
        if (t.kind == FW_TOKEN_END) {
            return true;
        }
        if (is_start && t.kind == FW_TOKEN_OP) {
            return false;
        }
        is_start = t.kind == FW_TOKEN_AND;
    }
}

static enum rt_err inspect(struct inspection *i, struct rt_str alternative)
{
    const struct fw_rule_listener listener = {on_step, i};
    struct rt_str text = rt_str_trim(alternative);
    struct fw_rule_group group = {.rest = text};
    bool has_group = text.n > 0 && text.p[0] == '(';
    enum rt_err err = has_group ? fw_rule_cut_group(text, &group) : RT_OK;
    rt_buf_clear(&i->text);
    rt_buf_clear(&i->problem);
    i->a.text = text;
    i->a.has_problem = false;
    i->a.has_condition = err == RT_OK && has_group && group.mark == '?';
    i->a.is_constant = i->a.has_condition && is_constant(group.inside);
    i->a.verdict = !i->a.has_condition || fw_condition_is_true(group.inside, i->source, &listener);
    if (i->a.has_condition && rt_str_trim(group.inside).n == 0) {
        on_step(i, FW_RULE_STEP_PROBLEM, 0, false, RT_STR("an empty condition"));
    }
    i->a.problem = rt_str_n(rt_buf_text(&i->problem), i->problem.n);
    if (i->a.has_condition) {
        (void)rt_buf_put_text(&i->text, "(1 = 1)?");
        text = group.rest;
    }
    (void)rt_buf_put(&i->text, text.p, text.n);
    if (rt_buf_error(&i->text) != RT_OK) {
        return rt_buf_error(&i->text);
    }
    i->a.err = fw_rule_evaluate(i->kind, rt_str_n(rt_buf_text(&i->text), i->text.n), i->source, NULL, NULL, &i->result);
    return i->a.err == RT_ENOMEM ? RT_ENOMEM : RT_OK;
}

enum rt_err fw_rule_inspect(enum fw_rule_kind kind, struct rt_str rule, const struct fw_macro_source *source,
                            void (*on_alternative)(void *ctx, const struct fw_rule_alternative *a), void *ctx)
{
    RT_ASSERT((unsigned)kind < FW_RULE_N_KINDS && source != NULL && on_alternative != NULL);
    struct inspection *i = rt_mem_alloc(sizeof *i); /* a result is large */
    if (i == NULL) {
        return RT_ENOMEM;
    }
    struct rt_str comment;
    struct rt_str rest = fw_rule_strip_comment(rule, &comment);
    enum rt_err err = RT_OK;
    i->kind = kind;
    i->source = source;
    i->a.result = &i->result;
    fw_rule_result_init(&i->result);
    rt_buf_init(&i->text, FW_MACRO_TEXT_MAX);
    rt_buf_init(&i->problem, PROBLEM_MAX);
    bool is_empty = rt_str_trim(rest).n == 0;
    while (!is_empty && rest.p != NULL && err == RT_OK && i->a.number < FW_RULE_ALTERNATIVES_MAX) {
        struct rt_str alternative = fw_rule_cut_alternative(rest, &rest);
        err = inspect(i, alternative);
        i->a.at = (size_t)(i->a.text.p - rule.p);
        if (err == RT_OK) {
            on_alternative(ctx, &i->a);
        }
        i->a.number++;
    }
    fw_rule_result_fini(&i->result);
    rt_buf_fini(&i->text);
    rt_buf_fini(&i->problem);
    rt_mem_free(i);
    return err;
}
