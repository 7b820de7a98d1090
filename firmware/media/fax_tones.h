/* SPDX-License-Identifier: MIT */
/*
 * The tones by which a fax machine or a modem makes itself known, heard in samples of 8 kHz, 10 ms at a time:
 *
 *   CNG       1100 Hz for half a second, every 3.5 s, of a machine that calls (ITU-T T.30 section 4.1)
 *   CED       2100 Hz for 2.6 to 4 s, of one that answers (T.30 section 4.1; V.25: ANS)
 *   reversed  2100 Hz whose phase is turned by half a circle each 450 ms (V.25: a modem, or a fast fax machine)
 *
 * Each block of 10 ms is compared with one frequency by Goertzel's filter: a whole number of its periods fits, so that
 * the phase of a steady tone stays from block to block.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAX_TONES_BLOCK 80u /* samples */

enum fax_tone { FAX_TONE_NONE, FAX_TONE_CNG, FAX_TONE_CED, FAX_TONE_CED_REVERSED };

/* One frequency; all zero at first. */
struct fax_filter {
    double s1, s2;       /* of Goertzel's recurrence */
    unsigned n_blocks;   /* in a row that are this tone */
    unsigned n_reversed; /* turns of the phase among them */
    double phase, drift; /* of the last block; from the one before to it */
    bool has_drift, has_hole, is_told, is_reversed_told;
};

struct fax_tones {
    struct fax_filter cng, ced;
    double power; /* of the block so far */
    unsigned n;   /* samples of it */
};

/* What was found with these samples, told once for each stretch of it. n: at most FAX_TONES_BLOCK. */
enum fax_tone fax_tones_hear(struct fax_tones *t, const int16_t *samples, size_t n);
