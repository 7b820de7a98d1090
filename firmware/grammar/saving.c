/* SPDX-License-Identifier: MIT */
#include <fw/saving.h>

#define DAY_S 86400

/* Civil calendar algorithms (proleptic Gregorian), with March as the first month. */
int64_t fw_days_of_date(int64_t year, unsigned month, unsigned day)
{
    int64_t y = year - (month <= 2 ? 1 : 0);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct fw_date fw_date_of_days(int64_t days_since_1970)
{
    int64_t z = days_since_1970 + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t m = (5 * day_of_year + 2) / 153;
    struct fw_date d = {year_of_era + era * 400, (unsigned)(m < 10 ? m + 3 : m - 9),
                        (unsigned)(day_of_year - (153 * m + 2) / 5 + 1)};
    d.year += d.month <= 2 ? 1 : 0;
    return d;
}

/* ---- the rule ---- */

/* A number with an optional sign, not larger than max. */
static bool read_number(struct rt_str text, uint32_t max, int64_t *out)
{
    uint32_t n;
    text = rt_str_trim(text);
    bool is_negative = text.n > 0 && text.p[0] == '-';
    bool has_sign = is_negative || (text.n > 0 && text.p[0] == '+');
    if (rt_str_u32(has_sign ? rt_str_from(text, 1) : text, &n) != RT_OK || n > max) {
        return false;
    }
    *out = is_negative ? -(int64_t)n : (int64_t)n;
    return true;
}

/* "hh", "hh:mm", "hh:mm:ss"; the sign is that of the whole. */
static bool read_clock(struct rt_str text, int64_t *seconds)
{
    static const int64_t units[] = {3600, 60, 1};
    text = rt_str_trim(text);
    bool is_negative = text.n > 0 && text.p[0] == '-';
    *seconds = 0;
    for (size_t i = 0; i < 3 && text.n > 0; i++) {
        int64_t n;
        struct rt_str rest = {0};
        struct rt_str piece = rt_str_cut(text, ':', &rest);
        if (!read_number(piece, i == 0 ? 23 : 59, &n)) {
            return false;
        }
        *seconds += (n < 0 ? -n : n) * units[i];
        text = rest;
    }
    *seconds = is_negative ? -*seconds : *seconds;
    return text.n == 0;
}

static bool read_moment(struct rt_str text, struct fw_saving_moment *out)
{
    struct rt_str day, weekday, clock = {0};
    int64_t month, number;
    struct rt_str first = rt_str_cut(text, '/', &day);
    day = rt_str_cut(day, '/', &weekday);
    weekday = rt_str_cut(weekday, '/', &clock);
    if (!read_number(first, 12, &month) || month < 1 || !read_number(day, 31, &out->day) || out->day == 0 ||
        !read_number(weekday, 7, &number) || number < 0) {
        return false;
    }
    out->month = (unsigned)month;
    out->weekday = (unsigned)number;
    return read_clock(clock, &out->at_s);
}

int64_t fw_saving_moment_s(const struct fw_saving_moment *m, int64_t year)
{
    int64_t days;
    if (m->day > 0) {
        days = fw_days_of_date(year, m->month, (unsigned)m->day);
    } else { /* from the first of the next month back */
        days = fw_days_of_date(m->month == 12 ? year + 1 : year, m->month == 12 ? 1 : m->month + 1, 1) + m->day;
    }
    if (m->weekday != 0) {
        int64_t weekday = (days % 7 + 7 + 3) % 7 + 1; /* 1970-01-01 was a Thursday, 4 */
        int64_t ahead = ((int64_t)m->weekday - weekday + 7) % 7;
        days += m->day > 0 ? ahead : ahead - (ahead > 0 ? 7 : 0);
    }
    return days * DAY_S + m->at_s;
}

bool fw_saving_parse(struct rt_str rule, struct fw_saving *out, const char **why)
{
    bool has_start = false, has_end = false, has_save = false;
    const char *bad = NULL;
    *out = (struct fw_saving){0};
    while (rule.p != NULL && rule.n > 0) {
        struct rt_str rest = {0}, value = {0};
        struct rt_str part = rt_str_trim(rt_str_cut(rule, ';', &rest));
        struct rt_str name = rt_str_trim(rt_str_cut(part, '=', &value));
        if (rt_str_is_ci(name, "start")) {
            has_start = read_moment(value, &out->start);
            bad = has_start ? bad : "its start is no month/day/weekday";
        } else if (rt_str_is_ci(name, "end")) {
            has_end = read_moment(value, &out->end);
            bad = has_end ? bad : "its end is no month/day/weekday";
        } else if (rt_str_is_ci(name, "save")) {
            has_save = read_clock(value, &out->save_s);
            bad = has_save ? bad : "its save is no time";
        }
        rule = rest;
    }
    if (why != NULL) {
        *why = bad != NULL ? bad : !has_start ? "it has no start" : !has_end ? "it has no end" : "it has no save";
    }
    return has_start && has_end && has_save;
}
