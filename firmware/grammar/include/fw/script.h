/* SPDX-License-Identifier: MIT */
/*
 * Scripts: parsers of the texts that describe ringing and tones. Guide p.2-20 .. 2-22:
 *
 *   CadScript   S1[;S2]          S = D(on/off[,on/off ...])           "60(.2/.2,.2/.2,.2/.2,1/4)"
 *   FreqScript  F1@L1[,F2@L2..]  F in Hz, L in dBm                    "350@-19,440@-19"
 *   ToneScript  FreqScript;Z1[;Z2]  Z = D(on/off/f[,on/off/f ...])    "350@-19,440@-19;2(.1/.1/1+2);20(1/2/1)"
 *                                f = frequencies that sound together, 0 = none
 *
 * D, on and off are seconds with up to three decimals (more are ignored), '*' is for ever. The segments of a section
 * repeat for the duration D, then the next section starts. Blanks are allowed between all parts. "400*33@-19" (seen
 * in a profile for South Africa) is read as 400 Hz, amplitude-modulated with 33 Hz; the meaning is a guess.
 *
 * Context: pure functions; no state, no allocation.
 */
#pragma once
#include <rt/err.h>
#include <rt/str.h>
#include <stddef.h>
#include <stdint.h>

#define FW_SCRIPT_TEXT_MAX        127u /* characters; a longer script is accepted, but a real unit would truncate it */
#define FW_SCRIPT_FREQUENCIES_MAX 6u   /* guide p.2-21 */
#define FW_SCRIPT_SECTIONS_MAX    2u   /* guide p.2-21 */
#define FW_SCRIPT_SEGMENTS_MAX    6u   /* of a section; guide p.2-21 */
#define FW_SCRIPT_FOREVER         UINT32_MAX /* '*' as a time in ms */
#define FW_SCRIPT_HZ_MAX          9999u      /* accepted up to here; the port can play less than 4000 */

struct fw_script_frequency {
    uint16_t hz;
    uint16_t modulation_hz;  /* 0: a pure tone */
    int16_t level_dbm_tenth; /* -195 is -19.5 dBm */
};

struct fw_script_frequencies {
    unsigned n; /* 0: empty text, no tone */
    struct fw_script_frequency frequency[FW_SCRIPT_FREQUENCIES_MAX];
};

struct fw_script_segment {
    uint32_t on_ms, off_ms; /* or FW_SCRIPT_FOREVER */
    uint8_t mask;           /* tones: bit i = frequency[i] sounds in the on time; 0 is silence. Cadences: 0 */
};

struct fw_script_section {
    uint32_t duration_ms; /* or FW_SCRIPT_FOREVER */
    unsigned n_segments;  /* at least 1; their total time is never 0 */
    struct fw_script_segment segment[FW_SCRIPT_SEGMENTS_MAX];
};

struct fw_script_cadence {
    unsigned n_sections; /* 0: empty text, no ringing */
    struct fw_script_section section[FW_SCRIPT_SECTIONS_MAX];
};

struct fw_script_tone {
    struct fw_script_frequencies frequencies;
    struct fw_script_cadence cadence;
};

/* Each returns RT_OK (an empty text gives zeros), RT_ESYNTAX, RT_ERANGE (a number too large) or RT_EFULL (a maximum
 * above exceeded). On failure *out is zeroed and *bad_at (may be NULL) is the offset of the offending character. */
enum rt_err fw_script_parse_cadence(struct rt_str text, struct fw_script_cadence *out, size_t *bad_at);
enum rt_err fw_script_parse_frequencies(struct rt_str text, struct fw_script_frequencies *out, size_t *bad_at);
enum rt_err fw_script_parse_tone(struct rt_str text, struct fw_script_tone *out, size_t *bad_at);
