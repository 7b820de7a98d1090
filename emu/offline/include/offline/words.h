/* SPDX-License-Identifier: MIT */
/* Times and schedules as people say them. */
#pragma once
#include <rt/buf.h>
#include <rt/str.h>

/* Of a schedule list such as Resync_Error_Retry_Delay: "after 30 min, 1 h, then every 2 h (plus up to 15 min)",
 * "never". A text that is no schedule: "never: it is not a schedule". */
void words_schedule(struct rt_str schedule, struct rt_buf *out);
/* Text over several lines: each begins with `indent` blanks, none is longer than `width` where a blank allows it. The
 * first line is not indented. */
void words_wrap(struct rt_str text, unsigned indent, unsigned width, struct rt_buf *out);
