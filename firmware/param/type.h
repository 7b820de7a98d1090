/* SPDX-License-Identifier: MIT */
/* The two steps of fw_judge. */
#pragma once
#include <fw/judge.h>

/* type.c: validates a value against the type of its row (guide p.2-20 .. 2-22). OK, NORMALISED and TOO_LONG up to
 * FW_VALUE_MAX characters are accepted, and out is the text to store; otherwise out is "". */
enum fw_fit param_type_judge(const struct fw_schema_row *row, struct rt_str value, char out[FW_VALUE_MAX + 1]);

/* format.c: validates against format and range of the row. text: the text that the type would store; the format may
 * strip blanks around it. */
struct fw_verdict param_format_judge(const struct fw_schema_row *row, char *text);
/* The position of the error in a script that its type rejected. */
size_t param_format_locate(const struct fw_schema_row *row, struct rt_str value);
/* "Write ..."; NULL: a number, described by its range, or free text. */
const char *param_format_wants(enum fw_format format);
