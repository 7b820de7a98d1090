/* SPDX-License-Identifier: MIT */
/* What of a rule must not be shown: the phrase of --key, passwords that it assigns, values of secret rows. */
#include "explain_priv.h"

/* r: the text is a piece of what it expanded; or NULL. */
void explain_mask_piece(const struct explain *e, const struct fw_rule_result *r, struct rt_str text, struct rt_buf *out)
{
    struct rt_buf without_key;
    if (e->shows_secrets) {
        (void)rt_buf_put(out, text.p, text.n); /* a report without memory is cut, as everywhere here */
        return;
    }
    rt_buf_init(&without_key, EXPLAIN_TEXT_MAX);
    (void)(r != NULL ? fw_rule_mask_expanded(r, text, &without_key) : fw_rule_mask(text, &without_key));
    (void)fw_schema_mask_assigned(e->subject->schema, rt_str_n(rt_buf_text(&without_key), without_key.n), out);
    rt_buf_fini(&without_key);
}

void explain_mask(const struct explain *e, struct rt_str text, struct rt_buf *out)
{
    explain_mask_piece(e, NULL, text, out);
}

struct rt_str explain_value(const struct explain *e, int id, struct rt_str value)
{
    return value.n > 0 && !e->shows_secrets && subject_is_secret(e->subject, id) ? RT_STR("********") : value;
}

void explain_set_masked(const struct explain *e, json_t *object, const char *key, struct rt_str text)
{
    struct rt_buf masked;
    rt_buf_init(&masked, EXPLAIN_TEXT_MAX);
    explain_mask(e, text, &masked);
    report_set(object, key, rt_str_trim(rt_str_n(rt_buf_text(&masked), masked.n)));
    rt_buf_fini(&masked);
}

void explain_set_value(const struct explain *e, json_t *object, const char *key, int id, struct rt_str value)
{
    if (id != FW_PARAM_NONE && fw_schema_type(e->subject->schema, (size_t)id) == FW_TYPE_RULE) {
        explain_set_masked(e, object, key, value);
    } else {
        report_set(object, key, explain_value(e, id, value));
    }
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
    rt_buf_init(&whole, EXPLAIN_TEXT_MAX);
    rt_buf_init(&before, EXPLAIN_TEXT_MAX);
    explain_mask_piece(e, r, expanded, &whole);
    explain_mask_piece(e, r, rt_str_n(expanded.p, r->error_at < expanded.n ? r->error_at : expanded.n), &before);
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
