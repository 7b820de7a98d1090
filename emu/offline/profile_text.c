/* SPDX-License-Identifier: MIT */
#include <offline/profile_text.h>
#include <string.h>

#define OPEN_MAX 64u /* as deep as a profile may be */

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

static struct profile_place place_of(struct rt_str text, size_t offset)
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

struct tag {
    struct rt_str name;
    size_t at;
};

/* The tag at text.p[at] == '<'. Returns the offset behind it; *n_open changes. */
static size_t read_tag(struct rt_str text, size_t at, struct tag *open, size_t *n_open)
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
    } else if (name.n > 0 && name.p[0] != '?' && name.p[0] != '!' && !is_empty && *n_open < OPEN_MAX) {
        open[(*n_open)++] = (struct tag){name, at};
    }
    return end;
}

bool profile_text_open_element(struct rt_str text, struct rt_str *name, struct profile_place *where)
{
    struct tag open[OPEN_MAX];
    size_t n_open = 0;
    for (size_t i = 0; i < text.n;) {
        i = text.p[i] == '<' ? read_tag(text, i, open, &n_open) : i + 1;
    }
    if (n_open > 0) {
        *name = open[n_open - 1].name;
        *where = place_of(text, open[n_open - 1].at);
    }
    return n_open > 0;
}
