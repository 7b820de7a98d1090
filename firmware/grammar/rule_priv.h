/* SPDX-License-Identifier: MIT */
/*
 * Shared by macro.c and rule_*.c: scanning, the words of a condition, the parts of an alternative. Texts are string
 * views; only the listener's masked text is allocated.
 */
#pragma once
#include <fw/rule.h>
#include <rt/ascii.h>

/* ---- rule_lex.c: scanning ---- */

/* The view after the first n bytes. Unlike rt_str_from, it points into the text even if empty, so that positions can
 * be computed by subtraction. */
static inline struct rt_str fw_rule_after(struct rt_str s, size_t n)
{
    return rt_str_n(s.p + n, s.n - n);
}

/* Scans a rule byte by byte and tracks whether it is in the argument of --key, in a bracket before the URL of an
 * alternative. Used on the written text (where may $SA be expanded?) and on the expanded one (what must be masked?). */
enum fw_key_place {
    FW_KEY_HEAD,        /* before the URL of an alternative */
    FW_KEY_GROUP,       /* inside ( ) */
    FW_KEY_BETWEEN,     /* inside [ ], between words */
    FW_KEY_WORD,        /* inside [ ], in a word */
    FW_KEY_QUOTED,      /* inside [ ], in a quoted word that is not the key */
    FW_KEY_WANTED,      /* inside [ ], after --key and before its argument */
    FW_KEY_BARE,        /* in the argument */
    FW_KEY_BARE_QUOTED, /* in the argument, which is quoted */
    FW_KEY_AFTER,       /* inside [ ], between words after the argument: as BETWEEN, but the next word may be stray */
    FW_KEY_STRAY,       /* in a word after the argument that is no option: a phrase that lacks its quotes */
    FW_KEY_URL          /* the rest, up to '|' */
};
struct fw_key_tracker {
    enum fw_key_place place;
    unsigned depth;   /* of parentheses */
    bool is_quoted;   /* in the group, the URL or the stray word */
    unsigned n_word;  /* bytes of the word */
    bool is_key_word; /* the word so far is a prefix of --key */
    bool is_after;    /* the word follows the argument */
    /* Set at the start. For what is shown: --KEY, --key=, a bracket after the URL and none at all count too. No unit
     * takes them, but a phrase is behind them. */
    bool is_lenient;
};
/* Consumes the next byte; true if it belongs to the argument of --key (its quotes do not). */
bool fw_key_tracker_feed(struct fw_key_tracker *t, char c);

/* The part before the first '#' outside double quotes; *comment gets the rest with the '#', or nothing. */
struct rt_str fw_rule_strip_comment(struct rt_str rule, struct rt_str *comment);

/* Splits at the first '|' outside double quotes, as rt_str_cut. */
struct rt_str fw_rule_cut_alternative(struct rt_str text, struct rt_str *rest);

/* text starts with '(': returns the part inside the parentheses, the mark after them and the rest. Parentheses nest
 * (versions contain some: "2.0.3(G)") and do not count inside double quotes. RT_ESYNTAX, with position and reason. */
struct fw_rule_group {
    struct rt_str inside;
    char mark; /* '?' or '!' */
    struct rt_str rest;
    const char *error_at;
    const char *error_what;
};
enum rt_err fw_rule_cut_group(struct rt_str text, struct fw_rule_group *out);

enum fw_rule_op { FW_OP_EQ, FW_OP_NE, FW_OP_LT, FW_OP_LE, FW_OP_GT, FW_OP_GE };
enum fw_rule_token_kind {
    FW_TOKEN_END,
    FW_TOKEN_AND,
    FW_TOKEN_OP,
    FW_TOKEN_WORD,
    FW_TOKEN_STRING,
    FW_TOKEN_OPEN_STRING
};
struct fw_rule_token {
    enum fw_rule_token_kind kind;
    enum fw_rule_op op;
    struct rt_str text; /* of a string: without its quotes */
};
/* The next word of a condition; advances *rest. */
struct fw_rule_token fw_rule_next_token(struct rt_str *rest);
const char *fw_rule_op_name(enum fw_rule_op op); /* "ge" */

/* ---- rule_condition.c ---- */

/* Evaluates an expanded condition: all comparisons joined by `and` must be true. RT_OK, RT_ENOMEM. */
enum rt_err fw_rule_judge(struct rt_str condition, const struct fw_macro_source *source,
                          const struct fw_rule_listener *listener, bool *verdict);
void fw_rule_tell(const struct fw_rule_listener *listener, enum fw_rule_step step, unsigned number, bool verdict,
                  struct rt_str detail);

/* ---- rule_parse.c ---- */

/* Records position and reason, and returns err. `at` points into r->text. */
enum rt_err fw_rule_refuse(struct fw_rule_result *r, enum rt_err err, const char *at, const char *what);
/* Splits one alternative into its condition and the rest. has_condition: false when there is none. */
enum rt_err fw_rule_parse_condition(struct fw_rule_result *r, struct rt_str alternative, bool *has_condition,
                                    struct rt_str *condition, struct rt_str *rest);
/* Parses what follows the condition (assignments, options, URL) into the result. */
enum rt_err fw_rule_parse_actions(enum fw_rule_kind kind, struct fw_rule_result *r, struct rt_str text);
