/* SPDX-License-Identifier: MIT */
#include "saving.h"
#include <offline/words.h>

#define DAY_S 86400
#define YEARS 2

static void put_moment(const struct fw_saving_moment *m, int64_t year, struct rt_buf *out)
{
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    int64_t at_s = fw_saving_moment_s(m, year);
    int64_t days = at_s >= 0 ? at_s / DAY_S : (at_s - DAY_S + 1) / DAY_S;
    unsigned minutes = (unsigned)((at_s - days * DAY_S) / 60);
    struct fw_date d = fw_date_of_days(days);
    (void)rt_buf_printf(out, "%s %u %s %02u:%02u", weekdays[((days + 3) % 7 + 7) % 7], d.day, months[d.month - 1],
                        minutes / 60, minutes % 60);
}

void saving_words(const struct fw_saving *rule, int64_t year, struct rt_buf *out)
{
    for (int64_t y = year; y < year + YEARS; y++) {
        (void)rt_buf_printf(out, "%s%lld: from ", y > year ? "; " : "", (long long)y);
        put_moment(&rule->start, y, out);
        (void)rt_buf_put_text(out, " to ");
        put_moment(&rule->end, y, out);
    }
    (void)rt_buf_put_text(out, "; between them ");
    words_duration((uint64_t)(rule->save_s < 0 ? -rule->save_s : rule->save_s), out);
    (void)rt_buf_put_text(out, rule->save_s < 0 ? " is taken off" : " is added");
}

bool saving_is_old_law(const struct fw_saving *rule)
{
    return rule->start.month == 4 && rule->start.day == 1 && rule->start.weekday == 7 && rule->end.month == 10 &&
           rule->end.day == -1 && rule->end.weekday == 7;
}
