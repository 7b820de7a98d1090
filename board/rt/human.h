/* SPDX-License-Identifier: MIT */
/*
 * Counts, durations and sizes for people: "1 scenario", "2 min 5 s", "757 kB".
 *
 * The result is a value; use it in place: printf("%s failed\n", rt_count(n, "scenario").s).
 * Programs get plain numbers instead, with the unit in the key (wall_ms, bytes).
 */
#pragma once
#include <stdint.h>

#define RT_HUMAN_MAX 64 /* a longer noun is cut */

struct rt_human {
    char s[RT_HUMAN_MAX]; /* NUL-terminated */
};

/* The number and its noun: "0 files", "1 file", "2 entries", "3 addresses". <noun> is the singular; its last word takes
 * the plural. */
struct rt_human rt_count(uint64_t n, const char *noun);
/* The noun alone, for a number that is printed elsewhere ("3 of 7 scenarios"). */
struct rt_human rt_noun(uint64_t n, const char *noun);
/* The verb that goes with the number: rt_verb(n, "is", "are"). */
const char *rt_verb(uint64_t n, const char *singular, const char *plural);

/* The two largest units that count: "0 s", "40 ms", "2.5 s", "2 min 5 s", "1 h 30 min", "3 d 4 h". Cut, not rounded. */
struct rt_human rt_duration(uint64_t ms);
/* Decimal units, as in storage and networks, rounded to the nearest: "999 bytes", "757 kB", "4.2 MB". */
struct rt_human rt_size(uint64_t bytes);
