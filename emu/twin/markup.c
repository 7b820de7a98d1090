/* SPDX-License-Identifier: MIT */
#include "markup.h"
#include <ctype.h>
#include <string.h>

struct markup markup(struct rt_str text, bool is_html)
{
    return (struct markup){.rest = text, .line = 1, .is_html = is_html};
}

static struct rt_str take(struct markup *m, size_t n)
{
    struct rt_str taken = rt_str_n(m->rest.p, n);
    for (size_t i = 0; i < n; i++) {
        m->line += taken.p[i] == '\n' ? 1 : 0;
    }
    m->rest = rt_str_from(m->rest, n);
    return taken;
}

/* Where what begins here ends; at the end of the text when it does not. */
static size_t end_of(struct markup *m, const char *end)
{
    size_t n_end = strlen(end);
    for (size_t i = 0; i + n_end <= m->rest.n; i++) {
        if (memcmp(m->rest.p + i, end, n_end) == 0) {
            return i + n_end;
        }
    }
    m->is_cut = true;
    return m->rest.n;
}

/* The '>' of a tag: not one in the quotes of a value. */
static size_t end_of_tag(struct markup *m)
{
    char quote = '\0';
    for (size_t i = 1; i < m->rest.n; i++) {
        char c = m->rest.p[i];
        if (quote == '\0' && (c == '"' || c == '\'') && m->rest.p[i - 1] == '=') {
            quote = c;
        } else if (quote != '\0' && c == quote) {
            quote = '\0';
        } else if (quote == '\0' && c == '>') {
            return i + 1;
        }
    }
    m->is_cut = true;
    return m->rest.n;
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == ':' || c == '.';
}

/* A '<' that begins something. */
static bool begins_tag(struct rt_str s)
{
    return s.n > 1 && s.p[0] == '<' &&
           (isalpha((unsigned char)s.p[1]) || s.p[1] == '_' || s.p[1] == '/' || s.p[1] == '!' || s.p[1] == '?');
}

static bool ends_raw(const struct markup *m, struct rt_str s)
{
    return rt_str_starts(s, "</") && rt_str_starts_ci(rt_str_from(s, 2), m->raw);
}

static void take_text(struct markup *m, struct markup_token *out)
{
    size_t n = 0;
    while (n < m->rest.n) {
        struct rt_str here = rt_str_from(m->rest, n);
        if (m->raw != NULL ? ends_raw(m, here) : begins_tag(here)) {
            break;
        }
        n++;
    }
    bool is_raw = m->raw != NULL;
    m->raw = NULL;
    *out = (struct markup_token){.kind = MARKUP_TEXT, .line = m->line};
    out->text = take(m, n);
    out->text.n = is_raw ? 0 : out->text.n;
}

static void take_tag(struct markup *m, struct markup_token *out)
{
    *out = (struct markup_token){.line = m->line};
    struct rt_str tag = take(m, end_of_tag(m));
    bool is_close = tag.n > 1 && tag.p[1] == '/';
    size_t at = is_close ? 2 : 1, n = 0;
    while (at + n < tag.n && is_name(tag.p[at + n])) {
        n++;
    }
    size_t n_end = tag.n > 0 && tag.p[tag.n - 1] == '>' ? 1 : 0;
    out->kind = is_close ? MARKUP_CLOSE : MARKUP_OPEN;
    out->name = rt_str_n(tag.p + at, n);
    out->text = rt_str_n(tag.p + at + n, tag.n - n_end > at + n ? tag.n - n_end - at - n : 0);
    out->is_empty = out->text.n > 0 && out->text.p[out->text.n - 1] == '/';
    if (m->is_html && !is_close) {
        m->raw = rt_str_is_ci(out->name, "script") ? "script" : rt_str_is_ci(out->name, "style") ? "style" : NULL;
    }
}

void markup_next(struct markup *m, struct markup_token *out)
{
    for (;;) {
        if (m->rest.n == 0) {
            *out = (struct markup_token){.kind = MARKUP_END, .line = m->line};
            return;
        }
        if (m->raw != NULL || !begins_tag(m->rest)) {
            take_text(m, out);
            return;
        }
        if (rt_str_starts(m->rest, "<![CDATA[")) {
            *out = (struct markup_token){.kind = MARKUP_TEXT, .line = m->line};
            struct rt_str whole = take(m, end_of(m, "]]>"));
            out->text = rt_str_n(whole.p + 9, whole.n > 12 ? whole.n - 12 : 0); /* "<![CDATA[" and "]]>" */
            return;
        }
        if (m->rest.p[1] != '!' && m->rest.p[1] != '?') {
            take_tag(m, out);
            return;
        }
        (void)take(m, rt_str_starts(m->rest, "<!--") ? end_of(m, "-->") : end_of_tag(m));
    }
}

bool markup_attribute(const struct markup_token *t, const char *name, struct rt_buf *out)
{
    struct rt_str s = t->text;
    while (s.n > 0) {
        size_t n = 0;
        while (n < s.n && is_name(s.p[n])) {
            n++;
        }
        struct rt_str key = rt_str_n(s.p, n), value = rt_str_n(s.p, 0);
        s = rt_str_from(s, n > 0 ? n : 1);
        if (n == 0) {
            continue;
        }
        if (s.n > 1 && s.p[0] == '=') {
            s = rt_str_from(s, 1);
            char quote = s.p[0] == '"' || s.p[0] == '\'' ? s.p[0] : '\0';
            s = rt_str_from(s, quote != '\0' ? 1 : 0);
            size_t k = 0;
            while (k < s.n && (quote != '\0' ? s.p[k] != quote : !isspace((unsigned char)s.p[k]))) {
                k++;
            }
            value = rt_str_n(s.p, k);
            s = rt_str_from(s, quote != '\0' ? k + 1 : k);
        }
        if (rt_str_is_ci(key, name)) {
            return out == NULL || markup_decode(value, out) == RT_OK;
        }
    }
    return false;
}

/* One entity behind its '&'; returns how many characters it has, 0: it is none. */
static size_t decode_entity(struct rt_str s, char *out)
{
    static const struct {
        const char *name;
        char c;
    } rows[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rt_str_starts_ci(s, rows[i].name)) {
            size_t n = strlen(rows[i].name);
            *out = rows[i].c;
            return n + (s.n > n && s.p[n] == ';' ? 1 : 0); /* one on the unit's own page lacks it (captured page) */
        }
    }
    size_t n = 0;
    uint32_t code = 0;
    bool is_hex = s.n > 1 && s.p[0] == '#' && (s.p[1] == 'x' || s.p[1] == 'X');
    if (s.n < 2 || s.p[0] != '#') {
        return 0;
    }
    for (n = is_hex ? 2 : 1; n < s.n && n < 9; n++) {
        int c = tolower((unsigned char)s.p[n]);
        if (!(is_hex ? isxdigit(c) : isdigit(c))) {
            break;
        }
        code = code * (is_hex ? 16u : 10u) + (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    *out = code > 0 && code < 256 ? (char)code : '?';
    return n + (n < s.n && s.p[n] == ';' ? 1 : 0);
}

enum rt_err markup_decode(struct rt_str text, struct rt_buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '&') {
            i += decode_entity(rt_str_from(text, i + 1), &c);
        }
        (void)rt_buf_put_u8(out, (uint8_t)c);
    }
    return rt_buf_error(out);
}
