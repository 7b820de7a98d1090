/* SPDX-License-Identifier: MIT */
/*
 * A listener at the receiver of one telephone. It knows the words of the release and the call progress tones, and
 * recognises them from the samples alone; the unit is not asked. What it hears becomes `ear` events:
 *
 *   says "Invalid option." (invalid_option)   a prompt, as soon as it can be no other one
 *   says "1 9 2 dot 1 6 8" (digits)           spoken characters, joined, when the row of them has ended
 *   cut (main_menu)                           a prompt that was broken off
 *   tone dial                                 a tone by its parameter: dial, reorder, off_hook_warning ...
 *   silence                                   nothing for half a second, after something
 *   sound                                     something that is neither a word nor a tone it knows
 *
 * Events are late by what recognition needs: a prompt 60 ms and more, a steady tone 0.4 s, a cadenced one a cycle.
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
