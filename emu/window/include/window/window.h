/* SPDX-License-Identifier: MIT */
/*
 * A window on a unit, for every command that runs one: a source of the unit's loop that shows what is, and acts only
 * through the table of acts (act/act.h). So a run in a window has the trace of one without.
 *
 *     struct emu_window *w;
 *     if (emu_window_open(&w, unit, &options, &error) == EMU_EXIT_OK) {      NULL when no window is wanted
 *         board_power_on(...); ... the run ...
 *         emu_window_close(w, &error);                                       before the unit is destroyed
 *     }
 *
 * Owner: the front end. Context: one thread; the sound device's is the module's own affair.
 */
#pragma once
#include <act/paint.h>
#include <host/error.h>
#include <host/options.h>
#include <stdbool.h>
#include <stdint.h>

#define EMU_WINDOW_MOMENTS_MAX 64u

struct emu_forwards;
struct emu_recording;
struct emu_replay;
struct emu_replay_parting;
struct emu_unit;
struct emu_window;
struct emu_window_guest;
struct rt_log;

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
    uint32_t language;                    /* enum win_language */
    uint32_t sound_buffer;                /* samples; 0: 64 */
    uint32_t panel;                       /* that is shown first */
    const struct emu_forwards *forwards;  /* ports that may lead to the unit's pages; NULL: none. Borrowed */
    const struct emu_window_guest *guest; /* window/guest.h; NULL: none. Borrowed */
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
/* Before the power is switched on. *out NULL: none is wanted. */
enum emu_exit emu_window_open(struct emu_window **out, struct emu_unit *u, const struct emu_window_options *o,
                              struct emu_error *error);
/* The user has closed it. */
bool emu_window_was_closed(const struct emu_window *w);
/* The run is over: the last picture stays until the user closes it, or a signal ends the program. Of a hidden one, or
 * one that is closed already: nothing. NULL is allowed. */
void emu_window_stay(struct emu_window *w);
/* Saves the pictures that are still wanted, and closes it. NULL is allowed. */
enum emu_exit emu_window_close(struct emu_window *w, struct emu_error *error);

/* A record in a window: it is played, and can be looked at at any moment. until_us: its end; 0: that of the record.
 * *is_same false: the replay has diverged, and *parting says where. The process forks; it has one thread before. */
enum emu_exit emu_window_replay(struct emu_recording *recording, const char *images, const struct rt_log *log,
                                uint64_t until_us, const struct emu_window_options *o,
                                struct emu_replay_parting *parting, bool *is_same, struct emu_error *error);

/* A record as pictures, sound and captions, in a folder (series.c). False: the replay has diverged, and *parting says
 * where; other failures are in the error. */
#define EMU_WINDOW_SERIES_MAX 5000u /* pictures: some 500 MB */
bool emu_window_series(struct emu_replay *r, uint64_t from_us, uint64_t end_us, const struct emu_window_options *o,
                       const char *folder, struct emu_replay_parting *parting, struct emu_error *error);

/* The act `screenshot` (act/paint.h). */
extern emu_paint_fn emu_window_paint;
