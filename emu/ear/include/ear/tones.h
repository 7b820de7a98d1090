/* SPDX-License-Identifier: MIT */
/*
 * Recognises call progress tones in a stream of samples: which frequencies of the scripts explain the last 40 ms
 * (least squares), how long each combination and each pause lasts, and which script has that cadence. Part of the ear.
 */
#pragma once
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct fw_params;
struct emu_tones;

#define EMU_TONES_BLOCK   80u
#define EMU_TONE_NAME_MAX 40u

/* Reads the scripts of the parameters, or those of the factory with NULL. NULL: no memory. */
struct emu_tones *emu_tones_create(const struct fw_params *params);
void emu_tones_destroy(struct emu_tones *t);
/* Forgets what was heard. */
void emu_tones_reset(struct emu_tones *t);
/* Reports that it stopped: the next tone is reported even if it is the same. The cadence heard so far still counts.
 * */
void emu_tones_forget(struct emu_tones *t);
/* One codec frame. Returns the tone that was recognised with it, or -1: once as long as it is heard. */
int emu_tones_hear(struct emu_tones *t, const int16_t samples[EMU_TONES_BLOCK]);
/* The frame belongs to frequencies of some script, or may: it is too early to tell. */
bool emu_tones_is_tonal(const struct emu_tones *t);
/* The longest pause inside a tone that is being heard, in ms; 0 without one. */
unsigned emu_tones_pause_ms(const struct emu_tones *t);
/* How many tones there are. */
int emu_tones_n(void);
/* "dial", "off_hook_warning": its parameter in short. */
const char *emu_tones_name(int tone, char out[EMU_TONE_NAME_MAX]);
