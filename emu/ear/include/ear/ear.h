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
 *   display stays empty: no line reversal before the data   it is of another country
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

/* Caller ID displays: id, name, help. What each needs: a table in display.c. The display is changed by an event of the
 * signal `display`, whose value is the row; so a replay changes it, too. */
#define EMU_DISPLAY_LIST(X)                                                                                            \
    X(ANY, "any", "understands everything")                                                                            \
    X(BELLCORE, "bellcore", "FSK behind the first ring: North America, China")                                         \
    X(ETSI, "etsi", "FSK before the first ring, behind an alert tone: most of Europe")                                 \
    X(UK, "uk", "as etsi, and behind a reversal of the line: British telephones")                                      \
    X(DTMF, "dtmf", "DTMF digits: Denmark, Finland, Sweden")                                                           \
    X(NONE, "none", "has no display")
#define EMU_DISPLAY_ENUM(id, name, help) EMU_DISPLAY_##id,
enum emu_display_standard { EMU_DISPLAY_LIST(EMU_DISPLAY_ENUM) EMU_N_DISPLAYS };
#undef EMU_DISPLAY_ENUM
const char *emu_display_name(enum emu_display_standard s);

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
