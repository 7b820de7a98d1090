/* SPDX-License-Identifier: MIT */
/*
 * A run that can be looked at, at any moment: a recorded one, or one that goes on, up to now.
 *
 * lwIP's counters live as long as a process, so a second replay in one process is another run. A replay therefore
 * stands in a process of its own, and to go back means to go on from one that stands earlier: copies (fork) stay
 * behind at moments of the first pass, 24 at most, so that a look costs a few milliseconds wherever it goes. Nothing is
 * saved or loaded, and what is shown is what the same program makes of the same inputs.
 *
 * The processes and the window share one piece of memory. One of them works at a time.
 */
#pragma once
#include <viewmodel/timing.h>
#include <record/replay.h>
#include <screen/face.h>

#define WIN_LOOK_SAMPLES_MAX 1600u /* of a telephone, for one look: 200 ms */

struct win_look;

struct win_look_config {
    struct emu_recording *recording; /* borrowed; NULL: a run that goes on, see win_look_file() */
    const char *images;              /* folder; NULL: the default place */
    const struct rt_log *log;        /* NULL: none */
    const struct win_face_table *table;
};

/* Stands by. Before any unit has had power in this process, and before the window is opened: neither what is left of a
 * run nor the connection to the display is to be shared. */
enum emu_exit win_look_open(struct win_look **out, const struct win_look_config *config, struct emu_error *error);
void win_look_close(struct win_look *l); /* NULL is allowed */
/* Of a run that goes on: the descriptor that its record so far is written to, before each begin. */
int win_look_file(const struct win_look *l);

/* Runs the record once, up to end_us, with its marks and copies. */
enum emu_exit win_look_begin(struct win_look *l, uint64_t end_us, struct emu_error *error);
/* Its replays end; another look may begin. */
void win_look_end(struct win_look *l);

/* The window's model of it: without a unit, and with a past whose moment is wanted_us. */
struct win_model *win_look_model(struct win_look *l);
/* NULL: the replay was the same run as the record. */
const struct emu_replay_parting *win_look_parting(const struct win_look *l);

/* Makes the scene of the moment that the model's past wants. False: a replay has crashed. */
bool win_look_make(struct win_look *l, bool has_sound);
const struct win_scene *win_look_scene(const struct win_look *l);
/* Saves the unit as it is at the moment that was made last. */
enum emu_exit win_look_save(struct win_look *l, const char *path, struct emu_error *error);

/* What was heard on the way to it, if it was asked for. */
struct win_look_sound {
    unsigned n[BOARD_N_FXS];
    int16_t samples[BOARD_N_FXS][WIN_LOOK_SAMPLES_MAX];
    bool has_bell;
    char held; /* key that is down; 0: none */
};
const struct win_look_sound *win_look_sound(const struct win_look *l);
