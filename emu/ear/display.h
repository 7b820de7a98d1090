/* SPDX-License-Identifier: MIT */
/*
 * A caller ID display: decodes what the unit sends to a telephone beside sound, by FSK (Bell 202, V.23) or DTMF, with
 * spandsp's receivers. Part of the ear.
 */
#pragma once
#include <stdint.h>

struct emu_display;

/* One message, once: "4085551212 \"J. Smith\" 04/18 17:30", "private", "unavailable", "messages waiting". */
typedef void emu_display_fn(void *ctx, const char *text);
/* NULL: no memory. */
struct emu_display *emu_display_create(emu_display_fn *fn, void *ctx);
void emu_display_destroy(struct emu_display *d);
/* One codec frame of 80 samples. */
void emu_display_hear(struct emu_display *d, const int16_t *samples);
