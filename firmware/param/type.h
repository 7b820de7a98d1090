/* SPDX-License-Identifier: MIT */
/* The two steps of fw_judge. */
#pragma once
#include <fw/judge.h>

/* type.c: whether a value fits the type of its row, and how it would be stored (guide p.2-20 .. 2-22). OK, NORMALISED
 * and TOO_LONG up to FW_VALUE_MAX characters are taken, and out is what would be stored; else out is "". */
enum fw_fit param_type_judge(const struct fw_schema_row *row, struct rt_str value, char out[FW_VALUE_MAX + 1]);

/* format.c: the format and the range of the row. text: what the type would store; blanks around it are taken off when
 * the format says so. */
struct fw_verdict param_format_judge(const struct fw_schema_row *row, char *text);
/* Where a value breaks that its type has refused: of a script. */
size_t param_format_locate(const struct fw_schema_row *row, struct rt_str value);
/* "Write ..."; NULL: a number, whose range says it, or a free text. */
const char *param_format_wants(enum fw_format format);
