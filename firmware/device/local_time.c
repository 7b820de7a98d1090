/* SPDX-License-Identifier: MIT */
#include "local_time.h"

#include <fw/element.h>
#include <fw/saving.h>

#define DAY_S LOCAL_DAY_S

int64_t local_zone_s(struct rt_str zone)
{
    uint32_t hours, minutes;
    if (zone.n != 9 || !rt_str_starts(zone, "GMT") || rt_str_u32(rt_str_n(zone.p + 4, 2), &hours) != RT_OK ||
        rt_str_u32(rt_str_n(zone.p + 7, 2), &minutes) != RT_OK) {
        return 0;
    }
    return (zone.p[3] == '-' ? -1 : 1) * (int64_t)(hours * 3600u + minutes * 60u);
}

int64_t local_saving_s(struct rt_str text, int64_t standard_s)
{
    struct fw_saving rule;
    if (!fw_saving_parse(text, &rule, NULL)) {
        return 0;
    }
    int64_t year = fw_date_of_days((standard_s >= 0 ? standard_s : standard_s - DAY_S + 1) / DAY_S).year;
    int64_t from_s = fw_saving_moment_s(&rule.start, year), to_s = fw_saving_moment_s(&rule.end, year) - rule.save_s;
    bool is_on = from_s <= to_s ? standard_s >= from_s && standard_s < to_s
                                : standard_s >= from_s || standard_s < to_s; /* over the new year: the south */
    return is_on ? rule.save_s : 0;
}

int64_t local_time(const struct fw_params *params, uint64_t unix_s)
{
    int64_t standard_s = (int64_t)unix_s + local_zone_s(rt_str(fw_element_text(params, FW_EL_TIME_ZONE)));
    if (!fw_element_bool(params, FW_EL_DST_ENABLE)) {
        return standard_s;
    }
    return standard_s + local_saving_s(rt_str(fw_element_text(params, FW_EL_DST_RULE)), standard_s);
}

int64_t local_to_unix(const struct fw_params *params, int64_t local_s)
{
    int64_t unix_s = local_s - local_zone_s(rt_str(fw_element_text(params, FW_EL_TIME_ZONE)));
    int64_t saved_s = unix_s - (local_time(params, (uint64_t)unix_s) - local_s); /* as if the rule added nothing */
    return local_time(params, (uint64_t)saved_s) == local_s ? saved_s : unix_s;
}
