/* SPDX-License-Identifier: MIT */
/* The options of every window: of `vspa window`, and of the commands that have --window. */
#pragma once
#include <host/error.h>
#include <host/options.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_WINDOW_MOMENTS_MAX 64u

struct emu_forwards;
struct emu_window_guest;

struct win_size {
    float w, h, scale; /* scale 0: as the screen suggests */
};
struct win_moments {
    uint64_t us[EMU_WINDOW_MOMENTS_MAX];
    size_t n;
};

struct emu_window_options {
    bool is_wanted;
    struct win_size size;
    uint32_t theme;                       /* enum win_theme */
    uint32_t language;                    /* enum emu_language */
    uint32_t sound_buffer;                /* samples; 0: 64 */
    uint32_t panel;                       /* that is shown first */
    const struct emu_forwards *forwards;  /* ports that may lead to the unit's pages; NULL: none. Borrowed */
    const struct emu_window_guest *guest; /* viewmodel/guest.h; NULL: none. Borrowed */
    bool is_still, is_silent, is_hidden;
    const char *picture, *tree, *shots, *stats; /* NULL: not wanted */
    struct win_moments moments;                 /* of the shots, in the order given */
    bool outlives_closing;                      /* a closed window does not end the run */
};

/* Both over struct emu_window_options. The first is the switch --window, for commands that can do without. */
extern const struct emu_option_group emu_window_switch_group, emu_window_option_group;
void emu_window_options_init(struct emu_window_options *o);
/* Refuses options of a window that is not wanted. */
enum emu_exit emu_window_check(const struct emu_window_options *o, const char *command, struct emu_error *error);

/* Could one be opened? If one is wanted. */
enum emu_exit emu_window_try(const struct emu_window_options *o, struct emu_error *error);
