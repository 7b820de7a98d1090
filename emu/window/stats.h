/* SPDX-License-Identifier: MIT */
/* What the window did, for a measurement: frames, sound, when the user's keys were heard. */
#pragma once
#include <window/face.h>

/* False: the file could not be written. */
bool win_stats_save(const struct win_face_stats *s, const char *path);
