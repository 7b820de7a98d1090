/* SPDX-License-Identifier: MIT */
/*
 * Numbers as parameters write them, and the ranges of the schema.
 *
 *   number := [ "+" | "-" ] ( digits [ "." digits ] | "." digits | "0x" hex )      guide p.2-20
 *   range  := [ number ] ".." [ number ] [ " " unit ] [ " or " word ]              "0..255 s or inf", "0.. s", ".. dBm"
 *
 * A missing bound means no limit on that side. The word is the only text accepted besides numbers.
 *
 * Context: pure functions over borrowed text; no state, no allocation.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define FW_NUMBER_ONE 1000000 /* numbers are in millionths, so that a range of times is exact */

/* RT_ESYNTAX: not a number. RT_ERANGE: more than ten digits before the point, or more than eight hexadecimal digits.
 * More than six decimals are ignored. */
enum rt_err fw_number_parse(struct rt_str text, int64_t *millionths);

struct fw_range {
    bool has_low, has_high;
    struct rt_str low_text, high_text; /* as written, for people */
    int64_t low, high;                 /* millionths; both inclusive */
    struct rt_str unit, word;          /* "s"; "inf"; empty */
};
/* RT_ESYNTAX; an empty text is an error too. */
enum rt_err fw_range_parse(struct rt_str text, struct fw_range *out);
bool fw_range_has(const struct fw_range *r, int64_t millionths);
