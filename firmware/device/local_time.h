/* SPDX-License-Identifier: MIT */
/*
 * The time of day where the unit stands: Time_Zone, and Daylight_Saving_Time_Rule when Daylight_Saving_Time_Enable is
 * not No (a release without that parameter follows the rule: guess).
 *
 *   start=<month>/<day>/<weekday>[/hh[:mm[:ss]]];end=<the same>;save=[-]hh[:mm[:ss]]
 *
 *   weekday 1 (Monday) .. 7 (Sunday): the first such day on or after <day>; with a negative <day>: the last one on or
 *           before the day that is so many from the end of the month (-1: its last day)
 *   weekday 0: exactly that day
 *
 * Source: SPA administration guides, "Daylight Saving Time Rule" (recall). guess: start is in standard time and end
 * in daylight time, as the clock on the wall shows both.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stdint.h>

struct fw_params;

/* UTC to local seconds since 1970. */
int64_t local_time(const struct fw_params *params, uint64_t unix_s);

/* "GMT-08:00" in seconds east of Greenwich; 0: it cannot be read. */
int64_t local_zone_s(struct rt_str zone);
/* What the rule adds at that standard time (local, without it). 0: nothing, also when the rule cannot be read. */
int64_t local_saving_s(struct rt_str rule, int64_t standard_s);

struct local_date {
    int64_t year;
    unsigned month, day; /* from 1 */
};
struct local_date local_date(int64_t days_since_1970);
int64_t local_days(int64_t year, unsigned month, unsigned day);
