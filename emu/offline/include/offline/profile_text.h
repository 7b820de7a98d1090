/* SPDX-License-Identifier: MIT */
/* Places in the text of a profile, for messages: lines, columns, and which element was still open. */
#pragma once
#include <rt/str.h>

struct profile_place {
    unsigned line, column; /* from 1, counted in bytes as the unit's reader does */
};

/* The line without its end; nothing when there is none. */
struct rt_str profile_text_line(struct rt_str text, unsigned line);
struct profile_place profile_text_place(struct rt_str text, size_t offset);
/* Offset of a place; text.n when it is behind the end. */
size_t profile_text_offset(struct rt_str text, struct profile_place place);
/* The elements that were opened and not closed in text, the outermost first. */
#define PROFILE_OPEN_MAX 64u /* as deep as a profile may be */
struct profile_tag {
    struct rt_str name;
    size_t at; /* of its '<' */
};
size_t profile_text_open(struct rt_str text, struct profile_tag open[PROFILE_OPEN_MAX]);
/* What the text ends inside of, and where that begins. */
enum profile_unclosed {
    PROFILE_UNCLOSED_NONE,
    PROFILE_UNCLOSED_COMMENT,
    PROFILE_UNCLOSED_SECTION,
    PROFILE_UNCLOSED_TAG
};
enum profile_unclosed profile_text_unclosed(struct rt_str text, size_t *at);
