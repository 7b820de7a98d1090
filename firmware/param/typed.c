/* SPDX-License-Identifier: MIT */
/* Values read as numbers. */
#include <fw/param.h>
#include "params.h"

#define DECIMALS_MAX 6u /* per second: the board clock counts microseconds */

bool param_read_bool(const char *text, bool *out)
{
    struct rt_str value = rt_str(text);
    *out = rt_str_is(value, "Yes"); /* the only spelling that is stored */
    return *out || rt_str_is(value, "No");
}

static struct rt_str number_text(const char *text)
{
    struct rt_str value = rt_str_trim(rt_str(text));
    return rt_str_starts(value, "+") ? rt_str_from(value, 1) : value;
}

/* Only digits follow the point. */
static bool has_decimals(struct rt_str value, size_t point)
{
    for (size_t i = point + 1; i < value.n; i++) {
        if (value.p[i] < '0' || value.p[i] > '9') {
            return false;
        }
    }
    return true;
}

bool param_read_u32(const char *text, uint32_t *out)
{
    struct rt_str value = number_text(text);
    size_t point = rt_str_find(value, '.');
    *out = 0;
    if (!has_decimals(value, point)) { /* surplus decimals are ignored: guide p.2-20 */
        return false;
    }
    if (point == 0 && value.n > 1) {
        return true; /* ".5" */
    }
    return rt_str_u32(rt_str_n(value.p, point), out) == RT_OK;
}

bool param_read_us(const char *text, uint64_t *out)
{
    struct rt_str value = number_text(text);
    size_t point = rt_str_find(value, '.');
    size_t n = point + 1 + DECIMALS_MAX < value.n ? point + 1 + DECIMALS_MAX : value.n;
    *out = 0;
    return has_decimals(value, point) && rt_str_seconds_us(rt_str_n(value.p, n), out) == RT_OK;
}

bool fw_param_bool(const struct fw_params *p, const char *element, bool fallback)
{
    bool value;
    return param_read_bool(fw_param_by_name(p, element), &value) ? value : fallback;
}

uint32_t fw_param_u32(const struct fw_params *p, const char *element, uint32_t fallback)
{
    uint32_t value;
    return param_read_u32(fw_param_by_name(p, element), &value) ? value : fallback;
}

uint64_t fw_param_us(const struct fw_params *p, const char *element, uint64_t fallback_us)
{
    uint64_t value;
    return param_read_us(fw_param_by_name(p, element), &value) ? value : fallback_us;
}
