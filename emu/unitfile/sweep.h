/* SPDX-License-Identifier: MIT */
/*
 * Clearing .vspa-images (base.h): an image goes that no unit file of the folder refers to and of which no unit was
 * made for a day; the day is for units that are just being made. So it holds as many images as its units have
 * releases, and those of one day. A .vspa-images that is a link serves other folders too, and is left alone.
 */
#pragma once

#define UNITSWEEP_UNUSED_S 86400

/* unit_path: a unit file beside that folder. What cannot be read or removed stays. */
void unitsweep(const char *unit_path);
