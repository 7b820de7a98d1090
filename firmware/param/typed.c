/* SPDX-License-Identifier: MIT */
/* Values read as numbers. */
#include <fw/param.h>
#include <rt/assert.h>
#include <stdio.h>

#define DECIMALS_MAX 6u /* of a second: the board's clock counts microseconds */

bool fw_param_bool(const struct fw_params *p, const char *element, bool fallback)
{
    struct rt_str value = rt_str(fw_param_by_name(p, element));
    if (rt_str_is(value, "Yes")) { /* the one spelling that is stored */
        return true;
    }
    return rt_str_is(value, "No") ? false : fallback;
}

static struct rt_str number_text(const struct fw_params *p, const char *element)
{
    struct rt_str value = rt_str_trim(rt_str(fw_param_by_name(p, element)));
    return rt_str_starts(value, "+") ? rt_str_from(value, 1) : value;
}

uint32_t fw_param_u32(const struct fw_params *p, const char *element, uint32_t fallback)
{
    struct rt_str value = number_text(p, element);
    size_t point = rt_str_find(value, '.');
    for (size_t i = point + 1; i < value.n; i++) { /* surplus decimals are ignored: guide p.2-20 */
        if (value.p[i] < '0' || value.p[i] > '9') {
            return fallback;
        }
    }
    if (point == 0 && value.n > 1) {
        return 0; /* ".5" */
    }
    uint32_t v;
    return rt_str_u32(rt_str_n(value.p, point), &v) == RT_OK ? v : fallback;
}

uint64_t fw_param_us(const struct fw_params *p, const char *element, uint64_t fallback_us)
{
    struct rt_str value = number_text(p, element);
    size_t point = rt_str_find(value, '.');
    for (size_t i = point + 1; i < value.n; i++) {
        if (value.p[i] < '0' || value.p[i] > '9') {
            return fallback_us;
        }
    }
    size_t n = point + 1 + DECIMALS_MAX < value.n ? point + 1 + DECIMALS_MAX : value.n;
    uint64_t us;
    return rt_str_seconds_us(rt_str_n(value.p, n), &us) == RT_OK ? us : fallback_us;
}

char *fw_param_line_name(char out[64], const char *stem, unsigned line_1_or_2)
{
    RT_ASSERT(line_1_or_2 == 1 || line_1_or_2 == 2);
    int n = snprintf(out, 64, "%s_%u_", stem, line_1_or_2);
    RT_ASSERT(n > 0 && n < 64);
    return out;
}
