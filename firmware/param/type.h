/* SPDX-License-Identifier: MIT */
/* The judge: whether a value fits the type of its row, and how it would be stored. Guide p.2-20 .. 2-22. */
#pragma once
#include <fw/param.h>

/* fits: OK, NORMALISED and TOO_LONG up to FW_VALUE_MAX characters are taken, and out is what would be stored.
 * Everything else leaves the old value, and out is "". */
enum fw_fit param_type_judge(const struct fw_schema_row *row, struct rt_str value, char out[FW_VALUE_MAX + 1]);
