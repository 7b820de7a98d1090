/* SPDX-License-Identifier: MIT */
/* What the window did, for a measurement: frames, sound, when the user's keys were heard, how long a look took. */
#pragma once
#include <screen/face.h>

#define WIN_LOOKS_KEPT 256u

/* How long it took to go to another moment of a record. */
struct win_looks {
    double ms[WIN_LOOKS_KEPT]; /* the last ones */
    size_t n;
};
void win_looks_add(struct win_looks *l, double ms);

/* looks NULL: no record is looked at. False: the file could not be written. */
bool win_stats_save(const struct win_face_stats *s, const struct win_looks *looks, const char *path);
