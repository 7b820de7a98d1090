/* SPDX-License-Identifier: MIT */
#include "rule_priv.h"
#include <rt/assert.h>
#include <string.h>

static const char KEY_WORD[] = "--key";
#define KEY_WORD_LENGTH (sizeof KEY_WORD - 1)

/* The first byte of a word in the bracket. */
static void begin_word(struct fw_key_tracker *t, char c)
{
    t->is_after = t->place == FW_KEY_AFTER;
    t->place = FW_KEY_WORD;
    t->n_word = 1;
    t->is_key_word = c == KEY_WORD[0];
}

static void feed_head(struct fw_key_tracker *t, char c)
{
    if (c == '(') {
        t->place = FW_KEY_GROUP;
        t->depth = 1;
        t->is_quoted = false;
    } else if (c == '[') {
        t->place = FW_KEY_BETWEEN;
    } else if (t->is_lenient && c == KEY_WORD[0]) {
        begin_word(t, c);
    } else if (!rt_is_blank(c) && c != '?' && c != '!' && c != '|') {
        /* '?' and '!' mark the kind of a group. */
        t->place = FW_KEY_URL;
        t->is_quoted = c == '"';
    }
}

static void feed_group(struct fw_key_tracker *t, char c)
{
    if (c == '"') {
        t->is_quoted = !t->is_quoted;
    } else if (!t->is_quoted && c == '(') {
        t->depth++;
    } else if (!t->is_quoted && c == ')' && --t->depth == 0) {
        t->place = FW_KEY_HEAD;
    }
}

static void feed_word(struct fw_key_tracker *t, char c)
{
    if (rt_is_blank(c)) {
        t->place = t->is_key_word && t->n_word == KEY_WORD_LENGTH ? FW_KEY_WANTED : FW_KEY_BETWEEN;
    } else if (t->is_after && t->n_word == 1 && c != '-') {
        t->place = FW_KEY_STRAY; /* -x: no option begins so */
        t->is_quoted = false;
    } else if (t->is_lenient && c == '=' && t->is_key_word && t->n_word == KEY_WORD_LENGTH) {
        t->place = FW_KEY_WANTED;
    } else {
        char folded = t->is_lenient && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        t->is_key_word = t->is_key_word && t->n_word < KEY_WORD_LENGTH && folded == KEY_WORD[t->n_word];
        t->n_word++;
    }
}

static void feed_after(struct fw_key_tracker *t, char c)
{
    if (c == '-') {
        begin_word(t, c);
    } else if (!rt_is_blank(c)) {
        t->place = FW_KEY_STRAY;
        t->is_quoted = c == '"';
    }
}

static void feed_stray(struct fw_key_tracker *t, char c)
{
    if (t->is_quoted ? c == '"' : rt_is_blank(c)) {
        t->place = FW_KEY_AFTER;
    }
}

static void feed_url(struct fw_key_tracker *t, char c)
{
    if (c == '"') {
        t->is_quoted = !t->is_quoted;
    } else if (c == '|' && !t->is_quoted) {
        t->place = FW_KEY_HEAD;
    } else if (c == '[' && t->is_lenient) {
        t->place = FW_KEY_BETWEEN;
    }
}

bool fw_key_tracker_feed(struct fw_key_tracker *t, char c)
{
    bool is_bracket = t->place == FW_KEY_BETWEEN || t->place == FW_KEY_WORD || t->place == FW_KEY_WANTED ||
                      t->place == FW_KEY_BARE || t->place == FW_KEY_AFTER ||
                      (t->place == FW_KEY_STRAY && !t->is_quoted);
    if (is_bracket && c == ']') {
        t->place = FW_KEY_URL;
        t->is_quoted = false;
        return false;
    }
    switch (t->place) {
    case FW_KEY_HEAD:
        feed_head(t, c);
        return false;
    case FW_KEY_GROUP:
        feed_group(t, c);
        return false;
    case FW_KEY_BETWEEN:
        if (c == '"') {
            t->place = FW_KEY_QUOTED;
        } else if (!rt_is_blank(c)) {
            begin_word(t, c);
        }
        return false;
    case FW_KEY_WORD:
        feed_word(t, c);
        return false;
    case FW_KEY_QUOTED:
        t->place = c == '"' ? FW_KEY_BETWEEN : FW_KEY_QUOTED;
        return false;
    case FW_KEY_WANTED:
        if (c == '"') {
            t->place = FW_KEY_BARE_QUOTED;
        } else if (!rt_is_blank(c) && !(t->is_lenient && c == '=')) {
            t->place = FW_KEY_BARE;
            return true;
        }
        return false;
    case FW_KEY_BARE:
    case FW_KEY_BARE_QUOTED:
        if (t->place == FW_KEY_BARE ? rt_is_blank(c) : c == '"') {
            t->place = FW_KEY_AFTER;
            return false;
        }
        return true;
    case FW_KEY_AFTER:
        feed_after(t, c);
        return false;
    case FW_KEY_STRAY:
        feed_stray(t, c);
        return false;
    case FW_KEY_URL:
        feed_url(t, c);
        return false;
    }
    return false;
}

/* Offset of the first c outside double quotes, or text.n. */
static size_t find_unquoted(struct rt_str text, char c)
{
    bool is_quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') {
            is_quoted = !is_quoted;
        } else if (text.p[i] == c && !is_quoted) {
            return i;
        }
    }
    return text.n;
}

/* The guide (p.2-9) knows '#' as the first character only; older texts (SPA-2000 guide p.26, PAP2 guide p.38)
 * let it start a comment anywhere. Outside quotes satisfies both. */
struct rt_str fw_rule_strip_comment(struct rt_str rule, struct rt_str *comment)
{
    size_t at = find_unquoted(rule, '#');
    *comment = rt_str_from(rule, at);
    return rt_str_n(rule.p, at);
}

struct rt_str fw_rule_cut_alternative(struct rt_str text, struct rt_str *rest)
{
    size_t at = find_unquoted(text, '|');
    *rest = at < text.n ? fw_rule_after(text, at + 1) : (struct rt_str){0};
    return rt_str_n(text.p, at);
}

static enum rt_err refuse_group(struct fw_rule_group *out, const char *at, const char *what)
{
    out->error_at = at;
    out->error_what = what;
    return RT_ESYNTAX;
}

/* Offset of the ')' that matches the '(' at 0, or text.n. */
static size_t find_closing(struct rt_str text)
{
    unsigned depth = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '"') {
            is_quoted = !is_quoted;
        } else if (!is_quoted && c == '(') {
            depth++;
        } else if (!is_quoted && c == ')' && --depth == 0) {
            return i;
        }
    }
    return text.n;
}

enum rt_err fw_rule_cut_group(struct rt_str text, struct fw_rule_group *out)
{
    RT_ASSERT(text.n > 0 && text.p[0] == '(');
    memset(out, 0, sizeof *out);
    size_t closing = find_closing(text);
    if (closing == text.n) {
        return refuse_group(out, text.p, "a '(' that is never closed");
    }
    size_t mark = closing + 1;
    while (mark < text.n && rt_is_blank(text.p[mark])) {
        mark++;
    }
    if (mark == text.n || (text.p[mark] != '?' && text.p[mark] != '!')) {
        return refuse_group(out, text.p + closing, "a ')' needs a '?' (condition) or a '!' (assignments) after it");
    }
    out->inside = rt_str_n(text.p + 1, closing - 1);
    out->mark = text.p[mark];
    out->rest = fw_rule_after(text, mark + 1);
    return RT_OK;
}

/* Guide p.2-11 table 2-2. Longer symbols first; a lone '!' is the legacy "not equal" (guide p.2-11). */
static const struct {
    const char *symbol;
    const char *word;
    enum fw_rule_op op;
} OPERATORS[] = {
    {"!=", "ne", FW_OP_NE}, {"<=", "le", FW_OP_LE}, {">=", "ge", FW_OP_GE}, {"=", "eq", FW_OP_EQ},
    {"<", "lt", FW_OP_LT},  {">", "gt", FW_OP_GT},  {"!", "ne", FW_OP_NE},
};
#define N_OPERATORS (sizeof OPERATORS / sizeof OPERATORS[0])

const char *fw_rule_op_name(enum fw_rule_op op)
{
    for (size_t i = 0; i < N_OPERATORS; i++) {
        if (OPERATORS[i].op == op) {
            return OPERATORS[i].word;
        }
    }
    return "?";
}

static bool is_symbol_char(char c)
{
    return c == '=' || c == '!' || c == '<' || c == '>';
}

static struct fw_rule_token string_token(struct rt_str *rest)
{
    struct rt_str inside = fw_rule_after(*rest, 1);
    size_t end = rt_str_find(inside, '"');
    struct fw_rule_token token = {.kind = FW_TOKEN_STRING, .text = rt_str_n(inside.p, end)};
    if (end == inside.n) {
        token.kind = FW_TOKEN_OPEN_STRING;
    }
    *rest = fw_rule_after(inside, end < inside.n ? end + 1 : end);
    return token;
}

static struct fw_rule_token word_token(struct rt_str *rest)
{
    size_t n = 0;
    while (n < rest->n && !rt_is_blank(rest->p[n]) && rest->p[n] != '"' && !is_symbol_char(rest->p[n])) {
        n++;
    }
    struct fw_rule_token token = {.kind = FW_TOKEN_WORD, .text = rt_str_n(rest->p, n)};
    *rest = fw_rule_after(*rest, n);
    if (rt_str_is(token.text, "and")) {
        token.kind = FW_TOKEN_AND;
        return token;
    }
    /* guess: the words are lower case only, as in every example. */
    for (size_t i = 0; i < N_OPERATORS; i++) {
        if (rt_str_is(token.text, OPERATORS[i].word)) {
            token.kind = FW_TOKEN_OP;
            token.op = OPERATORS[i].op;
            break;
        }
    }
    return token;
}

struct fw_rule_token fw_rule_next_token(struct rt_str *rest)
{
    *rest = rt_str_trim(*rest);
    if (rest->n == 0) {
        return (struct fw_rule_token){.kind = FW_TOKEN_END, .text = *rest};
    }
    if (rest->p[0] == '"') {
        return string_token(rest);
    }
    for (size_t i = 0; i < N_OPERATORS; i++) {
        if (rt_str_starts(*rest, OPERATORS[i].symbol)) {
            size_t n = strlen(OPERATORS[i].symbol);
            struct fw_rule_token token = {FW_TOKEN_OP, OPERATORS[i].op, rt_str_n(rest->p, n)};
            *rest = fw_rule_after(*rest, n);
            return token;
        }
    }
    return word_token(rest);
}
