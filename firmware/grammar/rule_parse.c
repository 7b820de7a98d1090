/* SPDX-License-Identifier: MIT */
/*
 * The parts of one alternative: [ (condition)? ] [ (assignments)! ] [ [ [options] ] url ]. Their order is fixed
 * (guide p.2-17).
 */
#include "rule_priv.h"
#include <rt/assert.h>
#include <string.h>

enum rt_err fw_rule_refuse(struct fw_rule_result *r, enum rt_err err, const char *at, const char *what)
{
    const char *base = rt_buf_text(&r->text);
    RT_ASSERT(at >= base && at <= base + r->text.n);
    r->error_at = (size_t)(at - base);
    r->error_what = what;
    return err;
}

static struct rt_str skip_blanks(struct rt_str s)
{
    size_t n = 0;
    while (n < s.n && rt_is_blank(s.p[n])) {
        n++;
    }
    return fw_rule_after(s, n);
}

enum rt_err fw_rule_parse_condition(struct fw_rule_result *r, struct rt_str alternative, bool *has_condition,
                                    struct rt_str *condition, struct rt_str *rest)
{
    *has_condition = false;
    *rest = skip_blanks(alternative);
    if (rest->n == 0 || rest->p[0] != '(') {
        return RT_OK;
    }
    struct fw_rule_group group;
    if (fw_rule_cut_group(*rest, &group) != RT_OK) {
        return fw_rule_refuse(r, RT_ESYNTAX, group.error_at, group.error_what);
    }
    if (group.mark == '?') {
        *has_condition = true;
        *condition = group.inside;
        *rest = group.rest;
    }
    return RT_OK;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* name = "value" ; */
static enum rt_err parse_assignment(struct fw_rule_result *r, struct rt_str *rest)
{
    struct rt_str s = *rest;
    size_t n = 0;
    while (n < s.n && is_name_char(s.p[n])) {
        n++;
    }
    struct fw_assignment a = {.name = rt_str_n(s.p, n)};
    if (n == 0) {
        return fw_rule_refuse(r, RT_ESYNTAX, s.p, "an assignment begins with a parameter's name");
    }
    s = skip_blanks(fw_rule_after(s, n));
    if (s.n == 0 || s.p[0] != '=') {
        return fw_rule_refuse(r, RT_ESYNTAX, s.p, "an assignment needs a '=' after the name");
    }
    s = skip_blanks(fw_rule_after(s, 1));
    if (s.n == 0 || s.p[0] != '"') {
        return fw_rule_refuse(r, RT_ESYNTAX, s.p, "the value of an assignment stands in double quotes");
    }
    struct rt_str value = fw_rule_after(s, 1);
    size_t end = rt_str_find(value, '"');
    if (end == value.n) {
        return fw_rule_refuse(r, RT_ESYNTAX, s.p, "a '\"' that is never closed");
    }
    a.value = rt_str_n(value.p, end);
    s = skip_blanks(fw_rule_after(value, end + 1));
    if (s.n == 0 || s.p[0] != ';') {
        return fw_rule_refuse(r, RT_ESYNTAX, s.p, "an assignment ends with a ';'");
    }
    if (r->n_assignments == FW_RULE_ASSIGNMENTS_MAX) {
        return fw_rule_refuse(r, RT_ESYNTAX, a.name.p, "more than 32 assignments");
    }
    r->assignments[r->n_assignments++] = a;
    *rest = skip_blanks(fw_rule_after(s, 1));
    return RT_OK;
}

static enum rt_err parse_assignments(struct fw_rule_result *r, struct rt_str *rest)
{
    struct fw_rule_group group;
    if (fw_rule_cut_group(*rest, &group) != RT_OK) {
        return fw_rule_refuse(r, RT_ESYNTAX, group.error_at, group.error_what);
    }
    if (group.mark != '!') {
        return fw_rule_refuse(r, RT_ESYNTAX, rest->p, "a second condition: join comparisons with `and`");
    }
    struct rt_str inside = skip_blanks(group.inside);
    while (inside.n > 0) {
        enum rt_err err = parse_assignment(r, &inside);
        if (err != RT_OK) {
            return err;
        }
    }
    *rest = skip_blanks(group.rest);
    return RT_OK;
}

/* One word of the bracket, without its quotes. at: its position. kind: what terminated it. */
struct word {
    struct rt_str text;
    const char *at;
    bool is_quoted, is_open, is_bracket; /* is_open: no closing quote. is_bracket: the ']' */
};

static struct word next_word(struct rt_str *rest)
{
    struct rt_str s = skip_blanks(*rest);
    struct word w = {.at = s.p};
    size_t n = 0;
    if (s.n > 0 && s.p[0] == ']') {
        w.is_bracket = true;
        n = 1;
    } else if (s.n > 0 && s.p[0] == '"') {
        struct rt_str inside = fw_rule_after(s, 1);
        n = rt_str_find(inside, '"');
        w.text = rt_str_n(inside.p, n);
        w.is_quoted = true;
        w.is_open = n == inside.n;
        n = w.is_open ? s.n : n + 2;
    } else {
        while (n < s.n && !rt_is_blank(s.p[n]) && s.p[n] != ']') {
            n++;
        }
        w.text = rt_str_n(s.p, n);
    }
    *rest = fw_rule_after(s, n);
    return w;
}

static enum rt_err set_key(struct fw_rule_result *r, const struct word *argument)
{
    if (argument->text.n == 0 && !argument->is_quoted) {
        return fw_rule_refuse(r, RT_ESYNTAX, argument->at, "--key without a phrase (is the parameter empty?)");
    }
    if (rt_str_copy(r->options.key, sizeof r->options.key, argument->text) != RT_OK) {
        return fw_rule_refuse(r, RT_ETOOBIG, argument->at, "the phrase of --key is longer than 255 characters");
    }
    r->options.has_key = true;
    return RT_OK;
}

static enum rt_err set_letter(struct fw_rule_result *r, const struct word *argument, char *out)
{
    if (argument->is_quoted || argument->text.n != 1 || argument->text.p[0] < 'a' || argument->text.p[0] > 'p') {
        return fw_rule_refuse(r, RT_ESYNTAX, argument->at, "--post and --alias take one letter from a to p");
    }
    *out = argument->text.p[0];
    return RT_OK;
}

/* guess: of a repeated option, the last one counts. */
static enum rt_err parse_option(enum fw_rule_kind kind, struct fw_rule_result *r, const struct word *option,
                                struct rt_str *rest)
{
    bool is_key = rt_str_is(option->text, "--key");
    bool is_post = rt_str_is(option->text, "--post");
    bool is_alias = rt_str_is(option->text, "--alias");
    if (option->is_quoted || (!is_key && !is_post && !is_alias)) {
        return fw_rule_refuse(r, RT_ESYNTAX, option->at, "not an option: --key, --post and --alias are known");
    }
    if (kind == FW_RULE_REPORT && !is_key) {
        return fw_rule_refuse(r, RT_ESYNTAX, option->at, "Report_Rule takes no option but --key");
    }
    struct word argument = next_word(rest);
    if (argument.is_open) {
        return fw_rule_refuse(r, RT_ESYNTAX, argument.at, "a '\"' that is never closed");
    }
    if (is_key) {
        return set_key(r, &argument);
    }
    return set_letter(r, &argument, is_post ? &r->options.post : &r->options.alias);
}

static enum rt_err parse_options(enum fw_rule_kind kind, struct fw_rule_result *r, struct rt_str *rest)
{
    const char *bracket = rest->p;
    if (kind == FW_RULE_UPGRADE) {
        /* Guide p.2-14, 2-19. */
        return fw_rule_refuse(r, RT_ESYNTAX, bracket, "Upgrade_Rule takes no options");
    }
    *rest = fw_rule_after(*rest, 1);
    for (;;) {
        struct word w = next_word(rest);
        if (w.is_bracket) {
            *rest = skip_blanks(*rest);
            return RT_OK;
        }
        if (w.is_open || (w.text.n == 0 && !w.is_quoted)) {
            return fw_rule_refuse(r, RT_ESYNTAX, bracket, "a '[' that is never closed");
        }
        enum rt_err err = parse_option(kind, r, &w, rest);
        if (err != RT_OK) {
            return err;
        }
    }
}

static enum rt_err parse_url(enum fw_rule_kind kind, struct fw_rule_result *r, struct rt_str text)
{
    const char *why = NULL;
    r->url_text = rt_str_trim(text);
    enum rt_err err = fw_url_parse(r->url_text, &r->url, &why);
    if (err != RT_OK) {
        return fw_rule_refuse(r, err, text.p, why);
    }
    if (r->options.post != 0 && r->url.scheme == FW_SCHEME_TFTP) {
        return fw_rule_refuse(r, RT_ESYNTAX, text.p, "--post works with http and https only"); /* guide p.2-13 */
    }
    if (kind == FW_RULE_UPGRADE && r->url.scheme == FW_SCHEME_HTTPS) {
        return fw_rule_refuse(r, RT_ESYNTAX, text.p, "firmware is fetched by tftp or http only"); /* guide p.1-3 */
    }
    r->has_url = true;
    return RT_OK;
}

enum rt_err fw_rule_parse_actions(enum fw_rule_kind kind, struct fw_rule_result *r, struct rt_str text)
{
    struct rt_str rest = skip_blanks(text);
    enum rt_err err = RT_OK;
    if (rest.n > 0 && rest.p[0] == '(') {
        err = parse_assignments(r, &rest);
    }
    bool has_options = err == RT_OK && rest.n > 0 && rest.p[0] == '[';
    if (has_options) {
        err = parse_options(kind, r, &rest);
    }
    if (err == RT_OK && rest.n > 0) {
        err = parse_url(kind, r, rest);
    } else if (err == RT_OK && has_options) {
        err = fw_rule_refuse(r, RT_ESYNTAX, rest.p, "options without a URL after them");
    }
    return err;
}
