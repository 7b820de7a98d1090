/* SPDX-License-Identifier: MIT */
/* Places in the text of a profile, for messages: lines, columns, and which element was still open. */
#pragma once
#include <rt/str.h>

struct profile_place {
    unsigned line, column; /* from 1, counted in bytes as the unit's reader does */
};

/* The line without its end; nothing when there is none. */
struct rt_str profile_text_line(struct rt_str text, unsigned line);
/* Offset of a place; text.n when it is behind the end. */
size_t profile_text_offset(struct rt_str text, struct profile_place place);
/* The innermost element that was opened and not closed in text; false: none. */
bool profile_text_open_element(struct rt_str text, struct rt_str *name, struct profile_place *where);
