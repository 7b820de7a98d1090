/* SPDX-License-Identifier: MIT */
/* Times and schedules as people say them. */
#pragma once
#include <rt/buf.h>
#include <rt/str.h>
#include <stdbool.h>

/* "45 s", "30 min", "1 h", "1 h 30 min", "2 days". */
void words_duration(uint64_t seconds, struct rt_buf *out);
/* Of a schedule list such as Resync_Error_Retry_Delay: "after 30 min, 1 h, then every 2 h (plus up to 15 min)",
 * "never". A text that is no schedule: "never: it is not a schedule". Returns whether there is a time. */
bool words_schedule(struct rt_str schedule, struct rt_buf *out);
/* Text over several lines: each begins with `indent` blanks, none is longer than `width` where a blank allows it. The
 * first line is not indented. */
void words_wrap(struct rt_str text, unsigned indent, unsigned width, struct rt_buf *out);
