/* SPDX-License-Identifier: MIT */
/* Listeners of the engine that evaluates a rule (explain_steps.c). Each adds rows to JSON that the caller owns. */
#pragma once
#include <fw/rule.h>
#include <judge/explain.h>

struct explain_macros {
    struct explain *e;
    json_t *list;
    const char *masked; /* the written rule: a macro that does not stand there is in a key */
};
/* A row for each macro that was expanded; the same one twice is one row. ctx: struct explain_macros. */
void explain_on_macro(void *ctx, size_t where, struct rt_str written, struct rt_str value, bool is_known);
/* A row for what looks like a macro of another system: it stays as it is written. text: the rule as it may be shown. */
void explain_add_placeholders(struct rt_str text, json_t *list);

struct explain_steps {
    struct explain *e;
    json_t *out; /* the rule */
    json_t *alternatives;
    json_t *current; /* the one that is looked at; borrowed */
    bool has_condition;
    size_t n_comment; /* bytes of the rule's comment, which the engine does not evaluate */
};
/* ctx: struct explain_steps. */
void explain_on_step(void *ctx, enum fw_rule_step step, unsigned number, bool verdict, struct rt_str detail);
/* The text of an alternative that the engine did not look at, from the written rule. ctx: struct explain_steps. */
void explain_on_alternative(void *ctx, const struct fw_rule_alternative *a);
