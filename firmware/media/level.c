/* SPDX-License-Identifier: MIT */
#include "media_priv.h"
#include <math.h>

/* -12 .. 6 dB (schema); the meaning, relative to no gain: inferred. */
int32_t media_gain(const struct fw_params *p, enum fw_element of)
{
    int32_t db;
    if (rt_str_i32(rt_str_trim(rt_str(fw_element_text(p, of))), &db) != RT_OK || db < -40 || db > 20) {
        db = 0;
    }
    return (int32_t)lround(LEVEL_ONE * pow(10.0, db / 20.0));
}

int16_t media_amplify(int16_t sample, int32_t gain)
{
    int32_t v = (int32_t)(((int64_t)sample * gain) / LEVEL_ONE);
    return v > INT16_MAX ? INT16_MAX : v < INT16_MIN ? INT16_MIN : (int16_t)v;
}
