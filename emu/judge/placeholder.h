/* SPDX-License-Identifier: MIT */
/*
 * What a template engine should have replaced and did not: {$mac}, {{ mac }}, %mac%, ${MA}. A unit knows $NAME and
 * $(NAME) alone and takes all of these as plain text. Source: templates of fusionpbx ({$x}), wazo and others ({{ x }}),
 * FreePBX (__x__), the provisioner project, GAPS of sister products ({MA}); the list is open.
 */
#pragma once
#include <rt/buf.h>
#include <rt/str.h>
#include <stdbool.h>

struct placeholder {
    struct rt_str written; /* "{{ mac }}" */
    struct rt_str name;    /* "mac" */
};

/* The first one of a text. is_rule: {x} counts too; elsewhere braces are usual text, as in a POST body. */
bool placeholder_find(struct rt_str text, bool is_rule, struct placeholder *out);
/* The variable that a foreign name stands for: "mac" is "MA"; NULL: none. */
const char *placeholder_variable(struct rt_str name);
/* What to write in its place. is_expanded: macros count there, as in a rule. */
void placeholder_hint(const struct placeholder *p, bool is_expanded, struct rt_buf *out);
