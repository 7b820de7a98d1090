/* SPDX-License-Identifier: MIT */
#include "rule_priv.h"
#include <rt/assert.h>
#include <string.h>

void fw_rule_result_init(struct fw_rule_result *r)
{
    RT_ASSERT(r != NULL);
    memset(r, 0, sizeof *r);
    rt_buf_init(&r->text, FW_MACRO_TEXT_MAX);
    r->error_what = "";
}

void fw_rule_result_fini(struct fw_rule_result *r)
{
    /* The text may hold an expanded --key. An empty buffer owns no bytes. */
    if (r->text.n > 0) {
        memset(r->text.bytes, 0, r->text.n);
    }
    rt_buf_fini(&r->text);
    memset(r->options.key, 0, sizeof r->options.key);
}

/* Resets to the state after init, but keeps the memory of the text. */
static void clear_result(struct fw_rule_result *r)
{
    struct rt_buf text = r->text;
    memset(r, 0, sizeof *r);
    r->text = text;
    r->error_what = "";
    rt_buf_clear(&r->text);
}

/* Discards what was collected from an alternative that turned out to be invalid. */
static void forget_actions(struct fw_rule_result *r)
{
    r->is_chosen = false;
    r->n_assignments = 0;
    memset(&r->options, 0, sizeof r->options);
    r->has_url = false;
}

/* Reports a text without its secrets. r: what expanded to it, or NULL. */
static enum rt_err tell_masked(const struct fw_rule_listener *listener, enum fw_rule_step step, unsigned number,
                               const struct fw_rule_result *r, struct rt_str text)
{
    if (listener == NULL || listener->on_step == NULL) {
        return RT_OK;
    }
    struct rt_buf masked;
    rt_buf_init(&masked, 4 * FW_MACRO_TEXT_MAX); /* "****" may replace a one-letter phrase */
    enum rt_err err = r != NULL ? fw_rule_mask_expanded(r, text, &masked) : fw_rule_mask(text, &masked);
    if (err == RT_OK) {
        fw_rule_tell(listener, step, number, true, rt_str_trim(rt_str_n(rt_buf_text(&masked), masked.n)));
    }
    rt_buf_fini(&masked);
    return err;
}

/* Forwards the macros of a rule to the listener, and notes the positions of its secrets. */
struct macros {
    const struct fw_macro_listener *listener; /* NULL: none */
    struct fw_rule_result *result;
};

static void on_macro(void *ctx, size_t where, struct rt_str written, struct rt_str value, bool is_known)
{
    const struct macros *m = ctx;
    if (m->listener != NULL && m->listener->on_macro != NULL) {
        m->listener->on_macro(m->listener->ctx, where, written, value, is_known);
    }
}

static void on_key(void *ctx, size_t at, size_t n)
{
    struct fw_rule_result *r = ((const struct macros *)ctx)->result;
    if (r->n_secrets < FW_RULE_SECRETS_MAX) {
        r->secrets[r->n_secrets].at = at;
        r->secrets[r->n_secrets++].n = n;
    } else {
        r->secrets[FW_RULE_SECRETS_MAX - 1].n = at + n - r->secrets[FW_RULE_SECRETS_MAX - 1].at;
    }
}

/* Parses one alternative up to its verdict; if it is chosen, the result holds its actions. */
static enum rt_err try_alternative(enum fw_rule_kind kind, struct rt_str text, const struct fw_macro_source *source,
                                   const struct fw_rule_listener *listener, struct fw_rule_result *r)
{
    struct rt_str condition = {0};
    struct rt_str rest;
    bool has_condition = false;
    enum rt_err err = tell_masked(listener, FW_RULE_STEP_ALTERNATIVE, r->alternative, r, text);
    if (err == RT_OK) {
        err = fw_rule_parse_condition(r, text, &has_condition, &condition, &rest);
    }
    if (err != RT_OK) {
        return err;
    }
    /* guess: what follows a false condition is not parsed, so a mistake there stays hidden until the condition is
     * true. */
    bool holds = true;
    if (has_condition) {
        err = fw_rule_judge(condition, source, listener, &holds);
    }
    if (err != RT_OK || !holds) {
        return err;
    }
    r->is_chosen = true;
    fw_rule_tell(listener, FW_RULE_STEP_TAKEN, r->alternative, true, (struct rt_str){0});
    return fw_rule_parse_actions(kind, r, rest);
}

/* Left to right, until one has a true condition or no condition (guide p.2-17). */
static enum rt_err choose(enum fw_rule_kind kind, const struct fw_macro_source *source,
                          const struct fw_rule_listener *listener, struct fw_rule_result *r)
{
    struct rt_str rest = rt_str_n(rt_buf_text(&r->text), r->text.n);
    for (unsigned i = 0; rest.p != NULL; i++) {
        struct rt_str alternative = fw_rule_cut_alternative(rest, &rest);
        if (i == FW_RULE_ALTERNATIVES_MAX) {
            return fw_rule_refuse(r, RT_ESYNTAX, alternative.p, "more than 32 alternatives");
        }
        if (r->is_chosen) {
            fw_rule_tell(listener, FW_RULE_STEP_NOT_LOOKED_AT, i, false, (struct rt_str){0});
            continue;
        }
        r->alternative = i;
        enum rt_err err = try_alternative(kind, alternative, source, listener, r);
        if (err != RT_OK) {
            return err;
        }
    }
    return RT_OK;
}

enum rt_err fw_rule_evaluate(enum fw_rule_kind kind, struct rt_str rule, const struct fw_macro_source *source,
                             const struct fw_macro_listener *macros, const struct fw_rule_listener *listener,
                             struct fw_rule_result *result)
{
    RT_ASSERT((unsigned)kind < FW_RULE_N_KINDS && source != NULL && source->lookup != NULL && result != NULL);
    clear_result(result);
    struct rt_str comment;
    struct rt_str written = fw_rule_strip_comment(rule, &comment);
    enum rt_err err = RT_OK;
    if (comment.n > 0) {
        err = tell_masked(listener, FW_RULE_STEP_COMMENT, 0, NULL, comment);
    }
    if (err == RT_OK) {
        struct macros heard = {macros, result};
        const struct fw_macro_listener listens = {on_macro, &heard, on_key};
        err = fw_macro_expand(written, source, &listens, &result->text);
    }
    if (err == RT_ETOOBIG) {
        result->error_what = "the expanded rule is longer than 8192 characters";
    }
    if (err != RT_OK || rt_str_trim(rt_str_n(rt_buf_text(&result->text), result->text.n)).n == 0) {
        return err;
    }
    err = choose(kind, source, listener, result);
    if (err != RT_OK) {
        forget_actions(result);
    }
    return err;
}
