/* SPDX-License-Identifier: MIT */
/* What the files behind judge/lint.h share. */
#pragma once
#include <judge/lint.h>
#include <offline/profile_text.h>
#include "explain_priv.h"

/* Findings of one check that are kept, more than a profile has parameters: a small file inflates to a million of them.
 * Further ones are counted, and LINT_MORE tells how many. */
#define LINT_KEPT_MAX 1000u

/* The file being checked. */
struct lint {
    struct explain explain; /* the judged unit, and what is masked */
    const char *file;
    json_t *findings;                         /* unsorted */
    json_t *sisters;                          /* family -> elements that wait for lint_sisters; NULL: none */
    unsigned n_of[LINT_N_CHECKS];             /* findings, with those that are not kept */
    struct profile_place more[LINT_N_CHECKS]; /* of the first that is not kept */
    struct rt_buf text;                       /* decrypted, inflated; empty for a compiled profile */
    struct profile_place *places;             /* of the last element of each parameter; line 0: not in the file */
    bool has_alias;                           /* elements outside flat-profile may count */
};

/* text and hint: owned by this call; hint may be NULL. element: "" for the whole file. */
void lint_add(struct lint *l, enum lint_check check, struct profile_place where, struct rt_str element, json_t *text,
              json_t *hint);
/* Tells what was found and not kept; the last of all. */
void lint_more(struct lint *l);
/* Place of a parameter in the file; 1:1 when it is not in it. */
struct profile_place lint_place(const struct lint *l, const char *element);
bool lint_has(const struct lint *l, const char *element);

/* lint_value.c: the value of one element. */
void lint_item(struct lint *l, const struct fw_profile_item *item);
/* lint_sister.c: an element of a sister model, how explain sees it and what it says; told by lint_sisters, at the end.
 */
void lint_sister(struct lint *l, const char *family, const struct fw_profile_item *item, enum nearest_kind kind,
                 struct rt_str hint);
void lint_sisters(struct lint *l);
/* lint_rule.c: one parameter that holds a rule, a trigger or a log message; the profile has been applied. */
void lint_rules(struct lint *l);
/* lint_whole.c: what only the whole profile shows; was_encrypted: the file itself. */
void lint_whole(struct lint *l, bool was_encrypted);
/* lint_codes.c: service codes that two parameters have. */
void lint_codes(struct lint *l);
/* lint_xml.c: expat's verdict. */
void lint_xml(struct lint *l);
