/* SPDX-License-Identifier: MIT */
/* Tags and texts of HTML and XML, as a browser would find them: nothing is refused. */
#pragma once
#include <rt/buf.h>
#include <rt/str.h>

enum markup_kind { MARKUP_TEXT, MARKUP_OPEN, MARKUP_CLOSE, MARKUP_END };

struct markup {
    struct rt_str rest;
    unsigned line;
    bool is_html;    /* what is in script and style is text of theirs */
    const char *raw; /* the element whose end is awaited: "script"; NULL */
    bool is_cut;     /* the text ended inside a tag or a comment */
};
struct markup_token {
    enum markup_kind kind;
    struct rt_str name; /* of a tag */
    struct rt_str text; /* of a text, still with its entities; of a tag, its attributes */
    bool is_empty;      /* <a/> */
    unsigned line;
};

struct markup markup(struct rt_str text, bool is_html);
void markup_next(struct markup *m, struct markup_token *out);
/* The value of an attribute, decoded; false: it is not there. An attribute without a value is empty. out may be NULL.
 */
bool markup_attribute(const struct markup_token *t, const char *name, struct rt_buf *out);
/* Appends the text with its entities resolved: as ISO-8859-1, in which the units speak. */
enum rt_err markup_decode(struct rt_str text, struct rt_buf *out);
