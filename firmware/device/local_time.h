/* SPDX-License-Identifier: MIT */
/*
 * The time of day where the unit stands: Time_Zone, and Daylight_Saving_Time_Rule when Daylight_Saving_Time_Enable is
 * not No (a release without that parameter follows the rule: guess). The rule itself: fw/saving.h.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define LOCAL_DAY_S 86400

struct fw_params;

/* UTC to local seconds since 1970. */
int64_t local_time(const struct fw_params *params, uint64_t unix_s);
/* And back; of an hour that comes twice one of both, of one that does not come the next. */
int64_t local_to_unix(const struct fw_params *params, int64_t local_s);

/* "GMT-08:00" in seconds east of Greenwich; 0: it cannot be read. */
int64_t local_zone_s(struct rt_str zone);
/* What the rule adds at that standard time (local, without it). 0: nothing, also when the rule cannot be read. */
int64_t local_saving_s(struct rt_str rule, int64_t standard_s);
