/* SPDX-License-Identifier: MIT */
/* German for what others have written in English: what a lamp means, what an act does. */
#pragma once
#include <texts/texts.h>

/* The text in that language; as it is, when there is no other. */
const char *win_in(const char *english, enum win_language language);
