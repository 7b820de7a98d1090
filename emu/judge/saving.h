/* SPDX-License-Identifier: MIT */
/* A daylight saving rule in words and as dates. */
#pragma once
#include <fw/saving.h>
#include <rt/buf.h>

/* "2026: from Sunday 5 April 00:00 to Sunday 25 October 00:00, 1 h is added", for that year and the next. */
void saving_words(const struct fw_saving *rule, int64_t year, struct rt_buf *out);
/* First Sunday of April to last Sunday of October: the factory's rule, the law of the United States until 2006. */
bool saving_is_old_law(const struct fw_saving *rule);
