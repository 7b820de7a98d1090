/* SPDX-License-Identifier: MIT */
/* The report of `vspa explain` for people, on standard output: printed from the JSON alone. */
#pragma once
#include <judge/explain.h>

/* explain.c: who is judged. */
json_t *explain_subject(const struct subject *s);
/* explain_diff.c: two values on lines of their own, what differs marked; columns 0: whole, else cut around the mark. */
void explain_print_difference(const char *old, const char *now, unsigned columns);
/* explain_text.c: for people, on standard output. */
void explain_print_subject(const json_t *subject);
void explain_print_rule(const json_t *rule);
void explain_print_profile(const json_t *profile);
void explain_print_param(const json_t *param);
void explain_print_dial(const json_t *dial);
