/* SPDX-License-Identifier: MIT */
#include <offline/profile_text.h>
#include <string.h>

struct rt_str profile_text_line(struct rt_str text, unsigned line)
{
    struct rt_str rest = text;
    struct rt_str found = {0};
    for (unsigned i = 0; i < line && rest.p != NULL; i++) {
        found = rt_str_cut(rest, '\n', &rest);
        if (i + 1 < line && rest.p == NULL) {
            return (struct rt_str){0};
        }
    }
    found.n -= found.n > 0 && found.p[found.n - 1] == '\r' ? 1 : 0;
    return found;
}

struct profile_place profile_text_place(struct rt_str text, size_t offset)
{
    struct profile_place p = {1, 1};
    for (size_t i = 0; i < offset && i < text.n; i++) {
        bool is_end = text.p[i] == '\n';
        p.line += is_end ? 1 : 0;
        p.column = is_end ? 1 : p.column + 1;
    }
    return p;
}

size_t profile_text_offset(struct rt_str text, struct profile_place place)
{
    size_t i = 0;
    for (unsigned line = 1; line < place.line && i < text.n; i++) {
        line += text.p[i] == '\n' ? 1 : 0;
    }
    i += place.column > 0 ? place.column - 1 : 0;
    return i < text.n ? i : text.n;
}

static size_t skip_past(struct rt_str text, size_t from, const char *end)
{
    size_t n = strlen(end);
    for (size_t i = from; i + n <= text.n; i++) {
        if (memcmp(text.p + i, end, n) == 0) {
            return i + n;
        }
    }
    return text.n;
}

/* The tag at text.p[at] == '<'. Returns the offset behind it; *n_open changes. */
static size_t read_tag(struct rt_str text, size_t at, struct profile_tag *open, size_t *n_open)
{
    struct rt_str here = rt_str_from(text, at);
    if (rt_str_starts(here, "<!--")) {
        return skip_past(text, at, "-->");
    }
    if (rt_str_starts(here, "<![CDATA[")) {
        return skip_past(text, at, "]]>");
    }
    size_t end = skip_past(text, at, ">");
    bool is_end_tag = rt_str_starts(here, "</");
    size_t n = is_end_tag ? 2 : 1;
    while (at + n < end && strchr(" \t\r\n/>", text.p[at + n]) == NULL) {
        n++;
    }
    struct rt_str name = rt_str_n(text.p + at + (is_end_tag ? 2 : 1), n - (is_end_tag ? 2 : 1));
    bool is_empty = end >= 2 && text.p[end - 2] == '/';
    if (is_end_tag) {
        *n_open -= *n_open > 0 && rt_str_eq(open[*n_open - 1].name, name) ? 1 : 0;
    } else if (name.n > 0 && name.p[0] != '?' && name.p[0] != '!' && !is_empty && *n_open < PROFILE_OPEN_MAX) {
        open[(*n_open)++] = (struct profile_tag){name, at};
    }
    return end;
}

size_t profile_text_open(struct rt_str text, struct profile_tag open[PROFILE_OPEN_MAX])
{
    size_t n_open = 0;
    for (size_t i = 0; i < text.n;) {
        i = text.p[i] == '<' ? read_tag(text, i, open, &n_open) : i + 1;
    }
    return n_open;
}

enum profile_unclosed profile_text_unclosed(struct rt_str text, size_t *at)
{
    static const struct {
        const char *begin, *end;
        enum profile_unclosed what;
    } forms[] = {{"<!--", "-->", PROFILE_UNCLOSED_COMMENT},
                 {"<![CDATA[", "]]>", PROFILE_UNCLOSED_SECTION},
                 {"<?", "?>", PROFILE_UNCLOSED_TAG},
                 {"<", ">", PROFILE_UNCLOSED_TAG}};
    for (size_t i = 0; i < text.n; i++) {
        struct rt_str here = rt_str_from(text, i);
        for (size_t f = 0; text.p[i] == '<' && f < sizeof forms / sizeof forms[0]; f++) {
            size_t n_end = strlen(forms[f].end);
            if (!rt_str_starts(here, forms[f].begin)) {
                continue;
            }
            size_t end = skip_past(text, i, forms[f].end);
            if (end == text.n && memcmp(text.p + text.n - n_end, forms[f].end, n_end) != 0) {
                *at = i;
                return forms[f].what;
            }
            i = end - 1;
            break;
        }
    }
    return PROFILE_UNCLOSED_NONE;
}
