/* SPDX-License-Identifier: MIT */
/*
 * Daylight_Saving_Time_Rule, and the calendar that it needs.
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
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

struct fw_saving_moment {
    unsigned month, weekday;
    int64_t day, at_s; /* day: as written; at_s: of the wall clock, from midnight */
};

struct fw_saving {
    struct fw_saving_moment start, end;
    int64_t save_s;
};

/* False: it cannot be read, and nothing is added to the time; *why (may be NULL) says what is wrong. */
bool fw_saving_parse(struct rt_str rule, struct fw_saving *out, const char **why);
/* In that year: seconds since 1970 of the wall clock. */
int64_t fw_saving_moment_s(const struct fw_saving_moment *m, int64_t year);

struct fw_date {
    int64_t year;
    unsigned month, day; /* from 1 */
};
/* The Gregorian calendar, before 1970 too. */
struct fw_date fw_date_of_days(int64_t days_since_1970);
int64_t fw_days_of_date(int64_t year, unsigned month, unsigned day);
