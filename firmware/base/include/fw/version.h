/* SPDX-License-Identifier: MIT */
/*
 * Firmware versions: three numbers separated by dots, with an optional suffix in parentheses: "5.2.10", "1.0.31(b)",
 * "2.0.3(0412s)". In two-part versions, as old rules have them, the third part is 0. Source: guide p.2-11. guess:
 * order of suffixes: no suffix first, then bytewise.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>

#define FW_VERSION_SUFFIX_MAX 15u
struct fw_version {
    uint32_t part[3];
    char suffix[FW_VERSION_SUFFIX_MAX + 1]; /* without the parentheses */
};
/* RT_ESYNTAX unless the whole string is a version ("1" alone is not, "1.0" is). */
enum rt_err fw_version_parse(struct rt_str text, struct fw_version *out);
/* <0, 0, >0 */
int fw_version_compare(const struct fw_version *a, const struct fw_version *b);
