/* SPDX-License-Identifier: MIT */
/*
 * What the window's side (look.c) and the replays (look_seat.c) of a look share.
 *
 *    window --fork--> keeper --fork--> replay, which leaves copies of itself (fork)
 *
 * The keeper is made before a unit has run in the process, does nothing but begin replays, and reaps them.
 */
#pragma once
#include "look.h"
#include <record/replay.h>
#include <sys/types.h>

#define LOOK_PROCESSES_MAX 26u /* 24 copies, one that goes on, one that takes its place */
#define LOOK_PATH_MAX      64u

/* Memory of all processes. */
struct look_shared {
    struct win_model view;
    struct win_past past;
    struct win_scene scene;
    struct win_look_sound sound;
    bool wants_sound, has_parted, has_opened;
    struct emu_replay_parting parting;
    struct emu_error error;   /* of the opening, of saving a unit */
    pid_t made;               /* the last replay, the last copy */
    char path[LOOK_PATH_MAX]; /* of the unit that is saved */
};

/* What the processes say to each other with. */
struct look_ends {
    struct look_shared *shared;
    int window[LOOK_PROCESSES_MAX], replay[LOOK_PROCESSES_MAX];
    int to_keeper, of_keeper;
    int record; /* of a run: the file that its record is put into; -1: a recording is there */
};

enum { LOOK_AT = 'L', LOOK_COPY = 'C', LOOK_SAVE = 'S', LOOK_END = 'E', LOOK_OPENED = 'O' };
struct look_order {
    char what;
    uint8_t place; /* of the copy */
};

/* The keeper; returns in no process. */
_Noreturn void look_keep(const struct look_ends *ends, const struct win_look_config *config);
