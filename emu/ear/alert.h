/* SPDX-License-Identifier: MIT */
/*
 * The tone that wakes a caller ID display: 2130 + 2750 Hz for 88 to 110 ms (ETSI EN 300 659-1 section 6.1.1, DT-AS).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define EMU_ALERT_FRAMES 6u /* of 10 ms, one after the other, that must have both tones and nothing else */

struct emu_alert {
    unsigned n_frames;
};
/* One codec frame of 80 samples. True: that was the tone. */
bool emu_alert_hear(struct emu_alert *a, const int16_t *samples);
