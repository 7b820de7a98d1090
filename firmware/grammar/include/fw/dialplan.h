/* SPDX-License-Identifier: MIT */
/*
 * Dial plans: their syntax. SPA administration guide p.57; SPA-2000 guide p.50 to 52; guesses are marked.
 *
 *   plan      := [ timer { [,] timer } [,] ] "(" [ hotline "|" ] sequence { "|" sequence } ")"    blanks are ignored
 *   timer     := ( "L:" | "S:" ) [ seconds ]         over the long or short timer; 5 s when none are written
 *   hotline   := "P" [ seconds ] [ "<:" number ">" ]                    5 s when none are written
 *   sequence  := [ wait ] element { [ wait ] element } [ "!" ] [ wait ] "S0 <:1800...>": guide p.2-3; "xxL5 x"
 *   wait      := ( "S" | "L" ) [ seconds ]
 *   element   := key | "x" | "[" keys, "x" and ranges "]" | element "." | "<" dialled ":" sent ">" | ","
 *   dialled   := { element without "<" }                                "<9,:>": the 9 gives a tone and is not sent
 *   sent      := { character of a number or of a host }                 "<:@gw0>": gateway 0 of an SPA3102
 *
 * "x" in a set is any digit (guess: no guide says so, but "[x*]." and "[*#x]x." are what the templates of wazo-provd
 * and of FusionPBX send to units of this family).
 *
 * Context: pure functions over a borrowed text; no state, no allocation.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdint.h>

#define FW_DIALPLAN_SEQUENCES_MAX 64u /* guess: no limit is documented */
#define FW_DIALPLAN_TIMER_NONE    UINT32_MAX
#define FW_DIALPLAN_SECONDS_MAX   64u /* of a timer; guide, Interdigit_Long_Timer */

/* Bits of a set of keys: 0 .. 9, then '*', '#', 'A' .. 'D'. */
#define FW_DIALPLAN_STAR          (1u << 10)
#define FW_DIALPLAN_HASH          (1u << 11)
#define FW_DIALPLAN_DIGITS        0x3ffu

struct fw_dialplan_sequence {
    struct rt_str text;         /* its elements, for fw_dialplan_next */
    bool is_barred;             /* "!" */
    uint32_t short_ms, long_ms; /* "S3", "L10" at either end; FW_DIALPLAN_TIMER_NONE */
};

struct fw_dialplan {
    uint32_t long_ms, short_ms; /* of the plan; FW_DIALPLAN_TIMER_NONE */
    bool has_hotline;
    uint32_t hotline_ms; /* after off-hook; 0: at once */
    struct rt_str hotline_number;
    unsigned n_sequences;
    struct fw_dialplan_sequence sequence[FW_DIALPLAN_SEQUENCES_MAX];
};

/* text is borrowed for the lifetime of out; an empty text is a plan without sequences. On RT_ESYNTAX and RT_EFULL,
 * *bad_at (may be NULL) is the offset, *why (may be NULL) a static message, and *out is zeroed. */
enum rt_err fw_dialplan_parse(struct rt_str text, struct fw_dialplan *out, size_t *bad_at, const char **why);

enum fw_dialplan_kind {
    FW_DIALPLAN_KEYS,         /* one key of the set */
    FW_DIALPLAN_SUBSTITUTION, /* what is dialled becomes what is sent */
    FW_DIALPLAN_OUTSIDE_TONE, /* ',' */
    FW_DIALPLAN_TIMER         /* "L5" between two elements: counts from there on */
};
struct fw_dialplan_element {
    enum fw_dialplan_kind kind;
    uint32_t keys;               /* of KEYS */
    bool is_repeated;            /* '.': zero or more of them */
    struct rt_str dialled, sent; /* of SUBSTITUTION; either may be empty; dialled holds elements again */
    uint32_t short_ms, long_ms;  /* of TIMER; FW_DIALPLAN_TIMER_NONE */
};
/* The next element of a parsed sequence; false at its end. */
bool fw_dialplan_next(struct rt_str *rest, struct fw_dialplan_element *out);
