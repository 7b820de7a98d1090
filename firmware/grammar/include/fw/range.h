/* SPDX-License-Identifier: MIT */
/*
 * Numbers as parameters write them, and the ranges of the schema.
 *
 *   number := [ "+" | "-" ] ( digits [ "." digits ] | "." digits | "0x" hex )      guide p.2-20
 *   range  := [ number ] ".." [ number ] [ " " unit ] [ " or " word ]              "0..255 s or inf", "0.. s", ".. dBm"
 *
 * A range without a bound has none there. The word is the one text that is taken beside the numbers.
 *
 * Context: plain functions over borrowed text; nothing is kept, nothing allocated.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define FW_NUMBER_ONE 1000000 /* numbers are in millionths, so that a range of times is exact */

/* RT_ESYNTAX: not a number. RT_ERANGE: more than ten digits before the point, or eight of a hexadecimal. Decimals
 * beyond six are ignored. */
enum rt_err fw_number_parse(struct rt_str text, int64_t *millionths);

struct fw_range {
    bool has_low, has_high;
    struct rt_str low_text, high_text; /* as written, for people */
    int64_t low, high;                 /* millionths; both belong to the range */
    struct rt_str unit, word;          /* "s"; "inf"; empty */
};
/* RT_ESYNTAX, also for an empty text. */
enum rt_err fw_range_parse(struct rt_str text, struct fw_range *out);
bool fw_range_has(const struct fw_range *r, int64_t millionths);
