/* SPDX-License-Identifier: MIT */
/*
 * Recognises what one telephone receives: the prompts of the release and call progress tones. It uses the audio samples
 * alone and does not ask the unit. Each recognised sound is an `ear` event:
 *
 *   says "Invalid option." (invalid_option)   a prompt, as soon as it is unambiguous
 *   says "1 9 2 dot 1 6 8" (digits)           spoken characters, joined, when their sequence has ended
 *   cut (main_menu)                           a prompt that was interrupted
 *   tone dial                                 a tone by its parameter: dial, reorder, off_hook_warning ...
 *   silence                                   nothing for half a second, after something
 *   sound                                     a sound that is neither a known prompt nor a known tone
 *   displays 4085551212 "J. Smith" 04/18 17:30   what a caller ID display shows of data to a telephone on-hook
 *
 * Events are delayed by the recognition: a prompt 60 ms and more, a steady tone 0.4 s, a cadenced one a cycle.
 */
#pragma once
#include <stdbool.h>

struct board;
struct board_kind;
struct emu_ear;
struct fw_image;
struct fw_params;

/* The kinds of events above but the last two, which are the signal's own; NULL ends. */
extern const struct board_kind *const emu_ear_kinds[];

struct emu_ear_config {
    struct board *board;
    unsigned port; /* 0, 1 */
    /* The image that runs now, or NULL; asked with each frame. */
    const struct fw_image *(*image)(void *ctx);
    /* The tone scripts of the unit, or NULL: the factory's. Asked when the handset is lifted and
     * when another image runs. May itself be NULL. */
    const struct fw_params *(*params)(void *ctx);
    void *ctx;
};
/* NULL: no memory. Copies the config. */
struct emu_ear *emu_ear_create(const struct emu_ear_config *config);
void emu_ear_destroy(struct emu_ear *e);
