/* SPDX-License-Identifier: MIT */
/*
 * Which bytes of a rule are not shown: the phrase of --key and the password of a URL. It is more lenient than the
 * parser, for rules that a unit refuses are shown as well, and hold secrets all the same.
 */
#include "rule_priv.h"
#include <string.h>

#define MASK "****"

static bool is_secret(const struct fw_rule_result *r, size_t at)
{
    for (unsigned i = 0; r != NULL && i < r->n_secrets; i++) {
        if (at >= r->secrets[i].at && at - r->secrets[i].at < r->secrets[i].n) {
            return true;
        }
    }
    return false;
}

/* The phrase, and what follows it up to the bracket but options: --key my secret lacks quotes and is refused, and is
 * a secret all the same. */
static bool feed_secret(struct fw_key_tracker *t, char c)
{
    bool was_stray = t->place == FW_KEY_STRAY;
    bool is_argument = fw_key_tracker_feed(t, c);
    bool is_stray = t->place == FW_KEY_STRAY && (was_stray || !t->is_quoted); /* the quotes are not */
    return is_argument || is_stray;
}

static bool is_delimiter(char c)
{
    return rt_is_blank(c) || c == '"' || c == '|';
}

/* Offset of the first ':' that is in no $(NAME:p:q), before the first '/'; or text.n. */
static size_t find_colon(struct rt_str text)
{
    bool is_in_macro = false;
    for (size_t i = 0; i < text.n && (is_in_macro || text.p[i] != '/'); i++) {
        if (text.p[i] == ':' && !is_in_macro) {
            return i;
        }
        is_in_macro = is_in_macro ? text.p[i] != ')' : rt_str_starts(rt_str_from(text, i), "$(");
    }
    return text.n;
}

static size_t find_last_at(struct rt_str text)
{
    size_t n = text.n;
    while (n > 0 && text.p[n - 1] != '@') {
        n--;
    }
    return n > 0 ? n - 1 : text.n;
}

/* The password in user:password@server (RFC 3986 section 3.2.1), or nothing. A '/' in it should be written %2F, and is
 * not always; digits before a '/' are a port. */
static struct rt_str password_of(struct rt_str text)
{
    size_t colon = find_colon(text);
    if (colon == text.n) {
        return (struct rt_str){0};
    }
    struct rt_str rest = rt_str_from(text, colon + 1);
    struct rt_str authority = rt_str_n(rest.p, rt_str_find(rest, '/'));
    size_t at = find_last_at(authority);
    if (at < authority.n) {
        return rt_str_n(rest.p, at);
    }
    at = find_last_at(rest);
    return at < rest.n && !rt_str_is_digits(authority) ? rt_str_n(rest.p, at) : (struct rt_str){0};
}

/* If a word starts here, or what follows the "://" of one: the password in it, else nothing. */
static struct rt_str find_password(struct rt_str rule, size_t i)
{
    bool is_after_scheme = i >= 3 && memcmp(rule.p + i - 3, "://", 3) == 0;
    size_t n = i;
    if (i > 0 && !is_after_scheme && !is_delimiter(rule.p[i - 1])) {
        return (struct rt_str){0};
    }
    while (n < rule.n && !is_delimiter(rule.p[n])) {
        n++;
    }
    struct rt_str word = rt_str_n(rule.p + i, n - i);
    for (size_t k = 0; k + 3 <= word.n; k++) {
        if (memcmp(word.p + k, "://", 3) == 0) {
            return (struct rt_str){0}; /* found when its end is reached */
        }
    }
    return password_of(word);
}

/* A rule may assign a rule: (Profile_Rule = "[--key phrase] http://h/a.cfg";)! The quoted text is also parsed as a
 * rule of its own. r: the rule that contains the text, or NULL. */
static enum rt_err mask(const struct fw_rule_result *r, struct rt_str rule, struct rt_buf *out)
{
    struct fw_key_tracker tracker = {.is_lenient = true}, inner = {.is_lenient = true};
    struct rt_str password = {0};
    size_t at = r != NULL ? (size_t)(rule.p - rt_buf_text(&r->text)) : 0;
    bool was_hidden = false, is_quoted = false;
    for (size_t i = 0; i < rule.n; i++) {
        bool is_expanded = is_secret(r, at + i);
        char c = is_expanded ? 'x' : rule.p[i]; /* a letter terminates nothing, so what follows is parsed as intended */
        bool is_comment_mark = i == 0 && c == '#';
        bool is_hidden = !is_comment_mark && feed_secret(&tracker, c);
        if (!is_hidden && c == '"') {
            is_quoted = !is_quoted;
            inner = (struct fw_key_tracker){.is_lenient = true};
        } else if (!is_hidden && is_quoted) {
            is_hidden = feed_secret(&inner, c);
        }
        struct rt_str found = find_password(rule, i);
        password = found.n > 0 ? found : password;
        bool is_in_password = password.n > 0 && rule.p + i >= password.p && rule.p + i < password.p + password.n;
        is_hidden = is_hidden || is_expanded || is_in_password;
        if (!is_hidden) {
            (void)rt_buf_put(out, &rule.p[i], 1); /* requested once below */
        } else if (!was_hidden) {
            (void)rt_buf_put_text(out, MASK);
        }
        was_hidden = is_hidden;
    }
    return rt_buf_error(out);
}

enum rt_err fw_rule_mask(struct rt_str rule, struct rt_buf *out)
{
    return mask(NULL, rule, out);
}

enum rt_err fw_rule_mask_expanded(const struct fw_rule_result *r, struct rt_str piece, struct rt_buf *out)
{
    return mask(r, piece, out);
}
