/* SPDX-License-Identifier: MIT */
/*
 * A caller ID display: decodes what the unit sends to a telephone beside sound, by FSK (Bell 202, V.23) or DTMF, with
 * spandsp's receivers. Part of the ear.
 */
#pragma once
#include <ear/ear.h>
#include <stdint.h>

struct emu_display;

struct emu_display_config {
    enum emu_display_standard standard;
    bool is_after_ring;     /* in a pause between rings */
    bool is_after_reversal; /* of the battery, just before */
    /* One message, once: "4085551212 \"J. Smith\" 04/18 17:30", "private", "unavailable", "messages waiting". why: why
     * this display does not show it; NULL: it does. */
    void (*fn)(void *ctx, const char *text, const char *why);
    void *ctx;
};
/* NULL: no memory. */
struct emu_display *emu_display_create(const struct emu_display_config *config);
void emu_display_destroy(struct emu_display *d);
/* The polarity of the line is reversed now. */
void emu_display_reverse(struct emu_display *d);
/* One codec frame of 80 samples. */
void emu_display_hear(struct emu_display *d, const int16_t *samples);
