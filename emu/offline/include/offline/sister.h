/* SPDX-License-Identifier: MIT */
/* Elements of sister models: a provider often has one profile for all of them, and a unit ignores what is not its own.
 */
#pragma once
#include <offline/subject.h>

#define SISTER_MORE_LINES "units with more lines"

/* The model or family that has this element when the product of the subject has it in no release: "SPA-3102", "SPA900
 * and SPA500 telephones"; it reads well behind "the". NULL: none that is known. Valid until the subject is closed. */
const char *sister_of(struct subject *s, struct rt_str element);
/* Line 3 or above of what lines 1 and 2 have here: Line_Enable_3_. */
bool sister_has_line(const struct subject *s, struct rt_str element);

/* The table of names behind sister_of, for its test; '#' stands for digits, '*' at an end for anything. NULL: no more.
 */
const char *sister_pattern(size_t i);
bool sister_fits(struct rt_str element, const char *pattern);
