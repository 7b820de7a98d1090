/* SPDX-License-Identifier: MIT */
/*
 * Conditions: comparisons joined by `and`, each of integers, versions or quoted strings. Source: guide p.2-10, 2-11.
 *
 * A comparison that cannot be evaluated (mixed types, an unknown word, ordering of strings, a syntax error) is false
 * and is reported as a PROBLEM. guess: no document says what a unit does; false never fetches anything by mistake.
 */
#include "rule_priv.h"
#include <fw/version.h>
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

enum operand_type { OPERAND_BAD, OPERAND_INTEGER, OPERAND_VERSION, OPERAND_STRING };

struct operand {
    enum operand_type type;
    struct rt_str text;
    int64_t integer;
    struct fw_version version;
};

static const char *const TYPE_NAMES[] = {
    [OPERAND_BAD] = "?", [OPERAND_INTEGER] = "integers", [OPERAND_VERSION] = "versions", [OPERAND_STRING] = "strings"};

/* Operand, operator, operand; one extra, to detect surplus words. */
#define TOKENS_MAX 4u

struct judge {
    const struct fw_macro_source *source;
    const struct fw_rule_listener *listener;
    unsigned number; /* of the comparison, from 0 */
    struct rt_buf swver;
    enum rt_err err; /* out of memory */
};

void fw_rule_tell(const struct fw_rule_listener *listener, enum fw_rule_step step, unsigned number, bool verdict,
                  struct rt_str detail)
{
    if (listener != NULL && listener->on_step != NULL) {
        listener->on_step(listener->ctx, step, number, verdict, detail);
    }
}

/* Longer operands are truncated for display. */
#define SHOWN_MAX  100
#define DETAIL_MAX 400
static int shown(struct rt_str s)
{
    return s.n < SHOWN_MAX ? (int)s.n : SHOWN_MAX;
}

/* Always returns false, for use in a return statement. */
static bool problem(const struct judge *j, struct rt_str where, const char *what)
{
    char detail[DETAIL_MAX];
    (void)snprintf(detail, sizeof detail, "%.*s: %s", shown(where), where.n > 0 ? where.p : "", what);
    fw_rule_tell(j->listener, FW_RULE_STEP_PROBLEM, j->number, false, rt_str(detail));
    return false;
}

static bool read_integer(struct rt_str s, int64_t *out)
{
    bool is_negative = s.n > 0 && s.p[0] == '-';
    struct rt_str digits = rt_str_from(s, s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0);
    uint64_t magnitude = 0;
    if (rt_str_u64(digits, &magnitude) != RT_OK || magnitude > INT64_MAX) {
        return false;
    }
    *out = is_negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return true;
}

static struct operand read_word(struct rt_str text)
{
    struct operand o = {.type = OPERAND_BAD, .text = text};
    if (read_integer(text, &o.integer)) {
        o.type = OPERAND_INTEGER;
    } else if (fw_version_parse(text, &o.version) == RT_OK) {
        o.type = OPERAND_VERSION;
    }
    return o;
}

static struct operand read_operand(const struct fw_rule_token *token)
{
    if (token->kind == FW_TOKEN_STRING) {
        return (struct operand){.type = OPERAND_STRING, .text = token->text};
    }
    return read_word(token->text);
}

static bool is_operand(const struct fw_rule_token *token)
{
    return token->kind == FW_TOKEN_WORD || token->kind == FW_TOKEN_STRING;
}

/* A comparison without a left side compares the firmware version: "! 1.0.33", "<1.0" (guide p.2-11). A macro that
 * expands to nothing ("$A gt 3" with an empty GPP_A) looks the same to a parser that runs after expansion. */
static bool read_swver(struct judge *j, struct operand *out)
{
    rt_buf_clear(&j->swver);
    if (!j->source->lookup(j->source->ctx, RT_STR("SWVER"), false, &j->swver)) {
        return false;
    }
    j->err = rt_buf_error(&j->swver);
    if (j->err != RT_OK) {
        return false;
    }
    *out = read_word(rt_str_n(rt_buf_text(&j->swver), j->swver.n));
    return true;
}

static int compare(const struct operand *left, const struct operand *right)
{
    if (left->type == OPERAND_VERSION) {
        return fw_version_compare(&left->version, &right->version);
    }
    if (left->type == OPERAND_STRING) {
        return rt_str_eq(left->text, right->text) ? 0 : 1;
    }
    return (left->integer > right->integer) - (left->integer < right->integer);
}

static bool is_verdict(enum fw_rule_op op, int order)
{
    switch (op) {
    case FW_OP_EQ:
        return order == 0;
    case FW_OP_NE:
        return order != 0;
    case FW_OP_LT:
        return order < 0;
    case FW_OP_LE:
        return order <= 0;
    case FW_OP_GT:
        return order > 0;
    case FW_OP_GE:
        return order >= 0;
    }
    return false;
}

static bool judge_operands(const struct judge *j, const struct operand *left, enum fw_rule_op op,
                           const struct operand *right)
{
    if (left->type == OPERAND_BAD || right->type == OPERAND_BAD) {
        return problem(j, left->type == OPERAND_BAD ? left->text : right->text,
                       "neither an integer nor a version nor a quoted string");
    }
    if (left->type != right->type) {
        return problem(j, right->text, "not of the same type as the left side");
    }
    if (left->type == OPERAND_STRING && op != FW_OP_EQ && op != FW_OP_NE) {
        return problem(j, right->text, "strings have no order: only eq and ne are allowed");
    }
    bool verdict = is_verdict(op, compare(left, right));
    const char *quote = left->type == OPERAND_STRING ? "\"" : "";
    char detail[DETAIL_MAX];
    (void)snprintf(detail, sizeof detail, "%s%.*s%s %s %s%.*s%s (%s)", quote, shown(left->text),
                   left->text.n > 0 ? left->text.p : "", quote, fw_rule_op_name(op), quote, shown(right->text),
                   right->text.n > 0 ? right->text.p : "", quote, TYPE_NAMES[left->type]);
    fw_rule_tell(j->listener, FW_RULE_STEP_COMPARISON, j->number, verdict, rt_str(detail));
    return verdict;
}

static bool judge_comparison(struct judge *j, const struct fw_rule_token *tokens, unsigned n, struct rt_str text)
{
    struct operand left;
    struct operand right;
    /* $UPGCOND, a relic of old rules, has expanded to this word since 2.0.6 (guide p.4-8). */
    if (n == 1 && tokens[0].kind == FW_TOKEN_WORD && rt_str_is(tokens[0].text, "true")) {
        fw_rule_tell(j->listener, FW_RULE_STEP_COMPARISON, j->number, true, RT_STR("true"));
        return true;
    }
    if (n == 2 && tokens[0].kind == FW_TOKEN_OP && is_operand(&tokens[1])) {
        if (!read_swver(j, &left)) {
            return problem(j, text, "no left side, and the firmware version is not known");
        }
        right = read_operand(&tokens[1]);
        return judge_operands(j, &left, tokens[0].op, &right);
    }
    if (n == 3 && is_operand(&tokens[0]) && tokens[1].kind == FW_TOKEN_OP && is_operand(&tokens[2])) {
        left = read_operand(&tokens[0]);
        right = read_operand(&tokens[2]);
        return judge_operands(j, &left, tokens[1].op, &right);
    }
    return problem(j, text, "not a comparison");
}

/* Reads up to the next `and` or the end; false at the end of the condition. */
static bool next_comparison(struct judge *j, struct rt_str *rest, bool *verdict)
{
    struct fw_rule_token tokens[TOKENS_MAX];
    struct rt_str start = rt_str_trim(*rest);
    unsigned n = 0;
    bool has_open_string = false;
    for (;;) {
        struct fw_rule_token token = fw_rule_next_token(rest);
        if (token.kind == FW_TOKEN_END || token.kind == FW_TOKEN_AND) {
            struct rt_str text = rt_str_trim(rt_str_n(start.p, (size_t)(token.text.p - start.p)));
            *verdict = has_open_string ? problem(j, text, "a '\"' that is never closed")
                                       : judge_comparison(j, tokens, n, text);
            return token.kind == FW_TOKEN_AND;
        }
        has_open_string |= token.kind == FW_TOKEN_OPEN_STRING;
        if (n < TOKENS_MAX) {
            tokens[n++] = token;
        }
    }
}

enum rt_err fw_rule_judge(struct rt_str condition, const struct fw_macro_source *source,
                          const struct fw_rule_listener *listener, bool *verdict)
{
    struct judge j = {.source = source, .listener = listener, .err = RT_OK};
    struct rt_str rest = condition;
    bool has_more = true;
    *verdict = true;
    if (rt_str_trim(condition).n == 0) {
        *verdict = problem(&j, condition, "an empty condition");
        has_more = false;
    }
    rt_buf_init(&j.swver, FW_MACRO_TEXT_MAX);
    while (has_more) {
        bool holds = false;
        has_more = next_comparison(&j, &rest, &holds);
        *verdict = *verdict && holds;
        j.number++;
        if (has_more && j.number == FW_RULE_COMPARISONS_MAX) {
            *verdict = problem(&j, rest, "more than 32 comparisons");
            has_more = false;
        }
    }
    rt_buf_fini(&j.swver);
    fw_rule_tell(listener, FW_RULE_STEP_CONDITION, 0, *verdict, condition);
    return j.err;
}

bool fw_condition_is_true(struct rt_str condition, const struct fw_macro_source *source,
                          const struct fw_rule_listener *listener)
{
    RT_ASSERT(source != NULL && source->lookup != NULL);
    struct rt_str comment;
    struct rt_str rest = fw_rule_strip_comment(condition, &comment);
    if (comment.n > 0) {
        fw_rule_tell(listener, FW_RULE_STEP_COMMENT, 0, true, comment);
    }
    if (rt_str_trim(rest).n == 0) {
        return false; /* an empty Resync_Trigger never fires (guide p.4-3) */
    }
    struct rt_buf text;
    rt_buf_init(&text, FW_MACRO_TEXT_MAX);
    bool verdict = false;
    enum rt_err err = fw_macro_expand_text(rest, source, NULL, &text);
    if (err == RT_OK) {
        err = fw_rule_judge(rt_str_n(rt_buf_text(&text), text.n), source, listener, &verdict);
    }
    if (err != RT_OK) {
        fw_rule_tell(listener, FW_RULE_STEP_PROBLEM, 0, false, rt_str(rt_err_text(err)));
    }
    rt_buf_fini(&text);
    return err == RT_OK && verdict;
}
