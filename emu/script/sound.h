/* SPDX-License-Identifier: MIT */
/*
 * The last minutes of what a telephone played, in memory: of ten hours off-hook the beginning is not needed, and
 * the record has all of it (vspa replay --wav).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct board;
struct scn_sound;

#define SCN_SOUND_S 120u /* seconds that are kept */

/* NULL: no memory. */
struct scn_sound *scn_sound_open(struct board *b, unsigned port);
/* Stops listening, and writes the file if there was a sound. path: NULL writes none. False: it is not whole. */
bool scn_sound_close(struct scn_sound *s, const char *path);
