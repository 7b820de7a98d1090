/* SPDX-License-Identifier: MIT */
/*
 * Set_Local_Date and Set_Local_Time: a new value sets the clock, once, and stays as it was written, as that of any
 * parameter: a profile that is fetched every hour sets it the first time only (guess). A time server that answers later
 * sets it again. Formats, with an optional year or second: recall.
 */
#include "device_priv.h"
#include "local_time.h"
#include <fw/element.h>
#include <fw/net.h>
#include <fw/param.h>
#include <fw/saving.h>
#include <rt/str.h>

#define FIRST_YEAR 2003 /* of a date without a year while the clock is not set: guess */

/* "12/31", "12/31/2007", "23:59": two numbers, perhaps a third. False: other than that. */
static bool read_numbers(struct rt_str text, uint32_t value[3], bool *has_third)
{
    struct rt_str rest = rt_str_trim(text);
    unsigned n = 0;
    for (; rest.p != NULL && n < 3; n++) {
        char separator = rt_str_find(rest, '/') < rest.n ? '/' : ':';
        if (rt_str_u32(rt_str_trim(rt_str_cut(rest, separator, &rest)), &value[n]) != RT_OK) {
            return false;
        }
    }
    *has_third = n == 3;
    return rest.p == NULL && n >= 2;
}

/* "12/31", "12/31/2007" or "12/31/07" into days since 1970, of the year of *days if it has none. False: it cannot be
 * read, and *days stays. */
static bool read_date(struct rt_str text, int64_t *days)
{
    uint32_t v[3];
    bool has_year;
    struct fw_date d = fw_date_of_days(*days);
    if (!read_numbers(text, v, &has_year)) {
        return false;
    }
    int64_t year = !has_year ? d.year : v[2] < 100 ? 2000 + (int64_t)v[2] : (int64_t)v[2];
    bool may_be = v[0] >= 1 && v[0] <= 12 && v[1] >= 1 && v[1] <= 31 && year >= 1970 && year < 2100;
    int64_t wanted = may_be ? fw_days_of_date(year, v[0], v[1]) : 0;
    may_be = may_be && fw_date_of_days(wanted).day == v[1]; /* not February 30 */
    *days = may_be ? wanted : *days;
    return may_be;
}

/* "23/59" or "23:59:30" into seconds since midnight. False: it cannot be read, and *seconds stays. */
static bool read_time(struct rt_str text, int64_t *seconds)
{
    uint32_t v[3] = {0};
    bool has_seconds;
    bool is_read = read_numbers(text, v, &has_seconds) && v[0] < 24 && v[1] < 60 && (!has_seconds || v[2] < 60);
    *seconds = is_read ? (int64_t)v[0] * 3600 + (int64_t)v[1] * 60 + (has_seconds ? (int64_t)v[2] : 0) : *seconds;
    return is_read;
}

static void set_clock(struct fw_device *d, struct rt_str date, struct rt_str time)
{
    uint64_t now = fw_net_unix_time(d->net);
    int64_t local = now != 0 ? local_time(d->params, now) : fw_days_of_date(FIRST_YEAR, 1, 1) * LOCAL_DAY_S;
    int64_t days = local / LOCAL_DAY_S, seconds = local % LOCAL_DAY_S;
    bool has_date = read_date(date, &days);
    bool has_time = read_time(time, &seconds);
    if (has_date || has_time) {
        fw_net_set_unix_time(d->net, local_to_unix(d->params, days * LOCAL_DAY_S + seconds));
    }
}

/* What is not among the changes has set the clock before. */
static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_device *d = ctx;
    struct rt_str date = RT_STR(""), time = RT_STR("");
    for (size_t i = 0; i < n; i++) {
        if (ids[i] == fw_element_id(d->params, FW_EL_SET_LOCAL_DATE)) {
            date = rt_str(fw_param_get(d->params, ids[i]));
        } else if (ids[i] == fw_element_id(d->params, FW_EL_SET_LOCAL_TIME)) {
            time = rt_str(fw_param_get(d->params, ids[i]));
        }
    }
    set_clock(d, date, time);
}

void device_watch_clock(struct fw_device *d)
{
    d->clock_watcher = (struct fw_param_watcher){.fn = on_params, .ctx = d};
    fw_param_watch(d->params, &d->clock_watcher);
}

void device_unwatch_clock(struct fw_device *d)
{
    fw_param_unwatch(d->params, &d->clock_watcher);
}
