/* SPDX-License-Identifier: MIT */
/* "Did you mean": the element that a wrong name stands nearest to. */
#pragma once
#include <fw/schema.h>

/* How the name is wrong. */
enum nearest_kind {
    NEAREST_NONE,
    NEAREST_CASE,    /* only upper and lower case differ: names are case sensitive, guide p.2-2 */
    NEAREST_FORM,    /* only punctuation differs, or the label of the page was taken: guide p.2-4 */
    NEAREST_INDEX,   /* the line number is missing or wrong: Dial_Plan for Dial_Plan_1_ */
    NEAREST_STATUS,  /* a row of a status page, which is no parameter; the text is its label */
    NEAREST_LETTERS, /* a few letters differ */
    NEAREST_RELEASE, /* the name is right, for another release (subject.h) */
    NEAREST_SISTER   /* the name is right, for a sister model (sister.h) */
};

/* The names of a schema, made ready for many questions; the schema must outlive it. NULL: out of memory. */
struct nearest;
struct nearest *nearest_create(const struct fw_schema *schema);
void nearest_destroy(struct nearest *n);

/* The element or label; borrowed from the schema. NULL: nothing is near. kind may be NULL. */
const char *nearest_find(const struct nearest *n, struct rt_str name, enum nearest_kind *kind);
/* The same for a single question. */
const char *nearest_element(const struct fw_schema *schema, struct rt_str name, enum nearest_kind *kind);

/* Edits (insert, delete, replace, swap of neighbours) from a to b; anything above limit is limit + 1. Texts of more
 * than NEAREST_WORD_MAX characters are not near to anything. */
#define NEAREST_WORD_MAX 64u
size_t nearest_distance(struct rt_str a, struct rt_str b, size_t limit);
